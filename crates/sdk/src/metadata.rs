//! What optimised integrations show of the HTTP answer, beside the service's.

use asl::{Object, Value};
use http::{HeaderMap, StatusCode};

use crate::answer::request_id;

/// Adds `SdkHttpMetadata` and `SdkResponseMetadata`, and puts all fields in order.
pub(crate) fn add(result: &Object, status: StatusCode, headers: &HeaderMap, bytes: usize) -> Value {
    let mut fields: Vec<(std::sync::Arc<str>, Value)> = result
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    fields.push((
        "SdkHttpMetadata".into(),
        http_metadata(status, headers, bytes),
    ));
    let mut response = Object::with_capacity(1);
    if let Some(id) = request_id(headers) {
        response.insert("RequestId", Value::from(id));
    }
    fields.push(("SdkResponseMetadata".into(), Value::object(response)));
    fields.sort_by(|one, other| one.0.cmp(&other.0));
    Value::object(fields.into_iter().collect())
}

fn http_metadata(status: StatusCode, headers: &HeaderMap, bytes: usize) -> Value {
    let mut shown: Vec<(&str, Vec<Value>)> = Vec::with_capacity(headers.len() + 1);
    for name in headers.keys() {
        let values = headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let values = values.map(Value::from).collect();
        shown.push((spelled(name.as_str()), values));
    }
    // An answer within this process has no use for the header.
    if !headers.contains_key("content-length") {
        shown.push(("Content-Length", vec![Value::from(bytes.to_string())]));
    }
    shown.sort_by_cached_key(|(name, _)| name.to_ascii_lowercase());
    let (mut all, mut first) = (Object::new(), Object::new());
    for (name, values) in shown {
        if let Some(value) = values.first() {
            first.insert(name, value.clone());
        }
        all.insert(name, Value::array(values));
    }
    let mut metadata = Object::with_capacity(3);
    metadata.insert("AllHttpHeaders", Value::object(all));
    metadata.insert("HttpHeaders", Value::object(first));
    metadata.insert("HttpStatusCode", Value::from(i64::from(status.as_u16())));
    Value::object(metadata)
}

/// A header as AWS's services spell it (recorded from AWS). HTTP does not keep capitals.
pub(crate) fn spelled(name: &str) -> &str {
    match name {
        "connection" => "Connection",
        "content-length" => "Content-Length",
        "content-type" => "Content-Type",
        "date" => "Date",
        "server" => "Server",
        "via" => "Via",
        "x-amz-cf-id" => "X-Amz-Cf-Id",
        "x-amz-cf-pop" => "X-Amz-Cf-Pop",
        "x-amz-executed-version" => "X-Amz-Executed-Version",
        "x-amz-function-error" => "X-Amz-Function-Error",
        "x-amz-log-result" => "X-Amz-Log-Result",
        "x-amzn-remapped-content-length" => "x-amzn-Remapped-Content-Length",
        "x-amzn-requestid" => "x-amzn-RequestId",
        "x-amzn-trace-id" => "X-Amzn-Trace-Id",
        "x-cache" => "X-Cache",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use asl::json;

    use super::*;

    #[test]
    fn the_fields_are_in_order() {
        let mut headers = HeaderMap::new();
        headers.insert("x-amzn-requestid", "id-1".parse().expect("a value"));
        headers.insert("content-type", "application/json".parse().expect("a value"));
        let mut result = Object::new();
        result.insert("StatusCode", Value::from(200));
        result.insert("Payload", Value::from("x"));
        let shown = add(&result, StatusCode::OK, &headers, 3);
        let expected = concat!(
            r#"{"Payload":"x","SdkHttpMetadata":{"AllHttpHeaders":{"Content-Length":["3"],"#,
            r#""Content-Type":["application/json"],"x-amzn-RequestId":["id-1"]},"HttpHeaders":"#,
            r#"{"Content-Length":"3","Content-Type":"application/json","x-amzn-RequestId":"id-1"},"#,
            r#""HttpStatusCode":200},"SdkResponseMetadata":{"RequestId":"id-1"},"StatusCode":200}"#,
        );
        assert_eq!(json::to_text(&shown), expected);
    }
}
