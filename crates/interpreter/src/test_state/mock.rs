//! The mock: what the work of the state under test is said to give.

use asl::state::{Integration, IntegrationPattern, Map, MapMode, Resource, State, StateKind};
use asl::{Object, Value, json};

use super::Refusal;
use super::service_shapes::ServiceShapes;
use crate::failure::{Failure, error_name};
use crate::payload::{Payload, TooLarge};

/// What the work of the state is said to give: a result or an error, not both.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mock<'r> {
    /// `result`: JSON text.
    pub result: Option<&'r str>,
    /// `errorOutput`.
    pub error_output: Option<ErrorOutput<'r>>,
    /// `fieldValidationMode`.
    pub field_validation: FieldValidation,
}

/// The error that the work is said to end with.
#[derive(Clone, Copy, Debug, Default)]
pub struct ErrorOutput<'r> {
    /// `error`: its name.
    pub error: Option<&'r str>,
    /// `cause`: its explanation.
    pub cause: Option<&'r str>,
}

/// How much a mocked result must look like what the service answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldValidation {
    /// `STRICT`: what is required is there, and what is there is right.
    #[default]
    Strict,
    /// `PRESENT`: what is there is right.
    Present,
    /// `NONE`: anything goes.
    None,
}

impl FieldValidation {
    /// The mode as the API spells it.
    pub fn parse(text: &str) -> Option<FieldValidation> {
        match text {
            "STRICT" => Some(FieldValidation::Strict),
            "PRESENT" => Some(FieldValidation::Present),
            "NONE" => Some(FieldValidation::None),
            _ => None,
        }
    }
}

/// A mock that fits its state.
#[derive(Clone, Debug)]
pub(super) enum Mocked {
    Result(Payload),
    Failure(Failure),
}

impl Mock<'_> {
    /// Whether it says one thing.
    pub(super) fn check_by_itself(&self) -> Result<(), Refusal> {
        if self.result.is_some() == self.error_output.is_some() {
            return Err(Refusal::validation(
                "A test mock should have only one of the following fields: [result, errorOutput].",
            ));
        }
        Ok(())
    }

    /// Whether the state may give what it says.
    pub(super) fn check_against(&self, state: &State) -> Result<Mocked, Refusal> {
        if !matches!(
            state.kind,
            StateKind::Task(_) | StateKind::Map(_) | StateKind::Parallel(_)
        ) {
            return Err(Refusal::validation(format!(
                "State type '{}' is not supported when a mock is specified",
                state.kind.type_name()
            )));
        }
        if let Some(ErrorOutput { error, cause }) = self.error_output {
            return Ok(Mocked::Failure(match error {
                Some(error_name::RUNTIME) => Failure::runtime(cause.unwrap_or_default()),
                _ => Failure::reported(error, cause),
            }));
        }
        let text = self.result.unwrap_or_default();
        let result = json::from_text(text)
            .map_err(|_| Refusal::validation("Mocked result must be valid JSON"))?;
        match &state.kind {
            StateKind::Parallel(parallel) => {
                let results = array(&result)?;
                if results.len() != parallel.branches.len() {
                    return Err(Refusal::validation(
                        "Mocked result must contain the same number of items as number of \
                         Parallel branches.",
                    ));
                }
            }
            StateKind::Map(map) if has_writer(map) => {
                object(&result)?;
            }
            StateKind::Map(_) => {
                array(&result)?;
            }
            StateKind::Task(task) => self.check_task(&task.resource, &result)?,
            _ => {}
        }
        Payload::with_text(result, text)
            .map(Mocked::Result)
            .map_err(|TooLarge| Refusal::validation("Mocked result is too large"))
    }

    fn check_task(&self, resource: &Resource, result: &Value) -> Result<(), Refusal> {
        let complete = match self.field_validation {
            FieldValidation::Strict => true,
            FieldValidation::Present => false,
            FieldValidation::None => return Ok(()),
        };
        let Resource::Integration(integration) = resource else {
            return Ok(());
        };
        let Some(answer) = Answer::of(integration) else {
            return Ok(());
        };
        let Some(shapes) = ServiceShapes::of(answer.service) else {
            return Ok(());
        };
        let Some(fields) = shapes.answer(answer.operation) else {
            return Ok(());
        };
        let result = object(result)?;
        shapes
            .check(fields, result, complete, answer.parsed)
            .map_err(|mismatch| {
                Refusal::validation(format!("Mock result schema validation error: {mismatch}"))
            })
    }
}

/// The operation whose answer is a task's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Answer<'r> {
    /// The service as `aws-sdk:` integrations call it.
    service: &'r str,
    operation: &'r str,
    /// The fields that Step Functions turns from text into JSON.
    parsed: &'static [&'static str],
}

impl<'r> Answer<'r> {
    /// Whose answer the result is, if it is an operation's: for a job that of the operation by
    /// which Step Functions asks after it.
    fn of(integration: &'r Integration) -> Option<Answer<'r>> {
        let service = &*integration.resource_type;
        let operation = &*integration.operation;
        let answer = |service, operation, parsed| {
            Some(Answer {
                service,
                operation,
                parsed,
            })
        };
        if let Some(service) = service.strip_prefix("aws-sdk:") {
            return match integration.pattern {
                IntegrationPattern::RequestResponse => answer(service, operation, &[]),
                _ => None,
            };
        }
        match integration.pattern {
            IntegrationPattern::WaitForTaskToken => None,
            IntegrationPattern::RequestResponse => match (service, operation) {
                ("lambda", _) => answer("lambda", operation, &["Payload"]),
                ("bedrock", "invokeModel") => answer("bedrockruntime", operation, &["Body"]),
                _ => answer(sdk_name(service), operation, &[]),
            },
            IntegrationPattern::Sync2 => answer("sfn", "describeExecution", &["Input", "Output"]),
            IntegrationPattern::Sync => {
                let polling = POLLING
                    .iter()
                    .find(|(from, started, _)| *from == service && started.contains(&operation));
                polling.and_then(|(_, _, polling)| answer(sdk_name(service), polling, &[]))
            }
        }
    }
}

/// The services whose own integrations have another name than their `aws-sdk:` integrations.
fn sdk_name(service: &str) -> &str {
    match service {
        "elasticmapreduce" => "emr",
        "emr-containers" => "emrcontainers",
        "emr-serverless" => "emrserverless",
        "events" => "eventbridge",
        "states" => "sfn",
        same => same,
    }
}

/// For each service the operations that start a job, and the one that tells how it stands.
const POLLING: &[(&str, &[&str], &str)] = &[
    ("athena", &["startQueryExecution"], "getQueryExecution"),
    ("batch", &["submitJob"], "describeJobs"),
    (
        "bedrock",
        &["createModelCustomizationJob"],
        "getModelCustomizationJob",
    ),
    ("codebuild", &["startBuild", "retryBuild"], "batchGetBuilds"),
    ("codebuild", &["startBuildBatch"], "batchGetBuildBatches"),
    ("databrew", &["startJobRun"], "describeJobRun"),
    ("ecs", &["runTask"], "describeTasks"),
    (
        "eks",
        &["createCluster", "deleteCluster"],
        "describeCluster",
    ),
    (
        "eks",
        &["createNodegroup", "deleteNodegroup"],
        "describeNodegroup",
    ),
    (
        "eks",
        &["createFargateProfile", "deleteFargateProfile"],
        "describeFargateProfile",
    ),
    ("elasticmapreduce", &["addStep"], "describeStep"),
    (
        "elasticmapreduce",
        &["createCluster", "terminateCluster"],
        "describeCluster",
    ),
    (
        "emr-containers",
        &["deleteVirtualCluster"],
        "describeVirtualCluster",
    ),
    ("emr-containers", &["startJobRun"], "describeJobRun"),
    (
        "emr-serverless",
        &[
            "createApplication",
            "startApplication",
            "stopApplication",
            "deleteApplication",
        ],
        "getApplication",
    ),
    (
        "emr-serverless",
        &["startJobRun", "cancelJobRun"],
        "getJobRun",
    ),
    ("glue", &["startJobRun"], "getJobRun"),
    (
        "sagemaker",
        &["createHyperParameterTuningJob"],
        "describeHyperParameterTuningJob",
    ),
    ("sagemaker", &["createLabelingJob"], "describeLabelingJob"),
    (
        "sagemaker",
        &["createProcessingJob"],
        "describeProcessingJob",
    ),
    ("sagemaker", &["createTrainingJob"], "describeTrainingJob"),
    ("sagemaker", &["createTransformJob"], "describeTransformJob"),
    ("states", &["startExecution"], "describeExecution"),
];

fn array(result: &Value) -> Result<&[Value], Refusal> {
    result
        .as_array()
        .ok_or_else(|| Refusal::validation("Mocked result must be an array."))
}

fn object(result: &Value) -> Result<&Object, Refusal> {
    result
        .as_object()
        .ok_or_else(|| Refusal::validation("Mocked result must be a JSON object."))
}

/// Whether the results of a Map are taken elsewhere, so that its own result says where.
fn has_writer(map: &Map) -> bool {
    match &map.mode {
        MapMode::Inline => false,
        MapMode::Distributed(distributed) => distributed
            .result_writer
            .as_ref()
            .is_some_and(|writer| writer.resource.is_some()),
    }
}
