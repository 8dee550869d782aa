//! `AWS::Serverless::Function`: the function, its role, its version and alias, its URL, what
//! happens to what it fails to do, and its events.

use super::super::Resource;
use super::super::value::{Map, Value};
use super::location::{self, Location};
use super::origin::Origin;
use super::role::{self, Role};
use super::target::Target;
use super::{Expander, tag_list};

const PROPERTIES: [&str; 50] = [
    "FunctionName",
    "Handler",
    "Runtime",
    "CodeUri",
    "ImageUri",
    "PackageType",
    "InlineCode",
    "DeadLetterQueue",
    "Description",
    "MemorySize",
    "Timeout",
    "VpcConfig",
    "Role",
    "AssumeRolePolicyDocument",
    "Policies",
    "RolePath",
    "PermissionsBoundary",
    "Environment",
    "Events",
    "Tags",
    "PropagateTags",
    "Tracing",
    "KmsKeyArn",
    "DeploymentPreference",
    "ReservedConcurrentExecutions",
    "Layers",
    "EventInvokeConfig",
    "EphemeralStorage",
    "AutoPublishAlias",
    "AutoPublishCodeSha256",
    "AutoPublishAliasAllProperties",
    "VersionDescription",
    "ProvisionedConcurrencyConfig",
    "FileSystemConfigs",
    "ImageConfig",
    "CodeSigningConfigArn",
    "Architectures",
    "SnapStart",
    "FunctionUrlConfig",
    "RuntimeManagementConfig",
    "LoggingConfig",
    "RecursiveLoop",
    "SourceKMSKeyArn",
    "CapacityProviderConfig",
    "FunctionScalingConfig",
    "VersionDeletionPolicy",
    "PublishToLatestPublished",
    "TenancyConfig",
    "DurableConfig",
    "Metadata",
];

/// Properties that are the same on the function of CloudFormation.
const PASSED_ON: [&str; 25] = [
    "FunctionName",
    "Handler",
    "Runtime",
    "Description",
    "MemorySize",
    "Timeout",
    "VpcConfig",
    "Environment",
    "KmsKeyArn",
    "ReservedConcurrentExecutions",
    "Layers",
    "FileSystemConfigs",
    "ImageConfig",
    "PackageType",
    "Architectures",
    "SnapStart",
    "EphemeralStorage",
    "CodeSigningConfigArn",
    "RuntimeManagementConfig",
    "LoggingConfig",
    "RecursiveLoop",
    "TenancyConfig",
    "DurableConfig",
    "FunctionScalingConfig",
    "PublishToLatestPublished",
];

/// What SAM tags functions with.
const TAG: (&str, &str) = ("lambda:createdBy", "SAM");

impl Expander<'_, '_, '_> {
    pub(super) fn function(&mut self, resource: Resource) -> Vec<Resource> {
        let origin = Origin::of(&resource, self.sources);
        let given = resource.properties.clone();
        self.known_properties(&origin, &[], &given, &PROPERTIES);
        let mut properties = self.function_properties(&origin, &given);
        let mut made = Vec::new();
        let alias = self.alias(&origin, &given, &mut properties, &mut made);
        let target = match &alias {
            Some(alias) => Target::alias(alias),
            None => Target::function(&origin.id),
        };
        if let Some(url) = given.get("FunctionUrlConfig").and_then(Value::as_map) {
            self.function_url(&origin, url, &target, &mut made);
        }
        let mut role = self.function_role(&origin, &given);
        if let Some(config) = given.get("EventInvokeConfig").and_then(Value::as_map) {
            let alias_name = given.get("AutoPublishAlias");
            let alias = alias.as_deref().zip(alias_name);
            self.invoke_config(&origin, config, alias, &mut role, &mut made);
        }
        self.add_policies(&origin, given.get("Policies"), &mut role);
        let has_role = given.get("Role").cloned();
        properties.insert("Role", has_role.clone().unwrap_or_else(|| role.arn()));
        self.function_events(&origin, &given, &target, &mut role, &mut made);
        let mut all = vec![resource.becomes("AWS::Lambda::Function", properties)];
        if has_role.is_none() {
            all.push(role.into_resource(&origin));
        }
        all.append(&mut made);
        propagate_tags(&given, &mut all);
        all
    }

    fn function_properties(&mut self, origin: &Origin, given: &Map) -> Map {
        let mut properties = Map::new();
        properties.insert_some("Code", self.function_code(origin, given));
        for name in PASSED_ON {
            properties.insert_some(name, given.get(name).cloned());
        }
        properties.insert("Tags", Value::List(tag_list(&[TAG], given.get("Tags"))));
        if let Some(mode) = tracing(given) {
            properties.insert("TracingConfig", Value::map([("Mode", mode.clone())]));
        }
        let letters = given.get("DeadLetterQueue");
        if let Some(target) = letters.and_then(|letters| letters.get("TargetArn")) {
            let config = Value::map([("TargetArn", target.clone())]);
            properties.insert("DeadLetterConfig", config);
        }
        if let Some(Value::Map(config)) = given.get("CapacityProviderConfig") {
            let mut inner = Map::new();
            inner.insert_some("CapacityProviderArn", config.get("Arn").cloned());
            for name in [
                "PerExecutionEnvironmentMaxConcurrency",
                "ExecutionEnvironmentMemoryGiBPerVCpu",
            ] {
                inner.insert_some(name, config.get(name).cloned());
            }
            let inner = Value::Map(inner);
            let config = Value::map([("LambdaManagedInstancesCapacityProviderConfig", inner)]);
            properties.insert("CapacityProviderConfig", config);
        }
        properties
    }

    /// The code: written out, an object of S3, or a path beside the template.
    fn function_code(&mut self, origin: &Origin, given: &Map) -> Option<Value> {
        let image = given.get("PackageType").and_then(Value::as_text) == Some("Image");
        let image_uri = given.get("ImageUri");
        if image || image_uri.is_some() {
            if image_uri.is_none() {
                // `sam build` makes it from what `Metadata` says, and puts its name here.
                self.note(
                    &origin.id,
                    &[],
                    "the image is not built yet: it has no `ImageUri`",
                );
            }
            return image_uri.map(|uri| Value::map([("ImageUri", uri.clone())]));
        }
        for name in ["Handler", "Runtime"] {
            if given.get(name).is_none() {
                let message = format!("the function has no `{name}`");
                let hint = "a function that is no image has both `Handler` and `Runtime`";
                self.problem(&origin.id, &[], message, hint);
            }
        }
        if let Some(code) = given.get("InlineCode") {
            return Some(Value::map([("ZipFile", code.clone())]));
        }
        let mut code = match location::of(given.get("CodeUri")) {
            Location::Object(object) => location::lambda_code(&object),
            Location::Path(path) => return Some(path),
            Location::Missing => return Some(".".into()),
            Location::Unfit => {
                let hint = "write a path, `s3://bucket/key`, or `Bucket` and `Key`";
                self.problem(&origin.id, &["CodeUri"], "this is no place of code", hint);
                return None;
            }
        };
        code.insert_some("SourceKMSKeyArn", given.get("SourceKMSKeyArn").cloned());
        Some(Value::Map(code))
    }

    fn function_role(&mut self, origin: &Origin, given: &Map) -> Role {
        let mut role = Role::of(format!("{}Role", origin.id), "lambda.amazonaws.com");
        if let Some(trust) = given.get("AssumeRolePolicyDocument") {
            role.trust = trust.clone();
        }
        let basic = if given.get("DurableConfig").is_some() {
            "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
        } else {
            "service-role/AWSLambdaBasicExecutionRole"
        };
        role.managed.push(self.managed_policy(basic).into());
        if tracing(given).is_some() {
            role.add_managed(self.tracing_policy());
        }
        if given.get("VpcConfig").is_some() {
            role.add_managed(
                self.managed_policy("service-role/AWSLambdaVPCAccessExecutionRole")
                    .into(),
            );
        }
        if let Some(letters) = given.get("DeadLetterQueue") {
            self.dead_letter_policy(origin, letters, &mut role);
        }
        role.path = given.get("RolePath").cloned();
        role.boundary = given.get("PermissionsBoundary").cloned();
        role.tags = tag_list(&[TAG], given.get("Tags"));
        role
    }

    fn dead_letter_policy(&mut self, origin: &Origin, letters: &Value, role: &mut Role) {
        let action = match letters.get("Type").and_then(Value::as_text) {
            Some("SQS") => "sqs:SendMessage",
            Some("SNS") => "sns:Publish",
            _ => {
                let hint = "write `Type: SQS` or `Type: SNS`, and `TargetArn`";
                let message = "the queue for what fails has no type";
                self.problem(&origin.id, &["DeadLetterQueue"], message, hint);
                return;
            }
        };
        let Some(target) = letters.get("TargetArn") else {
            let message = "the queue for what fails is not said";
            let hint = "write `TargetArn`";
            self.problem(&origin.id, &["DeadLetterQueue"], message, hint);
            return;
        };
        let mut policy = role::policy("DeadLetterQueuePolicy", &[(action, target.clone())]);
        if let Some(document) = policy
            .as_map_mut()
            .and_then(|policy| policy.get_mut("PolicyDocument"))
            .and_then(Value::as_map_mut)
        {
            document.insert("Version", "2012-10-17".into());
        }
        role.policies.push(policy);
    }

    /// What a role needs to write traces.
    pub(super) fn tracing_policy(&self) -> Value {
        let name = match self.settings.partition {
            "aws" => "AWSXrayWriteOnlyAccess",
            _ => "AWSXRayDaemonWriteAccess",
        };
        self.managed_policy(name).into()
    }

    fn function_url(
        &mut self,
        origin: &Origin,
        config: &Map,
        target: &Target,
        made: &mut Vec<Resource>,
    ) {
        let auth = config.get("AuthType");
        let public = match auth {
            Some(Value::Text(auth)) if auth == "NONE" => true,
            Some(Value::Text(auth)) if auth != "AWS_IAM" => {
                let message = format!("a function's URL is not guarded by `{auth}`");
                let hint = "`AuthType` is `AWS_IAM` or `NONE`";
                self.problem(
                    &origin.id,
                    &["FunctionUrlConfig", "AuthType"],
                    message,
                    hint,
                );
                false
            }
            Some(_) => false,
            None => {
                let message = "the function's URL does not say who may call it";
                let hint = "write `AuthType: AWS_IAM` or `AuthType: NONE`";
                self.problem(&origin.id, &["FunctionUrlConfig"], message, hint);
                return;
            }
        };
        let mut properties = Map::new();
        properties.insert("TargetFunctionArn", target.name.clone());
        for name in ["AuthType", "Cors", "InvokeMode"] {
            properties.insert_some(name, config.get(name).cloned());
        }
        made.push(origin.made(format!("{}Url", origin.id), "AWS::Lambda::Url", properties));
        if !public {
            return;
        }
        let permission = |action: &str, field: &str, value: Value| {
            let mut properties = Map::new();
            properties.insert("Action", action.into());
            properties.insert("FunctionName", target.name.clone());
            properties.insert("Principal", "*".into());
            properties.insert(field, value);
            properties
        };
        let by_url = permission(
            "lambda:InvokeFunctionUrl",
            "FunctionUrlAuthType",
            "NONE".into(),
        );
        let by_invoking = permission(
            "lambda:InvokeFunction",
            "InvokedViaFunctionUrl",
            true.into(),
        );
        for (suffix, properties) in [
            ("UrlPublicPermissions", by_url),
            ("URLInvokeAllowPublicAccess", by_invoking),
        ] {
            let id = format!("{}{suffix}", origin.id);
            made.push(origin.made(id, "AWS::Lambda::Permission", properties));
        }
    }
}

/// How calls are traced; `Disabled` is as good as nothing.
fn tracing(given: &Map) -> Option<&Value> {
    given
        .get("Tracing")
        .filter(|mode| mode.as_text() != Some("Disabled") && **mode != Value::Null)
}

/// Kinds of resources SAM hands tags on to.
const TAGGED: [&str; 11] = [
    "AWS::Lambda::Function",
    "AWS::IAM::Role",
    "AWS::SQS::Queue",
    "AWS::SNS::Topic",
    "AWS::S3::Bucket",
    "AWS::IoT::TopicRule",
    "AWS::StepFunctions::StateMachine",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::UsagePlan",
    "AWS::ApiGateway::ApiKey",
];

/// `PropagateTags`: what is made has the tags of what it is made from.
pub(super) fn propagate_tags(given: &Map, made: &mut [Resource]) {
    let propagate = given.get("PropagateTags").and_then(Value::as_bool);
    let (Some(true), Some(Value::Map(tags))) = (propagate, given.get("Tags")) else {
        return;
    };
    if tags.is_empty() {
        return;
    }
    for resource in made {
        if TAGGED.contains(&resource.kind.as_str()) {
            let list = tag_list(&[], given.get("Tags"));
            resource.properties.insert("Tags", Value::List(list));
        }
    }
}
