//! The Parallel state.

use super::{Recovery, Transition};
use crate::machine::ScopeId;

/// Runs branches side by side; its result is the array of their outputs.
#[derive(Clone, Debug)]
pub struct Parallel {
    /// The branches, at least one, in the order of the result.
    pub branches: Vec<ScopeId>,
    /// What happens when a branch fails.
    pub recovery: Recovery,
    /// Where control goes.
    pub transition: Transition,
}
