//! What becomes of an order is the same wherever the delivery's services are: field by field, but for
//! times and for what is made up anew each time.

mod elsewhere;
#[allow(dead_code, reason = "orders.rs has more of them")]
mod people;
#[allow(dead_code, reason = "orders.rs asks more of it")]
mod world;

use std::collections::{BTreeSet, HashMap};
use std::pin::Pin;
use std::time::Duration;

use delivery::delivery::{Message, MessageState};
use delivery::notice::NoticeKind;
use delivery::order::{Method, WaitsFor};
use delivery::policy;
use delivery::{Actor, CourierId, OrderKey, Reason, Status};
use jiff::Timestamp;
use serde_json::{Value, json};

use self::elsewhere::{Services, Which};
use self::people::{card, courier, ended, ledger, told};
use self::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn on_moto() {
    Box::pin(same_as_here(Which::Moto)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_ministack() {
    Box::pin(same_as_here(Which::Ministack)).await;
}

async fn same_as_here(which: Which) {
    for (name, scenario) in SCENARIOS {
        let (here, there) = tokio::join!(
            what_became(Services::Embedded, scenario),
            what_became(Services::Foreign(which), scenario),
        );
        let Some(there) = there else {
            return;
        };
        let here = here.expect("what is embedded is always there");
        assert_eq!(lines(&here), lines(&there), "{name}");
    }
}

/// So that a difference is seen where it is.
fn lines(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON")
}

/// An order's life; gives the order, and what the customer must have been told by then.
type Scenario = for<'w> fn(&'w World) -> Pin<Box<dyn Future<Output = Lived> + Send + 'w>>;

type Lived = (OrderKey, &'static [NoticeKind]);

const SCENARIOS: [(&str, Scenario); 5] = [
    ("it comes to the door", |world| {
        Box::pin(comes_to_the_door(world))
    }),
    ("it is called off", |world| Box::pin(is_called_off(world))),
    ("it is not paid in time", |world| {
        Box::pin(is_not_paid_in_time(world))
    }),
    ("something else comes instead", |world| {
        Box::pin(something_else_comes_instead(world))
    }),
    ("nobody opens", |world| Box::pin(nobody_opens(world))),
];

async fn what_became(services: Services, scenario: Scenario) -> Option<Value> {
    let world = services.world(1).await?;
    let (key, notices) = scenario(&world).await;
    for notice in notices {
        told(&world, &key, *notice).await;
    }
    all_sent(&world, &key).await;
    let (delivery, client) = (&world.delivery, world.step_functions());
    let order = delivery.order(&key).await.expect("the order");
    let timeline = delivery.table().timeline(&key, 0).await;
    let mut messages = delivery.messages(&key).await.expect("messages");
    // Topics bring what they are given in no order.
    messages.sort_by_key(|message: &Message| {
        let kind = message.kind.key();
        (kind, message.occurrence, format!("{:?}", message.channel))
    });
    let execution = world.execution(&key);
    let described = client.describe_execution().execution_arn(&execution);
    let described = described.send().await.expect("the execution");
    let history = client.get_execution_history().execution_arn(execution);
    let mut pages = history.into_paginator().items().send();
    let mut states = Vec::new();
    while let Some(event) = pages.next().await {
        let entered = event.expect("an event").state_entered_event_details;
        states.extend(entered.map(|state| state.name));
    }
    let mut masks = Masks::default();
    Some(json!({
        "order": masks.without_what_is_fresh(json!(order)),
        "timeline": masks.without_what_is_fresh(json!(timeline.expect("a timeline"))),
        "messages": masks.without_what_is_fresh(json!(messages)),
        "stock": delivery.table().stock(&world.store).await.expect("stock"),
        "money with the provider": ledger(&world, &key).await,
        "execution": described.status().as_str(),
        "input": masks.without_what_is_fresh(json!(described.input())),
        "states": states,
    }))
}

/// Names for what is made up anew each time: the same for the same.
#[derive(Default)]
struct Masks(HashMap<String, usize>);

impl Masks {
    fn without_what_is_fresh(&mut self, value: Value) -> Value {
        match value {
            Value::Array(items) => {
                let items = items.into_iter();
                items.map(|item| self.without_what_is_fresh(item)).collect()
            }
            Value::Object(fields) => {
                let fields = fields.into_iter();
                fields
                    .map(|(name, field)| {
                        // It ends with a sum over what is made up anew in it.
                        let masked = if name == "pix" && field.is_string() {
                            json!("(a Pix code)")
                        } else {
                            self.without_what_is_fresh(field)
                        };
                        (name, masked)
                    })
                    .collect()
            }
            Value::String(text) if text.parse::<Timestamp>().is_ok() => json!("(a time)"),
            Value::String(text) => self.words(&text).into(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value,
        }
    }

    fn words(&mut self, text: &str) -> String {
        let in_word = |letter: char| letter.is_ascii_alphanumeric() || "-_.:".contains(letter);
        let mut masked = String::new();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let end = rest.find(|letter| !in_word(letter)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end.max(letter.len_utf8()));
            masked.push_str(&self.word(word));
            rest = after;
        }
        masked
    }

    /// Identifiers and tokens are long and have digits in them; PINs and ports have four digits or
    /// more, and times of the day are what they look like.
    fn word(&mut self, word: &str) -> String {
        let bare = word.trim_end_matches(['.', ':']);
        let end = &word[bare.len()..];
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        if bare.len() >= LONG && digits(bare) > 0 {
            let next = self.0.len() + 1;
            let number = self.0.entry(bare.to_owned()).or_insert(next);
            return format!("(word {number}){end}");
        }
        let of_the_day = |text: &str| text.len() == 2 && digits(text) == 2;
        if bare.split(':').count() == 2 && bare.split(':').all(of_the_day) {
            return format!("(time of the day){end}");
        }
        let part = |part: &str| {
            let fresh = part.len() >= 4 && digits(part) == part.len();
            if fresh { "(digits)" } else { part }.to_owned()
        };
        let parts: Vec<String> = bare.split(':').map(part).collect();
        format!("{}{end}", parts.join(":"))
    }
}

/// No name of the shop's is so long.
const LONG: usize = 20;

/// No message is on its way any more.
async fn all_sent(world: &World, order: &OrderKey) {
    for _ in 0..200 {
        let messages = world.delivery.messages(order).await.expect("messages");
        let on_its_way = |message: &Message| message.state == MessageState::Sending;
        if !messages.iter().any(on_its_way) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a message does not arrive");
}

/// The workflow waits for the order to get further than this.
async fn workflow_waits(world: &World, order: &OrderKey) {
    let waits = world.until(order, "a wait for progress", |order| {
        order
            .wait
            .as_ref()
            .is_some_and(|wait| wait.waits_for == WaitsFor::Progress && wait.answer.is_none())
    });
    waits.await;
}

async fn placed(world: &World, quantity: u32, payment: Method) -> OrderKey {
    let customer = world.customer("Ana").await;
    let item = world.plain_item().await;
    let wish = world.wish(&item, quantity, payment).await;
    world.place(&customer, &wish, "k1").await.order.key()
}

/// The customer was told of what happened, and the workflow waits for more: what comes faster is told
/// as one.
async fn caught_up(world: &World, key: &OrderKey, notice: NoticeKind) {
    told(world, key, notice).await;
    workflow_waits(world, key).await;
}

async fn on_its_way(world: &World, key: &OrderKey) -> CourierId {
    let delivery = &world.delivery;
    let bia = courier(world).await;
    world.at(key, Status::Confirmed).await;
    caught_up(world, key, NoticeKind::PaymentConfirmed).await;
    delivery
        .prepare(key, &Actor::Store)
        .await
        .expect("preparing");
    caught_up(world, key, NoticeKind::Preparing).await;
    delivery.ready(key, &Actor::Store).await.expect("ready");
    caught_up(world, key, NoticeKind::Ready).await;
    delivery.assign(key, &bia).await.expect("assigned");
    caught_up(world, key, NoticeKind::CourierAssigned).await;
    delivery.at_store(key, &bia).await.expect("at the store");
    workflow_waits(world, key).await;
    delivery.picked_up(key, &bia).await.expect("picked up");
    caught_up(world, key, NoticeKind::OnTheWay).await;
    delivery.arrived(key, &bia).await.expect("arrived");
    caught_up(world, key, NoticeKind::Arrived).await;
    bia
}

async fn comes_to_the_door(world: &World) -> Lived {
    let key = placed(world, 2, card("tok_ok")).await;
    let bia = on_its_way(world, &key).await;
    let order = world.delivery.order(&key).await.expect("the order");
    let pin = order.pin.digits.clone();
    let handed = world.delivery.hand_over(&key, &bia, &pin).await;
    handed.expect("handed over");
    ended(world, &key, "SUCCEEDED").await;
    let told = &[
        NoticeKind::PaymentConfirmed,
        NoticeKind::Preparing,
        NoticeKind::Ready,
        NoticeKind::CourierAssigned,
        NoticeKind::OnTheWay,
        NoticeKind::Arrived,
        NoticeKind::Delivered,
    ];
    (key, told)
}

async fn is_called_off(world: &World) -> Lived {
    let key = placed(world, 3, card("tok_ok")).await;
    world.at(&key, Status::Confirmed).await;
    caught_up(world, &key, NoticeKind::PaymentConfirmed).await;
    let by = policy::Actor::Customer;
    let cancelled = world
        .delivery
        .cancel(&key, by, &Actor::Customer, Reason::CustomerChangedMind)
        .await;
    cancelled.expect("called off");
    ended(world, &key, "SUCCEEDED").await;
    (key, &[NoticeKind::PaymentConfirmed, NoticeKind::Cancelled])
}

async fn is_not_paid_in_time(world: &World) -> Lived {
    world.settle(|store| store.limits.payment_seconds = 2).await;
    // Else the provider may say it first, or the workflow.
    world
        .provider("POST", "/v1/test/failures", r#"{"webhooks_lost":true}"#)
        .await;
    let key = placed(world, 1, Method::Pix).await;
    world.at(&key, Status::Cancelled).await;
    ended(world, &key, "SUCCEEDED").await;
    (key, &[NoticeKind::PaymentRequested, NoticeKind::Cancelled])
}

async fn something_else_comes_instead(world: &World) -> Lived {
    let menu = world.delivery.menu(&world.store).await.expect("a menu");
    let mut items = menu.items();
    let item = items
        .find(|item| {
            let plain = item.options.iter().all(|group| group.min == 0);
            plain && !item.substitutes.is_empty() && item.price.as_minor() >= 2_000
        })
        .expect("an item with substitutes");
    let customer = world.customer("Ana").await;
    let cash = Method::Cash { change_for: None };
    let wish = world.wish(&item.id, 1, cash).await;
    let gone = world.delivery.table().restock(&world.store, &item.id, 0);
    gone.await.expect("sold out");
    let key = world.place(&customer, &wish, "k1").await.order.key();
    let asked = world
        .until(&key, "a wait for the choice", |order| {
            let wait = order.wait.as_ref();
            wait.is_some_and(|wait| wait.waits_for == WaitsFor::Choice)
        })
        .await;
    told(world, &key, NoticeKind::ItemUnavailable).await;
    let offered = asked.missing[0].substitutes.first();
    let chosen = world
        .delivery
        .choose(&key, &item.id, Some(offered.expect("one is offered")))
        .await;
    chosen.expect("chosen");
    world.at(&key, Status::Confirmed).await;
    caught_up(world, &key, NoticeKind::PaymentConfirmed).await;
    (
        key,
        &[NoticeKind::ItemUnavailable, NoticeKind::PaymentConfirmed],
    )
}

async fn nobody_opens(world: &World) -> Lived {
    let key = placed(world, 1, card("tok_ok")).await;
    let bia = on_its_way(world, &key).await;
    let delivery = &world.delivery;
    for attempts in 1..=2 {
        let failed = delivery.attempt_failed(&key, &bia, Reason::CustomerAbsent);
        failed.await.expect("noted");
        let told = async {
            loop {
                let messages = delivery.messages(&key).await.expect("messages");
                let of_attempts = |message: &&Message| message.kind == NoticeKind::AttemptFailed;
                let told = messages.iter().filter(of_attempts);
                let told: BTreeSet<u32> = told.map(|message| message.occurrence).collect();
                if told.len() == attempts {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let told = tokio::time::timeout(Duration::from_secs(20), told).await;
        told.expect("the customer was told of each");
        workflow_waits(world, &key).await;
    }
    delivery.returned(&key, &bia).await.expect("back");
    ended(world, &key, "SUCCEEDED").await;
    (key, &[NoticeKind::AttemptFailed, NoticeKind::Returned])
}
