//! JSONPath in the dialect of AWS.

use super::SyntaxError;
use crate::value::Value;

/// A compiled path, without what it starts from: `.a[0]..b`.
#[derive(Clone, Debug)]
pub struct JsonPath {}

impl JsonPath {
    /// Reads a path that starts with `$`.
    pub fn parse(text: &str) -> Result<JsonPath, SyntaxError> {
        let _ = text;
        todo!("jsonpath")
    }

    /// What the path selects in `root`; `None` when it is definite and selects nothing.
    pub fn find(&self, root: &Value) -> Option<Value> {
        let _ = root;
        todo!("jsonpath")
    }
}
