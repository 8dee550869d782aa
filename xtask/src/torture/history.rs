//! What the history of an execution must be, whatever happened to the server meanwhile.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::Value;

use super::workloads::{RETRY_SECONDS, TASK_TIMEOUT_SECONDS};

/// Moments in histories are rounded to milliseconds.
const ROUNDING_SECONDS: f64 = 0.0015;

/// A digest of each event of a history, to see whether a later one begins like it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Digest(Vec<u64>);

impl Digest {
    pub(crate) fn of(events: &[Value]) -> Digest {
        let digest = |event: &Value| {
            let mut hasher = DefaultHasher::new();
            event.to_string().hash(&mut hasher);
            hasher.finish()
        };
        Digest(events.iter().map(digest).collect())
    }

    /// How many events there are.
    pub(crate) fn events(&self) -> usize {
        self.0.len()
    }

    /// Whether a history that was like this has since only grown.
    pub(crate) fn begins(&self, later: &Digest) -> bool {
        later.0.starts_with(&self.0)
    }
}

/// A time that was waited for: when it was due, and when the execution went on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Waited {
    /// In seconds since 1970.
    pub(crate) due: f64,
    pub(crate) passed: f64,
}

/// What is wrong with the history of an execution that has ended; nothing when it is as it must
/// be. Also gives the times it waited for.
pub(crate) fn faults(events: &[Value]) -> (Vec<String>, Vec<Waited>) {
    let mut faults = Vec::new();
    let mut waited = Vec::new();
    for (event, id) in events.iter().zip(1_u64..) {
        if event["id"] != id {
            faults.push(format!("event {id} has the id {}", event["id"]));
        }
        let previous = event["previousEventId"].as_u64();
        if previous.is_none_or(|previous| previous >= id) {
            faults.push(format!("event {id} follows {}", event["previousEventId"]));
        }
        let is_end = is_end(event);
        if is_end != (id == events.len() as u64) {
            faults.push(format!(
                "event {id} of {} is {}",
                events.len(),
                event["type"]
            ));
        }
    }
    for (entered, exited) in visits(events, "WaitState") {
        let seconds = wait_seconds(entered);
        let wait = Waited {
            due: moment(entered) + seconds,
            passed: moment(exited),
        };
        if wait.passed + ROUNDING_SECONDS < wait.due {
            faults.push(format!(
                "{} waited {:.3} s of {seconds} s",
                entered["stateEnteredEventDetails"]["name"],
                wait.passed - moment(entered)
            ));
        }
        waited.push(wait);
    }
    faults.extend(early_timeouts(events));
    (faults, waited)
}

/// How often a task of an activity was scheduled in the state of this name.
pub(crate) fn scheduled(events: &[Value], state: &str) -> usize {
    let entered: HashMap<u64, &Value> = events
        .iter()
        .filter(|event| event["type"] == "TaskStateEntered")
        .filter_map(|event| Some((event["id"].as_u64()?, event)))
        .collect();
    let by_id: HashMap<u64, &Value> = events
        .iter()
        .filter_map(|event| Some((event["id"].as_u64()?, event)))
        .collect();
    events
        .iter()
        .filter(|event| event["type"] == "ActivityScheduled")
        .filter(|event| {
            // A retry follows the time-out before it, so the state is some steps back.
            let mut id = event["previousEventId"].as_u64();
            while let Some(at) = id {
                if let Some(entered) = entered.get(&at) {
                    return entered["stateEnteredEventDetails"]["name"] == state;
                }
                id = by_id
                    .get(&at)
                    .and_then(|event| event["previousEventId"].as_u64())
                    .filter(|previous| *previous < at);
            }
            false
        })
        .count()
}

fn is_end(event: &Value) -> bool {
    let kind = event["type"].as_str().unwrap_or_default();
    matches!(
        kind,
        "ExecutionSucceeded" | "ExecutionFailed" | "ExecutionTimedOut" | "ExecutionAborted"
    )
}

/// When an event was, in seconds since 1970.
fn moment(event: &Value) -> f64 {
    event["timestamp"].as_f64().unwrap_or_default()
}

/// The events with which states of a type were entered and left, in pairs.
fn visits<'e>(events: &'e [Value], kind: &str) -> Vec<(&'e Value, &'e Value)> {
    let (entered, exited) = (format!("{kind}Entered"), format!("{kind}Exited"));
    events
        .iter()
        .filter(|event| event["type"] == *exited)
        .filter_map(|exit| {
            let enter = events
                .iter()
                .find(|event| event["id"] == exit["previousEventId"])?;
            (enter["type"] == *entered).then_some((enter, exit))
        })
        .collect()
}

/// How long the Wait state that was entered with this event is to wait: the first as its input
/// says, the second for a second.
fn wait_seconds(entered: &Value) -> f64 {
    let details = &entered["stateEnteredEventDetails"];
    if details["name"] != "Seconds" {
        return 1.0;
    }
    details["input"]
        .as_str()
        .and_then(|input| serde_json::from_str::<Value>(input).ok())
        .and_then(|input| input["seconds"].as_f64())
        .unwrap_or_default()
}

/// Tasks that are said to have taken too long before they have. Their time begins when the state
/// is entered or, after a failed attempt, when the pause before the next one is over; that the
/// task is scheduled is written down a moment later.
#[expect(clippy::cast_precision_loss, reason = "it is a few seconds")]
fn early_timeouts(events: &[Value]) -> Vec<String> {
    let by_id: HashMap<u64, &Value> = events
        .iter()
        .filter_map(|event| Some((event["id"].as_u64()?, event)))
        .collect();
    let previous = |event: &Value| {
        let id = event["previousEventId"].as_u64()?;
        by_id.get(&id).copied()
    };
    let mut faults = Vec::new();
    for timeout in events
        .iter()
        .filter(|event| event["type"] == "ActivityTimedOut")
    {
        let mut event = Some(timeout);
        while event.is_some_and(|event| event["type"] != "ActivityScheduled") {
            event = event.and_then(previous);
        }
        let Some(before) = event.and_then(previous) else {
            faults.push(format!(
                "event {} times out what was never scheduled",
                timeout["id"]
            ));
            continue;
        };
        let pause = if before["type"] == "ActivityTimedOut" {
            RETRY_SECONDS
        } else {
            0
        };
        let took = moment(timeout) - moment(before);
        if took + ROUNDING_SECONDS < (TASK_TIMEOUT_SECONDS + pause) as f64 {
            faults.push(format!(
                "event {} times out {took:.3} s after event {}",
                timeout["id"], before["id"]
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(id: u64, previous: u64, kind: &str, timestamp: f64) -> Value {
        json!({ "id": id, "previousEventId": previous, "type": kind, "timestamp": timestamp })
    }

    fn good() -> Vec<Value> {
        let mut wait = event(2, 0, "WaitStateEntered", 10.0);
        wait["stateEnteredEventDetails"] = json!({ "name": "Seconds", "input": "{\"seconds\":3}" });
        vec![
            event(1, 0, "ExecutionStarted", 10.0),
            wait,
            event(3, 2, "WaitStateExited", 13.25),
            event(4, 3, "ExecutionSucceeded", 13.25),
        ]
    }

    #[test]
    fn a_good_history_has_no_faults() {
        let waited = Waited {
            due: 13.0,
            passed: 13.25,
        };
        assert_eq!(faults(&good()), (vec![], vec![waited]));
    }

    #[test]
    fn gaps_orphans_and_early_timers_are_faults() {
        let with = |change: fn(&mut Vec<Value>)| {
            let mut events = good();
            change(&mut events);
            faults(&events).0.join("; ")
        };
        assert!(with(|events| drop(events.remove(1))).contains("event 2 has the id 3"));
        assert!(with(|events| events[2]["previousEventId"] = json!(3)).contains("follows 3"));
        assert!(with(|events| drop(events.pop())).contains("event 3 of 3"));
        assert!(
            with(|events| events.push(event(5, 4, "PassStateEntered", 14.0))).contains("4 of 5")
        );
        assert!(
            with(|events| events[2]["timestamp"] = json!(12.9)).contains("waited 2.900 s of 3 s")
        );
    }

    #[test]
    fn attempts_are_counted_by_state() {
        let mut events = vec![
            event(1, 0, "ExecutionStarted", 0.0),
            event(2, 0, "TaskStateEntered", 0.0),
            event(3, 2, "ActivityScheduled", 0.0),
            event(4, 3, "ActivityTimedOut", 5.0),
            event(5, 4, "ActivityScheduled", 6.0),
        ];
        events[1]["stateEnteredEventDetails"] = json!({ "name": "Charge" });
        assert_eq!(scheduled(&events, "Charge"), 2);
        assert_eq!(scheduled(&events, "Refund"), 0);
        events.push(event(6, 5, "ActivityTimedOut", 11.0));
        assert_eq!(early_timeouts(&events), Vec::<String>::new());
        events[3]["timestamp"] = json!(4.0);
        events[5]["timestamp"] = json!(9.5);
        assert_eq!(early_timeouts(&events).len(), 2);
    }

    #[test]
    fn a_history_may_only_grow() {
        let all = Digest::of(&good());
        assert!(Digest::of(&good()[..2]).begins(&all));
        let mut changed = good();
        changed[1]["timestamp"] = json!(10.5);
        assert!(!Digest::of(&changed[..2]).begins(&all));
    }
}
