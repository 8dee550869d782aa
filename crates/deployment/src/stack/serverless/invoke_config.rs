//! `EventInvokeConfig`: what becomes of asynchronous calls.

use super::super::Resource;
use super::super::value::{Map, Value};
use super::Expander;
use super::origin::Origin;
use super::role::{self, Role};

impl Expander<'_, '_, '_> {
    pub(super) fn invoke_config(
        &mut self,
        origin: &Origin,
        config: &Map,
        alias: Option<(&str, &Value)>,
        role: &mut Role,
        made: &mut Vec<Resource>,
    ) {
        let id = format!("{}EventInvokeConfig", origin.id);
        let mut destinations = Map::new();
        for event in ["OnSuccess", "OnFailure"] {
            let given = config.get("DestinationConfig").and_then(|config| config.get(event));
            let Some(given) = given.and_then(Value::as_map) else {
                continue;
            };
            let path = ["EventInvokeConfig", "DestinationConfig", event];
            if let Some(arn) = self.destination(origin, &id, event, given, role, made) {
                destinations.insert(event, Value::map([("Destination", arn)]));
            } else {
                let message = "this is no destination";
                let hint = "write `Type`, one of `SQS`, `SNS`, `EventBridge`, `Lambda` and \
                            `S3Bucket`, and `Destination`, which of `SQS` and `SNS` is made";
                self.problem(&origin.id, &path, message, hint);
            }
        }
        let mut properties = Map::new();
        properties.insert("FunctionName", Value::reference(origin.id.as_str()));
        let qualifier = alias.map_or_else(|| "$LATEST".into(), |(_, name)| name.clone());
        properties.insert("Qualifier", qualifier);
        properties.insert("DestinationConfig", Value::Map(destinations));
        for name in ["MaximumEventAgeInSeconds", "MaximumRetryAttempts"] {
            properties.insert_some(name, config.get(name).cloned());
        }
        let mut resource = origin.made(id, "AWS::Lambda::EventInvokeConfig", properties);
        resource.depends_on.extend(alias.map(|(id, _)| id.to_owned()));
        made.push(resource);
    }

    /// The ARN of a destination, made if need be, which the role is then allowed to send to.
    fn destination(
        &mut self,
        origin: &Origin,
        config_id: &str,
        event: &str,
        given: &Map,
        role: &mut Role,
        made: &mut Vec<Resource>,
    ) -> Option<Value> {
        let kind = given.get("Type").and_then(Value::as_text)?;
        let id = format!("{config_id}{event}");
        let arn = match (given.get("Destination"), kind) {
            (Some(arn), _) => arn.clone(),
            (None, "SQS") => {
                let queue = format!("{id}Queue");
                made.push(origin.made(queue.as_str(), "AWS::SQS::Queue", Map::new()));
                let key = (origin.id.clone(), "DestinationQueue".to_owned());
                self.made_by.insert(key, queue.clone());
                Value::attribute(queue, "Arn")
            }
            (None, "SNS") => {
                let topic = format!("{id}Topic");
                made.push(origin.made(topic.as_str(), "AWS::SNS::Topic", Map::new()));
                let key = (origin.id.clone(), "DestinationTopic".to_owned());
                self.made_by.insert(key, topic.clone());
                Value::reference(topic)
            }
            _ => return None,
        };
        let policy = match kind {
            "SQS" => role::policy(format!("{id}SQSPolicy"), &[("sqs:SendMessage", arn.clone())]),
            "SNS" => role::policy(format!("{id}SNSPolicy"), &[("sns:publish", arn.clone())]),
            "EventBridge" => {
                let name = format!("{id}EventBridgePolicy");
                role::policy(name, &[("events:PutEvents", arn.clone())])
            }
            "Lambda" => {
                let name = format!("{id}LambdaPolicy");
                role::policy(name, &[("lambda:InvokeFunction", arn.clone())])
            }
            "S3Bucket" => bucket_policy(&id, &arn),
            _ => return None,
        };
        role.policies.push(policy);
        Some(arn)
    }
}

/// What it takes to put objects into a bucket.
pub(super) fn bucket_policy(id: &str, arn: &Value) -> Value {
    let objects = Value::concat([arn.clone(), "/*".into()]);
    role::policy(
        format!("{id}S3Policy"),
        &[("s3:PutObject", objects), ("s3:ListBucket", arn.clone())],
    )
}
