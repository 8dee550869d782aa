//! What the steps of a case wait for.

use serde_json::{Map, Value, json};

use super::super::target::{self, NoAnswer, Target};
use super::{Steps, Stop};

/// Streams that hold messages about the delivery of logs begin so.
const DELIVERY_CHECK_STREAM: &str = "validate_log_delivery";

impl<T: Target> Steps<'_, T> {
    /// Whether the engine has come as far as an `await` wants.
    pub(super) fn has_come(&mut self, what: &str, args: &Map<String, Value>) -> Result<bool, Stop> {
        let execution = json!({"executionArn": args.get("execution_arn")});
        let machine = json!({"stateMachineArn": args.get("state_machine_arn")});
        let wanted = |key: &str| args.get(key).cloned().unwrap_or_default();
        Ok(match what {
            "execution_terminated" | "on_execution_events" => {
                let status = self.ask("DescribeExecution", &execution, "status")?;
                !matches!(status.as_str(), None | Some("RUNNING" | "PENDING_REDRIVE"))
            }
            "execution_success" => {
                match self
                    .ask("DescribeExecution", &execution, "status")?
                    .as_str()
                {
                    Some("SUCCEEDED") => true,
                    None | Some("RUNNING") => false,
                    Some(status) => {
                        return Err(Stop::Fail(format!(
                            "awaiting success: execution is {status}"
                        )));
                    }
                }
            }
            "execution_aborted" => {
                self.ask("DescribeExecution", &execution, "status")? == "ABORTED"
            }
            "execution_started" => {
                let events = self.ask("GetExecutionHistory", &execution, "events")?;
                !items(&events).is_empty()
            }
            "history_has_type" => {
                let events = self.ask("GetExecutionHistory", &execution, "events")?;
                items(&events)
                    .iter()
                    .any(|event| event["type"] == wanted("type"))
            }
            "list_execution_status" => {
                let executions = self.ask("ListExecutions", &machine, "executions")?;
                items(&executions).iter().any(|execution| {
                    execution["executionArn"] == wanted("execution_arn")
                        && execution["status"] == wanted("status")
                })
            }
            "execution_lists_terminated" => {
                let executions = self.ask("ListExecutions", &machine, "executions")?;
                items(&executions).iter().any(|execution| {
                    execution["executionArn"] == wanted("execution_arn")
                        && execution["status"] != "RUNNING"
                })
            }
            _ => {
                let Some(listing) = Listing::read(what) else {
                    return Err(Stop::Skip(format!("awaits {what}")));
                };
                let params = if listing.of_a_machine {
                    machine
                } else {
                    json!({})
                };
                let listed = self.ask(listing.operation, &params, listing.items)?;
                let found = items(&listed)
                    .iter()
                    .any(|item| item[listing.arn] == wanted(listing.argument));
                !listed.is_null() && found == listing.wanted
            }
        })
    }

    /// The log messages in a group, in the order of the streams' names. None when there is no
    /// such group yet.
    pub(super) fn log_messages(&mut self, group: &Value) -> Result<Vec<Value>, Stop> {
        let params = json!({"logGroupName": group});
        let streams = self.ask_service("logs", "DescribeLogStreams", &params, "logStreams")?;
        let mut messages = Vec::new();
        for stream in items(&streams) {
            let name = stream["logStreamName"].as_str().unwrap_or_default();
            if name.contains(DELIVERY_CHECK_STREAM) {
                continue;
            }
            let params = json!({
                "logGroupName": group,
                "logStreamName": name,
                "startFromHead": true,
            });
            let events = self.ask_service("logs", "GetLogEvents", &params, "events")?;
            for event in items(&events) {
                let text = event["message"].as_str().unwrap_or_default();
                let message = serde_json::from_str(text);
                messages.push(message.map_err(|error| {
                    Stop::Fail(format!("a log message is no JSON ({error}): {text}"))
                })?);
            }
        }
        Ok(messages)
    }

    /// A field of the answer to a call of Step Functions; null when it is refused.
    fn ask(&mut self, operation: &str, params: &Value, field: &str) -> Result<Value, Stop> {
        self.ask_service("stepfunctions", operation, params, field)
    }

    fn ask_service(
        &mut self,
        service: &str,
        operation: &str,
        params: &Value,
        field: &str,
    ) -> Result<Value, Stop> {
        let params = target::fields_of(params.clone());
        match self.target.ask(service, operation, &params) {
            Ok(mut answer) => Ok(answer.fields.remove(field).unwrap_or_default()),
            Err(NoAnswer::Refused(_)) => Ok(Value::Null),
            Err(NoAnswer::Broken(why)) => Err(Stop::Fail(format!("{operation}: {why}"))),
        }
    }
}

/// A list that is to have, or not to have, an item.
struct Listing {
    operation: &'static str,
    /// Whether the list is one of a state machine.
    of_a_machine: bool,
    /// The field of the answer with the items.
    items: &'static str,
    /// The field of an item with its ARN.
    arn: &'static str,
    /// The argument with the ARN to look for.
    argument: &'static str,
    wanted: bool,
}

impl Listing {
    fn read(what: &str) -> Option<Listing> {
        let wanted = match what {
            "state_machine_listed"
            | "state_machine_version_listed"
            | "state_machine_alias_is_created" => true,
            "state_machine_not_listed"
            | "state_machine_version_not_listed"
            | "state_machine_alias_is_deleted" => false,
            _ => return None,
        };
        let (operation, items, arn, argument) = if what.contains("version") {
            (
                "ListStateMachineVersions",
                "stateMachineVersions",
                "stateMachineVersionArn",
                "state_machine_version_arn",
            )
        } else if what.contains("alias") {
            (
                "ListStateMachineAliases",
                "stateMachineAliases",
                "stateMachineAliasArn",
                "state_machine_alias_arn",
            )
        } else {
            (
                "ListStateMachines",
                "stateMachines",
                "stateMachineArn",
                "state_machine_arn",
            )
        };
        Some(Listing {
            operation,
            of_a_machine: operation != "ListStateMachines",
            items,
            arn,
            argument,
            wanted,
        })
    }
}

/// Whether a log message is the last of an execution.
pub(super) fn ends_execution(message: &Value) -> bool {
    matches!(
        message["type"].as_str(),
        Some("ExecutionSucceeded" | "ExecutionFailed" | "ExecutionAborted" | "ExecutionTimedOut")
    )
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
