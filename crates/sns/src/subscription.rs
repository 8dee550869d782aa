//! A subscription: who is told, how, and of what.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use wire::ApiError;

use crate::error::invalid;
use crate::filter_policy::{FilterPolicy, Scope};
use crate::message::MessageAttributes;
use crate::name::{PhoneNumber, Place, SubscriptionId, TopicName, is_fifo};
use crate::retry::Schedule;

/// So many deliveries of one subscription are under way at once; more wait for them.
pub(crate) const CONCURRENT_DELIVERIES_MAX: usize = 64;

/// How a subscriber is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// A POST without TLS.
    Http,
    /// A POST.
    Https,
    /// A mail with the text.
    Email,
    /// A mail with the notification as JSON.
    EmailJson,
    /// A text message.
    Sms,
    /// A queue.
    Sqs,
    /// A function.
    Lambda,
}

/// What is kept of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SubscriptionRecord {
    pub(crate) id: SubscriptionId,
    pub(crate) topic: TopicName,
    pub(crate) protocol: Protocol,
    pub(crate) endpoint: String,
    pub(crate) status: Status,
    /// Those that were set, by AWS's names, each of them checked.
    pub(crate) attributes: BTreeMap<String, String>,
}

/// Whether the subscriber has agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Confirmed {
        /// Whether by a signed request, or by the owner of the endpoint being the topic's.
        authenticated: bool,
        /// Whether only a signed request ends it.
        signed_unsubscribe: bool,
    },
    Pending {
        token: String,
        /// Milliseconds since 1970.
        until_ms: i64,
    },
}

/// A subscription, ready to be asked what it wants.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) record: SubscriptionRecord,
    filter: Option<(Scope, FilterPolicy)>,
    /// How deliveries over HTTP are tried again, if it says.
    pub(crate) schedule: Option<Schedule>,
    /// Places among the deliveries under way. The same for all versions of a subscription.
    pub(crate) slots: Arc<Semaphore>,
}

/// What the filters of a topic's subscriptions are asked about, each made when it is first needed.
pub(crate) struct Subject<'m> {
    attributes: &'m MessageAttributes,
    body: &'m str,
    attributes_read: Option<Value>,
    body_read: Option<Value>,
}

impl Protocol {
    /// The protocol of this name.
    pub(crate) fn parse(name: &str) -> Result<Protocol, ApiError> {
        Ok(match name {
            "http" => Protocol::Http,
            "https" => Protocol::Https,
            "email" => Protocol::Email,
            "email-json" => Protocol::EmailJson,
            "sms" => Protocol::Sms,
            "sqs" => Protocol::Sqs,
            "lambda" => Protocol::Lambda,
            "application" | "firehose" => {
                return Err(invalid(format_args!(
                    "Protocol Reason: `{name}` is not offered by the embedded SNS"
                )));
            }
            _ => {
                return Err(invalid(format_args!(
                    "Amazon SNS does not support this protocol string: {name}"
                )));
            }
        })
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Protocol::Http => "http",
            Protocol::Https => "https",
            Protocol::Email => "email",
            Protocol::EmailJson => "email-json",
            Protocol::Sms => "sms",
            Protocol::Sqs => "sqs",
            Protocol::Lambda => "lambda",
        }
    }

    /// Whether its subscribers are asked before anything is sent to them.
    pub(crate) fn asks(self) -> bool {
        match self {
            Protocol::Http | Protocol::Https | Protocol::Email | Protocol::EmailJson => true,
            Protocol::Sms | Protocol::Sqs | Protocol::Lambda => false,
        }
    }

    /// Whether messages may be sent as they are, without what SNS adds.
    fn delivers_raw(self) -> bool {
        matches!(self, Protocol::Http | Protocol::Https | Protocol::Sqs)
    }

    /// Refuses what is no endpoint of this protocol for a topic.
    pub(crate) fn check_endpoint(self, topic: &TopicName, endpoint: &str) -> Result<(), ApiError> {
        if topic.is_fifo() && self != Protocol::Sqs {
            return Err(invalid(format_args!("Invalid protocol type: {self}")));
        }
        let arn_of = |service: &str| {
            let mut parts = endpoint.splitn(6, ':');
            parts.next() == Some("arn")
                && parts.nth(1) == Some(service)
                && parts.nth(2).is_some_and(|resource| !resource.is_empty())
        };
        match self {
            Protocol::Http | Protocol::Https => {
                let scheme = if self == Protocol::Http {
                    "http://"
                } else {
                    "https://"
                };
                let fits = endpoint.starts_with(scheme)
                    && endpoint
                        .parse::<http::Uri>()
                        .is_ok_and(|uri| uri.host().is_some());
                if fits {
                    Ok(())
                } else {
                    Err(invalid("Endpoint must match the specified protocol"))
                }
            }
            Protocol::Email | Protocol::EmailJson => match endpoint.parse::<lettre::Address>() {
                Ok(_) => Ok(()),
                Err(_) => Err(invalid("Email address")),
            },
            Protocol::Sms if PhoneNumber::parse(endpoint).is_some() => Ok(()),
            Protocol::Sms => Err(invalid(format_args!("Invalid SMS endpoint: {endpoint}"))),
            Protocol::Sqs if !arn_of("sqs") => Err(invalid("SQS endpoint ARN")),
            Protocol::Sqs if is_fifo(endpoint) && !topic.is_fifo() => Err(invalid(
                "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to \
                 standard SNS topics",
            )),
            Protocol::Lambda if !arn_of("lambda") => Err(invalid("Lambda endpoint ARN")),
            Protocol::Sqs | Protocol::Lambda => Ok(()),
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl SubscriptionRecord {
    fn attribute(&self, name: &str) -> Option<&str> {
        let value = self.attributes.get(name)?;
        (!value.is_empty()).then_some(value)
    }

    pub(crate) fn is_confirmed(&self) -> bool {
        matches!(self.status, Status::Confirmed { .. })
    }

    pub(crate) fn has_filter(&self) -> bool {
        self.attribute("FilterPolicy").is_some()
    }

    /// Whether messages are sent as they are.
    pub(crate) fn is_raw(&self) -> bool {
        self.attribute("RawMessageDelivery") == Some("true")
    }

    /// Where messages go that could not be delivered: the ARN of a queue.
    pub(crate) fn dead_letter_queue(&self) -> Option<String> {
        let policy: Value = serde_json::from_str(self.attribute("RedrivePolicy")?).ok()?;
        Some(policy["deadLetterTargetArn"].as_str()?.to_owned())
    }

    /// What is said to be the type of a POST's body, if it says.
    pub(crate) fn content_type(&self) -> Option<String> {
        let policy: Value = serde_json::from_str(self.attribute("DeliveryPolicy")?).ok()?;
        Some(
            policy["requestPolicy"]["headerContentType"]
                .as_str()?
                .to_owned(),
        )
    }

    /// All attributes, as GetSubscriptionAttributes shows them.
    pub(crate) fn shown(&self, place: &Place) -> Vec<(String, String)> {
        let mut shown: BTreeMap<String, String> = self
            .attributes
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let mut put = |name: &str, value: String| {
            shown.entry(name.to_owned()).or_insert(value);
        };
        put(
            "SubscriptionArn",
            place.subscription_arn(&self.topic, &self.id),
        );
        put("TopicArn", place.topic_arn(self.topic.as_str()));
        put("Owner", place.account.to_string());
        put("Protocol", self.protocol.to_string());
        put("Endpoint", self.endpoint.clone());
        put("RawMessageDelivery", "false".to_owned());
        put("PendingConfirmation", (!self.is_confirmed()).to_string());
        let authenticated = matches!(
            self.status,
            Status::Confirmed {
                authenticated: true,
                ..
            }
        );
        put("ConfirmationWasAuthenticated", authenticated.to_string());
        let root = format!("arn:aws:iam::{}:root", place.account);
        put("SubscriptionPrincipal", root);
        if self.has_filter() {
            put("FilterPolicyScope", "MessageAttributes".to_owned());
        }
        shown.into_iter().collect()
    }
}

impl Subscription {
    /// A subscription whose attributes have been checked one by one; the filter policy is read in
    /// its scope.
    pub(crate) fn new(
        record: SubscriptionRecord,
        slots: Option<Arc<Semaphore>>,
    ) -> Result<Subscription, ApiError> {
        let scope = match record.attribute("FilterPolicyScope") {
            Some("MessageBody") => Scope::MessageBody,
            _ => Scope::MessageAttributes,
        };
        let filter = match record.attribute("FilterPolicy") {
            None => None,
            Some(text) => Some((
                scope,
                FilterPolicy::parse(text, scope)
                    .map_err(|why| invalid(format_args!("FilterPolicy: {why}")))?,
            )),
        };
        let schedule = match record.attribute("DeliveryPolicy") {
            None => None,
            Some(text) => delivery_policy(text)?,
        };
        Ok(Subscription {
            record,
            filter,
            schedule,
            slots: slots.unwrap_or_else(|| Arc::new(Semaphore::new(CONCURRENT_DELIVERIES_MAX))),
        })
    }

    /// Whether it wants a message.
    pub(crate) fn wants(&self, subject: &mut Subject<'_>) -> bool {
        let Some((scope, filter)) = &self.filter else {
            return true;
        };
        filter.accepts(match scope {
            Scope::MessageAttributes => subject
                .attributes_read
                .get_or_insert_with(|| subject.attributes.to_json()),
            Scope::MessageBody => subject
                .body_read
                .get_or_insert_with(|| serde_json::from_str(subject.body).unwrap_or_default()),
        })
    }
}

impl<'m> Subject<'m> {
    pub(crate) fn new(attributes: &'m MessageAttributes, body: &'m str) -> Subject<'m> {
        Subject {
            attributes,
            body,
            attributes_read: None,
            body_read: None,
        }
    }
}

/// Refuses an attribute that a subscription of this protocol cannot have. An empty value takes it
/// away.
pub(crate) fn check(protocol: Protocol, attribute: &str, value: &str) -> Result<(), ApiError> {
    match attribute {
        "RawMessageDelivery" if !matches!(value, "true" | "false" | "True" | "False") => {
            Err(invalid(format_args!(
                "RawMessageDelivery: Invalid value [{value}]. Must be true or false."
            )))
        }
        "RawMessageDelivery" if !protocol.delivers_raw() && value.eq_ignore_ascii_case("true") => {
            Err(invalid(format_args!(
                "Delivery protocol [{protocol}] does not support raw message delivery."
            )))
        }
        "FilterPolicyScope" if !matches!(value, "MessageAttributes" | "MessageBody") => {
            Err(invalid(format_args!(
                "FilterPolicyScope: Invalid value [{value}]. Please use either MessageBody or \
                 MessageAttributes"
            )))
        }
        "DeliveryPolicy" if !value.is_empty() => delivery_policy(value).map(|_| ()),
        "RedrivePolicy" if !value.is_empty() => redrive_policy(value),
        "DeliveryPolicy" | "FilterPolicy" | "FilterPolicyScope" | "RawMessageDelivery"
        | "RedrivePolicy" => Ok(()),
        _ => Err(invalid("AttributeName")),
    }
}

/// An attribute as it is kept.
pub(crate) fn normalised(attribute: &str, value: &str) -> String {
    match attribute {
        "RawMessageDelivery" => value.to_ascii_lowercase(),
        _ => value.to_owned(),
    }
}

fn delivery_policy(text: &str) -> Result<Option<Schedule>, ApiError> {
    let policy: Value =
        serde_json::from_str(text).map_err(|_| invalid("DeliveryPolicy: failed to parse JSON."))?;
    if !policy.is_object() {
        return Err(invalid("DeliveryPolicy: must be a JSON object"));
    }
    Schedule::of_policy(&policy).map_err(|why| invalid(format_args!("DeliveryPolicy: {why}")))
}

fn redrive_policy(text: &str) -> Result<(), ApiError> {
    let policy: Value =
        serde_json::from_str(text).map_err(|_| invalid("RedrivePolicy: failed to parse JSON."))?;
    let arn = policy["deadLetterTargetArn"].as_str().unwrap_or_default();
    let parts: Vec<&str> = arn.split(':').collect();
    if parts.len() == 6 && parts[0] == "arn" && parts[2] == "sqs" && !parts[5].is_empty() {
        return Ok(());
    }
    Err(invalid(
        "RedrivePolicy: deadLetterTargetArn is an invalid ARN",
    ))
}

/// The delivery policy of a subscription over HTTP, as it works.
pub(crate) fn effective_policy(schedule: &Schedule) -> String {
    json!({"healthyRetryPolicy": {
        "minDelayTarget": schedule.delay_min.as_secs(),
        "maxDelayTarget": schedule.delay_max.as_secs(),
        "numRetries": schedule.immediate + schedule.before_backoff + schedule.backoff
            + schedule.after_backoff,
        "numNoDelayRetries": schedule.immediate,
        "numMinDelayRetries": schedule.before_backoff,
        "numMaxDelayRetries": schedule.after_backoff,
        "backoffFunction": format!("{:?}", schedule.growth).to_lowercase(),
    }})
    .to_string()
}
