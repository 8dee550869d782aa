//! How often an execution enters each state, found by walking through the definition.
//!
//! What a definition does not say, where a choice leads and what fails, a [`Journey`] does; without
//! one every way out of a choice is taken as often as any other, and nothing fails.

use std::collections::{BTreeMap, BTreeSet};

use asl::StateMachine;
use asl::machine::{ScopeId, StateId};
use asl::state::{MapMode, StateKind, Transition};

/// The turns that an execution takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journey {
    /// For a state, where each visit leads to, the first visit first: from a choice always, from
    /// another state where it is caught. After these, control goes where it goes by itself.
    pub turns: BTreeMap<String, Vec<String>>,
}

/// How often each state is entered, by its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visits {
    by_state: BTreeMap<String, f64>,
    /// Those entered within distributed Maps: they are transitions of other executions.
    in_map_runs: f64,
    /// Executions that distributed Maps start.
    pub map_run_executions: f64,
}

/// Why a journey cannot be made through a definition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// A state is not there.
    #[error("there is no state `{0}`")]
    NoState(String),
    /// There is no such way.
    #[error("no way leads from `{from}` to `{to}`")]
    NoWay {
        /// Where it begins.
        from: String,
        /// Where it should lead to.
        to: String,
    },
    /// The journey does not say where a choice leads.
    #[error("the journey does not say where `{0}` leads")]
    Undecided(String),
    /// It does not end.
    #[error("the journey does not come to an end")]
    Endless,
    /// It says more than was asked.
    #[error("the journey has turns at `{0}` that are never taken")]
    Unused(String),
}

/// A journey enters at most so many states: more events than a history has.
const STEPS_MAX: usize = 25_000;

/// What is left of a whole execution when it counts as over.
const REST: f64 = 1e-6;

impl Visits {
    /// How often a state is entered.
    pub fn of(&self, state: &str) -> f64 {
        self.by_state.get(state).copied().unwrap_or(0.0)
    }

    /// How often states are entered.
    pub fn all(&self) -> f64 {
        self.by_state.values().sum()
    }

    /// How often states are entered in executions that distributed Maps start.
    pub fn in_map_runs(&self) -> f64 {
        self.in_map_runs
    }

    /// These, so many times, beside what there is.
    pub fn add(&mut self, other: &Visits, times: f64) {
        for (state, visits) in &other.by_state {
            *self.by_state.entry(state.clone()).or_default() += visits * times;
        }
        self.in_map_runs += other.in_map_runs * times;
        self.map_run_executions += other.map_run_executions * times;
    }

    fn enter(&mut self, machine: &StateMachine, state: StateId, times: f64, in_map_run: bool) {
        let name = machine.state(state).name.as_str().to_owned();
        *self.by_state.entry(name).or_default() += times;
        if in_map_run {
            self.in_map_runs += times;
        }
    }
}

impl Journey {
    /// How often the states of a machine are entered on this journey, when a Map has so many items.
    pub fn through(&self, machine: &StateMachine, map_items: f64) -> Result<Visits, Misfit> {
        for name in self.turns.keys() {
            if machine.state_named(name).is_none() {
                return Err(Misfit::NoState(name.clone()));
            }
        }
        let mut traveller = Traveller {
            machine,
            map_items,
            taken: BTreeMap::new(),
            steps: 0,
            journey: self,
            visits: Visits::default(),
        };
        traveller.scope(ScopeId::ROOT, 1.0, false)?;
        for (name, turns) in &self.turns {
            if traveller.taken.get(name).copied().unwrap_or(0) < turns.len() {
                return Err(Misfit::Unused(name.clone()));
            }
        }
        Ok(traveller.visits)
    }
}

struct Traveller<'a> {
    machine: &'a StateMachine,
    map_items: f64,
    journey: &'a Journey,
    /// How many turns were taken at each state.
    taken: BTreeMap<String, usize>,
    steps: usize,
    visits: Visits,
}

impl Traveller<'_> {
    fn scope(&mut self, scope: ScopeId, times: f64, in_map_run: bool) -> Result<(), Misfit> {
        let machine = self.machine;
        let mut at = machine.scope(scope).start_at;
        loop {
            self.steps += 1;
            if self.steps > STEPS_MAX {
                return Err(Misfit::Endless);
            }
            self.visits.enter(machine, at, times, in_map_run);
            for inner in inner(machine, at, self.map_items) {
                if inner.is_map_run {
                    self.visits.map_run_executions += times * inner.times;
                }
                let in_map_run = in_map_run || inner.is_map_run;
                self.scope(inner.scope, times * inner.times, in_map_run)?;
            }
            match self.next(at)? {
                Some(next) => at = next,
                None => return Ok(()),
            }
        }
    }

    fn next(&mut self, at: StateId) -> Result<Option<StateId>, Misfit> {
        let state = self.machine.state(at);
        let name = state.name.as_str();
        let taken = self.taken.entry(name.to_owned()).or_default();
        if let Some(turn) = self.journey.turns.get(name).and_then(|all| all.get(*taken)) {
            *taken += 1;
            let to = self.machine.state_named(turn);
            let to = to.ok_or_else(|| Misfit::NoState(turn.clone()))?;
            return if state.kind.targets().contains(&to) {
                Ok(Some(to))
            } else {
                Err(Misfit::NoWay {
                    from: name.to_owned(),
                    to: turn.clone(),
                })
            };
        }
        match state.kind.transition() {
            Some(Transition::Next(next)) => Ok(Some(next)),
            None if matches!(state.kind, StateKind::Choice(_)) => {
                Err(Misfit::Undecided(name.to_owned()))
            }
            Some(Transition::End) | None => Ok(None),
        }
    }
}

/// How often the states of a machine are entered when every way out of a choice is as likely as any
/// other, nothing fails, and a Map has so many items. `None` where that does not come to an end.
pub fn at_even_chances(machine: &StateMachine, map_items: f64) -> Option<Visits> {
    let mut visits = Visits::default();
    spread(machine, ScopeId::ROOT, 1.0, map_items, false, &mut visits)?;
    Some(visits)
}

fn spread(
    machine: &StateMachine,
    scope: ScopeId,
    times: f64,
    map_items: f64,
    in_map_run: bool,
    visits: &mut Visits,
) -> Option<()> {
    let mut here = BTreeMap::from([(machine.scope(scope).start_at, 1.0)]);
    let mut entered: BTreeMap<StateId, f64> = BTreeMap::new();
    for _ in 0..STEPS_MAX {
        let mut there: BTreeMap<StateId, f64> = BTreeMap::new();
        for (state, share) in here {
            *entered.entry(state).or_default() += share;
            let ways = ways(machine, state);
            for way in &ways {
                *there.entry(*way).or_default() += share / count(ways.len());
            }
        }
        if there.values().sum::<f64>() < REST {
            for (state, share) in entered {
                visits.enter(machine, state, share * times, in_map_run);
                for inner in inner(machine, state, map_items) {
                    let times = share * times * inner.times;
                    if inner.is_map_run {
                        visits.map_run_executions += times;
                    }
                    let in_map_run = in_map_run || inner.is_map_run;
                    spread(machine, inner.scope, times, map_items, in_map_run, visits)?;
                }
            }
            return Some(());
        }
        here = there;
    }
    None
}

/// Where control may go when nothing fails; each once.
fn ways(machine: &StateMachine, state: StateId) -> BTreeSet<StateId> {
    let state = machine.state(state);
    match (&state.kind, state.kind.transition()) {
        (_, Some(Transition::Next(next))) => BTreeSet::from([next]),
        (StateKind::Choice(_), _) => state.kind.targets().into_iter().collect(),
        _ => BTreeSet::new(),
    }
}

/// A scope within a state.
struct Inner {
    scope: ScopeId,
    /// How often it is entered each time that the state is.
    times: f64,
    /// Whether each time is an execution of its own.
    is_map_run: bool,
}

fn inner(machine: &StateMachine, state: StateId, map_items: f64) -> Vec<Inner> {
    match &machine.state(state).kind {
        StateKind::Parallel(parallel) => {
            let branches = parallel.branches.iter().map(|branch| Inner {
                scope: *branch,
                times: 1.0,
                is_map_run: false,
            });
            branches.collect()
        }
        StateKind::Map(map) => vec![Inner {
            scope: map.processor,
            times: map_items,
            is_map_run: matches!(map.mode, MapMode::Distributed(_)),
        }],
        StateKind::Pass { .. }
        | StateKind::Task(_)
        | StateKind::Choice(_)
        | StateKind::Wait(_)
        | StateKind::Succeed
        | StateKind::Fail(_) => Vec::new(),
    }
}

fn count(of: usize) -> f64 {
    u32::try_from(of).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use asl::parse::{Options, parse};

    use super::*;

    fn machine(states: &str) -> StateMachine {
        let text = format!(r#"{{"StartAt": "A", "States": {{{states}}}}}"#);
        let parsed = parse(&text, Options::default());
        parsed.unwrap_or_else(|errors| panic!("{errors:?}")).machine
    }

    fn looped() -> StateMachine {
        machine(
            r#""A": {"Type": "Pass", "Next": "B"},
            "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "A"}],
                "Default": "C"},
            "C": {"Type": "Succeed"}"#,
        )
    }

    fn journey(turns: &[(&str, &[&str])]) -> Journey {
        let turns = turns.iter().map(|(state, turns)| {
            let turns = turns.iter().map(|turn| (*turn).to_owned()).collect();
            ((*state).to_owned(), turns)
        });
        Journey {
            turns: turns.collect(),
        }
    }

    #[test]
    fn a_journey_takes_its_turns() {
        let visits = journey(&[("B", &["A", "A", "C"])]).through(&looped(), 1.0);
        let visits = visits.expect("it fits");
        assert!((visits.of("A") - 3.0).abs() < 1e-9 && (visits.all() - 7.0).abs() < 1e-9);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        for (turns, misfit) in [
            (journey(&[("B", &["A"])]), Misfit::Undecided("B".to_owned())),
            (journey(&[("D", &["A"])]), Misfit::NoState("D".to_owned())),
            (
                journey(&[("A", &["C"]), ("B", &["C"])]),
                Misfit::NoWay {
                    from: "A".to_owned(),
                    to: "C".to_owned(),
                },
            ),
            (
                journey(&[("B", &["C", "A"])]),
                Misfit::Unused("B".to_owned()),
            ),
        ] {
            assert_eq!(turns.through(&looped(), 1.0), Err(misfit));
        }
    }

    #[test]
    fn even_chances_come_to_an_end() {
        let visits = at_even_chances(&looped(), 1.0).expect("an end");
        assert!((visits.of("A") - 2.0).abs() < 1e-3, "{visits:?}");
        let endless = machine(
            r#""A": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a",
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "Next": "A"},
            "B": {"Type": "Succeed"}"#,
        );
        assert_eq!(at_even_chances(&endless, 1.0), None);
    }

    #[test]
    fn branches_and_items_are_counted() {
        let branch = r#"{"StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}}"#;
        let each = branch.replace("\"X\"", "\"Y\"");
        let machine = machine(&format!(
            r#""A": {{"Type": "Parallel", "Branches": [{branch}], "Next": "M"}},
            "M": {{"Type": "Map", "ItemProcessor": {each}, "End": true}}"#
        ));
        let visits = at_even_chances(&machine, 10.0).expect("an end");
        assert!((visits.all() - 13.0).abs() < 1e-9, "{visits:?}");
        let visits = Journey::default().through(&machine, 10.0).expect("it fits");
        assert!((visits.of("Y") - 10.0).abs() < 1e-9);
    }
}
