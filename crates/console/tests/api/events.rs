//! What changes, as it changes.

use std::time::Duration;

use axum::body::Body;
use http::Method;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use crate::client::{Client, Shop};
use crate::machine::{asks, path_of};

/// Nothing here takes so long, unless it does not come at all.
const COMES_WITHIN: Duration = Duration::from_secs(20);

/// A stream of events, as it comes.
struct Stream {
    body: Body,
    text: String,
}

#[derive(Debug)]
struct Event {
    id: Option<String>,
    name: String,
    data: Value,
}

impl Stream {
    async fn open(client: &Client, path: &str) -> Stream {
        let response = client.stream(Method::GET, path, Body::empty()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Stream {
            body: response.into_body(),
            text: String::new(),
        }
    }

    async fn next(&mut self) -> Event {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    let mut lines = block.lines();
                    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
                };
                if let Some(name) = field("event") {
                    return Event {
                        id: field("id").map(str::to_owned),
                        name: name.to_owned(),
                        data: serde_json::from_str(field("data").expect("data")).expect("JSON"),
                    };
                }
            }
            let frame = tokio::time::timeout(COMES_WITHIN, self.body.frame()).await;
            let frame = frame.expect("something comes").expect("more comes");
            let data = frame.expect("a frame").into_data().expect("data");
            self.text
                .push_str(std::str::from_utf8(&data).expect("a text"));
        }
    }

    /// Events of a name until one of which this is true.
    async fn until(&mut self, name: &str, is: impl Fn(&Event) -> bool) -> Vec<Event> {
        let mut seen = Vec::new();
        loop {
            let event = self.next().await;
            if event.name == name {
                let last = is(&event);
                seen.push(event);
                if last {
                    return seen;
                }
            }
        }
    }
}

const ASKS: &str = r#"{"StartAt": "First", "States": {
    "First": {"Type": "Pass", "Next": "Ask"},
    "Ask": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:000000000000:activity:asks",
        "End": true}}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_all_executions_are_told_with_their_counts() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let machine = asks(&shop, ASKS).await;
    let mut stream = Stream::open(&operator, "/api/console/events").await;
    let first = stream.next().await;
    assert_eq!(
        (first.name.as_str(), &first.data["changed"]),
        ("executions", &json!(null))
    );
    assert_eq!(stream.next().await.data, json!({"total": 0}));
    let arn = machine.start("one", "{}").await;
    let told = stream
        .until("executions", |event| event.data["counts"]["RUNNING"] == 1)
        .await;
    let changed = &told.last().expect("an event").data["changed"];
    assert_eq!(changed, &json!([arn]));
    stream
        .until("callbacks", |event| event.data["total"] == 1)
        .await;
    let sfn = shop.world.step_functions();
    let stopped = sfn.stop_execution().execution_arn(&arn).send().await;
    stopped.expect("stopped");
    let of_now = |event: &Event| event.data["counts"]["ABORTED"] == 1;
    stream.until("executions", of_now).await;
    stream
        .until("callbacks", |event| event.data["total"] == 0)
        .await;
    shop.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_execution_is_followed_and_a_stream_resumes_where_it_was() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let machine = asks(&shop, ASKS).await;
    let arn = machine.start("one", r#"{"a": 1}"#).await;
    let path = path_of(&arn, "/events");
    let mut stream = Stream::open(&operator, &path).await;
    let is_asking = |event: &Event| {
        let events = event.data["events"].as_array().expect("events");
        events
            .iter()
            .any(|event| event["type"] == "ActivityScheduled")
    };
    let told = stream.until("history", is_asking).await;
    let last = told.last().expect("an event").id.clone().expect("an id");
    let execution = stream.next().await;
    assert_eq!(
        (execution.name.as_str(), &execution.data["status"]),
        ("execution", &json!("RUNNING"))
    );
    assert_eq!(execution.data["current"], json!(["Ask"]));

    let sfn = shop.world.step_functions();
    let stopped = sfn
        .stop_execution()
        .execution_arn(&arn)
        .error("Enough")
        .send();
    stopped.await.expect("stopped");
    let ended = stream
        .until("execution", |event| event.data["status"] == "ABORTED")
        .await;
    assert_eq!(ended.last().expect("an event").data["error"], "Enough");
    drop(stream);

    // Whoever was away is told what came since, once.
    let resumed = operator.with("last-event-id", &last);
    let mut stream = Stream::open(&resumed, &path).await;
    let told = stream.next().await;
    let numbers: Vec<u64> = told.data["events"]
        .as_array()
        .expect("events")
        .iter()
        .map(|event| event["id"].as_u64().expect("a number"))
        .collect();
    let last: u64 = last.parse().expect("a number");
    assert_eq!(numbers.first(), Some(&(last + 1)));
    assert_eq!(told.data["events"][0]["type"], "ExecutionAborted");
    assert_eq!(told.data["events"][0]["error"], "Enough");

    // It goes on when it is redriven.
    sfn.redrive_execution()
        .execution_arn(&arn)
        .send()
        .await
        .expect("redriven");
    let again = stream
        .until("execution", |event| event.data["redrive_count"] == 1)
        .await;
    assert_eq!(again.last().expect("an event").data["status"], "RUNNING");
    shop.end();
}
