//! What was acknowledged is there when the process comes back.

use serde_json::{Value, json};

use crate::account::{Account, ROLE, definition, machine_arn};

async fn everything(account: &Account) -> Vec<Value> {
    let shop = machine_arn("shop");
    let mut answers = Vec::new();
    for (operation, body) in [
        ("ListStateMachines", json!({})),
        ("ListActivities", json!({})),
        ("DescribeStateMachine", json!({"stateMachineArn": shop})),
        (
            "DescribeStateMachine",
            json!({"stateMachineArn": machine_arn("shop:1")}),
        ),
        ("ListStateMachineVersions", json!({"stateMachineArn": shop})),
        ("ListStateMachineAliases", json!({"stateMachineArn": shop})),
        (
            "DescribeStateMachineAlias",
            json!({"stateMachineAliasArn": machine_arn("shop:PROD")}),
        ),
        ("ListTagsForResource", json!({"resourceArn": shop})),
    ] {
        answers.push(account.call(operation, body).await);
    }
    answers
}

#[tokio::test]
async fn the_registry_comes_back_as_it_was() {
    let account = Account::new();
    let body = json!({
        "name": "shop",
        "type": "EXPRESS",
        "definition": definition("first"),
        "roleArn": ROLE,
        "publish": true,
        "versionDescription": "opening",
        "tracingConfiguration": {"enabled": true},
        "loggingConfiguration": {"includeExecutionData": true, "destinations": []},
        "tags": [{"key": "team", "value": "shop"}],
    });
    let created = account.call("CreateStateMachine", body.clone()).await;
    let change = json!({"stateMachineArn": machine_arn("shop"), "definition": definition("2")});
    account.call("UpdateStateMachine", change).await;
    let alias = json!({"name": "PROD", "routingConfiguration":
        [{"stateMachineVersionArn": machine_arn("shop:1"), "weight": 100}]});
    account.call("CreateStateMachineAlias", alias).await;
    account
        .call("CreateActivity", json!({"name": "pack"}))
        .await;
    account.create("gone").await;
    let gone = json!({"stateMachineArn": machine_arn("gone")});
    account.call("DeleteStateMachine", gone).await;

    let before = everything(&account).await;
    let again = Account::of(account.journal.clone());
    assert_eq!(everything(&again).await, before);

    let back = json!({"stateMachineArn": machine_arn("shop"), "definition": definition("first")});
    again.call("UpdateStateMachine", back).await;
    assert_eq!(
        again.call("CreateStateMachine", body).await,
        created,
        "as it was made"
    );
    let publish = json!({"stateMachineArn": machine_arn("shop")});
    let version = again.call("PublishStateMachineVersion", publish).await;
    assert_eq!(version["stateMachineVersionArn"], machine_arn("shop:2"));
}

#[tokio::test]
async fn page_tokens_hold_across_a_restart() {
    let account = Account::new();
    for name in ["a", "b"] {
        account.create(name).await;
    }
    let first = account
        .call("ListStateMachines", json!({"maxResults": 1}))
        .await;
    let again = Account::of(account.journal.clone());
    let body = json!({"nextToken": first["nextToken"]});
    let second = again.call("ListStateMachines", body).await;
    assert_eq!(second["stateMachines"][0]["name"], "b");
}

#[tokio::test]
async fn numbers_of_revisions_are_not_given_twice() {
    let account = Account::new();
    account.create_with_versions("shop", 1).await;
    let last = account
        .registry
        .resolve_for_start(&machine_arn("shop"), 0)
        .expect("a machine");
    let again = Account::of(account.journal.clone());
    again.create("market").await;
    let new = again
        .registry
        .resolve_for_start(&machine_arn("market"), 0)
        .expect("a machine");
    assert!(new.revision.number > last.revision.number);
}
