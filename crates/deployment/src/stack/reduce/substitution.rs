//! `Fn::Sub`

use asl::parse::document::Entry;

use super::super::dynamic;
use super::super::value::{Map, Value};
use super::Reducer;

/// A part of a text with `${…}` in it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::stack) enum Part<'t> {
    Text(&'t str),
    /// `${!Name}`, which stays `${Name}`.
    Literal(&'t str),
    Name(&'t str),
}

/// The parts of a text. `None`: a `${` is never closed.
pub(in crate::stack) fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let inside = &rest[start + 2..];
        let end = inside.find('}')?;
        if start > 0 {
            parts.push(Part::Text(&rest[..start]));
        }
        parts.push(match inside[..end].strip_prefix('!') {
            Some(literal) => Part::Literal(literal),
            None => Part::Name(inside[..end].trim()),
        });
        rest = &inside[end + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    Some(parts)
}

impl Reducer<'_, '_> {
    pub(super) fn substitution(&mut self, entry: &Entry) -> Option<Value> {
        const FORM: &str = "write `Fn::Sub: text` or `Fn::Sub: [text, {Name: value}]`";
        let (node, names) = match (entry.value.as_str(), entry.value.as_array()) {
            (Some(_), _) => (&entry.value, Map::new()),
            (None, Some([node, names])) => {
                let Some(names) = names.as_object() else {
                    return self.unfit(entry, FORM);
                };
                (node, self.fields(names))
            }
            _ => return self.unfit(entry, FORM),
        };
        let Some(text) = node.as_str() else {
            return self.unfit(entry, FORM);
        };
        let Some(parts) = parts(text) else {
            let hint = "write `}` behind the name; a `${` that stands for itself is `${!`";
            self.problem(node.span, "a `${` is never closed", hint);
            return None;
        };
        let mut values = Vec::new();
        for part in parts {
            let name = match part {
                Part::Text(text) => {
                    values.push(Value::text(text));
                    continue;
                }
                Part::Literal(name) => {
                    values.push(Value::Text(format!("${{{name}}}")));
                    continue;
                }
                Part::Name(name) => name,
            };
            let value = match (names.get(name), name.split_once('.')) {
                (Some(value), _) => {
                    self.weigh(value.weight(), node.span)?;
                    Some(value.clone())
                }
                (None, Some((resource, attribute))) => Some(Value::attribute(resource, attribute)),
                (None, None) => self.named(name, node.span),
            };
            let Some(value) = value else { continue };
            if matches!(value, Value::List(_) | Value::Map(_) | Value::Null) {
                let message = format!("`${{{name}}}` is {}", value.describe());
                let hint = "only texts stand within a text; `Fn::Join` makes one of a list";
                self.problem(node.span, message, hint);
                return None;
            }
            values.push(value);
        }
        Some(dynamic::found_in(Value::concat(values)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_parts() {
        assert_eq!(
            parts("a${B}c${!D} ${AWS::Region}"),
            Some(vec![
                Part::Text("a"),
                Part::Name("B"),
                Part::Text("c"),
                Part::Literal("D"),
                Part::Text(" "),
                Part::Name("AWS::Region"),
            ])
        );
        assert_eq!(parts("$a}$"), Some(vec![Part::Text("$a}$")]));
        assert_eq!(parts("ab${c"), None);
    }
}
