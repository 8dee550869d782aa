//! What stands around the engine: functions, models, knowledge bases.

use axum::body::Body;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::Method;
use serde_json::{Value, json};

use crate::client::Shop;

const TEXT: &str = "# Entrega\n\n## Prazo\n\nEntregamos em até 45 minutos no centro.\n\n\
                    ## Troco\n\nLevamos troco para até R$ 50.\n";

fn document(text: &str) -> Value {
    json!({"name": "entrega.md", "content_base64": BASE64_STANDARD.encode(text)})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_put_in_read_asked_and_taken_out() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let bases = "/api/console/knowledge-bases";
    let listed = operator.get(bases).await.expect(200);
    assert_eq!(listed["items"][0]["id"], "shop");
    let documents = format!("{bases}/shop/documents");
    let added = operator.post(&documents, &document(TEXT)).await.expect(201);
    assert_eq!(
        (&added["kind"], &added["passages"]),
        (&json!("md"), &json!(2))
    );
    assert_eq!(added["bytes"], TEXT.len());

    let path = format!("{documents}/entrega.md");
    let read = operator.get(&path).await.expect(200);
    assert_eq!(read["passages"][0]["heading"], "Entrega › Prazo");
    let asked = format!("{bases}/shop/ask");
    let question = json!({"question": "Em quantos minutos vocês entregam no centro?"});
    let answer = operator.post(&asked, &question).await.expect(200);
    assert_eq!(answer["passages"][0]["document"], "entrega.md");
    assert_eq!(answer["answer"], "Entregamos em até 45 minutos no centro.");
    let other = json!({"question": "Who won the championship in 1994?"});
    let answer = operator.post(&asked, &other).await.expect(200);
    assert_eq!(answer["answer"], Value::Null);

    for (path, wish, status) in [
        (
            &documents,
            json!({"name": "a.md", "content_base64": "?"}),
            422,
        ),
        (
            &documents,
            json!({"name": "../a.md", "content_base64": ""}),
            422,
        ),
        (
            &documents,
            json!({"name": "a.exe", "content_base64": "QQ=="}),
            422,
        ),
        (&format!("{bases}/none/documents"), document(TEXT), 404),
        (&format!("{bases}/none/ask"), question, 404),
        (&asked, json!({"question": " "}), 422),
    ] {
        let refused = operator.post(path, &wish).await;
        assert_eq!(refused.status, status, "{path} {wish}: {}", refused.body);
    }

    let gone = operator.ask(Method::DELETE, &path, Body::empty()).await;
    assert_eq!(gone.status, 204, "{}", gone.body);
    operator.get(&path).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn models_say_what_stands_behind_them() {
    let shop = Shop::open().await;
    let models = shop.operator().await.get("/api/console/models").await;
    let models = models.expect(200);
    let named = |id: &str| {
        let items = models["items"].as_array().expect("a list");
        let found = items.iter().find(|model| model["id"] == id);
        found.unwrap_or_else(|| panic!("{id} is not there")).clone()
    };
    let grounded = named("entrega.grounded-v1:0");
    assert_eq!(grounded["backend"], "grounded");
    assert_eq!(grounded["access"], "granted");
    assert_eq!(
        (&grounded["streaming"], &grounded["endpoint"]),
        (&json!(true), &Value::Null)
    );
    let encoder = named("amazon.titan-embed-text-v2:0");
    assert_eq!(
        (&encoder["access"], &encoder["used_by"]),
        (&json!("missing_weights"), &json!([]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_say_what_they_have_done() {
    let shop = Shop::open().await;
    let lambda = &shop.world.lambda;
    let registered = lambda.register("Doubtful", |invoked| async move {
        if invoked.payload.is_empty() || invoked.payload.as_ref() == b"{}" {
            return Ok(bytes::Bytes::from_static(b"1"));
        }
        Err(lambda::FunctionError::new("Doubt", "no"))
    });
    registered.expect("a name");
    for payload in ["{}", "{}", "[]"] {
        let path = "/2015-03-31/functions/Doubtful/invocations";
        let (head, ()) = http::Request::post(path)
            .body(())
            .expect("a request")
            .into_parts();
        let request = wire::Request {
            head,
            body: payload.into(),
            caller: wire::Caller::Owner,
            id: wire::RequestId::random(),
        };
        let lambda: &dyn wire::Service = &**lambda;
        assert_eq!(lambda.handle(request).await.status(), 200);
    }
    let functions = shop.operator().await.get("/api/console/functions").await;
    let functions = functions.expect(200);
    let items = functions["items"].as_array().expect("a list");
    let one = items.iter().find(|function| function["name"] == "Doubtful");
    let one = one.expect("the function");
    assert_eq!(
        (&one["invocations"], &one["errors"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(one["pool"], json!({"running": 0, "idle": 0, "limit": null}));
    assert!(one["p95_ms"].as_f64() >= one["p50_ms"].as_f64());
    assert!(lambda.usage().requests >= 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_says_what_it_would_cost() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let cost = operator.get("/api/console/cost").await.expect(200);
    assert_eq!(
        (&cost["currency"], &cost["region"]),
        (&json!("USD"), &json!("us-east-1"))
    );
    let lines = cost["lines"].as_array().expect("lines");
    let of = |service: &str, what: &str| {
        let found = lines
            .iter()
            .find(|line| line["service"] == service && line["what"] == what);
        found.unwrap_or_else(|| panic!("{service}: {what}"))["quantity"]
            .as_f64()
            .expect("a number")
    };
    // Making the store and signing in have read and written.
    assert!(
        of("DynamoDB", "On-demand: write request units") >= 2.0,
        "{cost}"
    );
    assert!(
        of("DynamoDB", "On-demand: read request units") >= 0.5,
        "{cost}"
    );
    assert!(of("Lambda", "Requests") < 1.0, "{cost}");
    assert!(cost["total"].as_f64() <= cost["projected"].as_f64());
    assert_eq!(
        (&cost["orders"], &cost["per_order"]),
        (&json!(0), &Value::Null)
    );
    let before = operator
        .get("/api/console/cost?month=2020-02")
        .await
        .expect(200);
    assert_eq!(
        (&before["total"], &before["since"]),
        (&json!(0.0), &Value::Null)
    );
    operator
        .get("/api/console/cost?month=02-2020")
        .await
        .expect(400);
}
