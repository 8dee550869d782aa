//! What the shop's own workflows use, as it was measured on the embedded services: which journeys an
//! order makes, and what each asks of DynamoDB and SNS besides.
//!
//! `profile.json` is written by `UPDATE_PROFILE=1 cargo test -p delivery --test profile`, which makes
//! the journeys; without the variable the same test says whether they still are what the file says.

use std::collections::BTreeMap;

use asl::StateMachine;
use serde::{Deserialize, Serialize};

use crate::walk::{Journey, Misfit};

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// When: `2026-11-27`
    pub measured: String,
    /// How to do it again.
    pub reproduce: String,
    /// The journeys of an order.
    pub order: Vec<Measured>,
    /// The journeys of a question to the assistant's workflow.
    pub question: Vec<Measured>,
}

/// A journey, and what it used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// What comes of it: `delivered`
    pub name: String,
    /// How many of all make it, from 0 to 1: an assumption.
    pub share: f64,
    /// Its turns ([`Journey::turns`]).
    pub turns: BTreeMap<String, Vec<String>>,
    /// What it used besides transitions and the invocations of its tasks.
    pub used: Used,
}

/// What was asked of services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Used {
    /// DynamoDB's write request units, those of indexes aside.
    pub write_units: u64,
    /// Halves of its read request units.
    pub read_half_units: u64,
    /// Publications to topics.
    pub publications: u64,
    /// What is kept in the table when it is over.
    pub kept_bytes: u64,
    /// How many events its history has.
    pub history_events: u64,
    /// How long the longest input or output of a state or task is.
    pub payload_bytes: u64,
}

impl Profile {
    /// That of the program.
    pub fn measured() -> Profile {
        serde_json::from_str(include_str!("profile.json")).expect("the profile can be read")
    }

    /// The journeys that lead through a machine; `None` where it is none of the shop's.
    pub fn of(&self, machine: &StateMachine) -> Option<(Subject, &[Measured])> {
        [
            (Subject::Order, &self.order),
            (Subject::Question, &self.question),
        ]
        .into_iter()
        .find(|(_, journeys)| {
            let fits = |it: &Measured| it.journey().through(machine, 1.0).is_ok();
            !journeys.is_empty() && journeys.iter().all(fits)
        })
        .map(|(subject, journeys)| (subject, journeys.as_slice()))
    }
}

/// What makes a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An order.
    Order,
    /// A question to the assistant.
    Question,
}

impl Measured {
    /// Its turns.
    pub fn journey(&self) -> Journey {
        Journey {
            turns: self.turns.clone(),
        }
    }

    /// How many transitions it has.
    pub fn transitions(&self, machine: &StateMachine) -> Result<f64, Misfit> {
        Ok(self.journey().through(machine, 1.0)?.all())
    }
}
