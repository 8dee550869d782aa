//! FIFO topics: in order, and once.

use std::time::Duration;

use aws_sdk_sns::error::ProvideErrorMetadata as _;
use serde_json::Value;

use crate::stage::{Answer, Setting, Stage};

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:orders.fifo";

async fn topic(stage: &Stage, by_content: bool) -> String {
    let made = stage.client.create_topic().name("orders.fifo");
    let made = made.attributes("FifoTopic", "true");
    let made = made.attributes("ContentBasedDeduplication", by_content.to_string());
    made.send()
        .await
        .expect("a topic")
        .topic_arn
        .expect("an ARN")
}

async fn bodies(stage: &Stage, count: usize) -> Vec<String> {
    let bodies = stage.sqs.bodies(count).await;
    let text = |body: &Value| body["MessageBody"].as_str().expect("a body").to_owned();
    bodies.iter().map(text).collect()
}

#[tokio::test]
async fn names_and_parameters_are_checked() {
    let stage = Stage::new();
    for (name, fifo) in [("orders.fifo", "false"), ("orders", "true")] {
        let made = stage
            .client
            .create_topic()
            .name(name)
            .attributes("FifoTopic", fifo);
        let refused = made.send().await.expect_err("the name says otherwise");
        assert_eq!(refused.code(), Some("InvalidParameter"), "{name}");
    }
    let topic = topic(&stage, false).await;
    let publish = || stage.client.publish().topic_arn(&topic).message("x");
    let refused = publish().send().await.expect_err("no group");
    let said = "Invalid parameter: The MessageGroupId parameter is required for FIFO topics";
    assert_eq!(refused.message(), Some(said));
    let refused = publish()
        .message_group_id("g")
        .send()
        .await
        .expect_err("no id");
    assert!(
        refused
            .message()
            .unwrap_or_default()
            .contains("ContentBasedDeduplication")
    );
    let request = stage.client.subscribe().topic_arn(&topic).protocol("email");
    let refused = request.endpoint("ana@example.com").send().await;
    let refused = refused.expect_err("queues alone have an order");
    assert_eq!(
        refused.message(),
        Some("Invalid parameter: Invalid protocol type: email")
    );
}

#[tokio::test]
async fn the_same_is_published_once_in_five_minutes() {
    let stage = Stage::new();
    let topic = topic(&stage, true).await;
    stage
        .subscribe(&topic, "sqs", QUEUE, &[("RawMessageDelivery", "true")])
        .await;
    let publish = async |message: &str| {
        let publish = stage.client.publish().topic_arn(&topic).message(message);
        let published = publish
            .message_group_id("order-1")
            .send()
            .await
            .expect("published");
        (published.message_id, published.sequence_number)
    };
    let first = publish("paid").await;
    assert_eq!(first.1.as_deref().map(str::len), Some(20));
    assert_eq!(publish("paid").await, first);
    let other = publish("sent").await;
    assert!(other.1 > first.1, "numbers grow");
    stage.advance(Duration::from_mins(5));
    assert_ne!(publish("paid").await.0, first.0);
    assert_eq!(bodies(&stage, 3).await, ["paid", "sent", "paid"]);
    let sent = stage.sqs.bodies(1).await.remove(0);
    assert_eq!(sent["MessageGroupId"], "order-1");
    assert_eq!(
        sent["MessageDeduplicationId"].as_str().map(str::len),
        Some(64)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_keeps_its_order_whatever_fails() {
    let stage = Stage::new();
    let topic = topic(&stage, true).await;
    stage
        .subscribe(&topic, "sqs", QUEUE, &[("RawMessageDelivery", "true")])
        .await;
    // Tries fail now and then; the next message waits for them.
    let answers = (0..40).map(|number| match number % 4 {
        0 => Answer::Status(503),
        _ => Answer::Status(200),
    });
    stage.sqs.answer(answers);
    for number in 0..30 {
        let publish = stage.client.publish().topic_arn(&topic);
        let publish = publish
            .message(format!("{number:02}"))
            .message_group_id("g");
        publish.send().await.expect("published");
    }
    stage.settled().await;
    let mut sent = bodies(&stage, 30).await;
    sent.dedup();
    let expected: Vec<String> = (0..30).map(|number| format!("{number:02}")).collect();
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn what_was_published_is_known_after_a_restart() {
    let publish = async |stage: &Stage, topic: &str, message: &str| {
        let publish = stage.client.publish().topic_arn(topic).message(message);
        let published = publish.message_group_id("order-1").send().await;
        let published = published.expect("published");
        (published.message_id, published.sequence_number)
    };
    let stage = Stage::new();
    let topic = topic(&stage, true).await;
    let first = publish(&stage, &topic, "paid").await;
    let journal = stage.journal.clone();
    drop(stage);
    let stage = Stage::of(Setting {
        journal,
        ..Setting::default()
    });
    assert_eq!(publish(&stage, &topic, "paid").await, first);
    let other = publish(&stage, &topic, "sent").await;
    // The clock stands, and nothing is open: the numbers grow all the same.
    assert!(other.1 > first.1, "{other:?} after {first:?}");
}
