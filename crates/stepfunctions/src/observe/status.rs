//! How executions stand, and how many do.

use journal::Status;

/// How an execution stands, in AWS's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExecutionStatus {
    /// `RUNNING`
    Running,
    /// `SUCCEEDED`
    Succeeded,
    /// `FAILED`
    Failed,
    /// `TIMED_OUT`
    TimedOut,
    /// `ABORTED`
    Aborted,
}

impl ExecutionStatus {
    /// Every one.
    pub const ALL: [ExecutionStatus; 5] = [
        ExecutionStatus::Running,
        ExecutionStatus::Succeeded,
        ExecutionStatus::Failed,
        ExecutionStatus::TimedOut,
        ExecutionStatus::Aborted,
    ];

    /// As AWS spells it.
    pub fn name(self) -> &'static str {
        crate::executions::status_name(self.into())
    }

    /// The one that is spelled so.
    pub fn parse(name: &str) -> Option<ExecutionStatus> {
        ExecutionStatus::ALL
            .into_iter()
            .find(|status| status.name() == name)
    }
}

impl From<ExecutionStatus> for Status {
    fn from(status: ExecutionStatus) -> Status {
        match status {
            ExecutionStatus::Running => Status::Open,
            ExecutionStatus::Succeeded => Status::Succeeded,
            ExecutionStatus::Failed => Status::Failed,
            ExecutionStatus::TimedOut => Status::TimedOut,
            ExecutionStatus::Aborted => Status::Aborted,
        }
    }
}

impl From<Status> for ExecutionStatus {
    fn from(status: Status) -> ExecutionStatus {
        match status {
            Status::Open => ExecutionStatus::Running,
            Status::Succeeded => ExecutionStatus::Succeeded,
            Status::Failed => ExecutionStatus::Failed,
            Status::TimedOut => ExecutionStatus::TimedOut,
            Status::Aborted => ExecutionStatus::Aborted,
        }
    }
}

/// How many executions there are of each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatusCounts([u64; ExecutionStatus::ALL.len()]);

impl StatusCounts {
    /// How many stand so.
    pub fn of(&self, status: ExecutionStatus) -> u64 {
        self.0[status as usize]
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    pub(super) fn add(&mut self, status: ExecutionStatus) {
        self.0[status as usize] += 1;
    }
}
