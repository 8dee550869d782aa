//! Reference paths: paths that name exactly one place.

use std::sync::Arc;

use super::json_path::Place;
use super::{PathExpression, Root, SyntaxError};
use crate::json;
use crate::value::{Object, Value};

/// The deepest place that a result can be put at, so that no definition can nest a value deeper
/// than it could be read.
pub const REFERENCE_PATH_STEPS_MAX: usize = json::DEPTH_MAX / 2;

/// A path to one place, which need not exist yet: `$.order['total price']`, `$.items[0]`.
#[derive(Clone, Debug)]
pub struct ReferencePath {
    places: Vec<Place>,
    text: Arc<str>,
}

impl ReferencePath {
    /// Reads a reference path.
    pub fn parse(text: &str) -> Result<ReferencePath, SyntaxError> {
        let error = |message: &str, hint: &str| SyntaxError {
            message: message.to_owned(),
            offset: 0,
            hint: Some(hint.to_owned()),
        };
        let path = PathExpression::parse(text)?;
        if path.root != Root::Input {
            return Err(error(
                "a result cannot be put into the context object or a variable",
                "the path starts with `$.`; `Assign` sets variables",
            ));
        }
        match path.path.places() {
            Some(places) if places.len() <= REFERENCE_PATH_STEPS_MAX => Ok(ReferencePath {
                places,
                text: text.into(),
            }),
            Some(_) => Err(error("the path has too many steps", "`$.order.id` has two")),
            None => Err(error(
                "the path can name more than one place",
                "a reference path has names and indexes only: `$.items[0].price`",
            )),
        }
    }

    /// The path as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// `root` with `value` at the place, which is made where it is missing. What `root` shares
    /// with others stays as it is. The error is AWS's message.
    pub fn insert(&self, root: &Value, value: Value) -> Result<Value, String> {
        let mut changed = root.clone();
        match place(&mut changed, &self.places) {
            Some(place) => {
                *place = value;
                Ok(changed)
            }
            None => Err(format!(
                "Unable to apply ReferencePath {} to input {}",
                self.text,
                json::to_text(root)
            )),
        }
    }
}

/// The place in `root`, to be set; `None` when a scalar or the end of an array is in the way.
fn place<'v>(root: &'v mut Value, places: &[Place]) -> Option<&'v mut Value> {
    let mut value = root;
    for place in places {
        value = match (place, value) {
            (Place::Field(name), Value::Object(object)) => {
                let object: &mut Object = Arc::make_mut(object);
                if !object.contains_key(name) {
                    object.insert(name.clone(), Value::empty_object());
                }
                object.get_mut(name)?
            }
            (Place::Index(index), Value::Array(items)) => Arc::make_mut(items).get_mut(*index)?,
            (Place::Field(_) | Place::Index(_), _) => return None,
        };
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, root: &str, expected: &str) {
        let root = json::from_text(root).unwrap();
        let path = ReferencePath::parse(path).unwrap();
        let before = json::to_text(&root);
        let result = match path.insert(&root, Value::from("new")) {
            Ok(value) => json::to_text(&value),
            Err(message) => message,
        };
        assert_eq!(result, expected);
        assert_eq!(json::to_text(&root), before);
    }

    #[test]
    fn puts_a_value_at_its_place() {
        check("$", r#"{"a":1}"#, r#""new""#);
        check("$.a", r#"{"a":1,"b":2}"#, r#"{"a":"new","b":2}"#);
        check(
            "$.x.y['z z']",
            r#"{"a":1}"#,
            r#"{"a":1,"x":{"y":{"z z":"new"}}}"#,
        );
        check(
            "$.list[1].a",
            r#"{"list":[0,{}]}"#,
            r#"{"list":[0,{"a":"new"}]}"#,
        );
    }

    #[test]
    fn says_where_there_is_no_place() {
        check(
            "$.a.b",
            r#"{"a":1}"#,
            r#"Unable to apply ReferencePath $.a.b to input {"a":1}"#,
        );
        check(
            "$.a",
            r#""text""#,
            r#"Unable to apply ReferencePath $.a to input "text""#,
        );
        check(
            "$[2]",
            "[1,2]",
            "Unable to apply ReferencePath $[2] to input [1,2]",
        );
        check(
            "$.a[0]",
            "{}",
            "Unable to apply ReferencePath $.a[0] to input {}",
        );
    }

    #[test]
    fn shares_what_is_not_on_the_path() {
        let root = json::from_text(r#"{"a":{"b":1},"c":[1,2,3]}"#).unwrap();
        let path = ReferencePath::parse("$.a.b").unwrap();
        let changed = path.insert(&root, Value::Null).unwrap();
        let (Some(Value::Array(before)), Some(Value::Array(after))) =
            (root.get("c"), changed.get("c"))
        else {
            panic!("`c` is an array");
        };
        assert!(Arc::ptr_eq(before, after));
    }

    #[test]
    fn refuses_paths_to_several_places() {
        for text in [
            "$$.a",
            "$order.id",
            "$..a",
            "$.*",
            "$[*]",
            "$[-1]",
            "$[0:1]",
            "$[0,1]",
            "$['a','b']",
            "$[?(@.a)]",
            "$.length()",
            "$...",
            "$.a[",
            "a",
        ] {
            assert!(ReferencePath::parse(text).is_err(), "{text}");
        }
    }
}
