//! Answers from a file: for tests and demos.
//!
//! ```json
//! [{"when": {"said": "hello"}, "say": ["Hel", "lo"]},
//!  {"when": {"said": "order", "result_of": "get_order"}, "say": ["It is on its way."]},
//!  {"when": {"said": "order"}, "call": [{"name": "get_order", "input": {"number": 17}}]},
//!  {"say": ["So"], "fail": {"error": "ThrottlingException", "message": "Rate exceeded"}}]
//! ```
//!
//! The first answer whose `when` fits is given. One without `when` fits always.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::Silence;
use super::tool_use_id;
use crate::answer::{Delta, End, Failure, FailureKind, Speaker, StopReason, Usage};
use crate::conversation::{Content, Conversation, tokens_of_bytes};

/// What a model that is not there says.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(transparent)]
pub(crate) struct Script {
    lines: Vec<Line>,
}

/// An answer, and when it is given.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(default)]
    when: When,
    /// Words, a piece at a time.
    #[serde(default)]
    say: Vec<String>,
    /// Calls of tools, after the words.
    #[serde(default)]
    call: Vec<Call>,
    /// Why it stops; by what was said where nothing is given.
    stop: Option<Stop>,
    /// It breaks off with this instead of an end.
    fail: Option<Fail>,
    usage: Option<Tokens>,
    /// Before each piece.
    #[serde(default)]
    pause_milliseconds: u64,
}

/// All that is given must fit.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct When {
    /// The model's name.
    model: Option<String>,
    /// The last question has this in it.
    said: Option<String>,
    /// The system prompt has this in it.
    system: Option<String>,
    /// The last turn is the result of a call of this tool.
    result_of: Option<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Call {
    name: String,
    #[serde(default)]
    input: Value,
    id: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Stop {
    EndTurn,
    ToolUse,
    MaxTokens,
    ContentFiltered,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Fail {
    error: Exception,
    message: String,
}

/// Bedrock's exceptions.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[allow(clippy::enum_variant_names, reason = "as Bedrock calls them")]
enum Exception {
    ThrottlingException,
    ModelTimeoutException,
    ModelStreamErrorException,
    ModelErrorException,
    ValidationException,
    ServiceUnavailableException,
    AccessDeniedException,
    ModelNotReadyException,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Tokens {
    input: u64,
    output: u64,
}

impl Script {
    /// Reads the text of a script.
    pub(crate) fn parse(text: &str) -> Result<Script, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Gives the answer that fits.
    pub(crate) async fn speak(
        &self,
        model: &str,
        conversation: &Conversation,
        speaker: &Speaker,
    ) -> Result<(), Silence> {
        let line = self
            .lines
            .iter()
            .find(|line| line.when.fits(model, conversation));
        let line = line.ok_or_else(|| {
            Failure::new(
                FailureKind::Refused,
                "No answer of the script fits what was asked.",
            )
        })?;
        let pause = || async {
            if line.pause_milliseconds > 0 {
                tokio::time::sleep(Duration::from_millis(line.pause_milliseconds)).await;
            }
        };
        for piece in &line.say {
            pause().await;
            speaker.say(Delta::Text(piece.clone())).await?;
        }
        for call in &line.call {
            pause().await;
            let id = call.id.clone().unwrap_or_else(tool_use_id);
            let name = call.name.clone();
            speaker.say(Delta::ToolUse { id, name }).await?;
            if !call.input.is_null() {
                speaker
                    .say(Delta::ToolInput(call.input.to_string()))
                    .await?;
            }
        }
        if let Some(Fail { error, message }) = &line.fail {
            return Err(Failure::new(error.kind(), message.clone()).into());
        }
        let said = line.say.iter().map(String::len).sum();
        let usage = match line.usage {
            Some(Tokens { input, output }) => Usage { input, output },
            None => Usage {
                input: conversation.tokens_estimated(),
                output: tokens_of_bytes(said),
            },
        };
        let reason = match line.stop {
            Some(Stop::EndTurn) => StopReason::EndTurn,
            Some(Stop::ToolUse) => StopReason::ToolUse,
            Some(Stop::MaxTokens) => StopReason::MaxTokens,
            Some(Stop::ContentFiltered) => StopReason::Filtered,
            None if line.call.is_empty() => StopReason::EndTurn,
            None => StopReason::ToolUse,
        };
        speaker.say(Delta::End(End { reason, usage })).await?;
        Ok(())
    }
}

impl When {
    fn fits(&self, model: &str, conversation: &Conversation) -> bool {
        let is = |wanted: &Option<String>, fits: &dyn Fn(&str) -> bool| {
            wanted.as_deref().is_none_or(fits)
        };
        let question = conversation.last_question().unwrap_or_default();
        is(&self.model, &|name| name == model)
            && is(&self.said, &|words| question.contains(words))
            && is(&self.system, &|words| {
                conversation.system.iter().any(|text| text.contains(words))
            })
            && is(&self.result_of, &|name| {
                results(conversation).any(|of| of == name)
            })
    }
}

/// The tools whose results the last turn has.
fn results(conversation: &Conversation) -> impl Iterator<Item = &str> {
    let last = conversation.turns.last();
    let content = last.into_iter().flat_map(|turn| &turn.content);
    content.filter_map(|content| match content {
        Content::ToolResult(result) => conversation.tool_of(&result.id),
        _ => None,
    })
}

impl Exception {
    fn kind(self) -> FailureKind {
        match self {
            Exception::ThrottlingException => FailureKind::Throttled,
            Exception::ModelTimeoutException => FailureKind::TimedOut,
            Exception::ModelStreamErrorException => FailureKind::Stream,
            Exception::ModelErrorException => FailureKind::Model,
            Exception::ValidationException => FailureKind::Refused,
            Exception::ServiceUnavailableException => FailureKind::Unavailable,
            Exception::AccessDeniedException => FailureKind::Denied,
            Exception::ModelNotReadyException => FailureKind::NotReady,
        }
    }
}
