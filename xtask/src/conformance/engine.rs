//! The interpreter as the host drives it: every execution of one case, on one virtual clock.
//!
//! Nothing happens by itself. The host starts an execution, takes the work that executions ask for
//! ([`Engine::next_demand`]) until they ask for nothing more, and moves the clock to the next
//! timer.

use std::sync::Arc;

use asl::{StateMachine, Timestamp};
use serde_json::{Map, Value};

use super::host::{Answer, ApiError};

/// Every execution of one case.
pub(crate) struct Engine {
    now: Timestamp,
}

/// Which execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ExecutionKey(usize);

/// Which attempt of which task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TaskKey {
    execution: ExecutionKey,
    task: u64,
}

/// What an execution starts with.
pub(crate) struct Start<'a> {
    pub(crate) machine: Arc<StateMachine>,
    pub(crate) machine_arn: &'a str,
    pub(crate) machine_name: &'a str,
    pub(crate) role_arn: &'a str,
    pub(crate) arn: &'a str,
    pub(crate) name: &'a str,
    pub(crate) input: asl::Value,
    pub(crate) express: bool,
    pub(crate) seed: [u8; 32],
}

/// Work that an execution asks for.
pub(crate) struct Demand {
    pub(crate) task: TaskKey,
    /// The `Resource` of the state.
    pub(crate) resource: Arc<str>,
    /// The input of the work.
    pub(crate) parameters: asl::Value,
    /// The token by which somebody else may end it.
    pub(crate) token: Option<Arc<str>>,
}

/// What became of work.
pub(crate) enum Report {
    /// There is no such activity.
    NoSuchActivity,
    /// A worker has taken it.
    Started { worker: Option<String> },
    /// The job is on its way; what the service answered.
    Submitted(asl::Value),
    /// The worker is still there.
    Heartbeat,
    /// It is done.
    Succeeded(asl::Value),
    /// It has failed.
    Failed {
        error: Option<String>,
        cause: Option<String>,
    },
}

/// How an execution stands.
pub(crate) struct Standing {
    pub(crate) status: &'static str,
    pub(crate) output: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) cause: Option<String>,
    pub(crate) stopped: Option<Timestamp>,
}

impl Standing {
    pub(crate) fn is_running(&self) -> bool {
        self.status == "RUNNING"
    }
}

impl Engine {
    pub(crate) fn new(now: Timestamp) -> Engine {
        Engine { now }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Starts an execution. It runs when its demands are asked for.
    pub(crate) fn start(&mut self, start: Start) -> ExecutionKey {
        let _ = start;
        ExecutionKey(0)
    }

    /// Ends an execution from outside.
    pub(crate) fn stop(
        &mut self,
        execution: ExecutionKey,
        error: Option<&str>,
        cause: Option<&str>,
    ) {
        let _ = (execution, error, cause);
    }

    /// Runs executions until one asks for work; `None` when all wait or are over.
    pub(crate) fn next_demand(&mut self) -> Option<Demand> {
        None
    }

    /// Tells an execution what became of its work. Work that nobody waits for is no longer told.
    pub(crate) fn report(&mut self, task: TaskKey, report: Report) {
        let _ = (task, report);
    }

    /// Whether an execution waits for this work.
    pub(crate) fn awaits(&self, task: TaskKey) -> bool {
        let _ = task;
        false
    }

    /// When the next timer of any execution is due.
    pub(crate) fn next_timer(&self) -> Option<Timestamp> {
        None
    }

    /// Sets the clock and fires the timers that are due.
    pub(crate) fn advance_to(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
    }

    pub(crate) fn standing(&self, execution: ExecutionKey) -> Standing {
        let _ = execution;
        Standing {
            status: "RUNNING",
            output: None,
            error: None,
            cause: None,
            stopped: None,
        }
    }

    /// The history so far, as the API shows it.
    pub(crate) fn history(&self, execution: ExecutionKey) -> Vec<Value> {
        let _ = execution;
        Vec::new()
    }
}

/// `TestState`.
pub(crate) fn test_state(params: &Map<String, Value>, now: Timestamp) -> Answer {
    let _ = (params, now);
    Err(ApiError::validation("the interpreter is not there yet"))
}
