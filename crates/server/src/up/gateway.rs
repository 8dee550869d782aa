//! The assistant's gateway on this server's services.
//!
//! It asks them through AWS's own clients, as the shop does: a service that is configured to be
//! elsewhere is asked there. Its workflow is made at the start, and the URL of the function that it
//! is as well.

use assistant::first_texts::KNOWLEDGE_BASE;
use assistant::gateway::{Configuration, Gateway};
use aws_sdk_sfn::error::DisplayErrorContext;
use aws_sdk_sfn::operation::describe_state_machine::DescribeStateMachineError;
use aws_sdk_sfn::types::StateMachineType;
use bytes::Bytes;
use cloud::{Cloud, Connector, Seam};
use http::{Request, StatusCode};
use lambda::{Lambda, RegisterError};
use serde_json::json;
use tower::ServiceExt as _;
use wire::{Account, Caller, Region, Services as _};

use crate::fault::Fault;

/// What the workflow is called. It is an Express one.
const STATE_MACHINE: &str = "RagGenAI";

/// What it does. `${KnowledgeBaseId}` and `${SearchModelId}` are filled in.
const WORKFLOW: &str = include_str!("../../../../workflows/assistant/rag.asl.json");

/// The model that says what to search for, where nobody deploys the workflow with another.
const SEARCH_MODEL: &str = "anthropic.claude-3-haiku-20240307-v1:0";

/// The table in which workflows of accounts are looked up. It is made by whoever has some.
const TABLE: &str = "entrega-accounts";

/// The function that answers as the gateway does, for whoever expects a function's URL.
const FUNCTION: &str = "AssistantGatewayFunction";

/// The gateway, and what it needs of the services.
pub(super) struct AssistantGateway {
    pub(super) gateway: Gateway,
    step_functions: aws_sdk_sfn::Client,
    services: Seam,
    state_machine_arn: String,
    role_arn: String,
}

impl AssistantGateway {
    /// The gateway. Nothing is asked of the services yet.
    pub(super) fn new(cloud: &Cloud, account: &Account, region: &Region) -> AssistantGateway {
        let connector = Connector::new(cloud.clone(), Caller::Owner);
        let staying = Connector::staying(cloud.clone(), Caller::Owner);
        // A question is asked once: whoever asks may ask again.
        macro_rules! client {
            ($sdk:ident, $connector:expr) => {{
                let config = $sdk::config::Config::builder()
                    .behavior_version($sdk::config::BehaviorVersion::latest())
                    .region($sdk::config::Region::new(region.as_str().to_owned()))
                    .retry_config($sdk::config::retry::RetryConfig::disabled())
                    .http_client($connector.clone())
                    .allow_no_auth();
                $sdk::Client::from_conf(config.build())
            }};
        }
        let step_functions = client!(aws_sdk_sfn, connector);
        let state_machine_arn =
            format!("arn:aws:states:{region}:{account}:stateMachine:{STATE_MACHINE}");
        let gateway = Gateway::new(Configuration {
            step_functions: step_functions.clone(),
            bedrock: client!(aws_sdk_bedrockruntime, connector),
            dynamodb: client!(aws_sdk_dynamodb, staying),
            state_machine_arn: state_machine_arn.clone(),
            table: TABLE.to_owned(),
        });
        AssistantGateway {
            gateway,
            step_functions,
            services: Seam::new(cloud.clone(), "lambda.amazonaws.com"),
            state_machine_arn,
            role_arn: format!("arn:aws:iam::{account}:role/entrega-{STATE_MACHINE}"),
        }
    }

    /// Makes the gateway a function of the server.
    pub(super) fn register(&self, lambda: &Lambda) -> Result<(), RegisterError> {
        let router = self.gateway.router();
        let registered = lambda.register_web(FUNCTION, move |request: Request<Bytes>| {
            let router = router.clone();
            async move {
                let answered = router.oneshot(request.map(axum::body::Body::from)).await;
                answered.unwrap_or_else(|never| match never {})
            }
        });
        match registered {
            Err(RegisterError::Taken(_)) => {
                tracing::warn!("somebody has put a function in the place of {FUNCTION}");
                Ok(())
            }
            registered => registered,
        }
    }

    /// Makes what the gateway needs of the services, unless it is there.
    pub(super) async fn settle(&self) -> Result<(), Fault> {
        self.settle_workflow().await?;
        self.settle_url().await
    }

    /// Makes the function's URL, which anybody may ask and which streams, unless there is one.
    async fn settle_url(&self) -> Result<(), Fault> {
        let refused = |why: String| {
            Fault::Refused(format!(
                "error: the assistant's function has no URL: {why}\n"
            ))
        };
        let url = json!({"AuthType": "NONE", "InvokeMode": "RESPONSE_STREAM"});
        let request = Request::post(format!("/2021-10-31/functions/{FUNCTION}/url"));
        let request = request
            .body(Bytes::from(url.to_string()))
            .map_err(|error| refused(error.to_string()))?;
        let made = self.services.call("lambda", None, request).await;
        let made = made.map_err(|error| refused(error.to_string()))?;
        match made.status() {
            StatusCode::CREATED | StatusCode::CONFLICT => Ok(()),
            status => {
                let why = made.into_body().collect().await;
                Err(refused(format!(
                    "{status}: {}",
                    String::from_utf8_lossy(&why)
                )))
            }
        }
    }

    /// Makes the workflow, unless there is one of that name: whoever has changed it keeps theirs.
    async fn settle_workflow(&self) -> Result<(), Fault> {
        let sfn = &self.step_functions;
        let described = sfn.describe_state_machine();
        let described = described.state_machine_arn(&self.state_machine_arn).send();
        let refused = |error: &dyn std::fmt::Display| {
            Fault::Refused(format!(
                "error: the assistant's workflow cannot be made: {error}\n"
            ))
        };
        match described.await {
            Ok(_) => Ok(()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(DescribeStateMachineError::is_state_machine_does_not_exist) =>
            {
                let definition = WORKFLOW
                    .replace("${KnowledgeBaseId}", KNOWLEDGE_BASE)
                    .replace("${SearchModelId}", SEARCH_MODEL);
                let made = sfn
                    .create_state_machine()
                    .name(STATE_MACHINE)
                    .definition(definition)
                    .role_arn(&self.role_arn)
                    .r#type(StateMachineType::Express)
                    .send();
                let made = made.await.map(drop);
                made.map_err(|error| refused(&DisplayErrorContext(error)))
            }
            Err(error) => Err(refused(&DisplayErrorContext(error))),
        }
    }
}
