//! What every request meets first.

use axum::body::Body;
use http::Method;
use serde_json::json;

use crate::client::Shop;
use crate::journey::wish;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_is_a_problem() {
    let shop = Shop::open(60).await;
    let anybody = shop.anybody();
    let customer = shop.guest("Ana").await;
    let sessions = format!("/api/stores/{}/sessions", shop.world.store);

    assert_eq!(anybody.get("/api/nothing").await.problem(404), "not_found");
    assert_eq!(
        anybody.get("/api/stores/a%20b").await.problem(404),
        "not_found"
    );
    assert_eq!(
        anybody.get("/api/stores/%ff").await.problem(404),
        "not_found"
    );
    let wrong = anybody.ask(Method::PATCH, &sessions, Body::empty()).await;
    assert_eq!(wrong.problem(405), "method_not_allowed");
    assert_eq!(wrong.headers["allow"], "POST");
    let json = anybody.with("content-type", "application/json; charset=utf-8");
    let broken = json
        .ask(Method::POST, &sessions, Body::from("{\"name\":"))
        .await;
    assert_eq!(broken.problem(400), "malformed_request");
    let typed = json
        .ask(Method::POST, &sessions, Body::from("{\"name\":1}"))
        .await;
    assert_eq!(typed.problem(400), "malformed_request");
    let text = anybody.with("content-type", "text/plain");
    let text = text.ask(Method::POST, &sessions, Body::from("{}")).await;
    assert_eq!(text.problem(415), "wrong_content_type");
    let large = "x".repeat(64 * 1024 + 1);
    let large = json.ask(Method::POST, &sessions, Body::from(large)).await;
    assert_eq!(large.problem(413), "too_large");
    assert_eq!(large.headers["connection"], "close");
    let said = json.with("content-length", "70000");
    let said = said.ask(Method::POST, &sessions, Body::empty()).await;
    assert_eq!(said.problem(413), "too_large");
    let page = customer.get("/api/orders?limit=0").await;
    assert_eq!(page.problem(400), "malformed_request");
    let page = customer.get("/api/orders?cursor=%23").await;
    assert_eq!(page.problem(400), "malformed_request");

    let nobody = anybody.get("/api/me").await;
    assert_eq!(nobody.problem(401), "not_signed_in");
    assert_eq!(nobody.headers["www-authenticate"], "Bearer");
    assert_eq!(nobody.expect(401)["title"], "Entre para continuar.");
    let english = anybody.with("accept-language", "en-GB, pt;q=0.1");
    let english = english.get("/api/me").await;
    assert_eq!(english.expect(401)["title"], "Sign in to go on.");
    assert_eq!(english.headers["content-language"], "en");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_ordered_is_said_with_what_could_be_done() {
    let shop = Shop::open(60).await;
    let customer = shop.guest("Ana").await;
    let mut asked = wish(&shop).await;
    asked["address"]["line"] = "Rua Que Não Existe, 1".into();
    let unknown = customer.post("/api/quotes", &asked).await;
    assert_eq!(unknown.problem(422), "unknown_address");
    let mut asked = wish(&shop).await;
    asked["cart"]["lines"][0]["item"] = "nothing".into();
    let unknown = customer.post("/api/quotes", &asked).await;
    assert_eq!(unknown.problem(422), "invalid_cart");
    let item = shop.world.plain_item().await;
    let operator = shop.operator().await;
    let one = json!({"available": 1});
    operator
        .put(&format!("/api/board/stock/{item}"), &one)
        .await
        .expect(200);
    let asked = wish(&shop).await;
    let lacking = customer.post("/api/quotes", &asked).await;
    assert_eq!(lacking.problem(422), "out_of_stock");
    assert_eq!(lacking.expect(422)["missing"][0]["left"], 1);

    let order = json!({"cart": asked["cart"], "quote": "x", "payment": {"type": "PIX"}});
    let keyless = customer.post("/api/orders", &order).await;
    assert_eq!(keyless.problem(400), "idempotency_key_missing");
    let keyed = customer.with("idempotency-key", "k");
    let forged = keyed.post("/api/orders", &order).await;
    assert_eq!(forged.problem(422), "quote_forged");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_taken_from_the_shops_own_pages() {
    let shop = Shop::open(60).await;
    let path = format!("/api/stores/{}/sessions", shop.world.store);
    let guest = shop.anybody().post(&path, &json!({"name": "Ana"})).await;
    let cookie = guest.headers["set-cookie"].to_str().expect("a cookie");
    assert!(cookie.contains("; HttpOnly; SameSite=Lax; "), "{cookie}");
    assert!(
        !cookie.contains("Secure"),
        "this shop has no HTTPS: {cookie}"
    );
    let pair = cookie.split(';').next().expect("a pair");
    let browser = shop.anybody().with("cookie", pair);
    browser.get("/api/me").await.expect(200);

    let preferences = json!({"language": "en"});
    let sent = async |headers: &[(&'static str, &str)]| {
        let mut client = browser.clone();
        for (name, value) in headers {
            client = client.with(name, value);
        }
        client.put("/api/me/preferences", &preferences).await
    };
    let origin = shop.world.delivery.base_url().to_owned();
    for own in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("sec-fetch-site", "none")],
        &[("origin", origin.as_str())],
        &[("origin", "http://localhost:9"), ("host", "localhost:9")],
    ] {
        sent(own).await.expect(200);
    }
    for foreign in [
        &[][..],
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", origin.as_str()),
        ],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://evil.example"), ("host", "localhost:9")],
    ] {
        let refused = sent(foreign).await;
        assert_eq!(refused.problem(403), "foreign_origin", "{foreign:?}");
    }
    // Nobody is signed in by another site either.
    let foreign = shop.anybody().with("origin", "https://evil.example");
    let refused = foreign.post(&path, &json!({"name": "Eva"})).await;
    assert_eq!(refused.problem(403), "foreign_origin");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_data_that_nobody_keeps() {
    let shop = Shop::open(60).await;
    let store = format!("/api/stores/{}", shop.world.store);
    for answer in [
        shop.anybody().get(&store).await,
        shop.anybody().get("/api/nothing").await,
    ] {
        let header = |name: &str| answer.headers[name].to_str().expect("a text").to_owned();
        assert_eq!(
            header("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(header("cache-control"), "no-store");
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
    let town = shop.anybody().get("/api/town").await;
    assert_eq!(town.headers["cache-control"], "public, max-age=3600");
    let tag = town.headers["etag"].to_str().expect("a tag");
    let again = shop.anybody().with("if-none-match", tag);
    let again = again.get("/api/town").await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
}
