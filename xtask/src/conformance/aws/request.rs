//! Parameters as an HTTP request.

use std::error::Error;
use std::fmt::Write as _;

use http::Request;
use http::header::{CONTENT_TYPE, HeaderName, USER_AGENT};
use serde_json::{Map, Value};

use super::blob;
use super::service::{Protocol, Route, Service};

/// How the Python SDK introduces itself; services look at the first word.
const AGENT: &str = "Boto3/1.43.11 md/Botocore#1.43.11 conformance";

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// Asks SQS for the error codes it had before it spoke JSON.
const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");

/// A request that is still to be signed. `endpoint` has no slash at the end.
pub(super) fn build(
    service: &Service,
    operation: &str,
    params: &Map<String, Value>,
    endpoint: &str,
) -> Result<Request<Vec<u8>>, Box<dyn Error>> {
    let request = Request::builder().header(USER_AGENT, AGENT);
    let request = match service.protocol {
        Protocol::Json { version, target } => {
            let target = format!("{target}.{operation}");
            let media_type = format!("application/x-amz-json-{version}");
            let mut request = request
                .header(TARGET, target)
                .header(CONTENT_TYPE, media_type);
            if service.signing_name == "sqs" {
                request = request.header(QUERY_MODE, "true");
            }
            let body = Value::Object(blob::encoded_fields(params)).to_string();
            request
                .method("POST")
                .uri(format!("{endpoint}/"))
                .body(body.into_bytes())
        }
        Protocol::Query { version } => {
            let mut form = format!("Action={operation}&Version={version}");
            for (key, value) in params {
                append_to_form(&mut form, key, value);
            }
            request
                .method("POST")
                .uri(format!("{endpoint}/"))
                .header(
                    CONTENT_TYPE,
                    "application/x-www-form-urlencoded; charset=utf-8",
                )
                .body(form.into_bytes())
        }
        Protocol::RestJson(_) | Protocol::RestXml(_) => {
            let route = service
                .route(operation)
                .ok_or("there is no such operation")?;
            let mut rest = params.clone();
            let path = path(route, &mut rest);
            let body = match (route.sent, &service.protocol) {
                (Some(sent), _) => rest.get(sent).and_then(blob::bytes).unwrap_or_default(),
                (None, Protocol::RestJson(_)) if matches!(route.method, "POST" | "PUT") => {
                    Value::Object(blob::encoded_fields(&rest))
                        .to_string()
                        .into_bytes()
                }
                (None, _) => Vec::new(),
            };
            let mut request = request
                .method(route.method)
                .uri(format!("{endpoint}{path}"));
            if !body.is_empty() && route.sent.is_none() {
                request = request.header(CONTENT_TYPE, "application/json");
            }
            request.body(body)
        }
    };
    Ok(request?)
}

/// The path of a route, its parameters taken out of `params`.
fn path(route: &Route, params: &mut Map<String, Value>) -> String {
    let (path, query) = route.path.split_once('?').unwrap_or((route.path, ""));
    let mut filled = String::new();
    for (number, segment) in path.split('/').enumerate() {
        if number > 0 {
            filled.push('/');
        }
        match parameter(segment) {
            // The key of an object may have slashes, and keeps them.
            Some(name) => filled.push_str(&percent_encoded(
                &taken(params, name).unwrap_or_default(),
                b"/",
            )),
            None => filled.push_str(segment),
        }
    }
    let mut mark = '?';
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = match parameter(value) {
            Some(name) => taken(params, name),
            None => Some(value.to_owned()),
        };
        if let Some(value) = value {
            let _ = write!(filled, "{mark}{key}={}", percent_encoded(&value, b""));
            mark = '&';
        }
    }
    filled
}

fn parameter(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

fn taken(params: &mut Map<String, Value>, name: &str) -> Option<String> {
    params.remove(name).map(|value| plain(&value))
}

/// A parameter as the query protocol has it: `Attributes.entry.1.key=FifoTopic`,
/// `Tags.member.1.Key=a`.
fn append_to_form(form: &mut String, key: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                append_to_form(form, &format!("{key}.member.{}", number + 1), item);
            }
        }
        // Of the operations the corpus calls, the maps are attributes; other objects are
        // structures.
        Value::Object(fields) if key.ends_with("Attributes") => {
            for (number, (name, value)) in fields.iter().enumerate() {
                let entry = format!("{key}.entry.{}", number + 1);
                append_to_form(form, &format!("{entry}.key"), &Value::from(name.as_str()));
                append_to_form(form, &format!("{entry}.value"), value);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                append_to_form(form, &format!("{key}.{name}"), value);
            }
        }
        plain_value => {
            form.push('&');
            form.push_str(key);
            form.push('=');
            form.push_str(&percent_encoded(&plain(plain_value), b""));
        }
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A text for a URL: all but unreserved characters (RFC 3986) and those in `kept` are escaped.
pub(super) fn percent_encoded(text: &str, kept: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || kept.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
