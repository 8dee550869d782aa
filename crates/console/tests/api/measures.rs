//! How many executions come and go, and how long their states take.

use serde_json::{Value, json};

use crate::client::Shop;
use crate::machine::Machine;

const FAILS: &str = r#"{"StartAt": "Rest", "States": {
    "Rest": {"Type": "Wait", "Seconds": 1, "Next": "Fail"},
    "Fail": {"Type": "Fail", "Error": "Told"}}}"#;

fn sum(series: &Value) -> u64 {
    let steps = series.as_array().expect("a series").iter();
    steps.map(|step| step.as_u64().expect("a number")).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_and_went_is_measured_since_the_start() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let machine = Machine::new(&shop, "fails", FAILS).await;
    let failed = machine.run("one", "{}").await;
    let sfn = shop.world.step_functions();
    sfn.redrive_execution()
        .execution_arn(&failed)
        .send()
        .await
        .expect("redriven");
    machine.ended(&failed).await;
    machine.start("two", "{}").await;
    let path = "/api/console/metrics?machine=fails&hours=1";
    let told = operator.get(path).await.expect(200);
    assert_eq!((sum(&told["started"]), sum(&told["failed"])), (2, 2));
    assert_eq!((sum(&told["succeeded"]), sum(&told["throttled"])), (0, 0));
    let steps = told["at"].as_array().expect("a series").len();
    assert_eq!(told["open"].as_array().expect("a series").len(), steps);
    assert_eq!(told["open"][steps - 1], 1);
    assert_eq!(told["step_seconds"], 60);
    let states: Vec<_> = told["states"]
        .as_array()
        .expect("states")
        .iter()
        .map(|state| {
            (
                state["state"].clone(),
                state["entered"].clone(),
                state["failed"].clone(),
            )
        })
        .collect();
    // It failed again when it was redriven.
    let fail = (json!("Fail"), json!(2), json!(2));
    assert_eq!(states, [fail, (json!("Rest"), json!(1), json!(0))]);
    let rest = told["states"][1]["p50_ms"].as_u64().expect("a time");
    assert!((930..2_000).contains(&rest), "{rest}");
    let other = operator
        .get("/api/console/metrics?machine=nobody")
        .await
        .expect(200);
    assert_eq!((sum(&other["started"]), &other["states"]), (0, &json!([])));
    let refused = operator.get("/api/console/metrics?hours=2").await;
    assert_eq!(refused.expect(400)["code"], "malformed_request");
}
