//! Messages and what becomes of them: filters, retries, dead letters, restarts.

use std::path::Path;
use std::time::Duration;

use aws_sdk_sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
use journal::{Journal, Options};
use serde_json::{Value, json};
use sns::{Channel, PhoneNumber, Protocol, Schedule, Schedules};

use crate::stage::{Answer, Endpoint, FUNCTION, NOW_MS, QUEUE, Setting, Stage, eventually, soon};

fn attribute(data_type: &str, value: &str) -> MessageAttributeValue {
    let attribute = MessageAttributeValue::builder().data_type(data_type);
    attribute.string_value(value).build().expect("an attribute")
}

#[tokio::test]
async fn functions_get_the_event_that_aws_sends() {
    let stage = Stage::new();
    let topic = stage.topic("orders").await;
    let subscription = stage.subscribe(&topic, "lambda", FUNCTION, &[]).await;
    let published = stage
        .client
        .publish()
        .topic_arn(&topic)
        .subject("Pedido")
        .message("{\"order\":1}")
        .message_attributes("store", attribute("String", "centro"))
        .send()
        .await
        .expect("published");
    let event = stage.lambda.bodies(1).await.remove(0);
    let (path, _) = stage.lambda.requests().remove(0);
    assert!(
        path.starts_with("/2015-03-31/functions/arn%3Aaws%3Alambda"),
        "{path}"
    );
    let unsubscribe = event["Records"][0]["Sns"]["UnsubscribeUrl"].clone();
    assert!(
        unsubscribe
            .as_str()
            .is_some_and(|url| url.contains("Action=Unsubscribe"))
    );
    assert_eq!(
        event,
        json!({"Records": [{
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": subscription,
            "Sns": {
                "Type": "Notification",
                "MessageId": published.message_id(),
                "TopicArn": topic,
                "Subject": "Pedido",
                "Message": "{\"order\":1}",
                "Timestamp": "2026-11-26T08:15:30.007Z",
                "SignatureVersion": "1",
                "Signature": "",
                "SigningCertUrl": "",
                "UnsubscribeUrl": unsubscribe,
                "MessageAttributes": {"store": {"Type": "String", "Value": "centro"}},
            },
        }]})
    );
    stage.settled().await;
    let left = stage.journal.documents("sns.message").expect("documents");
    assert!(left.is_empty(), "what was delivered is forgotten");
}

#[tokio::test]
async fn filters_choose_by_attributes_and_by_body() {
    let stage = Stage::new();
    let topic = stage.topic("orders").await;
    let queue = |name: &str| format!("arn:aws:sqs:us-east-1:000000000000:{name}");
    let raw = ("RawMessageDelivery", "true");
    let by_attribute = [
        ("FilterPolicy", r#"{"price":[{"numeric":[">=",100]}]}"#),
        raw,
    ];
    let by_body = [
        ("FilterPolicyScope", "MessageBody"),
        ("FilterPolicy", r#"{"store":{"name":[{"prefix":"cen"}]}}"#),
        raw,
    ];
    stage
        .subscribe(&topic, "sqs", &queue("expensive"), &by_attribute)
        .await;
    stage
        .subscribe(&topic, "sqs", &queue("centro"), &by_body)
        .await;
    stage.subscribe(&topic, "sqs", &queue("all"), &[raw]).await;
    for (price, body) in [
        ("150", r#"{"store":{"name":"norte"}}"#),
        ("50", r#"{"store":{"name":"centro"}}"#),
        ("20", "no JSON"),
    ] {
        let publish = stage.client.publish().topic_arn(&topic).message(body);
        let publish = publish.message_attributes("price", attribute("Number", price));
        publish.send().await.expect("published");
    }
    stage.settled().await;
    let mut sent: Vec<(String, String)> = stage
        .sqs
        .requests()
        .into_iter()
        .map(|(_, body)| {
            assert_eq!(body["MessageAttributes"]["price"]["DataType"], "Number");
            let url = body["QueueUrl"].as_str().expect("a queue").to_owned();
            let queue = url.rsplit('/').next().expect("a name").to_owned();
            (
                queue,
                body["MessageBody"].as_str().expect("a body").to_owned(),
            )
        })
        .collect();
    sent.sort();
    let sent: Vec<(&str, &str)> = sent
        .iter()
        .map(|(queue, body)| (&**queue, &**body))
        .collect();
    assert_eq!(
        sent,
        [
            ("all", "no JSON"),
            ("all", r#"{"store":{"name":"centro"}}"#),
            ("all", r#"{"store":{"name":"norte"}}"#),
            ("centro", r#"{"store":{"name":"centro"}}"#),
            ("expensive", r#"{"store":{"name":"norte"}}"#),
        ]
    );
}

#[tokio::test]
async fn each_protocol_is_told_its_own() {
    let stage = Stage::new();
    let topic = stage.topic("orders").await;
    stage.subscribe(&topic, "sqs", QUEUE, &[]).await;
    stage.subscribe(&topic, "sms", "+5511987654321", &[]).await;
    let name = stage.client.set_topic_attributes().topic_arn(&topic);
    let name = name
        .attribute_name("DisplayName")
        .attribute_value("Entrega");
    name.send().await.expect("named");
    let publish = stage
        .client
        .publish()
        .topic_arn(&topic)
        .message_structure("json");
    let publish = publish.message(r#"{"default":"d","sms":"curta"}"#);
    publish.send().await.expect("published");
    stage.settled().await;
    let body = stage.sqs.bodies(1).await.remove(0);
    let notification: Value =
        serde_json::from_str(body["MessageBody"].as_str().expect("a body")).expect("JSON");
    assert_eq!(notification["Message"], "d");
    assert_eq!(notification["Type"], "Notification");
    let outbox = stage.sns.outbox();
    assert_eq!(outbox[0].channel, Channel::Sms);
    assert_eq!(outbox[0].body, "Entrega> curta");
}

#[tokio::test]
async fn a_number_that_opted_out_gets_nothing() {
    let stage = Stage::new();
    let number = PhoneNumber::parse("+5511987654321").expect("a number");
    let send = || {
        let publish = stage.client.publish().phone_number(number.as_str());
        publish.message("saiu para entrega").send()
    };
    send().await.expect("published");
    stage.settled().await;
    assert_eq!(stage.sns.outbox().len(), 1);
    // They answered PARAR.
    stage.sns.opt_out(number.clone()).await.expect("opted out");
    send().await.expect("accepted");
    stage.settled().await;
    assert_eq!(stage.sns.outbox().len(), 1);
    let asked = stage.client.check_if_phone_number_is_opted_out();
    let asked = asked
        .phone_number(number.as_str())
        .send()
        .await
        .expect("asked");
    assert!(asked.is_opted_out());
    let list = stage.client.list_phone_numbers_opted_out().send().await;
    assert_eq!(list.expect("a list").phone_numbers(), [number.as_str()]);
    let back = stage
        .client
        .opt_in_phone_number()
        .phone_number(number.as_str());
    back.send().await.expect("opted in");
    send().await.expect("published");
    stage.settled().await;
    assert_eq!(stage.sns.outbox().len(), 2);
}

#[tokio::test]
async fn what_fails_is_tried_again_and_then_kept() {
    let stage = Stage::new();
    let topic = stage.topic("orders").await;
    let dead = r#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead"}"#;
    stage
        .subscribe(&topic, "lambda", FUNCTION, &[("RedrivePolicy", dead)])
        .await;
    // A server's fault passes.
    stage
        .lambda
        .answer([Answer::Status(500), Answer::Status(429)]);
    stage.publish(&topic, "at last").await;
    stage.settled().await;
    assert_eq!(stage.lambda.requests().len(), 3);
    assert!(stage.sns.dead_letters().expect("letters").is_empty());

    // A function that fails is tried three times, as Lambda does.
    stage.lambda.answer(vec![Answer::FunctionError; 3]);
    let id = stage.publish(&topic, "in vain").await;
    stage.settled().await;
    assert_eq!(stage.lambda.requests().len(), 6);
    let letters = stage.sns.dead_letters().expect("letters");
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!(
        (letter.message_id.as_str(), letter.message.as_str()),
        (id.as_str(), "in vain")
    );
    assert_eq!(
        (letter.protocol, letter.endpoint.as_str()),
        (Protocol::Lambda, FUNCTION)
    );
    assert_eq!(letter.tries, 3);
    assert!(
        letter.error.contains("the function failed"),
        "{}",
        letter.error
    );
    assert!(
        letter
            .queue
            .as_deref()
            .is_some_and(|queue| queue.ends_with(":dead"))
    );
    let sent = stage.sqs.bodies(1).await.remove(0);
    assert_eq!(
        sent["MessageAttributes"]["RequestID"]["StringValue"],
        id.as_str()
    );

    // A function that is not there will not be there later.
    stage.lambda.answer([Answer::Status(404)]);
    stage.publish(&topic, "to nobody").await;
    stage.settled().await;
    assert_eq!(stage.lambda.requests().len(), 7);
    assert_eq!(stage.sns.dead_letters().expect("letters").len(), 2);

    stage.sns.replay(letter.id).await.expect("replayed");
    stage.settled().await;
    let again = stage.lambda.bodies(8).await.remove(7);
    assert_eq!(again["Records"][0]["Sns"]["Message"], "in vain");
    assert_eq!(stage.sns.dead_letters().expect("letters").len(), 1);
    assert!(stage.sns.replay(letter.id).await.is_err(), "once is enough");
}

#[tokio::test]
async fn endpoints_are_posted_to() {
    let endpoint = Endpoint::open().await;
    let stage = Stage::of(Setting {
        allowed: &["http://127.0.0.1:*"],
        ..Setting::default()
    });
    let topic = stage.topic("orders").await;
    let policy = r#"{"requestPolicy":{"headerContentType":"application/json"}}"#;
    let arn = stage
        .subscribe(&topic, "http", &endpoint.url, &[("DeliveryPolicy", policy)])
        .await;
    let confirmation: Value = serde_json::from_str(&endpoint.posts(1).await[0].body).expect("JSON");
    let token = confirmation["Token"].as_str().expect("a token");
    let confirm = stage
        .client
        .confirm_subscription()
        .topic_arn(&topic)
        .token(token);
    confirm.send().await.expect("confirmed");

    endpoint.answer(&[503, 429]);
    let id = stage.publish(&topic, "olá").await;
    stage.settled().await;
    let posts = endpoint.posts(4).await;
    let post = &posts[3];
    for (name, value) in [
        ("x-amz-sns-message-type", "Notification"),
        ("x-amz-sns-message-id", id.as_str()),
        ("x-amz-sns-topic-arn", topic.as_str()),
        ("x-amz-sns-subscription-arn", arn.as_str()),
        ("content-type", "application/json"),
        ("user-agent", "Amazon Simple Notification Service Agent"),
    ] {
        assert_eq!(post.headers[name], value, "{name}");
    }
    let body: Value = serde_json::from_str(&post.body).expect("JSON");
    assert_eq!(
        (&body["Message"], &body["MessageId"]),
        (&json!("olá"), &json!(id))
    );

    let raw = stage
        .client
        .set_subscription_attributes()
        .subscription_arn(&arn);
    let raw = raw
        .attribute_name("RawMessageDelivery")
        .attribute_value("true");
    raw.send().await.expect("set");
    stage.publish(&topic, "olá").await;
    let post = endpoint.posts(5).await.remove(4);
    assert_eq!(post.headers["x-amz-sns-rawdelivery"], "true");
    assert_eq!(post.body, "olá");

    // The endpoint's own fault is for good.
    stage.settled().await;
    endpoint.answer(&[404]);
    stage.publish(&topic, "não").await;
    stage.settled().await;
    assert_eq!(endpoint.posts(6).await.len(), 6);
    let letters = stage.sns.dead_letters().expect("letters");
    assert_eq!(letters[0].error, "the endpoint answered 404");
}

#[tokio::test]
async fn deliveries_go_on_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    // What is on the disk when the power goes.
    let later = tempfile::tempdir().expect("a folder");
    let open = |folder: &Path| Journal::open(&Options::folder(folder)).expect("a journal");
    let an_hour_later = Schedule {
        delay_min: Duration::from_hours(1),
        before_backoff: 1,
        immediate: 0,
        ..soon().managed
    };
    let mut ids = {
        let stage = Stage::of(Setting {
            journal: open(folder.path()),
            schedules: Schedules {
                managed: an_hour_later,
                ..soon()
            },
            ..Setting::default()
        });
        let topic = stage.topic("orders").await;
        stage.subscribe(&topic, "lambda", FUNCTION, &[]).await;
        stage.subscribe(&topic, "sqs", QUEUE, &[]).await;
        stage
            .lambda
            .answer([Answer::Status(500), Answer::Status(500)]);
        let ids = [
            stage.publish(&topic, "one").await,
            stage.publish(&topic, "two").await,
        ];
        // One try of each has failed, and is noted; one delivery of each has succeeded.
        eventually(|| {
            let noted = stage.journal.documents("sns.progress");
            noted.expect("documents").len() == 4
        })
        .await;
        for file in ["journal.db", "journal.db-wal"] {
            std::fs::copy(folder.path().join(file), later.path().join(file)).expect("copied");
        }
        ids
    };
    let stage = Stage::of(Setting {
        journal: open(later.path()),
        now_ms: NOW_MS + 60 * 60 * 1_000,
        ..Setting::default()
    });
    let events = stage.lambda.bodies(2).await;
    let mut again: Vec<&str> = events
        .iter()
        .filter_map(|event| event["Records"][0]["Sns"]["MessageId"].as_str())
        .collect();
    again.sort_unstable();
    ids.sort_unstable();
    assert_eq!(again, ids);
    stage.settled().await;
    assert!(
        stage.sqs.requests().is_empty(),
        "what was delivered is not delivered again"
    );
    for collection in ["sns.message", "sns.progress"] {
        let left = stage.journal.documents(collection).expect("documents");
        assert!(left.is_empty(), "{collection}");
    }
}

#[tokio::test]
async fn a_batch_is_published_as_far_as_it_can_be() {
    let stage = Stage::new();
    let topic = stage.topic("orders").await;
    stage.subscribe(&topic, "lambda", FUNCTION, &[]).await;
    let entry = |id: &str, message: &str| {
        let entry = PublishBatchRequestEntry::builder().id(id).message(message);
        entry.build().expect("an entry")
    };
    let batch = stage.client.publish_batch().topic_arn(&topic);
    let batch = batch
        .publish_batch_request_entries(entry("a", "one"))
        .publish_batch_request_entries(entry("b", ""))
        .publish_batch_request_entries(entry("c", "three"));
    let published = batch.send().await.expect("published");
    let ids: Vec<_> = published
        .successful()
        .iter()
        .filter_map(|one| one.id())
        .collect();
    assert_eq!(ids, ["a", "c"]);
    assert_eq!(published.failed()[0].id(), "b");
    assert_eq!(published.failed()[0].code(), "InvalidParameter");
    assert!(published.failed()[0].sender_fault());
    stage.lambda.bodies(2).await;
}

#[tokio::test]
async fn a_message_to_nobody_is_published() {
    let stage = Stage::new();
    let topic = stage.topic("orders").await;
    stage.publish(&topic, "hello?").await;
    assert_eq!(stage.sns.open_messages(), 0);
}
