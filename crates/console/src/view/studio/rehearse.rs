//! How a rehearsal has gone.

use std::collections::BTreeMap;
use std::sync::Arc;

use asl::state::StateKind;
use asl::{Object, ScopeId, StateId, StateMachine, Timestamp, Value, json};
use interpreter::effect::Outcome;
use interpreter::rehearsal::SeenScene;
use interpreter::scene::{Attempt, Ending, Scene, Way};
use interpreter::{Failure, Payload};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::studio::path::tree_order;
use crate::studio::rehearse::{Limit, PlayEnding, Played};

/// Data of a step that is longer, as JSON text, is left out.
const DATUM_BYTES_MAX: usize = 32 << 10;

/// All data of all steps together has at most so many bytes.
const DATA_BYTES_MAX: usize = 8 << 20;

/// How a rehearsal has gone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RehearsedView {
    /// How it ended.
    status: RehearsalStatus,
    /// The limit it came to, where it is `UNFINISHED`.
    limit: Option<RehearsalLimit>,
    /// What it gave, where it succeeded.
    #[schema(value_type = serde_json::Value)]
    output: Value,
    /// Why it failed, in a word.
    error: Option<String>,
    /// Why it failed, in a sentence.
    cause: Option<String>,
    /// How long it would have taken.
    seconds: f64,
    /// The visits of states, in the order of their entries.
    steps: Vec<StepView>,
    /// The names of the states that were visited, what is within a Map or Parallel after it, one item
    /// or branch after the other: however long anything takes.
    path: Vec<String>,
    /// The ways from state to state that were taken, and how often.
    transitions: Vec<TransitionView>,
    /// The names of states that asked and had no mock, or none any more.
    unmocked: Vec<String>,
    /// The names of states whose mocks were never asked.
    unasked: Vec<String>,
}

/// How a rehearsal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum RehearsalStatus {
    /// The execution succeeded.
    Succeeded,
    /// It failed.
    Failed,
    /// It took longer than it may.
    TimedOut,
    /// It was stopped.
    Aborted,
    /// It came to a limit of rehearsals.
    Unfinished,
}

/// A limit of rehearsals.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RehearsalLimit {
    /// The number of steps.
    Steps,
    /// The size of the data.
    Bytes,
    /// Virtual time.
    Seconds,
    /// Time by the clock.
    Time,
}

/// One visit of a state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepView {
    /// The state's name.
    state: String,
    /// The names of the Maps and Parallels it is within, from the outermost in.
    path: Vec<String>,
    /// The step it is within, by its place among the steps.
    within: Option<usize>,
    /// How it ended.
    status: StepStatus,
    /// When it was entered, in milliseconds since the start.
    entered_at: i64,
    /// When it was left, in milliseconds since the start.
    exited_at: Option<i64>,
    /// What it was given.
    #[schema(value_type = serde_json::Value)]
    input: Value,
    /// The variables that were set when it was entered.
    #[schema(value_type = serde_json::Value)]
    variables: Value,
    /// What its work was given, after `Parameters` or `Arguments`; `null` where it does no work.
    #[schema(value_type = serde_json::Value)]
    arguments: Value,
    /// What its work gave; `null` where it gave nothing.
    #[schema(value_type = serde_json::Value)]
    result: Value,
    /// What it gave; `null` where it was not left.
    #[schema(value_type = serde_json::Value)]
    output: Value,
    /// The variables it set; `null` where it set none.
    #[schema(value_type = serde_json::Value)]
    assigned: Value,
    /// What is left out of this because it is too large.
    cut: Vec<StepDatum>,
    /// Why it failed, caught or not, in a word.
    error: Option<String>,
    /// Why it failed, in a sentence.
    cause: Option<String>,
    /// How often it was tried.
    attempts: Vec<AttemptView>,
    /// The name of the state it led to; `null` where it ended its scope, or was not left.
    next: Option<String>,
    /// The item of the nearest Map around it.
    iteration: Option<PlaceView>,
    /// The branch of the nearest Parallel around it.
    branch: Option<PlaceView>,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StepStatus {
    /// It has not.
    Running,
    /// It was left.
    Succeeded,
    /// It failed, and one of its catchers took that.
    Caught,
    /// It failed.
    Failed,
    /// It was stopped with what it is within, or with the execution.
    Aborted,
}

/// Data of a step.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StepDatum {
    /// `input`
    Input,
    /// `variables`
    Variables,
    /// `arguments`
    Arguments,
    /// `result`
    Result,
    /// `output`
    Output,
    /// `assigned`
    Assigned,
}

/// One attempt of a step.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttemptView {
    /// When it began, in milliseconds since the start.
    at: i64,
    /// Why it failed, in a word.
    error: Option<String>,
    /// Why it failed, in a sentence.
    cause: Option<String>,
    /// How long until the next attempt; `null` where there was none.
    waited_ms: Option<i64>,
}

/// Which item or branch of a state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceView {
    /// The name of the Map or Parallel.
    state: String,
    /// Its place, from 0: that of the child execution in a distributed Map.
    index: u32,
}

/// A way from a state to another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TransitionView {
    /// The name of the state it leaves; `null` at the start of a scope.
    from: Option<String>,
    /// The name of the state it leads to; `null` at the end of a scope.
    to: Option<String>,
    /// What it is.
    kind: TransitionKind,
    /// Which rule of a Choice, or which catcher.
    index: Option<usize>,
    /// How often it was taken.
    count: u64,
}

/// What leads from a state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TransitionKind {
    /// `StartAt`.
    Start,
    /// `Next`.
    Next,
    /// `End`, or a Succeed state.
    End,
    /// A rule of a Choice.
    Choice,
    /// `Default`.
    Default,
    /// A catcher.
    Catch,
}

fn owned(text: Option<&Arc<str>>) -> Option<String> {
    text.map(ToString::to_string)
}

impl RehearsedView {
    pub(crate) fn of(played: &Played) -> RehearsedView {
        let rehearsal = &played.rehearsal;
        let machine = rehearsal.execution().machine();
        let (mut output, mut failure, mut limit) = (Value::Null, None, None);
        let status = match &played.ending {
            PlayEnding::Over(Outcome::Succeeded(given)) => {
                output = given.value().clone();
                RehearsalStatus::Succeeded
            }
            PlayEnding::Over(Outcome::Failed(why)) => {
                failure = Some(why);
                RehearsalStatus::Failed
            }
            PlayEnding::Over(Outcome::TimedOut) => RehearsalStatus::TimedOut,
            PlayEnding::Over(Outcome::Aborted { .. }) => RehearsalStatus::Aborted,
            PlayEnding::Cut(cut) => {
                limit = Some(match cut {
                    Limit::Steps => RehearsalLimit::Steps,
                    Limit::Bytes => RehearsalLimit::Bytes,
                    Limit::Seconds => RehearsalLimit::Seconds,
                    Limit::Time => RehearsalLimit::Time,
                });
                RehearsalStatus::Unfinished
            }
        };
        let mut showing = Showing {
            machine,
            began_at: played.began_at,
            bytes_left: DATA_BYTES_MAX,
            steps: Vec::new(),
        };
        let scenes: Vec<SeenScene<'_>> = rehearsal.scenes().collect();
        for seen in &scenes {
            showing.show(seen, &scenes);
        }
        RehearsedView {
            status,
            limit,
            output,
            error: owned(failure.and_then(|failure| failure.error.as_ref())),
            cause: owned(failure.and_then(|failure| failure.cause.as_ref())),
            seconds: seconds(played.began_at, rehearsal.now()),
            path: tree_order(scenes.iter().map(|seen| seen.within))
                .into_iter()
                .map(|place| showing.steps[place].state.clone())
                .collect(),
            steps: showing.steps,
            transitions: transitions(machine, &scenes),
            unmocked: rehearsal.outside.unmocked().to_vec(),
            unasked: rehearsal.outside.unasked(),
        }
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "the milliseconds of a year fit in 53 bits"
)]
fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    (to.milliseconds() - from.milliseconds()) as f64 / 1_000.0
}

/// The steps, while they are made of scenes.
struct Showing<'m> {
    machine: &'m StateMachine,
    began_at: Timestamp,
    bytes_left: usize,
    steps: Vec<StepView>,
}

impl Showing<'_> {
    fn name(&self, state: StateId) -> String {
        self.machine.state(state).name.to_string()
    }

    fn since_start(&self, at: Timestamp) -> i64 {
        at.milliseconds() - self.began_at.milliseconds()
    }

    fn show(&mut self, seen: &SeenScene<'_>, all: &[SeenScene<'_>]) {
        let scene = seen.scene;
        let mut cut = Vec::new();
        let around = seen.within.and_then(|within| self.steps.get(within.scene));
        let mut path = around.map_or_else(Vec::new, |around| around.path.clone());
        path.extend(around.map(|around| around.state.clone()));
        let (status, next) = ending(scene);
        let step = StepView {
            state: self.name(scene.state),
            path,
            within: seen.within.map(|within| within.scene),
            status,
            entered_at: self.since_start(scene.entered_at),
            exited_at: scene.left_at.map(|at| self.since_start(at)),
            input: self.data(Some(&scene.input), StepDatum::Input, &mut cut),
            variables: self.fields(Some(&scene.variables), StepDatum::Variables, &mut cut),
            arguments: self.data(scene.arguments.as_ref(), StepDatum::Arguments, &mut cut),
            result: self.data(scene.result.as_ref(), StepDatum::Result, &mut cut),
            output: self.data(scene.output.as_ref(), StepDatum::Output, &mut cut),
            assigned: self.fields(scene.assigned.as_ref(), StepDatum::Assigned, &mut cut),
            cut,
            error: owned(scene.failure.as_ref().and_then(|why| why.error.as_ref())),
            cause: owned(scene.failure.as_ref().and_then(|why| why.cause.as_ref())),
            attempts: scene.attempts.iter().map(|it| self.attempt(it)).collect(),
            next: next.map(|next| self.name(next)),
            iteration: self.nearest(seen, all, |kind| matches!(kind, StateKind::Map(_))),
            branch: self.nearest(seen, all, |kind| matches!(kind, StateKind::Parallel(_))),
        };
        self.steps.push(step);
    }

    fn data(&mut self, data: Option<&Payload>, name: StepDatum, cut: &mut Vec<StepDatum>) -> Value {
        let value = data.map(Payload::value);
        value.map_or(Value::Null, |value| self.shown(value, name, cut))
    }

    fn fields(
        &mut self,
        fields: Option<&Arc<Object>>,
        name: StepDatum,
        cut: &mut Vec<StepDatum>,
    ) -> Value {
        let value = fields.map(|fields| Value::Object(fields.clone()));
        value.map_or(Value::Null, |value| self.shown(&value, name, cut))
    }

    /// A value, unless it is too large to be shown.
    fn shown(&mut self, value: &Value, name: StepDatum, cut: &mut Vec<StepDatum>) -> Value {
        let length = json::text_length(value);
        if length > DATUM_BYTES_MAX || length > self.bytes_left {
            cut.push(name);
            return Value::Null;
        }
        self.bytes_left -= length;
        value.clone()
    }

    fn attempt(&self, attempt: &Attempt) -> AttemptView {
        let failure: Option<&Failure> = attempt.failure.as_ref();
        AttemptView {
            at: self.since_start(attempt.at),
            error: owned(failure.and_then(|failure| failure.error.as_ref())),
            cause: owned(failure.and_then(|failure| failure.cause.as_ref())),
            waited_ms: attempt.retried_after.map(|wait| wait / 1_000_000),
        }
    }

    /// Which item or branch a scene is of, of the nearest such state around it.
    fn nearest(
        &self,
        seen: &SeenScene<'_>,
        all: &[SeenScene<'_>],
        is: impl Fn(&StateKind) -> bool,
    ) -> Option<PlaceView> {
        let mut within = seen.within;
        while let Some(here) = within {
            let around = all.get(here.scene)?;
            if is(&self.machine.state(around.scene.state).kind) {
                return Some(PlaceView {
                    state: self.name(around.scene.state),
                    index: here.index,
                });
            }
            within = around.within;
        }
        None
    }
}

/// How a scene ended, and what it led to.
fn ending(scene: &Scene) -> (StepStatus, Option<StateId>) {
    match scene.ending {
        None => (StepStatus::Running, None),
        Some(Ending::Left(Way::Catcher(_), to)) => (StepStatus::Caught, to),
        Some(Ending::Left(_, to)) => (StepStatus::Succeeded, to),
        Some(Ending::Failed) => (StepStatus::Failed, None),
        Some(Ending::Aborted) => (StepStatus::Aborted, None),
    }
}

/// The ways that were taken. Whatever was entered without one begins its scope.
fn transitions(machine: &StateMachine, scenes: &[SeenScene<'_>]) -> Vec<TransitionView> {
    let mut taken: BTreeMap<(StateId, Way, Option<StateId>), u64> = BTreeMap::new();
    let mut starts: BTreeMap<StateId, u64> = BTreeMap::new();
    for seen in scenes {
        *starts.entry(seen.scene.state).or_default() += 1;
    }
    for seen in scenes {
        if let Some(Ending::Left(way, to)) = seen.scene.ending {
            *taken.entry((seen.scene.state, way, to)).or_default() += 1;
            // The state it leads to is not entered where a limit comes in between.
            if let Some(entered) = to.and_then(|to| starts.get_mut(&to)) {
                *entered = entered.saturating_sub(1);
            }
        }
    }
    let name = |state: StateId| machine.state(state).name.to_string();
    let starts = starts.into_iter().filter(|(state, count)| {
        let scope: ScopeId = machine.state(*state).scope;
        *count > 0 && machine.scope(scope).start_at == *state
    });
    let starts = starts.map(|(state, count)| TransitionView {
        from: None,
        to: Some(name(state)),
        kind: TransitionKind::Start,
        index: None,
        count,
    });
    let taken = taken.into_iter().map(|((from, way, to), count)| {
        let (kind, index) = match way {
            Way::Next if to.is_none() => (TransitionKind::End, None),
            Way::Next => (TransitionKind::Next, None),
            Way::Rule(index) => (TransitionKind::Choice, Some(index)),
            Way::Default => (TransitionKind::Default, None),
            Way::Catcher(index) => (TransitionKind::Catch, Some(index)),
        };
        TransitionView {
            from: Some(name(from)),
            to: to.map(name),
            kind,
            index,
            count,
        }
    });
    starts.chain(taken).collect()
}
