//! AWS as a script: what the workflow answers is said by the request's `scenario`; what the model
//! says is said by the test. Every call is kept.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use assistant::gateway::{Configuration, Gateway};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body::Frame;
use serde_json::{Value, json};

/// The workflow of the recordings.
pub(crate) const STATE_MACHINE: &str = "arn:aws:states:us-east-1:123456789012:stateMachine:RAG";

/// The table of the recordings.
pub(crate) const TABLE: &str = "t";

/// The context that the scenario `kb` finds.
pub(crate) fn found() -> Value {
    json!([{
        "Content": {"Text": "AWS is Amazon's cloud; it \"just\" works.", "Type": "TEXT"},
        "Location": {"Type": "S3", "S3Location": {"Uri": "s3://kb/doc.pdf"}},
        "Metadata": {"x-amz-bedrock-kb-page": 3.0, "ok": true, "n": null, "u": "ação"},
        "Score": 0.62,
    }])
}

/// A call of a service.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    pub(crate) path: String,
    pub(crate) target: Option<String>,
    pub(crate) body: Value,
    /// As it was sent.
    pub(crate) text: String,
}

/// What a model does next.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// An event of Anthropic's, or of the Converse API with its type.
    Event(Value),
    /// An exception in the stream.
    Exception(&'static str),
    /// Bytes that are no frame.
    Garbage,
    /// The connection breaks.
    Break,
}

/// The services.
#[derive(Clone, Default)]
pub(crate) struct Script(Arc<Mutex<Told>>);

#[derive(Default)]
struct Told {
    calls: Vec<Call>,
    /// What the model does; without, what it does in the recordings.
    acts: Option<Vec<Act>>,
}

impl Script {
    /// From now on the model does this.
    pub(crate) fn model_does(&self, acts: Vec<Act>) {
        self.0.lock().expect("nobody panics").acts = Some(acts);
    }

    /// What was called since this was last asked.
    pub(crate) fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.0.lock().expect("nobody panics").calls)
    }

    /// A gateway that asks this script.
    pub(crate) fn gateway(&self) -> Gateway {
        macro_rules! client {
            ($sdk:ident) => {{
                let config = $sdk::config::Config::builder()
                    .behavior_version($sdk::config::BehaviorVersion::latest())
                    .region($sdk::config::Region::new("us-east-1"))
                    .retry_config($sdk::config::retry::RetryConfig::disabled())
                    .http_client(self.clone())
                    .allow_no_auth();
                $sdk::Client::from_conf(config.build())
            }};
        }
        Gateway::new(Configuration {
            step_functions: client!(aws_sdk_sfn),
            bedrock: client!(aws_sdk_bedrockruntime),
            dynamodb: client!(aws_sdk_dynamodb),
            state_machine_arn: STATE_MACHINE.to_owned(),
            table: TABLE.to_owned(),
        })
    }

    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let text = request.body().bytes().unwrap_or_default();
        let text = String::from_utf8(text.to_vec()).expect("requests are text");
        let uri: http::Uri = request.uri().parse().expect("an address");
        let call = Call {
            path: uri.path().to_owned(),
            target: request.headers().get("x-amz-target").map(str::to_owned),
            body: serde_json::from_str(&text).expect("requests are JSON"),
            text,
        };
        let mut told = self.0.lock().expect("nobody panics");
        told.calls.push(call.clone());
        let acts = told.acts.clone();
        drop(told);
        match call.target.as_deref() {
            Some("DynamoDB_20120810.GetItem") => Ok(json_answer(200, &item(&call.body))),
            Some("AWSStepFunctions.StartSyncExecution") => workflow(&call.body),
            Some(other) => panic!("nobody calls {other}"),
            None => Ok(model(&call.path, acts)),
        }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Script")
    }
}

impl HttpClient for Script {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Script {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(self.answer(&request))
    }
}

fn json_answer(status: u16, body: &Value) -> HttpResponse {
    let status = status.try_into().expect("a status");
    HttpResponse::new(status, SdkBody::from(body.to_string()))
}

fn error_answer(status: u16, code: &str, message: &str) -> HttpResponse {
    let mut answer = json_answer(status, &json!({"__type": code, "message": message}));
    answer
        .headers_mut()
        .insert("x-amzn-errortype", code.to_owned());
    answer
}

/// The table knows one workflow.
fn item(request: &Value) -> Value {
    match request["Key"]["item_type"]["S"].as_str() {
        Some("workflow#details#1") => json!({"Item": {"arn": {"S": STATE_MACHINE}}}),
        _ => json!({}),
    }
}

/// What the workflow answers in each scenario of the recordings.
fn workflow(request: &Value) -> Result<HttpResponse, ConnectorError> {
    let input = request["input"].as_str().expect("an input");
    let input: Value = serde_json::from_str(input).expect("an input is JSON");
    let scenario = input["state_machine_custom_params"]["scenario"].as_str();
    let chain = |operation: &str, prompt: &str| json!({"system_chain_prompt": prompt, "operation": operation});
    let replacing = |tag: &str| {
        let mut chain = chain("REPLACE_TAG", "No Data generated.");
        chain["configuration"] = json!({"replace_tag": tag});
        json!({"context_data": [], "system_chain_data": chain})
    };
    let failed = |status: &str, why: Value| {
        let mut answer = json!({
            "executionArn": format!("{STATE_MACHINE}:x:y"),
            "status": status,
            "startDate": 1.0,
            "stopDate": 2.0,
        });
        for (name, value) in why.as_object().expect("members") {
            answer[name] = value.clone();
        }
        Ok(json_answer(200, &answer))
    };
    let mut output = match scenario.unwrap_or("nokb") {
        "nokb" => replacing("chain-information"),
        "kb" => json!({"context_data": found()}),
        "append" => json!({
            "context_data": ["a", 1, 2.5, null, false],
            "system_chain_data": chain("APPEND", "EXTRA"),
        }),
        "replace_all" => json!({"system_chain_data": chain("REPLACE_ALL", "INSTEAD")}),
        "replace_noconf" => json!({"system_chain_data": chain("REPLACE_TAG", "x")}),
        "replace_emptytag" => replacing(""),
        // The first is of the recordings, the others of this program.
        "nocontext" | "router" | "sql-query" | "retention" | "assistant-router" => json!({}),
        "model" => json!({"model_id": "tried.model-v1:0"}),
        "extra" => json!({"context_data": [], "more": {"a": 1}}),
        "ctxnull" => json!({"context_data": null}),
        "failed" => {
            let why = json!({"error": "Bedrock.ValidationException", "cause": "bad things"});
            return failed("FAILED", why);
        }
        "failed_nocause" => return failed("FAILED", json!({"error": "E"})),
        "timedout" => return failed("TIMED_OUT", json!({})),
        "denied" => {
            let denied = "User is not authorized";
            return Ok(error_answer(400, "AccessDeniedException", denied));
        }
        "unreachable" => return Err(ConnectorError::io("no route to secret-host".into())),
        other => panic!("no scenario {other}"),
    };
    output["bedrock_details"] =
        json!({"task_details": [], "total_input_tokens": 1, "total_output_tokens": 2});
    failed("SUCCEEDED", json!({"output": output.to_string()}))
}

/// What the model answers.
fn model(path: &str, acts: Option<Vec<Act>>) -> HttpResponse {
    if path.starts_with("/model/nomodel/") {
        let message = "The provided model identifier is invalid.";
        return error_answer(400, "ValidationException", message);
    }
    let acts = acts.unwrap_or_else(|| {
        let of_claude = path.ends_with("/invoke-with-response-stream");
        if of_claude { spoken() } else { conversed() }
    });
    let mut answer = HttpResponse::new(
        200.try_into().expect("a status"),
        SdkBody::from_body_1_x(Stream(acts.into())),
    );
    let frames = "application/vnd.amazon.eventstream";
    answer.headers_mut().insert("content-type", frames);
    answer
}

/// A text in two deltas, among events without text.
fn spoken() -> Vec<Act> {
    let mut acts = vec![
        Act::Event(json!({"type": "message_start", "message": {"id": "m"}})),
        Act::Event(json!({"type": "content_block_start", "index": 0})),
        Act::Event(json!({"type": "ping"})),
    ];
    acts.extend(["Olá", ", 世界!\n"].map(said));
    acts.push(Act::Event(json!({
        "type": "content_block_delta",
        "delta": {"type": "input_json_delta", "partial_json": "{"},
    })));
    acts.push(Act::Event(json!({"type": "message_stop"})));
    acts
}

/// A delta of Anthropic's.
pub(crate) fn said(text: &str) -> Act {
    let delta = json!({"type": "text_delta", "text": text});
    Act::Event(json!({"type": "content_block_delta", "index": 0, "delta": delta}))
}

/// A text in one delta, among other events.
fn conversed() -> Vec<Act> {
    let event = |kind: &str, value: Value| Act::Event(json!({kind: value}));
    vec![
        event("messageStart", json!({"role": "assistant"})),
        conversed_text("Hi"),
        event("contentBlockStop", json!({"contentBlockIndex": 0})),
        event("messageStop", json!({"stopReason": "end_turn"})),
        event(
            "metadata",
            json!({
                "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
                "metrics": {"latencyMs": 1},
            }),
        ),
    ]
}

/// A delta of the Converse API.
pub(crate) fn conversed_text(text: &str) -> Act {
    Act::Event(json!({"contentBlockDelta": {"contentBlockIndex": 0, "delta": {"text": text}}}))
}

/// A body that does one act after the other.
struct Stream(VecDeque<Act>);

impl http_body::Body for Stream {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(self.0.pop_front().map(|act| match act {
            Act::Event(event) => Ok(Frame::data(event_frame(&event))),
            Act::Exception(kind) => {
                let headers = [
                    (":message-type", "exception"),
                    (":exception-type", kind),
                    (":content-type", "application/json"),
                ];
                let payload = json!({"message": "secret-model-words"}).to_string();
                Ok(Frame::data(frame(&headers, payload.as_bytes())))
            }
            Act::Garbage => Ok(Frame::data(Bytes::from_static(&[0x5a; 32]))),
            Act::Break => Err(std::io::Error::other("the line is dead")),
        }))
    }
}

/// An event: one of Anthropic's has a `type` and goes in a `chunk`; one of the Converse API is an
/// object with one member, which is named after its type.
fn event_frame(event: &Value) -> Bytes {
    let (kind, payload) = if event.get("type").is_some() {
        let bytes = STANDARD.encode(event.to_string());
        ("chunk".to_owned(), json!({"bytes": bytes}))
    } else {
        let members = event.as_object().expect("an event");
        let (kind, payload) = members.iter().next().expect("its type");
        (kind.clone(), payload.clone())
    };
    let headers = [
        (":message-type", "event"),
        (":event-type", kind.as_str()),
        (":content-type", "application/json"),
    ];
    frame(&headers, payload.to_string().as_bytes())
}

/// `application/vnd.amazon.eventstream`: lengths, their checksum, headers, payload, checksum.
fn frame(headers: &[(&str, &str)], payload: &[u8]) -> Bytes {
    /// The type of a header whose value is text.
    const TEXT: u8 = 7;
    let mut block = Vec::new();
    for (name, value) in headers {
        block.push(u8::try_from(name.len()).expect("short"));
        block.extend_from_slice(name.as_bytes());
        block.push(TEXT);
        let length = u16::try_from(value.len()).expect("short");
        block.extend_from_slice(&length.to_be_bytes());
        block.extend_from_slice(value.as_bytes());
    }
    let length = |bytes: usize| u32::try_from(bytes).expect("short").to_be_bytes();
    let mut frame = Vec::new();
    frame.extend_from_slice(&length(12 + block.len() + payload.len() + 4));
    frame.extend_from_slice(&length(block.len()));
    frame.extend_from_slice(&crc32fast::hash(&frame).to_be_bytes());
    frame.extend_from_slice(&block);
    frame.extend_from_slice(payload);
    frame.extend_from_slice(&crc32fast::hash(&frame).to_be_bytes());
    frame.into()
}
