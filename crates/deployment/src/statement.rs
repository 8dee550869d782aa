//! Needs as the statements of a policy: as few as say the same.

use std::collections::BTreeSet;
use std::fmt;

use crate::needs::{Condition, Need, Needs};
use crate::pattern::Pattern;

/// A statement that allows something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// In the order of their names, each once.
    pub actions: Vec<String>,
    /// In the order of the definition, each once.
    pub resources: Vec<Pattern>,
    /// All of them must hold.
    pub conditions: Vec<Condition>,
    /// Who needs it and why.
    pub reasons: Vec<Reason>,
}

/// Why something is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The states that need it; none where it is the machine itself.
    pub states: Vec<String>,
    /// Their field that says so.
    pub field: String,
    /// In a sentence.
    pub reason: String,
}

impl Needs {
    /// The statements of the role's policy, in the order of the definition. Actions on the same
    /// resource are one statement, and so are resources of the same actions; what the machine needs
    /// for itself is apart from what its states do.
    pub fn statements(&self) -> Vec<Statement> {
        let mut by_resource: Vec<Statement> = Vec::new();
        for need in &self.needs {
            let same = by_resource.iter_mut().find(|statement| {
                statement.resources[0] == need.resource
                    && statement.conditions == need.conditions
                    && statement.asks_like(need)
            });
            match same {
                Some(statement) => statement.allow(need),
                None => by_resource.push(Statement::of(need)),
            }
        }
        let mut merged: Vec<Statement> = Vec::new();
        for statement in by_resource {
            let same = merged.iter_mut().find(|other| {
                other.actions == statement.actions && other.conditions == statement.conditions
            });
            match same {
                Some(other) => {
                    other.resources.extend(statement.resources);
                    for reason in statement.reasons {
                        other.explain(reason);
                    }
                }
                None => merged.push(statement),
            }
        }
        merged
    }
}

impl Statement {
    fn of(need: &Need) -> Statement {
        Statement {
            actions: vec![need.action.clone()],
            resources: vec![need.resource.clone()],
            conditions: need.conditions.clone(),
            reasons: vec![Reason::of(need)],
        }
    }

    /// Whether it is for the same part of the machine: its states, or one of its own fields.
    fn asks_like(&self, need: &Need) -> bool {
        self.reasons.iter().any(|reason| match need.state {
            Some(_) => !reason.states.is_empty(),
            None => reason.states.is_empty() && reason.field == need.field,
        })
    }

    fn allow(&mut self, need: &Need) {
        let mut actions: BTreeSet<String> = std::mem::take(&mut self.actions).into_iter().collect();
        actions.insert(need.action.clone());
        self.actions = actions.into_iter().collect();
        self.explain(Reason::of(need));
    }

    fn explain(&mut self, new: Reason) {
        let same = |it: &&mut Reason| it.field == new.field && it.reason == new.reason;
        match self.reasons.iter_mut().find(same) {
            Some(reason) => {
                for state in new.states {
                    if !reason.states.contains(&state) {
                        reason.states.push(state);
                    }
                }
            }
            None => self.reasons.push(new),
        }
    }
}

impl Reason {
    fn of(need: &Need) -> Reason {
        Reason {
            states: need.state.clone().into_iter().collect(),
            field: need.field.clone(),
            reason: need.reason.clone(),
        }
    }
}

/// `Charge, Refund (Arguments.TableName): the definition names it`
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Reason {
            states,
            field,
            reason,
        } = self;
        match states.as_slice() {
            [] => write!(f, "{field}: {reason}"),
            states => write!(f, "{} ({field}): {reason}", states.join(", ")),
        }
    }
}
