//! Ways in: codes, links, passwords; and the way out.

use serde_json::{Value, json};

use crate::client::{Client, Shop};

/// The newest code in the outbox.
async fn code(operator: &Client) -> String {
    for _ in 0..500 {
        let outbox = operator.get("/api/board/outbox").await.expect(200);
        let newest = &outbox["items"][0];
        if newest["kind"] == "one-time-code" {
            assert_eq!(newest["state"], "SENT");
            assert!(newest.get("order").is_none(), "{newest}");
            let text = newest["text"].as_str().expect("a text");
            let digits = text.split(|letter: char| !letter.is_ascii_digit());
            let code = digits.into_iter().find(|digits| digits.len() == 6);
            return code.expect("six digits").to_owned();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no code came");
}

fn another(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

async fn ask(shop: &Shop, contact: &str) -> String {
    let path = format!("/api/stores/{}/sign-in", shop.world.store);
    let anybody = shop.anybody();
    let challenge = anybody.post(&path, &json!({"contact": contact})).await;
    let challenge = challenge.expect(202);
    let token = challenge["challenge"].as_str().expect("a challenge");
    format!("{path}/{token}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_lets_in_once_and_knows_who_comes_again() {
    let shop = Shop::open(60).await;
    let operator = shop.operator().await;
    let path = ask(&shop, "(11) 98765-4321").await;
    let code = code(&operator).await;
    let anybody = shop.anybody();
    let wrong = anybody.post(&path, &json!({"code": another(&code)})).await;
    assert_eq!(wrong.problem(401), "wrong_code");
    assert_eq!(wrong.expect(401)["tries_left"], 4);
    let wish = json!({"code": code, "name": "Ana"});
    let first = anybody.post(&path, &wish).await.expect(200);
    assert_eq!(first["customer"]["name"], "Ana");
    assert_eq!(first["customer"]["phone"], "(11) 98765-4321");
    assert_eq!(anybody.post(&path, &wish).await.problem(401), "code_gone");
    let me = anybody.with_token(&first["token"]).get("/api/me").await;
    assert_eq!(me.expect(200)["id"], first["customer"]["id"]);

    let path = ask(&shop, "+55 11 98765 4321").await;
    let newer = loop {
        let newer = self::code(&operator).await;
        if newer != code {
            break newer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    let again = anybody
        .post(&path, &json!({"code": newer}))
        .await
        .expect(200);
    assert_eq!(again["customer"]["id"], first["customer"]["id"]);
    assert_ne!(again["token"], first["token"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_tried_five_times_and_no_more_than_asked_for() {
    let shop = Shop::open(60).await;
    let operator = shop.operator().await;
    let path = ask(&shop, "ana@example.com").await;
    let code = code(&operator).await;
    let anybody = shop.anybody();
    for left in (0..5).rev() {
        let wrong = anybody.post(&path, &json!({"code": another(&code)})).await;
        assert_eq!(wrong.expect(401)["tries_left"], left);
    }
    let late = anybody.post(&path, &json!({"code": code})).await;
    assert_eq!(late.problem(401), "code_gone");

    // The challenge of somebody else's browser is needed too.
    let path = format!("/api/stores/{}/sign-in", shop.world.store);
    let guessed = format!("{path}/{}", "A".repeat(43));
    let guessed = anybody.post(&guessed, &json!({"code": code})).await;
    assert_eq!(guessed.problem(401), "code_gone");
    for _ in 0..4 {
        ask(&shop, "ana@example.com").await;
    }
    let wish = json!({"contact": "ana@example.com"});
    let often = anybody.post(&path, &wish).await;
    assert_eq!(often.problem(429), "too_many_requests");
    assert!(often.headers.contains_key("retry-after"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_link_lets_in_once() {
    let shop = Shop::open(60).await;
    let wish = json!({"link_token": shop.link.reveal()});
    let other = json!({"link_token": delivery::people::Token::fresh().reveal()});
    let anybody = shop.anybody();
    let sign_in = "/api/staff/sign-in";
    assert_eq!(
        anybody.post(sign_in, &other).await.problem(401),
        "link_gone"
    );
    let session = anybody.post(sign_in, &wish).await.expect(200);
    assert_eq!(
        (session["role"].as_str(), session["store"].as_str()),
        (Some("operator"), Some("loja"))
    );
    assert_eq!(anybody.post(sign_in, &wish).await.problem(401), "link_gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_sign_in_by_password_and_out() {
    let shop = Shop::open(60).await;
    let operator = shop.operator().await;
    let hire = |role: &str, courier: Value| json!({"name": "Rui", "role": role, "password": "correct horse", "courier": courier});
    let staff = "/api/board/staff";
    let nobody = operator.post(staff, &hire("courier", Value::Null)).await;
    assert_eq!(nobody.problem(422), "invalid");
    let hired = operator.post(staff, &hire("courier", "rui".into())).await;
    assert!(!hired.body.contains("argon2") && !hired.body.contains("horse"));
    assert_eq!(hired.expect(201)["courier"], "rui");
    let twice = operator.post(staff, &hire("courier", "rui".into())).await;
    assert_eq!(twice.problem(409), "name_taken");

    let anybody = shop.anybody();
    let sign_in = "/api/staff/sign-in";
    let mut wish = json!({"store": "loja", "name": "rui", "password": "battery staple"});
    let wrong = anybody.post(sign_in, &wish).await;
    assert_eq!(wrong.problem(401), "wrong_password");
    wish["password"] = "correct horse".into();
    let session = anybody.post(sign_in, &wish).await.expect(200);
    let rui = anybody.with_token(&session["token"]);
    let board = rui.get("/api/board").await;
    assert_eq!(board.problem(403), "wrong_role");

    rui.get("/api/courier/orders").await.problem(404);
    let out = rui.ask(
        http::Method::DELETE,
        "/api/session",
        axum::body::Body::empty(),
    );
    assert_eq!(out.await.status, 204);
    let after = rui.get("/api/courier/orders").await;
    assert_eq!(after.problem(401), "not_signed_in");
}
