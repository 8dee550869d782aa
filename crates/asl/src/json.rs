//! JSON text: reading it into [`Value`]s and writing it as AWS writes it.

use crate::value::Value;

/// Reads one JSON value.
pub fn from_text(text: &str) -> Result<Value, JsonError> {
    let _ = text;
    todo!("jsonpath")
}

/// Compact JSON text.
pub fn to_text(value: &Value) -> String {
    let _ = value;
    todo!("jsonpath")
}

/// The length in bytes of the compact JSON text, without making it.
pub fn text_length(value: &Value) -> usize {
    let _ = value;
    todo!("jsonpath")
}

/// The text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes.
    pub offset: usize,
}
