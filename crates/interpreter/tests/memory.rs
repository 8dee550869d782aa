//! An execution that waits costs little: a year's Wait or a callback is a few hundred bytes
//! beside its data.

#![cfg(target_os = "linux")]

use std::fs;
use std::sync::Arc;

use asl::parse::{Options, parse};
use asl::{ScopeId, Timestamp, json};
use interpreter::{Execution, ExecutionKind, Identity, Payload, Start, Status};

const EXECUTIONS: usize = 20_000;

/// What an idle execution may cost, its input and identity included.
const BYTES_MAX: usize = 4 * 1024;

const CALLBACK: &str = r#"{
  "StartAt": "Prepare",
  "States": {
    "Prepare": { "Type": "Pass", "Assign": { "order.$": "$.orderId" }, "Next": "Confirm" },
    "Confirm": {
      "Type": "Task",
      "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "Parameters": { "QueueUrl": "store", "MessageBody": { "order.$": "$order", "token.$": "$$.Task.Token" } },
      "TimeoutSeconds": 480,
      "End": true
    }
  }
}"#;

#[test]
fn an_execution_that_waits_for_a_callback_costs_less_than_4_kib() {
    let definition = parse(CALLBACK, Options::default()).expect("a machine");
    let machine = Arc::new(definition.machine);
    let before = resident_bytes();
    let waiting: Vec<Execution> = (0..EXECUTIONS)
        .map(|number| {
            let input = format!(
                r#"{{"orderId":"P-{number}","customer":"Ana","items":[{{"sku":"x-salada","quantity":2}}],"address":"Rua das Acácias, 120"}}"#
            );
            let (mut execution, _effects) = Execution::start(Start {
                machine: machine.clone(),
                scope: ScopeId::ROOT,
                kind: ExecutionKind::Standard,
                identity: Arc::new(Identity {
                    execution_arn: format!("arn:aws:states:sa-east-1:123456789012:execution:order:P-{number}").into(),
                    name: format!("P-{number}").into(),
                    role_arn: Some("arn:aws:iam::123456789012:role/order".into()),
                    state_machine_arn: "arn:aws:states:sa-east-1:123456789012:stateMachine:order".into(),
                    state_machine_name: "order".into(),
                }),
                input: Payload::new(json::from_text(&input).expect("JSON")).expect("small"),
                seed: [5; 32],
                at: Timestamp::from_milliseconds(1_700_000_000_000),
                number: 0,
                keep_history: true,
                from: None,
            });
            // The host has stored the events; the execution need not keep them.
            execution.take_history();
            execution
        })
        .collect();
    let each = (resident_bytes() - before) / EXECUTIONS;
    assert!(
        waiting
            .iter()
            .all(|execution| *execution.status() == Status::Running)
    );
    println!("an execution that waits for a callback: {each} bytes");
    assert!(each < BYTES_MAX, "{each} bytes");
}

/// What the process holds in memory (proc(5), `statm`).
fn resident_bytes() -> usize {
    let statm = fs::read_to_string("/proc/self/statm").expect("proc is mounted");
    let pages: usize = statm
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .expect("the second number is the resident set");
    pages * 4096
}
