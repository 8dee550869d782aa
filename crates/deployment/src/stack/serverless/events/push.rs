//! Topics, buckets, logs, things, skills and user pools that call a function.

use super::super::super::Resource;
use super::super::super::value::{Map, Reference, Value};
use super::super::Expander;
use super::super::origin::Origin;
use super::super::role::Role;
use super::super::target::Target;
use super::{Event, Narrowed, permission};

/// How many messages a function is given at once from the queue of a topic, unless the template
/// says.
const BATCH: i64 = 10;

impl Expander<'_, '_, '_> {
    /// A topic of SNS, directly or through a queue.
    pub(super) fn topic_event(
        &mut self,
        origin: &Origin,
        event: &Event,
        target: &Target,
        role: &mut Role,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(
            origin,
            event,
            &[
                "Topic",
                "Region",
                "FilterPolicy",
                "FilterPolicyScope",
                "SqsSubscription",
                "RedrivePolicy",
            ],
        );
        let Some(topic) = self.required(origin, event, "Topic") else {
            return;
        };
        let through = event.properties.get("SqsSubscription");
        let through = through.filter(|through| through.as_bool() != Some(false));
        let Some(through) = through else {
            let narrowed = Narrowed {
                source: Some(topic.clone()),
                ..Narrowed::default()
            };
            let service = "sns.amazonaws.com";
            made.push(permission(origin, &event.id, "", service, target, narrowed));
            let endpoint = target.arn.clone();
            made.push(subscription(origin, event, "lambda", endpoint, topic));
            return;
        };
        let (arn, url, policy_id) = if let Value::Map(queue) = through {
            let (Some(arn), Some(url)) = (queue.get("QueueArn"), queue.get("QueueUrl")) else {
                let message = "the queue of the subscription is not said";
                let hint = "write `QueueArn` and `QueueUrl`, or `SqsSubscription: true`";
                self.event_problem(origin, event, &["SqsSubscription"], message, hint);
                return;
            };
            let policy = queue.get("QueuePolicyLogicalId").and_then(Value::as_text);
            (arn.clone(), url.clone(), policy.map(str::to_owned))
        } else {
            let id = format!("{}Queue", event.id);
            let mut properties = Map::new();
            if self.is_fifo(&topic) {
                properties.insert("FifoQueue", true.into());
            }
            made.push(origin.made(id.as_str(), "AWS::SQS::Queue", properties));
            (
                Value::attribute(id.as_str(), "Arn"),
                Value::reference(id),
                None,
            )
        };
        let batch = through.get("BatchSize").cloned();
        let mapping = Event {
            name: event.name.clone(),
            id: event.id.clone(),
            kind: "SQS".to_owned(),
            properties: [
                ("BatchSize".to_owned(), batch.unwrap_or(Value::from(BATCH))),
                ("Enabled".to_owned(), true.into()),
            ]
            .into_iter()
            .collect(),
            tags: None,
        };
        let id = format!("{}EventSourceMapping", event.id);
        self.map_source(origin, &mapping, &id, Some(arn.clone()), target, role, made);
        role.add_managed(
            self.managed_policy("service-role/AWSLambdaSQSQueueExecutionRole")
                .into(),
        );
        let policy_id = policy_id.unwrap_or_else(|| format!("{}QueuePolicy", event.id));
        made.push(topic_queue_policy(origin, policy_id, &topic, &arn, url));
        made.push(subscription(origin, event, "sqs", arn, topic));
    }

    fn is_fifo(&self, topic: &Value) -> bool {
        let Value::Reference(Reference::Resource(id)) = topic else {
            return false;
        };
        let topic = self.plain(id);
        let fifo = topic.and_then(|topic| topic.properties.get("FifoTopic"));
        fifo.and_then(Value::as_bool) == Some(true)
    }

    /// A bucket of the same template, which is told whom to call.
    pub(super) fn bucket_event(
        &mut self,
        origin: &Origin,
        event: &Event,
        target: &Target,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(origin, event, &["Bucket", "Events", "Filter"]);
        let bucket = self.required(origin, event, "Bucket");
        let kinds = self.required(origin, event, "Events");
        let (Some(bucket), Some(kinds)) = (bucket, kinds) else {
            return;
        };
        let account = self.settings.account;
        let permission = permission(
            origin,
            &event.id,
            "",
            "s3.amazonaws.com",
            target,
            Narrowed {
                account: Some(account.into()),
                ..Narrowed::default()
            },
        );
        let id = match &bucket {
            Value::Reference(Reference::Resource(id)) => id.clone(),
            _ => String::new(),
        };
        let Some(bucket) = self.plain_mut(&id) else {
            let message = "the bucket is none of this template";
            let hint = "write `Bucket: !Ref Name` of a bucket that the template declares";
            self.event_problem(origin, event, &["Bucket"], message, hint);
            return;
        };
        if !bucket.depends_on.contains(&permission.logical_id) {
            bucket.depends_on.push(permission.logical_id.clone());
        }
        let kinds = match kinds {
            Value::List(kinds) => kinds,
            kind => vec![kind],
        };
        let notifications = entry(&mut bucket.properties, "NotificationConfiguration");
        let notifications = match notifications {
            Value::Map(map) => map,
            other => {
                *other = Value::Map(Map::new());
                let Value::Map(map) = other else { return };
                map
            }
        };
        if notifications
            .get("LambdaConfigurations")
            .and_then(Value::as_list)
            .is_none()
        {
            notifications.insert("LambdaConfigurations", Value::List(Vec::new()));
        }
        if let Some(Value::List(list)) = notifications.get_mut("LambdaConfigurations") {
            for kind in kinds {
                let mut call = Map::new();
                call.insert("Event", kind);
                call.insert_some("Filter", event.properties.get("Filter").cloned());
                call.insert("Function", target.arn.clone());
                let call = Value::Map(call);
                if !list.contains(&call) {
                    list.push(call);
                }
            }
        }
        made.push(permission);
    }

    /// Lines of a log that match a pattern.
    pub(super) fn log_event(
        &mut self,
        origin: &Origin,
        event: &Event,
        target: &Target,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(origin, event, &["LogGroupName", "FilterPattern"]);
        let group = self.required(origin, event, "LogGroupName");
        let pattern = self.required(origin, event, "FilterPattern");
        let (Some(group), Some(pattern)) = (group, pattern) else {
            return;
        };
        let source = self.arn("logs", ["log-group:".into(), group.clone(), ":*".into()]);
        let narrowed = Narrowed {
            source: Some(source),
            ..Narrowed::default()
        };
        let service = "logs.amazonaws.com";
        let permission = permission(origin, &event.id, "", service, target, narrowed);
        let mut properties = Map::new();
        properties.insert("DestinationArn", target.arn.clone());
        properties.insert("FilterPattern", pattern);
        properties.insert("LogGroupName", group);
        let kind = "AWS::Logs::SubscriptionFilter";
        let mut filter = origin.made(event.id.as_str(), kind, properties);
        filter.depends_on.push(permission.logical_id.clone());
        made.push(permission);
        made.push(filter);
    }

    /// A rule of AWS IoT.
    pub(super) fn iot_event(
        &mut self,
        origin: &Origin,
        event: &Event,
        target: &Target,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(origin, event, &["Sql", "AwsIotSqlVersion"]);
        let Some(sql) = self.required(origin, event, "Sql") else {
            return;
        };
        let rule = Value::reference(event.id.as_str());
        let narrowed = Narrowed {
            source: Some(self.arn("iot", ["rule/".into(), rule])),
            account: Some(self.settings.account.into()),
            token: None,
        };
        made.push(permission(
            origin,
            &event.id,
            "",
            "iot.amazonaws.com",
            target,
            narrowed,
        ));
        let call = Value::map([("FunctionArn", target.arn.clone())]);
        let mut payload = Map::new();
        payload.insert("Sql", sql);
        payload.insert("RuleDisabled", false.into());
        payload.insert("Actions", Value::list([Value::map([("Lambda", call)])]));
        let version = event.properties.get("AwsIotSqlVersion").cloned();
        payload.insert_some("AwsIotSqlVersion", version);
        let mut properties = Map::new();
        properties.insert("TopicRulePayload", Value::Map(payload));
        made.push(origin.made(event.id.as_str(), "AWS::IoT::TopicRule", properties));
    }

    /// A skill of Alexa.
    pub(super) fn skill_event(
        &mut self,
        origin: &Origin,
        event: &Event,
        target: &Target,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(origin, event, &["SkillId"]);
        let narrowed = Narrowed {
            token: event.properties.get("SkillId").cloned(),
            ..Narrowed::default()
        };
        let service = "alexa-appkit.amazon.com";
        made.push(permission(origin, &event.id, "", service, target, narrowed));
    }

    /// A user pool of the same template, which is told whom to call when.
    pub(super) fn user_pool_event(
        &mut self,
        origin: &Origin,
        event: &Event,
        target: &Target,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(origin, event, &["UserPool", "Trigger"]);
        let pool = self.required(origin, event, "UserPool");
        let triggers = self.required(origin, event, "Trigger");
        let (Some(pool), Some(triggers)) = (pool, triggers) else {
            return;
        };
        let id = match &pool {
            Value::Reference(Reference::Resource(id)) => id.clone(),
            _ => String::new(),
        };
        let Some(pool) = self.plain_mut(&id) else {
            let message = "the user pool is none of this template";
            let hint = "write `UserPool: !Ref Name` of a pool that the template declares";
            self.event_problem(origin, event, &["UserPool"], message, hint);
            return;
        };
        let triggers = match triggers {
            Value::List(triggers) => triggers,
            trigger => vec![trigger],
        };
        let config = entry(&mut pool.properties, "LambdaConfig");
        if let Value::Map(config) = config {
            for trigger in triggers.iter().filter_map(Value::as_text) {
                config.insert(trigger, target.arn.clone());
            }
        }
        let prefix = format!("{}Cognito", origin.id);
        let id_exists = made
            .iter()
            .any(|resource| resource.logical_id == format!("{prefix}Permission"));
        if !id_exists {
            let narrowed = Narrowed {
                source: Some(Value::attribute(id, "Arn")),
                ..Narrowed::default()
            };
            let service = "cognito-idp.amazonaws.com";
            made.push(permission(origin, &prefix, "", service, target, narrowed));
        }
    }
}

/// A field, a map unless it is there.
fn entry<'m>(map: &'m mut Map, key: &str) -> &'m mut Value {
    if !map.contains_key(key) {
        map.insert(key, Value::Map(Map::new()));
    }
    // Invariant: it is there now.
    map.get_mut(key).expect("just inserted")
}

fn subscription(
    origin: &Origin,
    event: &Event,
    protocol: &str,
    endpoint: Value,
    topic: Value,
) -> Resource {
    let mut properties = Map::new();
    properties.insert("Endpoint", endpoint);
    properties.insert("Protocol", protocol.into());
    properties.insert("TopicArn", topic);
    for name in [
        "Region",
        "FilterPolicy",
        "FilterPolicyScope",
        "RedrivePolicy",
    ] {
        properties.insert_some(name, event.properties.get(name).cloned());
    }
    origin.made(event.id.as_str(), "AWS::SNS::Subscription", properties)
}

/// Allows a topic to send to a queue.
fn topic_queue_policy(
    origin: &Origin,
    id: String,
    topic: &Value,
    queue: &Value,
    url: Value,
) -> Resource {
    let equals = Value::map([("aws:SourceArn", topic.clone())]);
    let statement = Value::map([
        ("Action", "sqs:SendMessage".into()),
        ("Effect", "Allow".into()),
        ("Principal", "*".into()),
        ("Resource", queue.clone()),
        ("Condition", Value::map([("ArnEquals", equals)])),
    ]);
    let document = Value::map([
        ("Version", "2012-10-17".into()),
        ("Statement", Value::list([statement])),
    ]);
    let mut properties = Map::new();
    properties.insert("PolicyDocument", document);
    properties.insert("Queues", Value::list([url]));
    origin.made(id, "AWS::SQS::QueuePolicy", properties)
}
