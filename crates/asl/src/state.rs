//! The eight states. One module each holds what the text may say; the module of the same name in
//! the `interpreter` crate holds what it does.

mod choice;
mod fail;
mod map;
mod parallel;
mod recovery;
mod resource;
mod task;
mod wait;

use std::sync::Arc;

pub use choice::{
    Choice, ChoiceRule, Comparison, Condition, Operand, Relation, StringPattern, TypeTest,
};
pub use fail::Fail;
pub use map::{
    Distributed, ExecutionType, ItemBatcher, ItemReader, Items, LABEL_CHARS_MAX,
    MAX_INPUT_BYTES_PER_BATCH_MAX, MAX_ITEMS_MAX, Map, MapMode, ResultWriter,
};
pub use parallel::Parallel;
pub use recovery::{
    Catcher, ErrorMatch, INTERVAL_SECONDS_MAX, JitterStrategy, MAX_ATTEMPTS_MAX,
    MAX_DELAY_SECONDS_MAX, Recovery, Retrier,
};
pub use resource::{Integration, IntegrationPattern, Resource};
pub use task::{TIMEOUT_SECONDS_MAX, Task};
pub use wait::Wait;

use crate::data_flow::DataFlow;
use crate::diagnostic::Span;
use crate::machine::{ScopeId, StateId, StateName};
use crate::value::Value;

/// One state of a machine.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name, unique in the machine.
    pub name: StateName,
    /// The scope it belongs to.
    pub scope: ScopeId,
    /// The author's comment.
    pub comment: Option<Arc<str>>,
    /// What it reads and gives.
    pub flow: DataFlow,
    /// What it does.
    pub kind: StateKind,
    /// Its place in the text.
    pub span: Span,
}

/// What a state does. ASL spells this `Type`.
#[derive(Clone, Debug)]
pub enum StateKind {
    /// Passes its input on, shaped or replaced.
    Pass {
        /// `Result`: the literal that takes the place of the input.
        result: Option<Value>,
        /// Where control goes.
        transition: Transition,
    },
    /// Has work done elsewhere.
    Task(Box<Task>),
    /// Chooses the next state.
    Choice(Choice),
    /// Lets time pass.
    Wait(Wait),
    /// Ends its scope well.
    Succeed,
    /// Ends its scope with an error.
    Fail(Fail),
    /// Runs branches side by side.
    Parallel(Parallel),
    /// Runs a processor for each item.
    Map(Box<Map>),
}

/// Where control goes when a state finishes. ASL spells this `Next` or `End: true`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// To another state of the same scope.
    Next(StateId),
    /// Nowhere: the scope is done.
    End,
}

impl StateKind {
    /// The state's `Type`.
    pub fn type_name(&self) -> &'static str {
        match self {
            StateKind::Pass { .. } => "Pass",
            StateKind::Task(_) => "Task",
            StateKind::Choice(_) => "Choice",
            StateKind::Wait(_) => "Wait",
            StateKind::Succeed => "Succeed",
            StateKind::Fail(_) => "Fail",
            StateKind::Parallel(_) => "Parallel",
            StateKind::Map(_) => "Map",
        }
    }

    /// Where control goes when the state has done its work; `None` for the states that do not
    /// say so by `Next` or `End`.
    pub fn transition(&self) -> Option<Transition> {
        match self {
            StateKind::Pass { transition, .. } => Some(*transition),
            StateKind::Task(task) => Some(task.transition),
            StateKind::Wait(wait) => Some(wait.transition()),
            StateKind::Parallel(parallel) => Some(parallel.transition),
            StateKind::Map(map) => Some(map.transition),
            StateKind::Choice(_) | StateKind::Succeed | StateKind::Fail(_) => None,
        }
    }

    /// Every state that control may go to next, by `Next`, a rule, `Default` or a catcher.
    pub fn targets(&self) -> Vec<StateId> {
        let mut targets = Vec::new();
        if let Some(Transition::Next(next)) = self.transition() {
            targets.push(next);
        }
        if let StateKind::Choice(choice) = self {
            targets.extend(choice.rules.iter().map(|rule| rule.next));
            targets.extend(choice.default);
        }
        targets.extend(self.recovery().catch.iter().map(|catcher| catcher.next));
        targets
    }

    /// How the state recovers from errors: nothing for the states that cannot.
    pub fn recovery(&self) -> &Recovery {
        match self {
            StateKind::Task(task) => &task.recovery,
            StateKind::Parallel(parallel) => &parallel.recovery,
            StateKind::Map(map) => &map.recovery,
            StateKind::Pass { .. }
            | StateKind::Choice(_)
            | StateKind::Wait(_)
            | StateKind::Succeed
            | StateKind::Fail(_) => Recovery::NONE,
        }
    }
}
