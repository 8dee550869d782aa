//! One operation of a service.

use asl::Value;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::answer::{self, AnswerError};
use crate::model::{OperationShape, Service, StructureId};
use crate::request::{self, ParameterError, Parameters};
use crate::style::Style;

/// An operation of a service.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    service: &'static Service,
    shape: &'static OperationShape,
}

impl Operation {
    /// The operation that `aws-sdk:SERVICE:OPERATION` names: `dynamodb` and `getItem`.
    pub fn find(service: &str, operation: &str) -> Option<Operation> {
        let service = Service::find(service)?;
        let shape = service.operation(operation)?;
        Some(Operation { service, shape })
    }

    /// The service it is of.
    pub fn service(&self) -> &'static Service {
        self.service
    }

    /// `GetItem`
    pub fn name(&self) -> &'static str {
        self.shape.name
    }

    /// The method of its requests: `POST`.
    pub fn method(&self) -> &'static str {
        self.shape.method.as_str()
    }

    /// What it takes.
    pub(crate) fn input(&self) -> Option<StructureId> {
        self.shape.input
    }

    /// Whether it has an idempotency token: done twice with the same one, it is done once.
    pub fn takes_token(&self) -> bool {
        let input = self.shape.input.map(|input| self.service.structure(input));
        input.is_some_and(|input| input.members.iter().any(|m| m.idempotency_token))
    }

    /// The request that these parameters make, for the service's host: its path and query have no
    /// host before them. `token` is what an idempotency token is that the parameters do not give.
    pub fn request(
        &self,
        parameters: &Value,
        style: Style,
        token: Option<&str>,
    ) -> Result<http::Request<Bytes>, ParameterError> {
        let parameters = Parameters {
            values: parameters,
            style,
            token,
        };
        request::write(self.service, self.shape, &parameters)
    }

    /// What the service answered, as Step Functions shows it: an object of the answer's members
    /// in the order of their names, streamed bytes last (recorded from AWS).
    pub fn answer(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        body: &Bytes,
        style: Style,
    ) -> Result<Value, AnswerError> {
        answer::read(self.service, self.shape, status, headers, body, style)
    }
}
