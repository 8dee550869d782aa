//! Experiments: two variants of how the assistant answers, dealt by a hash, and what came of each.
//!
//! Somebody is dealt a variant when their conversation first needs one. That, and each outcome once,
//! is written in one transaction with the variant's counts, so that the counts are those of the
//! conversations however often something is reported.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use delivery::{Delivery, DeliveryError, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::assignment::{Arm, BUCKETS, arm};
use super::interval::{Difference, Interval, Share, needed};
use super::table::{Attributes, Change, Key, ScenarioTable, hex, number, text};

/// What is added to a prompt has at most so many characters.
pub const PROMPT_CHARS_MAX: usize = 2_000;

/// A name has at most so many characters.
pub const NAME_CHARS_MAX: usize = 40;

/// The identifier of a model has at most so many characters (Bedrock, `modelId`).
pub const MODEL_CHARS_MAX: usize = 2_048;

/// The difference that the note on sample sizes is about: five points.
const DIFFERENCE_SOUGHT: f64 = 0.05;

/// What an experiment is called: `tone-2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExperimentName(String);

/// A text that no experiment is called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an experiment is called by 1 to {NAME_CHARS_MAX} small letters, digits and hyphens")]
pub struct InvalidName;

impl ExperimentName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<ExperimentName, InvalidName> {
        let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        let fits = (1..=NAME_CHARS_MAX).contains(&text.len()) && text.bytes().all(allowed);
        fits.then(|| ExperimentName(text.to_owned()))
            .ok_or(InvalidName)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ExperimentName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<ExperimentName, InvalidName> {
        ExperimentName::parse(&text)
    }
}

impl From<ExperimentName> for String {
    fn from(name: ExperimentName) -> String {
        name.0
    }
}

/// How the assistant answers those who have a variant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Added to the system prompt; nothing when it is empty.
    #[serde(default)]
    pub prompt: String,
    /// Which model answers; that of the request without.
    #[serde(default)]
    pub model_id: Option<String>,
}

/// How far an experiment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Conversations are dealt variants.
    Running,
    /// It is over, and everybody has what there was before: `a`, which is not counted.
    Stopped,
    /// It is over, and everybody has this one, which is not counted.
    Decided {
        /// This one.
        winner: Arm,
    },
}

/// An experiment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Experiment {
    /// What it is called.
    pub name: ExperimentName,
    /// What there was before.
    pub a: Variant,
    /// What is tried.
    pub b: Variant,
    /// So many of 10 000 have `b`.
    pub share_of_b: u16,
    /// How far it is.
    #[serde(flatten)]
    pub state: State,
    /// When it was begun.
    pub since: Timestamp,
}

/// What is wrong with an experiment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExperiment {
    /// A share is no share.
    #[error("the share of `b` is 0 to {BUCKETS}, in hundredths of a percent")]
    Share,
    /// A variant says too much.
    #[error("what a variant adds has at most {PROMPT_CHARS_MAX} characters")]
    Prompt,
    /// No model is called like that.
    #[error("the identifier of a model has 1 to {MODEL_CHARS_MAX} characters")]
    Model,
    /// There is nothing to find out.
    #[error("`a` and `b` are the same: give one of them another prompt or another model")]
    Same,
}

impl Experiment {
    /// The experiment, if it makes sense.
    pub fn checked(self) -> Result<Experiment, InvalidExperiment> {
        if self.share_of_b > BUCKETS {
            return Err(InvalidExperiment::Share);
        }
        for variant in [&self.a, &self.b] {
            if variant.prompt.chars().count() > PROMPT_CHARS_MAX {
                return Err(InvalidExperiment::Prompt);
            }
            let fits = |id: &String| (1..=MODEL_CHARS_MAX).contains(&id.len());
            if !variant.model_id.as_ref().is_none_or(fits) {
                return Err(InvalidExperiment::Model);
            }
        }
        if self.a == self.b {
            return Err(InvalidExperiment::Same);
        }
        Ok(self)
    }

    /// One of its variants.
    pub fn variant(&self, arm: Arm) -> &Variant {
        match arm {
            Arm::A => &self.a,
            Arm::B => &self.b,
        }
    }
}

/// What can come of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was solved without a person.
    Solved,
    /// A person took over.
    HandOver,
    /// The customer liked an answer.
    ThumbsUp,
    /// The customer did not like an answer.
    ThumbsDown,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 4] = [
        Outcome::Solved,
        Outcome::HandOver,
        Outcome::ThumbsUp,
        Outcome::ThumbsDown,
    ];

    /// As it is written: `hand_over`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Solved => "solved",
            Outcome::HandOver => "hand_over",
            Outcome::ThumbsUp => "thumbs_up",
            Outcome::ThumbsDown => "thumbs_down",
        }
    }
}

/// How a variant does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// So many conversations have it.
    pub assigned: u32,
    /// So many of them came to this.
    pub outcomes: BTreeMap<Outcome, u32>,
}

impl Counts {
    /// So many came to this.
    pub fn of(&self, outcome: Outcome) -> u32 {
        self.outcomes.get(&outcome).copied().unwrap_or(0)
    }

    /// The share that came to this; nothing while nobody has the variant.
    pub fn share(&self, outcome: Outcome) -> Option<Share> {
        // A count is read before the other: the later one may be ahead by what is written just now.
        Share::of(self.of(outcome).min(self.assigned), self.assigned)
    }
}

/// How the variants of an experiment compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// How `a` does.
    pub a: Counts,
    /// How `b` does.
    pub b: Counts,
}

/// How the variants compare in one outcome.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutcomeComparison {
    /// Which outcome.
    pub outcome: Outcome,
    /// The share of `a`, and from where to where it lies.
    pub a: Option<(f64, Interval)>,
    /// The share of `b`.
    pub b: Option<(f64, Interval)>,
    /// How much larger the share of `b` is.
    pub difference: Option<Difference>,
    /// So many conversations of each variant are needed to find a difference of five points.
    pub needed: Option<u32>,
}

impl Comparison {
    /// How they compare in this.
    pub fn of(&self, outcome: Outcome) -> OutcomeComparison {
        let (a, b) = (self.a.share(outcome), self.b.share(outcome));
        let shown = |share: Share| (share.rate(), share.interval());
        let sought = |share: Share| {
            let rate = share.rate();
            needed(rate, DIFFERENCE_SOUGHT).or(needed(rate, -DIFFERENCE_SOUGHT))
        };
        OutcomeComparison {
            outcome,
            a: a.map(shown),
            b: b.map(shown),
            difference: a.zip(b).map(|(a, b)| b.above(a)),
            needed: a.and_then(sought),
        }
    }
}

/// The variant of somebody, and of which experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// Which experiment.
    pub experiment: ExperimentName,
    /// Which of its variants.
    pub arm: Arm,
    /// What that is.
    pub variant: Variant,
}

/// Whether a conversation counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Its customer is signed in.
    Yes,
    /// Nobody knows whose it is: whoever makes up conversations must not decide an experiment, nor
    /// fill a table.
    No,
}

/// The experiments of all stores. Clones are the same.
#[derive(Clone, Debug)]
pub struct Experiments {
    table: ScenarioTable,
}

impl Experiments {
    /// Those that are kept beside a delivery.
    pub fn beside(delivery: &Delivery) -> Experiments {
        Experiments {
            table: ScenarioTable::beside(delivery),
        }
    }

    /// Those of a store, by name.
    pub async fn all(&self, store: &StoreId) -> Result<Vec<Experiment>, DeliveryError> {
        let pk = Key::experiments(store);
        let found = self.table.all(&pk, "EXPERIMENT#").await?;
        found.iter().map(read).collect()
    }

    /// The one of this name.
    pub async fn find(
        &self,
        store: &StoreId,
        name: &ExperimentName,
    ) -> Result<Option<Experiment>, DeliveryError> {
        let key = Key::experiment(store, name.as_str());
        let found = self.table.get(&key).await?;
        found.as_ref().map(read).transpose()
    }

    /// Begins an experiment; `false` when there is one of this name.
    pub async fn begin(
        &self,
        store: &StoreId,
        experiment: &Experiment,
    ) -> Result<bool, DeliveryError> {
        let mut item = Key::experiment(store, experiment.name.as_str()).attributes();
        item.insert("document".to_owned(), document(experiment)?);
        self.table.put_new(item).await
    }

    /// Settles how far an experiment is and which share `b` has; `false` when there is none of this
    /// name.
    pub async fn settle(
        &self,
        store: &StoreId,
        experiment: &Experiment,
    ) -> Result<bool, DeliveryError> {
        self.table
            .change(Change {
                key: Key::experiment(store, experiment.name.as_str()),
                update: "SET #document = :document".to_owned(),
                condition: Some("attribute_exists(PK)".to_owned()),
                names: vec![("#document", "document".to_owned())],
                values: vec![(":document", document(experiment)?)],
            })
            .await
    }

    /// The variant that `unit` (a conversation) has of the store's current experiment: of those that
    /// are not stopped, the one that was begun last. Nothing when there is none. Only what is
    /// [`Counted::Yes`] is written down.
    pub async fn assign(
        &self,
        store: &StoreId,
        unit: &str,
        counted: Counted,
    ) -> Result<Option<Assigned>, DeliveryError> {
        let mut open = self.all(store).await?;
        open.retain(|experiment| experiment.state != State::Stopped);
        let Some(experiment) = open.into_iter().max_by_key(|experiment| experiment.since) else {
            return Ok(None);
        };
        let arm = match (experiment.state, counted) {
            (State::Decided { winner }, _) => winner,
            (State::Running | State::Stopped, Counted::Yes) => {
                self.deal(store, &experiment, unit).await?
            }
            (State::Running | State::Stopped, Counted::No) => {
                arm(experiment.name.as_str(), unit, experiment.share_of_b)
            }
        };
        Ok(Some(Assigned {
            arm,
            variant: experiment.variant(arm).clone(),
            experiment: experiment.name,
        }))
    }

    /// The variant that `unit` was dealt, or is dealt now. Whoever has one keeps it.
    async fn deal(
        &self,
        store: &StoreId,
        experiment: &Experiment,
        unit: &str,
    ) -> Result<Arm, DeliveryError> {
        let name = experiment.name.as_str();
        let dealt = arm(name, unit, experiment.share_of_b);
        let key = unit_key(store, name, unit);
        let mut item = key.attributes();
        let text = |text: &str| AttributeValue::S(text.to_owned());
        item.insert("arm".to_owned(), text(dealt.as_str()));
        item.insert("at".to_owned(), text(&Timestamp::now().to_string()));
        let counted = self
            .table
            .changed(counted(store, name, dealt, "assigned"))?;
        let written = self
            .table
            .together(vec![self.table.new_item(item)?, counted]);
        if written.await? {
            return Ok(dealt);
        }
        let before = self.table.get(&key).await?;
        Ok(before.as_ref().and_then(arm_of).unwrap_or(dealt))
    }

    /// Notes what came of a conversation, in each running experiment it has a variant of; in how
    /// many that was new.
    pub async fn note(
        &self,
        store: &StoreId,
        unit: &str,
        outcome: Outcome,
    ) -> Result<u32, DeliveryError> {
        let mut noted = 0;
        for experiment in self.all(store).await? {
            if experiment.state != State::Running {
                continue;
            }
            let name = experiment.name.as_str();
            let key = unit_key(store, name, unit);
            let Some(arm) = self.table.get(&key).await?.as_ref().and_then(arm_of) else {
                continue;
            };
            let once = Change {
                key,
                update: "SET #outcome = :at".to_owned(),
                condition: Some(
                    "attribute_exists(PK) AND attribute_not_exists(#outcome)".to_owned(),
                ),
                names: vec![("#outcome", outcome.as_str().to_owned())],
                values: vec![(":at", AttributeValue::S(Timestamp::now().to_string()))],
            };
            let counted = self
                .table
                .changed(counted(store, name, arm, outcome.as_str()))?;
            let writes = vec![self.table.changed(once)?, counted];
            noted += u32::from(self.table.together(writes).await?);
        }
        Ok(noted)
    }

    /// How the variants of an experiment compare.
    pub async fn comparison(
        &self,
        store: &StoreId,
        name: &ExperimentName,
    ) -> Result<Comparison, DeliveryError> {
        let counts = async |arm: Arm| {
            let key = Key::of_experiment(store, name.as_str(), arm_key(arm));
            let found = self.table.get(&key).await?.unwrap_or_default();
            let of = |name: &str| number(&found, name).unwrap_or(0);
            let outcomes = Outcome::ALL.map(|outcome| (outcome, of(outcome.as_str())));
            Ok::<_, DeliveryError>(Counts {
                assigned: of("assigned"),
                outcomes: BTreeMap::from(outcomes),
            })
        };
        Ok(Comparison {
            a: counts(Arm::A).await?,
            b: counts(Arm::B).await?,
        })
    }
}

/// Under the hash of what a conversation is known by, which may be of any length and is nobody's
/// business here.
fn unit_key(store: &StoreId, name: &str, unit: &str) -> Key {
    let digits = hex(&Sha256::digest(unit.as_bytes()));
    Key::of_experiment(store, name, format!("UNIT#{digits}"))
}

fn arm_key(arm: Arm) -> String {
    format!("ARM#{}", arm.as_str())
}

fn arm_of(item: &Attributes) -> Option<Arm> {
    Arm::parse(text(item, "arm")?)
}

/// One more of a count.
fn counted(store: &StoreId, name: &str, arm: Arm, count: &str) -> Change {
    Change {
        key: Key::of_experiment(store, name, arm_key(arm)),
        update: "ADD #count :one".to_owned(),
        condition: None,
        names: vec![("#count", count.to_owned())],
        values: vec![(":one", AttributeValue::N("1".to_owned()))],
    }
}

fn document(experiment: &Experiment) -> Result<AttributeValue, DeliveryError> {
    let text = serde_json::to_string(experiment);
    text.map(AttributeValue::S)
        .map_err(|error| DeliveryError::Invalid(error.to_string()))
}

fn read(item: &Attributes) -> Result<Experiment, DeliveryError> {
    let document = text(item, "document").unwrap_or_default();
    serde_json::from_str(document).map_err(|error| {
        DeliveryError::Unavailable(format!(
            "an experiment of the table cannot be read: {error}"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn experiment() -> Experiment {
        Experiment {
            name: ExperimentName::parse("tone-2").expect("a name"),
            a: Variant::default(),
            b: Variant {
                prompt: "Answer in one sentence.".to_owned(),
                model_id: None,
            },
            share_of_b: 5_000,
            state: State::Decided { winner: Arm::B },
            since: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn experiments_are_kept_as_they_always_were() {
        let kept = r#"{"name":"tone-2","a":{"prompt":"","model_id":null},"b":{"prompt":"Answer in one sentence.","model_id":null},"share_of_b":5000,"state":"decided","winner":"b","since":"1970-01-01T00:00:00Z"}"#;
        assert_eq!(serde_json::to_string(&experiment()).expect("JSON"), kept);
        let read: Experiment = serde_json::from_str(kept).expect("an experiment");
        assert_eq!(read, experiment());
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let wrong = |change: fn(&mut Experiment)| {
            let mut experiment = experiment();
            change(&mut experiment);
            experiment.checked().expect_err("refused")
        };
        assert_eq!(wrong(|it| it.share_of_b = 10_001), InvalidExperiment::Share);
        assert_eq!(
            wrong(|it| it.b = Variant::default()),
            InvalidExperiment::Same
        );
        assert_eq!(
            wrong(|it| it.a.prompt = "x".repeat(PROMPT_CHARS_MAX + 1)),
            InvalidExperiment::Prompt
        );
        assert_eq!(
            wrong(|it| it.a.model_id = Some(String::new())),
            InvalidExperiment::Model
        );
        assert!(experiment().checked().is_ok());
        for name in ["", "Tone", "a b", "a#b", &"a".repeat(41)] {
            assert_eq!(ExperimentName::parse(name), Err(InvalidName), "{name}");
        }
    }

    #[test]
    fn variants_are_compared_once_both_have_somebody() {
        let counts = |assigned, solved| Counts {
            assigned,
            outcomes: BTreeMap::from([(Outcome::Solved, solved)]),
        };
        let none = Comparison {
            a: counts(10, 5),
            b: counts(0, 0),
        };
        assert_eq!(none.of(Outcome::Solved).difference, None);
        let both = Comparison {
            a: counts(80, 48),
            b: counts(70, 56),
        };
        let compared = both.of(Outcome::Solved);
        let difference = compared.difference.expect("both have somebody");
        assert!((difference.value - 0.2).abs() < 1e-9 && difference.is_one());
        assert_eq!(
            both.of(Outcome::ThumbsUp).difference.map(|it| it.value),
            Some(0.0)
        );
        assert!(compared.needed.is_some_and(|many| many > 1_000));
    }
}
