//! A definition as somebody writes it: with placeholders, and with what they stand for.
//!
//! It is filled in as a tree, so that whatever is wrong with it is said of the text as it is
//! written, and so that JSON keeps the form its author gave it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{Node, NodeKind};
use super::placeholder::{only, placeholders};
use super::reader::Reader;
use super::{
    Definition, Options, Placeholders, document, fault, finish, json, read_document, too_long,
};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::json::to_text;
use crate::machine::DEFINITION_BYTES_MAX;
use crate::value::Value;

/// A definition in JSON or YAML, with `${Name}` in places.
#[derive(Clone, Debug)]
pub struct Source<'t> {
    text: &'t str,
    root: Node,
    /// What was filled in, in the order of the text.
    filled: Vec<(Span, String)>,
}

impl<'t> Source<'t> {
    /// Reads a text.
    pub fn read(text: &'t str) -> Result<Source<'t>, Vec<Diagnostic>> {
        Ok(Source {
            text,
            root: read_document(text, ACCEPTING)?,
            filled: Vec::new(),
        })
    }

    /// Fills in what `values` has, by the names of placeholders: as text inside of strings, and as
    /// JSON where nothing else stands.
    pub fn fill(&mut self, values: &BTreeMap<String, String>) -> Result<(), Vec<Diagnostic>> {
        let mut filling = Filling {
            text: self.text,
            is_json: document::is_json(self.text),
            values,
            bytes: self.text.len(),
            filled: Vec::new(),
            faults: Vec::new(),
        };
        filling.fill(&mut self.root);
        self.filled = filling.filled;
        if filling.bytes > DEFINITION_BYTES_MAX {
            return Err(vec![too_long(filling.bytes)]);
        }
        match filling.faults {
            faults if faults.is_empty() => Ok(()),
            faults => Err(faults),
        }
    }

    /// The definition as a tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Whether the text is JSON, and not YAML.
    pub fn is_json(&self) -> bool {
        document::is_json(self.text)
    }

    /// The names of the placeholders that are left, each once, in the order of the text.
    pub fn placeholders(&self) -> Vec<String> {
        let reader = Reader::of(&self.root, ACCEPTING);
        reader.placeholders.into_iter().collect()
    }

    /// The machine, or every diagnostic. Placeholders that are left may stand for anything.
    pub fn parse(&self, express: bool) -> Result<Definition, Vec<Diagnostic>> {
        let options = Options {
            express,
            ..ACCEPTING
        };
        let mut reader = Reader::of(&self.root, options);
        let fields = reader.machine(&self.root);
        finish(reader, fields)
    }

    /// The definition as JSON text: JSON as it was written but for what was filled in, YAML as
    /// JSON with its fields in their order.
    pub fn to_json(&self) -> String {
        if !self.is_json() {
            let spread_out = serde_json::to_string_pretty(&self.root.to_value());
            // A tree whose keys are strings is JSON.
            return spread_out.unwrap_or_default();
        }
        let mut json = String::with_capacity(self.text.len());
        let mut written = 0;
        for (span, value) in &self.filled {
            json.push_str(&self.text[written..span.start as usize]);
            json.push_str(value);
            written = span.end as usize;
        }
        json.push_str(&self.text[written..]);
        json
    }
}

const ACCEPTING: Options = Options {
    placeholders: Placeholders::Accept,
    notation: super::Notation::JsonOrYaml,
    express: false,
};

/// The tree while it is filled in.
struct Filling<'f> {
    text: &'f str,
    is_json: bool,
    values: &'f BTreeMap<String, String>,
    /// How long the text would be by now.
    bytes: usize,
    filled: Vec<(Span, String)>,
    faults: Vec<Diagnostic>,
}

impl Filling<'_> {
    fn fill(&mut self, node: &mut Node) {
        // What is longer than a definition may be is refused anyway.
        if self.bytes > DEFINITION_BYTES_MAX {
            return;
        }
        match &mut node.kind {
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => {}
            NodeKind::String(text) => {
                let span = node.span;
                match only(text).filter(|_| self.is_bare(span, text)) {
                    Some(name) => {
                        if let Some(value) = self.values.get(name) {
                            node.kind = self.bare(span, value);
                        }
                    }
                    None => self.inside(text, span),
                }
            }
            NodeKind::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            NodeKind::Object(entries) => {
                for entry in entries {
                    self.inside(&mut entry.key, entry.key_span);
                    self.fill(&mut entry.value);
                }
            }
        }
    }

    /// Whether the text stands there without quotes.
    fn is_bare(&self, span: Span, text: &str) -> bool {
        self.text.get(span.range()) == Some(text)
    }

    /// What a placeholder becomes that stands outside of strings.
    fn bare(&mut self, span: Span, value: &str) -> NodeKind {
        self.put(span, value.to_owned());
        match json::read(value, Placeholders::AsText) {
            Ok(mut read) => {
                place_at(&mut read, span);
                read.kind
            }
            // In YAML text needs no quotes.
            Err(_) if !self.is_json => NodeKind::String(value.into()),
            Err(error) => {
                self.faults.push(fault(
                    Code::InvalidJsonDescription,
                    span,
                    error.message,
                    Some("put the placeholder in quotes, or give it a value that is JSON".into()),
                ));
                NodeKind::Null
            }
        }
    }

    /// Fills in a string.
    fn inside(&mut self, text: &mut Arc<str>, span: Span) {
        let mut filled = String::new();
        let mut written = 0;
        for (place, name) in placeholders(text) {
            let Some(value) = self.values.get(name) else {
                continue;
            };
            filled.push_str(&text[written..place.start]);
            filled.push_str(value);
            written = place.end;
            if self.bytes + filled.len() > DEFINITION_BYTES_MAX {
                self.bytes += filled.len();
                return;
            }
        }
        if written == 0 {
            return;
        }
        filled.push_str(&text[written..]);
        *text = filled.into();
        self.put(span, to_text(&Value::String(text.clone())));
    }

    fn put(&mut self, span: Span, written: String) {
        self.bytes = (self.bytes + written.len()).saturating_sub(span.range().len());
        self.filled.push((span, written));
    }
}

/// Has a value and all that is in it stand at one place.
fn place_at(node: &mut Node, span: Span) {
    node.span = span;
    match &mut node.kind {
        NodeKind::Array(items) => items.iter_mut().for_each(|item| place_at(item, span)),
        NodeKind::Object(entries) => {
            for entry in entries {
                entry.key_span = span;
                place_at(&mut entry.value, span);
            }
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Notation, parse};

    fn values(values: &[(&str, &str)]) -> BTreeMap<String, String> {
        let values = values.iter();
        values
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn filled<'t>(text: &'t str, with: &[(&str, &str)]) -> Source<'t> {
        let mut source = Source::read(text).expect("well-formed");
        source.fill(&values(with)).expect("filled in");
        source
    }

    #[test]
    fn json_keeps_its_form() {
        let text = r#"{ "StartAt":"Pay",
  "States": {"Pay": {"Type": "Task", "TimeoutSeconds": ${Limit},
    "Resource": "arn:aws:lambda:${AWS::Region}:1:function:${Pay}",  "Next": "É" }, "É": {"Type":"Succeed"}}}"#;
        let source = filled(text, &[("Limit", "30"), ("Pay", "a\"b")]);
        assert_eq!(source.placeholders(), ["AWS::Region"]);
        assert_eq!(
            source.to_json(),
            text.replace("${Limit}", "30").replace("${Pay}", "a\\\"b")
        );
        let definition = source.parse(false).expect("accepted");
        assert!(definition.machine.state_named("Pay").is_some());
    }

    #[test]
    fn what_is_wrong_refers_to_the_text_as_it_is_written() {
        let text = r#"{"StartAt": "A", "Comment": "${Long}", "States": {"A": {"Type": "Pass",
            "TimeoutSeconds": ${Limit}, "Next": "Nowhere é"}}}"#;
        let source = filled(
            text,
            &[("Long", "a long, long comment"), ("Limit", "[7, 8]")],
        );
        let diagnostics = source.parse(false).expect_err("refused");
        let places: Vec<&str> = diagnostics
            .iter()
            .map(|diagnostic| &text[diagnostic.span.range()])
            .collect();
        assert_eq!(
            places,
            [r#""TimeoutSeconds""#, r#""Nowhere é""#, r#""States""#]
        );
    }

    #[test]
    fn yaml_becomes_json_in_its_order() {
        let text = "StartAt: A\nStates:\n  A: {Type: Wait, Seconds: 1, Next: B}\n  B:\n    Type: Wait\n    Seconds: ${Wait}\n    Comment: ${Why}\n    End: true\n";
        let source = filled(text, &[("Wait", "5"), ("Why", "to rest")]);
        let json = source.to_json();
        let options = Options {
            notation: Notation::Json,
            ..Options::default()
        };
        assert!(parse(&json, options).is_ok(), "{json}");
        assert!(json.starts_with("{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A\": {"));
        assert!(json.contains("\"Seconds\": 5,\n      \"Comment\": \"to rest\""));
    }

    #[test]
    fn a_bare_placeholder_takes_json() {
        let text = r#"{"StartAt": "A", "States": ${States}}"#;
        let mut source = Source::read(text).expect("well-formed");
        let faults = source.fill(&values(&[("States", "none at all")]));
        let faults = faults.expect_err("not JSON");
        assert_eq!(&text[faults[0].span.range()], "${States}");
        let source = filled(text, &[("States", r#"{"A": {"Type": "Succeed"}}"#)]);
        assert!(source.parse(false).is_ok());
    }

    #[test]
    fn what_is_filled_in_is_bounded() {
        let comment = "${A}".repeat(10_000);
        let text = format!(r#"{{"StartAt": "A", "Comment": "{comment}", "States": {{}}}}"#);
        let mut source = Source::read(&text).expect("well-formed");
        let value = "x".repeat(4_000);
        let faults = source
            .fill(&values(&[("A", &value)]))
            .expect_err("too long");
        assert!(faults[0].message.contains("longer than"), "{faults:?}");
    }
}
