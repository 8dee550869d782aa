//! The body of an answer: the model's text as it comes, a piece for each delta.
//!
//! Each piece is one chunk of HTTP and holds whole characters. A model that fails on the way cuts the
//! connection: whoever reads must not take half an answer for a whole one.

use std::borrow::Cow;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use aws_sdk_bedrockruntime::error::{DisplayErrorContext, SdkError};
use aws_sdk_bedrockruntime::primitives::event_stream::EventReceiver;
use aws_sdk_bedrockruntime::types::error::{ConverseStreamOutputError, ResponseStreamError};
use aws_sdk_bedrockruntime::types::{ContentBlockDelta, ConverseStreamOutput, ResponseStream};
use bytes::Bytes;
use http_body::Frame;
use serde::Deserialize;

/// A model that says nothing for so long says nothing more. The recorded gateway's function ends
/// after 60 seconds (`Globals.Function.Timeout` of its template).
const SILENCE_MAX: Duration = Duration::from_mins(1);

/// The text of an answer.
pub(super) struct Answer(State);

enum State {
    /// All of it is known.
    Said(Bytes),
    /// The next piece is waited for.
    Coming(Next),
    /// Pieces that were given are written first.
    Cutting(Cut),
    Ended,
}

type Next = Pin<Box<dyn Future<Output = (Speaking, Result<Option<Bytes>, Cut>)> + Send>>;

/// A model that is answering.
pub(super) enum Speaking {
    /// Events of Anthropic's, as JSON in frames.
    Claude(EventReceiver<ResponseStream, ResponseStreamError>),
    /// Events of the Converse API.
    Converse(EventReceiver<ConverseStreamOutput, ConverseStreamOutputError>),
}

/// The model failed: the connection is cut.
#[derive(Debug, thiserror::Error)]
pub(super) enum Cut {
    /// It says so, or the connection to it broke.
    #[error("the model failed on the way: {0}")]
    Failed(String),
    /// What it says is no event of a model's.
    #[error("the model's event cannot be read: {0}")]
    Unreadable(String),
    /// It says nothing any more.
    #[error("the model has been silent for {} seconds", SILENCE_MAX.as_secs())]
    Silent,
}

impl Answer {
    /// A text that is known, sent whole.
    pub(super) fn said(text: String) -> Answer {
        Answer(State::Said(text.into()))
    }

    /// What a model says.
    pub(super) fn of(speaking: Speaking) -> Answer {
        Answer(State::Coming(next(speaking)))
    }
}

impl http_body::Body for Answer {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let state = &mut self.0;
        match std::mem::replace(state, State::Ended) {
            State::Said(text) => Poll::Ready((!text.is_empty()).then(|| Ok(Frame::data(text)))),
            State::Ended => Poll::Ready(None),
            State::Cutting(cut) => Poll::Ready(Some(Err(cut))),
            State::Coming(mut coming) => match coming.as_mut().poll(context) {
                Poll::Pending => {
                    *state = State::Coming(coming);
                    Poll::Pending
                }
                Poll::Ready((speaking, Ok(Some(piece)))) => {
                    *state = State::Coming(next(speaking));
                    Poll::Ready(Some(Ok(Frame::data(piece))))
                }
                Poll::Ready((_, Ok(None))) => Poll::Ready(None),
                Poll::Ready((_, Err(cut))) => {
                    tracing::warn!(error = %cut, "an answer is cut off");
                    // hyper writes what it was given when it has to wait, and drops it on an error.
                    *state = State::Cutting(cut);
                    context.waker().wake_by_ref();
                    Poll::Pending
                }
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, State::Ended)
    }
}

/// The next piece, and who says the one after it.
fn next(mut speaking: Speaking) -> Next {
    Box::pin(async move {
        let piece = tokio::time::timeout(SILENCE_MAX, speaking.next()).await;
        let piece = piece.unwrap_or(Err(Cut::Silent));
        (speaking, piece)
    })
}

impl Speaking {
    /// The next text that is not empty; nothing at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Cut> {
        loop {
            let text = match self {
                Speaking::Claude(events) => {
                    match events.recv().await.map_err(|error| failed(&error))? {
                        None => return Ok(None),
                        Some(ResponseStream::Chunk(part)) => {
                            let bytes = part.bytes().map(AsRef::as_ref).unwrap_or_default();
                            text_of(bytes)?
                        }
                        Some(_) => None,
                    }
                }
                Speaking::Converse(events) => {
                    match events.recv().await.map_err(|error| failed(&error))? {
                        None => return Ok(None),
                        Some(ConverseStreamOutput::ContentBlockDelta(event)) => match event.delta {
                            Some(ContentBlockDelta::Text(text)) => Some(text.into()),
                            _ => None,
                        },
                        Some(_) => None,
                    }
                }
            };
            if let Some(text) = text.filter(|text: &Bytes| !text.is_empty()) {
                return Ok(Some(text));
            }
        }
    }
}

fn failed<E, R>(error: &SdkError<E, R>) -> Cut
where
    E: std::error::Error + 'static,
    R: std::fmt::Debug,
{
    Cut::Failed(DisplayErrorContext(error).to_string())
}

/// An event of Anthropic's Messages API, as far as it is looked at.
#[derive(Deserialize)]
struct Event<'e> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'e, str>,
    #[serde(borrow, default)]
    delta: Option<Delta<'e>>,
}

#[derive(Deserialize)]
struct Delta<'e> {
    #[serde(borrow, default, rename = "type")]
    kind: Option<Cow<'e, str>>,
    #[serde(borrow, default)]
    text: Option<Cow<'e, str>>,
}

/// The text of an event; nothing for those without.
fn text_of(event: &[u8]) -> Result<Option<Bytes>, Cut> {
    let event: Event<'_> =
        serde_json::from_slice(event).map_err(|error| Cut::Unreadable(error.to_string()))?;
    if event.kind != "content_block_delta" {
        return Ok(None);
    }
    let delta = event.delta.unwrap_or(Delta {
        kind: None,
        text: None,
    });
    match (delta.kind.as_deref(), delta.text) {
        (Some("text_delta"), Some(text)) => Ok(Some(text.into_owned().into())),
        (Some("text_delta"), None) => Err(Cut::Unreadable("a text without text".to_owned())),
        (Some(_), _) => Ok(None),
        (None, _) => Err(Cut::Unreadable("a delta without a type".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_is_passed_on() {
        let silent = [
            r#"{"type":"message_start","message":{}}"#,
            r#"{"type":"ping"}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{"}}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{}}"#,
            r#"{"type":"message_stop","amazon-bedrock-invocationMetrics":{}}"#,
        ];
        for event in silent {
            assert_eq!(
                text_of(event.as_bytes()).expect("an event"),
                None,
                "{event}"
            );
        }
        let spoken = r#"{"type":"content_block_delta","delta":{"type":"text_delta","text":"a\u00e7\u00e3o \ud83d\ude00"}}"#;
        let text = text_of(spoken.as_bytes()).expect("an event");
        assert_eq!(text.as_deref(), Some("ação 😀".as_bytes()));
    }

    #[test]
    fn what_is_no_event_is_a_failure() {
        let broken = [
            "",
            "[]",
            r#"{"generation":"a"}"#,
            r#"{"type":"content_block_delta"}"#,
            r#"{"type":"content_block_delta","delta":{"type":"text_delta"}}"#,
            r#"{"type":"content_block_delta","delta":{"type":"text_delta","text":"\ud83d"}}"#,
        ];
        for event in broken {
            assert!(text_of(event.as_bytes()).is_err(), "{event}");
        }
    }
}
