//! What a history says of each state: how often it was entered, how that went, how long it took.

use std::collections::HashMap;

use asl::{StateId, StateMachine, Timestamp};
use interpreter::HistoryEvent;
use interpreter::history::Details;

/// How a visit of a state went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Went {
    /// It was left as it should be.
    Done,
    /// It failed, and one of its catchers took over.
    Caught,
    /// Something else ended it.
    Aborted,
    /// It failed.
    Failed,
    /// It goes on.
    Running,
}

/// What there is to say of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StateReport {
    pub(crate) state: StateId,
    /// How each of its visits went, in the order in which they began.
    pub(crate) visits: Vec<Went>,
    /// How often its work was begun again after a failure, in all visits.
    pub(crate) retries: u32,
    /// When it was first entered.
    pub(crate) entered: Timestamp,
    /// The longest visit, in milliseconds.
    pub(crate) longest: i64,
}

impl StateReport {
    /// How the visit went that went worst.
    pub(crate) fn worst(&self) -> Went {
        self.visits.iter().copied().max().unwrap_or(Went::Done)
    }
}

/// From entering a state to leaving it.
struct Visit {
    state: StateId,
    /// The visit of the Parallel or Map state that it is part of.
    parent: Option<usize>,
    entered: Timestamp,
    left: Option<(Timestamp, Went)>,
    attempts: u32,
    /// Whether the last that was heard of it is that it failed.
    fails: bool,
}

/// The visits of a history.
pub(crate) struct Visits<'m> {
    machine: &'m StateMachine,
    all: Vec<Visit>,
    /// The visit each event belongs to.
    of_event: HashMap<u64, usize>,
}

impl<'m> Visits<'m> {
    /// The visits in these events, which are in order.
    pub(crate) fn of(machine: &'m StateMachine, events: &[HistoryEvent]) -> Visits<'m> {
        let mut visits = Visits {
            machine,
            all: Vec::new(),
            of_event: HashMap::new(),
        };
        for event in events {
            visits.take(event);
        }
        visits
    }

    /// The state that the execution failed in.
    pub(crate) fn failed_state(&self) -> Option<StateId> {
        let failed = |visit: &&Visit| matches!(visit.left, Some((_, Went::Failed)));
        // What is inside was entered later.
        self.all.iter().rev().find(failed).map(|visit| visit.state)
    }

    /// What there is to say of each state, in the order in which they were first entered.
    pub(crate) fn reports(&self, now: Timestamp) -> Vec<StateReport> {
        let mut reports: Vec<StateReport> = Vec::new();
        let mut places = HashMap::new();
        for visit in &self.all {
            let place = *places.entry(visit.state).or_insert_with(|| {
                reports.push(StateReport {
                    state: visit.state,
                    visits: Vec::new(),
                    retries: 0,
                    entered: visit.entered,
                    longest: 0,
                });
                reports.len() - 1
            });
            let report = &mut reports[place];
            let (until, went) = visit.left.unwrap_or((now, Went::Running));
            report.visits.push(went);
            report.retries += visit.attempts.saturating_sub(1);
            let took = until.milliseconds() - visit.entered.milliseconds();
            report.longest = report.longest.max(took);
        }
        reports
    }

    fn take(&mut self, event: &HistoryEvent) {
        let before = self.of_event.get(&event.previous.0).copied();
        let visit = match &event.details {
            Details::StateEntered { state, .. } => Some(self.enter(*state, before, event.at)),
            Details::StateExited { state, .. } => self.find(before, *state, |visits, visit| {
                let went = if visits[visit].fails {
                    Went::Caught
                } else {
                    Went::Done
                };
                visits[visit].left = Some((event.at, went));
            }),
            Details::StateAborted { state } => self.find(before, *state, |visits, visit| {
                visits[visit].left = Some((event.at, Went::Aborted));
            }),
            Details::TaskScheduled { state, .. } => self.find(before, *state, begin_again),
            Details::TaskFailed { state, .. }
            | Details::TaskTimedOut { state, .. }
            | Details::EvaluationFailed { state, .. } => {
                self.find(before, *state, |visits, visit| visits[visit].fails = true)
            }
            Details::TaskStarted { state, .. }
            | Details::TaskSubmitted { state, .. }
            | Details::TaskSucceeded { state, .. }
            | Details::MapIterationStarted { state, .. }
            | Details::MapIterationSucceeded { state, .. }
            | Details::MapIterationFailed { state, .. }
            | Details::MapIterationAborted { state, .. } => self.find(before, *state, |_, _| ()),
            Details::ParallelStateStarted | Details::MapStateStarted { .. } => {
                if let Some(visit) = before {
                    begin_again(&mut self.all, visit);
                }
                before
            }
            Details::ParallelStateSucceeded
            | Details::MapStateSucceeded
            | Details::MapRunStarted { .. }
            | Details::MapRunSucceeded
            | Details::MapRunRedriven { .. } => self.container(before),
            Details::ParallelStateFailed
            | Details::MapStateFailed
            | Details::MapRunFailed { .. }
            | Details::MapRunAborted => {
                let container = self.container(before);
                if let Some(container) = container {
                    self.fail_outwards(before, Some(container));
                    self.end_within(Some(container), event.at);
                }
                container
            }
            Details::ExecutionFailed { .. } => {
                self.fail_outwards(before, None);
                self.end_within(None, event.at);
                None
            }
            Details::ExecutionTimedOut | Details::ExecutionAborted { .. } => {
                self.end_within(None, event.at);
                None
            }
            Details::ExecutionStarted { .. }
            | Details::ExecutionSucceeded { .. }
            | Details::ExecutionRedriven { .. } => None,
        };
        if let Some(visit) = visit {
            self.of_event.insert(event.id.0, visit);
        }
    }

    fn enter(&mut self, state: StateId, before: Option<usize>, at: Timestamp) -> usize {
        let scope = self.machine.state(state).scope;
        let container = self.machine.scope(scope).parent;
        let parent = container.and_then(|container| self.around(before, container));
        self.all.push(Visit {
            state,
            parent,
            entered: at,
            left: None,
            attempts: 0,
            fails: false,
        });
        self.all.len() - 1
    }

    /// The visit of `state` that `visit` is or is part of.
    fn around(&self, visit: Option<usize>, state: StateId) -> Option<usize> {
        let outer = |visit: &usize| self.all[*visit].parent;
        std::iter::successors(visit, outer).find(|visit| self.all[*visit].state == state)
    }

    /// Does something to the visit of `state` that goes on in the line of events, or to the last.
    fn find(
        &mut self,
        before: Option<usize>,
        state: StateId,
        change: impl FnOnce(&mut [Visit], usize),
    ) -> Option<usize> {
        let last = || self.all.iter().rposition(|visit| visit.state == state);
        let found = self.around(before, state).or_else(last)?;
        change(&mut self.all, found);
        Some(found)
    }

    /// The Parallel or Map state that an event is about which follows one of `before`.
    fn container(&self, before: Option<usize>) -> Option<usize> {
        let visit = &self.all[before?];
        if visit.left.is_none() && visit.attempts > 0 && !self.is_task(visit.state) {
            before
        } else {
            visit.parent.or(before)
        }
    }

    fn is_task(&self, state: StateId) -> bool {
        matches!(
            self.machine.state(state).kind,
            asl::state::StateKind::Task(_)
        )
    }

    /// A visit fails, and with it those around it, up to `outermost` or all of them.
    fn fail_outwards(&mut self, visit: Option<usize>, outermost: Option<usize>) {
        let mut failing = visit;
        while let Some(visit) = failing {
            self.all[visit].fails = true;
            failing = self.all[visit].parent.filter(|_| outermost != Some(visit));
        }
    }

    /// Ends what goes on within a visit, or all of it.
    fn end_within(&mut self, container: Option<usize>, at: Timestamp) {
        for place in 0..self.all.len() {
            let outer = |visit: &usize| self.all[*visit].parent;
            let mut around = std::iter::successors(self.all[place].parent, outer);
            let is_within = container.is_none_or(|container| around.any(|v| v == container));
            let visit = &mut self.all[place];
            if is_within && visit.left.is_none() {
                let went = if visit.fails {
                    Went::Failed
                } else {
                    Went::Aborted
                };
                visit.left = Some((at, went));
            }
        }
    }
}

/// The work of a state begins, or begins again.
fn begin_again(visits: &mut [Visit], visit: usize) {
    let visit = &mut visits[visit];
    visit.attempts += 1;
    visit.fails = false;
    visit.left = None;
}

#[cfg(test)]
mod tests {
    use asl::parse::{Options, parse};
    use interpreter::history::HistoryEventId;
    use interpreter::{Failure, Payload};

    use super::*;

    /// Events at one, two, three… seconds, each with the number of the event it follows.
    fn history(events: Vec<(u64, Details)>) -> Vec<HistoryEvent> {
        let events = events.into_iter().zip(1..);
        let event = |((previous, details), id): ((u64, Details), u64)| HistoryEvent {
            id: HistoryEventId(id),
            previous: HistoryEventId(previous),
            at: Timestamp::from_milliseconds(i64::try_from(id).unwrap() * 1000),
            details,
        };
        events.map(event).collect()
    }

    #[test]
    fn retries_branches_and_failures_are_counted() {
        let machine = parse(
            r#"{"StartAt":"Both","States":{"Both":{"Type":"Parallel","End":true,"Branches":[
                {"StartAt":"Pay","States":{"Pay":{"Type":"Task","End":true,
                    "Resource":"arn:aws:lambda:us-east-1:000000000000:function:pay"}}},
                {"StartAt":"Rest","States":{"Rest":{"Type":"Wait","Seconds":9,"End":true}}}]}}}"#,
            Options::default(),
        )
        .unwrap()
        .machine;
        let state = |name: &str| machine.state_named(name).unwrap();
        let (both, pay, rest) = (state("Both"), state("Pay"), state("Rest"));
        let entered = |state| Details::StateEntered {
            state,
            input: Payload::empty_object(),
        };
        let scheduled = || Details::TaskScheduled {
            state: pay,
            arguments: Payload::empty_object(),
            timeout_seconds: None,
            heartbeat_seconds: None,
            credentials: None,
        };
        let failed = || Details::TaskFailed {
            state: pay,
            failure: Failure::new("No", "money"),
        };
        let mut events = vec![
            (
                0,
                Details::ExecutionStarted {
                    input: Payload::empty_object(),
                },
            ),
            (0, entered(both)),
            (2, Details::ParallelStateStarted),
            (3, entered(pay)),
            (4, scheduled()),
            (3, entered(rest)),
            (5, failed()),
            (7, scheduled()),
        ];
        let running = history(events.clone());
        let reports = Visits::of(&machine, &running).reports(Timestamp::from_milliseconds(9_000));
        let went: Vec<_> = reports.iter().map(StateReport::worst).collect();
        assert_eq!(went, [Went::Running; 3]);
        assert_eq!(reports[1].retries, 1);
        assert_eq!(reports[1].longest, 5_000);

        events.extend([
            (8, failed()),
            (9, Details::ParallelStateFailed),
            (
                10,
                Details::ExecutionFailed {
                    failure: Failure::reported(Some("No"), None),
                },
            ),
        ]);
        let over = history(events);
        let visits = Visits::of(&machine, &over);
        let reports = visits.reports(Timestamp::from_milliseconds(0));
        let went: Vec<_> = reports
            .iter()
            .map(|r| (r.state, r.visits.clone()))
            .collect();
        assert_eq!(
            went,
            [
                (both, vec![Went::Failed]),
                (pay, vec![Went::Failed]),
                (rest, vec![Went::Aborted]),
            ]
        );
        assert_eq!(visits.failed_state(), Some(pay));
    }
}
