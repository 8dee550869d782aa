//! The operations by which others work for executions: `GetActivityTask`, `SendTaskSuccess`,
//! `SendTaskFailure`, `SendTaskHeartbeat`.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use interpreter::effect::{TaskId, TaskToken};
use interpreter::payload::PAYLOAD_BYTES_MAX;
use interpreter::{Failure, Happening};
use journal::ExecutionId;
use serde::Deserialize;
use serde_json::json;
use wire::ApiError;

use super::unavailable;
use crate::activity::no_such_activity;
use crate::arn;
use crate::host::activity::POLLERS_MAX;
use crate::host::index::{Slot, lock};
use crate::host::record::StartRecord;
use crate::host::{Host, Undelivered};
use crate::registry::Answer;

/// What `GetActivityTask` is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetActivityTask {
    activity_arn: String,
    worker_name: Option<String>,
}

/// What `SendTaskSuccess` is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SendTaskSuccess {
    task_token: String,
    output: String,
}

/// What `SendTaskFailure` is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SendTaskFailure {
    task_token: String,
    error: Option<String>,
    cause: Option<String>,
}

/// What `SendTaskHeartbeat` is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SendTaskHeartbeat {
    task_token: String,
}

impl Host {
    /// `GetActivityTask`: waits for up to a minute.
    pub(crate) async fn get_activity_task(self: &Arc<Self>, request: GetActivityTask) -> Answer {
        let arn = &request.activity_arn;
        arn::resource(arn, "activity")?;
        if !self.registry.activity(arn) {
            return Err(no_such_activity(arn));
        }
        let queue = self.activities.queue(arn);
        if queue.pollers.fetch_add(1, Ordering::Relaxed) >= POLLERS_MAX {
            queue.pollers.fetch_sub(1, Ordering::Relaxed);
            return Err(ApiError::new(
                "ActivityWorkerLimitExceeded",
                format!("Activity Worker Limit Exceeded: '{arn}'"),
            ));
        }
        let worker = request.worker_name.map(Arc::from);
        let _poller = Poller(&queue.pollers);
        match self.next_activity_task(arn, worker).await {
            Ok(Some(task)) => Ok(json!({
                "taskToken": task.token.as_str(),
                "input": task.input.text(),
            })),
            Ok(None) => Ok(json!({})),
            Err(error) => Err(unavailable(&error)),
        }
    }

    /// `SendTaskSuccess`
    pub(crate) async fn send_task_success(self: &Arc<Self>, request: SendTaskSuccess) -> Answer {
        let (id, task) = self.task_of_token(&request.task_token)?;
        if request.output.len() > PAYLOAD_BYTES_MAX {
            return Err(ApiError::new(
                "InvalidOutput",
                format!("Invalid Output: 'The output is longer than {PAYLOAD_BYTES_MAX} bytes'"),
            ));
        }
        let output = asl::json::from_text(&request.output).map_err(|error| {
            ApiError::new(
                "InvalidOutput",
                format!("Invalid Output: '{}'", error.message),
            )
        })?;
        self.end_task(id, Happening::TaskSucceeded { task, output })
            .await
    }

    /// `SendTaskFailure`
    pub(crate) async fn send_task_failure(self: &Arc<Self>, request: SendTaskFailure) -> Answer {
        let (id, task) = self.task_of_token(&request.task_token)?;
        let failure = Failure::reported(request.error.as_deref(), request.cause.as_deref());
        self.end_task(id, Happening::TaskFailed { task, failure })
            .await
    }

    /// `SendTaskHeartbeat`
    pub(crate) async fn send_task_heartbeat(
        self: &Arc<Self>,
        request: SendTaskHeartbeat,
    ) -> Answer {
        let (id, task) = self.task_of_token(&request.task_token)?;
        self.end_task(id, Happening::TaskHeartbeat { task }).await
    }

    /// Whether a task here waits for this token.
    pub(crate) fn waits_for(self: &Arc<Self>, token: &str) -> bool {
        self.task_of_token(token).is_ok()
    }

    async fn end_task(self: &Arc<Self>, id: ExecutionId, what: Happening) -> Answer {
        match self.deliver_durably(id, what).await {
            Ok(()) => Ok(json!({})),
            Err(Undelivered::NotOpen | Undelivered::Rejected(_)) => Err(timed_out()),
            Err(error) => Err(unavailable(&error)),
        }
    }

    /// The state machine whose execution a token belongs to, whether that still waits or not: what
    /// leave to end a task is given for.
    pub(crate) fn machine_of_token(&self, token: &str) -> Option<Arc<str>> {
        let id = ExecutionId(TaskToken::number(token)?);
        let start = match self.index.get(id) {
            Some(Slot::Open(resident)) => resident.start.clone(),
            Some(Slot::Closed(closed)) => closed.start.clone(),
            None => {
                let row = self.journal.execution(id).ok().flatten()?;
                Arc::new(StartRecord::decode(&row.start).ok()?)
            }
        };
        Some(start.machine_arn.clone())
    }

    /// The task that a token ends. A token of an execution that no longer waits for it has timed
    /// out; one of no execution is invalid.
    fn task_of_token(self: &Arc<Self>, token: &str) -> Result<(ExecutionId, TaskId), ApiError> {
        let number = TaskToken::number(token).ok_or_else(invalid_token)?;
        let id = ExecutionId(number);
        match self.resident(id) {
            Ok(resident) => {
                let task = lock(&resident.state).task_of_token(token);
                Ok((id, task.ok_or_else(timed_out)?))
            }
            Err(Undelivered::NotOpen) => match self.journal.execution(id) {
                Ok(None) if self.index.get(id).is_none() => Err(invalid_token()),
                _ => Err(timed_out()),
            },
            Err(error) => Err(unavailable(&error)),
        }
    }
}

/// A worker that waits for a task.
struct Poller<'a>(&'a std::sync::atomic::AtomicUsize);

impl Drop for Poller<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn timed_out() -> ApiError {
    ApiError::new(
        "TaskTimedOut",
        "Task Timed Out: 'Provided task does not exist anymore'",
    )
}

fn invalid_token() -> ApiError {
    ApiError::new("InvalidToken", "Invalid Token: 'Invalid token'")
}
