//! Tags of machines and activities.

use serde_json::{Value, json};

use crate::account::{Account, ROLE, definition, machine_arn};

const ACTIVITY: &str = "arn:aws:states:us-east-1:000000000000:activity:pack";

async fn tags(account: &Account, arn: &str) -> Value {
    let listed = account
        .call("ListTagsForResource", json!({"resourceArn": arn}))
        .await;
    listed["tags"].clone()
}

#[tokio::test]
async fn tags_are_added_and_removed() {
    let account = Account::new();
    account.create("shop").await;
    account
        .call("CreateActivity", json!({"name": "pack"}))
        .await;
    for arn in [machine_arn("shop"), ACTIVITY.to_owned()] {
        assert_eq!(tags(&account, &arn).await, json!([]));
        let two = json!([{"key": "a", "value": "1"}, {"key": "b", "value": ""}]);
        let body = json!({"resourceArn": arn, "tags": two});
        assert_eq!(account.call("TagResource", body).await, json!({}));
        assert_eq!(tags(&account, &arn).await, two);
        let body = json!({"resourceArn": arn, "tagKeys": ["a", "a", "c"]});
        assert_eq!(account.call("UntagResource", body).await, json!({}));
        assert_eq!(
            tags(&account, &arn).await,
            json!([{"key": "b", "value": ""}])
        );
    }
}

#[tokio::test]
async fn tags_may_be_given_at_the_start() {
    let account = Account::new();
    let given = json!([{"key": "team", "value": "shop"}]);
    let body = json!({
        "name": "shop",
        "definition": definition("first"),
        "roleArn": ROLE,
        "tags": given,
    });
    account.call("CreateStateMachine", body).await;
    account
        .call("CreateActivity", json!({"name": "pack", "tags": given}))
        .await;
    assert_eq!(tags(&account, &machine_arn("shop")).await, given);
    assert_eq!(tags(&account, ACTIVITY).await, given);
}

#[tokio::test]
async fn what_is_not_there_has_no_tags() {
    let account = Account::new();
    account.create_with_versions("shop", 1).await;
    for arn in [
        machine_arn("market"),
        machine_arn("shop:1"),
        ACTIVITY.to_owned(),
    ] {
        let refused = account
            .refused("ListTagsForResource", json!({"resourceArn": arn}))
            .await;
        assert_eq!(refused.code, "ResourceNotFound", "{arn}");
        assert_eq!(refused.message, format!("Resource not found: '{arn}'"));
    }
    let refused = account
        .refused("ListTagsForResource", json!({"resourceArn": "shop"}))
        .await;
    assert_eq!(refused.code, "InvalidArn");
}

#[tokio::test]
async fn the_fifty_first_tag_is_one_too_many() {
    let account = Account::new();
    account.create("shop").await;
    let arn = machine_arn("shop");
    let many: Vec<_> = (0..51)
        .map(|n| json!({"key": format!("k{n}"), "value": ""}))
        .collect();
    let body = json!({"resourceArn": arn, "tags": many});
    let refused = account.refused("TagResource", body).await;
    assert_eq!(refused.code, "TooManyTags");
    assert_eq!(tags(&account, &arn).await, json!([]));
}
