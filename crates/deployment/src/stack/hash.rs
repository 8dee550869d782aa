//! Short names for contents, as SAM ends logical ids with them.

use std::fmt::Write as _;

use sha1::{Digest as _, Sha1};

use super::value::Value;

/// SAM ends a logical id with so many digits of a hash.
const DIGITS: usize = 10;

/// SHA-1 of a text in hexadecimal digits.
pub(super) fn hex(text: &str) -> String {
    let mut out = String::new();
    for byte in Sha1::digest(text) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The end of a logical id that stands for a text.
pub(super) fn of_text(text: &str) -> String {
    let mut digits = hex(text);
    digits.truncate(DIGITS);
    digits
}

/// The end of a logical id that stands for a value, whatever the order of its fields.
pub(super) fn of_value(value: &Value) -> String {
    let mut text = String::new();
    write_sorted(&value.to_json(), &mut text);
    of_text(&text)
}

fn write_sorted(value: &asl::Value, out: &mut String) {
    match value {
        asl::Value::Object(object) => {
            let mut fields: Vec<_> = object.iter().collect();
            fields.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (index, (key, value)) in fields.into_iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                asl::json::write_text(&asl::Value::String(key.clone()), out);
                out.push(':');
                write_sorted(value, out);
            }
            out.push('}');
        }
        asl::Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                write_sorted(item, out);
            }
            out.push(']');
        }
        value => asl::json::write_text(value, out),
    }
}
