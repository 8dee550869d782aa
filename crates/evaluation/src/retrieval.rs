//! Questions and the passages that answer them: `retrieval.jsonl` over the folder `knowledge`.

use std::error::Error;
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use knowledge::Encoder;
use knowledge::evaluation::{self, Evaluation};

use crate::world;

/// How often questions found their answers. Shares are 0.0 to 1.0.
pub(crate) struct Retrieval {
    /// How often the first passage answers.
    pub(crate) r1: f64,
    /// How often one of the first three does.
    pub(crate) r3: f64,
    /// How often one of the first five does.
    pub(crate) r5: f64,
    /// How often a question without an answer was said to have none.
    pub(crate) unanswerable_admitted: f64,
    /// How often a question with an answer was said to have none.
    pub(crate) wrongly_abstained: f64,
    /// Of the passages that answer and were found, how many were quoted with all the answer needs.
    pub(crate) quoted: f64,
    /// How many questions were asked.
    pub(crate) n: usize,
}

/// Asks every question of a set.
pub(crate) fn evaluate(
    set: &Path,
    encoder: Option<Arc<Encoder>>,
) -> Result<Retrieval, Box<dyn Error>> {
    let base = world::texts(set, encoder, &[])?;
    let text = fs::read_to_string(set.join("retrieval.jsonl"))?;
    let (evaluation, _) = evaluation::evaluate(&base, &evaluation::questions(&text)?);
    Ok(Retrieval::from(evaluation))
}

impl From<Evaluation> for Retrieval {
    fn from(of: Evaluation) -> Retrieval {
        Retrieval {
            r1: of.hit_1,
            r3: of.hit_3,
            r5: of.hit_5,
            unanswerable_admitted: of.unanswerable_admitted,
            wrongly_abstained: of.wrongly_abstained,
            quoted: of.quoted,
            n: of.answerable + of.unanswerable,
        }
    }
}

impl fmt::Display for Retrieval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: f64| 100.0 * share;
        writeln!(f, "retrieval: {} questions", self.n)?;
        writeln!(
            f,
            "  found first {:.1} %, in three {:.1} %, in five {:.1} %",
            percent(self.r1),
            percent(self.r3),
            percent(self.r5)
        )?;
        write!(
            f,
            "  quoted {:.1} %; without an answer admitted {:.1} %, wrongly {:.1} %",
            percent(self.quoted),
            percent(self.unanswerable_admitted),
            percent(self.wrongly_abstained)
        )
    }
}
