//! Anthropic's Messages, as Bedrock takes and gives them (Bedrock user guide, "Anthropic Claude
//! Messages API").

use serde::Deserialize;
use serde_json::{Map, Value, json};
use wire::{ApiError, RequestId};

use super::{Asked, malformed};
use crate::answer::{Answer, Delta, End, StopReason};
use crate::conversation::{
    Content, Conversation, Document, Inference, Role, Tool, ToolChoice, ToolOutput, ToolResult,
    ToolUse, Turn,
};

/// The versions of the dialect that Bedrock knows.
const VERSION: &str = "bedrock-2023-05-31";

#[derive(Deserialize)]
struct Request {
    anthropic_version: Option<String>,
    max_tokens: Option<u32>,
    messages: Option<Vec<Message>>,
    system: Option<Blocks>,
    temperature: Option<f64>,
    top_p: Option<f64>,
    top_k: Option<u32>,
    #[serde(default)]
    stop_sequences: Vec<String>,
    #[serde(default)]
    tools: Vec<ToolSpec>,
    tool_choice: Option<Choice>,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    content: Blocks,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Blocks {
    Text(String),
    List(Vec<Block>),
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block {
    Text {
        text: String,
    },
    Image {
        source: Source,
    },
    Document {
        source: Source,
        title: Option<String>,
    },
    ToolUse {
        id: String,
        name: String,
        input: Value,
    },
    ToolResult {
        tool_use_id: String,
        content: Option<Blocks>,
        #[serde(default)]
        is_error: bool,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Source {
    media_type: String,
    data: String,
    #[serde(rename = "type")]
    kind: SourceKind,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SourceKind {
    Base64,
    Text,
}

#[derive(Deserialize)]
struct ToolSpec {
    name: String,
    #[serde(default)]
    description: String,
    input_schema: Value,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Choice {
    Auto,
    None,
    Any,
    Tool { name: String },
}

/// What a body means.
pub(crate) fn read(body: &[u8]) -> Result<Conversation, ApiError> {
    let request: Request = serde_json::from_slice(body).map_err(malformed)?;
    match request.anthropic_version.as_deref() {
        Some(VERSION) => {}
        Some(_) => return Err(ApiError::validation("Invalid API version")),
        None => return Err(required("anthropic_version")),
    }
    let max_tokens = request.max_tokens.ok_or_else(|| required("max_tokens"))?;
    if max_tokens == 0 {
        return Err(ApiError::validation(
            "max_tokens: must be greater than or equal to 1",
        ));
    }
    let messages = request.messages.ok_or_else(|| required("messages"))?;
    if messages.is_empty() {
        return Err(ApiError::validation(
            "messages: at least one message is required",
        ));
    }
    let mut turns: Vec<Turn> = Vec::with_capacity(messages.len());
    for (place, message) in messages.into_iter().enumerate() {
        let role = match message.role.as_str() {
            "user" => Role::User,
            "assistant" => Role::Assistant,
            other => {
                return Err(ApiError::validation(format!(
                    "messages.{place}: Unexpected role \"{other}\". Allowed roles are \"user\" or \
                     \"assistant\""
                )));
            }
        };
        let content = parts(message.content);
        // Turns of one side that follow one another are one.
        match turns.last_mut() {
            Some(last) if last.role == role => last.content.extend(content),
            _ => turns.push(Turn { role, content }),
        }
    }
    let system = request.system.map(parts).unwrap_or_default();
    Ok(Conversation {
        system: system
            .into_iter()
            .filter_map(|content| match content {
                Content::Text(text) => Some(text),
                _ => None,
            })
            .collect(),
        turns,
        tools: request
            .tools
            .into_iter()
            .map(|tool| Tool {
                name: tool.name,
                description: tool.description,
                schema: tool.input_schema,
            })
            .collect(),
        choice: match request.tool_choice {
            None | Some(Choice::Auto) => ToolChoice::Auto,
            Some(Choice::None) => ToolChoice::None,
            Some(Choice::Any) => ToolChoice::Any,
            Some(Choice::Tool { name }) => ToolChoice::Tool(name),
        },
        inference: Inference {
            max_tokens: Some(max_tokens),
            temperature: between("temperature", request.temperature)?,
            top_p: between("top_p", request.top_p)?,
            top_k: request.top_k,
            stop_sequences: request.stop_sequences,
        },
        additional: Map::new(),
    })
}

fn required(key: &str) -> ApiError {
    malformed(format!("#: required key [{key}] not found"))
}

fn between(name: &str, value: Option<f64>) -> Result<Option<f64>, ApiError> {
    match value {
        Some(value) if !(0.0..=1.0).contains(&value) => {
            Err(ApiError::validation(format!("{name}: range: 0..1")))
        }
        value => Ok(value),
    }
}

fn parts(blocks: Blocks) -> Vec<Content> {
    let blocks = match blocks {
        Blocks::Text(text) => return vec![Content::Text(text)],
        Blocks::List(blocks) => blocks,
    };
    let part = |block| {
        Some(match block {
            Block::Text { text } => Content::Text(text),
            Block::Image { source } => Content::Image {
                media_type: source.media_type,
                base64: source.data,
            },
            Block::Document { source, title } => Content::Document(document(source, title)),
            Block::ToolUse { id, name, input } => Content::ToolUse(ToolUse { id, name, input }),
            Block::ToolResult {
                tool_use_id: id,
                content,
                is_error: failed,
            } => Content::ToolResult(ToolResult {
                id,
                content: content.map(parts).map(outputs).unwrap_or_default(),
                failed,
            }),
            Block::Other => return None,
        })
    };
    blocks.into_iter().filter_map(part).collect()
}

fn document(source: Source, title: Option<String>) -> Document {
    use base64::Engine as _;
    Document {
        name: title.unwrap_or_else(|| "document".to_owned()),
        format: match source.media_type.as_str() {
            "application/pdf" => "pdf",
            "text/html" => "html",
            "text/markdown" => "md",
            "text/csv" => "csv",
            _ => "txt",
        }
        .to_owned(),
        base64: match source.kind {
            SourceKind::Base64 => source.data,
            SourceKind::Text => base64::engine::general_purpose::STANDARD.encode(source.data),
        },
    }
}

fn outputs(content: Vec<Content>) -> Vec<ToolOutput> {
    let texts = content.into_iter().filter_map(|content| match content {
        Content::Text(text) => Some(ToolOutput::Text(text)),
        _ => None,
    });
    texts.collect()
}

/// A whole answer.
pub(crate) fn write(answer: &Answer, asked: &Asked) -> Value {
    let End { reason, usage } = answer.end();
    let content = answer.content.iter().filter_map(|content| match content {
        Content::Text(text) => Some(json!({ "type": "text", "text": text })),
        Content::ToolUse(call) => Some(json!({
            "type": "tool_use", "id": call.id, "name": call.name, "input": call.input,
        })),
        Content::Document(_) | Content::Image { .. } | Content::ToolResult(_) => None,
    });
    let content: Vec<Value> = content.collect();
    json!({
        "id": message_id(),
        "type": "message",
        "role": "assistant",
        "model": asked.model.short_name(),
        "content": content,
        "stop_reason": stop_reason(&reason),
        "stop_sequence": stop_sequence(&reason),
        "usage": { "input_tokens": usage.input, "output_tokens": usage.output },
    })
}

/// The chunks of an answer, piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Chunks {
    begun: bool,
    block: Option<Open>,
    next: usize,
}

/// The block that is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Text,
    ToolUse,
}

impl Chunks {
    /// The chunks of a piece.
    pub(crate) fn of(&mut self, delta: &Delta, asked: &Asked) -> Vec<Value> {
        let mut chunks = Vec::new();
        if !self.begun {
            self.begun = true;
            let message = json!({
                "id": message_id(), "type": "message", "role": "assistant",
                "model": asked.model.short_name(), "content": [],
                "stop_reason": null, "stop_sequence": null,
                "usage": { "input_tokens": asked.input_tokens, "output_tokens": 1 },
            });
            chunks.push(json!({ "type": "message_start", "message": message }));
        }
        match delta {
            Delta::Read(_) => {}
            Delta::Text(text) => {
                if self.block != Some(Open::Text) {
                    let block = json!({ "type": "text", "text": "" });
                    self.open(Open::Text, block, &mut chunks);
                }
                chunks.push(self.delta(json!({ "type": "text_delta", "text": text })));
            }
            Delta::ToolUse { id, name } => {
                let block = json!({ "type": "tool_use", "id": id, "name": name, "input": {} });
                self.open(Open::ToolUse, block, &mut chunks);
            }
            Delta::ToolInput(fragment) => {
                let delta = json!({ "type": "input_json_delta", "partial_json": fragment });
                chunks.push(self.delta(delta));
            }
            Delta::End(End { reason, usage }) => {
                self.close(&mut chunks);
                let delta = json!({
                    "stop_reason": stop_reason(reason),
                    "stop_sequence": stop_sequence(reason),
                });
                let usage = json!({ "output_tokens": usage.output });
                chunks.push(json!({ "type": "message_delta", "delta": delta, "usage": usage }));
                chunks.push(json!({ "type": "message_stop" }));
            }
        }
        chunks
    }

    fn delta(&self, delta: Value) -> Value {
        json!({ "type": "content_block_delta", "index": self.next, "delta": delta })
    }

    fn open(&mut self, kind: Open, block: Value, chunks: &mut Vec<Value>) {
        self.close(chunks);
        self.block = Some(kind);
        let start = json!({
            "type": "content_block_start", "index": self.next, "content_block": block,
        });
        chunks.push(start);
    }

    fn close(&mut self, chunks: &mut Vec<Value>) {
        if self.block.take().is_some() {
            chunks.push(json!({ "type": "content_block_stop", "index": self.next }));
            self.next += 1;
        }
    }
}

/// `msg_bdrk_` and what is known by nobody else.
fn message_id() -> String {
    let id = RequestId::random().to_string().replace('-', "");
    format!("msg_bdrk_{}", &id[..24])
}

fn stop_reason(reason: &StopReason) -> &'static str {
    match reason {
        StopReason::EndTurn => "end_turn",
        StopReason::ToolUse => "tool_use",
        StopReason::MaxTokens => "max_tokens",
        StopReason::StopSequence(_) => "stop_sequence",
        StopReason::Filtered => "refusal",
    }
}

fn stop_sequence(reason: &StopReason) -> Option<&str> {
    match reason {
        StopReason::StopSequence(text) => Some(text),
        StopReason::EndTurn
        | StopReason::ToolUse
        | StopReason::MaxTokens
        | StopReason::Filtered => None,
    }
}
