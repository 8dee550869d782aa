//! The service integrations that Step Functions has of its own (developer guide, "Integrating
//! services"). SDK integrations, `aws-sdk:…`, are not among them: there is one for nearly every
//! operation of AWS.

use super::spelling::nearest;
use crate::state::{Integration, IntegrationPattern};

/// What one service offers.
struct Service {
    name: &'static str,
    /// Operations that answer at once.
    operations: &'static [&'static str],
    /// Those of them that `.sync` can wait for.
    jobs: &'static [&'static str],
    /// Whether `.waitForTaskToken` can wait for a callback.
    callbacks: bool,
}

const SERVICES: &[Service] = &[
    Service {
        name: "apigateway",
        operations: &["invoke"],
        jobs: &[],
        callbacks: true,
    },
    Service {
        name: "athena",
        operations: &[
            "startQueryExecution",
            "stopQueryExecution",
            "getQueryExecution",
            "getQueryResults",
        ],
        jobs: &["startQueryExecution"],
        callbacks: false,
    },
    Service {
        name: "batch",
        operations: &["submitJob"],
        jobs: &["submitJob"],
        callbacks: false,
    },
    Service {
        name: "bedrock",
        operations: &["invokeModel", "createModelCustomizationJob"],
        jobs: &["createModelCustomizationJob"],
        callbacks: true,
    },
    Service {
        name: "codebuild",
        operations: &[
            "startBuild",
            "stopBuild",
            "batchDeleteBuilds",
            "batchGetReports",
            "startBuildBatch",
            "stopBuildBatch",
            "retryBuild",
            "retryBuildBatch",
            "deleteBuildBatch",
        ],
        jobs: &["startBuild", "startBuildBatch", "retryBuildBatch"],
        callbacks: false,
    },
    Service {
        name: "databrew",
        operations: &["startJobRun"],
        jobs: &["startJobRun"],
        callbacks: false,
    },
    Service {
        name: "dynamodb",
        operations: &["getItem", "putItem", "deleteItem", "updateItem"],
        jobs: &[],
        callbacks: false,
    },
    Service {
        name: "ecs",
        operations: &["runTask"],
        jobs: &["runTask"],
        callbacks: true,
    },
    Service {
        name: "eks",
        operations: &[
            "call",
            "createCluster",
            "deleteCluster",
            "createNodegroup",
            "deleteNodegroup",
            "createFargateProfile",
            "deleteFargateProfile",
            "runJob",
        ],
        jobs: &[
            "createCluster",
            "deleteCluster",
            "createNodegroup",
            "deleteNodegroup",
            "createFargateProfile",
            "deleteFargateProfile",
            "runJob",
        ],
        callbacks: true,
    },
    Service {
        name: "elasticmapreduce",
        operations: &[
            "addStep",
            "cancelStep",
            "createCluster",
            "modifyInstanceFleetByName",
            "modifyInstanceGroupByName",
            "setClusterTerminationProtection",
            "terminateCluster",
        ],
        jobs: &["addStep", "createCluster", "terminateCluster"],
        callbacks: false,
    },
    Service {
        name: "emr-containers",
        operations: &[
            "createVirtualCluster",
            "deleteVirtualCluster",
            "startJobRun",
        ],
        jobs: &["deleteVirtualCluster", "startJobRun"],
        callbacks: false,
    },
    Service {
        name: "emr-serverless",
        operations: &[
            "createApplication",
            "startApplication",
            "stopApplication",
            "deleteApplication",
            "startJobRun",
            "cancelJobRun",
        ],
        jobs: &[
            "createApplication",
            "startApplication",
            "stopApplication",
            "deleteApplication",
            "startJobRun",
            "cancelJobRun",
        ],
        callbacks: false,
    },
    Service {
        name: "events",
        operations: &["putEvents"],
        jobs: &[],
        callbacks: true,
    },
    Service {
        name: "glue",
        operations: &["startJobRun"],
        jobs: &["startJobRun"],
        callbacks: false,
    },
    Service {
        name: "http",
        operations: &["invoke"],
        jobs: &[],
        callbacks: false,
    },
    Service {
        name: "lambda",
        operations: &["invoke"],
        jobs: &[],
        callbacks: true,
    },
    Service {
        name: "mediaconvert",
        operations: &["createJob"],
        jobs: &["createJob"],
        callbacks: false,
    },
    Service {
        name: "sagemaker",
        operations: &[
            "createEndpoint",
            "createEndpointConfig",
            "createHyperParameterTuningJob",
            "createLabelingJob",
            "createModel",
            "createProcessingJob",
            "createTrainingJob",
            "createTransformJob",
            "updateEndpoint",
        ],
        jobs: &[
            "createHyperParameterTuningJob",
            "createLabelingJob",
            "createProcessingJob",
            "createTrainingJob",
            "createTransformJob",
        ],
        callbacks: false,
    },
    Service {
        name: "sns",
        operations: &["publish"],
        jobs: &[],
        callbacks: true,
    },
    Service {
        name: "sqs",
        operations: &["sendMessage"],
        jobs: &[],
        callbacks: true,
    },
    Service {
        name: "states",
        operations: &["startExecution"],
        jobs: &["startExecution"],
        callbacks: true,
    },
];

/// An integration that Step Functions has of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Optimised {
    /// The service: `lambda`.
    pub service: &'static str,
    /// The operation: `invoke`.
    pub operation: &'static str,
    /// Whether `.sync` can wait for the job it starts.
    pub starts_job: bool,
    /// Whether `.waitForTaskToken` can wait for a callback.
    pub calls_back: bool,
}

/// The integrations that Step Functions has of its own.
pub fn optimised() -> impl Iterator<Item = Optimised> {
    SERVICES.iter().flat_map(|service| {
        service.operations.iter().map(|operation| Optimised {
            service: service.name,
            operation,
            starts_job: service.jobs.contains(operation),
            calls_back: service.callbacks,
        })
    })
}

/// Services whose integrations are younger than this table.
const UNLISTED: &[&str] = &["bedrock-agentcore"];

/// Whether there is such an integration; otherwise what to do about it.
pub(super) fn check(integration: &Integration) -> Result<(), String> {
    let service = &*integration.resource_type;
    if UNLISTED.contains(&service) {
        return Ok(());
    }
    if let Some(sdk) = service.strip_prefix("aws-sdk:") {
        return match integration.pattern {
            IntegrationPattern::RequestResponse | IntegrationPattern::WaitForTaskToken => Ok(()),
            IntegrationPattern::Sync | IntegrationPattern::Sync2 => Err(format!(
                "SDK integrations cannot wait for a job: poll `{sdk}` in a loop"
            )),
        };
    }
    let Some(known) = SERVICES.iter().find(|known| known.name == service) else {
        return Err(match nearest(service, SERVICES.iter().map(|s| s.name)) {
            Some(meant) => format!("did you mean the service `{meant}`?"),
            None => format!("try the SDK integration `aws-sdk:{service}:…`"),
        });
    };
    let operation = &*integration.operation;
    if !known.operations.contains(&operation) {
        return Err(match nearest(operation, known.operations.iter().copied()) {
            Some(meant) => format!("did you mean `{service}:{meant}`?"),
            None => format!(
                "`{service}` offers {}; for other operations use `aws-sdk:{service}:{operation}`",
                known.operations.join(", ")
            ),
        });
    }
    match integration.pattern {
        IntegrationPattern::RequestResponse => Ok(()),
        IntegrationPattern::Sync if known.jobs.contains(&operation) => Ok(()),
        IntegrationPattern::Sync2 if service == "states" => Ok(()),
        IntegrationPattern::WaitForTaskToken if known.callbacks => Ok(()),
        IntegrationPattern::Sync2 => Err(format!(
            "`.sync:2` is for `states:startExecution` alone, not for `{service}:{operation}`"
        )),
        IntegrationPattern::Sync => Err(format!(
            "`{service}:{operation}` starts no job that `.sync` could wait for"
        )),
        IntegrationPattern::WaitForTaskToken => {
            Err(format!("`{service}` has no callbacks to wait for"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::state::Resource;

    fn accepted(resource: &str) -> bool {
        match Resource::parse(&format!("arn:aws:states:::{resource}")) {
            Resource::Integration(integration) => check(&integration).is_ok(),
            _ => false,
        }
    }

    #[test]
    fn knows_operations_and_patterns() {
        for resource in [
            "lambda:invoke",
            "sqs:sendMessage.waitForTaskToken",
            "states:startExecution.sync:2",
            "batch:submitJob.sync",
            "aws-sdk:dynamodb:query",
            "aws-sdk:s3:listBuckets.waitForTaskToken",
        ] {
            assert!(accepted(resource), "{resource}");
        }
        for resource in [
            "dynamodb:query",
            "lambda:invoke.sync",
            "glue:startJobRun.waitForTaskToken",
            "ecs:runTask.sync:2",
            "aws-sdk:glue:startJobRun.sync",
            "lamda:invoke",
        ] {
            assert!(!accepted(resource), "{resource}");
        }
    }
}
