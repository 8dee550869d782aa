//! Everything the account has but executions: machines, their versions and aliases, activities,
//! tags.
//!
//! It is all in memory, behind one lock, and written through to the journal: a change is decided
//! under the lock, queued for the journal before the lock is given back, and answered when it is
//! durable. What each kind of thing can do is in the file of its name.

mod document;

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use asl::Timestamp;
use interpreter::ExecutionKind;
use journal::{Journal, JournalError, Write};
use serde_json::Value;
use wire::identifier::random_bytes;
use wire::{Account, ApiError, Region};

use crate::activity::{Activity, ListRequest, no_such_activity};
use crate::arn::{self, Qualifier, StateMachineArn};
use crate::date;
use crate::machine::{Machine, no_such_machine};
use crate::page::{PageRequest, PageTokens};
use crate::revision::{Definition, DefinitionHash, Revision, Settings};
use crate::tag::Tags;
use crate::version::ListOfMachine;

/// What an operation gives.
pub(crate) type Answer = Result<Value, ApiError>;

/// The registry of one account in one region.
pub struct Registry {
    account: Account,
    region: Region,
    journal: Journal,
    page_tokens: PageTokens,
    state: RwLock<State>,
}

/// What there is. Everything that has a name is found by it.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) machines: BTreeMap<Arc<str>, Machine>,
    pub(crate) activities: BTreeMap<Arc<str>, Activity>,
    /// Those of machines and versions, and those executions were started with.
    revisions: HashMap<u64, Arc<Revision>>,
    /// Those of the revisions.
    definitions: HashMap<DefinitionHash, Arc<Definition>>,
    last_revision: u64,
    /// What has changed and is not yet queued for the journal.
    unsaved: Vec<Write>,
}

/// What an execution is to be started with.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The machine itself.
    pub machine_arn: Arc<str>,
    /// The machine's name.
    pub machine_name: Arc<str>,
    /// How durable its executions are.
    pub kind: ExecutionKind,
    /// What they are made with.
    pub revision: Arc<Revision>,
    /// The version that was asked for, or that the alias led to.
    pub version_arn: Option<Arc<str>>,
    /// The alias that was asked for.
    pub alias_arn: Option<Arc<str>>,
}

/// A machine, as far as the host of its executions is concerned.
#[derive(Clone, Debug)]
pub struct MachineSummary {
    /// Its ARN, unqualified.
    pub arn: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// How durable its executions are.
    pub kind: ExecutionKind,
    /// Whether it is gone once its executions are.
    pub deleting: bool,
}

impl Registry {
    /// The registry as the journal has it.
    pub fn open(
        journal: Journal,
        account: Account,
        region: Region,
    ) -> Result<Registry, JournalError> {
        let mut state = State::default();
        document::load(&mut state, &journal, |kind, resource| {
            arn::format(&region, &account, kind, resource)
        })?;
        let key = document::page_key(&journal, random_bytes)?;
        Ok(Registry {
            account,
            region,
            page_tokens: PageTokens::new(key),
            journal,
            state: RwLock::new(state),
        })
    }

    /// The account whose registry it is.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The region in its ARNs.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// The tokens of lists in pages.
    pub fn page_tokens(&self) -> &PageTokens {
        &self.page_tokens
    }

    /// What an execution is to be started with, when somebody names `arn`: a machine, a version,
    /// or an alias, which leads to one of its versions by `draw`, a random number.
    pub fn resolve_for_start(&self, arn: &str, draw: u64) -> Result<Resolved, ApiError> {
        let parsed = StateMachineArn::parse_unlabelled(arn)?;
        let state = self.read();
        let machine = state.machine(arn, parsed)?;
        machine.check_not_deleting()?;
        let alias = match parsed.qualifier {
            Qualifier::Alias(name) => {
                let alias = machine.aliases.iter().find(|alias| *alias.name == *name);
                Some(alias.ok_or_else(|| no_such_machine(arn))?)
            }
            Qualifier::None | Qualifier::Version(_) | Qualifier::Label(_) => None,
        };
        let number = match parsed.qualifier {
            Qualifier::Version(number) => Some(number),
            Qualifier::None | Qualifier::Alias(_) | Qualifier::Label(_) => {
                alias.map(|alias| alias.draw(draw))
            }
        };
        let version = match number {
            None => None,
            Some(number) => {
                let version = machine.versions.get(&number);
                Some(version.ok_or_else(|| no_such_machine(arn))?)
            }
        };
        Ok(Resolved {
            machine_arn: machine.arn.clone(),
            machine_name: machine.name.clone(),
            kind: machine.kind,
            revision: version
                .map_or(&machine.revision, |version| &version.revision)
                .clone(),
            version_arn: version.map(|version| version.arn.clone()),
            alias_arn: alias.map(|alias| alias.arn.clone()),
        })
    }

    /// A revision by its number, as long as it is kept; see
    /// [`forget_unused_revisions`](Registry::forget_unused_revisions).
    pub fn revision(&self, number: u64) -> Option<Arc<Revision>> {
        self.read().revisions.get(&number).cloned()
    }

    /// The machine of an ARN, which may be qualified. The ARN of a Map state leads to its
    /// machine. `InvalidArn` or `StateMachineDoesNotExist`.
    pub fn machine(&self, arn: &str) -> Result<MachineSummary, ApiError> {
        let parsed = StateMachineArn::parse(arn)?;
        let state = self.read();
        Ok(state.machine(arn, parsed)?.summary())
    }

    /// The machines that are gone once their executions are.
    pub fn deleting_machines(&self) -> Vec<MachineSummary> {
        let state = self.read();
        let deleting = state.machines.values().filter(|machine| machine.deleting);
        deleting.map(Machine::summary).collect()
    }

    /// Forgets a machine that was marked for deletion, now that none of its executions runs.
    pub async fn finish_deletion(&self, machine_arn: &str) -> Result<(), ApiError> {
        let parsed = StateMachineArn::parse(machine_arn)?;
        self.change(|state| {
            let machine = state.machine(machine_arn, parsed);
            if machine.is_ok_and(|machine| machine.deleting) {
                state.machines.remove(parsed.name);
                state.save_machine(parsed.name);
            }
            Ok(())
        })
        .await
    }

    /// Forgets the revisions that neither a machine nor a version has, and that `is_used` does not
    /// claim for an execution; and the definitions nobody has then. How many revisions it forgot.
    pub async fn forget_unused_revisions(
        &self,
        is_used: impl Fn(u64) -> bool,
    ) -> Result<usize, ApiError> {
        self.change(|state| Ok(state.forget_unused_revisions(is_used)))
            .await
    }

    /// The ARN of something in the account.
    pub(crate) fn arn(&self, kind: &str, resource: &str) -> String {
        arn::format(&self.region, &self.account, kind, resource)
    }

    /// A definition for this kind of machine: the one that is kept when it is known already.
    pub(crate) fn definition(
        &self,
        text: String,
        kind: ExecutionKind,
    ) -> Result<Arc<Definition>, ApiError> {
        let hash = DefinitionHash::of(&text, kind);
        let known = self.read().definitions.get(&hash).cloned();
        match known {
            Some(definition) => Ok(definition),
            None => Definition::read(text, kind).map(Arc::new),
        }
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, State> {
        // A panic under the lock has changed nothing by half: what is decided comes first.
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes something. What `decide` does is queued for the journal before anybody else sees
    /// it; the answer comes when it is durable. When `decide` refuses, it has changed nothing.
    pub(crate) async fn change<T>(
        &self,
        decide: impl FnOnce(&mut State) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let (answer, written) = {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            let answer = decide(&mut state);
            debug_assert!(
                answer.is_ok() || state.unsaved.is_empty(),
                "refused by half"
            );
            let answer = answer?;
            let writes = std::mem::take(&mut state.unsaved);
            (
                answer,
                (!writes.is_empty()).then(|| self.journal.write(writes)),
            )
        };
        if let Some(written) = written {
            written.await.map_err(|error| not_written(&error))?;
        }
        Ok(answer)
    }

    /// What page a request for a list of the account asks for.
    pub(crate) fn page(&self, list: &str, request: &ListRequest) -> Result<PageRequest, ApiError> {
        let token = request.next_token.as_deref();
        self.page_tokens
            .read(list, token, request.max_results, date::now())
    }

    /// What page a request for a list of a machine asks for.
    pub(crate) fn page_of_machine(
        &self,
        list: &str,
        request: &ListOfMachine,
    ) -> Result<PageRequest, ApiError> {
        let token = request.next_token.as_deref();
        self.page_tokens
            .read(list, token, request.max_results, date::now())
    }

    /// The answer with the token of the next page, when there is one.
    pub(crate) fn with_next_token(
        &self,
        mut answer: Value,
        list: &str,
        end: Option<String>,
    ) -> Value {
        if let Some(end) = end {
            let token = self.page_tokens.issue(list, &end, date::now());
            answer["nextToken"] = token.into();
        }
        answer
    }
}

impl State {
    /// A new revision, kept and to be saved.
    pub(crate) fn new_revision(
        &mut self,
        revision_id: Option<Arc<str>>,
        created: Timestamp,
        mut settings: Settings,
    ) -> Arc<Revision> {
        let hash = settings.definition.hash();
        if let Some(known) = self.definitions.get(&hash) {
            settings.definition = known.clone();
        } else {
            self.definitions.insert(hash, settings.definition.clone());
            self.unsaved
                .push(document::definition(&settings.definition));
        }
        self.last_revision += 1;
        let revision = Arc::new(Revision {
            number: self.last_revision,
            revision_id,
            created,
            settings,
        });
        self.revisions.insert(revision.number, revision.clone());
        self.unsaved.push(document::revision(&revision));
        revision
    }

    /// Has the machine of this name saved as it is now; when there is none, its absence.
    pub(crate) fn save_machine(&mut self, name: &str) {
        let write = document::machine(name, self.machines.get(name));
        self.unsaved.push(write);
    }

    /// Has the activity of this name saved as it is now; when there is none, its absence.
    pub(crate) fn save_activity(&mut self, name: &str) {
        let write = document::activity(name, self.activities.get(name));
        self.unsaved.push(write);
    }

    /// The activity of an ARN.
    pub(crate) fn activity(&self, arn: &str) -> Result<&Activity, ApiError> {
        let name = arn::resource(arn, "activity")?;
        let activity = self.activities.get(name);
        activity
            .filter(|activity| *activity.arn == *arn)
            .ok_or_else(|| no_such_activity(arn))
    }

    /// The tags of the machine or activity of an ARN.
    pub(crate) fn tags(&self, arn: &str) -> Result<&Tags, ApiError> {
        match self.tagged(arn)? {
            Tagged::Machine(name) => Ok(&self.machines[name].tags),
            Tagged::Activity(name) => Ok(&self.activities[name].tags),
        }
    }

    /// Changes the tags of the machine or activity of an ARN.
    pub(crate) fn change_tags(
        &mut self,
        arn: &str,
        change: impl FnOnce(&mut Tags) -> Result<(), ApiError>,
    ) -> Result<(), ApiError> {
        match self.tagged(arn)? {
            Tagged::Machine(name) => {
                change(&mut self.machine_mut(name).tags)?;
                self.save_machine(name);
            }
            Tagged::Activity(name) => {
                if let Some(activity) = self.activities.get_mut(name) {
                    change(&mut activity.tags)?;
                }
                self.save_activity(name);
            }
        }
        Ok(())
    }

    fn tagged<'a>(&self, arn: &'a str) -> Result<Tagged<'a>, ApiError> {
        let not_found = || {
            ApiError::new("ResourceNotFound", format!("Resource not found: '{arn}'"))
                .with_field("resourceName", arn)
        };
        if arn::resource(arn, "activity").is_ok() {
            let activity = self.activity(arn).map_err(|_| not_found())?;
            return Ok(Tagged::Activity(&arn[arn.len() - activity.name.len()..]));
        }
        let parsed = StateMachineArn::parse(arn)?;
        match self.unqualified_machine(arn, parsed) {
            Ok(_) => Ok(Tagged::Machine(parsed.name)),
            Err(_) => Err(not_found()),
        }
    }

    fn forget_unused_revisions(&mut self, is_used: impl Fn(u64) -> bool) -> usize {
        let machines = self.machines.values();
        let kept: std::collections::HashSet<u64> = machines
            .flat_map(|machine| {
                let versions = machine.versions.values();
                let versions = versions.map(|version| version.revision.number);
                std::iter::once(machine.revision.number).chain(versions)
            })
            .collect();
        let before = self.revisions.len();
        let unsaved = &mut self.unsaved;
        self.revisions.retain(|number, _| {
            // The last number is kept, so that it is not given again after a restart.
            let stays = kept.contains(number) || *number == self.last_revision || is_used(*number);
            if !stays {
                unsaved.push(document::no_revision(*number));
            }
            stays
        });
        let revisions = self.revisions.values();
        let in_use: std::collections::HashSet<DefinitionHash> = revisions
            .map(|revision| revision.settings.definition.hash())
            .collect();
        self.definitions.retain(|hash, _| {
            let stays = in_use.contains(hash);
            if !stays {
                unsaved.push(document::no_definition(*hash));
            }
            stays
        });
        before - self.revisions.len()
    }
}

/// What has tags, by its name.
enum Tagged<'a> {
    Machine(&'a str),
    Activity(&'a str),
}

impl Machine {
    fn summary(&self) -> MachineSummary {
        MachineSummary {
            arn: self.arn.clone(),
            name: self.name.clone(),
            kind: self.kind,
            deleting: self.deleting,
        }
    }
}

impl PageRequest {
    /// The range of names the page begins in.
    pub(crate) fn beyond(&self) -> (Bound<&str>, Bound<&str>) {
        let begin = match &self.after {
            None => Bound::Unbounded,
            Some(name) => Bound::Excluded(name.as_str()),
        };
        (begin, Bound::Unbounded)
    }
}

/// The journal has stopped: the fault is ours.
fn not_written(error: &JournalError) -> ApiError {
    tracing::error!(%error, "a change of the registry is not durable");
    ApiError::new("InternalFailure", "the change could not be made durable")
        .with_status(http::StatusCode::INTERNAL_SERVER_ERROR)
}
