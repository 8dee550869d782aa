//! Requests that are wrong in every way: AWS's errors, never a fault of ours.

use aws_sdk_sns::error::ProvideErrorMetadata as _;
use bytes::Bytes;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use wire::{Caller, Request, RequestId, Service as _};

use crate::stage::Stage;

/// What forms are made of.
const ACTIONS: [&str; 24] = [
    "AddPermission",
    "CheckIfPhoneNumberIsOptedOut",
    "ConfirmSubscription",
    "CreateTopic",
    "DeleteTopic",
    "GetSMSAttributes",
    "GetSubscriptionAttributes",
    "GetTopicAttributes",
    "ListPhoneNumbersOptedOut",
    "ListSubscriptions",
    "ListSubscriptionsByTopic",
    "ListTagsForResource",
    "ListTopics",
    "OptInPhoneNumber",
    "Publish",
    "PublishBatch",
    "RemovePermission",
    "SetSMSAttributes",
    "SetSubscriptionAttributes",
    "SetTopicAttributes",
    "Subscribe",
    "TagResource",
    "Unsubscribe",
    "UntagResource",
];
const NAMES: [&str; 34] = [
    "TopicArn",
    "TargetArn",
    "ResourceArn",
    "SubscriptionArn",
    "PhoneNumber",
    "phoneNumber",
    "Name",
    "Protocol",
    "Endpoint",
    "Message",
    "MessageStructure",
    "Subject",
    "Token",
    "Label",
    "AttributeName",
    "AttributeValue",
    "NextToken",
    "nextToken",
    "MessageGroupId",
    "MessageDeduplicationId",
    "ReturnSubscriptionArn",
    "Attributes.entry.1.key",
    "Attributes.entry.1.value",
    "attributes.entry.1.key",
    "attributes.member.1",
    "MessageAttributes.entry.1.Name",
    "MessageAttributes.entry.1.Value.DataType",
    "MessageAttributes.entry.1.Value.StringValue",
    "PublishBatchRequestEntries.member.1.Id",
    "PublishBatchRequestEntries.member.1.Message",
    "Tags.member.1.Key",
    "TagKeys.member.1",
    "AWSAccountId.member.1",
    "ActionName.member.1",
];
const VALUES: [&str; 28] = [
    "",
    "x",
    "true",
    "json",
    "arn:aws:sns:us-east-1:000000000000:orders",
    "arn:aws:sns:us-east-1:000000000000:orders.fifo",
    "arn:aws:sns:us-east-1:000000000000:orders:0",
    "arn:aws:sns:us-east-1:000000000000:",
    "arn:aws:sns:::::::",
    "%00%ff%f0%9f%92%a3",
    "%7B%22default%22%3A%22x%22%7D",
    "%7B%22a%22%3A%5B%7B%22numeric%22%3A%5B%22%3D%22%5D%7D%5D%7D",
    "FilterPolicy",
    "FilterPolicyScope",
    "DeliveryPolicy",
    "RedrivePolicy",
    "RawMessageDelivery",
    "Policy",
    "FifoTopic",
    "DefaultSMSType",
    "lambda",
    "sqs",
    "https",
    "http%3A%2F%2F%5B%3A%3A1%5D%3Ax",
    "email",
    "%2B5511987654321",
    "String.Array",
    "Publish",
];

async fn ask(stage: &Stage, body: String) -> (u16, String) {
    let (head, ()) = http::Request::post("/")
        .body(())
        .expect("a request")
        .into_parts();
    let request = Request {
        head,
        body: Bytes::from(body),
        caller: Caller::Owner,
        id: RequestId::random(),
    };
    let _ = stage.sns.permission(&request);
    let response = stage.sns.handle(request).await;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await;
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn publish_says_what_is_wrong() {
    let stage = Stage::new();
    let topic = stage.topic("orders").await;
    let message = |length: usize| "x".repeat(length);
    let publish = || stage.client.publish();
    let nowhere = "arn:aws:sns:us-east-1:000000000000:nowhere";
    for (request, code, why) in [
        (
            publish().message("x"),
            "InvalidParameter",
            "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter",
        ),
        (
            publish().topic_arn(nowhere).message("x"),
            "NotFound",
            "Topic does not exist",
        ),
        (
            publish().topic_arn("orders").message("x"),
            "InvalidParameter",
            "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1",
        ),
        (
            publish().target_arn(&topic).message(""),
            "InvalidParameter",
            "Invalid parameter: Empty message",
        ),
        (
            publish().topic_arn(&topic).message(message(262_145)),
            "InvalidParameter",
            "Invalid parameter: Message too long",
        ),
        (
            publish().phone_number("+1").message("x"),
            "InvalidParameter",
            "Invalid parameter: PhoneNumber Reason: +1 is not valid to publish to",
        ),
        (
            publish()
                .phone_number("+12065550100")
                .message(message(1_601)),
            "InvalidParameter",
            "Invalid parameter: Message too long",
        ),
        (
            publish().topic_arn(&topic).message("x").subject("a\nb"),
            "InvalidParameter",
            "Invalid parameter: Subject",
        ),
        (
            publish()
                .topic_arn(&topic)
                .message("x")
                .message_structure("json"),
            "InvalidParameter",
            "Invalid parameter: Message Structure - JSON message body failed to parse",
        ),
        (
            publish()
                .topic_arn(&topic)
                .message("{}")
                .message_structure("json"),
            "InvalidParameter",
            "Invalid parameter: Message Structure - No default entry in JSON message body",
        ),
        (
            publish()
                .topic_arn(&topic)
                .message("x")
                .message_deduplication_id("d"),
            "InvalidParameter",
            "Invalid parameter: MessageDeduplicationId Reason: The request includes \
             MessageDeduplicationId parameter that is not valid for this topic type",
        ),
    ] {
        let refused = request.send().await.expect_err(why);
        assert_eq!((refused.code(), refused.message()), (Some(code), Some(why)));
    }
    let largest = publish().topic_arn(&topic).message(message(262_144));
    largest.send().await.expect("it is just small enough");
}

#[tokio::test]
async fn answers_are_those_of_the_query_protocol() {
    let stage = Stage::new();
    let (status, body) = ask(&stage, "Action=CreatePlatformApplication".to_owned()).await;
    assert_eq!(status, 400);
    assert!(
        body.contains("<Type>Sender</Type><Code>InvalidAction</Code>"),
        "{body}"
    );
    let (status, body) = ask(&stage, "Action=CreateTopic&Name=a".to_owned()).await;
    assert_eq!(status, 200);
    assert!(
        body.contains(
            "<CreateTopicResult><TopicArn>arn:aws:sns:us-east-1:000000000000:a</TopicArn>"
        ),
        "{body}"
    );
    assert!(body.contains("<ResponseMetadata><RequestId>"), "{body}");
}

#[tokio::test]
async fn hostile_forms_are_refused() {
    let stage = Stage::new();
    stage.topic("orders").await;
    let pair = (
        0..NAMES.len(),
        prop_oneof![
            (0..VALUES.len()).prop_map(|value| VALUES[value].to_owned()),
            "[ -~]{0,40}",
        ],
    );
    let form = (0..ACTIONS.len(), prop::collection::vec(pair, 0..8));
    let mut runner = TestRunner::deterministic();
    for _ in 0..3_000 {
        let (action, pairs) = form.new_tree(&mut runner).expect("a form").current();
        let mut body = format!("Action={}", ACTIONS[action]);
        for (name, value) in pairs {
            body = format!("{body}&{}={value}", NAMES[name]);
        }
        let (status, answer) = ask(&stage, body.clone()).await;
        assert!(status < 500, "{body}: {answer}");
    }
}
