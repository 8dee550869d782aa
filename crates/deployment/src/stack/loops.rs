//! `Fn::ForEach`: what is written once and meant for each item of a list.

use std::borrow::Cow;
use std::sync::Arc;

use asl::parse::document::{Entry, Node, NodeKind};

use super::reduce::Reducer;
use super::value::Value;
use crate::template::LOOP_PREFIX;

/// Unrolled, a template has at most so many values.
const NODES_MAX: usize = 500_000;

/// Whether there is a loop anywhere in it.
pub(super) fn is_in(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Object(entries) => entries
            .iter()
            .any(|entry| entry.key.starts_with(LOOP_PREFIX) || is_in(&entry.value)),
        NodeKind::Array(items) => items.iter().any(is_in),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) => false,
    }
}

/// The same without loops. What is wrong with them was said to the reducer.
pub(super) fn unrolled(node: &Node, reducer: &mut Reducer<'_, '_>) -> Node {
    let mut unroller = Unroller { reducer, nodes: 0 };
    unroller.node(node)
}

struct Unroller<'u, 'r, 't> {
    reducer: &'u mut Reducer<'r, 't>,
    nodes: usize,
}

impl Unroller<'_, '_, '_> {
    fn node(&mut self, node: &Node) -> Node {
        self.nodes += 1;
        let kind = match &node.kind {
            NodeKind::Object(entries) => {
                let mut out = Vec::with_capacity(entries.len());
                for entry in entries {
                    if entry.key.starts_with(LOOP_PREFIX) {
                        self.repeat(entry, &mut out);
                    } else {
                        out.push(Entry {
                            value: self.node(&entry.value),
                            ..entry.clone()
                        });
                    }
                }
                NodeKind::Object(out)
            }
            NodeKind::Array(items) => {
                NodeKind::Array(items.iter().map(|item| self.node(item)).collect())
            }
            kind => kind.clone(),
        };
        Node {
            span: node.span,
            kind,
        }
    }

    /// `Fn::ForEach::Name: [Identifier, [a, b], {"…${Identifier}": …}]`
    fn repeat(&mut self, entry: &Entry, out: &mut Vec<Entry>) {
        const FORM: &str = "write `Fn::ForEach::Name: [Item, [a, b], {'Key${Item}': …}]`";
        if self.reducer.extension(entry).is_none() {
            return;
        }
        let parts = entry.value.as_array();
        let Some([identifier, collection, body]) = parts else {
            self.reducer.unfit::<()>(entry, FORM);
            return;
        };
        let (Some(identifier), Some(body)) = (identifier.as_str(), body.as_object()) else {
            self.reducer.unfit::<()>(entry, FORM);
            return;
        };
        let Some(list) = self.reducer.value(collection) else {
            return;
        };
        let Value::List(items) = list else {
            let message = "the loop is over no list that is known now";
            let hint = "it takes a list, or `!Ref` of a parameter that is one";
            self.reducer.problem(collection.span, message, hint);
            return;
        };
        for item in items {
            let Some(item) = self.reducer.known_text(&item, collection.span) else {
                return;
            };
            for entry in body {
                if self.nodes > NODES_MAX {
                    let message =
                        format!("unrolled, the template has more than {NODES_MAX} values");
                    self.reducer
                        .problem(entry.key_span, message, "loop over less");
                    return;
                }
                let growth = filled_bytes(entry, identifier, &item);
                if self.reducer.weigh(growth, entry.key_span).is_none() {
                    return;
                }
                let filled = Entry {
                    key: filled_in(&entry.key, identifier, &item),
                    key_span: entry.key_span,
                    value: with_item(&entry.value, identifier, &item),
                };
                // What was filled in may be a loop again.
                if filled.key.starts_with(LOOP_PREFIX) {
                    self.repeat(&filled, out);
                } else {
                    let value = self.node(&filled.value);
                    out.push(Entry { value, ..filled });
                }
            }
        }
    }
}

/// How many bytes of text there are with the item in place of its name.
fn filled_bytes(entry: &Entry, identifier: &str, item: &str) -> usize {
    let own = filled_length(&entry.key, identifier, item);
    own.saturating_add(filled_bytes_of(&entry.value, identifier, item))
}

fn filled_bytes_of(node: &Node, identifier: &str, item: &str) -> usize {
    let add = |sum: usize, bytes| sum.saturating_add(bytes);
    match &node.kind {
        NodeKind::String(text) => filled_length(text, identifier, item),
        NodeKind::Array(items) => {
            let items = items
                .iter()
                .map(|node| filled_bytes_of(node, identifier, item));
            items.fold(0, add)
        }
        NodeKind::Object(entries) => {
            let entries = entries
                .iter()
                .map(|entry| filled_bytes(entry, identifier, item));
            entries.fold(0, add)
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => 1,
    }
}

/// At most: as if each name were of this identifier.
fn filled_length(text: &str, identifier: &str, item: &str) -> usize {
    let named = if identifier.is_empty() {
        0
    } else {
        text.matches(identifier).count()
    };
    text.len().saturating_add(named.saturating_mul(item.len()))
}

/// The same with the item in place of its name.
fn with_item(node: &Node, identifier: &str, item: &str) -> Node {
    let kind = match &node.kind {
        NodeKind::String(text) => NodeKind::String(filled_in(text, identifier, item)),
        NodeKind::Array(items) => {
            let items = items.iter().map(|node| with_item(node, identifier, item));
            NodeKind::Array(items.collect())
        }
        NodeKind::Object(entries) => match entries.as_slice() {
            [entry] if &*entry.key == "Ref" && is_named(&entry.value, identifier) => {
                NodeKind::String(item.into())
            }
            entries => {
                let entries = entries.iter().map(|entry| Entry {
                    key: filled_in(&entry.key, identifier, item),
                    key_span: entry.key_span,
                    value: with_item(&entry.value, identifier, item),
                });
                NodeKind::Object(entries.collect())
            }
        },
        kind @ (NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_)) => kind.clone(),
    };
    Node {
        span: node.span,
        kind,
    }
}

fn is_named(node: &Node, identifier: &str) -> bool {
    node.as_str().is_some_and(|name| **name == *identifier)
}

/// `${Item}` as it is, `&{Item}` without what a logical id cannot have.
fn filled_in(text: &Arc<str>, identifier: &str, item: &str) -> Arc<str> {
    let whole = format!("${{{identifier}}}");
    let plain = format!("&{{{identifier}}}");
    if !text.contains(&whole) && !text.contains(&plain) {
        return text.clone();
    }
    let alphanumeric = |c: &char| c.is_ascii_alphanumeric();
    let stripped: Cow<'_, str> = item.chars().filter(alphanumeric).collect();
    text.replace(&whole, item).replace(&plain, &stripped).into()
}
