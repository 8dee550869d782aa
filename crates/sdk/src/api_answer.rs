//! What is shown of the answer of somebody's API: API Gateway's or anybody's.

use asl::{Object, Value, json};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode};

use crate::metadata::spelled;

/// `{Headers, ResponseBody, StatusCode, StatusText}`, as recorded from AWS.
pub(crate) fn show(status: StatusCode, headers: &HeaderMap, body: Value) -> Value {
    let mut result = Object::with_capacity(4);
    result.insert("Headers", show_headers(headers));
    result.insert("ResponseBody", body);
    result.insert("StatusCode", Value::from(i64::from(status.as_u16())));
    let reason = status.canonical_reason().unwrap_or_default();
    result.insert("StatusText", Value::from(reason));
    Value::object(result)
}

/// The headers, each with all its values, in the order of their names.
fn show_headers(headers: &HeaderMap) -> Value {
    let mut names: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
    names.sort_unstable();
    let mut shown = Object::with_capacity(names.len());
    for name in names {
        let values = headers.get_all(name).iter();
        let values = values.filter_map(|value| value.to_str().ok());
        let values = values.map(Value::from).collect();
        shown.insert(spelled(name), Value::array(values));
    }
    Value::object(shown)
}

/// A body: as JSON where it says it is and is, as text otherwise.
pub(crate) fn read_body(body: &Bytes, headers: &HeaderMap) -> Value {
    let content_type = headers
        .get(http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let says_json = media_type == "application/json" || media_type.ends_with("+json");
    let text = String::from_utf8_lossy(body);
    if says_json && let Ok(value) = json::from_text(&text) {
        return value;
    }
    Value::from(&*text)
}
