//! How well labelled messages are understood: reads a set of them, and scores.
//!
//! A set has one JSON object a line: `id`, `lang`, `text`, `intent`, `slots`, and where the message
//! came in a conversation, `context`; `also` names further intents that are right, `reused` rows
//! that may have been seen before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::{
    Intent, Language, Said, SlotName, Speaker, Understanding, Understood, Vocabulary, spelling,
};

/// A message and what it means.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// Which.
    pub id: String,
    /// Its language.
    pub lang: Language,
    /// The message.
    pub text: String,
    /// What it is about.
    pub intent: Intent,
    /// What it names.
    #[serde(default)]
    pub slots: BTreeMap<SlotName, String>,
    /// What else it may be taken for.
    #[serde(default)]
    pub also: Vec<Intent>,
    #[serde(default)]
    context: Vec<Turn>,
}

#[derive(Clone, Debug, Deserialize)]
struct Turn {
    role: Role,
    text: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Role {
    User,
    Assistant,
}

/// A set cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// The file cannot be read.
    #[error("the set `{path}` cannot be read: {source}; name a file of JSON lines")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not a labelled message.
    #[error("line {line} of `{path}` is not a labelled message: {source}")]
    Line {
        /// The file.
        path: PathBuf,
        /// 1 for the first.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
}

/// Reads a set.
pub fn read(set: &Path) -> Result<Vec<Row>, SetError> {
    let text = std::fs::read_to_string(set).map_err(|source| SetError::Unreadable {
        path: set.to_owned(),
        source,
    })?;
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|source| SetError::Line {
                path: set.to_owned(),
                line: index + 1,
                source,
            })
        })
        .collect()
}

impl Row {
    /// What the customer and the assistant said before.
    pub fn before(&self) -> Vec<Said> {
        let turns = self.context.iter();
        turns
            .map(|turn| Said {
                by: match turn.role {
                    Role::User => Speaker::Customer,
                    Role::Assistant => Speaker::Assistant,
                },
                text: turn.text.clone(),
            })
            .collect()
    }

    /// Whether that is what the message is about.
    pub fn takes(&self, intent: Intent) -> bool {
        self.intent == intent || self.also.contains(&intent)
    }
}

/// Counts of what was right and wrong.
#[derive(Clone, Debug, Default)]
pub struct Score {
    /// Messages.
    pub n: usize,
    /// Messages whose intent was right.
    pub intents_right: usize,
    /// By language: messages whose intent was right, and all.
    pub by_language: BTreeMap<&'static str, (usize, usize)>,
    /// Messages whose language was right.
    pub languages_right: usize,
    /// Slots found that are there, found that are not, and not found.
    pub slots: Hits,
    /// Each kind of slot alone.
    pub by_slot: BTreeMap<SlotName, Hits>,
    /// Messages that nobody asks a shop.
    pub out_of_scope: Hits,
}

/// What was found of what is there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hits {
    /// Found, and there.
    pub right: usize,
    /// Found, and not there.
    pub wrong: usize,
    /// There, and not found.
    pub missed: usize,
}

impl Hits {
    /// Of what was found, how much is there; 1.0 where nothing was found.
    pub fn precision(self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }

    /// Of what is there, how much was found; 1.0 where nothing is.
    pub fn recall(self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }

    /// The harmonic mean of both.
    pub fn f1(self) -> f64 {
        ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }
}

impl Score {
    /// The share of messages whose intent was right.
    pub fn accuracy(&self) -> f64 {
        ratio(self.intents_right, self.n)
    }

    /// The share of messages whose language was right.
    pub fn languages(&self) -> f64 {
        ratio(self.languages_right, self.n)
    }

    /// Counts what was understood of a message.
    pub fn count(&mut self, row: &Row, understood: &Understood) {
        let right = row.takes(understood.intent);
        self.n += 1;
        self.intents_right += usize::from(right);
        self.languages_right += usize::from(row.lang == understood.language);
        let of_language = self.by_language.entry(row.lang.tag()).or_default();
        of_language.0 += usize::from(right);
        of_language.1 += 1;
        let (there, found) = (
            row.intent == Intent::OutOfScope,
            understood.intent == Intent::OutOfScope,
        );
        self.out_of_scope.right += usize::from(there && found);
        self.out_of_scope.wrong += usize::from(found && !there);
        self.out_of_scope.missed += usize::from(there && !found);
        for (name, value) in &row.slots {
            let value = comparable(*name, value);
            let found = understood
                .slots
                .get(*name)
                .map(|found| comparable(*name, found));
            if found.as_ref() == Some(&value) {
                self.hits(*name, |hits| hits.right += 1);
            } else {
                self.hits(*name, |hits| hits.missed += 1);
            }
        }
        for (name, value) in understood.slots.iter() {
            let value = comparable(name, value);
            let there = row.slots.get(&name).map(|there| comparable(name, there));
            if there.as_ref() != Some(&value) {
                self.hits(name, |hits| hits.wrong += 1);
            }
        }
    }

    fn hits(&mut self, name: SlotName, count: impl Fn(&mut Hits)) {
        count(&mut self.slots);
        count(self.by_slot.entry(name).or_default());
    }
}

/// Has every message of a set understood. `seen` is told of each.
pub fn score(
    understanding: &Understanding,
    rows: &[Row],
    mut seen: impl FnMut(&Row, &Understood),
) -> Score {
    let mut score = Score::default();
    let shop = Vocabulary::default();
    for row in rows {
        let understood = understanding.understand(&row.text, &row.before(), &shop);
        score.count(row, &understood);
        seen(row, &understood);
    }
    score
}

/// A value as values are compared: without accents and case, spaces as one; `19h30` is `19:30`,
/// `3,00` is `3.00`; of numbers of orders and telephones the digits.
fn comparable(name: SlotName, value: &str) -> String {
    let folded = spelling::fold(value);
    let spaced: Vec<&str> = folded.split_whitespace().collect();
    let characters: Vec<char> = spaced.join(" ").replace("r$ ", "r$").chars().collect();
    let digit = |index: usize| characters.get(index).is_some_and(char::is_ascii_digit);
    let mut value = String::new();
    for (index, &character) in characters.iter().enumerate() {
        let between = index > 0 && digit(index - 1) && digit(index + 1) && digit(index + 2);
        let ends = !characters
            .get(index + 3)
            .is_some_and(|c| c.is_alphanumeric());
        value.push(match character {
            'h' if between && ends => ':',
            ',' if between && ends => '.',
            other => other,
        });
    }
    if matches!(name, SlotName::OrderNumber | SlotName::Phone) {
        value.retain(|c| c.is_ascii_digit() || c == ',');
    }
    value
        .trim_matches([' ', '.', ',', ';', '!', '?'])
        .to_owned()
}

#[expect(clippy::cast_precision_loss, reason = "sets have less than 2^52 rows")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_without_their_looks() {
        let same = |name, one, other| comparable(name, one) == comparable(name, other);
        assert!(same(SlotName::Time, "19h30", "19:30"));
        assert!(same(SlotName::Item, " Pão  de Queijo.", "pao de queijo"));
        assert!(same(SlotName::OrderNumber, "nº 123", "123"));
        assert!(!same(SlotName::Quantity, "2", "3"));
    }
}
