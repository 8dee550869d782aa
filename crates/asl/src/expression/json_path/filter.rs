//! What `[?(…)]` asks of a value.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{JsonPath, evaluate};
use crate::number::Number;
use crate::value::Value;

/// A condition on the value `@`.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    /// `@.a`: there is such a value.
    Exists(JsonPath),
    Compare(Operand, Comparison, Operand),
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    Path(JsonPath),
    Literal(Literal),
}

#[derive(Clone, Debug)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Number(f64),
    Text(Arc<str>),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Filter {
    pub(super) fn all(mut filters: Vec<Filter>) -> Filter {
        match (filters.len(), filters.pop()) {
            (1, Some(only)) => only,
            (_, last) => Filter::All(filters.into_iter().chain(last).collect()),
        }
    }

    pub(super) fn any(mut filters: Vec<Filter>) -> Filter {
        match (filters.len(), filters.pop()) {
            (1, Some(only)) => only,
            (_, last) => Filter::Any(filters.into_iter().chain(last).collect()),
        }
    }

    /// Whether the condition holds for `item`. It never does for a scalar: AWS's `@` stands for
    /// arrays and objects only (developer guide, "Using JSONPath paths").
    pub(super) fn accepts(&self, item: &Value) -> bool {
        matches!(item, Value::Array(_) | Value::Object(_)) && self.holds(item)
    }

    fn holds(&self, item: &Value) -> bool {
        match self {
            Filter::All(filters) => filters.iter().all(|filter| filter.holds(item)),
            Filter::Any(filters) => filters.iter().any(|filter| filter.holds(item)),
            Filter::Not(filter) => !filter.holds(item),
            Filter::Exists(path) => match evaluate::find(path, item) {
                Some(Value::Array(items)) => path.is_definite() || !items.is_empty(),
                Some(_) => true,
                None => false,
            },
            Filter::Compare(left, comparison, right) => {
                // A comparison with what is not there never holds, `!=` included.
                let (Some(left), Some(right)) = (left.value(item), right.value(item)) else {
                    return false;
                };
                comparison.holds(&left, &right)
            }
        }
    }
}

impl Operand {
    fn value(&self, item: &Value) -> Option<Value> {
        match self {
            Operand::Path(path) => evaluate::find(path, item),
            Operand::Literal(literal) => Some(match literal {
                Literal::Null => Value::Null,
                Literal::Bool(value) => Value::Bool(*value),
                Literal::Number(value) => Value::Number(Number::Decimal(*value)),
                Literal::Text(text) => Value::String(text.clone()),
            }),
        }
    }
}

impl Comparison {
    fn holds(self, left: &Value, right: &Value) -> bool {
        let order = order(left, right);
        match self {
            Comparison::Equal => order == Some(Ordering::Equal) || left == right,
            Comparison::NotEqual => order != Some(Ordering::Equal) && left != right,
            Comparison::Less => order == Some(Ordering::Less),
            Comparison::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            Comparison::Greater => order == Some(Ordering::Greater),
            Comparison::GreaterOrEqual => {
                matches!(order, Some(Ordering::Greater | Ordering::Equal))
            }
        }
    }
}

/// The order of numbers and of strings, and of a string that holds a number and a number.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64().partial_cmp(&right.as_f64()),
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::String(left), Value::Number(right)) => {
            left.parse::<f64>().ok()?.partial_cmp(&right.as_f64())
        }
        (Value::Number(left), Value::String(right)) => {
            left.as_f64().partial_cmp(&right.parse::<f64>().ok()?)
        }
        (
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
            _,
        ) => None,
    }
}
