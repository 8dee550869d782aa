//! An invocation, from the moment it is accepted to its outcome.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Instant, SystemTime};

use bytes::Bytes;
use http::HeaderValue;
use serde_json::json;
use tokio::sync::{mpsc, oneshot};
use wire::{ApiError, RequestId};

use crate::error;
use crate::figures::Figures;
use crate::function::{Function, Version};
use crate::host::Host;
use crate::in_process::web::{self, WebHandler};
use crate::in_process::{self, Handler};
use crate::pool::Pool;
use crate::timestamp;

/// What runs the events of a version.
#[derive(Clone)]
pub(crate) enum Executor {
    /// A handler in this program.
    InProcess(Handler),
    /// A handler in this program that answers requests of HTTP.
    Web(WebHandler),
    /// A handler that was in this program once; the function has settings, but nothing to run.
    Absent,
    /// Processes of its own.
    Processes(Arc<Pool>),
}

/// An event and what its function is told with it.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: RequestId,
    /// JSON.
    pub(crate) payload: Bytes,
    /// The function's ARN as it was invoked, with the qualifier if there was one.
    pub(crate) function_arn: Arc<str>,
    /// JSON, no longer in Base64.
    pub(crate) client_context: Option<HeaderValue>,
    /// `X-Amzn-Trace-Id`
    pub(crate) trace: Option<HeaderValue>,
    /// What is the same each time the same effect is asked for again.
    pub(crate) idempotency_key: Option<HeaderValue>,
}

/// What an invocation gives back.
#[derive(Debug)]
pub(crate) enum Reply {
    Whole(Outcome),
    /// The function streams its answer.
    Stream {
        content_type: Option<HeaderValue>,
        pieces: mpsc::Receiver<Piece>,
    },
}

/// The end of an invocation.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The answer; for a failure `{"errorMessage":…,"errorType":…}`.
    pub(crate) payload: Bytes,
    /// `X-Amz-Function-Error` is `Unhandled`.
    pub(crate) failed: bool,
    /// The end of its log, in Base64; made when it was asked for.
    pub(crate) log: Option<String>,
}

/// A part of a streamed answer.
#[derive(Debug)]
pub(crate) enum Piece {
    Data(Bytes),
    /// The last one.
    End {
        /// What went wrong on the way.
        failure: Option<Failure>,
        /// The end of its log, in Base64; made when it was asked for.
        log: Option<String>,
    },
}

/// Why an invocation has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// `Sandbox.Timedout`, `Runtime.ExitError`, or what the function says.
    pub(crate) error_type: String,
    /// What the caller gets.
    pub(crate) payload: Bytes,
}

impl Failure {
    /// A failure that the function did not report itself, in the words of AWS (recorded 2025).
    fn of_the_environment(error_type: &str, message: &str) -> Failure {
        let payload = json!({"errorType": error_type, "errorMessage": message});
        Failure {
            error_type: error_type.to_owned(),
            payload: payload.to_string().into(),
        }
    }

    pub(crate) fn timed_out(id: RequestId, seconds: u32) -> Failure {
        Failure::of_the_environment(
            "Sandbox.Timedout",
            &format!("RequestId: {id} Error: Task timed out after {seconds}.00 seconds"),
        )
    }

    /// The process is gone. `how`: `exit status 1`, `signal: killed`.
    pub(crate) fn exited(id: RequestId, how: &str) -> Failure {
        let message = match how {
            "" => format!("RequestId: {id} Error: Runtime exited without providing a reason"),
            how => format!("RequestId: {id} Error: Runtime exited with error: {how}"),
        };
        Failure::of_the_environment("Runtime.ExitError", &message)
    }

    /// Nothing could be started.
    pub(crate) fn invalid_entrypoint(id: RequestId, why: &str) -> Failure {
        Failure::of_the_environment(
            "Runtime.InvalidEntrypoint",
            &format!("RequestId: {id} Error: {why}"),
        )
    }

    /// The server stopped in the middle.
    pub(crate) fn interrupted() -> Failure {
        Failure::of_the_environment("Service.Interrupted", "the server stopped before the end")
    }

    pub(crate) fn response_too_large(bytes_max: usize) -> Failure {
        Failure::of_the_environment(
            "Function.ResponseSizeTooLarge",
            &format!(
                "Response payload size exceeded maximum allowed payload size ({bytes_max} bytes)."
            ),
        )
    }
}

/// An invocation on its way to an environment.
pub(crate) struct Invocation {
    pub(crate) event: Event,
    /// Whether the end of the log is wanted.
    pub(crate) wants_log: bool,
    pub(crate) reply: oneshot::Sender<Reply>,
    pub(crate) permit: Permit,
}

/// A place among the invocations in progress; given back when dropped.
pub(crate) struct Permit {
    host: Arc<Host>,
    function: Arc<AtomicU32>,
    figures: Arc<Figures>,
    memory_megabytes: u32,
    begun: Instant,
}

impl Permit {
    /// A place, unless the function's reservation or the account's limit is used up.
    pub(crate) fn acquire(function: &Function, host: &Arc<Host>) -> Result<Permit, ApiError> {
        if let Some(reserved) = function.attributes.reserved_concurrency
            && function.in_progress.load(Ordering::Relaxed) >= reserved
        {
            return Err(error::too_many_requests(
                "ReservedFunctionConcurrentInvocationLimitExceeded",
            ));
        }
        if host.in_progress.load(Ordering::Relaxed) >= host.limits.concurrency_max {
            return Err(error::too_many_requests(
                "ConcurrentInvocationLimitExceeded",
            ));
        }
        host.in_progress.fetch_add(1, Ordering::Relaxed);
        function.in_progress.fetch_add(1, Ordering::Relaxed);
        function.figures.began();
        Ok(Permit {
            host: Arc::clone(host),
            function: Arc::clone(&function.in_progress),
            figures: Arc::clone(&function.figures),
            memory_megabytes: function.latest.record.settings.memory_megabytes,
            begun: Instant::now(),
        })
    }

    /// Where it is noted how it went.
    pub(crate) fn figures(&self) -> &Arc<Figures> {
        &self.figures
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.host.in_progress.fetch_sub(1, Ordering::Relaxed);
        self.function.fetch_sub(1, Ordering::Relaxed);
        let duration = self.begun.elapsed();
        self.figures.ended(duration);
        self.host.used.add(duration, self.memory_megabytes);
    }
}

/// Runs an event on a version and gives what comes of it.
///
/// The invocation goes on when the caller goes away, as on AWS.
pub(crate) async fn run(
    version: &Arc<Version>,
    event: Event,
    wants_log: bool,
    permit: Permit,
) -> Result<Reply, ApiError> {
    let figures = Arc::clone(permit.figures());
    let reply = reply_to(version, event, wants_log, permit).await;
    match &reply {
        // A stream is not over yet: its process says how it ends.
        Ok(Reply::Stream { .. }) => {}
        Ok(Reply::Whole(outcome)) if !outcome.failed => {}
        Ok(Reply::Whole(_)) | Err(_) => figures.failed(),
    }
    reply
}

async fn reply_to(
    version: &Arc<Version>,
    event: Event,
    wants_log: bool,
    permit: Permit,
) -> Result<Reply, ApiError> {
    match &version.executor {
        Executor::InProcess(handler) => {
            let outcome = in_process::run(handler, version, event, wants_log, permit).await;
            Ok(Reply::Whole(outcome))
        }
        Executor::Web(handler) => Ok(web::run(handler, version, &event, wants_log, permit)),
        Executor::Absent => Err(error::not_found(format!(
            "Function not found: {}; this program has no handler of that name any more",
            event.function_arn
        ))),
        Executor::Processes(pool) => {
            let id = event.id;
            let (reply, outcome) = oneshot::channel();
            pool.dispatch(Invocation {
                event,
                wants_log,
                reply,
                permit,
            });
            // The sender is only dropped without a word when the service shuts down.
            outcome
                .await
                .map_err(|_| error::service(format!("the server stopped before {id} was answered")))
        }
    }
}

/// START, END and REPORT: the lines that AWS writes around an invocation's own.
pub(crate) struct Report<'a> {
    pub(crate) id: RequestId,
    pub(crate) duration_milliseconds: f64,
    pub(crate) memory_megabytes: u32,
    pub(crate) memory_used_megabytes: u64,
    /// For the first event of a process.
    pub(crate) initialization_milliseconds: Option<f64>,
    pub(crate) failure: Option<&'a Failure>,
}

/// The first line.
pub(crate) fn start_line(id: RequestId, version: &str, as_json: bool) -> String {
    if as_json {
        return json!({
            "time": timestamp::iso8601(SystemTime::now()),
            "type": "platform.start",
            "record": {"requestId": id.to_string(), "version": version},
        })
        .to_string();
    }
    format!("START RequestId: {id} Version: {version}")
}

impl Report<'_> {
    /// The last lines.
    pub(crate) fn lines(&self, as_json: bool) -> Vec<String> {
        let Report { id, .. } = self;
        let billed = self.duration_milliseconds.ceil().max(1.0)
            + self.initialization_milliseconds.unwrap_or(0.0).ceil();
        let status = self.failure.map(|failure| match &*failure.error_type {
            "Sandbox.Timedout" => "timeout",
            _ => "error",
        });
        if as_json {
            let mut record = json!({
                "requestId": id.to_string(),
                "metrics": {
                    "durationMs": (self.duration_milliseconds * 1_000.0).round() / 1_000.0,
                    "billedDurationMs": billed,
                    "memorySizeMB": self.memory_megabytes,
                    "maxMemoryUsedMB": self.memory_used_megabytes,
                },
                "status": status.unwrap_or("success"),
            });
            if let Some(initialization) = self.initialization_milliseconds {
                record["metrics"]["initDurationMs"] = json!(initialization);
            }
            let time = timestamp::iso8601(SystemTime::now());
            return vec![
                json!({"time": time, "type": "platform.report", "record": record}).to_string(),
            ];
        }
        let mut report = format!(
            "REPORT RequestId: {id}\tDuration: {:.2} ms\tBilled Duration: {billed:.0} ms\tMemory Size: {} MB\tMax Memory Used: {} MB\t",
            self.duration_milliseconds, self.memory_megabytes, self.memory_used_megabytes,
        );
        if let Some(initialization) = self.initialization_milliseconds {
            let _ = write!(report, "Init Duration: {initialization:.2} ms\t");
        }
        if let (Some(status), Some(failure)) = (status, self.failure) {
            let _ = write!(report, "Status: {status}");
            if status == "error" {
                let _ = write!(report, "\tError Type: {}", failure.error_type);
            }
        }
        vec![format!("END RequestId: {id}"), report]
    }
}
