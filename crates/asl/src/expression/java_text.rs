//! Values as Java's `toString` shows them: `{a=1, b=[]}`.
//!
//! AWS prints them so where a message or `States.Format` shows an array or an object.

use std::fmt::Write;

use crate::value::Value;

/// Appends the value; a string as it is, without quotes.
pub(super) fn write_java_text(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "{number}");
        }
        Value::String(string) => text.push_str(string),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                write_java_text(item, text);
            }
            text.push(']');
        }
        Value::Object(object) => {
            text.push('{');
            for (index, (key, value)) in object.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                text.push_str(key);
                text.push('=');
                write_java_text(value, text);
            }
            text.push('}');
        }
    }
}
