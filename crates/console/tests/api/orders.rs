//! Orders, by what people know of them, and the executions that carry them.

use std::time::Duration;

use delivery::order::Method;
use delivery::{Order, Status};
use serde_json::{Value, json};

use crate::client::{Client, Shop};
use crate::machine::{names, path_of};

async fn found(operator: &Client, q: &str) -> Value {
    let path = format!("/api/console/orders?q={q}");
    operator.get(&path).await.expect(200)["items"].clone()
}

/// An order that the customer pays in cash.
async fn confirmed(shop: &Shop, name: &str) -> Order {
    let customer = shop.world.customer(name).await;
    let item = shop.world.plain_item().await;
    let cash = Method::Cash { change_for: None };
    let wish = shop.world.wish(&item, 1, cash).await;
    let placed = shop.world.place(&customer, &wish, "k").await.order;
    shop.world.at(&placed.key(), Status::Confirmed).await;
    placed
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_found_by_its_number_its_customer_and_their_telephone() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let console = shop.console.clone();
    let keeping_up = tokio::spawn(async move { console.keep_up().await });
    let placed = confirmed(&shop, "João Antônio").await;
    let wait = async {
        while found(&operator, "joao").await == json!([]) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), wait).await;
    waited.expect("the order is found");
    for q in [
        placed.number.to_string(),
        format!("%23{}", placed.number),
        "antonio".to_owned(),
        "4321".to_owned(),
        "98765-4321".to_owned(),
    ] {
        let found = found(&operator, &q).await;
        assert_eq!(found[0]["id"], placed.id.as_str(), "{q}");
        let page = operator
            .get(&format!("/api/console/executions?q={q}"))
            .await
            .expect(200);
        assert_eq!(names(&page), [placed.id.as_str()], "{q}");
    }
    let order = &found(&operator, "joao").await[0];
    assert_eq!(
        (&order["customer"], &order["phone_end"]),
        (&json!("João Antônio"), &json!("4321"))
    );
    assert_eq!(order["total"], placed.totals.total.as_minor());
    let arn = order["execution_arn"].as_str().expect("an ARN");
    let told = operator.get(&path_of(arn, "")).await;
    assert!(!told.body.contains("98765"), "{}", told.body);
    assert_eq!(told.expect(200)["order"]["number"], placed.number);
    // What the workflow waits for says of which order.
    let waiting = operator.get("/api/console/callbacks").await.expect(200);
    assert_eq!(waiting["items"][0]["order"]["number"], placed.number);
    assert_eq!(found(&operator, "nobody").await, json!([]));
    keeping_up.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_from_before_the_start_is_shown_and_found() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let placed = confirmed(&shop, "Ana").await;
    // Nobody has kept up with it: it is read with its execution.
    assert_eq!(found(&operator, "ana").await, json!([]));
    let page = operator
        .get("/api/console/executions?machine=order")
        .await
        .expect(200);
    assert_eq!(page["items"][0]["order"]["customer"], "Ana");
    assert_eq!(found(&operator, "ana").await[0]["number"], placed.number);
}
