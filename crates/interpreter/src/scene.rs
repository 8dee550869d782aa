//! What an execution that is watched has done, scene by scene: each visit of a state with the data
//! between its steps, its attempts, and how it ended.
//!
//! A history says what happened in AWS's words. This says what somebody needs to know who tries a
//! workflow out; it is noted where it happens, so that nothing has to be guessed afterwards. An
//! execution that is not watched notes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use asl::{Object, StateId, Timestamp, json};

use crate::failure::Failure;
use crate::history::HistoryEventId;
use crate::payload::Payload;
use crate::thread::ThreadId;
use crate::turn::Turn;

/// One visit of a state.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Which state.
    pub state: StateId,
    /// The history event by which it was entered.
    pub entered: HistoryEventId,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// When it was left, or came to nothing.
    pub left_at: Option<Timestamp>,
    /// The Map or Parallel it is within; `None` in the machine itself.
    pub within: Option<Within>,
    /// What it was given.
    pub input: Payload,
    /// The variables that were set when it was entered.
    pub variables: Arc<Object>,
    /// What its work was given: after `Parameters` or `Arguments`.
    pub arguments: Option<Payload>,
    /// What its work gave.
    pub result: Option<Payload>,
    /// What it gave.
    pub output: Option<Payload>,
    /// The variables it set.
    pub assigned: Option<Arc<Object>>,
    /// How often it was attempted, and with what success.
    pub attempts: Vec<Attempt>,
    /// Why it failed, caught or not.
    pub failure: Option<Failure>,
    /// How it ended; `None` while it has not.
    pub ending: Option<Ending>,
}

/// The visit that waits for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within {
    /// Its place among the scenes.
    pub scene: usize,
    /// Which of its branches or iterations.
    pub index: u32,
}

/// One attempt of a visit.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// When it began.
    pub at: Timestamp,
    /// Whether work was asked for.
    pub asked: bool,
    /// When that was answered, or the attempt failed.
    pub ended_at: Option<Timestamp>,
    /// What the work gave.
    pub result: Option<Payload>,
    /// Why the attempt failed.
    pub failure: Option<Failure>,
    /// Whether it failed because nobody answered.
    pub timed_out: bool,
    /// How long until the next, in nanoseconds, where there was one.
    pub retried_after: Option<i64>,
}

/// How a visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was left.
    Left(Way, Option<StateId>),
    /// It failed, and nothing in its scope handles that.
    Failed,
    /// It was stopped, with the execution or with what it is within.
    Aborted,
}

/// Which way led out of a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// `Next`, or `End`.
    #[default]
    Next,
    /// The rule of a Choice that holds, by its place.
    Rule(usize),
    /// `Default`.
    Default,
    /// The catcher that matches, by its place.
    Catcher(usize),
}

/// How much is noted of an execution.
#[derive(Clone, Debug)]
pub struct WatchLimits {
    /// So many scenes.
    pub scenes: usize,
    /// So many bytes of JSON text, data that is passed on as it is counted once.
    pub bytes: usize,
    /// Set by whoever watches and has seen enough.
    pub stop: Arc<AtomicBool>,
}

/// The notes on an execution.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    pub(crate) scenes: Vec<Scene>,
    limits: WatchLimits,
    bytes: usize,
    /// The scene that each thread is in.
    current: BTreeMap<ThreadId, usize>,
    /// Which way the state is left that is about to be.
    way: Way,
}

impl WatchLimits {
    /// Whether so many scenes and bytes are as much as there may be, or enough was seen.
    pub(crate) fn are_reached(&self, scenes: usize, bytes: usize) -> bool {
        scenes >= self.scenes || bytes >= self.bytes || self.stop.load(Ordering::Relaxed)
    }
}

impl Watch {
    pub(crate) fn new(limits: WatchLimits) -> Watch {
        Watch {
            scenes: Vec::new(),
            limits,
            bytes: 0,
            current: BTreeMap::new(),
            way: Way::default(),
        }
    }

    /// Whether there is no room for more: the execution goes no further then.
    pub(crate) fn is_full(&self) -> bool {
        self.limits.are_reached(self.scenes.len(), self.bytes)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn scene_of(&mut self, thread: ThreadId) -> Option<&mut Scene> {
        let scene = *self.current.get(&thread)?;
        self.scenes.get_mut(scene)
    }

    /// Counts what a scene holds on to.
    fn count(&mut self, data: &Payload, known: Option<&Payload>) {
        if !known.is_some_and(|known| known.is(data.value())) {
            let length = json::text_length(data.value());
            self.bytes = self.bytes.saturating_add(length);
        }
    }

    /// The place of the scene that a thread is in.
    pub(crate) fn place_of(&self, thread: ThreadId) -> Option<usize> {
        self.current.get(&thread).copied()
    }
}

impl Scene {
    /// Notes how it ended, unless that is known.
    fn end(&mut self, ending: Ending, at: Timestamp) {
        if self.ending.is_none() {
            self.ending = Some(ending);
            self.left_at = Some(at);
        }
    }
}

impl Turn<'_> {
    /// Whether whoever watches has seen enough.
    pub(crate) fn is_watched_enough(&self) -> bool {
        self.core
            .watch
            .as_ref()
            .is_some_and(|watch| watch.is_full())
    }

    /// The thread enters a state.
    pub(crate) fn watch_entry(&mut self, thread: ThreadId) {
        let at = self.at;
        let core = &mut *self.core;
        let Some(watch) = &mut core.watch else {
            return;
        };
        let line = &core.threads[thread];
        let Some(visit) = &line.visit else { return };
        let within = line.parent.and_then(|parent| {
            Some(Within {
                scene: watch.place_of(parent.thread)?,
                index: parent.index,
            })
        });
        watch.current.insert(thread, watch.scenes.len());
        let before = watch.scenes.last().and_then(|scene| scene.output.clone());
        watch.count(&visit.input, before.as_ref());
        watch.scenes.push(Scene {
            state: visit.state,
            entered: visit.entered,
            entered_at: at,
            left_at: None,
            within,
            input: visit.input.clone(),
            variables: line.variables.clone(),
            arguments: None,
            result: None,
            output: None,
            assigned: None,
            attempts: Vec::new(),
            failure: None,
            ending: None,
        });
    }

    /// Has `write` note something of the state that the thread is in, if somebody watches.
    pub(crate) fn watch(&mut self, thread: ThreadId, write: impl FnOnce(&mut Scene, Timestamp)) {
        let at = self.at;
        if let Some(watch) = &mut self.core.watch
            && let Some(scene) = watch.scene_of(thread)
        {
            write(scene, at);
        }
    }

    /// Likewise, of the attempt that is under way.
    pub(crate) fn watch_attempt(
        &mut self,
        thread: ThreadId,
        write: impl FnOnce(&mut Attempt, Timestamp),
    ) {
        self.watch(thread, |scene, at| {
            if let Some(attempt) = scene.attempts.last_mut() {
                write(attempt, at);
            }
        });
    }

    /// An attempt begins.
    pub(crate) fn watch_begin(&mut self, thread: ThreadId) {
        self.watch(thread, |scene, at| {
            scene.attempts.push(Attempt {
                at,
                asked: false,
                ended_at: None,
                result: None,
                failure: None,
                timed_out: false,
                retried_after: None,
            });
        });
    }

    /// The state's work is given this.
    pub(crate) fn watch_arguments(&mut self, thread: ThreadId, arguments: &Payload) {
        let Some(watch) = &mut self.core.watch else {
            return;
        };
        let input = watch.scene_of(thread).map(|scene| scene.input.clone());
        watch.count(arguments, input.as_ref());
        if let Some(scene) = watch.scene_of(thread) {
            scene.arguments = Some(arguments.clone());
        }
    }

    /// The state's work gave this.
    pub(crate) fn watch_result(&mut self, thread: ThreadId, result: &Payload) {
        let Some(watch) = &mut self.core.watch else {
            return;
        };
        let known = watch.scene_of(thread);
        let known = known.and_then(|scene| scene.result.clone().or(scene.arguments.clone()));
        watch.count(result, known.as_ref());
        if let Some(scene) = watch.scene_of(thread) {
            scene.result = Some(result.clone());
        }
    }

    /// The attempt, or with it the state, has failed.
    pub(crate) fn watch_failure(&mut self, thread: ThreadId, failure: &Failure) {
        self.watch(thread, |scene, at| {
            scene.failure = Some(failure.clone());
            if let Some(attempt) = scene.attempts.last_mut() {
                attempt.failure = Some(failure.clone());
                attempt.ended_at.get_or_insert(at);
            }
        });
    }

    /// The state will be left this way.
    pub(crate) fn watch_way(&mut self, way: Way) {
        if let Some(watch) = &mut self.core.watch {
            watch.way = way;
        }
    }

    /// The state is left.
    pub(crate) fn watch_exit(
        &mut self,
        thread: ThreadId,
        output: &Payload,
        assigned: Option<&Arc<Object>>,
        to: Option<StateId>,
    ) {
        let at = self.at;
        let Some(watch) = &mut self.core.watch else {
            return;
        };
        let way = std::mem::take(&mut watch.way);
        let known = watch.scene_of(thread);
        let known = known.map(|scene| scene.result.clone().unwrap_or(scene.input.clone()));
        watch.count(output, known.as_ref());
        if let Some(scene) = watch.scene_of(thread) {
            if !matches!(way, Way::Catcher(_)) {
                scene.failure = None;
            }
            scene.output = Some(output.clone());
            scene.assigned = assigned.cloned();
            scene.end(Ending::Left(way, to), at);
        }
    }

    /// The state came to nothing.
    pub(crate) fn watch_end(&mut self, thread: ThreadId, ending: Ending) {
        self.watch(thread, |scene, at| scene.end(ending, at));
    }

    /// The execution is over: so is whatever it was at.
    pub(crate) fn watch_close(&mut self) {
        let at = self.at;
        let Some(watch) = &mut self.core.watch else {
            return;
        };
        // Whatever waited for what failed has failed with it. Inner scenes come after outer ones.
        for place in (0..watch.scenes.len()).rev() {
            let scene = &watch.scenes[place];
            let failed = matches!(scene.ending, Some(Ending::Failed));
            if let (true, Some(within)) = (failed, scene.within) {
                let failure = scene.failure.clone();
                let outer = &mut watch.scenes[within.scene];
                if outer.ending.is_none() {
                    outer.failure = failure;
                    outer.end(Ending::Failed, at);
                }
            }
        }
        for scene in &mut watch.scenes {
            scene.end(Ending::Aborted, at);
        }
    }
}
