//! What is kept with a machine, and cases made from executions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use http::Method;
use serde_json::{Value, json};

use crate::client::{Client, Shop};
use crate::machine::Machine;

const MACHINES: &str = "/api/console/studio/machines";

const FROM_EXECUTION: &str = "/api/console/studio/cases/from-execution";

const REHEARSE: &str = "/api/console/studio/rehearse";

impl Client {
    async fn put(&self, path: &str, body: &Value) -> crate::client::Answer {
        self.with("content-type", "application/json")
            .ask(Method::PUT, path, Body::from(body.to_string()))
            .await
    }

    async fn delete(&self, path: &str) -> u16 {
        self.ask(Method::DELETE, path, Body::empty()).await.status
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_and_sources_are_kept_with_a_machine() {
    let operator = Shop::open().await.operator().await;
    let cases = format!("{MACHINES}/order/cases");
    let case = json!({
        "name": "Pagamento demora",
        "input": {"id": 1.5, "note": null},
        "mocks": [
            {"state": "Pay", "answers": [{"nothing": true}, {"error": "Busy", "cause": "no"}, {"result": null}], "after_ms": 5},
        ],
        "expect": {"status": "SUCCEEDED", "output": null, "output_match": "part", "path": ["Pay", "End"]},
    });
    let kept = operator
        .put(&format!("{cases}/slow"), &case)
        .await
        .expect(200);
    assert_eq!(kept["id"], "slow");
    assert!(kept["updated_at"].is_string(), "{kept}");
    assert_eq!(kept["mocks"][0]["repeat_last"], true);
    for (field, value) in case.as_object().expect("fields") {
        if field != "mocks" {
            assert_eq!(&kept[field], value, "{field}");
        }
    }
    let shown = operator.get(&format!("{cases}/slow")).await.expect(200);
    assert_eq!(shown, kept);
    // A case can be sent back as it was received; that of another machine is another's.
    operator
        .put(&format!("{cases}/again"), &kept)
        .await
        .expect(200);
    operator
        .put(&format!("{MACHINES}/order2/cases/slow"), &case)
        .await
        .expect(200);
    let listed = operator.get(&cases).await.expect(200);
    let ids: Vec<&Value> = listed["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|case| &case["id"])
        .collect();
    assert_eq!(ids, ["again", "slow"]);
    assert_eq!(operator.delete(&format!("{cases}/slow")).await, 204);
    assert_eq!(operator.delete(&format!("{cases}/slow")).await, 404);
    operator.get(&format!("{cases}/slow")).await.expect(404);

    let mut nameless = case.clone();
    nameless["name"] = json!(" ");
    let mut huge = case.clone();
    huge["input"] = json!("x".repeat(1 << 20));
    for (path, wish, status) in [
        (format!("{cases}/a b"), &case, 422),
        (format!("{cases}/a"), &nameless, 422),
        (format!("{cases}/a"), &huge, 413),
        (format!("{MACHINES}/a*b/cases/a"), &case, 404),
    ] {
        let refused = operator.put(&path.replace(' ', "%20"), wish).await;
        assert_eq!(refused.status, status, "{path}: {}", refused.body);
    }

    let source = format!("{MACHINES}/order/source");
    operator.get(&source).await.expect(404);
    let text = json!({"text": "StartAt: Á", "notation": "yaml", "substitutions": {"A": "b"}, "revision_id": "r-1"});
    let kept = operator.put(&source, &text).await.expect(200);
    assert_eq!(operator.get(&source).await.expect(200), kept);
    assert_eq!(
        (&kept["text"], &kept["revision_id"]),
        (&text["text"], &text["revision_id"])
    );
    assert_eq!(operator.delete(&source).await, 204);
    operator.get(&source).await.expect(404);
}

/// Functions that answer calls with the same argument one thing after the other.
fn functions(shop: &Shop, answers: &[(&str, &[&str])]) {
    for (name, answers) in answers {
        let answers: Vec<String> = answers.iter().map(|answer| (*answer).to_owned()).collect();
        let calls: Arc<Mutex<HashMap<Vec<u8>, usize>>> = Arc::default();
        let registered = shop.world.lambda.register(name, move |invoked| {
            let answers = answers.clone();
            let call = {
                let mut calls = calls.lock().expect("calls");
                let call = calls.entry(invoked.payload.to_vec()).or_default();
                *call += 1;
                *call - 1
            };
            async move {
                match &*answers[call.min(answers.len() - 1)] {
                    "Busy" => Err(lambda::FunctionError::new("Busy", "come again")),
                    answer => Ok(bytes::Bytes::from(answer.to_owned())),
                }
            }
        });
        registered.expect("a name");
    }
}

const ORDER: &str = r#"{"StartAt": "Receive", "States": {
  "Receive": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:StudioReceive", "ResultPath": "$.order",
    "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1, "MaxAttempts": 3}], "Next": "Ask"},
  "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "TimeoutSeconds": 1,
    "Parameters": {"FunctionName": "StudioAsk", "Payload": {"token.$": "$$.Task.Token"}},
    "Catch": [{"ErrorEquals": ["States.Timeout"], "ResultPath": "$.late", "Next": "Lines"}], "Next": "Lines"},
  "Lines": {"Type": "Map", "ItemsPath": "$.lines", "MaxConcurrency": 2, "ResultPath": "$.picked", "Next": "Boxes", "ItemProcessor": {
    "StartAt": "Pick", "States": {
      "Pick": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:StudioPick",
        "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1}], "Next": "Picked?"},
      "Picked?": {"Type": "Choice", "Choices": [{"Variable": "$.fine", "BooleanEquals": true, "Next": "Well"}], "Default": "Badly"},
      "Well": {"Type": "Pass", "End": true}, "Badly": {"Type": "Pass", "Result": "badly", "End": true}}}},
  "Boxes": {"Type": "Map", "ItemsPath": "$.lines", "ResultPath": "$.boxes", "Next": "Both", "ItemProcessor": {
    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Pack", "States": {
      "Pack": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:StudioPack", "End": true}}}},
  "Both": {"Type": "Parallel", "ResultPath": "$.both", "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.why", "Next": "Sorry"}],
    "Next": "Done", "Branches": [
      {"StartAt": "Rest", "States": {"Rest": {"Type": "Wait", "Seconds": 30, "End": true}}},
      {"StartAt": "Send", "States": {"Send": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:StudioSend", "End": true}}}]},
  "Sorry": {"Type": "Pass", "Parameters": {"order.$": "$.order", "late.$": "$.late", "picked.$": "$.picked", "boxes.$": "$.boxes",
      "why.$": "$.why.Error", "name.$": "$$.Execution.Name", "began.$": "$$.Execution.StartTime"}, "Next": "Over"},
  "Over": {"Type": "Succeed"}, "Done": {"Type": "Succeed"}}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_execution_becomes_a_case_that_goes_as_it_went() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    functions(
        &shop,
        &[
            ("StudioReceive", &["Busy", "Busy", r#"{"id":7}"#]),
            ("StudioAsk", &["null"]),
            (
                "StudioPick",
                &["Busy", r#"{"fine":true}"#, r#"{"fine":false}"#],
            ),
            ("StudioPack", &[r#"{"box":1}"#, r#"{"box":2}"#]),
            ("StudioSend", &["Busy"]),
        ],
    );
    let machine = Machine::new(&shop, "studio", ORDER).await;
    let input = r#"{"lines":[{"a":1},{"b":2},{"a":1}]}"#;
    let arn = machine.run("um", input).await;
    let described = operator
        .get(&format!(
            "/api/console/executions/{}",
            arn.replace(':', "%3A")
        ))
        .await
        .expect(200);
    assert_eq!(described["status"], "SUCCEEDED", "{described}");

    let wish = json!({"execution_arn": arn});
    let case = operator.post(FROM_EXECUTION, &wish).await.expect(200);
    assert_eq!(
        (&case["id"], &case["from_execution"]),
        (&json!("um"), &json!(arn))
    );
    let output: Value =
        serde_json::from_str(described["output"].as_str().expect("text")).expect("JSON");
    assert_eq!(case["expect"]["output"], output);
    let mocked = |state: &str| {
        let mocks = case["mocks"].as_array().expect("mocks").iter();
        let mut mocks = mocks.filter(|mock| mock["state"] == state);
        mocks
            .next()
            .unwrap_or_else(|| panic!("{state} is not mocked"))
            .clone()
    };
    assert_eq!(
        mocked("Receive")["answers"].as_array().map(Vec::len),
        Some(3)
    );
    assert_eq!(mocked("Ask")["answers"], json!([{"nothing": true}]));
    assert_eq!(
        mocked("Pick")["items"]
            .as_object()
            .map(serde_json::Map::len),
        Some(3)
    );

    let wish = json!({
        "text": ORDER, "name": "studio", "input": case["input"], "mocks": case["mocks"],
        "started_at": case["started_at"], "execution_name": case["execution_name"],
    });
    let played = operator.post(REHEARSE, &wish).await.expect(200);
    assert_eq!(played["status"], case["expect"]["status"], "{played}");
    assert_eq!(played["output"], case["expect"]["output"]);
    assert_eq!(played["path"], case["expect"]["path"]);
    assert_eq!(
        (&played["unmocked"], &played["unasked"]),
        (&json!([]), &json!([]))
    );

    let open = machine.start("dois", r#"{"lines":[]}"#).await;
    let refused = operator
        .post(FROM_EXECUTION, &json!({"execution_arn": open}))
        .await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    let nothing = json!({"execution_arn": arn.replace(":um", ":zero")});
    operator.post(FROM_EXECUTION, &nothing).await.expect(404);
}
