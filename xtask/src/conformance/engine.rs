//! The interpreter as the host drives it: every execution of one case, on one virtual clock.
//!
//! Nothing happens by itself. The host starts an execution, takes the work that executions ask for
//! ([`Engine::next_demand`]) until they ask for nothing more, and moves the clock to the next
//! timer.

use std::collections::VecDeque;
use std::sync::Arc;

use asl::state::{Resource, StateKind};
use asl::{ScopeId, StateMachine, Timestamp};
use interpreter::effect::{Outcome, StartTask, TaskId};
use interpreter::rehearsal::{self, Member, Outside, Rehearsal, TaskRequest};
use interpreter::{ExecutionKind, Failure, Happening, Identity, Payload, Status};
use serde_json::Value;

/// Every execution of one case.
pub(crate) struct Engine {
    now: Timestamp,
    executions: Vec<Running>,
    /// Tasks of activities that were handed out and not refused since.
    unconfirmed: Vec<TaskKey>,
}

/// An execution and what is known of it.
struct Running {
    rehearsal: Rehearsal<Demands>,
    events: Vec<Value>,
    stopped: Option<Timestamp>,
}

/// Tasks that nobody has taken yet.
#[derive(Default)]
struct Demands(VecDeque<(Member, StartTask, Resource)>);

/// Which execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ExecutionKey(usize);

/// Which attempt of which task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TaskKey {
    execution: ExecutionKey,
    member: Member,
    task: u64,
}

/// What an execution starts with.
pub(crate) struct Start<'a> {
    pub(crate) machine: Arc<StateMachine>,
    pub(crate) machine_arn: &'a str,
    pub(crate) machine_name: &'a str,
    pub(crate) role_arn: &'a str,
    pub(crate) arn: &'a str,
    pub(crate) name: &'a str,
    pub(crate) input: asl::Value,
    /// The input as it was given.
    pub(crate) input_text: &'a str,
    pub(crate) express: bool,
    pub(crate) seed: [u8; 32],
}

/// Work that an execution asks for.
pub(crate) struct Demand {
    pub(crate) task: TaskKey,
    /// The `Resource` of the state.
    pub(crate) resource: Arc<str>,
    /// The input of the work.
    pub(crate) parameters: asl::Value,
    /// The token by which somebody else may end it.
    pub(crate) token: Option<Arc<str>>,
}

/// What became of work.
pub(crate) enum Report {
    /// There is no such activity.
    NoSuchActivity,
    /// A worker has taken it.
    Started { worker: Option<String> },
    /// The job is on its way; what the service answered.
    Submitted(asl::Value),
    /// The worker is still there.
    Heartbeat,
    /// It is done.
    Succeeded(asl::Value),
    /// It has failed.
    Failed {
        error: Option<String>,
        cause: Option<String>,
    },
}

/// How an execution stands.
pub(crate) struct Standing {
    pub(crate) status: &'static str,
    pub(crate) output: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) cause: Option<String>,
    pub(crate) stopped: Option<Timestamp>,
}

impl Standing {
    pub(crate) fn is_running(&self) -> bool {
        self.status == "RUNNING"
    }
}

impl Engine {
    pub(crate) fn new(now: Timestamp) -> Engine {
        Engine {
            now,
            executions: Vec::new(),
            unconfirmed: Vec::new(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Starts an execution. It runs when its demands are asked for.
    pub(crate) fn start(&mut self, start: Start<'_>) -> ExecutionKey {
        let identity = Identity {
            execution_arn: start.arn.into(),
            name: start.name.into(),
            role_arn: Some(start.role_arn.into()),
            state_machine_arn: start.machine_arn.into(),
            state_machine_name: start.machine_name.into(),
        };
        let input = Payload::with_text(start.input, start.input_text)
            .unwrap_or_else(|_| Payload::empty_object());
        let rehearsal = Rehearsal::start(
            interpreter::Start {
                machine: start.machine,
                scope: ScopeId::ROOT,
                kind: if start.express {
                    ExecutionKind::Express
                } else {
                    ExecutionKind::Standard
                },
                identity: Arc::new(identity),
                input,
                seed: start.seed,
                at: self.now,
                number: 0,
                keep_history: true,
                from: None,
            },
            Demands::default(),
        );
        self.executions.push(Running {
            rehearsal,
            events: Vec::new(),
            stopped: None,
        });
        let key = ExecutionKey(self.executions.len() - 1);
        self.look(key);
        key
    }

    /// Ends an execution from outside.
    pub(crate) fn stop(
        &mut self,
        execution: ExecutionKey,
        error: Option<&str>,
        cause: Option<&str>,
    ) {
        let what = Happening::Stopped {
            error: error.map(Arc::from),
            cause: cause.map(Arc::from),
        };
        self.deliver(execution, Member::FIRST, what);
    }

    /// Runs executions until one asks for work; `None` when all wait or are over.
    pub(crate) fn next_demand(&mut self) -> Option<Demand> {
        self.confirm();
        let now = self.now;
        for place in 0..self.executions.len() {
            let key = ExecutionKey(place);
            self.executions[place].rehearsal.run_until(now);
            self.look(key);
            let demands = &mut self.executions[place].rehearsal.outside.0;
            if let Some((member, task, resource)) = demands.pop_front() {
                let key = TaskKey {
                    execution: key,
                    member,
                    task: task.task.to_u64(),
                };
                if let Resource::Activity(_) = resource {
                    self.unconfirmed.push(key);
                }
                return Some(Demand {
                    task: key,
                    resource: resource.as_str().into(),
                    parameters: task.arguments.value().clone(),
                    token: task.token.map(|token| token.as_str().into()),
                });
            }
        }
        None
    }

    /// Tells an execution what became of its work. Work that nobody waits for is no longer told.
    pub(crate) fn report(&mut self, key: TaskKey, report: Report) {
        let task = TaskId::from_u64(key.task);
        let what = match report {
            Report::NoSuchActivity => {
                self.unconfirmed.retain(|unconfirmed| *unconfirmed != key);
                let gone = self
                    .activity(key)
                    .map(|arn| format!("The activity {arn} does not exist."));
                Happening::TaskFailed {
                    task,
                    failure: Failure::refused(gone.unwrap_or_default()),
                }
            }
            Report::Started { worker } => Happening::TaskStarted {
                task,
                worker_name: worker.map(Arc::from),
            },
            Report::Submitted(output) => Happening::TaskSubmitted { task, output },
            Report::Heartbeat => Happening::TaskHeartbeat { task },
            Report::Succeeded(output) => Happening::TaskSucceeded { task, output },
            Report::Failed { error, cause } => Happening::TaskFailed {
                task,
                failure: Failure::reported(error.as_deref(), cause.as_deref()),
            },
        };
        self.deliver(key.execution, key.member, what);
    }

    /// Whether an execution waits for this work.
    pub(crate) fn awaits(&self, key: TaskKey) -> bool {
        let rehearsal = &self.executions[key.execution.0].rehearsal;
        rehearsal
            .member(key.member)
            .awaits(TaskId::from_u64(key.task))
    }

    /// When the next timer of any execution is due.
    pub(crate) fn next_timer(&self) -> Option<Timestamp> {
        let due = self.executions.iter().filter_map(|running| {
            let over = *running.rehearsal.execution().status() != Status::Running;
            running.rehearsal.next_due().filter(|_| !over)
        });
        due.min()
    }

    /// Sets the clock and fires the timers that are due.
    pub(crate) fn advance_to(&mut self, now: Timestamp) {
        self.confirm();
        self.now = self.now.max(now);
        for place in 0..self.executions.len() {
            self.executions[place].rehearsal.run_until(self.now);
            self.look(ExecutionKey(place));
        }
    }

    pub(crate) fn standing(&self, execution: ExecutionKey) -> Standing {
        let running = &self.executions[execution.0];
        let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        let (status, output, error, cause) = match running.rehearsal.execution().status() {
            Status::Running => ("RUNNING", None, None, None),
            Status::Closed(Outcome::Succeeded(output)) => {
                ("SUCCEEDED", Some(output.text().to_owned()), None, None)
            }
            Status::Closed(Outcome::Failed(failure)) => {
                ("FAILED", None, text(&failure.error), text(&failure.cause))
            }
            Status::Closed(Outcome::TimedOut) => ("TIMED_OUT", None, None, None),
            Status::Closed(Outcome::Aborted { error, cause }) => {
                ("ABORTED", None, text(error), text(cause))
            }
        };
        Standing {
            status,
            output,
            error,
            cause,
            stopped: running.stopped,
        }
    }

    /// The history so far, as the API shows it.
    pub(crate) fn history(&self, execution: ExecutionKey) -> Vec<Value> {
        self.executions[execution.0].events.clone()
    }

    fn deliver(&mut self, key: ExecutionKey, member: Member, what: Happening) {
        let running = &mut self.executions[key.0];
        running.rehearsal.run_until(self.now);
        // An end that comes too late is no end.
        let _ = running.rehearsal.deliver_to(member, what);
        running.rehearsal.run_until(self.now);
        self.look(key);
    }

    /// Activities that were asked for and not refused have taken their task.
    fn confirm(&mut self) {
        for key in std::mem::take(&mut self.unconfirmed) {
            let task = TaskId::from_u64(key.task);
            self.deliver(key.execution, key.member, Happening::TaskScheduled { task });
        }
    }

    /// Notes what is new in an execution.
    fn look(&mut self, key: ExecutionKey) {
        let running = &mut self.executions[key.0];
        let events = running.rehearsal.take_history();
        let execution = running.rehearsal.execution();
        running.events.extend(events.iter().map(|event| {
            let event = event.to_json(execution.machine(), execution.identity());
            serde_json::Value::from(&event)
        }));
        if *execution.status() != Status::Running {
            running.stopped.get_or_insert(running.rehearsal.now());
        }
    }

    /// The ARN of the activity whose task this is.
    fn activity(&self, key: TaskKey) -> Option<String> {
        let execution = self.executions[key.execution.0]
            .rehearsal
            .member(key.member);
        let state = execution.state_of(TaskId::from_u64(key.task))?;
        match &execution.machine().state(state).kind {
            StateKind::Task(task) => Some(task.resource.as_str().to_owned()),
            _ => None,
        }
    }
}

impl Outside for Demands {
    fn task(&mut self, request: &TaskRequest<'_>) -> rehearsal::Answer {
        let demand = (
            request.member,
            request.task.clone(),
            request.resource.clone(),
        );
        self.0.push_back(demand);
        rehearsal::Answer::Open
    }
}
