//! Subscribing, agreeing, and hearing no more.

use std::time::Duration;

use aws_sdk_sns::error::ProvideErrorMetadata as _;
use bytes::Bytes;
use http::StatusCode;
use serde_json::Value;
use sns::{Channel, Sns};
use wire::{Caller, Request, RequestId};

use crate::stage::{Endpoint, FUNCTION, QUEUE, Setting, Stage};

/// Follows a link as a browser does.
async fn follow(sns: &Sns, url: &str) -> (StatusCode, String) {
    let (_, path) = url.split_once("http://localhost:4566").expect("a link");
    let request = http::Request::get(path).header("accept", "text/html");
    let (head, ()) = request.body(()).expect("a request").into_parts();
    assert!(Sns::is_link(&head), "{url}");
    let request = Request {
        head,
        body: Bytes::new(),
        caller: Caller::Anonymous,
        id: RequestId::random(),
    };
    let response = sns.follow(request).await;
    let status = response.status();
    let body = response.into_body().collect().await;
    (status, String::from_utf8_lossy(&body).into_owned())
}

/// The link in a mail.
fn link(text: &str) -> String {
    let line = text.lines().find(|line| line.starts_with("http://"));
    line.expect("a link").to_owned()
}

#[tokio::test]
async fn who_gets_mail_agrees_first() {
    let stage = Stage::new();
    let topic = stage.topic("orders").await;
    let pending = stage
        .client
        .subscribe()
        .topic_arn(&topic)
        .protocol("email")
        .endpoint("ana@example.com")
        .send()
        .await
        .expect("subscribed");
    assert_eq!(pending.subscription_arn(), Some("pending confirmation"));
    stage.settled().await;
    stage.publish(&topic, "before anybody agreed").await;
    stage.settled().await;

    let outbox = stage.sns.outbox();
    assert_eq!(outbox.len(), 1);
    assert_eq!(
        (outbox[0].channel, outbox[0].to.as_str()),
        (Channel::Email, "ana@example.com")
    );
    let (status, page) = follow(&stage.sns, &link(&outbox[0].body)).await;
    assert_eq!(status, 200);
    assert!(page.contains("Inscrição confirmada"), "{page}");
    let (status, _) = follow(&stage.sns, &link(&outbox[0].body)).await;
    assert_eq!(status, 400, "a token is good for one");

    let publish = stage.client.publish().topic_arn(&topic).subject("Pedido");
    publish
        .message("saiu para entrega")
        .send()
        .await
        .expect("published");
    stage.settled().await;
    let outbox = stage.sns.outbox();
    assert_eq!(outbox.len(), 2, "the newest is the first");
    assert_eq!(outbox[0].subject.as_deref(), Some("Pedido"));
    assert!(outbox[0].body.starts_with("saiu para entrega\n"));

    let (status, page) = follow(&stage.sns, &link(&outbox[0].body)).await;
    assert_eq!(status, 200);
    assert!(page.contains("Unsubscribed"), "{page}");
    let list = stage.client.list_subscriptions_by_topic().topic_arn(&topic);
    assert!(
        list.send()
            .await
            .expect("a list")
            .subscriptions()
            .is_empty()
    );
}

#[tokio::test]
async fn a_token_is_good_for_two_days() {
    let stage = Stage::new();
    let topic = stage.topic("orders").await;
    stage
        .subscribe(&topic, "email", "ana@example.com", &[])
        .await;
    stage.settled().await;
    let url = link(&stage.sns.outbox()[0].body);
    stage.advance(Duration::from_hours(48) + Duration::from_millis(1));
    let (status, page) = follow(&stage.sns, &url).await;
    assert_eq!(status, 400);
    assert!(page.contains("Invalid parameter: Token"), "{page}");
    // Asking again sends a token that is good.
    stage
        .subscribe(&topic, "email", "ana@example.com", &[])
        .await;
    stage.settled().await;
    let (status, _) = follow(&stage.sns, &link(&stage.sns.outbox()[0].body)).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn an_endpoint_confirms_with_its_token() {
    let endpoint = Endpoint::open().await;
    let stage = Stage::of(Setting {
        allowed: &["http://127.0.0.1:*"],
        ..Setting::default()
    });
    let topic = stage.topic("orders").await;
    let arn = stage.subscribe(&topic, "http", &endpoint.url, &[]).await;
    let posts = endpoint.posts(1).await;
    assert_eq!(
        posts[0].headers["x-amz-sns-message-type"],
        "SubscriptionConfirmation"
    );
    assert_eq!(posts[0].headers["x-amz-sns-topic-arn"], topic.as_str());
    let body: Value = serde_json::from_str(&posts[0].body).expect("JSON");
    assert_eq!(body["Type"], "SubscriptionConfirmation");
    assert!(
        body["SubscribeURL"]
            .as_str()
            .is_some_and(|url| url.contains("Token="))
    );

    let wrong = stage
        .client
        .confirm_subscription()
        .topic_arn(&topic)
        .token("guess");
    let wrong = wrong.send().await.expect_err("it is another");
    assert_eq!(wrong.message(), Some("Invalid parameter: Token"));
    let token = body["Token"].as_str().expect("a token");
    let confirmed = stage
        .client
        .confirm_subscription()
        .topic_arn(&topic)
        .token(token);
    let confirmed = confirmed.authenticate_on_unsubscribe("true").send();
    let confirmed = confirmed.await.expect("confirmed");
    assert_eq!(confirmed.subscription_arn(), Some(arn.as_str()));

    let shown = stage
        .client
        .get_subscription_attributes()
        .subscription_arn(&arn);
    let shown = shown.send().await.expect("shown").attributes.expect("some");
    assert_eq!(shown["PendingConfirmation"], "false");
    assert_eq!(shown["ConfirmationWasAuthenticated"], "true");
    // Whoever asked for that is taken off by signed requests alone.
    let url = format!("http://localhost:4566/?Action=Unsubscribe&SubscriptionArn={arn}");
    assert_eq!(follow(&stage.sns, &url).await.0, 403);
    stage
        .client
        .unsubscribe()
        .subscription_arn(&arn)
        .send()
        .await
        .expect("ended");
}

#[tokio::test]
async fn subscriptions_are_checked() {
    let stage = Stage::new();
    let topic = stage.topic("orders").await;
    for (protocol, endpoint, why) in [
        (
            "carrier-pigeon",
            "x",
            "does not support this protocol string: carrier-pigeon",
        ),
        ("email", "nobody", "Email address"),
        ("sms", "11 98765-4321", "Invalid SMS endpoint"),
        (
            "http",
            "https://example.com",
            "Endpoint must match the specified protocol",
        ),
        ("http", "http://127.0.0.1:1/", "--allow-host"),
        (
            "https",
            "https://user@example.com/",
            "is no address of an HTTPS endpoint",
        ),
        ("sqs", FUNCTION, "SQS endpoint ARN"),
        ("lambda", QUEUE, "Lambda endpoint ARN"),
        (
            "sqs",
            "arn:aws:sqs:us-east-1:000000000000:q.fifo",
            "FIFO SQS Queues",
        ),
    ] {
        let request = stage.client.subscribe().topic_arn(&topic);
        let refused = request.protocol(protocol).endpoint(endpoint).send().await;
        let refused = refused.expect_err(why);
        let said = refused.message().unwrap_or_default();
        assert!(
            said.starts_with("Invalid parameter: ") && said.contains(why),
            "{said}"
        );
    }
    for (name, value, why) in [
        ("FilterPolicy", "{", "FilterPolicy: failed to parse JSON."),
        (
            "FilterPolicy",
            r#"{"a":{"b":["c"]}}"#,
            "does not support nested filter policy",
        ),
        (
            "FilterPolicyScope",
            "Body",
            "Please use either MessageBody or MessageAttributes",
        ),
        (
            "RawMessageDelivery",
            "true",
            "[lambda] does not support raw message delivery.",
        ),
        (
            "RedrivePolicy",
            r#"{"deadLetterTargetArn":"x"}"#,
            "deadLetterTargetArn",
        ),
        (
            "DeliveryPolicy",
            r#"{"healthyRetryPolicy":{"minDelayTarget":0}}"#,
            "minDelayTarget",
        ),
        ("Colour", "blue", "AttributeName"),
    ] {
        let request = stage
            .client
            .subscribe()
            .topic_arn(&topic)
            .protocol("lambda");
        let request = request.endpoint(FUNCTION).attributes(name, value);
        let refused = request.send().await.expect_err(why);
        let said = refused.message().unwrap_or_default();
        assert!(
            said.starts_with("Invalid parameter: ") && said.contains(why),
            "{said}"
        );
    }
    let list = stage
        .client
        .list_subscriptions()
        .send()
        .await
        .expect("a list");
    assert!(list.subscriptions().is_empty());
}

#[tokio::test]
async fn a_subscriber_subscribes_once() {
    let stage = Stage::new();
    let topic = stage.topic("orders").await;
    let policy = r#"{"store":["centro"]}"#;
    let first = stage
        .subscribe(&topic, "lambda", FUNCTION, &[("FilterPolicy", policy)])
        .await;
    let again = stage.subscribe(&topic, "lambda", FUNCTION, &[]).await;
    assert_eq!(first, again);
    let other = stage
        .client
        .subscribe()
        .topic_arn(&topic)
        .protocol("lambda");
    let other = other
        .endpoint(FUNCTION)
        .attributes("FilterPolicy", r#"{"store":["norte"]}"#);
    let other = other.send().await.expect_err("it differs");
    let said = other.message().unwrap_or_default();
    assert!(
        said.contains("already exists with different attributes"),
        "{said}"
    );

    let set = |name: &str, value: &str| {
        let request = stage.client.set_subscription_attributes();
        let request = request.subscription_arn(&first).attribute_name(name);
        request.attribute_value(value).send()
    };
    set("FilterPolicyScope", "MessageBody").await.expect("set");
    set("FilterPolicy", r#"{"store":{"name":["norte"]}}"#)
        .await
        .expect("set");
    let refused = set("FilterPolicyScope", "MessageAttributes").await;
    let refused = refused.expect_err("what is nested is of the body");
    assert!(
        refused.message().unwrap_or_default().contains("nested"),
        "{refused:?}"
    );
    set("FilterPolicy", "").await.expect("taken away");
    let shown = stage
        .client
        .get_subscription_attributes()
        .subscription_arn(&first);
    let shown = shown.send().await.expect("shown").attributes.expect("some");
    assert!(!shown.contains_key("FilterPolicy"), "{shown:?}");
}
