//! Places in a policy, and what is wrong there.

use serde_json::{Map, Value};

use super::Effect;

/// What is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} (at `{at}`)")]
pub struct Malformed {
    /// A JSON pointer into the policy; empty for the whole of it.
    pub at: String,
    /// In AWS's words where they are known.
    pub what: String,
}

/// What AWS says of everything it has no better words for.
pub(super) const SYNTAX: &str = "Syntax errors in policy.";

/// A place in a policy, as a JSON pointer.
#[derive(Clone, Debug, Default)]
pub(super) struct Place(String);

impl Place {
    pub(super) fn field(&self, name: &str) -> Place {
        Place(format!(
            "{}/{}",
            self.0,
            name.replace('~', "~0").replace('/', "~1")
        ))
    }

    pub(super) fn item(&self, index: usize) -> Place {
        Place(format!("{}/{index}", self.0))
    }

    pub(super) fn malformed(&self, what: impl Into<String>) -> Malformed {
        Malformed {
            at: self.0.clone(),
            what: what.into(),
        }
    }

    pub(super) fn invalid_principal(&self, name: &str) -> Malformed {
        self.malformed(format!("Invalid principal in policy: \"{name}\"."))
    }

    pub(super) fn object<'v>(&self, value: &'v Value) -> Result<&'v Map<String, Value>, Malformed> {
        value
            .as_object()
            .ok_or_else(|| self.malformed(format!("{SYNTAX} An object is wanted here.")))
    }

    pub(super) fn string<'v>(&self, value: &'v Value) -> Result<&'v str, Malformed> {
        value
            .as_str()
            .ok_or_else(|| self.malformed(format!("{SYNTAX} A string is wanted here.")))
    }

    pub(super) fn effect(&self, value: &Value) -> Result<Effect, Malformed> {
        match self.string(value)? {
            "Allow" => Ok(Effect::Allow),
            "Deny" => Ok(Effect::Deny),
            other => Err(self.malformed(format!("Invalid effect: {other}"))),
        }
    }

    /// A string or an array of strings.
    pub(super) fn strings<'v>(&self, value: &'v Value) -> Result<Vec<(&'v str, Place)>, Malformed> {
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    let at = self.item(index);
                    Ok((at.string(item)?, at))
                })
                .collect(),
            one => Ok(vec![(self.string(one)?, self.clone())]),
        }
    }

    /// The values of a condition: a string, a number or a boolean, or an array of them.
    pub(super) fn scalars(&self, value: &Value) -> Result<Vec<(String, Place)>, Malformed> {
        let scalar = |value: &Value, at: Place| match value {
            Value::String(text) => Ok((text.clone(), at)),
            Value::Number(number) => Ok((number.to_string(), at)),
            Value::Bool(value) => Ok((value.to_string(), at)),
            Value::Null | Value::Array(_) | Value::Object(_) => Err(at.malformed(format!(
                "{SYNTAX} A string, a number or a boolean is wanted here."
            ))),
        };
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| scalar(item, self.item(index)))
                .collect(),
            one => Ok(vec![scalar(one, self.clone())?]),
        }
    }
}
