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

/// A kind of source.
struct Source {
    /// The property that names it.
    named_by: Option<&'static str>,
    /// Whether it says where to start.
    starts: bool,
    /// The managed policy that it takes to read it.
    policy: Option<&'static str>,
    /// Properties that only sources of this kind have.
    own: &'static [&'static str],
}

fn source(kind: &str) -> Source {
    let (named_by, starts, policy, own): (_, _, _, &[&str]) = match kind {
        "SQS" => (
            "Queue",
            false,
            "service-role/AWSLambdaSQSQueueExecutionRole",
            &[],
        ),
        "Kinesis" => (
            "Stream",
            true,
            "service-role/AWSLambdaKinesisExecutionRole",
            &[],
        ),
        "DynamoDB" => (
            "Stream",
            true,
            "service-role/AWSLambdaDynamoDBExecutionRole",
            &[],
        ),
        "MSK" => (
            "Stream",
            true,
            "service-role/AWSLambdaMSKExecutionRole",
            &[],
        ),
        "MQ" => ("Broker", false, "", &["DynamicPolicyName"]),
        "DocumentDB" => (
            "Cluster",
            false,
            "",
            &["DatabaseName", "CollectionName", "FullDocument"],
        ),
        _ => ("", false, "", &[]),
    };
    let some = |text: &'static str| (!text.is_empty()).then_some(text);
    Source {
        named_by: some(named_by),
        starts,
        policy: some(policy),
        own,
    }
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
        let source = source(&event.kind);
        let known: Vec<&str> = PASSED_ON
            .into_iter()
            .chain(OTHERS)
            .chain(source.named_by)
            .chain(source.own.iter().copied())
            .collect();
        self.known_event_properties(origin, event, &known);
        let arn = match source.named_by {
            Some(name) => match self.required(origin, event, name) {
                Some(arn) => Some(arn),
                None => return,
            },
            None => None,
        };
        if source.starts && self.required(origin, event, "StartingPosition").is_none() {
            return;
        }
        if event.properties.contains_key("SchemaRegistryConfig") {
            let message = "the schema registry (`SchemaRegistryConfig`) is not expanded";
            self.note(&origin.id, &["Events", &event.name], message);
        }
        self.map_source(origin, event, &event.id, arn.clone(), target, role, made);
        if let Some(policy) = source.policy {
            role.add_managed(self.managed_policy(policy).into());
        }
        if matches!(
            event.kind.as_str(),
            "MSK" | "MQ" | "DocumentDB" | "SelfManagedKafka"
        ) {
            let arn = arn.unwrap_or(Value::Null);
            self.allow_secured_source(origin, event, &arn, role);
        }
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
        source: Option<Value>,
        target: &Target,
        role: &mut Role,
        made: &mut Vec<Resource>,
    ) {
        let mut properties = Map::new();
        properties.insert_some("EventSourceArn", source);
        properties.insert("FunctionName", target.name.clone());
        for name in PASSED_ON {
            properties.insert_some(name, event.properties.get(name).cloned());
        }
        if let Some(group) = event.properties.get("ConsumerGroupId") {
            let group = Value::map([("ConsumerGroupId", group.clone())]);
            let name = match event.kind.as_str() {
                "SelfManagedKafka" => "SelfManagedKafkaEventSourceConfig",
                _ => "AmazonManagedKafkaEventSourceConfig",
            };
            properties.insert(name, group);
        }
        if let Some(servers) = event.properties.get("KafkaBootstrapServers") {
            let endpoints = Value::map([("KafkaBootstrapServers", servers.clone())]);
            let endpoints = Value::map([("Endpoints", endpoints)]);
            properties.insert("SelfManagedEventSource", endpoints);
        }
        if event.kind == "DocumentDB" {
            let mut config = Map::new();
            for name in ["DatabaseName", "CollectionName", "FullDocument"] {
                config.insert_some(name, event.properties.get(name).cloned());
            }
            properties.insert("DocumentDBEventSourceConfig", Value::Map(config));
        }
        let failures = event.properties.get("DestinationConfig");
        if let Some(config) = failures.filter(|config| **config != Value::Null) {
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
        let arn = on_failure
            .get("Destination")
            .cloned()
            .unwrap_or(Value::Null);
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
