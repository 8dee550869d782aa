//! A request as an event tells of it: payload format 2.0 of function URLs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, COOKIE, HeaderName, TRANSFER_ENCODING};
use http::{HeaderValue, Request};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    request_context: RequestContext,
    raw_path: String,
    #[serde(default)]
    raw_query_string: String,
    #[serde(default)]
    headers: Map<String, Value>,
    #[serde(default)]
    cookies: Vec<String>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

#[derive(Deserialize)]
struct RequestContext {
    http: About,
}

#[derive(Deserialize)]
struct About {
    method: String,
}

/// The request; in words, why there is none.
pub(super) fn of(event: &Value) -> Result<Request<Bytes>, String> {
    let event = Event::deserialize(event)
        .map_err(|error| format!("the event is about no request of a function URL: {error}"))?;
    let body = match event.body {
        None => Bytes::new(),
        Some(body) if event.is_base64_encoded => STANDARD
            .decode(body)
            .map_err(|error| format!("the event's body is not Base64: {error}"))?
            .into(),
        Some(body) => body.into(),
    };
    let uri = match event.raw_query_string.as_str() {
        "" => event.raw_path,
        query => format!("{}?{query}", event.raw_path),
    };
    let mut request = Request::builder()
        .method(event.request_context.http.method.as_str())
        .uri(uri)
        .body(body)
        .map_err(|error| format!("the event's request is none: {error}"))?;
    let headers = request.headers_mut();
    for (name, value) in &event.headers {
        let (Ok(name), Some(Ok(value))) = (
            HeaderName::try_from(name),
            value.as_str().map(HeaderValue::from_str),
        ) else {
            continue;
        };
        // What concerns the connection is not the event's to say.
        if ![CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&name) {
            headers.append(name, value);
        }
    }
    if !event.cookies.is_empty()
        && let Ok(cookies) = HeaderValue::try_from(event.cookies.join("; "))
    {
        headers.insert(COOKIE, cookies);
    }
    Ok(request)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_a_request() {
        let request = of(&json!({
            "version": "2.0",
            "rawPath": "/a%20b",
            "rawQueryString": "x=1&x=2",
            "cookies": ["a=1", "b=2"],
            "headers": {"content-type": "application/json", "content-length": "9", "host": "h"},
            "requestContext": {"http": {"method": "POST", "path": "/a b"}},
            "body": "e30=",
            "isBase64Encoded": true,
        }))
        .expect("a request");
        assert_eq!(request.uri(), "/a%20b?x=1&x=2");
        assert_eq!(request.method(), "POST");
        assert_eq!(request.headers()["cookie"], "a=1; b=2");
        assert_eq!(request.headers()["content-type"], "application/json");
        assert!(!request.headers().contains_key("content-length"));
        assert_eq!(request.body().as_ref(), b"{}");
    }

    #[test]
    fn other_events_are_none() {
        let why = of(&json!({"Records": []})).expect_err("no request");
        assert!(why.contains("no request of a function URL"), "{why}");
    }
}
