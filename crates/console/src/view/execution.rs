//! Executions.

use serde::Serialize;
use stepfunctions::observe::{ExecutionStatus, StatusCounts};
use utoipa::ToSchema;

/// How many executions there are of each status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) struct CountsView {
    /// They run.
    running: u64,
    /// They ended well.
    succeeded: u64,
    /// They failed.
    failed: u64,
    /// They took too long.
    timed_out: u64,
    /// They were stopped.
    aborted: u64,
    /// They are about to go on. Here that takes a moment, so there are none.
    pending_redrive: u64,
}

impl CountsView {
    pub(crate) fn of(counts: &StatusCounts) -> CountsView {
        CountsView {
            running: counts.of(ExecutionStatus::Running),
            succeeded: counts.of(ExecutionStatus::Succeeded),
            failed: counts.of(ExecutionStatus::Failed),
            timed_out: counts.of(ExecutionStatus::TimedOut),
            aborted: counts.of(ExecutionStatus::Aborted),
            pending_redrive: 0,
        }
    }
}
