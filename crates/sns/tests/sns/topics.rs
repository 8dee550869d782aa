//! Topics, their attributes, tags and permissions.

use aws_sdk_sns::error::ProvideErrorMetadata as _;
use aws_sdk_sns::operation::create_topic::CreateTopicError;
use aws_sdk_sns::operation::get_topic_attributes::GetTopicAttributesError;
use aws_sdk_sns::operation::list_tags_for_resource::ListTagsForResourceError;
use aws_sdk_sns::types::Tag;
use serde_json::Value;
use wire::Caller;

use crate::stage::{Stage, client};

#[tokio::test]
async fn a_topic_is_made_once() {
    let stage = Stage::new();
    let arn = stage.topic("orders").await;
    assert_eq!(arn, "arn:aws:sns:us-east-1:000000000000:orders");
    assert_eq!(stage.topic("orders").await, arn);
    let other = stage
        .client
        .create_topic()
        .name("orders")
        .attributes("DisplayName", "Pedidos")
        .send()
        .await
        .expect_err("it differs");
    assert!(
        other
            .as_service_error()
            .is_some_and(CreateTopicError::is_invalid_parameter_exception)
    );
    assert_eq!(
        other.message(),
        Some(
            "Invalid parameter: Attributes Reason: Topic already exists with different attributes"
        )
    );

    let shown = stage.client.get_topic_attributes().topic_arn(&arn).send();
    let shown = shown.await.expect("attributes").attributes.expect("some");
    assert_eq!(shown["Owner"], "000000000000");
    assert_eq!(shown["SubscriptionsConfirmed"], "0");
    assert!(shown["Policy"].contains("__default_policy_ID"));
    assert!(shown["EffectiveDeliveryPolicy"].contains("\"numRetries\":3"));

    stage
        .client
        .delete_topic()
        .topic_arn(&arn)
        .send()
        .await
        .expect("deleted");
    // Deleting is done when there is nothing to delete, too.
    stage
        .client
        .delete_topic()
        .topic_arn(&arn)
        .send()
        .await
        .expect("deleted");
    let gone = stage.client.get_topic_attributes().topic_arn(&arn).send();
    let gone = gone.await.expect_err("it is gone");
    assert!(
        gone.as_service_error()
            .is_some_and(GetTopicAttributesError::is_not_found_exception)
    );
    assert_eq!(gone.message(), Some("Topic does not exist"));
}

#[tokio::test]
async fn many_topics_have_pages() {
    let stage = Stage::new();
    for number in 0..250 {
        stage.topic(&format!("topic-{number:03}")).await;
    }
    let pages = stage.client.list_topics().into_paginator().send();
    let pages: Vec<_> = pages.collect::<Result<_, _>>().await.expect("pages");
    let counts: Vec<usize> = pages.iter().map(|page| page.topics().len()).collect();
    assert_eq!(counts, [100, 100, 50]);
}

#[tokio::test]
async fn attributes_and_tags_are_kept() {
    let stage = Stage::new();
    let arn = stage.topic("orders").await;
    let set = |name: &str, value: &str| {
        stage
            .client
            .set_topic_attributes()
            .topic_arn(&arn)
            .attribute_name(name)
            .attribute_value(value)
            .send()
    };
    set("DisplayName", "Pedidos").await.expect("set");
    let policy = r#"{"http":{"defaultHealthyRetryPolicy":{"numRetries":101}}}"#;
    let refused = set("DeliveryPolicy", policy).await.expect_err("too many");
    let said = refused.message().unwrap_or_default();
    assert!(
        said.contains("numRetries must be less than or equal to 100"),
        "{said}"
    );
    for name in ["FifoTopic", "Colour", "ContentBasedDeduplication"] {
        let refused = set(name, "true").await.expect_err("no attribute");
        assert_eq!(refused.message(), Some("Invalid parameter: AttributeName"));
    }

    let tag = |key: &str| Tag::builder().key(key).value("v").build().expect("a tag");
    let tagged = stage.client.tag_resource().resource_arn(&arn);
    tagged
        .tags(tag("a"))
        .tags(tag("b"))
        .send()
        .await
        .expect("tagged");
    let untagged = stage
        .client
        .untag_resource()
        .resource_arn(&arn)
        .tag_keys("a");
    untagged.send().await.expect("untagged");
    let tags = stage.client.list_tags_for_resource().resource_arn(&arn);
    let tags = tags.send().await.expect("tags");
    assert_eq!(tags.tags(), [tag("b")]);
    let nowhere = "arn:aws:sns:us-east-1:000000000000:nowhere";
    let refused = stage.client.list_tags_for_resource().resource_arn(nowhere);
    let refused = refused.send().await.expect_err("there is none");
    assert!(
        refused
            .as_service_error()
            .is_some_and(ListTagsForResourceError::is_resource_not_found_exception)
    );
}

#[tokio::test]
async fn permissions_are_statements_of_the_policy() {
    let stage = Stage::new();
    let arn = stage.topic("orders").await;
    let add = || {
        stage
            .client
            .add_permission()
            .topic_arn(&arn)
            .label("partner")
            .aws_account_id("111111111111")
            .action_name("Publish")
            .send()
    };
    add().await.expect("added");
    let again = add().await.expect_err("it is there");
    assert_eq!(
        again.message(),
        Some("Invalid parameter: Statement already exists")
    );
    let policy = async || -> Value {
        let shown = stage.client.get_topic_attributes().topic_arn(&arn).send();
        let shown = shown.await.expect("attributes").attributes.expect("some");
        serde_json::from_str(&shown["Policy"]).expect("JSON")
    };
    let statement = &policy().await["Statement"][1];
    assert_eq!(statement["Action"], "SNS:Publish");
    assert_eq!(
        statement["Principal"]["AWS"],
        "arn:aws:iam::111111111111:root"
    );
    let remove = stage
        .client
        .remove_permission()
        .topic_arn(&arn)
        .label("partner");
    remove.send().await.expect("removed");
    assert_eq!(
        policy().await["Statement"].as_array().map(Vec::len),
        Some(1)
    );
}

#[tokio::test]
async fn roles_may_do_what_their_policies_say() {
    let stage = Stage::new();
    let arn = stage.topic("orders").await;
    let nobody = Caller::Role {
        role_arn: "arn:aws:iam::000000000000:role/nobody".into(),
        session: "s".into(),
    };
    let refused = client(&stage.cloud, nobody)
        .publish()
        .topic_arn(&arn)
        .message("x")
        .send()
        .await
        .expect_err("it may not");
    let said = refused.message().unwrap_or_default();
    assert!(
        said.contains("sns:Publish") && said.contains(&arn),
        "{said}"
    );
}
