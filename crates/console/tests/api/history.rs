//! What happened to an execution.

use serde_json::{Value, json};

use crate::client::Shop;
use crate::machine::{Machine, path_of};

/// A Map of two, one of which fails once and is tried again.
const TRIES: &str = r#"{"StartAt": "Each", "States": {
    "Each": {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": {
        "StartAt": "Start", "States": {
        "Start": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution",
            "Parameters": {"StateMachineArn.$": "$", "Name": "child"},
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 1}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}],
            "End": true},
        "Caught": {"Type": "Pass", "Result": "caught", "End": true}}},
        "End": true}}}"#;

const NOTHING: &str = r#"{"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": true}}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_history_tells_what_happened_without_its_payloads() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let child = Machine::new(&shop, "child", NOTHING).await;
    let machine = Machine::new(&shop, "tries", TRIES).await;
    let nobody = "arn:aws:states:us-east-1:000000000000:stateMachine:nobody";
    let input = json!({"items": [child.arn, nobody]}).to_string();
    let arn = machine.run("one", &input).await;
    let history = operator.get(&path_of(&arn, "/history")).await.expect(200);
    let events = history["events"].as_array().expect("events");
    assert_eq!(history["last"], events.len());
    // It is AWS's history, one for one.
    let sfn = shop.world.step_functions();
    let aws = sfn.get_execution_history().execution_arn(&arn);
    let aws = aws.send().await.expect("a history").events;
    let of_aws: Vec<Value> = aws
        .iter()
        .map(|event| json!([event.id, event.previous_event_id, event.r#type.as_str()]))
        .collect();
    let of_console: Vec<Value> = events
        .iter()
        .map(|event| json!([event["id"], event["previous"], event["type"]]))
        .collect();
    assert_eq!(of_console, of_aws);
    let of = |kind: &str| -> Vec<&Value> {
        events
            .iter()
            .filter(|event| event["type"] == kind)
            .collect()
    };
    assert_eq!(events[0]["bytes"], input.len());
    let iterations: Vec<&Value> = of("MapIterationStarted");
    let indexes: Vec<&Value> = iterations.iter().map(|event| &event["iteration"]).collect();
    assert_eq!(indexes, [&json!(0), &json!(1)]);
    let failed = of("TaskFailed");
    assert_eq!(failed.len(), 2, "{events:#?}");
    assert_eq!(failed[0]["state"], "Start");
    assert_eq!(failed[0]["resource"], "states:startExecution");
    assert_eq!(
        failed[0]["error"],
        "StepFunctions.StateMachineDoesNotExistException"
    );
    assert_eq!(failed[0]["retry_in_ms"], 1_000);
    assert_eq!(failed[1]["retry_in_ms"], json!(null));
    let succeeded = of("TaskSucceeded");
    assert_eq!(
        succeeded[0]["child"],
        "arn:aws:states:us-east-1:000000000000:execution:child:child"
    );
    let after = operator
        .get(&path_of(&arn, "/history?after=5"))
        .await
        .expect(200);
    assert_eq!(after["events"][0]["id"], 6);
    assert_eq!(after["last"], history["last"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_found_by_what_is_in_them_and_shown_whole() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let machine = Machine::new(&shop, "nothing", NOTHING).await;
    let arn = machine
        .run("one", r#"{"item": "Feijoada", "price": 4200}"#)
        .await;
    let found = async |q: &str| {
        let answer = operator
            .get(&path_of(&arn, &format!("/history/search?q={q}")))
            .await;
        answer.expect(200)["ids"].clone()
    };
    assert_eq!(found("feijoada").await, json!([1, 2, 3, 4]));
    assert_eq!(found("PassStateEntered").await, json!([2]));
    assert_eq!(
        found("%2F%22price%22%3A%20%3F4%5B0-9%5D%7B3%7D%2F").await,
        json!([1, 2, 3, 4])
    );
    assert_eq!(found("moqueca").await, json!([]));
    let bad = operator
        .get(&path_of(&arn, "/history/search?q=%2F(%2F"))
        .await;
    assert_eq!(bad.expect(400)["code"], "malformed_request");
    let event = operator.get(&path_of(&arn, "/history/2")).await.expect(200);
    assert_eq!(event["type"], "PassStateEntered");
    assert_eq!(
        event["stateEnteredEventDetails"]["input"],
        r#"{"item": "Feijoada", "price": 4200}"#
    );
    for none in ["0", "99"] {
        let answer = operator
            .get(&path_of(&arn, &format!("/history/{none}")))
            .await;
        assert_eq!(answer.status, 404, "{none}");
    }
}
