//! One state by itself, as the API operation TestState has it: its input in, its output, next
//! state and the data between its steps out.
//!
//! The state is visited by an execution of its own, which ends when the state has been left, has
//! failed, or is to be retried. Its work is mocked, or done by whoever implements [`Outside`];
//! time passes at once. What a request may ask for, and in which words it is refused, is recorded
//! from AWS, 2025-11 to 2026-02.

mod context;
mod mock;
mod mocked;
mod report;
mod service_shapes;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use asl::diagnostic::invalid_definition_message;
use asl::expression::Random;
use asl::parse::{self, Options};
use asl::state::{IntegrationPattern, Resource, State, StateKind};
use asl::{Object, ScopeId, StateId, StateMachine, Timestamp, Value, json};

pub use mock::{ErrorOutput, FieldValidation, Mock};
pub use report::{InspectionLevel, TestStatus, TestedState};

use crate::effect::{Effect, StartTask};
use crate::event::Start;
use crate::execution::{Core, ExecutionKind, Identity};
use crate::failure::Failure;
use crate::inspection::Inspection;
use crate::payload::Payload;
use crate::rehearsal::{Answer, Member, Outside, TaskRequest};
use crate::thread::{ThreadId, Work};
use crate::turn::Turn;

use self::mock::Mocked;
use self::report::Seen;

/// A state is tested for at most so long, in seconds (API reference, TestState).
pub const TEST_SECONDS_MAX: u32 = 300;

/// What is tested: the parameters of TestState.
#[derive(Clone, Copy, Debug, Default)]
pub struct TestState<'r> {
    /// `definition`: the state alone, or its whole machine.
    pub definition: &'r str,
    /// `stateName`: the state in its machine; `None` when the definition is the state alone.
    pub state_name: Option<&'r str>,
    /// `roleArn`.
    pub role_arn: Option<&'r str>,
    /// `input`: JSON text; `{}` when absent.
    pub input: Option<&'r str>,
    /// `inspectionLevel`.
    pub inspection_level: InspectionLevel,
    /// `revealSecrets`.
    pub reveal_secrets: bool,
    /// `variables`: the JSON text of an object.
    pub variables: Option<&'r str>,
    /// `context`: the JSON text of the context object, for a test with a mock.
    pub context: Option<&'r str>,
    /// `mock`: what the state's work gives.
    pub mock: Option<Mock<'r>>,
    /// `stateConfiguration`.
    pub configuration: Configuration<'r>,
}

/// What is to have happened before the error or result that is mocked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Configuration<'r> {
    /// `retrierRetryCount`: how often the retrier that applies has retried.
    pub retrier_retry_count: Option<u32>,
    /// `errorCausedByState`: the state inside the Map or Parallel from which the error comes.
    pub error_caused_by_state: Option<&'r str>,
    /// `mapIterationFailureCount`: how many iterations of the Map have failed.
    pub map_iteration_failure_count: Option<u64>,
    /// `mapItemReaderData`: what the Map's reader reads.
    pub map_item_reader_data: Option<&'r str>,
}

/// Where and when a state is tested.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'s> {
    /// The region in the ARNs of the context object.
    pub region: &'s str,
    /// The account in the ARNs of the context object.
    pub account_id: &'s str,
    /// When the test begins.
    pub at: Timestamp,
    /// Where the test's randomness comes from.
    pub seed: [u8; 32],
}

/// A test that is not made: one of the operation's errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// `ValidationException`: the parameters do not go together.
    Validation(String),
    /// `InvalidDefinition`: the definition is wrong, or of a state that cannot be tested so.
    InvalidDefinition(String),
    /// `InvalidExecutionInput`: the input is not JSON, or too long.
    InvalidInput(String),
}

/// Tests a state.
pub fn run(
    request: &TestState<'_>,
    setting: &Setting<'_>,
    outside: &mut impl Outside,
) -> Result<TestedState, Refusal> {
    check_parameters(request)?;
    let (machine, tested) = find_state(request)?;
    let state = machine.state(tested);
    let mocked = request.mock.as_ref();
    let mocked = mocked.map(|mock| mock.check_against(state)).transpose()?;
    if mocked.is_none() {
        check_unmocked(request, state)?;
    }
    let mut inspection = Inspection {
        context: match request.context {
            Some(text) => Some(context::read(text, state)?),
            None => None,
        },
        ..Inspection::default()
    };
    let variables = read_variables(request)?;
    let input = read_input(request)?;

    let mut core = Core::begin(
        &start(request, setting, &machine, input.clone()),
        &variables,
    );
    let mut turn = Turn::new(&machine, &mut core, setting.at);
    turn.inspection = Some(&mut inspection);
    turn.visit(ThreadId::ROOT, tested, input.clone());
    if let Some(made) = request.configuration.retrier_retry_count {
        let retriers = state.kind.recovery().retry.len();
        turn.core.threads[ThreadId::ROOT].visit_mut().retries = vec![made; retriers];
    }
    let in_time = match (mocked, &state.kind) {
        (Some(mocked), StateKind::Map(map)) => {
            turn.attempt_mocked_map(map, mocked, &request.configuration);
            true
        }
        (Some(mocked), StateKind::Parallel(parallel)) => {
            turn.attempt_mocked_parallel(parallel, mocked);
            true
        }
        (mocked, _) => {
            turn.attempt(ThreadId::ROOT);
            turn.work_done(mocked, outside)
        }
    };
    let ended_at = turn.at;
    Ok(TestedState::report(&Seen {
        level: request.inspection_level,
        machine: &machine,
        tested,
        core: &core,
        inspection: &inspection,
        in_time,
        took_nanoseconds: ended_at.nanoseconds() - setting.at.nanoseconds(),
    }))
}

/// Which parameters go together, whatever the definition is. Recorded from AWS for
/// `RevealSecrets` and `MapIterationFailureCount`; the others follow their example.
fn check_parameters(request: &TestState<'_>) -> Result<(), Refusal> {
    let Some(mock) = &request.mock else {
        let configuration = &request.configuration;
        let for_mocks = [
            ("Context", request.context.is_some()),
            (
                "RetrierRetryCount",
                configuration.retrier_retry_count.is_some(),
            ),
            (
                "ErrorCausedByState",
                configuration.error_caused_by_state.is_some(),
            ),
            (
                "MapIterationFailureCount",
                configuration.map_iteration_failure_count.is_some(),
            ),
            (
                "MapItemReaderData",
                configuration.map_item_reader_data.is_some(),
            ),
        ];
        return match for_mocks.iter().find(|(_, given)| *given) {
            None => Ok(()),
            Some((parameter, _)) => Err(Refusal::validation(format!(
                "TestState does not support {parameter} when a mock is not specified."
            ))),
        };
    };
    if request.reveal_secrets {
        return Err(Refusal::validation(
            "TestState does not support RevealSecrets when a mock is specified.",
        ));
    }
    mock.check_by_itself()
}

/// The state, in its machine or in one that is made for it.
fn find_state(request: &TestState<'_>) -> Result<(Arc<StateMachine>, StateId), Refusal> {
    let options = Options::default();
    let definition = match request.state_name {
        None => parse::parse_state(request.definition, options),
        Some(_) => parse::parse(request.definition, options),
    };
    let machine = definition
        .map_err(|diagnostics| {
            Refusal::InvalidDefinition(invalid_definition_message(&diagnostics))
        })?
        .machine;
    let state = match request.state_name {
        None => machine.scope(ScopeId::ROOT).start_at,
        Some(name) => machine
            .state_named(name)
            .ok_or_else(|| Refusal::validation("State not found in definition"))?,
    };
    Ok((Arc::new(machine), state))
}

/// Whether the state can be tested without a mock.
fn check_unmocked(request: &TestState<'_>, state: &State) -> Result<(), Refusal> {
    let task = match &state.kind {
        StateKind::Map(_) | StateKind::Parallel(_) => {
            return Err(Refusal::InvalidDefinition(
                "TestState API does not support Map or Parallel states. Supported state types \
                 include: [Task, Wait, Pass, Succeed, Fail, Choice]"
                    .to_owned(),
            ));
        }
        StateKind::Task(task) => task,
        _ => return Ok(()),
    };
    let unsupported = match &task.resource {
        Resource::Activity(_) => Some("activities"),
        Resource::Integration(integration) => match integration.pattern {
            IntegrationPattern::RequestResponse => None,
            IntegrationPattern::Sync | IntegrationPattern::Sync2 => {
                Some("the .sync service integration pattern")
            }
            IntegrationPattern::WaitForTaskToken => {
                Some("the .waitForTaskToken service integration pattern")
            }
        },
        Resource::Lambda(_) | Resource::Other(_) => None,
    };
    match unsupported {
        Some(what) => Err(Refusal::InvalidDefinition(format!(
            "TestState API does not support {what} when a mock is not specified."
        ))),
        None if request.role_arn.is_none() => Err(Refusal::validation(
            "RoleArn must be specified when testing a Task state without a mock",
        )),
        None => Ok(()),
    }
}

fn read_input(request: &TestState<'_>) -> Result<Payload, Refusal> {
    let Some(text) = request.input else {
        return Ok(Payload::empty_object());
    };
    let invalid = |why: &str| {
        Refusal::InvalidInput(format!("Invalid State Machine Execution Input: '{why}'"))
    };
    let value = json::from_text(text).map_err(|error| invalid(&error.message))?;
    Payload::with_text(value, text).map_err(|_| invalid("the input is too long"))
}

fn read_variables(request: &TestState<'_>) -> Result<Arc<Object>, Refusal> {
    let Some(text) = request.variables else {
        return Ok(Arc::default());
    };
    match json::from_text(text) {
        Ok(Value::Object(variables)) => Ok(variables),
        Ok(_) | Err(_) => Err(Refusal::validation("Variables must be a valid JSON object")),
    }
}

/// The execution that visits the state.
fn start(
    request: &TestState<'_>,
    setting: &Setting<'_>,
    machine: &Arc<StateMachine>,
    input: Payload,
) -> Start {
    let Setting {
        region,
        account_id,
        at,
        seed,
    } = *setting;
    let mut names = Random::from_seed(seed);
    let (machine_name, name) = (names.next_uuid(), names.next_uuid());
    let mut inner_seed = seed;
    inner_seed[..16].copy_from_slice(&names.next_u128().to_be_bytes());
    Start {
        machine: machine.clone(),
        scope: ScopeId::ROOT,
        kind: ExecutionKind::Express,
        identity: Arc::new(Identity {
            execution_arn: format!(
                "arn:aws:states:{region}:{account_id}:express:{machine_name}:{name}"
            )
            .into(),
            state_machine_arn: format!(
                "arn:aws:states:{region}:{account_id}:stateMachine:{machine_name}"
            )
            .into(),
            name: name.into(),
            role_arn: request.role_arn.map(Arc::from),
            state_machine_name: machine_name.into(),
        }),
        input,
        seed: inner_seed,
        at,
        number: 0,
        keep_history: true,
        from: None,
    }
}

impl Turn<'_> {
    /// Does what the state waits for: the work of a Task, the time of a Wait. `false` when that
    /// takes longer than a test may.
    fn work_done(&mut self, mocked: Option<Mocked>, outside: &mut impl Outside) -> bool {
        let limit = self.at.plus_seconds(TEST_SECONDS_MAX);
        for effect in std::mem::take(&mut self.effects) {
            match effect {
                Effect::StartTask(task) => {
                    return match mocked {
                        Some(mocked) => {
                            self.task_mocked(&task, mocked);
                            true
                        }
                        None => self.task_done(&task, limit, outside),
                    };
                }
                Effect::SetTimer { due, .. } if self.waits() => {
                    if due > limit {
                        self.at = limit;
                        return false;
                    }
                    self.at = self.at.max(due);
                    self.wait_over(ThreadId::ROOT);
                    return true;
                }
                _ => {}
            }
        }
        true
    }

    /// Whether the state waits for time alone.
    fn waits(&self) -> bool {
        let visit = self.core.threads.visit(ThreadId::ROOT);
        visit.is_some_and(|visit| matches!(visit.work, Work::Waiting(_)))
    }

    fn task_mocked(&mut self, task: &StartTask, mocked: Mocked) {
        match mocked {
            Mocked::Result(result) => self.task_gave(ThreadId::ROOT, result),
            Mocked::Failure(failure) if failure.recoverable => self.task_over_with(task, failure),
            Mocked::Failure(failure) => self.fail(ThreadId::ROOT, failure),
        }
    }

    /// Has the task done. `false` when it takes longer than a test may.
    fn task_done(
        &mut self,
        task: &StartTask,
        limit: Timestamp,
        outside: &mut impl Outside,
    ) -> bool {
        let machine = self.machine;
        let state = machine.state(task.state);
        let StateKind::Task(definition) = &state.kind else {
            return true;
        };
        let request = TaskRequest {
            state,
            resource: &definition.resource,
            task,
            member: Member::FIRST,
            items: &[],
        };
        let answer = match outside.task(&request) {
            Answer::Open => None,
            Answer::Done { after, result } => Some((self.at.plus_nanoseconds(after), result)),
        };
        let timeout = task
            .timeout_seconds
            .map(|seconds| self.at.plus_seconds(seconds));
        match (answer, timeout) {
            (Some((done, result)), _)
                if done <= limit && timeout.is_none_or(|timeout| done <= timeout) =>
            {
                self.at = done;
                match result.map(Payload::new) {
                    Ok(Ok(result)) => self.task_gave(ThreadId::ROOT, result),
                    Ok(Err(_)) => self.task_result_too_large(ThreadId::ROOT),
                    Err(failure) => self.task_over_with(task, failure),
                }
                true
            }
            (_, Some(timeout)) if timeout <= limit => {
                self.at = timeout;
                self.task_timed_out(ThreadId::ROOT, false);
                true
            }
            _ => {
                self.at = limit;
                false
            }
        }
    }

    fn task_over_with(&mut self, task: &StartTask, failure: Failure) {
        // Invariant: the task was started by the turn that still goes on.
        let _ = self.task_failed(task.task, failure);
    }
}

impl Refusal {
    fn validation(message: impl Into<String>) -> Refusal {
        Refusal::Validation(message.into())
    }

    /// The error's name in the API.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Validation(_) => "ValidationException",
            Refusal::InvalidDefinition(_) => "InvalidDefinition",
            Refusal::InvalidInput(_) => "InvalidExecutionInput",
        }
    }

    /// The error's message.
    pub fn message(&self) -> &str {
        match self {
            Refusal::Validation(message)
            | Refusal::InvalidDefinition(message)
            | Refusal::InvalidInput(message) => message,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for Refusal {}
