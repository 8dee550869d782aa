//! The dialects in which models are asked and answer: Converse, which all models understand, and
//! the bodies of InvokeModel, which each family of models has its own of.

pub(crate) mod anthropic;
pub(crate) mod converse;
pub(crate) mod embedding;
pub(crate) mod llama;

use std::time::Instant;

use bytes::Bytes;
use serde_json::{Value, json};
use wire::ApiError;

use crate::answer::{Answer, Delta, Usage};
use crate::conversation::Conversation;
use crate::frame;
use crate::model_id::ModelId;

/// A dialect of bodies that hold a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Anthropic's Messages.
    Anthropic,
    /// A prompt with Llama's headers.
    Llama,
}

/// When an answer was asked for, and what is known of it before it comes.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The model that answers.
    pub(crate) model: ModelId,
    /// When.
    pub(crate) at: Instant,
    /// About how many tokens the model reads, where it does not say so itself.
    pub(crate) input_tokens: u64,
}

impl Dialect {
    /// The dialect of a model, by who made it.
    pub(crate) fn of(model: &ModelId) -> Dialect {
        match model.provider() {
            "meta" => Dialect::Llama,
            _ => Dialect::Anthropic,
        }
    }

    /// What a body means.
    pub(crate) fn read(self, body: &[u8]) -> Result<Conversation, ApiError> {
        match self {
            Dialect::Anthropic => anthropic::read(body),
            Dialect::Llama => llama::read(body),
        }
    }

    /// A whole answer as the body of InvokeModel's.
    pub(crate) fn write(self, answer: &Answer, asked: &Asked) -> Value {
        match self {
            Dialect::Anthropic => anthropic::write(answer, asked),
            Dialect::Llama => llama::write(answer),
        }
    }
}

/// Pieces of an answer, as the frames of a stream.
pub(crate) struct Frames {
    form: Form,
    asked: Asked,
    first_at: Option<Instant>,
}

enum Form {
    Converse(converse::Events),
    Anthropic(anthropic::Chunks),
    Llama,
}

impl Frames {
    /// Of ConverseStream.
    pub(crate) fn converse(asked: Asked) -> Frames {
        Frames {
            form: Form::Converse(converse::Events::default()),
            asked,
            first_at: None,
        }
    }

    /// Of InvokeModelWithResponseStream.
    pub(crate) fn invoke(dialect: Dialect, asked: Asked) -> Frames {
        Frames {
            form: match dialect {
                Dialect::Anthropic => Form::Anthropic(anthropic::Chunks::default()),
                Dialect::Llama => Form::Llama,
            },
            asked,
            first_at: None,
        }
    }

    /// The frames of a piece, one after another; none for some.
    pub(crate) fn of(&mut self, delta: &Delta) -> Vec<Bytes> {
        if let Delta::Read(tokens) = delta {
            self.asked.input_tokens = *tokens;
            return Vec::new();
        }
        self.first_at.get_or_insert_with(Instant::now);
        let metrics = match delta {
            Delta::End(end) => Some(self.metrics(end.usage)),
            _ => None,
        };
        match &mut self.form {
            Form::Converse(events) => {
                let events = events.of(delta, &self.asked).into_iter();
                let frame = |(kind, payload): (&str, Value)| {
                    frame::event(kind, payload.to_string().as_bytes())
                };
                events.map(frame).collect()
            }
            Form::Anthropic(chunks) => chunked(chunks.of(delta, &self.asked), metrics),
            Form::Llama => chunked(llama::chunks(delta, self.asked.input_tokens), metrics),
        }
    }

    /// What Bedrock adds to the last chunk.
    fn metrics(&self, usage: Usage) -> Value {
        let milliseconds = |at: Instant| {
            u64::try_from(at.duration_since(self.asked.at).as_millis()).unwrap_or(u64::MAX)
        };
        json!({
            "inputTokenCount": usage.input,
            "outputTokenCount": usage.output,
            "invocationLatency": milliseconds(Instant::now()),
            "firstByteLatency": self.first_at.map_or(0, milliseconds),
        })
    }
}

/// Chunks as frames: `{"bytes": BASE64}`.
fn chunked(mut chunks: Vec<Value>, metrics: Option<Value>) -> Vec<Bytes> {
    use base64::Engine as _;
    if let (Some(metrics), Some(Value::Object(last))) = (metrics, chunks.last_mut()) {
        last.insert("amazon-bedrock-invocationMetrics".to_owned(), metrics);
    }
    let frame = |chunk: Value| {
        let bytes = base64::engine::general_purpose::STANDARD.encode(chunk.to_string());
        frame::event("chunk", format!(r#"{{"bytes":"{bytes}"}}"#).as_bytes())
    };
    chunks.into_iter().map(frame).collect()
}

/// Bedrock's words for a body that a model does not understand.
pub(crate) fn malformed(what: impl std::fmt::Display) -> ApiError {
    ApiError::validation(format!(
        "Malformed input request: {what}, please reformat your input and try again."
    ))
}
