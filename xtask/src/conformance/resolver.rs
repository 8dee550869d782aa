//! Templates: the `@@{…}` in the parameters of a step and in the values of tokens.
//!
//! A reference is a name and keys, separated by dots: `sm1.stateMachineArn`,
//! `s1.Messages.0.Body.json!.TaskToken`. `json!` reads the text reached so far as JSON, `\.` is a
//! dot in a key. `now+5s:iso_s0` is the time so many seconds from now, in one of a few formats; one
//! case has one `now`.

use std::cell::OnceCell;
use std::collections::HashMap;

use asl::Timestamp;
use serde_json::{Map, Value};

use super::clock;

/// The values templates can refer to.
#[derive(Debug, Default)]
pub(crate) struct Resolver {
    values: HashMap<String, Value>,
    now: OnceCell<Timestamp>,
}

/// A reference leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unresolved {
    /// The reference.
    pub(crate) reference: String,
}

impl Resolver {
    /// Makes `value` known as `name`.
    pub(crate) fn insert(&mut self, name: impl Into<String>, value: Value) {
        self.values.insert(name.into(), value);
    }

    /// The value known as `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Says what time it is. The first call decides for the whole case.
    pub(crate) fn now_is(&self, now: Timestamp) {
        self.now.get_or_init(|| now);
    }

    /// The value a reference leads to.
    pub(crate) fn reference(&self, reference: &str) -> Result<Value, Unresolved> {
        let unresolved = || Unresolved {
            reference: reference.to_owned(),
        };
        if reference.starts_with("now") {
            return self
                .now(reference)
                .map(Value::String)
                .ok_or_else(unresolved);
        }
        let mut parts = reference_parts(reference).into_iter();
        let name = parts.next().ok_or_else(unresolved)?;
        let mut value = self.values.get(&name).cloned().ok_or_else(unresolved)?;
        for part in parts {
            value = step_into(value, &part).ok_or_else(unresolved)?;
        }
        Ok(value)
    }

    /// A text with its references replaced. A text that is one reference becomes the value itself.
    pub(crate) fn text(&self, text: &str) -> Result<Value, Unresolved> {
        let mut resolved = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, reference, after)) = next_reference(rest) {
            let value = self.reference(reference)?;
            if resolved.is_empty() && before.is_empty() && after.is_empty() {
                return Ok(value);
            }
            resolved.push_str(before);
            match value {
                Value::String(text) => resolved.push_str(&text),
                other => resolved.push_str(&other.to_string()),
            }
            rest = after;
        }
        resolved.push_str(rest);
        Ok(Value::String(resolved))
    }

    /// A value with the references in its texts replaced.
    pub(crate) fn value(&self, value: &Value) -> Result<Value, Unresolved> {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => items
                .iter()
                .map(|item| self.value(item))
                .collect::<Result<_, _>>()
                .map(Value::Array),
            Value::Object(fields) => match repeated_text(fields) {
                Some(text) => Ok(Value::String(text)),
                None => self.fields(fields).map(Value::Object),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(value.clone()),
        }
    }

    /// The fields of an object with the references in them replaced.
    pub(crate) fn fields(
        &self,
        fields: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Unresolved> {
        fields
            .iter()
            .map(|(key, value)| Ok((key.clone(), self.value(value)?)))
            .collect()
    }

    /// `now`, `now+5s:iso_s0`, `now-1.5s:iso_ms`.
    fn now(&self, reference: &str) -> Option<String> {
        let (offset, format) = reference.strip_prefix("now")?.split_once(':')?;
        let offset = offset.strip_suffix('s').unwrap_or(offset);
        let seconds = if offset.is_empty() {
            0.0
        } else {
            offset.parse().ok()?
        };
        let instant = clock::later(*self.now.get()?, seconds);
        let whole = clock::iso_seconds(instant);
        let micros = instant.nanoseconds().rem_euclid(1_000_000_000) / 1_000;
        Some(match format {
            "iso_s" => format!("{whole}Z"),
            "iso_s0" => whole,
            "iso_off" => format!("{whole}+00:00"),
            "iso_ms" => format!("{whole}.{:03}Z", micros / 1_000),
            "iso_us" => format!("{whole}.{micros:06}Z"),
            "iso_naive_us" => format!("{whole}.{micros:06}"),
            _ => return None,
        })
    }
}

/// `{"$repeat": [text, count]}`, a long text.
fn repeated_text(fields: &Map<String, Value>) -> Option<String> {
    let [text, count] = fields.get("$repeat")?.as_array()?.as_slice() else {
        return None;
    };
    let count = usize::try_from(count.as_u64()?).ok()?;
    (fields.len() == 1).then(|| text.as_str().map(|text| text.repeat(count)))?
}

/// The text before the first `@@{…}`, what is in it, and the text after it.
fn next_reference(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find("@@{") {
        let start = from + at;
        let inside = &text[start + 3..];
        match inside.find(['{', '}']) {
            Some(end) if end > 0 && inside[end..].starts_with('}') => {
                return Some((&text[..start], &inside[..end], &inside[end + 1..]));
            }
            _ => from = start + 3,
        }
    }
    None
}

fn reference_parts(reference: &str) -> Vec<String> {
    reference
        .replace("\\.", "\0")
        .split(['.', '|'])
        .filter(|part| !part.is_empty())
        .map(|part| part.replace('\0', "."))
        .collect()
}

fn step_into(value: Value, part: &str) -> Option<Value> {
    match value {
        Value::String(text) if part == "json!" => serde_json::from_str(&text).ok(),
        Value::Array(mut items) => {
            let index = part.parse::<usize>().ok()?;
            (index < items.len()).then(|| items.swap_remove(index))
        }
        Value::Object(mut fields) => fields.swap_remove(part),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resolver() -> Resolver {
        let mut resolver = Resolver::default();
        resolver.insert("uid1", json!("abc"));
        resolver.insert(
            "s1",
            json!({"Messages": [{"Body": "{\"TaskToken\": \"t\"}"}], "a.b": 1}),
        );
        resolver.now_is(Timestamp::from_milliseconds(1_700_000_000_250));
        resolver
    }

    #[test]
    fn references_reach_into_answers() {
        let resolve = |text: &str| resolver().text(text);
        assert_eq!(resolve("x-@@{uid1}-@@{s1.a\\.b}"), Ok(json!("x-abc-1")));
        assert_eq!(resolve("@@{s1.a\\.b}"), Ok(json!(1)));
        assert_eq!(
            resolve("@@{s1.Messages.0.Body.json!.TaskToken}"),
            Ok(json!("t"))
        );
        assert_eq!(
            resolve("@@{s1.Messages.1}").map_err(|e| e.reference),
            Err("s1.Messages.1".into())
        );
        assert_eq!(resolve("@@{} @@{x"), Ok(json!("@@{} @@{x")));
    }

    #[test]
    fn now_is_one_instant() {
        let resolver = resolver();
        resolver.now_is(Timestamp::from_milliseconds(0));
        assert_eq!(
            resolver.text("@@{now:iso_ms}"),
            Ok(json!("2023-11-14T22:13:20.250Z"))
        );
        assert_eq!(
            resolver.text("@@{now+5s:iso_s0}"),
            Ok(json!("2023-11-14T22:13:25"))
        );
    }
}
