//! What the clients saw themselves, against which the server is checked: executions it has
//! acknowledged, tasks it has handed out, histories it has shown, ends it has told of.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;

use serde::Deserialize;
use serde_json::Value;

use super::history::{self, Digest, Waited};
use super::workloads::{Workload, is_deliverable, price_cents};

/// One process of the server, by its number: it is started, and it is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Life(pub(crate) u64);

/// A task as it was handed to a worker.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) struct Task {
    /// The name of the execution it is done for.
    pub(crate) key: String,
    pub(crate) state: String,
    /// When the state was entered, as the execution has it.
    entered: String,
    /// Which attempt of this visit, from 0.
    attempt: u64,
    /// Which item of a Map.
    #[serde(default)]
    pub(crate) item: Option<u64>,
}

/// An execution whose start was acknowledged.
#[derive(Clone, Debug)]
struct Started {
    workload: Workload,
    number: u64,
    arn: String,
    /// The longest history seen.
    seen: Digest,
    /// How it ended, when that was seen.
    end: Option<End>,
}

/// How an execution has ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct End {
    pub(crate) status: String,
    pub(crate) output: Option<String>,
}

/// What an answer of the server promises of an execution: it must not be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Promise {
    /// It is there.
    Started { name: String },
    /// A task of it was done once more.
    Answered { name: String },
    /// It has ended so.
    Ended { name: String, status: String },
}

/// Everything that was seen.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Pages>);

#[derive(Default)]
struct Pages {
    started: BTreeMap<String, Started>,
    /// Those whose end was not seen.
    open: BTreeSet<String>,
    /// Each task, and the lives in which it was handed out.
    handed_out: BTreeMap<Task, Vec<Life>>,
    /// What the accounts of customers hold, by idempotency key: charged once, whatever the number
    /// of calls; refunded once.
    charged: HashMap<String, u64>,
    refunded: HashMap<String, u64>,
    violations: BTreeSet<String>,
    comparisons: u64,
    /// By the number of the request whose answer promises it.
    promises: HashMap<String, Promise>,
}

/// An execution to look at.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) name: String,
    pub(crate) arn: String,
}

impl Ledger {
    /// The server has acknowledged the start of an execution.
    pub(crate) fn acknowledged(&self, workload: Workload, number: u64, name: &str, arn: &str) {
        self.with(|pages| {
            pages.open.insert(name.to_owned());
            let started = Started {
                workload,
                number,
                arn: arn.to_owned(),
                seen: Digest::default(),
                end: None,
            };
            pages.started.insert(name.to_owned(), started);
        });
    }

    /// The server has handed out a task, and the worker does it: charging and refunding happen
    /// once for each key.
    pub(crate) fn handed_out(&self, task: &Task, number: u64, life: Life) {
        self.with(|pages| {
            pages.handed_out.entry(task.clone()).or_default().push(life);
            let account = match &*task.state {
                "Charge" => &mut pages.charged,
                "Refund" => &mut pages.refunded,
                _ => return,
            };
            account.insert(task.key.clone(), price_cents(number));
        });
    }

    /// The server has shown how an execution stands.
    pub(crate) fn seen(&self, subject: &Subject, end: Option<End>, history: &[Value]) {
        let digest = Digest::of(history);
        self.with(|pages| {
            let Some(started) = pages.started.get_mut(&subject.name) else {
                return;
            };
            pages.comparisons += 1;
            if !started.seen.begins(&digest) {
                pages.violations.insert(format!(
                    "{}: its history has changed: {} events were seen, now {} others",
                    subject.name,
                    started.seen.events(),
                    digest.events()
                ));
            }
            started.seen = digest;
            if started.end.is_some() && started.end != end {
                pages.violations.insert(format!(
                    "{}: it had ended ({:?}), now it has not so ({end:?})",
                    subject.name, started.end
                ));
            }
            if end.is_some() {
                pages.open.remove(&subject.name);
                started.end = end;
            }
        });
    }

    /// The answer to the request of this number promises something.
    pub(crate) fn promised(&self, request: Option<String>, promise: Promise) {
        if let Some(request) = request {
            self.with(|pages| pages.promises.insert(request, promise));
        }
    }

    /// All that was promised, by the numbers of the requests.
    pub(crate) fn promises(&self) -> HashMap<String, Promise> {
        self.with(|pages| pages.promises.clone())
    }

    /// Something happened that must not.
    pub(crate) fn violated(&self, violation: String) {
        self.with(|pages| pages.violations.insert(violation));
    }

    /// Some execution whose end was not seen: the `place`th, as if they were a ring.
    pub(crate) fn some_open(&self, place: usize) -> Option<Subject> {
        self.with(|pages| {
            let name = pages.open.iter().nth(place % pages.open.len().max(1))?;
            Some(Subject {
                name: name.clone(),
                arn: pages.started[name].arn.clone(),
            })
        })
    }

    /// How many executions have been acknowledged, and of how many no end was seen.
    pub(crate) fn counts(&self) -> (usize, usize) {
        self.with(|pages| (pages.started.len(), pages.open.len()))
    }

    /// The executions whose end was not seen.
    pub(crate) fn open(&self) -> Vec<String> {
        self.with(|pages| pages.open.iter().cloned().collect())
    }

    /// Every execution that was acknowledged.
    pub(crate) fn all(&self) -> Vec<Subject> {
        self.with(|pages| {
            let subject = |(name, started): (&String, &Started)| Subject {
                name: name.clone(),
                arn: started.arn.clone(),
            };
            pages.started.iter().map(subject).collect()
        })
    }

    /// Checks one execution that has ended: its status and output are what they must be, its
    /// history is whole, and every task that was handed out for it was scheduled.
    pub(crate) fn check_ended(
        &self,
        subject: &Subject,
        end: &End,
        events: &[Value],
    ) -> Vec<Waited> {
        let (faults, waited) = history::faults(events);
        self.with(|pages| {
            let started = &pages.started[&subject.name];
            let (workload, number) = (started.workload, started.number);
            let mut found = faults;
            if end.status != workload.status(number) {
                found.push(format!("it has ended {}", end.status));
            }
            let output = end.output.as_deref().unwrap_or("null");
            let output: Value = serde_json::from_str(output).unwrap_or_default();
            if end.status == "SUCCEEDED" && !workload.accepts(number, &output) {
                found.push(format!("its output is {output}"));
            }
            found.extend(pages.unscheduled(&subject.name, workload, events));
            let named = found
                .into_iter()
                .map(|fault| format!("{}: {fault}", subject.name));
            pages.violations.extend(named);
        });
        waited
    }

    /// Checks what concerns all executions together, and gives all that was violated.
    pub(crate) fn settle(&self) -> Vec<String> {
        self.with(|pages| {
            let repeated = pages.repeated();
            pages.violations.extend(repeated);
            let unbalanced = pages.unbalanced();
            pages.violations.extend(unbalanced);
            std::mem::take(&mut pages.violations).into_iter().collect()
        })
    }

    /// How many tasks were handed out, how many of them more than once, and how many histories
    /// were compared.
    pub(crate) fn figures(&self) -> (usize, usize, u64) {
        self.with(|pages| {
            let again = pages.handed_out.values().filter(|lives| lives.len() > 1);
            (pages.handed_out.len(), again.count(), pages.comparisons)
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Pages) -> T) -> T {
        act(&mut self.0.lock().expect("nobody panics over the ledger"))
    }
}

impl Pages {
    /// Tasks that one process has handed out twice.
    fn repeated(&self) -> Vec<String> {
        self.handed_out
            .iter()
            .filter(|(_, lives)| {
                let different: BTreeSet<&Life> = lives.iter().collect();
                different.len() < lives.len()
            })
            .map(|(task, lives)| {
                format!(
                    "{}: {} was handed out {} times, in the lives {lives:?} of the server",
                    task.key,
                    task.state,
                    lives.len()
                )
            })
            .collect()
    }

    /// Tasks that were handed out for an execution more often than it has scheduled them.
    fn unscheduled(&self, name: &str, workload: Workload, events: &[Value]) -> Vec<String> {
        let mut handed_out: BTreeMap<&str, usize> = BTreeMap::new();
        for task in self.tasks_of(name) {
            *handed_out.entry(&task.state).or_default() += 1;
        }
        let mut found = Vec::new();
        for (state, times) in handed_out {
            let scheduled = match workload {
                // It is another execution that schedules it, and there is one.
                Workload::Callback => usize::MAX,
                Workload::Saga | Workload::Map | Workload::Timers => {
                    history::scheduled(events, state)
                }
            };
            if times > scheduled {
                found.push(format!(
                    "{state} was handed out as {times} tasks, and scheduled {scheduled} times"
                ));
            }
        }
        if workload == Workload::Callback {
            let visits: BTreeSet<&String> = self.tasks_of(name).map(|task| &task.entered).collect();
            if visits.len() != 1 {
                found.push(format!("it was answered by {} executions", visits.len()));
            }
        }
        found
    }

    /// The tasks that were handed out for an execution.
    fn tasks_of<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Task> {
        let before_all = Task {
            key: name.to_owned(),
            state: String::new(),
            entered: String::new(),
            attempt: 0,
            item: None,
        };
        self.handed_out
            .range(before_all..)
            .map(|(task, _)| task)
            .take_while(move |task| task.key == name)
    }

    /// Orders that were not charged as they must have been.
    fn unbalanced(&self) -> Vec<String> {
        let mut found = Vec::new();
        let orders = self
            .started
            .iter()
            .filter(|(_, started)| started.workload == Workload::Saga && started.end.is_some());
        for (name, started) in orders {
            let price = price_cents(started.number);
            if self.charged.get(name) != Some(&price) {
                found.push(format!("{name}: it was not charged"));
            }
            let refunded = self.refunded.get(name).copied().unwrap_or(0);
            let due = if is_deliverable(started.number) {
                0
            } else {
                price
            };
            if refunded != due {
                found.push(format!("{name}: {refunded} cents were refunded, not {due}"));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn task(key: &str, state: &str, entered: &str) -> Task {
        Task {
            key: key.to_owned(),
            state: state.to_owned(),
            entered: entered.to_owned(),
            attempt: 0,
            item: None,
        }
    }

    fn subject(name: &str) -> Subject {
        Subject {
            name: name.to_owned(),
            arn: format!("arn:{name}"),
        }
    }

    fn succeeded() -> End {
        End {
            status: "SUCCEEDED".to_owned(),
            output: None,
        }
    }

    #[test]
    fn a_task_may_come_again_only_after_a_kill() {
        let ledger = Ledger::default();
        let charge = task("saga-1", "Charge", "t");
        ledger.handed_out(&charge, 1, Life(1));
        ledger.handed_out(&charge, 1, Life(2));
        assert_eq!(ledger.settle(), Vec::<String>::new());
        ledger.handed_out(&charge, 1, Life(2));
        assert_eq!(ledger.settle().len(), 1);
    }

    #[test]
    fn an_order_that_ended_was_charged() {
        let ledger = Ledger::default();
        ledger.acknowledged(Workload::Saga, 1, "saga-1", "arn:1");
        ledger.seen(&subject("saga-1"), Some(succeeded()), &[]);
        assert_eq!(ledger.settle(), ["saga-1: it was not charged"]);
        ledger.handed_out(&task("saga-1", "Charge", "t"), 1, Life(1));
        assert_eq!(ledger.settle(), Vec::<String>::new());
        ledger.handed_out(&task("saga-1", "Refund", "t"), 1, Life(1));
        assert_eq!(ledger.settle().len(), 1);
    }

    #[test]
    fn ends_and_histories_do_not_change() {
        let ledger = Ledger::default();
        ledger.acknowledged(Workload::Map, 1, "map-1", "arn:1");
        let events = [json!({ "id": 1 }), json!({ "id": 2 })];
        ledger.seen(&subject("map-1"), None, &events[..1]);
        ledger.seen(&subject("map-1"), Some(succeeded()), &events);
        assert_eq!(ledger.counts(), (1, 0));
        assert_eq!(ledger.settle(), Vec::<String>::new());
        ledger.seen(&subject("map-1"), None, &events[..1]);
        assert_eq!(ledger.settle().len(), 2);
    }

    #[test]
    fn tasks_that_were_not_scheduled_are_found() {
        let ledger = Ledger::default();
        ledger.acknowledged(Workload::Saga, 1, "saga-1", "arn:1");
        ledger.acknowledged(Workload::Callback, 1, "callback-1", "arn:2");
        let end = succeeded();
        ledger.handed_out(&task("saga-1", "Charge", "t"), 1, Life(1));
        ledger.handed_out(&task("callback-1", "Answer", "t"), 1, Life(1));
        ledger.handed_out(&task("callback-1", "Answer", "u"), 1, Life(1));
        ledger.check_ended(&subject("saga-1"), &end, &[]);
        ledger.check_ended(&subject("callback-1"), &end, &[]);
        let found = ledger.settle().join("\n");
        assert!(found.contains("saga-1: Charge was handed out as 1 tasks, and scheduled 0 times"));
        assert!(
            found.contains("callback-1: it was answered by 2 executions"),
            "{found}"
        );
    }
}
