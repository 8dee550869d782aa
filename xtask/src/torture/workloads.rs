//! The four kinds of executions that are killed: what each does, and how it must end.

use serde_json::{Value, json};

use crate::engine::ROLE;

/// Seconds a worker has for a task, from the moment its state begins with it. A task that was handed out
/// when the server was killed is tried again after so long.
pub(crate) const TASK_TIMEOUT_SECONDS: u64 = 5;
/// The pause before it is tried again.
pub(crate) const RETRY_SECONDS: u64 = 1;
/// More often than a task could time out in a run.
const ATTEMPTS_MAX: u32 = 1000;
/// Items of a Map.
const ITEMS: usize = 6;
/// An order costs 10 reais and its number, modulo this, in cents.
const PRICES: u64 = 1000;

/// A kind of executions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Workload {
    /// Reserves, charges and delivers an order; refunds and releases it when it cannot be
    /// delivered.
    Saga,
    /// Waits for a callback that another execution brings about.
    Callback,
    /// Packs the items of an order, three at a time.
    Map,
    /// Waits by the clock: for some seconds, then until a moment.
    Timers,
}

impl Workload {
    pub(crate) const ALL: [Workload; 4] = [
        Workload::Saga,
        Workload::Callback,
        Workload::Map,
        Workload::Timers,
    ];

    /// Also what the names of its executions begin with.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Workload::Saga => "saga",
            Workload::Callback => "callback",
            Workload::Map => "map",
            Workload::Timers => "timers",
        }
    }

    /// The input of the execution with this number.
    pub(crate) fn input(self, number: u64) -> Value {
        match self {
            Workload::Saga => json!({
                "priceCents": price_cents(number),
                "deliverable": is_deliverable(number),
            }),
            Workload::Callback => json!({}),
            Workload::Map => {
                json!({ "items": (0..ITEMS).map(|item| json!({ "item": item })).collect::<Vec<_>>() })
            }
            Workload::Timers => json!({ "seconds": seconds(number) }),
        }
    }

    /// The status in which the execution with this number must end.
    pub(crate) fn status(self, number: u64) -> &'static str {
        match self {
            Workload::Saga if !is_deliverable(number) => "FAILED",
            _ => "SUCCEEDED",
        }
    }

    /// Whether `output`, with which the execution with this number has succeeded, is right.
    pub(crate) fn accepts(self, number: u64, output: &Value) -> bool {
        match self {
            Workload::Saga => output["charged"] == true && output["delivered"] == true,
            Workload::Callback => output["answered"] == true,
            Workload::Map => {
                let packed: Vec<Value> = (0..ITEMS).map(|item| json!({ "packed": item })).collect();
                *output == Value::from(packed)
            }
            Workload::Timers => output["seconds"] == seconds(number),
        }
    }
}

/// What the order with this number costs.
pub(crate) fn price_cents(number: u64) -> u64 {
    1000 + number % PRICES
}

/// Whether the order with this number can be delivered.
pub(crate) fn is_deliverable(number: u64) -> bool {
    !number.is_multiple_of(4)
}

/// How long the execution with this number waits at first.
fn seconds(number: u64) -> u64 {
    1 + number % 3
}

/// The activities, which are also the names of the states that use them.
pub(crate) const ACTIVITIES: [&str; 6] =
    ["Reserve", "Charge", "Refund", "Release", "Answer", "Pack"];

/// The machines, each with its name; `activity` gives the ARN of an activity. The machine
/// `answerer` is the one that brings the callbacks about; `machine` gives its ARN.
pub(crate) fn definition(
    workload: Workload,
    activity: impl Fn(&str) -> String,
    answerer: &str,
) -> Value {
    match workload {
        Workload::Saga => json!({
            "StartAt": "Reserve",
            "States": {
                "Reserve": task(&activity("Reserve"), "$.reserved", "Charge"),
                "Charge": task(&activity("Charge"), "$.charged", "Deliverable"),
                "Deliverable": {
                    "Type": "Choice",
                    "Choices": [
                        { "Variable": "$.deliverable", "BooleanEquals": true, "Next": "Deliver" }
                    ],
                    "Default": "Refund"
                },
                "Deliver": {
                    "Type": "Pass",
                    "Result": true,
                    "ResultPath": "$.delivered",
                    "End": true
                },
                "Refund": task(&activity("Refund"), "$.refunded", "Release"),
                "Release": task(&activity("Release"), "$.released", "Undeliverable"),
                "Undeliverable": { "Type": "Fail", "Error": "Undeliverable" }
            }
        }),
        Workload::Callback => json!({
            "StartAt": "Ask",
            "States": {
                "Ask": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::states:startExecution.waitForTaskToken",
                    "Parameters": {
                        "StateMachineArn": answerer,
                        "Input": { "token.$": "$$.Task.Token", "key.$": "$$.Execution.Name" }
                    },
                    "End": true
                }
            }
        }),
        Workload::Map => {
            let mut pack = task(&activity("Pack"), "$", "End");
            pack["Parameters"]["item.$"] = json!("$.item");
            json!({
                "StartAt": "Items",
                "States": {
                    "Items": {
                        "Type": "Map",
                        "ItemsPath": "$.items",
                        "MaxConcurrency": 3,
                        "ItemProcessor": { "StartAt": "Pack", "States": { "Pack": pack } },
                        "End": true
                    }
                }
            })
        }
        Workload::Timers => json!({
            "StartAt": "Seconds",
            "States": {
                "Seconds": { "Type": "Wait", "SecondsPath": "$.seconds", "Next": "Moment" },
                "Moment": {
                    "Type": "Wait",
                    "Seconds": 1,
                    "End": true
                }
            }
        }),
    }
}

/// The machine that brings a callback about: a worker gets the token with its task.
pub(crate) fn answerer(activity: impl Fn(&str) -> String) -> Value {
    let mut answer = task(&activity("Answer"), "$", "End");
    answer["Parameters"]["token.$"] = json!("$.token");
    answer["Parameters"]["key.$"] = json!("$.key");
    json!({ "StartAt": "Answer", "States": { "Answer": answer } })
}

/// What CreateStateMachine is asked for.
pub(crate) fn creation(name: &str, definition: &Value) -> Value {
    json!({ "name": name, "definition": definition.to_string(), "roleArn": ROLE })
}

/// A state that a worker does, with what the worker needs to do it once: who asks, and which
/// attempt of which visit it is.
fn task(activity: &str, result_path: &str, next: &str) -> Value {
    let mut state = json!({
        "Type": "Task",
        "Resource": activity,
        "TimeoutSeconds": TASK_TIMEOUT_SECONDS,
        "Parameters": {
            "key.$": "$$.Execution.Name",
            "state.$": "$$.State.Name",
            "entered.$": "$$.State.EnteredTime",
            "attempt.$": "$$.State.RetryCount"
        },
        "ResultPath": result_path,
        "Retry": [{
            "ErrorEquals": ["States.Timeout"],
            "IntervalSeconds": RETRY_SECONDS,
            "BackoffRate": 1,
            "MaxAttempts": ATTEMPTS_MAX
        }]
    });
    if next == "End" {
        state["End"] = json!(true);
    } else {
        state["Next"] = json!(next);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl::parse::{Options, parse};

    #[test]
    fn definitions_are_accepted() {
        let activity =
            |name: &str| format!("arn:aws:states:us-east-1:000000000000:activity:{name}");
        let machine = "arn:aws:states:us-east-1:000000000000:stateMachine:answerer";
        let mut definitions: Vec<Value> = Workload::ALL
            .iter()
            .map(|workload| definition(*workload, activity, machine))
            .collect();
        definitions.push(answerer(activity));
        for definition in definitions {
            let parsed = parse(&definition.to_string(), Options::default());
            assert!(parsed.is_ok(), "{:?}", parsed.err());
        }
    }

    #[test]
    fn some_orders_are_not_deliverable() {
        assert_eq!(Workload::Saga.status(8), "FAILED");
        assert_eq!(Workload::Saga.status(9), "SUCCEEDED");
        let output = json!({ "charged": true, "delivered": true });
        assert!(Workload::Saga.accepts(9, &output));
        assert!(!Workload::Map.accepts(9, &output));
    }
}
