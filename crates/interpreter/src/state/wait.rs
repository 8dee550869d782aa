//! The Wait state.

use asl::data_flow::Computed;
use asl::expression::Expression;
use asl::state::{StateKind, Wait};
use asl::{Timestamp, Value};

use crate::data_flow::{Done, Problem, quoted};
use crate::failure::{Failure, error_name};
use crate::payload::Payload;
use crate::thread::{ThreadId, Work};
use crate::turn::{Turn, View};

/// A wait may be as long as 32 bits of seconds hold, about 68 years (recorded from AWS: 24,855
/// days are accepted and 24,856 are not).
const WAIT_SECONDS_MAX: i64 = 2_147_483_647;

impl Turn<'_> {
    pub(crate) fn attempt_wait(&mut self, thread: ThreadId, wait: &Wait) -> Result<(), Problem> {
        let effective = self.effective_input(thread)?;
        let due = match wait {
            Wait::Seconds(Computed::Literal(seconds), _) => self.at.plus_seconds(*seconds),
            Wait::Timestamp(Computed::Literal(timestamp), _) => *timestamp,
            Wait::Seconds(Computed::Expression(expression), _) => {
                let Some(seconds) = self.wait_seconds(thread, &effective, expression)? else {
                    return Ok(());
                };
                self.at
                    .plus_nanoseconds(seconds.saturating_mul(1_000_000_000))
            }
            Wait::Timestamp(Computed::Expression(expression), _) => {
                match self.wait_timestamp(thread, &effective, expression)? {
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

    /// The seconds, or `None` when the state has failed for want of them.
    fn wait_seconds(
        &mut self,
        thread: ThreadId,
        effective: &Payload,
        expression: &Expression,
    ) -> Result<Option<i64>, Problem> {
        let path = &expression.text;
        let Some(value) = self.wait_value(thread, effective, expression)? else {
            return Err(Problem::runtime(format!(
                "The SecondsPath parameter does not reference an input value: {path}"
            )));
        };
        let shown = quoted(&value);
        if expression.is_jsonata() {
            let what = match value.as_integral() {
                Some(0..) => return Ok(value.as_integral()),
                Some(_) => "references a negative value",
                None if value.as_number().is_none() => {
                    return Err(expression.wrong_type("number", &value).into());
                }
                None => "cannot be parsed as a long value",
            };
            self.unfit(
                thread,
                expression,
                &format!("The Seconds field {what}: {shown}"),
            );
            return Ok(None);
        }
        // As for the fields of a Map, the value of a path is read as text ("parsed", AWS says).
        let seconds: Option<i64> = match &value {
            Value::String(text) => text.parse().ok(),
            other => other.as_i64(),
        };
        match seconds {
            Some(0..) => Ok(seconds),
            Some(_) => Err(Problem::runtime(format!(
                "The SecondsPath parameter references a negative value: {path} == {shown}"
            ))),
            None => Err(Problem::runtime(format!(
                "The SecondsPath parameter cannot be parsed as a long value: {path} == {shown}"
            ))),
        }
    }

    /// The instant, or `None` when the state has failed for want of one.
    fn wait_timestamp(
        &mut self,
        thread: ThreadId,
        effective: &Payload,
        expression: &Expression,
    ) -> Result<Option<Timestamp>, Problem> {
        let path = &expression.text;
        let Some(value) = self.wait_value(thread, effective, expression)? else {
            return Err(Problem::runtime(format!(
                "The TimestampPath parameter does not reference an input value: {path}"
            )));
        };
        if let Some(timestamp) = value.as_str().and_then(Timestamp::parse) {
            return Ok(Some(timestamp));
        }
        let shown = quoted(&value);
        if !expression.is_jsonata() {
            return Err(Problem::runtime(format!(
                "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: {path} == {shown}"
            )));
        }
        if value.as_str().is_none() {
            return Err(expression.wrong_type("string", &value).into());
        }
        self.unfit(
            thread,
            expression,
            &format!(
                "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {shown}"
            ),
        );
        Ok(None)
    }

    /// Fails the state: the value of its field is of the type it should be, but no length of time.
    ///
    /// Recorded from AWS for timestamps: unlike a failed evaluation, the event follows the state's
    /// entry.
    fn unfit(&mut self, thread: ThreadId, expression: &Expression, message: &str) {
        let cause = self.explain(thread, message);
        let failure = Failure::new(error_name::QUERY_EVALUATION_ERROR, cause);
        let entered = self.core.threads[thread].visit().entered;
        self.evaluation_failed(thread, entered, Some(expression.field.clone()), &failure);
        self.fail(thread, failure);
    }

    fn wait_value(
        &mut self,
        thread: ThreadId,
        effective: &Payload,
        expression: &Expression,
    ) -> Result<Option<Value>, Problem> {
        let view = View::input(effective.value());
        Ok(self.evaluate(thread, view, |environment, random| {
            expression.find(environment, random)
        })?)
    }
}
