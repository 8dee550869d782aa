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

/// What a response says. `Err` when it cannot be read.
pub(super) fn read<B>(
    service: &Service,
    operation: &str,
    response: &Response<B>,
    body: &[u8],
) -> Result<Reply, String> {
    let status = response.status().as_u16();
    let unreadable = |why: String| {
        let text = String::from_utf8_lossy(body);
        let begin: String = text.chars().take(300).collect();
        format!("status {status}, {why}: {begin}")
    };
    let succeeded = response.status().is_success();
    let received = service.route(operation).and_then(|route| route.received);
    if let Some(field) = received.filter(|_| succeeded) {
        let mut fields = Map::new();
        let text = String::from_utf8_lossy(body).into_owned();
        fields.insert(field.to_owned(), Value::from(text));
        return Ok(Ok(Answered { status, fields }));
    }
    let header = |name: &str| response.headers().get(name)?.to_str().ok();
    let code_in_header = header("x-amzn-query-error").or_else(|| header("x-amzn-errortype"));
    match service.protocol {
        Protocol::Json { .. } | Protocol::RestJson(_) => {
            let fields = json_fields(body).map_err(unreadable)?;
            if succeeded {
                let fields = without_nulls(fields, service.signing_name == "states");
                return Ok(Ok(Answered { status, fields }));
            }
            Ok(Err(NoAnswer::Refused(refused_in_json(
                status,
                code_in_header,
                fields,
            ))))
        }
        Protocol::Query { .. } | Protocol::RestXml(_) if body.is_empty() && succeeded => {
            let fields = Map::new();
            Ok(Ok(Answered { status, fields }))
        }
        Protocol::Query { .. } | Protocol::RestXml(_) => {
            let text = std::str::from_utf8(body).map_err(|error| unreadable(error.to_string()))?;
            let document = Document::parse(text).map_err(|error| unreadable(error.to_string()))?;
            let root = document.root_element();
            if succeeded {
                let result = element(root, &format!("{operation}Result")).unwrap_or(root);
                let fields = fields_of_element(result);
                return Ok(Ok(Answered { status, fields }));
            }
            let error = element(root, "Error").unwrap_or(root);
            let text = |name| {
                element(error, name)
                    .and_then(|node| node.text())
                    .unwrap_or("")
            };
            Ok(Err(NoAnswer::Refused(Refused {
                status,
                code: text("Code").to_owned(),
                message: text("Message").to_owned(),
                fields: Map::new(),
            })))
        }
    }
}

fn json_fields(body: &[u8]) -> Result<Map<String, Value>, String> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

fn refused_in_json(status: u16, code: Option<&str>, mut fields: Map<String, Value>) -> Refused {
    let in_body = ["__type", "code"].map(|key| fields.remove(key));
    let in_body = in_body.into_iter().flatten().next();
    let code = code.or(in_body.as_ref().and_then(Value::as_str));
    let code = code.map_or_else(|| status.to_string(), plain_code);
    let message = ["message", "Message", "errorMessage"]
        .iter()
        .find_map(|key| fields.get(*key)?.as_str())
        .unwrap_or_default()
        .to_owned();
    Refused {
        status,
        code,
        message,
        fields,
    }
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
