//! Bodies of requests.
//!
//! dynoxide's types refuse what they cannot be read from, and mark with a prefix which of AWS's
//! errors that is (the prefixes are those of its `serde_errors` module).

use dynoxide::DynoxideError;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// AWS's words for a value that is nested more deeply than 32 levels.
const TOO_DEEP: &str = "Nesting Levels have exceeded supported limits: Attributes in the item have \
                        nested levels beyond supported limit";

/// Reads the body of a request for `operation`.
pub(crate) fn read<T: DeserializeOwned>(operation: &str, body: &[u8]) -> Result<T, DynoxideError> {
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(no_object());
    }
    serde_json::from_slice(body).map_err(|error| refusal(operation, &error.to_string()))
}

/// Reads the body of a transaction.
///
/// A structure may also be read from a list of its members, and then what the request was given
/// leave for is not what it is about: each part must be an object, and so must what it holds.
pub(crate) fn read_transaction<T: DeserializeOwned>(
    operation: &str,
    body: &[u8],
) -> Result<T, DynoxideError> {
    let value: Value = read(operation, body)?;
    let is_object = |value: &Value| value.is_object() || value.is_null();
    let parts = value.get("TransactItems").and_then(Value::as_array);
    for part in parts.into_iter().flatten() {
        let members = part.as_object().ok_or_else(no_object)?;
        if !members.values().all(is_object) {
            return Err(no_object());
        }
    }
    read(operation, body)
}

fn no_object() -> DynoxideError {
    DynoxideError::SerializationException(String::new())
}

/// The error behind the words of a reader.
fn refusal(operation: &str, said: &str) -> DynoxideError {
    let marked = |marker: &str| said.strip_prefix(marker);
    if let Some(whole) = marked("SERIALIZATION_AS_READ:") {
        return DynoxideError::SerializationException(whole.to_owned());
    }
    if let Some(whole) = marked("VALIDATION_AS_READ:") {
        return DynoxideError::ValidationException(whole.to_owned());
    }
    if let Some(rest) = marked("SERIALIZATION:") {
        return DynoxideError::SerializationException(without_place(rest).to_owned());
    }
    if let Some(rest) = marked("VALIDATION_REQUEST:") {
        let rest = without_place(rest);
        return DynoxideError::ValidationException(match operation {
            "PutItem" | "UpdateItem" | "DeleteItem" => {
                format!("1 validation error detected: {rest}")
            }
            _ => rest.to_owned(),
        });
    }
    if let Some(rest) = marked("VALIDATION:") {
        return DynoxideError::ValidationException(without_place(rest).to_owned());
    }
    if said.starts_with("recursion limit exceeded") {
        return DynoxideError::ValidationException(TOO_DEEP.to_owned());
    }
    let invalid = ["missing field", "unknown variant", "invalid type: null"];
    if invalid.iter().any(|words| said.contains(words)) {
        return DynoxideError::ValidationException(said.to_owned());
    }
    if said.contains("empty AttributeValue") {
        return DynoxideError::ValidationException(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
                .to_owned(),
        );
    }
    let said = without_place(said);
    if said.contains("Supplied AttributeValue") {
        return DynoxideError::ValidationException(said.to_owned());
    }
    DynoxideError::SerializationException(said.to_owned())
}

/// The words without where in the body it was.
fn without_place(said: &str) -> &str {
    match said.rfind(" at line ") {
        Some(place) if said[place..].contains(" column ") => &said[..place],
        _ => said,
    }
}

#[cfg(test)]
mod tests {
    use dynoxide::actions::put_item::PutItemRequest;

    use super::*;

    fn refused(body: &str) -> DynoxideError {
        read::<PutItemRequest>("PutItem", body.as_bytes()).unwrap_err()
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_the_words_of_aws() {
        let said = refused(r#"{"TableName":"orders","Item":{"id":{"S":"1","N":"2"}}}"#);
        assert_eq!(
            said.to_string(),
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of \
             the supported datatypes"
        );
        for body in ["", "{", "[]", "1e999", r#"{"TableName":1}"#] {
            let error = refused(body);
            assert!(
                error.error_type().ends_with("SerializationException"),
                "{body}: {error:?}"
            );
        }
        for parts in [
            r#"[[{"TableName":"orders"}]]"#,
            r#"[{"Put":["orders",{}]}]"#,
            r#"[{"Put":{"TableName":"orders"}},"x"]"#,
        ] {
            let body = format!(r#"{{"TransactItems":{parts}}}"#);
            let read = read_transaction::<Value>("TransactWriteItems", body.as_bytes());
            assert!(read.is_err(), "{parts}");
        }
        let deep = format!(
            r#"{{"TableName":"orders","Item":{{"id":{}"#,
            r#"{"M":{"a":"#.repeat(10_000)
        );
        assert_eq!(refused(&deep).to_string(), TOO_DEEP);
    }
}
