//! Nobody sees or changes what is not theirs: every operation of the document, asked by everybody
//! who may not. An operation without an entry here fails.

use std::collections::BTreeMap;

use axum::body::Body;
use delivery::notice::Language;
use delivery::people::{Role, Session, StaffName};
use delivery::{CourierId, OrderId, OrderKey, StoreId};
use http::Method;
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::client::{Client, Shop};
use crate::journey::{at, place};

/// What belongs to the customer, the courier and the store that others ask about.
struct Theirs {
    order: String,
    tracking: String,
    conversation: String,
    item: String,
}

/// An operation as it is asked about what is theirs: its path and what is sent.
#[allow(clippy::too_many_lines, reason = "one line for each operation")]
fn asked(operation: &str, theirs: &Theirs) -> Option<(String, Value)> {
    let nothing = json!({});
    let address = json!({"line": "Rua A, 1"});
    let reason = json!({"reason": "customer_changed_mind"});
    let pin = json!({"pin": "0000"});
    let (_, path) = operation.split_once(' ')?;
    let body = match operation {
        // To everybody: what these say of an order, they say to whoever has its link.
        "get /api/shop"
        | "get /api/stores/{store}"
        | "get /api/stores/{store}/menu"
        | "get /api/stores/{store}/slots"
        | "get /api/town"
        | "get /api/pictures/{picture}"
        | "get /api/track/{token}"
        | "get /api/track/{token}/pix.svg"
        | "get /api/track/{token}/events"
        | "post /api/stores/{store}/sessions"
        | "post /api/stores/{store}/sign-in"
        | "post /api/stores/{store}/sign-in/{challenge}"
        | "post /api/staff/sign-in"
        | "post /api/payments/webhook"
        | "post /api/chat/sign-in"
        | "post /api/chat/sign-in/{challenge}"
        // To those who are signed in.
        | "delete /api/session"
        | "get /api/staff/session"
        | "delete /api/staff/session"
        | "get /api/me"
        | "put /api/me/preferences"
        | "get /api/orders"
        | "get /api/orders/{order}"
        | "get /api/orders/{order}/timeline"
        | "get /api/orders/{order}/events"
        | "get /api/orders/{order}/messages"
        | "get /api/orders/{order}/pix.svg"
        | "get /api/orders/{order}/receipt"
        | "get /api/orders/{order}/cancellation"
        | "get /api/chat/conversations/{conversation}"
        | "delete /api/chat/conversations/{conversation}"
        | "delete /api/chat/conversations"
        | "post /api/chat/conversations"
        | "get /api/chat/conversations/{conversation}/events"
        | "get /api/chat/conversations/{conversation}/runs/{run}/events"
        | "post /api/chat/conversations/{conversation}/runs/{run}/stop"
        | "post /api/chat/conversations/{conversation}/runs/{run}/retry"
        | "post /api/chat/conversations/{conversation}/proposals/{proposal}/confirm"
        | "post /api/chat/conversations/{conversation}/proposals/{proposal}/decline"
        | "post /api/chat/conversations/{conversation}/person"
        | "get /api/chat/conversations/{conversation}/transcript"
        | "get /api/board/conversations"
        | "get /api/board/conversations/events"
        | "get /api/board/conversations/{conversation}"
        | "get /api/board/conversations/{conversation}/events"
        | "post /api/board/conversations/{conversation}/take"
        | "post /api/board/conversations/{conversation}/hand-back"
        | "post /api/board/conversations/{conversation}/close"
        | "get /api/board/feedback"
        | "get /api/board"
        | "get /api/board/events"
        | "get /api/board/orders/{order}"
        | "get /api/board/orders/{order}/timeline"
        | "get /api/board/orders/{order}/messages"
        | "post /api/board/orders/{order}/accept"
        | "post /api/board/orders/{order}/prepare"
        | "post /api/board/orders/{order}/ready"
        | "get /api/board/stock"
        | "put /api/board/store"
        | "post /api/board/staff/links"
        | "get /api/board/couriers"
        | "get /api/board/outbox"
        | "get /api/board/invariants"
        | "get /api/experiments"
        | "get /api/experiments/{experiment}"
        | "get /api/coupons"
        | "get /api/courier/orders"
        | "post /api/courier/orders/{order}/at-store"
        | "post /api/courier/orders/{order}/picked-up"
        | "post /api/courier/orders/{order}/arrived"
        | "post /api/courier/orders/{order}/returned" => nothing,
        "post /api/quotes" => {
            json!({"cart": {"lines": [{"item": theirs.item, "quantity": 1}]}, "address": address})
        }
        "post /api/orders" => {
            let cart = json!({"lines": [{"item": theirs.item, "quantity": 1}]});
            json!({"cart": cart, "quote": "x", "payment": {"type": "PIX"}})
        }
        "post /api/orders/{order}/payment" => json!({"payment": {"type": "PIX"}}),
        "post /api/orders/{order}/cancellation"
        | "post /api/board/orders/{order}/cancellation"
        | "post /api/board/orders/{order}/refuse"
        | "post /api/courier/orders/{order}/attempt-failed" => reason,
        "post /api/orders/{order}/address" | "post /api/orders/{order}/address/preview" => address,
        "post /api/orders/{order}/instructions" => json!({"instructions": "leave it with me"}),
        "post /api/orders/{order}/choice" => json!({"missing": theirs.item}),
        "post /api/board/orders/{order}/assign" => json!({"courier": "rui"}),
        "post /api/board/orders/{order}/change" => json!({"agrees": true}),
        "post /api/board/orders/{order}/refund" => json!({"amount": 1}),
        "put /api/board/stock/{item}" => json!({"available": 7}),
        "put /api/board/couriers/{courier}" => {
            json!({"name": "Eva", "state": "FREE", "point": {"x": 1, "y": 1}})
        }
        "post /api/board/staff" => {
            json!({"name": "eva", "role": "clerk", "password": "correct horse"})
        }
        "post /api/experiments" => {
            json!({"name": "tone", "b": {"prompt": "Be brief."}, "share_of_b": 5000})
        }
        "put /api/experiments/{experiment}" => json!({"share_of_b": 1}),
        "post /api/coupons/{coupon}" => json!({"answer": "approve"}),
        "post /api/courier/position" => json!({"point": {"x": 1, "y": 1}}),
        "post /api/courier/orders/{order}/hand-over" => pin,
        "post /api/chat/conversations/{conversation}/messages"
        | "post /api/board/conversations/{conversation}/replies" => json!({"text": "Hi"}),
        "put /api/chat/conversations/{conversation}/entries/{entry}/feedback" => {
            json!({"thumb": "up"})
        }
        _ => return None,
    };
    let path = path
        .replace("{order}", &theirs.order)
        .replace("{store}", "loja")
        .replace("{item}", &theirs.item)
        .replace("{courier}", "rui")
        .replace("{token}", &theirs.tracking)
        .replace("{experiment}", "warmth")
        .replace("{coupon}", &"0".repeat(32))
        .replace("{challenge}", &"A".repeat(43))
        .replace("{picture}", "feijoada.svg")
        .replace("{conversation}", &theirs.conversation)
        .replace("{entry}", "2")
        .replace("{run}", "1")
        .replace("{proposal}", "1");
    Some((path, body))
}

/// An operation of the document.
struct Operation {
    name: String,
    method: Method,
    /// Whose session it takes; nobody's when everybody may ask.
    roles: Vec<String>,
    about_an_order: bool,
}

fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(rest::document::openapi()).expect("JSON");
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let roles = operation["security"][0]["bearer"].as_array();
            let roles = roles.into_iter().flatten().filter_map(Value::as_str);
            all.push(Operation {
                name: format!("{method} {path}"),
                method: method.to_uppercase().parse().expect("a method"),
                roles: roles.map(str::to_owned).collect(),
                about_an_order: path.contains("{order}") || path.contains("{conversation}"),
            });
        }
    }
    // Whoever is signed out asks nothing more.
    all.sort_by_key(|operation| {
        let ends = operation.method == Method::DELETE;
        (ends, operation.name == "delete /api/session")
    });
    all
}

async fn signed_in(shop: &Shop, session: Session) -> Client {
    let begun = shop.world.delivery.begin_session(&session).await;
    let token = begun.expect("a session");
    shop.anybody().with_token(&json!(token.reveal()))
}

/// The status, and the beginning of the body.
async fn answer(client: &Client, method: &Method, path: &str, body: &Value) -> (u16, String) {
    let client = client
        .with("content-type", "application/json")
        .with("idempotency-key", "x");
    let body = Body::from(body.to_string());
    let response = client.stream(method.clone(), path, body).await;
    let status = response.status().as_u16();
    let streams = response.headers().get("content-type");
    let streams = streams.is_some_and(|kind| kind == "text/event-stream");
    let mut body = response.into_body();
    let mut text = String::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.expect("a frame").into_data() {
            text.push_str(&String::from_utf8_lossy(&data));
        }
        let has_event = ["\n\nid: ", "\n\nevent: "].map(|begin| text.contains(begin));
        if streams && has_event.contains(&true) {
            break;
        }
    }
    (status, text)
}

/// All that could be changed of what is theirs. The workflow goes on meanwhile, and waits.
async fn state(shop: &Shop, order: &OrderKey) -> BTreeMap<&'static str, String> {
    let (delivery, store) = (&shop.world.delivery, &shop.world.store);
    let order = delivery.order(order).await.expect("an order");
    let ordered = (&order.lines, &order.address, &order.note, &order.totals);
    let going_on = (order.status, &order.courier, &order.pin, order.attempts);
    let wanted = (
        &order.payment,
        &order.change,
        &order.closing,
        &order.missing,
    );
    BTreeMap::from([
        ("order", format!("{ordered:?} {going_on:?} {wanted:?}")),
        ("stock", format!("{:?}", delivery.stock(store).await)),
        ("couriers", format!("{:?}", delivery.couriers(store).await)),
        ("store", format!("{:?}", delivery.store(store).await)),
    ])
}

/// Ana's order, which Rui brings.
async fn anas_order(shop: &Shop) -> (Theirs, OrderKey) {
    let ana = shop.guest("Ana Secreta").await;
    let operator = shop.operator().await;
    let placed = place(shop, &ana, "k", json!({"type": "CASH"})).await;
    let order = placed["id"].as_str().expect("an id").to_owned();
    at(&ana, &order, "CONFIRMED").await;
    for courier in ["rui", "eva"] {
        let path = format!("/api/board/couriers/{courier}");
        let wish = json!({"name": courier, "state": "FREE", "point": {"x": 0, "y": 0}});
        operator.put(&path, &wish).await.expect(200);
    }
    let assign = format!("/api/board/orders/{order}/assign");
    let assigned = operator.post(&assign, &json!({"courier": "rui"})).await;
    assigned.expect(200);
    let link = placed["tracking_link"].as_str().expect("a link");
    let key = OrderKey {
        store: shop.world.store.clone(),
        order: OrderId::parse(&order).expect("an identifier"),
    };
    let begun = ana.post("/api/chat/conversations", &json!({})).await;
    let begun = begun.expect(201);
    let conversation = begun["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/chat/conversations/{conversation}");
    let sent = ana.with("idempotency-key", "k");
    let said = json!({"text": "Onde está meu pedido?"});
    sent.post(&format!("{path}/messages"), &said)
        .await
        .expect(202);
    ana.post(&format!("{path}/person"), &json!({}))
        .await
        .expect(200);
    let theirs = Theirs {
        order,
        conversation,
        tracking: link.rsplit('/').next().expect("a token").to_owned(),
        item: shop.world.plain_item().await.to_string(),
    };
    (theirs, key)
}

/// Somebody who asks about what is not theirs.
struct Stranger {
    who: &'static str,
    /// What they are signed in as.
    role: Option<&'static str>,
    client: Client,
}

async fn strangers(shop: &Shop, other_store: &StoreId) -> Vec<Stranger> {
    let own_store = &shop.world.store;
    let now = Timestamp::now();
    let staff = |store: &StoreId, name: &str, role: Role| {
        let name = StaffName::parse(name).expect("a name");
        Session::of_staff(store.clone(), name, role, Language::En, now)
    };
    let guest_of = async |store: &StoreId| {
        let path = format!("/api/stores/{store}/sessions");
        let guest = shop.anybody().post(&path, &json!({"name": "Bia"})).await;
        shop.anybody().with_token(&guest.expect(201)["token"])
    };
    let eva = Role::Courier {
        courier: CourierId::parse("eva").expect("an identifier"),
    };
    let eva = signed_in(shop, staff(own_store, "eva", eva)).await;
    let mut expired = staff(own_store, "old", Role::Operator);
    expired.until = now - SignedDuration::from_secs(1);
    let expired = signed_in(shop, expired).await;
    let clerk = signed_in(shop, staff(other_store, "clerk", Role::Clerk)).await;
    let operator = signed_in(shop, staff(other_store, "operator", Role::Operator)).await;
    let operator = operator.with("entrega-courier", "rui");
    let unknown = shop.anybody().with_token(&json!("A".repeat(43)));
    let (guest, their_guest) = (guest_of(own_store).await, guest_of(other_store).await);
    [
        ("nobody", None, shop.anybody()),
        ("an expired session", None, expired),
        ("a token of nobody", None, unknown),
        ("another customer", Some("customer"), guest),
        ("a customer of another store", Some("customer"), their_guest),
        ("a clerk of another store", Some("clerk"), clerk),
        ("an operator of another store", Some("operator"), operator),
        ("another courier", Some("courier"), eva),
    ]
    .map(|(who, role, client)| Stranger { who, role, client })
    .into()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_or_changes_what_is_not_theirs() {
    let shop = Shop::open(60).await;
    let other_store = StoreId::parse("outra").expect("an identifier");
    let settled = shop.world.delivery.settle_first_store(&other_store).await;
    settled.expect("another store");
    let (theirs, key) = anas_order(&shop).await;
    let strangers = strangers(&shop, &other_store).await;
    let before = state(&shop, &key).await;
    for Stranger { who, role, client } in &strangers {
        for operation in operations() {
            let Operation { name, method, .. } = &operation;
            let (path, body) = asked(name, &theirs)
                .unwrap_or_else(|| panic!("`{name}` is new: say here how it is asked"));
            // A courier's own position is theirs to change.
            if operation.roles.is_empty() || name == "post /api/courier/position" {
                continue;
            }
            let (status, text) = answer(client, method, &path, &body).await;
            let what = format!("{who}: {name}: {status} {text}");
            let may = role.is_some_and(|role| operation.roles.iter().any(|it| it == role));
            match (role, may) {
                (None, _) => assert_eq!(status, 401, "{what}"),
                (Some(_), false) => assert_eq!(status, 403, "{what}"),
                (Some(_), true) if operation.about_an_order => assert_eq!(status, 404, "{what}"),
                // It is about what is their own.
                (Some(_), true) => assert!(status < 500, "{what}"),
            }
            for secret in [theirs.order.as_str(), "Secreta", "98765", "apto 42"] {
                assert!(!text.contains(secret), "{what}");
            }
        }
    }
    assert_eq!(state(&shop, &key).await, before);
    // Where nobody is kept out, nothing is theirs but what has a secret of its own.
    let open = operations();
    let open = open.iter().filter(|operation| operation.roles.is_empty());
    assert_eq!(open.count(), 16);
}
