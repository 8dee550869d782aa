//! Servers with OpenAI's chat completions: Ollama, llama.cpp, vLLM, OpenAI (OpenAI API reference,
//! "Chat").

use serde_json::{Value, json};

use super::upstream::{cut, parse};
use super::{Silence, Upstream};
use crate::answer::{Delta, End, Failure, FailureKind, Speaker, StopReason, Usage};
use crate::conversation::{Content, Conversation, Role, ToolChoice, Turn, tokens_of_bytes};

/// The data of the last event.
const DONE: &str = "[DONE]";

/// Such a server.
#[derive(Clone, Debug)]
pub(crate) struct OpenAi(pub(crate) Upstream);

/// What has come of an answer.
#[derive(Default)]
struct Heard {
    /// The number of the call whose arguments come.
    call: Option<u64>,
    bytes: usize,
    reason: Option<StopReason>,
    usage: Option<Usage>,
}

impl OpenAi {
    /// Says what the model says.
    pub(crate) async fn speak(
        &self,
        model: &str,
        conversation: &Conversation,
        speaker: &Speaker,
    ) -> Result<(), Silence> {
        let body = request(model, conversation)?;
        let mut answered = self.0.post("/chat/completions", &[], &body).await?;
        let mut heard = Heard::default();
        while let Some(data) = answered.next().await? {
            if data.trim() == DONE {
                break;
            }
            heard.take(&parse(&data)?, speaker).await?;
        }
        // Some servers leave `[DONE]` out; none leaves out why it stopped.
        let Some(reason) = heard.reason else {
            return Err(cut().into());
        };
        let usage = heard.usage.unwrap_or(Usage {
            input: conversation.tokens_estimated(),
            output: tokens_of_bytes(heard.bytes),
        });
        speaker.say(Delta::End(End { reason, usage })).await?;
        Ok(())
    }
}

impl Heard {
    async fn take(&mut self, chunk: &Value, speaker: &Speaker) -> Result<(), Silence> {
        let text = |path: &str| chunk.pointer(path).and_then(Value::as_str);
        if let Some(error) = chunk.get("error") {
            let message = error.get("message").and_then(Value::as_str);
            let message = message.or(error.as_str()).unwrap_or("the model failed");
            return Err(Failure::new(FailureKind::Stream, message).into());
        }
        if let Some(usage) = chunk.get("usage").filter(|usage| usage.is_object()) {
            let number = |name| usage.get(name).and_then(Value::as_u64).unwrap_or(0);
            self.usage = Some(Usage {
                input: number("prompt_tokens"),
                output: number("completion_tokens"),
            });
        }
        if let Some(more) = text("/choices/0/delta/content").filter(|more| !more.is_empty()) {
            self.bytes += more.len();
            speaker.say(Delta::Text(more.to_owned())).await?;
        }
        let calls = chunk.pointer("/choices/0/delta/tool_calls");
        for call in calls.and_then(Value::as_array).into_iter().flatten() {
            self.call(call, speaker).await?;
        }
        if let Some(reason) = text("/choices/0/finish_reason") {
            self.reason = Some(match reason {
                "length" => StopReason::MaxTokens,
                "content_filter" => StopReason::Filtered,
                // Ollama says `stop` after calls, too.
                _ if self.call.is_some() => StopReason::ToolUse,
                _ => StopReason::EndTurn,
            });
        }
        Ok(())
    }

    async fn call(&mut self, call: &Value, speaker: &Speaker) -> Result<(), Silence> {
        let text = |path: &str| call.pointer(path).and_then(Value::as_str);
        let index = call.get("index").and_then(Value::as_u64).unwrap_or(0);
        let name = text("/function/name").filter(|name| !name.is_empty());
        // A call's name comes with its first fragment; some servers give all of them number 0.
        if let Some(name) = name {
            let id = text("/id").filter(|id| !id.is_empty());
            let id = id.map_or_else(tool_use_id, str::to_owned);
            let name = name.to_owned();
            self.call = Some(index);
            speaker.say(Delta::ToolUse { id, name }).await?;
        } else if self.call != Some(index) {
            let message = "The model's server sent arguments of a call that has not begun.";
            return Err(Failure::new(FailureKind::Stream, message).into());
        }
        // Fragments are texts; servers that send arguments at once may send an object.
        let fragment = match call.pointer("/function/arguments") {
            Some(Value::String(fragment)) => fragment.clone(),
            Some(object @ Value::Object(_)) => object.to_string(),
            _ => String::new(),
        };
        if !fragment.is_empty() {
            self.bytes += fragment.len();
            speaker.say(Delta::ToolInput(fragment)).await?;
        }
        Ok(())
    }
}

/// An id for a call that has none.
pub(crate) fn tool_use_id() -> String {
    let id = wire::RequestId::random().to_string().replace('-', "");
    format!("tooluse_{}", &id[..22])
}

/// The body of a request.
fn request(model: &str, conversation: &Conversation) -> Result<Value, Failure> {
    let inference = &conversation.inference;
    let mut body = conversation.additional.clone();
    let mut set = |name: &str, value: Value| {
        if !value.is_null() {
            body.insert(name.to_owned(), value);
        }
    };
    set("model", json!(model));
    set("stream", json!(true));
    set("stream_options", json!({ "include_usage": true }));
    let mut messages = Vec::new();
    let system = conversation.system.join("\n\n");
    if !system.trim().is_empty() {
        messages.push(json!({ "role": "system", "content": system }));
    }
    for turn in &conversation.turns {
        match turn.role {
            Role::User => user(turn, &mut messages)?,
            Role::Assistant => messages.push(assistant(turn)),
        }
    }
    set("messages", Value::Array(messages));
    set("max_tokens", json!(inference.max_tokens));
    set("temperature", json!(inference.temperature));
    set("top_p", json!(inference.top_p));
    if !inference.stop_sequences.is_empty() {
        set("stop", json!(inference.stop_sequences));
    }
    if !conversation.tools.is_empty() {
        let tools = conversation.tools.iter().map(|tool| {
            json!({
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": tool.schema,
                },
            })
        });
        set("tools", Value::Array(tools.collect()));
        let choice = match &conversation.choice {
            ToolChoice::Auto => json!("auto"),
            ToolChoice::None => json!("none"),
            ToolChoice::Any => json!("required"),
            ToolChoice::Tool(name) => json!({ "type": "function", "function": { "name": name } }),
        };
        set("tool_choice", choice);
    }
    Ok(Value::Object(body))
}

/// A turn of the user's: results of calls are messages of their own, before its words.
fn user(turn: &Turn, messages: &mut Vec<Value>) -> Result<(), Failure> {
    let mut parts = Vec::new();
    let mut has_picture = false;
    for content in &turn.content {
        match content {
            Content::Text(text) => parts.push(json!({ "type": "text", "text": text })),
            Content::Document(document) => {
                let text = document.text().ok_or_else(|| {
                    Failure::new(
                        FailureKind::Refused,
                        format!(
                            "This model cannot read the document `{}` ({}): give it as text.",
                            document.name, document.format
                        ),
                    )
                })?;
                let text = format!("{}:\n{text}", document.name);
                parts.push(json!({ "type": "text", "text": text }));
            }
            Content::Image { media_type, base64 } => {
                has_picture = true;
                let url = format!("data:{media_type};base64,{base64}");
                parts.push(json!({ "type": "image_url", "image_url": { "url": url } }));
            }
            Content::ToolResult(result) => {
                let text: Vec<String> = result.content.iter().map(|part| part.as_text()).collect();
                messages.push(json!({
                    "role": "tool", "tool_call_id": result.id, "content": text.join("\n"),
                }));
            }
            // The user calls no tools.
            Content::ToolUse(_) => {}
        }
    }
    if has_picture {
        messages.push(json!({ "role": "user", "content": parts }));
    } else if !parts.is_empty() {
        // Small servers take only texts.
        let texts = parts.iter().filter_map(|part| part["text"].as_str());
        let text = texts.collect::<Vec<_>>().join("\n");
        messages.push(json!({ "role": "user", "content": text }));
    }
    Ok(())
}

fn assistant(turn: &Turn) -> Value {
    let calls = turn.content.iter().filter_map(|content| match content {
        Content::ToolUse(call) => Some(json!({
            "id": call.id,
            "type": "function",
            "function": { "name": call.name, "arguments": call.input.to_string() },
        })),
        _ => None,
    });
    let calls: Vec<Value> = calls.collect();
    let words = turn.words();
    let mut message = json!({ "role": "assistant", "content": words });
    if !calls.is_empty() {
        if words.is_empty() {
            message["content"] = Value::Null;
        }
        message["tool_calls"] = Value::Array(calls);
    }
    message
}
