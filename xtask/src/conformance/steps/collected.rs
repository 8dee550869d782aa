//! The values a case collects to be compared.

use serde_json::{Map, Value};

use super::super::corpus::Source;
use super::super::resolver::Unresolved;
use super::super::target::Target;
use super::{CallError, Steps, Stop};

impl<T: Target> Steps<'_, T> {
    /// The value a source leads to.
    pub(super) fn source(&self, source: &Source) -> Result<Value, Stop> {
        Ok(match source {
            Source::Answer { step, path } => {
                let unresolved = || Unresolved {
                    reference: [std::slice::from_ref(step), path].concat().join("."),
                };
                let answer = self.resolver.get(step).ok_or_else(unresolved)?;
                let part = path
                    .iter()
                    .try_fold(answer, |value, part| child(value, part));
                part.cloned().ok_or_else(unresolved)?
            }
            Source::ErrorText(step) => {
                let CallError { operation, error } = self.error_of(step)?;
                Value::from(format!(
                    "An error occurred ({}) when calling the {operation} operation: {}",
                    error.code, error.message
                ))
            }
            Source::ErrorCode(step) => Value::from(self.error_of(step)?.error.code.as_str()),
            Source::Constant(value) => value.clone(),
            Source::Json(source) => parsed(&self.source(source)?)?,
            Source::DeepJson(source) => deeply_parsed(parsed(&self.source(source)?)?),
            Source::Object(fields) => fields
                .iter()
                .map(|(key, source)| Ok((key.clone(), self.source(source)?)))
                .collect::<Result<Map<_, _>, Stop>>()?
                .into(),
            Source::Array(items) => items
                .iter()
                .map(|source| self.source(source))
                .collect::<Result<Vec<_>, _>>()?
                .into(),
            Source::Template(value) => self.resolver.value(value)?,
        })
    }

    fn error_of(&self, step: &str) -> Result<&CallError, Stop> {
        if self.resolver.get(step).is_none() {
            return Err(Stop::NotYet(Unresolved {
                reference: step.to_owned(),
            }));
        }
        self.errors
            .get(step)
            .ok_or_else(|| Stop::Fail(format!("step {step}: expected an API error, got success")))
    }
}

/// The item or field `part`; a negative index counts from the end.
fn child<'v>(value: &'v Value, part: &str) -> Option<&'v Value> {
    match value {
        Value::Array(items) => match part.strip_prefix('-') {
            Some(from_end) => items.get(items.len().checked_sub(from_end.parse().ok()?)?),
            None => items.get(part.parse::<usize>().ok()?),
        },
        _ => value.get(part),
    }
}

fn parsed(text: &Value) -> Result<Value, Stop> {
    text.as_str()
        .and_then(|text| serde_json::from_str(text).ok())
        .ok_or_else(|| Stop::Fail(format!("expected a JSON text, got {text}")))
}

fn deeply_parsed(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (key, deeply_parsed(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(deeply_parsed).collect(),
        Value::String(text) if text.starts_with(['{', '[']) => match serde_json::from_str(&text) {
            Ok(value) => deeply_parsed(value),
            Err(_) => Value::String(text),
        },
        other => other,
    }
}
