//! `AWS::SNS::Subscription`

use asl::{Object, Value};

use super::super::site::{Site, Stopped, input, some, text};
use super::{Kind, Left, Made, Wanted, document};

pub(super) struct Subscription;

/// The properties that are attributes of the subscription of the same name, with what an attribute
/// is that nobody set.
const ATTRIBUTES: [(&str, &str); 5] = [
    ("DeliveryPolicy", ""),
    ("FilterPolicyScope", "MessageAttributes"),
    ("FilterPolicy", ""),
    ("RawMessageDelivery", "false"),
    ("RedrivePolicy", ""),
];

impl Kind for Subscription {
    fn name(&self) -> &'static str {
        "AWS::SNS::Subscription"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["TopicArn", "Protocol", "Endpoint"]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("Region", "topics are in one region here"),
            ("ReplayPolicy", "nothing is replayed"),
            ("SubscriptionRoleArn", "there is no Firehose"),
        ]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "TopicArn",
            "Protocol",
            "Endpoint",
            "DeliveryPolicy",
            "FilterPolicy",
            "FilterPolicyScope",
            "RawMessageDelivery",
            "RedrivePolicy",
        ]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    /// Who is subscribed already stays so, under the same ARN.
    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let arn = subscribe(
            wanted.site,
            &wanted.required("TopicArn")?,
            &wanted.required("Protocol")?,
            &wanted.text("Endpoint").unwrap_or_default(),
            attributes(wanted.properties),
        )?;
        Ok(Made::new(arn.clone(), [("Arn", arn)]))
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let now = attributes(wanted.properties);
        for (name, default) in ATTRIBUTES {
            let value = match now.get(name) {
                Some(value) => value.clone(),
                None if left.properties.contains_key(name) => default.into(),
                None => continue,
            };
            let asked = input([
                ("SubscriptionArn", some(&left.made.id)),
                ("AttributeName", some(name)),
                ("AttributeValue", Some(value)),
            ]);
            wanted.site.ask("sns", "SetSubscriptionAttributes", asked)?;
        }
        Ok(left.made.clone())
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let asked = input([("SubscriptionArn", some(&left.made.id))]);
        site.remove("sns", "Unsubscribe", asked)
    }
}

fn attributes(properties: &Object) -> Object {
    let given = ATTRIBUTES.iter().filter_map(|(name, _)| {
        let value = properties.get(name).filter(|it| **it != Value::Null)?;
        Some(((*name).into(), Value::from(document(value))))
    });
    given.collect()
}

/// Subscribes somebody to a topic; gives the subscription's ARN.
pub(super) fn subscribe(
    site: &Site,
    topic: &str,
    protocol: &str,
    endpoint: &str,
    attributes: Object,
) -> Result<String, Stopped> {
    let mut asked = input([
        ("TopicArn", some(topic)),
        ("Protocol", some(protocol)),
        ("Endpoint", some(endpoint)),
        ("ReturnSubscriptionArn", Some(true.into())),
    ]);
    if !attributes.is_empty() {
        asked.insert("Attributes", Value::object(attributes));
    }
    text(&site.ask("sns", "Subscribe", asked)?, "SubscriptionArn")
}
