//! Judges what is understood of single messages: language, intent and slots.

use std::error::Error;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use knowledge::Encoder;
use understanding::{Understanding, evaluation};

/// Where the meanings of examples are kept between two evaluations, beside the build.
const KEPT: &str = "target/understanding-meanings.json";

/// How well the messages of a set are understood.
#[derive(Debug)]
pub(crate) struct Intents {
    /// Messages.
    pub(crate) n: usize,
    /// The share whose intent is right.
    pub(crate) accuracy: f64,
    /// By language: messages whose intent is right, and all.
    pub(crate) by_language: Vec<(&'static str, usize, usize)>,
    /// The share whose language is right.
    pub(crate) languages: f64,
    /// Of messages nobody asks a shop, how many are refused.
    pub(crate) out_of_scope_recall: f64,
    /// Of those refused, how many nobody asks a shop.
    pub(crate) out_of_scope_precision: f64,
    /// Over all slots together.
    pub(crate) slots_f1: f64,
    /// Of the slots there are, how many are found.
    pub(crate) slots_recall: f64,
    /// What was taken for something else: id, what it was taken for, the message.
    pub(crate) wrong: Vec<(String, &'static str, String)>,
}

/// Has every message of the folder's `intents.jsonl` understood, with the embedding model where
/// there is one, and scores as the set's own script does.
pub(crate) fn evaluate(
    set: &Path,
    encoder: Option<Arc<Encoder>>,
) -> Result<Intents, Box<dyn Error>> {
    let rows = evaluation::read(&set.join("intents.jsonl"))?;
    let understanding = understanding(encoder);
    let mut wrong = Vec::new();
    let score = evaluation::score(&understanding, &rows, |row, understood| {
        if !row.takes(understood.intent) {
            wrong.push((row.id.clone(), understood.intent.as_str(), row.text.clone()));
        }
    });
    let by_language = score.by_language.iter();
    Ok(Intents {
        n: score.n,
        accuracy: score.accuracy(),
        by_language: by_language
            .map(|(tag, (right, all))| (*tag, *right, *all))
            .collect(),
        languages: score.languages(),
        out_of_scope_recall: score.out_of_scope.recall(),
        out_of_scope_precision: score.out_of_scope.precision(),
        slots_f1: score.slots.f1(),
        slots_recall: score.slots.recall(),
        wrong,
    })
}

impl fmt::Display for Intents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "messages         {}", self.n)?;
        writeln!(f, "intents          {:.1} %", 100.0 * self.accuracy)?;
        for (tag, right, all) in &self.by_language {
            writeln!(f, "  {tag:<14} {right} of {all}")?;
        }
        writeln!(f, "languages        {:.1} %", 100.0 * self.languages)?;
        writeln!(
            f,
            "out of scope     {:.1} % refused, {:.1} % of refusals right",
            100.0 * self.out_of_scope_recall,
            100.0 * self.out_of_scope_precision
        )?;
        write!(
            f,
            "slots            F1 {:.3}, recall {:.3}",
            self.slots_f1, self.slots_recall
        )
    }
}

/// What understands the messages that are judged; with an encoder, when it has read the examples.
pub(crate) fn understanding(encoder: Option<Arc<Encoder>>) -> Understanding {
    let understanding = match encoder {
        Some(encoder) => Understanding::with_encoder(encoder, KEPT.into()),
        None => Understanding::new(),
    };
    understanding.wait_for_meaning();
    understanding
}
