//! A model behind Bedrock's ConverseStream: AWS's own, or the service of this program.

use std::collections::HashMap;

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::error::DisplayErrorContext;
use aws_sdk_bedrockruntime::operation::converse_stream::ConverseStreamOutput as Answer;
use aws_sdk_bedrockruntime::types as sdk;
use aws_smithy_types::{Document, Number};
use serde_json::Value;

use crate::shop::Waiting;

use super::{Block, Event, Events, Message, Model, ModelError, Request, Role, Stop, ToolCall};

/// A model by its id, reached through a client that is given.
#[derive(Clone, Debug)]
pub struct Bedrock {
    client: Client,
    model: String,
}

impl Bedrock {
    /// The model `model`, such as `anthropic.claude-3-5-haiku-20241022-v1:0`.
    pub fn new(client: Client, model: impl Into<String>) -> Bedrock {
        Bedrock {
            client,
            model: model.into(),
        }
    }
}

impl Model for Bedrock {
    fn converse(&self, request: Request) -> Waiting<'_, Result<Box<dyn Events>, ModelError>> {
        Box::pin(async move {
            let mut messages = Vec::with_capacity(request.messages.len());
            for message in request.messages {
                messages.push(message_of(message)?);
            }
            let mut tools = Vec::with_capacity(request.tools.len());
            for tool in request.tools {
                let specification = sdk::ToolSpecification::builder()
                    .name(tool.name)
                    .description(tool.description)
                    .input_schema(sdk::ToolInputSchema::Json(document(&tool.schema)))
                    .build()
                    .map_err(failed)?;
                tools.push(sdk::Tool::ToolSpec(specification));
            }
            let configuration = sdk::ToolConfiguration::builder()
                .set_tools(Some(tools))
                .build()
                .map_err(failed)?;
            let tokens_max = i32::try_from(request.tokens_max).unwrap_or(i32::MAX);
            let inference = sdk::InferenceConfiguration::builder()
                .max_tokens(tokens_max)
                .build();
            let answer = self
                .client
                .converse_stream()
                .model_id(&self.model)
                .system(sdk::SystemContentBlock::Text(request.system))
                .set_messages(Some(messages))
                .tool_config(configuration)
                .inference_config(inference)
                .send()
                .await
                .map_err(|error| ModelError(DisplayErrorContext(error).to_string()))?;
            let events: Box<dyn Events> = Box::new(Stream {
                answer,
                calls: HashMap::new(),
            });
            Ok(events)
        })
    }
}

/// A call of a tool while its arguments come.
struct Begun {
    id: String,
    name: String,
    arguments: String,
}

struct Stream {
    answer: Answer,
    /// By the index of their block.
    calls: HashMap<i32, Begun>,
}

impl Events for Stream {
    fn next(&mut self) -> Waiting<'_, Result<Option<Event>, ModelError>> {
        Box::pin(async move {
            loop {
                let received = self.answer.stream.recv().await;
                let event =
                    received.map_err(|error| ModelError(DisplayErrorContext(error).to_string()))?;
                let Some(event) = event else { return Ok(None) };
                if let Some(event) = self.event(event)? {
                    return Ok(Some(event));
                }
            }
        })
    }
}

impl Stream {
    /// What an event of the service means, if it means something here.
    fn event(&mut self, event: sdk::ConverseStreamOutput) -> Result<Option<Event>, ModelError> {
        Ok(match event {
            sdk::ConverseStreamOutput::ContentBlockStart(start) => {
                if let Some(sdk::ContentBlockStart::ToolUse(call)) = start.start {
                    let begun = Begun {
                        id: call.tool_use_id,
                        name: call.name,
                        arguments: String::new(),
                    };
                    self.calls.insert(start.content_block_index, begun);
                }
                None
            }
            sdk::ConverseStreamOutput::ContentBlockDelta(delta) => match delta.delta {
                Some(sdk::ContentBlockDelta::Text(text)) => Some(Event::Text(text)),
                Some(sdk::ContentBlockDelta::ToolUse(part)) => {
                    if let Some(begun) = self.calls.get_mut(&delta.content_block_index) {
                        begun.arguments.push_str(&part.input);
                    }
                    None
                }
                _ => None,
            },
            sdk::ConverseStreamOutput::ContentBlockStop(stop) => {
                match self.calls.remove(&stop.content_block_index) {
                    Some(begun) => Some(Event::ToolCall(call_of(begun)?)),
                    None => None,
                }
            }
            sdk::ConverseStreamOutput::MessageStop(stop) => {
                Some(Event::Stop(match stop.stop_reason {
                    sdk::StopReason::EndTurn | sdk::StopReason::StopSequence => Stop::Complete,
                    sdk::StopReason::ToolUse => Stop::Tools,
                    _ => Stop::Cut,
                }))
            }
            sdk::ConverseStreamOutput::Metadata(metadata) => {
                metadata.usage.map(|usage| Event::Usage {
                    input: u64::try_from(usage.input_tokens).unwrap_or(0),
                    output: u64::try_from(usage.output_tokens).unwrap_or(0),
                })
            }
            _ => None,
        })
    }
}

fn call_of(begun: Begun) -> Result<ToolCall, ModelError> {
    let arguments = if begun.arguments.trim().is_empty() {
        Value::Object(serde_json::Map::new())
    } else {
        serde_json::from_str(&begun.arguments)
            .map_err(|error| ModelError(format!("the arguments of a tool are no JSON: {error}")))?
    };
    Ok(ToolCall {
        id: begun.id,
        name: begun.name,
        arguments,
    })
}

fn message_of(message: Message) -> Result<sdk::Message, ModelError> {
    let role = match message.role {
        Role::User => sdk::ConversationRole::User,
        Role::Assistant => sdk::ConversationRole::Assistant,
    };
    let mut blocks = Vec::with_capacity(message.blocks.len());
    for block in message.blocks {
        blocks.push(match block {
            Block::Text(text) => sdk::ContentBlock::Text(text),
            Block::ToolUse(call) => sdk::ContentBlock::ToolUse(
                sdk::ToolUseBlock::builder()
                    .tool_use_id(call.id)
                    .name(call.name)
                    .input(document(&call.arguments))
                    .build()
                    .map_err(failed)?,
            ),
            Block::ToolResult {
                id,
                content,
                dropped,
            } => {
                let status = if dropped {
                    sdk::ToolResultStatus::Error
                } else {
                    sdk::ToolResultStatus::Success
                };
                sdk::ContentBlock::ToolResult(
                    sdk::ToolResultBlock::builder()
                        .tool_use_id(id)
                        .content(sdk::ToolResultContentBlock::Json(document(&content)))
                        .status(status)
                        .build()
                        .map_err(failed)?,
                )
            }
        });
    }
    sdk::Message::builder()
        .role(role)
        .set_content(Some(blocks))
        .build()
        .map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> ModelError {
    ModelError(error.to_string())
}

/// A value as the SDK holds it.
fn document(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(yes) => Document::Bool(*yes),
        Value::Number(number) => Document::Number(if let Some(whole) = number.as_u64() {
            Number::PosInt(whole)
        } else if let Some(whole) = number.as_i64() {
            Number::NegInt(whole)
        } else {
            Number::Float(number.as_f64().unwrap_or(0.0))
        }),
        Value::String(text) => Document::String(text.clone()),
        Value::Array(values) => Document::Array(values.iter().map(document).collect()),
        Value::Object(fields) => Document::Object(
            fields
                .iter()
                .map(|(name, value)| (name.clone(), document(value)))
                .collect(),
        ),
    }
}
