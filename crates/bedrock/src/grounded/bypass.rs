//! Whether a question can go without documents: it asks for nothing, or has been answered.

use std::collections::BTreeSet;

use knowledge::text::{is_stop_word, stem, words};
use serde_json::Value;

use super::{language, small_talk};
use crate::conversation::{Conversation, Role};

/// A message of the history that a prompt holds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    role: Role,
    words: String,
}

/// True for greetings, thanks, and a question that was asked before in other words or the same and
/// had an answer.
pub(crate) fn needs_no_documents(conversation: &Conversation) -> bool {
    let history = history(conversation);
    let Some(last) = history.iter().rposition(|said| said.role == Role::User) else {
        return true;
    };
    let question = &history[last].words;
    if small_talk::of(question).is_some() {
        return true;
    }
    let asked = key_stems(question);
    if asked.is_empty() {
        return false;
    }
    let earlier = &history[..last];
    earlier.iter().enumerate().any(|(place, said)| {
        said.role == Role::User
            && key_stems(&said.words) == asked
            && earlier
                .get(place + 1)
                .is_some_and(|answer| answer.role == Role::Assistant && answers(&answer.words))
    })
}

/// Whether what the assistant said is an answer, and not that it has none.
fn answers(words: &str) -> bool {
    const HAS_NONE: [&str; 6] = [
        "could not find",
        "couldn't find",
        "não encontrei",
        "no encontré",
        "não recebi documentos",
        "no documents about",
    ];
    let words = words.to_lowercase();
    !words.trim().is_empty() && !HAS_NONE.iter().any(|none| words.contains(none))
}

/// The stems of the words that tell what is asked.
fn key_stems(text: &str) -> BTreeSet<String> {
    let language = language::of_text(text).unwrap_or(knowledge::text::Language::Portuguese);
    let words = words(text).into_iter();
    words
        .filter(|word| !is_stop_word(word))
        .map(|word| stem(&word, language))
        .collect()
}

/// What has been said. A workflow writes it into the last turn, as JSON or as `States.Format` writes
/// an array: `[{role=user, content=Hello}]` (AWS recording).
fn history(conversation: &Conversation) -> Vec<Said> {
    let turns = conversation.turns.iter().filter(|turn| {
        // What is to be gone on from has not been said yet.
        turn.role == Role::User || !turn.words().trim_end().ends_with(super::BOOLEAN_PREFILL)
    });
    let turns: Vec<Said> = turns
        .map(|turn| Said {
            role: turn.role,
            words: turn.words(),
        })
        .collect();
    let written = turns.last().map(|last| last.words.trim());
    let written = written.and_then(|text| from_json(text).or_else(|| from_map(text)));
    written.unwrap_or(turns)
}

fn from_json(text: &str) -> Option<Vec<Said>> {
    let messages: Vec<Value> = serde_json::from_str(text).ok()?;
    let said = messages.iter().map(|message| {
        let content = &message["content"];
        let words = content.as_str().or_else(|| content[0]["text"].as_str())?;
        Some(Said {
            role: role(message["role"].as_str()?)?,
            words: words.to_owned(),
        })
    });
    said.collect()
}

/// Reads `[{role=user, content=Hello}, {role=assistant, content=…}]`. Texts are not quoted there, so
/// what looks like the end of one is taken for it.
fn from_map(text: &str) -> Option<Vec<Said>> {
    let inner = text.strip_prefix("[{")?.strip_suffix("}]")?;
    let mut said: Vec<Said> = Vec::new();
    for piece in inner.split("}, {") {
        let fields = match piece.strip_prefix("role=") {
            Some(rest) => rest.split_once(", content="),
            None => piece
                .strip_prefix("content=")
                .and_then(|rest| rest.rsplit_once(", role="))
                .map(|(content, role)| (role, content)),
        };
        match fields.and_then(|(name, content)| Some((role(name)?, content))) {
            Some((role, content)) => said.push(Said {
                role,
                words: content.to_owned(),
            }),
            // It was no end after all.
            None => {
                let last = said.last_mut()?;
                last.words.push_str("}, {");
                last.words.push_str(piece);
            }
        }
    }
    Some(said)
}

fn role(name: &str) -> Option<Role> {
    match name {
        "user" => Some(Role::User),
        "assistant" => Some(Role::Assistant),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Turn;

    fn decided(history: &str) -> bool {
        needs_no_documents(&Conversation {
            turns: vec![
                Turn::text(Role::User, history),
                Turn::text(Role::Assistant, "{\"boolean\":"),
            ],
            ..Conversation::default()
        })
    }

    #[test]
    fn greetings_and_what_was_answered_need_no_documents() {
        assert!(decided("[{role=user, content=Hello}]"));
        assert!(decided(
            r#"[{"role":"user","content":[{"text":"Bom dia!"}]}]"#
        ));
        let asked = "[{role=user, content=Qual é o horário de entrega?}, {role=assistant, \
                     content=Das 11h às 23h, {todo dia}, {sempre}.}, {role=user, content=E qual o \
                     horário da entrega?}]";
        assert!(decided(asked));
        assert!(!decided(
            &asked.replace("Das 11h às 23h", "Não encontrei essa informação")
        ));
    }

    #[test]
    fn questions_need_documents() {
        assert!(!decided("[{role=user, content=What is the fee?}]"));
        assert!(!decided("[{content=What is the fee?, role=user}]"));
        assert!(!decided("What is the fee?"));
        assert!(!decided(
            "[{role=user, content=Hi}, {role=assistant, content=Hello!}, {role=user, content=Do \
             you deliver on Sundays?}]"
        ));
    }
}
