//! The API's events as those of the interpreter, so that they are shown as those of a rehearsal.
//!
//! An event of the API names its state when it enters or leaves it, and seldom between. Between,
//! it is the state of the event it follows.

use std::collections::HashMap;
use std::sync::Arc;

use asl::{Object, StateId, StateMachine, Timestamp, Value, json};
use interpreter::history::{Details, HistoryEventId};
use interpreter::{Failure, HistoryEvent, Payload};

use super::summary::instant;
use super::{input, misunderstood};
use crate::client::Client;
use crate::fault::Fault;

/// GetExecutionHistory gives at most so many events at once (API reference).
const PAGE_MAX: i64 = 1000;

/// The events of an execution after number `last`, the oldest first.
pub(super) fn events_after(client: &Client, arn: &str, last: u64) -> Result<Vec<Value>, Fault> {
    let mut found = Vec::new();
    let mut token = None;
    loop {
        // From the newest back, so that what is known already is not asked for again. The first
        // time all of it is new, and comes in order.
        let backwards = last > 0;
        let page = client.states(
            "GetExecutionHistory",
            input([
                ("executionArn", Some(arn.into())),
                ("reverseOrder", Some(backwards.into())),
                ("maxResults", Some(PAGE_MAX.into())),
                ("nextToken", token),
            ]),
        )?;
        let events = page.get("events").and_then(Value::as_array);
        let events = events.ok_or_else(|| misunderstood("events"))?;
        let is_new = |event: &&Value| id(event, "id").is_some_and(|id| id > last);
        let new = events.iter().filter(is_new).count();
        found.extend(events.iter().filter(is_new).cloned());
        token = page.get("nextToken").cloned();
        if token.is_none() || new < events.len() {
            if backwards {
                found.reverse();
            }
            return Ok(found);
        }
    }
}

/// A number of an event.
pub(super) fn id(event: &Value, field: &str) -> Option<u64> {
    let id = event.get(field)?.as_integral()?;
    u64::try_from(id).ok()
}

/// Reads the events of one execution, one after the other.
pub(crate) struct Reader<'m> {
    machine: &'m StateMachine,
    /// The state of each event so far, where it has one.
    states: HashMap<u64, StateId>,
}

impl<'m> Reader<'m> {
    pub(crate) fn new(machine: &'m StateMachine) -> Reader<'m> {
        Reader {
            machine,
            states: HashMap::new(),
        }
    }

    /// The event; `None` where it is of a kind, or of a state, that is not known here.
    pub(crate) fn read(&mut self, json: &Value) -> Option<HistoryEvent> {
        let number = id(json, "id")?;
        let previous = id(json, "previousEventId").unwrap_or(0);
        let fields = Fields::of(json);
        let named = fields.text("name").or_else(|| fields.text("state"));
        let named = named.and_then(|name| self.machine.state_named(name));
        let state = named.or_else(|| self.states.get(&previous).copied());
        if let Some(state) = state {
            self.states.insert(number, state);
        }
        Some(HistoryEvent {
            id: HistoryEventId(number),
            previous: HistoryEventId(previous),
            at: instant(json, "timestamp").unwrap_or(Timestamp::from_milliseconds(0)),
            details: details(json.get("type")?.as_str()?, state, &fields)?,
        })
    }
}

/// What `…EventDetails` of an event holds.
struct Fields<'e>(Option<&'e Object>);

impl Fields<'_> {
    fn of(event: &Value) -> Fields<'_> {
        let event = event.as_object();
        let details = event.and_then(|event| {
            let mut fields = event.iter();
            fields.find(|(name, _)| name.ends_with("EventDetails"))
        });
        Fields(details.and_then(|(_, details)| details.as_object()))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0?.get(name)?.as_str()
    }

    fn shared(&self, name: &str) -> Option<Arc<str>> {
        self.text(name).map(Arc::from)
    }

    fn number(&self, name: &str) -> u32 {
        let number = self.0.and_then(|fields| fields.get(name)?.as_integral());
        number.and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
    }

    /// Data, which is JSON in a text. What is not there, or too large, is shown as nothing.
    fn payload(&self, name: &str) -> Payload {
        let text = self.text(name).unwrap_or("{}");
        let value = json::from_text(text).unwrap_or_else(|_| Value::from(text));
        Payload::with_text(value, text).unwrap_or_else(|_| Payload::empty_object())
    }

    fn failure(&self) -> Failure {
        Failure::reported(self.text("error"), self.text("cause"))
    }

    fn assigned(&self) -> Option<Arc<Object>> {
        let assigned = self.0?.get("assignedVariables")?.as_object()?;
        let values = assigned.iter().map(|(name, text)| {
            let value = text.as_str().and_then(|text| json::from_text(text).ok());
            (name.clone(), value.unwrap_or_else(|| text.clone()))
        });
        Some(Arc::new(values.collect()))
    }
}

fn details(kind: &str, state: Option<StateId>, fields: &Fields<'_>) -> Option<Details> {
    Some(match kind {
        "ExecutionStarted" => Details::ExecutionStarted {
            input: fields.payload("input"),
        },
        "ExecutionSucceeded" => Details::ExecutionSucceeded {
            output: fields.payload("output"),
        },
        "ExecutionFailed" => Details::ExecutionFailed {
            failure: fields.failure(),
        },
        "ExecutionTimedOut" => Details::ExecutionTimedOut,
        "ExecutionAborted" => Details::ExecutionAborted {
            error: fields.shared("error"),
            cause: fields.shared("cause"),
        },
        "ExecutionRedriven" => Details::ExecutionRedriven {
            redrive_count: fields.number("redriveCount"),
        },
        "EvaluationFailed" => Details::EvaluationFailed {
            state: state?,
            location: fields.shared("location"),
            failure: fields.failure(),
        },
        "ParallelStateStarted" => Details::ParallelStateStarted,
        "ParallelStateSucceeded" => Details::ParallelStateSucceeded,
        "ParallelStateFailed" => Details::ParallelStateFailed,
        "MapStateStarted" => Details::MapStateStarted {
            length: fields.number("length"),
        },
        "MapStateSucceeded" => Details::MapStateSucceeded,
        "MapStateFailed" => Details::MapStateFailed,
        "MapIterationStarted" => Details::MapIterationStarted {
            state: state?,
            index: fields.number("index"),
        },
        "MapIterationSucceeded" => Details::MapIterationSucceeded {
            state: state?,
            index: fields.number("index"),
        },
        "MapIterationFailed" => Details::MapIterationFailed {
            state: state?,
            index: fields.number("index"),
        },
        "MapIterationAborted" => Details::MapIterationAborted {
            state: state?,
            index: fields.number("index"),
        },
        "MapRunStarted" => Details::MapRunStarted {
            map_run_arn: fields.shared("mapRunArn").unwrap_or_default(),
        },
        "MapRunSucceeded" => Details::MapRunSucceeded,
        "MapRunFailed" => Details::MapRunFailed {
            failure: fields.failure(),
        },
        "MapRunAborted" => Details::MapRunAborted,
        "MapRunRedriven" => Details::MapRunRedriven {
            map_run_arn: fields.shared("mapRunArn").unwrap_or_default(),
            redrive_count: fields.number("redriveCount"),
        },
        other => return of_state(other, state?, fields),
    })
}

/// Of a state: `PassStateEntered`, `LambdaFunctionScheduled` and their kin.
fn of_state(kind: &str, state: StateId, fields: &Fields<'_>) -> Option<Details> {
    if kind.ends_with("StateEntered") {
        return Some(Details::StateEntered {
            state,
            input: fields.payload("input"),
        });
    }
    if kind.ends_with("StateExited") {
        return Some(Details::StateExited {
            state,
            output: fields.payload("output"),
            assigned: fields.assigned(),
        });
    }
    if kind.ends_with("StateAborted") {
        return Some(Details::StateAborted { state });
    }
    let mut what = None;
    for worker in ["Task", "LambdaFunction", "Activity"] {
        what = what.or_else(|| kind.strip_prefix(worker));
    }
    Some(match what? {
        "Scheduled" => Details::TaskScheduled {
            state,
            arguments: match fields.text("parameters") {
                Some(_) => fields.payload("parameters"),
                None => fields.payload("input"),
            },
            timeout_seconds: None,
            heartbeat_seconds: None,
            credentials: None,
        },
        "Started" => Details::TaskStarted {
            state,
            worker_name: fields.shared("workerName"),
        },
        "Submitted" => Details::TaskSubmitted {
            state,
            output: fields.payload("output"),
        },
        "Succeeded" => Details::TaskSucceeded {
            state,
            output: fields.payload("output"),
        },
        "Failed" | "ScheduleFailed" | "StartFailed" | "SubmitFailed" => Details::TaskFailed {
            state,
            failure: fields.failure(),
        },
        "TimedOut" => Details::TaskTimedOut {
            state,
            failure: fields.failure(),
        },
        _ => return None,
    })
}
