//! The Fail state.

use std::sync::Arc;

use asl::Value;
use asl::data_flow::Computed;
use asl::state::Fail;

use crate::data_flow::Problem;
use crate::failure::Failure;
use crate::thread::ThreadId;
use crate::turn::{Turn, View};

impl Turn<'_> {
    pub(crate) fn attempt_fail(&mut self, thread: ThreadId, fail: &Fail) -> Result<(), Problem> {
        let error = self.text(thread, fail.error.as_ref())?;
        let cause = self.text(thread, fail.cause.as_ref())?;
        self.fail(
            thread,
            Failure::reported(error.as_deref(), cause.as_deref()),
        );
        Ok(())
    }

    fn text(
        &mut self,
        thread: ThreadId,
        field: Option<&Computed<Arc<str>>>,
    ) -> Result<Option<Arc<str>>, Problem> {
        let expression = match field {
            None => return Ok(None),
            Some(Computed::Literal(text)) => return Ok(Some(text.clone())),
            Some(Computed::Expression(expression)) => expression,
        };
        let raw = self.raw_input(thread);
        let value = self.evaluate(thread, View::input(raw.value()), |environment, random| {
            expression.evaluate(environment, random)
        })?;
        match value {
            Value::String(text) => Ok(Some(text)),
            other => Err(expression.wrong_type("string", &other).into()),
        }
    }
}
