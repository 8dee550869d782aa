//! What executions tell CloudWatch Logs, as their machine's `loggingConfiguration` says.
//!
//! Logging never holds an execution up: events wait in memory while those before them are sent,
//! which makes batches of them, and the oldest are dropped when there are too many.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use asl::Timestamp;
use bytes::Bytes;
use foldhash::{HashMap, HashSet};
use http::StatusCode;
use interpreter::HistoryEvent;
use serde_json::{Map, Value, json};
use tokio::sync::Notify;
use wire::{RequestId, Services};

use super::resident::Resident;
use crate::logging_configuration::LogLevel;

/// So many events of one log group wait; older ones are dropped.
const WAITING_MAX: usize = 20_000;

/// A batch has at most so many events and bytes (API reference, PutLogEvents).
const BATCH_EVENTS_MAX: usize = 1_000;
const BATCH_BYTES_MAX: usize = 900_000;

/// A message has at most so many bytes; data that would make it longer is left out (developer
/// guide, "Logging using CloudWatch Logs").
const MESSAGE_BYTES_MAX: usize = 248 * 1024;

/// A stream that AWS makes in each group that executions are logged to (recorded from AWS).
const VALIDATION_STREAM: &str = "log_stream_created_by_aws_to_validate_log_delivery_subscriptions";

/// Events on their way to CloudWatch Logs.
pub(crate) struct Logs {
    services: Arc<dyn Services>,
    waiting: Mutex<HashMap<String, VecDeque<Line>>>,
    /// That something waits.
    arrived: Notify,
    dropped: AtomicU64,
}

struct Line {
    machine: Arc<str>,
    at: Timestamp,
    message: String,
}

impl Logs {
    pub(crate) fn new(services: Arc<dyn Services>) -> Logs {
        Logs {
            services,
            waiting: Mutex::default(),
            arrived: Notify::new(),
            dropped: AtomicU64::new(0),
        }
    }

    /// Takes the events of an execution that its machine wants to be logged.
    pub(crate) fn history(&self, resident: &Resident, events: &[HistoryEvent]) {
        let logging = &resident.revision.settings.logging;
        let Some(group) = logging.log_group_name() else {
            return;
        };
        let (identity, redrives) = {
            let state = super::index::lock(&resident.state);
            let execution = &state.execution;
            (execution.identity().clone(), execution.redrive_count())
        };
        let lines: Vec<Line> = events
            .iter()
            .filter_map(|event| {
                let kind = event.type_name(&resident.machine);
                if !is_wanted(&kind, logging.level) {
                    return None;
                }
                let event_json = event.to_json(&resident.machine, &identity);
                let event_json = serde_json::to_value(event_json).unwrap_or_default();
                let message = message(
                    event,
                    &kind,
                    event_json,
                    &resident.start.execution_arn,
                    redrives,
                    logging.include_execution_data,
                );
                Some(Line {
                    machine: resident.start.machine_name.clone(),
                    at: event.at,
                    message,
                })
            })
            .collect();
        let mut waiting = super::index::lock(&self.waiting);
        let queue = waiting.entry(group.to_owned()).or_default();
        queue.extend(lines);
        while queue.len() > WAITING_MAX {
            queue.pop_front();
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        self.arrived.notify_one();
    }

    /// Sends what waits, for as long as the server runs.
    pub(crate) async fn keep_sending(&self) {
        let mut streams = HashSet::default();
        loop {
            self.arrived.notified().await;
            self.send(&mut streams).await;
        }
    }

    async fn send(&self, streams: &mut HashSet<(String, String)>) {
        let groups: Vec<(String, VecDeque<Line>)> = {
            let mut waiting = super::index::lock(&self.waiting);
            waiting.drain().collect()
        };
        let dropped = self.dropped.swap(0, Ordering::Relaxed);
        if dropped > 0 {
            tracing::warn!(dropped, "log events of executions were dropped");
        }
        for (group, lines) in groups {
            let mut by_machine: HashMap<Arc<str>, Vec<Line>> = HashMap::default();
            for line in lines {
                by_machine
                    .entry(line.machine.clone())
                    .or_default()
                    .push(line);
            }
            for (machine, lines) in by_machine {
                let stream = stream_of(&group, &machine, streams);
                if streams.insert((group.clone(), VALIDATION_STREAM.to_owned())) {
                    let created =
                        json!({"logGroupName": group, "logStreamName": VALIDATION_STREAM});
                    self.call("CreateLogStream", &created).await;
                }
                if streams.insert((group.clone(), stream.clone())) {
                    let created = json!({"logGroupName": group, "logStreamName": stream});
                    self.call("CreateLogStream", &created).await;
                }
                self.send_lines(&group, &stream, &lines).await;
            }
        }
    }

    async fn send_lines(&self, group: &str, stream: &str, lines: &[Line]) {
        let mut rest = lines;
        while !rest.is_empty() {
            let mut bytes = 0;
            let fit = rest.iter().take(BATCH_EVENTS_MAX).take_while(|line| {
                bytes += line.message.len() + 26;
                bytes <= BATCH_BYTES_MAX
            });
            let (batch, after) = rest.split_at(fit.count().max(1));
            rest = after;
            let events: Vec<Value> = batch
                .iter()
                .map(|line| json!({"timestamp": line.at.milliseconds(), "message": line.message}))
                .collect();
            let request = json!({
                "logGroupName": group,
                "logStreamName": stream,
                "logEvents": events,
            });
            self.call("PutLogEvents", &request).await;
        }
    }

    async fn call(&self, operation: &str, body: &Value) {
        let request = http::Request::post("/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("Logs_20140328.{operation}"))
            .body(Bytes::from(body.to_string()));
        let Ok(request) = request else {
            return;
        };
        match self.services.call("logs", None, request).await {
            Ok(answer) if answer.status() == StatusCode::OK => {}
            Ok(answer) => {
                let body = answer.into_body().collect().await;
                let said = String::from_utf8_lossy(&body).into_owned();
                if !said.contains("ResourceAlreadyExists") {
                    tracing::warn!(operation, said, "log events of executions were refused");
                }
            }
            Err(error) => tracing::warn!(operation, %error, "log events were not sent"),
        }
    }
}

/// The stream of a machine in a group: one for as long as the server runs.
fn stream_of(group: &str, machine: &str, streams: &HashSet<(String, String)>) -> String {
    let begin = format!("states/{machine}/");
    let known = streams
        .iter()
        .find(|(of, stream)| of == group && stream.starts_with(&begin));
    if let Some((_, stream)) = known {
        return stream.clone();
    }
    let now = crate::date::now().to_string();
    let minute = now.get(..16).unwrap_or_default().replace([':', 'T'], "-");
    let id = RequestId::random().to_string();
    format!("{begin}{minute}/{}", &id[..8])
}

/// Whether a level takes events of a kind (developer guide, "Log levels").
fn is_wanted(kind: &str, level: LogLevel) -> bool {
    const FATAL: [&str; 3] = ["ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut"];
    const ERROR: [&str; 6] = [
        "Aborted",
        "Failed",
        "TimedOut",
        "ScheduleFailed",
        "StartFailed",
        "SubmitFailed",
    ];
    match level {
        LogLevel::All => true,
        LogLevel::Error => {
            kind == "FailStateEntered" || ERROR.iter().any(|end| kind.ends_with(end))
        }
        LogLevel::Fatal => FATAL.contains(&kind),
        LogLevel::Off => false,
    }
}

/// An event as a line of a log (recorded from AWS).
fn message(
    event: &HistoryEvent,
    kind: &str,
    mut event_json: Value,
    execution_arn: &str,
    redrives: u32,
    with_data: bool,
) -> String {
    let details = event_json
        .as_object_mut()
        .and_then(|fields| {
            let name = fields.keys().find(|name| name.ends_with("EventDetails"));
            name.cloned().and_then(|name| fields.remove(&name))
        })
        .and_then(|details| match details {
            Value::Object(details) => Some(details),
            _ => None,
        })
        .unwrap_or_default();
    let line = |details: Map<String, Value>| {
        json!({
            "id": event.id.to_string(),
            "type": kind,
            "details": details,
            "previous_event_id": event.previous.to_string(),
            "event_timestamp": event.at.milliseconds().to_string(),
            "execution_arn": execution_arn,
            "redrive_count": redrives.to_string(),
        })
        .to_string()
    };
    if with_data {
        let whole = line(details.clone());
        if whole.len() <= MESSAGE_BYTES_MAX {
            return whole;
        }
        return line(truncated(details));
    }
    line(without_data(details))
}

const DATA: [&str; 4] = ["input", "output", "parameters", "assignedVariables"];

fn without_data(mut details: Map<String, Value>) -> Map<String, Value> {
    for name in DATA {
        details.remove(name);
        details.remove(&format!("{name}Details"));
    }
    details
}

fn truncated(mut details: Map<String, Value>) -> Map<String, Value> {
    for name in DATA {
        if details.remove(name).is_some() {
            details.insert(format!("{name}Details"), json!({"truncated": true}));
        }
    }
    details
}
