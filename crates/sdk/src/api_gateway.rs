//! `apigateway:invoke`: a call to an API of API Gateway.

use std::sync::Arc;

use asl::{Object, Value, json};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use interpreter::Failure;
use wire::Services;

use crate::api_answer;
use crate::call::{not_started, send_to};
use crate::integration::Client;
use crate::request::{Host, HostName, ParameterError};
use crate::scalar;

/// The name of API Gateway's APIs in the scope of signatures. The request's [`Host`] says which
/// API is meant.
const SIGNING_NAME: &str = "execute-api";

const FIELDS: &[&str] = &[
    "AllowNullValues",
    "ApiEndpoint",
    "AuthType",
    "Headers",
    "Method",
    "Path",
    "QueryParameters",
    "RequestBody",
    "Stage",
];

pub(crate) async fn invoke(
    services: &dyn Services,
    client: &Client,
    parameters: &Value,
    role_arn: Option<Arc<str>>,
) -> Result<Value, Failure> {
    let request = request(parameters).map_err(|error| not_started(parameters, &error))?;
    let answer = send_to(services, SIGNING_NAME, client.errors, role_arn, request).await?;
    let body = api_answer::read_body(&answer.body, &answer.headers);
    if !answer.status.is_success() {
        // Recorded from AWS: the name has the status and the cause is the body.
        let name = format!("{}.{}", client.errors, answer.status.as_u16());
        let cause = scalar::text(&body);
        return Err(Failure::reported(Some(&name), Some(&cause)));
    }
    Ok(api_answer::show(answer.status, &answer.headers, body))
}

fn request(parameters: &Value) -> Result<http::Request<Bytes>, ParameterError> {
    let fields = parameters.as_object().ok_or(ParameterError::NotAnObject)?;
    if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&&***name)) {
        return Err(ParameterError::NotSupported((**unknown).to_owned()));
    }
    let text = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(&**text)),
        Some(_) => Err(ParameterError::invalid(name)),
    };
    let required = |name: &str| text(name)?.ok_or_else(|| ParameterError::Missing(name.to_owned()));
    let endpoint = required("ApiEndpoint")?;
    if !is_api(endpoint) {
        return Err(ParameterError::invalid("ApiEndpoint"));
    }
    let method = required("Method")?
        .parse::<Method>()
        .map_err(|_| ParameterError::invalid("Method"))?;
    let mut target = String::new();
    for part in [text("Stage")?, text("Path")?].into_iter().flatten() {
        target.push('/');
        scalar::percent_encode(part.trim_matches('/'), true, &mut target);
    }
    if target.is_empty() {
        target.push('/');
    }
    let mut separator = '?';
    for (name, values) in several(fields, "QueryParameters")? {
        for value in values {
            target.push(std::mem::replace(&mut separator, '&'));
            scalar::percent_encode(&name, false, &mut target);
            target.push('=');
            scalar::percent_encode(&value, false, &mut target);
        }
    }
    let invalid = || ParameterError::invalid("Headers");
    let mut headers = HeaderMap::new();
    for (name, values) in several(fields, "Headers")? {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
        for value in values {
            let value = HeaderValue::from_str(&value).map_err(|_| invalid())?;
            headers.append(name.clone(), value);
        }
    }
    let body = match fields.get("RequestBody") {
        None | Some(Value::Null) => String::new(),
        Some(body) => json::to_text(body),
    };
    if !body.is_empty() {
        let json = HeaderValue::from_static("application/json");
        headers.entry(http::header::CONTENT_TYPE).or_insert(json);
    }
    let mut request = http::Request::new(Bytes::from(body));
    *request.method_mut() = method;
    *request.uri_mut() = target
        .parse()
        .map_err(|_| ParameterError::invalid("Path"))?;
    *request.headers_mut() = headers;
    request.extensions_mut().insert(Host {
        name: HostName::Whole(endpoint.to_owned().into()),
        operation_prefix: String::new(),
    });
    Ok(request)
}

/// Whether a host is one of API Gateway's: `ID.execute-api.REGION.amazonaws.com` (developer guide,
/// "Call API Gateway"). A signed request must not go to a host of somebody's choice.
fn is_api(host: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let of_aws = [".amazonaws.com", ".amazonaws.com.cn"]
        .iter()
        .any(|end| host.ends_with(end));
    of_aws && host.contains(".execute-api.") && host.bytes().all(fits)
}

/// Names, each with its values.
type Several = Vec<(Arc<str>, Vec<String>)>;

/// Names, each with a list of values. Recorded from AWS: a single value is not one.
fn several(fields: &Object, field: &str) -> Result<Several, ParameterError> {
    let invalid = || ParameterError::invalid(field);
    let entries = match fields.get(field) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(value) => value.as_object().ok_or_else(invalid)?,
    };
    entries
        .iter()
        .map(|(name, values)| {
            let values = values.as_array().ok_or_else(invalid)?;
            let values = values.iter().map(|value| scalar::text(value).into_owned());
            Ok((name.clone(), values.collect()))
        })
        .collect()
}
