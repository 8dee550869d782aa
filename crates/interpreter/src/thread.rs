//! What an execution remembers of each line of control.
//!
//! The machine itself is one thread; each branch of a Parallel state and each iteration of an
//! inline Map is one more, joined to the thread that waits for it.

use std::ops::{Index, IndexMut};
use std::sync::Arc;

use asl::{Object, StateId, Timestamp, Value, json};

use crate::effect::{TaskId, TaskToken, TimerId};
use crate::history::{Details, HistoryEventId};
use crate::payload::Payload;
use crate::state::map::MapWork;
use crate::state::map_run::MapRunWork;
use crate::state::parallel::ParallelWork;

/// The place of a thread in its execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ThreadId(pub(crate) u32);

impl ThreadId {
    /// The machine itself.
    pub(crate) const ROOT: ThreadId = ThreadId(0);
    /// No thread: the execution as a whole.
    pub(crate) const EXECUTION: ThreadId = ThreadId(u32::MAX);
}

/// One line of control.
#[derive(Clone, Debug)]
pub(crate) struct Thread {
    /// Who waits for it; nobody for the machine itself.
    pub(crate) parent: Option<Parent>,
    /// The event that the next one of this thread follows.
    pub(crate) previous: HistoryEventId,
    /// The variables it sees. Branches begin with those of their parent and give none back.
    pub(crate) variables: Arc<Object>,
    /// How long the values of the variables are as JSON text, all together.
    pub(crate) variables_bytes: usize,
    /// The item of the innermost Map it belongs to.
    pub(crate) map_item: Option<Arc<MapItem>>,
    /// The state it is in.
    pub(crate) visit: Option<Visit>,
}

/// Who waits for a thread, and which of those waited for it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parent {
    pub(crate) thread: ThreadId,
    pub(crate) index: u32,
}

/// What the context object says of a Map's item.
#[derive(Clone, Debug)]
pub(crate) struct MapItem {
    pub(crate) index: u32,
    pub(crate) value: Value,
    /// The key, where the Map goes through an object.
    pub(crate) key: Option<Arc<str>>,
}

/// One visit of a state, from its entry to its exit, retries included.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) state: StateId,
    /// The raw input.
    pub(crate) input: Payload,
    pub(crate) entered: HistoryEventId,
    pub(crate) entered_at: Timestamp,
    /// The event before the entry.
    pub(crate) before: HistoryEventId,
    /// How often each retrier has retried, in the order of the text; empty until one does.
    pub(crate) retries: Vec<u32>,
    /// `$$.State.RetryCount`.
    pub(crate) retry_count: u32,
    /// How many attempts have begun, redrives included.
    pub(crate) attempts: u32,
    /// `$$.Task.Token`.
    pub(crate) token: Option<TaskToken>,
    /// Whether it failed for good: what follows is at most a catcher.
    pub(crate) failed: bool,
    pub(crate) work: Work,
}

/// What a visit waits for.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    /// For nothing: it is being handled, or it has failed or been stopped.
    None,
    /// For a Wait state's time to come.
    Waiting(TimerId),
    /// For the next attempt.
    Retrying(TimerId),
    /// For a task.
    Task(TaskWork),
    /// For branches.
    Parallel(ParallelWork),
    /// For iterations.
    Map(Box<MapWork>),
    /// For child executions.
    MapRun(Box<MapRunWork>),
}

/// A task that is under way.
#[derive(Clone, Debug)]
pub(crate) struct TaskWork {
    pub(crate) task: TaskId,
    /// The `…Scheduled` event, until it is recorded.
    pub(crate) unscheduled: Option<Box<Details>>,
    pub(crate) started: bool,
    pub(crate) timeout: Option<TimerId>,
    pub(crate) heartbeat: Option<Heartbeat>,
}

impl TaskWork {
    /// The timers that are set for it.
    pub(crate) fn timers(&self) -> impl Iterator<Item = TimerId> + use<> {
        let heartbeat = self.heartbeat.and_then(|heartbeat| heartbeat.timer);
        [self.timeout, heartbeat].into_iter().flatten()
    }
}

/// How long a worker may stay silent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heartbeat {
    pub(crate) seconds: u32,
    /// `None` until the worker has begun.
    pub(crate) timer: Option<TimerId>,
}

/// The threads of an execution. Places are used again, in an order that replays.
#[derive(Clone, Debug, Default)]
pub(crate) struct Threads {
    places: Vec<Option<Thread>>,
    free: Vec<ThreadId>,
}

impl Threads {
    pub(crate) fn insert(&mut self, thread: Thread) -> ThreadId {
        if let Some(id) = self.free.pop() {
            self.places[id.0 as usize] = Some(thread);
            return id;
        }
        let id = ThreadId(u32::try_from(self.places.len()).expect("fewer threads than events"));
        if self.places.is_empty() {
            // Most executions have one thread all their life, and many of them wait at once.
            self.places.reserve_exact(1);
        }
        self.places.push(Some(thread));
        id
    }

    pub(crate) fn remove(&mut self, id: ThreadId) -> Option<Thread> {
        let removed = self.places.get_mut(id.0 as usize)?.take();
        if removed.is_some() {
            self.free.push(id);
        }
        removed
    }

    /// The threads there are.
    pub(crate) fn ids(&self) -> Vec<ThreadId> {
        let places = (0..).map(ThreadId).zip(&self.places);
        places
            .filter(|(_, place)| place.is_some())
            .map(|(id, _)| id)
            .collect()
    }

    /// The visits there are.
    pub(crate) fn visits(&self) -> impl Iterator<Item = &Visit> {
        let threads = self.places.iter().flatten();
        threads.filter_map(|thread| thread.visit.as_ref())
    }

    pub(crate) fn get(&self, id: ThreadId) -> Option<&Thread> {
        self.places.get(id.0 as usize)?.as_ref()
    }

    /// The visit the thread is in, when there is such a thread and it is in one.
    pub(crate) fn visit(&self, id: ThreadId) -> Option<&Visit> {
        self.get(id)?.visit.as_ref()
    }
}

// Invariant: whoever holds a ThreadId within one turn got it from a thread that is there; ids
// from outside go through `get` and `visit`.
impl Index<ThreadId> for Threads {
    type Output = Thread;

    fn index(&self, id: ThreadId) -> &Thread {
        self.places[id.0 as usize]
            .as_ref()
            .expect("the thread is there")
    }
}

impl IndexMut<ThreadId> for Threads {
    fn index_mut(&mut self, id: ThreadId) -> &mut Thread {
        self.places[id.0 as usize]
            .as_mut()
            .expect("the thread is there")
    }
}

impl Thread {
    /// How long the values of the variables would be with `assigned` among them.
    pub(crate) fn variables_bytes_with(&self, assigned: &Object) -> usize {
        assigned
            .iter()
            .fold(self.variables_bytes, |bytes, (name, value)| {
                let replaced = self.variables.get(name).map_or(0, json::text_length);
                bytes
                    .saturating_sub(replaced)
                    .saturating_add(json::text_length(value))
            })
    }

    /// Sets variables.
    pub(crate) fn assign(&mut self, assigned: &Object) {
        self.variables_bytes = self.variables_bytes_with(assigned);
        let variables = Arc::make_mut(&mut self.variables);
        for (name, value) in assigned.iter() {
            variables.insert(name.clone(), value.clone());
        }
    }

    /// The visit that is being handled.
    pub(crate) fn visit(&self) -> &Visit {
        self.visit.as_ref().expect("a state is being visited")
    }

    /// The visit that is being handled.
    pub(crate) fn visit_mut(&mut self) -> &mut Visit {
        self.visit.as_mut().expect("a state is being visited")
    }
}
