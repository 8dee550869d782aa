//! An execution in memory, in virtual time.
//!
//! A [`Rehearsal`] performs the effects of an execution by itself: timers are kept in order of
//! their time, tasks are answered by whoever implements [`Outside`], child executions of Map Runs
//! run beside their parent. It reads no clock. [`step`](Rehearsal::step) takes it to the next
//! thing that is due; a caller that wants real time waits until [`next_due`](Rehearsal::next_due)
//! before each step.

use std::collections::BTreeMap;
use std::sync::Arc;

use asl::state::{ItemReader, MapMode, Resource, ResultWriter, State, StateKind};
use asl::{StateMachine, Timestamp, Value};

use crate::effect::{ChildId, Effect, MapRunId, Outcome, StartChild, StartTask, TaskId, TimerId};
use crate::event::{Event, Happening, ItemContent, Start};
use crate::execution::{Execution, ExecutionKind, Identity, Rejected, Status};
use crate::failure::{Failure, error_name};
use crate::history::HistoryEvent;
use crate::scene::{Scene, WatchLimits, Within};

/// What an execution meets outside itself.
pub trait Outside {
    /// Does the work of a task, or says how it will turn out.
    fn task(&mut self, request: &TaskRequest<'_>) -> Answer;

    /// Brings the items of the Map Run of `state`.
    fn read_items(
        &mut self,
        state: &State,
        reader: &ItemReader,
        arguments: &Value,
    ) -> Result<ItemContent, Failure> {
        let _ = (state, arguments);
        Err(Failure::new(
            error_name::ITEM_READER_FAILED,
            format!("nothing here answers {}", reader.resource.as_str()),
        ))
    }

    /// Takes the results of the Map Run of `state` away. What it gives is the state's result.
    fn write_results(
        &mut self,
        state: &State,
        writer: &ResultWriter,
        arguments: &Value,
        results: &[Result<Value, Failure>],
    ) -> Result<Value, Failure> {
        let _ = (state, arguments, results);
        let resource = writer.resource.as_ref().map_or("", Resource::as_str);
        Err(Failure::new(
            error_name::RESULT_WRITER_FAILED,
            format!("nothing here answers {resource}"),
        ))
    }
}

/// A task to be done.
#[derive(Clone, Copy, Debug)]
pub struct TaskRequest<'r> {
    /// The Task state.
    pub state: &'r State,
    /// Its resource.
    pub resource: &'r Resource,
    /// The task itself: arguments, token, key.
    pub task: &'r StartTask,
    /// The execution of the rehearsal that asks: the first is the one it was started with.
    pub member: Member,
    /// The places in the Maps around it, from the outermost to the innermost.
    pub items: &'r [u32],
}

/// How a task turns out.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Somebody will say so by [`Rehearsal::deliver`].
    Open,
    /// With this result.
    Done {
        /// How long it takes, in nanoseconds.
        after: i64,
        /// The task's result, or why it fails.
        result: Result<Value, Failure>,
    },
}

/// One of the executions of a rehearsal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member(u32);

impl Member {
    /// The execution the rehearsal was started with.
    pub const FIRST: Member = Member(0);
}

/// An execution in memory; see the [module](self).
pub struct Rehearsal<O> {
    /// Who answers.
    pub outside: O,
    members: Vec<Cast>,
    agenda: BTreeMap<(Timestamp, u64), Entry>,
    timers: BTreeMap<(Member, TimerId), (Timestamp, u64)>,
    entries: u64,
    now: Timestamp,
    watched: Option<Watched>,
}

struct Cast {
    execution: Execution,
    parent: Option<(Member, MapRunId, ChildId)>,
    seed: [u8; 32],
    /// The places in the Maps around it.
    items: Vec<u32>,
    /// The place among all scenes of the one it is within, and which of its iterations it is.
    within: Option<Within>,
    /// The places of its scenes among all.
    places: Vec<usize>,
    /// How many bytes its notes hold on to.
    bytes: usize,
}

/// What has been seen of all executions.
struct Watched {
    limits: WatchLimits,
    /// Whose scenes, in the order of their entries.
    order: Vec<(Member, usize)>,
    bytes: usize,
}

/// A scene of one of the executions.
#[derive(Clone, Copy, Debug)]
pub struct SeenScene<'r> {
    /// Of which.
    pub member: Member,
    /// The scene.
    pub scene: &'r Scene,
    /// The scene it is within, by its place among those of all executions.
    pub within: Option<Within>,
}

enum Entry {
    Timer(Member, TimerId),
    Happening(Member, Happening),
}

impl<O: Outside> Rehearsal<O> {
    /// Starts an execution and takes it to where it waits.
    pub fn start(start: Start, outside: O) -> Rehearsal<O> {
        Rehearsal::begin(start, outside, None)
    }

    /// Likewise, and notes [what is seen](Rehearsal::scenes) of it and of its children, within
    /// limits for all of them together.
    pub fn start_watched(start: Start, outside: O, limits: WatchLimits) -> Rehearsal<O> {
        Rehearsal::begin(start, outside, Some(limits))
    }

    fn begin(start: Start, outside: O, limits: Option<WatchLimits>) -> Rehearsal<O> {
        let (now, seed) = (start.at, start.seed);
        let (execution, effects) = begun(start, limits.as_ref());
        let mut rehearsal = Rehearsal {
            outside,
            members: vec![Cast {
                execution,
                parent: None,
                seed,
                items: Vec::new(),
                within: None,
                places: Vec::new(),
                bytes: 0,
            }],
            agenda: BTreeMap::new(),
            timers: BTreeMap::new(),
            entries: 0,
            now,
            watched: limits.map(|limits| Watched {
                limits,
                order: Vec::new(),
                bytes: 0,
            }),
        };
        rehearsal.perform(Member::FIRST, effects);
        rehearsal
    }

    /// The time it is in the rehearsal.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// When the next thing is due, if anything is.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.agenda.keys().next().map(|(due, _)| *due)
    }

    /// Does the next thing that is due, at its time. `false` when nothing is.
    pub fn step(&mut self) -> bool {
        let Some(((due, _), entry)) = self.agenda.pop_first() else {
            return false;
        };
        self.now = self.now.max(due);
        let (member, what) = match entry {
            Entry::Timer(member, timer) => {
                self.timers.remove(&(member, timer));
                (member, Happening::TimerFired { timer })
            }
            Entry::Happening(member, what) => (member, what),
        };
        // A task whose time-out came first is answered in vain.
        let _ = self.deliver_to(member, what);
        true
    }

    /// Steps until the execution is over or nothing is due any longer.
    pub fn run(&mut self) -> &Status {
        while *self.execution().status() == Status::Running && self.step() {}
        self.execution().status()
    }

    /// Does all that is due until `at`, and lets it be that time.
    pub fn run_until(&mut self, at: Timestamp) {
        while self.next_due().is_some_and(|due| due <= at) {
            self.step();
        }
        self.now = self.now.max(at);
    }

    /// Lets something happen to the execution now.
    pub fn deliver(&mut self, what: Happening) -> Result<(), Rejected> {
        self.deliver_to(Member::FIRST, what)
    }

    /// Lets something happen to one of the executions now.
    pub fn deliver_to(&mut self, member: Member, what: Happening) -> Result<(), Rejected> {
        let at = self.now;
        let execution = &mut self.members[member.0 as usize].execution;
        let effects = execution.apply(Event { at, what })?;
        self.perform(member, effects);
        Ok(())
    }

    /// One of the executions.
    pub fn member(&self, member: Member) -> &Execution {
        &self.members[member.0 as usize].execution
    }

    /// The execution the rehearsal was started with.
    pub fn execution(&self) -> &Execution {
        &self.members[0].execution
    }

    /// The events of its history since the last call.
    pub fn take_history(&mut self) -> Vec<HistoryEvent> {
        self.members[0].execution.take_history()
    }

    /// What was seen of all executions, in the order in which their states were entered.
    pub fn scenes(&self) -> impl ExactSizeIterator<Item = SeenScene<'_>> {
        let order = self
            .watched
            .as_ref()
            .map_or(&[][..], |watched| &watched.order);
        order.iter().map(|(member, place)| {
            let cast = &self.members[member.0 as usize];
            let scene = &cast.execution.scenes()[*place];
            let here = scene.within.map(|within| Within {
                scene: cast.places[within.scene],
                ..within
            });
            SeenScene {
                member: *member,
                scene,
                within: here.or(cast.within),
            }
        })
    }

    /// Whether more was seen than there is room for. What is not over then never will be.
    pub fn is_watched_enough(&self) -> bool {
        self.watched.as_ref().is_some_and(|watched| {
            let (limits, scenes) = (&watched.limits, watched.order.len());
            limits.are_reached(scenes, watched.bytes)
        })
    }

    /// Takes note of what an execution has done just now.
    fn see(&mut self, member: Member) {
        let Some(watched) = &mut self.watched else {
            return;
        };
        let cast = &mut self.members[member.0 as usize];
        for place in cast.places.len()..cast.execution.scenes().len() {
            cast.places.push(watched.order.len());
            watched.order.push((member, place));
        }
        let bytes = cast.execution.watched_bytes();
        watched.bytes += bytes - std::mem::replace(&mut cast.bytes, bytes);
    }

    fn perform(&mut self, member: Member, effects: Vec<Effect>) {
        self.see(member);
        for effect in effects {
            match effect {
                Effect::StartTask(task) => self.start_task(member, &task),
                Effect::SetTimer { timer, due } => {
                    let place = self.put(due, Entry::Timer(member, timer));
                    self.timers.insert((member, timer), place);
                }
                Effect::CancelTimer(timer) => {
                    if let Some(place) = self.timers.remove(&(member, timer)) {
                        self.agenda.remove(&place);
                    }
                }
                // So many states take time: a loop without waits comes to its deadline.
                Effect::Continue => {
                    let due = self.now.plus_seconds(1);
                    self.put(due, Entry::Happening(member, Happening::Continued));
                }
                Effect::ReadItems(read) => {
                    let machine = self.machine(member);
                    let state = machine.state(read.state);
                    let content = match distributed(state) {
                        Some((Some(reader), _)) => {
                            self.outside.read_items(state, reader, &read.arguments)
                        }
                        _ => continue,
                    };
                    let map_run = read.map_run;
                    let what = Happening::ItemsRead { map_run, content };
                    self.put(self.now, Entry::Happening(member, what));
                }
                Effect::WriteResults(write) => {
                    let machine = self.machine(member);
                    let state = machine.state(write.state);
                    let outcome = match distributed(state) {
                        Some((_, Some(writer))) => self.outside.write_results(
                            state,
                            writer,
                            &write.arguments,
                            &write.results,
                        ),
                        _ => continue,
                    };
                    let map_run = write.map_run;
                    let what = Happening::ResultsWritten { map_run, outcome };
                    self.put(self.now, Entry::Happening(member, what));
                }
                Effect::StartChild(child) => self.start_child(member, &child),
                Effect::StopChild(map_run, child) => {
                    let parent = Some((member, map_run, child));
                    let stopped = (0..).map(Member).zip(&self.members);
                    let stopped = stopped.filter(|(_, cast)| cast.parent == parent).last();
                    if let Some((stopped, _)) = stopped {
                        let what = Happening::Stopped {
                            error: None,
                            cause: None,
                        };
                        let _ = self.deliver_to(stopped, what);
                    }
                }
                Effect::Finish(outcome) => self.finish(member, outcome),
                Effect::CancelTask(_) => {}
            }
        }
    }

    fn start_task(&mut self, member: Member, task: &StartTask) {
        let machine = self.machine(member);
        let state = machine.state(task.state);
        let StateKind::Task(definition) = &state.kind else {
            return;
        };
        let cast = &self.members[member.0 as usize];
        let mut items = cast.items.clone();
        items.extend(cast.execution.items_around(task.task));
        let request = TaskRequest {
            state,
            resource: &definition.resource,
            task,
            member,
            items: &items,
        };
        if let Answer::Done { after, result } = self.outside.task(&request) {
            if after > 0 {
                let (task, worker_name) = (task.task, None);
                let what = Happening::TaskStarted { task, worker_name };
                self.put(self.now, Entry::Happening(member, what));
            }
            let what = answer(task.task, result);
            let due = self.now.plus_nanoseconds(after);
            self.put(due, Entry::Happening(member, what));
        }
    }

    fn start_child(&mut self, parent: Member, child: &StartChild) {
        if self.is_watched_enough() {
            return;
        }
        let machine = self.machine(parent);
        let cast = &self.members[parent.0 as usize];
        let run = child.map_run.thread;
        let mut items = cast.items.clone();
        items.extend(cast.execution.items_of(run));
        items.push(child.child.0);
        let around = cast.execution.scene_of(child.map_run);
        let within = around.map(|place| Within {
            scene: cast.places[place],
            index: child.child.0,
        });
        let above = cast.execution.identity();
        let number = self.members.len();
        let mut seed = cast.seed;
        for (byte, salt) in seed.iter_mut().zip(number.to_le_bytes()) {
            *byte ^= salt;
        }
        let name: Arc<str> = format!("{}-{}", above.name, child.child.0).into();
        let identity = Identity {
            execution_arn: format!("{}-{}", above.execution_arn, child.child.0).into(),
            name,
            ..above.clone()
        };
        let kind = match &machine.state(child.state).kind {
            StateKind::Map(map) => match &map.mode {
                MapMode::Distributed(distributed) => match distributed.execution_type {
                    asl::state::ExecutionType::Standard => ExecutionKind::Standard,
                    asl::state::ExecutionType::Express => ExecutionKind::Express,
                },
                MapMode::Inline => return,
            },
            _ => return,
        };
        let start = Start {
            machine,
            scope: child.scope,
            kind,
            identity: Arc::new(identity),
            input: child.input.clone(),
            seed,
            at: self.now,
            number: 0,
            keep_history: false,
            from: None,
        };
        let limits = self.watched.as_ref().map(|watched| &watched.limits);
        let (execution, effects) = begun(start, limits);
        let member = Member(u32::try_from(number).unwrap_or(u32::MAX));
        self.members.push(Cast {
            execution,
            parent: Some((parent, child.map_run, child.child)),
            seed,
            items,
            within,
            places: Vec::new(),
            bytes: 0,
        });
        self.perform(member, effects);
    }

    fn finish(&mut self, member: Member, outcome: Outcome) {
        let Some((parent, map_run, child)) = self.members[member.0 as usize].parent else {
            return;
        };
        let outcome = match outcome {
            Outcome::Succeeded(output) => Ok(output.value().clone()),
            Outcome::Failed(failure) => Err(failure),
            Outcome::TimedOut => Err(Failure::reported(Some(error_name::TIMEOUT), None)),
            Outcome::Aborted { error, cause } => {
                Err(Failure::reported(error.as_deref(), cause.as_deref()))
            }
        };
        let what = Happening::ChildFinished {
            map_run,
            child,
            outcome,
        };
        self.put(self.now, Entry::Happening(parent, what));
    }

    fn put(&mut self, due: Timestamp, entry: Entry) -> (Timestamp, u64) {
        self.entries += 1;
        let place = (due, self.entries);
        self.agenda.insert(place, entry);
        place
    }

    fn machine(&self, member: Member) -> Arc<StateMachine> {
        self.members[member.0 as usize].execution.machine().clone()
    }
}

/// An execution, watched or not.
fn begun(start: Start, limits: Option<&WatchLimits>) -> (Execution, Vec<Effect>) {
    match limits {
        None => Execution::start(start),
        Some(limits) => Execution::start_watched(start, limits.clone()),
    }
}

fn answer(task: TaskId, result: Result<Value, Failure>) -> Happening {
    match result {
        Ok(output) => Happening::TaskSucceeded { task, output },
        Err(failure) => Happening::TaskFailed { task, failure },
    }
}

/// The reader and the writer of a distributed Map.
fn distributed(state: &State) -> Option<(Option<&ItemReader>, Option<&ResultWriter>)> {
    match &state.kind {
        StateKind::Map(map) => match &map.mode {
            MapMode::Distributed(distributed) => Some((
                distributed.item_reader.as_ref(),
                distributed.result_writer.as_ref(),
            )),
            MapMode::Inline => None,
        },
        _ => None,
    }
}
