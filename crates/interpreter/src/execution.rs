//! The execution: its start, the events that reach it, its status.

use std::cell::{OnceCell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use asl::expression::Random;
use asl::{Object, ScopeId, StateId, StateMachine, Timestamp, Value};

use crate::effect::{Effect, MapRunId, Outcome, TaskId, TimerId};
use crate::event::{Event, Happening, Start};
use crate::history::{Details, HISTORY_EVENTS_MAX, History, HistoryEvent, HistoryEventId};
use crate::map_runs::MapRun;
use crate::payload::Payload;
use crate::scene::{Scene, Watch, WatchLimits};
use crate::stay::{Passage, Stay};
use crate::thread::{Thread, ThreadId, Threads, Work};
use crate::turn::Turn;

/// A Standard execution may take a year, in seconds (Step Functions quota, "Maximum execution
/// time").
pub const STANDARD_SECONDS_MAX: u32 = 31_536_000;

/// An Express execution may take five minutes, in seconds.
pub const EXPRESS_SECONDS_MAX: u32 = 300;

/// An execution is redriven at most so often (Step Functions quota, "Redrive attempts").
pub const REDRIVES_MAX: u32 = 1_000;

/// How durable an execution is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExecutionKind {
    /// Durable, up to a year, with at most [`HISTORY_EVENTS_MAX`] events.
    Standard,
    /// In memory, up to five minutes.
    Express,
}

/// Who an execution is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// `arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME`, or `express` for `execution`.
    pub execution_arn: Arc<str>,
    /// The execution's name.
    pub name: Arc<str>,
    /// The role it runs as; a test of a state may have none.
    pub role_arn: Option<Arc<str>>,
    /// The machine's ARN.
    pub state_machine_arn: Arc<str>,
    /// The machine's name.
    pub state_machine_name: Arc<str>,
}

/// Where an execution stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// `RUNNING`
    Running,
    /// Over.
    Closed(Outcome),
}

/// An event that the execution does not take. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// The execution is over.
    NotRunning,
    /// The task is over, or there never was one.
    NoSuchTask,
    /// The timer was cancelled, or there never was one.
    NoSuchTimer,
    /// The Map Run or its child is over, or there never was one.
    NoSuchMapRun,
    /// Only an execution that failed, timed out or was stopped is redriven, and at most
    /// [`REDRIVES_MAX`] times.
    NotRedrivable,
}

/// One execution of a state machine.
#[derive(Clone, Debug)]
pub struct Execution {
    machine: Arc<StateMachine>,
    core: Core,
}

/// What an execution remembers, beside its machine.
#[derive(Clone, Debug)]
pub(crate) struct Core {
    pub(crate) scope: ScopeId,
    pub(crate) kind: ExecutionKind,
    pub(crate) number: u64,
    pub(crate) identity: Arc<Identity>,
    pub(crate) input: Payload,
    pub(crate) started_at: Timestamp,
    pub(crate) redriven_at: Option<Timestamp>,
    pub(crate) redrive_count: u32,
    pub(crate) status: Status,
    pub(crate) random: RefCell<Random>,
    pub(crate) history: History,
    pub(crate) threads: Threads,
    /// What is to be done next, oldest first: branches and iterations take turns.
    pub(crate) ready: VecDeque<(ThreadId, Next)>,
    pub(crate) serial: u32,
    pub(crate) deadline: Option<TimerId>,
    pub(crate) map_runs: Vec<MapRun>,
    /// The states that were left in the last turn.
    pub(crate) passages: Vec<Passage>,
    /// What is noted for somebody who watches.
    pub(crate) watch: Option<Box<Watch>>,
    execution_object: OnceCell<Value>,
}

/// What a thread does when its turn comes.
#[derive(Clone, Debug)]
pub(crate) enum Next {
    /// It enters a state.
    Enter(StateId, Payload),
    /// It attempts again the state it is in.
    Attempt,
}

impl Execution {
    /// Starts an execution.
    pub fn start(start: Start) -> (Execution, Vec<Effect>) {
        Execution::begin(start, None)
    }

    /// Starts an execution that somebody watches: it notes its [scenes](Execution::scenes). It
    /// does what any other does, until there is no room for more notes; then it goes no further.
    pub fn start_watched(start: Start, limits: WatchLimits) -> (Execution, Vec<Effect>) {
        Execution::begin(start, Some(Box::new(Watch::new(limits))))
    }

    fn begin(start: Start, watch: Option<Box<Watch>>) -> (Execution, Vec<Effect>) {
        let from = start.from.clone();
        let nothing = Object::new();
        let variables = from.as_ref().map_or(&nothing, |from| &from.variables);
        let mut core = Core::begin(&start, variables);
        core.watch = watch;
        let Start {
            machine,
            scope,
            input,
            at,
            ..
        } = start;
        let first = match from {
            None => Next::Enter(machine.scope(scope).start_at, input),
            Some(from) => Next::Enter(from.state, from.input),
        };
        core.ready.push_back((ThreadId::ROOT, first));
        let mut turn = Turn::new(&machine, &mut core, at);
        turn.set_deadline();
        turn.run();
        let effects = turn.effects;
        (Execution { machine, core }, effects)
    }

    /// Takes an event and gives what is to be done.
    ///
    /// Pure: the same events in the same order give the same effects. A rejected event changes
    /// nothing.
    pub fn apply(&mut self, event: Event) -> Result<Vec<Effect>, Rejected> {
        let Execution { machine, core } = self;
        core.passages = Vec::new();
        let running = core.status == Status::Running;
        if !running && !matches!(event.what, Happening::Redriven) {
            return Err(Rejected::NotRunning);
        }
        let mut turn = Turn::new(machine, core, event.at);
        match event.what {
            Happening::TaskScheduled { task } => turn.task_scheduled(task)?,
            Happening::TaskStarted { task, worker_name } => turn.task_started(task, worker_name)?,
            Happening::TaskSubmitted { task, output } => turn.task_submitted(task, output)?,
            Happening::TaskSucceeded { task, output } => turn.task_succeeded(task, output)?,
            Happening::TaskFailed { task, failure } => turn.task_failed(task, failure)?,
            Happening::TaskHeartbeat { task } => turn.task_heartbeat(task)?,
            Happening::TimerFired { timer } => turn.timer_fired(timer)?,
            Happening::ItemsRead { map_run, content } => turn.items_read(map_run, content)?,
            Happening::ChildFinished {
                map_run,
                child,
                outcome,
            } => turn.child_finished(map_run, child, outcome)?,
            Happening::ResultsWritten { map_run, outcome } => {
                turn.results_written(map_run, outcome)?;
            }
            Happening::Stopped { error, cause } => turn.close(Outcome::Aborted { error, cause }),
            Happening::MapRunUpdated {
                map_run_arn,
                max_concurrency,
                tolerance,
            } => turn.update_map_run(&map_run_arn, max_concurrency, tolerance)?,
            Happening::Redriven => turn.redrive()?,
            Happening::Continued => {}
        }
        turn.run();
        Ok(turn.effects)
    }

    /// The machine that is executed.
    pub fn machine(&self) -> &Arc<StateMachine> {
        &self.machine
    }

    /// Who the execution is.
    pub fn identity(&self) -> &Identity {
        &self.core.identity
    }

    /// How durable the execution is.
    pub fn kind(&self) -> ExecutionKind {
        self.core.kind
    }

    /// The input it was started with.
    pub fn input(&self) -> &Payload {
        &self.core.input
    }

    /// When it was started.
    pub fn started_at(&self) -> Timestamp {
        self.core.started_at
    }

    /// Where it stands.
    pub fn status(&self) -> &Status {
        &self.core.status
    }

    /// How often it was redriven.
    pub fn redrive_count(&self) -> u32 {
        self.core.redrive_count
    }

    /// When it was last redriven.
    pub fn redriven_at(&self) -> Option<Timestamp> {
        self.core.redriven_at
    }

    /// Whether it waits for this task.
    pub fn awaits(&self, task: TaskId) -> bool {
        self.state_of(task).is_some()
    }

    /// The Task state that waits for this task, if any does.
    pub fn state_of(&self, task: TaskId) -> Option<StateId> {
        let visit = self.core.threads.visit(task.thread)?;
        match &visit.work {
            Work::Task(work) if work.task == task => Some(visit.state),
            _ => None,
        }
    }

    /// Its Map Runs, in the order of their starts.
    pub fn map_runs(&self) -> &[MapRun] {
        &self.core.map_runs
    }

    /// The states it is in, each with what it waits for there, branches and iterations after the
    /// states they belong to.
    pub fn stays(&self) -> impl Iterator<Item = Stay<'_>> {
        self.core.threads.visits().map(Stay::of)
    }

    /// The states that were left by the start or by the last event that was applied.
    pub fn take_passages(&mut self) -> Vec<Passage> {
        std::mem::take(&mut self.core.passages)
    }

    /// What it has done, where it is watched: visits of states in the order of their entries.
    pub fn scenes(&self) -> &[Scene] {
        self.core.watch.as_ref().map_or(&[], |watch| &watch.scenes)
    }

    /// Whether it stands still because there is no room for more notes on it.
    pub fn is_watched_enough(&self) -> bool {
        self.core
            .watch
            .as_ref()
            .is_some_and(|watch| watch.is_full())
    }

    /// How many bytes its notes hold on to.
    pub fn watched_bytes(&self) -> usize {
        self.core.watch.as_ref().map_or(0, |watch| watch.bytes())
    }

    /// The places in the Maps around a task, from the outermost to the innermost.
    pub fn items_around(&self, task: TaskId) -> Vec<u32> {
        self.items_of(task.thread)
    }

    /// The places in the Maps around the state that a Map Run belongs to.
    pub(crate) fn items_of(&self, thread: ThreadId) -> Vec<u32> {
        let mut items = Vec::new();
        let mut line = self.core.threads.get(thread);
        while let Some(parent) = line.and_then(|line| line.parent) {
            line = self.core.threads.get(parent.thread);
            let above = line.and_then(|line| line.visit.as_ref());
            if above.is_some_and(|visit| matches!(visit.work, Work::Map(_))) {
                items.push(parent.index);
            }
        }
        items.reverse();
        items
    }

    /// The place of the scene that a Map Run belongs to.
    pub fn scene_of(&self, map_run: MapRunId) -> Option<usize> {
        self.scene_at(map_run.thread)
    }

    /// The place of the scene that a thread is in.
    fn scene_at(&self, thread: ThreadId) -> Option<usize> {
        self.core.watch.as_ref()?.place_of(thread)
    }

    /// How many events its history has.
    pub fn history_length(&self) -> u64 {
        self.core.history.last().0
    }

    /// The events since the last call, oldest first.
    pub fn take_history(&mut self) -> Vec<HistoryEvent> {
        std::mem::take(&mut self.core.history.kept)
    }
}

impl Core {
    /// An execution that has begun and entered no state yet.
    pub(crate) fn begin(start: &Start, variables: &Object) -> Core {
        let limit = match start.kind {
            ExecutionKind::Standard => Some(HISTORY_EVENTS_MAX),
            ExecutionKind::Express => None,
        };
        let mut core = Core {
            scope: start.scope,
            kind: start.kind,
            number: start.number,
            identity: start.identity.clone(),
            input: start.input.clone(),
            started_at: start.at,
            redriven_at: None,
            redrive_count: 0,
            status: Status::Running,
            random: RefCell::new(Random::from_seed(start.seed)),
            history: History::new(start.keep_history, limit),
            threads: Threads::default(),
            ready: VecDeque::with_capacity(1),
            serial: 0,
            deadline: None,
            map_runs: Vec::new(),
            passages: Vec::new(),
            watch: None,
            execution_object: OnceCell::new(),
        };
        let input = start.input.clone();
        let started = Details::ExecutionStarted { input };
        core.history.record(HistoryEventId(0), start.at, started);
        let mut root = Thread {
            parent: None,
            previous: HistoryEventId(0),
            variables: Arc::default(),
            variables_bytes: 0,
            map_item: None,
            visit: None,
        };
        root.assign(variables);
        core.threads.insert(root);
        core
    }

    /// `Execution` in the context object; made once.
    pub(crate) fn execution_object(&self) -> Value {
        self.execution_object
            .get_or_init(|| {
                let identity = &self.identity;
                let mut fields = Object::with_capacity(7);
                fields.insert("Id", Value::String(identity.execution_arn.clone()));
                fields.insert("Input", self.input.value().clone());
                let start_time = Value::from(self.started_at.to_string());
                let name = Value::String(identity.name.clone());
                let role_arn = identity.role_arn.clone().map_or(Value::Null, Value::String);
                // Recorded from AWS: the two kinds have their fields in different orders.
                if self.kind == ExecutionKind::Express {
                    fields.insert("Name", name);
                    fields.insert("RoleArn", role_arn);
                    fields.insert("StartTime", start_time);
                } else {
                    fields.insert("StartTime", start_time);
                    fields.insert("Name", name);
                    fields.insert("RoleArn", role_arn);
                    fields.insert("RedriveCount", Value::from(i64::from(self.redrive_count)));
                    if let Some(at) = self.redriven_at {
                        fields.insert("RedriveTime", Value::from(at.to_string()));
                    }
                }
                Value::object(fields)
            })
            .clone()
    }

    /// Has [`execution_object`](Core::execution_object) made anew.
    pub(crate) fn forget_execution_object(&mut self) {
        self.execution_object = OnceCell::new();
    }
}

impl Identity {
    /// The region in the machine's ARN.
    pub fn region(&self) -> &str {
        self.state_machine_arn.split(':').nth(3).unwrap_or_default()
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Rejected::NotRunning => "the execution is over",
            Rejected::NoSuchTask => "the task is over or unknown",
            Rejected::NoSuchTimer => "the timer is cancelled or unknown",
            Rejected::NoSuchMapRun => "the map run is over or unknown",
            Rejected::NotRedrivable => "the execution cannot be redriven",
        })
    }
}

impl std::error::Error for Rejected {}
