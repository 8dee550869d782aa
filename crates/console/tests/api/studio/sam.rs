//! Definitions as SAM deploys them.

use serde_json::{Value, json};

use crate::client::Shop;

const SAM: &str = "/api/console/studio/sam";

const DEFINITION: &str = r#"{
  "StartAt": "Pay",
  "States": {
    "Pay": {
      "Type": "Task",
      "Resource": "arn:aws:lambda:REGION:ACCOUNT_ID:function:PayFunction",
      "Next": "Note"
    },
    "Note": {
      "Type": "Task",
      "Resource": "arn:aws:states:::dynamodb:putItem",
      "Parameters": {"TableName": "${Table}", "Item": {}},
      "Next": "Ask"
    },
    "Ask": {"Type": "Task", "Resource": "somebody", "End": true}
  }
}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_is_made_ready_for_aws() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let wish = json!({
        "text": DEFINITION, "name": "order", "type": "STANDARD", "substitutions": {"Table": "orders"},
    });
    let made = operator.post(SAM, &wish).await.expect(200);

    let file = &made["files"][0];
    assert_eq!(file["path"], "order.asl.json");
    let arn = "arn:aws:lambda:REGION:ACCOUNT_ID:function:PayFunction";
    let deployed = DEFINITION.replace(arn, "${PayFunctionArn}");
    assert_eq!(file["text"], deployed);

    let template = made["template"].as_str().expect("a text");
    for line in [
        "      DefinitionUri: order.asl.json",
        "        PayFunctionArn: !Sub 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:PayFunction'",
        "        Table: !Ref Table",
        "                Action: dynamodb:PutItem",
        "    Default: orders",
    ] {
        assert!(template.lines().any(|it| it == line), "{line}\n{template}");
    }

    let permissions = made["permissions"].as_array().expect("a list");
    let note = permissions.iter().find(|it| it["state"] == "Note");
    let table = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}";
    let expected = json!({
        "state": "Note", "field": "Parameters.TableName", "action": "dynamodb:PutItem",
        "resource": table, "conditions": [], "reason": "the definition names it",
    });
    assert_eq!(note, Some(&expected));
    assert_eq!(made["unknown"][0]["state"], "Ask");
    shop.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_deployed_is_refused() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let broken = json!({"text": "{\"StartAt\": \"A\"}", "name": "order"});
    let answer = operator.post(SAM, &broken).await;
    let problem = answer.expect(422);
    assert_eq!(problem["field"], "text");
    assert_ne!(problem["diagnostics"], Value::Null);

    let nameless = json!({"text": DEFINITION, "name": "an order"});
    let problem = operator.post(SAM, &nameless).await.expect(422);
    assert_eq!(problem["field"], "name");

    let express = json!({
        "text": r#"{"StartAt": "A", "States": {"A": {"Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "End": true}}}"#,
        "name": "order", "type": "EXPRESS",
    });
    let problem = operator.post(SAM, &express).await.expect(422);
    assert_eq!(problem["field"], "text");
    shop.end();
}
