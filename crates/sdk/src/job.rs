//! Jobs that `.sync` waits for: how to ask about one, and when it is done.
//!
//! A job is started by [`call`](crate::call::call), whose result is what the service answered. All
//! that is needed to ask about it is in that answer and in the task's parameters, so a host that
//! keeps both can go on asking after it was restarted.

use std::sync::Arc;

use asl::state::{Integration, IntegrationPattern};
use asl::{Object, Value, json};
use interpreter::Failure;
use wire::{Services, service::Unreachable};

use crate::call::Answer;
use crate::failure::{self, TASK_FAILED};
use crate::integration::Optimised;
use crate::request::ParameterError;
use crate::style::Style;

/// How far a job is.
#[derive(Clone, Debug, PartialEq)]
pub enum Poll {
    /// It is not done, or could not be asked about just now.
    Pending,
    /// It is done: the task's result, or why it failed.
    Done(Result<Value, Failure>),
}

/// A kind of job.
#[derive(Debug)]
pub(crate) struct Job {
    /// `batch`
    integration: &'static str,
    /// What starts it: `submitJob`.
    start: &'static str,
    /// What tells of it: `describeJobs`.
    describe: &'static str,
    /// The parameters of that question.
    ask: &'static [(&'static str, Source)],
    /// Where the job is in the answer to it; nowhere when it is all of it.
    place: &'static [&'static str],
    /// Where its status is, in the job.
    status: &'static [&'static str],
    succeeded: &'static str,
    failed: &'static [&'static str],
    /// The field of the result that has the job; `None` where the job is the result.
    shown_in: Option<&'static str>,
}

/// Where a parameter comes from.
#[derive(Debug)]
enum Source {
    /// The parameter of this name that the job was started with.
    Parameter(&'static str),
    /// What the service answered when the job was started.
    Answer(&'static [&'static str]),
    /// The same, as the one item of a list.
    OnlyItem(&'static [&'static str]),
}

use Source::{Answer as FromAnswer, OnlyItem, Parameter};

#[rustfmt::skip]
static JOBS: &[Job] = &[
    Job {
        integration: "athena", start: "startQueryExecution", describe: "getQueryExecution",
        ask: &[("QueryExecutionId", FromAnswer(&["QueryExecutionId"]))],
        place: &[], status: &["QueryExecution", "Status", "State"],
        succeeded: "SUCCEEDED", failed: &["FAILED", "CANCELLED"], shown_in: None,
    },
    Job {
        integration: "batch", start: "submitJob", describe: "describeJobs",
        ask: &[("Jobs", OnlyItem(&["JobId"]))],
        place: &["Jobs", "0"], status: &["Status"],
        succeeded: "SUCCEEDED", failed: &["FAILED"], shown_in: None,
    },
    Job {
        integration: "bedrock", start: "createModelCustomizationJob", describe: "getModelCustomizationJob",
        ask: &[("JobIdentifier", FromAnswer(&["JobArn"]))],
        place: &[], status: &["Status"],
        succeeded: "Completed", failed: &["Failed", "Stopped"], shown_in: None,
    },
    Job {
        integration: "codebuild", start: "startBuild", describe: "batchGetBuilds",
        ask: &[("Ids", OnlyItem(&["Build", "Id"]))],
        place: &["Builds", "0"], status: &["BuildStatus"],
        succeeded: "SUCCEEDED", failed: &["FAILED", "FAULT", "TIMED_OUT", "STOPPED"], shown_in: Some("Build"),
    },
    Job {
        integration: "codebuild", start: "startBuildBatch", describe: "batchGetBuildBatches",
        ask: &[("Ids", OnlyItem(&["BuildBatch", "Id"]))],
        place: &["BuildBatches", "0"], status: &["BuildBatchStatus"],
        succeeded: "SUCCEEDED", failed: &["FAILED", "FAULT", "TIMED_OUT", "STOPPED"], shown_in: Some("BuildBatch"),
    },
    Job {
        integration: "codebuild", start: "retryBuildBatch", describe: "batchGetBuildBatches",
        ask: &[("Ids", OnlyItem(&["BuildBatch", "Id"]))],
        place: &["BuildBatches", "0"], status: &["BuildBatchStatus"],
        succeeded: "SUCCEEDED", failed: &["FAILED", "FAULT", "TIMED_OUT", "STOPPED"], shown_in: Some("BuildBatch"),
    },
    Job {
        integration: "databrew", start: "startJobRun", describe: "describeJobRun",
        ask: &[("Name", Parameter("Name")), ("RunId", FromAnswer(&["RunId"]))],
        place: &[], status: &["State"],
        succeeded: "SUCCEEDED", failed: &["FAILED", "TIMEOUT", "STOPPED"], shown_in: None,
    },
    Job {
        integration: "ecs", start: "runTask", describe: "describeTasks",
        ask: &[("Cluster", Parameter("Cluster")), ("Tasks", OnlyItem(&["Tasks", "0", "TaskArn"]))],
        place: &["Tasks", "0"], status: &["LastStatus"],
        succeeded: "STOPPED", failed: &[], shown_in: None,
    },
    Job {
        integration: "eks", start: "createCluster", describe: "describeCluster",
        ask: &[("Name", Parameter("Name"))],
        place: &[], status: &["Cluster", "Status"],
        succeeded: "ACTIVE", failed: &["FAILED"], shown_in: None,
    },
    Job {
        integration: "emr-containers", start: "startJobRun", describe: "describeJobRun",
        ask: &[("Id", FromAnswer(&["Id"])), ("VirtualClusterId", FromAnswer(&["VirtualClusterId"]))],
        place: &["JobRun"], status: &["State"],
        succeeded: "COMPLETED", failed: &["FAILED", "CANCELLED"], shown_in: None,
    },
    Job {
        integration: "emr-serverless", start: "startJobRun", describe: "getJobRun",
        ask: &[("ApplicationId", FromAnswer(&["ApplicationId"])), ("JobRunId", FromAnswer(&["JobRunId"]))],
        place: &["JobRun"], status: &["State"],
        succeeded: "SUCCESS", failed: &["FAILED", "CANCELLED"], shown_in: None,
    },
    Job {
        integration: "glue", start: "startJobRun", describe: "getJobRun",
        ask: &[("JobName", Parameter("JobName")), ("RunId", FromAnswer(&["JobRunId"]))],
        place: &["JobRun"], status: &["JobRunState"],
        succeeded: "SUCCEEDED", failed: &["FAILED", "TIMEOUT", "STOPPED", "ERROR", "EXPIRED"], shown_in: None,
    },
    Job {
        integration: "mediaconvert", start: "createJob", describe: "getJob",
        ask: &[("Id", FromAnswer(&["Job", "Id"]))],
        place: &["Job"], status: &["Status"],
        succeeded: "COMPLETE", failed: &["ERROR", "CANCELED"], shown_in: Some("Job"),
    },
    sagemaker("createHyperParameterTuningJob", "describeHyperParameterTuningJob",
        &[("HyperParameterTuningJobName", Parameter("HyperParameterTuningJobName"))],
        &["HyperParameterTuningJobStatus"]),
    sagemaker("createLabelingJob", "describeLabelingJob",
        &[("LabelingJobName", Parameter("LabelingJobName"))], &["LabelingJobStatus"]),
    sagemaker("createProcessingJob", "describeProcessingJob",
        &[("ProcessingJobName", Parameter("ProcessingJobName"))], &["ProcessingJobStatus"]),
    sagemaker("createTrainingJob", "describeTrainingJob",
        &[("TrainingJobName", Parameter("TrainingJobName"))], &["TrainingJobStatus"]),
    sagemaker("createTransformJob", "describeTransformJob",
        &[("TransformJobName", Parameter("TransformJobName"))], &["TransformJobStatus"]),
];

const fn sagemaker(
    start: &'static str,
    describe: &'static str,
    ask: &'static [(&'static str, Source)],
    status: &'static [&'static str],
) -> Job {
    Job {
        integration: "sagemaker",
        start,
        describe,
        ask,
        place: &[],
        status,
        succeeded: "Completed",
        failed: &["Failed", "Stopped"],
        shown_in: None,
    }
}

/// Asks about a job that [`call`](crate::call::call) has started for a task with these
/// parameters; `submitted` is what it gave.
pub async fn poll(
    services: &dyn Services,
    integration: &Integration,
    parameters: &Value,
    submitted: &Value,
    role_arn: Option<Arc<str>>,
) -> Poll {
    let failed = |failure| Poll::Done(Err(failure));
    let Some(job) = Job::of(integration) else {
        return failed(Failure::refused(not_served(integration)));
    };
    let optimised = Optimised::find(job.integration).expect("a job is of a known integration");
    let describe = optimised
        .describing(job.describe)
        .expect("a job's question is modelled");
    let question = job.question(parameters, submitted);
    let request = match describe.request(&question, Style::Optimised, None) {
        Ok(request) => request,
        Err(error) => return failed(unanswerable(&error)),
    };
    let signing_name = describe.service().signing_name;
    let response = match services.call(signing_name, role_arn, request).await {
        Ok(response) => response,
        // It may be there again when it is asked again.
        Err(Unreachable::Connection(_)) => return Poll::Pending,
        Err(unreachable) => {
            let errors = optimised.client.errors;
            return failed(failure::of_unreachable(errors, signing_name, &unreachable));
        }
    };
    let (head, body) = response.into_parts();
    let answer = Answer {
        status: head.status,
        headers: head.headers,
        body: body.collect().await,
    };
    // The same goes for a service that is busy or in trouble.
    if answer.status.is_server_error() || answer.status.as_u16() == 429 {
        return Poll::Pending;
    }
    match crate::call::result(&optimised.client, describe, &answer) {
        Ok(description) => job.progress(&Value::object(description)),
        Err(failure) if is_throttling(&failure) => Poll::Pending,
        Err(failure) => failed(failure),
    }
}

impl Job {
    /// The job that an integration starts and waits for.
    pub(crate) fn of(integration: &Integration) -> Option<&'static Job> {
        let waits = matches!(
            integration.pattern,
            IntegrationPattern::Sync | IntegrationPattern::Sync2
        );
        JOBS.iter().find(|job| {
            waits
                && job.integration == &*integration.resource_type
                && job.start == &*integration.operation
        })
    }

    fn question(&self, parameters: &Value, submitted: &Value) -> Value {
        let mut question = Object::with_capacity(self.ask.len());
        for (name, source) in self.ask {
            let value = match source {
                Parameter(parameter) => parameters.get(parameter).cloned(),
                FromAnswer(path) => find(submitted, path).cloned(),
                OnlyItem(path) => {
                    find(submitted, path).map(|item| Value::array(vec![item.clone()]))
                }
            };
            if let Some(value) = value {
                question.insert(*name, value);
            }
        }
        Value::object(question)
    }

    fn progress(&self, description: &Value) -> Poll {
        let Some(job) = find(description, self.place) else {
            return Poll::Pending;
        };
        let Some(status) = find(job, self.status).and_then(Value::as_str) else {
            return Poll::Pending;
        };
        let shown = match self.shown_in {
            None => job.clone(),
            Some(field) => {
                let mut shown = Object::with_capacity(1);
                shown.insert(field, job.clone());
                Value::object(shown)
            }
        };
        if status == self.succeeded && !stopped_badly(job) {
            Poll::Done(Ok(shown))
        } else if status == self.succeeded || self.failed.contains(&status) {
            let cause = json::to_text(&shown);
            Poll::Done(Err(Failure::reported(Some(TASK_FAILED), Some(&cause))))
        } else {
            Poll::Pending
        }
    }
}

/// Whether the job is a task of ECS of which a container failed or never ran.
fn stopped_badly(job: &Value) -> bool {
    let Some(containers) = job.get("Containers").and_then(Value::as_array) else {
        return false;
    };
    let succeeded =
        |container: &Value| container.get("ExitCode").and_then(Value::as_i64) == Some(0);
    job.get("LastStatus").is_some() && !containers.iter().all(succeeded)
}

/// Why an integration that waits for a job cannot be served.
pub(crate) fn not_served(integration: &Integration) -> String {
    format!(
        "the integration `{}:{}` is not served here",
        integration.resource_type, integration.resource
    )
}

fn unanswerable(error: &ParameterError) -> Failure {
    let cause = format!("the service's answer does not say which job was started: {error}");
    Failure::new(TASK_FAILED, cause)
}

fn is_throttling(failure: &Failure) -> bool {
    let cause = failure.cause.as_deref().unwrap_or_default();
    cause.contains("Error Code: Throttl") || cause.contains("Error Code: TooManyRequests")
}

/// What is at the end of a path of fields and places.
fn find<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Operation;

    #[test]
    fn every_question_is_modelled() {
        for job in JOBS {
            let optimised = Optimised::find(job.integration).expect("an integration");
            let describe = optimised.describing(job.describe).expect("a question");
            let start = optimised.describing(job.start).expect("a start");
            let submitted = json::from_text(
                r#"{"QueryExecutionId":"x","JobId":"x","JobArn":"x","Build":{"Id":"x"},
                    "BuildBatch":{"Id":"x"},"RunId":"x","Tasks":[{"TaskArn":"x"}],"Id":"x",
                    "VirtualClusterId":"x","ApplicationId":"x","JobRunId":"x","Job":{"Id":"x"}}"#,
            )
            .expect("JSON");
            let parameters: Object = job
                .ask
                .iter()
                .filter_map(|(_, source)| match source {
                    Parameter(name) => Some(((*name).into(), Value::from("x"))),
                    FromAnswer(_) | OnlyItem(_) => None,
                })
                .collect();
            let question = job.question(&Value::object(parameters), &submitted);
            assert_eq!(question.as_object().map(Object::len), Some(job.ask.len()));
            describe
                .request(&question, Style::Optimised, None)
                .unwrap_or_else(|error| panic!("{}: {error}", start.name()));
        }
    }

    #[test]
    fn a_task_of_ecs_succeeds_when_its_containers_do() {
        let ecs = JOBS
            .iter()
            .find(|job| job.integration == "ecs")
            .expect("ECS");
        let told = |exit: &str| {
            let text = format!(
                r#"{{"Tasks":[{{"LastStatus":"STOPPED","Containers":[{{"Name":"a"{exit}}}]}}]}}"#
            );
            ecs.progress(&json::from_text(&text).expect("JSON"))
        };
        assert!(matches!(told(r#","ExitCode":0"#), Poll::Done(Ok(_))));
        assert!(matches!(told(r#","ExitCode":1"#), Poll::Done(Err(_))));
        assert!(matches!(told(""), Poll::Done(Err(_))));
        let running = json::from_text(r#"{"Tasks":[{"LastStatus":"RUNNING"}]}"#).expect("JSON");
        assert_eq!(ecs.progress(&running), Poll::Pending);
    }

    #[test]
    fn starts_are_found_by_their_resource() {
        let of = |resource: &str| match asl::state::Resource::parse(&format!(
            "arn:aws:states:::{resource}"
        )) {
            asl::state::Resource::Integration(integration) => Job::of(&integration).is_some(),
            _ => false,
        };
        assert!(of("batch:submitJob.sync"));
        assert!(!of("batch:submitJob"));
        assert!(Operation::find("batch", "submitJob").is_some());
    }
}
