//! Functions that are part of this program.

pub(crate) mod web;

use std::any::Any;
use std::future::Future;
use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::json;
use wire::RequestId;

use crate::function::Version;
use crate::invoke::{Event, Failure, Outcome, Permit};
use crate::logs::{LogStream, LogTail, Logs};
use crate::{invoke, timestamp};

/// What a handler in this program is given.
#[derive(Clone)]
pub struct Invoked {
    /// The event: JSON.
    pub payload: Bytes,
    /// Everything else.
    pub context: Context,
}

/// What a handler is told besides its event.
#[derive(Clone)]
pub struct Context {
    /// What the invocation is known by. Another try has another.
    pub request_id: RequestId,
    /// When the invocation times out.
    pub deadline: Instant,
    /// The function's ARN as it was invoked.
    pub function_arn: Arc<str>,
    /// The caller's `Idempotency-Key`: the same each time the same effect is asked for again.
    pub idempotency_key: Option<Arc<str>>,
    /// The caller's client context: JSON.
    pub client_context: Option<Arc<str>>,
    log: Arc<HandlerLog>,
}

impl Context {
    /// Writes a line to the function's log.
    pub fn log(&self, line: impl Into<String>) {
        self.log.write(line.into());
    }
}

/// Why a handler has no answer; what `Catch` and `Retry` of a workflow look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// `PaymentUnavailable`
    pub error_type: String,
    /// In words.
    pub message: String,
}

impl FunctionError {
    /// An error of this type.
    pub fn new(error_type: impl Into<String>, message: impl Into<String>) -> FunctionError {
        FunctionError {
            error_type: error_type.into(),
            message: message.into(),
        }
    }
}

/// What a handler gives back: JSON, or why there is none.
pub type HandlerResult = Result<Bytes, FunctionError>;

/// The future of an event.
type Handling = Pin<Box<dyn Future<Output = HandlerResult> + Send>>;

/// A registered handler.
#[derive(Clone)]
pub(crate) struct Handler {
    run: Arc<dyn Fn(Invoked) -> Handling + Send + Sync>,
    logs: Arc<Logs>,
    stream: LogStream,
}

impl Handler {
    pub(crate) fn new<F, R>(run: F, logs: Arc<Logs>, stream: LogStream) -> Handler
    where
        F: Fn(Invoked) -> R + Send + Sync + 'static,
        R: Future<Output = HandlerResult> + Send + 'static,
    {
        Handler {
            run: Arc::new(move |invoked| Box::pin(run(invoked))),
            logs,
            stream,
        }
    }
}

struct HandlerLog {
    logs: Arc<Logs>,
    stream: LogStream,
    tail: Option<std::sync::Mutex<LogTail>>,
}

impl HandlerLog {
    fn write(&self, line: String) {
        if let Some(tail) = &self.tail {
            tail.lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .write(&line);
        }
        self.logs.write(&self.stream, line);
    }
}

/// Runs an event to its end, also when the caller goes away.
///
/// A handler that has its answer at once costs no task: it is polled here first and handed to the
/// runtime only when it has to wait.
pub(crate) async fn run(
    handler: &Handler,
    version: &Arc<Version>,
    event: Event,
    wants_log: bool,
    permit: Permit,
) -> Outcome {
    let settings = &version.record.settings;
    let id = event.id;
    let text = |value: http::HeaderValue| value.to_str().ok().map(Arc::from);
    let started = Instant::now();
    let limit = Duration::from_secs(settings.timeout_seconds.into());
    let log = Arc::new(HandlerLog {
        logs: Arc::clone(&handler.logs),
        stream: handler.stream.clone(),
        tail: wants_log.then(std::sync::Mutex::default),
    });
    let invoked = Invoked {
        payload: event.payload,
        context: Context {
            request_id: id,
            deadline: started + limit,
            function_arn: event.function_arn,
            idempotency_key: event.idempotency_key.and_then(text),
            client_context: event.client_context.and_then(text),
            log: Arc::clone(&log),
        },
    };
    report_start(version, &log, id);
    let result = match panic::catch_unwind(AssertUnwindSafe(|| (handler.run)(invoked))) {
        Ok(mut handling) => match poll_once(&mut handling).await {
            Poll::Ready(result) => result,
            Poll::Pending => wait(handling, started + limit, permit).await,
        },
        Err(cause) => Ended::Panicked(panic_message(&*cause)),
    };
    let failure = match result {
        Ended::Answered(Ok(payload)) => {
            report(version, &log, id, started, None);
            return Outcome {
                payload,
                failed: false,
                log: log.tail.as_ref().map(tail_of),
            };
        }
        Ended::Answered(Err(error)) => Failure {
            payload: json!({
                "errorMessage": error.message,
                "errorType": error.error_type,
                "requestId": id.to_string(),
                "stackTrace": [],
            })
            .to_string()
            .into(),
            error_type: error.error_type,
        },
        Ended::Panicked(message) => Failure {
            payload: json!({"errorMessage": message, "errorType": "Runtime.Panic"})
                .to_string()
                .into(),
            error_type: "Runtime.Panic".to_owned(),
        },
        Ended::TimedOut => Failure::timed_out(id, settings.timeout_seconds),
    };
    if !settings.logging.shows_platform_lines() {
        log.write(format!(
            "{} {id} {}",
            timestamp::iso8601(std::time::SystemTime::now()),
            String::from_utf8_lossy(&failure.payload)
        ));
    }
    report(version, &log, id, started, Some(&failure));
    Outcome {
        payload: failure.payload,
        failed: true,
        log: log.tail.as_ref().map(tail_of),
    }
}

fn tail_of(tail: &std::sync::Mutex<LogTail>) -> String {
    tail.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .to_base64()
}

fn report_start(version: &Version, log: &HandlerLog, id: RequestId) {
    if version.record.settings.logging.shows_platform_lines() {
        log.write(invoke::start_line(id, &version.record.version(), false));
    }
}

fn report(
    version: &Version,
    log: &HandlerLog,
    id: RequestId,
    started: Instant,
    failure: Option<&Failure>,
) {
    let settings = &version.record.settings;
    if !settings.logging.shows_platform_lines() {
        return;
    }
    let report = invoke::Report {
        id,
        duration_milliseconds: started.elapsed().as_secs_f64() * 1_000.0,
        memory_megabytes: settings.memory_megabytes,
        memory_used_megabytes: 0,
        initialization_milliseconds: None,
        failure,
    };
    for line in report.lines(false) {
        log.write(line);
    }
}

/// How a handler ended.
enum Ended {
    Answered(HandlerResult),
    Panicked(String),
    TimedOut,
}

async fn poll_once(handling: &mut Handling) -> Poll<Ended> {
    std::future::poll_fn(|context| {
        let polled = panic::catch_unwind(AssertUnwindSafe(|| handling.as_mut().poll(context)));
        Poll::Ready(match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(result)) => Poll::Ready(Ended::Answered(result)),
            Err(cause) => Poll::Ready(Ended::Panicked(panic_message(&*cause))),
        })
    })
    .await
}

/// Lets the runtime finish what waits.
async fn wait(handling: Handling, deadline: Instant, permit: Permit) -> Ended {
    let task = tokio::spawn(async move {
        let _permit = permit;
        tokio::time::timeout_at(deadline.into(), handling).await
    });
    match task.await {
        Ok(Ok(result)) => Ended::Answered(result),
        Ok(Err(_)) => Ended::TimedOut,
        Err(error) => Ended::Panicked(error.try_into_panic().map_or_else(
            |_| "the server is stopping".to_owned(),
            |cause| panic_message(&*cause),
        )),
    }
}

fn panic_message(cause: &(dyn Any + Send)) -> String {
    let text = cause
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| cause.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "the handler panicked".to_owned())
}
