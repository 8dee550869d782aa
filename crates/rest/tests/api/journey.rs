//! From the cart to the door, by nothing but the API.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, Shop};

/// Nothing here takes so long, unless it does not end at all.
const ENDS_WITHIN: Duration = Duration::from_secs(30);

/// A cart of what can be had as it is, and an address that is delivered to.
pub(crate) async fn wish(shop: &Shop) -> Value {
    let item = shop.world.plain_item().await;
    let town = delivery::town::Town::bundled();
    let place = town.nearest(delivery::town::Point { x: 300.0, y: 200.0 });
    json!({
        "cart": {"lines": [{"item": item, "quantity": 2}]},
        "address": {"line": town.address_of(place).to_string()},
    })
}

/// Places an order.
pub(crate) async fn place(shop: &Shop, customer: &Client, key: &str, payment: Value) -> Value {
    let wish = wish(shop).await;
    let quote = customer.post("/api/quotes", &wish).await.expect(200);
    let order = json!({
        "cart": wish["cart"],
        "quote": quote["quote"],
        "complement": "apto 42",
        "payment": payment,
    });
    let customer = customer.with("idempotency-key", key);
    let placed = customer.post("/api/orders", &order).await.expect(201);
    assert_eq!(placed["totals"]["total"], quote["total"]);
    placed
}

/// The order, once it is there.
pub(crate) async fn at(customer: &Client, order: &str, status: &str) -> Value {
    until(customer, order, |order| order["status"] == status).await
}

/// The order, once this is true of it.
async fn until(customer: &Client, order: &str, is: impl Fn(&Value) -> bool) -> Value {
    let path = format!("/api/orders/{order}");
    let wait = async {
        loop {
            let order = customer.get(&path).await.expect(200);
            if is(&order) {
                return order;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let Ok(order) = tokio::time::timeout(ENDS_WITHIN, wait).await else {
        panic!("it did not come: {}", customer.get(&path).await.body);
    };
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_goes_from_the_cart_to_the_door() {
    let shop = Shop::open(60).await;
    let customer = shop.guest("Ana Luísa").await;
    let operator = shop.operator().await;
    let placed = place(&shop, &customer, "k1", json!({"type": "CASH"})).await;
    let id = placed["id"].as_str().expect("an id").to_owned();
    let confirmed = at(&customer, &id, "CONFIRMED").await;
    assert_eq!(confirmed["payment"]["state"], "AT_THE_DOOR");

    let courier = json!({"name": "Rui", "state": "FREE", "point": {"x": 0, "y": 0}});
    let path = "/api/board/couriers/rui";
    operator.put(path, &courier).await.expect(200);
    let board = operator.get("/api/board").await.expect(200);
    assert_eq!(board["items"][0]["id"], *id);
    assert_eq!(board["items"][0]["customer"]["phone"], "•••• 4321");
    assert!(board["items"][0].get("pin").is_none());
    let step = async |who: &Client, path: String, body: Value| {
        who.post(&path, &body).await.expect(200);
    };
    let order = format!("/api/board/orders/{id}");
    step(&operator, format!("{order}/prepare"), json!({})).await;
    step(&operator, format!("{order}/ready"), json!({})).await;
    let assign = json!({"courier": "rui"});
    step(&operator, format!("{order}/assign"), assign).await;

    let rui = operator.with("entrega-courier", "rui");
    let job = format!("/api/courier/orders/{id}");
    step(&rui, format!("{job}/at-store"), json!({})).await;
    step(&rui, format!("{job}/picked-up"), json!({})).await;
    let jobs = rui.get("/api/courier/orders").await.expect(200);
    assert_eq!(jobs["items"][0]["address"]["complement"], "apto 42");
    assert_eq!(jobs["items"][0]["collect"], placed["totals"]["total"]);
    let position = json!({"point": {"x": 120.5, "y": -30}, "heading": 90});
    step(&rui, "/api/courier/position".to_owned(), position).await;
    let seen = customer.get(&format!("/api/orders/{id}")).await.expect(200);
    assert_eq!(seen["courier"]["point"]["x"], 120.5);
    step(&rui, format!("{job}/arrived"), json!({})).await;

    let pin = placed["pin"].as_str().expect("a PIN");
    let arrived = customer.get(&format!("/api/orders/{id}")).await.expect(200);
    assert_eq!(arrived["status_text"], format!("Here: PIN {pin}"));
    let other = if pin == "0000" { "0001" } else { "0000" };
    let hand_over = format!("{job}/hand-over");
    let wrong = rui.post(&hand_over, &json!({"pin": other})).await;
    assert_eq!(wrong.problem(409), "wrong_pin");
    step(&rui, hand_over, json!({"pin": pin})).await;

    let delivered = at(&customer, &id, "DELIVERED").await;
    assert_eq!(delivered["payment"]["state"], "PAID");
    let timeline = customer.get(&format!("/api/orders/{id}/timeline")).await;
    let timeline = timeline.expect(200);
    let entries = timeline["entries"].as_array().expect("entries");
    let numbers = entries.iter().map(|entry| entry["number"].as_u64());
    assert!(
        numbers.eq((1..=entries.len() as u64).map(Some)),
        "{entries:?}"
    );
    let texts = entries.iter().map(|entry| entry["text"].as_str());
    assert!(
        texts.flatten().all(|text| text.contains(' ')),
        "{entries:?}"
    );
    let link = delivered["tracking_link"].as_str().expect("a link");
    let token = link.rsplit('/').next().expect("a token");
    let tracked = shop.anybody().get(&format!("/api/track/{token}")).await;
    let tracked = tracked.expect(200);
    assert_eq!(tracked["first_name"], "Ana");
    assert!(!tracked.to_string().contains("apto 42") && tracked.get("pin").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_is_the_same_order() {
    let shop = Shop::open(60).await;
    let customer = shop.guest("Ana").await.with("idempotency-key", "k");
    let wish = wish(&shop).await;
    let quote = customer.post("/api/quotes", &wish).await.expect(200);
    let mut order = json!({
        "cart": wish["cart"],
        "quote": quote["quote"],
        "payment": {"type": "PIX"},
    });
    let first = customer.post("/api/orders", &order).await.expect(201);
    let again = customer.post("/api/orders", &order).await.expect(200);
    assert_eq!(first["id"], again["id"]);
    order["note"] = "sem cebola".into();
    let other = customer.post("/api/orders", &order).await;
    assert_eq!(other.problem(409), "key_taken");
    let listed = customer.get("/api/orders").await.expect(200);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));

    let id = first["id"].as_str().expect("an id");
    let payable = |order: &Value| order["payment"]["pix"]["code"].is_string();
    let waiting = until(&customer, id, payable).await;
    assert_eq!(waiting["status"], "AWAITING_PAYMENT");
    let picture = customer.get(&format!("/api/orders/{id}/pix.svg")).await;
    assert!(picture.body.starts_with("<svg "), "{picture:?}");
}
