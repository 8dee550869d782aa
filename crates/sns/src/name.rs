//! What things are called: topics, subscriptions, phone numbers.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wire::{Account, Region, RequestId};

/// A topic's name has at most so many characters (API reference, CreateTopic).
const TOPIC_NAME_MAX: usize = 256;

/// What the names of FIFO topics and queues end with.
const FIFO_SUFFIX: &str = ".fifo";

/// The name of a topic: letters, digits, `-` and `_`; those of FIFO topics end with `.fifo`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TopicName(Arc<str>);

/// What a subscription is known by: a random UUID, the last part of its ARN.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubscriptionId(Arc<str>);

/// A phone number as ITU-T E.164 writes it: `+5511987654321`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(Arc<str>);

/// Whose topics these are, and where: what all their ARNs begin with.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) account: Account,
    /// `arn:aws:sns:us-east-1:123456789012:`
    prefix: Box<str>,
}

/// What an ARN of SNS names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named<'a> {
    /// A topic, perhaps one that cannot exist.
    Topic(&'a str),
    /// A subscription to a topic.
    Subscription(&'a str),
    /// Something of another account, region or service.
    Foreign,
}

/// Whether a topic or a queue of this name, or ARN, is a FIFO one.
pub(crate) fn is_fifo(name: &str) -> bool {
    name.ends_with(FIFO_SUFFIX)
}

impl TopicName {
    /// The name; `None` when it can be none.
    pub fn parse(text: &str) -> Option<TopicName> {
        let stem = text.strip_suffix(FIFO_SUFFIX).unwrap_or(text);
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (!stem.is_empty() && text.len() <= TOPIC_NAME_MAX && stem.bytes().all(fits))
            .then(|| TopicName(text.into()))
    }

    /// Whether it is the name of a FIFO topic.
    pub fn is_fifo(&self) -> bool {
        is_fifo(&self.0)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SubscriptionId {
    /// One that nobody has.
    pub(crate) fn random() -> SubscriptionId {
        SubscriptionId(RequestId::random().to_string().into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PhoneNumber {
    /// The number; `None` unless it is a plus sign and 8 to 15 digits, the first of them no zero.
    pub fn parse(text: &str) -> Option<PhoneNumber> {
        let digits = text.strip_prefix('+')?;
        let fits = (8..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        fits.then(|| PhoneNumber(text.into()))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Place {
    pub(crate) fn new(account: Account, region: &Region) -> Place {
        Place {
            prefix: format!("arn:aws:sns:{region}:{account}:").into(),
            account,
        }
    }

    pub(crate) fn topic_arn(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    pub(crate) fn subscription_arn(&self, topic: &TopicName, id: &SubscriptionId) -> String {
        format!("{}{topic}:{id}", self.prefix)
    }

    /// What an ARN names; how many elements it has when it is none.
    pub(crate) fn named<'a>(&self, arn: &'a str) -> Result<Named<'a>, usize> {
        if let Some(rest) = arn.strip_prefix(&*self.prefix) {
            return Ok(match rest.split_once(':') {
                None => Named::Topic(rest),
                Some((_, id)) => Named::Subscription(id),
            });
        }
        match arn.split(':').count() {
            elements @ ..6 => Err(elements),
            _ => Ok(Named::Foreign),
        }
    }
}

impl Borrow<str> for TopicName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for SubscriptionId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for PhoneNumber {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TopicName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for SubscriptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_aws() {
        for name in ["a", "orders-1_x", "orders.fifo"] {
            assert!(TopicName::parse(name).is_some(), "{name}");
        }
        let long = "x".repeat(257);
        for name in ["", ".fifo", "a.b", "a b", "orders.fifo.fifo", "é", &long] {
            assert!(TopicName::parse(name).is_none(), "{name}");
        }
        for number in ["+5511987654321", "+12065550100"] {
            assert!(PhoneNumber::parse(number).is_some(), "{number}");
        }
        for number in [
            "",
            "5511987654321",
            "+0511987654",
            "+55 11 98765",
            "+1234567",
            "+1234567890123456",
        ] {
            assert!(PhoneNumber::parse(number).is_none(), "{number}");
        }
    }

    #[test]
    fn arns_name_topics_and_subscriptions() {
        let place = Place::new(Account::default(), &Region::default());
        let topic = place.topic_arn("orders");
        assert_eq!(place.named(&topic), Ok(Named::Topic("orders")));
        let id = SubscriptionId::random();
        let name = TopicName::parse("orders").expect("a name");
        let arn = place.subscription_arn(&name, &id);
        assert_eq!(place.named(&arn), Ok(Named::Subscription(id.as_str())));
        assert_eq!(place.named("arn:aws:sns:eu-west-1:1:x"), Ok(Named::Foreign));
        assert_eq!(place.named("orders"), Err(1));
    }
}
