//! State machines: making, changing, deleting, describing and listing them.

mod request;

use std::collections::BTreeMap;
use std::sync::Arc;

use asl::Timestamp;
use asl::machine::forbidden_in_names;
use interpreter::ExecutionKind;
use serde_json::{Value, json};
use wire::{ApiError, RequestId};

use crate::activity::ListRequest;
use crate::alias::Alias;
use crate::arn::{Qualifier, StateMachineArn};
use crate::date;
use crate::registry::{Answer, Registry, State};
use crate::revision::{Revision, Settings};
use crate::tag::Tags;
use crate::version::Version;

pub(crate) use request::{
    CreateStateMachine, DeleteStateMachine, DescribeStateMachine, MachineChange, MachineType,
    NewMachine, UpdateStateMachine,
};

/// An account has at most so many machines (Step Functions quotas).
const MACHINES_MAX: usize = 100_000;

/// A state machine.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) arn: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) kind: ExecutionKind,
    pub(crate) created: Timestamp,
    /// It is gone once its executions are.
    pub(crate) deleting: bool,
    /// What besides its settings it was made with.
    pub(crate) creation: Creation,
    /// As it is now.
    pub(crate) revision: Arc<Revision>,
    /// By their numbers.
    pub(crate) versions: BTreeMap<u32, Version>,
    /// The number of the newest version there ever was; 0 when there was none.
    pub(crate) last_version: u32,
    /// In the order in which they were made.
    pub(crate) aliases: Vec<Alias>,
    pub(crate) tags: Tags,
}

/// What a machine was made with and idempotency looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Creation {
    /// Whether version 1 was to be published.
    pub(crate) publish: bool,
    /// The description of that version.
    pub(crate) version_description: Option<String>,
}

impl Registry {
    pub(crate) async fn create_state_machine(&self, new: NewMachine) -> Answer {
        let arn: Arc<str> = self.arn("stateMachine", &new.name).into();
        self.change(|state| {
            if let Some(existing) = state.machines.get(&*new.name) {
                return existing.created_again(&new);
            }
            if state.machines.len() >= MACHINES_MAX {
                return Err(ApiError::new(
                    "StateMachineLimitExceeded",
                    format!("There can be at most {MACHINES_MAX} state machines"),
                ));
            }
            let NewMachine {
                name,
                kind,
                settings,
                creation,
                tags,
            } = new;
            let created = date::now();
            let mut machine = Machine {
                arn,
                name: name.into(),
                kind,
                created,
                deleting: false,
                revision: state.new_revision(None, created, settings),
                versions: BTreeMap::new(),
                last_version: 0,
                aliases: Vec::new(),
                creation,
                tags,
            };
            if machine.creation.publish {
                let description = machine.creation.version_description.clone();
                machine.publish(description, created);
            }
            let answer = machine.created();
            let name = machine.name.clone();
            state.machines.insert(name.clone(), machine);
            state.save_machine(&name);
            Ok(answer)
        })
        .await
    }

    pub(crate) async fn update_state_machine(&self, change: MachineChange) -> Answer {
        let arn = &*change.machine_arn;
        let parsed = StateMachineArn::parse_unlabelled(arn)?;
        self.change(|state| {
            let machine = state.unqualified_machine(arn, parsed)?;
            machine.check_not_deleting()?;
            let before = &machine.revision.settings;
            let after = Settings {
                definition: change.definition.unwrap_or(before.definition.clone()),
                role_arn: change.role_arn.unwrap_or(before.role_arn.clone()),
                logging: change.logging.unwrap_or(before.logging.clone()),
                tracing: change.tracing.unwrap_or(before.tracing),
                encryption: change.encryption.unwrap_or(before.encryption.clone()),
            };
            // Verified on AWS: a version with another description is another version, of a
            // revision that differs in nothing else.
            let described_anew = change.publish
                && machine.is_published_with_another(change.version_description.as_deref());
            let changes = described_anew || !after.is_same(before);
            if change.publish {
                machine.check_room_for_version(changes)?;
            }
            let updated = date::now();
            let revision = changes.then(|| {
                let revision_id = RequestId::random().to_string().into();
                state.new_revision(Some(revision_id), updated, after)
            });
            let machine = state.machine_mut(parsed.name);
            if let Some(revision) = revision {
                machine.revision = revision;
            }
            let mut answer = json!({"updateDate": date::to_json(updated)});
            if let Some(revision_id) = &machine.revision.revision_id {
                answer["revisionId"] = (&**revision_id).into();
            }
            if change.publish {
                let version = machine.publish(change.version_description, updated);
                answer["stateMachineVersionArn"] = version.arn.to_string().into();
            }
            state.save_machine(parsed.name);
            Ok(answer)
        })
        .await
    }

    /// Marks a machine for deletion. Its versions and aliases are gone at once; the machine is
    /// gone with [`finish_deletion`](Registry::finish_deletion), once no execution of it runs.
    /// The ARN of the machine, when there is one.
    pub(crate) async fn delete_state_machine(
        &self,
        request: DeleteStateMachine,
    ) -> Result<Option<Arc<str>>, ApiError> {
        let arn = &*request.state_machine_arn;
        let parsed = StateMachineArn::parse_unlabelled(arn)?;
        self.change(|state| {
            if state.unqualified_machine(arn, parsed).is_err() {
                return Ok(None);
            }
            let machine = state.machine_mut(parsed.name);
            machine.deleting = true;
            machine.versions.clear();
            machine.aliases.clear();
            let arn = machine.arn.clone();
            state.save_machine(parsed.name);
            Ok(Some(arn))
        })
        .await
    }

    pub(crate) fn describe_state_machine(&self, request: &DescribeStateMachine) -> Answer {
        let arn = &*request.state_machine_arn;
        let parsed = StateMachineArn::parse_unlabelled(arn)?;
        let state = self.read();
        let machine = state.machine(arn, parsed)?;
        let (revision, created, description) = match parsed.qualifier {
            Qualifier::None => (&machine.revision, machine.created, None),
            Qualifier::Version(number) => {
                let version = machine.versions.get(&number);
                let version = version.ok_or_else(|| no_such_machine(arn))?;
                (
                    &version.revision,
                    version.created,
                    version.description.as_deref(),
                )
            }
            Qualifier::Alias(_) | Qualifier::Label(_) => return Err(no_such_machine(arn)),
        };
        let mut answer = Value::Object(revision.describe(request.included_data));
        answer["stateMachineArn"] = arn.into();
        answer["name"] = (&*machine.name).into();
        answer["status"] = if machine.deleting {
            "DELETING"
        } else {
            "ACTIVE"
        }
        .into();
        answer["type"] = machine.type_name().into();
        answer["creationDate"] = date::to_json(created);
        if let Some(description) = description {
            answer["description"] = description.into();
        }
        Ok(answer)
    }

    /// Machines come in the order of their names.
    pub(crate) fn list_state_machines(&self, request: &ListRequest) -> Answer {
        let state = self.read();
        let list = "ListStateMachines";
        let page = self.page(list, request)?;
        let items = state.machines.range::<str, _>(page.beyond());
        let (machines, end) = page.take(items, |(name, _)| name.to_string());
        let items: Vec<Value> = machines.iter().map(|(_, machine)| machine.item()).collect();
        Ok(self.with_next_token(json!({"stateMachines": items}), list, end))
    }
}

impl Machine {
    /// The answer to a request that would make the machine once more.
    fn created_again(&self, new: &NewMachine) -> Answer {
        self.check_not_deleting()?;
        let same = self.kind == new.kind
            && self.creation == new.creation
            && self.revision.settings.is_same_but_for_role(&new.settings);
        if same {
            Ok(self.created())
        } else {
            Err(ApiError::new(
                "StateMachineAlreadyExists",
                format!("State Machine Already Exists: '{}'", self.arn),
            ))
        }
    }

    fn created(&self) -> Value {
        let mut answer = json!({
            "stateMachineArn": &*self.arn,
            "creationDate": date::to_json(self.created),
        });
        if let Some(version) = self.versions.get(&1).filter(|_| self.creation.publish) {
            answer["stateMachineVersionArn"] = version.arn.to_string().into();
        }
        answer
    }

    fn item(&self) -> Value {
        json!({
            "stateMachineArn": &*self.arn,
            "name": &*self.name,
            "type": self.type_name(),
            "creationDate": date::to_json(self.created),
        })
    }

    fn type_name(&self) -> &'static str {
        match self.kind {
            ExecutionKind::Standard => "STANDARD",
            ExecutionKind::Express => "EXPRESS",
        }
    }

    /// `StateMachineDeleting` when the machine is about to go.
    pub(crate) fn check_not_deleting(&self) -> Result<(), ApiError> {
        if self.deleting {
            return Err(ApiError::new(
                "StateMachineDeleting",
                format!("State Machine Is Being Deleted: '{}'", self.arn),
            ));
        }
        Ok(())
    }
}

impl State {
    /// The machine of an ARN, whatever of it the ARN means.
    pub(crate) fn machine(
        &self,
        arn: &str,
        parsed: StateMachineArn<'_>,
    ) -> Result<&Machine, ApiError> {
        let machine = self.machines.get(parsed.name);
        machine
            .filter(|machine| *machine.arn == *parsed.unqualified)
            .ok_or_else(|| no_such_machine(arn))
    }

    /// The machine of an ARN that means the machine itself.
    pub(crate) fn unqualified_machine(
        &self,
        arn: &str,
        parsed: StateMachineArn<'_>,
    ) -> Result<&Machine, ApiError> {
        match parsed.qualifier {
            Qualifier::None => self.machine(arn, parsed),
            Qualifier::Version(_) | Qualifier::Alias(_) | Qualifier::Label(_) => {
                Err(no_such_machine(arn))
            }
        }
    }

    /// A machine that is known to be there.
    pub(crate) fn machine_mut(&mut self, name: &str) -> &mut Machine {
        self.machines
            .get_mut(name)
            .expect("the machine has been found under the same lock")
    }
}

/// Refuses the name of something to be made.
pub(crate) fn check_name(name: &str) -> Result<(), ApiError> {
    if name.chars().any(forbidden_in_names) {
        return Err(ApiError::new(
            "InvalidName",
            format!("Invalid Name: '{name}'"),
        ));
    }
    Ok(())
}

/// `StateMachineDoesNotExist`
pub(crate) fn no_such_machine(arn: &str) -> ApiError {
    ApiError::new(
        "StateMachineDoesNotExist",
        format!("State Machine Does Not Exist: '{arn}'"),
    )
}
