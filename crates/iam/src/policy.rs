//! Policies: who may do what with what, and when.
//!
//! A policy is read once, from IAM's JSON, into types that need no more checks; deciding is pure.
//! Whose policies apply to whom is the [store](crate::store)'s business.
//!
//! | module | holds |
//! |---|---|
//! | `pattern` | texts with `*`, `?` and `${variables}` |
//! | `condition` | conditions, and what is known of a request that they ask about |
//! | `principal` | who asks, and whom a statement is about |
//! | `parse` | JSON to [`Policy`], or what is wrong with it |
//! | `place` | where it is wrong |
//! | `decide` | yes or no, and by which statement |
//!
//! Source: "IAM JSON policy reference" in the IAM user guide.

pub mod condition;
pub mod decide;
mod json;
#[cfg(test)]
mod laws;
pub mod parse;
pub(crate) mod pattern;
pub mod place;
pub mod principal;
#[cfg(test)]
mod tests;

pub use condition::Keys;
pub use decide::{Decision, Layer, LayerKind, Request, Source, decide};
pub use parse::Kind;
pub use place::Malformed;
pub use principal::Principal;

use condition::Condition;
use pattern::Pattern;
use principal::Principals;

/// A policy: its statements, in order.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(crate) statements: Vec<Statement>,
    /// Every condition key and variable it mentions, in lower case.
    pub(crate) keys: Vec<Box<str>>,
}

/// One rule: an effect on whatever it applies to.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) sid: Option<Box<str>>,
    pub(crate) effect: Effect,
    /// Whom it is about; `None` in policies of an identity, which are about their holder.
    pub(crate) principals: Option<OneOf<Principals>>,
    pub(crate) actions: OneOf<Vec<Pattern>>,
    /// `None` in trust policies, which are about their role.
    pub(crate) resources: Option<OneOf<Vec<Pattern>>>,
    /// All of them must hold.
    pub(crate) conditions: Vec<Condition>,
}

/// What a statement does to what it applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

/// `Action` or `NotAction`, and likewise for resources and principals.
#[derive(Clone, Debug)]
pub(crate) enum OneOf<T> {
    These(T),
    AllBut(T),
}
