//! Data on its way from state to state.

use std::fmt;
use std::sync::{Arc, OnceLock};

use asl::{Value, json};

/// The longest input or output of a task, state or execution, in bytes of UTF-8 JSON text
/// (Step Functions quota, "Maximum input or output size").
pub const PAYLOAD_BYTES_MAX: usize = 262_144;

/// JSON data of at most [`PAYLOAD_BYTES_MAX`] bytes, shared by all who hold it.
///
/// A state that passes its input on passes this handle on: the data is measured once, and its
/// text is made once, when somebody asks for it.
#[derive(Clone)]
pub struct Payload(Arc<Shared>);

struct Shared {
    value: Value,
    text: OnceLock<Arc<str>>,
}

/// The data is longer than [`PAYLOAD_BYTES_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl Payload {
    /// The data, if it is not too large.
    pub fn new(value: Value) -> Result<Payload, TooLarge> {
        if json::text_length(&value) > PAYLOAD_BYTES_MAX {
            return Err(TooLarge);
        }
        Ok(Payload::unmeasured(value))
    }

    /// Data of any size: an array of results on its way to a writer.
    pub(crate) fn unmeasured(value: Value) -> Payload {
        Payload(Arc::new(Shared {
            value,
            text: OnceLock::new(),
        }))
    }

    /// Data that keeps the text it came as, white space included, as AWS keeps the input of an
    /// execution until a state changes it.
    pub fn with_text(value: Value, text: impl Into<Arc<str>>) -> Result<Payload, TooLarge> {
        let text = text.into();
        if text.len() > PAYLOAD_BYTES_MAX {
            return Err(TooLarge);
        }
        Ok(Payload(Arc::new(Shared {
            value,
            text: OnceLock::from(text),
        })))
    }

    /// The empty object.
    pub fn empty_object() -> Payload {
        Payload::unmeasured(Value::empty_object())
    }

    /// The data.
    pub fn value(&self) -> &Value {
        &self.0.value
    }

    /// The data as JSON text.
    pub fn text(&self) -> &str {
        self.shared_text()
    }

    /// The data as JSON text that can be held on to.
    pub(crate) fn shared_text(&self) -> &Arc<str> {
        self.0
            .text
            .get_or_init(|| json::to_text(&self.0.value).into())
    }

    /// Whether the two are one: the same data at the same place.
    pub fn is(&self, other: &Value) -> bool {
        match (self.value(), other) {
            (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
            (Value::Array(a), Value::Array(b)) => Arc::ptr_eq(a, b),
            (Value::String(a), Value::String(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl PartialEq for Payload {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
