//! A whole state machine: its states, and the scopes they live in.
//!
//! State names are unique over the whole machine, nested branches included, so all states are in
//! one list and all scopes in another. A transition is an index, never a name: a machine whose
//! `Next` dangles cannot be built.

mod variable_references;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::state::State;

/// A definition as text, at most 1 MiB (Step Functions quota, "Maximum state machine definition
/// size").
pub const DEFINITION_BYTES_MAX: usize = 1_048_576;

/// A state's name, at most 80 characters (Amazon States Language, "States").
pub const STATE_NAME_CHARS_MAX: usize = 80;

/// Whether a character may not stand in the names of state machines and executions, and so not in
/// a Map's label, which becomes part of one (Step Functions API reference, CreateStateMachine and
/// StartExecution, "name").
pub fn forbidden_in_names(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || "<>{}[]?*\"#%\\^|~`$&,;:/\u{fffe}\u{ffff}\u{10ffff}".contains(character)
}

/// A state machine that can be executed.
#[derive(Clone, Debug)]
pub struct StateMachine {
    pub(crate) comment: Option<Arc<str>>,
    pub(crate) query_language: QueryLanguage,
    pub(crate) timeout_seconds: Option<u32>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) states: Vec<State>,
    pub(crate) by_name: HashMap<StateName, StateId>,
}

/// One level of states: the machine itself, a branch of a Parallel state, or the processor of a
/// Map state. Control never leaves a scope but by its end.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Where the scope begins.
    pub start_at: StateId,
    /// The Parallel or Map state that holds the scope; `None` for the machine itself.
    pub parent: Option<StateId>,
    /// The states of the scope in the order of the text, those of nested scopes not among them.
    pub states: Vec<StateId>,
}

/// The place of a state in its machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StateId(pub(crate) u32);

/// The place of a scope in its machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub(crate) u32);

/// A state's name: 1 to [`STATE_NAME_CHARS_MAX`] characters, unique in its machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StateName(pub(crate) Arc<str>);

/// The language of a state's expressions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueryLanguage {
    /// Paths, payload templates and intrinsic functions.
    #[default]
    JsonPath,
    /// `{% … %}` expressions.
    Jsonata,
}

impl ScopeId {
    /// The machine itself.
    pub const ROOT: ScopeId = ScopeId(0);
}

impl StateMachine {
    /// The author's comment.
    pub fn comment(&self) -> Option<&str> {
        self.comment.as_deref()
    }

    /// The language of the states that do not choose one themselves.
    pub fn query_language(&self) -> QueryLanguage {
        self.query_language
    }

    /// The longest an execution may take, in seconds. Past it the execution is `TIMED_OUT`.
    pub fn timeout_seconds(&self) -> Option<u32> {
        self.timeout_seconds
    }

    /// The scope `id`.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// Every scope; the machine itself comes first.
    pub fn scopes(&self) -> impl Iterator<Item = (ScopeId, &Scope)> {
        (0..).map(ScopeId).zip(&self.scopes)
    }

    /// The state `id`.
    pub fn state(&self, id: StateId) -> &State {
        &self.states[id.0 as usize]
    }

    /// Every state, nested ones included, in the order of the text.
    pub fn states(&self) -> impl Iterator<Item = (StateId, &State)> {
        (0..).map(StateId).zip(&self.states)
    }

    /// The state called `name`, in whichever scope it is.
    pub fn state_named(&self, name: &str) -> Option<StateId> {
        self.by_name.get(name).copied()
    }
}

impl StateName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as shared text.
    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }
}

impl std::borrow::Borrow<str> for StateName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for QueryLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            QueryLanguage::JsonPath => "JSONPath",
            QueryLanguage::Jsonata => "JSONata",
        })
    }
}
