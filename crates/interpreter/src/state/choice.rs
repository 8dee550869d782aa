//! The Choice state.

use std::cmp::Ordering;

use asl::data_flow::DataFlow;
use asl::expression::{Environment, EvaluationError, EvaluationErrorKind, PathExpression, Random};
use asl::state::{Choice, Comparison, Condition, Operand, Transition, TypeTest};
use asl::{Number, Timestamp, Value};

use crate::data_flow::Problem;
use crate::scene::Way;
use crate::thread::ThreadId;
use crate::turn::{Turn, View};

impl Turn<'_> {
    pub(crate) fn attempt_choice(
        &mut self,
        thread: ThreadId,
        choice: &Choice,
    ) -> Result<(), Problem> {
        let raw = self.raw_input(thread);
        let effective = self.effective_input(thread)?;
        let view = View::input(effective.value());
        let chosen = self.evaluate(thread, view, |environment, random| {
            for (place, rule) in choice.rules.iter().enumerate() {
                if holds(&rule.condition, environment, random)? {
                    return Ok::<_, EvaluationError>(Some((place, rule)));
                }
            }
            Ok(None)
        })?;
        let way = chosen.map_or(Way::Default, |(place, _)| Way::Rule(place));
        let chosen = chosen.map(|(_, rule)| rule);
        let next = chosen.map(|rule| rule.next).or(choice.default).ok_or_else(|| {
            Problem::runtime(
                "Failed to transition out of the state. The state does not point to a next state.",
            )
        })?;
        let machine = self.machine;
        let state = machine.state(self.core.threads[thread].visit().state);
        let assign = match chosen {
            Some(rule) => rule.assign.as_ref(),
            None => state.flow.assign(),
        };
        let assigned = self.assign(thread, assign, view)?;
        let output = match &state.flow {
            DataFlow::JsonPath(flow) => {
                self.select(thread, &flow.output_path, effective.value())?
            }
            DataFlow::Jsonata(flow) => {
                let template = match chosen {
                    Some(rule) => rule.output.as_ref(),
                    None => flow.output.as_ref(),
                };
                match template {
                    None => raw.value().clone(),
                    Some(template) => self.compute(thread, template, view)?,
                }
            }
        };
        let output = self.payload(thread, output, &[&raw, &effective])?;
        self.watch_way(way);
        self.leave(thread, output, assigned, Transition::Next(next));
        Ok(())
    }
}

/// Whether a condition holds. Rules are tried in order, and parts of `And` and `Or` only until
/// the answer is known.
fn holds(
    condition: &Condition,
    environment: &Environment<'_>,
    random: &mut Random,
) -> Result<bool, EvaluationError> {
    Ok(match condition {
        Condition::And(parts) => {
            for part in parts {
                if !holds(part, environment, random)? {
                    return Ok(false);
                }
            }
            true
        }
        Condition::Or(parts) => {
            for part in parts {
                if holds(part, environment, random)? {
                    return Ok(true);
                }
            }
            false
        }
        Condition::Not(part) => !holds(part, environment, random)?,
        Condition::IsPresent(path, wanted) => path.find(environment).is_some() == *wanted,
        Condition::Compare(path, comparison) => {
            let value = referenced(path, environment)?;
            compare(&value, comparison, environment)?
        }
        Condition::Jsonata(expression) => match expression.evaluate(environment, random)? {
            Value::Bool(holds) => holds,
            other => return Err(expression.wrong_type("boolean", &other)),
        },
        Condition::Literal(holds) => *holds,
    })
}

/// The value a rule's path names, which must be there.
fn referenced(
    path: &PathExpression,
    environment: &Environment<'_>,
) -> Result<Value, EvaluationError> {
    path.find(environment).ok_or_else(|| EvaluationError {
        kind: EvaluationErrorKind::Runtime,
        field: None,
        message: format!(
            "Invalid path '{}': The choice state's condition path references an invalid value.",
            path.text
        ),
    })
}

/// Values of different types are never equal, less or greater.
fn compare(
    value: &Value,
    comparison: &Comparison,
    environment: &Environment<'_>,
) -> Result<bool, EvaluationError> {
    Ok(match comparison {
        Comparison::Is(test, wanted) => is(value, *test) == *wanted,
        Comparison::StringMatches(pattern) => {
            value.as_str().is_some_and(|text| pattern.matches(text))
        }
        Comparison::String(relation, operand) => {
            let ordering = match operand {
                Operand::Literal(text) => value.as_str().map(|left| left.cmp(text)),
                Operand::Path(path) => {
                    let right = referenced(path, environment)?;
                    value
                        .as_str()
                        .zip(right.as_str())
                        .map(|(left, right)| left.cmp(right))
                }
            };
            ordering.is_some_and(|ordering| relation.holds(ordering))
        }
        Comparison::Numeric(relation, operand) => {
            let ordering = match operand {
                Operand::Literal(number) => value.as_number().and_then(|left| order(left, number)),
                Operand::Path(path) => {
                    let right = referenced(path, environment)?;
                    value
                        .as_number()
                        .zip(right.as_number())
                        .and_then(|(left, right)| order(left, right))
                }
            };
            ordering.is_some_and(|ordering| relation.holds(ordering))
        }
        Comparison::Timestamp(relation, operand) => {
            let right = match operand {
                Operand::Literal(timestamp) => Some(*timestamp),
                Operand::Path(path) => timestamp(&referenced(path, environment)?),
            };
            timestamp(value)
                .zip(right)
                .is_some_and(|(left, right)| relation.holds(left.cmp(&right)))
        }
        Comparison::BooleanEquals(operand) => {
            let right = match operand {
                Operand::Literal(wanted) => Some(*wanted),
                Operand::Path(path) => referenced(path, environment)?.as_bool(),
            };
            right.is_some() && value.as_bool() == right
        }
    })
}

fn is(value: &Value, test: TypeTest) -> bool {
    match test {
        TypeTest::Null => matches!(value, Value::Null),
        TypeTest::Numeric => matches!(value, Value::Number(_)),
        TypeTest::String => matches!(value, Value::String(_)),
        TypeTest::Boolean => matches!(value, Value::Bool(_)),
        TypeTest::Timestamp => timestamp(value).is_some(),
    }
}

fn timestamp(value: &Value) -> Option<Timestamp> {
    value.as_str().and_then(Timestamp::parse)
}

fn order(left: &Number, right: &Number) -> Option<Ordering> {
    match (left, right) {
        (Number::Integer(left), Number::Integer(right)) => Some(left.cmp(right)),
        _ => left.as_f64().partial_cmp(&right.as_f64()),
    }
}
