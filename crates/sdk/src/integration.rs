//! The integrations that Step Functions has of its own, as one table.
//!
//! Which of their operations and patterns a definition may use is checked where definitions are
//! parsed; here stands what it takes to call them. They differ from SDK integrations in how they
//! spell values ([`Style`]), in how errors are named, and in showing
//! the HTTP answer's headers.

use asl::state::Integration;

use crate::model::Service;
use crate::operation::Operation;
use crate::style::Style;

/// The integrations with one service.
#[derive(Debug)]
pub(crate) struct Optimised {
    /// As ARNs have it: `arn:aws:states:::NAME:operation`.
    name: &'static str,
    /// The service's name in SDK integrations.
    service: &'static str,
    /// How failures name it.
    pub(crate) client: Client,
    /// Whether results show the HTTP answer's headers.
    pub(crate) metadata: bool,
}

/// A client of the AWS SDK for Java 1, as its exceptions show it.
#[derive(Debug)]
pub(crate) struct Client {
    /// How the names of errors begin.
    pub(crate) errors: &'static str,
    /// What it calls itself.
    pub(crate) name: &'static str,
    /// Its exception for errors without one of their own.
    pub(crate) exception: &'static str,
}

/// What an integration calls.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// An SDK integration.
    Sdk(Operation),
    /// `lambda:invoke`.
    Function(&'static Optimised, Operation),
    /// `apigateway:invoke`, which calls an API of anybody's making.
    Api(&'static Optimised),
    /// Any other.
    Optimised(&'static Optimised, Operation),
}

const fn row(
    name: &'static str,
    service: &'static str,
    errors: &'static str,
    client: &'static str,
    exception: &'static str,
) -> Optimised {
    Optimised {
        name,
        service,
        client: Client {
            errors,
            name: client,
            exception,
        },
        metadata: true,
    }
}

#[rustfmt::skip]
static OPTIMISED: &[Optimised] = &[
    row("apigateway", "apigateway", "ApiGateway", "AmazonApiGateway", "AmazonApiGatewayException"),
    row("athena", "athena", "Athena", "AmazonAthena", "AmazonAthenaException"),
    row("batch", "batch", "Batch", "AWSBatch", "AWSBatchException"),
    row("bedrock", "bedrock", "Bedrock", "AmazonBedrock", "AmazonBedrockException"),
    row("codebuild", "codebuild", "CodeBuild", "AWSCodeBuild", "AWSCodeBuildException"),
    row("databrew", "databrew", "DataBrew", "AWSGlueDataBrew", "AWSGlueDataBrewException"),
    row("dynamodb", "dynamodb", "DynamoDB", "AmazonDynamoDBv2", "AmazonDynamoDBException"),
    row("ecs", "ecs", "ECS", "AmazonECS", "AmazonECSException"),
    row("eks", "eks", "EKS", "AmazonEKS", "AmazonEKSException"),
    row("emr-containers", "emrcontainers", "EMRContainers", "AmazonEMRContainers", "AmazonEMRContainersException"),
    row("emr-serverless", "emrserverless", "EMRServerless", "AWSEMRServerless", "AWSEMRServerlessException"),
    // Recorded from AWS: its results have no headers.
    Optimised { metadata: false, ..row("events", "eventbridge", "EventBridge", "AmazonEventBridge", "AmazonEventBridgeException") },
    row("glue", "glue", "Glue", "AWSGlue", "AWSGlueException"),
    row("lambda", "lambda", "Lambda", "AWSLambda", "AWSLambdaException"),
    row("mediaconvert", "mediaconvert", "MediaConvert", "AWSMediaConvert", "AWSMediaConvertException"),
    // For the readers and writers of distributed Maps.
    Optimised { metadata: false, ..row("s3", "s3", "S3", "Amazon S3", "AmazonS3Exception") },
    row("sagemaker", "sagemaker", "SageMaker", "AmazonSageMaker", "AmazonSageMakerException"),
    row("sns", "sns", "SNS", "AmazonSNS", "AmazonSNSException"),
    row("sqs", "sqs", "SQS", "AmazonSQS", "AmazonSQSException"),
    row("states", "sfn", "StepFunctions", "AWSStepFunctions", "AWSStepFunctionsException"),
];

impl Optimised {
    pub(crate) fn find(name: &str) -> Option<&'static Optimised> {
        OPTIMISED.iter().find(|known| known.name == name)
    }

    /// The operation it calls so.
    fn operation(&self, operation: &str) -> Option<Operation> {
        let service = match (self.name, operation) {
            ("bedrock", "invokeModel") => "bedrockruntime",
            _ => self.service,
        };
        Operation::find(service, operation)
    }

    /// The operation of the same service that tells of a job.
    pub(crate) fn describing(&self, operation: &str) -> Option<Operation> {
        Operation::find(self.service, operation)
    }
}

/// The operation that an integration of Step Functions' own calls.
pub(crate) fn operation_of(service: &str, operation: &str) -> Option<Operation> {
    Optimised::find(service)?.operation(operation)
}

impl Target {
    /// What the integration calls; otherwise why nothing can be called.
    pub(crate) fn of(integration: &Integration) -> Result<Target, String> {
        let operation = &*integration.operation;
        if let Some(name) = integration.resource_type.strip_prefix("aws-sdk:") {
            let service =
                Service::find(name).ok_or_else(|| format!("there is no service `{name}`"))?;
            return Operation::find(service.name, operation)
                .map(Target::Sdk)
                .ok_or_else(|| format!("`{name}` has no operation `{operation}`"));
        }
        let name = &*integration.resource_type;
        let optimised = Optimised::find(name)
            .ok_or_else(|| format!("the integration `{name}:{operation}` is not served here"))?;
        if name == "apigateway" {
            return Ok(Target::Api(optimised));
        }
        let found = optimised
            .operation(operation)
            .ok_or_else(|| format!("`{name}` has no operation `{operation}`"))?;
        Ok(match name {
            "lambda" => Target::Function(optimised, found),
            _ => Target::Optimised(optimised, found),
        })
    }

    /// How it spells values.
    pub(crate) fn style(&self) -> Style {
        match self {
            Target::Sdk(_) => Style::Sdk,
            Target::Function(..) | Target::Api(_) | Target::Optimised(..) => Style::Optimised,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_of_the_table_is_modelled() {
        for optimised in OPTIMISED {
            assert!(
                Service::find(optimised.service).is_some(),
                "{}",
                optimised.name
            );
        }
        assert!(
            Optimised::find("bedrock")
                .and_then(|b| b.operation("invokeModel"))
                .is_some()
        );
    }
}
