//! How often questions find the passages that answer them.

use std::io;

use serde::{Deserialize, Serialize};

use crate::KnowledgeBase;

/// A question with what should be found: a line of a file of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Question {
    /// Its name.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// Where it is answered: any of these. Nowhere when empty.
    #[serde(default)]
    pub relevant: Vec<Place>,
    /// What a quote must hold to answer it.
    #[serde(default)]
    pub answer_contains: Vec<String>,
}

/// A place in a knowledge base.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Place {
    /// The document's path.
    pub file: String,
    /// The innermost heading.
    pub heading: String,
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The question's name.
    pub id: String,
    /// What was found, the best first.
    pub ranked: Vec<Place>,
    /// Whether it was said that there is no answer.
    pub abstain: bool,
    /// How sure it was that there is one.
    pub confidence: f32,
    /// The place among `ranked` of the first that answers, from zero.
    #[serde(skip)]
    pub hit: Option<usize>,
    /// Whether the quote from the best of the right passages found holds all that it must.
    #[serde(skip)]
    pub is_quoted: bool,
    /// Whether there is an answer.
    #[serde(skip)]
    pub is_answerable: bool,
}

/// How often questions found their answers. Shares are 0.0 to 1.0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Evaluation {
    /// Questions with an answer.
    pub answerable: usize,
    /// Questions without one.
    pub unanswerable: usize,
    /// How often the first passage answers.
    pub hit_1: f64,
    /// How often one of the first three does.
    pub hit_3: f64,
    /// How often one of the first five does.
    pub hit_5: f64,
    /// How often a question without an answer was said to have none.
    pub unanswerable_admitted: f64,
    /// How often a question with an answer was said to have none.
    pub wrongly_abstained: f64,
    /// Of the passages that answer and were found, how many were quoted with all that the answer
    /// must hold.
    pub quoted: f64,
}

/// So many passages are asked for: what comes later is not counted.
const FOUND: usize = 5;

/// Questions in JSON, one a line; empty lines are left out.
pub fn questions(text: &str) -> Result<Vec<Question>, io::Error> {
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| {
                let because = format!("line {} is not a question: {error}", number + 1);
                io::Error::new(io::ErrorKind::InvalidData, because)
            })
        })
        .collect()
}

/// Asks a knowledge base each question.
pub fn evaluate(base: &KnowledgeBase, questions: &[Question]) -> (Evaluation, Vec<Outcome>) {
    let outcomes: Vec<Outcome> = questions
        .iter()
        .map(|question| ask(base, question))
        .collect();
    let share = |of: &dyn Fn(&Outcome) -> bool, hit: &dyn Fn(&Outcome) -> bool| {
        let of: Vec<&Outcome> = outcomes.iter().filter(|outcome| of(outcome)).collect();
        let hits = of.iter().filter(|outcome| hit(outcome)).count();
        ratio(hits, of.len())
    };
    let within = |count: usize| {
        share(&|o| o.is_answerable, &|o| {
            o.hit.is_some_and(|hit| hit < count)
        })
    };
    let evaluation = Evaluation {
        answerable: outcomes
            .iter()
            .filter(|outcome| outcome.is_answerable)
            .count(),
        unanswerable: outcomes
            .iter()
            .filter(|outcome| !outcome.is_answerable)
            .count(),
        hit_1: within(1),
        hit_3: within(3),
        hit_5: within(FOUND),
        unanswerable_admitted: share(&|o| !o.is_answerable, &|o| o.abstain),
        wrongly_abstained: share(&|o| o.is_answerable, &|o| o.abstain),
        quoted: share(&|o| o.hit.is_some(), &|o| o.is_quoted),
    };
    (evaluation, outcomes)
}

fn ask(base: &KnowledgeBase, question: &Question) -> Outcome {
    let answered = base.search(&question.question, FOUND);
    let ranked: Vec<Place> = answered
        .found
        .iter()
        .map(|found| Place {
            file: found.passage.file.clone(),
            heading: found.passage.headings.last().cloned().unwrap_or_default(),
        })
        .collect();
    let hit = ranked
        .iter()
        .position(|place| question.relevant.contains(place));
    let is_quoted = hit.is_some_and(|hit| {
        let citation = base.quote(&question.question, &answered.found[hit].passage);
        let mut wanted = question.answer_contains.iter();
        wanted.all(|text| citation.quote.to_lowercase().contains(&text.to_lowercase()))
    });
    Outcome {
        id: question.id.clone(),
        ranked,
        abstain: !answered.is_answered,
        confidence: answered.confidence,
        hit,
        is_quoted,
        is_answerable: !question.relevant.is_empty(),
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "sets have some hundred questions"
)]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;

    #[test]
    fn hits_and_abstentions_are_counted() {
        let text = "# Shop\n## Fee\nDelivery is R$ 5,00. It is fast.\n## Hours\nWe open at 9h.";
        let passages = document::read("a.md", text.as_bytes()).expect("a document");
        let base = KnowledgeBase::build(passages, None);
        let set = r#"{"id":"1","question":"delivery fee","relevant":[{"file":"a.md","heading":"Fee"}],"answer_contains":["5,00"]}

{"id":"2","question":"when do you open","relevant":[{"file":"a.md","heading":"Fee"}]}
{"id":"3","question":"do you have wifi","relevant":[]}"#;
        let (evaluation, outcomes) = evaluate(&base, &questions(set).expect("questions"));
        assert_eq!((evaluation.answerable, evaluation.unanswerable), (2, 1));
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(close(evaluation.hit_1, 0.5) && close(evaluation.hit_3, 1.0));
        assert!(close(evaluation.unanswerable_admitted, 1.0));
        assert_eq!(outcomes[0].hit, Some(0));
        assert!(outcomes[0].is_quoted);
        assert!(questions("{").is_err());
    }
}
