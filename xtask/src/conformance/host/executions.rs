//! Executions: starting, stopping, describing and listing them, and their histories.

use std::sync::Arc;

use asl::Timestamp;
use serde_json::{Map, Value, json};

use super::machines::{self, Machine, arn};
use super::request::Request;
use super::{Answer, ApiError, Host, clock};
use crate::conformance::engine::{ExecutionKey, Standing, Start};

/// An execution.
pub(super) struct Execution {
    pub(super) arn: String,
    pub(super) key: ExecutionKey,
    pub(super) started: Timestamp,
    name: String,
    /// The machine as it was at the start.
    machine: Arc<Machine>,
    input: String,
}

/// The longest input, in bytes (Step Functions quotas, "Maximum input or output size").
const INPUT_BYTES_MAX: usize = 262_144;

/// A page token of a list of executions, in characters (Step Functions API reference,
/// `ListExecutionsPageToken`).
const PAGE_TOKEN_CHARS_MAX: usize = 3_096;

/// The memory an Express execution is billed for, in MB: the smallest step there is.
const BILLED_MEMORY_MB: u32 = 64;

/// The steps in which the duration of an Express execution is billed, in milliseconds.
const BILLED_MILLISECONDS_STEP: i64 = 100;

impl Host {
    pub(super) fn start_execution(&mut self, request: Request) -> Answer {
        let execution = self.start(request)?;
        Ok(json!({
            "executionArn": execution.arn,
            "startDate": clock::sdk_date(execution.started),
        }))
    }

    pub(super) fn start_sync_execution(&mut self, request: Request) -> Answer {
        if !self
            .machine(request.arn("stateMachineArn", "stateMachine")?)?
            .express
        {
            return Err(type_not_supported());
        }
        let key = self.start(request)?.key;
        self.run_executions();
        while self.engine.standing(key).is_running() && self.let_time_pass(None) {}
        let execution = self.execution_with(key);
        let stopped = self
            .engine
            .standing(key)
            .stopped
            .unwrap_or(execution.started);
        let milliseconds = stopped.milliseconds() - execution.started.milliseconds();
        let steps = milliseconds / BILLED_MILLISECONDS_STEP + 1;
        let mut answer = self.description(execution);
        answer["billingDetails"] = json!({
            "billedMemoryUsedInMB": BILLED_MEMORY_MB,
            "billedDurationInMilliseconds": steps * BILLED_MILLISECONDS_STEP,
        });
        Ok(answer)
    }

    pub(super) fn stop_execution(&mut self, request: Request) -> Answer {
        let key = self
            .execution(request.arn("executionArn", "execution")?)?
            .key;
        self.engine
            .stop(key, request.text("error"), request.text("cause"));
        let stopped = self.engine.standing(key).stopped.unwrap_or(self.now());
        Ok(json!({"stopDate": clock::sdk_date(stopped)}))
    }

    pub(super) fn describe_execution(&self, request: Request) -> Answer {
        let execution = self.execution(request.arn("executionArn", "execution")?)?;
        Ok(self.description_with_redrive(execution))
    }

    pub(super) fn describe_state_machine_for_execution(&self, request: Request) -> Answer {
        let execution = self.execution(request.arn("executionArn", "execution")?)?;
        let mut answer = execution.machine.configuration();
        answer["updateDate"] = clock::sdk_date(execution.machine.updated).into();
        Ok(answer)
    }

    pub(super) fn list_executions(&self, request: Request) -> Answer {
        let machine = self.machine(request.arn("stateMachineArn", "stateMachine")?)?;
        if machine.express {
            return Err(type_not_supported());
        }
        let wanted = request.text("statusFilter");
        let of_machine = self
            .executions
            .iter()
            .filter(|execution| execution.machine.arn == machine.arn);
        let mut items = Vec::new();
        for execution in of_machine.rev() {
            let standing = self.engine.standing(execution.key);
            if wanted.is_some_and(|wanted| wanted != standing.status) {
                continue;
            }
            let mut item = json!({
                "executionArn": execution.arn,
                "stateMachineArn": execution.machine.arn,
                "name": execution.name,
                "status": standing.status,
                "startDate": clock::sdk_date(execution.started),
                "redriveCount": 0,
            });
            if let Some(stopped) = standing.stopped {
                item["stopDate"] = clock::sdk_date(stopped).into();
            }
            items.push(item);
        }
        request.page("executions", items, PAGE_TOKEN_CHARS_MAX)
    }

    pub(super) fn get_execution_history(&self, request: Request) -> Answer {
        let execution = self.execution(request.arn("executionArn", "execution")?)?;
        let mut events = self.engine.history(execution.key);
        if request.get("includeExecutionData") == Some(&Value::Bool(false)) {
            events.iter_mut().for_each(drop_execution_data);
        }
        if request.flag("reverseOrder") {
            events.reverse();
        }
        // A page holds 1,000 events unless the request says otherwise, and no case has more.
        if request.get("maxResults").is_none() && request.get("nextToken").is_none() {
            return Ok(json!({"events": events}));
        }
        request.page("events", events, machines::PAGE_TOKEN_CHARS_MAX)
    }

    /// Starts an execution. It runs when the request has been answered.
    pub(super) fn start(&mut self, request: Request) -> Result<&Execution, ApiError> {
        let machine = self
            .machine(request.arn("stateMachineArn", "stateMachine")?)?
            .clone();
        let input = request.text("input").unwrap_or("{}");
        let input_value = read_input(input)?;
        let name = match request.get("name") {
            Some(_) => request.name("name")?.to_owned(),
            None => self.random.next_uuid(),
        };
        let arn = if machine.express {
            arn(
                "express",
                &format!("{}:{name}:{}", machine.name, self.random.next_uuid()),
            )
        } else {
            arn("execution", &format!("{}:{name}", machine.name))
        };
        if let Ok(existing) = self.execution(&arn) {
            let idempotent =
                existing.input == input && self.engine.standing(existing.key).is_running();
            let key = existing.key;
            return if idempotent {
                Ok(self.execution_with(key))
            } else {
                Err(ApiError::new(
                    "ExecutionAlreadyExists",
                    format!("Execution Already Exists: '{arn}'"),
                ))
            };
        }
        let started = self.now();
        let seed = self.seed();
        let key = self.engine.start(Start {
            machine: machine.parsed.clone(),
            machine_arn: &machine.arn,
            machine_name: &machine.name,
            role_arn: &machine.role_arn,
            arn: &arn,
            name: &name,
            input: input_value,
            input_text: input,
            express: machine.express,
            seed,
        });
        self.executions.push(Execution {
            arn,
            key,
            name,
            machine: Arc::new(machine),
            input: input.to_owned(),
            started,
        });
        Ok(self.execution_with(key))
    }

    /// What `DescribeExecution` says about an execution.
    pub(super) fn description_with_redrive(&self, execution: &Execution) -> Value {
        let mut answer = self.description(execution);
        let standing = self.engine.standing(execution.key);
        let redrivable = !matches!(standing.status, "RUNNING" | "SUCCEEDED");
        let status = if redrivable {
            "REDRIVABLE"
        } else {
            "NOT_REDRIVABLE"
        };
        answer["redriveCount"] = 0.into();
        answer["redriveStatus"] = status.into();
        if !redrivable {
            let reason = format!("Execution is {} and cannot be redriven", standing.status);
            answer["redriveStatusReason"] = reason.into();
        }
        answer
    }

    /// Likewise, of what cannot be redriven.
    fn description(&self, execution: &Execution) -> Value {
        let Standing {
            status,
            output,
            error,
            cause,
            stopped,
        } = self.engine.standing(execution.key);
        let mut answer = json!({
            "executionArn": execution.arn,
            "stateMachineArn": execution.machine.arn,
            "name": execution.name,
            "status": status,
            "startDate": clock::sdk_date(execution.started),
            "input": execution.input,
            "inputDetails": {"included": true},
        });
        if let Some(stopped) = stopped {
            answer["stopDate"] = clock::sdk_date(stopped).into();
        }
        if let Some(output) = output {
            answer["output"] = output.into();
            answer["outputDetails"] = json!({"included": true});
        }
        if let Some(error) = error {
            answer["error"] = error.into();
        }
        if let Some(cause) = cause {
            answer["cause"] = cause.into();
        }
        answer
    }

    pub(super) fn execution(&self, arn: &str) -> Result<&Execution, ApiError> {
        let found = self
            .executions
            .iter()
            .find(|execution| execution.arn == arn);
        found.ok_or_else(|| {
            ApiError::new(
                "ExecutionDoesNotExist",
                format!("Execution Does Not Exist: '{arn}'"),
            )
        })
    }

    /// The execution that the engine knows as `key`.
    pub(super) fn execution_with(&self, key: ExecutionKey) -> &Execution {
        let found = self
            .executions
            .iter()
            .find(|execution| execution.key == key);
        found.expect("the host lists every execution it starts")
    }
}

fn read_input(input: &str) -> Result<asl::Value, ApiError> {
    let invalid = |why: &str| {
        ApiError::new(
            "InvalidExecutionInput",
            format!("Invalid State Machine Execution Input: '{why}'"),
        )
    };
    if input.is_empty() {
        return Err(invalid("Invalid execution input."));
    }
    if input.len() > INPUT_BYTES_MAX {
        return Err(ApiError::validation(format!(
            "1 validation error detected: Value at 'input' failed to satisfy constraint: Member \
             must have length less than or equal to {INPUT_BYTES_MAX}"
        )));
    }
    asl::json::from_text(input).map_err(|error| invalid(&error.message))
}

fn drop_execution_data(event: &mut Value) {
    const DATA: [&str; 3] = ["input", "output", "parameters"];
    for details in event.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(details) = details.as_object_mut() {
            details.retain(|key, _| !DATA.contains(&key.as_str()));
        }
    }
}

fn type_not_supported() -> ApiError {
    ApiError::new(
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
    )
}
