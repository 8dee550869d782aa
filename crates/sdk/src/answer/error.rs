//! A service's refusal.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::element::Element;
use super::json::json_value;

use crate::model::{OperationShape, Protocol, Service};

/// What a service says when it does not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// `ConditionalCheckFailedException`, `NoSuchBucket`.
    pub code: String,
    /// The code that the service had for it when it spoke the query protocol.
    pub query_code: Option<String>,
    /// The exception that the AWS SDK for Java makes of it, where the model has it.
    pub exception: Option<&'static str>,
    /// The service's words, if it has any.
    pub message: Option<String>,
    /// The HTTP status.
    pub status: StatusCode,
    /// What the service knows the request by.
    pub request_id: Option<String>,
    /// What S3 knows it by besides.
    pub extended_request_id: Option<String>,
}

/// Reads a refusal.
pub(super) fn read(
    service: &Service,
    operation: &OperationShape,
    status: StatusCode,
    headers: &HeaderMap,
    body: &Bytes,
) -> ServiceError {
    let header = |name: &str| headers.get(name)?.to_str().ok();
    let mut found = match service.protocol {
        Protocol::Json { .. } | Protocol::RestJson => in_json(body),
        Protocol::RestXml | Protocol::Query | Protocol::Ec2 => in_xml(body),
    };
    if let Some(code) = header("x-amzn-errortype") {
        found.code = Some(code.to_owned());
    }
    let code = match found.code {
        Some(code) => bare(&code).to_owned(),
        None => missing(service, operation, status),
    };
    let query_code = header("x-amzn-query-error")
        .and_then(|error| error.split(';').next())
        .filter(|code| !code.is_empty())
        .map(str::to_owned);
    let exception = service
        .exception(&code)
        .or_else(|| service.exception(query_code.as_deref()?));
    ServiceError {
        exception,
        code,
        query_code,
        message: found.message,
        status,
        request_id: request_id(headers).or(found.request_id),
        extended_request_id: header("x-amz-id-2").map(str::to_owned).or(found.host_id),
    }
}

/// What the service knows the request by.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    ["x-amzn-requestid", "x-amz-request-id"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok())
        .map(str::to_owned)
}

#[derive(Default)]
struct Found {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    host_id: Option<String>,
}

fn in_json(body: &Bytes) -> Found {
    let Ok(value) = json_value(body) else {
        // A proxy's page, or a plain text.
        return Found {
            message: std::str::from_utf8(body).ok().map(str::to_owned),
            ..Found::default()
        };
    };
    let text = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| value.get(name)?.as_str())
            .map(str::to_owned)
    };
    Found {
        code: text(&["__type", "code", "Code"]),
        message: text(&["message", "Message", "errorMessage"]),
        ..Found::default()
    }
}

fn in_xml(body: &Bytes) -> Found {
    let Ok(Some(root)) = Element::parse(body) else {
        return Found::default();
    };
    let outer = root.children("Errors").next().unwrap_or(&root);
    let error = outer.children("Error").next().unwrap_or(&root);
    let text = |element: &Element, names: &[&str]| {
        let text = names.iter().find_map(|name| element.text_of(name))?;
        Some(text.to_owned())
    };
    Found {
        code: text(error, &["Code"]),
        message: text(error, &["Message", "message"]),
        request_id: text(&root, &["RequestId", "RequestID"])
            .or_else(|| text(error, &["RequestId"])),
        host_id: text(error, &["HostId"]),
    }
}

/// The code without namespace and link: `com.amazonaws.sns#NotFound:http://…`.
fn bare(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or(code);
    code.rsplit('#').next().unwrap_or(code)
}

/// The code of an error that says none. A question by HEAD is answered without a body; what is
/// not there is then taken for what the question was about, as the AWS SDK for Java does.
fn missing(service: &Service, operation: &OperationShape, status: StatusCode) -> String {
    match (service.name, operation.name, status) {
        ("s3", "HeadObject", StatusCode::NOT_FOUND) => "NoSuchKey".to_owned(),
        ("s3", "HeadBucket", StatusCode::NOT_FOUND) => "NoSuchBucket".to_owned(),
        _ => status.as_u16().to_string(),
    }
}
