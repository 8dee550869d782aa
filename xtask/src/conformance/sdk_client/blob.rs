//! Parameters that are bytes.
//!
//! The corpus writes them as objects with one key: `{"$bytes": text}`, `{"$b64": text}`, or
//! `{"$zip": {name: text}}` for an archive of these files. A plain text stands for its own bytes.

use std::io::{Cursor, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The bytes a value stands for; `None` when it is none of the above.
pub(super) fn bytes(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => Some(text.clone().into_bytes()),
        Value::Object(fields) => marked_bytes(fields),
        _ => None,
    }
}

/// A value with the bytes in it as texts in base64, as JSON has them.
pub(super) fn encoded(value: &Value) -> Value {
    match value {
        Value::Object(fields) => match marked_bytes(fields) {
            Some(bytes) => STANDARD.encode(bytes).into(),
            None => encoded_fields(fields).into(),
        },
        Value::Array(items) => items.iter().map(encoded).collect(),
        other => other.clone(),
    }
}

/// Likewise, the fields of an object.
pub(super) fn encoded_fields(fields: &Map<String, Value>) -> Map<String, Value> {
    let encoded = |(key, value): (&String, &Value)| (key.clone(), encoded(value));
    fields.iter().map(encoded).collect()
}

fn marked_bytes(fields: &Map<String, Value>) -> Option<Vec<u8>> {
    let (key, value) = fields.iter().next().filter(|_| fields.len() == 1)?;
    match (key.as_str(), value) {
        ("$bytes", Value::String(text)) => Some(text.clone().into_bytes()),
        ("$b64", Value::String(text)) => STANDARD.decode(text).ok(),
        ("$zip", Value::Object(files)) => archive(files).ok(),
        _ => None,
    }
}

fn archive(files: &Map<String, Value>) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(
            name.as_str(),
            SimpleFileOptions::default().unix_permissions(0o644),
        )?;
        archive.write_all(text.as_str().unwrap_or_default().as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}
