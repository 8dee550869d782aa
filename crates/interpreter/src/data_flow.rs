//! How data gets into a state and out of it.
//!
//! JSONPath (Amazon States Language, "Input and Output Processing"): `InputPath`, `Parameters`,
//! the work, `ResultSelector`, `ResultPath` over the raw input, `OutputPath`. JSONata:
//! `Arguments`, the work, `Output`. Variables are assigned last, from values computed before any
//! of them changes.

use asl::data_flow::{Assign, DataFlow, ResultPath, Selection};
use asl::expression::{EvaluationError, EvaluationErrorKind, Expression};
use asl::state::{State, Transition};
use asl::template::Template;
use asl::{Object, Value, json};

use crate::failure::Failure;
use crate::payload::{PAYLOAD_BYTES_MAX, Payload, TooLarge};
use crate::thread::ThreadId;
use crate::turn::{Turn, View};

/// All variables of an execution together have at most so many bytes of JSON text (Step
/// Functions developer guide, "Passing data between states with variables").
pub(crate) const VARIABLES_BYTES_MAX: usize = 10 * 1024 * 1024;

/// Why a state cannot go on with its data.
pub(crate) enum Problem {
    /// An expression failed, or gave what does not fit its field.
    Evaluation(EvaluationError),
    /// Something else failed.
    Failure(Failure),
}

impl From<EvaluationError> for Problem {
    fn from(error: EvaluationError) -> Self {
        Problem::Evaluation(error)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Problem::Failure(failure)
    }
}

impl Problem {
    /// The data does not fit the definition, in a JSONPath state.
    pub(crate) fn runtime(message: impl Into<String>) -> Problem {
        Problem::Evaluation(EvaluationError {
            kind: EvaluationErrorKind::Runtime,
            field: None,
            message: message.into(),
        })
    }
}

/// What the work of a state gave.
pub(crate) enum Done {
    /// A result: Task, Parallel, Map.
    Result(Payload),
    /// In JSONPath a result like any other; in JSONata there is none: Pass, Wait, Choice, Succeed.
    NoResult(Payload),
}

impl Turn<'_> {
    /// The state that the thread is in.
    pub(crate) fn state(&self, thread: ThreadId) -> &'_ State {
        self.machine.state(self.core.threads[thread].visit().state)
    }

    /// The raw input of the state that the thread is in.
    pub(crate) fn raw_input(&self, thread: ThreadId) -> Payload {
        self.core.threads[thread].visit().input.clone()
    }

    /// The state's input after `InputPath`.
    pub(crate) fn effective_input(&mut self, thread: ThreadId) -> Result<Payload, Problem> {
        let machine = self.machine;
        let visit = self.core.threads[thread].visit();
        let input = visit.input.clone();
        match &machine.state(visit.state).flow {
            DataFlow::Jsonata(_) => Ok(input),
            DataFlow::JsonPath(flow) => {
                let selected = self.select(thread, &flow.input_path, input.value())?;
                let effective = self.payload(thread, selected, &[&input])?;
                self.note(|inspection| inspection.after_input_path = Some(effective.clone()));
                Ok(effective)
            }
        }
    }

    /// What the work receives: `Parameters` or `Arguments`, or else the effective input.
    pub(crate) fn arguments(
        &mut self,
        thread: ThreadId,
        effective: &Payload,
    ) -> Result<Payload, Problem> {
        let machine = self.machine;
        let template = match &machine.state(self.core.threads[thread].visit().state).flow {
            DataFlow::JsonPath(flow) => flow.parameters.as_ref(),
            DataFlow::Jsonata(flow) => flow.arguments.as_ref(),
        };
        let arguments = match template {
            None => effective.clone(),
            Some(template) => {
                let view = View::input(effective.value());
                let arguments = self.compute(thread, template, view)?;
                self.payload(thread, arguments, &[effective])?
            }
        };
        self.note(|inspection| inspection.after_arguments = Some(arguments.clone()));
        self.watch_arguments(thread, &arguments);
        Ok(arguments)
    }

    /// Leaves the state with the output that follows from what its work gave.
    pub(crate) fn complete(
        &mut self,
        thread: ThreadId,
        done: Done,
        transition: Transition,
    ) -> Result<(), Problem> {
        let machine = self.machine;
        let visit = self.core.threads[thread].visit();
        let raw = visit.input.clone();
        let state = machine.state(visit.state);
        let (Done::Result(given) | Done::NoResult(given)) = &done;
        self.note(|inspection| inspection.result = Some(given.clone()));
        self.watch_result(thread, given);
        let (output, assigned) = match &state.flow {
            DataFlow::JsonPath(flow) => {
                let (Done::Result(result) | Done::NoResult(result)) = done;
                let shaped = match &flow.result_selector {
                    None => result.value().clone(),
                    Some(selector) => {
                        self.compute(thread, selector, View::input(result.value()))?
                    }
                };
                self.note(|inspection| {
                    inspection.after_result_selector = Some(noted(&shaped, &result));
                });
                let assigned = self.assign(thread, flow.assign.as_ref(), View::input(&shaped))?;
                let combined = insert_result(&flow.result_path, raw.value(), shaped)?;
                self.note(|inspection| {
                    let known = if raw.is(&combined) { &raw } else { &result };
                    inspection.after_result_path = Some(noted(&combined, known));
                });
                let output = self.select(thread, &flow.output_path, &combined)?;
                (self.payload(thread, output, &[&raw, &result])?, assigned)
            }
            DataFlow::Jsonata(flow) => {
                let (given, result) = match done {
                    Done::Result(result) => (result.clone(), Some(result)),
                    Done::NoResult(given) => (given, None),
                };
                let view = View {
                    result: result.as_ref().map(Payload::value),
                    ..View::input(raw.value())
                };
                let assigned = self.assign(thread, flow.assign.as_ref(), view)?;
                let output = match &flow.output {
                    None => given.clone(),
                    Some(template) => {
                        let output = self.compute(thread, template, view)?;
                        self.payload(thread, output, &[&raw, &given])?
                    }
                };
                (output, assigned)
            }
        };
        self.leave(thread, output, assigned, transition);
        Ok(())
    }

    /// What a template gives to the state that the thread is in.
    pub(crate) fn compute(
        &mut self,
        thread: ThreadId,
        template: &Template,
        view: View<'_>,
    ) -> Result<Value, EvaluationError> {
        self.evaluate(thread, view, |environment, random| {
            template.evaluate(environment, random)
        })
    }

    /// The value of a field that is a path or an expression.
    pub(crate) fn field(
        &mut self,
        thread: ThreadId,
        effective: &Payload,
        expression: &Expression,
    ) -> Result<Value, EvaluationError> {
        let view = View::input(effective.value());
        self.evaluate(thread, view, |environment, random| {
            expression.select(environment, random)
        })
    }

    /// `InputPath` or `OutputPath`.
    pub(crate) fn select(
        &mut self,
        thread: ThreadId,
        selection: &Selection,
        value: &Value,
    ) -> Result<Value, EvaluationError> {
        match selection {
            Selection::Everything => Ok(value.clone()),
            Selection::Nothing => Ok(Value::empty_object()),
            Selection::Path(path) => self.evaluate(thread, View::input(value), |environment, _| {
                path.select(environment)
            }),
        }
    }

    /// The values of `Assign`. None is set before all are computed.
    pub(crate) fn assign(
        &mut self,
        thread: ThreadId,
        assign: Option<&Assign>,
        view: View<'_>,
    ) -> Result<Option<Object>, Problem> {
        // An empty `Assign` leaves no trace in the history (recorded from AWS).
        let Some(Assign(templates)) = assign.filter(|Assign(templates)| !templates.is_empty())
        else {
            return Ok(None);
        };
        let assigned = self.evaluate(thread, view, |environment, random| {
            templates
                .iter()
                .map(|(name, template)| {
                    Ok((name.shared(), template.evaluate(environment, random)?))
                })
                .collect::<Result<Object, EvaluationError>>()
        })?;
        self.check_variables(thread, &assigned)?;
        Ok(Some(assigned))
    }

    /// One `Assign` gives at most as much as a payload holds, and all variables together at most
    /// [`VARIABLES_BYTES_MAX`].
    fn check_variables(&self, thread: ThreadId, assigned: &Object) -> Result<(), Problem> {
        let lengths = assigned.values().map(json::text_length);
        let added = lengths.fold(0_usize, usize::saturating_add);
        let all = self.core.threads[thread].variables_bytes_with(assigned);
        if added > PAYLOAD_BYTES_MAX || all > VARIABLES_BYTES_MAX {
            return Err(Failure::data_limit_exceeded(self.state_name(thread)).into());
        }
        Ok(())
    }

    /// `value` as a payload: one of `known` when it is the same data, measured otherwise.
    pub(crate) fn payload(
        &self,
        thread: ThreadId,
        value: Value,
        known: &[&Payload],
    ) -> Result<Payload, Problem> {
        if let Some(known) = known.iter().find(|known| known.is(&value)) {
            return Ok((*known).clone());
        }
        Payload::new(value)
            .map_err(|TooLarge| Failure::data_limit_exceeded(self.state_name(thread)).into())
    }
}

/// `value` as it is noted: `known`, with its text, when it is that.
fn noted(value: &Value, known: &Payload) -> Payload {
    if known.is(value) {
        known.clone()
    } else {
        Payload::unmeasured(value.clone())
    }
}

/// `value` as the messages about a field's value quote it: JSON, strings without their quotes.
pub(crate) fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        other => json::to_text(other),
    }
}

/// The value of a field is not the number it should be: `wanted` says which kind, as AWS's
/// messages about paths do.
pub(crate) fn not_a_number(expression: &Expression, value: &Value, wanted: &str) -> Problem {
    if expression.is_jsonata() {
        return expression.wrong_type("number", value).into();
    }
    Problem::runtime(format!(
        "The {} field refers to value \"{}\" which is not a valid {wanted}: {}",
        expression.field,
        quoted(value),
        expression.text
    ))
}

/// The raw input with the result where `ResultPath` says.
pub(crate) fn insert_result(
    path: &ResultPath,
    raw: &Value,
    result: Value,
) -> Result<Value, Problem> {
    match path {
        ResultPath::Replace => Ok(result),
        ResultPath::Discard => Ok(raw.clone()),
        ResultPath::Insert(path) => path.insert(raw, result).map_err(Problem::runtime),
    }
}
