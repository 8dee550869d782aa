//! What the API costs beyond what it asks for: CPU time of the thread that answers, against that of
//! the same question put to the delivery itself.

#[path = "../../delivery/tests/world/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::pedantic,
    reason = "it is looked at where it is, and not all of it is used here"
)]
mod world;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use delivery::delivery::{AddressWish, Cart, CartLine, PlaceOrder};
use delivery::order::{CarriedBy, Method};
use http::Request;
use http_body_util::BodyExt as _;
use rest::{Rest, Settings};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use world::World;

/// Questions of each kind; the first are not counted.
const QUESTIONS: u32 = 600;
const UNCOUNTED: u32 = 100;

/// What this thread has worked so far.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let (seconds, nanoseconds) = (time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs());
    Duration::from_secs(seconds) + Duration::from_nanos(nanoseconds)
}

async fn ask(router: &Router, token: &str, path: &str, key: u32, body: &Value) -> (u16, Value) {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"))
        .header("idempotency-key", format!("api-{key}"))
        .body(Body::from(body.to_string()))
        .expect("a request");
    let answered = router.clone().oneshot(request).await;
    let (head, body) = answered.unwrap_or_else(|never| match never {}).into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let body = serde_json::from_slice(&body).expect("JSON");
    (head.status.as_u16(), body)
}

/// Means of what the delivery and the API cost, and their difference.
fn show(what: &str, itself: &[Duration], api: &[Duration]) {
    let mean = |times: &[Duration]| {
        let counted = &times[UNCOUNTED as usize..];
        let sum: Duration = counted.iter().sum();
        sum.as_secs_f64() * 1e6 / counted.len() as f64
    };
    let (itself, api) = (mean(itself), mean(api));
    println!(
        "{what:8} delivery {itself:7.1} us, API {api:7.1} us, more {:6.1} us",
        api - itself
    );
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let world = World::new(60).await;
    let delivery = &world.delivery;
    let router = rest::router(Rest::new(delivery.clone(), Settings::default()));
    let sessions = format!("/api/stores/{}/sessions", world.store);
    let (_, guest) = ask(&router, "", &sessions, 0, &json!({"name": "Ana"})).await;
    let token = guest["token"].as_str().expect("a token");
    let customer = guest["customer"]["id"].as_str().expect("an id");
    let customer = delivery::CustomerId::parse(customer).expect("an identifier");
    let item = world.plain_item().await;
    let stocked = delivery.restock(&world.store, &item, 1_000_000).await;
    stocked.expect("stock");
    let town = delivery::town::Town::bundled();
    let place = town.nearest(delivery::town::Point { x: 300.0, y: 200.0 });
    let line = town.address_of(place).to_string();
    let cart = Cart {
        lines: vec![CartLine {
            item: item.clone(),
            quantity: 1,
            options: Vec::new(),
            note: None,
        }],
    };
    let address = AddressWish {
        line: line.clone(),
        complement: None,
        instructions: None,
    };
    let cart_json = json!({"lines": [{"item": item, "quantity": 1}]});
    let quote_json = json!({"cart": cart_json, "address": {"line": line}});
    let (mut quotes, mut asked_quotes) = (Vec::new(), Vec::new());
    let (mut orders, mut asked_orders) = (Vec::new(), Vec::new());
    for key in 0..QUESTIONS {
        let begin = worked();
        let quoted = delivery.quote(&world.store, &cart, &address).await;
        quotes.push(worked().saturating_sub(begin));
        let quote = quoted.expect("a quote").signed.as_str().to_owned();

        let begin = worked();
        let (status, quoted) = ask(&router, token, "/api/quotes", key, &quote_json).await;
        asked_quotes.push(worked().saturating_sub(begin));
        assert_eq!(status, 200, "{quoted}");

        let wish = PlaceOrder {
            cart: cart.clone(),
            quote,
            complement: None,
            instructions: None,
            note: None,
            payment: Method::Pix,
            slot: None,
        };
        let itself = format!("itself-{key}");
        let begin = worked();
        let carried = CarriedBy::Workflow;
        let placed = delivery
            .place(&world.store, &customer, &wish, &itself, carried)
            .await;
        orders.push(worked().saturating_sub(begin));
        placed.expect("placed");

        let order =
            json!({"cart": cart_json, "quote": quoted["quote"], "payment": {"type": "PIX"}});
        let begin = worked();
        let (status, placed) = ask(&router, token, "/api/orders", key, &order).await;
        asked_orders.push(worked().saturating_sub(begin));
        assert_eq!(status, 201, "{placed}");
    }
    show("quotes", &quotes, &asked_quotes);
    show("orders", &orders, &asked_orders);
}
