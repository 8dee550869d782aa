//! The Fail state.

use std::sync::Arc;

use crate::data_flow::Computed;

/// Ends its scope with an error.
#[derive(Clone, Debug)]
pub struct Fail {
    /// `Error` or `ErrorPath`: the error's name.
    pub error: Option<Computed<Arc<str>>>,
    /// `Cause` or `CausePath`: the error's explanation.
    pub cause: Option<Computed<Arc<str>>>,
}
