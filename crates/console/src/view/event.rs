//! What happened to an execution.

use serde::Serialize;
use stepfunctions::observe::LightEvent;
use utoipa::ToSchema;

use super::time::shown;

/// An event of a history, without its payloads.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventView {
    /// Its number, from 1.
    pub(crate) id: u64,
    /// The event that it follows; 0 for none.
    previous: u64,
    /// When it happened.
    #[schema(format = DateTime)]
    at: String,
    /// AWS's name of its type.
    #[serde(rename = "type")]
    kind: String,
    /// The state it is about.
    state: Option<String>,
    /// Who works: `lambda:invoke`, `dynamodb:putItem`; `lambda:NAME` and `activity:NAME` where the
    /// state names one by its ARN.
    resource: Option<String>,
    /// Why something failed, in a word.
    error: Option<String>,
    /// Why something failed, in a sentence of at most 300 characters.
    cause: Option<String>,
    /// Which iteration of a Map.
    iteration: Option<u32>,
    /// The Map Run that begins, or goes on.
    map_run_arn: Option<String>,
    /// The ARN of the execution that was started.
    child: Option<String>,
    /// How long its payload is.
    bytes: usize,
    /// How long until what has failed is tried again.
    retry_in_ms: Option<i64>,
}

impl EventView {
    pub(crate) fn of(event: LightEvent) -> EventView {
        EventView {
            id: event.id,
            previous: event.previous,
            at: shown(event.at),
            kind: event.kind,
            state: event.state.map(|state| state.to_string()),
            resource: event.resource,
            error: event.error.map(|error| error.to_string()),
            cause: event.cause,
            iteration: event.iteration,
            map_run_arn: event.map_run_arn.map(|arn| arn.to_string()),
            child: event.child.map(|arn| arn.to_string()),
            bytes: event.bytes,
            retry_in_ms: event.retry_in_ms,
        }
    }
}

/// A history without its payloads.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryView {
    /// Every event, oldest first. An Express execution has none: its history is not kept.
    pub(crate) events: Vec<EventView>,
    /// The number of the last event there is.
    pub(crate) last: u64,
}

/// Events that were found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundEventsView {
    /// Their numbers.
    pub(crate) ids: Vec<u64>,
}
