//! Orders from the cart to the door, on embedded services, with the shipped workflow.

mod world;

use delivery::delivery::{Courier, CourierState};
use delivery::order::Method;
use delivery::payment::CardToken;
use delivery::town::Point;
use delivery::{Actor, CourierId, Money, Order, OrderKey, Reason, Status};
use jiff::Timestamp;

use self::world::World;

fn card(token: &str) -> Method {
    Method::Card {
        token: CardToken::parse(token).expect("a token"),
    }
}

async fn courier(world: &World) -> CourierId {
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

async fn to_the_door(world: &World, order: &OrderKey) -> Order {
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
async fn ledger(world: &World, order: &OrderKey) -> i64 {
    let ledger = world.provider("GET", "/v1/test/ledger?after=0", "").await;
    let entries = ledger["entries"].as_array().expect("entries").iter();
    let ours = entries.filter(|entry| {
        let key = entry["idempotency_key"].as_str().unwrap_or_default();
        key.starts_with(&order.to_string())
    });
    ours.map(|entry| entry["amount"].as_i64().expect("an amount"))
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_paid_by_card_comes_to_the_door() {
    let world = World::new(60).await;
    let customer = world.customer("Ana").await;
    let item = world.plain_item().await;
    let wish = world.wish(&item, 2, card("tok_ok")).await;
    let placed = world.place(&customer, &wish, "k1").await;
    let again = world.place(&customer, &wish, "k1").await;
    assert!(again.before && again.order.id == placed.order.id);

    let key = placed.order.key();
    let paid = world.at(&key, Status::Confirmed).await;
    assert_eq!(paid.payment.paid, paid.totals.total);
    assert_eq!(ledger(&world, &key).await, paid.totals.total.as_minor());

    let delivered = to_the_door(&world, &key).await;
    assert_eq!(delivered.status, Status::Delivered);
    ended(&world, &key, "SUCCEEDED").await;
    let numbers: Vec<u32> = world
        .delivery
        .table()
        .timeline(&key, 0)
        .await
        .expect("a timeline")
        .iter()
        .map(|entry| entry.number)
        .collect();
    assert_eq!(numbers, (1..=delivered.entries).collect::<Vec<_>>());
    let messages = world.delivery.messages(&key).await.expect("messages");
    assert!(
        messages
            .iter()
            .any(|message| message.kind == delivery::notice::NoticeKind::Delivered)
    );
}

/// Waits until the order's execution is over.
async fn ended(world: &World, order: &OrderKey, status: &str) {
    let client = world.step_functions();
    let arn = format!(
        "arn:aws:states:us-east-1:000000000000:execution:order:{}",
        order.order
    );
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

#[tokio::test(flavor = "multi_thread")]
async fn an_order_paid_by_pix_waits_for_the_payer() {
    let world = World::new(1).await;
    let customer = world.customer("Ana").await;
    let item = world.plain_item().await;
    let wish = world.wish(&item, 1, Method::Pix).await;
    let key = world.place(&customer, &wish, "k1").await.order.key();
    let asked = world
        .until(&key, "a Pix", |order| {
            order
                .payment
                .attempts
                .last()
                .is_some_and(|it| it.pix.is_some())
        })
        .await;
    assert_eq!(asked.status, Status::AwaitingPayment);
    let charge = asked.payment.attempts[0].charge.clone().expect("a charge");
    world
        .provider("POST", &format!("/v1/test/charges/{charge}/pay"), "{}")
        .await;
    world.at(&key, Status::Confirmed).await;
    assert_eq!(ledger(&world, &key).await, asked.totals.total.as_minor());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_order_gives_everything_back() {
    let world = World::new(1).await;
    let customer = world.customer("Ana").await;
    let item = world.plain_item().await;
    let stock = |world: &World| {
        let (delivery, store) = (world.delivery.clone(), world.store.clone());
        let item = item.clone();
        async move {
            let stock = delivery.table().stock(&store).await.expect("stock");
            stock
                .into_iter()
                .find(|stock| stock.item == item)
                .expect("the item")
        }
    };
    let before = stock(&world).await;
    let wish = world.wish(&item, 3, card("tok_ok")).await;
    let key = world.place(&customer, &wish, "k1").await.order.key();
    world.at(&key, Status::Confirmed).await;
    assert_eq!(stock(&world).await.available, before.available - 3);
    let by = delivery::policy::Actor::Customer;
    let cancelled = world
        .delivery
        .cancel(&key, by, &Actor::Customer, Reason::CustomerChangedMind)
        .await;
    cancelled.expect("called off");
    let over = world.at(&key, Status::Cancelled).await;
    assert_eq!(over.refunded(), over.totals.total);
    assert_eq!(ledger(&world, &key).await, 0);
    assert_eq!(stock(&world).await, before);
    ended(&world, &key, "SUCCEEDED").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_pay_in_time_loses_the_order() {
    let world = World::new(60).await;
    world
        .settle(|store| store.limits.payment_seconds = 120)
        .await;
    let customer = world.customer("Ana").await;
    let item = world.plain_item().await;
    let wish = world.wish(&item, 1, Method::Pix).await;
    let key = world.place(&customer, &wish, "k1").await.order.key();
    let over = world.at(&key, Status::Cancelled).await;
    assert_eq!(
        over.closing.expect("a reason").reason,
        Reason::PaymentExpired
    );
    assert_eq!(over.payment.paid, Money::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_customers_for_the_last_portions_as_many_get_one_as_there_are() {
    let world = World::new(1).await;
    let item = world.plain_item().await;
    let customer = world.customer("Ana").await;
    let wish = world
        .wish(&item, 1, Method::Cash { change_for: None })
        .await;
    let table = world.delivery.table();
    table
        .restock(&world.store, &item, 10)
        .await
        .expect("restocked");
    let keys: Vec<OrderKey> = {
        let mut placing = tokio::task::JoinSet::new();
        for number in 0..40 {
            let (delivery, store) = (world.delivery.clone(), world.store.clone());
            let (customer, wish) = (customer.clone(), wish.clone());
            placing.spawn(async move {
                let carried = delivery::order::CarriedBy::Workflow;
                let key = format!("k{number}");
                let placed = delivery
                    .place(&store, &customer, &wish, &key, carried)
                    .await;
                placed.expect("placed").order.key()
            });
        }
        placing.join_all().await
    };
    let mut confirmed = 0;
    for key in &keys {
        let settled = world
            .until(key, "an answer", |order| {
                matches!(order.status, Status::Confirmed | Status::NeedsChoice)
            })
            .await;
        confirmed += u32::from(settled.status == Status::Confirmed);
    }
    assert_eq!(confirmed, 10);
}
