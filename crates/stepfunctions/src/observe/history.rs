//! What happened to an execution: every event without its payloads, and one with them.

use std::sync::Arc;

use asl::state::{Resource, StateKind};
use asl::{StateId, StateMachine, Timestamp, Value, json};
use interpreter::history::Details;
use interpreter::{Failure, HistoryEvent, Payload};

use super::follow::Follower;
use super::{Observe, Unobservable};
use crate::host::index::lock;

/// A cause is told up to so many characters.
const CAUSE_CHARS_MAX: usize = 300;

/// An event of a history, without its payloads.
#[derive(Clone, Debug, PartialEq)]
pub struct LightEvent {
    /// Its number, from 1.
    pub id: u64,
    /// The event it follows on its line of control; 0 for none.
    pub previous: u64,
    /// When it happened.
    pub at: Timestamp,
    /// AWS's name for its type.
    pub kind: String,
    /// The state it is about.
    pub state: Option<Arc<str>>,
    /// Who works: `lambda:invoke`, `dynamodb:putItem.waitForTaskToken`; a function or an activity
    /// that is named by its ARN is `lambda:NAME`, `activity:NAME`.
    pub resource: Option<String>,
    /// Why something failed, in a word.
    pub error: Option<Arc<str>>,
    /// Why something failed, in a sentence, or the beginning of it.
    pub cause: Option<String>,
    /// Which iteration of a Map.
    pub iteration: Option<u32>,
    /// The Map Run that begins.
    pub map_run_arn: Option<Arc<str>>,
    /// The execution that was started.
    pub child: Option<Arc<str>>,
    /// How long its payload is, in bytes.
    pub bytes: usize,
    /// How long until what has failed is tried again, in milliseconds.
    pub retry_in_ms: Option<i64>,
}

impl LightEvent {
    pub(super) fn of(event: &HistoryEvent, machine: &StateMachine) -> LightEvent {
        let details = &event.details;
        let state = state_of(details);
        let failure = failure_of(details);
        let cause = failure.and_then(|failure| failure.cause.as_deref());
        LightEvent {
            id: event.id.0,
            previous: event.previous.0,
            at: event.at,
            kind: event.type_name(machine),
            state: state.map(|state| machine.state(state).name.shared()),
            resource: state.and_then(|state| resource_of(details, state, machine)),
            error: match details {
                Details::ExecutionAborted { error, .. } => error.clone(),
                _ => failure.and_then(|failure| failure.error.clone()),
            },
            cause: match details {
                Details::ExecutionAborted { cause, .. } => cause.as_deref(),
                _ => cause,
            }
            .map(|cause| cause.chars().take(CAUSE_CHARS_MAX).collect()),
            iteration: match details {
                Details::MapIterationStarted { index, .. }
                | Details::MapIterationSucceeded { index, .. }
                | Details::MapIterationFailed { index, .. }
                | Details::MapIterationAborted { index, .. } => Some(*index),
                _ => None,
            },
            map_run_arn: match details {
                Details::MapRunStarted { map_run_arn }
                | Details::MapRunRedriven { map_run_arn, .. } => Some(map_run_arn.clone()),
                _ => None,
            },
            child: state.and_then(|state| child_of(details, state, machine)),
            bytes: payload_of(details).map_or(0, |payload| json::text_length(payload.value())),
            retry_in_ms: None,
        }
    }

    /// Whether what it tells may be tried again.
    pub(super) fn is_failure(details: &Details) -> bool {
        failure_of(details).is_some()
    }
}

pub(super) fn state_of(details: &Details) -> Option<StateId> {
    match details {
        Details::StateEntered { state, .. }
        | Details::StateExited { state, .. }
        | Details::StateAborted { state }
        | Details::EvaluationFailed { state, .. }
        | Details::TaskScheduled { state, .. }
        | Details::TaskStarted { state, .. }
        | Details::TaskSubmitted { state, .. }
        | Details::TaskSucceeded { state, .. }
        | Details::TaskFailed { state, .. }
        | Details::TaskTimedOut { state, .. }
        | Details::MapIterationStarted { state, .. }
        | Details::MapIterationSucceeded { state, .. }
        | Details::MapIterationFailed { state, .. }
        | Details::MapIterationAborted { state, .. } => Some(*state),
        Details::ExecutionStarted { .. }
        | Details::ExecutionSucceeded { .. }
        | Details::ExecutionFailed { .. }
        | Details::ExecutionTimedOut
        | Details::ExecutionAborted { .. }
        | Details::ExecutionRedriven { .. }
        | Details::ParallelStateStarted
        | Details::ParallelStateSucceeded
        | Details::ParallelStateFailed
        | Details::MapStateStarted { .. }
        | Details::MapStateSucceeded
        | Details::MapStateFailed
        | Details::MapRunStarted { .. }
        | Details::MapRunSucceeded
        | Details::MapRunFailed { .. }
        | Details::MapRunAborted
        | Details::MapRunRedriven { .. } => None,
    }
}

fn failure_of(details: &Details) -> Option<&Failure> {
    match details {
        Details::ExecutionFailed { failure }
        | Details::EvaluationFailed { failure, .. }
        | Details::TaskFailed { failure, .. }
        | Details::TaskTimedOut { failure, .. }
        | Details::MapRunFailed { failure } => Some(failure),
        _ => None,
    }
}

fn payload_of(details: &Details) -> Option<&Payload> {
    match details {
        Details::ExecutionStarted { input } | Details::StateEntered { input, .. } => Some(input),
        Details::ExecutionSucceeded { output }
        | Details::StateExited { output, .. }
        | Details::TaskSubmitted { output, .. }
        | Details::TaskSucceeded { output, .. } => Some(output),
        Details::TaskScheduled { arguments, .. } => Some(arguments),
        _ => None,
    }
}

/// Who works at a state, as a light event names them.
pub(super) fn resource_name(resource: &Resource) -> String {
    let last = |arn: &str| arn.rsplit(':').next().unwrap_or_default().to_owned();
    match resource {
        Resource::Lambda(arn) => {
            let name = arn
                .split(':')
                .nth(6)
                .map_or_else(|| last(arn), str::to_owned);
            format!("lambda:{name}")
        }
        Resource::Activity(arn) => format!("activity:{}", last(arn)),
        Resource::Integration(integration) => {
            format!("{}:{}", integration.resource_type, integration.resource)
        }
        Resource::Other(arn) => arn.to_string(),
    }
}

fn resource_of(details: &Details, state: StateId, machine: &StateMachine) -> Option<String> {
    let is_task = matches!(
        details,
        Details::TaskScheduled { .. }
            | Details::TaskStarted { .. }
            | Details::TaskSubmitted { .. }
            | Details::TaskSucceeded { .. }
            | Details::TaskFailed { .. }
            | Details::TaskTimedOut { .. }
    );
    match &machine.state(state).kind {
        StateKind::Task(task) if is_task => Some(resource_name(&task.resource)),
        _ => None,
    }
}

/// The execution that a task has started.
fn child_of(details: &Details, state: StateId, machine: &StateMachine) -> Option<Arc<str>> {
    let (Details::TaskSubmitted { output, .. } | Details::TaskSucceeded { output, .. }) = details
    else {
        return None;
    };
    let StateKind::Task(task) = &machine.state(state).kind else {
        return None;
    };
    match &task.resource {
        Resource::Integration(integration) if &*integration.operation == "startExecution" => {
            let arn = output.value().get("ExecutionArn")?;
            arn.as_str().map(Arc::from)
        }
        _ => None,
    }
}

impl Observe {
    /// Every event of an execution, without its payloads. An Express execution has none here.
    pub fn history(&self, arn: &str) -> Result<Vec<LightEvent>, Unobservable> {
        match self.follow(arn)? {
            Some(mut follower) => follower.advance(),
            None => Ok(Vec::new()),
        }
    }

    /// Somebody who reads the history of an execution as it grows; nobody reads that of an Express
    /// execution.
    pub fn follow(&self, arn: &str) -> Result<Option<Follower>, Unobservable> {
        match self.host.row(arn) {
            Some(row) => Follower::begin(self.host.clone(), &row).map(Some),
            None => self.look_at(arn).map(|_| None),
        }
    }

    /// One event, as GetExecutionHistory gives it.
    pub fn event(&self, arn: &str, id: u64) -> Result<Option<serde_json::Value>, Unobservable> {
        let Some(row) = self.host.row(arn) else {
            return self.look_at(arn).map(|_| None);
        };
        let Some(place) = id.checked_sub(1) else {
            return Ok(None);
        };
        let replayed = self.host.replay(&row, Some(&(place..id)))?;
        let state = lock(&replayed.resident.state);
        let identity = state.execution.identity();
        let found = replayed.history.first();
        Ok(found.map(|event| {
            let event = event.to_json(&replayed.resident.machine, identity);
            serde_json::to_value(event).unwrap_or_default()
        }))
    }

    /// The events that have a text somewhere of which this is true: a payload, a name, an error, a
    /// cause.
    pub fn events_with(
        &self,
        arn: &str,
        is: impl Fn(&str) -> bool,
    ) -> Result<Vec<u64>, Unobservable> {
        let Some(row) = self.host.row(arn) else {
            return self.look_at(arn).map(|_| Vec::new());
        };
        let replayed = self.host.replay(&row, Some(&(0..u64::MAX)))?;
        let state = lock(&replayed.resident.state);
        let identity = state.execution.identity();
        let events = replayed.history.iter().filter(|event| {
            let event = event.to_json(&replayed.resident.machine, identity);
            has_text(&event, &is)
        });
        Ok(events.map(|event| event.id.0).collect())
    }
}

fn has_text(value: &Value, is: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is(text),
        Value::Array(items) => items.iter().any(|item| has_text(item, is)),
        Value::Object(fields) => fields.iter().any(|(_, value)| has_text(value, is)),
        _ => false,
    }
}
