//! What waits for an answer.

use serde::Serialize;
use stepfunctions::observe::Awaited;
use utoipa::ToSchema;

use super::order::OrderRef;
use super::time::shown;

/// So much of an input is shown.
const INPUT_BYTES_MAX: usize = 8 << 10;

/// A task that waits for an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallbackView {
    /// Sent with SendTaskSuccess or SendTaskFailure, it is the answer.
    token: String,
    /// `callback`, or `activity` where a worker is waited for.
    kind: &'static str,
    /// The execution that waits.
    execution_arn: String,
    /// The name of its state machine.
    machine: String,
    /// Its name.
    name: String,
    /// The state that waits.
    state: String,
    /// Who was asked: `lambda:invoke.waitForTaskToken`, `activity:NAME`.
    resource: String,
    /// Since when the execution is at this state.
    #[schema(format = DateTime)]
    since: String,
    /// When it is too late, by its time-out or its heartbeat.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// What the state was given, as JSON text; when it is longer than 8 KB, the beginning of it.
    input: String,
    /// The order that the execution carries.
    order: Option<OrderRef>,
}

impl CallbackView {
    pub(crate) fn of(awaited: Awaited, order: Option<OrderRef>) -> CallbackView {
        let mut input = awaited.input;
        if input.len() > INPUT_BYTES_MAX {
            let end = input.floor_char_boundary(INPUT_BYTES_MAX);
            input.truncate(end);
        }
        CallbackView {
            token: awaited.token,
            kind: if awaited.is_activity {
                "activity"
            } else {
                "callback"
            },
            execution_arn: awaited.execution_arn.to_string(),
            machine: awaited.machine.to_string(),
            name: awaited.name.to_string(),
            state: awaited.state.to_string(),
            resource: awaited.resource,
            since: shown(awaited.since),
            expires_at: awaited.expires_at.map(shown),
            input,
            order,
        }
    }
}

/// What waits for an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallbacksView {
    /// The longest first, 500 at most.
    pub(crate) items: Vec<CallbackView>,
    /// How much there is. Beyond 50,000 open executions, idle ones are out of memory and what they
    /// wait for is not counted.
    pub(crate) total: u64,
}
