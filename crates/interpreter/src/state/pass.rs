//! The Pass and Succeed states.

use asl::Value;
use asl::state::Transition;

use crate::data_flow::{Done, Problem};
use crate::thread::ThreadId;
use crate::turn::Turn;

impl Turn<'_> {
    pub(crate) fn attempt_pass(
        &mut self,
        thread: ThreadId,
        result: Option<&Value>,
        transition: Transition,
    ) -> Result<(), Problem> {
        let effective = self.effective_input(thread)?;
        let given = match result {
            Some(result) => self.payload(thread, result.clone(), &[])?,
            None => self.arguments(thread, &effective)?,
        };
        self.complete(thread, Done::NoResult(given), transition)
    }

    pub(crate) fn attempt_succeed(&mut self, thread: ThreadId) -> Result<(), Problem> {
        let effective = self.effective_input(thread)?;
        self.complete(thread, Done::NoResult(effective), Transition::End)
    }
}
