//! `AWS::SQS::Queue` and `QueuePolicy`: made where the server has been told of an SQS elsewhere.

use asl::{Object, Value};

use super::super::site::{Site, Stopped, input, some, text};
use super::{Kind, Left, Made, Wanted, document, tag_map, texts};

pub(super) struct Queue;
pub(super) struct QueuePolicy;

const ELSEWHERE: (&str, &str) = ("sqs", "ListQueues");

/// The properties that are attributes of the queue of the same name, with what an attribute is that
/// nobody set (API reference, SetQueueAttributes).
const ATTRIBUTES: [(&str, &str); 13] = [
    ("ContentBasedDeduplication", "false"),
    ("DeduplicationScope", "queue"),
    ("DelaySeconds", "0"),
    ("FifoThroughputLimit", "perQueue"),
    ("KmsDataKeyReusePeriodSeconds", "300"),
    ("KmsMasterKeyId", ""),
    ("MaximumMessageSize", "262144"),
    ("MessageRetentionPeriod", "345600"),
    ("ReceiveMessageWaitTimeSeconds", "0"),
    ("RedriveAllowPolicy", ""),
    ("RedrivePolicy", ""),
    ("SqsManagedSseEnabled", "true"),
    ("VisibilityTimeout", "30"),
];

impl Kind for Queue {
    fn name(&self) -> &'static str {
        "AWS::SQS::Queue"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("QueueName", 80))
    }

    fn is_elsewhere(&self) -> Option<(&'static str, &'static str)> {
        Some(ELSEWHERE)
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["QueueName", "FifoQueue"]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "ContentBasedDeduplication",
            "DeduplicationScope",
            "DelaySeconds",
            "FifoQueue",
            "FifoThroughputLimit",
            "KmsDataKeyReusePeriodSeconds",
            "KmsMasterKeyId",
            "MaximumMessageSize",
            "MessageRetentionPeriod",
            "QueueName",
            "ReceiveMessageWaitTimeSeconds",
            "RedriveAllowPolicy",
            "RedrivePolicy",
            "SqsManagedSseEnabled",
            "Tags",
            "VisibilityTimeout",
        ]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        let asked = input([("QueueName", Some(queue_name(wanted).into()))]);
        match wanted.site.ask("sqs", "GetQueueUrl", asked) {
            Ok(answer) => made(wanted.site, &text(&answer, "QueueUrl")?).map(Some),
            Err(stopped) if stopped.says(&NO_QUEUE) => Ok(None),
            Err(stopped) => Err(stopped),
        }
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let mut attributes = attributes(wanted.properties);
        if super::is_true(wanted.get("FifoQueue")) {
            attributes.insert("FifoQueue", "true".into());
        }
        let mut asked = input([("QueueName", Some(queue_name(wanted).into()))]);
        if !attributes.is_empty() {
            asked.insert("Attributes", Value::object(attributes));
        }
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            asked.insert("tags", Value::object(tags));
        }
        let answer = wanted.site.ask("sqs", "CreateQueue", asked)?;
        made(wanted.site, &text(&answer, "QueueUrl")?)
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let mut now = attributes(wanted.properties);
        for (name, default) in ATTRIBUTES {
            if !now.contains_key(name) && left.properties.contains_key(name) {
                now.insert(name, default.into());
            }
        }
        if !now.is_empty() {
            set(wanted.site, &left.made.id, now)?;
        }
        Ok(left.made.clone())
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let asked = input([("QueueUrl", some(&left.made.id))]);
        match site.ask("sqs", "DeleteQueue", asked) {
            Err(stopped) if !stopped.says(&NO_QUEUE) => Err(stopped),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}

/// What SQS says when there is no such queue, in its protocols.
const NO_QUEUE: [&str; 2] = [
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
];

fn queue_name(wanted: &Wanted<'_>) -> String {
    const IN_ORDER: &str = ".fifo";
    let fifo = super::is_true(wanted.get("FifoQueue"));
    if fifo && !wanted.name.ends_with(IN_ORDER) {
        let room = 80 - IN_ORDER.len();
        let name = wanted.name.get(..room).unwrap_or(wanted.name);
        return format!("{name}{IN_ORDER}");
    }
    wanted.name.to_owned()
}

fn made(site: &Site, url: &str) -> Result<Made, Stopped> {
    let names = Value::array(vec!["QueueArn".into()]);
    let asked = input([("QueueUrl", some(url)), ("AttributeNames", Some(names))]);
    let answer = site.ask("sqs", "GetQueueAttributes", asked)?;
    let attributes = answer.get("Attributes").unwrap_or(&Value::Null);
    let arn = text(attributes, "QueueArn")?;
    let name = arn.rsplit(':').next().unwrap_or_default().to_owned();
    Ok(Made::new(
        url,
        [
            ("Arn", arn),
            ("QueueName", name),
            ("QueueUrl", url.to_owned()),
        ],
    ))
}

fn attributes(properties: &Object) -> Object {
    let given = ATTRIBUTES.iter().filter_map(|(name, _)| {
        let value = properties.get(name).filter(|it| **it != Value::Null)?;
        Some(((*name).into(), Value::from(document(value))))
    });
    given.collect()
}

fn set(site: &Site, url: &str, attributes: Object) -> Result<(), Stopped> {
    let asked = input([
        ("QueueUrl", some(url)),
        ("Attributes", Some(Value::object(attributes))),
    ]);
    site.ask("sqs", "SetQueueAttributes", asked).map(|_| ())
}

impl Kind for QueuePolicy {
    fn name(&self) -> &'static str {
        "AWS::SQS::QueuePolicy"
    }

    fn is_elsewhere(&self) -> Option<(&'static str, &'static str)> {
        Some(ELSEWHERE)
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    fn fixed(&self) -> &'static [&'static str] {
        &[]
    }

    fn known(&self) -> &'static [&'static str] {
        &["PolicyDocument", "Queues"]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let policy = wanted.get("PolicyDocument").map(document);
        let policy = policy.unwrap_or_default();
        for queue in texts(wanted.get("Queues")) {
            let policy = Object::from_iter([("Policy".into(), policy.as_str().into())]);
            set(wanted.site, &queue, policy)?;
        }
        Ok(Made::new(wanted.name, [("Id", wanted.name.to_owned())]))
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let queues = texts(wanted.get("Queues"));
        for queue in texts(left.properties.get("Queues")) {
            if !queues.contains(&queue) {
                take(wanted.site, &queue)?;
            }
        }
        self.create(wanted)?;
        Ok(left.made.clone())
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        for queue in texts(left.properties.get("Queues")) {
            take(site, &queue)?;
        }
        Ok(())
    }
}

fn take(site: &Site, queue: &str) -> Result<(), Stopped> {
    let policy = Object::from_iter([("Policy".into(), "".into())]);
    match set(site, queue, policy) {
        Err(stopped) if !stopped.says(&NO_QUEUE) => Err(stopped),
        Ok(()) | Err(_) => Ok(()),
    }
}
