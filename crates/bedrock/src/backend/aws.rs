//! Bedrock itself, or a server that speaks like it. Requests and answers are passed on as they are.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Method, header};
use iam::{Credentials, Scope};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sdk::Remote;
use sdk::remote::Endpoint;
use serde_json::{Value, json};
use wire::{Region, Response};

use super::Silence;
use super::upstream::answer_within;
use crate::answer::{Delta, End, Failure, FailureKind, Speaker, StopReason, Usage};
use crate::conversation::{Content, Conversation, Role};

/// What a segment of a path holds unencoded (RFC 3986, "unreserved").
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// An account at AWS, in one region.
#[derive(Clone)]
pub(crate) struct Aws {
    /// What the configuration calls it.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) endpoint: Endpoint,
    /// In whose name it is asked.
    pub(crate) credentials: Credentials,
    /// The region in signatures.
    pub(crate) region: Region,
    /// It begins to answer within so long.
    pub(crate) first_within: Duration,
    /// The way there.
    pub(crate) remote: Remote,
}

impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Aws")
            .field("name", &self.name)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl Aws {
    /// Has an operation on a model performed: `converse-stream`. The answer comes as it is, errors
    /// and frames included.
    pub(crate) async fn forward(
        &self,
        model: &str,
        operation: &str,
        headers: &http::HeaderMap,
        body: Bytes,
    ) -> Result<Response, Failure> {
        let model = utf8_percent_encode(model, UNRESERVED);
        let mut request = http::Request::builder()
            .method(Method::POST)
            .uri(format!("/model/{model}/{operation}"));
        for (name, value) in headers {
            let passed = name == header::CONTENT_TYPE
                || name == header::ACCEPT
                || name.as_str().starts_with("x-amzn-bedrock-");
            if passed {
                request = request.header(name, value);
            }
        }
        let request = request
            .body(body)
            .map_err(|error| Failure::new(FailureKind::Refused, error.to_string()))?;
        let sign = |request: http::Request<Bytes>| {
            let scope = Scope {
                region: self.region.as_str(),
                service: "bedrock",
            };
            iam::sign(request, &self.credentials, scope, SystemTime::now())
                .map_err(|error| error.to_string())
        };
        let call = self.remote.call(&self.endpoint, request, Some(&sign));
        let mut response = answer_within(&self.name, self.first_within, call).await?;
        // How it came here is not how it leaves.
        for name in [
            header::CONNECTION,
            header::CONTENT_LENGTH,
            header::TRANSFER_ENCODING,
        ] {
            response.headers_mut().remove(name);
        }
        Ok(response)
    }

    /// Has a conversation of words answered that did not come as a request to the model, at once.
    pub(crate) async fn speak(
        &self,
        model: &str,
        conversation: &Conversation,
        speaker: &Speaker,
    ) -> Result<(), Silence> {
        let mut headers = http::HeaderMap::new();
        let json = http::HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        let body = Bytes::from(request(conversation).to_string());
        let response = self.forward(model, "converse", &headers, body).await?;
        let status = response.status();
        let body = response.into_body().collect().await;
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        if !status.is_success() {
            let kind = match status.as_u16() {
                429 => FailureKind::Throttled,
                403 => FailureKind::Denied,
                400 | 404 => FailureKind::Refused,
                503 => FailureKind::Unavailable,
                _ => FailureKind::Model,
            };
            let message = body.get("message").and_then(Value::as_str);
            let message = message.unwrap_or("the model failed");
            return Err(Failure::new(kind, message).into());
        }
        let content = body.pointer("/output/message/content");
        for block in content.and_then(Value::as_array).into_iter().flatten() {
            if let Some(text) = block.get("text").and_then(Value::as_str) {
                speaker.say(Delta::Text(text.to_owned())).await?;
            }
        }
        let number = |path: &str| body.pointer(path).and_then(Value::as_u64).unwrap_or(0);
        let end = End {
            reason: match body.get("stopReason").and_then(Value::as_str) {
                Some("max_tokens") => StopReason::MaxTokens,
                _ => StopReason::EndTurn,
            },
            usage: Usage {
                input: number("/usage/inputTokens"),
                output: number("/usage/outputTokens"),
            },
        };
        speaker.say(Delta::End(end)).await?;
        Ok(())
    }
}

/// A conversation of words, as Converse takes it.
fn request(conversation: &Conversation) -> Value {
    let turns = conversation.turns.iter().map(|turn| {
        let role = match turn.role {
            Role::User => "user",
            Role::Assistant => "assistant",
        };
        let words = turn.content.iter().filter_map(|content| match content {
            Content::Text(text) => Some(json!({ "text": text })),
            _ => None,
        });
        json!({ "role": role, "content": words.collect::<Vec<Value>>() })
    });
    let system = conversation.system.iter();
    let system = system.map(|text| json!({ "text": text }));
    let inference = &conversation.inference;
    let mut config = json!({});
    if let Some(tokens) = inference.max_tokens {
        config["maxTokens"] = json!(tokens);
    }
    if let Some(temperature) = inference.temperature {
        config["temperature"] = json!(temperature);
    }
    if let Some(top_p) = inference.top_p {
        config["topP"] = json!(top_p);
    }
    json!({
        "messages": turns.collect::<Vec<Value>>(),
        "system": system.collect::<Vec<Value>>(),
        "inferenceConfig": config,
    })
}
