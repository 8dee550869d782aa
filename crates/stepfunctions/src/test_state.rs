//! `TestState`: one state by itself. Without a mock, what its task does is really done.

use std::sync::Arc;
use std::time::{Duration, Instant};

use asl::Value as Data;
use asl::state::Resource;
use interpreter::Failure;
use interpreter::rehearsal::{self, Outside, TaskRequest};
use interpreter::test_state::{
    self, Configuration, ErrorOutput, FieldValidation, InspectionLevel, Mock, Setting,
    TEST_SECONDS_MAX, TestState,
};
use serde::Deserialize;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use wire::identifier::random_bytes;
use wire::{Account, ApiError, Future, Region};

use crate::registry::Answer;
use crate::{arn, date};

/// At most so many states are tested at a time; each may hold a thread for as long as its task
/// takes.
const TESTS_AT_A_TIME_MAX: usize = 64;

/// Where states are tested.
pub(crate) struct TestBench {
    account: Account,
    region: Region,
    perform: PerformTask,
    free: Arc<Semaphore>,
}

/// Does the work of tasks that are tested: whoever knows the integrations.
pub type PerformTask =
    Arc<dyn Fn(TestedTask) -> Future<'static, Result<Data, Failure>> + Send + Sync>;

/// A task of a state that is tested.
#[derive(Clone, Debug)]
pub struct TestedTask {
    /// Who does the work.
    pub resource: Resource,
    /// What the work receives.
    pub arguments: Data,
    /// The role of the test.
    pub role_arn: Option<Arc<str>>,
    /// `Credentials`: the object with the `RoleArn` to assume.
    pub credentials: Option<Data>,
}

/// What TestState is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TestStateRequest {
    definition: String,
    role_arn: Option<String>,
    input: Option<String>,
    inspection_level: Option<String>,
    #[serde(default)]
    reveal_secrets: bool,
    variables: Option<String>,
    state_name: Option<String>,
    mock: Option<MockRequest>,
    context: Option<String>,
    state_configuration: Option<ConfigurationRequest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MockRequest {
    result: Option<String>,
    error_output: Option<ErrorRequest>,
    field_validation_mode: Option<String>,
}

#[derive(Deserialize)]
struct ErrorRequest {
    error: Option<String>,
    cause: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConfigurationRequest {
    retrier_retry_count: Option<u32>,
    error_caused_by_state: Option<String>,
    map_iteration_failure_count: Option<u64>,
    map_item_reader_data: Option<String>,
}

impl TestBench {
    /// A bench for the states of an account, whose tasks `perform` does.
    pub(crate) fn new(account: Account, region: Region, perform: PerformTask) -> TestBench {
        TestBench {
            account,
            region,
            perform,
            free: Arc::new(Semaphore::new(TESTS_AT_A_TIME_MAX)),
        }
    }

    /// Tests a state, on a thread where that may take its time.
    pub(crate) async fn test(&self, request: TestStateRequest) -> Answer {
        if let Some(role_arn) = &request.role_arn {
            arn::check_role(role_arn)?;
        }
        let place = self
            .free
            .clone()
            .try_acquire_owned()
            .map_err(|_| ApiError::new("ThrottlingException", "Rate exceeded"))?;
        let (account, region) = (self.account.clone(), self.region.clone());
        let mut services = RealServices {
            role_arn: request.role_arn.as_deref().map(Into::into),
            perform: self.perform.clone(),
            runtime: Handle::current(),
        };
        let tested = tokio::task::spawn_blocking(move || {
            let _place = place;
            let setting = Setting {
                region: region.as_str(),
                account_id: account.as_str(),
                at: date::now(),
                seed: random_bytes(),
            };
            run(&request, &setting, &mut services)
        });
        tested.await.unwrap_or_else(|panic| {
            tracing::error!(%panic, "the test of a state has panicked");
            Err(
                ApiError::new("InternalFailure", "the state could not be tested")
                    .with_status(http::StatusCode::INTERNAL_SERVER_ERROR),
            )
        })
    }
}

fn run(request: &TestStateRequest, setting: &Setting<'_>, services: &mut RealServices) -> Answer {
    let nothing = ConfigurationRequest::default();
    let configuration = request.state_configuration.as_ref().unwrap_or(&nothing);
    let test = TestState {
        definition: &request.definition,
        state_name: request.state_name.as_deref(),
        role_arn: request.role_arn.as_deref(),
        input: request.input.as_deref(),
        inspection_level: request
            .inspection_level
            .as_deref()
            .and_then(InspectionLevel::parse)
            .unwrap_or_default(),
        reveal_secrets: request.reveal_secrets,
        variables: request.variables.as_deref(),
        context: request.context.as_deref(),
        mock: request.mock.as_ref().map(|mock| Mock {
            result: mock.result.as_deref(),
            error_output: mock.error_output.as_ref().map(|output| ErrorOutput {
                error: output.error.as_deref(),
                cause: output.cause.as_deref(),
            }),
            field_validation: mock
                .field_validation_mode
                .as_deref()
                .and_then(FieldValidation::parse)
                .unwrap_or_default(),
        }),
        configuration: Configuration {
            retrier_retry_count: configuration.retrier_retry_count,
            error_caused_by_state: configuration.error_caused_by_state.as_deref(),
            map_iteration_failure_count: configuration.map_iteration_failure_count,
            map_item_reader_data: configuration.map_item_reader_data.as_deref(),
        },
    };
    let tested = test_state::run(&test, setting, services)
        .map_err(|refusal| ApiError::new(refusal.code(), refusal.message()))?;
    Ok(serde_json::to_value(tested.to_json()).unwrap_or_default())
}

/// The services themselves, asked from a thread that may block.
struct RealServices {
    role_arn: Option<Arc<str>>,
    perform: PerformTask,
    runtime: Handle,
}

impl Outside for RealServices {
    fn task(&mut self, request: &TaskRequest<'_>) -> rehearsal::Answer {
        let task = TestedTask {
            resource: request.resource.clone(),
            arguments: request.task.arguments.value().clone(),
            role_arn: self.role_arn.clone(),
            credentials: request.task.credentials.clone(),
        };
        let seconds = request.task.timeout_seconds.unwrap_or(TEST_SECONDS_MAX);
        let limit = Duration::from_secs(seconds.min(TEST_SECONDS_MAX).into());
        let begun = Instant::now();
        let work = (self.perform)(task);
        match self
            .runtime
            .block_on(async { tokio::time::timeout(limit, work).await })
        {
            Ok(result) => rehearsal::Answer::Done {
                after: i64::try_from(begun.elapsed().as_nanos()).unwrap_or(i64::MAX),
                result,
            },
            Err(_) => rehearsal::Answer::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    async fn tested(body: Value, perform: PerformTask) -> Answer {
        let request = serde_json::from_value(body).expect("a request");
        let bench = TestBench::new(Account::default(), Region::default(), perform);
        bench.test(request).await
    }

    fn nothing_is_performed() -> PerformTask {
        Arc::new(|_| panic!("no task is to be performed"))
    }

    #[tokio::test]
    async fn a_mock_stands_for_the_task() {
        let definition = json!({"Type": "Task", "End": true,
            "Resource": "arn:aws:lambda:us-east-1:000000000000:function:charge"});
        let body = json!({
            "definition": definition.to_string(),
            "mock": {"result": "{\"paid\":true}"},
        });
        let answer = tested(body, nothing_is_performed()).await.expect("tested");
        assert_eq!(answer["status"], "SUCCEEDED");
        assert_eq!(answer["output"], "{\"paid\":true}");
    }

    #[tokio::test]
    async fn without_a_mock_the_task_is_done() {
        let definition = json!({"Type": "Task", "End": true,
            "Resource": "arn:aws:lambda:us-east-1:000000000000:function:charge"});
        let perform: PerformTask = Arc::new(|task| {
            assert_eq!(
                task.role_arn.as_deref(),
                Some("arn:aws:iam::000000000000:role/shop")
            );
            Box::pin(async move { Ok(task.arguments) })
        });
        let body = json!({
            "definition": definition.to_string(),
            "roleArn": "arn:aws:iam::000000000000:role/shop",
            "input": "{\"total\":7}",
        });
        let answer = tested(body, perform).await.expect("tested");
        assert_eq!(answer["output"], "{\"total\":7}");
    }

    #[tokio::test]
    async fn a_refusal_has_its_code() {
        let body = json!({"definition": "{\"Type\": \"Parallel\", \"Branches\": []}"});
        let error = tested(body, nothing_is_performed())
            .await
            .expect_err("refused");
        assert_eq!(error.code, "InvalidDefinition");
    }
}
