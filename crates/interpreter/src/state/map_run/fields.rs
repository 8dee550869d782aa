//! The fields of a distributed Map that are computed when it is entered.

use asl::data_flow::Computed;
use asl::state::{Distributed, ItemReader};
use asl::template::Template;
use asl::{Number, Value};

use super::Tolerance;
use crate::data_flow::{Problem, not_a_number};
use crate::failure::{Failure, error_name};
use crate::payload::Payload;
use crate::state::map::whole_number;
use crate::thread::ThreadId;
use crate::turn::{Turn, View};

impl Turn<'_> {
    /// `ToleratedFailureCount` and `ToleratedFailurePercentage`, however they are given.
    pub(crate) fn tolerance(
        &mut self,
        thread: ThreadId,
        effective: &Payload,
        distributed: &Distributed,
    ) -> Result<Tolerance, Problem> {
        Ok(Tolerance {
            count: self.tolerated_count(thread, effective, distributed)?,
            percentage: self.tolerated_percentage(thread, effective, distributed)?,
        })
    }

    fn tolerated_count(
        &mut self,
        thread: ThreadId,
        effective: &Payload,
        distributed: &Distributed,
    ) -> Result<Option<u64>, Problem> {
        let expression = match &distributed.tolerated_failure_count {
            None => return Ok(None),
            Some(Computed::Literal(count)) => return Ok(Some(*count)),
            Some(Computed::Expression(expression)) => expression,
        };
        let value = self.field(thread, effective, expression)?;
        let count = whole_number(expression, &value)?;
        u64::try_from(count)
            .map(Some)
            .map_err(|_| Problem::runtime("ToleratedFailureCount cannot be negative."))
    }

    fn tolerated_percentage(
        &mut self,
        thread: ThreadId,
        effective: &Payload,
        distributed: &Distributed,
    ) -> Result<Option<f64>, Problem> {
        let expression = match &distributed.tolerated_failure_percentage {
            None => return Ok(None),
            Some(Computed::Literal(percentage)) => return Ok(Some(*percentage)),
            Some(Computed::Expression(expression)) => expression,
        };
        let value = self.field(thread, effective, expression)?;
        let percentage = match &value {
            Value::String(text) if !expression.is_jsonata() => text.parse().ok(),
            other => other.as_number().map(Number::as_f64),
        };
        let percentage = percentage.ok_or_else(|| not_a_number(expression, &value, "float"))?;
        if (0.0..=100.0).contains(&percentage) {
            Ok(Some(percentage))
        } else {
            Err(Problem::runtime(
                "ToleratedFailurePercentage must be between 0 and 100.",
            ))
        }
    }

    /// `MaxItems`, however it is given; 0 stands for no limit (recorded from AWS), and what is
    /// negative for a reader that fails.
    pub(crate) fn max_items(
        &mut self,
        thread: ThreadId,
        reader: &ItemReader,
        effective: &Payload,
    ) -> Result<Result<Option<u64>, Failure>, Problem> {
        let expression = match &reader.max_items {
            None | Some(Computed::Literal(0)) => return Ok(Ok(None)),
            Some(Computed::Literal(most)) => return Ok(Ok(Some(*most))),
            Some(Computed::Expression(expression)) => expression,
        };
        let value = self.field(thread, effective, expression)?;
        match u64::try_from(whole_number(expression, &value)?) {
            Ok(0) => Ok(Ok(None)),
            Ok(most) => Ok(Ok(Some(most))),
            Err(_) if expression.is_jsonata() => Err(not_a_number(expression, &value, "integer")),
            // Measured on AWS in September 2026 (floci pull request 3732).
            Err(_) => Ok(Err(Failure::new(
                error_name::ITEM_READER_FAILED,
                "field MaxItems must be positive",
            ))),
        }
    }

    pub(super) fn whole(
        &mut self,
        thread: ThreadId,
        effective: &Payload,
        field: Option<&Computed<u64>>,
    ) -> Result<Option<u64>, Problem> {
        let expression = match field {
            None => return Ok(None),
            Some(Computed::Literal(number)) => return Ok(Some(*number)),
            Some(Computed::Expression(expression)) => expression,
        };
        let value = self.field(thread, effective, expression)?;
        let number = whole_number(expression, &value)?;
        u64::try_from(number)
            .map(Some)
            .map_err(|_| not_a_number(expression, &value, "integer"))
    }

    /// What the reader's or the writer's resource receives.
    pub(crate) fn resource_arguments(
        &mut self,
        thread: ThreadId,
        template: Option<&Template>,
        effective: &Payload,
    ) -> Result<Value, Problem> {
        let Some(template) = template else {
            return Ok(effective.value().clone());
        };
        let view = View::input(effective.value());
        Ok(self.compute(thread, template, view)?)
    }
}
