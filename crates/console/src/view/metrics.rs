//! Figures: how many executions come and go, how long their states take.

use serde::Serialize;
use stepfunctions::observe::Measures;
use stepfunctions::observe::measures::{StateMeasures, Step, Times};
use utoipa::ToSchema;

use super::time::shown;

/// How many executions came and went, and how long their states took. It is kept in memory: it
/// begins with the server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MetricsView {
    /// Since when: the beginning of the window, or the server's start.
    #[schema(format = DateTime)]
    since: String,
    /// How long a step of the series is.
    step_seconds: i64,
    /// When each step begins.
    #[schema(value_type = Vec<String>)]
    at: Vec<String>,
    /// Executions that started.
    started: Vec<u64>,
    /// Ended well.
    succeeded: Vec<u64>,
    /// Failed.
    failed: Vec<u64>,
    /// Took too long.
    timed_out: Vec<u64>,
    /// Were stopped.
    aborted: Vec<u64>,
    /// Starts that were refused for want of room.
    throttled: Vec<u64>,
    /// How many were open at the end of the step.
    open: Vec<u64>,
    /// How long executions took that ended. In whole quarters of an hour, within 7 %.
    duration: DurationView,
    /// The states that were left, the most often first.
    states: Vec<StateView>,
}

/// How long something took.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DurationView {
    /// Half took no longer.
    p50_ms: Option<u64>,
    /// 95 of 100 took no longer.
    p95_ms: Option<u64>,
}

/// How executions went through a state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StateView {
    /// The name of the state machine.
    machine: String,
    /// The name of the state.
    state: String,
    /// How often it was entered and left.
    entered: u64,
    /// How often it had failed by then, caught or not; retries that helped are no failure.
    failed: u64,
    /// Half of the times it took no longer, retries included.
    p50_ms: Option<u64>,
    /// 95 of 100 times it took no longer.
    p95_ms: Option<u64>,
    /// It never took longer.
    max_ms: u64,
}

impl MetricsView {
    pub(crate) fn of(measures: &Measures) -> MetricsView {
        let series = |of: fn(&Step) -> u64| measures.steps.iter().map(of).collect();
        let at = measures.steps.iter();
        let at = at.map(|step| shown(asl::Timestamp::from_milliseconds(step.at * 1_000)));
        MetricsView {
            since: shown(measures.since),
            step_seconds: measures.step_seconds,
            at: at.collect(),
            started: series(|step| step.started),
            succeeded: series(|step| step.succeeded),
            failed: series(|step| step.failed),
            timed_out: series(|step| step.timed_out),
            aborted: series(|step| step.aborted),
            throttled: series(|step| step.throttled),
            open: series(|step| step.open),
            duration: DurationView::of(measures.duration),
            states: measures.states.iter().map(StateView::of).collect(),
        }
    }
}

impl DurationView {
    fn of(times: Times) -> DurationView {
        DurationView {
            p50_ms: times.p50_ms,
            p95_ms: times.p95_ms,
        }
    }
}

impl StateView {
    fn of(measures: &StateMeasures) -> StateView {
        StateView {
            machine: measures.machine.to_string(),
            state: measures.state.to_string(),
            entered: measures.entered,
            failed: measures.failed,
            p50_ms: measures.times.p50_ms,
            p95_ms: measures.times.p95_ms,
            max_ms: measures.times.max_ms,
        }
    }
}
