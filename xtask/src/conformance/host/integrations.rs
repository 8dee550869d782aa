//! The work of Task states: functions, activities, and the service's own API called from a state.

use std::sync::Arc;

use asl::state::{Integration, IntegrationPattern, Resource};
use asl::{Timestamp, json as asl_json};
use serde_json::{Map, Value, json};

use super::activities::ActivityTask;
use super::functions::{FunctionError, Reply};
use super::request::Request;
use super::{ApiError, Host};
use crate::conformance::engine::{ExecutionKey, Report, TaskKey};

/// How long an `aws-sdk:sfn:getActivityTask` waits for a task, in seconds.
const ACTIVITY_POLL_SECONDS: f64 = 60.0;

/// A task that waits for an execution it has started.
pub(super) struct NestedExecution {
    pub(super) task: TaskKey,
    pub(super) child: ExecutionKey,
    pattern: IntegrationPattern,
}

/// A state that waits for a task of an activity, as a worker does.
pub(super) struct WaitingWorker {
    pub(super) task: TaskKey,
    params: Map<String, Value>,
}

impl Host {
    /// Does the work of a task, or sees to it that it will be done.
    pub(super) fn begin_task(
        &mut self,
        task: TaskKey,
        resource: &str,
        parameters: &asl::Value,
        token: Option<Arc<str>>,
    ) {
        if let Some(token) = &token {
            self.tokens.insert(token.clone(), task);
        }
        match Resource::parse(resource) {
            Resource::Lambda(arn) => {
                let payload = asl_json::to_text(parameters);
                let reply = self.invoke_function(&arn, &payload);
                self.report_reply(task, &arn, reply, |payload| payload);
            }
            Resource::Activity(arn) => self.begin_activity(task, &arn, parameters, token),
            Resource::Integration(integration) => {
                self.begin_integration(task, &integration, parameters);
            }
            Resource::Other(resource) => self.engine.report(task, not_served(&resource)),
        }
    }

    fn begin_activity(
        &mut self,
        task: TaskKey,
        arn: &str,
        input: &asl::Value,
        token: Option<Arc<str>>,
    ) {
        let input = asl_json::to_text(input);
        match (self.activity_mut(arn), token) {
            (Ok(activity), Some(token)) => {
                activity
                    .queue
                    .push_back(ActivityTask { task, token, input });
            }
            _ => self.engine.report(task, Report::NoSuchActivity),
        }
    }

    fn begin_integration(
        &mut self,
        task: TaskKey,
        integration: &Integration,
        parameters: &asl::Value,
    ) {
        match (&*integration.resource_type, &*integration.operation) {
            ("lambda", "invoke") => self.begin_invoke(task, integration.pattern, parameters),
            ("states", "startExecution") => {
                self.begin_execution(task, integration.pattern, parameters);
            }
            ("aws-sdk:sfn", operation) => self.begin_api_call(task, operation, parameters),
            _ => self.engine.report(task, not_served(&integration.arn)),
        }
    }

    /// `lambda:invoke`, whose result has the payload beside what the API says about the call.
    fn begin_invoke(
        &mut self,
        task: TaskKey,
        pattern: IntegrationPattern,
        parameters: &asl::Value,
    ) {
        let parameter = |key| parameters.get(key).and_then(asl::Value::as_str);
        let name = parameter("FunctionName").unwrap_or_default();
        let payload = invoke_payload(parameters.get("Payload"));
        let mut reply = self.invoke_function(name, &payload);
        let request_id = self.random.next_uuid();
        let mut result = json!({
            "ExecutedVersion": "$LATEST",
            "SdkResponseMetadata": {"RequestId": request_id},
            "StatusCode": 200,
        });
        if parameter("LogType") == Some("Tail") {
            result["LogResult"] = "U1RBUlQgUmVxdWVzdElk".into();
        }
        if let Some(Reply {
            outcome: Err(error),
            ..
        }) = &mut reply
        {
            error.payload = compact_json(&error.payload);
        }
        if pattern == IntegrationPattern::WaitForTaskToken {
            self.engine
                .report(task, Report::Submitted(asl::Value::from(&result)));
            return;
        }
        self.report_reply(task, name, reply, |payload| {
            result["Payload"] = Value::from(&payload);
            asl::Value::from(&result)
        });
    }

    /// Reports what a function has answered when its time has come.
    fn report_reply(
        &mut self,
        task: TaskKey,
        function: &str,
        reply: Option<Reply>,
        result: impl FnOnce(asl::Value) -> asl::Value,
    ) {
        let Some(Reply {
            after_seconds,
            outcome,
        }) = reply
        else {
            let request_id = self.random.next_uuid();
            self.engine
                .report(task, no_such_function(function, &request_id));
            return;
        };
        let report = match outcome {
            Ok(payload) => Report::Succeeded(result(json_or_text(&payload))),
            Err(FunctionError { error, payload }) => Report::failed(error, payload),
        };
        self.report_after(after_seconds, task, report);
    }

    /// `states:startExecution`, with and without waiting for the execution.
    fn begin_execution(
        &mut self,
        task: TaskKey,
        pattern: IntegrationPattern,
        parameters: &asl::Value,
    ) {
        let params = api_params(&Value::from(parameters));
        let (arn, key, started) = match self.start(Request(&params)) {
            Ok(execution) => (execution.arn.clone(), execution.key, execution.started),
            Err(error) => {
                let request_id = self.random.next_uuid();
                self.engine
                    .report(task, optimised_failure(&error, &request_id));
                return;
            }
        };
        let answer = asl::Value::from(&json!({
            "ExecutionArn": arn,
            "SdkResponseMetadata": {"RequestId": self.random.next_uuid()},
            "StartDate": epoch_seconds(started),
        }));
        match pattern {
            IntegrationPattern::RequestResponse => {
                self.engine.report(task, Report::Succeeded(answer));
            }
            IntegrationPattern::WaitForTaskToken => {
                self.engine.report(task, Report::Submitted(answer));
            }
            IntegrationPattern::Sync | IntegrationPattern::Sync2 => {
                self.engine.report(task, Report::Submitted(answer));
                self.nested.push(NestedExecution {
                    task,
                    child: key,
                    pattern,
                });
            }
        }
    }

    /// Reports executions that have ended to the tasks that wait for them; whether there were any.
    pub(super) fn report_nested(&mut self) -> bool {
        let ended = |nested: &NestedExecution| !self.engine.standing(nested.child).is_running();
        let Some(index) = self.nested.iter().position(ended) else {
            return false;
        };
        let NestedExecution {
            task,
            child,
            pattern,
        } = self.nested.remove(index);
        let execution = self.execution_with(child);
        let mut description = sdk_cased(self.description_with_redrive(execution));
        for (date, instant) in [
            ("StartDate", Some(execution.started)),
            ("StopDate", self.engine.standing(child).stopped),
        ] {
            if let Some(instant) = instant {
                description[date] = epoch_seconds(instant);
            }
        }
        if pattern == IntegrationPattern::Sync2 {
            for payload in ["Input", "Output"] {
                let parsed = description[payload]
                    .as_str()
                    .map(serde_json::from_str::<Value>);
                if let Some(Ok(parsed)) = parsed {
                    description[payload] = parsed;
                }
            }
        }
        if let Some(fields) = description.as_object_mut() {
            fields.sort_keys();
        }
        let report = if description["Status"] == "SUCCEEDED" {
            Report::Succeeded(asl::Value::from(&description))
        } else {
            Report::failed("States.TaskFailed", description.to_string())
        };
        self.engine.report(task, report);
        true
    }

    /// `aws-sdk:sfn:…`: any operation of this API.
    fn begin_api_call(&mut self, task: TaskKey, operation: &str, parameters: &asl::Value) {
        let params = api_params(&Value::from(parameters));
        let operation = pascal_case(operation);
        if operation == "GetActivityTask" && self.lacks_activity_task(&params) {
            self.workers.push(WaitingWorker { task, params });
            let nothing = Report::Succeeded(asl::Value::empty_object());
            self.report_after(ACTIVITY_POLL_SECONDS, task, nothing);
            return;
        }
        let report = match self.call_inside(&operation, &params) {
            Ok(answer) => Report::Succeeded(asl::Value::from(&sdk_cased(answer))),
            Err(error) => sdk_failure(&error, &self.random.next_uuid()),
        };
        self.engine.report(task, report);
    }

    /// Gives tasks of activities to the states that wait for them; whether there were any.
    pub(super) fn serve_workers(&mut self) -> bool {
        let engine = &self.engine;
        self.workers.retain(|worker| engine.awaits(worker.task));
        let served = |worker: &WaitingWorker| !self.lacks_activity_task(&worker.params);
        let Some(index) = self.workers.iter().position(served) else {
            return false;
        };
        let WaitingWorker { task, params } = self.workers.remove(index);
        let report = match self.call_inside("GetActivityTask", &params) {
            Ok(answer) => Report::Succeeded(asl::Value::from(&sdk_cased(answer))),
            Err(error) => sdk_failure(&error, &self.random.next_uuid()),
        };
        self.engine.report(task, report);
        true
    }
}

impl Report {
    fn failed(error: impl Into<String>, cause: impl Into<String>) -> Report {
        Report::Failed {
            error: Some(error.into()),
            cause: Some(cause.into()),
        }
    }
}

fn not_served(resource: &str) -> Report {
    Report::failed(
        "States.Runtime",
        format!("the host does not serve `{resource}`"),
    )
}

fn no_such_function(function: &str, request_id: &str) -> Report {
    Report::failed(
        "Lambda.ResourceNotFoundException",
        format!(
            "Function not found: {function} (Service: AWSLambda; Status Code: 404; Error Code: \
             ResourceNotFoundException; Request ID: {request_id}; Proxy: null)"
        ),
    )
}

/// How an optimised integration reports an error of this API.
fn optimised_failure(error: &ApiError, request_id: &str) -> Report {
    Report::failed(
        format!("StepFunctions.{}Exception", error.code),
        format!(
            "{} (Service: AWSStepFunctions; Status Code: 400; Error Code: {}; Request ID: \
             {request_id}; Proxy: null)",
            error.message, error.code
        ),
    )
}

/// How an SDK integration reports an error of this API.
fn sdk_failure(error: &ApiError, request_id: &str) -> Report {
    let code = error.code.strip_suffix("Exception").unwrap_or(error.code);
    Report::failed(
        format!("Sfn.{code}Exception"),
        format!(
            "{} (Service: Sfn, Status Code: 400, Request ID: {request_id}) (SDK Attempt Count: 1)",
            error.message
        ),
    )
}

/// Parameters of a state as parameters of a request: `StateMachineArn` is `stateMachineArn`, null
/// is nothing, and payloads are JSON texts.
fn api_params(parameters: &Value) -> Map<String, Value> {
    let fields = parameters.as_object().into_iter().flatten();
    fields
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| {
            let key = with_first(key, char::to_ascii_lowercase);
            let is_payload = matches!(key.as_str(), "input" | "output") && !value.is_string();
            let value = if is_payload {
                value.to_string().into()
            } else {
                value.clone()
            };
            (key, value)
        })
        .collect()
}

/// An answer as SDK integrations show it: `stateMachineArn` is `StateMachineArn`.
fn sdk_cased(answer: Value) -> Value {
    match answer {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (pascal_case(&key), sdk_cased(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(sdk_cased).collect(),
        other => other,
    }
}

fn pascal_case(name: &str) -> String {
    with_first(name, char::to_ascii_uppercase)
}

fn with_first(name: &str, change: impl Fn(&char) -> char) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| change(&first));
    first.into_iter().chain(characters).collect()
}

/// A date as optimised integrations show it.
#[allow(
    clippy::cast_precision_loss,
    reason = "milliseconds of this century are exact in a double"
)]
fn epoch_seconds(instant: Timestamp) -> Value {
    Value::from(instant.milliseconds() as f64 / 1e3)
}

/// The event of a `lambda:invoke`: a text that is JSON is taken as it is, and null is an empty
/// object.
fn invoke_payload(payload: Option<&asl::Value>) -> String {
    match payload {
        None | Some(asl::Value::Null) => "{}".to_owned(),
        Some(asl::Value::String(text)) if asl_json::from_text(text).is_ok() => (**text).to_owned(),
        Some(value) => asl_json::to_text(value),
    }
}

/// `lambda:invoke` reads what a function that failed has written, and writes it again.
fn compact_json(text: &str) -> String {
    asl_json::from_text(text).map_or_else(|_| text.to_owned(), |value| asl_json::to_text(&value))
}

fn json_or_text(text: &str) -> asl::Value {
    asl_json::from_text(text).unwrap_or_else(|_| asl::Value::from(text))
}
