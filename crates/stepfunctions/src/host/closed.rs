//! An execution that is over.

use std::sync::Arc;

use asl::Timestamp;
use interpreter::effect::Outcome;
use journal::{ExecutionId, ExecutionRow, Status};

use super::record::{ResultRecord, StartRecord, Unreadable, closing};

/// An execution that is over: what the API says of it.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    pub(crate) id: ExecutionId,
    pub(crate) start: Arc<StartRecord>,
    pub(crate) status: Status,
    pub(crate) stopped_at: Timestamp,
    pub(crate) result: ResultRecord,
}

impl Closed {
    pub(crate) fn new(
        id: ExecutionId,
        start: Arc<StartRecord>,
        execution: &interpreter::Execution,
        outcome: &Outcome,
        stopped_at: Timestamp,
    ) -> Closed {
        let (status, parts) = closing(outcome);
        Closed {
            id,
            start,
            status,
            stopped_at,
            result: ResultRecord {
                output: parts.output,
                error: parts.error,
                cause: parts.cause,
                redrive_count: execution.redrive_count(),
                redriven_at: execution.redriven_at(),
                history_length: execution.history_length(),
            },
        }
    }

    /// `None` when the row is of an execution that is open.
    pub(crate) fn from_row(row: &ExecutionRow) -> Result<Option<Closed>, Unreadable> {
        let (Some(stopped_at), Some(result)) = (row.stopped_at, &row.result) else {
            return Ok(None);
        };
        Ok(Some(Closed {
            id: row.id,
            start: Arc::new(StartRecord::decode(&row.start)?),
            status: row.status,
            stopped_at: Timestamp::from_nanoseconds(stopped_at),
            result: ResultRecord::decode(result)?,
        }))
    }

    pub(crate) fn end(&self) -> journal::End {
        journal::End {
            status: self.status,
            stopped_at: self.stopped_at.nanoseconds(),
            result: self.result.encode(),
        }
    }

    /// About how much memory its data takes.
    pub(crate) fn bytes(&self) -> usize {
        let length = |text: &Option<Arc<str>>| text.as_ref().map_or(0, |text| text.len());
        self.start.input.len() + length(&self.result.output) + length(&self.result.cause) + 512
    }
}
