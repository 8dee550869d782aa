//! Which sentences of passages answer a question.

use std::collections::HashSet;

use knowledge::text::{Language, is_stop_word, stem, words};
use knowledge::{Citation, Passage};

/// A passage answers when it holds this share of what the question asks for, at least.
const SHARE_MIN: f32 = 0.34;

/// The best sentence of the best passage, and those around it that hold as much.
pub(crate) fn quote(
    passages: &[Passage],
    question: &str,
    language: Option<Language>,
) -> Option<Citation> {
    let language = language.unwrap_or(Language::Portuguese);
    let stems = |text: &str| -> HashSet<String> {
        let words = words(text).into_iter();
        words
            .filter(|word| !is_stop_word(word))
            .map(|word| stem(&word, language))
            .collect()
    };
    let asked = stems(question);
    if asked.is_empty() {
        return None;
    }
    #[allow(clippy::cast_precision_loss, reason = "a question has few words")]
    let share =
        |held: &HashSet<String>| asked.intersection(held).count() as f32 / asked.len() as f32;
    let best = passages
        .iter()
        .map(|passage| {
            let held = stems(&format!("{} {}", passage.headings.join(" "), passage.text));
            (share(&held), passage)
        })
        .max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    let (score, passage) = best;
    if score < SHARE_MIN {
        return None;
    }
    let sentences: Vec<&str> = passage
        .text
        .split_inclusive(['.', '!', '?', '\n'])
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
        .collect();
    let best = sentences
        .iter()
        .map(|sentence| (share(&stems(sentence)), *sentence))
        .max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    Some(Citation {
        file: passage.file.clone(),
        heading: passage.headings.last().cloned(),
        quote: best.1.to_owned(),
    })
}
