//! The gateway alone, for `cargo xtask bench gateway`: on a port, with a Bedrock that is elsewhere
//! and a workflow that has always found the same.
//!
//! `stream-gateway --port PORT`, with the address of Bedrock in `BEDROCK`. `POST /chat` takes
//! `{"prompt": TEXT}`, as the gateways do that it is compared with, and is answered as the same
//! question to `/bedrock_claude_messages_api` is: it is read, the workflow is asked, the prompt is
//! made, the call is signed, and the text is streamed.

use std::error::Error;

use assistant::gateway::{Configuration, Gateway};
use aws_sdk_bedrockruntime::config::Credentials;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use http::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--port");
    let port = arguments.nth(1).ok_or("say `--port PORT`")?.parse()?;
    let bedrock = std::env::var("BEDROCK").map_err(|_| "say where Bedrock is in `BEDROCK`")?;
    let router = Router::new()
        .route("/chat", post(chat))
        .with_state(gateway(&bedrock).routes());
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            // Clients come and go as they like.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn gateway(bedrock: &str) -> Gateway {
    let keys = Credentials::new("key", "secret", None, None, "bench");
    macro_rules! client {
        ($sdk:ident, $http:expr) => {{
            let config = $sdk::config::Config::builder()
                .behavior_version($sdk::config::BehaviorVersion::latest())
                .region($sdk::config::Region::new("us-east-1"))
                .retry_config($sdk::config::retry::RetryConfig::disabled())
                .credentials_provider(keys.clone())
                .http_client($http);
            config
        }};
    }
    let over_tcp = aws_smithy_http_client::Builder::new().build_http();
    let bedrock = client!(aws_sdk_bedrockruntime, over_tcp).endpoint_url(bedrock);
    Gateway::new(Configuration {
        step_functions: aws_sdk_sfn::Client::from_conf(client!(aws_sdk_sfn, Found).build()),
        bedrock: aws_sdk_bedrockruntime::Client::from_conf(bedrock.build()),
        dynamodb: aws_sdk_dynamodb::Client::from_conf(client!(aws_sdk_dynamodb, Found).build()),
        state_machine_arn: "arn:aws:states:us-east-1:000000000000:stateMachine:R".to_owned(),
        table: "table".to_owned(),
    })
}

async fn chat(State(routes): State<Router>, Json(asked): Json<Value>) -> Response {
    let question = json!({
        "bedrock_parameters": {
            "messages": [{"role": "user", "content": asked["prompt"]}],
            "max_tokens": 512,
        },
        "assistant_parameters": {},
    });
    let request = Request::post("/bedrock_claude_messages_api")
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(question.to_string()));
    // A constant request is one.
    let request = request.unwrap_or_default();
    let answered = routes.oneshot(request).await;
    answered.unwrap_or_else(|never| match never {})
}

/// A workflow that has found nothing.
#[derive(Clone, Debug)]
struct Found;

impl HttpClient for Found {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Found {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        let details =
            json!({"task_details": [], "total_input_tokens": 0, "total_output_tokens": 0});
        let output = json!({"bedrock_details": details, "context_data": []});
        let answer = json!({
            "executionArn": "arn",
            "startDate": 1.0,
            "stopDate": 1.0,
            "status": "SUCCEEDED",
            "output": output.to_string(),
        });
        let body = SdkBody::from(answer.to_string());
        HttpConnectorFuture::ready(Ok(HttpResponse::new(http::StatusCode::OK.into(), body)))
    }
}
