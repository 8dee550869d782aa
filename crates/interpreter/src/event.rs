//! What happens to an execution.

use std::sync::Arc;

use asl::{Object, ScopeId, StateId, StateMachine, Timestamp, Value};

use crate::effect::{ChildId, MapRunId, TaskId, TimerId};
use crate::execution::{ExecutionKind, Identity};
use crate::failure::Failure;
use crate::payload::Payload;

/// Something that happened, and when.
///
/// Times never run backwards within one execution; a host whose clock did gives the latest time
/// it has given before.
#[derive(Clone, Debug)]
pub struct Event {
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub what: Happening,
}

/// How an execution starts.
#[derive(Clone, Debug)]
pub struct Start {
    /// The machine, as it is now: later changes do not reach the execution.
    pub machine: Arc<StateMachine>,
    /// What of the machine is executed: all of it, or the processor of a distributed Map.
    pub scope: ScopeId,
    /// How durable the execution is and which limits it has.
    pub kind: ExecutionKind,
    /// Who it is.
    pub identity: Arc<Identity>,
    /// Its input.
    pub input: Payload,
    /// Where its randomness comes from. Task tokens follow from it: it must be a secret.
    pub seed: [u8; 32],
    /// What its host knows it by: task tokens begin with it, so that a host finds whose they are.
    pub number: u64,
    /// When it starts.
    pub at: Timestamp,
    /// Whether it keeps its history. Without, events are numbered and limited all the same.
    pub keep_history: bool,
    /// Where it begins, unless at the beginning.
    pub from: Option<Beginning>,
}

/// The middle of a machine, where an execution begins that is to do part of another again.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// A state of the executed scope, which is entered first.
    pub state: StateId,
    /// What it is given. What the execution itself was given stays what expressions see of it.
    pub input: Payload,
    /// The variables that are set already.
    pub variables: Object,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Happening {
    /// An activity has taken a task into its queue. Only activities say so, since only they are
    /// looked up first: one that is gone fails the execution before anything is scheduled.
    TaskScheduled {
        /// Which task.
        task: TaskId,
    },
    /// The work of a task has begun. May be left out: the task's end implies it.
    TaskStarted {
        /// Which task.
        task: TaskId,
        /// What the activity worker called itself.
        worker_name: Option<Arc<str>>,
    },
    /// A job was started or a token handed out: the service answered `output`.
    TaskSubmitted {
        /// Which task.
        task: TaskId,
        /// What the service answered.
        output: Value,
    },
    /// The work of a task is done.
    TaskSucceeded {
        /// Which task.
        task: TaskId,
        /// Its result.
        output: Value,
    },
    /// The work of a task failed.
    TaskFailed {
        /// Which task.
        task: TaskId,
        /// Why.
        failure: Failure,
    },
    /// The worker of a task is alive.
    TaskHeartbeat {
        /// Which task.
        task: TaskId,
    },
    /// A timer is due.
    TimerFired {
        /// Which timer.
        timer: TimerId,
    },
    /// A Map Run's reader has brought what there is to read, or failed.
    ItemsRead {
        /// Which Map Run.
        map_run: MapRunId,
        /// What it brought.
        content: Result<ItemContent, Failure>,
    },
    /// A child execution of a Map Run is over.
    ChildFinished {
        /// Which Map Run.
        map_run: MapRunId,
        /// Which of its children.
        child: ChildId,
        /// Its output, or why it failed.
        outcome: Result<Value, Failure>,
    },
    /// A Map Run's results are written, or could not be.
    ResultsWritten {
        /// Which Map Run.
        map_run: MapRunId,
        /// What the state's result is then.
        outcome: Result<Value, Failure>,
    },
    /// Somebody changes a Map Run that runs. What is `None` stays as it is.
    MapRunUpdated {
        /// Which.
        map_run_arn: Arc<str>,
        /// How many children may run at once; 0 sets no limit.
        max_concurrency: Option<u32>,
        /// How many items may fail.
        tolerance: ToleranceChange,
    },
    /// Somebody stops the execution.
    Stopped {
        /// The error they give.
        error: Option<Arc<str>>,
        /// The cause they give.
        cause: Option<Arc<str>>,
    },
    /// Somebody has the execution go on from where it failed, was stopped or timed out.
    Redriven,
    /// The answer to [`Effect::Continue`](crate::Effect::Continue).
    Continued,
}

/// How many items of a Map Run may fail from now on. What is `None` stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ToleranceChange {
    /// So many.
    pub count: Option<u64>,
    /// So many percent.
    pub percentage: Option<f64>,
}

/// What an item reader brings.
#[derive(Clone, Debug)]
pub enum ItemContent {
    /// The text of a file, to be read as the reader's configuration says.
    Text(Arc<str>),
    /// Items as they are: the objects of a listing.
    Items(Vec<Value>),
}
