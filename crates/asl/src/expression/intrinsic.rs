//! The 18 intrinsic functions of JSONPath states.

use std::sync::Arc;

use super::{Environment, EvaluationError, Random, SyntaxError};
use crate::value::Value;

/// A compiled call: `States.Format('Hello, {}', $.name)`.
#[derive(Clone, Debug)]
pub struct Intrinsic {}

impl Intrinsic {
    /// Reads a call.
    pub fn parse(text: &str) -> Result<Intrinsic, SyntaxError> {
        let _ = text;
        todo!("jsonpath")
    }

    /// The value of the call. `text` and `field` are named in the error.
    pub fn evaluate(
        &self,
        environment: &Environment<'_>,
        random: &mut Random,
        text: &Arc<str>,
        field: &Arc<str>,
    ) -> Result<Value, EvaluationError> {
        let _ = (environment, random, text, field);
        todo!("jsonpath")
    }
}
