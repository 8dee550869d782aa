//! Which tool fits a question, with arguments that occur in the conversation and no others.

use std::collections::HashSet;

use knowledge::text::{Language, is_stop_word, stem, words};
use serde_json::{Map, Value};

use super::small_talk;
use crate::backend::tool_use_id;
use crate::conversation::{Conversation, Role, Tool, ToolChoice, ToolUse, Turn};

/// A tool fits when it shares so many words that tell with the question.
const SHARED_MIN: usize = 1;

/// The call that fits; `None` where no tool does, or where a required argument was not said.
pub(crate) fn fitting(conversation: &Conversation, question: &str) -> Option<ToolUse> {
    let candidates: Vec<&Tool> = match &conversation.choice {
        ToolChoice::Tool(name) => {
            let named = conversation.tools.iter().filter(|tool| tool.name == *name);
            named.collect()
        }
        ToolChoice::Auto | ToolChoice::Any => conversation.tools.iter().collect(),
        ToolChoice::None => return None,
    };
    let must = matches!(conversation.choice, ToolChoice::Any | ToolChoice::Tool(_));
    if !must && small_talk::of(question).is_some() {
        return None;
    }
    let asked = stems(question);
    let said = said(conversation);
    let mut best: Option<(usize, &Tool)> = None;
    for tool in candidates {
        let shared = asked.intersection(&about(tool)).count();
        if best.is_none_or(|(most, _)| shared > most) {
            best = Some((shared, tool));
        }
    }
    let (shared, tool) = best?;
    if !must && shared < SHARED_MIN {
        return None;
    }
    let input = arguments(&tool.schema, &said, must)?;
    Some(ToolUse {
        id: tool_use_id(),
        name: tool.name.clone(),
        input: Value::Object(input),
    })
}

/// What a tool is about: the words of its name, its description and its arguments.
fn about(tool: &Tool) -> HashSet<String> {
    let mut text = spelled_out(&tool.name);
    text.push(' ');
    text.push_str(&tool.description);
    if let Some(properties) = tool.schema.get("properties").and_then(Value::as_object) {
        for (name, property) in properties {
            text.push(' ');
            text.push_str(&spelled_out(name));
            if let Some(description) = property.get("description").and_then(Value::as_str) {
                text.push(' ');
                text.push_str(description);
            }
        }
    }
    stems(&text)
}

/// `getOrder_status` as `get Order status`.
fn spelled_out(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    let mut before_is_small = false;
    for c in name.chars() {
        if before_is_small && c.is_uppercase() {
            text.push(' ');
        }
        before_is_small = c.is_lowercase() || c.is_numeric();
        text.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    text
}

/// The stems that words may have: a description is seldom in the language of a question.
fn stems(text: &str) -> HashSet<String> {
    let words = words(text).into_iter();
    words
        .filter(|word| !is_stop_word(word))
        .flat_map(|word| Language::ALL.map(|language| stem(&word, language)))
        .collect()
}

/// What the user has said, the newest first.
fn said(conversation: &Conversation) -> Vec<String> {
    let turns = conversation.turns.iter().rev();
    let turns = turns.filter(|turn| turn.role == Role::User);
    turns.map(Turn::words).collect()
}

/// Values for the arguments of a schema that were said. `None` where a required one was not, unless
/// the call must be made.
fn arguments(schema: &Value, said: &[String], must: bool) -> Option<Map<String, Value>> {
    let mut arguments = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object);
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    for (name, property) in properties.into_iter().flatten() {
        let value = said.iter().find_map(|text| value_in(text, property));
        match value {
            Some(value) => {
                arguments.insert(name.clone(), value);
            }
            None if required.contains(&name.as_str()) && !must => return None,
            None => {}
        }
    }
    Some(arguments)
}

/// A value of a property that a text says.
fn value_in(text: &str, property: &Value) -> Option<Value> {
    if let Some(values) = property.get("enum").and_then(Value::as_array) {
        let folded = words(text);
        let is_said = |value: &&Value| {
            let wanted = words(&spelled_out(value.as_str().unwrap_or_default()));
            !wanted.is_empty() && folded.windows(wanted.len()).any(|run| run == wanted)
        };
        return values.iter().find(is_said).cloned();
    }
    match property.get("type").and_then(Value::as_str) {
        Some("integer") => numbers(text)
            .find_map(|number| number.parse::<i64>().ok())
            .map(Value::from),
        Some("number") => numbers(text)
            .find_map(|number| number.replace(',', ".").parse::<f64>().ok())
            .map(Value::from),
        Some("boolean" | "object" | "array") => None,
        _ => quoted(text)
            .or_else(|| code(text))
            .or_else(|| name(text))
            .map(Value::from),
    }
}

fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .map(|number| number.trim_matches(['.', ',']))
        .filter(|number| !number.is_empty())
}

/// What stands between quotation marks.
fn quoted(text: &str) -> Option<&str> {
    [('"', '"'), ('“', '”'), ('«', '»'), ('`', '`')]
        .into_iter()
        .find_map(|(open, close)| {
            let (_, rest) = text.split_once(open)?;
            let (inner, _) = rest.split_once(close)?;
            (!inner.trim().is_empty()).then_some(inner)
        })
}

/// A word with digits, such as the number of an order.
fn code(text: &str) -> Option<&str> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    let mut words = words.map(|word| word.trim_matches('-'));
    words.find(|word| word.contains(|c: char| c.is_ascii_digit()))
}

/// Words with capitals within a sentence: a place, a person.
fn name(text: &str) -> Option<&str> {
    let is_name = |word: &str| word.starts_with(char::is_uppercase) && word.len() > 1;
    let mut begins_sentence = true;
    let mut found: Option<(usize, usize)> = None;
    for word in text.split_whitespace() {
        // Where the word is in the text.
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let bare_at = at + word.find(bare).unwrap_or(0);
        if is_name(bare) && !begins_sentence {
            let begin = found.map_or(bare_at, |(begin, _)| begin);
            found = Some((begin, bare_at + bare.len()));
            if bare.len() != word.len() {
                break;
            }
        } else if found.is_some() {
            break;
        }
        begins_sentence = word.ends_with(['.', '!', '?', ':']);
    }
    let (begin, end) = found?;
    text.get(begin..end)
}
