//! Errors of a running workflow: values which Retry and Catch inspect.

use std::sync::Arc;

use asl::expression::{EvaluationError, EvaluationErrorKind};
use asl::state::ErrorMatch;
use asl::{Object, Value};

/// The error names the language itself raises (Amazon States Language, appendix A).
pub mod error_name {
    /// A result is larger than the limit.
    pub const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";
    /// More of a Map Run's items failed than it tolerates.
    pub const EXCEED_TOLERATED_FAILURE_THRESHOLD: &str = "States.ExceedToleratedFailureThreshold";
    /// A worker was silent for too long. Histories report it as [`TIMEOUT`].
    pub const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";
    /// A Map's items could not be read.
    pub const ITEM_READER_FAILED: &str = "States.ItemReaderFailed";
    /// No rule of a Choice held and it has no default.
    pub const NO_CHOICE_MATCHED: &str = "States.NoChoiceMatched";
    /// A JSONata expression failed.
    pub const QUERY_EVALUATION_ERROR: &str = "States.QueryEvaluationError";
    /// A Map's results could not be written.
    pub const RESULT_WRITER_FAILED: &str = "States.ResultWriterFailed";
    /// The data did not fit the definition; never caught.
    pub const RUNTIME: &str = "States.Runtime";
    /// A task, or the execution, took too long.
    pub const TIMEOUT: &str = "States.Timeout";
}

/// `Error` has at most so many characters (API reference, `SensitiveError`).
pub const ERROR_CHARS_MAX: usize = 256;

/// `Cause` has at most so many characters (API reference, `SensitiveCause`).
pub const CAUSE_CHARS_MAX: usize = 32_768;

/// Why a task, state or execution failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The error's name. A callback may leave it out.
    pub error: Option<Arc<str>>,
    /// The error's explanation.
    pub cause: Option<Arc<str>>,
    /// Whether Retry and Catch apply. They do not when the definition does not fit its data.
    pub recoverable: bool,
    /// Whether `States.HeartbeatTimeout` stands for it too.
    heartbeat_timeout: bool,
}

impl Failure {
    /// A failure that Retry and Catch may handle.
    pub fn new(error: impl Into<Arc<str>>, cause: impl Into<Arc<str>>) -> Failure {
        Failure {
            error: Some(error.into()),
            cause: Some(cause.into()),
            recoverable: true,
            heartbeat_timeout: false,
        }
    }

    /// A failure as a worker or a Fail state reports it: either part may be missing. What is too
    /// long is cut.
    pub fn reported(error: Option<&str>, cause: Option<&str>) -> Failure {
        let cut = |text: &str, chars_max: usize| -> Arc<str> {
            match text.char_indices().nth(chars_max) {
                Some((end, _)) => text[..end].into(),
                None => text.into(),
            }
        };
        Failure {
            error: error.map(|error| cut(error, ERROR_CHARS_MAX)),
            cause: cause.map(|cause| cut(cause, CAUSE_CHARS_MAX)),
            recoverable: true,
            heartbeat_timeout: false,
        }
    }

    /// The task took too long, or its worker was silent for too long: AWS reports both as
    /// `States.Timeout` and lets `States.HeartbeatTimeout` catch the second.
    pub(crate) fn timeout(heartbeat_timeout: bool) -> Failure {
        Failure {
            error: Some(error_name::TIMEOUT.into()),
            cause: None,
            recoverable: true,
            heartbeat_timeout,
        }
    }

    /// A task that could not be begun, such as one of an activity that is gone: `States.Runtime`,
    /// which nothing catches.
    pub fn refused(cause: impl Into<Arc<str>>) -> Failure {
        Failure::runtime(cause)
    }

    /// `States.Runtime`, which nothing catches.
    pub(crate) fn runtime(cause: impl Into<Arc<str>>) -> Failure {
        Failure {
            error: Some(error_name::RUNTIME.into()),
            cause: Some(cause.into()),
            recoverable: false,
            heartbeat_timeout: false,
        }
    }

    /// A state or task gave more than the limit.
    pub(crate) fn data_limit_exceeded(what: &str) -> Failure {
        Failure::new(
            error_name::DATA_LIMIT_EXCEEDED,
            format!(
                "The state/task '{what}' returned a result with a size exceeding the maximum number of bytes service limit."
            ),
        )
    }

    /// The error output: `{"Error": …, "Cause": …}`.
    ///
    /// A named error without a cause has an empty one; where the error has no name either, both
    /// are null (recorded from AWS: a time-out, and a SendTaskFailure without parameters).
    pub fn error_output(&self) -> Value {
        let mut output = Object::with_capacity(2);
        output.insert(
            "Error",
            self.error.clone().map_or(Value::Null, Value::String),
        );
        output.insert(
            "Cause",
            match (&self.error, &self.cause) {
                (_, Some(cause)) => Value::String(cause.clone()),
                (Some(_), None) => Value::from(""),
                (None, None) => Value::Null,
            },
        );
        Value::object(output)
    }

    /// Whether a retrier or catcher that names `matches` handles the failure.
    ///
    /// `States.TaskFailed` stands for every error but `States.Timeout`, on whatever state it is
    /// named (developer guide, "Error names": "a wildcard that matches any known error name").
    pub(crate) fn matches(&self, matches: &[ErrorMatch]) -> bool {
        let error = self.error.as_deref();
        matches.iter().any(|wanted| match wanted {
            ErrorMatch::All => true,
            ErrorMatch::TaskFailed => error != Some(error_name::TIMEOUT),
            ErrorMatch::Name(name) => {
                error == Some(&**name)
                    || (self.heartbeat_timeout && &**name == error_name::HEARTBEAT_TIMEOUT)
            }
        })
    }
}

/// An expression's failure, once the state it stands in is known.
pub(crate) fn evaluation_failure(error: &EvaluationError, cause: String) -> Failure {
    match error.kind {
        EvaluationErrorKind::Runtime => Failure::runtime(cause),
        EvaluationErrorKind::QueryEvaluation => {
            Failure::new(error_name::QUERY_EVALUATION_ERROR, cause)
        }
    }
}
