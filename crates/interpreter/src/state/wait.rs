//! The Wait state.

use asl::data_flow::Computed;
use asl::expression::Expression;
use asl::state::{StateKind, Wait};
use asl::{QueryLanguage, Timestamp, Value};

use crate::data_flow::{Done, Problem, quoted};
use crate::failure::{Failure, error_name};
use crate::thread::{ThreadId, Work};
use crate::turn::{Turn, View};

/// A wait may be as long as 32 bits of seconds hold, about 68 years (recorded from AWS: 24,855
/// days are accepted and 24,856 are not).
const WAIT_SECONDS_MAX: i64 = 2_147_483_647;

impl Turn<'_> {
    pub(crate) fn attempt_wait(&mut self, thread: ThreadId, wait: &Wait) -> Result<(), Problem> {
        let due = match wait {
            Wait::Seconds(Computed::Literal(seconds), _) => self.at.plus_seconds(*seconds),
            Wait::Timestamp(Computed::Literal(timestamp), _) => *timestamp,
            Wait::Seconds(Computed::Expression(expression), _) => {
                let seconds = self.wait_seconds(thread, expression)?;
                self.at
                    .plus_nanoseconds(seconds.saturating_mul(1_000_000_000))
            }
            Wait::Timestamp(Computed::Expression(expression), _) => {
                match self.wait_timestamp(thread, expression)? {
                    Some(timestamp) => timestamp,
                    None => return Ok(()),
                }
            }
        };
        let seconds = (due.nanoseconds() - self.at.nanoseconds()) / 1_000_000_000;
        if seconds > WAIT_SECONDS_MAX {
            return Err(Problem::runtime("Wait state delay is too long."));
        }
        let timer = self.set_timer_at(thread, due);
        self.core.threads[thread].visit_mut().work = Work::Waiting(timer);
        Ok(())
    }

    /// The time has come.
    pub(crate) fn wait_over(&mut self, thread: ThreadId) {
        let StateKind::Wait(wait) = &self
            .machine
            .state(self.core.threads[thread].visit().state)
            .kind
        else {
            unreachable!("only a Wait state waits for time alone")
        };
        let transition = wait.transition();
        let left = self
            .effective_input(thread)
            .and_then(|effective| self.complete(thread, Done::NoResult(effective), transition));
        if let Err(problem) = left {
            self.trouble(thread, problem);
        }
    }

    fn wait_seconds(&mut self, thread: ThreadId, expression: &Expression) -> Result<i64, Problem> {
        let value = self.wait_value(thread, expression)?;
        let path = &expression.text;
        if self.state(thread).flow.query_language() == QueryLanguage::Jsonata {
            let value = value.unwrap_or(Value::Null);
            return match value.as_integral() {
                Some(seconds) if seconds >= 0 => Ok(seconds),
                _ => Err(expression.wrong_type("number", &value).into()),
            };
        }
        let Some(value) = value else {
            return Err(Problem::runtime(format!(
                "The SecondsPath parameter does not reference an input value: {path}"
            )));
        };
        let what = quoted(&value);
        match value.as_i64() {
            None => Err(Problem::runtime(format!(
                "The SecondsPath parameter cannot be parsed as a long value: {path} == {what}"
            ))),
            Some(seconds) if seconds < 0 => Err(Problem::runtime(format!(
                "The SecondsPath parameter references a negative value: {path} == {what}"
            ))),
            Some(seconds) => Ok(seconds),
        }
    }

    /// The instant, or `None` when the state has failed for want of one.
    fn wait_timestamp(
        &mut self,
        thread: ThreadId,
        expression: &Expression,
    ) -> Result<Option<Timestamp>, Problem> {
        let value = self.wait_value(thread, expression)?;
        let path = &expression.text;
        if let Some(timestamp) = value
            .as_ref()
            .and_then(Value::as_str)
            .and_then(Timestamp::parse)
        {
            return Ok(Some(timestamp));
        }
        let shown = match &value {
            Some(value) => quoted(value),
            None => {
                return Err(Problem::runtime(format!(
                    "The TimestampPath parameter does not reference an input value: {path}"
                )));
            }
        };
        if self.state(thread).flow.query_language() == QueryLanguage::JsonPath {
            return Err(Problem::runtime(format!(
                "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: {path} == {shown}"
            )));
        }
        // Recorded from AWS: unlike a failed evaluation, this event follows the state's entry.
        let cause = self.explain(
            thread,
            &format!(
                "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {shown}"
            ),
        );
        let failure = Failure::new(error_name::QUERY_EVALUATION_ERROR, cause);
        let entered = self.core.threads[thread].visit().entered;
        self.evaluation_failed(thread, entered, Some(expression.field.clone()), &failure);
        self.fail(thread, failure);
        Ok(None)
    }

    fn wait_value(
        &mut self,
        thread: ThreadId,
        expression: &Expression,
    ) -> Result<Option<Value>, Problem> {
        let effective = self.effective_input(thread)?;
        let view = View::input(effective.value());
        Ok(self.evaluate(thread, view, |environment, random| {
            expression.find(environment, random)
        })?)
    }
}
