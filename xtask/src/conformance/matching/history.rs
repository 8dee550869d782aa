//! Histories of executions.
//!
//! Branches and iterations run beside each other, so AWS interleaves their events differently each
//! time. A history is compared event by event first ([`Level::Exact`]). If that fails, it is taken
//! apart into threads: a `ParallelStateStarted` or `MapStateStarted` event has one thread for each
//! branch or iteration, in which ids do not matter and which may come in any order
//! ([`Level::Equivalent`]).
//!
//! Some recordings of Parallel states went through a normaliser that lost the ids and the
//! `ParallelStateSucceeded` events. In those the events inside of a Parallel state are compared as
//! a heap.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{Comparison, Level, Place};

/// The events of an expected answer, when it is one of `GetExecutionHistory`.
pub(super) fn events_of(answer: &Map<String, Value>) -> Option<&[Value]> {
    let events = answer.get("events")?.as_array()?;
    events.first()?.get("previousEventId")?;
    Some(events)
}

impl Comparison<'_> {
    pub(super) fn matches_history_answer(
        &mut self,
        expected: &Map<String, Value>,
        expected_events: &[Value],
        actual: &Map<String, Value>,
        place: Place,
    ) -> bool {
        let path = format!("{}.events", place.path);
        let mut same = match actual.get("events").and_then(Value::as_array) {
            Some(events) => self.matches_history(expected_events, events, place.at(&path)),
            None => self.differ(
                place.at(&path),
                "",
                &expected_events.into(),
                &Value::from("<absent>"),
            ),
        };
        for (key, value) in expected.iter().filter(|(key, _)| *key != "events") {
            same &= self.matches_field(key, value, actual, place);
        }
        same
    }

    fn matches_history(&mut self, expected: &[Value], actual: &[Value], place: Place) -> bool {
        if self.attempt(|this| this.matches_array(expected, actual, place)) {
            return true;
        }
        let normalised = expected
            .iter()
            .any(|event| event.get("id").is_some_and(Value::is_array));
        let equivalent = if normalised {
            self.attempt(|this| this.matches_normalised(expected, actual, place))
        } else {
            match (Threads::of(expected), Threads::of(actual)) {
                (Some(expected), Some(actual)) => self.attempt(|this| {
                    this.matches_thread(&expected, Threads::TOP, &actual, Threads::TOP, place)
                }),
                _ => false,
            }
        };
        if equivalent {
            self.level = Level::Equivalent;
            return true;
        }
        self.tell_first_difference(expected, actual, place);
        false
    }

    fn matches_thread(
        &mut self,
        expected: &Threads,
        expected_thread: usize,
        actual: &Threads,
        actual_thread: usize,
        place: Place,
    ) -> bool {
        let expected_events = &expected.threads[expected_thread].events;
        let actual_events = &actual.threads[actual_thread].events;
        expected_events.len() == actual_events.len()
            && expected_events.iter().zip(actual_events).all(|(a, b)| {
                let (a, b) = (&expected.events[*a], &actual.events[*b]);
                let mut same = |this: &mut Self, a: &usize, b: &usize| {
                    this.matches_thread(expected, *a, actual, *b, place)
                };
                self.matches_event(a.json, b.json, place)
                    && a.children.len() == b.children.len()
                    && self.matches_in_any_order(&a.children, &b.children, &mut same)
            })
    }

    /// Compares two events without their place in the history.
    fn matches_event(&mut self, expected: &Value, actual: &Value, place: Place) -> bool {
        let without_place = |event: &Value| {
            let mut event = event.clone();
            if let Value::Object(fields) = &mut event {
                fields.retain(|key, _| {
                    !matches!(key.as_str(), "id" | "previousEventId" | "timestamp")
                });
            }
            event
        };
        self.matches(&without_place(expected), &without_place(actual), place)
    }

    fn matches_normalised(&mut self, expected: &[Value], actual: &[Value], place: Place) -> bool {
        let succeeded_was_kept = expected
            .iter()
            .any(|event| type_of(event) == PARALLEL_SUCCEEDED);
        let expected = regions(expected, true);
        let actual = regions(actual, succeeded_was_kept);
        expected.len() == actual.len()
            && expected.iter().zip(&actual).all(|regions| match regions {
                (Region::Event(a), Region::Event(b)) => self.matches_event(a, b, place),
                (Region::Heap(a), Region::Heap(b)) => {
                    let mut same =
                        |this: &mut Self, a: &&Value, b: &&Value| this.matches_event(a, b, place);
                    a.len() == b.len() && self.matches_in_any_order(a, b, &mut same)
                }
                (Region::Event(_) | Region::Heap(_), _) => false,
            })
    }

    fn tell_first_difference(&mut self, expected: &[Value], actual: &[Value], place: Place) {
        if self.silent > 0 {
            return;
        }
        let told = self.differences.len();
        let (missing, extra) = (
            types_not_in(expected, actual),
            types_not_in(actual, expected),
        );
        if !missing.is_empty() || !extra.is_empty() {
            let note = "event types missing/extra: ";
            self.differ(place, note, &missing.into(), &extra.into());
        }
        for (index, (expected_event, actual_event)) in expected.iter().zip(actual).enumerate() {
            let path = format!("{}[{index}]", place.path);
            let before = self.bindings.clone();
            if !self.matches(expected_event, actual_event, place.at(&path)) {
                self.bindings = before;
                break;
            }
        }
        if self.differences.len() == told {
            self.differences
                .push(format!("{}: histories differ in structure", place.path));
        }
    }
}

const PARALLEL_STARTED: &str = "ParallelStateStarted";
const PARALLEL_SUCCEEDED: &str = "ParallelStateSucceeded";
const TERMINAL: [&str; 4] = [
    "ExecutionSucceeded",
    "ExecutionFailed",
    "ExecutionAborted",
    "ExecutionTimedOut",
];

fn type_of(event: &Value) -> &str {
    event
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The types of the `events` that the `others` lack, as often as they lack them.
fn types_not_in(events: &[Value], others: &[Value]) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for event in others {
        *counts.entry(type_of(event)).or_default() += 1;
    }
    let mut missing = Vec::new();
    for event in events {
        match counts.get_mut(type_of(event)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => missing.push(type_of(event).to_owned()),
        }
    }
    missing
}

/// A part of a history with Parallel states.
enum Region<'a> {
    Event(&'a Value),
    /// The events of the branches of a Parallel state, in no order.
    Heap(Vec<&'a Value>),
}

fn regions(events: &[Value], keep_succeeded: bool) -> Vec<Region<'_>> {
    let mut regions = Vec::new();
    let mut heap: Option<Vec<&Value>> = None;
    for event in events {
        match type_of(event) {
            type_name @ (PARALLEL_STARTED
            | PARALLEL_SUCCEEDED
            | "ParallelStateAborted"
            | "ParallelStateExited"
            | "ParallelStateFailed") => {
                regions.extend(
                    heap.take()
                        .filter(|heap| !heap.is_empty())
                        .map(Region::Heap),
                );
                if type_name == PARALLEL_STARTED {
                    heap = Some(Vec::new());
                }
                if type_name != PARALLEL_SUCCEEDED || keep_succeeded {
                    regions.push(Region::Event(event));
                }
            }
            _ => match &mut heap {
                Some(heap) => heap.push(event),
                None => regions.push(Region::Event(event)),
            },
        }
    }
    regions.extend(heap.filter(|heap| !heap.is_empty()).map(Region::Heap));
    regions
}

/// A history taken apart.
///
/// `previousEventId` says which thread an event continues, but not when a thread ends: the event
/// that closes a Parallel or Map state points at whichever branch happened to end last. The types
/// of the event and its predecessor say it.
struct Threads<'a> {
    events: Vec<Event<'a>>,
    threads: Vec<Thread>,
}

struct Event<'a> {
    json: &'a Value,
    thread: usize,
    /// The threads it starts.
    children: Vec<usize>,
}

#[derive(Default)]
struct Thread {
    parent: Option<usize>,
    /// The event that started it.
    started_by: Option<usize>,
    events: Vec<usize>,
}

/// What a Map iteration is told apart by.
#[derive(Clone, Copy)]
struct Iteration<'a> {
    map: &'a str,
    index: u64,
}

impl<'a> Threads<'a> {
    /// The thread of the execution itself.
    const TOP: usize = 0;

    /// Takes a history apart; `None` when its events do not hang together.
    fn of(events: &'a [Value]) -> Option<Threads<'a>> {
        let mut threads = Threads {
            events: Vec::with_capacity(events.len()),
            threads: vec![Thread::default()],
        };
        let mut by_id: HashMap<u64, usize> = HashMap::new();
        let mut iterations: HashMap<(usize, u64), usize> = HashMap::new();
        let mut latest_map: HashMap<&str, usize> = HashMap::new();
        for event in events {
            let previous = event.get("previousEventId").and_then(Value::as_u64);
            let previous = previous.and_then(|id| by_id.get(&id).copied());
            let thread = match (type_of(event), previous) {
                (_, None) => Self::TOP,
                (kind, _) if TERMINAL.contains(&kind) => Self::TOP,
                ("MapIterationStarted", Some(previous)) => {
                    let iteration = iteration_of(event)?;
                    let (map, parent) = threads.map_of_iteration(iteration.map, previous)?;
                    let thread = threads.start(parent, map);
                    iterations.insert((map, iteration.index), thread);
                    latest_map.insert(iteration.map, map);
                    thread
                }
                (
                    "MapIterationSucceeded" | "MapIterationFailed" | "MapIterationAborted",
                    Some(previous),
                ) => {
                    let iteration = iteration_of(event)?;
                    let inside = threads
                        .iteration_around(Some(threads.events[previous].thread), iteration.map);
                    let map = match inside {
                        Some(thread) => threads.threads[thread].started_by,
                        None => latest_map.get(iteration.map).copied(),
                    };
                    map.and_then(|map| iterations.get(&(map, iteration.index)).copied())
                        .or(inside)
                        .unwrap_or(Self::TOP)
                }
                (kind, Some(previous)) => threads.continued(kind, previous)?,
            };
            let index = threads.events.len();
            by_id.insert(event.get("id")?.as_u64()?, index);
            threads.threads[thread].events.push(index);
            threads.events.push(Event {
                json: event,
                thread,
                children: Vec::new(),
            });
        }
        Some(threads)
    }

    /// The thread of an event that starts or ends no iteration.
    fn continued(&mut self, kind: &str, previous: usize) -> Option<usize> {
        let after = self.type_at(previous);
        let thread = self.events[previous].thread;
        let (family, stays) = match kind {
            "MapStateStarted" | "MapStateSucceeded" | "MapStateFailed" | "MapStateAborted"
            | "MapStateExited" => (
                "MapState",
                after.starts_with("MapState") && after != "MapStateExited"
                    || after.starts_with("MapRun"),
            ),
            "ParallelStateStarted"
            | "ParallelStateSucceeded"
            | "ParallelStateFailed"
            | "ParallelStateAborted"
            | "ParallelStateExited" => (
                "ParallelState",
                after.starts_with("ParallelState") && after != "ParallelStateExited",
            ),
            _ if after == PARALLEL_STARTED => return Some(self.start(thread, previous)),
            _ => return Some(thread),
        };
        // The event belongs to the Map or Parallel state that the previous one was inside of.
        match self.around(Some(thread), family) {
            Some(inside) if !stays => self.threads[inside].parent,
            _ => Some(thread),
        }
    }

    fn start(&mut self, parent: usize, started_by: usize) -> usize {
        let thread = self.threads.len();
        self.threads.push(Thread {
            parent: Some(parent),
            started_by: Some(started_by),
            events: Vec::new(),
        });
        self.events[started_by].children.push(thread);
        thread
    }

    /// The `MapStateStarted` event that an iteration of `map` belongs to, and its thread.
    fn map_of_iteration(&self, map: &str, previous: usize) -> Option<(usize, usize)> {
        let thread = self.events[previous].thread;
        if self.type_at(previous) == "MapStateStarted" {
            return Some((previous, thread));
        }
        let sibling = self.iteration_around(Some(thread), map)?;
        let Thread {
            started_by, parent, ..
        } = &self.threads[sibling];
        Some(((*started_by)?, (*parent)?))
    }

    /// The innermost iteration of `map` that `thread` is in.
    fn iteration_around(&self, thread: Option<usize>, map: &str) -> Option<usize> {
        let mut inside = self.around(thread, "MapState");
        while let Some(thread) = inside {
            let first = self.threads[thread].events.first();
            let name = first.and_then(|first| {
                self.events[*first]
                    .json
                    .get("mapIterationStartedEventDetails")?
                    .get("name")
            });
            if name.and_then(Value::as_str) == Some(map) {
                break;
            }
            inside = self.around(self.threads[thread].parent, "MapState");
        }
        inside
    }

    /// The innermost thread around `thread`, itself included, that an event whose type begins with
    /// `family` started.
    fn around(&self, mut thread: Option<usize>, family: &str) -> Option<usize> {
        while let Some(candidate) = thread {
            let Thread {
                parent, started_by, ..
            } = &self.threads[candidate];
            if started_by.is_some_and(|event| self.type_at(event).starts_with(family)) {
                return Some(candidate);
            }
            thread = *parent;
        }
        None
    }

    fn type_at(&self, event: usize) -> &'a str {
        type_of(self.events[event].json)
    }
}

fn iteration_of(event: &Value) -> Option<Iteration<'_>> {
    let (_, details) = event
        .as_object()?
        .iter()
        .find(|(key, _)| key.starts_with("mapIteration"))?;
    Some(Iteration {
        map: details.get("name")?.as_str()?,
        index: details.get("index")?.as_u64()?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::compare;
    use super::*;

    /// A history of a Parallel state: events as name, id and previous id.
    fn history(events: &[(&str, u64, u64)]) -> Value {
        let events = events.iter().map(|(name, id, previous)| {
            let (kind, state) = name.split_once(' ').unwrap_or((name, "P"));
            json!({"type": kind, "id": id, "previousEventId": previous, "state": state})
        });
        json!({"events": events.collect::<Vec<_>>()})
    }

    const BRANCH_BY_BRANCH: [(&str, u64, u64); 8] = [
        ("ParallelStateEntered", 1, 0),
        ("ParallelStateStarted", 2, 1),
        ("PassStateEntered a", 3, 2),
        ("PassStateExited a", 4, 3),
        ("PassStateEntered b", 5, 2),
        ("PassStateExited b", 6, 5),
        ("ParallelStateSucceeded", 7, 6),
        ("ParallelStateExited", 8, 7),
    ];

    #[test]
    fn branches_may_interleave() {
        let mut interleaved = BRANCH_BY_BRANCH;
        interleaved[2] = ("PassStateEntered b", 3, 2);
        interleaved[3] = ("PassStateEntered a", 4, 2);
        interleaved[4] = ("PassStateExited a", 5, 4);
        interleaved[5] = ("PassStateExited b", 6, 3);
        let expected = history(&BRANCH_BY_BRANCH);
        let compared = |actual| compare(&json!([]), &expected, &history(actual));
        assert_eq!(compared(&BRANCH_BY_BRANCH), Ok(Level::Exact));
        assert_eq!(compared(&interleaved), Ok(Level::Equivalent));
    }

    #[test]
    fn events_may_not_change_their_branch() {
        let mut crossed = BRANCH_BY_BRANCH;
        crossed[3] = ("PassStateExited b", 4, 3);
        crossed[5] = ("PassStateExited a", 6, 5);
        let compared = compare(&json!([]), &history(&BRANCH_BY_BRANCH), &history(&crossed));
        assert!(compared.is_err());
    }
}
