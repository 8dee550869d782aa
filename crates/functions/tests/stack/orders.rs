//! Orders by Lambda's processes, each under the policy of its role: nothing is missing, and nothing
//! is there that is not used.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_sfn::types::ExecutionStatus;
use delivery::customer::Customer;
use delivery::delivery::{AddressWish, Cart, CartLine, Courier, CourierState, PlaceOrder};
use delivery::eta::Window;
use delivery::functions::FUNCTIONS;
use delivery::notice::{NoticeKind, Preferences};
use delivery::order::{CarriedBy, Method};
use delivery::payment::CardToken;
use delivery::table::Key;
use delivery::town::{Point, Town};
use delivery::{Actor, CourierId, CustomerId, ItemId, Order, OrderKey, Reason, Status};
use jiff::Timestamp;
use serde_json::json;

use crate::declared::{role_of, statements};
use crate::stage::Stage;

/// Nothing here takes so long, unless it does not end at all: processes are started, with a debug
/// build.
const ENDS_WITHIN: Duration = Duration::from_secs(90);
const LOOKED_AT_EVERY: Duration = Duration::from_millis(50);

/// What the roles of functions may do for Lambda's sake: it acts in their name.
const FOR_LAMBDA: [(&str, &str); 1] = [("SendNoticeRole", "sqs:SendMessage")];

#[tokio::test(flavor = "multi_thread")]
async fn orders_go_through_processes_that_may_do_what_they_do_and_no_more() {
    let stage = Stage::with(&FUNCTIONS).await;
    let delivered = stage.an_order_comes_to_the_door().await;
    let substituted = stage.an_order_lacks_something().await;
    stage.an_order_is_brought_by_its_execution().await;
    stage
        .tasks_are_told_what_was_decided(&delivered, &substituted)
        .await;
    for function in FUNCTIONS {
        let role = role_of(function);
        let statements = statements(&stage.shop, &role, "work");
        let actions = statements
            .iter()
            .flat_map(|it| it["Action"].as_array().expect("a list"));
        let actions = actions.map(|it| it.as_str().expect("a text").to_owned());
        let declared: BTreeSet<String> = actions
            .filter(|action| !FOR_LAMBDA.contains(&(&*role, &**action)))
            .collect();
        assert_eq!(stage.asked.by(&stage.shop.id(&role)), declared, "{role}");
    }
    let machine = stage.asked.by(&stage.shop.id("OrderStateMachineRole"));
    assert_eq!(
        machine,
        BTreeSet::from(["lambda:InvokeFunction".to_owned()])
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_is_the_one_that_a_server_makes() {
    let stage = Stage::with(&[]).await;
    let own = delivery::table::Table::new(stage.dynamodb.clone(), "entrega");
    own.create().await.expect("a table");
    let name = stage.shop.id("Table");
    let described = async |name: &str| {
        let table = json!({ "TableName": name });
        let expires = stage.table("DescribeTimeToLive", &table).await;
        let table = stage.table("DescribeTable", &table).await["Table"].take();
        let mut indexes = table["GlobalSecondaryIndexes"]
            .as_array()
            .expect("indexes")
            .clone();
        for index in &mut indexes {
            let members = index.as_object_mut().expect("an index");
            members.retain(|name, _| ["IndexName", "KeySchema", "Projection"].contains(&&**name));
        }
        json!({
            "attributes": table["AttributeDefinitions"],
            "keys": table["KeySchema"],
            "indexes": indexes,
            "billing": table["BillingModeSummary"]["BillingMode"],
            "expires": expires,
        })
    };
    assert_eq!(described(&name).await, described("entrega").await);
    stage.close().await;
}

impl Stage {
    /// Paid by card, accepted at once, brought to the door.
    async fn an_order_comes_to_the_door(&self) -> Order {
        let customer = self.customer().await;
        let wish = self.wish(&self.plain_item().await, 2).await;
        let order = self
            .place(&customer, &wish, "door", CarriedBy::Workflow)
            .await;
        let key = order.key();
        self.until(&key, "it is confirmed", |it| it.status == Status::Confirmed)
            .await;
        let (clerk, bia) = (Actor::Store, self.courier().await);
        let delivery = &self.delivery;
        delivery.prepare(&key, &clerk).await.expect("preparing");
        delivery.ready(&key, &clerk).await.expect("ready");
        delivery.assign(&key, &bia).await.expect("assigned");
        delivery.at_store(&key, &bia).await.expect("at the store");
        delivery.picked_up(&key, &bia).await.expect("picked up");
        delivery.arrived(&key, &bia).await.expect("arrived");
        let order = delivery.order(&key).await.expect("the order");
        let pin = order.pin.digits.clone();
        delivery
            .hand_over(&key, &bia, &pin)
            .await
            .expect("handed over");
        let ended = self.ended(&key).await;
        assert_eq!(ended, ExecutionStatus::Succeeded);
        self.told(&key, NoticeKind::Delivered).await;
        delivery.order(&key).await.expect("the order")
    }

    /// Something is sold out when its turn comes; the customer calls the order off.
    async fn an_order_lacks_something(&self) -> Order {
        let customer = self.customer().await;
        let item = self.plain_item().await;
        let wish = self.wish(&item, 1).await;
        let order = self
            .place(&customer, &wish, "lacks", CarriedBy::Another)
            .await;
        let key = order.key();
        let sold_out = self.delivery.restock(&self.store, &item, 0).await;
        sold_out.expect("sold out");
        self.begin(
            &key.order.to_string(),
            &json!({ "store": key.store, "order": key.order }),
        )
        .await;
        self.until(&key, "a choice is waited for", |it| it.wait.is_some())
            .await;
        self.delivery
            .restock(&self.store, &item, 50)
            .await
            .expect("there is more");
        let by = delivery::policy::Actor::Customer;
        let reason = Reason::CustomerChangedMind;
        let cancelled = self
            .delivery
            .cancel(&key, by, &Actor::Customer, reason)
            .await;
        cancelled.expect("called off");
        assert_eq!(self.ended(&key).await, ExecutionStatus::Succeeded);
        self.told(&key, NoticeKind::Cancelled).await;
        self.delivery.order(&key).await.expect("the order")
    }

    /// Somebody else's execution has the order in its input, for a time of tomorrow. It is paid and
    /// then called off.
    async fn an_order_is_brought_by_its_execution(&self) {
        let customer = self.customer().await;
        let mut wish = self.wish(&self.plain_item().await, 1).await;
        wish.slot = Some(self.slot().await);
        let input = json!({
            "store": self.store,
            "customer": customer,
            "key": "brought",
            "place": wish,
        });
        self.begin("brought", &input).await;
        let mut order = None;
        for _ in 0..looks() {
            let page = self
                .delivery
                .table()
                .orders_of(&self.store, &customer, 1, None)
                .await;
            order = page.expect("orders").items.pop();
            if order.is_some() {
                break;
            }
            tokio::time::sleep(LOOKED_AT_EVERY).await;
        }
        let key = order.expect("an order").key();
        self.until(&key, "it is confirmed", |it| it.status == Status::Confirmed)
            .await;
        let by = delivery::policy::Actor::Store;
        let cancelled = self
            .delivery
            .cancel(&key, by, &Actor::Store, Reason::StoreClosed)
            .await;
        cancelled.expect("called off");
        let over = self
            .until(&key, "it is over", |it| it.status == Status::Cancelled)
            .await;
        assert_eq!(over.refunded(), over.totals.total);
    }

    /// Who would wait for what is decided already is answered at once. The token is that of an
    /// execution which is over: leave is asked all the same.
    async fn tasks_are_told_what_was_decided(&self, delivered: &Order, cancelled: &Order) {
        let token = delivered.wait.as_ref().map(|wait| wait.token.clone());
        let token = token.expect("the last task that waited");
        for function in [
            "ConfirmOrderFunction",
            "ProcessPaymentFunction",
            "NotifyCustomerFunction",
            "TrackDeliveryFunction",
        ] {
            for order in [delivered, cancelled] {
                let event = json!({
                    "store": order.store,
                    "order": order.id,
                    "notice": "ITEM_MISSING",
                    "seen": 0,
                    "task_token": token,
                });
                self.invoke(function, &event).await;
            }
        }
    }

    async fn customer(&self) -> CustomerId {
        let now = Timestamp::now();
        let zone = jiff::tz::TimeZone::get("America/Sao_Paulo").expect("a zone");
        let customer = Customer {
            store: self.store.clone(),
            id: CustomerId::fresh(now),
            name: "Ana".to_owned(),
            phone: Some(delivery::Phone::parse("(11) 98765-4321").expect("a number")),
            email: None,
            whatsapp_opt_in: false,
            preferences: Preferences::in_zone(zone),
            since: now,
        };
        let key = Key::customer(&self.store, &customer.id);
        let written = self.delivery.table().put(&key, &customer, None).await;
        written.expect("written");
        customer.id
    }

    async fn courier(&self) -> CourierId {
        let courier = Courier {
            store: self.store.clone(),
            id: CourierId::parse("bia").expect("an identifier"),
            name: "Bia".to_owned(),
            state: CourierState::Free,
            point: Point { x: 0.0, y: 0.0 },
            heading: 0.0,
            seen_at: Timestamp::now(),
        };
        let settled = self.delivery.settle_courier(&courier).await;
        settled.expect("a courier");
        courier.id
    }

    async fn plain_item(&self) -> ItemId {
        let menu = self.delivery.menu(&self.store).await.expect("a menu");
        let mut items = menu.items();
        let plain = items.find(|item| {
            item.options.iter().all(|group| group.min == 0) && item.price.as_minor() >= 2_000
        });
        plain.expect("an item without options").id.clone()
    }

    /// Something paid by card, brought to an address in town.
    async fn wish(&self, item: &ItemId, quantity: u32) -> PlaceOrder {
        let line = CartLine {
            item: item.clone(),
            quantity,
            options: Vec::new(),
            note: None,
        };
        let cart = Cart { lines: vec![line] };
        let town = Town::bundled();
        let place = town.nearest(Point { x: 300.0, y: 200.0 });
        let address = AddressWish {
            line: town.address_of(place).to_string(),
            complement: None,
            instructions: None,
        };
        let quoted = self.delivery.quote(&self.store, &cart, &address).await;
        PlaceOrder {
            cart,
            quote: quoted.expect("a quote").signed.as_str().to_owned(),
            complement: None,
            instructions: None,
            note: None,
            payment: Method::Card {
                token: CardToken::parse("tok_ok").expect("a token"),
            },
            slot: None,
        }
    }

    /// A time of tomorrow.
    async fn slot(&self) -> Window {
        let store = self.delivery.store(&self.store).await.expect("the store");
        let today = Timestamp::now().to_zoned_datetime(store.time_zone()).date();
        let tomorrow = today.tomorrow().expect("a day");
        let slots = self.delivery.slots(&self.store, tomorrow).await;
        let slots = slots.expect("times");
        let free = slots.iter().find(|slot| slot.left > 0);
        free.expect("a time that is free").window()
    }

    async fn place(
        &self,
        customer: &CustomerId,
        wish: &PlaceOrder,
        key: &str,
        carried: CarriedBy,
    ) -> Order {
        let placed = self
            .delivery
            .place(&self.store, customer, wish, key, carried)
            .await;
        placed.expect("placed").order
    }

    /// Begins an execution of the order's machine.
    async fn begin(&self, name: &str, input: &serde_json::Value) {
        let begun = self
            .step_functions
            .start_execution()
            .state_machine_arn(self.shop.arn("OrderStateMachine"))
            .name(name)
            .input(input.to_string())
            .send();
        begun.await.expect("an execution");
    }

    /// The order, once this is true of it.
    async fn until(&self, key: &OrderKey, what: &str, is: impl Fn(&Order) -> bool) -> Order {
        for _ in 0..looks() {
            let order = self.delivery.order(key).await.expect("the order");
            if is(&order) {
                return order;
            }
            tokio::time::sleep(LOOKED_AT_EVERY).await;
        }
        let order = self.delivery.order(key).await.expect("the order");
        panic!("not in time: {what}: {order:#?}");
    }

    /// How an order's execution has ended.
    async fn ended(&self, key: &OrderKey) -> ExecutionStatus {
        let machine = self.shop.arn("OrderStateMachine");
        let execution = machine.replace(":stateMachine:", ":execution:");
        for _ in 0..looks() {
            let described = self
                .step_functions
                .describe_execution()
                .execution_arn(format!("{execution}:{}", key.order))
                .send()
                .await
                .expect("the execution");
            if *described.status() != ExecutionStatus::Running {
                return described.status().clone();
            }
            tokio::time::sleep(LOOKED_AT_EVERY).await;
        }
        panic!("the execution does not end");
    }

    /// Waits until something was decided about telling the customer.
    async fn told(&self, key: &OrderKey, kind: NoticeKind) {
        for _ in 0..looks() {
            let messages = self.delivery.messages(key).await.expect("messages");
            if messages.iter().any(|message| message.kind == kind) {
                return;
            }
            tokio::time::sleep(LOOKED_AT_EVERY).await;
        }
        panic!("nobody was told: {kind:?}");
    }
}

fn looks() -> u128 {
    ENDS_WITHIN.as_millis() / LOOKED_AT_EVERY.as_millis()
}
