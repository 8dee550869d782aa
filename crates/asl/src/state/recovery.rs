//! `Retry` and `Catch`.

use std::sync::Arc;

use crate::data_flow::{Assign, ResultPath};
use crate::machine::StateId;
use crate::template::Template;

/// `IntervalSeconds` is at most this (Amazon States Language, "Retrying after error").
pub const INTERVAL_SECONDS_MAX: u32 = 99_999_999;

/// `MaxAttempts` is at most this (Step Functions developer guide, "Retrying after an error").
pub const MAX_ATTEMPTS_MAX: u32 = 99_999_999;

/// `MaxDelaySeconds` is at most this, 366 days (measured on AWS, 2026-09).
pub const MAX_DELAY_SECONDS_MAX: u32 = 31_622_400;

/// What a state does about errors: first its retriers, then its catchers.
#[derive(Clone, Debug, Default)]
pub struct Recovery {
    /// `Retry`, in the order of the text.
    pub retry: Vec<Retrier>,
    /// `Catch`, in the order of the text.
    pub catch: Vec<Catcher>,
}

/// One item of `Retry`.
#[derive(Clone, Debug)]
pub struct Retrier {
    /// `ErrorEquals`.
    pub errors: Vec<ErrorMatch>,
    /// `IntervalSeconds`: the wait before the first retry, 1 by default.
    pub interval_seconds: u32,
    /// `MaxAttempts`: how many retries, 3 by default; 0 means never.
    pub max_attempts: u32,
    /// `BackoffRate`: what each further wait is multiplied by, at least 1.0, 2.0 by default.
    pub backoff_rate: f64,
    /// `MaxDelaySeconds`: the longest wait.
    pub max_delay_seconds: Option<u32>,
    /// `JitterStrategy`.
    pub jitter: JitterStrategy,
}

/// Whether the wait before a retry is drawn at random.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JitterStrategy {
    /// The whole wait, always.
    #[default]
    None,
    /// Anything between no wait and the whole of it.
    Full,
}

/// One item of `Catch`.
#[derive(Clone, Debug)]
pub struct Catcher {
    /// `ErrorEquals`.
    pub errors: Vec<ErrorMatch>,
    /// Where control goes.
    pub next: StateId,
    /// JSONPath's `ResultPath`: where in the state's raw input the error output goes.
    pub result_path: ResultPath,
    /// JSONata's `Output`: what the next state gets; the error output when absent.
    pub output: Option<Template>,
    /// Variables that are set; they take the place of the state's own `Assign`.
    pub assign: Option<Assign>,
}

/// A name in `ErrorEquals`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorMatch {
    /// `States.ALL`: any error that may be caught.
    All,
    /// `States.TaskFailed`: any error but `States.Timeout`.
    TaskFailed,
    /// The error of this name.
    Name(Arc<str>),
}

impl Recovery {
    /// No retriers and no catchers.
    pub const NONE: &'static Recovery = &Recovery {
        retry: Vec::new(),
        catch: Vec::new(),
    };
}
