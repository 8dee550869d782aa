//! A case made from an execution that is over: its tasks are answered as they were, and it is to go
//! as it went.

use std::collections::BTreeMap;
use std::sync::Arc;

use asl::state::StateKind;
use asl::{StateId, StateMachine, Value};
use interpreter::Failure;
use interpreter::effect::Outcome;
use interpreter::event::ItemContent;
use interpreter::scene::{Attempt, Within};
use stepfunctions::observe::{RecordedScene, Recording};

use super::case::{Case, Expectation, OutputMatch, id_from};
use super::mock::{Mock, MockAnswer, MockError, MockResult, MockSilence, True};
use super::path::tree_order;
use crate::view::studio::rehearse::RehearsalStatus;

/// The case that an execution is.
pub(crate) fn case(recording: &Recording) -> Case {
    let machine = &*recording.machine;
    let mut mocks = Mocked {
        machine,
        mocks: Vec::new(),
    };
    for (state, content) in &recording.reads {
        let answer = match content {
            Ok(ItemContent::Text(text)) => result(Value::String(text.clone()), None),
            Ok(ItemContent::Items(items)) => result(Value::array(items.clone()), None),
            Err(failure) => error(failure, None),
        };
        mocks.add(*state, None, answer);
    }
    for scene in &recording.scenes {
        if let StateKind::Task(_) = &machine.state(scene.scene.state).kind {
            let item = item_key(machine, &recording.scenes, scene.within);
            let asked = scene.scene.attempts.iter().filter(|attempt| attempt.asked);
            for attempt in asked {
                mocks.add(scene.scene.state, item.clone(), answer(attempt));
            }
        }
    }
    let path = tree_order(recording.scenes.iter().map(|scene| scene.within));
    let path = path.into_iter().map(|place| {
        let state = recording.scenes[place].scene.state;
        machine.state(state).name.to_string()
    });
    let name = recording.identity.name.to_string();
    Case {
        id: id_from(&name),
        name: name.clone(),
        input: recording.input.value().clone(),
        mocks: mocks.mocks,
        expect: Expectation {
            path: Some(path.collect()),
            ..expectation(&recording.outcome)
        },
        from_execution: Some(recording.identity.execution_arn.to_string()),
        started_at: Some(recording.started_at.to_string()),
        execution_name: Some(name),
        updated_at: None,
    }
}

fn expectation(outcome: &Outcome) -> Expectation {
    let (status, output, error) = match outcome {
        Outcome::Succeeded(output) => {
            let output = output.value().clone();
            (RehearsalStatus::Succeeded, Some(output), None)
        }
        Outcome::Failed(failure) => (RehearsalStatus::Failed, None, failure.error.as_ref()),
        Outcome::TimedOut => (RehearsalStatus::TimedOut, None, None),
        Outcome::Aborted { error, .. } => (RehearsalStatus::Aborted, None, error.as_ref()),
    };
    Expectation {
        status,
        output,
        output_match: OutputMatch::Exactly,
        error: error.map(ToString::to_string),
        path: None,
    }
}

/// The mocks, while they are gathered.
struct Mocked<'m> {
    machine: &'m StateMachine,
    mocks: Vec<Mock>,
}

impl Mocked<'_> {
    /// Adds an answer of a state, within an item of a Map or not.
    fn add(&mut self, state: StateId, item: Option<String>, answer: MockAnswer) {
        let name = self.machine.state(state).name.as_str();
        let known = self.mocks.iter().position(|mock| mock.state == name);
        let place = known.unwrap_or_else(|| {
            self.mocks.push(Mock {
                state: name.to_owned(),
                answers: Vec::new(),
                after_ms: 0,
                // Asked more often, it goes otherwise than it went.
                repeat_last: false,
                items: BTreeMap::new(),
            });
            self.mocks.len() - 1
        });
        let mock = &mut self.mocks[place];
        match item {
            None => mock.answers.push(answer),
            Some(item) => mock.items.entry(item).or_default().push(answer),
        }
    }
}

/// The places in the Maps around a scene, as mocks have them; `None` where there is no Map.
fn item_key(
    machine: &StateMachine,
    scenes: &[RecordedScene],
    within: Option<Within>,
) -> Option<String> {
    let mut items = Vec::new();
    let mut within = within;
    while let Some(here) = within {
        let around = &scenes[here.scene];
        if let StateKind::Map(_) = &machine.state(around.scene.state).kind {
            items.push(here.index.to_string());
        }
        within = around.within;
    }
    items.reverse();
    (!items.is_empty()).then(|| items.join("/"))
}

/// What an attempt was answered.
fn answer(attempt: &Attempt) -> MockAnswer {
    let taken = attempt.ended_at.map(|ended_at| {
        let taken = ended_at.milliseconds() - attempt.at.milliseconds();
        u64::try_from(taken).unwrap_or(0)
    });
    let after_ms = taken.filter(|taken| *taken > 0);
    match (&attempt.result, &attempt.failure) {
        (Some(given), _) => result(given.value().clone(), after_ms),
        (None, Some(failure)) if !attempt.timed_out => error(failure, after_ms),
        (None, _) => MockAnswer::Nothing(MockSilence { nothing: True }),
    }
}

fn result(result: Value, after_ms: Option<u64>) -> MockAnswer {
    MockAnswer::Result(MockResult { result, after_ms })
}

fn error(failure: &Failure, after_ms: Option<u64>) -> MockAnswer {
    let owned = |text: Option<&Arc<str>>| text.map(ToString::to_string);
    MockAnswer::Error(MockError {
        error: owned(failure.error.as_ref()).unwrap_or_default(),
        cause: owned(failure.cause.as_ref()),
        after_ms,
    })
}
