//! Managed policies: the account's own, and those of AWS that have a meaning here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::json;
use wire::Account;

use super::entity::PolicyDocument;

/// A policy of the account's own, with its versions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ManagedPolicy {
    pub(crate) name: String,
    /// `/`, or `/some/where/`.
    pub(crate) path: String,
    /// `ANPA…`
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// Seconds since 1970.
    pub(crate) created: i64,
    pub(crate) updated: i64,
    /// By number, from 1; numbers are not used again. Invariant: `default` is one of them.
    pub(crate) versions: BTreeMap<u32, Version>,
    pub(crate) default: u32,
    pub(crate) next: u32,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: BTreeMap<String, String>,
}

/// One version of a managed policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) document: PolicyDocument,
    /// Seconds since 1970.
    pub(crate) created: i64,
}

impl ManagedPolicy {
    pub(crate) fn arn(&self, account: &Account) -> String {
        let ManagedPolicy { path, name, .. } = self;
        format!("arn:aws:iam::{account}:policy{path}{name}")
    }

    /// The document of the default version.
    pub(crate) fn in_force(&self) -> &PolicyDocument {
        &self.versions[&self.default].document
    }
}

/// A policy that AWS manages.
#[derive(Debug)]
pub(crate) struct AwsPolicy {
    pub(crate) name: &'static str,
    /// `/` or `/service-role/`.
    pub(crate) path: String,
    pub(crate) arn: String,
    pub(crate) document: PolicyDocument,
}

/// The policy of this ARN that AWS manages; `None` when it has no meaning here.
pub(crate) fn of_aws(arn: &str) -> Option<&'static AwsPolicy> {
    AWS_POLICIES.get(arn)
}

/// Those there are, by ARN.
pub(crate) fn all_of_aws() -> impl Iterator<Item = &'static AwsPolicy> {
    AWS_POLICIES.values()
}

static AWS_POLICIES: LazyLock<BTreeMap<String, AwsPolicy>> = LazyLock::new(|| {
    ALLOWED
        .iter()
        .map(|(name, actions)| (*name, json!({ "Action": actions })))
        .chain([(
            "PowerUserAccess",
            json!({ "NotAction": ["iam:*", "organizations:*", "account:*"] }),
        )])
        .map(|(full_name, mut statement)| {
            statement["Effect"] = json!("Allow");
            statement["Resource"] = json!("*");
            let text = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
            let (path, name) = match full_name.rsplit_once('/') {
                Some((path, name)) => (format!("/{path}/"), name),
                None => ("/".to_owned(), full_name),
            };
            let policy = AwsPolicy {
                name,
                path,
                arn: format!("arn:aws:iam::aws:policy/{full_name}"),
                document: PolicyDocument::parse(&text).expect("AWS's policies are well-formed"),
            };
            (policy.arn.clone(), policy)
        })
        .collect()
});

/// What AWS's policies allow, as far as there is something here to allow. AWS's own texts are longer
/// and change; these keep what the name promises.
const ALLOWED: &[(&str, &[&str])] = &[
    ("AdministratorAccess", &["*"]),
    (
        "ReadOnlyAccess",
        &[
            "bedrock:Get*",
            "bedrock:List*",
            "dynamodb:BatchGetItem",
            "dynamodb:Describe*",
            "dynamodb:Get*",
            "dynamodb:List*",
            "dynamodb:PartiQLSelect",
            "dynamodb:Query",
            "dynamodb:Scan",
            "iam:Get*",
            "iam:List*",
            "iam:Simulate*",
            "lambda:Get*",
            "lambda:List*",
            "logs:Describe*",
            "logs:FilterLogEvents",
            "logs:Get*",
            "logs:StartQuery",
            "s3:Get*",
            "s3:List*",
            "sns:Get*",
            "sns:List*",
            "sqs:Get*",
            "sqs:List*",
            "states:Describe*",
            "states:Get*",
            "states:List*",
            "states:ValidateStateMachineDefinition",
        ],
    ),
    ("IAMFullAccess", &["iam:*"]),
    (
        "IAMReadOnlyAccess",
        &[
            "iam:Get*",
            "iam:List*",
            "iam:Simulate*",
            "iam:GenerateCredentialReport",
        ],
    ),
    (
        "AWSLambda_FullAccess",
        &[
            "lambda:*",
            "logs:Describe*",
            "logs:FilterLogEvents",
            "logs:Get*",
            "logs:StartLiveTail",
            "states:DescribeStateMachine",
            "states:ListStateMachines",
            "iam:GetPolicy",
            "iam:GetPolicyVersion",
            "iam:GetRole",
            "iam:GetRolePolicy",
            "iam:ListAttachedRolePolicies",
            "iam:ListRolePolicies",
            "iam:ListRoles",
            "iam:PassRole",
        ],
    ),
    (
        "AWSLambda_ReadOnlyAccess",
        &["lambda:Get*", "lambda:List*", "logs:Describe*", "logs:Get*"],
    ),
    (
        "AWSLambdaExecute",
        &["logs:*", "s3:GetObject", "s3:PutObject"],
    ),
    ("service-role/AWSLambdaRole", &["lambda:InvokeFunction"]),
    ("service-role/AWSLambdaBasicExecutionRole", WRITE_LOGS),
    (
        "service-role/AWSLambdaDynamoDBExecutionRole",
        &[
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    (
        "service-role/AWSLambdaSQSQueueExecutionRole",
        &[
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    (
        "service-role/AWSLambdaVPCAccessExecutionRole",
        &[
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "ec2:CreateNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DeleteNetworkInterface",
        ],
    ),
    (
        "service-role/AmazonAPIGatewayPushToCloudWatchLogs",
        &["logs:*"],
    ),
    (
        "AWSXRayDaemonWriteAccess",
        &[
            "xray:PutTraceSegments",
            "xray:PutTelemetryRecords",
            "xray:GetSampling*",
        ],
    ),
    (
        "AWSXrayWriteOnlyAccess",
        &[
            "xray:PutTraceSegments",
            "xray:PutTelemetryRecords",
            "xray:GetSampling*",
        ],
    ),
    ("AWSStepFunctionsFullAccess", &["states:*"]),
    (
        "AWSStepFunctionsConsoleFullAccess",
        &[
            "states:*",
            "iam:ListRoles",
            "iam:PassRole",
            "lambda:ListFunctions",
        ],
    ),
    (
        "AWSStepFunctionsReadOnlyAccess",
        &[
            "states:Describe*",
            "states:GetExecutionHistory",
            "states:List*",
            "states:ValidateStateMachineDefinition",
        ],
    ),
    ("AmazonDynamoDBFullAccess", &["dynamodb:*"]),
    ("AmazonDynamoDBFullAccess_v2", &["dynamodb:*"]),
    (
        "AmazonDynamoDBReadOnlyAccess",
        &[
            "dynamodb:BatchGetItem",
            "dynamodb:Describe*",
            "dynamodb:GetItem",
            "dynamodb:GetRecords",
            "dynamodb:GetResourcePolicy",
            "dynamodb:List*",
            "dynamodb:PartiQLSelect",
            "dynamodb:Query",
            "dynamodb:Scan",
        ],
    ),
    ("AmazonSNSFullAccess", &["sns:*"]),
    (
        "AmazonSNSReadOnlyAccess",
        &["sns:Get*", "sns:List*", "sns:CheckIfPhoneNumberIsOptedOut"],
    ),
    ("AmazonSQSFullAccess", &["sqs:*"]),
    ("AmazonSQSReadOnlyAccess", &["sqs:Get*", "sqs:List*"]),
    ("AmazonSESFullAccess", &["ses:*"]),
    ("AmazonBedrockFullAccess", &["bedrock:*"]),
    ("AmazonBedrockReadOnly", &["bedrock:Get*", "bedrock:List*"]),
    (
        "AmazonBedrockLimitedAccess",
        &[
            "bedrock:ApplyGuardrail",
            "bedrock:CallWithBearerToken",
            "bedrock:Get*",
            "bedrock:InvokeModel",
            "bedrock:InvokeModelWithResponseStream",
            "bedrock:List*",
            "bedrock:Retrieve",
            "bedrock:RetrieveAndGenerate",
        ],
    ),
    (
        "AmazonEventBridgeFullAccess",
        &["events:*", "scheduler:*", "pipes:*", "schemas:*"],
    ),
    ("AmazonS3FullAccess", &["s3:*", "s3-object-lambda:*"]),
    (
        "AmazonS3ReadOnlyAccess",
        &["s3:Get*", "s3:List*", "s3:Describe*"],
    ),
    ("CloudWatchFullAccess", &["cloudwatch:*", "logs:*"]),
    ("CloudWatchLogsFullAccess", &["logs:*"]),
    (
        "CloudWatchLogsReadOnlyAccess",
        &[
            "logs:Describe*",
            "logs:FilterLogEvents",
            "logs:Get*",
            "logs:List*",
            "logs:StartQuery",
            "logs:StopQuery",
        ],
    ),
];

const WRITE_LOGS: &[&str] = &[
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
];
