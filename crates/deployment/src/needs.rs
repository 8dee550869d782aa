//! What a state machine's role must be allowed to do, derived from its definition.
//!
//! | module | holds |
//! |---|---|
//! | `integration` | which integration needs what; jobs, and the rules that tell of their end |
//! | `function` | Lambda |
//! | `execution` | nested executions |
//! | `model` | Bedrock |
//! | `endpoint` | HTTP endpoints and API Gateway |
//! | `operation` | operations of AWS's services by their names |
//! | `role` | roles that are handed on, and roles that are taken on |
//! | `map_run` | distributed Maps |
//!
//! Source: "IAM policies for integrated services" in the Step Functions developer guide, and for
//! each action the service authorization reference ([`actions`](crate::actions)).

mod endpoint;
mod execution;
mod function;
mod integration;
mod map_run;
mod model;
mod operation;
mod role;

use asl::state::{MapMode, StateKind};
use asl::template::Template;
use asl::{QueryLanguage, State, StateMachine};

use crate::pattern::Pattern;
use crate::settled::settled;

/// What a role must be allowed, and what the definition does not tell.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// In the order of the definition; each but once.
    pub needs: Vec<Need>,
    /// What no need could be derived from.
    pub unknown: Vec<Unknown>,
    /// States whose work asks nothing of the role, each with the reason.
    pub unneeded: Vec<(String, &'static str)>,
}

/// An action that must be allowed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The state that needs it; `None` for the machine itself.
    pub state: Option<String>,
    /// The field of the state that says so: `Resource`, `Arguments.TableName`.
    pub field: String,
    /// `dynamodb:GetItem`
    pub action: String,
    /// What it is done to.
    pub resource: Pattern,
    /// Under which conditions; all of them.
    pub conditions: Vec<Condition>,
    /// Why, in a sentence.
    pub reason: String,
}

/// A condition of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Condition {
    /// `StringEquals`
    pub operator: &'static str,
    /// `iam:PassedToService`
    pub key: &'static str,
    /// Any of these.
    pub value: Pattern,
}

/// Something that a state does and of which it is not known what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The state.
    pub state: String,
    /// The resource as it is written.
    pub resource: String,
    /// What is not known.
    pub reason: String,
}

impl Needs {
    /// What the role of `machine` needs when the machine is called `name`, beside writing its log
    /// and its traces.
    pub fn of(machine: &StateMachine, name: &str) -> Needs {
        let mut needs = Needs::default();
        for (_, state) in machine.states() {
            let mut asking = Asking {
                state,
                machine: name,
                in_map_run: is_in_map_run(machine, state),
                needs: &mut needs,
            };
            match &state.kind {
                StateKind::Task(task) => asking.task(task),
                StateKind::Map(map) => {
                    if let MapMode::Distributed(distributed) = &map.mode {
                        asking.map_run(distributed);
                    }
                }
                StateKind::Pass { .. }
                | StateKind::Choice(_)
                | StateKind::Wait(_)
                | StateKind::Succeed
                | StateKind::Fail(_)
                | StateKind::Parallel(_) => {}
            }
        }
        needs
    }

    /// What it takes to write the machine's log.
    #[must_use]
    pub fn with_log(mut self) -> Needs {
        const ACTIONS: [&str; 8] = [
            "CreateLogDelivery",
            "DeleteLogDelivery",
            "DescribeLogGroups",
            "DescribeResourcePolicies",
            "GetLogDelivery",
            "ListLogDeliveries",
            "PutResourcePolicy",
            "UpdateLogDelivery",
        ];
        let reason = "the execution log is delivered by CloudWatch Logs, whose deliveries cannot be \
                      narrowed to a log group";
        for action in ACTIONS {
            self.machine_needs(format!("logs:{action}"), "Logging", reason);
        }
        self
    }

    /// What it takes to write traces.
    #[must_use]
    pub fn with_traces(mut self) -> Needs {
        const ACTIONS: [&str; 4] = [
            "GetSamplingRules",
            "GetSamplingTargets",
            "PutTelemetryRecords",
            "PutTraceSegments",
        ];
        let reason =
            "executions are traced by X-Ray, whose actions cannot be narrowed to a resource";
        for action in ACTIONS {
            self.machine_needs(format!("xray:{action}"), "Tracing", reason);
        }
        self
    }

    fn machine_needs(&mut self, action: String, field: &str, reason: &str) {
        self.add(Need {
            state: None,
            field: field.to_owned(),
            action,
            resource: Pattern::anything(),
            conditions: Vec::new(),
            reason: reason.to_owned(),
        });
    }

    fn add(&mut self, need: Need) {
        // Nothing but the same state needs the same.
        let of_state = |other: &&Need| other.state == need.state;
        let mut before = self.needs.iter().rev().take_while(of_state);
        if !before.any(|other| *other == need) {
            self.needs.push(need);
        }
    }
}

/// Whether a distributed Map is around a state.
fn is_in_map_run(machine: &StateMachine, state: &State) -> bool {
    let mut scope = state.scope;
    while let Some(parent) = machine.scope(scope).parent {
        let parent = machine.state(parent);
        if let StateKind::Map(map) = &parent.kind
            && let MapMode::Distributed(_) = map.mode
        {
            return true;
        }
        scope = parent.scope;
    }
    false
}

/// A state whose needs are looked for.
struct Asking<'a> {
    state: &'a State,
    /// What the machine is called.
    machine: &'a str,
    /// Whether it is performed in an execution of a Map Run, whose machine has another name.
    in_map_run: bool,
    needs: &'a mut Needs,
}

impl Asking<'_> {
    fn language(&self) -> QueryLanguage {
        self.state.flow.query_language()
    }

    /// A template with what is known of it before it runs.
    fn settled(&self, template: Option<&Template>) -> Option<Template> {
        let template = template?;
        Some(if self.in_map_run {
            template.clone()
        } else {
            settled(template, self.machine)
        })
    }

    /// The state needs this.
    fn needs(
        &mut self,
        action: impl Into<String>,
        resource: Pattern,
        field: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.needs_if(action, resource, field, reason, Vec::new());
    }

    /// The state needs this, under conditions.
    fn needs_if(
        &mut self,
        action: impl Into<String>,
        resource: Pattern,
        field: impl Into<String>,
        reason: impl Into<String>,
        conditions: Vec<Condition>,
    ) {
        self.needs.add(Need {
            state: Some(self.state.name.as_str().to_owned()),
            field: field.into(),
            action: action.into(),
            resource,
            conditions,
            reason: reason.into(),
        });
    }

    /// The state's work asks nothing of the role.
    fn needs_nothing(&mut self, reason: &'static str) {
        let name = self.state.name.as_str().to_owned();
        self.needs.unneeded.push((name, reason));
    }

    /// It is not known what the state needs.
    fn unknown(&mut self, resource: &str, reason: impl Into<String>) {
        self.needs.unknown.push(Unknown {
            state: self.state.name.as_str().to_owned(),
            resource: resource.to_owned(),
            reason: reason.into(),
        });
    }
}
