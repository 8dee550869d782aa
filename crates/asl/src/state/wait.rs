//! The Wait state.

use super::Transition;
use crate::data_flow::Computed;
use crate::timestamp::Timestamp;

/// Lets time pass.
#[derive(Clone, Debug)]
pub enum Wait {
    /// `Seconds` or `SecondsPath`: for so long.
    Seconds(Computed<u32>, Transition),
    /// `Timestamp` or `TimestampPath`: until then; not at all when that is past.
    Timestamp(Computed<Timestamp>, Transition),
}

impl Wait {
    /// Where control goes.
    pub fn transition(&self) -> Transition {
        match self {
            Wait::Seconds(_, transition) | Wait::Timestamp(_, transition) => *transition,
        }
    }
}
