//! The Task state.

use super::{Recovery, Resource, Transition};
use crate::data_flow::Computed;
use crate::template::Template;

/// A task without `TimeoutSeconds` may take this long, in seconds (Amazon States Language,
/// "Timeouts": 99,999,999 is also the largest value of every field of seconds).
pub const TIMEOUT_SECONDS_MAX: u32 = 99_999_999;

/// Work done elsewhere: a function, a service, an activity.
#[derive(Clone, Debug)]
pub struct Task {
    /// What does the work.
    pub resource: Resource,
    /// `TimeoutSeconds` or `TimeoutSecondsPath`: the longest one attempt may take.
    pub timeout_seconds: Option<Computed<u32>>,
    /// `HeartbeatSeconds` or `HeartbeatSecondsPath`: the longest a worker may stay silent.
    pub heartbeat_seconds: Option<Computed<u32>>,
    /// `Credentials`: an object with the `RoleArn` to assume for the work.
    pub credentials: Option<Template>,
    /// What happens when the work fails.
    pub recovery: Recovery,
    /// Where control goes.
    pub transition: Transition,
}
