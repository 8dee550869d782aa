//! Payload templates: JSON in which some values are computed.

use std::sync::Arc;

use crate::expression::{Environment, EvaluationError, Expression, Random};
use crate::value::{Object, Value};

/// JSON with expressions in it: `Parameters`, `ResultSelector`, `ItemSelector`, `Arguments`,
/// `Output`, and the values of `Assign`.
///
/// A part without expressions is a literal, however large, and evaluating it shares it.
#[derive(Clone, Debug)]
pub enum Template {
    /// JSON without expressions.
    Literal(Value),
    /// An object with an expression somewhere in it. JSONPath's `.$` is not part of the keys.
    Object(Vec<(Arc<str>, Template)>),
    /// An array with an expression somewhere in it.
    Array(Vec<Template>),
    /// A computed value.
    Expression(Expression),
}

impl Template {
    /// The value of the template, or the first expression that failed.
    pub fn evaluate(
        &self,
        environment: &Environment<'_>,
        random: &mut Random,
    ) -> Result<Value, EvaluationError> {
        Ok(match self {
            Template::Literal(value) => value.clone(),
            Template::Object(fields) => {
                let mut object = Object::with_capacity(fields.len());
                for (key, template) in fields {
                    object.insert(key.clone(), template.evaluate(environment, random)?);
                }
                Value::object(object)
            }
            Template::Array(items) => Value::array(
                items
                    .iter()
                    .map(|item| item.evaluate(environment, random))
                    .collect::<Result<_, _>>()?,
            ),
            Template::Expression(expression) => expression.evaluate(environment, random)?,
        })
    }

    /// The expressions in the template, in the order of the text.
    pub fn expressions(&self) -> Vec<&Expression> {
        fn visit<'t>(template: &'t Template, found: &mut Vec<&'t Expression>) {
            match template {
                Template::Literal(_) => {}
                Template::Object(fields) => fields.iter().for_each(|(_, t)| visit(t, found)),
                Template::Array(items) => items.iter().for_each(|t| visit(t, found)),
                Template::Expression(expression) => found.push(expression),
            }
        }
        let mut found = Vec::new();
        visit(self, &mut found);
        found
    }
}
