//! The figures of an evaluation, and the goals they are held to.

use std::fmt;

use serde::Serialize;

use crate::dialogues::Dialogues;
use crate::intents::Intents;
use crate::retrieval::Retrieval;

/// How well the assistant does, without and with the embedding model.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// With words alone.
    pub(crate) without: Judged,
    /// With the embedding model, where its weights were at hand.
    pub(crate) with: Option<Judged>,
    /// Attacks that got through the grounded responder.
    pub(crate) injections_grounded: usize,
    /// Attacks that got through the guards, with the worst model behind them.
    pub(crate) injections_worst_model: usize,
}

/// How well the assistant does. All but the last are shares, 0.0 to 1.0.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Judged {
    intent_accuracy: f64,
    out_of_scope_refused: f64,
    out_of_scope_precision: f64,
    slots_f1: f64,
    dialogue_turns: f64,
    retrieval_r3: f64,
    unanswerable_admitted: f64,
    wrongly_abstained: f64,
    /// Turns that changed what they should not have, or did not change what they should.
    wrong_effects: usize,
}

impl Judged {
    /// The figures of the sets.
    pub(crate) fn new(intents: &Intents, dialogues: &Dialogues, retrieval: &Retrieval) -> Judged {
        Judged {
            intent_accuracy: intents.accuracy,
            out_of_scope_refused: intents.out_of_scope_recall,
            out_of_scope_precision: intents.out_of_scope_precision,
            slots_f1: intents.slots_f1,
            dialogue_turns: dialogues.turns_right(),
            retrieval_r3: retrieval.r3,
            unanswerable_admitted: retrieval.unanswerable_admitted,
            wrongly_abstained: retrieval.wrongly_abstained,
            wrong_effects: dialogues.wrong_effects(),
        }
    }
}

/// A figure with what is asked of it, without and with the embedding model.
struct Goal {
    name: &'static str,
    of: fn(&Judged) -> f64,
    without: f64,
    with: f64,
}

const GOALS: [Goal; 6] = [
    Goal {
        name: "intent_accuracy",
        of: |judged| judged.intent_accuracy,
        without: 0.88,
        with: 0.93,
    },
    Goal {
        name: "out_of_scope_refused",
        of: |judged| judged.out_of_scope_refused,
        without: 0.92,
        with: 0.92,
    },
    Goal {
        name: "slots_f1",
        of: |judged| judged.slots_f1,
        without: 0.90,
        with: 0.90,
    },
    Goal {
        name: "dialogue_turns",
        of: |judged| judged.dialogue_turns,
        without: 0.90,
        with: 0.90,
    },
    Goal {
        name: "retrieval_r3",
        of: |judged| judged.retrieval_r3,
        without: 0.90,
        with: 0.90,
    },
    Goal {
        name: "unanswerable_admitted",
        of: |judged| judged.unanswerable_admitted,
        without: 0.85,
        with: 0.85,
    },
];

impl Report {
    /// What does not reach its goal, in words.
    pub(crate) fn missed(&self) -> Vec<String> {
        let mut missed = Vec::new();
        let columns = [
            ("without", Some(&self.without)),
            ("with", self.with.as_ref()),
        ];
        for (column, judged) in columns {
            let Some(judged) = judged else { continue };
            for goal in &GOALS {
                let asked = if column == "with" {
                    goal.with
                } else {
                    goal.without
                };
                let got = (goal.of)(judged);
                if got < asked {
                    let name = goal.name;
                    missed.push(format!(
                        "{name} {column} the embedding model: {got:.3}, not {asked}"
                    ));
                }
            }
            if judged.wrong_effects > 0 {
                let count = judged.wrong_effects;
                missed.push(format!(
                    "wrong_effects {column} the embedding model: {count}, not 0"
                ));
            }
        }
        for (name, count) in self.attacks() {
            if count > 0 {
                missed.push(format!("{name}: {count}, not 0"));
            }
        }
        missed
    }

    fn attacks(&self) -> [(&'static str, usize); 2] {
        [
            ("injections_grounded", self.injections_grounded),
            ("injections_worst_model", self.injections_worst_model),
        ]
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| | goal | without the model | with it |")?;
        writeln!(f, "|---|---|---|---|")?;
        for goal in &GOALS {
            let asked = if (goal.without - goal.with).abs() < f64::EPSILON {
                format!("{:.0} %", 100.0 * goal.with)
            } else {
                format!("{:.0} % / {:.0} %", 100.0 * goal.without, 100.0 * goal.with)
            };
            let without = 100.0 * (goal.of)(&self.without);
            let with = self.with.as_ref().map_or("-".to_owned(), |judged| {
                format!("{:.1} %", 100.0 * (goal.of)(judged))
            });
            writeln!(f, "| {} | {asked} | {without:.1} % | {with} |", goal.name)?;
        }
        let effects = |judged: &Judged| judged.wrong_effects.to_string();
        let (without, with) = (effects(&self.without), self.with.as_ref().map(effects));
        let with = with.unwrap_or("-".to_owned());
        writeln!(f, "| wrong_effects | 0 | {without} | {with} |")?;
        for (name, count) in self.attacks() {
            writeln!(f, "| {name} | 0 | {count} | - |")?;
        }
        Ok(())
    }
}
