//! Streams: nothing is lost, nothing told twice, and they end with the server.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use http::Method;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use crate::client::{Client, Shop};
use crate::journey::{at, place};

/// Nothing here takes so long, unless it does not come at all.
const COMES_WITHIN: Duration = Duration::from_secs(30);

/// A stream, and what has come of it and was not read.
pub(crate) struct Stream {
    body: Body,
    text: String,
}

#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) data: Value,
}

impl Stream {
    pub(crate) async fn open(client: &Client, path: &str) -> Stream {
        let response = client.stream(Method::GET, path, Body::empty()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Stream {
            body: response.into_body(),
            text: String::new(),
        }
    }

    /// The next event; `None` when the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    let mut lines = block.lines();
                    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
                };
                if let Some(name) = field("event") {
                    let data = field("data").expect("data");
                    return Some(Event {
                        id: field("id").map(str::to_owned),
                        name: name.to_owned(),
                        data: serde_json::from_str(data).expect("JSON"),
                    });
                }
            }
            let frame = tokio::time::timeout(COMES_WITHIN, self.body.frame()).await;
            let frame = frame.expect("something comes")?;
            let data = frame.expect("a frame").into_data().expect("data");
            self.text
                .push_str(std::str::from_utf8(&data).expect("a text"));
        }
    }

    /// Events of a name until one of which this is true.
    pub(crate) async fn until(&mut self, name: &str, is: impl Fn(&Event) -> bool) -> Vec<Event> {
        let mut seen = Vec::new();
        loop {
            let event = self.next().await.expect("more events");
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

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_told_once_and_resumed_where_it_broke_off() {
    let shop = Shop::open(60).await;
    let customer = shop.guest("Ana").await;
    let placed = place(&shop, &customer, "k", json!({"type": "CASH"})).await;
    let id = placed["id"].as_str().expect("an id");
    let path = format!("/api/orders/{id}/events");
    let mut stream = Stream::open(&customer, &path).await;
    let confirmed = |event: &Event| event.data["status"] == "CONFIRMED";
    let entries = stream.until("entry", confirmed).await;
    let numbers: Vec<u64> = entries
        .iter()
        .filter_map(|it| it.data["number"].as_u64())
        .collect();
    assert!(
        numbers.iter().copied().eq(1..=numbers.len() as u64),
        "{numbers:?}"
    );
    for entry in &entries {
        assert_eq!(
            entry.id.as_deref(),
            Some(entry.data["number"].to_string().as_str())
        );
    }
    let order = stream.until("order", confirmed).await;
    assert_eq!(order.last().expect("an order").data["pin"], placed["pin"]);
    drop(stream);

    // Who comes again knows three entries.
    let mut stream = Stream::open(&customer.with("last-event-id", "3"), &path).await;
    let first = stream.until("entry", |_| true).await;
    assert_eq!(first[0].data["number"], 4);
    let operator = shop.operator().await;
    let prepare = format!("/api/board/orders/{id}/prepare");
    operator.post(&prepare, &json!({})).await.expect(200);
    let preparing = |event: &Event| event.data["event"] == "PREPARING";
    let entries = stream.until("entry", preparing).await;
    let numbers: Vec<u64> = entries
        .iter()
        .filter_map(|it| it.data["number"].as_u64())
        .collect();
    assert!(
        numbers.iter().copied().eq(5..5 + numbers.len() as u64),
        "{numbers:?}"
    );

    shop.rest.end();
    while let Some(event) = stream.next().await {
        assert_ne!(event.name, "entry", "{event:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_followed_without_what_is_the_customers_alone() {
    let shop = Shop::open(60).await;
    let customer = shop.guest("Ana Luísa").await;
    let placed = place(&shop, &customer, "k", json!({"type": "CASH"})).await;
    let link = placed["tracking_link"].as_str().expect("a link");
    let token = link.rsplit('/').next().expect("a token");
    let path = format!("/api/track/{token}/events");
    let mut stream = Stream::open(&shop.anybody(), &path).await;
    let orders = stream
        .until("order", |event| event.data["status"] == "CONFIRMED")
        .await;
    for order in orders {
        assert!(order.data.get("pin").is_none() && order.data.get("address").is_none());
        assert_eq!(order.data["first_name"], "Ana");
    }
    let forged = shop.anybody().get("/api/track/AAAA/events").await;
    assert_eq!(forged.problem(404), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_begins_with_a_reset_and_resumes_after_it() {
    let shop = Shop::open(60).await;
    let customer = shop.guest("Ana").await;
    let operator = shop.operator().await;
    let path = "/api/board/events";
    let mut stream = Stream::open(&operator, path).await;
    let reset = stream.next().await.expect("an event");
    assert_eq!(reset.name, "reset");
    let mark = reset.id.expect("a mark");
    let placed = place(&shop, &customer, "k", json!({"type": "CASH"})).await;
    let id = placed["id"].as_str().expect("an id");
    at(&customer, id, "CONFIRMED").await;
    let confirmed = |event: &Event| event.data["status"] == "CONFIRMED";
    let seen = stream.until("order", confirmed).await;
    assert!(
        seen.iter()
            .all(|event| event.data["id"] == *id && event.data.get("pin").is_none())
    );
    drop(stream);

    // Whoever was away is told of the order, once.
    let mut stream = Stream::open(&operator.with("last-event-id", &mark), path).await;
    let resumed = stream.next().await.expect("an event");
    assert_eq!(
        (resumed.name.as_str(), &resumed.data["status"]),
        ("order", &json!("CONFIRMED"))
    );
    let unknown = operator.with("last-event-id", "0000000000000000-7");
    let mut stream = Stream::open(&unknown, path).await;
    assert_eq!(stream.next().await.expect("an event").name, "reset");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_has_so_many_streams() {
    let shop = Shop::open(60).await;
    let operator = shop.operator().await;
    let mut open: Vec<BodyDataStream> = Vec::new();
    for _ in 0..8 {
        let stream = Stream::open(&operator, "/api/board/events").await;
        open.push(stream.body.into_data_stream());
    }
    let ninth = operator.get("/api/board/events").await;
    assert_eq!(ninth.problem(429), "too_many_requests");
    open.clear();
    // A place is free once its writer has seen that the reader is gone.
    for _ in 0..500 {
        let path = "/api/board/events";
        let response = operator.stream(Method::GET, path, Body::empty()).await;
        if response.status() == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no place became free");
}
