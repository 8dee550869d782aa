//! Versions: revisions of a machine that have a number and stay.

use std::sync::Arc;

use asl::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;

use crate::arn::{Qualifier, StateMachineArn};
use crate::date;
use crate::machine::Machine;
use crate::registry::{Answer, Registry};
use crate::revision::Revision;

/// A machine has at most so many versions (API reference, PublishStateMachineVersion).
const VERSIONS_MAX: usize = 1_000;

/// A version of a machine.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) number: u32,
    pub(crate) arn: Arc<str>,
    pub(crate) revision: Arc<Revision>,
    pub(crate) description: Option<String>,
    pub(crate) created: Timestamp,
}

/// What PublishStateMachineVersion is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublishStateMachineVersion {
    state_machine_arn: String,
    revision_id: Option<String>,
    description: Option<String>,
}

/// What DeleteStateMachineVersion is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeleteStateMachineVersion {
    state_machine_version_arn: String,
}

/// What ListStateMachineVersions and ListStateMachineAliases are asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListOfMachine {
    pub(crate) state_machine_arn: String,
    pub(crate) max_results: Option<u32>,
    pub(crate) next_token: Option<String>,
}

impl Machine {
    /// The version of the machine as it is now, published now unless it was before.
    pub(crate) fn publish(&mut self, description: Option<String>, now: Timestamp) -> &Version {
        let number = self.published().unwrap_or_else(|| {
            self.last_version += 1;
            self.last_version
        });
        self.versions.entry(number).or_insert_with(|| Version {
            number,
            arn: format!("{}:{number}", self.arn).into(),
            revision: self.revision.clone(),
            description,
            created: now,
        })
    }

    /// Refuses one more version when there are as many as there may be. `changed`: the version is
    /// to be of a revision that is still to come.
    pub(crate) fn check_room_for_version(&self, changed: bool) -> Result<(), ApiError> {
        let needs_room = changed || self.published().is_none();
        if needs_room && self.versions.len() >= VERSIONS_MAX {
            return Err(ApiError::new(
                "ServiceQuotaExceededException",
                format!("A state machine can have at most {VERSIONS_MAX} versions"),
            ));
        }
        Ok(())
    }

    /// Whether there is a version of the machine as it is now, with another description than this.
    pub(crate) fn is_published_with_another(&self, description: Option<&str>) -> bool {
        self.published()
            .and_then(|number| self.versions.get(&number))
            .is_some_and(|version| {
                description.is_some() && version.description.as_deref() != description
            })
    }

    /// The number of the newest version of the machine as it is now.
    fn published(&self) -> Option<u32> {
        let mut versions = self.versions.values().rev();
        let version = versions.find(|version| version.revision.number == self.revision.number)?;
        Some(version.number)
    }
}

impl Registry {
    pub(crate) async fn publish_version(&self, request: PublishStateMachineVersion) -> Answer {
        let arn = &*request.state_machine_arn;
        let parsed = StateMachineArn::parse_unlabelled(arn)?;
        self.change(|state| {
            let machine = state.unqualified_machine(arn, parsed)?;
            machine.check_not_deleting()?;
            let current = machine.revision.id_or_initial();
            if let Some(wanted) = request.revision_id.filter(|wanted| wanted != current) {
                return Err(conflict(format!(
                    "Failed to publish the State Machine version for revision {wanted}. The \
                     current State Machine revision is {current}."
                )));
            }
            machine.check_room_for_version(false)?;
            let machine = state.machine_mut(parsed.name);
            let version = machine.publish(request.description, date::now());
            let answer = version.item();
            state.save_machine(parsed.name);
            Ok(answer)
        })
        .await
    }

    /// Deleting a version that is not there does nothing (recorded from AWS).
    pub(crate) async fn delete_version(&self, request: DeleteStateMachineVersion) -> Answer {
        let arn = &*request.state_machine_version_arn;
        let parsed = StateMachineArn::parse_unlabelled(arn)?;
        let Qualifier::Version(number) = parsed.qualifier else {
            return Err(ApiError::validation(format!(
                "The ARN must be that of a state machine version. Received: {arn}"
            )));
        };
        self.change(|state| {
            let Ok(machine) = state.machine(arn, parsed) else {
                return Ok(json!({}));
            };
            if !machine.versions.contains_key(&number) {
                return Ok(json!({}));
            }
            let users: Vec<&str> = machine
                .aliases
                .iter()
                .filter(|alias| alias.leads_to(number))
                .map(|alias| &*alias.name)
                .collect();
            if !users.is_empty() {
                return Err(conflict(format!(
                    "Version to be deleted must not be referenced by an alias. Current list of \
                     aliases referencing this version: [{}]",
                    users.join(", ")
                )));
            }
            state.machine_mut(parsed.name).versions.remove(&number);
            state.save_machine(parsed.name);
            Ok(json!({}))
        })
        .await
    }

    /// The newest version comes first. A machine that is not there has none.
    pub(crate) fn list_versions(&self, request: &ListOfMachine) -> Answer {
        let arn = &*request.state_machine_arn;
        let parsed = StateMachineArn::parse_unlabelled(arn)?;
        let state = self.read();
        let list = format!("ListStateMachineVersions {arn}");
        let page = self.page_of_machine(&list, request)?;
        let before = match &page.after {
            None => u32::MAX,
            Some(position) => position.parse().unwrap_or(0),
        };
        let machine = state.machine(arn, parsed).ok();
        let versions = machine
            .into_iter()
            .flat_map(|machine| machine.versions.values().rev());
        let versions = versions.filter(|version| version.number < before);
        let (versions, end) = page.take(versions, |version| version.number.to_string());
        let items: Vec<Value> = versions.into_iter().map(Version::item).collect();
        Ok(self.with_next_token(json!({"stateMachineVersions": items}), &list, end))
    }
}

impl Version {
    fn item(&self) -> Value {
        json!({
            "stateMachineVersionArn": &*self.arn,
            "creationDate": date::to_json(self.created),
        })
    }
}

/// `ConflictException`
pub(crate) fn conflict(message: impl Into<String>) -> ApiError {
    ApiError::new("ConflictException", message)
}
