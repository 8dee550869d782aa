//! Activities: work that a worker asks for, and the tokens by which work is ended.

use std::collections::VecDeque;
use std::sync::Arc;

use asl::Timestamp;
use serde_json::{Map, Value, json};

use super::machines::{PAGE_TOKEN_CHARS_MAX, arn};
use super::request::{Request, invalid_token};
use super::{Answer, ApiError, Host, clock};
use crate::conformance::engine::{Report, TaskKey};

/// An activity and the work that waits for a worker.
pub(super) struct Activity {
    pub(super) arn: String,
    name: String,
    created: Timestamp,
    pub(super) queue: VecDeque<ActivityTask>,
}

/// Work that waits for a worker.
pub(super) struct ActivityTask {
    pub(super) task: TaskKey,
    pub(super) token: Arc<str>,
    pub(super) input: String,
}

impl Host {
    pub(super) fn create_activity(&mut self, request: Request) -> Answer {
        let name = request.name("name")?;
        let arn = arn("activity", name);
        if self.activity(&arn).is_err() {
            self.activities.push(Activity {
                arn: arn.clone(),
                name: name.to_owned(),
                created: self.now(),
                queue: VecDeque::new(),
            });
        }
        Ok(self.activity(&arn)?.creation())
    }

    pub(super) fn delete_activity(&mut self, request: Request) -> Answer {
        let arn = request.arn("activityArn", "activity")?;
        self.activities.retain(|activity| activity.arn != arn);
        Ok(json!({}))
    }

    pub(super) fn describe_activity(&self, request: Request) -> Answer {
        let activity = self.activity(request.arn("activityArn", "activity")?)?;
        let mut answer = activity.creation();
        answer["name"] = activity.name.as_str().into();
        answer["encryptionConfiguration"] = json!({"type": "AWS_OWNED_KEY"});
        Ok(answer)
    }

    pub(super) fn list_activities(&self, request: Request) -> Answer {
        let activities = self.activities.iter().map(|activity| {
            let mut item = activity.creation();
            item["name"] = activity.name.as_str().into();
            item
        });
        request.page("activities", activities.collect(), PAGE_TOKEN_CHARS_MAX)
    }

    /// Gives the oldest task to the worker; nothing when there is none. Waiting for one is the
    /// caller's affair.
    pub(super) fn get_activity_task(&mut self, request: Request) -> Answer {
        let arn = request.arn("activityArn", "activity")?;
        let Some(task) = self.activity_mut(arn)?.queue.pop_front() else {
            return Ok(json!({}));
        };
        let worker = request.text("workerName").map(str::to_owned);
        self.engine.report(task.task, Report::Started { worker });
        Ok(json!({"taskToken": &*task.token, "input": task.input}))
    }

    /// Whether a `GetActivityTask` would have to wait.
    pub(crate) fn lacks_activity_task(&self, params: &Map<String, Value>) -> bool {
        let arn = params.get("activityArn").and_then(Value::as_str);
        let activity = arn.and_then(|arn| self.activity(arn).ok());
        activity.is_some_and(|activity| activity.queue.is_empty())
    }

    pub(super) fn send_task_success(&mut self, request: Request) -> Answer {
        let task = self.task_of_token(request)?;
        let output = asl::json::from_text(request.required("output")?).map_err(|error| {
            ApiError::new(
                "InvalidOutput",
                format!("Invalid Output: '{}'", error.message),
            )
        })?;
        self.report_by_token(task, Report::Succeeded(output))
    }

    pub(super) fn send_task_failure(&mut self, request: Request) -> Answer {
        let task = self.task_of_token(request)?;
        let text = |key| request.text(key).map(str::to_owned);
        let failure = Report::Failed {
            error: text("error"),
            cause: text("cause"),
        };
        self.report_by_token(task, failure)
    }

    pub(super) fn send_task_heartbeat(&mut self, request: Request) -> Answer {
        let task = self.task_of_token(request)?;
        self.report_by_token(task, Report::Heartbeat)
    }

    fn task_of_token(&self, request: Request) -> Result<TaskKey, ApiError> {
        let token = request.required("taskToken")?;
        self.tokens.get(token).copied().ok_or_else(invalid_token)
    }

    fn report_by_token(&mut self, task: TaskKey, report: Report) -> Answer {
        if !self.engine.awaits(task) {
            return Err(ApiError::new(
                "TaskTimedOut",
                "Task Timed Out: 'Provided task does not exist anymore'",
            ));
        }
        self.engine.report(task, report);
        Ok(json!({}))
    }

    pub(super) fn activity(&self, arn: &str) -> Result<&Activity, ApiError> {
        let found = self.activities.iter().find(|activity| activity.arn == arn);
        found.ok_or_else(|| no_such_activity(arn))
    }

    pub(super) fn activity_mut(&mut self, arn: &str) -> Result<&mut Activity, ApiError> {
        let found = self
            .activities
            .iter_mut()
            .find(|activity| activity.arn == arn);
        found.ok_or_else(|| no_such_activity(arn))
    }
}

impl Activity {
    fn creation(&self) -> Value {
        json!({"activityArn": self.arn, "creationDate": clock::sdk_date(self.created)})
    }
}

fn no_such_activity(arn: &str) -> ApiError {
    ApiError::new(
        "ActivityDoesNotExist",
        format!("Activity Does Not Exist: '{arn}'"),
    )
}
