//! The history of an execution in AWS's shape: event types, details, ids, `previousEventId`.
//!
//! Events are kept as what happened and turned into the API's JSON when somebody asks
//! ([`HistoryEvent::to_json`]): the data in them is shared with the execution, and its text is
//! made at most once.

use std::fmt;
use std::sync::Arc;

use asl::state::{Resource, StateKind};
use asl::{Number, Object, StateId, StateMachine, Timestamp, Value, json};

use crate::execution::Identity;
use crate::failure::{Failure, error_name};
use crate::payload::Payload;

/// A Standard execution has at most so many events; it fails when it would have more (Step
/// Functions quota, "Maximum execution event history size").
pub const HISTORY_EVENTS_MAX: u64 = 25_000;

/// The number of an event in its history, from 1; 0 where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HistoryEventId(pub u64);

/// One event of a history.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEvent {
    /// Its number.
    pub id: HistoryEventId,
    /// The event it follows on its line of control.
    pub previous: HistoryEventId,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub details: Details,
}

/// What an event says. The type's name in the API follows from it and from the state.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    missing_docs,
    reason = "the fields are those of the API's event details"
)]
pub enum Details {
    ExecutionStarted {
        input: Payload,
    },
    ExecutionSucceeded {
        output: Payload,
    },
    ExecutionFailed {
        failure: Failure,
    },
    ExecutionTimedOut,
    ExecutionAborted {
        error: Option<Arc<str>>,
        cause: Option<Arc<str>>,
    },
    ExecutionRedriven {
        redrive_count: u32,
    },
    /// `PassStateEntered` and its kin.
    StateEntered {
        state: StateId,
        input: Payload,
    },
    /// `PassStateExited` and its kin, with the variables the state set.
    StateExited {
        state: StateId,
        output: Payload,
        assigned: Option<Arc<Object>>,
    },
    /// `TaskStateAborted`, `WaitStateAborted`, `ParallelStateAborted`, `MapStateAborted`.
    StateAborted {
        state: StateId,
    },
    EvaluationFailed {
        state: StateId,
        location: Option<Arc<str>>,
        failure: Failure,
    },
    /// `LambdaFunctionScheduled`, `ActivityScheduled` or `TaskScheduled`.
    TaskScheduled {
        state: StateId,
        arguments: Payload,
        timeout_seconds: Option<u32>,
        heartbeat_seconds: Option<u32>,
        credentials: Option<Value>,
    },
    TaskStarted {
        state: StateId,
        worker_name: Option<Arc<str>>,
    },
    TaskSubmitted {
        state: StateId,
        output: Payload,
    },
    TaskSucceeded {
        state: StateId,
        output: Payload,
    },
    TaskFailed {
        state: StateId,
        failure: Failure,
    },
    TaskTimedOut {
        state: StateId,
        failure: Failure,
    },
    ParallelStateStarted,
    ParallelStateSucceeded,
    ParallelStateFailed,
    MapStateStarted {
        length: u32,
    },
    MapStateSucceeded,
    MapStateFailed,
    MapIterationStarted {
        state: StateId,
        index: u32,
    },
    MapIterationSucceeded {
        state: StateId,
        index: u32,
    },
    MapIterationFailed {
        state: StateId,
        index: u32,
    },
    MapIterationAborted {
        state: StateId,
        index: u32,
    },
    MapRunStarted {
        map_run_arn: Arc<str>,
    },
    MapRunSucceeded,
    MapRunFailed {
        failure: Failure,
    },
    MapRunAborted,
    MapRunRedriven {
        map_run_arn: Arc<str>,
        redrive_count: u32,
    },
}

/// The events of an execution, numbered, limited, and kept until they are taken.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) kept: Vec<HistoryEvent>,
    last: u64,
    keep: bool,
    limit: Option<u64>,
}

impl History {
    pub(crate) fn new(keep: bool, limit: Option<u64>) -> History {
        History {
            kept: Vec::new(),
            last: 0,
            keep,
            limit,
        }
    }

    /// Adds an event and gives its number. The last place is kept for the event that says how
    /// the execution ended.
    pub(crate) fn record(
        &mut self,
        previous: HistoryEventId,
        at: Timestamp,
        details: Details,
    ) -> HistoryEventId {
        if self.is_full() && !details.ends_execution() {
            return HistoryEventId(self.last);
        }
        self.last += 1;
        let id = HistoryEventId(self.last);
        if self.keep {
            self.kept.push(HistoryEvent {
                id,
                previous,
                at,
                details,
            });
        }
        id
    }

    /// Whether only the end of the execution may still be recorded.
    pub(crate) fn is_full(&self) -> bool {
        self.limit.is_some_and(|limit| self.last + 1 >= limit)
    }

    pub(crate) fn last(&self) -> HistoryEventId {
        HistoryEventId(self.last)
    }
}

impl Details {
    fn ends_execution(&self) -> bool {
        matches!(
            self,
            Details::ExecutionFailed { .. }
                | Details::ExecutionSucceeded { .. }
                | Details::ExecutionAborted { .. }
                | Details::ExecutionTimedOut
        )
    }
}

impl fmt::Display for HistoryEventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl HistoryEvent {
    /// The event's `type`, such as `TaskStateEntered`.
    pub fn type_name(&self, machine: &StateMachine) -> String {
        let kind = |state: &StateId| machine.state(*state).kind.type_name();
        let task = |state: &StateId, what: &str| match resource(machine, *state) {
            Some(Resource::Lambda(_)) => format!("LambdaFunction{what}"),
            Some(Resource::Activity(_)) => format!("Activity{what}"),
            Some(Resource::Integration(_) | Resource::Other(_)) | None => format!("Task{what}"),
        };
        match &self.details {
            Details::ExecutionStarted { .. } => "ExecutionStarted".into(),
            Details::ExecutionSucceeded { .. } => "ExecutionSucceeded".into(),
            Details::ExecutionFailed { .. } => "ExecutionFailed".into(),
            Details::ExecutionTimedOut => "ExecutionTimedOut".into(),
            Details::ExecutionAborted { .. } => "ExecutionAborted".into(),
            Details::ExecutionRedriven { .. } => "ExecutionRedriven".into(),
            Details::StateEntered { state, .. } => format!("{}StateEntered", kind(state)),
            Details::StateExited { state, .. } => format!("{}StateExited", kind(state)),
            Details::StateAborted { state } => format!("{}StateAborted", kind(state)),
            Details::EvaluationFailed { .. } => "EvaluationFailed".into(),
            Details::TaskScheduled { state, .. } => task(state, "Scheduled"),
            Details::TaskStarted { state, .. } => task(state, "Started"),
            Details::TaskSubmitted { state, .. } => task(state, "Submitted"),
            Details::TaskSucceeded { state, .. } => task(state, "Succeeded"),
            Details::TaskFailed { state, .. } => task(state, "Failed"),
            Details::TaskTimedOut { state, .. } => task(state, "TimedOut"),
            Details::ParallelStateStarted => "ParallelStateStarted".into(),
            Details::ParallelStateSucceeded => "ParallelStateSucceeded".into(),
            Details::ParallelStateFailed => "ParallelStateFailed".into(),
            Details::MapStateStarted { .. } => "MapStateStarted".into(),
            Details::MapStateSucceeded => "MapStateSucceeded".into(),
            Details::MapStateFailed => "MapStateFailed".into(),
            Details::MapIterationStarted { .. } => "MapIterationStarted".into(),
            Details::MapIterationSucceeded { .. } => "MapIterationSucceeded".into(),
            Details::MapIterationFailed { .. } => "MapIterationFailed".into(),
            Details::MapIterationAborted { .. } => "MapIterationAborted".into(),
            Details::MapRunStarted { .. } => "MapRunStarted".into(),
            Details::MapRunSucceeded => "MapRunSucceeded".into(),
            Details::MapRunFailed { .. } => "MapRunFailed".into(),
            Details::MapRunAborted => "MapRunAborted".into(),
            Details::MapRunRedriven { .. } => "MapRunRedriven".into(),
        }
    }

    /// The event as GetExecutionHistory gives it: `timestamp` in seconds since 1970, details
    /// under the name that goes with the type (API reference, `HistoryEvent`).
    pub fn to_json(&self, machine: &StateMachine, identity: &Identity) -> Value {
        let type_name = self.type_name(machine);
        let mut event = Object::new();
        event.insert("timestamp", seconds(self.at));
        event.insert("type", Value::from(type_name.as_str()));
        event.insert("id", number(self.id.0));
        event.insert("previousEventId", number(self.previous.0));
        if let Some(details) = self.details.fields(machine, identity) {
            event.insert(
                details_name(&type_name, &self.details),
                Value::object(details),
            );
        }
        Value::object(event)
    }
}

impl Details {
    #[allow(clippy::too_many_lines, reason = "one arm for each kind of event")]
    fn fields(&self, machine: &StateMachine, identity: &Identity) -> Option<Object> {
        let name = |state: StateId| Value::String(machine.state(state).name.shared());
        let mut fields = Object::new();
        match self {
            Details::ExecutionStarted { input } => {
                put_data(&mut fields, "input", input);
                if let Some(role) = &identity.role_arn {
                    fields.insert("roleArn", Value::String(role.clone()));
                }
            }
            Details::ExecutionSucceeded { output } => {
                put_data(&mut fields, "output", output);
            }
            Details::ExecutionFailed { failure } | Details::MapRunFailed { failure } => {
                put_failure(&mut fields, failure);
            }
            Details::ExecutionAborted { error, cause } => {
                put_text(&mut fields, "error", error.as_ref());
                put_text(&mut fields, "cause", cause.as_ref());
            }
            Details::ExecutionRedriven { redrive_count } => {
                fields.insert("redriveCount", number(u64::from(*redrive_count)));
            }
            Details::StateEntered { state, input } => {
                fields.insert("name", name(*state));
                put_data(&mut fields, "input", input);
            }
            Details::StateExited {
                state,
                output,
                assigned,
            } => {
                fields.insert("name", name(*state));
                put_data(&mut fields, "output", output);
                if let Some(assigned) = assigned {
                    let texts = assigned
                        .iter()
                        .map(|(name, value)| (name.clone(), Value::from(json::to_text(value))))
                        .collect();
                    fields.insert("assignedVariables", Value::object(texts));
                    fields.insert("assignedVariablesDetails", not_truncated());
                }
            }
            Details::EvaluationFailed {
                state,
                location,
                failure,
            } => {
                put_failure(&mut fields, failure);
                put_text(&mut fields, "location", location.as_ref());
                fields.insert("state", name(*state));
            }
            Details::TaskScheduled {
                state,
                arguments,
                timeout_seconds,
                heartbeat_seconds,
                credentials,
            } => {
                if let Some(Resource::Lambda(arn) | Resource::Activity(arn)) =
                    resource(machine, *state)
                {
                    fields.insert("resource", Value::String(arn.clone()));
                    put_data(&mut fields, "input", arguments);
                } else {
                    put_resource(&mut fields, machine, *state);
                    fields.insert("region", Value::from(identity.region()));
                    fields.insert("parameters", Value::String(arguments.shared_text().clone()));
                }
                put_seconds(&mut fields, "timeoutInSeconds", *timeout_seconds);
                put_seconds(&mut fields, "heartbeatInSeconds", *heartbeat_seconds);
                if let Some(role) = credentials.as_ref().and_then(|c| c.get("RoleArn")) {
                    let role = Object::from_iter([("roleArn".into(), role.clone())]);
                    fields.insert("taskCredentials", Value::object(role));
                }
            }
            Details::TaskStarted { state, worker_name } => match resource(machine, *state) {
                Some(Resource::Lambda(_)) => return None,
                Some(Resource::Activity(_)) => {
                    put_text(&mut fields, "workerName", worker_name.as_ref());
                }
                _ => put_resource(&mut fields, machine, *state),
            },
            Details::TaskSubmitted { state, output } | Details::TaskSucceeded { state, output } => {
                put_resource(&mut fields, machine, *state);
                put_data(&mut fields, "output", output);
            }
            Details::TaskFailed { state, failure } | Details::TaskTimedOut { state, failure } => {
                put_resource(&mut fields, machine, *state);
                put_failure(&mut fields, failure);
            }
            Details::MapStateStarted { length } => {
                fields.insert("length", number(u64::from(*length)));
            }
            Details::MapIterationStarted { state, index }
            | Details::MapIterationSucceeded { state, index }
            | Details::MapIterationFailed { state, index }
            | Details::MapIterationAborted { state, index } => {
                fields.insert("name", name(*state));
                fields.insert("index", number(u64::from(*index)));
            }
            Details::MapRunStarted { map_run_arn } => {
                fields.insert("mapRunArn", Value::String(map_run_arn.clone()));
            }
            Details::MapRunRedriven {
                map_run_arn,
                redrive_count,
            } => {
                fields.insert("mapRunArn", Value::String(map_run_arn.clone()));
                fields.insert("redriveCount", number(u64::from(*redrive_count)));
            }
            // Measured on AWS in August 2026 (floci issue 2733): the error is told here alone.
            Details::ExecutionTimedOut => {
                fields.insert("error", Value::from(error_name::TIMEOUT));
            }
            Details::StateAborted { .. }
            | Details::ParallelStateStarted
            | Details::ParallelStateSucceeded
            | Details::ParallelStateFailed
            | Details::MapStateSucceeded
            | Details::MapStateFailed
            | Details::MapRunSucceeded
            | Details::MapRunAborted => return None,
        }
        Some(fields)
    }
}

/// The name of the field that holds the details: the type's own, but for entries and exits of
/// states, which share one each.
fn details_name(type_name: &str, details: &Details) -> String {
    match details {
        Details::StateEntered { .. } => "stateEnteredEventDetails".into(),
        Details::StateExited { .. } => "stateExitedEventDetails".into(),
        _ => {
            let (first, rest) = type_name.split_at(1);
            format!("{}{rest}EventDetails", first.to_ascii_lowercase())
        }
    }
}

fn resource(machine: &StateMachine, state: StateId) -> Option<&Resource> {
    match &machine.state(state).kind {
        StateKind::Task(task) => Some(&task.resource),
        _ => None,
    }
}

/// `resourceType` and `resource` of an integration; functions and activities have neither.
fn put_resource(fields: &mut Object, machine: &StateMachine, state: StateId) {
    match resource(machine, state) {
        Some(Resource::Integration(integration)) => {
            fields.insert(
                "resourceType",
                Value::String(integration.resource_type.clone()),
            );
            fields.insert("resource", Value::String(integration.resource.clone()));
        }
        Some(Resource::Other(arn)) => {
            fields.insert("resource", Value::String(arn.clone()));
        }
        Some(Resource::Lambda(_) | Resource::Activity(_)) | None => {}
    }
}

fn put_data(fields: &mut Object, name: &str, data: &Payload) {
    fields.insert(name, Value::String(data.shared_text().clone()));
    fields.insert(format!("{name}Details"), not_truncated());
}

fn put_failure(fields: &mut Object, failure: &Failure) {
    put_text(fields, "error", failure.error.as_ref());
    put_text(fields, "cause", failure.cause.as_ref());
}

fn put_text(fields: &mut Object, name: &str, text: Option<&Arc<str>>) {
    if let Some(text) = text {
        fields.insert(name, Value::String(text.clone()));
    }
}

fn put_seconds(fields: &mut Object, name: &str, seconds: Option<u32>) {
    if let Some(seconds) = seconds {
        fields.insert(name, number(u64::from(seconds)));
    }
}

fn not_truncated() -> Value {
    Value::object(Object::from_iter([(
        "truncated".into(),
        Value::Bool(false),
    )]))
}

fn number(number: u64) -> Value {
    Value::from(i64::try_from(number).unwrap_or(i64::MAX))
}

#[allow(
    clippy::cast_precision_loss,
    reason = "milliseconds of our time fit in 53 bits"
)]
fn seconds(at: Timestamp) -> Value {
    Value::Number(Number::Decimal(at.milliseconds() as f64 / 1000.0))
}
