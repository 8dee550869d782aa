//! Parameters as a service's protocol wants them.
//!
//! Members are found by their names whatever their capitals, since Step Functions spells them
//! otherwise than the models do. A parameter that is `null` is as if it were not there.

mod json;
mod query;
mod rest;
mod xml;

use std::borrow::Cow;

use asl::{Value, json as json_text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use md5::{Digest as _, Md5};

use crate::model::{Checksum, Member, OperationShape, Protocol, Service, Structure};
use crate::scalar;
use crate::style::Style;

/// What a request is written from.
pub(crate) struct Parameters<'p> {
    pub(crate) values: &'p Value,
    pub(crate) style: Style,
    /// What an idempotency token is that the parameters do not give.
    pub(crate) token: Option<&'p str>,
}

/// Which of a service's hosts a request is for. It is among the request's extensions; whoever
/// sends requests over the network looks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// What it is called.
    pub name: HostName,
    /// What comes before that for this one operation: `sync-`.
    pub operation_prefix: String,
}

/// What a host is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostName {
    /// As all of the service's are, one in each region, which begin so: `bedrock-runtime`.
    Regional(Cow<'static, str>),
    /// Whole: it is the same in all regions, or somebody's own.
    Whole(Cow<'static, str>),
}

impl Host {
    /// The host in the region of the service whose hosts begin so.
    pub fn regional(prefix: impl Into<Cow<'static, str>>) -> Host {
        Host {
            name: HostName::Regional(prefix.into()),
            operation_prefix: String::new(),
        }
    }
}

/// Parameters that no request can be made of, in the words of Step Functions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// The operation has no such member.
    #[error("The field '{0}' is not supported by Step Functions")]
    NotSupported(String),
    /// The value cannot be made one of the member's type. Recorded from AWS.
    #[error("The value of the field '{0}' has an invalid format")]
    InvalidFormat(String),
    /// The member is part of the address and not there.
    #[error("The field '{0}' is required but was missing")]
    Missing(String),
    /// The parameters are not an object, or nested deeper than JSON text may be.
    #[error("The parameters are no JSON object")]
    NotAnObject,
}

impl ParameterError {
    pub(crate) fn invalid(field: &str) -> ParameterError {
        ParameterError::InvalidFormat(field.to_owned())
    }
}

/// What the protocols make of the parameters.
struct Draft {
    /// Path and query, percent-encoded.
    target: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// Writes the request for an operation.
pub(crate) fn write(
    service: &Service,
    operation: &OperationShape,
    parameters: &Parameters<'_>,
) -> Result<http::Request<Bytes>, ParameterError> {
    let too_deep = json_text::text_length(parameters.values) == usize::MAX;
    if parameters.values.as_object().is_none() || too_deep {
        return Err(ParameterError::NotAnObject);
    }
    let empty = Structure::default();
    let input = match operation.input {
        Some(input) => service.structure(input),
        None => &empty,
    };
    let fields = fields(input, parameters)?;
    let writer = Writer {
        service,
        style: parameters.style,
    };
    let mut draft = Draft {
        target: "/".to_owned(),
        headers: HeaderMap::new(),
        body: Vec::new(),
    };
    match service.protocol {
        Protocol::Json {
            version,
            target_prefix,
        } => {
            let target = format!("{target_prefix}.{}", operation.name);
            let content_type = format!("application/x-amz-json-{version}");
            set(&mut draft.headers, "x-amz-target", &target)?;
            set(&mut draft.headers, CONTENT_TYPE.as_str(), &content_type)?;
            if service.query_compatible {
                set(&mut draft.headers, "x-amzn-query-mode", "true")?;
            }
            draft.body = writer.json_object(&fields)?.into_bytes();
        }
        Protocol::RestJson | Protocol::RestXml => {
            writer.rest(operation, input, &fields, &mut draft)?;
        }
        Protocol::Query | Protocol::Ec2 => {
            draft.headers.insert(
                CONTENT_TYPE,
                HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8"),
            );
            draft.body = writer.query(operation, &fields)?.into_bytes();
        }
    }
    // Without it API Gateway answers in HAL, with other names.
    if service.name == "apigateway" && !draft.headers.contains_key(ACCEPT) {
        let json = HeaderValue::from_static("application/json");
        draft.headers.insert(ACCEPT, json);
    }
    if let Some(checksum) = operation.checksum {
        add_checksum(checksum, &mut draft)?;
    }
    let mut request = http::Request::new(Bytes::from(draft.body));
    *request.method_mut() = operation.method.clone();
    *request.uri_mut() = draft
        .target
        .parse()
        .map_err(|_| ParameterError::invalid("URI"))?;
    *request.headers_mut() = draft.headers;
    let prefix = host_prefix(operation, &fields)?;
    let name = match service.global_endpoint {
        Some(global) => HostName::Whole(global.into()),
        None => HostName::Regional(service.endpoint_prefix.into()),
    };
    request.extensions_mut().insert(Host {
        name,
        operation_prefix: prefix,
    });
    Ok(request)
}

/// A parameter and the member it is for.
struct Field<'p> {
    member: &'p Member,
    value: Given<'p>,
}

enum Given<'p> {
    Parameter(&'p Value),
    /// An idempotency token that the parameters do not give.
    Token(Value),
}

impl Field<'_> {
    fn value(&self) -> &Value {
        match &self.value {
            Given::Parameter(value) => value,
            Given::Token(value) => value,
        }
    }
}

/// The parameters with their members, in the order they are given, without those that are null.
fn fields<'p>(
    input: &'p Structure,
    parameters: &Parameters<'p>,
) -> Result<Vec<Field<'p>>, ParameterError> {
    let mut fields = Vec::new();
    for (name, value) in parameters
        .values
        .as_object()
        .into_iter()
        .flat_map(asl::Object::iter)
    {
        let member = input
            .member(name)
            .ok_or_else(|| ParameterError::NotSupported((**name).to_owned()))?;
        if *value != Value::Null {
            fields.push(Field {
                member,
                value: Given::Parameter(value),
            });
        }
    }
    if let Some(token) = parameters.token {
        for member in input.members.iter().filter(|m| m.idempotency_token) {
            if !fields.iter().any(|field| field.member.name == member.name) {
                let value = Given::Token(Value::from(token));
                fields.push(Field { member, value });
            }
        }
    }
    Ok(fields)
}

/// Writes values of a service in one style; each protocol adds to it.
struct Writer<'s> {
    service: &'s Service,
    style: Style,
}

fn set(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), ParameterError> {
    let invalid = |_| ParameterError::invalid(name);
    let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| ParameterError::invalid(name))?;
    let value = HeaderValue::from_bytes(value.as_bytes()).map_err(invalid)?;
    headers.insert(key, value);
    Ok(())
}

/// Adds what the body is to be checked by, unless the parameters have it.
fn add_checksum(checksum: Checksum, draft: &mut Draft) -> Result<(), ParameterError> {
    const ALGORITHM: &str = "x-amz-sdk-checksum-algorithm";
    let given = |name: &HeaderName| {
        let name = name.as_str();
        name == "content-md5"
            || name.starts_with("x-amz-checksum-") && name != "x-amz-checksum-type"
    };
    if draft.headers.keys().any(given) {
        return Ok(());
    }
    match checksum {
        Checksum::Crc32 => {
            if draft.headers.get(ALGORITHM).is_some_and(|a| a != "CRC32") {
                return Err(ParameterError::invalid("ChecksumAlgorithm"));
            }
            let sum = BASE64.encode(crc32fast::hash(&draft.body).to_be_bytes());
            set(&mut draft.headers, ALGORITHM, "CRC32")?;
            set(&mut draft.headers, "x-amz-checksum-crc32", &sum)
        }
        Checksum::Md5 => {
            let sum = BASE64.encode(Md5::digest(&draft.body));
            set(&mut draft.headers, "content-md5", &sum)
        }
    }
}

/// What comes before the host's name: `{AccountId}.` with the parameter in it.
fn host_prefix(operation: &OperationShape, fields: &[Field<'_>]) -> Result<String, ParameterError> {
    let mut prefix = operation.host_prefix.unwrap_or_default().to_owned();
    for field in fields.iter().filter(|field| field.member.host_label) {
        let value = scalar::text(field.value());
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        if value.is_empty() || !value.bytes().all(fits) {
            return Err(ParameterError::invalid(field.member.name));
        }
        prefix = prefix.replace(&format!("{{{}}}", field.member.name), &value);
    }
    if prefix.contains('{') {
        let name = prefix.trim_matches(['{', '}', '.']).to_owned();
        return Err(ParameterError::Missing(name));
    }
    Ok(prefix)
}
