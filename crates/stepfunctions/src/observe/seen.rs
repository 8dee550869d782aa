//! One execution: as it stands in a list, and all that is known of it.

use std::sync::Arc;

use asl::{StateMachine, Timestamp};
use interpreter::{Execution, ExecutionKind};
use journal::{ExecutionId, ExecutionRow, Status};

use super::{ExecutionStatus, Observe, Unobservable};
use crate::executions::{Redrivable, machine_arn};
use crate::host::closed::Closed;
use crate::host::index::{Slot, lock};
use crate::host::record::{ReportsTo, StartRecord, Waits};

/// An execution as it stands in a list.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its ARN.
    pub arn: Arc<str>,
    /// The ARN of its machine.
    pub machine_arn: String,
    /// The name of its machine.
    pub machine: Arc<str>,
    /// The number of the version it was started through.
    pub version: Option<u64>,
    /// Its name.
    pub name: Arc<str>,
    /// How durable it is.
    pub kind: ExecutionKind,
    /// How it stands.
    pub status: ExecutionStatus,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    pub stopped_at: Option<Timestamp>,
    /// How often it was redriven.
    pub redrive_count: u32,
    /// Why it failed, in a word.
    pub error: Option<Arc<str>>,
    /// The states it is in, while it runs.
    pub current: Vec<Arc<str>>,
}

/// All that is known of an execution but its history.
#[derive(Clone, Debug)]
pub struct Described {
    /// As it stands in a list.
    pub seen: Seen,
    /// Its input.
    pub input: Arc<str>,
    /// Its output.
    pub output: Option<Arc<str>>,
    /// Why it failed, in a sentence.
    pub cause: Option<Arc<str>>,
    /// The definition that it executes.
    pub definition: Option<String>,
    /// In whose name it works.
    pub role_arn: Arc<str>,
    /// Why it cannot be redriven; `None` when it can.
    pub not_redrivable: Option<String>,
    /// When it was last redriven.
    pub redriven_at: Option<Timestamp>,
    /// The ARN of the execution whose work it does again.
    pub rerun_of: Option<Arc<str>>,
    /// The state at which it does so.
    pub rerun_from: Option<Arc<str>>,
    /// How many events its history has.
    pub events: u64,
    /// The ARN of the execution that waits for it.
    pub parent: Option<Arc<str>>,
    /// The ARN of the Map Run that it belongs to.
    pub map_run_arn: Option<Arc<str>>,
    /// The log group that is told of it.
    pub log_group: Option<String>,
    /// `X-Amzn-Trace-Id` of whoever started it.
    pub trace_header: Option<Arc<str>>,
}

/// The states that an execution is in, each once, in the order of their threads.
fn current_states(execution: &Execution, machine: &StateMachine) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    for stay in execution.stays() {
        let name = machine.state(stay.state).name.shared();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

impl Slot {
    pub(super) fn id(&self) -> ExecutionId {
        match self {
            Slot::Open(resident) => resident.id,
            Slot::Closed(closed) => closed.id,
        }
    }

    pub(super) fn start(&self) -> &Arc<StartRecord> {
        match self {
            Slot::Open(resident) => &resident.start,
            Slot::Closed(closed) => &closed.start,
        }
    }
}

impl Seen {
    pub(super) fn of_slot(slot: &Slot) -> Seen {
        match slot {
            Slot::Closed(closed) => Seen::of_closed(closed),
            Slot::Open(resident) => {
                let state = lock(&resident.state);
                Seen::of_open(&resident.start, &state.execution)
            }
        }
    }

    fn of_closed(closed: &Closed) -> Seen {
        Seen {
            status: closed.status.into(),
            stopped_at: Some(closed.stopped_at),
            redrive_count: closed.result.redrive_count,
            error: closed.result.error.clone(),
            ..Seen::of_start(&closed.start)
        }
    }

    fn of_open(start: &StartRecord, execution: &Execution) -> Seen {
        Seen {
            redrive_count: execution.redrive_count(),
            current: current_states(execution, execution.machine()),
            ..Seen::of_start(start)
        }
    }

    fn of_start(start: &StartRecord) -> Seen {
        let version = start.version_arn.as_ref();
        let version = version.and_then(|arn| arn.rsplit(':').next()?.parse().ok());
        Seen {
            arn: start.execution_arn.clone(),
            machine_arn: machine_arn(start),
            machine: start.machine_name.clone(),
            version,
            name: start.name.clone(),
            kind: start.kind,
            status: ExecutionStatus::Running,
            started_at: start.at,
            stopped_at: None,
            redrive_count: 0,
            error: None,
            current: Vec::new(),
        }
    }
}

impl Observe {
    /// An execution of the journal; `None` when it is forgotten.
    pub(super) fn seen(&self, id: ExecutionId) -> Result<Option<Seen>, Unobservable> {
        if let Some(slot) = self.host.index.get(id) {
            return Ok(Some(Seen::of_slot(&slot)));
        }
        match self.host.journal.execution(id)? {
            None => Ok(None),
            Some(row) => self.seen_in(&row).map(Some),
        }
    }

    fn seen_in(&self, row: &ExecutionRow) -> Result<Seen, Unobservable> {
        if row.status == Status::Open {
            // It is parked: what it is at is in its records.
            let replayed = self.host.replay(row, None)?;
            let state = lock(&replayed.resident.state);
            return Ok(Seen::of_open(&replayed.resident.start, &state.execution));
        }
        let closed =
            Closed::from_row(row).map_err(|error| Unobservable::Journal(error.to_string()));
        let closed = closed?.ok_or(Unobservable::NoSuchExecution)?;
        Ok(Seen::of_closed(&closed))
    }

    /// The execution of this ARN, as it stands in a list.
    pub fn look_at(&self, arn: &str) -> Result<Seen, Unobservable> {
        match self.host.find(arn) {
            Ok(slot) => Ok(Seen::of_slot(&slot)),
            Err(_) => Err(Unobservable::NoSuchExecution),
        }
    }

    /// All that is known of the execution of this ARN.
    pub fn describe(&self, arn: &str) -> Result<Described, Unobservable> {
        let slot = self.host.find(arn);
        let slot = slot.map_err(|_| Unobservable::NoSuchExecution)?;
        let start = slot.start().clone();
        let (redriven_at, events, result) = match &slot {
            Slot::Open(resident) => {
                let state = lock(&resident.state);
                let execution = &state.execution;
                (execution.redriven_at(), execution.history_length(), None)
            }
            Slot::Closed(closed) => {
                let result = &closed.result;
                (result.redriven_at, result.history_length, Some(result))
            }
        };
        let revision = self.host.registry.revision(start.revision);
        let logging = revision.as_ref().map(|revision| &revision.settings.logging);
        let log_group = logging.and_then(|logging| logging.log_group_name());
        let redrivable = match start.kind {
            ExecutionKind::Standard => Redrivable::of(&slot, self.host.clock.now()).reason(),
            ExecutionKind::Express => Some("Express executions are not redriven".to_owned()),
        };
        Ok(Described {
            seen: Seen::of_slot(&slot),
            input: start.input.clone(),
            output: result.and_then(|result| result.output.clone()),
            cause: result.and_then(|result| result.cause.clone()),
            definition: revision
                .as_ref()
                .map(|revision| revision.settings.definition.text().to_owned()),
            role_arn: start.role_arn.clone(),
            not_redrivable: redrivable,
            redriven_at,
            rerun_of: start.rerun.as_ref().map(|rerun| rerun.of.clone()),
            rerun_from: start
                .rerun
                .as_ref()
                .and_then(|rerun| Some(rerun.from.as_ref()?.state.clone())),
            events,
            parent: start
                .reports_to
                .as_ref()
                .and_then(|to| self.arn_of_number(to.execution)),
            map_run_arn: match &start.reports_to {
                Some(ReportsTo {
                    waits: Waits::MapRun { map_run_arn, .. },
                    ..
                }) => Some(map_run_arn.clone()),
                _ => None,
            },
            log_group: log_group.map(str::to_owned),
            trace_header: start.trace_header.clone(),
        })
    }

    fn arn_of_number(&self, id: ExecutionId) -> Option<Arc<str>> {
        if let Some(slot) = self.host.index.get(id) {
            return Some(slot.start().execution_arn.clone());
        }
        let row = self.host.journal.execution(id).ok()??;
        Some(StartRecord::decode(&row.start).ok()?.execution_arn)
    }
}
