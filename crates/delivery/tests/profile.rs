//! What an order uses, measured: the journeys of `deployment`'s profile are made on embedded services,
//! and what they count is what the file says.
//!
//! Transitions and invocations are not in the file: they follow from the definition by walking through
//! it, and must be what the engine counts. `UPDATE_PROFILE=1 cargo test -p delivery --test profile`
//! writes the file anew.

#[allow(dead_code, reason = "others look at the order, and at the provider")]
mod world;

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use asl::parse::{Options, parse};
use aws_sdk_dynamodb::types::AttributeValue;
use delivery::delivery::{Courier, CourierState};
use delivery::order::Method;
use delivery::payment::CardToken;
use delivery::store::Acceptance;
use delivery::town::Point;
use delivery::{Actor, CourierId, OrderKey, Reason};
use deployment::profile::{Profile, Used};
use jiff::Timestamp;

use self::world::World;

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../deployment/src/profile.json"
);

/// Nothing here takes so many looks, unless it does not end at all.
const LOOKS_MAX: u32 = 1_500;
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What was used is all there is when it has not grown for so many looks.
const QUIET_LOOKS: u32 = 15;

/// Bytes differ with the digits of times and identifiers: by so many per cent at most.
const BYTES_PER_CENT: u64 = 5;

/// An order is read again when somebody else has changed it meanwhile: so many per cent of reads at
/// most depend on who comes first.
const READS_PER_CENT: u64 = 40;

/// A write that meets another's is made again: so many per cent of writes at most.
const WRITES_PER_CENT: u64 = 10;

/// What the services counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counted {
    transitions: u64,
    invocations: u64,
    used: Used,
}

/// A shop, and what it had counted before the order.
struct Measuring {
    world: World,
    before: Counted,
}

impl Measuring {
    async fn new() -> Measuring {
        let world = World::new(60).await;
        Measuring {
            before: Counted::default(),
            world,
        }
    }

    fn counted(&self) -> Counted {
        let asked = self.world.cloud.usage();
        let figures = self.world.stepfunctions.figures();
        Counted {
            transitions: figures.transitions.load(Ordering::Relaxed),
            invocations: self.world.lambda.usage().requests,
            used: Used {
                write_units: asked.write_units,
                read_half_units: asked.read_half_units,
                publications: asked.publications,
                ..Used::default()
            },
        }
    }

    /// What the counters say once they rest.
    async fn at_rest(&self) -> Counted {
        let mut last = self.counted();
        let mut quiet = 0;
        for _ in 0..LOOKS_MAX {
            tokio::time::sleep(LOOK_EVERY).await;
            let now = self.counted();
            quiet = if now == last { quiet + 1 } else { 0 };
            last = now;
            if quiet >= QUIET_LOOKS {
                return last;
            }
        }
        panic!("something goes on and on: {last:?}");
    }

    /// Places an order, and says which.
    async fn order(&mut self, payment: Method) -> OrderKey {
        let customer = self.world.customer("Ana").await;
        let item = self.world.plain_item().await;
        let wish = self.world.wish(&item, 2, payment).await;
        self.before = self.at_rest().await;
        self.before.used.kept_bytes = self.kept_bytes().await;
        self.world.place(&customer, &wish, "k1").await.order.key()
    }

    /// Waits until the execution of an order has begun to wait in a state, for the `times`th time.
    async fn waits(&self, order: &OrderKey, state: &str, times: usize) {
        use aws_sdk_sfn::types::HistoryEventType;
        let client = self.world.step_functions();
        for _ in 0..LOOKS_MAX {
            let history = client
                .get_execution_history()
                .execution_arn(execution(order))
                .send();
            // It may not have begun.
            if let Ok(history) = history.await {
                let mut entered = "";
                let mut waiting = 0;
                for event in history.events() {
                    if let Some(details) = event.state_entered_event_details() {
                        entered = details.name();
                    }
                    let submitted = event.r#type() == &HistoryEventType::TaskSubmitted;
                    waiting += usize::from(submitted && entered == state);
                }
                if waiting >= times {
                    return;
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        panic!("`{state}` did not wait {times} times");
    }

    /// What the order used, once its execution is over and everybody was told.
    async fn used(self, order: &OrderKey) -> Counted {
        let client = self.world.step_functions();
        let mut status = String::new();
        for _ in 0..LOOKS_MAX {
            let described = client.describe_execution().execution_arn(execution(order));
            let described = described.send().await.expect("the execution");
            described.status().as_str().clone_into(&mut status);
            if status != "RUNNING" {
                break;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        assert_eq!(status, "SUCCEEDED");
        let after = self.at_rest().await;
        let kept_bytes = self.kept_bytes().await;
        let (history_events, payload_bytes) = self.history(order).await;
        let before = self.before;
        Counted {
            transitions: after.transitions - before.transitions,
            invocations: after.invocations - before.invocations,
            used: Used {
                write_units: after.used.write_units - before.used.write_units,
                read_half_units: after.used.read_half_units - before.used.read_half_units,
                publications: after.used.publications - before.used.publications,
                kept_bytes: kept_bytes - before.used.kept_bytes,
                history_events,
                payload_bytes,
            },
        }
    }

    /// How long the items of the table are, as DynamoDB counts.
    async fn kept_bytes(&self) -> u64 {
        let scan = self.world.dynamodb().scan().table_name("entrega");
        let mut items = scan.into_paginator().items().send();
        let mut bytes = 0;
        while let Some(item) = items.next().await {
            let item = item.expect("an item");
            bytes += item
                .iter()
                .map(|(name, it)| name.len() + length(it))
                .sum::<usize>();
        }
        u64::try_from(bytes).expect("a length")
    }

    /// How many events the execution of an order has, and how long the longest payload in them is.
    async fn history(&self, order: &OrderKey) -> (u64, u64) {
        let history = self.world.step_functions().get_execution_history();
        let history = history.execution_arn(execution(order)).into_paginator();
        let mut events = history.items().send();
        let (mut count, mut longest) = (0, 0);
        while let Some(event) = events.next().await {
            let event = event.expect("an event");
            count += 1;
            let entered = event.state_entered_event_details();
            let exited = event.state_exited_event_details();
            let succeeded = event.task_succeeded_event_details();
            let scheduled = event.task_scheduled_event_details();
            let payloads = [
                entered.and_then(|it| it.input()),
                exited.and_then(|it| it.output()),
                succeeded.and_then(|it| it.output()),
                scheduled.map(aws_sdk_sfn::types::TaskScheduledEventDetails::parameters),
            ];
            let lengths = payloads.into_iter().flatten().map(str::len);
            longest = lengths.fold(longest, usize::max);
        }
        (count, u64::try_from(longest).expect("a length"))
    }
}

/// How long a value is (DynamoDB developer guide, "Item sizes and formats").
fn length(value: &AttributeValue) -> usize {
    const CONTAINER: usize = 3;
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.len() / 2 + 1,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(items) => {
            CONTAINER + items.iter().map(|item| length(item) + 1).sum::<usize>()
        }
        AttributeValue::M(fields) => {
            let fields = fields.iter();
            CONTAINER
                + fields
                    .map(|(name, it)| name.len() + length(it) + 1)
                    .sum::<usize>()
        }
        _ => 1,
    }
}

fn execution(order: &OrderKey) -> String {
    let whose = "us-east-1:000000000000";
    format!("arn:aws:states:{whose}:execution:order:{}", order.order)
}

fn card() -> Method {
    Method::Card {
        token: CardToken::parse("tok_ok").expect("a token"),
    }
}

async fn delivered() -> Counted {
    let mut shop = Measuring::new().await;
    let courier = Courier {
        store: shop.world.store.clone(),
        id: CourierId::parse("bia").expect("an identifier"),
        name: "Bia".to_owned(),
        state: CourierState::Free,
        point: Point { x: 0.0, y: 0.0 },
        heading: 0.0,
        seen_at: Timestamp::now(),
    };
    let settled = shop.world.delivery.settle_courier(&courier).await;
    settled.expect("a courier");
    let order = shop.order(card()).await;
    let delivery = shop.world.delivery.clone();
    let (clerk, bia) = (Actor::Store, courier.id);
    shop.waits(&order, "TrackDelivery", 1).await;
    delivery.prepare(&order, &clerk).await.expect("preparing");
    shop.waits(&order, "TrackDelivery", 2).await;
    delivery.ready(&order, &clerk).await.expect("ready");
    shop.waits(&order, "TrackDelivery", 3).await;
    delivery.assign(&order, &bia).await.expect("assigned");
    shop.waits(&order, "TrackDelivery", 4).await;
    delivery.at_store(&order, &bia).await.expect("at the store");
    shop.waits(&order, "TrackDelivery", 5).await;
    delivery.picked_up(&order, &bia).await.expect("picked up");
    shop.waits(&order, "TrackDelivery", 6).await;
    delivery.arrived(&order, &bia).await.expect("arrived");
    shop.waits(&order, "TrackDelivery", 7).await;
    let pin = delivery.order(&order).await.expect("the order").pin.digits;
    let handed = delivery.hand_over(&order, &bia, &pin).await;
    handed.expect("handed over");
    shop.used(&order).await
}

async fn cancelled() -> Counted {
    let mut shop = Measuring::new().await;
    let order = shop.order(card()).await;
    shop.waits(&order, "TrackDelivery", 1).await;
    let by = delivery::policy::Actor::Customer;
    let why = Reason::CustomerChangedMind;
    let cancelled = shop
        .world
        .delivery
        .cancel(&order, by, &Actor::Customer, why);
    cancelled.await.expect("called off");
    shop.used(&order).await
}

async fn refused() -> Counted {
    let mut shop = Measuring::new().await;
    shop.world
        .settle(|store| store.accepts = Acceptance::ByHand)
        .await;
    let order = shop.order(Method::Pix).await;
    shop.waits(&order, "ConfirmOrder", 1).await;
    let why = Reason::StoreTooBusy;
    let refused = shop.world.delivery.refuse(&order, why, &Actor::Store).await;
    refused.expect("refused");
    shop.used(&order).await
}

async fn never_paid() -> Counted {
    let mut shop = Measuring::new().await;
    shop.world
        .settle(|store| store.limits.payment_seconds = 120)
        .await;
    let order = shop.order(Method::Pix).await;
    shop.used(&order).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_uses_what_the_profile_says() {
    let text = include_str!("../../../workflows/order.asl.json");
    let options = Options {
        placeholders: asl::parse::Placeholders::Accept,
        ..Options::default()
    };
    let machine = parse(text, options).expect("a definition").machine;
    let (delivered, cancelled, refused, never_paid) =
        tokio::join!(delivered(), cancelled(), refused(), never_paid());
    let counted = BTreeMap::from([
        ("delivered", delivered),
        ("cancelled", cancelled),
        ("refused by the store", refused),
        ("never paid", never_paid),
    ]);
    let mut profile = Profile::measured();
    assert_eq!(profile.order.len(), counted.len());
    let is_update = std::env::var_os("UPDATE_PROFILE").is_some();
    for journey in &mut profile.order {
        let name = journey.name.as_str();
        let counted = counted[name];
        println!("{name}: {counted:?}");
        let visits = journey.journey().through(&machine, 1.0).expect("it fits");
        let transitions = exact(visits.all());
        assert_eq!(transitions, counted.transitions, "{name}: {visits:?}");
        // Every task is a function, and everything that is published is brought to one.
        let tasks = machine
            .states()
            .filter(|(_, state)| matches!(state.kind, asl::state::StateKind::Task(_)));
        let invocations: f64 = tasks.map(|(_, state)| visits.of(state.name.as_str())).sum();
        let invocations = exact(invocations) + counted.used.publications;
        assert_eq!(invocations, counted.invocations, "{name}");
        if is_update {
            journey.used = counted.used;
            continue;
        }
        let counts = |used: Used| Used {
            write_units: 0,
            read_half_units: 0,
            kept_bytes: 0,
            payload_bytes: 0,
            ..used
        };
        assert_eq!(counts(counted.used), counts(journey.used), "{name}");
        let (now, then) = (counted.used, journey.used);
        for (now, then, per_cent) in [
            (now.write_units, then.write_units, WRITES_PER_CENT),
            (now.read_half_units, then.read_half_units, READS_PER_CENT),
            (now.kept_bytes, then.kept_bytes, BYTES_PER_CENT),
            (now.payload_bytes, then.payload_bytes, BYTES_PER_CENT),
        ] {
            let apart = now.abs_diff(then) * 100;
            assert!(apart <= then * per_cent, "{name}: {now}, not {then}");
        }
    }
    if is_update {
        profile.measured = Timestamp::now().strftime("%F").to_string();
        let text = serde_json::to_string_pretty(&profile).expect("JSON");
        std::fs::write(FILE, text + "\n").expect("written");
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small whole number"
)]
fn exact(number: f64) -> u64 {
    assert!((number - number.round()).abs() < 1e-9, "{number}");
    number.round() as u64
}
