//! JSONata, as Step Functions has it.

use std::sync::Arc;

use super::{Environment, EvaluationError, Random, SyntaxError};
use crate::value::Value;

/// A compiled expression: what stands between `{%` and `%}`.
#[derive(Clone, Debug)]
pub struct Jsonata {}

impl Jsonata {
    /// Compiles `text`, which stands between `{%` and `%}`.
    pub fn compile(text: &str) -> Result<Jsonata, SyntaxError> {
        let _ = text;
        todo!("jsonata")
    }

    /// The variables the expression reads, without the `$`, in order of first appearance; not
    /// those it binds itself, nor functions, nor `states`.
    pub fn variables(&self) -> impl Iterator<Item = &Arc<str>> {
        [].iter()
    }

    /// The value of the expression. `field` is named in the error.
    pub fn evaluate(
        &self,
        environment: &Environment<'_>,
        random: &mut Random,
        field: &Arc<str>,
    ) -> Result<Value, EvaluationError> {
        let _ = (environment, random, field);
        todo!("jsonata")
    }
}
