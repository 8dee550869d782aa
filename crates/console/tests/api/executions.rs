//! Executions in a list.

use serde_json::json;

use crate::client::Shop;

#[tokio::test(flavor = "multi_thread")]
async fn executions_are_counted_by_how_they_stand() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let counts = operator.get("/api/console/executions/counts").await;
    let nothing = json!({
        "RUNNING": 0, "SUCCEEDED": 0, "FAILED": 0, "TIMED_OUT": 0, "ABORTED": 0,
        "PENDING_REDRIVE": 0,
    });
    assert_eq!(counts.expect(200), nothing);
}
