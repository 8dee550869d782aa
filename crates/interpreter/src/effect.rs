//! What the host is to do.
//!
//! A crash may fall between an event and its effects, so an effect may be performed twice. Each
//! carries what makes the second time harmless: a [`TaskKey`] that stays the same, or an id that
//! is already known.

use std::fmt;
use std::sync::Arc;

use asl::{ScopeId, StateId, Timestamp, Value};

use crate::failure::Failure;
use crate::history::HistoryEventId;
use crate::payload::Payload;
use crate::thread::ThreadId;

/// What the host is to do.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Have work done, and report what comes of it.
    StartTask(Box<StartTask>),
    /// Nobody waits for the task any longer; stop it if that can be done.
    CancelTask(TaskId),
    /// Send [`TimerFired`](crate::Happening::TimerFired) at that time or later, never earlier.
    SetTimer {
        /// Which timer.
        timer: TimerId,
        /// When it is due.
        due: Timestamp,
    },
    /// The timer is not needed any longer.
    CancelTimer(TimerId),
    /// Bring the items of a Map Run.
    ReadItems(Box<ReadItems>),
    /// Start a child execution of a Map Run.
    StartChild(Box<StartChild>),
    /// Stop a child execution.
    StopChild(MapRunId, ChildId),
    /// Write the results of a Map Run.
    WriteResults(Box<WriteResults>),
    /// The execution has worked for long enough at a stretch: send
    /// [`Continued`](crate::Happening::Continued) when others have had their turn.
    Continue,
    /// The execution is over.
    Finish(Outcome),
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// `SUCCEEDED`, with this output.
    Succeeded(Payload),
    /// `FAILED`.
    Failed(Failure),
    /// `TIMED_OUT`.
    TimedOut,
    /// `ABORTED`, with the error and cause of whoever stopped it.
    Aborted {
        /// The error given.
        error: Option<Arc<str>>,
        /// The cause given.
        cause: Option<Arc<str>>,
    },
}

/// Work to have done.
#[derive(Clone, Debug)]
pub struct StartTask {
    /// Which task.
    pub task: TaskId,
    /// The same for every performance of this attempt, and for no other.
    pub key: TaskKey,
    /// The Task state; its [`Resource`](asl::state::Resource) says who does the work.
    pub state: StateId,
    /// What the work receives: a function's payload or a service's parameters.
    pub arguments: Payload,
    /// The token whose return ends the task, where somebody is waited for.
    pub token: Option<TaskToken>,
    /// `Credentials`: the object with the `RoleArn` to assume.
    pub credentials: Option<Value>,
    /// The longest the attempt may take, in seconds. The interpreter keeps the timer.
    pub timeout_seconds: Option<u32>,
    /// The longest the worker may stay silent, in seconds. The interpreter keeps the timer.
    pub heartbeat_seconds: Option<u32>,
}

/// Items to bring.
#[derive(Clone, Debug)]
pub struct ReadItems {
    /// For which Map Run.
    pub map_run: MapRunId,
    /// The ARN of the Map Run.
    pub map_run_arn: Arc<str>,
    /// The Map state; its [`ItemReader`](asl::state::ItemReader) says what to read and how.
    pub state: StateId,
    /// What the reader's resource receives.
    pub arguments: Value,
}

/// A child execution to start. Its machine is the processor of the Map state.
#[derive(Clone, Debug)]
pub struct StartChild {
    /// Of which Map Run.
    pub map_run: MapRunId,
    /// The ARN of the Map Run.
    pub map_run_arn: Arc<str>,
    /// Which child.
    pub child: ChildId,
    /// The Map state.
    pub state: StateId,
    /// The processor, in the machine of this execution.
    pub scope: ScopeId,
    /// The child's input.
    pub input: Payload,
}

/// Results to write.
#[derive(Clone, Debug)]
pub struct WriteResults {
    /// Of which Map Run.
    pub map_run: MapRunId,
    /// The ARN of the Map Run.
    pub map_run_arn: Arc<str>,
    /// The Map state; its [`ResultWriter`](asl::state::ResultWriter) says where and in which form.
    pub state: StateId,
    /// What the writer's resource receives.
    pub arguments: Value,
    /// The outcome of each child execution, in the order of the items.
    pub results: Vec<Result<Value, Failure>>,
}

/// A task that was started: one attempt of one visit of a Task state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId {
    pub(crate) thread: ThreadId,
    pub(crate) serial: u32,
}

/// A timer that was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimerId {
    pub(crate) thread: ThreadId,
    pub(crate) serial: u32,
}

/// A Map Run that was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MapRunId {
    pub(crate) thread: ThreadId,
    pub(crate) serial: u32,
}

/// A child execution within its Map Run: the number of its item or batch, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChildId(pub u32);

/// What makes an attempt the same attempt when it is performed again: the state's entry and the
/// number of the attempt. Together with the execution's ARN it is the idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskKey {
    /// The history event by which the state was entered.
    pub entered: HistoryEventId,
    /// The number of the attempt, from 0, redrives included.
    pub attempt: u32,
}

/// A task token: whoever returns it ends the task. The host's number of the execution and 128
/// unguessable bits, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TaskToken(pub(crate) Arc<str>);

impl TaskToken {
    pub(crate) fn new(number: u64, secret: u128) -> TaskToken {
        TaskToken(format!("{number:016x}{secret:032x}").into())
    }

    /// The [number](crate::Start::number) of the execution that a token belongs to; `None` when the
    /// text is no token.
    pub fn number(text: &str) -> Option<u64> {
        let fits = text.len() == 48 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then(|| u64::from_str_radix(&text[..16], 16).ok())?
    }

    /// The token as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TaskId {
    /// The id as one number, for a host to store.
    pub fn to_u64(self) -> u64 {
        pack(self.thread, self.serial)
    }

    /// The id that [`to_u64`](TaskId::to_u64) gave.
    pub fn from_u64(packed: u64) -> TaskId {
        let (thread, serial) = unpack(packed);
        TaskId { thread, serial }
    }
}

impl TimerId {
    /// The id as one number, for a host to store.
    pub fn to_u64(self) -> u64 {
        pack(self.thread, self.serial)
    }

    /// The id that [`to_u64`](TimerId::to_u64) gave.
    pub fn from_u64(packed: u64) -> TimerId {
        let (thread, serial) = unpack(packed);
        TimerId { thread, serial }
    }
}

impl MapRunId {
    /// The id as one number, for a host to store.
    pub fn to_u64(self) -> u64 {
        pack(self.thread, self.serial)
    }

    /// The id that [`to_u64`](MapRunId::to_u64) gave.
    pub fn from_u64(packed: u64) -> MapRunId {
        let (thread, serial) = unpack(packed);
        MapRunId { thread, serial }
    }
}

fn pack(thread: ThreadId, serial: u32) -> u64 {
    u64::from(thread.0) << 32 | u64::from(serial)
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "the two halves of the number"
)]
fn unpack(packed: u64) -> (ThreadId, u32) {
    (ThreadId((packed >> 32) as u32), packed as u32)
}

impl fmt::Display for TaskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.entered, self.attempt)
    }
}
