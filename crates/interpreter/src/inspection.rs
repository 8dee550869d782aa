//! What a test of a state wants to know beside the history: the data between the steps, and what
//! became of an error.
//!
//! A [`Turn`] notes it when it was given an inspection to note it in, as only a
//! [test of a state](crate::test_state) does.

use std::sync::Arc;

use asl::parse::LONE_STATE_NAME;
use asl::{Object, Value};

use crate::failure::Failure;
use crate::payload::Payload;
use crate::turn::Turn;

/// The notes on one state. What was not reached, or does not apply, is `None`.
#[derive(Debug)]
pub(crate) struct Inspection {
    /// What the state is called in the context object and in causes.
    pub(crate) state_name: Arc<str>,
    /// The context object that takes the place of the execution's own.
    pub(crate) context: Option<Arc<Object>>,
    pub(crate) after_input_path: Option<Payload>,
    /// After `Parameters` or `Arguments`.
    pub(crate) after_arguments: Option<Payload>,
    pub(crate) result: Option<Payload>,
    pub(crate) after_result_selector: Option<Payload>,
    pub(crate) after_result_path: Option<Payload>,
    pub(crate) after_items_path: Option<Value>,
    pub(crate) after_items_pointer: Option<Value>,
    pub(crate) after_item_selector: Option<Value>,
    pub(crate) after_item_batcher: Option<Value>,
    pub(crate) max_concurrency: Option<u32>,
    pub(crate) tolerated_failure_count: Option<u64>,
    pub(crate) tolerated_failure_percentage: Option<f64>,
    /// Why the state failed, whatever became of it.
    pub(crate) failure: Option<Failure>,
    /// The retrier that matched, whether or not it had attempts left.
    pub(crate) retry_index: Option<usize>,
    /// The wait before the next attempt, where there is one.
    pub(crate) retry_backoff_nanoseconds: Option<i64>,
    /// The catcher that matched.
    pub(crate) catch_index: Option<usize>,
}

impl Default for Inspection {
    /// No notes, on a state that is called as AWS calls one that is tested (recorded from AWS,
    /// 2026-02: also where it has a name in its machine).
    fn default() -> Inspection {
        Inspection {
            state_name: LONE_STATE_NAME.into(),
            context: None,
            after_input_path: None,
            after_arguments: None,
            result: None,
            after_result_selector: None,
            after_result_path: None,
            after_items_path: None,
            after_items_pointer: None,
            after_item_selector: None,
            after_item_batcher: None,
            max_concurrency: None,
            tolerated_failure_count: None,
            tolerated_failure_percentage: None,
            failure: None,
            retry_index: None,
            retry_backoff_nanoseconds: None,
            catch_index: None,
        }
    }
}

impl Turn<'_> {
    /// Has `write` take a note, if somebody wants to know.
    pub(crate) fn note(&mut self, write: impl FnOnce(&mut Inspection)) {
        if let Some(inspection) = &mut self.inspection {
            write(inspection);
        }
    }
}
