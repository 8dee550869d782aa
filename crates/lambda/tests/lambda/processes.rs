//! The life of processes: time-outs, crashes, limits, updates, rest.

use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;

use crate::support::{Server, archive, configuration, environment, has};

/// Each returns the id of its process, or does what the event says first.
const CODE: &str = r#"
import os, time, sys, subprocess
def handler(event, context):
    action = event.get("do")
    if action == "sleep":
        time.sleep(event["seconds"])
    elif action == "exit":
        os._exit(event["status"])
    elif action == "kill":
        os.kill(os.getpid(), 9)
    elif action == "fork":
        child = subprocess.Popen(["sleep", "600"])
        print("child", child.pid)
        time.sleep(600)
    elif action == "size":
        return "x" * event["bytes"]
    elif action == "meet":
        # Waits until so many of us are here.
        folder = event["folder"]
        open(os.path.join(folder, str(os.getpid())), "w").close()
        while len(os.listdir(folder)) < event["count"]:
            time.sleep(0.01)
    return os.getpid()
"#;

async fn start(settings: serde_json::Value) -> Server {
    start_with(configuration(), settings).await
}

async fn start_with(configuration: lambda::Configuration, settings: serde_json::Value) -> Server {
    let server = Server::with(configuration);
    server
        .create(
            "work",
            "python3.11",
            "app.handler",
            &[("app.py", CODE)],
            settings,
        )
        .await;
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_takes_too_long_is_ended() {
    if !has("python3") {
        return;
    }
    let server = start(json!({"Timeout": 1})).await;
    let before = server.invoke("work", &json!({})).await.json();
    let begun = Instant::now();
    let answer = server.invoke("work", &json!({"do": "fork"})).await;
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("x-amz-function-error"), Some("Unhandled"));
    let body = answer.json();
    assert_eq!(body["errorType"], "Sandbox.Timedout");
    let message = body["errorMessage"].as_str().expect("a message");
    assert!(
        message.ends_with("Task timed out after 1.00 seconds"),
        "{message}"
    );
    let log = answer.log();
    assert!(log.contains("Task timed out after 1.00 seconds\n"), "{log}");
    assert!(log.contains("\tStatus: timeout\n"), "{log}");
    // What it had started is gone too.
    let child = log
        .split("child ")
        .nth(1)
        .and_then(|rest| rest.split('\n').next());
    let stat = format!("/proc/{}/stat", child.expect("a child"));
    let is_gone = || {
        // An orphan that nobody has buried yet is as good as gone.
        std::fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z "))
    };
    while !is_gone() {
        assert!(begun.elapsed() < Duration::from_secs(5), "the child lives");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let after = server.invoke("work", &json!({})).await.json();
    assert_ne!(before, after, "the process is another one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_is_told_of_and_replaced() {
    if !has("python3") {
        return;
    }
    let server = start(json!({})).await;
    for (event, how) in [
        (
            json!({"do": "exit", "status": 1}),
            "Runtime exited with error: exit status 1",
        ),
        (
            json!({"do": "exit", "status": 0}),
            "Runtime exited without providing a reason",
        ),
        (
            json!({"do": "kill"}),
            "Runtime exited with error: signal: killed",
        ),
    ] {
        let before = server.invoke("work", &json!({})).await.json();
        let answer = server.invoke("work", &event).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("x-amz-function-error"), Some("Unhandled"));
        let body = answer.json();
        assert_eq!(body["errorType"], "Runtime.ExitError", "{}", answer.text());
        let message = body["errorMessage"].as_str().expect("a message");
        assert!(
            message.starts_with("RequestId: ") && message.ends_with(how),
            "{message}"
        );
        let after = server.invoke("work", &json!({})).await.json();
        assert!(after.is_u64() && before != after, "{before} {after}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_more_than_6_megabytes_is_refused() {
    if !has("python3") {
        return;
    }
    let server = start(json!({})).await;
    let fits = server
        .invoke("work", &json!({"do": "size", "bytes": 6_000_000}))
        .await;
    assert_eq!(fits.body.len(), 6_000_002);
    let answer = server
        .invoke("work", &json!({"do": "size", "bytes": 6_300_000}))
        .await;
    assert_eq!(
        answer.json()["errorType"],
        "Function.ResponseSizeTooLarge",
        "{}",
        answer.text()
    );
    let event = format!("\"{}\"", "x".repeat(6_291_557));
    let path = "/2015-03-31/functions/work/invocations";
    let answer = server.call(Method::POST, path, &[], event).await;
    assert_eq!(
        (answer.status, answer.code()),
        (413, "RequestTooLargeException")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_grow_with_demand_and_reservations_hold() {
    if !has("python3") {
        return;
    }
    let server = start(json!({"Timeout": 30})).await;
    let path = "/2017-10-31/functions/work/concurrency";
    let answer = server
        .put(path, &json!({"ReservedConcurrentExecutions": 3}))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let folder = tempfile::tempdir().expect("a folder");
    let meet = json!({"do": "meet", "folder": folder.path(), "count": 4});
    let (a, b, c) = tokio::join!(
        server.invoke("work", &meet),
        server.invoke("work", &meet),
        async {
            // When three are there a fourth is turned away; then the three are let go.
            while std::fs::read_dir(folder.path())
                .expect("the folder")
                .count()
                < 2
            {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let third = server.invoke("work", &meet);
            let turned_away = async {
                let answer = loop {
                    let answer = server.invoke("work", &json!({})).await;
                    if answer.status != 200 {
                        break answer;
                    }
                };
                std::fs::write(folder.path().join("go"), "").expect("a file");
                answer
            };
            tokio::join!(third, turned_away)
        }
    );
    let (c, turned_away) = c;
    let mut processes = [a.json(), b.json(), c.json()].map(|id| id.as_u64().expect("an id"));
    processes.sort_unstable();
    assert!(processes[0] < processes[1] && processes[1] < processes[2]);
    assert_eq!(
        (turned_away.status, turned_away.code()),
        (429, "TooManyRequestsException")
    );
    assert_eq!(
        turned_away.json()["Reason"],
        "ReservedFunctionConcurrentInvocationLimitExceeded"
    );
    server
        .put(path, &json!({"ReservedConcurrentExecutions": 0}))
        .await;
    assert_eq!(server.invoke("work", &json!({})).await.status, 429);
    server.call(Method::DELETE, path, &[], "").await;
    assert_eq!(server.invoke("work", &json!({})).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_serves_calls_in_turn() {
    if !has("python3") {
        return;
    }
    let server = start(json!({})).await;
    let first = server.invoke("work", &json!({})).await.json();
    for _ in 0..50 {
        assert_eq!(server.invoke("work", &json!({})).await.json(), first);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_reaches_the_next_call_and_spares_the_present_one() {
    if !has("python3") {
        return;
    }
    let server = start(json!({"Timeout": 30})).await;
    let folder = tempfile::tempdir().expect("a folder");
    let meet = json!({"do": "meet", "folder": folder.path(), "count": 2});
    let update = async {
        while std::fs::read_dir(folder.path())
            .expect("the folder")
            .count()
            < 1
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let code = archive(&[("app.py", "def handler(event, context):\n    return 'new'\n")]);
        let body = json!({"ZipFile": base64_of(&code)});
        let answer = server.put("/2015-03-31/functions/work/code", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(server.invoke("work", &json!({})).await.json(), "new");
        std::fs::write(folder.path().join("go"), "").expect("a file");
    };
    let (old, ()) = tokio::join!(server.invoke("work", &meet), update);
    assert!(old.json().is_u64(), "{}", old.text());
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_without_work_end() {
    if !has("python3") {
        return;
    }
    let mut configuration = configuration();
    configuration.limits.idle = Duration::from_millis(100);
    let server = start_with(configuration, json!({})).await;
    let process = server.invoke("work", &json!({})).await.json();
    let path = format!("/proc/{process}");
    let begun = Instant::now();
    while std::path::Path::new(&path).exists() {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "the process stays"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(server.invoke("work", &json!({})).await.json().is_u64());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_start_gets_a_second_chance_and_no_third() {
    if !has("python3") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let marker = folder.path().join("started");
    let code = format!(
        r#"
import os, time
marker = {marker:?}
if not os.path.exists(marker):
    open(marker, "w").close()
    time.sleep(600)
def handler(event, context):
    return "ready"
"#
    );
    let mut configuration = configuration();
    configuration.limits.initialization = Duration::from_secs(4);
    let server = Server::with(configuration);
    let files = [
        ("app.py", &*code),
        ("never.py", "import time\ntime.sleep(600)\n"),
    ];
    server
        .create(
            "second",
            "python3.11",
            "app.handler",
            &files,
            json!({"Timeout": 20}),
        )
        .await;
    server
        .create(
            "never",
            "python3.11",
            "never.handler",
            &files,
            json!({"Timeout": 1}),
        )
        .await;
    let event = json!({});
    let (second, never) = tokio::join!(
        server.invoke("second", &event),
        server.invoke("never", &event)
    );
    assert_eq!(second.json(), "ready", "{}", second.text());
    assert_eq!(
        never.json()["errorType"],
        "Sandbox.Timedout",
        "{}",
        never.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn shutting_down_leaves_no_process() {
    if !has("python3") {
        return;
    }
    let server = start(json!({})).await;
    let process = server.invoke("work", &json!({})).await.json();
    server.lambda.shutdown().await;
    assert!(!std::path::Path::new(&format!("/proc/{process}")).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_tried_again_and_their_end_is_told() {
    if !has("python3") {
        return;
    }
    let mut configuration = configuration();
    configuration.limits.event_retry_delays = vec![Duration::from_millis(10); 2];
    let server = Server::with(configuration);
    let code = "def handler(event, context):\n    print('try', context.aws_request_id)\n    raise ValueError('no')\n";
    server
        .create(
            "flaky",
            "python3.11",
            "app.handler",
            &[("app.py", code)],
            json!({}),
        )
        .await;
    let destination = json!({
        "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:000000000000:dead"}},
    });
    let path = "/2019-09-25/functions/flaky/event-invoke-config";
    assert_eq!(server.put(path, &destination).await.status, 200);
    let path = "/2015-03-31/functions/flaky/invocations";
    let headers = [("x-amz-invocation-type", "Event")];
    let answer = server
        .call(Method::POST, path, &headers, r#"{"a": 1}"#)
        .await;
    assert_eq!((answer.status, answer.body.len()), (202, 0));
    let begun = Instant::now();
    let told = loop {
        if let Some(body) = server.others.bodies("sqs").pop() {
            break body;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "nothing was told"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    let told: serde_json::Value = serde_json::from_slice(&told).expect("JSON");
    let message = told["MessageBody"].as_str().expect("a message");
    let record: serde_json::Value = serde_json::from_str(message).expect("JSON");
    assert_eq!(record["requestContext"]["condition"], "RetriesExhausted");
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 3);
    assert_eq!(record["requestPayload"], json!({"a": 1}));
    assert_eq!(record["responsePayload"]["errorType"], "ValueError");
    server.lambda.shutdown().await;
    let lines = server.others.log_lines("/aws/lambda/flaky");
    let tries: Vec<&String> = lines
        .iter()
        .filter(|line| line.starts_with("try "))
        .collect();
    assert_eq!(tries.len(), 3, "{lines:?}");
    assert!(tries.iter().all(|line| *line == tries[0]), "{tries:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_answered_while_processes_come_and_go() {
    if !has("python3") {
        return;
    }
    let code = r#"
import os, threading
calls = 0
def handler(event, context):
    global calls
    calls += 1
    if calls == event["last"] and event["how"] == "after":
        threading.Timer(0.001, lambda: os._exit(3)).start()
    if calls == event["last"] and event["how"] == "before":
        os._exit(3)
    return event["number"]
"#;
    let mut configuration = configuration();
    configuration.limits.processes_max = 3;
    let server = Server::with(configuration);
    server
        .create(
            "work",
            "python3.11",
            "app.handler",
            &[("app.py", code)],
            json!({"Timeout": 60}),
        )
        .await;
    let server = std::sync::Arc::new(server);
    let mut callers = tokio::task::JoinSet::new();
    for caller in 0..6_u64 {
        let server = std::sync::Arc::clone(&server);
        callers.spawn(async move {
            for call in 0..20 {
                let number = caller * 100 + call;
                let how = if call % 2 == 0 { "after" } else { "before" };
                let event = json!({"number": number, "how": how, "last": 5});
                let body = server.invoke("work", &event).await.json();
                let exited = body["errorType"] == "Runtime.ExitError";
                assert!(exited || body == number, "{number}: {body}");
            }
        });
    }
    tokio::time::timeout(Duration::from_secs(50), callers.join_all())
        .await
        .expect("no call is forgotten");
}

/// How long a call takes from inside this process when a Python process is warm. Run it in release:
/// `cargo test --release -p lambda -- --ignored --nocapture warm`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; asserts only what a busy machine can keep"]
async fn warm_calls_are_fast() {
    let mut servers = vec![("own runtime", Server::start())];
    if let Some(python) = environment() {
        let mut configuration = configuration();
        configuration.interpreters.python = Some(python);
        servers.push(("awslambdaric", Server::with(configuration)));
    }
    for (name, server) in servers {
        let code = "def handler(event, context):\n    return event\n";
        server
            .create(
                "echo",
                "python3.11",
                "app.handler",
                &[("app.py", code)],
                json!({}),
            )
            .await;
        let mut times = Vec::new();
        for _ in 0..2_000 {
            let begun = Instant::now();
            let answer = server
                .call(
                    Method::POST,
                    "/2015-03-31/functions/echo/invocations",
                    &[],
                    r#"{"a":1}"#,
                )
                .await;
            times.push(begun.elapsed());
            assert_eq!(answer.status, 200);
        }
        times.sort_unstable();
        eprintln!("{name}: p50 {:?}, p99 {:?}", times[1_000], times[1_980]);
        assert!(times[1_000] < Duration::from_millis(10));
    }
}
