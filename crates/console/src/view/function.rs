//! Functions, and what they do.

use std::time::Duration;

use jiff::Timestamp;
use lambda::figures::{FunctionFigures, SAMPLED_EVERY};
use serde::Serialize;
use utoipa::ToSchema;

/// Functions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FunctionsView {
    /// In the order of their names.
    pub(crate) items: Vec<FunctionView>,
}

/// What a function has done since the server started, and does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FunctionView {
    /// Its name.
    name: String,
    /// What it does now.
    pool: PoolView,
    /// Invocations that were begun.
    invocations: u64,
    /// Those of them that failed.
    errors: u64,
    /// Invocations that were refused for want of room.
    throttles: u64,
    /// Half of the latest 512 took no longer.
    p50_ms: Option<f64>,
    /// 95 of 100 of them took no longer.
    p95_ms: Option<f64>,
    /// How it was in the last hour.
    series: PoolSeriesView,
}

/// What a function does now.
#[derive(Debug, Serialize, ToSchema)]
struct PoolView {
    /// Invocations in progress.
    running: u32,
    /// Processes that wait for one; handlers of this program have none.
    idle: u32,
    /// There are never more in progress; without, the account's limit counts.
    limit: Option<u32>,
}

/// How many invocations and processes there were.
#[derive(Debug, Serialize, ToSchema)]
struct PoolSeriesView {
    /// How far the times lie apart.
    step_seconds: u64,
    /// When it was looked, oldest first.
    at: Vec<Timestamp>,
    /// Invocations in progress then.
    running: Vec<u32>,
    /// Processes that waited for one.
    idle: Vec<u32>,
}

impl FunctionView {
    pub(crate) fn of(figures: FunctionFigures) -> FunctionView {
        let samples = &figures.samples;
        let at = samples.iter();
        let at = at.map(|sample| Timestamp::try_from(sample.at).unwrap_or_default());
        FunctionView {
            pool: PoolView {
                running: figures.running,
                idle: figures.idle,
                limit: figures.limit,
            },
            invocations: figures.invocations,
            errors: figures.errors,
            throttles: figures.throttles,
            p50_ms: figures.p50.map(milliseconds),
            p95_ms: figures.p95.map(milliseconds),
            series: PoolSeriesView {
                step_seconds: SAMPLED_EVERY.as_secs(),
                at: at.collect(),
                running: samples.iter().map(|sample| sample.running).collect(),
                idle: samples.iter().map(|sample| sample.idle).collect(),
            },
            name: figures.name,
        }
    }
}

/// To a hundredth: handlers of this program take less than one.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 100_000.0).round() / 100.0
}
