//! Whether what the interpreter did is what AWS did.
//!
//! [`Comparison::compare`] takes an expected value with its wildcards (`$any`, `$subset`, `$set`,
//! `$contains`, `$absent`) and placeholders, and an actual value. What a placeholder is found to
//! stand for is a [`Bindings`], which grows as the values are walked and is given back when an
//! attempt fails. Texts with placeholders are in [`text`], histories in [`history`].
//!
//! The recorder had parsed some JSON texts before it wrote them down. An expected object, array or
//! number is therefore compared with the parsed text when the actual value is a text. Inside such
//! JSON `1` and `1.0` differ; outside of it the SDK had already lost the difference.

mod history;
mod text;

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::{Map, Number, Value};

use super::corpus::Case;
use super::resolver::Resolver;
use text::{Placeholders, without_attempt_counts};

/// How many differences of one case are kept.
const DIFFERENCES_MAX: usize = 12;

/// How much of a value a difference shows, in characters.
const SHOWN_CHARS_MAX: usize = 400;

/// Fields whose contents depend on the network between a service and its SDK.
const NOT_COMPARED: &str = r"\.Sdk(Http|Response)Metadata$";

/// How alike two histories are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Level {
    /// The same events in the same order with the same ids.
    #[default]
    Exact,
    /// The same events in every branch and iteration; only these were interleaved differently.
    Equivalent,
}

/// What placeholders were found to stand for.
pub(crate) type Bindings = BTreeMap<String, String>;

/// One case's comparison: its rules, and what it has come to.
pub(crate) struct Comparison<'a> {
    resolver: &'a Resolver,
    placeholders: Placeholders,
    allowed_extras: Vec<String>,
    ignored: Vec<Regex>,
    bindings: Bindings,
    level: Level,
    differences: Vec<String>,
    /// How many attempts we are inside of whose failure is not worth telling.
    silent: usize,
}

/// Where in the values we are.
#[derive(Clone, Copy)]
struct Place<'a> {
    path: &'a str,
    /// Whether we are inside of a text that was parsed as JSON.
    in_json: bool,
}

impl<'a> Place<'a> {
    fn at(self, path: &'a str) -> Place<'a> {
        Place { path, ..self }
    }

    fn inside_json(self) -> Place<'a> {
        Place {
            in_json: true,
            ..self
        }
    }
}

impl<'a> Comparison<'a> {
    /// The comparison of a case whose steps have been taken.
    pub(crate) fn new(case: &Case, resolver: &'a Resolver) -> Result<Comparison<'a>, regex::Error> {
        let patterns =
            std::iter::once(NOT_COMPARED).chain(case.ignore_paths.iter().map(String::as_str));
        Ok(Comparison {
            resolver,
            placeholders: Placeholders::new(&case.tokens, resolver)?,
            allowed_extras: case.extra_ok.clone(),
            ignored: patterns.map(Regex::new).collect::<Result<_, _>>()?,
            bindings: Bindings::new(),
            level: Level::Exact,
            differences: Vec::new(),
            silent: 0,
        })
    }

    /// Compares what was collected under `name`. Placeholders keep what they stand for from one
    /// value of a case to the next.
    pub(crate) fn compare(&mut self, name: &str, expected: &Value, actual: Option<&Value>) -> bool {
        let place = Place {
            path: name,
            in_json: false,
        };
        match actual {
            Some(actual) => self.matches(expected, actual, place),
            None => self.differ(place, "", expected, &Value::from("<no value>")),
        }
    }

    /// How alike the histories of the case were.
    pub(crate) fn level(&self) -> Level {
        self.level
    }

    /// The first differences, each with its place.
    pub(crate) fn into_differences(self) -> Vec<String> {
        self.differences
    }

    fn matches(&mut self, expected: &Value, actual: &Value, place: Place) -> bool {
        if let Some(wildcard) = Wildcard::read(expected) {
            return self.matches_wildcard(&wildcard, expected, actual, place);
        }
        match (expected, actual) {
            (Value::String(expected), actual) => self.matches_text(expected, actual, place),
            (Value::Null | Value::Bool(_) | Value::Number(_), Value::String(text))
                if !place.in_json =>
            {
                self.matches_parsed("", expected, text, place)
            }
            (Value::Array(_) | Value::Object(_), Value::String(text)) => {
                self.matches_parsed("not JSON: ", expected, text, place)
            }
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) if a == b => true,
            (Value::Number(a), Value::Number(b)) => self.matches_number(a, b, place),
            (Value::Array(a), Value::Array(b)) => self.matches_array(a, b, place),
            (Value::Object(a), Value::Object(b)) => self.matches_object(a, b, place),
            _ => self.differ(place, "", expected, actual),
        }
    }

    fn matches_wildcard(
        &mut self,
        wildcard: &Wildcard,
        expected: &Value,
        actual: &Value,
        place: Place,
    ) -> bool {
        match *wildcard {
            Wildcard::Any => true,
            Wildcard::Subset(fields) => match actual {
                Value::Object(actual) => self.matches_fields(fields, actual, place),
                _ => self.differ(place, "", expected, actual),
            },
            Wildcard::Set(items) => match actual {
                Value::Array(actual_items) if actual_items.len() == items.len() => {
                    let items: Vec<&Value> = items.iter().collect();
                    let actual_items: Vec<&Value> = actual_items.iter().collect();
                    let mut same =
                        |this: &mut Self, a: &&Value, b: &&Value| this.matches(a, b, place);
                    self.attempt(|this| this.matches_in_any_order(&items, &actual_items, &mut same))
                        || self.differ(place, "as a set: ", expected, actual)
                }
                _ => self.differ(place, "", expected, actual),
            },
            Wildcard::Contains(part) => {
                let part = self.resolver.text(part).unwrap_or_default();
                let contains = match (actual.as_str(), part.as_str()) {
                    (Some(text), Some(part)) => text.contains(part),
                    _ => false,
                };
                contains || self.differ(place, "", expected, actual)
            }
            Wildcard::Absent(key) => {
                actual.get(key).is_none()
                    || self.differ(place, "", &Value::from("<absent>"), actual)
            }
        }
    }

    fn matches_text(&mut self, expected: &str, actual: &Value, place: Place) -> bool {
        let Value::String(actual_text) = actual else {
            // The recorder put a placeholder in the place of a value that was no text.
            return self.placeholders.stands_alone(expected)
                || self.differ(place, "", &Value::from(expected), actual);
        };
        if expected == actual_text {
            return true;
        }
        let (expected, actual_text) = without_attempt_counts(expected, actual_text);
        if expected == actual_text {
            return true;
        }
        if let Some((expected, actual)) = both_json(&expected, &actual_text) {
            return self.matches(&expected, &actual, place.inside_json());
        }
        let (placeholders, bindings) = (&self.placeholders, &mut self.bindings);
        placeholders.matches(&expected, &actual_text, bindings)
            || self.differ(place, "", &Value::from(expected), actual)
    }

    fn matches_parsed(&mut self, note: &str, expected: &Value, text: &str, place: Place) -> bool {
        match serde_json::from_str(text) {
            Ok(actual) => self.matches(expected, &actual, place.inside_json()),
            Err(_) => self.differ(place, note, expected, &Value::from(text)),
        }
    }

    fn matches_number(&mut self, expected: &Number, actual: &Number, place: Place) -> bool {
        let same_form = expected.is_f64() == actual.is_f64();
        let equal = expected == actual || (!same_form && expected.as_f64() == actual.as_f64());
        if equal && (same_form || !place.in_json) {
            return true;
        }
        let note = if equal { "number format: " } else { "" };
        self.differ(
            place,
            note,
            &expected.clone().into(),
            &actual.clone().into(),
        )
    }

    fn matches_array(&mut self, expected: &[Value], actual: &[Value], place: Place) -> bool {
        if expected.len() != actual.len() {
            let note = format!("length {} vs {}: ", expected.len(), actual.len());
            return self.differ(place, &note, &expected.into(), &actual.into());
        }
        let mut same = true;
        for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
            let path = format!("{}[{index}]", place.path);
            same &= self.matches(expected, actual, place.at(&path));
        }
        same
    }

    fn matches_object(
        &mut self,
        expected: &Map<String, Value>,
        actual: &Map<String, Value>,
        place: Place,
    ) -> bool {
        if !place.in_json && place.path.ends_with("ResponseMetadata") {
            return self.matches_response_metadata(expected, actual, place);
        }
        if let Some(events) = history::events_of(expected).filter(|_| !place.in_json) {
            return self.matches_history_answer(expected, events, actual, place);
        }
        let mut same = self.matches_fields(expected, actual, place);
        for (key, value) in actual {
            let path = format!("{}.{key}", place.path);
            let allowed = expected.contains_key(key)
                || (key == "ResponseMetadata" && !place.in_json)
                || self.allowed_extras.contains(key)
                || self.is_ignored(&path);
            if !allowed {
                same = self.differ(place.at(&path), "", &Value::from("<absent>"), value);
            }
        }
        same
    }

    fn matches_fields(
        &mut self,
        expected: &Map<String, Value>,
        actual: &Map<String, Value>,
        place: Place,
    ) -> bool {
        let mut same = true;
        for (key, expected) in expected {
            same &= self.matches_field(key, expected, actual, place);
        }
        same
    }

    fn matches_field(
        &mut self,
        key: &str,
        expected: &Value,
        actual: &Map<String, Value>,
        place: Place,
    ) -> bool {
        let path = format!("{}.{key}", place.path);
        if self.is_ignored(&path) {
            return true;
        }
        match actual.get(key) {
            Some(actual) => self.matches(expected, actual, place.at(&path)),
            None if key == "ResponseMetadata" && !place.in_json => true,
            None => self.differ(place.at(&path), "", expected, &Value::from("<absent>")),
        }
    }

    /// Of an answer's metadata only the status is AWS's; the rest is the transport's.
    fn matches_response_metadata(
        &mut self,
        expected: &Map<String, Value>,
        actual: &Map<String, Value>,
        place: Place,
    ) -> bool {
        let status = |metadata: &Map<String, Value>| {
            metadata
                .get("HTTPStatusCode")
                .cloned()
                .unwrap_or(Value::Null)
        };
        let (expected, actual) = (status(expected), status(actual));
        expected.is_null()
            || expected == actual
            || self.differ(place, "HTTPStatusCode: ", &expected, &actual)
    }

    /// Finds a different partner for each of `expected` among `actual`, by backtracking.
    fn matches_in_any_order<T: Clone>(
        &mut self,
        expected: &[T],
        actual: &[T],
        same: &mut impl FnMut(&mut Self, &T, &T) -> bool,
    ) -> bool {
        /// With more partners than this to find, the first that fits is final: a choice seldom
        /// matters, and trying them all would take forever.
        const BACKTRACKING_MAX: usize = 8;

        let Some((first, others)) = expected.split_first() else {
            return actual.is_empty();
        };
        for (index, candidate) in actual.iter().enumerate() {
            let before = self.bindings.clone();
            if same(self, first, candidate) {
                let mut rest = actual.to_vec();
                rest.remove(index);
                if self.matches_in_any_order(others, &rest, same) {
                    return true;
                }
                if expected.len() > BACKTRACKING_MAX {
                    self.bindings = before;
                    return false;
                }
            }
            self.bindings = before;
        }
        false
    }

    /// Tries a comparison. When it fails, nothing is told and placeholders stand for what they did
    /// before.
    fn attempt(&mut self, comparison: impl FnOnce(&mut Self) -> bool) -> bool {
        let before = self.bindings.clone();
        self.silent += 1;
        let same = comparison(self);
        self.silent -= 1;
        if !same {
            self.bindings = before;
        }
        same
    }

    /// Notes a difference. Always `false`, so that a comparison can end with it.
    fn differ(&mut self, place: Place, note: &str, expected: &Value, actual: &Value) -> bool {
        if self.silent == 0 && self.differences.len() < DIFFERENCES_MAX {
            self.differences.push(format!(
                "{}: {note}expected {} got {}",
                place.path,
                shown(expected),
                shown(actual)
            ));
        }
        false
    }

    fn is_ignored(&self, path: &str) -> bool {
        self.ignored.iter().any(|pattern| pattern.is_match(path))
    }
}

/// An expected value that stands for many.
enum Wildcard<'a> {
    /// `$any`: every value.
    Any,
    /// `$subset`: an object with these fields and maybe others.
    Subset(&'a Map<String, Value>),
    /// `$set`: an array of these items in any order.
    Set(&'a [Value]),
    /// `$contains`: a text with this part.
    Contains(&'a str),
    /// `$absent`: an object without this field.
    Absent(&'a str),
}

impl<'a> Wildcard<'a> {
    fn read(expected: &'a Value) -> Option<Wildcard<'a>> {
        let fields = expected.as_object().filter(|fields| fields.len() == 1)?;
        let (key, argument) = fields.iter().next()?;
        match (key.as_str(), argument) {
            ("$any", _) => Some(Wildcard::Any),
            ("$subset", Value::Object(fields)) => Some(Wildcard::Subset(fields)),
            ("$set", Value::Array(items)) => Some(Wildcard::Set(items)),
            ("$contains", Value::String(part)) => Some(Wildcard::Contains(part)),
            ("$absent", Value::String(key)) => Some(Wildcard::Absent(key)),
            _ => None,
        }
    }
}

/// The values of two JSON texts, arrays or objects, that differ as texts.
fn both_json(expected: &str, actual: &str) -> Option<(Value, Value)> {
    let opening = expected
        .chars()
        .next()
        .filter(|first| matches!(first, '[' | '{'))?;
    if !actual.starts_with(opening) {
        return None;
    }
    Some((
        serde_json::from_str(expected).ok()?,
        serde_json::from_str(actual).ok()?,
    ))
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Compares with the rules of a case that has these tokens.
    pub(super) fn compare(
        tokens: &Value,
        expected: &Value,
        actual: &Value,
    ) -> Result<Level, Vec<String>> {
        let case: Case = serde_json::from_value(json!({
            "id": "t", "name": "t", "category": "t", "tier": "aws", "services": [], "steps": [],
            "expected": {"v": expected}, "tokens": tokens, "extra_ok": ["redriveCount"],
        }))
        .unwrap();
        let resolver = Resolver::default();
        let mut comparison = Comparison::new(&case, &resolver).unwrap();
        if comparison.compare("v", &case.expected["v"], Some(actual)) {
            Ok(comparison.level())
        } else {
            Err(comparison.into_differences())
        }
    }

    fn is_same(expected: &Value, actual: &Value) -> bool {
        compare(&json!([]), expected, actual).is_ok()
    }

    #[test]
    fn values_and_wildcards() {
        assert!(is_same(&json!({"a": {"$any": "date"}}), &json!({"a": 3})));
        assert!(is_same(
            &json!({"$subset": {"a": 1}}),
            &json!({"a": 1, "b": 2})
        ));
        assert!(is_same(&json!({"$set": [1, 2]}), &json!([2, 1])));
        assert!(!is_same(&json!({"$set": [1, 2]}), &json!([2, 2])));
        assert!(is_same(&json!({"$absent": "b"}), &json!({"a": 1})));
        assert!(!is_same(&json!({"a": 1}), &json!({"a": 1, "b": 2})));
        assert!(is_same(
            &json!({"a": 1}),
            &json!({"a": 1, "redriveCount": 0})
        ));
        assert!(is_same(&json!(1), &json!(1.0)));
    }

    #[test]
    fn texts_hold_json() {
        assert!(is_same(&json!({"a": [1]}), &json!("{\"a\": [1]}")));
        assert!(!is_same(&json!({"a": [1]}), &json!("{\"a\": [1.0]}")));
        assert!(is_same(&json!("{\"a\":1}"), &json!("{\"a\": 1}")));
        assert!(is_same(&json!(2), &json!("2")));
    }

    #[test]
    fn differences_say_where() {
        assert_eq!(
            compare(&json!([]), &json!({"a": [1]}), &json!({"a": [2]})),
            Err(vec!["v.a[0]: expected 1 got 2".to_owned()])
        );
    }

    #[test]
    fn placeholders_bind() {
        let tokens = json!([{"text": "<x>", "bind": true}]);
        let expected = json!(["a/<x>", "<x>/b", "<x>-<x>"]);
        assert!(compare(&tokens, &expected, &json!(["a/7", "7/b", "7-7"])).is_ok());
        assert!(compare(&tokens, &expected, &json!(["a/7", "8/b", "7-7"])).is_err());
    }
}
