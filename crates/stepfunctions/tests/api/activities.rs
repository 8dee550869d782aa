//! Activities, without the work.

use serde_json::json;

use crate::account::{Account, Refused};

fn arn(name: &str) -> String {
    format!("arn:aws:states:us-east-1:000000000000:activity:{name}")
}

#[tokio::test]
async fn an_activity_is_made_described_and_deleted() {
    let account = Account::new();
    let created = account
        .call("CreateActivity", json!({"name": "pack"}))
        .await;
    assert_eq!(created["activityArn"], arn("pack"));
    assert_eq!(
        account
            .call("CreateActivity", json!({"name": "pack"}))
            .await,
        created
    );
    let body = json!({"activityArn": arn("pack")});
    assert_eq!(
        account.call("DescribeActivity", body.clone()).await,
        json!({
            "activityArn": arn("pack"),
            "name": "pack",
            "creationDate": created["creationDate"],
            "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
        })
    );
    assert!(account.registry.activity(&arn("pack")));
    assert_eq!(
        account.call("DeleteActivity", body.clone()).await,
        json!({})
    );
    assert_eq!(
        account.call("DeleteActivity", body.clone()).await,
        json!({})
    );
    assert_eq!(
        account.refused("DescribeActivity", body).await,
        Refused::new(
            "ActivityDoesNotExist",
            format!("Activity Does Not Exist: '{}'", arn("pack"))
        )
    );
    assert!(!account.registry.activity(&arn("pack")));
}

#[tokio::test]
async fn an_activity_keeps_its_key() {
    let account = Account::new();
    account
        .call("CreateActivity", json!({"name": "pack"}))
        .await;
    let key = json!({"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k"});
    let body = json!({"name": "pack", "encryptionConfiguration": key});
    let refused = account.refused("CreateActivity", body).await;
    assert_eq!(refused.code, "ActivityAlreadyExists");
}

#[tokio::test]
async fn odd_names_and_arns_are_refused() {
    let account = Account::new();
    for name in ["a b", "a*b", "a/b", "a\u{7f}b", "a\"b"] {
        assert_eq!(
            account
                .refused("CreateActivity", json!({"name": name}))
                .await,
            Refused::new("InvalidName", format!("Invalid Name: '{name}'"))
        );
    }
    let refused = account
        .refused("DescribeActivity", json!({"activityArn": "pack"}))
        .await;
    assert_eq!(
        refused,
        Refused::new("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: pack'")
    );
}

#[tokio::test]
async fn activities_are_listed_in_pages() {
    let account = Account::new();
    for name in ["c", "a", "b"] {
        account.call("CreateActivity", json!({"name": name})).await;
    }
    let first = account
        .call("ListActivities", json!({"maxResults": 2}))
        .await;
    assert_eq!(first["activities"][0]["name"], "a");
    assert_eq!(first["activities"][1]["name"], "b");
    // What comes and goes between two pages does not disturb the others.
    account
        .call("DeleteActivity", json!({"activityArn": arn("b")}))
        .await;
    account.call("CreateActivity", json!({"name": "d"})).await;
    let body = json!({"nextToken": first["nextToken"]});
    let second = account.call("ListActivities", body).await;
    assert_eq!(second["activities"][0]["name"], "c");
    assert_eq!(second["activities"][1]["name"], "d");
}
