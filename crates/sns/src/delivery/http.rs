//! A POST to an HTTP endpoint.

use std::time::Duration;

use bytes::Bytes;
use sdk::exchange::Trouble;

use super::attempt::{Attempt, Failure};
use crate::envelope::Envelope;
use crate::message::Kind;
use crate::retry::Schedule;
use crate::sns::Inner;
use crate::subscription::Subscription;
use crate::topic::Topic;

/// An endpoint has so long to answer (developer guide, "Fanout to HTTP/S endpoints").
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

const USER_AGENT: &str = "Amazon Simple Notification Service Agent";

impl Inner {
    pub(super) async fn post(
        &self,
        envelope: &Envelope<'_>,
        subscription: &Subscription,
        topic: &Topic,
    ) -> Attempt {
        let request = match request(envelope) {
            Ok(request) => request,
            Err(error) => return Failure::for_good(error.to_string()),
        };
        let failed =
            |error: String| Failure::for_now(error, &self.http_schedule(subscription, topic));
        match self.exchange.run(request, ANSWER_WITHIN).await {
            Ok((head, _)) if head.status.is_success() => Attempt::Delivered(Vec::new()),
            Ok((head, _)) => {
                let error = format!("the endpoint answered {}", head.status.as_u16());
                // "Amazon SNS considers all 5XX errors and 429 errors as retryable." Others are
                // permanent.
                if head.status.is_server_error() || head.status.as_u16() == 429 {
                    failed(error)
                } else {
                    Failure::for_good(error)
                }
            }
            Err(Trouble::Forbidden(why)) => Failure::for_good(format!(
                "{why}; the operator may allow it with --allow-host"
            )),
            Err(trouble @ (Trouble::Socket(_) | Trouble::TooLarge)) => failed(trouble.to_string()),
        }
    }

    /// The schedule of the subscription, else of its topic, else the usual one.
    pub(crate) fn http_schedule(&self, subscription: &Subscription, topic: &Topic) -> Schedule {
        let own = subscription.schedule.clone();
        own.filter(|_| !topic.overrides_subscriptions())
            .or_else(|| topic.http_schedule())
            .unwrap_or_else(|| self.schedules.http.clone())
    }
}

fn request(envelope: &Envelope<'_>) -> Result<http::Request<Bytes>, http::Error> {
    let message = envelope.message;
    let kind = match &message.kind {
        Kind::Notification => "Notification",
        Kind::SubscriptionConfirmation { .. } => "SubscriptionConfirmation",
    };
    let content_type = envelope.subscription.content_type();
    let content_type = content_type.as_deref();
    let mut request = http::Request::post(&envelope.subscription.endpoint)
        .header(
            "content-type",
            content_type.unwrap_or("text/plain; charset=UTF-8"),
        )
        .header("user-agent", USER_AGENT)
        .header("x-amz-sns-message-type", kind)
        .header("x-amz-sns-message-id", &message.id)
        .header("x-amz-sns-topic-arn", envelope.topic_arn());
    let mut body = None;
    if message.kind == Kind::Notification {
        request = request.header("x-amz-sns-subscription-arn", envelope.subscription_arn());
        if envelope.subscription.is_raw() {
            request = request.header("x-amz-sns-rawdelivery", "true");
            body = Some(envelope.said().to_owned());
        }
    }
    request.body(body.unwrap_or_else(|| envelope.json()).into())
}
