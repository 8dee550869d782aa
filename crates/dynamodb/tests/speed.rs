//! How long operations take on a file, in this process: `cargo test --release -p dynamodb --test
//! speed -- --ignored --nocapture`.

use std::sync::Arc;
use std::time::Instant;

use dynamodb::{Configuration, DynamoDb};
use serde_json::{Value, json};
use wire::{Caller, Request, RequestId, Service as _};

const OPERATIONS: usize = 4_000;

async fn ask(dynamodb: &DynamoDb, operation: &str, body: &Value) {
    let request =
        http::Request::post("/").header("x-amz-target", format!("DynamoDB_20120810.{operation}"));
    let (head, ()) = request.body(()).expect("a request").into_parts();
    let request = Request {
        head,
        body: body.to_string().into(),
        caller: Caller::Owner,
        id: RequestId::random(),
    };
    let response = dynamodb.handle(request).await;
    let status = response.status();
    let body = response.into_body().collect().await;
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
}

/// A conditional put of a small order.
fn put(number: usize) -> Value {
    json!({
        "TableName": "shop",
        "Item": {
            "pk": {"S": format!("order-{number}")},
            "state": {"S": "placed"},
            "total": {"N": "42.90"},
        },
        "ConditionExpression": "attribute_not_exists(pk)",
    })
}

/// An order and the stock it takes.
fn transaction(number: usize) -> Value {
    let mut order = put(1_000_000 + number);
    order["Item"]["lines"] = json!({"L": [{"S": "margherita"}]});
    json!({"TransactItems": [
        {"Put": order},
        {"Update": {
            "TableName": "shop",
            "Key": {"pk": {"S": format!("stock-{}", number % 10)}},
            "UpdateExpression": "ADD taken :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }},
    ]})
}

fn get(number: usize) -> Value {
    json!({"TableName": "shop", "Key": {"pk": {"S": format!("order-{number}")}}})
}

/// Has `OPERATIONS` of a kind performed by so many at a time, and says what each took.
async fn measure(
    dynamodb: &DynamoDb,
    operation: &'static str,
    at_a_time: usize,
    body: fn(usize) -> Value,
    from: usize,
) {
    let dynamodb = Arc::new(dynamodb.clone());
    let before = dynamodb.figures();
    let begin = Instant::now();
    let workers = (0..at_a_time).map(|worker| {
        let dynamodb = dynamodb.clone();
        tokio::spawn(async move {
            for number in (worker..OPERATIONS).step_by(at_a_time) {
                ask(&dynamodb, operation, &body(from + number)).await;
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.expect("no panic");
    }
    let microseconds = begin.elapsed().as_micros() / OPERATIONS as u128;
    let syncs = dynamodb.figures().syncs - before.syncs;
    println!("{operation}, {at_a_time} at a time: {microseconds} us each, {syncs} syncs");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures, and proves nothing"]
async fn operations_on_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let configuration = Configuration {
        folder: Some(folder.path().to_owned()),
        ..Configuration::memory()
    };
    let dynamodb = DynamoDb::open(configuration).expect("an empty folder");
    let table = json!({
        "TableName": "shop",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    ask(&dynamodb, "CreateTable", &table).await;
    for (round, at_a_time) in [1, 8, 64].into_iter().enumerate() {
        let from = round * OPERATIONS;
        measure(&dynamodb, "PutItem", at_a_time, put, from).await;
        measure(
            &dynamodb,
            "TransactWriteItems",
            at_a_time,
            transaction,
            from,
        )
        .await;
        measure(&dynamodb, "GetItem", at_a_time, get, from).await;
    }
}
