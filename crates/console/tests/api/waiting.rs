//! What waits for an answer.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, Shop};
use crate::machine::asks;

const ASKS: &str = r#"{"StartAt": "Ask", "States": {
    "Ask": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:000000000000:activity:asks",
        "TimeoutSeconds": 600, "HeartbeatSeconds": 60, "End": true}}}"#;

async fn waiting(operator: &Client, total: u64) -> Value {
    let wait = async {
        loop {
            let list = operator.get("/api/console/callbacks").await.expect(200);
            if list["total"] == total {
                return list;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), wait).await;
    waited.expect("it comes to that")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_an_answer_is_listed_until_it_has_one() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let sfn = shop.world.step_functions();
    let machine = asks(&shop, ASKS).await;
    let long = "x".repeat(20_000);
    let arn = machine
        .start("one", &json!({"size": "large"}).to_string())
        .await;
    waiting(&operator, 1).await;
    machine
        .start("two", &json!({"text": long}).to_string())
        .await;
    let list = waiting(&operator, 2).await;
    let first = &list["items"][0];
    assert_eq!(
        (&first["kind"], &first["state"]),
        (&json!("activity"), &json!("Ask"))
    );
    assert_eq!(
        (&first["execution_arn"], &first["machine"]),
        (&json!(arn), &json!("asks"))
    );
    assert_eq!(
        (&first["resource"], &first["order"]),
        (&json!("activity:asks"), &json!(null))
    );
    assert_eq!(first["input"], r#"{"size":"large"}"#);
    assert!(first["expires_at"].as_str() > first["since"].as_str());
    let cut = list["items"][1]["input"].as_str().expect("a text");
    assert_eq!(cut.len(), 8 << 10);
    let token = first["token"].as_str().expect("a token");
    let answered = sfn
        .send_task_success()
        .task_token(token)
        .output("\"yes\"")
        .send();
    answered.await.expect("answered");
    let list = waiting(&operator, 1).await;
    assert_eq!(list["items"][0]["name"], "two");
    assert_eq!(machine.ended(&arn).await, "SUCCEEDED");
}
