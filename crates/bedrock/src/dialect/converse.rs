//! Converse: one form of request and answer for all models (Bedrock API reference, "Converse" and
//! "ConverseStream").

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use wire::ApiError;

use super::Asked;
use crate::answer::{Answer, Delta, End, StopReason, Usage};
use crate::conversation::{
    Content, Conversation, Document, Inference, Role, Tool, ToolChoice, ToolOutput, ToolResult,
    ToolUse, Turn,
};

/// A request has at most so many stop sequences (API reference, "InferenceConfiguration").
const STOP_SEQUENCES_MAX: usize = 2500;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    #[serde(default)]
    messages: Vec<Message>,
    #[serde(default)]
    system: Vec<SystemBlock>,
    #[serde(default)]
    inference_config: InferenceConfig,
    tool_config: Option<ToolConfig>,
    guardrail_config: Option<Value>,
    #[serde(default)]
    additional_model_request_fields: Map<String, Value>,
}

#[derive(Deserialize)]
struct Message {
    role: MessageRole,
    content: Vec<Block>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum MessageRole {
    User,
    Assistant,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum SystemBlock {
    Text(String),
    GuardContent(GuardContent),
    CachePoint(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum GuardContent {
    Text { text: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Block {
    Text(String),
    Image {
        format: String,
        source: Source,
    },
    Document {
        #[serde(default)]
        format: Option<String>,
        name: String,
        source: Source,
    },
    #[serde(rename_all = "camelCase")]
    ToolUse {
        tool_use_id: String,
        name: String,
        input: Value,
    },
    #[serde(rename_all = "camelCase")]
    ToolResult {
        tool_use_id: String,
        content: Vec<ResultBlock>,
        status: Option<Status>,
    },
    GuardContent(GuardContent),
    CachePoint(IgnoredAny),
    ReasoningContent(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Source {
    Bytes(String),
    Text(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum ResultBlock {
    Text(String),
    Json(Value),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Status {
    Success,
    Error,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct InferenceConfig {
    max_tokens: Option<u32>,
    temperature: Option<f64>,
    top_p: Option<f64>,
    #[serde(default)]
    stop_sequences: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ToolConfig {
    tools: Vec<ToolBlock>,
    tool_choice: Option<Choice>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum ToolBlock {
    #[serde(rename_all = "camelCase")]
    ToolSpec {
        name: String,
        #[serde(default)]
        description: String,
        input_schema: Schema,
    },
    CachePoint(IgnoredAny),
}

#[derive(Deserialize)]
struct Schema {
    json: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Choice {
    Auto {},
    Any {},
    Tool { name: String },
}

/// What a body means.
pub(crate) fn read(body: &[u8]) -> Result<Conversation, ApiError> {
    let request: Request = serde_json::from_slice(body)
        .map_err(|error| ApiError::new("SerializationException", error.to_string()))?;
    if request.guardrail_config.is_some() {
        return Err(ApiError::validation(
            "The guardrail identifier or version provided in the request does not exist.",
        ));
    }
    let mut turns = Vec::with_capacity(request.messages.len());
    for (place, message) in request.messages.into_iter().enumerate() {
        turns.push(turn(place, message)?);
    }
    let config = request.tool_config;
    check_turns(&turns, config.is_some())?;
    let (tools, choice) = config.map(tools).transpose()?.unwrap_or_default();
    Ok(Conversation {
        system: request.system.into_iter().filter_map(system).collect(),
        turns,
        tools,
        choice,
        inference: inference(request.inference_config)?,
        additional: request.additional_model_request_fields,
    })
}

fn system(block: SystemBlock) -> Option<String> {
    match block {
        SystemBlock::Text(text) | SystemBlock::GuardContent(GuardContent::Text { text }) => {
            Some(text)
        }
        SystemBlock::CachePoint(_) => None,
    }
}

fn turn(place: usize, message: Message) -> Result<Turn, ApiError> {
    let mut content = Vec::with_capacity(message.content.len());
    if message.content.is_empty() {
        return Err(ApiError::validation(format!(
            "The content field in the Message object at messages.{place} is empty. Add a \
             ContentBlock object to the content field and try again."
        )));
    }
    for (inner, block) in message.content.into_iter().enumerate() {
        let at = format!("messages.{place}.content.{inner}");
        content.extend(part(block, &at)?);
    }
    let role = match message.role {
        MessageRole::User => Role::User,
        MessageRole::Assistant => Role::Assistant,
    };
    Ok(Turn { role, content })
}

fn part(block: Block, at: &str) -> Result<Option<Content>, ApiError> {
    Ok(Some(match block {
        Block::Text(text) | Block::GuardContent(GuardContent::Text { text }) => {
            if text.trim().is_empty() {
                return Err(ApiError::validation(format!(
                    "The text field in the ContentBlock object at {at} is blank. Add text to the \
                     text field, and try again."
                )));
            }
            Content::Text(text)
        }
        Block::Image { format, source } => match source {
            Source::Bytes(base64) => Content::Image {
                media_type: format!("image/{format}"),
                base64,
            },
            Source::Text(_) => {
                return Err(ApiError::validation(format!("{at}: an image has bytes.")));
            }
        },
        Block::Document {
            format,
            name,
            source,
        } => {
            use base64::Engine as _;
            Content::Document(Document {
                name,
                format: format.unwrap_or_else(|| "txt".to_owned()),
                base64: match source {
                    Source::Bytes(base64) => base64,
                    Source::Text(text) => base64::engine::general_purpose::STANDARD.encode(text),
                },
            })
        }
        Block::ToolUse {
            tool_use_id: id,
            name,
            input,
        } => Content::ToolUse(ToolUse { id, name, input }),
        Block::ToolResult {
            tool_use_id: id,
            content,
            status,
        } => Content::ToolResult(ToolResult {
            id,
            content: content
                .into_iter()
                .map(|block| match block {
                    ResultBlock::Text(text) => ToolOutput::Text(text),
                    ResultBlock::Json(value) => ToolOutput::Json(value),
                })
                .collect(),
            failed: matches!(status, Some(Status::Error)),
        }),
        Block::CachePoint(_) | Block::ReasoningContent(_) => return Ok(None),
    }))
}

/// Turns go to and fro, and every call has its result in the next one.
fn check_turns(turns: &[Turn], has_tools: bool) -> Result<(), ApiError> {
    let Some(first) = turns.first() else {
        return Err(ApiError::validation(
            "A conversation must start with a user message. Try again with a conversation that \
             starts with a user message.",
        ));
    };
    if first.role != Role::User {
        return Err(ApiError::validation(
            "A conversation must start with a user message. Try again with a conversation that \
             starts with a user message.",
        ));
    }
    let calls = |turn: &Turn| -> Vec<String> {
        let calls = turn.content.iter().filter_map(|content| match content {
            Content::ToolUse(call) => Some(call.id.clone()),
            _ => None,
        });
        calls.collect()
    };
    let results = |turn: &Turn| -> Vec<String> {
        let results = turn.content.iter().filter_map(|content| match content {
            Content::ToolResult(result) => Some(result.id.clone()),
            _ => None,
        });
        results.collect()
    };
    let mut before: Vec<String> = Vec::new();
    for (place, turn) in turns.iter().enumerate() {
        if place > 0 && turns[place - 1].role == turn.role {
            return Err(ApiError::validation(
                "A conversation must alternate between user and assistant roles. Make sure the \
                 conversation alternates between user and assistant roles and try again.",
            ));
        }
        let (asked, given) = (calls(turn), results(turn));
        if !has_tools && !(asked.is_empty() && given.is_empty()) {
            return Err(ApiError::validation(
                "The toolConfig field must be defined when using toolUse and toolResult content \
                 blocks.",
            ));
        }
        let missing: Vec<&str> = before
            .iter()
            .filter(|id| !given.contains(id))
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            return Err(ApiError::validation(format!(
                "Expected toolResult blocks at messages.{place}.content for the following Ids: {}",
                missing.join(", ")
            )));
        }
        if given.len() > before.len() {
            return Err(ApiError::validation(format!(
                "The number of toolResult blocks at messages.{place}.content exceeds the number of \
                 toolUse blocks of previous turn."
            )));
        }
        before = asked;
    }
    Ok(())
}

fn tools(config: ToolConfig) -> Result<(Vec<Tool>, ToolChoice), ApiError> {
    let tools: Vec<Tool> = config
        .tools
        .into_iter()
        .filter_map(|block| match block {
            ToolBlock::ToolSpec {
                name,
                description,
                input_schema,
            } => Some(Tool {
                name,
                description,
                schema: input_schema.json,
            }),
            ToolBlock::CachePoint(_) => None,
        })
        .collect();
    let choice = match config.tool_choice {
        None | Some(Choice::Auto {}) => ToolChoice::Auto,
        Some(Choice::Any {}) => ToolChoice::Any,
        Some(Choice::Tool { name }) => {
            if !tools.iter().any(|tool| tool.name == name) {
                return Err(ApiError::validation(format!(
                    "The tool `{name}` of toolChoice is not among the tools of toolConfig."
                )));
            }
            ToolChoice::Tool(name)
        }
    };
    Ok((tools, choice))
}

fn inference(config: InferenceConfig) -> Result<Inference, ApiError> {
    let between = |name: &str, value: Option<f64>| match value {
        Some(value) if !(0.0..=1.0).contains(&value) => Err(ApiError::validation(format!(
            "1 validation error detected: Value '{value}' at 'inferenceConfig.{name}' failed to \
             satisfy constraint: Member must be between 0 and 1"
        ))),
        value => Ok(value),
    };
    if config.max_tokens == Some(0) {
        return Err(ApiError::validation(
            "1 validation error detected: Value '0' at 'inferenceConfig.maxTokens' failed to \
             satisfy constraint: Member must have value greater than or equal to 1",
        ));
    }
    if config.stop_sequences.len() > STOP_SEQUENCES_MAX {
        return Err(ApiError::validation(format!(
            "1 validation error detected: Value at 'inferenceConfig.stopSequences' failed to \
             satisfy constraint: Member must have length less than or equal to \
             {STOP_SEQUENCES_MAX}"
        )));
    }
    Ok(Inference {
        max_tokens: config.max_tokens,
        temperature: between("temperature", config.temperature)?,
        top_p: between("topP", config.top_p)?,
        top_k: None,
        stop_sequences: config.stop_sequences,
    })
}

/// A whole answer as Converse gives it.
pub(crate) fn write(answer: &Answer, asked: &Asked) -> Value {
    let End { reason, usage } = answer.end();
    let content = answer.content.iter().filter_map(|content| match content {
        Content::Text(text) => Some(json!({ "text": text })),
        Content::ToolUse(call) => Some(json!({
            "toolUse": { "toolUseId": call.id, "name": call.name, "input": call.input },
        })),
        Content::Document(_) | Content::Image { .. } | Content::ToolResult(_) => None,
    });
    let content: Vec<Value> = content.collect();
    json!({
        "output": { "message": { "role": "assistant", "content": content } },
        "stopReason": stop_reason(&reason),
        "usage": written_usage(usage),
        "metrics": { "latencyMs": latency(asked) },
    })
}

/// The events of an answer, piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Events {
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

impl Events {
    /// The events of a piece.
    pub(crate) fn of(&mut self, delta: &Delta, asked: &Asked) -> Vec<(&'static str, Value)> {
        let mut events = Vec::new();
        if !self.begun {
            self.begun = true;
            events.push(("messageStart", json!({ "role": "assistant" })));
        }
        match delta {
            Delta::Read(_) => {}
            Delta::Text(text) => {
                if self.block != Some(Open::Text) {
                    self.close(&mut events);
                    self.block = Some(Open::Text);
                }
                events.push(self.delta(json!({ "text": text })));
            }
            Delta::ToolUse { id, name } => {
                self.close(&mut events);
                self.block = Some(Open::ToolUse);
                let start = json!({ "toolUse": { "toolUseId": id, "name": name } });
                let start = json!({ "start": start, "contentBlockIndex": self.next });
                events.push(("contentBlockStart", start));
            }
            Delta::ToolInput(fragment) => {
                events.push(self.delta(json!({ "toolUse": { "input": fragment } })));
            }
            Delta::End(end) => {
                self.close(&mut events);
                let stop = json!({ "stopReason": stop_reason(&end.reason) });
                events.push(("messageStop", stop));
                let metadata = json!({
                    "usage": written_usage(end.usage),
                    "metrics": { "latencyMs": latency(asked) },
                });
                events.push(("metadata", metadata));
            }
        }
        events
    }

    fn delta(&self, delta: Value) -> (&'static str, Value) {
        let delta = json!({ "delta": delta, "contentBlockIndex": self.next });
        ("contentBlockDelta", delta)
    }

    fn close(&mut self, events: &mut Vec<(&'static str, Value)>) {
        if self.block.take().is_some() {
            let stop = json!({ "contentBlockIndex": self.next });
            events.push(("contentBlockStop", stop));
            self.next += 1;
        }
    }
}

fn stop_reason(reason: &StopReason) -> &'static str {
    match reason {
        StopReason::EndTurn => "end_turn",
        StopReason::ToolUse => "tool_use",
        StopReason::MaxTokens => "max_tokens",
        StopReason::StopSequence(_) => "stop_sequence",
        StopReason::Filtered => "content_filtered",
    }
}

fn written_usage(usage: Usage) -> Value {
    json!({
        "inputTokens": usage.input,
        "outputTokens": usage.output,
        "totalTokens": usage.input + usage.output,
    })
}

fn latency(asked: &Asked) -> u64 {
    u64::try_from(asked.at.elapsed().as_millis()).unwrap_or(u64::MAX)
}
