//! The wire protocol: `restJson1`, four of AWS's services under one name in signatures.

use http::{Method, StatusCode};
use serde_json::Value;
use wire::response::respond;
use wire::{ApiError, Future, Permission, Request, Response, Service};

use crate::bedrock::Bedrock;
use crate::model_id::ModelReference;

/// What a request is for. The texts are segments of its path, percent-encoded as they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation<'r> {
    InvokeModel(&'r str),
    InvokeModelWithResponseStream(&'r str),
    Converse(&'r str),
    ConverseStream(&'r str),
    ListFoundationModels,
    GetFoundationModel(&'r str),
    GetFoundationModelAvailability(&'r str),
}

impl<'r> Operation<'r> {
    /// The operation of a method and a path.
    pub(crate) fn of(method: &Method, path: &'r str) -> Option<Operation<'r>> {
        if let Some(rest) = path.strip_prefix("/model/") {
            // Some clients leave the `/` in an ARN as it is.
            let (model, operation) = rest.rsplit_once('/')?;
            return match (method, operation) {
                (&Method::POST, "invoke") => Some(Operation::InvokeModel(model)),
                (&Method::POST, "invoke-with-response-stream") => {
                    Some(Operation::InvokeModelWithResponseStream(model))
                }
                (&Method::POST, "converse") => Some(Operation::Converse(model)),
                (&Method::POST, "converse-stream") => Some(Operation::ConverseStream(model)),
                _ => None,
            };
        }
        let get = |operation| (*method == Method::GET).then_some(operation);
        if path.trim_end_matches('/') == "/foundation-models" {
            return get(Operation::ListFoundationModels);
        }
        if let Some(model) = path.strip_prefix("/foundation-models/") {
            return get(Operation::GetFoundationModel(model));
        }
        if let Some(model) = path.strip_prefix("/foundation-model-availability/") {
            return get(Operation::GetFoundationModelAvailability(model));
        }
        None
    }

    /// What policies call it.
    fn action(self) -> &'static str {
        match self {
            Operation::InvokeModel(_) | Operation::Converse(_) => "bedrock:InvokeModel",
            Operation::InvokeModelWithResponseStream(_) | Operation::ConverseStream(_) => {
                "bedrock:InvokeModelWithResponseStream"
            }
            Operation::ListFoundationModels => "bedrock:ListFoundationModels",
            Operation::GetFoundationModel(_) => "bedrock:GetFoundationModel",
            Operation::GetFoundationModelAvailability(_) => {
                "bedrock:GetFoundationModelAvailability"
            }
        }
    }

    /// The model it is about.
    fn model(self) -> Option<&'r str> {
        match self {
            Operation::InvokeModel(model)
            | Operation::InvokeModelWithResponseStream(model)
            | Operation::Converse(model)
            | Operation::ConverseStream(model)
            | Operation::GetFoundationModel(model) => Some(model),
            Operation::ListFoundationModels | Operation::GetFoundationModelAvailability(_) => None,
        }
    }
}

impl Service for Bedrock {
    fn signing_name(&self) -> &'static str {
        "bedrock"
    }

    fn permission(&self, request: &Request) -> Option<Permission> {
        let operation = Operation::of(&request.head.method, request.path())?;
        let resource = match operation.model() {
            None => "*".to_owned(),
            Some(model) => match ModelReference::from_path(model) {
                Some(reference) => reference.model.arn(self.region()),
                // What names no model is refused when it is allowed.
                None => format!("arn:aws:bedrock:{}::foundation-model/", self.region()),
            },
        };
        Some(Permission {
            action: operation.action().to_owned(),
            resource,
        })
    }

    /// A model that is asked through an inference profile needs leave for both.
    fn further_permissions(&self, request: &Request) -> Vec<Permission> {
        let Some(operation) = Operation::of(&request.head.method, request.path()) else {
            return Vec::new();
        };
        let reference = operation.model().and_then(ModelReference::from_path);
        let profile = reference
            .and_then(|reference| reference.profile_arn(self.region(), self.account()))
            .map(|resource| Permission {
                action: operation.action().to_owned(),
                resource,
            });
        profile.into_iter().collect()
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        Box::pin(async move {
            match self.perform(&request).await {
                Ok(response) => response,
                Err(error) => self.refuse(&request, &error),
            }
        })
    }

    fn refuse(&self, _: &Request, error: &ApiError) -> Response {
        let error = match &*error.code {
            "AccessDeniedException" => error.clone().with_status(StatusCode::FORBIDDEN),
            _ => error.clone(),
        };
        error.to_rest_json_response("message")
    }
}

impl Bedrock {
    async fn perform(&self, request: &Request) -> Result<Response, ApiError> {
        let Some(operation) = Operation::of(&request.head.method, request.path()) else {
            return Err(ApiError::new(
                "UnknownOperationException",
                format!(
                    "the embedded Bedrock has no operation at {} {}",
                    request.head.method,
                    request.path()
                ),
            )
            .with_status(StatusCode::NOT_FOUND));
        };
        match operation {
            Operation::InvokeModel(model) => self.invoke(model, request).await,
            Operation::InvokeModelWithResponseStream(model) => {
                self.invoke_with_response_stream(model, request).await
            }
            Operation::Converse(model) => self.converse(model, request).await,
            Operation::ConverseStream(model) => self.converse_stream(model, request).await,
            Operation::ListFoundationModels => {
                Ok(json(&self.list_foundation_models(request.query())?))
            }
            Operation::GetFoundationModel(model) => Ok(json(&self.get_foundation_model(model)?)),
            Operation::GetFoundationModelAvailability(model) => {
                Ok(json(&self.get_foundation_model_availability(model)?))
            }
        }
    }
}

/// An answer of JSON.
pub(crate) fn json(value: &Value) -> Response {
    respond(StatusCode::OK, "application/json", value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_operations() {
        let of = |method, path| Operation::of(&method, path);
        assert_eq!(
            of(Method::POST, "/model/a.b%3A0/converse"),
            Some(Operation::Converse("a.b%3A0"))
        );
        assert_eq!(
            of(Method::POST, "/model/arn:aws:x/a.b/invoke"),
            Some(Operation::InvokeModel("arn:aws:x/a.b"))
        );
        assert_eq!(of(Method::GET, "/model/a.b/invoke"), None);
        assert_eq!(of(Method::POST, "/model/invoke"), None);
        assert_eq!(
            of(Method::GET, "/foundation-models"),
            Some(Operation::ListFoundationModels)
        );
        assert_eq!(of(Method::POST, "/foundation-models"), None);
    }
}
