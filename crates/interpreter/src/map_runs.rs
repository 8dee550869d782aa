//! The Map Runs of an execution, as DescribeMapRun shows them.

use std::sync::Arc;

use asl::Timestamp;

use crate::failure::{Failure, error_name};

/// A Map Run: how far it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct MapRun {
    /// `arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:UUID`
    pub arn: Arc<str>,
    /// Where it stands.
    pub status: MapRunStatus,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    pub stopped_at: Option<Timestamp>,
    /// How many children run at once; 0 sets no limit.
    pub max_concurrency: u32,
    /// So many items may fail.
    pub tolerated_failure_count: u64,
    /// So many percent of the items may fail.
    pub tolerated_failure_percentage: f64,
    /// How often it was redriven.
    pub redrive_count: u32,
    /// When it was last redriven.
    pub redriven_at: Option<Timestamp>,
    /// Its items, batched ones one by one.
    pub items: Counts,
    /// Its child executions.
    pub executions: Counts,
}

/// Where a Map Run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapRunStatus {
    /// `RUNNING`
    Running,
    /// `SUCCEEDED`
    Succeeded,
    /// `FAILED`
    Failed,
    /// `ABORTED`
    Aborted,
}

/// How many items or executions stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of the API's counts")]
pub struct Counts {
    pub pending: u64,
    pub running: u64,
    pub succeeded: u64,
    pub failed: u64,
    pub timed_out: u64,
    pub aborted: u64,
    pub results_written: u64,
}

impl Counts {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.pending + self.running + self.succeeded + self.failed + self.timed_out + self.aborted
    }
}

/// Where an item or a child is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Pending,
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
}

impl Standing {
    /// Where a child that failed is.
    pub(crate) fn of_failure(failure: &Failure) -> Standing {
        if failure.error.as_deref() == Some(error_name::TIMEOUT) {
            Standing::TimedOut
        } else {
            Standing::Failed
        }
    }
}

impl MapRun {
    /// A child with so many items is new.
    pub(crate) fn add(&mut self, items: u64) {
        self.items.pending += items;
        self.executions.pending += 1;
    }

    /// A child with so many items goes from one place to another.
    pub(crate) fn move_child(&mut self, items: u64, from: Standing, to: Standing) {
        for (counts, count) in [(&mut self.items, items), (&mut self.executions, 1)] {
            let place = counts.place(from);
            *place = place.saturating_sub(count);
            *counts.place(to) += count;
        }
    }

    /// The run is over.
    pub(crate) fn end(&mut self, status: MapRunStatus, at: Timestamp) {
        self.status = status;
        self.stopped_at = Some(at);
        for counts in [&mut self.items, &mut self.executions] {
            counts.results_written = counts.succeeded + counts.failed + counts.timed_out;
        }
    }
}

impl Counts {
    fn place(&mut self, standing: Standing) -> &mut u64 {
        match standing {
            Standing::Pending => &mut self.pending,
            Standing::Running => &mut self.running,
            Standing::Succeeded => &mut self.succeeded,
            Standing::Failed => &mut self.failed,
            Standing::TimedOut => &mut self.timed_out,
            Standing::Aborted => &mut self.aborted,
        }
    }
}
