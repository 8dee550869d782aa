//! Doing the work of an execution again: a new execution of the same revision, which begins at the
//! beginning or at a state, with what it finds there edited.
//!
//! Going on where an execution failed is AWS's redrive, and another thing: there the execution is the
//! same.

use std::sync::Arc;

use asl::machine::forbidden_in_names;
use asl::{Object, ScopeId, StateMachine, Value, json};
use interpreter::ExecutionKind;
use interpreter::HistoryEvent;
use interpreter::history::Details;
use interpreter::payload::PAYLOAD_BYTES_MAX;
use tokio::sync::oneshot;
use wire::RequestId;

use super::NotFound;
use crate::host::index::Slot;
use crate::host::record::{self, Rerun, RerunFrom, StartRecord, input_payload};
use crate::host::{Host, NotBegun, Undelivered};

/// The names of executions have at most so many characters (Step Functions quota).
const NAME_CHARS_MAX: usize = 80;

/// What stands in the name of an execution that does another's work again, between the name of that
/// one and what makes it another: `01JD-rerun-4f2a9c01`.
pub const RERUN_MARK: &str = "-rerun-";

/// Of the name of an execution, so many characters are in the name of the one that does its work
/// again.
const NAME_CHARS_TAKEN: usize = 60;

/// Which work is done again, and how.
#[derive(Clone, Debug, Default)]
pub struct RerunRequest {
    /// The ARN of the execution whose work it is.
    pub execution_arn: String,
    /// The state it begins at, one of the machine itself; the first without.
    pub from: Option<String>,
    /// What that state is given, as JSON text; what it was given last time without.
    pub input: Option<String>,
    /// The variables that are set, a JSON object; those of last time without.
    pub variables: Option<String>,
    /// The new execution's name; one that is free without.
    pub name: Option<String>,
}

/// Work is not done again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RerunRefused {
    /// There is no such execution, or none any more.
    #[error("there is no such execution, or none any more")]
    NoSuchExecution,
    /// The history of an Express execution is not kept.
    #[error("an Express execution leaves no history to begin from; start its state machine again")]
    Express,
    /// It belongs to a Map Run.
    #[error("the execution belongs to a Map Run; rerun the execution that the Map Run belongs to")]
    OfMapRun,
    /// Its state machine is gone.
    #[error("its state machine is deleted")]
    MachineGone,
    /// The machine has no such state.
    #[error(
        "there is no state `{state}` in this definition; it has {}",
        list(known)
    )]
    UnknownState {
        /// The name that was given.
        state: String,
        /// Those that can be given.
        known: Vec<String>,
    },
    /// The state is within another.
    #[error(
        "`{state}` is within another state and cannot be begun at by itself; begin at one of {}",
        list(known)
    )]
    NestedState {
        /// The name that was given.
        state: String,
        /// Those that can be given.
        known: Vec<String>,
    },
    /// The execution never came to that state.
    #[error("the execution never came to `{0}`, so that nobody knows its input: give it one")]
    InputMissing(String),
    /// The input is not JSON, or too long.
    #[error("the input is refused: {0}")]
    InvalidInput(String),
    /// The variables are not a JSON object.
    #[error("the variables are refused: {0}")]
    InvalidVariables(String),
    /// Variables are set where a state is begun at.
    #[error("variables can be given only together with the state to begin at")]
    VariablesWithoutState,
    /// It cannot be called so.
    #[error(
        "an execution cannot be called `{0}`: 1 to 80 characters, without spaces and \"*?<>{{}}[]:;,\\|^~$#%&`/"
    )]
    InvalidName(String),
    /// An execution of this name exists.
    #[error("there is an execution `{0}` of this state machine already; choose another name")]
    NameTaken(String),
    /// There is no room for more executions now.
    #[error("there is no room for more executions now; try again")]
    NoRoom,
    /// The journal cannot be used.
    #[error("the journal of executions cannot be used: {0}")]
    Unavailable(String),
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

impl Host {
    /// Starts an execution that does the work of another again.
    pub(crate) async fn rerun(
        self: &Arc<Self>,
        request: RerunRequest,
    ) -> Result<Arc<str>, RerunRefused> {
        let record = self.rerun_record(request)?;
        let revision = self.registry.revision(record.revision);
        let revision = revision.ok_or(RerunRefused::MachineGone)?;
        let unreadable = |error: record::Unreadable| RerunRefused::Unavailable(error.to_string());
        let input = input_payload(&record.input).map_err(unreadable)?;
        let name = record.name.to_string();
        let (told, begun) = oneshot::channel();
        self.begin(record, input, revision, move |outcome| {
            let _ = told.send(outcome);
        });
        match begun.await {
            Ok(Ok(begun)) => Ok(begun.start.execution_arn.clone()),
            Ok(Err(NotBegun::NameTaken)) => Err(RerunRefused::NameTaken(name)),
            Ok(Err(NotBegun::Journal(error))) => Err(RerunRefused::Unavailable(error.to_string())),
            Err(_) => Err(RerunRefused::Unavailable(
                "the server is stopping".to_owned(),
            )),
        }
    }

    /// What is kept of the start.
    fn rerun_record(self: &Arc<Self>, request: RerunRequest) -> Result<StartRecord, RerunRefused> {
        let slot = self.find(&request.execution_arn);
        let slot = slot.map_err(|NotFound| RerunRefused::NoSuchExecution)?;
        let original = match &slot {
            Slot::Open(resident) => resident.start.clone(),
            Slot::Closed(closed) => closed.start.clone(),
        };
        if original.kind == ExecutionKind::Express {
            return Err(RerunRefused::Express);
        }
        if original.map_state.is_some() {
            return Err(RerunRefused::OfMapRun);
        }
        let machine = self.registry.machine(&original.machine_arn);
        if machine.is_err() || machine.is_ok_and(|machine| machine.deleting) {
            return Err(RerunRefused::MachineGone);
        }
        let name = match request.name {
            Some(name) => checked_name(name)?,
            None => name_after(&original.name),
        };
        let machine = &original.machine_name;
        if !self.has_room(machine) {
            return Err(RerunRefused::NoRoom);
        }
        let (input, from) = match request.from {
            None if request.variables.is_some() => {
                return Err(RerunRefused::VariablesWithoutState);
            }
            None => {
                let input = request.input.map(checked_input).transpose()?;
                (input.unwrap_or_else(|| original.input.clone()), None)
            }
            Some(state) => {
                let from = self.rerun_from(&original, state, request.input, request.variables)?;
                (original.input.clone(), Some(from))
            }
        };
        let execution_arn = self.registry.arn("execution", &format!("{machine}:{name}"));
        Ok(StartRecord {
            execution_arn: execution_arn.into(),
            name: name.into(),
            input,
            seed: wire::identifier::random_bytes(),
            at: self.clock.now(),
            reports_to: None,
            noted: false,
            rerun: Some(Rerun {
                of: original.execution_arn.clone(),
                from,
            }),
            ..(*original).clone()
        })
    }

    fn rerun_from(
        self: &Arc<Self>,
        original: &StartRecord,
        state: String,
        input: Option<String>,
        variables: Option<String>,
    ) -> Result<RerunFrom, RerunRefused> {
        let revision = self.registry.revision(original.revision);
        let revision = revision.ok_or(RerunRefused::MachineGone)?;
        let machine = revision.machine().map_err(|_| RerunRefused::MachineGone)?;
        check_state(machine, &state)?;
        let input = input.map(checked_input).transpose()?;
        let variables = variables.map(checked_variables).transpose()?;
        let (input, variables) = match (input, variables) {
            (Some(input), Some(variables)) => (input, variables),
            (input, variables) => {
                let found = self.found_at(original, machine, &state)?;
                let entered = found.input;
                let missing = || RerunRefused::InputMissing(state.clone());
                (
                    input.or(entered).ok_or_else(missing)?,
                    variables.unwrap_or(found.variables),
                )
            }
        };
        Ok(RerunFrom {
            state: state.into(),
            input,
            variables,
        })
    }

    /// What a state of the machine itself found when it was entered last.
    fn found_at(
        &self,
        original: &StartRecord,
        machine: &StateMachine,
        state: &str,
    ) -> Result<FoundAt, RerunRefused> {
        let unavailable = |error: Undelivered| RerunRefused::Unavailable(error.to_string());
        let row = self.row(&original.execution_arn);
        let row = row.ok_or(RerunRefused::NoSuchExecution)?;
        let replayed = self
            .replay(&row, Some(&(0..u64::MAX)))
            .map_err(unavailable)?;
        let first = original
            .rerun
            .as_ref()
            .and_then(|rerun| rerun.from.as_ref());
        let mut variables = match first {
            None => Object::new(),
            Some(from) => record::variables(&from.variables)
                .map_err(|error| unavailable(Undelivered::Unreadable(error)))?,
        };
        let own = &machine.scope(ScopeId::ROOT).states;
        let mut entered: Option<(Arc<str>, Object)> = None;
        for HistoryEvent { details, .. } in &replayed.history {
            match details {
                Details::StateEntered { state: at, input }
                    if machine.state(*at).name.as_str() == state =>
                {
                    entered = Some((input.text().into(), variables.clone()));
                }
                Details::StateExited {
                    state: at,
                    assigned: Some(assigned),
                    ..
                } if own.contains(at) => {
                    for (name, value) in assigned.iter() {
                        variables.insert(name.clone(), value.clone());
                    }
                }
                _ => {}
            }
        }
        let (input, variables) = match entered {
            Some((input, variables)) => (Some(input), variables),
            None => (None, variables),
        };
        Ok(FoundAt {
            input,
            variables: json::to_text(&Value::object(variables)).into(),
        })
    }
}

/// What a state found when it was entered.
struct FoundAt {
    input: Option<Arc<str>>,
    variables: Arc<str>,
}

/// The state is one of the machine itself.
fn check_state(machine: &StateMachine, state: &str) -> Result<(), RerunRefused> {
    let own = &machine.scope(ScopeId::ROOT).states;
    let found = machine.state_named(state);
    if found.is_some_and(|found| own.contains(&found)) {
        return Ok(());
    }
    let known = own
        .iter()
        .map(|own| machine.state(*own).name.as_str().to_owned());
    let (state, known) = (state.to_owned(), known.collect());
    Err(match found {
        None => RerunRefused::UnknownState { state, known },
        Some(_) => RerunRefused::NestedState { state, known },
    })
}

fn checked_input(text: String) -> Result<Arc<str>, RerunRefused> {
    let text: Arc<str> = text.into();
    json::from_text(&text).map_err(|error| RerunRefused::InvalidInput(error.message))?;
    if text.len() > PAYLOAD_BYTES_MAX {
        let why = format!("it is longer than {PAYLOAD_BYTES_MAX} bytes");
        return Err(RerunRefused::InvalidInput(why));
    }
    Ok(text)
}

fn checked_variables(text: String) -> Result<Arc<str>, RerunRefused> {
    let refused = |why: String| Err(RerunRefused::InvalidVariables(why));
    match json::from_text(&text) {
        Err(error) => refused(error.message),
        Ok(Value::Object(_)) if text.len() > PAYLOAD_BYTES_MAX => {
            refused(format!("they are longer than {PAYLOAD_BYTES_MAX} bytes"))
        }
        Ok(Value::Object(_)) => Ok(text.into()),
        Ok(_) => refused("they are an object, whose fields are the variables".to_owned()),
    }
}

fn checked_name(name: String) -> Result<String, RerunRefused> {
    let length = name.chars().count();
    if (1..=NAME_CHARS_MAX).contains(&length) && !name.chars().any(forbidden_in_names) {
        Ok(name)
    } else {
        Err(RerunRefused::InvalidName(name))
    }
}

/// A name that shows whose work is done again, and that nobody has.
fn name_after(name: &str) -> String {
    let own = name.split(RERUN_MARK).next().unwrap_or(name);
    let taken: String = own.chars().take(NAME_CHARS_TAKEN).collect();
    let fresh = RequestId::random().to_string();
    format!("{taken}{RERUN_MARK}{}", fresh.get(..8).unwrap_or(&fresh))
}
