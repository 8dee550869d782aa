//! A definition as a tree of JSON values that know their place in the text.
//!
//! Both notations end here: JSON and YAML are read into it, and everything that knows the language
//! reads it. Other files that people write beside their definitions are read the same way, so
//! that what is wrong in them has a place too.

use std::sync::Arc;

use super::{Placeholders, json, yaml};
use crate::diagnostic::Span;
use crate::value::{Number, Object, Value};

/// How deep values may be nested. AWS's own limit is not on record; its JSON reader (Jackson)
/// stops at 1,000, and the deepest definition in the public corpora is nested 60 deep.
pub(super) const DEPTH_MAX: usize = 200;

/// A JSON value and its place in the text.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its place.
    pub span: Span,
    /// The value.
    pub kind: NodeKind,
}

/// A JSON value.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Arc<str>),
    /// An array.
    Array(Vec<Node>),
    /// An object, its fields in the order of the text.
    Object(Vec<Entry>),
}

/// A field of an object. An object may have several of one key, as the text may.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub key: Arc<str>,
    /// The place of its name.
    pub key_span: Span,
    /// Its value.
    pub value: Node,
}

/// The text is neither JSON nor YAML.
#[derive(Clone, Debug)]
pub struct DocumentError {
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Reads JSON or YAML, whichever the text is.
pub fn read(text: &str) -> Result<Node, DocumentError> {
    if text.trim().is_empty() {
        return Err(DocumentError {
            span: Span::default(),
            message: "the file is empty".to_owned(),
            hint: None,
        });
    }
    if is_json(text) {
        json::read(text, Placeholders::AsText)
    } else {
        yaml::read(text)
    }
}

/// Whether a text that may be JSON or YAML is read as JSON: also when it begins with a comment,
/// which YAML does not write so and JSON refuses in clearer words.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[', '/'])
}

impl Node {
    /// The text, when the value is a string.
    pub fn as_str(&self) -> Option<&Arc<str>> {
        match &self.kind {
            NodeKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, when the value is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.kind {
            NodeKind::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The fields, when the value is an object.
    pub fn as_object(&self) -> Option<&[Entry]> {
        match &self.kind {
            NodeKind::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The field `key` of an object: the last of that key, as JSON readers have it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let entry = self.as_object()?.iter().rfind(|entry| &*entry.key == key)?;
        Some(&entry.value)
    }

    /// What a person would call the value.
    pub fn describe(&self) -> &'static str {
        match self.kind {
            NodeKind::Null => "`null`",
            NodeKind::Bool(_) => "a boolean",
            NodeKind::Number(_) => "a number",
            NodeKind::String(_) => "a string",
            NodeKind::Array(_) => "an array",
            NodeKind::Object(_) => "an object",
        }
    }

    /// The value without its place.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            NodeKind::Null => Value::Null,
            NodeKind::Bool(value) => Value::Bool(*value),
            NodeKind::Number(number) => Value::Number(number.clone()),
            NodeKind::String(text) => Value::String(text.clone()),
            NodeKind::Array(items) => Value::array(items.iter().map(Node::to_value).collect()),
            NodeKind::Object(entries) => {
                let mut object = Object::with_capacity(entries.len());
                for entry in entries {
                    object.insert(entry.key.clone(), entry.value.to_value());
                }
                Value::object(object)
            }
        }
    }
}
