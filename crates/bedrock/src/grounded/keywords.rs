//! The key terms of a question, which make its search find more.

use std::collections::HashSet;

use knowledge::text::{fold, is_stop_word};

use crate::conversation::{Conversation, Role, Turn};

/// So many terms are given at most.
const TERMS_MAX: usize = 12;

/// A question with fewer terms leans on the one before it: `and on Sundays?`
const TERMS_ALONE: usize = 2;

/// The key terms of the last question, as they are spelled there, between commas. A question without
/// any is given back whole.
pub(crate) fn of(conversation: &Conversation) -> String {
    let said = conversation.turns.iter().rev();
    let said = said.filter(|turn| turn.role == Role::User);
    let mut said = said
        .map(Turn::words)
        .filter(|words| !words.trim().is_empty());
    let question = said.next().unwrap_or_default();
    let mut seen = HashSet::new();
    let mut found: Vec<String> = Vec::new();
    terms(&question, &mut seen, &mut found);
    if found.len() < TERMS_ALONE
        && let Some(before) = said.next()
    {
        terms(&before, &mut seen, &mut found);
    }
    if found.is_empty() {
        // Whoever reads the answer expects some text.
        return question.trim().to_owned();
    }
    found.truncate(TERMS_MAX);
    found.join(", ")
}

fn terms(text: &str, seen: &mut HashSet<String>, found: &mut Vec<String>) {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’');
    for word in text.split(|c: char| !joins(c)) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let folded = fold(word);
        let tells = folded.chars().count() > 1 && !is_stop_word(&folded);
        if tells && seen.insert(folded) {
            found.push(word.to_owned());
        }
    }
}
