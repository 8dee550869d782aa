//! Functions that are handlers of this program.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Method;
use lambda::{FunctionError, Lambda, RegisterError};
use serde_json::json;
use wire::Service;

use crate::support::{Server, configuration};

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_is_a_function_like_any_other() {
    let server = Server::start();
    server
        .lambda
        .register("pay", async |invoked| {
            invoked.context.log("paying");
            let key = invoked
                .context
                .idempotency_key
                .as_deref()
                .unwrap_or("none")
                .to_owned();
            let event: serde_json::Value = serde_json::from_slice(&invoked.payload)
                .map_err(|error| FunctionError::new("BadEvent", error.to_string()))?;
            if event["amount"].is_null() {
                return Err(FunctionError::new("InvalidAmount", "no amount"));
            }
            let arn = &*invoked.context.function_arn;
            Ok(json!({"paid": event["amount"], "key": key, "arn": arn})
                .to_string()
                .into())
        })
        .expect("the name is free");
    let headers = [
        ("idempotency-key", "execution-1:Pay:0"),
        ("x-amz-log-type", "Tail"),
    ];
    let path = "/2015-03-31/functions/pay:$LATEST/invocations";
    let answer = server
        .call(Method::POST, path, &headers, r#"{"amount":5}"#)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-amz-executed-version"), Some("$LATEST"));
    assert_eq!(
        answer.json(),
        json!({
            "paid": 5,
            "key": "execution-1:Pay:0",
            "arn": "arn:aws:lambda:us-east-1:000000000000:function:pay:$LATEST",
        })
    );
    assert_eq!(answer.log(), "paying\n");
    let answer = server.invoke("pay", &json!({})).await;
    assert_eq!(answer.header("x-amz-function-error"), Some("Unhandled"));
    let begin = r#"{"errorMessage":"no amount","errorType":"InvalidAmount","requestId":""#;
    assert!(answer.text().starts_with(begin), "{}", answer.text());

    let configuration = server
        .get("/2015-03-31/functions/pay/configuration")
        .await
        .json();
    assert_eq!(configuration["Runtime"], "provided.al2023");
    assert_eq!(configuration["State"], "Active");
    let body = json!({"ZipFile": "UEs="});
    let answer = server.put("/2015-03-31/functions/pay/code", &body).await;
    assert_eq!(answer.code(), "InvalidParameterValueException");
    assert!(
        answer.text().contains("part of the server"),
        "{}",
        answer.text()
    );
    let answer = server
        .call(Method::DELETE, "/2015-03-31/functions/pay", &[], "")
        .await;
    assert_eq!(answer.code(), "InvalidParameterValueException");
    server.lambda.shutdown().await;
    assert!(
        server
            .others
            .log_lines("/aws/lambda/pay")
            .contains(&"paying".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn panics_and_time_outs_are_failures_of_the_function_alone() {
    let server = Server::start();
    let lambda = &server.lambda;
    lambda
        .register("panics", async |_| panic!("at once"))
        .expect("a name");
    lambda
        .register("later", async |_| {
            tokio::task::yield_now().await;
            panic!("after a while")
        })
        .expect("a name");
    lambda
        .register("sleeps", async |_| std::future::pending().await)
        .expect("a name");
    for (name, message) in [("panics", "at once"), ("later", "after a while")] {
        let body = server.invoke(name, &json!({})).await.json();
        assert_eq!(body["errorType"], "Runtime.Panic");
        assert_eq!(body["errorMessage"], message);
    }
    let path = "/2015-03-31/functions/sleeps/configuration";
    let answer = server.put(path, &json!({"Timeout": 1})).await;
    assert_eq!(answer.json()["Timeout"], 1, "{}", answer.text());
    let body = server.invoke("sleeps", &json!({})).await.json();
    assert_eq!(body["errorType"], "Sandbox.Timedout");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_goes_on_when_its_caller_is_gone() {
    let server = Server::start();
    let reached = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&reached);
    let (open, gate) = tokio::sync::watch::channel(false);
    let handler = move |_| {
        let (counted, mut gate) = (Arc::clone(&counted), gate.clone());
        async move {
            let _ = gate.wait_for(|open| *open).await;
            counted.fetch_add(1, Ordering::Relaxed);
            Ok(Bytes::from_static(b"null"))
        }
    };
    server.lambda.register("slow", handler).expect("a name");
    let event = json!({});
    let call = server.invoke("slow", &event);
    assert!(
        tokio::time::timeout(Duration::from_millis(20), call)
            .await
            .is_err()
    );
    open.send(true).expect("somebody waits");
    let begun = Instant::now();
    while reached.load(Ordering::Relaxed) == 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "the handler was dropped"
        );
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_set_for_a_handler_outlives_the_program() {
    let configuration = configuration();
    let journal = configuration.journal.clone();
    let server = Server::with(configuration);
    let register = |lambda: &Lambda| lambda.register("pay", async |_| Ok(Bytes::from_static(b"1")));
    register(&server.lambda).expect("a name");
    assert_eq!(register(&server.lambda), Ok(()), "again is fine");
    assert_eq!(
        server
            .lambda
            .register("not a name", async |_| Ok(Bytes::new())),
        Err(RegisterError::Name("not a name".to_owned()))
    );
    server
        .post("/2015-03-31/functions/pay/versions", &json!({}))
        .await;
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    server
        .post("/2015-03-31/functions/pay/aliases", &alias)
        .await;
    server.lambda.shutdown().await;

    let again = Server::with(lambda::Configuration {
        journal,
        ..crate::support::configuration()
    });
    let gone = again.invoke("pay:live", &json!({})).await;
    assert_eq!(gone.code(), "ResourceNotFoundException");
    register(&again.lambda).expect("the same name");
    let answer = again.invoke("pay:live", &json!({})).await;
    assert_eq!(answer.text(), "1");
    assert_eq!(answer.header("x-amz-executed-version"), Some("1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_accepted_outlives_the_program() {
    let configuration = configuration();
    let journal = configuration.journal.clone();
    let server = Server::with(configuration);
    server
        .lambda
        .register("slow", async |_| std::future::pending().await)
        .expect("a name");
    let headers = [("x-amz-invocation-type", "Event")];
    let path = "/2015-03-31/functions/slow/invocations";
    let answer = server
        .call(Method::POST, path, &headers, r#"{"order":"é"}"#)
        .await;
    assert_eq!(answer.status, 202);
    server.lambda.shutdown().await;
    drop(server);

    let again = Server::with(lambda::Configuration {
        journal: journal.clone(),
        ..crate::support::configuration()
    });
    let (seen, mut events) = tokio::sync::mpsc::channel(8);
    again
        .lambda
        .register("slow", move |invoked| {
            let seen = seen.clone();
            async move {
                let _ = seen.send(invoked.payload).await;
                Ok(Bytes::from_static(b"null"))
            }
        })
        .expect("the same name");
    let event = tokio::time::timeout(Duration::from_secs(10), events.recv()).await;
    assert_eq!(
        event.expect("it comes").expect("an event"),
        r#"{"order":"é"}"#
    );
    let begun = Instant::now();
    while !journal
        .documents("lambda.event")
        .expect("a journal")
        .is_empty()
    {
        assert!(begun.elapsed() < Duration::from_secs(10), "the event stays");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// What a call costs besides the handler: under 5 µs in release.
/// `cargo test --release -p lambda -- --ignored --nocapture in_process`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; asserts only what a busy machine can keep"]
async fn in_process_calls_are_fast() {
    let server = Server::start();
    server
        .lambda
        .register("echo", async |invoked| Ok(invoked.payload))
        .expect("a name");
    let path = "/2015-03-31/functions/echo/invocations";
    let calls = 200_000;
    let begun = Instant::now();
    for _ in 0..calls {
        let request = Server::request(Method::POST, path, &[], Bytes::from_static(b"{\"a\":1}"));
        let response = server.lambda.handle(request).await;
        assert_eq!(response.status(), 200);
    }
    let each = begun.elapsed() / calls;
    eprintln!("in process: {each:?} a call, its request included");
    assert!(each < Duration::from_micros(100));
}
