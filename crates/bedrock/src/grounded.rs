//! The grounded responder: a model that generates nothing.
//!
//! It answers with sentences of the documents it is given, word for word and with their source, in
//! the language of the question, and says so when they do not answer. It never pretends to be more.
//! What workflows ask of models beside answers it does by rule: key terms of a question
//! ([`keywords`]), whether a question needs documents at all ([`bypass`]), which tool fits
//! ([`calling`]).

mod bypass;
mod calling;
mod context;
mod keywords;
mod language;
mod small_talk;
mod speech;
mod texts;

use knowledge::text::Language;
use serde_json::Value;

use self::context::Context;
use crate::answer::Speaker;
use crate::backend::Silence;
use crate::conversation::{
    Content, Conversation, Role, ToolChoice, ToolOutput, ToolResult, ToolUse,
};

/// What the sample's workflow has the model go on from when it wants key terms.
const KEYWORDS_PREFILL: &str = "<keywords>";

/// And when it wants to know whether documents are needed.
const BOOLEAN_PREFILL: &str = "{\"boolean\":";

/// What the responder says to a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// Words.
    Words(String),
    /// A call of a tool.
    Call(ToolUse),
}

/// Says the reply to a conversation, a word at a time.
pub(crate) async fn speak(conversation: &Conversation, speaker: &Speaker) -> Result<(), Silence> {
    speech::say(reply(conversation), conversation, speaker).await
}

/// The reply to a conversation.
pub fn reply(conversation: &Conversation) -> Reply {
    let question = conversation.last_question().unwrap_or_default();
    let prefill = conversation.prefill();
    let prefill = prefill.as_deref().map_or("", str::trim);
    if prefill.ends_with(BOOLEAN_PREFILL) {
        return Reply::Words(format!(" {}", bypass::needs_no_documents(conversation)));
    }
    if prefill.ends_with(KEYWORDS_PREFILL) {
        return Reply::Words(format!("{}</keywords>", keywords::of(conversation)));
    }
    let language = language::of(conversation);
    let results = last_results(conversation);
    if !results.is_empty() {
        return Reply::Words(read_back(&results, language));
    }
    if conversation.choice != ToolChoice::None
        && let Some(call) = calling::fitting(conversation, &question)
    {
        return Reply::Call(call);
    }
    Reply::Words(words(conversation, &question, language))
}

/// What is said when no tool is asked.
fn words(conversation: &Conversation, question: &str, language: Language) -> String {
    let context = Context::of(conversation);
    if let Some(failed) = &context.failed {
        let (error, cause) = (failed.error.as_str(), failed.cause.as_str());
        return texts::text(
            language,
            "search-failed",
            &[("error", error), ("cause", cause)],
        );
    }
    if let Some(talk) = small_talk::of(question) {
        let key = match talk {
            small_talk::SmallTalk::Greeting => "greeting",
            small_talk::SmallTalk::Thanks => "thanks",
        };
        return texts::text(language, key, &[]);
    }
    if context.passages.is_empty() {
        return texts::text(language, "no-documents", &[]);
    }
    let Some(citation) = context.answer(question) else {
        return texts::text(language, "not-found", &[]);
    };
    let source = match &citation.heading {
        Some(heading) => texts::text(
            language,
            "source-with-heading",
            &[("file", &citation.file), ("heading", heading)],
        ),
        None => texts::text(language, "source", &[("file", &citation.file)]),
    };
    format!("{}\n\n{source}", citation.quote)
}

/// The results that the last turn brings.
fn last_results(conversation: &Conversation) -> Vec<&ToolResult> {
    let last = conversation.turns.last();
    let last = last.filter(|turn| turn.role == Role::User);
    let content = last.into_iter().flat_map(|turn| &turn.content);
    let results = content.filter_map(|content| match content {
        Content::ToolResult(result) => Some(result),
        _ => None,
    });
    results.collect()
}

/// What tools have said, as it is: nothing is made of it.
fn read_back(results: &[&ToolResult], language: Language) -> String {
    let mut lines = Vec::new();
    for result in results {
        let mut said = Vec::new();
        for part in &result.content {
            match part {
                ToolOutput::Text(text) => match serde_json::from_str::<Value>(text) {
                    Ok(value @ (Value::Object(_) | Value::Array(_))) => {
                        flatten("", &value, &mut said);
                    }
                    _ => said.push(text.trim().to_owned()),
                },
                ToolOutput::Json(value) => flatten("", value, &mut said),
            }
        }
        said.retain(|line| !line.is_empty());
        if result.failed {
            let message = said.join("; ");
            lines.push(texts::text(
                language,
                "tool-failed",
                &[("message", &message)],
            ));
        } else if said.is_empty() {
            lines.push(texts::text(language, "tool-empty", &[]));
        } else {
            lines.push(texts::text(language, "tool-said", &[]));
            lines.extend(said);
        }
    }
    lines.join("\n")
}

/// The values of data, each with the names that lead to it: `order.status: on its way`.
fn flatten(name: &str, value: &Value, lines: &mut Vec<String>) {
    let inner = |key: &str| match name {
        "" => key.to_owned(),
        _ => format!("{name}.{key}"),
    };
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                flatten(&inner(key), value, lines);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                flatten(&inner(&(place + 1).to_string()), item, lines);
            }
        }
        Value::Null => {}
        Value::String(text) if name.is_empty() => lines.push(text.clone()),
        Value::String(text) => lines.push(format!("{name}: {text}")),
        Value::Bool(_) | Value::Number(_) if name.is_empty() => lines.push(value.to_string()),
        Value::Bool(_) | Value::Number(_) => lines.push(format!("{name}: {value}")),
    }
}

#[cfg(test)]
mod tests;
