//! Expressions: the parts of a definition that are computed when it runs.
//!
//! Each is compiled once, when the definition is read, and evaluated in an [`Environment`]: what
//! a state may see at that point. Evaluation is bounded in time, depth and memory, reads no clock
//! and draws its randomness from the [`Random`] it is handed.

mod digest;
pub mod intrinsic;
mod java;
pub mod json_path;
pub mod jsonata;
mod random;
pub mod reference_path;

use std::sync::Arc;

pub use intrinsic::Intrinsic;
pub use json_path::{JsonPath, Missing, MissingKind};
pub use jsonata::Jsonata;
pub use random::Random;
pub use reference_path::ReferencePath;

use crate::json;
use crate::timestamp::Timestamp;
use crate::value::{Object, Value};

/// An expression, and where in its state it stands.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What is computed.
    pub kind: ExpressionKind,
    /// The text: `$.order.id`, `States.UUID()`, or what stands between `{%` and `%}`.
    pub text: Arc<str>,
    /// The field, as AWS's messages spell it: `value.$` or `TimeoutSecondsPath` in JSONPath,
    /// the path from the state (`Arguments/Payload/id`) in JSONata.
    pub field: Arc<str>,
}

/// What an expression computes.
#[derive(Clone, Debug)]
pub enum ExpressionKind {
    /// A path into the input, the context object or a variable.
    Path(PathExpression),
    /// A call of an intrinsic function.
    Intrinsic(Intrinsic),
    /// A JSONata expression.
    Jsonata(Jsonata),
}

/// A path and what it starts from: `$.a`, `$$.Execution.Id`, `$order.id`.
#[derive(Clone, Debug)]
pub struct PathExpression {
    /// What the path starts from.
    pub root: Root,
    /// The path itself.
    pub path: JsonPath,
    /// The text as it is written.
    pub text: Arc<str>,
}

/// What a path starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// `$`: the input, or the result where a result is shaped.
    Input,
    /// `$$`: the context object.
    Context,
    /// `$name`: a variable.
    Variable(Arc<str>),
}

/// What an expression can see.
#[derive(Clone, Copy)]
pub struct Environment<'a> {
    /// `$`, or `$states.input`.
    pub input: &'a Value,
    /// `$$`, or `$states.context`: made when an expression asks for it.
    pub context: &'a dyn Fn() -> Value,
    /// The variables in scope at the state's entry.
    pub variables: &'a Object,
    /// `$states.result`: there after the work has succeeded.
    pub result: Option<&'a Value>,
    /// `$states.errorOutput`: there in a catcher.
    pub error_output: Option<&'a Value>,
    /// The instant of the event that is being handled, for `$now()` and `$millis()`.
    pub now: Timestamp,
}

/// An expression's text is not an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// Where in the expression's text, in bytes.
    pub offset: usize,
    /// What to do about it.
    pub hint: Option<String>,
}

/// An expression could not be evaluated: a value which Retry and Catch inspect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluationError {
    /// The error's name.
    pub kind: EvaluationErrorKind,
    /// The field of the expression, for the `location` of an `EvaluationFailed` event.
    pub field: Option<Arc<str>>,
    /// What went wrong, in AWS's words, without the state's name in front.
    pub message: String,
}

/// The name of an evaluation error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvaluationErrorKind {
    /// `States.Runtime`: JSONPath and intrinsic functions.
    Runtime,
    /// `States.QueryEvaluationError`: JSONata.
    QueryEvaluation,
}

impl Expression {
    /// The value of the expression.
    pub fn evaluate(
        &self,
        environment: &Environment<'_>,
        random: &mut Random,
    ) -> Result<Value, EvaluationError> {
        match &self.kind {
            ExpressionKind::Path(path) => path.evaluate(environment, &self.field),
            ExpressionKind::Intrinsic(intrinsic) => {
                intrinsic.evaluate(environment, random, &self.text)
            }
            ExpressionKind::Jsonata(jsonata) => jsonata.evaluate(environment, random, &self.field),
        }
    }
}

impl PathExpression {
    /// Reads `$.a`, `$$.Execution.Id` or `$order.id`.
    pub fn parse(text: &str) -> Result<PathExpression, SyntaxError> {
        let mut cursor = json_path::Cursor::new(text.trim_end());
        let mut path = cursor.path_expression()?;
        cursor.expect_end()?;
        path.text = text.into();
        Ok(path)
    }

    /// What the path selects, as a payload template has it: `null` when an array ends before it,
    /// as AWS does; when it is definite and selects nothing for another reason, the error names
    /// the path, `field` and what was searched.
    pub fn evaluate(
        &self,
        environment: &Environment<'_>,
        field: &str,
    ) -> Result<Value, EvaluationError> {
        if let Some(value) = self.find(environment) {
            return Ok(value);
        }
        let root = self.searched(environment);
        if self.path.explain_missing(&root).kind == MissingKind::Index {
            return Ok(Value::Null);
        }
        Err(self.missing(&root, || {
            format!(
                "The JSONPath '{}' specified for the field '{field}' could not be found in the \
                 input '{}'",
                self.text,
                json::to_text(&root)
            )
        }))
    }

    /// What the path selects, as `InputPath`, `OutputPath` and the fields ending in `Path` have
    /// it: when it is definite and selects nothing, the error says why.
    pub fn select(&self, environment: &Environment<'_>) -> Result<Value, EvaluationError> {
        if let Some(value) = self.find(environment) {
            return Ok(value);
        }
        let root = self.searched(environment);
        Err(self.missing(&root, || {
            let reason = self.path.explain_missing(&root).message;
            format!("Invalid path '{}' : {reason}", self.text)
        }))
    }

    /// What the path selects, `None` when it is definite and selects nothing.
    pub fn find(&self, environment: &Environment<'_>) -> Option<Value> {
        match &self.root {
            Root::Input => self.path.find(environment.input),
            Root::Context => self.path.find(&(environment.context)()),
            Root::Variable(name) => self.path.find(environment.variables.get(name)?),
        }
    }

    /// Whether the path is a reference path: it names one place by keys and indexes alone.
    pub fn is_reference(&self) -> bool {
        self.path.is_reference()
    }

    /// What the path is applied to; `null` for a variable that is not there.
    fn searched(&self, environment: &Environment<'_>) -> Value {
        match &self.root {
            Root::Input => environment.input.clone(),
            Root::Context => (environment.context)(),
            Root::Variable(name) => environment
                .variables
                .get(name)
                .cloned()
                .unwrap_or(Value::Null),
        }
    }

    fn missing(&self, root: &Value, message: impl FnOnce() -> String) -> EvaluationError {
        let message = if self.root == Root::Input && *root == Value::Null {
            "Unable to apply Path transformation to null or empty input.".to_owned()
        } else {
            message()
        };
        EvaluationError::runtime(message)
    }
}

impl EvaluationError {
    /// A `States.Runtime` error.
    fn runtime(message: String) -> EvaluationError {
        EvaluationError {
            kind: EvaluationErrorKind::Runtime,
            field: None,
            message,
        }
    }
}

impl Expression {
    /// The value for a field that is a path itself, such as `TimeoutSecondsPath`, or that JSONata
    /// computes: as [`evaluate`](Expression::evaluate), but for AWS's words when a path selects
    /// nothing.
    pub fn select(
        &self,
        environment: &Environment<'_>,
        random: &mut Random,
    ) -> Result<Value, EvaluationError> {
        match &self.kind {
            ExpressionKind::Path(path) => path.select(environment),
            ExpressionKind::Intrinsic(_) | ExpressionKind::Jsonata(_) => {
                self.evaluate(environment, random)
            }
        }
    }

    /// As [`evaluate`](Expression::evaluate); `None` when a definite path selects nothing.
    pub fn find(
        &self,
        environment: &Environment<'_>,
        random: &mut Random,
    ) -> Result<Option<Value>, EvaluationError> {
        match &self.kind {
            ExpressionKind::Path(path) => Ok(path.find(environment)),
            ExpressionKind::Intrinsic(_) | ExpressionKind::Jsonata(_) => {
                self.evaluate(environment, random).map(Some)
            }
        }
    }

    /// Whether the expression is JSONata.
    pub fn is_jsonata(&self) -> bool {
        matches!(self.kind, ExpressionKind::Jsonata(_))
    }

    /// The expression gave a value of a type that its field does not take, in AWS's words.
    /// `expected` names the type it takes.
    pub fn wrong_type(&self, expected: &str, value: &Value) -> EvaluationError {
        let (actual, shown) = (value.type_name(), crate::json::to_text(value));
        let (text, field) = (&self.text, &self.field);
        let (kind, message) = match self.kind {
            ExpressionKind::Jsonata(_) => (
                EvaluationErrorKind::QueryEvaluation,
                format!(
                    "The JSONata expression '{text}' specified for the field '{field}' returned an unexpected result type. Expected '{expected}', but was '{actual}' for value: {shown}"
                ),
            ),
            ExpressionKind::Path(_) | ExpressionKind::Intrinsic(_) => (
                EvaluationErrorKind::Runtime,
                format!(
                    "The value for the field '{field}' must be of type '{expected}', but '{text}' gave: {shown}"
                ),
            ),
        };
        EvaluationError {
            kind,
            field: Some(field.clone()),
            message,
        }
    }
}
