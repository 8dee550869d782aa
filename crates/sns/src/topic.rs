//! A topic and its attributes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wire::ApiError;

use crate::error::invalid;
use crate::name::{Place, TopicName};
use crate::retry::Schedule;

/// A topic has at most so many tags (API reference, TagResource).
pub(crate) const TAGS_MAX: usize = 50;

/// A display name has at most so many characters (API reference, CreateTopic).
const DISPLAY_NAME_MAX: usize = 100;

/// A policy has at most so many bytes (quotas, "Access policy").
const POLICY_BYTES_MAX: usize = 30_720;

/// What one protocol's feedback about deliveries may be set to. They are kept and shown.
const FEEDBACK_OF: [&str; 5] = ["Application", "Firehose", "HTTP", "Lambda", "SQS"];
const FEEDBACK: [&str; 3] = [
    "FailureFeedbackRoleArn",
    "SuccessFeedbackRoleArn",
    "SuccessFeedbackSampleRate",
];

/// Attributes that are kept and shown, whatever they are.
const KEPT: [&str; 4] = [
    "ArchivePolicy",
    "FifoThroughputScope",
    "KmsMasterKeyId",
    "TracingConfig",
];

/// What is kept of a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Topic {
    pub(crate) name: TopicName,
    /// Those that were set, by AWS's names, each of them checked.
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
}

/// How many subscriptions of a topic stand how.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Subscribers {
    pub(crate) confirmed: usize,
    pub(crate) pending: usize,
}

/// Refuses attributes that a topic of this name cannot be made with.
pub(crate) fn check_new(
    name: &TopicName,
    attributes: &BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let fifo = attributes.get("FifoTopic").map(String::as_str) == Some("true");
    if fifo && !name.is_fifo() {
        return Err(invalid(
            "Fifo Topic names must end with .fifo and must be made up of only uppercase and \
             lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and \
             256 characters long.",
        ));
    }
    if name.is_fifo() && !fifo {
        return Err(invalid("Topic Name"));
    }
    attributes
        .iter()
        .filter(|(attribute, _)| *attribute != "FifoTopic")
        .try_for_each(|(attribute, value)| check(name, attribute, value))
}

/// Refuses an attribute that a topic cannot have.
pub(crate) fn check(name: &TopicName, attribute: &str, value: &str) -> Result<(), ApiError> {
    let is_flag = matches!(value, "true" | "false");
    match attribute {
        "DisplayName" if value.chars().count() > DISPLAY_NAME_MAX => Err(invalid("DisplayName")),
        "Policy" if value.len() > POLICY_BYTES_MAX => Err(invalid("Policy Reason: too long")),
        "Policy" => match serde_json::from_str(value) {
            Ok(Value::Object(_)) => Ok(()),
            _ => Err(invalid("Policy Error: null")),
        },
        "DeliveryPolicy" => delivery_policy(value).map(|_| ()),
        "SignatureVersion" if !matches!(value, "1" | "2") => Err(invalid("SignatureVersion")),
        "ContentBasedDeduplication" if name.is_fifo() && is_flag => Ok(()),
        "DisplayName" | "SignatureVersion" => Ok(()),
        _ if KEPT.contains(&attribute) || is_feedback(attribute) => Ok(()),
        _ => Err(invalid("AttributeName")),
    }
}

fn is_feedback(attribute: &str) -> bool {
    FEEDBACK_OF.iter().any(|protocol| {
        attribute
            .strip_prefix(protocol)
            .is_some_and(|what| FEEDBACK.contains(&what))
    })
}

/// The schedule of a topic's delivery policy, `{"http": {"defaultHealthyRetryPolicy": …}}`.
fn delivery_policy(text: &str) -> Result<Option<Schedule>, ApiError> {
    if text.is_empty() {
        return Ok(None);
    }
    let policy: Value =
        serde_json::from_str(text).map_err(|_| invalid("DeliveryPolicy: failed to parse JSON."))?;
    let retries = &policy["http"]["defaultHealthyRetryPolicy"];
    Schedule::of_policy(&json!({"healthyRetryPolicy": retries}))
        .map_err(|why| invalid(format_args!("DeliveryPolicy: {why}")))
}

impl Topic {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    pub(crate) fn deduplicates_by_content(&self) -> bool {
        self.attribute("ContentBasedDeduplication") == Some("true")
    }

    /// How deliveries over HTTP are tried again, where the subscription does not say.
    pub(crate) fn http_schedule(&self) -> Option<Schedule> {
        delivery_policy(self.attribute("DeliveryPolicy")?)
            .ok()
            .flatten()
    }

    /// Whether the delivery policies of subscriptions count for nothing.
    pub(crate) fn overrides_subscriptions(&self) -> bool {
        let policy = self.attribute("DeliveryPolicy").unwrap_or_default();
        let policy: Value = serde_json::from_str(policy).unwrap_or_default();
        policy["http"]["disableSubscriptionOverrides"] == true
    }

    /// All attributes, as GetTopicAttributes shows them.
    pub(crate) fn shown(&self, place: &Place, subscribers: Subscribers) -> Vec<(String, String)> {
        let arn = place.topic_arn(self.name.as_str());
        let mut shown: BTreeMap<String, String> = self
            .attributes
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let mut put = |name: &str, value: String| {
            shown.entry(name.to_owned()).or_insert(value);
        };
        put("Policy", default_policy(&arn, place));
        put("TopicArn", arn);
        put("Owner", place.account.to_string());
        put("DisplayName", String::new());
        put("SubscriptionsConfirmed", subscribers.confirmed.to_string());
        put("SubscriptionsPending", subscribers.pending.to_string());
        put("SubscriptionsDeleted", "0".to_owned());
        if self.name.is_fifo() {
            put("ContentBasedDeduplication", "false".to_owned());
        }
        let asked = self.attribute("DeliveryPolicy").unwrap_or_default();
        put("EffectiveDeliveryPolicy", effective_policy(asked));
        shown.into_iter().collect()
    }
}

/// The policy of a topic that was given no other.
pub(crate) fn default_policy(arn: &str, place: &Place) -> String {
    json!({
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": [
                "SNS:GetTopicAttributes",
                "SNS:SetTopicAttributes",
                "SNS:AddPermission",
                "SNS:RemovePermission",
                "SNS:DeleteTopic",
                "SNS:Subscribe",
                "SNS:ListSubscriptionsByTopic",
                "SNS:Publish",
            ],
            "Resource": arn,
            "Condition": {"StringEquals": {"AWS:SourceOwner": place.account.as_str()}},
        }],
    })
    .to_string()
}

/// A topic's delivery policy with what it leaves out.
fn effective_policy(asked: &str) -> String {
    let asked: Value = serde_json::from_str(asked).unwrap_or_default();
    let mut retries = json!({
        "minDelayTarget": 20,
        "maxDelayTarget": 20,
        "numRetries": 3,
        "numMaxDelayRetries": 0,
        "numNoDelayRetries": 0,
        "numMinDelayRetries": 0,
        "backoffFunction": "linear",
    });
    if let Some(asked) = asked["http"]["defaultHealthyRetryPolicy"].as_object() {
        for (name, value) in asked {
            retries[name] = value.clone();
        }
    }
    json!({"http": {
        "defaultHealthyRetryPolicy": retries,
        "disableSubscriptionOverrides": asked["http"]["disableSubscriptionOverrides"] == true,
        "defaultRequestPolicy": {"headerContentType": "text/plain; charset=UTF-8"},
    }})
    .to_string()
}
