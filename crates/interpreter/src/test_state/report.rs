//! What a test of a state tells.

use std::sync::Arc;

use asl::data_flow::DataFlow;
use asl::state::{State, StateKind};
use asl::{Number, Object, StateId, StateMachine, Value, json};

use crate::effect::Outcome;
use crate::execution::{Core, Next, Status};
use crate::failure::{Failure, error_name};
use crate::history::Details;
use crate::inspection::Inspection;
use crate::payload::Payload;
use crate::thread::{ThreadId, Work};

/// How much a test tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InspectionLevel {
    /// `INFO`: the output.
    #[default]
    Info,
    /// `DEBUG`: the data between the steps too.
    Debug,
    /// `TRACE`: the HTTP request and response too.
    Trace,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestStatus {
    /// `SUCCEEDED`: the state was left.
    Succeeded,
    /// `FAILED`: nothing handles the state's error.
    Failed,
    /// `RETRIABLE`: the state would be tried again.
    Retriable,
    /// `CAUGHT_ERROR`: the state was left by one of its catchers.
    CaughtError,
}

/// What a test of a state tells: the answer of TestState.
#[derive(Clone, Debug, PartialEq)]
pub struct TestedState {
    /// How it ended.
    pub status: TestStatus,
    /// The state's output, when it was left.
    pub output: Option<Payload>,
    /// The state's error, handled or not.
    pub error: Option<Arc<str>>,
    /// The error's explanation.
    pub cause: Option<Arc<str>>,
    /// Where control goes when the state was left and is not the end.
    pub next_state: Option<Arc<str>>,
    /// `inspectionData` as the API has it, from [`InspectionLevel::Debug`] on.
    pub inspection_data: Option<Object>,
    /// How long the state took, or would have taken, in nanoseconds.
    pub took_nanoseconds: i64,
}

/// What there is to tell of.
pub(super) struct Seen<'s> {
    pub(super) level: InspectionLevel,
    pub(super) machine: &'s StateMachine,
    pub(super) tested: StateId,
    pub(super) core: &'s Core,
    pub(super) inspection: &'s Inspection,
    /// Whether it came to an end before the test's time was up.
    pub(super) in_time: bool,
    pub(super) took_nanoseconds: i64,
}

impl TestedState {
    pub(super) fn report(seen: &Seen<'_>) -> TestedState {
        let Seen {
            core, inspection, ..
        } = *seen;
        let root = &core.threads[ThreadId::ROOT];
        let retrying = root
            .visit
            .as_ref()
            .is_some_and(|visit| matches!(visit.work, Work::Retrying(_)));
        let (status, failure) = match &core.status {
            _ if !seen.in_time => {
                let failure = Failure::reported(Some(error_name::TIMEOUT), None);
                (TestStatus::Failed, Some(failure))
            }
            Status::Closed(Outcome::Failed(failure)) => (TestStatus::Failed, Some(failure.clone())),
            _ if retrying => (TestStatus::Retriable, inspection.failure.clone()),
            _ if inspection.catch_index.is_some() => {
                (TestStatus::CaughtError, inspection.failure.clone())
            }
            _ => (TestStatus::Succeeded, None),
        };
        let left = matches!(status, TestStatus::Succeeded | TestStatus::CaughtError);
        let output = core.history.kept.iter().rev().find_map(|event| {
            if let Details::StateExited { output, .. } = &event.details {
                Some(output.clone())
            } else {
                None
            }
        });
        let next_state = core.ready.front().and_then(|(_, next)| match next {
            Next::Enter(next, _) => Some(seen.machine.state(*next).name.shared()),
            Next::Attempt => None,
        });
        let (error, cause) = match failure {
            Some(failure) => (failure.error, failure.cause),
            None => (None, None),
        };
        TestedState {
            status,
            output: output.filter(|_| left),
            error,
            cause,
            next_state: next_state.filter(|_| left),
            inspection_data: match seen.level {
                InspectionLevel::Info => None,
                InspectionLevel::Debug | InspectionLevel::Trace => Some(seen.inspection_data()),
            },
            took_nanoseconds: seen.took_nanoseconds,
        }
    }

    /// The answer as the API's JSON.
    pub fn to_json(&self) -> Value {
        let mut answer = Object::with_capacity(6);
        let text = |text: &Arc<str>| Value::String(text.clone());
        let fields = [
            (
                "output",
                self.output.as_ref().map(|output| output.text().into()),
            ),
            ("error", self.error.as_ref().map(text)),
            ("cause", self.cause.as_ref().map(text)),
            (
                "inspectionData",
                self.inspection_data.clone().map(Value::object),
            ),
            ("nextState", self.next_state.as_ref().map(text)),
            ("status", Some(self.status.as_str().into())),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                answer.insert(name, value);
            }
        }
        Value::object(answer)
    }
}

impl Seen<'_> {
    fn inspection_data(&self) -> Object {
        let state = self.machine.state(self.tested);
        let (told_of, inspection) = (Step::told_of(state), self.inspection);
        let told = |step| told_of.contains(&step);
        let mut data = Object::new();
        let mut text = |name: &str, shown: bool, value: Option<&Payload>| {
            if let Some(value) = value.filter(|_| shown) {
                data.insert(name, Value::from(value.text()));
            }
        };
        let after_input_path = match &state.kind {
            // It has no InputPath.
            StateKind::Fail(_) => Some(&self.core.input),
            _ => inspection.after_input_path.as_ref(),
        };
        let json_path = matches!(state.flow, DataFlow::JsonPath(_));
        let arguments = inspection.after_arguments.as_ref();
        let selected = inspection.after_result_selector.as_ref();
        let combined = inspection.after_result_path.as_ref();
        text("input", true, Some(&self.core.input));
        text(
            "afterInputPath",
            told(Step::Input) && json_path,
            after_input_path,
        );
        text(
            "afterParameters",
            told(Step::Arguments) && json_path,
            arguments,
        );
        text(
            "afterArguments",
            told(Step::Arguments) && !json_path,
            arguments,
        );
        text("result", told(Step::Result), inspection.result.as_ref());
        text("afterResultSelector", told(Step::Combination), selected);
        text("afterResultPath", told(Step::Combination), combined);
        for (name, items) in [
            ("afterItemsPath", &inspection.after_items_path),
            ("afterItemsPointer", &inspection.after_items_pointer),
            ("afterItemSelector", &inspection.after_item_selector),
            ("afterItemBatcher", &inspection.after_item_batcher),
        ] {
            if let Some(items) = items {
                data.insert(name, Value::from(json::to_text(items)));
            }
        }
        for (name, number) in [
            ("maxConcurrency", inspection.max_concurrency.map(u64::from)),
            ("toleratedFailureCount", inspection.tolerated_failure_count),
        ] {
            if let Some(number) = number {
                data.insert(name, whole(number));
            }
        }
        if let Some(percentage) = inspection.tolerated_failure_percentage {
            let percentage = Value::Number(Number::Decimal(percentage));
            data.insert("toleratedFailurePercentage", percentage);
        }
        let variables = &self.core.threads[ThreadId::ROOT].variables;
        if !variables.is_empty() {
            let variables = json::to_text(&Value::Object(variables.clone()));
            data.insert("variables", Value::from(variables));
        }
        let details = self.error_details();
        if !details.is_empty() {
            data.insert("errorDetails", Value::object(details));
        }
        data
    }

    fn error_details(&self) -> Object {
        let inspection = self.inspection;
        let backoff = inspection
            .retry_backoff_nanoseconds
            .map(|nanoseconds| u64::try_from(nanoseconds / 1_000_000_000).unwrap_or(0));
        let details = [
            (
                "catchIndex",
                inspection.catch_index.map(|index| index as u64),
            ),
            (
                "retryIndex",
                inspection.retry_index.map(|index| index as u64),
            ),
            ("retryBackoffIntervalSeconds", backoff),
        ];
        details
            .into_iter()
            .filter_map(|(name, number)| Some((name.into(), whole(number?))))
            .collect()
    }
}

/// A step of which some types of state tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// `InputPath`.
    Input,
    /// `Parameters` or `Arguments`.
    Arguments,
    /// The work.
    Result,
    /// `ResultSelector` and `ResultPath`.
    Combination,
}

impl Step {
    /// The steps that AWS tells of for this type of state (recorded from AWS, 2025-11 to 2026-02).
    fn told_of(state: &State) -> &'static [Step] {
        let jsonata = matches!(state.flow, DataFlow::Jsonata(_));
        match &state.kind {
            StateKind::Task(_) => &[
                Step::Input,
                Step::Arguments,
                Step::Result,
                Step::Combination,
            ],
            StateKind::Pass {
                result: Some(_), ..
            } => &[Step::Result, Step::Combination],
            StateKind::Pass { result: None, .. } if jsonata => &[],
            StateKind::Pass { result: None, .. } => {
                &[Step::Input, Step::Arguments, Step::Combination]
            }
            StateKind::Choice(_) | StateKind::Wait(_) | StateKind::Succeed | StateKind::Fail(_) => {
                &[Step::Input]
            }
            StateKind::Map(_) => &[Step::Input, Step::Combination],
            StateKind::Parallel(_) => &[Step::Combination],
        }
    }
}

fn whole(number: u64) -> Value {
    Value::from(i64::try_from(number).unwrap_or(i64::MAX))
}

impl InspectionLevel {
    /// The level as the API spells it.
    pub fn parse(text: &str) -> Option<InspectionLevel> {
        match text {
            "INFO" => Some(InspectionLevel::Info),
            "DEBUG" => Some(InspectionLevel::Debug),
            "TRACE" => Some(InspectionLevel::Trace),
            _ => None,
        }
    }
}

impl TestStatus {
    /// The status as the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            TestStatus::Succeeded => "SUCCEEDED",
            TestStatus::Failed => "FAILED",
            TestStatus::Retriable => "RETRIABLE",
            TestStatus::CaughtError => "CAUGHT_ERROR",
        }
    }
}
