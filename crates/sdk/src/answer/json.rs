//! Answers in JSON.

use asl::{Number, Object, Value, json};
use bytes::Bytes;

use super::{Reader, Unreadable};
use crate::model::{Kind, Structure};
use crate::scalar;
use crate::style::Style;

impl Reader<'_> {
    /// The members in a body, of which an empty one has none.
    pub(super) fn json_body(&self, output: &Structure, body: &Bytes) -> Result<Object, Unreadable> {
        Ok(match json_value(body)? {
            Value::Object(came) => self.json_object(output, &came),
            _ => Object::new(),
        })
    }

    /// The members of a structure. Fields that are null are as if they were not there, and those
    /// that the model does not have are left out.
    pub(super) fn json_object(&self, structure: &Structure, came: &Object) -> Object {
        self.object(structure, |member| {
            let value = came.get(member.wire)?;
            (*value != Value::Null).then(|| self.json(value, &member.kind))
        })
    }

    pub(super) fn json(&self, value: &Value, kind: &Kind) -> Value {
        match (kind, value) {
            (_, Value::Null) => Value::Null,
            (Kind::Structure(id), Value::Object(came)) => {
                Value::object(self.json_object(self.service.structure(*id), came))
            }
            (Kind::List { of, .. }, Value::Array(items)) => {
                Value::array(items.iter().map(|item| self.json(item, of)).collect())
            }
            (Kind::Map { of, .. }, Value::Object(entries)) => Value::object(
                entries
                    .iter()
                    .map(|(key, item)| (key.clone(), self.json(item, of)))
                    .collect(),
            ),
            (Kind::Time(_), value) => scalar::read_time(value)
                .map_or_else(|| value.clone(), |time| scalar::show_time(time, self.style)),
            (Kind::Bytes, Value::String(text)) => scalar::show_base64(text, self.style),
            (Kind::Decimal, Value::Number(number)) => {
                Value::Number(Number::Decimal(number.as_f64()))
            }
            (Kind::Integer, Value::Number(_)) => match value.as_integral() {
                Some(integer) => Value::from(integer),
                None => value.clone(),
            },
            (Kind::Text, Value::Number(_) | Value::Bool(_)) if self.style == Style::Sdk => {
                Value::from(json::to_text(value))
            }
            (_, other) => other.clone(),
        }
    }
}

/// The JSON of a body; null when it is empty.
pub(super) fn json_value(body: &Bytes) -> Result<Value, Unreadable> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Null);
    }
    let text = std::str::from_utf8(body)
        .map_err(|_| Unreadable("the service's answer is no text".to_owned()))?;
    json::from_text(text)
        .map_err(|error| Unreadable(format!("the service's answer is no JSON: {error}")))
}
