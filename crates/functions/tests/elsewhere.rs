//! `bootstrap` with the delivery's services on servers that others wrote, which it asks as it asks AWS:
//! under our own Runtime API, and under ministack's with a whole order.

#[path = "../../delivery/tests/elsewhere/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    clippy::pedantic,
    reason = "it is looked at where it is, and not all of it is used here"
)]
mod elsewhere;
#[path = "../../delivery/tests/people/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    clippy::pedantic,
    reason = "it is looked at where it is, and not all of it is used here"
)]
mod people;
#[path = "../../delivery/tests/world/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    clippy::pedantic,
    reason = "it is looked at where it is, and not all of it is used here"
)]
mod world;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use delivery::Status;
use delivery::delivery::STATE_MACHINE;
use delivery::functions::FUNCTIONS;
use delivery::notice::NoticeKind;
use delivery::{OrderId, OrderKey};
use http::Method;
use journal::{Journal, Options};
use lambda::{Interpreters, Lambda, Limits, RoleCredentials};
use serde_json::{Value, json};
use wire::{Account, Caller, Region, RequestId, Service as _};

use self::elsewhere::ministack::{Ministack, zip_of_bootstrap};
use self::elsewhere::moto::Moto;
use self::elsewhere::{Services, Which, scope, send};
use self::people::{card, ended, ledger, to_the_door, told};
use self::world::{ACCOUNT, World, secret};

const ROLE: &str = "arn:aws:iam::000000000000:role/entrega-order";

/// The program, as it is: a zip that has all of its symbols would be unpacked for minutes.
fn zip() -> Vec<u8> {
    let program = env!("CARGO_BIN_EXE_bootstrap");
    zip_of_bootstrap(format!("#!/bin/sh\nexec {program}\n").as_bytes())
}

/// What the functions are told of the shop.
fn variables(world: &World) -> Value {
    let machine = world.delivery.state_machine_arn(STATE_MACHINE);
    let secret = secret().expose().map(|byte| format!("{byte:02x}")).concat();
    let base_url = world.delivery.base_url();
    json!({
        "ENTREGA_SHOP_SECRET": secret,
        "ENTREGA_TABLE": world.delivery.table().name(),
        "ENTREGA_STATE_MACHINE_ARN": machine,
        "ENTREGA_TOPIC_ARN": world.topic(),
        "ENTREGA_BASE_URL": base_url,
        "ENTREGA_SANDBOX_URL": format!("{base_url}/sandbox/provider"),
    })
}

/// Our Lambda, whose functions find AWS at `endpoint`.
fn lambda(endpoint: String, region: &str) -> Arc<Lambda> {
    Lambda::start(lambda::Configuration {
        account: Account::default(),
        region: Region::parse(region).expect("a region"),
        folder: None,
        journal: Journal::open(&Options::memory()).expect("a journal in memory"),
        credentials: Arc::new(|_| {
            Some(RoleCredentials {
                access_key_id: ACCOUNT.to_owned(),
                secret_access_key: "secret".to_owned(),
                session_token: Some("token".to_owned()),
                expires: None,
            })
        }),
        endpoint_url: Arc::new(move || Some(endpoint.clone())),
        limits: Limits {
            shutdown: Duration::from_millis(500),
            ..Limits::default()
        },
        interpreters: Interpreters::default(),
        sandbox: None,
    })
    .expect("the service starts")
}

async fn ask(lambda: &Lambda, path: &str, body: &Value) -> (u16, Value) {
    let request = http::Request::post(path).body(()).expect("a request");
    let request = wire::Request {
        head: request.into_parts().0,
        body: body.to_string().into(),
        caller: Caller::Owner,
        id: RequestId::random(),
    };
    let (head, body) = lambda.handle(request).await.into_parts();
    let body = body.collect().await;
    let body = serde_json::from_slice(&body).expect("JSON");
    (head.status.as_u16(), body)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_goes_from_function_to_function() {
    for which in [Which::Moto, Which::Ministack] {
        let Some(world) = Services::Foreign(which).world(1).await else {
            return;
        };
        let url = match which {
            Which::Moto => Moto::running().map(Moto::url),
            Which::Ministack => Ministack::running().map(Ministack::url),
        };
        let url = url.expect("it answers in this world");
        let lambda = lambda(url.to_owned(), world.region());
        let (zip, variables) = (STANDARD.encode(zip()), variables(&world));
        let customer = world.customer("Ana").await;
        let item = world.plain_item().await;
        let wish = world.wish(&item, 2, card("tok_ok")).await;
        let mut event = json!({
            "store": world.store, "customer": customer, "key": "k1", "place": wish,
        });
        for name in FUNCTIONS
            .iter()
            .filter(|name| **name != "SendNoticeFunction")
        {
            let function = json!({
                "FunctionName": name,
                "Runtime": "provided.al2023",
                "Handler": name,
                "Role": ROLE,
                "Timeout": 30,
                "Code": { "ZipFile": zip },
                "Environment": { "Variables": variables },
            });
            let (status, made) = ask(&lambda, "/2015-03-31/functions", &function).await;
            assert_eq!(status, 201, "{made}");
            let path = format!("/2015-03-31/functions/{name}/invocations");
            let (status, given) = ask(&lambda, &path, &event).await;
            assert_eq!(status, 200, "{given}");
            assert_eq!(given["errorType"], Value::Null, "{name}: {given}");
            event = given;
        }
        assert_eq!(event["availability"], true);
        assert_eq!(event["payment"]["state"], "PAID");
        assert_eq!(event["tracking"]["status"], "CONFIRMED");
        let order = OrderId::parse(event["order"].as_str().expect("an order"));
        let key = OrderKey {
            store: world.store.clone(),
            order: order.expect("an identifier"),
        };
        let order = world.at(&key, Status::Confirmed).await;
        assert_eq!(ledger(&world, &key).await, order.totals.total.as_minor());
        told(&world, &key, NoticeKind::PaymentConfirmed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_comes_to_the_door_with_nothing_embedded() {
    let Some(world) = Services::Foreign(Which::Ministack).world(1).await else {
        return;
    };
    let ministack = Ministack::running().expect("it answers in this world");
    let (zip, variables) = (zip(), variables(&world));
    for name in FUNCTIONS {
        let url = format!("{}/2015-03-31/functions/{name}", ministack.url());
        let scope = scope(world.region(), "lambda");
        let (status, _) = send(Method::DELETE, &url, Some(&scope), "").await;
        assert_eq!(status, 204);
        ministack
            .makes_function(world.region(), name, &zip, &variables)
            .await;
    }
    let customer = world.customer("Ana").await;
    let item = world.plain_item().await;
    let wish = world.wish(&item, 2, card("tok_ok")).await;
    let key = world.place(&customer, &wish, "k1").await.order.key();
    let paid = world.at(&key, Status::Confirmed).await;
    assert_eq!(ledger(&world, &key).await, paid.totals.total.as_minor());
    to_the_door(&world, &key).await;
    ended(&world, &key, "SUCCEEDED").await;
    told(&world, &key, NoticeKind::Delivered).await;
}
