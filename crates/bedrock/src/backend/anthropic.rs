//! Anthropic's Messages API (docs.anthropic.com, "Messages" and "Streaming Messages").

use http::header::HeaderName;
use serde_json::{Map, Value, json};

use super::upstream::cut;
use super::{Silence, Upstream};
use crate::answer::{Delta, End, Failure, FailureKind, Speaker, StopReason, Usage};
use crate::conversation::{Content, Conversation, Role, ToolChoice, Turn};

/// The version of the API that this is written for.
const VERSION: (HeaderName, &str) = (HeaderName::from_static("anthropic-version"), "2023-06-01");

/// The API wants a limit; this is one that all its models have.
const MAX_TOKENS_DEFAULT: u32 = 4096;

/// The API, or a server that speaks like it.
#[derive(Clone, Debug)]
pub(crate) struct Anthropic(pub(crate) Upstream);

impl Anthropic {
    /// Says what the model says.
    pub(crate) async fn speak(
        &self,
        model: &str,
        conversation: &Conversation,
        speaker: &Speaker,
    ) -> Result<(), Silence> {
        let body = request(model, conversation);
        let mut answered = self.0.post("/v1/messages", &[VERSION], &body).await?;
        let mut usage = Usage::default();
        let mut reason = StopReason::EndTurn;
        while let Some(event) = answered.next_json().await? {
            let number = |path: &str| event.pointer(path).and_then(Value::as_u64).unwrap_or(0);
            let text = |path: &str| event.pointer(path).and_then(Value::as_str);
            match text("/type").unwrap_or_default() {
                "message_start" => {
                    usage.input = number("/message/usage/input_tokens")
                        + number("/message/usage/cache_read_input_tokens")
                        + number("/message/usage/cache_creation_input_tokens");
                    speaker.say(Delta::Read(usage.input)).await?;
                }
                "content_block_start" => {
                    if text("/content_block/type") == Some("tool_use") {
                        let part = |path| text(path).unwrap_or_default().to_owned();
                        let (id, name) = (part("/content_block/id"), part("/content_block/name"));
                        speaker.say(Delta::ToolUse { id, name }).await?;
                    }
                }
                "content_block_delta" => match text("/delta/type").unwrap_or_default() {
                    "text_delta" => {
                        let more = text("/delta/text").unwrap_or_default();
                        speaker.say(Delta::Text(more.to_owned())).await?;
                    }
                    "input_json_delta" => {
                        let more = text("/delta/partial_json").unwrap_or_default();
                        if !more.is_empty() {
                            speaker.say(Delta::ToolInput(more.to_owned())).await?;
                        }
                    }
                    // Thoughts and signatures are not passed on.
                    _ => {}
                },
                "message_delta" => {
                    usage.output = number("/usage/output_tokens");
                    reason = match text("/delta/stop_reason").unwrap_or_default() {
                        "tool_use" => StopReason::ToolUse,
                        "max_tokens" => StopReason::MaxTokens,
                        "stop_sequence" => {
                            let stop = text("/delta/stop_sequence").unwrap_or_default();
                            StopReason::StopSequence(stop.to_owned())
                        }
                        "refusal" => StopReason::Filtered,
                        _ => StopReason::EndTurn,
                    };
                }
                "message_stop" => {
                    speaker.say(Delta::End(End { reason, usage })).await?;
                    return Ok(());
                }
                "error" => {
                    let kind = match text("/error/type").unwrap_or_default() {
                        "rate_limit_error" => FailureKind::Throttled,
                        "overloaded_error" => FailureKind::Unavailable,
                        "timeout_error" => FailureKind::TimedOut,
                        _ => FailureKind::Stream,
                    };
                    let message = text("/error/message").unwrap_or("the model failed");
                    return Err(Failure::new(kind, message).into());
                }
                // `ping`, `content_block_stop`, and what is yet to come.
                _ => {}
            }
        }
        Err(cut().into())
    }
}

/// The body of a request.
fn request(model: &str, conversation: &Conversation) -> Value {
    let inference = &conversation.inference;
    let mut body = conversation.additional.clone();
    let mut set = |name: &str, value: Value| {
        if !value.is_null() {
            body.insert(name.to_owned(), value);
        }
    };
    set("model", json!(model));
    set("stream", json!(true));
    set(
        "max_tokens",
        json!(inference.max_tokens.unwrap_or(MAX_TOKENS_DEFAULT)),
    );
    let turns: Vec<Value> = conversation.turns.iter().map(message).collect();
    set("messages", json!(turns));
    let system = conversation.system.join("\n\n");
    if !system.trim().is_empty() {
        set("system", json!(system));
    }
    set("temperature", json!(inference.temperature));
    set("top_p", json!(inference.top_p));
    set("top_k", json!(inference.top_k));
    if !inference.stop_sequences.is_empty() {
        set("stop_sequences", json!(inference.stop_sequences));
    }
    if !conversation.tools.is_empty() {
        let tools = conversation.tools.iter().map(|tool| {
            json!({
                "name": tool.name,
                "description": tool.description,
                "input_schema": tool.schema,
            })
        });
        set("tools", Value::Array(tools.collect()));
        let choice = match &conversation.choice {
            ToolChoice::Auto => json!({ "type": "auto" }),
            ToolChoice::None => json!({ "type": "none" }),
            ToolChoice::Any => json!({ "type": "any" }),
            ToolChoice::Tool(name) => json!({ "type": "tool", "name": name }),
        };
        set("tool_choice", choice);
    }
    Value::Object(body)
}

fn message(turn: &Turn) -> Value {
    let role = match turn.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    let content: Vec<Value> = turn.content.iter().map(part).collect();
    json!({ "role": role, "content": content })
}

fn part(content: &Content) -> Value {
    match content {
        Content::Text(text) => json!({ "type": "text", "text": text }),
        Content::Image { media_type, base64 } => json!({
            "type": "image",
            "source": { "type": "base64", "media_type": media_type, "data": base64 },
        }),
        Content::Document(document) => {
            let mut block = Map::new();
            block.insert("type".to_owned(), json!("document"));
            block.insert("title".to_owned(), json!(document.name));
            let source = match document.text() {
                Some(text) => json!({ "type": "text", "media_type": "text/plain", "data": text }),
                None => json!({
                    "type": "base64",
                    "media_type": "application/pdf",
                    "data": document.base64,
                }),
            };
            block.insert("source".to_owned(), source);
            Value::Object(block)
        }
        Content::ToolUse(call) => json!({
            "type": "tool_use", "id": call.id, "name": call.name, "input": call.input,
        }),
        Content::ToolResult(result) => {
            let content = result.content.iter();
            let content = content.map(|part| json!({ "type": "text", "text": part.as_text() }));
            json!({
                "type": "tool_result",
                "tool_use_id": result.id,
                "content": content.collect::<Vec<Value>>(),
                "is_error": result.failed,
            })
        }
    }
}
