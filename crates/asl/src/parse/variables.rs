//! Where variables may be assigned.
//!
//! An inner scope sees the variables of those around it and may not assign one of their names
//! (Step Functions developer guide, "Passing data between states with variables"). What the
//! Parallel or Map state around a scope assigns itself comes after the scope, so the names may be
//! the same (recorded on AWS). The child executions of a distributed Map see nothing outside.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::machine::{ScopeId, StateId};
use crate::state::{MapMode, StateKind};

/// A variable set by a state, a rule or a catcher.
pub(super) struct Assignment {
    pub(super) scope: ScopeId,
    pub(super) state: StateId,
    pub(super) name: Arc<str>,
    pub(super) location: String,
    pub(super) span: Span,
}

impl Reader {
    /// Reports assignments to names that a scope around has assigned.
    pub(super) fn check_variables(&mut self) {
        let mut assigned: HashMap<(ScopeId, &str), HashSet<StateId>> = HashMap::new();
        for assignment in &self.machine.assignments {
            let by = assigned.entry((assignment.scope, &assignment.name));
            by.or_default().insert(assignment.state);
        }
        let shadows = self.machine.assignments.iter().filter(|assignment| {
            std::iter::successors(self.around(assignment.scope), |(scope, _)| {
                self.around(*scope)
            })
            .any(|(scope, holder)| {
                assigned
                    .get(&(scope, &*assignment.name))
                    .is_some_and(|by| by.iter().any(|state| *state != holder))
            })
        });
        let found: Vec<Diagnostic> = shadows
            .map(|assignment| Diagnostic {
                severity: Severity::Error,
                code: Code::SchemaValidationFailed,
                location: Some(assignment.location.clone()),
                span: assignment.span,
                message: format!(
                    "variable '{}' is assigned in an outer scope, so it cannot be assigned here",
                    assignment.name
                ),
                hint: Some(
                    "choose another name, and hand the value out as the scope's output".to_owned(),
                ),
            })
            .collect();
        self.diagnostics.extend(found);
    }

    /// The scope whose variables `scope` sees beside its own, and the state in it that holds
    /// `scope`.
    fn around(&self, scope: ScopeId) -> Option<(ScopeId, StateId)> {
        let holder = self.machine.scopes.get(scope.0 as usize)?.parent?;
        let state = self.machine.states.get(holder.0 as usize)?.as_ref()?;
        match &state.kind {
            StateKind::Map(map) if matches!(map.mode, MapMode::Distributed(_)) => None,
            _ => Some((state.scope, holder)),
        }
    }
}
