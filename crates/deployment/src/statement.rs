//! Needs as the statements of a policy: as few as say the same.

use std::collections::{BTreeSet, HashMap};
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
        let mut places = HashMap::new();
        for need in &self.needs {
            // What the machine needs for itself is told apart by the field that says so.
            let own = need.state.is_none().then_some(&need.field);
            let place = *places
                .entry((&need.resource, &need.conditions, own))
                .or_insert(by_resource.len());
            match by_resource.get_mut(place) {
                Some(statement) => statement.allow(need),
                None => by_resource.push(Statement::of(need)),
            }
        }
        let mut merged: Vec<Statement> = Vec::new();
        let mut places = HashMap::new();
        for statement in by_resource {
            let place = *places
                .entry((statement.actions.clone(), statement.conditions.clone()))
                .or_insert(merged.len());
            match merged.get_mut(place) {
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

/// Conditions by their operators, as a policy has them.
pub(crate) fn operators(conditions: &[Condition]) -> Vec<(&'static str, Vec<&Condition>)> {
    let mut operators: Vec<(&'static str, Vec<&Condition>)> = Vec::new();
    for condition in conditions {
        let of = |(operator, _): &&mut (&str, Vec<&Condition>)| *operator == condition.operator;
        match operators.iter_mut().find(of) {
            Some((_, conditions)) => conditions.push(condition),
            None => operators.push((condition.operator, vec![condition])),
        }
    }
    operators
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
