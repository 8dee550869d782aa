//! A path applied to a value.

use std::sync::Arc;

use super::{Function, JsonPath, Missing, MissingKind, Step, VISITED_VALUES_MAX, write_steps};
use crate::expression::java;
use crate::number::Number;
use crate::value::{Object, Value};

pub(super) fn find(path: &JsonPath, root: &Value) -> Option<Value> {
    let found = if path.definite {
        find_one(path, root)?
    } else {
        Value::array(find_many(path, root)?)
    };
    match path.function {
        None => Some(found),
        Some(function) => function.apply(&found),
    }
}

/// Why a definite path selects nothing.
pub(super) fn explain_missing(path: &JsonPath, root: &Value) -> Missing {
    let missing = |kind, message| Missing { kind, message };
    if !path.definite {
        return missing(
            MissingKind::Property,
            format!("{path} selects more than {VISITED_VALUES_MAX} values"),
        );
    }
    let no_results = format!("No results for path: {path}");
    let mut value = root;
    for (index, step) in path.steps.iter().enumerate() {
        let behind = || text(&path.steps[..=index]);
        let before = || text(&path.steps[..index]);
        let this = || text(&path.steps[index..=index]).split_off("$".len());
        let is_last = index + 1 == path.steps.len();
        value = match (step, value, step_to(value, step)) {
            (_, _, Some(next)) => next,
            (Step::Index(_), Value::Array(_), None) => {
                return missing(MissingKind::Index, no_results);
            }
            (Step::Index(_), Value::Null, None) => {
                return missing(
                    MissingKind::NotAnArray,
                    format!("The path {} is null", before()),
                );
            }
            (Step::Index(_), _, None) => {
                let mut message = format!(
                    "Filter: {} can only be applied to arrays. Current context is: ",
                    this()
                );
                java::write_text(value, &mut message);
                return missing(MissingKind::NotAnArray, message);
            }
            (_, Value::Object(_), None) if is_last => break,
            (_, Value::Object(_), None) => {
                let message = format!("Missing property in path {}", behind());
                return missing(MissingKind::Property, message);
            }
            (_, _, None) => {
                let message = format!("Property {} not found in path {}", this(), before());
                return missing(MissingKind::Property, message);
            }
        };
    }
    missing(MissingKind::Property, no_results)
}

/// The path of these steps as Jayway shows it.
fn text(steps: &[Step]) -> String {
    let mut text = String::from("$");
    // Writing to a `String` cannot fail.
    let _ = write_steps(steps, &mut text);
    text
}

fn find_one(path: &JsonPath, root: &Value) -> Option<Value> {
    let mut value = root;
    for step in &path.steps {
        match step {
            // Only the last step of a definite path has several fields.
            Step::Fields(names) => return merged(value, names),
            _ => value = step_to(value, step)?,
        }
    }
    Some(value.clone())
}

/// The one value that a definite step selects.
fn step_to<'v>(value: &'v Value, step: &Step) -> Option<&'v Value> {
    match (step, value) {
        (Step::Field(name), Value::Object(object)) => object.get(name),
        (Step::Index(index), Value::Array(items)) => items.get(position(*index, items.len())?),
        _ => None,
    }
}

/// Where an index, negative from the end, is in an array.
fn position(index: i64, length: usize) -> Option<usize> {
    match usize::try_from(index) {
        Ok(index) => Some(index),
        Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

/// The fields `names` of an object as an object; those it lacks are left out.
fn merged(value: &Value, names: &[Arc<str>]) -> Option<Value> {
    let fields = value.as_object()?;
    let merged: Object = names
        .iter()
        .filter_map(|name| Some((name.clone(), fields.get(name)?.clone())))
        .collect();
    Some(Value::object(merged))
}

/// What an indefinite path selects; `None` when that is more than [`VISITED_VALUES_MAX`].
fn find_many(path: &JsonPath, root: &Value) -> Option<Vec<Value>> {
    let mut selected = vec![root];
    let mut descending = false;
    let mut visited = 0;
    for (index, step) in path.steps.iter().enumerate() {
        if matches!(step, Step::Descend) {
            descending = true;
            continue;
        }
        if let (Step::Fields(names), true) = (step, index + 1 == path.steps.len()) {
            let mut merges = Vec::new();
            visit(&selected, descending, &mut visited, |value| {
                let complete = |value: &Value| names.iter().all(|n| value.get(n).is_some());
                if !descending || complete(value) {
                    merges.extend(merged(value, names));
                }
            })?;
            return Some(merges);
        }
        let mut next = Vec::new();
        visit(&selected, descending, &mut visited, |value| {
            match step {
                // Behind `..` a filter is asked about the value itself, not about its items:
                // those are reached in their turn.
                Step::Filter(filter) if descending && value.as_array().is_none() => {
                    if filter.accepts(value) {
                        next.push(value);
                    }
                }
                Step::Filter(_) if descending => {}
                _ => select(value, step, &mut next),
            }
        })?;
        visited += next.len();
        selected = next;
        descending = false;
    }
    (visited <= VISITED_VALUES_MAX).then(|| selected.into_iter().cloned().collect())
}

/// Calls `at` for each value, and when `descending` for everything in it, parents first.
fn visit<'v>(
    values: &[&'v Value],
    descending: bool,
    visited: &mut usize,
    mut at: impl FnMut(&'v Value),
) -> Option<()> {
    if !descending {
        for value in values {
            at(value);
        }
        return Some(());
    }
    let mut pending: Vec<&Value> = values.iter().rev().copied().collect();
    while let Some(value) = pending.pop() {
        *visited += 1;
        if *visited > VISITED_VALUES_MAX {
            return None;
        }
        at(value);
        match value {
            Value::Array(items) => pending.extend(items.iter().rev()),
            Value::Object(object) => pending.extend(object.iter().rev().map(|(_, value)| value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    Some(())
}

/// Appends what `step` selects in `value`; nothing when it does not apply.
fn select<'v>(value: &'v Value, step: &Step, selected: &mut Vec<&'v Value>) {
    match (step, value) {
        (Step::Field(_) | Step::Index(_), _) => selected.extend(step_to(value, step)),
        (Step::Fields(names), Value::Object(object)) => {
            selected.extend(names.iter().filter_map(|name| object.get(name)));
        }
        (Step::Indexes(indexes), Value::Array(items)) => {
            selected.extend(
                indexes
                    .iter()
                    .filter_map(|index| items.get(position(*index, items.len())?)),
            );
        }
        (Step::Slice { from, to }, Value::Array(items)) => {
            selected.extend(slice(items, *from, *to));
        }
        (Step::Wildcard, Value::Array(items)) => selected.extend(items.iter()),
        (Step::Wildcard, Value::Object(object)) => selected.extend(object.values()),
        (Step::Filter(filter), Value::Array(items)) => {
            selected.extend(items.iter().filter(|item| filter.accepts(item)));
        }
        (Step::Filter(filter), Value::Object(_)) if filter.accepts(value) => selected.push(value),
        (
            Step::Fields(_)
            | Step::Indexes(_)
            | Step::Slice { .. }
            | Step::Wildcard
            | Step::Filter(_)
            | Step::Descend,
            _,
        ) => {}
    }
}

/// The items of a slice. As for Jayway, a negative end behind a start that counts from the front
/// selects nothing: `[1:-1]`.
fn slice(items: &[Value], from: Option<i64>, to: Option<i64>) -> &[Value] {
    if let (Some(0..), Some(..0)) = (from, to) {
        return &[];
    }
    let bound = |bound: i64| match usize::try_from(bound) {
        Ok(bound) => bound.min(items.len()),
        Err(_) => position(bound, items.len()).unwrap_or(0),
    };
    let from = from.map_or(0, bound);
    let to = to.map_or(items.len(), bound);
    items.get(from..to).unwrap_or(&[])
}

impl Function {
    /// `None` where Jayway gives nothing or refuses.
    fn apply(self, value: &Value) -> Option<Value> {
        match self {
            Function::Length => {
                let length = match value {
                    Value::Array(items) => items.len(),
                    Value::Object(object) => object.len(),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                        return None;
                    }
                };
                Some(Value::from(i64::try_from(length).ok()?))
            }
            Function::Keys => {
                let keys = value.as_object()?.keys().cloned().map(Value::String);
                Some(Value::array(keys.collect()))
            }
            Function::First => value.as_array()?.first().cloned(),
            Function::Last => value.as_array()?.last().cloned(),
            Function::Index(index) => {
                let items = value.as_array()?;
                items.get(position(index, items.len())?).cloned()
            }
            Function::Min
            | Function::Max
            | Function::Sum
            | Function::Average
            | Function::StandardDeviation => {
                let items = value.as_array()?.iter();
                let numbers: Vec<f64> = items
                    .filter_map(|item| item.as_number().map(Number::as_f64))
                    .collect();
                let result = self.aggregate(&numbers)?;
                result
                    .is_finite()
                    .then_some(Value::Number(Number::Decimal(result)))
            }
        }
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "no array is long enough to matter"
    )]
    fn aggregate(self, numbers: &[f64]) -> Option<f64> {
        let count = numbers.len() as f64;
        let sum: f64 = numbers.iter().sum();
        let first = *numbers.first()?;
        match self {
            Function::Min => Some(numbers.iter().copied().fold(first, f64::min)),
            Function::Max => Some(numbers.iter().copied().fold(first, f64::max)),
            Function::Sum => Some(sum),
            Function::Average => Some(sum / count),
            Function::StandardDeviation => {
                let mean = sum / count;
                let squares: f64 = numbers.iter().map(|number| (number - mean).powi(2)).sum();
                Some((squares / count).sqrt())
            }
            Function::Length
            | Function::Keys
            | Function::First
            | Function::Last
            | Function::Index(_) => None,
        }
    }
}
