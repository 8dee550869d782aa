//! The service behind its wire protocol: `awsJson1_0`, the operation in `X-Amz-Target`.
//!
//! A request is checked by the model, read into the operation's own type, and answered by whoever
//! knows what it is about. What cannot be read, is too large or names no operation is refused
//! here, and never with a fault of ours.

mod permission;

use std::sync::Arc;

use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wire::response::respond;
use wire::{ApiError, Future, PassedRole, Permission, Request, Response, Service, Services};

use crate::host::Host;
use crate::machine::{CreateStateMachine, UpdateStateMachine};
use crate::registry::{Answer, Registry};
use crate::shape::{self, Operation, unreadable};
use crate::test_state::{PerformTask, TestBench};
use crate::validate;

/// What an answer is, on the wire.
pub const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

/// A request has at most so many bytes: room for the longest definition with its quotes escaped,
/// so that what is wrong with a longer one is said by its name. AWS's quota for a request is 1 MB.
pub const REQUEST_BYTES_MAX: usize = 2 * asl::machine::DEFINITION_BYTES_MAX;

/// What `X-Amz-Target` has before the operation.
const TARGET_PREFIX: &str = "AWSStepFunctions.";

/// The Step Functions API.
pub struct Api {
    registry: Arc<Registry>,
    host: Arc<Host>,
    services: Arc<dyn Services>,
    bench: TestBench,
}

impl Api {
    /// The API over a registry and the host of its executions. `services` is asked for log groups,
    /// `perform` does the tasks of states that are tested without a mock.
    pub(crate) fn new(
        registry: Arc<Registry>,
        host: Arc<Host>,
        services: Arc<dyn Services>,
        perform: PerformTask,
    ) -> Api {
        let (account, region) = (registry.account().clone(), registry.region().clone());
        Api {
            bench: TestBench::new(account, region, perform),
            registry,
            host,
            services,
        }
    }

    pub(crate) fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    async fn answer(&self, request: &Request) -> Answer {
        let operation = operation(request).ok_or_else(|| unknown_operation(request))?;
        if request.body.len() > REQUEST_BYTES_MAX {
            return Err(ApiError::new(
                "RequestEntityTooLargeException",
                format!("A request can have at most {REQUEST_BYTES_MAX} bytes"),
            )
            .with_status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let body = parse(&request.body)?;
        shape::check(operation.input(), &body)?;
        self.perform(operation, body).await
    }

    async fn perform(&self, operation: Operation, body: Value) -> Answer {
        let (registry, host) = (&*self.registry, &self.host);
        match operation {
            Operation::CreateActivity => registry.create_activity(read(body)?).await,
            Operation::CreateStateMachine => self.create_state_machine(read(body)?).await,
            Operation::CreateStateMachineAlias => registry.create_alias(read(body)?).await,
            Operation::DeleteActivity => registry.delete_activity(read(body)?).await,
            Operation::DeleteStateMachine => {
                if let Some(arn) = registry.delete_state_machine(read(body)?).await? {
                    host.stop_executions_of(&arn).await;
                    registry.finish_deletion(&arn).await?;
                }
                Ok(Value::Object(serde_json::Map::new()))
            }
            Operation::DeleteStateMachineAlias => registry.delete_alias(read(body)?).await,
            Operation::DeleteStateMachineVersion => registry.delete_version(read(body)?).await,
            Operation::DescribeActivity => registry.describe_activity(&read(body)?),
            Operation::DescribeStateMachine => registry.describe_state_machine(&read(body)?),
            Operation::DescribeStateMachineAlias => registry.describe_alias(&read(body)?),
            Operation::ListActivities => registry.list_activities(&read(body)?),
            Operation::ListStateMachineAliases => registry.list_aliases(&read(body)?),
            Operation::ListStateMachineVersions => registry.list_versions(&read(body)?),
            Operation::ListStateMachines => registry.list_state_machines(&read(body)?),
            Operation::ListTagsForResource => registry.list_tags(&read(body)?),
            Operation::PublishStateMachineVersion => registry.publish_version(read(body)?).await,
            Operation::TagResource => registry.tag_resource(read(body)?).await,
            Operation::TestState => self.bench.test(read(body)?).await,
            Operation::UntagResource => registry.untag_resource(read(body)?).await,
            Operation::UpdateStateMachine => self.update_state_machine(read(body)?).await,
            Operation::UpdateStateMachineAlias => registry.update_alias(read(body)?).await,
            Operation::ValidateStateMachineDefinition => Ok(validate::validate(&read(body)?)),
            Operation::DescribeExecution => host.describe_execution(&read(body)?),
            Operation::DescribeMapRun => host.describe_map_run(&read(body)?),
            Operation::DescribeStateMachineForExecution => {
                host.describe_state_machine_for_execution(&read(body)?)
            }
            Operation::GetActivityTask => host.get_activity_task(read(body)?).await,
            Operation::GetExecutionHistory => host.get_execution_history(&read(body)?),
            Operation::ListExecutions => host.list_executions(&read(body)?),
            Operation::ListMapRuns => host.list_map_runs(&read(body)?),
            Operation::RedriveExecution => host.redrive_execution(&read(body)?).await,
            Operation::SendTaskFailure => host.send_task_failure(read(body)?).await,
            Operation::SendTaskHeartbeat => host.send_task_heartbeat(read(body)?).await,
            Operation::SendTaskSuccess => host.send_task_success(read(body)?).await,
            Operation::StartExecution => host.start_execution(read(body)?).await,
            Operation::StartSyncExecution => host.start_sync_execution(read(body)?).await,
            Operation::StopExecution => host.stop_execution(read(body)?).await,
            Operation::UpdateMapRun => host.update_map_run(read(body)?).await,
        }
    }

    async fn create_state_machine(&self, request: CreateStateMachine) -> Answer {
        let new = request.read(&self.registry)?;
        new.logging().check_destination(&*self.services).await?;
        self.registry.create_state_machine(new).await
    }

    async fn update_state_machine(&self, request: UpdateStateMachine) -> Answer {
        let change = request.read(&self.registry)?;
        if let Some(logging) = change.logging() {
            logging.check_destination(&*self.services).await?;
        }
        self.registry.update_state_machine(change).await
    }
}

impl Service for Api {
    fn signing_name(&self) -> &'static str {
        "states"
    }

    fn permission(&self, request: &Request) -> Option<Permission> {
        let operation = operation(request)?;
        let mut needed = permission::needed(operation, &request.body);
        let machine = permission::token_of(operation, &request.body)
            .and_then(|token| self.host.machine_of_token(&token));
        if let Some(machine) = machine {
            needed.resource = machine.to_string();
        }
        Some(needed)
    }

    fn passes_role(&self, request: &Request) -> Option<PassedRole> {
        permission::passed_role(operation(request)?, &request.body)
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        Box::pin(async move {
            match self.answer(&request).await {
                Ok(answer) => respond(StatusCode::OK, CONTENT_TYPE, answer.to_string()),
                Err(error) => error.to_json_response(CONTENT_TYPE),
            }
        })
    }

    fn refuse(&self, _request: &Request, error: &ApiError) -> Response {
        error.to_json_response(CONTENT_TYPE)
    }
}

/// The operation that a request names.
fn operation(request: &Request) -> Option<Operation> {
    let target = request.header("x-amz-target")?;
    Operation::parse(target.strip_prefix(TARGET_PREFIX)?)
}

fn unknown_operation(request: &Request) -> ApiError {
    let message = match request.header("x-amz-target") {
        None => {
            format!("the header X-Amz-Target is missing; it is like {TARGET_PREFIX}StartExecution")
        }
        Some(target) => format!("there is no operation `{target}`"),
    };
    ApiError::new("UnknownOperationException", message)
}

/// A body as JSON. None at all is an empty one.
fn parse(body: &[u8]) -> Result<Value, ApiError> {
    if body.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    serde_json::from_slice(body).map_err(|error| unreadable(error.to_string()))
}

/// A body that has been checked, as an operation's own type. A member that is null is not there.
fn read<T: DeserializeOwned>(mut body: Value) -> Result<T, ApiError> {
    drop_nulls(&mut body);
    T::deserialize(body).map_err(|error| unreadable(error.to_string()))
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
