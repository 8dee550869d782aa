//! What comes from a model, piece by piece, and what can go wrong on the way.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use wire::ApiError;

use crate::conversation::{Content, ToolUse};

/// At most so many pieces of an answer wait for a slow reader.
const DELTAS_MAX: usize = 16;

/// A piece of an answer. The last one is [`Delta::End`].
#[derive(Clone, Debug, PartialEq)]
pub enum Delta {
    /// The model has read so many tokens.
    Read(u64),
    /// Words; whole characters.
    Text(String),
    /// A call of a tool begins.
    ToolUse {
        /// What its result refers to.
        id: String,
        /// The tool's name.
        name: String,
    },
    /// A fragment of the JSON of the call that began last.
    ToolInput(String),
    /// The answer is complete.
    End(End),
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Why.
    pub reason: StopReason,
    /// What was read and said.
    pub usage: Usage,
}

/// Why an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// Everything is said.
    EndTurn,
    /// A tool is to be asked.
    ToolUse,
    /// It has as many tokens as it may.
    MaxTokens,
    /// This was to come next.
    StopSequence(String),
    /// The model's provider will not have it said.
    Filtered,
}

/// Tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Read.
    pub input: u64,
    /// Said.
    pub output: u64,
}

/// Why there is no answer, or no more of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What kind of trouble it is.
    pub kind: FailureKind,
    /// For the caller.
    pub message: String,
}

/// Kinds of trouble with a model, each with an exception of Bedrock's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// Too much is asked of it.
    Throttled,
    /// It took too long.
    TimedOut,
    /// It failed while it answered, or said what cannot be read.
    Stream,
    /// It failed.
    Model,
    /// It does not take the request.
    Refused,
    /// It cannot be reached.
    Unavailable,
    /// It does not take our key.
    Denied,
    /// It is being loaded.
    NotReady,
}

impl Failure {
    /// Trouble of a kind.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Failure {
        Failure {
            kind,
            message: message.into(),
        }
    }

    /// As the answer to a request, before anything was said.
    pub fn to_api_error(&self) -> ApiError {
        let (code, status) = match self.kind {
            FailureKind::Throttled => ("ThrottlingException", StatusCode::TOO_MANY_REQUESTS),
            FailureKind::TimedOut => ("ModelTimeoutException", StatusCode::REQUEST_TIMEOUT),
            FailureKind::Stream | FailureKind::Model => {
                ("ModelErrorException", StatusCode::FAILED_DEPENDENCY)
            }
            FailureKind::Refused => ("ValidationException", StatusCode::BAD_REQUEST),
            FailureKind::Unavailable => (
                "ServiceUnavailableException",
                StatusCode::SERVICE_UNAVAILABLE,
            ),
            FailureKind::Denied => ("AccessDeniedException", StatusCode::FORBIDDEN),
            FailureKind::NotReady => ("ModelNotReadyException", StatusCode::TOO_MANY_REQUESTS),
        };
        ApiError::new(code, self.message.clone()).with_status(status)
    }

    /// The exception within a stream and its payload.
    pub fn to_exception(&self) -> (&'static str, Value) {
        let exception = match self.kind {
            FailureKind::Throttled | FailureKind::NotReady => "throttlingException",
            FailureKind::TimedOut
            | FailureKind::Stream
            | FailureKind::Model
            | FailureKind::Denied => "modelStreamErrorException",
            FailureKind::Refused => "validationException",
            FailureKind::Unavailable => "serviceUnavailableException",
        };
        (exception, json!({ "message": self.message }))
    }
}

/// Where a backend puts its answer. Sending fails when nobody wants it any more.
#[derive(Clone, Debug)]
pub struct Speaker(mpsc::Sender<Result<Delta, Failure>>);

/// Nobody wants the answer any more.
#[derive(Debug)]
pub struct Unheard;

impl Speaker {
    /// Says a piece.
    pub async fn say(&self, delta: Delta) -> Result<(), Unheard> {
        self.0.send(Ok(delta)).await.map_err(|_| Unheard)
    }

    /// Says why there is no more.
    pub async fn fail(&self, failure: Failure) {
        // Whoever went away does not want to know.
        let _ = self.0.send(Err(failure)).await;
    }
}

/// How long a model may be silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Before its first piece.
    pub first: Duration,
    /// Between two pieces.
    pub between: Duration,
}

/// An answer on its way. Dropping it stops the model.
#[derive(Debug)]
pub struct Answering {
    deltas: mpsc::Receiver<Result<Delta, Failure>>,
    speaking: JoinHandle<()>,
    patience: Patience,
    begun: bool,
    ended: bool,
    /// It counts among the answers that are given at once.
    _permit: Option<OwnedSemaphorePermit>,
}

impl Answering {
    /// Has something speak in a task of its own.
    pub fn begin<F>(
        patience: Patience,
        permit: Option<OwnedSemaphorePermit>,
        speak: impl FnOnce(Speaker) -> F,
    ) -> Answering
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (sender, deltas) = mpsc::channel(DELTAS_MAX);
        Answering {
            deltas,
            speaking: tokio::spawn(speak(Speaker(sender))),
            patience,
            begun: false,
            ended: false,
            _permit: permit,
        }
    }

    /// The next piece; `None` after the last. An answer that breaks off without its end fails.
    pub async fn next(&mut self) -> Option<Result<Delta, Failure>> {
        if self.ended {
            return None;
        }
        let patience = if self.begun {
            self.patience.between
        } else {
            self.patience.first
        };
        let next = match timeout(patience, self.deltas.recv()).await {
            Ok(Some(next)) => next,
            Ok(None) => Err(Failure::new(
                FailureKind::Stream,
                "The model's answer broke off before its end.",
            )),
            Err(_) => Err(Failure::new(
                FailureKind::TimedOut,
                format!("The model said nothing for {} ms.", patience.as_millis()),
            )),
        };
        self.begun |= !matches!(next, Ok(Delta::Read(_)));
        self.ended = matches!(next, Err(_) | Ok(Delta::End(_)));
        Some(next)
    }

    /// All of it.
    pub async fn whole(mut self) -> Result<Answer, Failure> {
        let mut answer = Answer::default();
        let mut arguments = String::new();
        while let Some(delta) = self.next().await {
            match delta? {
                Delta::Read(_) => {}
                Delta::Text(more) => match answer.content.last_mut() {
                    Some(Content::Text(text)) => text.push_str(&more),
                    _ => {
                        answer.close_call(&mut arguments)?;
                        answer.content.push(Content::Text(more));
                    }
                },
                Delta::ToolUse { id, name } => {
                    answer.close_call(&mut arguments)?;
                    let input = Value::Null;
                    let call = ToolUse { id, name, input };
                    answer.content.push(Content::ToolUse(call));
                }
                Delta::ToolInput(fragment) => arguments.push_str(&fragment),
                Delta::End(end) => {
                    answer.close_call(&mut arguments)?;
                    answer.end = Some(end);
                }
            }
        }
        Ok(answer)
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.speaking.abort();
    }
}

/// A whole answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Words and calls, in order.
    pub content: Vec<Content>,
    /// How it ended.
    end: Option<End>,
}

impl Answer {
    /// How it ended.
    pub fn end(&self) -> End {
        // Invariant: an answer without an end is a failure before it comes here.
        self.end.clone().unwrap_or(End {
            reason: StopReason::EndTurn,
            usage: Usage::default(),
        })
    }

    /// Its words.
    pub fn text(&self) -> String {
        let texts = self.content.iter().filter_map(|content| match content {
            Content::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// The fragments of the last call's arguments, complete now, become its input.
    fn close_call(&mut self, arguments: &mut String) -> Result<(), Failure> {
        let Some(Content::ToolUse(call)) = self.content.last_mut() else {
            return Ok(());
        };
        if !call.input.is_null() {
            return Ok(());
        }
        let text = std::mem::take(arguments);
        call.input = if text.trim().is_empty() {
            json!({})
        } else {
            serde_json::from_str(&text).map_err(|error| {
                Failure::new(
                    FailureKind::Model,
                    format!(
                        "The model's arguments for `{}` are no JSON: {error}",
                        call.name
                    ),
                )
            })?
        };
        Ok(())
    }
}
