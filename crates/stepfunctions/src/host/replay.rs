//! Bringing an execution back from its journal.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use asl::{Timestamp, Value};
use interpreter::effect::{
    ChildId, Effect, MapRunId, ReadItems, StartChild, StartTask, TaskId, TimerId, WriteResults,
};
use interpreter::{Execution, Happening, HistoryEvent, Start};
use journal::{ExecutionId, ExecutionRow};

use super::index::lock;
use super::record::{StartRecord, decode_event, input_payload};
use super::resident::{Resident, State};
use super::{Host, Undelivered, Unreadable, start_of};
use crate::revision::Revision;

/// So many executions are read from the journal at once when the server starts.
const RECOVERY_PAGE: u32 = 512;

/// An execution as its journal has it.
pub(crate) struct Replayed {
    pub(crate) resident: Arc<Resident>,
    pub(crate) outstanding: Outstanding,
    pub(crate) history: Vec<HistoryEvent>,
}

/// The effects whose outcome the journal does not have.
#[derive(Default)]
pub(crate) struct Outstanding {
    tasks: BTreeMap<TaskId, (StartTask, Stage)>,
    timers: BTreeMap<TimerId, Timestamp>,
    reads: BTreeMap<MapRunId, ReadItems>,
    children: BTreeMap<(MapRunId, ChildId), StartChild>,
    writes: BTreeMap<MapRunId, WriteResults>,
    goes_on: bool,
}

/// How far a task has come.
#[derive(Clone, Debug)]
pub(crate) enum Stage {
    /// Nobody has taken it.
    New,
    /// An activity has it in its queue.
    Scheduled,
    /// Somebody works on it.
    Started,
    /// The job was started, or the token handed out: what the service answered.
    Submitted(Value),
}

impl Outstanding {
    /// Takes note of an event, before its effects.
    pub(crate) fn happened(&mut self, what: &Happening) {
        match what {
            Happening::TaskScheduled { task } => self.advance(*task, Stage::Scheduled),
            Happening::TaskStarted { task, .. } => self.advance(*task, Stage::Started),
            Happening::TaskSubmitted { task, output } => {
                self.advance(*task, Stage::Submitted(output.clone()));
            }
            Happening::TaskSucceeded { task, .. } | Happening::TaskFailed { task, .. } => {
                self.tasks.remove(task);
            }
            Happening::TimerFired { timer } => {
                self.timers.remove(timer);
            }
            Happening::ItemsRead { map_run, .. } => {
                self.reads.remove(map_run);
            }
            Happening::ChildFinished { map_run, child, .. } => {
                self.children.remove(&(*map_run, *child));
            }
            Happening::ResultsWritten { map_run, .. } => {
                self.writes.remove(map_run);
            }
            Happening::Continued => self.goes_on = false,
            Happening::TaskHeartbeat { .. }
            | Happening::MapRunUpdated { .. }
            | Happening::Stopped { .. }
            | Happening::Redriven => {}
        }
    }

    /// Takes note of effects.
    pub(crate) fn ask(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::StartTask(task) => {
                    self.tasks.insert(task.task, (*task, Stage::New));
                }
                Effect::CancelTask(task) => {
                    self.tasks.remove(&task);
                }
                Effect::SetTimer { timer, due } => {
                    self.timers.insert(timer, due);
                }
                Effect::CancelTimer(timer) => {
                    self.timers.remove(&timer);
                }
                Effect::ReadItems(read) => {
                    self.reads.insert(read.map_run, *read);
                }
                Effect::StartChild(child) => {
                    self.children.insert((child.map_run, child.child), *child);
                }
                Effect::StopChild(map_run, child) => {
                    self.children.remove(&(map_run, child));
                }
                Effect::WriteResults(write) => {
                    self.writes.insert(write.map_run, *write);
                }
                Effect::Continue => self.goes_on = true,
                Effect::Finish(_) => *self = Outstanding::default(),
            }
        }
    }

    fn advance(&mut self, task: TaskId, stage: Stage) {
        if let Some((_, reached)) = self.tasks.get_mut(&task) {
            // A worker that has begun stays at work when its queue is told of it again.
            let further = !matches!(
                (&stage, &reached),
                (Stage::Started, Stage::Submitted(_)) | (Stage::Scheduled, Stage::Started)
            );
            if further {
                *reached = stage;
            }
        }
    }
}

/// How an execution of the journal began.
pub(crate) struct Opening {
    pub(crate) start: StartRecord,
    pub(crate) revision: Arc<Revision>,
    pub(crate) begin: Start,
}

impl Host {
    /// How an execution began. It keeps its history if that is asked for, or logged.
    pub(crate) fn opening(
        &self,
        row: &ExecutionRow,
        keep_history: bool,
    ) -> Result<Opening, Unreadable> {
        let start = StartRecord::decode(&row.start)?;
        let revision = self.registry.revision(start.revision);
        let revision = revision.ok_or(Unreadable("its revision of the state machine is gone"))?;
        let input = input_payload(&start.input)?;
        let keep = keep_history || revision.settings.logging.is_on();
        let begin = start_of(&start, &revision, input, row.id, keep)?;
        Ok(Opening {
            start,
            revision,
            begin,
        })
    }

    /// Applies the events of an execution again. Of its history, the events at the places of
    /// `window` are kept, counted from 0.
    pub(crate) fn replay(
        &self,
        row: &ExecutionRow,
        window: Option<&Range<u64>>,
    ) -> Result<Replayed, Undelivered> {
        let opening = self.opening(row, window.is_some());
        let Opening {
            start,
            revision,
            begin,
        } = opening.map_err(Undelivered::Unreadable)?;
        let machine = begin.machine.clone();
        let mut latest = start.at;
        let mut outstanding = Outstanding::default();
        let (mut execution, effects) = Execution::start(begin);
        outstanding.ask(effects);
        let mut history = Vec::new();
        let mut keep_events = |execution: &mut Execution| {
            let events = execution.take_history();
            if let Some(window) = window {
                let within = |event: &HistoryEvent| window.contains(&(event.id.0 - 1));
                history.extend(events.into_iter().filter(within));
            }
        };
        keep_events(&mut execution);
        let records = self.journal.records(row.id).map_err(Undelivered::Journal)?;
        let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
        for record in &records {
            let event = decode_event(record).map_err(Undelivered::Unreadable)?;
            latest = event.at;
            outstanding.happened(&event.what);
            // Invariant: the journal has only events that the execution took.
            let effects = execution.apply(event).map_err(Undelivered::Rejected)?;
            outstanding.ask(effects);
            keep_events(&mut execution);
        }
        let mut state = State::new(execution, latest);
        state.records = count;
        state.map_runs = state.execution.map_runs().len();
        state.parked = row.parked_until.is_some();
        let resident = Resident {
            id: row.id,
            meter: self.meter.of(&start.machine_name),
            start: Arc::new(start),
            revision,
            machine,
            durable: true,
            state: Mutex::new(state),
        };
        Ok(Replayed {
            resident: Arc::new(resident),
            outstanding,
            history,
        })
    }

    /// Brings an open execution into memory; gives what of it is outstanding.
    pub(crate) fn load(
        &self,
        row: &ExecutionRow,
    ) -> Result<(Arc<Resident>, Outstanding), Undelivered> {
        let Replayed {
            resident,
            outstanding,
            ..
        } = self.replay(row, None)?;
        {
            let mut state = lock(&resident.state);
            for (task, stage) in outstanding.tasks.values() {
                state.opened(task);
                if let Stage::Submitted(output) = stage {
                    state.submitted(task.task, output);
                }
            }
            state.timers = outstanding.timers.iter().map(|(t, d)| (*t, *d)).collect();
            state.children = u32::try_from(outstanding.children.len()).unwrap_or(u32::MAX);
        }
        self.index.insert(resident.clone());
        Ok((resident, outstanding))
    }

    /// Has done what is outstanding.
    pub(crate) fn resume(self: &Arc<Self>, resident: &Arc<Resident>, outstanding: Outstanding) {
        for (timer, due) in outstanding.timers {
            if !lost(timer) {
                self.timers.set(resident.id, timer, due);
            }
        }
        for (task, stage) in outstanding.tasks.into_values() {
            self.resume_task(resident, task, stage);
        }
        for read in outstanding.reads.into_values() {
            self.read_items(resident, read);
        }
        for child in outstanding.children.into_values() {
            self.start_child(resident, child);
        }
        for write in outstanding.writes.into_values() {
            self.write_results(resident, write);
        }
        if outstanding.goes_on {
            self.perform(resident, Effect::Continue);
        }
    }

    /// Brings back every execution that was open when the server ended. Blocks.
    pub(crate) fn recover(self: &Arc<Self>) -> Result<(), journal::JournalError> {
        let begin = Instant::now();
        let mut after: Option<ExecutionId> = None;
        let mut count = 0_u64;
        loop {
            let rows = self.journal.open_executions(after, RECOVERY_PAGE)?;
            let Some(last) = rows.last() else {
                break;
            };
            after = Some(last.id);
            for row in &rows {
                // A child or a parent may have brought it back already.
                match self.resident(row.id) {
                    Ok(_) | Err(Undelivered::NotOpen) => count += 1,
                    Err(error) => {
                        tracing::error!(
                            execution = row.name,
                            %error,
                            "an open execution cannot be brought back"
                        );
                    }
                }
            }
        }
        self.figures.recovered.store(count, Ordering::Relaxed);
        let express = self.start_express_again()?;
        if count + express > 0 {
            tracing::info!(
                executions = count,
                express,
                milliseconds = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX),
                "open executions go on"
            );
        }
        Ok(())
    }
}

/// A fault to be found by the torture test: see docs/torture.md.
#[cfg(feature = "planted-faults")]
fn lost(timer: TimerId) -> bool {
    let _ = timer;
    std::env::var("ENTREGA_PLANT").is_ok_and(|plant| plant == "lose-timer")
}

#[cfg(not(feature = "planted-faults"))]
fn lost(_timer: TimerId) -> bool {
    false
}
