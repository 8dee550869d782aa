//! The host of executions: it keeps their events, performs their effects, and reports what came of
//! them.
//!
//! An execution decides ([`interpreter::Execution::apply`]), then the event is made durable, and
//! only then is anything done about it. Deciding is pure, so that a crash before the event is
//! durable leaves no trace; a crash after it leaves effects that were not performed, or were
//! performed and not reported: both are performed again when the server starts, under the same
//! key. One fsync covers an event and everything that follows from it without the outside world,
//! the end of the execution included.
//!
//! | module | holds |
//! |---|---|
//! | [`record`] | what the journal keeps, as bytes |
//! | [`resident`], [`closed`], [`index`] | executions in memory |
//! | [`timers`] | what is due when |
//! | [`task`], [`activity`], [`nested`], [`map_run`] | who does the work |
//! | [`replay`] | bringing an execution back from its journal |
//! | [`parking`] | taking idle executions out of memory |
//! | [`retention`] | what is forgotten |
//! | [`log`] | what is told to CloudWatch Logs |
//! | [`changes`], [`meter`] | what is told to whoever looks on |

pub(crate) mod activity;
pub(crate) mod changes;
pub(crate) mod closed;
pub(crate) mod express;
#[cfg(test)]
mod golden;
pub(crate) mod index;
pub(crate) mod log;
pub(crate) mod map_run;
pub(crate) mod meter;
pub(crate) mod nested;
pub(crate) mod parking;
pub(crate) mod record;
pub(crate) mod replay;
pub(crate) mod resident;
pub(crate) mod retention;
pub(crate) mod task;
pub(crate) mod timers;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Instant;

use asl::ScopeId;
use asl::state::StateKind;
use foldhash::{HashMap, HashSet};
use interpreter::effect::Effect;
use interpreter::{
    Beginning, Event, Execution, ExecutionKind, Happening, HistoryEvent, Identity, Passage,
    Payload, Rejected, Start,
};
use journal::{
    Commit, Committed, ExecutionId, Family, Journal, JournalError, NewExecution, Status, Write,
};
use sdk::HttpTask;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use wire::Services;

use self::activity::Activities;
use self::changes::{Changed, Changes, How};
use self::closed::Closed;
use self::index::{Index, Slot, lock};
use self::log::Logs;
use self::meter::Meter;
use self::record::{ReportsTo, StartRecord, Unreadable, Waits, encode_event, input_payload};
use self::resident::{Resident, State};
use self::timers::Timers;
use crate::clock::Clock;
use crate::registry::Registry;
use crate::revision::Revision;

/// The numbers of Express executions begin here; those of the journal end long before.
const EXPRESS_NUMBERS: u64 = 1 << 62;

/// So many timers are fired before others have their turn.
const TIMERS_PER_TURN: usize = 256;

/// The collection of asynchronous Express executions that are not over.
pub(crate) const EXPRESS_COLLECTION: &str = "stepfunctions.express";

/// The collection of Map Runs: the number of its execution by the ARN of each.
pub(crate) const MAP_RUN_COLLECTION: &str = "stepfunctions.map_run";

/// The host of executions.
pub(crate) struct Host {
    pub(crate) journal: Journal,
    pub(crate) registry: Arc<Registry>,
    pub(crate) services: Arc<dyn Services>,
    /// Makes the calls of HTTP tasks.
    pub(crate) http: HttpTask,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) runtime: Handle,
    pub(crate) index: Index,
    pub(crate) timers: Timers,
    pub(crate) activities: Activities,
    pub(crate) logs: Logs,
    pub(crate) figures: Figures,
    pub(crate) changes: Changes,
    pub(crate) meter: Meter,
    told: Acknowledged,
    families: RwLock<HashMap<Arc<str>, Family>>,
    /// One execution is loaded at a time, so that none is loaded twice.
    loading: Mutex<()>,
    /// Executions that are being redriven.
    reopening: Mutex<HashSet<ExecutionId>>,
    next_express: AtomicU64,
}

/// What follows from commits that are durable, in their order.
///
/// The journal's thread only hands it over, and goes on with the next commits. It is done by a
/// task of the runtime, where starting work and waking those who wait costs a fraction of what it
/// costs from a thread outside.
#[derive(Clone)]
struct Acknowledged(mpsc::UnboundedSender<Box<dyn FnOnce() + Send>>);

/// So many commits are followed up before other tasks have their turn.
const ACKNOWLEDGED_PER_TURN: usize = 64;

impl Acknowledged {
    fn begin() -> Acknowledged {
        let (sender, mut receiver) = mpsc::unbounded_channel::<Box<dyn FnOnce() + Send>>();
        tokio::spawn(async move {
            let mut some = Vec::with_capacity(ACKNOWLEDGED_PER_TURN);
            while receiver.recv_many(&mut some, ACKNOWLEDGED_PER_TURN).await > 0 {
                some.drain(..).for_each(|follow| follow());
            }
        });
        Acknowledged(sender)
    }

    /// Without a runtime there is nobody to be told.
    fn tell(&self, follow: impl FnOnce() + Send + 'static) {
        let _ = self.0.send(Box::new(follow));
    }
}

/// How many executions have come and gone since the server started.
#[derive(Debug, Default)]
pub struct Figures {
    /// Started, children of Map Runs included.
    pub started: AtomicU64,
    /// Ended well.
    pub succeeded: AtomicU64,
    /// Failed.
    pub failed: AtomicU64,
    /// Took too long.
    pub timed_out: AtomicU64,
    /// Were stopped.
    pub aborted: AtomicU64,
    /// Brought back after a restart.
    pub recovered: AtomicU64,
    /// Requests refused for want of room.
    pub throttled: AtomicU64,
    /// Express executions that started.
    pub express: AtomicU64,
    /// States that Standard executions have left.
    pub transitions: AtomicU64,
}

/// An execution that has begun.
#[derive(Clone)]
pub(crate) struct Begun {
    pub(crate) start: Arc<StartRecord>,
    /// Set when it was over at once.
    pub(crate) closed: Option<Arc<Closed>>,
}

/// An execution could not begin.
#[derive(Clone, Debug)]
pub(crate) enum NotBegun {
    NameTaken,
    Journal(JournalError),
}

/// Something could not happen to an execution.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Undelivered {
    #[error("there is no such execution, or it is over")]
    NotOpen,
    #[error("the execution does not take it: {0}")]
    Rejected(Rejected),
    #[error(transparent)]
    Journal(JournalError),
    #[error(transparent)]
    Unreadable(Unreadable),
}

/// Who is told when an event is durable.
pub(crate) type Told = oneshot::Sender<Result<(), JournalError>>;

/// Whether an execution begins with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begins {
    /// It is new.
    First,
    /// It was over.
    Again,
    /// It goes on.
    No,
}

/// What follows from an event once it is durable.
struct Turn {
    effects: Vec<Effect>,
    history: Vec<HistoryEvent>,
    /// The states that were left.
    passages: Vec<Passage>,
    begins: Begins,
    closed: Option<Arc<Closed>>,
}

impl Host {
    pub(crate) fn new(
        journal: Journal,
        registry: Arc<Registry>,
        services: Arc<dyn Services>,
        http: HttpTask,
        clock: Arc<dyn Clock>,
    ) -> Arc<Host> {
        let logs = Logs::new(services.clone());
        let meter = Meter::new(clock.now());
        Arc::new(Host {
            journal,
            registry,
            services,
            http,
            clock,
            runtime: Handle::current(),
            index: Index::default(),
            timers: Timers::default(),
            activities: Activities::default(),
            logs,
            figures: Figures::default(),
            changes: Changes::default(),
            meter,
            told: Acknowledged::begin(),
            families: RwLock::default(),
            loading: Mutex::default(),
            reopening: Mutex::default(),
            next_express: AtomicU64::new(EXPRESS_NUMBERS),
        })
    }

    /// Starts an execution; `input` is the one of the record, read. `then` is called when the
    /// start is durable, or is not to be; others wait for it, so it must be brief.
    pub(crate) fn begin(
        self: &Arc<Self>,
        record: StartRecord,
        input: Payload,
        revision: Arc<Revision>,
        then: impl FnOnce(Result<Begun, NotBegun>) + Send + 'static,
    ) {
        let durable = record.kind == ExecutionKind::Standard;
        let (id, family) = if durable {
            match self.family(family_name(&record.execution_arn)) {
                Ok(family) => (self.journal.next_execution_id(), Some(family)),
                Err(error) => return then(Err(NotBegun::Journal(error))),
            }
        } else {
            let number = self.next_express.fetch_add(1, Ordering::Relaxed);
            (ExecutionId(number), None)
        };
        let keep_history = revision.settings.logging.is_on();
        let start = match start_of(&record, &revision, input, id, keep_history) {
            Ok(start) => start,
            Err(Unreadable(why)) => {
                let corrupt = JournalError::Corrupt(why.to_owned());
                return then(Err(NotBegun::Journal(corrupt)));
            }
        };
        let record = Arc::new(record);
        let machine = start.machine.clone();
        let (execution, effects) = Execution::start(start);
        let at = record.at;
        let mut state = State::new(execution, at);
        let closed = Self::follow(&mut state, id, &record, at, &effects);
        let end = closed.as_ref().map(|closed| closed.end());
        let map_runs = new_map_runs(&mut state, id);
        let turn = Turn {
            history: state.execution.take_history(),
            passages: state.execution.take_passages(),
            begins: Begins::First,
            effects,
            closed,
        };
        let resident = Arc::new(Resident {
            id,
            meter: self.meter.of(&record.machine_name),
            start: record.clone(),
            revision,
            machine,
            durable,
            state: Mutex::new(state),
        });
        let host = self.clone();
        let proceed = move |outcome: Result<Committed, JournalError>| match outcome {
            Err(error) => then(Err(NotBegun::Journal(error))),
            Ok(Committed::NameTaken) => then(Err(NotBegun::NameTaken)),
            Ok(Committed::Written) => {
                host.figures.started.fetch_add(1, Ordering::Relaxed);
                if resident.start.kind == ExecutionKind::Express {
                    host.figures.express.fetch_add(1, Ordering::Relaxed);
                }
                if resident.start.map_state.is_none() {
                    resident.meter.count(at, |counts| counts.started += 1);
                }
                let begun = Begun {
                    start: resident.start.clone(),
                    closed: turn.closed.clone(),
                };
                if turn.closed.is_none() {
                    host.index.insert(resident.clone());
                }
                host.act(&resident, turn);
                then(Ok(begun));
            }
        };
        let Some(family) = family else {
            return proceed(Ok(Committed::Written));
        };
        let new = NewExecution {
            id,
            family,
            name: (&*record.name).into(),
            started_at: at.nanoseconds(),
            parent: match &record.reports_to {
                Some(ReportsTo {
                    execution,
                    waits: Waits::MapRun { .. },
                }) => Some(*execution),
                _ => None,
            },
            start: record.encode(),
            end,
        };
        let mut writes = vec![Write::Start(new)];
        writes.extend(map_runs);
        let told = self.told.clone();
        self.journal.submit(Commit {
            writes,
            done: Box::new(move |outcome| told.tell(move || proceed(outcome))),
        });
    }

    /// Lets something happen to an execution. `told` hears when it is durable.
    pub(crate) fn deliver(
        self: &Arc<Self>,
        id: ExecutionId,
        what: Happening,
        told: Option<Told>,
    ) -> Result<(), Undelivered> {
        loop {
            let resident = self.resident(id)?;
            let mut state = lock(&resident.state);
            // It was taken out of memory between the two lines above: it is brought back.
            if state.left {
                continue;
            }
            return self.happen(&resident, &mut state, what, told);
        }
    }

    /// Likewise, when the answer is of no interest: a task that is over is answered in vain.
    pub(crate) fn report(self: &Arc<Self>, id: ExecutionId, what: Happening) {
        match self.deliver(id, what, None) {
            Ok(()) | Err(Undelivered::NotOpen | Undelivered::Rejected(_)) => {}
            Err(error) => tracing::error!(execution = id.0, %error, "an event was not delivered"),
        }
    }

    /// Likewise; returns when the event is durable.
    pub(crate) async fn deliver_durably(
        self: &Arc<Self>,
        id: ExecutionId,
        what: Happening,
    ) -> Result<(), Undelivered> {
        let (told, durable) = oneshot::channel();
        self.deliver(id, what, Some(told))?;
        durable
            .await
            .unwrap_or_else(|_| Err(JournalError::Stopped("the writer is gone".to_owned())))
            .map_err(Undelivered::Journal)
    }

    fn happen(
        self: &Arc<Self>,
        resident: &Arc<Resident>,
        state: &mut State,
        what: Happening,
        told: Option<Told>,
    ) -> Result<(), Undelivered> {
        let (turn, writes) = self.take(resident, state, what)?;
        if resident.durable {
            self.commit(resident, state, writes, turn, told);
        } else {
            self.act_soon(resident, turn, told);
        }
        Ok(())
    }

    /// Has an execution take an event: what follows from it, and what the journal is to have of
    /// it, which is nothing where the execution is not in the journal.
    fn take(
        &self,
        resident: &Resident,
        state: &mut State,
        what: Happening,
    ) -> Result<(Turn, Vec<Write>), Undelivered> {
        let at = self.clock.now().max(state.latest);
        match &what {
            Happening::TaskSucceeded { task, .. } | Happening::TaskFailed { task, .. } => {
                state.tasks.retain(|open| open.task != *task);
            }
            Happening::TaskSubmitted { task, output } => state.submitted(*task, output),
            Happening::ChildFinished { .. } => state.children = state.children.saturating_sub(1),
            _ => {}
        }
        let reopens = matches!(what, Happening::Redriven);
        let event = Event { at, what };
        let record = resident.durable.then(|| encode_event(&event));
        let effects = state
            .execution
            .apply(event)
            .map_err(Undelivered::Rejected)?;
        let closed = Self::follow(state, resident.id, &resident.start, at, &effects);
        let turn = Turn {
            history: state.execution.take_history(),
            passages: state.execution.take_passages(),
            begins: if reopens { Begins::Again } else { Begins::No },
            effects,
            closed,
        };
        let execution = resident.id;
        let mut writes = Vec::with_capacity(2);
        if let Some(data) = record {
            writes.push(Write::Record {
                execution,
                sequence: state.records,
                data,
            });
            state.records += 1;
            if reopens {
                writes.push(Write::Reopen { execution });
            }
            if std::mem::take(&mut state.parked) {
                let until = None;
                writes.push(Write::Park { execution, until });
            }
            writes.extend(new_map_runs(state, execution));
            if let Some(closed) = &turn.closed {
                let end = closed.end();
                writes.push(Write::Close { execution, end });
            }
        }
        Ok((turn, writes))
    }

    /// Has an execution that is over go on from where it failed.
    pub(crate) fn redrive(
        self: &Arc<Self>,
        id: ExecutionId,
        told: Told,
    ) -> Result<(), Undelivered> {
        if !lock(&self.reopening).insert(id) {
            return Err(Undelivered::Rejected(Rejected::NotRedrivable));
        }
        let reopened = self.reopen(id, told);
        lock(&self.reopening).remove(&id);
        reopened
    }

    fn reopen(self: &Arc<Self>, id: ExecutionId, told: Told) -> Result<(), Undelivered> {
        if matches!(self.index.get(id), Some(Slot::Open(_))) {
            return Err(Undelivered::Rejected(Rejected::NotRedrivable));
        }
        let row = self.journal.execution(id).map_err(Undelivered::Journal)?;
        let row = row.ok_or(Undelivered::NotOpen)?;
        if row.status == Status::Open {
            return Err(Undelivered::Rejected(Rejected::NotRedrivable));
        }
        let replayed = self.replay(&row, None)?;
        let resident = replayed.resident;
        let mut state = lock(&resident.state);
        let (turn, writes) = self.take(&resident, &mut state, Happening::Redriven)?;
        self.index.remove(id);
        self.index.insert(resident.clone());
        let now = self.clock.now();
        resident.meter.count(now, |counts| counts.redriven += 1);
        self.commit(&resident, &mut state, writes, turn, Some(told));
        Ok(())
    }

    /// Submits what an event leads to. Called while the execution is held, so that its commits are
    /// in the order of its events.
    fn commit(
        self: &Arc<Self>,
        resident: &Arc<Resident>,
        state: &mut State,
        writes: Vec<Write>,
        turn: Turn,
        told: Option<Told>,
    ) {
        state.committing += 1;
        let (host, resident) = (self.clone(), resident.clone());
        let queue = self.told.clone();
        self.journal.submit(Commit {
            writes,
            done: Box::new(move |outcome| {
                queue.tell(move || {
                    lock(&resident.state).committing -= 1;
                    let outcome = outcome.map(|_| host.act(&resident, turn));
                    if let Some(told) = told {
                        let _ = told.send(outcome);
                    }
                });
            }),
        });
    }

    /// Does what follows from an event of an execution that is not in the journal, once the
    /// execution is let go of.
    fn act_soon(self: &Arc<Self>, resident: &Arc<Resident>, turn: Turn, told: Option<Told>) {
        let (host, resident) = (self.clone(), resident.clone());
        self.runtime.spawn(async move {
            host.act(&resident, turn);
            if let Some(told) = told {
                let _ = told.send(Ok(()));
            }
        });
    }

    /// Takes note of what effects mean for what is kept beside the execution.
    fn follow(
        state: &mut State,
        id: ExecutionId,
        start: &Arc<StartRecord>,
        at: asl::Timestamp,
        effects: &[Effect],
    ) -> Option<Arc<Closed>> {
        state.latest = at;
        state.touched = Instant::now();
        let mut closed = None;
        for effect in effects {
            match effect {
                Effect::StartTask(task) => state.opened(task),
                Effect::SetTimer { timer, due } => state.timers.push((*timer, *due)),
                Effect::CancelTimer(timer) => state.timers.retain(|(set, _)| set != timer),
                Effect::StartChild(_) => state.children += 1,
                Effect::Finish(outcome) => {
                    let over = Closed::new(id, start.clone(), &state.execution, outcome, at);
                    closed = Some(Arc::new(over));
                }
                Effect::CancelTask(_)
                | Effect::ReadItems(_)
                | Effect::StopChild(..)
                | Effect::WriteResults(_)
                | Effect::Continue => {}
            }
        }
        closed
    }

    /// Does what follows from an event that is durable.
    fn act(self: &Arc<Self>, resident: &Arc<Resident>, turn: Turn) {
        if !turn.history.is_empty() {
            self.logs.history(resident, &turn.history);
        }
        if !turn.passages.is_empty() {
            if resident.start.kind == ExecutionKind::Standard {
                let passed = u64::try_from(turn.passages.len()).unwrap_or(u64::MAX);
                self.figures
                    .transitions
                    .fetch_add(passed, Ordering::Relaxed);
            }
            resident.meter.passed(&resident.machine, &turn.passages);
        }
        let how = match (&turn.closed, turn.begins) {
            (Some(_), _) => How::Ended,
            (None, Begins::No) => How::WentOn,
            (None, Begins::First | Begins::Again) => How::Began,
        };
        if turn.begins == Begins::Again {
            self.changes.rewritten(&[resident.id]);
        }
        for effect in turn.effects {
            self.perform(resident, effect);
        }
        if let Some(closed) = turn.closed {
            self.close(resident, &closed);
        }
        self.changes.tell(|| Changed {
            arn: resident.start.execution_arn.clone(),
            how,
        });
    }

    fn perform(self: &Arc<Self>, resident: &Arc<Resident>, effect: Effect) {
        match effect {
            Effect::StartTask(task) => self.start_task(resident, *task),
            Effect::CancelTask(task) => self.cancel_task(resident, task),
            Effect::SetTimer { timer, due } => self.timers.set(resident.id, timer, due),
            Effect::CancelTimer(timer) => self.timers.cancel(resident.id, timer),
            Effect::ReadItems(read) => self.read_items(resident, *read),
            Effect::StartChild(child) => self.start_child(resident, *child),
            Effect::StopChild(map_run, child) => self.stop_child(resident, map_run, child),
            Effect::WriteResults(write) => self.write_results(resident, *write),
            Effect::Continue => {
                let (host, id) = (self.clone(), resident.id);
                self.runtime.spawn(async move {
                    tokio::task::yield_now().await;
                    host.report(id, Happening::Continued);
                });
            }
            // What the end of an execution means is in `close`.
            Effect::Finish(_) => {}
        }
    }

    /// An execution is over, and that is durable.
    fn close(self: &Arc<Self>, resident: &Arc<Resident>, closed: &Arc<Closed>) {
        let count = match closed.status {
            Status::Succeeded => &self.figures.succeeded,
            Status::Failed | Status::Open => &self.figures.failed,
            Status::TimedOut => &self.figures.timed_out,
            Status::Aborted => &self.figures.aborted,
        };
        count.fetch_add(1, Ordering::Relaxed);
        if resident.start.map_state.is_none() {
            let (started, ended) = (closed.start.at, closed.stopped_at);
            resident.meter.ended(started, ended, closed.status);
        }
        self.index.close(closed.clone());
        let waiting = {
            let mut state = lock(&resident.state);
            state.over = true;
            for (timer, _) in std::mem::take(&mut state.timers) {
                self.timers.cancel(resident.id, timer);
            }
            for open in std::mem::take(&mut state.tasks) {
                if let Some(work) = open.work {
                    work.abort();
                }
            }
            std::mem::take(&mut state.waiting)
        };
        for waiting in waiting {
            let _ = waiting.send(closed.clone());
        }
        if !resident.durable {
            self.express_is_over(closed);
        }
        if let Some(reports_to) = &closed.start.reports_to {
            self.report_end(reports_to, closed);
        }
    }

    /// The open execution of this number, brought into memory if need be.
    pub(crate) fn resident(
        self: &Arc<Self>,
        id: ExecutionId,
    ) -> Result<Arc<Resident>, Undelivered> {
        match self.index.get(id) {
            Some(Slot::Open(resident)) => return Ok(resident),
            Some(Slot::Closed(_)) => return Err(Undelivered::NotOpen),
            None => {}
        }
        if id.0 >= EXPRESS_NUMBERS {
            return Err(Undelivered::NotOpen);
        }
        let (resident, outstanding) = {
            let _one_at_a_time = lock(&self.loading);
            if let Some(Slot::Open(resident)) = self.index.get(id) {
                return Ok(resident);
            }
            let row = self.journal.execution(id).map_err(Undelivered::Journal)?;
            let row = row.ok_or(Undelivered::NotOpen)?;
            if row.status != Status::Open {
                return Err(Undelivered::NotOpen);
            }
            self.load(&row)?
        };
        // What is outstanding may need other executions, which are loaded in their turn.
        self.resume(&resident, outstanding);
        Ok(resident)
    }

    /// Fires timers when they are due, for as long as the server runs.
    pub(crate) async fn keep_time(self: Arc<Self>) {
        let mut looked: Option<Instant> = None;
        loop {
            let now = self.clock.now();
            let due = self.timers.take_due(now, TIMERS_PER_TURN);
            let all = due.len() < TIMERS_PER_TURN;
            for (execution, timer) in due {
                self.report(execution, Happening::TimerFired { timer });
            }
            if looked.is_none_or(|looked| looked.elapsed() >= timers::LOOK_AGAIN) {
                looked = Some(Instant::now());
                self.wake_parked(now);
            }
            if all {
                self.timers.wait(self.clock.now()).await;
            } else {
                tokio::task::yield_now().await;
            }
        }
    }

    fn family(&self, name: &str) -> Result<Family, JournalError> {
        let known = self
            .families
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .get(name)
            .copied();
        if let Some(family) = known {
            return Ok(family);
        }
        let family = self.journal.family(name)?;
        self.families
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .insert(name.into(), family);
        Ok(family)
    }
}

/// Notes which execution the Map Runs belong to that have begun since the last call.
fn new_map_runs(state: &mut State, id: ExecutionId) -> Vec<Write> {
    let runs = &state.execution.map_runs()[state.map_runs..];
    let noted = runs.iter().map(|run| Write::Document {
        collection: MAP_RUN_COLLECTION,
        key: (&*run.arn).into(),
        content: Some(id.0.to_string().into_bytes().into()),
    });
    let noted: Vec<Write> = noted.collect();
    state.map_runs += noted.len();
    noted
}

/// How the interpreter starts an execution. Fails when the state it runs or begins at is not in its
/// machine.
pub(crate) fn start_of(
    record: &StartRecord,
    revision: &Revision,
    input: Payload,
    id: ExecutionId,
    keep_history: bool,
) -> Result<Start, Unreadable> {
    let machine = revision.machine();
    let machine = machine
        .map_err(|_| Unreadable("its definition is refused"))?
        .clone();
    let named = |name: &str| {
        let state = machine.state_named(name);
        state.ok_or(Unreadable("its state is not in its machine"))
    };
    let scope = match &record.map_state {
        None => ScopeId::ROOT,
        Some(name) => match &machine.state(named(name)?).kind {
            StateKind::Map(map) => map.processor,
            _ => return Err(Unreadable("the state whose child it is is no Map state")),
        },
    };
    let from = record.rerun.as_ref().and_then(|rerun| rerun.from.as_ref());
    let from = from.map(|from| {
        Ok(Beginning {
            state: named(&from.state)?,
            input: input_payload(&from.input)?,
            variables: record::variables(&from.variables)?,
        })
    });
    let from = from.transpose()?;
    Ok(Start {
        machine,
        scope,
        kind: record.kind,
        identity: Arc::new(Identity {
            execution_arn: record.execution_arn.clone(),
            name: record.name.clone(),
            role_arn: Some(record.role_arn.clone()),
            state_machine_arn: record.machine_arn.clone(),
            state_machine_name: record.machine_name.clone(),
        }),
        input,
        seed: record.seed,
        number: id.0,
        at: record.at,
        keep_history,
        from,
    })
}

/// Within which executions have different names: `MACHINE`, or `MACHINE/LABEL` for children of a
/// Map Run. It is the part of the ARN between `execution:` and the name.
pub(crate) fn family_name(execution_arn: &str) -> &str {
    let mut parts = execution_arn.splitn(7, ':');
    let after = parts.nth(6).unwrap_or_default();
    after.rsplit_once(':').map_or(after, |(family, _)| family)
}
