//! Definitions and expressions that are being written.

use serde_json::{Value, json};

use crate::client::Shop;

const CHECK: &str = "/api/console/studio/check";

const DRAWING: &str = "/api/console/studio/drawing";

const EVALUATE: &str = "/api/console/studio/evaluate";

/// What stands at a place of a text, as JavaScript counts.
fn slice(text: &str, diagnostic: &Value) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let at =
        |name: &str| usize::try_from(diagnostic[name].as_u64().expect("a place")).expect("small");
    String::from_utf16(&units[at("from")..at("to")]).expect("whole characters")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_is_checked_where_it_is_written() {
    let operator = Shop::open().await.operator().await;
    let text = r#"{"Comment": "até 😀", "StartAt": "Preço", "States": {
        "Preço": {"Type": "Task", "Resource": "${Price}", "TimeoutSeconds": ${Limit}, "Next": "Fim 🏁"},
        "Fim": {"Type": "Succeed"}}}"#;
    let substitutions = json!({"Limit": "30"});
    let wish = json!({"text": text, "type": "STANDARD", "substitutions": substitutions});
    let checked = operator.post(CHECK, &wish).await.expect(200);
    assert_eq!(checked["placeholders"], json!(["Price"]));
    assert_eq!(checked["definition"], Value::Null);
    let first = &checked["diagnostics"][0];
    assert_eq!(first["severity"], "ERROR");
    assert_eq!(first["code"], "MISSING_TRANSITION_TARGET");
    assert_eq!(first["location"], "/States/Preço/Next");
    assert_eq!(slice(text, first), "\"Fim 🏁\"");

    let text = text.replace("Fim 🏁", "Fim");
    let lambda = "arn:aws:lambda:us-east-1:000000000000:function:price";
    let wish = json!({"text": text, "substitutions": {"Limit": "30", "Price": lambda}});
    let checked = operator.post(CHECK, &wish).await.expect(200);
    assert_eq!(checked["diagnostics"], json!([]));
    let saved = text.replace("${Limit}", "30").replace("${Price}", lambda);
    assert_eq!(checked["definition"], saved);

    let yaml = "StartAt: Á\nStates:\n  Á:\n    Type: Wait\n    Seconds: dez\n    End: true\n";
    let checked = operator
        .post(CHECK, &json!({"text": yaml}))
        .await
        .expect(200);
    assert_eq!(slice(yaml, &checked["diagnostics"][0]), "dez");
    let broken = "{\"StartAt\": \"é\" \"States\": {}}";
    let checked = operator
        .post(CHECK, &json!({"text": broken}))
        .await
        .expect(200);
    assert_eq!(
        checked["diagnostics"][0]["code"],
        "INVALID_JSON_DESCRIPTION"
    );
    assert_eq!(slice(broken, &checked["diagnostics"][0]), "\"");

    let long = format!("{{\"Comment\": \"{}\"}}", "x".repeat(1 << 20));
    let checked = operator
        .post(CHECK, &json!({"text": long}))
        .await
        .expect(200);
    let message = checked["diagnostics"][0]["message"]
        .as_str()
        .expect("words");
    assert!(message.contains("longer than 1048576 bytes"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_is_drawn() {
    let operator = Shop::open().await.operator().await;
    let text =
        r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "${B}", "End": true}}}"#;
    let drawn = operator
        .post(DRAWING, &json!({"text": text, "theme": "dark"}))
        .await;
    assert_eq!(drawn.status, 200, "{}", drawn.body);
    assert!(drawn.body.starts_with("<svg"), "{}", drawn.body);
    for text in ["{}", r#"{"StartAt": "A", "States": ${Nothing}}"#] {
        let refused = operator
            .post(DRAWING, &json!({"text": text}))
            .await
            .expect(422);
        assert_eq!(refused["diagnostics"][0]["severity"], "ERROR", "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn expressions_are_evaluated_by_the_engine() {
    let operator = Shop::open().await.operator().await;
    let wish = json!({
        "query_language": "JSONata",
        "expressions": ["{% $states.input.items[price > 5].name %}", "{% $states.result.ok and $limit = 3 %}", "{% 'é' & %}"],
        "template": {"total": "{% $sum($states.input.items.price) %}", "fixed": [1.0, "x"]},
        "input": {"items": [{"name": "a", "price": 2}, {"name": "b", "price": 6.5}]},
        "variables": {"limit": 3},
        "result": {"ok": true},
    });
    let evaluated = operator.post(EVALUATE, &wish).await.expect(200);
    assert_eq!(evaluated[0], json!({"value": "b"}));
    assert_eq!(evaluated[1], json!({"value": true}));
    assert_eq!(evaluated[2]["error"]["name"], Value::Null);
    assert!(
        evaluated[2]["error"]["from"].as_u64() >= Some(7),
        "{evaluated}"
    );
    assert_eq!(
        evaluated[3],
        json!({"value": {"total": 8.5, "fixed": [1.0, "x"]}})
    );

    let wish = json!({
        "query_language": "JSONPath",
        "expressions": ["$.a", "States.Format('{}!', $.a)", "$$.Execution.Name", "$.nothing"],
        "input": {"a": "b"},
        "context": {"Execution": {"Name": "one"}},
    });
    let evaluated = operator.post(EVALUATE, &wish).await.expect(200);
    let values: Vec<&Value> = (0..3).map(|at| &evaluated[at]["value"]).collect();
    assert_eq!(values, ["b", "b!", "one"]);
    assert_eq!(evaluated[3]["error"]["name"], "States.Runtime");
    let wish = json!({"query_language": "JSONata", "variables": []});
    operator.post(EVALUATE, &wish).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn integrations_are_found_by_their_words() {
    let operator = Shop::open().await.operator().await;
    let path = "/api/console/studio/integrations";
    let found = operator
        .get(&format!("{path}?search=start%20execution&limit=3"))
        .await
        .expect(200);
    assert_eq!(found.as_array().map(Vec::len), Some(3));
    assert_eq!(
        found[0],
        json!({
            "resource": "arn:aws:states:::states:startExecution",
            "service": "states",
            "operation": "startExecution",
            "optimised": true,
            "arguments": {"StateMachineArn": "MyStateMachineArn", "Input": {}},
            "patterns": ["request_response", "run_job", "wait_for_token"],
        })
    );
    let found = operator
        .get(&format!("{path}?search=s3%20getobj"))
        .await
        .expect(200);
    assert_eq!(
        found[0]["resource"],
        "arn:aws:states:::aws-sdk:s3:getObject"
    );
    assert_eq!(
        found[0]["arguments"],
        json!({"Bucket": "MyData", "Key": "MyData"})
    );
    assert_eq!(
        found[0]["patterns"],
        json!(["request_response", "wait_for_token"])
    );
    assert_eq!(operator.get(&format!("{path}?limit=0")).await.status, 400);
}
