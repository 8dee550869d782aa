//! Publishing, listing and deleting versions.

use serde_json::{Value, json};

use crate::account::{Account, ROLE, Refused, definition, machine_arn};

fn version_arns(list: &Value) -> Vec<&str> {
    let versions = list["stateMachineVersions"].as_array().expect("a list");
    let arns = versions
        .iter()
        .map(|version| version["stateMachineVersionArn"].as_str());
    arns.map(|arn| arn.expect("an ARN")).collect()
}

#[tokio::test]
async fn a_revision_is_published_once() {
    let account = Account::new();
    account.create("shop").await;
    let body = json!({"stateMachineArn": machine_arn("shop")});
    let first = account
        .call("PublishStateMachineVersion", body.clone())
        .await;
    assert_eq!(first["stateMachineVersionArn"], machine_arn("shop:1"));
    assert_eq!(
        account.call("PublishStateMachineVersion", body).await,
        first
    );
}

#[tokio::test]
async fn a_machine_may_be_made_with_its_first_version() {
    let account = Account::new();
    let body = json!({
        "name": "shop",
        "definition": definition("first"),
        "roleArn": ROLE,
        "publish": true,
        "versionDescription": "opening",
    });
    let created = account.call("CreateStateMachine", body.clone()).await;
    assert_eq!(created["stateMachineVersionArn"], machine_arn("shop:1"));
    assert_eq!(account.call("CreateStateMachine", body).await, created);

    let version = json!({"stateMachineArn": machine_arn("shop:1")});
    let version = account.call("DescribeStateMachine", version).await;
    assert_eq!(version["description"], "opening");
    assert_eq!(version["stateMachineArn"], machine_arn("shop:1"));
    let machine = json!({"stateMachineArn": machine_arn("shop")});
    let machine = account.call("DescribeStateMachine", machine).await;
    assert_eq!(machine.get("description"), None);
}

#[tokio::test]
async fn a_version_stays_as_it_was() {
    let account = Account::new();
    account.create_with_versions("shop", 2).await;
    let body = json!({"stateMachineArn": machine_arn("shop:1")});
    let described = account.call("DescribeStateMachine", body).await;
    assert_eq!(described["definition"], definition("version 1"));
    let started = account
        .registry
        .resolve_for_start(&machine_arn("shop:1"), 0);
    let started = started.expect("a version");
    assert_eq!(
        started.version_arn.as_deref(),
        Some(&*machine_arn("shop:1"))
    );
    assert_eq!(*started.machine_arn, machine_arn("shop"));
    assert_eq!(
        started.revision.settings.definition.text(),
        definition("version 1")
    );
}

#[tokio::test]
async fn only_the_revision_that_is_meant_is_published() {
    let account = Account::new();
    account.create("shop").await;
    let arn = machine_arn("shop");
    let meant = |revision: &str| json!({"stateMachineArn": arn, "revisionId": revision});
    let answer = account
        .call("PublishStateMachineVersion", meant("INITIAL"))
        .await;
    assert_eq!(answer["stateMachineVersionArn"], machine_arn("shop:1"));

    let changed = json!({"stateMachineArn": arn, "definition": definition("second")});
    let changed = account.call("UpdateStateMachine", changed).await;
    let current = changed["revisionId"].as_str().expect("a revision");
    assert_eq!(
        account
            .refused("PublishStateMachineVersion", meant("INITIAL"))
            .await,
        Refused::new(
            "ConflictException",
            format!(
                "Failed to publish the State Machine version for revision INITIAL. The current \
                 State Machine revision is {current}."
            )
        )
    );
    let answer = account
        .call("PublishStateMachineVersion", meant(current))
        .await;
    assert_eq!(answer["stateMachineVersionArn"], machine_arn("shop:2"));
}

#[tokio::test]
async fn numbers_are_not_given_twice() {
    let account = Account::new();
    account.create_with_versions("shop", 2).await;
    let body = json!({"stateMachineVersionArn": machine_arn("shop:2")});
    assert_eq!(
        account
            .call("DeleteStateMachineVersion", body.clone())
            .await,
        json!({})
    );
    assert_eq!(
        account.call("DeleteStateMachineVersion", body).await,
        json!({})
    );
    let body = json!({"stateMachineArn": machine_arn("shop")});
    let answer = account.call("PublishStateMachineVersion", body).await;
    assert_eq!(answer["stateMachineVersionArn"], machine_arn("shop:3"));
}

#[tokio::test]
async fn the_newest_version_is_listed_first() {
    let account = Account::new();
    account.create_with_versions("shop", 3).await;
    let body = json!({"stateMachineArn": machine_arn("shop"), "maxResults": 2});
    let first = account.call("ListStateMachineVersions", body).await;
    assert_eq!(
        version_arns(&first),
        [machine_arn("shop:3"), machine_arn("shop:2")]
    );
    let body = json!({
        "stateMachineArn": machine_arn("shop"),
        "nextToken": first["nextToken"],
    });
    let second = account.call("ListStateMachineVersions", body).await;
    assert_eq!(version_arns(&second), [machine_arn("shop:1")]);
    assert_eq!(second.get("nextToken"), None);
}

#[tokio::test]
async fn an_alias_keeps_its_version() {
    let account = Account::new();
    account.create_with_versions("shop", 1).await;
    let body = json!({"name": "PROD", "routingConfiguration":
        [{"stateMachineVersionArn": machine_arn("shop:1"), "weight": 100}]});
    account.call("CreateStateMachineAlias", body).await;
    let body = json!({"stateMachineVersionArn": machine_arn("shop:1")});
    assert_eq!(
        account.refused("DeleteStateMachineVersion", body).await,
        Refused::new(
            "ConflictException",
            "Version to be deleted must not be referenced by an alias. Current list of aliases \
             referencing this version: [PROD]"
        )
    );
}

#[tokio::test]
async fn there_is_no_version_one_thousand_and_one() {
    let account = Account::new();
    account.create_with_versions("shop", 1_000).await;
    let arn = machine_arn("shop");
    let publish = json!({"stateMachineArn": arn});
    let answer = account.call("PublishStateMachineVersion", publish).await;
    assert_eq!(answer["stateMachineVersionArn"], machine_arn("shop:1000"));
    let body = json!({
        "stateMachineArn": arn,
        "definition": definition("one too many"),
        "publish": true,
    });
    let refused = account.refused("UpdateStateMachine", body).await;
    assert_eq!(refused.code, "ServiceQuotaExceededException");
    let described = account
        .call("DescribeStateMachine", json!({"stateMachineArn": arn}))
        .await;
    assert_eq!(
        described["definition"],
        definition("version 1000"),
        "nothing has changed"
    );
}
