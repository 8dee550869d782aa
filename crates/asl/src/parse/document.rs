//! A definition as a tree of JSON values that know their place in the text.
//!
//! Both notations end here: [`json`](super::json) and [`yaml`](super::yaml) read text into it,
//! and everything that knows the language reads it.

use std::sync::Arc;

use crate::diagnostic::Span;
use crate::value::{Number, Object, Value};

/// How deep values may be nested. AWS's own limit is not on record; its JSON reader (Jackson)
/// stops at 1,000, and the deepest definition in the public corpora is nested 60 deep.
pub(super) const DEPTH_MAX: usize = 200;

/// A JSON value and its place in the text.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) kind: NodeKind,
}

/// A JSON value.
#[derive(Clone, Debug)]
pub(super) enum NodeKind {
    Null,
    Bool(bool),
    Number(Number),
    String(Arc<str>),
    Array(Vec<Node>),
    Object(Vec<Entry>),
}

/// A field of an object. An object may have several of one key, as the text may.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: Arc<str>,
    pub(super) key_span: Span,
    pub(super) value: Node,
}

/// The text is neither JSON nor YAML.
#[derive(Clone, Debug)]
pub(super) struct DocumentError {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Node {
    pub(super) fn as_str(&self) -> Option<&Arc<str>> {
        match &self.kind {
            NodeKind::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_array(&self) -> Option<&[Node]> {
        match &self.kind {
            NodeKind::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn as_object(&self) -> Option<&[Entry]> {
        match &self.kind {
            NodeKind::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The field `key` of an object: the last of that key, as JSON readers have it.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let entry = self.as_object()?.iter().rfind(|entry| &*entry.key == key)?;
        Some(&entry.value)
    }

    /// What a person would call the value.
    pub(super) fn describe(&self) -> &'static str {
        match self.kind {
            NodeKind::Null => "`null`",
            NodeKind::Bool(_) => "a boolean",
            NodeKind::Number(_) => "a number",
            NodeKind::String(_) => "a string",
            NodeKind::Array(_) => "an array",
            NodeKind::Object(_) => "an object",
        }
    }

    pub(super) fn to_value(&self) -> Value {
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
