//! Whole workflows, rehearsed.

use serde_json::{Value, json};

use crate::client::{Client, Shop};

const REHEARSE: &str = "/api/console/studio/rehearse";

async fn rehearsed(operator: &Client, wish: &Value) -> Value {
    operator.post(REHEARSE, wish).await.expect(200)
}

/// The states of the steps, with the item each is within.
fn path(rehearsed: &Value) -> Vec<String> {
    let steps = rehearsed["steps"].as_array().expect("steps").iter();
    steps
        .map(|step| {
            let state = step["state"].as_str().expect("a name");
            match step["iteration"]["index"].as_u64() {
                Some(index) => format!("{state} {index}"),
                None => state.to_owned(),
            }
        })
        .collect()
}

fn step<'r>(rehearsed: &'r Value, state: &str) -> &'r Value {
    let steps = rehearsed["steps"].as_array().expect("steps");
    let found = steps.iter().find(|step| step["state"] == state);
    found.unwrap_or_else(|| panic!("{state} was not entered"))
}

const ORDER: &str = r#"{"StartAt": "Receive", "QueryLanguage": "JSONata", "States": {
  "Receive": {"Type": "Task", "Resource": "${Receive}", "Assign": {"order": "{% $states.result.id %}"}, "Next": "Pay"},
  "Pay": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "TimeoutSeconds": 60,
    "Arguments": {"FunctionName": "pay", "Payload": {"order": "{% $order %}", "token": "{% $states.context.Task.Token %}"}},
    "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 10, "MaxAttempts": 2, "BackoffRate": 2.0}],
    "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Unpaid"}, {"ErrorEquals": ["States.ALL"], "Next": "Unpaid"}],
    "Next": "Lines"},
  "Lines": {"Type": "Map", "Items": "{% $states.input.lines %}", "MaxConcurrency": 1, "Next": "Both", "ItemProcessor": {
    "StartAt": "Pick", "States": {"Pick": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:pick", "End": true}}}},
  "Both": {"Type": "Parallel", "Next": "Rest", "Branches": [
    {"StartAt": "Tell", "States": {"Tell": {"Type": "Pass", "Output": "told", "End": true}}},
    {"StartAt": "Quick?", "States": {
      "Quick?": {"Type": "Choice", "Choices": [{"Condition": "{% $order > 100 %}", "Next": "Slow"}], "Default": "Fast"},
      "Slow": {"Type": "Succeed"}, "Fast": {"Type": "Succeed", "Output": "{% $order %}"}}}]},
  "Rest": {"Type": "Wait", "Seconds": 86400, "End": true},
  "Unpaid": {"Type": "Fail", "Error": "Unpaid", "Cause": "{% $states.input.Error %}"}}}"#;

fn mocks() -> Value {
    json!([
        {"state": "Receive", "answers": [{"result": {"id": 7}}], "after_ms": 250},
        {"state": "Pay", "answers": [{"error": "Busy"}, {"error": "Busy", "cause": "still"}, {"result": {"lines": ["a", "b"]}}], "after_ms": 1000},
        {"state": "Pick", "answers": [{"result": "picked"}], "items": {"1": [{"result": "gone"}]}},
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workflow_is_rehearsed_in_virtual_time() {
    let operator = Shop::open().await.operator().await;
    let wish =
        json!({"text": ORDER, "type": "STANDARD", "input": {}, "mocks": mocks(), "name": "orders"});
    let played = rehearsed(&operator, &wish).await;
    assert_eq!(played["status"], "SUCCEEDED", "{played}");
    assert_eq!(played["output"], json!(["told", 7]));
    assert_eq!(played["seconds"], 86_400.0 + 0.25 + 3.0 + 10.0 + 20.0);
    assert_eq!(
        path(&played),
        [
            "Receive", "Pay", "Lines", "Pick 0", "Pick 1", "Both", "Tell", "Quick?", "Fast", "Rest"
        ]
    );
    let pay = step(&played, "Pay");
    assert_eq!(pay["arguments"]["Payload"]["order"], 7);
    assert_eq!(pay["variables"], json!({"order": 7}));
    assert_eq!(pay["result"], json!({"lines": ["a", "b"]}));
    let attempts = json!([
        {"at": 250, "error": "Busy", "cause": null, "waited_ms": 10_000},
        {"at": 11_250, "error": "Busy", "cause": "still", "waited_ms": 20_000},
        {"at": 32_250, "error": null, "cause": null, "waited_ms": null},
    ]);
    assert_eq!(pay["attempts"], attempts);
    assert_eq!(
        (&pay["entered_at"], &pay["exited_at"]),
        (&json!(250), &json!(33_250))
    );
    assert_eq!(step(&played, "Receive")["assigned"], json!({"order": 7}));
    let lines = step(&played, "Lines");
    assert_eq!(lines["output"], json!(["picked", "gone"]));
    let fast = step(&played, "Fast");
    assert_eq!(fast["branch"], json!({"state": "Both", "index": 1}));
    assert_eq!(
        (&fast["path"], &fast["within"]),
        (&json!(["Both"]), &json!(5))
    );
    let transitions = played["transitions"].as_array().expect("a list");
    let counted = |from: Value, to: Value, kind: &str| {
        let found = transitions
            .iter()
            .find(|way| way["from"] == from && way["to"] == to && way["kind"] == kind);
        found.map_or(0, |way| way["count"].as_u64().expect("a number"))
    };
    assert_eq!(counted(Value::Null, json!("Receive"), "start"), 1);
    assert_eq!(counted(Value::Null, json!("Pick"), "start"), 2);
    assert_eq!(counted(json!("Pick"), Value::Null, "end"), 2);
    assert_eq!(counted(json!("Quick?"), json!("Fast"), "default"), 1);
    assert_eq!(counted(json!("Pay"), json!("Lines"), "next"), 1);
    assert_eq!(transitions.len(), 13, "{transitions:?}");
    assert_eq!(played, rehearsed(&operator, &wish).await, "the same again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_answers_times_out_or_is_missed() {
    let operator = Shop::open().await.operator().await;
    let mut answers = mocks();
    answers[1]["answers"] = json!([{"nothing": true}]);
    let wish = json!({"text": ORDER, "mocks": answers});
    let played = rehearsed(&operator, &wish).await;
    assert_eq!(
        (&played["status"], &played["error"]),
        (&json!("FAILED"), &json!("Unpaid"))
    );
    assert_eq!(played["cause"], "States.Timeout");
    assert_eq!(step(&played, "Pay")["status"], "caught");
    assert_eq!(played["seconds"], 60.25);
    assert_eq!(played["unasked"], json!(["Pick"]));

    let wish = json!({"text": ORDER, "mocks": [answers[0]]});
    let played = rehearsed(&operator, &wish).await;
    assert_eq!(
        (&played["status"], &played["unmocked"]),
        (&json!("FAILED"), &json!(["Pay"]))
    );
    let cause = played["cause"].as_str().expect("a sentence");
    assert!(
        cause.ends_with("The rehearsal has no mock for the state 'Pay'."),
        "{cause}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_distributed_map_is_rehearsed_with_its_children() {
    let operator = Shop::open().await.operator().await;
    let text = r#"
QueryLanguage: JSONata
StartAt: Files
States:
  Files:
    Type: Map
    Label: Files
    ItemReader: {Resource: "arn:aws:states:::s3:getObject", ReaderConfig: {InputType: CSV, CSVHeaderLocation: FIRST_ROW}, Arguments: {Bucket: b, Key: k}}
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
      StartAt: Each
      States:
        Each: {Type: Task, Resource: "arn:aws:states:::states:startExecution.sync:2", Arguments: {StateMachineArn: m, Input: "{% $states.input %}"}, Next: Nap}
        Nap: {Type: Wait, Seconds: 5, Output: "{% $states.input.Output %}", End: true}
    ToleratedFailureCount: 1
    ResultWriter: {Resource: "arn:aws:states:::s3:putObject", Arguments: {Bucket: b, Prefix: out}}
    End: true
"#;
    let wish = json!({"text": text, "mocks": [
        {"state": "Files", "answers": [{"result": "id,name\n1,Ana\n2,Bia\n3,Eva\n"}]},
        {"state": "Each", "answers": [{"result": {"Output": "done"}}], "items": {"1": [{"error": "States.TaskFailed", "cause": "no"}]}},
    ]});
    let played = rehearsed(&operator, &wish).await;
    assert_eq!(played["status"], "SUCCEEDED", "{played}");
    assert_eq!(
        path(&played),
        ["Files", "Each 0", "Each 1", "Each 2", "Nap 0", "Nap 2"]
    );
    let steps = &played["steps"];
    assert_eq!(steps[3]["input"], json!({"id": "3", "name": "Eva"}));
    assert_eq!(steps[2]["status"], "failed");
    assert_eq!(
        (&steps[3]["within"], &steps[3]["path"]),
        (&json!(0), &json!(["Files"]))
    );
    assert_eq!(
        played["output"]["ResultWriterDetails"]["Key"],
        "out/manifest.json"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_comes_to_its_limits() {
    let operator = Shop::open().await.operator().await;
    let looped = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": true, "Next": "End"}], "Default": "B"},
        "B": {"Type": "Wait", "Seconds": 1, "Next": "A"}, "End": {"Type": "Succeed"}}}"#;
    let wish = json!({"text": looped, "limits": {"steps": 500}});
    let played = rehearsed(&operator, &wish).await;
    assert_eq!(
        (&played["status"], &played["limit"]),
        (&json!("UNFINISHED"), &json!("steps"))
    );
    assert_eq!(played["steps"].as_array().map(Vec::len), Some(500));
    let wish = json!({"text": looped, "limits": {"seconds": 10}});
    let played = rehearsed(&operator, &wish).await;
    assert_eq!(
        (&played["limit"], &played["seconds"]),
        (&json!("seconds"), &json!(10.0))
    );

    let growing = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Pass", "Parameters": {"a.$": "States.Format('{}{}', $.a, $.b)", "b.$": "$.b"}, "Next": "B"},
        "B": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": true, "Next": "End"}], "Default": "A"},
        "End": {"Type": "Succeed"}}}"#;
    let input = json!({"a": "", "b": "x".repeat(10_000)});
    let wish = json!({"text": growing, "input": input});
    let played = rehearsed(&operator, &wish).await;
    assert_eq!(
        played["status"], "FAILED",
        "the data grows out of its limit"
    );
    let steps = played["steps"].as_array().expect("steps");
    assert_eq!(steps[0]["cut"], json!([]));
    let last = steps.last().expect("a step");
    assert_eq!(
        (&last["cut"], &last["input"]),
        (&json!(["input"]), &Value::Null)
    );

    let wish = json!({"text": "{\"StartAt\": \"é\", \"States\": {}}"});
    let refused = operator.post(REHEARSE, &wish).await.expect(422);
    assert_eq!(refused["field"], "text");
    assert!(refused["diagnostics"][0]["from"].is_u64(), "{refused}");
    let wish = json!({"text": looped, "mocks": [{"state": "A"}, {"state": "A"}]});
    operator.post(REHEARSE, &wish).await.expect(422);
}
