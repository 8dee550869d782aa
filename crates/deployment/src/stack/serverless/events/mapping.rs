//! Queues and streams that Lambda reads for a function.

use super::super::super::Resource;
use super::super::super::value::{Map, Value};
use super::super::Expander;
use super::super::invoke_config::bucket_policy;
use super::super::origin::Origin;
use super::super::role::{self, Role};
use super::super::target::Target;
use super::Event;

/// Properties that are the same on the mapping.
const PASSED_ON: [&str; 20] = [
    "StartingPosition",
    "StartingPositionTimestamp",
    "BatchSize",
    "Enabled",
    "MaximumBatchingWindowInSeconds",
    "MaximumRetryAttempts",
    "BisectBatchOnFunctionError",
    "MaximumRecordAgeInSeconds",
    "ParallelizationFactor",
    "Topics",
    "Queues",
    "SourceAccessConfigurations",
    "TumblingWindowInSeconds",
    "FunctionResponseTypes",
    "FilterCriteria",
    "KmsKeyArn",
    "ScalingConfig",
    "ProvisionedPollerConfig",
    "MetricsConfig",
    "LoggingConfig",
];

/// Properties beside those, and beside the one that names the source.
const OTHERS: [&str; 5] = [
    "DestinationConfig",
    "SecretsManagerKmsKeyId",
    "KafkaBootstrapServers",
    "ConsumerGroupId",
    "SchemaRegistryConfig",
];

/// A kind of source: the property that names it, whether it says where to start, and the managed
/// policy that it takes to read it.
struct Source {
    named_by: &'static str,
    starts: bool,
    policy: &'static str,
}

fn source(kind: &str) -> Option<Source> {
    let (named_by, starts, policy) = match kind {
        "SQS" => ("Queue", false, "AWSLambdaSQSQueueExecutionRole"),
        "Kinesis" => ("Stream", true, "AWSLambdaKinesisExecutionRole"),
        "DynamoDB" => ("Stream", true, "AWSLambdaDynamoDBExecutionRole"),
        "MSK" => ("Stream", true, "AWSLambdaMSKExecutionRole"),
        _ => return None,
    };
    Some(Source {
        named_by,
        starts,
        policy,
    })
}

impl Expander<'_, '_, '_> {
    pub(super) fn source_event(
        &mut self,
        origin: &Origin,
        event: &Event,
        target: &Target,
        role: &mut Role,
        made: &mut Vec<Resource>,
    ) {
        let Some(source) = source(&event.kind) else {
            let kind = &event.kind;
            let message = format!("events of type `{kind}` are not expanded");
            self.note(&origin.id, &["Events", &event.name], message);
            return;
        };
        let known: Vec<&str> = PASSED_ON
            .into_iter()
            .chain(OTHERS)
            .chain([source.named_by])
            .collect();
        self.known_event_properties(origin, event, &known);
        let Some(arn) = self.required(origin, event, source.named_by) else {
            return;
        };
        if source.starts && self.required(origin, event, "StartingPosition").is_none() {
            return;
        }
        if event.properties.contains_key("SchemaRegistryConfig") {
            let message = "the schema registry (`SchemaRegistryConfig`) is not expanded";
            self.note(&origin.id, &["Events", &event.name], message);
        }
        self.map_source(origin, event, &event.id, arn, target, role, made);
        role.add_managed(self.managed_policy(source.policy).into());
    }

    /// The mapping of a source to a function.
    #[allow(
        clippy::too_many_arguments,
        reason = "an event, and where what it becomes goes"
    )]
    pub(super) fn map_source(
        &mut self,
        origin: &Origin,
        event: &Event,
        id: &str,
        source: Value,
        target: &Target,
        role: &mut Role,
        made: &mut Vec<Resource>,
    ) {
        let mut properties = Map::new();
        properties.insert("EventSourceArn", source);
        properties.insert("FunctionName", target.name.clone());
        for name in PASSED_ON {
            properties.insert_some(name, event.properties.get(name).cloned());
        }
        if let Some(group) = event.properties.get("ConsumerGroupId") {
            let group = Value::map([("ConsumerGroupId", group.clone())]);
            properties.insert("AmazonManagedKafkaEventSourceConfig", group);
        }
        if let Some(config) = event.properties.get("DestinationConfig") {
            let config = self.failure_destination(origin, event, id, config.clone(), role);
            properties.insert("DestinationConfig", config);
        }
        made.push(origin.made(id, "AWS::Lambda::EventSourceMapping", properties));
    }

    /// Where batches go that failed; `Type` says what the role is to be allowed for it.
    fn failure_destination(
        &mut self,
        origin: &Origin,
        event: &Event,
        id: &str,
        mut config: Value,
        role: &mut Role,
    ) -> Value {
        let on_failure = config
            .as_map_mut()
            .and_then(|config| config.get_mut("OnFailure"))
            .and_then(Value::as_map_mut);
        let Some(on_failure) = on_failure else {
            let message = "this is no destination of what fails";
            let hint = "write `OnFailure: {Destination: …}`";
            self.event_problem(origin, event, &["DestinationConfig"], message, hint);
            return config;
        };
        let kind = on_failure.remove("Type");
        let arn = on_failure.get("Destination").cloned().unwrap_or(Value::Null);
        match kind.as_ref().and_then(Value::as_text) {
            Some("SQS") => {
                let name = format!("{id}SQSPolicy");
                role.add_policy(role::policy(name, &[("sqs:SendMessage", arn)]));
            }
            Some("SNS") => {
                let name = format!("{id}SNSPolicy");
                role.add_policy(role::policy(name, &[("sns:publish", arn)]));
            }
            Some("S3") => role.add_policy(bucket_policy(id, &arn)),
            Some("Kafka") => {}
            _ if kind.is_none() => {}
            _ => {
                let message = "there is no such type of destination";
                let hint = "it is `SQS`, `SNS`, `S3` or `Kafka`";
                self.event_problem(origin, event, &["DestinationConfig"], message, hint);
            }
        }
        config
    }
}
