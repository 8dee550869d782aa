//! Only operators are let in: every operation of the document, asked by everybody else. An operation
//! that says of itself that others may ask it fails here.

use axum::body::Body;
use delivery::CourierId;
use delivery::notice::Language;
use delivery::people::{Role, Session, StaffName};
use http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::client::{Client, Shop};

/// The operations of the document, each with a path that could be asked.
fn operations() -> Vec<(Method, String)> {
    let document: Value = serde_json::from_str(&console::router::openapi()).expect("JSON");
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let which = format!("{method} {path}");
            assert_eq!(
                operation["security"],
                json!([{"bearer": ["operator"]}, {"staff_cookie": ["operator"]}]),
                "{which} is not for operators alone"
            );
            assert!(operation["summary"].is_string(), "{which}");
            assert!(operation["responses"]["503"].is_object(), "{which}");
            let method: Method = method.to_uppercase().parse().expect("a method");
            let named = path.split('/').map(|part| match part.strip_prefix('{') {
                Some(_) => "arn:aws:states:us-east-1:000000000000:execution:order:x",
                None => part,
            });
            all.push((method, named.collect::<Vec<_>>().join("/")));
        }
    }
    assert!(!all.is_empty());
    all
}

async fn strangers(shop: &Shop) -> Vec<(&'static str, u16, Client)> {
    let courier = CourierId::parse("eva").expect("an identifier");
    let customer = shop.world.customer("Bia").await;
    let now = Timestamp::now();
    let store = shop.world.store.clone();
    let customer = Session::of_customer(store.clone(), customer, Language::En, now);
    let old = StaffName::parse("old").expect("a name");
    let mut expired = Session::of_staff(store, old, Role::Operator, Language::En, now);
    expired.until = now - SignedDuration::from_secs(1);
    vec![
        ("nobody", 401, shop.anybody()),
        ("an expired session", 401, shop.signed_in(&expired).await),
        ("a customer", 403, shop.signed_in(&customer).await),
        ("a clerk", 403, shop.staff("clara", Role::Clerk).await),
        (
            "a courier",
            403,
            shop.staff("eva", Role::Courier { courier }).await,
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_alone_are_let_in() {
    let shop = Shop::open().await;
    for (who, status, client) in strangers(&shop).await {
        let client = client.with("content-type", "application/json");
        for (method, path) in operations() {
            let answer = client.ask(method.clone(), &path, Body::from("{}")).await;
            assert_eq!(
                answer.status, status,
                "{who}: {method} {path}: {}",
                answer.body
            );
        }
    }
    shop.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_from_another_site_is_refused() {
    let shop = Shop::open().await;
    let operator = shop.operator().await.with("sec-fetch-site", "cross-site");
    for (method, path) in operations() {
        if !method.is_safe() {
            let answer = operator.ask(method.clone(), &path, Body::from("{}")).await;
            assert_eq!(answer.status, 403, "{method} {path}: {}", answer.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_the_server_has_the_console_in_it() {
    let shop = Shop::open().await;
    let document = shop.anybody().get("/api/openapi.json").await.expect(200);
    for (path, here) in [
        ("/api/console/executions/counts", true),
        ("/api/board", true),
        ("/api/nowhere", false),
    ] {
        assert_eq!(document["paths"][path].is_object(), here, "{path}");
    }
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().expect("a name");
        let schema = &document["components"]["schemas"][name];
        assert!(schema.is_object(), "{name} is not in the document");
    }
}
