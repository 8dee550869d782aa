//! What a service answers, as Step Functions shows it.

mod element;
mod error;
mod json;
mod rest;
mod xml;

use asl::{Object, Value};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

pub use self::error::ServiceError;
pub(crate) use self::error::request_id;
use crate::model::{Member, OperationShape, Protocol, Service, Structure};
use crate::style::Style;

/// Reads the answer to an operation.
pub(crate) fn read(
    service: &Service,
    operation: &OperationShape,
    status: StatusCode,
    headers: &HeaderMap,
    body: &Bytes,
    style: Style,
) -> Result<Value, AnswerError> {
    if !status.is_success() {
        let refusal = error::read(service, operation, status, headers, body);
        return Err(AnswerError::Refused(refusal));
    }
    let Some(output) = operation.output else {
        return Ok(Value::empty_object());
    };
    let output = service.structure(output);
    let reader = Reader { service, style };
    let read = match service.protocol {
        Protocol::Json { .. } => reader.json_body(output, body),
        Protocol::RestJson | Protocol::RestXml => {
            reader.rest(operation, output, status, headers, body)
        }
        Protocol::Query | Protocol::Ec2 => reader.query_body(operation, output, body),
    };
    read.map(Value::object)
        .map_err(|Unreadable(why)| AnswerError::Unreadable(why))
}

/// An answer without a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerError {
    /// The service did not do what it was asked.
    Refused(ServiceError),
    /// It says that it did, and the rest cannot be read, for this reason.
    Unreadable(String),
}

/// Why a successful answer cannot be read.
struct Unreadable(String);

/// Reads values of a service for one style; each protocol adds to it.
struct Reader<'s> {
    service: &'s Service,
    style: Style,
}

impl Reader<'_> {
    /// A member's name as it is shown.
    fn name(&self, member: &Member) -> String {
        match self.style {
            Style::Sdk => (*member.sdk_name).to_owned(),
            Style::Optimised => {
                let mut name = member.name.to_owned();
                name[..1].make_ascii_uppercase();
                name
            }
        }
    }

    /// An object of the members that `read` finds, in order.
    fn object(
        &self,
        structure: &Structure,
        mut read: impl FnMut(&Member) -> Option<Value>,
    ) -> Object {
        let mut object = Object::new();
        for member in &structure.members {
            if let Some(value) = read(member) {
                object.insert(self.name(member), value);
            }
        }
        object
    }
}
