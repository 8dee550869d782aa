//! A knowledge base in memory: passages, and what finds them.

use std::sync::Arc;

use serde::Serialize;

use crate::index::{Absent, Asked, Held, Index};
use crate::quote;
use crate::{Citation, Encoder, Found, Passage, Vector};

/// From this confidence on a question is taken to be answered.
pub const ANSWERED_MIN: f32 = 0.5;

/// More of a question is not read, in bytes: that of a long message.
pub const QUESTION_BYTES_MAX: usize = 2_000;

/// Passages, their words and, with an encoder, their meanings.
#[derive(Debug)]
pub struct KnowledgeBase {
    passages: Vec<Passage>,
    index: Index,
    /// As many as passages, and what they are from.
    meanings: Option<(Vec<Vector>, Arc<Encoder>)>,
}

/// What a question has found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answered {
    /// The passages that fit best, the best first.
    pub found: Vec<Found>,
    /// Whether they answer it. Where they do not, it is better to say so.
    pub is_answered: bool,
    /// How sure that is, 0.0 to 1.0; [`ANSWERED_MIN`] is enough.
    pub confidence: f32,
}

impl KnowledgeBase {
    /// From passages, whose meanings are found here where there is an encoder: some 50 ms each.
    pub fn build(passages: Vec<Passage>, encoder: Option<Arc<Encoder>>) -> KnowledgeBase {
        let meanings = encoder.map(|encoder| {
            let vectors = passages.iter().map(|passage| vector(passage, &encoder));
            (vectors.collect(), encoder)
        });
        KnowledgeBase::with_meanings(passages, meanings)
    }

    /// From passages and their meanings; these are left out when they are not as many.
    pub(crate) fn with_meanings(
        passages: Vec<Passage>,
        meanings: Option<(Vec<Vector>, Arc<Encoder>)>,
    ) -> KnowledgeBase {
        KnowledgeBase {
            index: Index::new(&passages),
            meanings: meanings.filter(|(vectors, _)| vectors.len() == passages.len()),
            passages,
        }
    }

    /// All passages.
    pub fn passages(&self) -> &[Passage] {
        &self.passages
    }

    /// The passages that fit a question best, at most `limit`, and whether they answer it.
    pub fn search(&self, question: &str, limit: usize) -> Answered {
        let asked = self.asked(question);
        let mut fits = match &self.meanings {
            None => self.fits(&asked, None),
            Some((vectors, encoder)) => {
                let query = encoder.query(cut(question));
                let cosines: Vec<f32> = vectors.iter().map(|vector| query.cosine(vector)).collect();
                self.fits(&asked, Some(&cosines))
            }
        };
        fits.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let best = fits.first().map_or(0.0, |(_, fit)| *fit);
        let confidence = confidence(best, asked.absent(), self.meanings.is_some());
        let found = fits.into_iter().take(limit).map(|(place, fit)| Found {
            passage: self.passages[place].clone(),
            score: fit,
        });
        Answered {
            found: found.collect(),
            is_answered: confidence >= ANSWERED_MIN,
            confidence,
        }
    }

    /// The sentences of a passage that answer a question, word for word.
    pub fn quote(&self, question: &str, passage: &Passage) -> Citation {
        let asked = self.asked(question);
        Citation {
            file: passage.file.clone(),
            heading: passage.headings.last().cloned(),
            quote: quote::best(&passage.text, |sentence| {
                self.index.held_by(&asked, sentence)
            })
            .to_owned(),
        }
    }

    fn asked(&self, question: &str) -> Asked {
        self.index.asked(cut(question))
    }

    /// How well each passage fits, 0.0 to 1.0.
    fn fits(&self, asked: &Asked, cosines: Option<&[f32]>) -> Vec<(usize, f32)> {
        let held = self.index.held(asked);
        (0..self.passages.len())
            .map(|place| {
                let held = held.get(&place).copied().unwrap_or_default();
                (place, fit(held, cosines.map(|cosines| cosines[place])))
            })
            .collect()
    }
}

/// The meaning of a passage and its headings.
pub(crate) fn vector(passage: &Passage, encoder: &Encoder) -> Vector {
    let headings = passage.headings.join(" > ");
    encoder.passage(&format!("{headings}. {}", passage.text))
}

fn cut(question: &str) -> &str {
    &question[..question.floor_char_boundary(QUESTION_BYTES_MAX)]
}

/// How well a passage fits, 0.0 to 1.0, from the words it holds and the cosine of its meaning.
///
/// Words are weighed by how much of the question they are, not by their rank among passages: where
/// few of a question's words are anywhere, all passages hold little, and meaning decides.
fn fit(held: Held, cosine: Option<f32>) -> f32 {
    /// That words are there at all counts so much beside how often.
    const COVERED: f32 = 0.3;
    /// What meaning counts beside the words.
    const MEANING: f32 = 0.8;
    /// Texts that have nothing in common have cosines up to here; the model was trained so.
    const UNLIKE: f32 = 0.78;
    /// Questions and their answers have cosines up to here.
    const ALIKE: f32 = 0.90;

    let words = held.share + COVERED * held.covered;
    match cosine {
        None => words / (1.0 + COVERED),
        Some(cosine) => {
            let meaning = ((cosine - UNLIKE) / (ALIKE - UNLIKE)).clamp(0.0, 1.0);
            (words + MEANING * meaning) / (1.0 + COVERED + MEANING)
        }
    }
}

/// How sure it is that the best passage answers: a logistic regression over how well it fits and how
/// much of the question is about something else.
fn confidence(fit: f32, absent: Absent, has_meaning: bool) -> f32 {
    const NAMED: f32 = -7.0;
    const UNKNOWN: f32 = -5.0;
    let (slope, offset) = if has_meaning {
        (16.6, -6.3)
    } else {
        (8.0, -1.3)
    };
    let log_odds = slope * fit + NAMED * absent.named + UNKNOWN * absent.unknown + offset;
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;

    #[test]
    fn questions_about_something_else_are_not_answered() {
        let text = "# Shop\n## Delivery fee\nIt is R$ 5,00 up to 4 km.\n## Payment\nWe take cards \
                    and cash. Please be kind.";
        let passages = document::read("shop.md", text.as_bytes()).expect("a document");
        let base = KnowledgeBase::build(passages, None);
        for question in [
            "quanto é a entrega?",
            "do you take cash?",
            "¿aceptan tarjeta?",
        ] {
            assert!(base.search(question, 3).is_answered, "{question}");
        }
        for question in ["do you have a franchise", "tem wi-fi?", "xyzzy", ""] {
            assert!(!base.search(question, 3).is_answered, "{question}");
        }
        let found = base.search("do you take cash?", 1).found.remove(0);
        let citation = base.quote("do you take cash?", &found.passage);
        assert_eq!(citation.quote, "We take cards and cash.");
        assert_eq!(citation.heading.as_deref(), Some("Payment"));
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        let answered = KnowledgeBase::build(Vec::new(), None).search("anything", 3);
        assert_eq!((answered.found.len(), answered.is_answered), (0, false));
    }
}
