//! `entrega executions` as an operator has it, against a server that answers from a script.
//!
//! The histories come from `entrega asl run`, so that what is shown of an execution on a server
//! must be what is shown of the same one in memory.

mod scripted;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use scripted::{Answer, Server};
use serde_json::{Value, json};

const MACHINE: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:order";
const EXECUTION: &str = "arn:aws:states:us-east-1:000000000000:execution:order:P-1042";

fn entrega(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_entrega"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY")
        .env_remove("AWS_ENDPOINT_URL")
        // Nobody's own keys are used.
        .env("XDG_DATA_HOME", "no-such-folder")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn on(server: &Server, arguments: &[&str]) -> Output {
    let endpoint = ["--endpoint", server.endpoint(), "--data", "no-such-folder"];
    entrega(&[&["executions"], arguments, &endpoint].concat())
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A run in memory of the example: its trace and its history.
fn rehearsed(order: &str) -> (String, Vec<Value>) {
    let folder = tempfile::tempdir().unwrap();
    let (history, input) = (folder.path().join("h.json"), folder.path().join("i.json"));
    let text = fs::read_to_string("../../examples/order.input.json").unwrap();
    fs::write(&input, text.replace("P-1042", order)).unwrap();
    let output = entrega(&[
        "asl",
        "run",
        "examples/order.asl.json",
        "--input",
        &format!("@{}", input.display()),
        "--mock",
        "examples/order.mocks.json",
        "--trace",
        "--fast",
        "--history",
        history.to_str().unwrap(),
    ]);
    let history: Value = serde_json::from_str(&fs::read_to_string(history).unwrap()).unwrap();
    let events = history["events"].as_array().unwrap().clone();
    (stderr(&output), events)
}

fn described(status: &str, events: &[Value]) -> Value {
    let mut described = json!({
        "executionArn": EXECUTION,
        "stateMachineArn": MACHINE,
        "name": "P-1042",
        "status": status,
        "startDate": events.first().map_or(1.8e9, |event| event["timestamp"].as_f64().unwrap()),
        "input": "{\"orderId\":\"P-1042\"}",
    });
    if status != "RUNNING" {
        described["stopDate"] = events
            .last()
            .map_or(json!(1.8e9 + 3.25), |e| e["timestamp"].clone());
    }
    described
}

/// A server with one execution, of which so many events have happened when it is first asked.
fn with_execution(events: Vec<Value>, status: &'static str, at_first: usize) -> Server {
    let definition = fs::read_to_string("../../examples/order.asl.json").unwrap();
    let mut asked = 0;
    Server::start(move |operation, input| match operation {
        "ListStateMachines" => Answer::good(json!({"stateMachines": [
            {"name": "order", "stateMachineArn": MACHINE, "type": "STANDARD", "creationDate": 1.8e9},
        ]})),
        "DescribeExecution" if input["executionArn"] != EXECUTION => {
            Answer::refused("ExecutionDoesNotExist", "Execution Does Not Exist: …")
        }
        "DescribeExecution" if asked == 0 && at_first < events.len() => {
            Answer::good(described("RUNNING", &events))
        }
        "DescribeExecution" => Answer::good(described(status, &events)),
        "DescribeStateMachineForExecution" => Answer::good(json!({
            "stateMachineArn": MACHINE, "name": "order", "definition": definition,
            "roleArn": "arn:aws:iam::000000000000:role/order", "updateDate": 1.8e9,
        })),
        "GetExecutionHistory" => {
            let there = if asked == 0 { at_first } else { events.len() };
            asked += 1;
            let mut there = events[..there].to_vec();
            if input["reverseOrder"] == true {
                there.reverse();
            }
            Answer::good(scripted::page(&there, "events", 25, &input))
        }
        other => panic!("{other} was not to be called"),
    })
}

#[test]
fn a_tail_looks_like_a_rehearsal() {
    let (trace, events) = rehearsed("P-1042");
    let count = events.len();
    let server = with_execution(events, "SUCCEEDED", 7);
    let output = on(&server, &["tail", "order/P-1042"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let shown = stdout(&output);
    assert_eq!(shown.lines().count(), count);
    for (line, rehearsed) in shown.lines().zip(trace.lines()) {
        assert_eq!(line, rehearsed);
    }
    assert!(stderr(&output).starts_with("succeeded after 8.100s, 42 events"));
}

#[test]
fn a_tail_ends_with_what_went_wrong() {
    let (_, mut events) = rehearsed("P-1042");
    let failed = events
        .iter()
        .position(|e| e["type"] == "LambdaFunctionFailed")
        .unwrap();
    events.truncate(failed + 1);
    let (id, at) = (
        events[failed]["id"].clone(),
        events[failed]["timestamp"].clone(),
    );
    events.push(json!({
        "id": id.as_u64().unwrap() + 1, "previousEventId": id, "timestamp": at,
        "type": "ExecutionFailed",
        "executionFailedEventDetails": {"error": "PaymentUnavailable", "cause": "no answer"},
    }));
    let server = with_execution(events.clone(), "FAILED", events.len());
    let output = on(&server, &["tail", EXECUTION]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(
        said.contains("the execution failed in `ProcessPayment` after"),
        "{said}"
    );

    let output = on(&server, &["show", "P-1042"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let shown = stdout(&output);
    assert!(shown.starts_with("✘ FAILED  order/P-1042\n"), "{shown}");
    assert!(shown.contains("state: ProcessPayment\n"), "{shown}");
    assert!(shown.contains("✗ failed"), "{shown}");
    assert!(shown.contains("✓ done"), "{shown}");

    let output = on(&server, &["show", "P-1042", "--json"]);
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(document["execution"]["status"], "FAILED");
    let states = document["states"].as_array().unwrap();
    assert_eq!(states.last().unwrap()["visits"], json!(["failed"]));
}

#[test]
fn executions_are_listed_with_the_newest_first() {
    let server = Server::start(|operation, input| match operation {
        "ListStateMachines" => Answer::good(json!({"stateMachines": [
            {"name": "order", "stateMachineArn": MACHINE, "type": "STANDARD"},
            {"name": "quick", "stateMachineArn": "arn:…:quick", "type": "EXPRESS"},
            {"name": "refund", "stateMachineArn": format!("{MACHINE}-refund"), "type": "STANDARD"},
        ]})),
        "ListExecutions" => {
            assert_eq!(input["statusFilter"], "FAILED");
            let is_refund = input["stateMachineArn"] != MACHINE;
            let started: &[f64] = if is_refund {
                &[1.8e9 + 50.0]
            } else {
                &[1.8e9 + 90.0, 1.8e9]
            };
            let all: Vec<Value> = started
                .iter()
                .map(|at| {
                    let mut execution = described("FAILED", &[]);
                    execution["name"] = format!("at-{}", at - 1.8e9).into();
                    execution["stateMachineArn"] = input["stateMachineArn"].clone();
                    execution["startDate"] = (*at).into();
                    execution["stopDate"] = (at + 3.25).into();
                    execution
                })
                .collect();
            Answer::good(scripted::page(&all, "executions", 1, &input))
        }
        other => panic!("{other} was not to be called"),
    });
    let output = on(&server, &["list", "--status", "failed"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let shown = stdout(&output);
    let words: Vec<Vec<&str>> = shown
        .lines()
        .map(|l| l.split_whitespace().collect())
        .collect();
    assert_eq!(words[0], ["STATUS", "AGE", "TOOK", "MACHINE", "NAME"]);
    let names: Vec<&str> = words[1..]
        .iter()
        .map(|line| *line.last().unwrap())
        .collect();
    assert_eq!(names, ["at-90", "at-50", "at-0"]);
    assert_eq!(words[1][..2], ["✘", "FAILED"]);
    assert_eq!(words[1][3..5], ["3.250s", "order"]);

    let since = [
        "list",
        "--status",
        "failed",
        "--since",
        "2027-01-15T08:01:00Z",
        "--json",
    ];
    let listed: Value = serde_json::from_str(&stdout(&on(&server, &since))).unwrap();
    let listed = listed["executions"].as_array().unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["name"], "at-90");

    let unknown = on(&server, &["list", "--machine", "ordre"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("there is `order`, `quick`, `refund`"));
}

#[test]
fn executions_are_stopped_and_redriven() {
    let server = Server::start(|operation, input| match operation {
        "StopExecution" => {
            assert_eq!(input["error"], "Cancelled");
            assert_eq!(input["cause"], "the shop is closed");
            Answer::good(json!({"stopDate": 1.8e9}))
        }
        "RedriveExecution" if input["executionArn"] == EXECUTION => {
            Answer::good(json!({"redriveDate": 1.8e9}))
        }
        "RedriveExecution" => Answer::refused("ExecutionNotRedrivable", "it succeeded"),
        "DescribeExecution" => Answer::good(described("RUNNING", &[])),
        other => panic!("{other} was not to be called"),
    });
    let why = ["--error", "Cancelled", "--cause", "the shop is closed"];
    let output = on(&server, &[&["stop", EXECUTION], &why[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));

    let output = on(&server, &["redrive", &format!("{EXECUTION}-2"), EXECUTION]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "▶ RUNNING  order/P-1042\n");
    assert!(stderr(&output).contains("ExecutionNotRedrivable: it succeeded"));
}

#[test]
fn requests_are_signed_with_the_keys_there_are() {
    let server = Server::start(|_, _| Answer::good(json!({"stateMachines": []})));
    let folder = tempfile::tempdir().unwrap();
    let keys = "[entrega]\naws_access_key_id = AKIAENTREGA\naws_secret_access_key = secret\n";
    fs::write(folder.path().join("credentials"), keys).unwrap();
    let data = [
        "--endpoint",
        server.endpoint(),
        "--data",
        folder.path().to_str().unwrap(),
    ];
    let output = entrega(&[&["executions", "list"], &data[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let signature = server.last_authorization().unwrap();
    assert!(
        signature.starts_with("AWS4-HMAC-SHA256 Credential=AKIAENTREGA/"),
        "{signature}"
    );
    on(&server, &["list"]);
    assert_eq!(server.last_authorization(), None);
}

#[test]
fn without_a_server_it_is_said_how_to_start_one() {
    let server = ["--endpoint", "http://127.0.0.1:9"];
    let output = entrega(&[&["executions", "list"], &server[..]].concat());
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("no server at http://127.0.0.1:9"), "{said}");
    assert!(said.contains("entrega up"), "{said}");
}
