//! The experiments of the stores: who was dealt which variant, and what came of it.
//!
//! Somebody is dealt a variant when their conversation first needs one. That, and each outcome once,
//! is written in one transaction with the variant's counts, so that the counts are those of the
//! conversations however often something is reported.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use delivery::{Delivery, DeliveryError, StoreId};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::assignment::{Arm, arm};
use super::comparison::{Comparison, Counts};
use super::experiment::{Experiment, ExperimentName, Outcome, State, Variant};
use super::table::{Attributes, Change, Key, ScenarioTable, hex, number, text};

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
