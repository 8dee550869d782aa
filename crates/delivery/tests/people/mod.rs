//! What the people around an order do, and what can be seen of it from outside.

use delivery::delivery::{Courier, CourierState};
use delivery::notice::NoticeKind;
use delivery::order::Method;
use delivery::payment::CardToken;
use delivery::town::Point;
use delivery::{Actor, CourierId, Order, OrderKey};
use jiff::Timestamp;

use crate::world::World;

/// By card.
pub(crate) fn card(token: &str) -> Method {
    Method::Card {
        token: CardToken::parse(token).expect("a token"),
    }
}

/// Somebody who brings orders.
pub(crate) async fn courier(world: &World) -> CourierId {
    let courier = Courier {
        store: world.store.clone(),
        id: CourierId::parse("bia").expect("an identifier"),
        name: "Bia".to_owned(),
        state: CourierState::Free,
        point: Point { x: 0.0, y: 0.0 },
        heading: 0.0,
        seen_at: Timestamp::now(),
    };
    let settled = world.delivery.settle_courier(&courier).await;
    settled.expect("a courier");
    courier.id
}

/// Everything from the kitchen to the door, as fast as it can be said.
pub(crate) async fn to_the_door(world: &World, order: &OrderKey) -> Order {
    let clerk = Actor::Store;
    let bia = courier(world).await;
    world
        .delivery
        .prepare(order, &clerk)
        .await
        .expect("preparing");
    world.delivery.ready(order, &clerk).await.expect("ready");
    world.delivery.assign(order, &bia).await.expect("assigned");
    world
        .delivery
        .at_store(order, &bia)
        .await
        .expect("at the store");
    world
        .delivery
        .picked_up(order, &bia)
        .await
        .expect("picked up");
    world.delivery.arrived(order, &bia).await.expect("arrived");
    let order = world.delivery.order(order).await.expect("the order");
    let pin = order.pin.digits.clone();
    let handed = world.delivery.hand_over(&order.key(), &bia, &pin).await;
    handed.expect("handed over")
}

/// What the provider holds of an order's money.
pub(crate) async fn ledger(world: &World, order: &OrderKey) -> i64 {
    let ledger = world.provider("GET", "/v1/test/ledger?after=0", "").await;
    let entries = ledger["entries"].as_array().expect("entries").iter();
    let ours = entries.filter(|entry| {
        let key = entry["idempotency_key"].as_str().unwrap_or_default();
        key.starts_with(&order.to_string())
    });
    ours.map(|entry| entry["amount"].as_i64().expect("an amount"))
        .sum()
}

/// Waits until something was decided about telling the customer: SNS brings it in its own time.
pub(crate) async fn told(world: &World, order: &OrderKey, kind: NoticeKind) {
    for _ in 0..200 {
        let messages = world.delivery.messages(order).await.expect("messages");
        if messages.iter().any(|message| message.kind == kind) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("nobody was told: {kind:?}");
}

/// Waits until the order's execution is over.
pub(crate) async fn ended(world: &World, order: &OrderKey, status: &str) {
    let client = world.step_functions();
    let arn = world.execution(order);
    for _ in 0..200 {
        let described = client.describe_execution().execution_arn(&arn).send().await;
        let described = described.expect("the execution");
        if described.status().as_str() == status {
            return;
        }
        assert_eq!(described.status().as_str(), "RUNNING", "{described:?}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the execution did not become {status}");
}
