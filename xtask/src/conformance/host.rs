//! The Step Functions API in memory, for one case.
//!
//! Requests and answers are those of the Python SDK, by which the corpus was recorded: field names
//! of the wire, dates as texts. The host keeps state machines, executions and activities; what an
//! execution does is the [`Engine`]'s. Every call runs the executions as far as they get without
//! time passing; [`Host::let_time_pass`] moves the clock to what comes next.

mod activities;
mod executions;
mod functions;
mod integrations;
mod machines;
mod request;
mod test_state;

use std::collections::BTreeMap;
use std::sync::Arc;

use asl::Timestamp;
use asl::expression::Random;
use serde_json::{Map, Value};

use self::activities::Activity;
use self::executions::Execution;
use self::functions::Function;
use self::integrations::{NestedExecution, WaitingWorker};
use self::machines::Machine;
use self::request::Request;
use super::clock;
use super::engine::{Demand, Engine, Report, TaskKey};
use super::target::{ACCOUNT, REGION};

/// One account of the service.
pub(crate) struct Host {
    engine: Engine,
    random: Random,
    machines: Vec<Machine>,
    executions: Vec<Execution>,
    activities: Vec<Activity>,
    functions: Vec<Function>,
    /// The tasks that can be ended by a token. A task that is over keeps its token.
    tokens: BTreeMap<Arc<str>, TaskKey>,
    /// Tasks that wait for another execution.
    nested: Vec<NestedExecution>,
    /// Tasks that wait for a task of an activity.
    workers: Vec<WaitingWorker>,
    /// What is to be reported when its time has come.
    appointments: Vec<(Timestamp, TaskKey, Report)>,
}

/// A request that is refused: one of AWS's errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    /// `ExecutionDoesNotExist`.
    pub(crate) code: &'static str,
    /// AWS's message.
    pub(crate) message: String,
}

/// The answer to a request.
pub(crate) type Answer = Result<Value, ApiError>;

impl Host {
    /// The operations the host answers. Versions, aliases, tags and map runs come with the server.
    pub(crate) const OPERATIONS: [&str; 22] = [
        "CreateActivity",
        "CreateStateMachine",
        "DeleteActivity",
        "DeleteStateMachine",
        "DescribeActivity",
        "DescribeExecution",
        "DescribeStateMachine",
        "DescribeStateMachineForExecution",
        "GetActivityTask",
        "GetExecutionHistory",
        "ListActivities",
        "ListExecutions",
        "ListStateMachines",
        "SendTaskFailure",
        "SendTaskHeartbeat",
        "SendTaskSuccess",
        "StartExecution",
        "StartSyncExecution",
        "StopExecution",
        "TestState",
        "UpdateStateMachine",
        "ValidateStateMachineDefinition",
    ];

    /// An empty account. The same `seed` gives the same ids.
    pub(crate) fn new(seed: [u8; 32]) -> Host {
        Host {
            engine: Engine::new(clock::START),
            random: Random::from_seed(seed),
            machines: Vec::new(),
            executions: Vec::new(),
            activities: Vec::new(),
            functions: Vec::new(),
            tokens: BTreeMap::new(),
            nested: Vec::new(),
            workers: Vec::new(),
            appointments: Vec::new(),
        }
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Timestamp {
        self.engine.now()
    }

    /// Answers a request, and runs what it has started.
    pub(crate) fn call(&mut self, operation: &str, params: &Map<String, Value>) -> Answer {
        let answer = self.call_inside(operation, params);
        self.run_executions();
        answer
    }

    /// Answers a request that may come from an execution that runs right now.
    fn call_inside(&mut self, operation: &str, params: &Map<String, Value>) -> Answer {
        let request = Request(params);
        match operation {
            "CreateActivity" => self.create_activity(request),
            "CreateStateMachine" => self.create_state_machine(request),
            "DeleteActivity" => self.delete_activity(request),
            "DeleteStateMachine" => self.delete_state_machine(request),
            "DescribeActivity" => self.describe_activity(request),
            "DescribeExecution" => self.describe_execution(request),
            "DescribeStateMachine" => self.describe_state_machine(request),
            "DescribeStateMachineForExecution" => {
                self.describe_state_machine_for_execution(request)
            }
            "GetActivityTask" => self.get_activity_task(request),
            "GetExecutionHistory" => self.get_execution_history(request),
            "ListActivities" => self.list_activities(request),
            "ListExecutions" => self.list_executions(request),
            "ListStateMachines" => self.list_state_machines(request),
            "SendTaskFailure" => self.send_task_failure(request),
            "SendTaskHeartbeat" => self.send_task_heartbeat(request),
            "SendTaskSuccess" => self.send_task_success(request),
            "StartExecution" => self.start_execution(request),
            "StartSyncExecution" => self.start_sync_execution(request),
            "StopExecution" => self.stop_execution(request),
            "TestState" => self.test_state(request),
            "UpdateStateMachine" => self.update_state_machine(request),
            "ValidateStateMachineDefinition" => machines::validate_definition(request),
            _ => Err(ApiError::new("UnknownOperationException", "")),
        }
    }

    /// Moves the clock to what comes next, but not past `until`, and runs what that sets going.
    /// `false` when nothing will come.
    pub(crate) fn let_time_pass(&mut self, until: Option<Timestamp>) -> bool {
        let appointment = self.appointments.iter().map(|(at, ..)| *at).min();
        let next = [self.engine.next_timer(), appointment, until];
        let Some(next) = next.into_iter().flatten().min() else {
            return false;
        };
        self.engine.advance_to(next);
        for (_, task, report) in self.appointments.extract_if(.., |(at, ..)| *at <= next) {
            if self.engine.awaits(task) {
                self.engine.report(task, report);
            }
        }
        self.run_executions();
        true
    }

    /// Runs the executions until all of them wait.
    fn run_executions(&mut self) {
        loop {
            match self.engine.next_demand() {
                Some(Demand {
                    task,
                    resource,
                    parameters,
                    token,
                }) => {
                    self.begin_task(task, &resource, &parameters, token);
                }
                None if self.report_nested() || self.serve_workers() => {}
                None => return,
            }
        }
    }

    /// Reports what became of a task, so many seconds after it has been begun.
    fn report_after(&mut self, seconds: f64, task: TaskKey, report: Report) {
        if seconds > 0.0 {
            self.engine.report(task, Report::Started { worker: None });
            let at = clock::later(self.now(), seconds);
            self.appointments.push((at, task, report));
        } else {
            self.engine.report(task, report);
        }
    }

    /// Randomness for an execution.
    fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        for word in seed.chunks_exact_mut(8) {
            word.copy_from_slice(&self.random.next_u64().to_be_bytes());
        }
        seed
    }
}

impl ApiError {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> ApiError {
        ApiError {
            code,
            message: message.into(),
        }
    }

    pub(crate) fn validation(message: impl Into<String>) -> ApiError {
        ApiError::new("ValidationException", message)
    }
}
