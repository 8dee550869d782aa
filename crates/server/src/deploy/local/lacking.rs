//! What the embedded cloud does not have: what that means for a sample, and what stands in for it
//! where other resources refer to it.

use super::site::Site;

/// What a kind of resource that cannot be made would have been for, and what to do instead. By the
/// beginning of its name; the first that fits counts.
const MEANINGS: &[(&str, &str)] = &[
    (
        "AWS::SQS::",
        "there are no queues: start the server with `--endpoint sqs=URL`, such as that of \
         `moto_server`, and run this again",
    ),
    (
        "AWS::S3::",
        "there are no buckets, and files that are put into them are nowhere: keep them in a table, \
         or start the server with `--endpoint s3=URL` and make the bucket there",
    ),
    (
        "AWS::ApiGateway",
        "nobody comes in over API Gateway: start executions with `aws stepfunctions \
         start-execution`, or give a function a URL (`FunctionUrlConfig`)",
    ),
    (
        "AWS::Events::Connection",
        "HTTP tasks that name it fail: connections cannot be made here yet",
    ),
    (
        "AWS::Events::ApiDestination",
        "no event goes to that address: an HTTP task calls it from a workflow",
    ),
    (
        "AWS::Events::Rule",
        "nothing starts by itself, neither on a schedule nor on an event: start it by hand, or from \
         the machine's scheduler with `aws stepfunctions start-execution`",
    ),
    (
        "AWS::Events::",
        "events go nowhere: start the server with `--endpoint events=URL`, or publish to a topic",
    ),
    (
        "AWS::Scheduler::",
        "nothing starts on a schedule: start it by hand, or from the machine's scheduler with `aws \
         stepfunctions start-execution`",
    ),
    (
        "AWS::Pipes::",
        "nothing flows through the pipe: start executions with `aws stepfunctions start-execution`",
    ),
    (
        "AWS::Lambda::EventSourceMapping",
        "nothing polls the source: invoke the function with `aws lambda invoke`",
    ),
    (
        "AWS::Lambda::LayerVersionPermission",
        "layers belong to their stack: nobody else needs leave",
    ),
    (
        "AWS::CloudWatch::",
        "nobody is alarmed and nothing is drawn: the server's figures are at /metrics, for \
         Prometheus",
    ),
    (
        "AWS::Logs::",
        "the log is kept and can be read; this is not done with it",
    ),
    ("AWS::SNS::", "messages go out without it"),
    (
        "AWS::Bedrock::KnowledgeBase",
        "`entrega kb` holds what is quoted from: name that knowledge base where the template asks \
         for an id",
    ),
    (
        "AWS::Bedrock::DataSource",
        "`entrega kb add` reads the documents",
    ),
    (
        "AWS::Bedrock::Guardrail",
        "the assistant's own guard stands before every model; calls that name this one are refused",
    ),
    (
        "AWS::Bedrock::",
        "the embedded Bedrock answers models, knowledge bases and agents that its configuration \
         names, and makes none",
    ),
    ("AWS::KMS::", "nothing is encrypted with a key of its own"),
    ("AWS::Cognito::", "nobody signs in through it"),
    (
        "AWS::IAM::",
        "nobody acts as it; roles and policies are there",
    ),
    (
        "AWS::CodeDeploy::",
        "a new version takes all requests at once",
    ),
    (
        "AWS::CloudFormation::Stack",
        "a nested stack is a stack of its own: apply its template by itself",
    ),
    (
        "AWS::CloudFormation::",
        "what it waits for or calls is not called",
    ),
    (
        "Custom::",
        "its function is not called when the stack is made",
    ),
    (
        "AWS::Serverless::",
        "the shorthand could not be expanded: nothing of it is made",
    ),
];

/// What it means that there is no resource of this kind.
pub(super) fn meaning(kind: &str) -> String {
    let found = MEANINGS.iter().find(|(prefix, _)| kind.starts_with(prefix));
    if let Some((_, meaning)) = found {
        return (*meaning).to_owned();
    }
    let service = kind.split("::").nth(1).unwrap_or(kind);
    let endpoint = service.to_ascii_lowercase();
    format!(
        "there is no {service} here: tasks that call it fail, unless the server is started with \
         `--endpoint {endpoint}=URL`"
    )
}

/// What `Ref` or an attribute of a resource of this name gives to others while it is not there: a
/// text of the form that AWS's has, for something that does not exist.
pub(super) fn stand_in(site: &Site, name: &str, kind: &str, attribute: Option<&str>) -> String {
    let service = kind
        .split("::")
        .nth(1)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let global = |noun: &str| format!("arn:aws:iam::{}:{noun}/{name}", site.account);
    let arn = || match kind {
        "AWS::Lambda::Function" => site.arn("lambda", &format!("function:{name}")),
        "AWS::Lambda::LayerVersion" => site.arn("lambda", &format!("layer:{name}:1")),
        "AWS::StepFunctions::StateMachine" => site.arn("states", &format!("stateMachine:{name}")),
        "AWS::StepFunctions::Activity" => site.arn("states", &format!("activity:{name}")),
        "AWS::DynamoDB::Table" => site.arn("dynamodb", &format!("table/{name}")),
        "AWS::Logs::LogGroup" => site.arn("logs", &format!("log-group:{name}:*")),
        "AWS::SecretsManager::Secret" => site.arn("secretsmanager", &format!("secret:{name}")),
        "AWS::Events::EventBus" => site.arn("events", &format!("event-bus/{name}")),
        "AWS::Events::Rule" => site.arn("events", &format!("rule/{name}")),
        "AWS::KMS::Key" => site.arn("kms", &format!("key/{name}")),
        "AWS::S3::Bucket" => format!("arn:aws:s3:::{}", name.to_ascii_lowercase()),
        "AWS::IAM::Role" => global("role"),
        "AWS::IAM::ManagedPolicy" => global("policy"),
        "AWS::IAM::User" => global("user"),
        _ => site.arn(&service, name),
    };
    match (kind, attribute) {
        (_, Some(attribute)) if attribute.ends_with("Arn") => arn(),
        ("AWS::SQS::Queue", None | Some("QueueUrl")) => {
            let Site {
                region, account, ..
            } = site;
            format!("https://sqs.{region}.amazonaws.com/{account}/{name}")
        }
        ("AWS::S3::Bucket", None) => name.to_ascii_lowercase(),
        // Their `Ref` is an ARN.
        (
            "AWS::IAM::ManagedPolicy"
            | "AWS::Lambda::LayerVersion"
            | "AWS::SecretsManager::Secret"
            | "AWS::SNS::Topic"
            | "AWS::StepFunctions::Activity"
            | "AWS::StepFunctions::StateMachine",
            None,
        ) => arn(),
        (_, None) => name.to_owned(),
        (_, Some(attribute)) => format!("{name}.{attribute}"),
    }
}
