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
        let Some(name) = parameter(segment) else {
            filled.push_str(segment);
            continue;
        };
        let (name, kept): (_, &[u8]) = match name.strip_suffix('+') {
            Some(name) => (name, b"/"),
            None => (name, b""),
        };
        let value = taken(params, name).unwrap_or_default();
        filled.push_str(&percent_encoded(&value, kept));
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::conformance::target::fields_of;

    fn request(service: &str, operation: &str, params: Value) -> Request<Vec<u8>> {
        let service = Service::named(service).unwrap();
        build(service, operation, &fields_of(params), "http://h:1").unwrap()
    }

    fn body(request: &Request<Vec<u8>>) -> &str {
        str::from_utf8(request.body()).unwrap()
    }

    #[test]
    fn json_names_its_operation_in_a_header() {
        let request = request("logs", "GetLogEvents", json!({"logGroupName": "/a"}));
        assert_eq!(request.headers()[TARGET], "Logs_20140328.GetLogEvents");
        assert_eq!(
            request.headers()[CONTENT_TYPE],
            "application/x-amz-json-1.1"
        );
        assert_eq!(body(&request), r#"{"logGroupName":"/a"}"#);
    }

    #[test]
    fn a_form_counts_items_and_entries() {
        let params =
            json!({"Name": "a b", "Attributes": {"FifoTopic": "true"}, "Tags": [{"Key": "k"}]});
        let request = request("sns", "CreateTopic", params);
        assert_eq!(
            body(&request),
            "Action=CreateTopic&Version=2010-03-31&Name=a%20b&Attributes.entry.1.key=FifoTopic\
             &Attributes.entry.1.value=true&Tags.member.1.Key=k"
        );
    }

    #[test]
    fn parameters_of_a_path_are_not_in_the_body() {
        let alias = json!({"FunctionName": "f/1", "Name": "live"});
        let request = request("lambda", "CreateAlias", alias);
        assert_eq!(
            request.uri(),
            "http://h:1/2015-03-31/functions/f%2F1/aliases"
        );
        assert_eq!(body(&request), r#"{"Name":"live"}"#);
    }

    #[test]
    fn objects_are_bytes_under_their_key() {
        let object = json!({"Bucket": "b", "Key": "a/ü", "Body": {"$bytes": "x"}});
        let put = request("s3", "PutObject", object);
        assert_eq!(put.uri(), "http://h:1/b/a/%C3%BC");
        assert_eq!(body(&put), "x");
        let list = request("s3", "ListObjectsV2", json!({"Bucket": "b"}));
        assert_eq!(list.uri(), "http://h:1/b?list-type=2");
    }
}
