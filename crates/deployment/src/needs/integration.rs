//! Tasks: what each integration needs, and what it takes to wait for a job.

use asl::data_flow::DataFlow;
use asl::state::{Integration, IntegrationPattern, Resource, Task};

use crate::arguments::{Arguments, Given, Said};
use crate::pattern::{Part, Pattern};

use super::Asking;

/// Integrations that call the services of AWS by other names than SDK integrations do.
#[rustfmt::skip]
const SERVICES: &[(&str, &str)] = &[
    ("elasticmapreduce", "emr"),
    ("emr-containers", "emrcontainers"),
    ("emr-serverless", "emrserverless"),
];

/// Operations of integrations that are several operations of the service, or one of another name.
#[rustfmt::skip]
const OPERATIONS: &[(&str, &str, &[&str])] = &[
    ("elasticmapreduce", "addStep", &["addJobFlowSteps"]),
    ("elasticmapreduce", "cancelStep", &["cancelSteps"]),
    ("elasticmapreduce", "createCluster", &["runJobFlow"]),
    ("elasticmapreduce", "modifyInstanceFleetByName", &["listInstanceFleets", "modifyInstanceFleet"]),
    ("elasticmapreduce", "modifyInstanceGroupByName", &["listInstanceGroups", "modifyInstanceGroups"]),
    ("elasticmapreduce", "setClusterTerminationProtection", &["setTerminationProtection"]),
    ("elasticmapreduce", "terminateCluster", &["terminateJobFlows"]),
];

/// A job that `.sync` waits for.
struct Job {
    integration: &'static str,
    start: &'static str,
    /// The operations that tell of it and stop it.
    watch: &'static [&'static str],
    /// The rule by which EventBridge tells of its end; none where Step Functions goes on asking.
    rule: Option<&'static str>,
}

const fn job(
    integration: &'static str,
    start: &'static str,
    watch: &'static [&'static str],
    rule: Option<&'static str>,
) -> Job {
    Job {
        integration,
        start,
        watch,
        rule,
    }
}

/// The jobs, as the developer guide's policies have them (2026-11).
#[rustfmt::skip]
const JOBS: &[Job] = &[
    job("athena", "startQueryExecution", &["getQueryExecution", "stopQueryExecution"], None),
    job("batch", "submitJob", &["describeJobs", "terminateJob"], Some("StepFunctionsGetEventsForBatchJobsRule")),
    job("bedrock", "createModelCustomizationJob", &["getModelCustomizationJob", "stopModelCustomizationJob"], None),
    job("codebuild", "startBuild", &["batchGetBuilds", "stopBuild"], Some("StepFunctionsGetEventForCodeBuildStartBuildRule")),
    job("codebuild", "startBuildBatch", &["batchGetBuildBatches", "stopBuildBatch"], Some("StepFunctionsGetEventForCodeBuildStartBuildBatchRule")),
    job("codebuild", "retryBuildBatch", &["batchGetBuildBatches", "stopBuildBatch"], Some("StepFunctionsGetEventForCodeBuildStartBuildBatchRule")),
    job("databrew", "startJobRun", &["describeJobRun", "listJobRuns", "stopJobRun"], None),
    job("ecs", "runTask", &["describeTasks", "stopTask"], Some("StepFunctionsGetEventsForECSTaskRule")),
    job("eks", "createCluster", &["describeCluster", "deleteCluster"], None),
    job("eks", "deleteCluster", &["describeCluster"], None),
    job("eks", "createNodegroup", &["describeNodegroup", "deleteNodegroup"], None),
    job("eks", "deleteNodegroup", &["describeNodegroup"], None),
    job("eks", "createFargateProfile", &["describeFargateProfile", "deleteFargateProfile"], None),
    job("eks", "deleteFargateProfile", &["describeFargateProfile"], None),
    job("elasticmapreduce", "addStep", &["cancelSteps", "describeStep"], Some("StepFunctionsGetEventForEMRAddJobFlowStepsRule")),
    job("elasticmapreduce", "createCluster", &["describeCluster", "terminateJobFlows"], Some("StepFunctionsGetEventForEMRRunJobFlowRule")),
    job("elasticmapreduce", "terminateCluster", &["describeCluster"], Some("StepFunctionsGetEventForEMRTerminateJobFlowsRule")),
    job("emr-containers", "startJobRun", &["cancelJobRun", "describeJobRun"], None),
    job("emr-containers", "deleteVirtualCluster", &["describeVirtualCluster"], None),
    job("emr-serverless", "createApplication", &["deleteApplication", "getApplication"], Some("StepFunctionsGetEventsForEMRServerlessApplicationRule")),
    job("emr-serverless", "startApplication", &["getApplication", "stopApplication"], Some("StepFunctionsGetEventsForEMRServerlessApplicationRule")),
    job("emr-serverless", "stopApplication", &["getApplication"], Some("StepFunctionsGetEventsForEMRServerlessApplicationRule")),
    job("emr-serverless", "deleteApplication", &["getApplication"], Some("StepFunctionsGetEventsForEMRServerlessApplicationRule")),
    job("emr-serverless", "startJobRun", &["cancelJobRun", "getJobRun"], Some("StepFunctionsGetEventsForEMRServerlessJobRule")),
    job("emr-serverless", "cancelJobRun", &["getJobRun"], Some("StepFunctionsGetEventsForEMRServerlessJobRule")),
    job("glue", "startJobRun", &["batchStopJobRun", "getJobRun", "getJobRuns"], None),
    job("mediaconvert", "createJob", &["cancelJob", "getJob"], Some("StepFunctionsGetEventsForMediaConvertJobRule")),
    job("sagemaker", "createHyperParameterTuningJob", &["describeHyperParameterTuningJob", "stopHyperParameterTuningJob"], Some("StepFunctionsGetEventsForSageMakerTuningJobsRule")),
    job("sagemaker", "createLabelingJob", &["describeLabelingJob", "stopLabelingJob"], Some("StepFunctionsGetEventsForSageMakerLabelingJobsRule")),
    job("sagemaker", "createProcessingJob", &["describeProcessingJob", "stopProcessingJob"], Some("StepFunctionsGetEventsForSageMakerProcessingJobsRule")),
    job("sagemaker", "createTrainingJob", &["describeTrainingJob", "stopTrainingJob"], Some("StepFunctionsGetEventsForSageMakerTrainingJobsRule")),
    job("sagemaker", "createTransformJob", &["describeTransformJob", "stopTransformJob"], Some("StepFunctionsGetEventsForSageMakerTransformJobsRule")),
];

/// Integrations that hand a role on although their arguments may not name it: it is in what they
/// start.
const HANDS_ROLES_ON: &[(&str, &str)] = &[("ecs", "runTask")];

impl Asking<'_> {
    pub(super) fn task(&mut self, task: &Task) {
        if task.credentials.is_some() {
            self.assume_role(task);
            return;
        }
        match &task.resource {
            Resource::Lambda(arn) => self.function(Pattern::of(arn)),
            Resource::Activity(_) => self.needs_nothing("workers ask for the work of activities"),
            Resource::Integration(integration) => self.integration(integration),
            Resource::Other(text) => self.resource_to_come(text),
        }
    }

    /// A resource that is filled in when it is deployed, or that is none.
    fn resource_to_come(&mut self, text: &str) {
        let pattern = Pattern::of(text);
        if let [Part::Placeholder(_)] = pattern.parts() {
            self.function_to_come(pattern);
            return;
        }
        match Resource::parse(&pattern.shape()) {
            Resource::Lambda(_) => self.function(pattern),
            Resource::Activity(_) => self.needs_nothing("workers ask for the work of activities"),
            Resource::Integration(integration) => self.integration(&integration),
            Resource::Other(_) => self.unknown(text, "the resource is none that AWS has"),
        }
    }

    fn integration(&mut self, integration: &Integration) {
        let template = match &self.state.flow {
            DataFlow::JsonPath(flow) => flow.parameters.as_ref(),
            DataFlow::Jsonata(flow) => flow.arguments.as_ref(),
        };
        let template = self.settled(template);
        // A task without a field for them passes its input on.
        let arguments = Arguments::of(template.as_ref(), self.language(), Given::Computed);
        let operation = &*integration.operation;
        if let Some(service) = integration.resource_type.strip_prefix("aws-sdk:") {
            self.operation(service, operation, &integration.arn, arguments);
            return;
        }
        let name = &*integration.resource_type;
        match (name, operation) {
            ("apigateway", "invoke") => self.api(arguments),
            ("bedrock", "invokeModel") => self.model("bedrock:InvokeModel", arguments),
            ("eks", "call" | "runJob") => {
                self.needs_nothing("the cluster decides what the role may do, not IAM");
            }
            ("events", "putEvents") => self.put_events(arguments),
            ("http", "invoke") => self.http(arguments),
            ("lambda", "invoke") => self.invoke_function(arguments),
            ("states", "startExecution") => self.start_execution(arguments, integration.pattern),
            _ => self.service(name, operation, integration, arguments),
        }
    }

    /// An integration that is named as the service and its operation are.
    fn service(
        &mut self,
        name: &str,
        operation: &str,
        integration: &Integration,
        arguments: Arguments<'_>,
    ) {
        let service = SERVICES.iter().find(|(of, _)| *of == name);
        let service = service.map_or(name, |(_, service)| service);
        let renamed = OPERATIONS
            .iter()
            .find(|(of, is, _)| *of == name && *is == operation);
        let alone = [operation];
        let operations = renamed.map_or(alone.as_slice(), |(.., operations)| operations);
        for operation in operations {
            self.operation(service, operation, &integration.arn, arguments);
        }
        if name == "athena" && operation == "startQueryExecution" {
            self.query(arguments);
        }
        if name == "sagemaker" {
            let reason = "SageMaker looks at the tags of what is made";
            self.needs(
                "sagemaker:ListTags",
                Pattern::anything(),
                "Resource",
                reason,
            );
        }
        let hands_on = HANDS_ROLES_ON.contains(&(name, operation));
        self.pass_roles(name, arguments, hands_on);
        if matches!(
            integration.pattern,
            IntegrationPattern::Sync | IntegrationPattern::Sync2
        ) {
            self.job(name, operation, service, integration, arguments);
        }
    }

    fn job(
        &mut self,
        name: &str,
        operation: &str,
        service: &str,
        integration: &Integration,
        arguments: Arguments<'_>,
    ) {
        let job = JOBS
            .iter()
            .find(|job| job.integration == name && job.start == operation);
        let Some(job) = job else {
            self.unknown(&integration.arn, "it is not known how it waits for the job");
            return;
        };
        for watch in job.watch {
            self.operation(service, watch, &integration.arn, arguments);
        }
        if let Some(rule) = job.rule {
            self.managed_rule(rule);
        }
    }

    /// The rule that Step Functions keeps in EventBridge to hear of the end of jobs.
    pub(super) fn managed_rule(&mut self, rule: &str) {
        let resource = Pattern::own("events", format!("rule/{rule}"));
        for action in ["events:DescribeRule", "events:PutRule", "events:PutTargets"] {
            let reason = "Step Functions keeps this rule to hear of the end of what it waits for";
            self.needs(action, resource.clone(), "Resource", reason);
        }
    }

    /// `events:putEvents`: the buses that its entries name.
    pub(super) fn put_events(&mut self, arguments: Arguments<'_>) {
        const ACTION: &str = "events:PutEvents";
        let every = || Pattern::own("events", "event-bus/*");
        let Some(entries) = arguments.get("Entries").items() else {
            let field = format!("{}.Entries", arguments.field);
            self.needs(
                ACTION,
                every(),
                field,
                "the entries are computed at run time",
            );
            return;
        };
        for (index, entry) in entries.into_iter().enumerate() {
            let field = format!("{}.Entries[{index}].EventBusName", arguments.field);
            let own = |name: Pattern| {
                Pattern::own("events", Pattern::text("event-bus/").followed_by(name))
            };
            let (bus, reason) = match entry.get("EventBusName").text() {
                Said::Text(name) if name.beginning().starts_with("arn:") => {
                    (name, "it is written to")
                }
                Said::Text(name) => match name.as_placeholder() {
                    Some(placeholder) if crate::resource::is_called_arn(placeholder) => {
                        (name, "it is written to")
                    }
                    _ => (own(name), "it is written to"),
                },
                Said::Nothing => (own("default".into()), "no other bus is named"),
                Said::Computed => (every(), "the bus is computed at run time"),
            };
            self.needs(ACTION, bus, field, reason);
        }
    }

    /// What Athena does in the caller's name: it reads the catalogue, and writes the result.
    fn query(&mut self, arguments: Arguments<'_>) {
        let field = format!("{}.QueryString", arguments.field);
        let reason = "Athena looks the tables of the query up in the caller's name; which ones is in \
                      the query";
        for (action, resources) in [
            (
                "athena:GetDataCatalog",
                [("athena", "datacatalog/*")].as_slice(),
            ),
            (
                "glue:GetDatabase",
                &[("glue", "catalog"), ("glue", "database/*")],
            ),
            (
                "glue:GetTable",
                &[
                    ("glue", "catalog"),
                    ("glue", "database/*"),
                    ("glue", "table/*/*"),
                ],
            ),
            (
                "glue:GetPartitions",
                &[
                    ("glue", "catalog"),
                    ("glue", "database/*"),
                    ("glue", "table/*/*"),
                ],
            ),
        ] {
            for (service, resource) in resources {
                self.needs(action, Pattern::own(service, *resource), &field, reason);
            }
        }
        let output = arguments
            .get("ResultConfiguration")
            .get("OutputLocation")
            .text();
        let field = format!("{}.ResultConfiguration.OutputLocation", arguments.field);
        let arn = Pattern::text("arn:")
            .and(Part::Partition)
            .followed_by(":s3:::");
        let (bucket, reason) = match &output {
            Said::Text(location) => match bucket_of(location) {
                Some(bucket) => (
                    bucket,
                    "Athena writes the result there in the caller's name",
                ),
                None => (
                    Pattern::anything(),
                    "the place of the result is filled in when it is deployed",
                ),
            },
            Said::Computed => (
                Pattern::anything(),
                "the place of the result is computed at run time",
            ),
            Said::Nothing => (
                Pattern::anything(),
                "the place of the result is the workgroup's",
            ),
        };
        let bucket = arn.followed_by(bucket);
        for action in ["s3:GetBucketLocation", "s3:ListBucket"] {
            self.needs(action, bucket.clone(), &field, reason);
        }
        for action in [
            "s3:AbortMultipartUpload",
            "s3:GetObject",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
        ] {
            self.needs(action, bucket.clone().followed_by("/*"), &field, reason);
        }
        let reason = "the buckets that the tables of the query are in must be allowed beside it: \
                      the definition does not name them";
        self.unknown("arn:aws:states:::athena:startQueryExecution", reason);
    }
}

/// `results` of `s3://results/athena/`.
fn bucket_of(location: &Pattern) -> Option<Pattern> {
    let rest = location.beginning().strip_prefix("s3://")?;
    if let Some((bucket, _)) = rest.split_once('/') {
        return Some(Pattern::text(bucket));
    }
    let mut bucket = Pattern::text(rest);
    for part in &location.parts()[1..] {
        match part {
            Part::Text(text) => {
                let end = text.find('/').unwrap_or(text.len());
                return Some(bucket.followed_by(&text[..end]));
            }
            part => bucket = bucket.and(part.clone()),
        }
    }
    Some(bucket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_of_a_location() {
        for (location, bucket) in [
            ("s3://results/athena/", "results"),
            ("s3://${Bucket}/athena/", "${Bucket}"),
            ("s3://a-${Bucket}-b/c", "a-${Bucket}-b"),
            ("s3://results", "results"),
        ] {
            let found = bucket_of(&Pattern::of(location)).map(|found| found.to_string());
            assert_eq!(found.as_deref(), Some(bucket), "{location}");
        }
        assert_eq!(bucket_of(&Pattern::of("${Location}")), None);
    }

    #[test]
    fn jobs_are_operations_of_services() {
        for job in JOBS {
            let service = SERVICES.iter().find(|(of, _)| *of == job.integration);
            let service = service.map_or(job.integration, |(_, service)| service);
            for watch in job.watch {
                assert!(
                    sdk::Operation::find(service, watch).is_some(),
                    "{service}:{watch}"
                );
            }
        }
        for (name, _, operations) in OPERATIONS {
            let (_, service) = SERVICES
                .iter()
                .find(|(of, _)| of == name)
                .expect("a service");
            for operation in *operations {
                assert!(
                    sdk::Operation::find(service, operation).is_some(),
                    "{operation}"
                );
            }
        }
    }
}
