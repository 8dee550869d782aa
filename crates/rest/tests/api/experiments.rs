//! Experiments and coupons, as the staff see and settle them.

use assistant::scenario::experiment::Outcome;
use assistant::scenario::experiments::{Counted, Experiments};
use aws_sdk_dynamodb::types::AttributeValue;
use delivery::notice::Language;
use delivery::people::{Role, Session, StaffName};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::client::{Client, Shop};

async fn clerk(shop: &Shop) -> Client {
    let store = shop.world.store.clone();
    let name = StaffName::parse("clara").expect("a name");
    let session = Session::of_staff(store, name, Role::Clerk, Language::En, Timestamp::now());
    let begun = shop.world.delivery.begin_session(&session).await;
    let token = begun.expect("a session");
    shop.anybody().with_token(&json!(token.reveal()))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_begins_an_experiment_and_decides_it() {
    let shop = Shop::open(60).await;
    let (operator, clerk) = (shop.operator().await, clerk(&shop).await);
    let wish = json!({"name": "tone", "b": {"prompt": "Be brief."}, "share_of_b": 5_000});
    clerk.post("/api/experiments", &wish).await.expect(403);
    let begun = operator.post("/api/experiments", &wish).await.expect(201);
    assert_eq!(
        (&begun["state"], &begun["assigned_b"]),
        (&json!("running"), &json!(0))
    );
    let again = operator.post("/api/experiments", &wish).await.expect(409);
    assert_eq!(again["code"], "experiment_exists");
    for wrong in [
        json!({"name": "Tone", "b": {"prompt": "x"}, "share_of_b": 1}),
        json!({"name": "same", "b": {}, "share_of_b": 1}),
        json!({"name": "much", "b": {"prompt": "x"}, "share_of_b": 10_001}),
    ] {
        operator.post("/api/experiments", &wrong).await.expect(422);
    }

    let experiments = Experiments::beside(&shop.world.delivery);
    let store = &shop.world.store;
    for number in 0..40 {
        let unit = format!("c-{number}");
        let dealt = experiments.assign(store, &unit, Counted::Yes).await;
        dealt.expect("asked").expect("an experiment");
        if number % 2 == 0 {
            let noted = experiments.note(store, &unit, Outcome::Solved).await;
            assert_eq!(noted.expect("asked"), 1);
        }
    }
    let shown = clerk.get("/api/experiments/tone").await.expect(200);
    let dealt =
        [&shown["assigned_a"], &shown["assigned_b"]].map(|many| many.as_u64().expect("many"));
    assert!(
        dealt.iter().sum::<u64>() == 40 && !dealt.contains(&0),
        "{shown}"
    );
    let solved = &shown["outcomes"][0];
    assert_eq!(solved["outcome"], "solved");
    let counts = [&solved["a"]["count"], &solved["b"]["count"]];
    assert_eq!(counts.iter().filter_map(|it| it.as_u64()).sum::<u64>(), 20);
    let number = |of: &str| solved["difference"][of].as_f64().expect("a number");
    assert!(
        number("low") < number("value") && number("value") < number("high"),
        "{solved}"
    );
    let listed = clerk.get("/api/experiments").await.expect(200);
    assert_eq!(listed["items"], json!([shown]));

    let path = "/api/experiments/tone";
    let switch = json!({"state": "decided_b", "share_of_b": 2_500});
    clerk.put(path, &switch).await.expect(403);
    let decided = operator.put(path, &switch).await.expect(200);
    assert_eq!(
        (&decided["state"], &decided["share_of_b"]),
        (&json!("decided_b"), &json!(2_500))
    );
    operator
        .put(path, &json!({"share_of_b": 10_001}))
        .await
        .expect(422);
    operator
        .put("/api/experiments/warmth", &switch)
        .await
        .expect(404);
    operator.get("/api/experiments/Not%20one").await.expect(404);
}

/// A coupon that waits, as a workflow has proposed it.
async fn proposed(shop: &Shop, id: &str) {
    let table = shop.world.delivery.table();
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let now = Timestamp::now().to_string();
    let attributes = [
        ("PK", "S#loja#COUPONS"),
        ("SK", &format!("COUPON#{id}")),
        ("id", id),
        ("customer", "ana"),
        ("language", "pt-BR"),
        ("reason", "says_so"),
        ("state", "PROPOSED"),
        ("proposed_at", &now),
    ];
    let mut put = table.client().put_item().table_name("entrega-scenarios");
    for (name, value) in attributes {
        put = put.item(name, text(value));
    }
    put = put.item("amount", AttributeValue::N("1000".to_owned()));
    put.send().await.expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_answers_a_coupon_once() {
    let shop = Shop::open(60).await;
    let (operator, clerk) = (shop.operator().await, clerk(&shop).await);
    let (id, path) = ("a".repeat(32), format!("/api/coupons/{}", "a".repeat(32)));
    let say = |answer: &str| json!({ "answer": answer });
    operator.post(&path, &say("approve")).await.expect(404);
    proposed(&shop, &id).await;
    let listed = clerk.get("/api/coupons").await.expect(200);
    let coupon: &Value = &listed["items"][0];
    assert_eq!(
        (&coupon["state"], &coupon["amount"]),
        (&json!("PROPOSED"), &json!(1_000))
    );
    assert!(coupon["code"].is_null(), "{coupon}");
    clerk.post(&path, &say("approve")).await.expect(403);
    let approved = operator.post(&path, &say("approve")).await.expect(200);
    assert!(
        approved["code"]
            .as_str()
            .is_some_and(|code| code.len() == 8),
        "{approved}"
    );
    let again = operator.post(&path, &say("approve")).await.expect(200);
    assert_eq!(again, approved);
    let refused = operator.post(&path, &say("refuse")).await.expect(409);
    assert_eq!(refused["coupon_state"], "APPROVED");
    // It is paid back when the customer was told of it, not before.
    operator.post(&path, &say("redeem")).await.expect(409);
}
