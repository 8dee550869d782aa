//! `AWS::SNS::Topic`, `TopicPolicy` and `TopicInlinePolicy`

use asl::{Object, Value};

use super::super::site::{Site, Stopped, input, some, text};
use super::subscription::subscribe;
use super::{Kind, Left, Made, Wanted, document, tag_list, tag_map, tags_gone, texts};

pub(super) struct Topic;
pub(super) struct TopicPolicy;
pub(super) struct TopicInlinePolicy;

/// The properties that are attributes of the topic of the same name.
const ATTRIBUTES: [&str; 8] = [
    "ArchivePolicy",
    "ContentBasedDeduplication",
    "DisplayName",
    "FifoThroughputScope",
    "FifoTopic",
    "KmsMasterKeyId",
    "SignatureVersion",
    "TracingConfig",
];

impl Kind for Topic {
    fn name(&self) -> &'static str {
        "AWS::SNS::Topic"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("TopicName", 256))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["TopicName", "FifoTopic"]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("DataProtectionPolicy", "messages are passed on as they are"),
            (
                "DeliveryStatusLogging",
                "deliveries are told by the topic's own attributes only",
            ),
        ]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "ArchivePolicy",
            "ContentBasedDeduplication",
            "DisplayName",
            "FifoThroughputScope",
            "FifoTopic",
            "KmsMasterKeyId",
            "SignatureVersion",
            "Subscription",
            "Tags",
            "TopicName",
            "TracingConfig",
        ]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        let arn = wanted.site.arn("sns", &topic_name(wanted));
        let asked = input([("TopicArn", some(&arn))]);
        let found = wanted.site.look("sns", "GetTopicAttributes", asked)?;
        Ok(found.map(|_| made(arn)))
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let mut asked = input([("Name", Some(topic_name(wanted).into()))]);
        let attributes = attributes(wanted.properties);
        if !attributes.is_empty() {
            asked.insert("Attributes", Value::object(attributes));
        }
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            asked.insert("Tags", tag_list(&tags));
        }
        let arn = text(&wanted.site.ask("sns", "CreateTopic", asked)?, "TopicArn")?;
        for (protocol, endpoint) in subscriptions(wanted.properties) {
            subscribe(wanted.site, &arn, &protocol, &endpoint, Object::new())?;
        }
        Ok(made(arn))
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let (site, arn) = (wanted.site, left.made.id.as_str());
        let now = attributes(wanted.properties);
        let before = attributes(left.properties);
        for (name, value) in now.iter().filter(|(name, _)| &***name != "FifoTopic") {
            set(site, arn, name, value.clone())?;
        }
        for name in before.keys().filter(|name| !now.contains_key(name)) {
            let default = match &**name {
                "ContentBasedDeduplication" => "false",
                "SignatureVersion" => "1",
                _ => "",
            };
            set(site, arn, name, default.into())?;
        }
        let wanted_now = subscriptions(wanted.properties);
        for (protocol, endpoint) in subscriptions(left.properties) {
            if !wanted_now.contains(&(protocol.clone(), endpoint.clone())) {
                unsubscribe(site, arn, &protocol, &endpoint)?;
            }
        }
        for (protocol, endpoint) in wanted_now {
            subscribe(site, arn, &protocol, &endpoint, Object::new())?;
        }
        let resource = || ("ResourceArn", some(arn));
        let gone = tags_gone(left.properties.get("Tags"), wanted.get("Tags"));
        if !gone.is_empty() {
            let keys = ("TagKeys", Some(Value::array(gone)));
            site.ask("sns", "UntagResource", input([resource(), keys]))?;
        }
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            let tags = ("Tags", Some(tag_list(&tags)));
            site.ask("sns", "TagResource", input([resource(), tags]))?;
        }
        Ok(left.made.clone())
    }

    /// Its subscriptions go with it.
    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let asked = input([("TopicArn", some(&left.made.id))]);
        site.remove("sns", "DeleteTopic", asked)
    }
}

/// The name of the topic: that of one in order has to end so.
fn topic_name(wanted: &Wanted<'_>) -> String {
    const IN_ORDER: &str = ".fifo";
    let fifo = super::is_true(wanted.get("FifoTopic"));
    if fifo && !wanted.name.ends_with(IN_ORDER) {
        return format!("{}{IN_ORDER}", wanted.name);
    }
    wanted.name.to_owned()
}

fn made(arn: String) -> Made {
    let name = arn.rsplit(':').next().unwrap_or_default().to_owned();
    Made::new(arn.clone(), [("TopicArn", arn), ("TopicName", name)])
}

fn attributes(properties: &Object) -> Object {
    let given = ATTRIBUTES.iter().filter_map(|name| {
        let value = properties.get(name).filter(|it| **it != Value::Null)?;
        Some(((*name).into(), Value::from(document(value))))
    });
    given.collect()
}

/// The subscriptions that a topic brings along: protocols and endpoints.
fn subscriptions(properties: &Object) -> Vec<(String, String)> {
    let given = properties.get("Subscription");
    let given = given.and_then(Value::as_array).unwrap_or_default();
    let pair = |it: &Value| Some((text(it, "Protocol").ok()?, text(it, "Endpoint").ok()?));
    given.iter().filter_map(pair).collect()
}

fn unsubscribe(site: &Site, topic: &str, protocol: &str, endpoint: &str) -> Result<(), Stopped> {
    let asked = input([("TopicArn", some(topic))]);
    let list = ("sns", "ListSubscriptionsByTopic");
    for found in site.list(list, &asked, "Subscriptions", ("NextToken", "NextToken"))? {
        let is = |member, value| found.get(member).and_then(Value::as_str) == Some(value);
        if is("Protocol", protocol) && is("Endpoint", endpoint) {
            let arn = found.get("SubscriptionArn").cloned();
            // One that nobody has confirmed has no ARN, and goes by itself.
            if arn
                .as_ref()
                .and_then(Value::as_str)
                .is_some_and(|arn| arn.starts_with("arn:"))
            {
                site.remove("sns", "Unsubscribe", input([("SubscriptionArn", arn)]))?;
            }
        }
    }
    Ok(())
}

fn set(site: &Site, topic: &str, name: &str, value: Value) -> Result<(), Stopped> {
    let asked = input([
        ("TopicArn", some(topic)),
        ("AttributeName", some(name)),
        ("AttributeValue", Some(value)),
    ]);
    site.ask("sns", "SetTopicAttributes", asked).map(|_| ())
}

impl Kind for TopicPolicy {
    fn name(&self) -> &'static str {
        "AWS::SNS::TopicPolicy"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    fn fixed(&self) -> &'static [&'static str] {
        &[]
    }

    fn known(&self) -> &'static [&'static str] {
        &["PolicyDocument", "Topics"]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let policy = wanted.get("PolicyDocument").map(document);
        let policy = policy.unwrap_or_default();
        for topic in texts(wanted.get("Topics")) {
            set(wanted.site, &topic, "Policy", policy.as_str().into())?;
        }
        Ok(Made::new(wanted.name, [("Id", wanted.name.to_owned())]))
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let topics = texts(wanted.get("Topics"));
        for topic in texts(left.properties.get("Topics")) {
            if !topics.contains(&topic) {
                take_policy(wanted.site, &topic)?;
            }
        }
        self.create(wanted)?;
        Ok(left.made.clone())
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        for topic in texts(left.properties.get("Topics")) {
            take_policy(site, &topic)?;
        }
        Ok(())
    }
}

/// A topic without a policy of its own has AWS's.
fn take_policy(site: &Site, topic: &str) -> Result<(), Stopped> {
    let asked = input([("TopicArn", some(topic))]);
    if site.look("sns", "GetTopicAttributes", asked)?.is_none() {
        return Ok(());
    }
    set(site, topic, "Policy", "".into())
}

impl Kind for TopicInlinePolicy {
    fn name(&self) -> &'static str {
        "AWS::SNS::TopicInlinePolicy"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["TopicArn"]
    }

    fn known(&self) -> &'static [&'static str] {
        &["PolicyDocument", "TopicArn"]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let topic = wanted.required("TopicArn")?;
        let policy = wanted.get("PolicyDocument").map(document);
        set(
            wanted.site,
            &topic,
            "Policy",
            policy.unwrap_or_default().into(),
        )?;
        Ok(Made::new(topic, []))
    }

    fn update(&self, wanted: &Wanted<'_>, _: &Left<'_>) -> Result<Made, Stopped> {
        self.create(wanted)
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        take_policy(site, &left.made.id)
    }
}
