//! The states an execution is in, and those it has left: what somebody wants to know who looks at
//! many executions, without their histories.

use asl::{StateId, Timestamp};

use crate::effect::{TaskId, TaskToken, TimerId};
use crate::payload::Payload;
use crate::thread::{Visit, Work};

/// A state that was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Which.
    pub state: StateId,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// When it was left.
    pub left_at: Timestamp,
    /// Whether it had failed, caught or not.
    pub failed: bool,
}

/// A state that an execution is in.
#[derive(Clone, Copy, Debug)]
pub struct Stay<'e> {
    /// Which.
    pub state: StateId,
    /// What it was given.
    pub input: &'e Payload,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// What it waits for.
    pub waits_for: WaitsFor<'e>,
}

/// What a state waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsFor<'e> {
    /// For the states within it, or for nothing.
    Others,
    /// For its time.
    Time(TimerId),
    /// For its next attempt.
    Retry(TimerId),
    /// For its task.
    Task {
        /// Which.
        task: TaskId,
        /// The token that ends it, where somebody has it.
        token: Option<&'e TaskToken>,
        /// When it takes too long.
        timeout: Option<TimerId>,
        /// When it has been silent for too long.
        heartbeat: Option<TimerId>,
    },
}

impl Stay<'_> {
    pub(crate) fn of(visit: &Visit) -> Stay<'_> {
        Stay {
            state: visit.state,
            input: &visit.input,
            entered_at: visit.entered_at,
            waits_for: match &visit.work {
                Work::None | Work::Parallel(_) | Work::Map(_) | Work::MapRun(_) => WaitsFor::Others,
                Work::Waiting(timer) => WaitsFor::Time(*timer),
                Work::Retrying(timer) => WaitsFor::Retry(*timer),
                Work::Task(work) => WaitsFor::Task {
                    task: work.task,
                    token: visit.token.as_ref(),
                    timeout: work.timeout,
                    heartbeat: work.heartbeat.and_then(|heartbeat| heartbeat.timer),
                },
            },
        }
    }
}
