//! The integrations there are, for somebody who looks for one: by words of its name, with what it
//! must be given.

use std::sync::LazyLock;

use asl::parse::integrations::{self, Optimised};
use asl::{Object, Value, json};

use crate::integration;
use crate::model::{Kind, Member, Service, StructureId};
use crate::operation::Operation;

/// An integration.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// As a Task names it: `arn:aws:states:::aws-sdk:s3:getObject`.
    pub resource: String,
    /// The service: `lambda`, `s3`.
    pub service: String,
    /// The operation: `invoke`, `getObject`.
    pub operation: String,
    /// Whether Step Functions has it of its own; otherwise it is an operation of the SDK.
    pub is_optimised: bool,
    /// Whether `.sync` can wait for the job it starts.
    pub starts_job: bool,
    /// Whether `.waitForTaskToken` can wait for a callback.
    pub calls_back: bool,
    /// What it must be given, each with a value of its type to be replaced.
    pub arguments: Value,
}

/// An integration that may be looked for.
struct Known {
    service: String,
    operation: String,
    optimised: Option<Optimised>,
    /// The names in small letters.
    service_words: String,
    operation_words: String,
}

/// All of them: first those of Step Functions' own.
static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let optimised = integrations::optimised().map(|optimised| {
        let (service, operation) = (optimised.service, optimised.operation);
        Known::new(service, operation.to_owned(), Some(optimised))
    });
    let mut services: Vec<&str> = Service::names().collect();
    services.sort_unstable();
    let operations = services.into_iter().flat_map(|service| {
        let names = Service::operations_of(service).into_iter();
        names.map(move |name| Known::new(service, camel_case(&name), None))
    });
    optimised.chain(operations).collect()
});

/// Services that workflows use most, the first most of all.
const POPULAR: &[&str] = &[
    "lambda",
    "dynamodb",
    "sns",
    "sqs",
    "s3",
    "states",
    "events",
    "sfn",
    "eventbridge",
    "ecs",
    "bedrockruntime",
    "secretsmanager",
    "ssm",
    "glue",
    "athena",
    "batch",
    "sesv2",
    "rds",
    "ec2",
];

/// What services are called beside their names.
const ALSO_CALLED: &[(&str, &str)] = &[
    ("states", "stepfunctions"),
    ("sfn", "stepfunctions"),
    ("events", "eventbridge"),
    ("http", "https endpoint api"),
    ("cloudwatchlogs", "logs"),
    ("ssm", "parameterstore"),
    ("elasticmapreduce", "emr"),
    ("sqs", "queue"),
    ("sns", "topic notification"),
];

/// The integrations that fit the words of `text` best, the best first; without words those that
/// Step Functions has of its own.
pub fn search(text: &str, limit: usize) -> Vec<Entry> {
    let name = text.strip_prefix(ARN).unwrap_or(text);
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !PREFIX_WORDS.contains(word))
        .map(str::to_lowercase)
        .collect();
    let ranked = KNOWN.iter().enumerate().filter_map(|(place, known)| {
        if words.is_empty() && known.optimised.is_none() {
            return None;
        }
        Some((known.rank(&words)?, place))
    });
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_unstable();
    let best = ranked.into_iter().take(limit);
    best.map(|(_, place)| KNOWN[place].entry()).collect()
}

/// How the ARN of an integration begins.
const ARN: &str = "arn:aws:states:::";

/// What the names of all operations of the SDK begin with.
const PREFIX_WORDS: &[&str] = &["aws", "sdk"];

/// How well an integration fits, the less the better.
type Rank = (u32, usize, usize, usize);

impl Known {
    fn new(service: &str, operation: String, optimised: Option<Optimised>) -> Known {
        let also = ALSO_CALLED.iter().filter(|(name, _)| *name == service);
        let also = also.map(|(_, also)| format!(" {also}"));
        Known {
            service_words: format!("{service}{}", also.collect::<String>()),
            operation_words: operation.to_lowercase(),
            service: service.to_owned(),
            operation,
            optimised,
        }
    }

    /// How well it fits the words; `None` when one of them is nowhere in it.
    fn rank(&self, words: &[String]) -> Option<Rank> {
        let mut distance = 0;
        for word in words {
            distance += self.distance(word)?;
        }
        let popular = POPULAR.iter().position(|name| *name == self.service);
        let popular = popular.unwrap_or(POPULAR.len());
        if self.optimised.is_none() {
            distance += 1;
        }
        let elsewhere = words
            .iter()
            .filter(|word| !self.operation_words.contains(*word));
        Some((distance, elsewhere.count(), popular, self.operation.len()))
    }

    fn distance(&self, word: &str) -> Option<u32> {
        let in_operation = match self.operation_words.find(word) {
            Some(0) if self.operation_words.len() == word.len() => Some(0),
            Some(0) => Some(3),
            Some(at) if self.begins_word(at) => Some(4),
            Some(_) => Some(8),
            None => None,
        };
        let of_service = self.service_words.split(' ').filter_map(|name| {
            let at = name.find(word)?;
            Some(match at {
                0 if name.len() == word.len() => 0,
                0 => 2,
                _ => 8,
            })
        });
        of_service.chain(in_operation).min()
    }

    /// Whether a word of the operation's name begins at byte `at`: `Item` in `getItem`.
    fn begins_word(&self, at: usize) -> bool {
        let operation = self.operation.as_bytes();
        operation.get(at).is_some_and(u8::is_ascii_uppercase)
    }

    fn entry(&self) -> Entry {
        let (service, operation) = (&self.service, &self.operation);
        let sdk = if self.optimised.is_some() {
            ""
        } else {
            "aws-sdk:"
        };
        Entry {
            resource: format!("{ARN}{sdk}{service}:{operation}"),
            service: service.clone(),
            operation: operation.clone(),
            is_optimised: self.optimised.is_some(),
            starts_job: self.optimised.is_some_and(|it| it.starts_job),
            calls_back: self.optimised.is_none_or(|it| it.calls_back),
            arguments: self.arguments(),
        }
    }

    fn arguments(&self) -> Value {
        let given = OWN_ARGUMENTS
            .iter()
            .find(|(service, operation, _)| {
                *service == self.service && *operation == self.operation
            })
            .filter(|_| self.optimised.is_some());
        if let Some((_, _, arguments)) = given {
            return json::from_text(arguments).unwrap_or_else(|_| Value::empty_object());
        }
        let operation = match self.optimised {
            Some(_) => integration::operation_of(&self.service, &self.operation),
            None => Operation::find(&self.service, &self.operation),
        };
        operation.map_or_else(Value::empty_object, |operation| operation.required())
    }
}

/// What integrations of Step Functions' own are given, where that is more than AWS's models
/// require, or no operation of AWS.
#[rustfmt::skip]
const OWN_ARGUMENTS: &[(&str, &str, &str)] = &[
    ("apigateway", "invoke", r#"{"ApiEndpoint":"example.execute-api.us-east-1.amazonaws.com","Method":"GET","Path":"/"}"#),
    ("batch", "submitJob", r#"{"JobName":"MyJob","JobQueue":"MyQueue","JobDefinition":"MyDefinition"}"#),
    ("bedrock", "invokeModel", r#"{"ModelId":"MyModel","Body":{}}"#),
    ("codebuild", "retryBuild", r#"{"Id":"MyBuild"}"#),
    ("codebuild", "retryBuildBatch", r#"{"Id":"MyBuildBatch"}"#),
    ("dynamodb", "deleteItem", r#"{"TableName":"MyTable","Key":{"id":{"S":"MyId"}}}"#),
    ("dynamodb", "getItem", r#"{"TableName":"MyTable","Key":{"id":{"S":"MyId"}}}"#),
    ("dynamodb", "putItem", r#"{"TableName":"MyTable","Item":{"id":{"S":"MyId"}}}"#),
    ("dynamodb", "updateItem", r##"{"TableName":"MyTable","Key":{"id":{"S":"MyId"}},"UpdateExpression":"SET #a = :a","ExpressionAttributeNames":{"#a":"attribute"},"ExpressionAttributeValues":{":a":{"S":"MyValue"}}}"##),
    ("ecs", "runTask", r#"{"Cluster":"MyCluster","TaskDefinition":"MyTask","LaunchType":"FARGATE"}"#),
    ("eks", "call", r#"{"ClusterName":"MyCluster","CertificateAuthority":"MyCertificate","Endpoint":"https://example.eks.amazonaws.com","Method":"GET","Path":"/api/v1/pods"}"#),
    ("eks", "runJob", r#"{"ClusterName":"MyCluster","CertificateAuthority":"MyCertificate","Endpoint":"https://example.eks.amazonaws.com","Job":{}}"#),
    ("elasticmapreduce", "addStep", r#"{"ClusterId":"MyCluster","Step":{"Name":"MyStep","HadoopJarStep":{"Jar":"command-runner.jar","Args":["MyArgument"]}}}"#),
    ("elasticmapreduce", "cancelStep", r#"{"ClusterId":"MyCluster","StepId":"MyStep"}"#),
    ("elasticmapreduce", "createCluster", r#"{"Name":"MyCluster","ReleaseLabel":"emr-7.0.0","Instances":{}}"#),
    ("elasticmapreduce", "modifyInstanceFleetByName", r#"{"ClusterId":"MyCluster","InstanceFleetName":"MyFleet","InstanceFleet":{}}"#),
    ("elasticmapreduce", "modifyInstanceGroupByName", r#"{"ClusterId":"MyCluster","InstanceGroupName":"MyGroup","InstanceGroup":{}}"#),
    ("elasticmapreduce", "setClusterTerminationProtection", r#"{"ClusterId":"MyCluster","TerminationProtected":true}"#),
    ("elasticmapreduce", "terminateCluster", r#"{"ClusterId":"MyCluster"}"#),
    ("events", "putEvents", r#"{"Entries":[{"Source":"my.source","DetailType":"MyEvent","Detail":{},"EventBusName":"default"}]}"#),
    ("http", "invoke", r#"{"ApiEndpoint":"https://example.com","Method":"GET","InvocationConfig":{"ConnectionArn":"MyConnectionArn"}}"#),
    ("lambda", "invoke", r#"{"FunctionName":"MyFunction","Payload":{}}"#),
    ("sns", "publish", r#"{"TopicArn":"MyTopicArn","Message":"MyMessage"}"#),
    ("sqs", "sendMessage", r#"{"QueueUrl":"MyQueueUrl","MessageBody":"MyMessage"}"#),
    ("states", "startExecution", r#"{"StateMachineArn":"MyStateMachineArn","Input":{}}"#),
];

/// The name of an operation as integrations spell it: `getItem`.
fn camel_case(name: &str) -> String {
    let mut spelled = name.to_owned();
    if let Some(first) = spelled.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    spelled
}

/// Structures within structures are given so deep.
const DEPTH_MAX: usize = 3;

impl Operation {
    /// What the operation must be given, each with a value of its type.
    pub fn required(&self) -> Value {
        let service = self.service();
        let input = self.input();
        input.map_or_else(Value::empty_object, |input| {
            required(service, input, DEPTH_MAX)
        })
    }
}

fn required(service: &Service, structure: StructureId, depth: usize) -> Value {
    let members = service.structure(structure).members.iter();
    // Step Functions makes tokens up itself.
    let is_token = |member: &Member| member.idempotency_token && member.name.ends_with("Token");
    let needed = members.filter(|member| member.required && !is_token(member));
    let fields = needed.map(|member| {
        let value = sample(service, &member.kind, depth);
        (member.sdk_name.as_ref().into(), value)
    });
    Value::object(fields.collect::<Object>())
}

/// A value of a type, to be replaced.
fn sample(service: &Service, kind: &Kind, depth: usize) -> Value {
    match kind {
        Kind::Text | Kind::Bytes => "MyData".into(),
        Kind::Boolean => Value::Bool(true),
        Kind::Integer | Kind::Decimal => Value::from(1),
        Kind::Time(_) => "2026-01-01T00:00:00Z".into(),
        Kind::Structure(inner) if depth > 0 => required(service, *inner, depth - 1),
        Kind::List { of, .. } if depth > 0 => Value::array(vec![sample(service, of, depth - 1)]),
        Kind::List { .. } => Value::array(Vec::new()),
        Kind::Map { of, .. } if depth > 0 => {
            let value = sample(service, of, depth - 1);
            Value::object(Object::from_iter([("MyKey".into(), value)]))
        }
        Kind::Structure(_)
        | Kind::Map { .. }
        | Kind::Document
        | Kind::JsonHeader
        | Kind::EventStream => Value::empty_object(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::Style;

    fn found(text: &str) -> Vec<String> {
        let entries = search(text, 5).into_iter();
        entries
            .map(|entry| entry.resource.replace("arn:aws:states:::", ""))
            .collect()
    }

    #[test]
    fn what_is_meant_comes_first() {
        for (text, first) in [
            ("", "lambda:invoke"),
            ("lambda", "lambda:invoke"),
            ("invoke", "lambda:invoke"),
            ("get item", "dynamodb:getItem"),
            ("s3 getobject", "aws-sdk:s3:getObject"),
            (
                "arn:aws:states:::aws-sdk:s3:getObject",
                "aws-sdk:s3:getObject",
            ),
            ("step functions start", "states:startExecution"),
            ("dynamo query", "aws-sdk:dynamodb:query"),
            ("secret value", "aws-sdk:secretsmanager:getSecretValue"),
            ("parameter store get", "aws-sdk:ssm:getParameter"),
        ] {
            assert_eq!(
                found(text).first().map(String::as_str),
                Some(first),
                "{text}"
            );
        }
        assert!(found("getitem nowhere").is_empty());
        assert_eq!(search("list", 30).len(), 30);
    }

    #[test]
    fn what_is_given_is_taken() {
        let text = |resource: &str| {
            let entries = search(resource, 1);
            json::to_text(&entries[0].arguments)
        };
        assert_eq!(
            text("aws-sdk:s3:getObject"),
            r#"{"Bucket":"MyData","Key":"MyData"}"#
        );
        assert_eq!(text("glue:startJobRun"), r#"{"JobName":"MyData"}"#);
        for resource in [
            "s3 putobject",
            "sqs sendmessagebatch",
            "ec2 runinstances",
            "rds createdbinstance",
            "cloudwatchlogs putlogevents",
        ] {
            let entry = &search(resource, 1)[0];
            let operation = Operation::find(&entry.service, &entry.operation).expect("modelled");
            operation
                .request(&entry.arguments, Style::Sdk, None)
                .unwrap_or_else(|error| panic!("{resource}: {error}"));
        }
    }

    #[test]
    fn integrations_of_its_own_have_arguments() {
        for known in KNOWN.iter().filter(|known| known.optimised.is_some()) {
            let arguments = known.arguments();
            let is_given = arguments
                .as_object()
                .is_some_and(|fields| !fields.is_empty());
            assert!(is_given, "{}:{}", known.service, known.operation);
        }
    }
}
