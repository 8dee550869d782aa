//! An HTTP response as the fields the Python SDK makes of it.

use asl::Timestamp;
use http::Response;
use roxmltree::{Document, Node};
use serde_json::{Map, Value};

use super::service::{Protocol, Service};
use crate::conformance::clock;
use crate::conformance::target::{Answered, NoAnswer, Refused, Reply};

/// The fields of Step Functions that are dates: seconds since 1970 on the wire.
const DATES: [&str; 6] = [
    "creationDate",
    "redriveDate",
    "startDate",
    "stopDate",
    "timestamp",
    "updateDate",
];

/// Headers of an object in S3, and of the result of a function, that are fields.
const HEADERS: [(&str, &str); 9] = [
    ("accept-ranges", "AcceptRanges"),
    ("content-type", "ContentType"),
    ("etag", "ETag"),
    ("last-modified", "LastModified"),
    ("x-amz-checksum-crc32", "ChecksumCRC32"),
    ("x-amz-checksum-type", "ChecksumType"),
    ("x-amz-executed-version", "ExecutedVersion"),
    ("x-amz-function-error", "FunctionError"),
    ("x-amz-server-side-encryption", "ServerSideEncryption"),
];

/// How much of a response that cannot be read is told, in characters.
const SHOWN_CHARS_MAX: usize = 300;

/// What a response says. `Err` when it cannot be read.
pub(super) fn read<B>(
    service: &Service,
    operation: &str,
    response: &Response<B>,
    body: &[u8],
) -> Result<Reply, String> {
    let status = response.status().as_u16();
    let received = service.route(operation).and_then(|route| route.received);
    let read = match (received, &service.protocol) {
        (Some(field), _) if response.status().is_success() => {
            let mut fields = fields_of_headers(response);
            let text = String::from_utf8_lossy(body);
            fields.insert(field.to_owned(), Value::from(text));
            Ok(Ok(Answered { status, fields }))
        }
        (_, Protocol::Json { .. } | Protocol::RestJson(_)) => read_json(service, response, body),
        (_, Protocol::Query { .. } | Protocol::RestXml(_)) => read_xml(operation, status, body),
    };
    read.map_err(|why| {
        let text = String::from_utf8_lossy(body);
        let begin: String = text.chars().take(SHOWN_CHARS_MAX).collect();
        format!("status {status}, {why}: {begin}")
    })
}

/// The fields that are headers where the body is a field of its own.
fn fields_of_headers<B>(response: &Response<B>) -> Map<String, Value> {
    let text = |name: &str| response.headers().get(name)?.to_str().ok();
    let mut fields = Map::new();
    for (name, field) in HEADERS {
        if let Some(text) = text(name) {
            fields.insert(field.to_owned(), text.into());
        }
    }
    let length = text("content-length").and_then(|length| length.parse::<u64>().ok());
    if let Some(length) = length {
        fields.insert("ContentLength".to_owned(), length.into());
    }
    if fields.contains_key("ETag") {
        fields.insert("Metadata".to_owned(), Map::new().into());
    }
    fields
}

fn read_json<B>(service: &Service, response: &Response<B>, body: &[u8]) -> Result<Reply, String> {
    let status = response.status().as_u16();
    let mut fields: Map<String, Value> = match body {
        [] => Map::new(),
        body => serde_json::from_slice(body).map_err(|error| error.to_string())?,
    };
    if response.status().is_success() {
        let fields = without_nulls(fields, service.signing_name == "states");
        return Ok(Ok(Answered { status, fields }));
    }
    let in_header = ["x-amzn-query-error", "x-amzn-errortype"]
        .iter()
        .find_map(|name| response.headers().get(*name)?.to_str().ok());
    let in_body = ["__type", "code"].map(|key| fields.shift_remove(key));
    let in_body = in_body.iter().flatten().find_map(Value::as_str);
    let code = in_header
        .or(in_body)
        .map_or_else(|| status.to_string(), plain_code);
    let message = ["message", "Message", "errorMessage"]
        .iter()
        .find_map(|key| fields.get(*key)?.as_str())
        .unwrap_or_default()
        .to_owned();
    Ok(Err(NoAnswer::Refused(Box::new(Refused {
        status,
        code,
        message,
        fields,
    }))))
}

fn read_xml(operation: &str, status: u16, body: &[u8]) -> Result<Reply, String> {
    let succeeded = (200..300).contains(&status);
    if succeeded && body.is_empty() {
        let fields = Map::new();
        return Ok(Ok(Answered { status, fields }));
    }
    let text = str::from_utf8(body).map_err(|error| error.to_string())?;
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    let root = document.root_element();
    if succeeded {
        let result = element(root, &format!("{operation}Result")).unwrap_or(root);
        let fields = fields_of_element(result);
        return Ok(Ok(Answered { status, fields }));
    }
    let error = element(root, "Error").unwrap_or(root);
    let text = |name| {
        let element = element(error, name).and_then(|element| element.text());
        element.unwrap_or_default().to_owned()
    };
    Ok(Err(NoAnswer::Refused(Box::new(Refused {
        status,
        code: text("Code"),
        message: text("Message"),
        fields: Map::new(),
    }))))
}

/// `com.amazonaws.swf.service.v2.model#StateMachineDoesNotExist:http://…` and
/// `AWS.SimpleQueueService.NonExistentQueue;Sender` without what is around the code.
fn plain_code(code: &str) -> String {
    let code = code.split([';', ':']).next().unwrap_or(code);
    code.rsplit('#').next().unwrap_or(code).to_owned()
}

/// An answer in JSON as the SDK gives it: what is null is not there, dates are texts.
fn without_nulls(fields: Map<String, Value>, has_dates: bool) -> Map<String, Value> {
    fields
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| {
            let is_date = has_dates && DATES.contains(&key.as_str());
            let value = match value {
                Value::Number(seconds) if is_date => date(seconds.as_f64().unwrap_or_default()),
                other => inner_without_nulls(other, has_dates),
            };
            (key, value)
        })
        .collect()
}

fn inner_without_nulls(value: Value, has_dates: bool) -> Value {
    match value {
        Value::Object(fields) => without_nulls(fields, has_dates).into(),
        Value::Array(items) => items
            .into_iter()
            .map(|item| inner_without_nulls(item, has_dates))
            .collect(),
        other => other,
    }
}

fn date(seconds: f64) -> Value {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a date beyond what an integer holds becomes the last there is"
    )]
    let milliseconds = (seconds * 1e3).round() as i64;
    clock::sdk_date(Timestamp::from_milliseconds(milliseconds)).into()
}

fn element<'a, 'i>(parent: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    parent
        .children()
        .find(|node| node.tag_name().name() == name)
}

fn fields_of_element(element: Node<'_, '_>) -> Map<String, Value> {
    let mut fields = Map::new();
    for child in element.children().filter(Node::is_element) {
        let value = element_value(child);
        let name = child.tag_name().name();
        // S3 repeats an element for each item of a list.
        match fields.get_mut(name) {
            Some(Value::Array(items)) => items.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => {
                fields.insert(name.to_owned(), value);
            }
        }
    }
    fields
}

fn element_value(element: Node<'_, '_>) -> Value {
    let mut children = element.children().filter(Node::is_element).peekable();
    if children.peek().is_none() {
        return element.text().unwrap_or_default().into();
    }
    if children.all(|child| child.tag_name().name() == "member") {
        let items = element.children().filter(Node::is_element);
        return items.map(element_value).collect();
    }
    fields_of_element(element).into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(service: &str, operation: &str, status: u16, body: &str) -> Reply {
        let service = Service::named(service).unwrap();
        let response = Response::builder().status(status).body(()).unwrap();
        read(service, operation, &response, body.as_bytes()).unwrap()
    }

    #[test]
    fn dates_are_texts_and_nulls_are_not_there() {
        let body = r#"{"startDate": 1767225600.123, "output": null, "a": [{"timestamp": 0}]}"#;
        let answered = answer("stepfunctions", "DescribeExecution", 200, body).unwrap();
        assert_eq!(
            Value::Object(answered.fields),
            json!({
                "startDate": "2026-01-01T00:00:00.123000+00:00",
                "a": [{"timestamp": "1970-01-01T00:00:00.000000+00:00"}],
            })
        );
    }

    #[test]
    fn errors_lose_their_namespace_and_keep_their_fields() {
        let body =
            r#"{"__type": "com.amazonaws#ValidationException", "message": "no", "reason": "R"}"#;
        let reply = answer("stepfunctions", "CreateStateMachine", 400, body);
        let Err(NoAnswer::Refused(refused)) = reply else {
            panic!("{reply:?} is no error");
        };
        assert_eq!(refused.code, "ValidationException");
        assert_eq!(
            refused.to_value(),
            json!({
                "message": "no",
                "reason": "R",
                "Error": {"Code": "ValidationException", "Message": "no"},
                "ResponseMetadata": {"HTTPStatusCode": 400},
            })
        );
    }

    #[test]
    fn xml_becomes_fields() {
        let body = "<R><CreateTopicResult><TopicArn>t</TopicArn><Tags><member><Key>a</Key></member>\
                    </Tags></CreateTopicResult><ResponseMetadata/></R>";
        let answered = answer("sns", "CreateTopic", 200, body).unwrap();
        assert_eq!(
            Value::Object(answered.fields),
            json!({"TopicArn": "t", "Tags": [{"Key": "a"}]})
        );
        let body = "<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>";
        let reply = answer("s3", "GetObject", 404, body);
        let Err(NoAnswer::Refused(refused)) = reply else {
            panic!("{reply:?} is no error");
        };
        assert_eq!((refused.code.as_str(), refused.status), ("NoSuchKey", 404));
    }

    #[test]
    fn what_cannot_be_read_is_shown() {
        let service = Service::named("logs").unwrap();
        let response = Response::builder().status(502).body(()).unwrap();
        let unreadable = read(service, "GetLogEvents", &response, b"<html>").unwrap_err();
        assert!(unreadable.starts_with("status 502, "), "{unreadable}");
        assert!(unreadable.ends_with(": <html>"), "{unreadable}");
    }
}
