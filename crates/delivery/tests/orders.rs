//! Orders from the cart to the door, with the shipped workflow: on embedded services, and on those of
//! servers that others wrote.

mod elsewhere;
mod people;
mod world;

use aws_sdk_dynamodb::types::AttributeValue;
use delivery::notice::NoticeKind;
use delivery::order::Method;
use delivery::{Actor, Money, OrderKey, Reason, Status};

use self::elsewhere::{Services, Which};
use self::people::{card, courier, ended, ledger, to_the_door, told};
use self::world::{ACCOUNT, World};

/// Each order with the services here and elsewhere.
macro_rules! everywhere {
    ($($order:ident,)*) => {
        everywhere!(embedded super::Services::Embedded; $($order,)*);
        everywhere!(on_moto super::Services::Foreign(super::Which::Moto); $($order,)*);
        everywhere!(on_ministack super::Services::Foreign(super::Which::Ministack); $($order,)*);
    };
    ($module:ident $services:expr; $($order:ident,)*) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $order() {
                    super::$order($services).await;
                }
            )*
        }
    };
}

everywhere!(
    an_order_paid_by_card_comes_to_the_door,
    an_order_paid_by_pix_waits_for_the_payer,
    a_cancelled_order_gives_everything_back,
    who_does_not_pay_in_time_loses_the_order,
    of_many_customers_for_the_last_portions_as_many_get_one_as_there_are,
    what_cannot_be_had_is_replaced_if_the_customer_wants,
    a_store_that_refuses_or_does_not_answer_ends_the_order,
    a_pix_that_is_paid_too_late_goes_back,
    an_order_that_nobody_opens_for_comes_back_and_is_paid_back,
    an_order_whose_workflow_was_stopped_is_wound_up,
    an_order_that_is_over_is_left_alone_where_the_index_is_behind,
    the_seeds_workflow_runs_on_the_functions_as_it_is,
);

async fn an_order_paid_by_card_comes_to_the_door(services: Services) {
    let Some(world) = services.world(60).await else {
        return;
    };
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
    told(&world, &key, NoticeKind::Delivered).await;
}

async fn an_order_paid_by_pix_waits_for_the_payer(services: Services) {
    let Some(world) = services.world(1).await else {
        return;
    };
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

async fn a_cancelled_order_gives_everything_back(services: Services) {
    let Some(world) = services.world(1).await else {
        return;
    };
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

async fn who_does_not_pay_in_time_loses_the_order(services: Services) {
    let Some(world) = services.world(60).await else {
        return;
    };
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

async fn of_many_customers_for_the_last_portions_as_many_get_one_as_there_are(services: Services) {
    let Some(world) = services.world(1).await else {
        return;
    };
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

async fn what_cannot_be_had_is_replaced_if_the_customer_wants(services: Services) {
    let Some(world) = services.world(1).await else {
        return;
    };
    let menu = world.delivery.menu(&world.store).await.expect("a menu");
    let plain = |item: &&delivery::menu::Item| item.options.iter().all(|group| group.min == 0);
    let mut items = menu.items().filter(plain);
    let item = items
        .find(|item| !item.substitutes.is_empty() && item.price.as_minor() >= 2_000)
        .expect("an item with substitutes");
    let customer = world.customer("Ana").await;
    let wish = world
        .wish(&item.id, 1, Method::Cash { change_for: None })
        .await;
    let table = world.delivery.table();
    let gone = table.restock(&world.store, &item.id, 0).await;
    gone.expect("sold out");
    let key = world.place(&customer, &wish, "k1").await.order.key();
    let asked = world.at(&key, Status::NeedsChoice).await;
    let instead = asked.missing[0]
        .substitutes
        .first()
        .expect("one is offered");
    world
        .delivery
        .choose(&key, &item.id, Some(instead))
        .await
        .expect("chosen");
    let confirmed = world.at(&key, Status::Confirmed).await;
    assert_eq!(confirmed.lines[0].item, *instead);
    assert!(confirmed.lines[0].price <= item.price);
    let told = world.until(&key, "a notice", |_| true).await;
    assert!(told.missing.is_empty());
}

async fn a_store_that_refuses_or_does_not_answer_ends_the_order(services: Services) {
    let Some(world) = services.world(60).await else {
        return;
    };
    world
        .settle(|store| {
            store.accepts = delivery::store::Acceptance::ByHand;
            store.limits.confirmation_seconds = 240;
        })
        .await;
    let customer = world.customer("Ana").await;
    let item = world.plain_item().await;
    let wish = world.wish(&item, 1, Method::Pix).await;
    let refused = world.place(&customer, &wish, "k1").await.order.key();
    let forgotten = world.place(&customer, &wish, "k2").await.order.key();
    world.at(&refused, Status::AwaitingConfirmation).await;
    let said = world
        .delivery
        .refuse(&refused, Reason::StoreTooBusy, &Actor::Store)
        .await;
    said.expect("refused");
    for (key, reason) in [
        (refused, Reason::StoreTooBusy),
        (forgotten, Reason::StoreTimeout),
    ] {
        let over = world.at(&key, Status::Cancelled).await;
        assert_eq!(over.closing.expect("a reason").reason, reason);
        assert_eq!(over.payment.attempts, []);
    }
}

async fn a_pix_that_is_paid_too_late_goes_back(services: Services) {
    let Some(world) = services.world(60).await else {
        return;
    };
    world
        .settle(|store| store.limits.payment_seconds = 120)
        .await;
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
    let charge = asked.payment.attempts[0].charge.clone().expect("a charge");
    // The provider calls off what the order calls off; a payer who was quicker is paid back.
    world
        .provider("POST", "/v1/test/failures", r#"{"webhooks_lost":true}"#)
        .await;
    world
        .provider("POST", &format!("/v1/test/charges/{charge}/pay"), "{}")
        .await;
    let over = world
        .until(&key, "the end of it", |order| {
            order.status.is_terminal() && order.payment.refunds.iter().all(|it| it.done)
        })
        .await;
    assert_eq!(over.status, Status::Cancelled);
    assert_eq!(ledger(&world, &key).await, 0);
    assert_eq!(over.payment.refunds.len(), 1);
}

async fn an_order_that_nobody_opens_for_comes_back_and_is_paid_back(services: Services) {
    let Some(world) = services.world(1).await else {
        return;
    };
    let customer = world.customer("Ana").await;
    let item = world.plain_item().await;
    let wish = world.wish(&item, 1, card("tok_ok")).await;
    let key = world.place(&customer, &wish, "k1").await.order.key();
    world.at(&key, Status::Confirmed).await;
    let bia = courier(&world).await;
    let delivery = &world.delivery;
    delivery
        .prepare(&key, &Actor::Store)
        .await
        .expect("preparing");
    delivery.ready(&key, &Actor::Store).await.expect("ready");
    delivery.assign(&key, &bia).await.expect("assigned");
    delivery.picked_up(&key, &bia).await.expect("picked up");
    delivery.arrived(&key, &bia).await.expect("arrived");
    let wrong = delivery.hand_over(&key, &bia, "wrong").await;
    assert!(wrong.is_err(), "{wrong:?}");
    let order = delivery.order(&key).await.expect("the order");
    assert_eq!(order.pin.tries_left, 4);
    for _ in 0..2 {
        let failed = delivery
            .attempt_failed(&key, &bia, Reason::CustomerAbsent)
            .await;
        failed.expect("noted");
    }
    delivery.returned(&key, &bia).await.expect("back");
    let over = world
        .until(&key, "a refund", |order| {
            order.payment.refunds.iter().any(|refund| refund.done)
        })
        .await;
    assert_eq!(over.status, Status::Returned);
    assert_eq!(ledger(&world, &key).await, 0);
    ended(&world, &key, "SUCCEEDED").await;
}

async fn an_order_whose_workflow_was_stopped_is_wound_up(services: Services) {
    let Some(world) = services.world(1).await else {
        return;
    };
    let customer = world.customer("Ana").await;
    let item = world.plain_item().await;
    let wish = world.wish(&item, 1, card("tok_ok")).await;
    let key = world.place(&customer, &wish, "k1").await.order.key();
    world.at(&key, Status::Confirmed).await;
    let arn = world.execution(&key);
    let stopped = world.step_functions().stop_execution().execution_arn(arn);
    stopped.send().await.expect("stopped");
    let looked = world.delivery.look_through(&world.store, true).await;
    assert_eq!(looked.expect("looked through").mended, 1);
    let over = world.at(&key, Status::Failed).await;
    assert_eq!(ledger(&world, &key).await, 0);
    assert!(over.payment.refunds.iter().all(|refund| refund.done));
}

async fn an_order_that_is_over_is_left_alone_where_the_index_is_behind(services: Services) {
    let Some(world) = services.world(60).await else {
        return;
    };
    let customer = world.customer("Ana").await;
    let item = world.plain_item().await;
    let wish = world.wish(&item, 1, card("tok_ok")).await;
    let key = world.place(&customer, &wish, "k1").await.order.key();
    world.at(&key, Status::Confirmed).await;
    to_the_door(&world, &key).await;
    ended(&world, &key, "SUCCEEDED").await;
    let text = |text: String| AttributeValue::S(text);
    let still_open = world
        .dynamodb()
        .update_item()
        .table_name(world.delivery.table().name())
        .key("PK", text(format!("S#{}#O#{}", key.store, key.order)))
        .key("SK", text("ORDER".to_owned()))
        .update_expression("SET open_pk = :pk, open_sk = :sk")
        .expression_attribute_values(":pk", text(format!("S#{}", key.store)))
        .expression_attribute_values(":sk", text(key.order.to_string()))
        .send()
        .await;
    still_open.expect("written");
    let looked = world.delivery.look_through(&world.store, true).await;
    let looked = looked.expect("looked through");
    assert_eq!((looked.open, looked.mended), (1, 0));
}

/// The simplest workflow there is hands the output of one function to the next. It is not part of
/// this repository.
async fn the_seeds_workflow_runs_on_the_functions_as_it_is(services: Services) {
    let shared = std::env::var("ENTREGA_SHARED").unwrap_or_else(|_| "../../../shared".to_owned());
    let file = std::path::Path::new(&shared).join("seed/delivery-workflow.asl.json");
    let Ok(definition) = std::fs::read_to_string(&file) else {
        assert!(
            std::env::var("CI").is_err(),
            "{} is missing",
            file.display()
        );
        eprintln!("skipped: {} is not here", file.display());
        return;
    };
    let Some(world) = services.world(1).await else {
        return;
    };
    let definition = definition
        .replace("REGION", world.region())
        .replace("ACCOUNT_ID", ACCOUNT);
    let customer = world.customer("Ana").await;
    let item = world.plain_item().await;
    let wish = world.wish(&item, 1, card("tok_ok")).await;
    let client = world.step_functions();
    let made = client
        .create_state_machine()
        .name("seed")
        .definition(definition)
        .role_arn(format!("arn:aws:iam::{ACCOUNT}:role/entrega-order"));
    let machine = made.send().await.expect("a machine").state_machine_arn;
    let input = serde_json::json!({
        "store": world.store, "customer": customer, "key": "seed-1", "place": wish,
    });
    let started = client.start_execution().state_machine_arn(machine);
    let started = started.input(input.to_string()).send().await;
    let arn = started.expect("an execution").execution_arn;
    for _ in 0..200 {
        let described = client.describe_execution().execution_arn(&arn).send().await;
        let described = described.expect("the execution");
        if described.status().as_str() == "RUNNING" {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            continue;
        }
        assert_eq!(described.status().as_str(), "SUCCEEDED", "{described:?}");
        let output: serde_json::Value =
            serde_json::from_str(described.output().expect("an output")).expect("JSON");
        assert_eq!(output["availability"], true);
        assert_eq!(output["payment"]["state"], "PAID");
        assert_eq!(output["tracking"]["status"], "CONFIRMED");
        return;
    }
    panic!("the execution does not end");
}
