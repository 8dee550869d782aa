//! An open execution in memory.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use asl::{StateMachine, Timestamp, Value};
use interpreter::Execution;
use interpreter::effect::{StartTask, TaskId, TaskToken, TimerId};
use journal::ExecutionId;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use super::closed::Closed;
use super::meter::MachineMeter;
use super::record::StartRecord;
use crate::revision::Revision;

/// An open execution in memory.
pub(crate) struct Resident {
    pub(crate) id: ExecutionId,
    pub(crate) start: Arc<StartRecord>,
    pub(crate) revision: Arc<Revision>,
    pub(crate) machine: Arc<StateMachine>,
    /// Whether it is in the journal. An Express execution is not.
    pub(crate) durable: bool,
    /// Where what happens to it is counted.
    pub(crate) meter: Arc<MachineMeter>,
    pub(crate) state: Mutex<State>,
}

/// What changes.
pub(crate) struct State {
    pub(crate) execution: Execution,
    /// How many records the journal has of it.
    pub(crate) records: u32,
    /// The latest time it was given.
    pub(crate) latest: Timestamp,
    /// When something happened to it last.
    pub(crate) touched: Instant,
    /// How many of its commits are under way.
    pub(crate) committing: u32,
    /// The tasks that are open.
    pub(crate) tasks: Vec<OpenTask>,
    /// The timers that are set.
    pub(crate) timers: Vec<(TimerId, Timestamp)>,
    /// How many of its Map Runs the journal knows.
    pub(crate) map_runs: usize,
    /// How many child executions run.
    pub(crate) children: u32,
    /// Whether the journal says that it is parked.
    pub(crate) parked: bool,
    /// Whether it was taken out of memory: whoever still holds it looks it up again.
    pub(crate) left: bool,
    /// Whether its end is known to all who look it up.
    pub(crate) over: bool,
    /// Who waits for its end.
    pub(crate) waiting: Vec<oneshot::Sender<Arc<Closed>>>,
}

/// A task that was started and is not over.
#[derive(Debug)]
pub(crate) struct OpenTask {
    pub(crate) task: TaskId,
    pub(crate) token: Option<TaskToken>,
    /// Whether the history says that its job was started.
    pub(crate) submitted: bool,
    /// The execution that it waits for.
    pub(crate) nested: Option<Arc<str>>,
    /// What works on it in this process.
    pub(crate) work: Option<AbortHandle>,
}

impl State {
    pub(crate) fn new(execution: Execution, latest: Timestamp) -> State {
        State {
            execution,
            records: 0,
            latest,
            touched: Instant::now(),
            committing: 0,
            tasks: Vec::new(),
            timers: Vec::new(),
            map_runs: 0,
            children: 0,
            parked: false,
            left: false,
            over: false,
            waiting: Vec::new(),
        }
    }

    pub(crate) fn opened(&mut self, task: &StartTask) {
        self.tasks.push(OpenTask {
            task: task.task,
            token: task.token.clone(),
            submitted: false,
            nested: None,
            work: None,
        });
    }

    /// The job of a task was started, and the history says so.
    pub(crate) fn submitted(&mut self, task: TaskId, output: &Value) {
        if let Some(open) = self.tasks.iter_mut().find(|open| open.task == task) {
            open.submitted = true;
            open.nested = output
                .get("ExecutionArn")
                .and_then(Value::as_str)
                .map(Arc::from);
        }
    }

    /// The open task with this token.
    pub(crate) fn task_of_token(&self, token: &str) -> Option<TaskId> {
        let found = self
            .tasks
            .iter()
            .find(|open| open.token.as_ref().is_some_and(|t| t.as_str() == token));
        found.map(|open| open.task)
    }
}
