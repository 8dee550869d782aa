//! The gateway: a question goes through a workflow to a model, whose text is streamed back.
//!
//! It keeps the contract of a public sample (`docs/gateway.md`): its routes, its requests and
//! what is made of them, the calls of services and their order, and the bytes of its answers.
//! Reading ([`request`], [`workflow`]) and the prompt ([`prompt`]) are pure; this file makes the
//! calls.
//!
//! [`request`]: self::request
//! [`workflow`]: self::workflow
//! [`prompt`]: self::prompt

mod answer;
mod converse;
mod json;
mod lax;
mod prompt;
mod request;
mod routes;
mod trouble;
mod workflow;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_bedrockruntime::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sfn::types::SyncExecutionStatus;
use axum::Router;
use delivery::people::TokenHash;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use serde::Serialize;
use serde_json::{Map, Value};

use self::answer::{Answer, Speaking};
use self::request::{ClaudeRequest, ConverseRequest};
use self::trouble::Trouble;
use self::workflow::{Schema, WorkflowOutput};
use crate::scenario::{Workflow, caller};

/// A workflow ends within so long. The recorded gateway's function does
/// (`Globals.Function.Timeout` of its template).
const WORKFLOW_WITHIN: Duration = Duration::from_mins(1);

/// A model begins to answer within so long; likewise.
const MODEL_WITHIN: Duration = Duration::from_mins(1);

/// What the gateway asks, and where.
pub struct Configuration {
    /// Runs the workflows. It should not try again: a workflow is run once for a question.
    pub step_functions: aws_sdk_sfn::Client,
    /// Asks the models. Likewise.
    pub bedrock: aws_sdk_bedrockruntime::Client,
    /// Reads which workflows an account has.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// The workflow of `/bedrock_claude_messages_api`, an Express one.
    pub state_machine_arn: String,
    /// The table that `/bedrock_converse_api` finds workflows in.
    pub table: String,
}

/// The gateway. Clones are the same one.
#[derive(Clone)]
pub struct Gateway(Arc<Configuration>);

impl Gateway {
    /// A gateway. Nothing is asked of the services yet.
    pub fn new(configuration: Configuration) -> Gateway {
        Gateway(Arc::new(configuration))
    }

    /// Its routes, to be merged with others: `/bedrock_claude_messages_api`,
    /// `/bedrock_converse_api`, `/openapi.json` and `/docs`.
    pub fn routes(&self) -> Router {
        routes::routes(self.clone())
    }

    /// The same, alone: other paths are answered with 404.
    pub fn router(&self) -> Router {
        routes::router(self.clone())
    }

    async fn ask_claude(
        &self,
        headers: &HeaderMap,
        request: ClaudeRequest,
    ) -> Result<Answer, Trouble> {
        let ClaudeRequest {
            mut model,
            assistant,
        } = request;
        let sampled = prompt::sample(&model.messages, assistant.messages_to_sample);
        let params = &assistant.state_machine_custom_params;
        let arn = self.arn_of(params);
        let session = caller::session_of(headers);
        let run = self.run(arn, sampled, params, session, Schema::Claude);
        let output = run.await?;
        if let Some(model_id) = output.model_id {
            model.model_id = model_id;
        }
        let (chain, context) = (output.chain.as_ref(), output.context_data);
        model.system = prompt::with_context(&model.system, chain, &assistant.content_tag, context);
        converse::check_model_id(&model.model_id, "modelId")?;
        let call = self
            .0
            .bedrock
            .invoke_model_with_response_stream()
            .content_type("application/json")
            .accept("application/json")
            .body(Blob::new(to_json(&model)))
            .model_id(model.model_id);
        let spoken = in_time(MODEL_WITHIN, call.send(), Trouble::ModelLate).await?;
        let spoken = spoken.map_err(|error| {
            let code = aws_sdk_bedrockruntime::error::ProvideErrorMetadata::code(&error);
            let code = code.map(str::to_owned);
            warn("a model was not asked", &error);
            Trouble::Model(code)
        })?;
        Ok(Answer::of(Speaking::Claude(spoken.body)))
    }

    async fn ask_converse(
        &self,
        headers: &HeaderMap,
        request: ConverseRequest,
    ) -> Result<Answer, Trouble> {
        let account = converse::account(headers)?;
        let messages = request.prompt_input()?;
        request.system()?;
        let arn = self.workflow(request.workflow_key(&account)?).await?;
        let params = &request.state_machine_custom_params;
        let session = caller::session_of(headers);
        let run = self.run(arn, &messages, params, session, Schema::Converse);
        let output = run.await?;
        let chosen = output.model_id.clone();
        let (model_id, call) = request.into_call(output)?;
        let model_id = chosen.unwrap_or(model_id);
        let body = to_json(&call);
        // The body is written here: the client writes numbers with the digits of 32 bits, and its
        // types do not hold all that a service may take.
        let call = self
            .0
            .bedrock
            .converse_stream()
            .model_id(model_id)
            .customize()
            .mutate_request(move |request| {
                request
                    .headers_mut()
                    .insert(CONTENT_LENGTH.as_str(), body.len().to_string());
                *request.body_mut() = body.clone().into();
            });
        let spoken = in_time(MODEL_WITHIN, call.send(), Trouble::ModelLate).await?;
        let spoken = spoken.map_err(|error| {
            let code = aws_sdk_bedrockruntime::error::ProvideErrorMetadata::code(&error);
            let code = code.map(str::to_owned);
            warn("a model was not asked", &error);
            Trouble::Model(code)
        })?;
        Ok(Answer::of(Speaking::Converse(spoken.stream)))
    }

    /// The ARN of a workflow of an account.
    async fn workflow(&self, key: converse::WorkflowKey) -> Result<String, Trouble> {
        let item = self
            .0
            .dynamodb
            .get_item()
            .table_name(&self.0.table)
            .key("id", AttributeValue::S(key.id))
            .key("item_type", AttributeValue::S(key.item_type))
            .send()
            .await;
        let item = item.map_err(|error| {
            let code = aws_sdk_dynamodb::error::ProvideErrorMetadata::code(&error);
            let code = code.map(str::to_owned);
            warn("the table of workflows cannot be read", &error);
            Trouble::Table(code)
        })?;
        let arn = item.item.and_then(|mut item| item.remove("arn"));
        match arn {
            Some(AttributeValue::S(arn)) => Ok(arn),
            _ => Err(Trouble::UnknownWorkflow),
        }
    }

    /// The ARN of the workflow of a request: that of the scenario it names, if there is one, beside
    /// the one that is configured.
    fn arn_of(&self, params: &Map<String, Value>) -> String {
        let configured = &self.0.state_machine_arn;
        let named = params.get("scenario").and_then(Value::as_str);
        match (
            named.and_then(Workflow::of_scenario),
            configured.rsplit_once(':'),
        ) {
            (Some(workflow), Some((place, _))) => format!("{place}:{}", workflow.state_machine),
            (None, _) | (_, None) => configured.clone(),
        }
    }

    /// Runs a workflow to its end.
    async fn run<M: Serialize>(
        &self,
        arn: String,
        messages: &[M],
        params: &Map<String, Value>,
        session: Option<TokenHash>,
        schema: Schema,
    ) -> Result<WorkflowOutput, Trouble> {
        let input = Question {
            prompt_input: messages,
            state_machine_custom_params: params,
            session: session.map(|session| session.to_string()),
        };
        let run = self
            .0
            .step_functions
            .start_sync_execution()
            .state_machine_arn(arn)
            .input(to_json(&input));
        let run = in_time(WORKFLOW_WITHIN, run.send(), Trouble::WorkflowLate).await?;
        let run = run.map_err(|error| {
            let code = aws_sdk_sfn::error::ProvideErrorMetadata::code(&error).map(str::to_owned);
            warn("a workflow was not run", &error);
            Trouble::WorkflowNotRun(code)
        })?;
        if run.status != SyncExecutionStatus::Succeeded {
            tracing::warn!(
                execution = run.execution_arn,
                status = run.status.as_str(),
                error = run.error,
                cause = run.cause,
                "a workflow failed"
            );
            return Err(Trouble::Workflow {
                status: run.status.as_str().to_owned(),
                error: run.error,
            });
        }
        let output = run.output.as_deref().unwrap_or_default();
        WorkflowOutput::read(output, schema).map_err(|error| {
            tracing::warn!(execution = run.execution_arn, %error, "an output cannot be read");
            Trouble::Output(error)
        })
    }
}

/// What a workflow is started with.
#[derive(Serialize)]
struct Question<'i, M> {
    #[serde(rename = "PromptInput")]
    prompt_input: &'i [M],
    state_machine_custom_params: &'i Map<String, Value>,
    /// Who is signed in, as functions look it up; never what a client has written.
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
}

/// Compact JSON.
fn to_json(value: &impl Serialize) -> String {
    // What is made of JSON, text and numbers alone is JSON again.
    serde_json::to_string(value).unwrap_or_default()
}

/// What comes of it, if it comes in time.
async fn in_time<T>(
    limit: Duration,
    future: impl Future<Output = T>,
    late: impl FnOnce(u64) -> Trouble,
) -> Result<T, Trouble> {
    tokio::time::timeout(limit, future)
        .await
        .map_err(|_| late(limit.as_secs()))
}

/// All of an error is for the log.
fn warn(what: &str, error: &(dyn std::error::Error + 'static)) {
    tracing::warn!(error = %aws_sdk_sfn::error::DisplayErrorContext(error), "{what}");
}
