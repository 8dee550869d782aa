//! The wire protocol: `restJson1`, four of AWS's services under one name in signatures.

use http::{Method, StatusCode};
use serde_json::Value;
use wire::response::respond;
use wire::{ApiError, Future, Permission, Request, Response, Service};

use crate::agent::{generation, reference};
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
    Retrieve(&'r str),
    RetrieveAndGenerate,
    RetrieveAndGenerateStream,
    ListKnowledgeBases,
    GetKnowledgeBase(&'r str),
    ListDataSources(&'r str),
    ListKnowledgeBaseDocuments(Source<'r>),
    IngestKnowledgeBaseDocuments(Source<'r>),
    StartIngestionJob(Source<'r>),
    GetIngestionJob(Source<'r>, &'r str),
}

/// A data source of a knowledge base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Source<'r> {
    base: &'r str,
    id: &'r str,
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
        let post = |operation| (*method == Method::POST).then_some(operation);
        match path {
            "/retrieveAndGenerate" => return post(Operation::RetrieveAndGenerate),
            "/retrieveAndGenerateStream" => return post(Operation::RetrieveAndGenerateStream),
            _ => {}
        }
        Operation::of_bases(method, path.strip_prefix("/knowledgebases")?)
    }

    /// The operation of what follows `/knowledgebases`.
    fn of_bases(method: &Method, rest: &'r str) -> Option<Operation<'r>> {
        let segments: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
        Some(match (method, segments.as_slice()) {
            (&Method::POST, []) => Operation::ListKnowledgeBases,
            (&Method::GET, [base]) => Operation::GetKnowledgeBase(base),
            (&Method::POST, [base, "retrieve"]) => Operation::Retrieve(base),
            (&Method::POST, [base, "datasources"]) => Operation::ListDataSources(base),
            (method, [base, "datasources", id, rest @ ..]) => {
                let source = Source { base, id };
                match (method, rest) {
                    (&Method::POST, ["documents"]) => Operation::ListKnowledgeBaseDocuments(source),
                    (&Method::PUT, ["documents"]) => {
                        Operation::IngestKnowledgeBaseDocuments(source)
                    }
                    (&Method::PUT, ["ingestionjobs"]) => Operation::StartIngestionJob(source),
                    (&Method::GET, ["ingestionjobs", job]) => {
                        Operation::GetIngestionJob(source, job)
                    }
                    _ => return None,
                }
            }
            _ => return None,
        })
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
            Operation::Retrieve(_) => "bedrock:Retrieve",
            Operation::RetrieveAndGenerate | Operation::RetrieveAndGenerateStream => {
                "bedrock:RetrieveAndGenerate"
            }
            Operation::ListKnowledgeBases => "bedrock:ListKnowledgeBases",
            Operation::GetKnowledgeBase(_) => "bedrock:GetKnowledgeBase",
            Operation::ListDataSources(_) => "bedrock:ListDataSources",
            Operation::ListKnowledgeBaseDocuments(_) => "bedrock:ListKnowledgeBaseDocuments",
            Operation::IngestKnowledgeBaseDocuments(_) => "bedrock:IngestKnowledgeBaseDocuments",
            Operation::StartIngestionJob(_) => "bedrock:StartIngestionJob",
            Operation::GetIngestionJob(..) => "bedrock:GetIngestionJob",
        }
    }

    /// Whether it sees what is in knowledge bases.
    fn reads_bases(self) -> bool {
        match self {
            Operation::RetrieveAndGenerate
            | Operation::RetrieveAndGenerateStream
            | Operation::ListKnowledgeBases => true,
            _ => matches!(self.about(), About::KnowledgeBase(_)),
        }
    }

    /// What it is about.
    fn about(self) -> About<'r> {
        match self {
            Operation::InvokeModel(model)
            | Operation::InvokeModelWithResponseStream(model)
            | Operation::Converse(model)
            | Operation::ConverseStream(model)
            | Operation::GetFoundationModel(model) => About::Model(model),
            Operation::ListFoundationModels
            | Operation::GetFoundationModelAvailability(_)
            | Operation::ListKnowledgeBases
            | Operation::RetrieveAndGenerate
            | Operation::RetrieveAndGenerateStream => About::All,
            Operation::Retrieve(base)
            | Operation::GetKnowledgeBase(base)
            | Operation::ListDataSources(base)
            | Operation::ListKnowledgeBaseDocuments(Source { base, .. })
            | Operation::IngestKnowledgeBaseDocuments(Source { base, .. })
            | Operation::StartIngestionJob(Source { base, .. })
            | Operation::GetIngestionJob(Source { base, .. }, _) => About::KnowledgeBase(base),
        }
    }
}

/// What policies give leave for, as a segment of a path names it.
enum About<'r> {
    All,
    Model(&'r str),
    KnowledgeBase(&'r str),
}

impl Service for Bedrock {
    fn signing_name(&self) -> &'static str {
        "bedrock"
    }

    fn holds(&self, name: &str) -> bool {
        reference::find(self.bases(), name).is_ok()
    }

    fn permission(&self, request: &Request) -> Option<Permission> {
        let operation = Operation::of(&request.head.method, request.path())?;
        let resource = match operation.about() {
            About::All => "*".to_owned(),
            About::Model(model) => match ModelReference::from_path(model) {
                Some(reference) => reference.model.arn(self.region()),
                // What names no model is refused when it is allowed.
                None => format!("arn:aws:bedrock:{}::foundation-model/", self.region()),
            },
            About::KnowledgeBase(base) => reference::arn(base, self.region(), self.account()),
        };
        Some(Permission {
            action: operation.action().to_owned(),
            resource,
        })
    }

    /// A model that is asked through an inference profile needs leave for both; an answer from a
    /// knowledge base needs leave for what it is made of.
    fn further_permissions(&self, request: &Request) -> Vec<Permission> {
        let Some(operation) = Operation::of(&request.head.method, request.path()) else {
            return Vec::new();
        };
        let (region, account) = (self.region(), self.account());
        let leave = |action: &str, resource| Permission {
            action: action.to_owned(),
            resource,
        };
        match operation {
            Operation::RetrieveAndGenerate | Operation::RetrieveAndGenerateStream => {
                let Some((base, model)) = generation::named(&request.body) else {
                    return Vec::new();
                };
                let invoke = "bedrock:InvokeModel";
                let profile = model.profile_arn(region, account);
                let profile = profile.map(|profile| leave(invoke, profile));
                [
                    leave("bedrock:Retrieve", reference::arn(&base, region, account)),
                    leave(invoke, model.model.arn(region)),
                ]
                .into_iter()
                .chain(profile)
                .collect()
            }
            _ => {
                let About::Model(model) = operation.about() else {
                    return Vec::new();
                };
                let profile = ModelReference::from_path(model)
                    .and_then(|model| model.profile_arn(region, account))
                    .map(|profile| leave(operation.action(), profile));
                profile.into_iter().collect()
            }
        }
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
        let body = &request.body;
        if operation.reads_bases() {
            self.follow_bases().await;
        }
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
            Operation::Retrieve(base) => Ok(json(&self.retrieve(base, body).await?)),
            Operation::RetrieveAndGenerate => Ok(json(&self.retrieve_and_generate(body).await?)),
            Operation::RetrieveAndGenerateStream => self.retrieve_and_generate_stream(body).await,
            Operation::ListKnowledgeBases => Ok(json(&self.list_knowledge_bases())),
            Operation::GetKnowledgeBase(base) => Ok(json(&self.get_knowledge_base(base)?)),
            Operation::ListDataSources(base) => Ok(json(&self.list_data_sources(base)?)),
            Operation::ListKnowledgeBaseDocuments(Source { base, id }) => {
                Ok(json(&self.list_documents(base, id)?))
            }
            Operation::IngestKnowledgeBaseDocuments(Source { base, id }) => {
                Ok(accepted(&self.ingest(base, id, body).await?))
            }
            Operation::StartIngestionJob(Source { base, id }) => {
                Ok(accepted(&self.start_ingestion(base, id).await?))
            }
            Operation::GetIngestionJob(Source { base, id }, job) => {
                Ok(json(&self.get_ingestion(base, id, job)?))
            }
        }
    }
}

/// An answer of JSON to what has been begun.
fn accepted(value: &Value) -> Response {
    respond(StatusCode::ACCEPTED, "application/json", value.to_string())
}

/// An answer of JSON.
fn json(value: &Value) -> Response {
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
        let source = Source { base: "K", id: "S" };
        for (method, path, operation) in [
            (
                Method::POST,
                "/knowledgebases/",
                Operation::ListKnowledgeBases,
            ),
            (
                Method::GET,
                "/knowledgebases/K",
                Operation::GetKnowledgeBase("K"),
            ),
            (
                Method::POST,
                "/knowledgebases/K/retrieve",
                Operation::Retrieve("K"),
            ),
            (
                Method::PUT,
                "/knowledgebases/K/datasources/S/documents",
                Operation::IngestKnowledgeBaseDocuments(source),
            ),
            (
                Method::PUT,
                "/knowledgebases/K/datasources/S/ingestionjobs/",
                Operation::StartIngestionJob(source),
            ),
            (
                Method::GET,
                "/knowledgebases/K/datasources/S/ingestionjobs/J",
                Operation::GetIngestionJob(source, "J"),
            ),
        ] {
            assert_eq!(Operation::of(&method, path), Some(operation), "{path}");
        }
        assert_eq!(of(Method::GET, "/knowledgebases/K/retrieve"), None);
    }
}
