//! One try of a delivery, by the subscriber's protocol.

use std::sync::Arc;

use bytes::Bytes;
use journal::Write;
use wire::service::Unreachable;

use super::{Open, Progress, queue};
use crate::envelope::Envelope;
use crate::mail::MailError;
use crate::message::Target;
use crate::name::PhoneNumber;
use crate::outbox::Channel;
use crate::retry::Schedule;
use crate::sns::Inner;
use crate::subscription::{Protocol, Subscription, SubscriptionRecord};

/// What came of a try.
pub(super) enum Attempt {
    /// The subscriber has it. What is to be written about that.
    Delivered(Vec<Write>),
    /// Nobody wants it any more.
    Gone,
    Failed(Failure),
}

/// Why a try failed.
pub(super) struct Failure {
    pub(super) error: String,
    /// When to try again; `None` for never.
    pub(super) schedule: Option<Schedule>,
}

impl Failure {
    /// It is of no use to try again.
    pub(super) fn for_good(error: impl Into<String>) -> Attempt {
        Attempt::Failed(Failure {
            error: error.into(),
            schedule: None,
        })
    }

    pub(super) fn for_now(error: impl Into<String>, schedule: &Schedule) -> Attempt {
        Attempt::Failed(Failure {
            error: error.into(),
            schedule: Some(schedule.clone()),
        })
    }
}

impl Inner {
    /// Tries a delivery once.
    pub(super) async fn attempt(&self, open: &Open, index: usize) -> Attempt {
        let id = match &open.targets[index] {
            Target::Phone(number) => {
                return self.text_message(number, open.message.body.said_to("sms"));
            }
            Target::Subscription(id) => id,
        };
        let (subscription, topic) = {
            let state = self.store.state();
            let Ok(subscription) = state.subscription(id.as_str()).cloned() else {
                return Attempt::Gone;
            };
            let Ok(topic) = state.topic(subscription.record.topic.as_str()) else {
                return Attempt::Gone;
            };
            let topic = topic.topic.clone();
            (subscription, topic)
        };
        let Ok(_slot) = subscription.slots.clone().acquire_owned().await else {
            return Attempt::Gone;
        };
        let envelope = Envelope {
            message: &open.message,
            subscription: &subscription.record,
            place: &self.place,
            public_url: (self.public_url)(),
        };
        let display_name = topic
            .attribute("DisplayName")
            .filter(|name| !name.is_empty());
        match subscription.record.protocol {
            Protocol::Http | Protocol::Https => self.post(&envelope, &subscription, &topic).await,
            Protocol::Lambda => self.invoke(&envelope).await,
            Protocol::Sqs => self.enqueue(&envelope).await,
            Protocol::Email => {
                let (subject, text) = envelope.mail();
                self.mail(&subscription, display_name, &subject, &text)
                    .await
            }
            Protocol::EmailJson => {
                let subject = envelope.json_mail_subject();
                self.mail(&subscription, display_name, &subject, &envelope.json())
                    .await
            }
            Protocol::Sms => {
                let Some(number) = PhoneNumber::parse(&subscription.record.endpoint) else {
                    return Failure::for_good("the endpoint is no phone number");
                };
                // As AWS begins the text messages of topics.
                match display_name {
                    None => self.text_message(&number, envelope.said()),
                    Some(name) => {
                        self.text_message(&number, &format!("{name}> {}", envelope.said()))
                    }
                }
            }
        }
    }

    fn text_message(&self, number: &PhoneNumber, text: &str) -> Attempt {
        if self.store.state().is_opted_out(number) {
            tracing::info!(%number, "a text message was not sent: the number has opted out");
            return Attempt::Gone;
        }
        let at_ms = self.now_ms();
        let number = number.as_str();
        Attempt::Delivered(self.outbox.add(at_ms, Channel::Sms, number, None, text))
    }

    async fn mail(
        &self,
        subscription: &Arc<Subscription>,
        from_name: Option<&str>,
        subject: &str,
        text: &str,
    ) -> Attempt {
        let to = subscription.record.endpoint.as_str();
        match self.send_mail(to, from_name, subject, text, None).await {
            Ok(writes) => Attempt::Delivered(writes),
            Err(error @ MailError::Later(_)) => {
                Failure::for_now(error.to_string(), &self.schedules.people)
            }
            Err(error @ (MailError::Refused(_) | MailError::Unwritable(_))) => {
                Failure::for_good(error.to_string())
            }
        }
    }

    async fn invoke(&self, envelope: &Envelope<'_>) -> Attempt {
        let function = percent_encoding::utf8_percent_encode(
            &envelope.subscription.endpoint,
            percent_encoding::NON_ALPHANUMERIC,
        );
        let request =
            ::http::Request::post(format!("/2015-03-31/functions/{function}/invocations"))
                .header("x-amz-invocation-type", "RequestResponse")
                .body(Bytes::from(envelope.lambda_event()));
        let request = match request {
            Ok(request) => request,
            Err(error) => return Failure::for_good(error.to_string()),
        };
        let response = match self.ask("lambda", request).await {
            Ok(response) => response,
            Err(failed) => return failed,
        };
        let (head, body) = response.into_parts();
        if head.headers.contains_key("x-amz-function-error") {
            let said = body.collect().await;
            let error = format!("the function failed: {}", excerpt(&said));
            return Failure::for_now(error, &self.schedules.function_error);
        }
        self.judged(head.status, "lambda", body).await
    }

    /// Has another service of AWS's answer.
    pub(super) async fn ask(
        &self,
        service: &str,
        request: ::http::Request<Bytes>,
    ) -> Result<wire::Response, Attempt> {
        let managed = &self.schedules.managed;
        let Some(services) = self.services.get() else {
            return Err(Failure::for_now("the service has not started", managed));
        };
        match services.call(service, None, request).await {
            Ok(response) => Ok(response),
            Err(Unreachable::Connection(why)) => Err(Failure::for_now(why, managed)),
            Err(why @ (Unreachable::NoEndpoint | Unreachable::RoleNotAssumed(_))) => {
                Err(Failure::for_good(format!("{service}: {why}")))
            }
        }
    }

    /// What the status of a service's answer says about a delivery.
    pub(super) async fn judged(
        &self,
        status: ::http::StatusCode,
        service: &str,
        body: wire::Body,
    ) -> Attempt {
        if status.is_success() {
            return Attempt::Delivered(Vec::new());
        }
        let said = body.collect().await;
        let error = format!("{service} answered {}: {}", status.as_u16(), excerpt(&said));
        if status.is_server_error() || status.as_u16() == 429 {
            Failure::for_now(error, &self.schedules.managed)
        } else {
            Failure::for_good(error)
        }
    }

    /// Gives a delivery up: it goes to the subscription's queue for such, and is kept here.
    pub(super) async fn give_up(
        &self,
        open: &Open,
        index: usize,
        failure: &Failure,
        progress: Progress,
    ) -> Vec<Write> {
        use std::sync::atomic::Ordering;
        let target = &open.targets[index];
        let subscription = match target {
            Target::Phone(_) => None,
            Target::Subscription(id) => self.store.state().subscription(id.as_str()).ok().cloned(),
        };
        let record = subscription
            .as_ref()
            .map(|subscription| &subscription.record);
        let (message, error) = (&open.message, failure.error.as_str());
        tracing::warn!(message = message.id, error, "a delivery was given up");
        self.figures.given_up.fetch_add(1, Ordering::Relaxed);
        let mut queue = record.and_then(SubscriptionRecord::dead_letter_queue);
        if let (Some(arn), Some(record)) = (&queue, record) {
            let envelope = Envelope {
                message,
                subscription: record,
                place: &self.place,
                public_url: (self.public_url)(),
            };
            let request = queue::dead_letter(arn, &envelope, error);
            if let Err(why) = self.send_to_queue(request).await {
                tracing::warn!(
                    queue = arn,
                    why,
                    "a dead letter could not be sent to its queue"
                );
                queue = None;
            }
        }
        self.dead_letters.add(
            self.now_ms(),
            message,
            target,
            record,
            error,
            progress.failures,
            queue,
        )
    }
}

/// What an answer says, as far as a log has use for it.
fn excerpt(said: &[u8]) -> String {
    const BYTES_MAX: usize = 300;
    let said = String::from_utf8_lossy(said);
    said[..said.floor_char_boundary(BYTES_MAX)].to_owned()
}
