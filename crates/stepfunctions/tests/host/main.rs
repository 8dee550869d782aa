//! Executions go on after the server has ended and started again.

mod observe;
mod rerun;
mod server;

use std::time::Duration;

use serde_json::{Value, json};

use crate::server::{HandClock, Server};

/// An order that waits for a store to confirm it, by a callback.
fn callback() -> Value {
    json!({
        "StartAt": "Confirm",
        "States": {
            "Confirm": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": {
                    "QueueUrl": "http://queue",
                    "MessageBody": {"token.$": "$$.Task.Token"},
                },
                "TimeoutSeconds": 3600,
                "End": true,
            },
        },
    })
}

fn wait(seconds: u32) -> Value {
    json!({
        "StartAt": "Rest",
        "States": {"Rest": {"Type": "Wait", "Seconds": seconds, "End": true}},
    })
}

/// The token in a history.
fn token(event: &Value) -> String {
    let parameters = event["taskScheduledEventDetails"]["parameters"]
        .as_str()
        .expect("parameters");
    let parameters: Value = serde_json::from_str(parameters).expect("JSON");
    let token = &parameters["MessageBody"]["token"];
    token.as_str().expect("a token").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_ends_a_task_of_the_server_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let machine = server.machine("confirm", "STANDARD", &callback()).await;
    let order = server.execution(&machine, "P-1", &json!({})).await;
    let token = token(&server.until_event(&order, "TaskScheduled").await);
    server.end(folder.path()).await;

    let server = Server::start(folder.path(), &clock);
    assert_eq!(server.describe(&order).await["status"], "RUNNING");
    let before = server.history(&order).await;
    let body = json!({"taskToken": token, "output": "{\"confirmed\":true}"});
    server.call("SendTaskSuccess", body.clone()).await;
    let described = server.until(&order, "SUCCEEDED").await;
    assert_eq!(described["output"], "{\"confirmed\":true}");
    let after = server.history(&order).await;
    assert_eq!(after[..before.len()], before);
    assert_eq!(
        server.try_call("SendTaskSuccess", body).await,
        Err("TaskTimedOut".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_fires_late_rather_than_never_and_never_early() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let machine = server.machine("rest", "STANDARD", &wait(600)).await;
    let order = server.execution(&machine, "P-1", &json!({})).await;
    server.end(folder.path()).await;

    clock.advance(599);
    let server = Server::start(folder.path(), &clock);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.describe(&order).await["status"], "RUNNING");
    server.end(folder.path()).await;

    clock.advance(86_400);
    let server = Server::start(folder.path(), &clock);
    server.until(&order, "SUCCEEDED").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_fires_nothing_early() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let machine = server.machine("rest", "STANDARD", &wait(10)).await;
    let order = server.execution(&machine, "P-1", &json!({})).await;
    clock.advance(-3_600);
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(server.describe(&order).await["status"], "RUNNING");
    clock.advance(3_610);
    server.until(&order, "SUCCEEDED").await;
    let times: Vec<f64> = server
        .history(&order)
        .await
        .iter()
        .map(|event| event["timestamp"].as_f64().expect("a time"))
        .collect();
    assert!(times.is_sorted(), "{times:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_execution_that_failed_is_redriven_by_the_next_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let machine = server.machine("confirm", "STANDARD", &callback()).await;
    let order = server.execution(&machine, "P-1", &json!({})).await;
    let first = token(&server.until_event(&order, "TaskScheduled").await);
    let failure = json!({"taskToken": first, "error": "Closed", "cause": "sem entregador"});
    server.call("SendTaskFailure", failure).await;
    server.until(&order, "FAILED").await;
    server.end(folder.path()).await;

    let server = Server::start(folder.path(), &clock);
    server
        .call("RedriveExecution", json!({"executionArn": order}))
        .await;
    assert_eq!(server.describe(&order).await["redriveCount"], 1);
    server.end(folder.path()).await;

    let server = Server::start(folder.path(), &clock);
    server.until_event(&order, "ExecutionRedriven").await;
    let events = server.history(&order).await;
    let mut scheduled = events
        .iter()
        .filter(|event| event["type"] == "TaskScheduled");
    let second = token(scheduled.next_back().expect("another attempt"));
    assert_ne!(first, second);
    let body = json!({"taskToken": second, "output": "1"});
    server.call("SendTaskSuccess", body).await;
    server.until(&order, "SUCCEEDED").await;
    let ids: Vec<u64> = server
        .history(&order)
        .await
        .iter()
        .map(|event| event["id"].as_u64().expect("a number"))
        .collect();
    assert_eq!(ids, (1..=ids.len() as u64).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_waits_for_another_hears_of_its_end_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let inner = server.machine("rest", "STANDARD", &wait(60)).await;
    let outer = json!({
        "StartAt": "Deliver",
        "States": {
            "Deliver": {
                "Type": "Task",
                "Resource": "arn:aws:states:::states:startExecution.sync:2",
                "Parameters": {"StateMachineArn": inner, "Input": {"order": 7}},
                "OutputPath": "$.Output",
                "End": true,
            },
        },
    });
    let outer = server.machine("deliver", "STANDARD", &outer).await;
    let order = server.execution(&outer, "P-1", &json!({})).await;
    server.until_event(&order, "TaskSubmitted").await;
    server.end(folder.path()).await;

    clock.advance(61);
    let server = Server::start(folder.path(), &clock);
    let described = server.until(&order, "SUCCEEDED").await;
    assert_eq!(described["output"], "{\"order\":7}");
    let list = json!({"stateMachineArn": inner});
    let started = server.call("ListExecutions", list).await;
    assert_eq!(started["executions"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_run_goes_on_with_the_children_that_are_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let definition = json!({
        "StartAt": "Each",
        "States": {
            "Each": {
                "Type": "Map",
                "MaxConcurrency": 2,
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "Rest",
                    "States": {"Rest": {"Type": "Wait", "Seconds": 30, "End": true}},
                },
                "End": true,
            },
        },
    });
    let machine = server.machine("each", "STANDARD", &definition).await;
    let order = server
        .execution(&machine, "P-1", &json!([1, 2, 3, 4, 5]))
        .await;
    let begun = server.until_event(&order, "MapRunStarted").await;
    let run = begun["mapRunStartedEventDetails"]["mapRunArn"].clone();
    server.end(folder.path()).await;

    for _ in 0..3 {
        clock.advance(31);
        let server = Server::start(folder.path(), &clock);
        tokio::time::sleep(Duration::from_millis(100)).await;
        server.end(folder.path()).await;
    }
    clock.advance(31);
    let server = Server::start(folder.path(), &clock);
    let described = server.until(&order, "SUCCEEDED").await;
    assert_eq!(described["output"], "[1,2,3,4,5]");
    let counts = server
        .call("DescribeMapRun", json!({"mapRunArn": run}))
        .await;
    assert_eq!(counts["executionCounts"]["succeeded"], 5);
    let children = server
        .call("ListExecutions", json!({"mapRunArn": run}))
        .await;
    assert_eq!(children["executions"].as_array().map(Vec::len), Some(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asynchronous_express_execution_runs_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let definition = json!({
        "StartAt": "Rest",
        "States": {
            "Rest": {"Type": "Wait", "Seconds": 5, "Next": "Tell"},
            "Tell": {
                "Type": "Task",
                "Resource": "arn:aws:lambda:us-east-1:000000000000:function:tell",
                "End": true,
            },
        },
    });
    let server = Server::start(folder.path(), &clock);
    let machine = server.machine("tell", "EXPRESS", &definition).await;
    server
        .execution(&machine, "P-1", &json!({"order": 1}))
        .await;
    assert!(server.services.0.lock().expect("a list").is_empty());
    server.end(folder.path()).await;

    let server = Server::start(folder.path(), &clock);
    clock.advance(6);
    for _ in 0..400 {
        if !server.services.0.lock().expect("a list").is_empty() {
            let told = server.services.0.lock().expect("a list").clone();
            assert_eq!(told, [&b"{\"order\":1}"[..]]);
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it did not run again");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_start_is_the_same_execution() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let machine = server.machine("rest", "STANDARD", &wait(60)).await;
    let start = |input: &str| {
        let body = json!({"stateMachineArn": machine, "name": "P-1", "input": input});
        server.try_call("StartExecution", body)
    };
    let first = start("{}").await.expect("started");
    assert_eq!(start("{}").await, Ok(first));
    let taken = Err("ExecutionAlreadyExists".to_owned());
    assert_eq!(start("{\"another\":1}").await, taken);
    clock.advance(61);
    let order = format!("{}:P-1", machine.replace(":stateMachine:", ":execution:"));
    server.until(&order, "SUCCEEDED").await;
    assert_eq!(start("{}").await, taken);
}
