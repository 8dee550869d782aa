//! Operations of AWS's services, as SDK integrations name them: which actions of IAM they are.
//!
//! An action is called as its operation, and begins as the service's signatures are called. Where
//! that is not so, the tables here say what is.

use sdk::Operation;

use crate::actions::Service;
use crate::arguments::{Arguments, Said};
use crate::pattern::{Part, Pattern};
use crate::resource::{Resource, resources};

use super::Asking;

/// Services whose actions begin otherwise than their signatures are called (2026-11).
#[rustfmt::skip]
const PREFIXES: &[(&str, &str)] = &[
    ("awsssoportal", "sso"),
    ("cloudcontrolapi", "cloudformation"),
    ("IoTSecuredTunneling", "iot"),
    ("iot-jobs-data", "iotjobsdata"),
    ("iotdata", "iot"),
    ("monitoring", "cloudwatch"),
    ("mturk-requester", "mechanicalturk"),
    ("tagging", "tag"),
];

/// Operations that are other actions than those of their names: the service as SDK integrations
/// call it, the operation, the actions (service authorization reference, 2026-11).
#[rustfmt::skip]
const OTHERWISE: &[(&str, &str, &[&str])] = &[
    ("apigatewaymanagementapi", "DeleteConnection", &["execute-api:ManageConnections"]),
    ("apigatewaymanagementapi", "GetConnection", &["execute-api:ManageConnections"]),
    ("apigatewaymanagementapi", "PostToConnection", &["execute-api:ManageConnections"]),
    ("bedrockruntime", "Converse", &["bedrock:InvokeModel"]),
    ("bedrockruntime", "StartAsyncInvoke", &["bedrock:InvokeModel"]),
    ("budgets", "CreateBudget", &["budgets:ModifyBudget"]),
    ("budgets", "DeleteBudget", &["budgets:ModifyBudget"]),
    ("budgets", "DescribeBudget", &["budgets:ViewBudget"]),
    ("budgets", "DescribeBudgets", &["budgets:ViewBudget"]),
    ("budgets", "UpdateBudget", &["budgets:ModifyBudget"]),
    ("dynamodb", "BatchExecuteStatement", &["dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate"]),
    ("dynamodb", "ExecuteStatement", &["dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate"]),
    ("dynamodb", "ExecuteTransaction", &["dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate"]),
    ("keyspaces", "CreateKeyspace", &["cassandra:Create"]),
    ("keyspaces", "CreateTable", &["cassandra:Create"]),
    ("keyspaces", "DeleteKeyspace", &["cassandra:Drop"]),
    ("keyspaces", "DeleteTable", &["cassandra:Drop"]),
    ("keyspaces", "GetKeyspace", &["cassandra:Select"]),
    ("keyspaces", "GetTable", &["cassandra:Select"]),
    ("keyspaces", "ListKeyspaces", &["cassandra:Select"]),
    ("keyspaces", "ListTables", &["cassandra:Select"]),
    ("kms", "ReEncrypt", &["kms:ReEncryptFrom", "kms:ReEncryptTo"]),
    ("lambda", "GetLayerVersionByArn", &["lambda:GetLayerVersion"]),
    ("s3", "CompleteMultipartUpload", &["s3:PutObject"]),
    ("s3", "CopyObject", &["s3:PutObject"]),
    ("s3", "CreateMultipartUpload", &["s3:PutObject"]),
    ("s3", "CreateSession", &["s3express:CreateSession"]),
    ("s3", "DeleteBucketAnalyticsConfiguration", &["s3:PutAnalyticsConfiguration"]),
    ("s3", "DeleteBucketCors", &["s3:PutBucketCORS"]),
    ("s3", "DeleteBucketEncryption", &["s3:PutEncryptionConfiguration"]),
    ("s3", "DeleteBucketIntelligentTieringConfiguration", &["s3:PutIntelligentTieringConfiguration"]),
    ("s3", "DeleteBucketInventoryConfiguration", &["s3:PutInventoryConfiguration"]),
    ("s3", "DeleteBucketLifecycle", &["s3:PutLifecycleConfiguration"]),
    ("s3", "DeleteBucketMetricsConfiguration", &["s3:PutMetricsConfiguration"]),
    ("s3", "DeleteBucketOwnershipControls", &["s3:PutBucketOwnershipControls"]),
    ("s3", "DeleteBucketReplication", &["s3:PutReplicationConfiguration"]),
    ("s3", "DeleteBucketTagging", &["s3:PutBucketTagging"]),
    ("s3", "DeleteObjects", &["s3:DeleteObject"]),
    ("s3", "DeletePublicAccessBlock", &["s3:PutBucketPublicAccessBlock"]),
    ("s3", "GetBucketAccelerateConfiguration", &["s3:GetAccelerateConfiguration"]),
    ("s3", "GetBucketAnalyticsConfiguration", &["s3:GetAnalyticsConfiguration"]),
    ("s3", "GetBucketEncryption", &["s3:GetEncryptionConfiguration"]),
    ("s3", "GetBucketIntelligentTieringConfiguration", &["s3:GetIntelligentTieringConfiguration"]),
    ("s3", "GetBucketInventoryConfiguration", &["s3:GetInventoryConfiguration"]),
    ("s3", "GetBucketLifecycle", &["s3:GetLifecycleConfiguration"]),
    ("s3", "GetBucketLifecycleConfiguration", &["s3:GetLifecycleConfiguration"]),
    ("s3", "GetBucketMetricsConfiguration", &["s3:GetMetricsConfiguration"]),
    ("s3", "GetBucketNotificationConfiguration", &["s3:GetBucketNotification"]),
    ("s3", "GetBucketReplication", &["s3:GetReplicationConfiguration"]),
    ("s3", "GetObjectLockConfiguration", &["s3:GetBucketObjectLockConfiguration"]),
    ("s3", "GetPublicAccessBlock", &["s3:GetBucketPublicAccessBlock"]),
    ("s3", "HeadBucket", &["s3:ListBucket"]),
    ("s3", "HeadObject", &["s3:GetObject"]),
    ("s3", "ListBucketAnalyticsConfigurations", &["s3:GetAnalyticsConfiguration"]),
    ("s3", "ListBucketIntelligentTieringConfigurations", &["s3:GetIntelligentTieringConfiguration"]),
    ("s3", "ListBucketInventoryConfigurations", &["s3:GetInventoryConfiguration"]),
    ("s3", "ListBucketMetricsConfigurations", &["s3:GetMetricsConfiguration"]),
    ("s3", "ListBuckets", &["s3:ListAllMyBuckets"]),
    ("s3", "ListDirectoryBuckets", &["s3express:ListAllMyDirectoryBuckets"]),
    ("s3", "ListMultipartUploads", &["s3:ListBucketMultipartUploads"]),
    ("s3", "ListObjectVersions", &["s3:ListBucketVersions"]),
    ("s3", "ListObjects", &["s3:ListBucket"]),
    ("s3", "ListObjectsV2", &["s3:ListBucket"]),
    ("s3", "ListParts", &["s3:ListMultipartUploadParts"]),
    ("s3", "PutBucketAccelerateConfiguration", &["s3:PutAccelerateConfiguration"]),
    ("s3", "PutBucketAnalyticsConfiguration", &["s3:PutAnalyticsConfiguration"]),
    ("s3", "PutBucketEncryption", &["s3:PutEncryptionConfiguration"]),
    ("s3", "PutBucketIntelligentTieringConfiguration", &["s3:PutIntelligentTieringConfiguration"]),
    ("s3", "PutBucketInventoryConfiguration", &["s3:PutInventoryConfiguration"]),
    ("s3", "PutBucketLifecycle", &["s3:PutLifecycleConfiguration"]),
    ("s3", "PutBucketLifecycleConfiguration", &["s3:PutLifecycleConfiguration"]),
    ("s3", "PutBucketMetricsConfiguration", &["s3:PutMetricsConfiguration"]),
    ("s3", "PutBucketNotificationConfiguration", &["s3:PutBucketNotification"]),
    ("s3", "PutBucketReplication", &["s3:PutReplicationConfiguration"]),
    ("s3", "PutObjectLockConfiguration", &["s3:PutBucketObjectLockConfiguration"]),
    ("s3", "PutPublicAccessBlock", &["s3:PutBucketPublicAccessBlock"]),
    ("s3", "SelectObjectContent", &["s3:GetObject"]),
    ("s3", "UploadPart", &["s3:PutObject"]),
    ("s3", "UploadPartCopy", &["s3:PutObject"]),
    ("sns", "PublishBatch", &["sns:Publish"]),
    ("sqs", "ChangeMessageVisibilityBatch", &["sqs:ChangeMessageVisibility"]),
    ("sqs", "DeleteMessageBatch", &["sqs:DeleteMessage"]),
    ("sqs", "SendMessageBatch", &["sqs:SendMessage"]),
    ("timestreamquery", "Query", &["timestream:Select"]),
];

/// The parts of a transaction of DynamoDB, and the actions they are.
const IN_TRANSACTIONS: &[(&str, &str)] = &[
    ("ConditionCheck", "dynamodb:ConditionCheckItem"),
    ("Delete", "dynamodb:DeleteItem"),
    ("Get", "dynamodb:GetItem"),
    ("Put", "dynamodb:PutItem"),
    ("Update", "dynamodb:UpdateItem"),
];

impl Asking<'_> {
    /// An operation as SDK integrations name it; `arn` is the resource that does.
    pub(super) fn operation(
        &mut self,
        service: &str,
        operation: &str,
        arn: &str,
        arguments: Arguments<'_>,
    ) {
        let Some(found) = Operation::find(service, operation) else {
            let reason =
                format!("no operation `{operation}` of a service `{service}` is known here");
            self.unknown(arn, reason);
            return;
        };
        match (service, found.name()) {
            ("lambda", "Invoke") => self.invoke_function(arguments),
            ("bedrockruntime", "InvokeModel" | "Converse") => {
                self.model("bedrock:InvokeModel", arguments);
            }
            ("eventbridge", "PutEvents") => self.put_events(arguments),
            ("dynamodb", "TransactGetItems" | "TransactWriteItems") => self.transaction(arguments),
            ("dynamodb", "BatchGetItem" | "BatchWriteItem") => self.batch(found.name(), arguments),
            ("sns", "Publish") if !matches!(arguments.text("PhoneNumber"), Said::Nothing) => {
                let field = format!("{}.PhoneNumber", arguments.field);
                let reason = "a text message has no topic that it could be narrowed to";
                self.needs("sns:Publish", Pattern::anything(), field, reason);
            }
            ("apigateway" | "apigatewayv2", _) => self.managed_api(found),
            _ => {
                for action in actions_of(service, found) {
                    self.action(&action, arguments);
                }
                if (service, found.name()) == ("s3", "CopyObject") {
                    self.copy_source(arguments);
                }
            }
        }
    }

    /// An action, on what the arguments say.
    fn action(&mut self, name: &str, arguments: Arguments<'_>) {
        let (prefix, action) = name.split_once(':').unwrap_or((name, ""));
        let Some(known) = Service::find(prefix).and_then(|service| service.action(action)) else {
            let reason = "which resources the action can be narrowed to is not known here";
            self.needs(name, Pattern::anything(), "Resource", reason);
            return;
        };
        let name = format!("{prefix}:{}", known.name);
        for resource in resources(known, arguments) {
            let Resource {
                pattern,
                field,
                widened,
            } = resource;
            let field = field.unwrap_or_else(|| "Resource".to_owned());
            let reason = widened.unwrap_or_else(|| "the definition names it".to_owned());
            self.needs(&name, pattern, field, reason);
        }
        if known.passes_role {
            self.pass_roles(prefix, arguments, false);
        }
    }

    /// What is copied, of S3.
    fn copy_source(&mut self, arguments: Arguments<'_>) {
        let objects = Pattern::text("arn:")
            .and(Part::Partition)
            .followed_by(":s3:::");
        let (source, reason) = match arguments.text("CopySource") {
            Said::Text(source) => match source.as_text() {
                Some(known) => (Pattern::text(known.trim_start_matches('/')), "it is copied"),
                None => (source, "it is copied"),
            },
            Said::Computed | Said::Nothing => {
                ("*/*".into(), "what is copied is computed at run time")
            }
        };
        let field = format!("{}.CopySource", arguments.field);
        self.needs("s3:GetObject", objects.followed_by(source), field, reason);
    }

    /// A transaction of DynamoDB: each part is an action of its own.
    fn transaction(&mut self, arguments: Arguments<'_>) {
        let field = format!("{}.TransactItems", arguments.field);
        let Some(items) = arguments.get("TransactItems").items() else {
            for (_, action) in IN_TRANSACTIONS {
                let reason = "the parts of the transaction are computed at run time";
                self.needs(*action, table("*".into()), &field, reason);
            }
            return;
        };
        for (index, item) in items.into_iter().enumerate() {
            for (part, given) in item.fields() {
                let known = IN_TRANSACTIONS.iter().find(|(name, _)| *name == part);
                let Some((_, action)) = known else { continue };
                let field = format!("{field}[{index}].{part}.TableName");
                let (name, reason) = match given.get("TableName").text() {
                    Said::Text(name) => (name, "the definition names it"),
                    Said::Computed | Said::Nothing => {
                        ("*".into(), "the table is computed at run time")
                    }
                };
                self.needs(*action, table(name), field, reason);
            }
        }
    }

    /// Several items of DynamoDB at once: the tables are the keys of the request.
    fn batch(&mut self, operation: &str, arguments: Arguments<'_>) {
        let action = format!("dynamodb:{operation}");
        let field = format!("{}.RequestItems", arguments.field);
        let tables = arguments.get("RequestItems").fields();
        if tables.is_empty() {
            let reason = "the tables are computed at run time";
            self.needs(action, table("*".into()), field, reason);
            return;
        }
        for (name, _) in tables {
            self.needs(
                &action,
                table(Pattern::of(name)),
                &field,
                "the definition names it",
            );
        }
    }

    /// API Gateway's own API, whose actions are the methods of HTTP.
    fn managed_api(&mut self, operation: Operation) {
        let action = format!("apigateway:{}", operation.method());
        let resource = Pattern::text("arn:")
            .and(Part::Partition)
            .followed_by(":apigateway:");
        let resource = resource.and(Part::Region).followed_by("::/*");
        let reason = "the actions of API Gateway's own API are the methods of HTTP";
        self.needs(action, resource, "Resource", reason);
    }
}

fn table(name: Pattern) -> Pattern {
    if name.beginning().starts_with("arn:") {
        return name;
    }
    Pattern::own("dynamodb", Pattern::text("table/").followed_by(name))
}

/// The actions that an operation is.
fn actions_of(service: &str, operation: Operation) -> Vec<String> {
    let name = operation.name();
    if let Some((.., actions)) = OTHERWISE
        .iter()
        .find(|(of, is, _)| *of == service && *is == name)
    {
        return actions.iter().map(|action| (*action).to_owned()).collect();
    }
    let signing_name = operation.service().signing_name;
    let prefix = PREFIXES.iter().find(|(of, _)| *of == signing_name);
    let prefix = prefix.map_or(signing_name, |(_, prefix)| prefix);
    vec![format!("{prefix}:{name}")]
}

#[cfg(test)]
mod tests {
    use sdk::model;

    use super::*;

    #[test]
    fn exceptions_are_operations_and_actions() {
        for (service, operation, actions) in OTHERWISE {
            assert!(
                Operation::find(service, operation).is_some(),
                "{service}:{operation}"
            );
            for action in *actions {
                let (prefix, name) = action.split_once(':').expect("a prefix");
                let known = Service::find(prefix).and_then(|service| service.action(name));
                assert!(known.is_some(), "{action}");
            }
        }
    }

    #[test]
    fn nearly_every_operation_is_an_action() {
        let (mut known, mut all) = (0, 0);
        for name in model::Service::names() {
            let service = model::Service::find(name).expect("a service");
            for operation in service.operation_names() {
                let operation = Operation::find(name, operation).expect("an operation");
                let actions = actions_of(name, operation);
                let is_known = |action: &String| {
                    let (prefix, name) = action.split_once(':').expect("a prefix");
                    Service::find(prefix).is_some_and(|service| service.action(name).is_some())
                };
                all += 1;
                known += usize::from(actions.iter().all(is_known));
            }
        }
        // What is missing is younger than the table, or asks nobody's leave.
        assert!(known * 100 > all * 88, "{known} of {all}");
    }
}
