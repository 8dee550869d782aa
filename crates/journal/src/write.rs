//! What can be written.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use crate::error::JournalError;

/// The number of an execution in its journal, from 1, in the order of their starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExecutionId(pub u64);

/// Executions whose names must differ: those of one state machine, or of one Map state of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Family(pub u32);

/// How an execution stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It runs.
    Open,
    /// It ended well.
    Succeeded,
    /// It failed.
    Failed,
    /// It took too long.
    TimedOut,
    /// Somebody stopped it.
    Aborted,
}

/// An execution that starts.
#[derive(Clone, Debug)]
pub struct NewExecution {
    /// Its number; see [`Journal::next_execution_id`](crate::Journal::next_execution_id).
    pub id: ExecutionId,
    /// Whose name it must not share.
    pub family: Family,
    /// Its name.
    pub name: Box<str>,
    /// When it started, in nanoseconds since 1970.
    pub started_at: i64,
    /// The execution whose child it is.
    pub parent: Option<ExecutionId>,
    /// What its owner needs to begin it again.
    pub start: Box<[u8]>,
    /// How it ended, when it was over before it was written.
    pub end: Option<End>,
}

/// How an execution ended.
#[derive(Clone, Debug)]
pub struct End {
    /// Not [`Status::Open`].
    pub status: Status,
    /// When, in nanoseconds since 1970.
    pub stopped_at: i64,
    /// What came of it.
    pub result: Box<[u8]>,
}

/// One thing to write.
#[derive(Debug)]
pub enum Write {
    /// An execution starts. When its name is taken, nothing of its commit is written.
    Start(NewExecution),
    /// Something happened to an execution.
    Record {
        /// To which.
        execution: ExecutionId,
        /// The place of the record among those of the execution, from 0.
        sequence: u32,
        /// What happened.
        data: Box<[u8]>,
    },
    /// An execution is over, or over again.
    Close {
        /// Which.
        execution: ExecutionId,
        /// How.
        end: End,
    },
    /// An execution that was over goes on.
    Reopen {
        /// Which.
        execution: ExecutionId,
    },
    /// An open execution needs no attention until then, in nanoseconds since 1970, unless something
    /// happens to it. `None`: it needs attention again.
    Park {
        /// Which.
        execution: ExecutionId,
        /// Until when.
        until: Option<i64>,
    },
    /// An execution is forgotten, records and all.
    Forget {
        /// Which.
        execution: ExecutionId,
    },
    /// A document is as given from now on; without content it is gone.
    Document {
        /// Which collection.
        collection: &'static str,
        /// Its key there.
        key: Box<str>,
        /// Its content.
        content: Option<Box<[u8]>>,
    },
}

/// What is written together: all of it, or nothing.
pub struct Commit {
    /// What to write, in this order.
    pub writes: Vec<Write>,
    /// Called on the writer's thread when the commit is durable, or will never be. Commits are
    /// told in the order in which they were submitted.
    pub done: Box<dyn FnOnce(Result<Committed, JournalError>) + Send>,
}

/// What became of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// It is durable.
    Written,
    /// The name of the execution it starts is taken; nothing was written.
    NameTaken,
}

/// Resolves when a write is durable.
pub struct Written(pub(crate) oneshot::Receiver<Result<Committed, JournalError>>);

impl Future for Written {
    type Output = Result<(), JournalError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|told| match told {
            Ok(told) => told.map(|_| ()),
            Err(_) => Err(JournalError::Stopped("the writer is gone".to_owned())),
        })
    }
}

impl Status {
    /// The number it is stored as.
    pub(crate) fn code(self) -> i64 {
        match self {
            Status::Open => 0,
            Status::Succeeded => 1,
            Status::Failed => 2,
            Status::TimedOut => 3,
            Status::Aborted => 4,
        }
    }

    pub(crate) fn from_code(code: i64) -> Result<Status, JournalError> {
        Ok(match code {
            0 => Status::Open,
            1 => Status::Succeeded,
            2 => Status::Failed,
            3 => Status::TimedOut,
            4 => Status::Aborted,
            other => {
                return Err(JournalError::Corrupt(format!(
                    "no status has the number {other}"
                )));
            }
        })
    }
}
