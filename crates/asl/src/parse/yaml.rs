//! YAML text to a [`Node`].
//!
//! The values are those of YAML 1.2's core schema, as far as JSON has them. CloudFormation's
//! short forms, such as `!GetAtt Pay.Arn`, are read as the objects they are short for. Aliases
//! are expanded, within [`NODES_MAX`].

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput, Tag};

use super::document::{DEPTH_MAX, DocumentError, Entry, Node, NodeKind};
use crate::diagnostic::Span;
use crate::value::Number;

/// How many values a document may have with its aliases expanded: as many as a definition of
/// [`DEFINITION_BYTES_MAX`](crate::machine::DEFINITION_BYTES_MAX) can write out.
const NODES_MAX: usize = 500_000;

/// Reads one YAML document and nothing after it.
pub(super) fn read(text: &str) -> Result<Node, DocumentError> {
    let mut reader = YamlReader {
        places: Places::new(text),
        parser: Parser::new_from_str(text),
        anchors: HashMap::new(),
        nodes: 0,
        deepest: 0,
    };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
            (event, span) => {
                let node = reader.value(event, span, 0)?;
                return reader.end().map(|()| node);
            }
        }
    }
}

struct YamlReader<'t> {
    places: Places<'t>,
    parser: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Anchor>,
    /// How many values were read, those that aliases stand for included.
    nodes: usize,
    /// The depth of the deepest of them since the last anchor began.
    deepest: usize,
}

struct Anchor {
    node: Node,
    /// How many values it is.
    nodes: usize,
    /// How deep they are nested in it.
    depth: usize,
}

impl<'t> YamlReader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), DocumentError> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, self.places.span(span))),
            Some(Err(error)) => {
                let at = self.places.byte(error.marker());
                Err(DocumentError {
                    span: self.places.character(at),
                    message: format!("not YAML: {}", error.info()),
                    hint: syntax_hint(error.info()).map(str::to_owned),
                })
            }
            None => Ok((Event::StreamEnd, self.places.end())),
        }
    }

    /// The value that begins with `event`.
    fn value(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, DocumentError> {
        let nodes_before = self.nodes;
        let deepest_before = std::mem::take(&mut self.deepest);
        self.count(1, span)?;
        self.reach(depth, span)?;
        let (anchor, tag, node) = match event {
            Event::Alias(id) => {
                let Some(anchor) = self.anchors.get(&id) else {
                    return Err(fault(
                        span,
                        "the alias stands inside of its own anchor".to_owned(),
                        None,
                    ));
                };
                let (nodes, deepest) = (anchor.nodes, depth + anchor.depth);
                let node = anchor.node.clone();
                self.count(nodes, span)?;
                self.reach(deepest, span)?;
                self.deepest = self.deepest.max(deepest_before);
                return Ok(node);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let as_text = tag.as_deref().is_some_and(is_string_tag);
                let kind = if plain && !as_text {
                    plain_scalar(&text)
                } else {
                    NodeKind::String(text.as_ref().into())
                };
                (anchor, tag, Node { span, kind })
            }
            Event::SequenceStart(anchor, tag) => (anchor, tag, self.sequence(span, depth)?),
            Event::MappingStart(anchor, tag) => (anchor, tag, self.mapping(span, depth)?),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => {
                return Err(fault(span, "a value is missing here".to_owned(), None));
            }
        };
        let node = match tag.as_deref().and_then(function_name) {
            Some(name) => function(&name, node),
            None => node,
        };
        if anchor != 0 {
            self.anchors.insert(
                anchor,
                Anchor {
                    node: node.clone(),
                    nodes: self.nodes - nodes_before,
                    depth: self.deepest - depth,
                },
            );
        }
        self.deepest = self.deepest.max(deepest_before);
        Ok(node)
    }

    fn sequence(&mut self, start: Span, depth: usize) -> Result<Node, DocumentError> {
        let mut items: Vec<Node> = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, end) => {
                    let last = items.last().map_or(start.end, |item| item.span.end);
                    return Ok(Node {
                        span: around(start, last, end),
                        kind: NodeKind::Array(items),
                    });
                }
                (event, span) => items.push(self.value(event, span, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, start: Span, depth: usize) -> Result<Node, DocumentError> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (key, key_span) = match self.next()? {
                (Event::MappingEnd, end) => {
                    let last = entries
                        .last()
                        .map_or(start.end, |entry| entry.value.span.end);
                    let first = entries.first().map_or(start, |entry| entry.key_span);
                    let from = Span {
                        start: start.start.min(first.start),
                        end: start.end,
                    };
                    return Ok(Node {
                        span: around(from, last, end),
                        kind: NodeKind::Object(entries),
                    });
                }
                (Event::Scalar(text, ..), span) => (text, span),
                (_, span) => {
                    let hint = "write the key as text";
                    let message = "a key is no text".to_owned();
                    return Err(fault(span, message, Some(hint)));
                }
            };
            let (event, span) = self.next()?;
            entries.push(Entry {
                key: key.as_ref().into(),
                key_span,
                value: self.value(event, span, depth + 1)?,
            });
        }
    }

    /// Nothing may follow the document.
    fn end(&mut self) -> Result<(), DocumentError> {
        loop {
            match self.next()? {
                (Event::DocumentEnd | Event::Nothing, _) => {}
                (Event::StreamEnd, _) => return Ok(()),
                (_, span) => {
                    return Err(fault(
                        span,
                        "a second document begins here".to_owned(),
                        Some("one file holds one state machine"),
                    ));
                }
            }
        }
    }

    fn reach(&mut self, depth: usize, span: Span) -> Result<(), DocumentError> {
        self.deepest = self.deepest.max(depth);
        if self.deepest <= DEPTH_MAX {
            return Ok(());
        }
        Err(fault(
            span,
            format!("values are nested more than {DEPTH_MAX} deep"),
            None,
        ))
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), DocumentError> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= NODES_MAX {
            return Ok(());
        }
        Err(fault(
            span,
            format!("with its aliases expanded, the document has more than {NODES_MAX} values"),
            Some("write out what the aliases stand for, where it is needed"),
        ))
    }
}

/// What to do about a text of which the parser says `info`.
fn syntax_hint(info: &str) -> Option<&'static str> {
    if info.contains("tabs") {
        Some("indent with spaces")
    } else if info.contains("mapping values are not allowed") {
        Some("fields of one object begin in one column; a text with `: ` in it takes quotes")
    } else {
        None
    }
}

fn fault(span: Span, message: String, hint: Option<&str>) -> DocumentError {
    DocumentError {
        span,
        message,
        hint: hint.map(str::to_owned),
    }
}

/// The place of a collection. The end of one that is told by its indentation has no place of its
/// own, so that of its last item is taken.
fn around(start: Span, last: u32, end: Span) -> Span {
    let closed = end.end > end.start;
    Span {
        start: start.start,
        end: if closed { end.end } else { last.max(start.end) },
    }
}

/// A scalar without quotes (YAML 1.2, "Core schema").
fn plain_scalar(text: &str) -> NodeKind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return NodeKind::Null,
        "true" | "True" | "TRUE" => return NodeKind::Bool(true),
        "false" | "False" | "FALSE" => return NodeKind::Bool(false),
        _ => {}
    }
    number(text).map_or_else(|| NodeKind::String(text.into()), NodeKind::Number)
}

fn number(text: &str) -> Option<Number> {
    if let Some(digits) = text.strip_prefix("0x") {
        return i64::from_str_radix(digits, 16).ok().map(Number::Integer);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return i64::from_str_radix(digits, 8).ok().map(Number::Integer);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    // Beside digits, `f64` reads words such as `inf` and `NaN`, which are text here.
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = text.strip_prefix('+').unwrap_or(text);
        return Some(match digits.parse() {
            Ok(value) => Number::Integer(value),
            Err(_) => Number::Big(digits.into()),
        });
    }
    let value = text.parse::<f64>().ok()?;
    value.is_finite().then_some(Number::Decimal(value))
}

fn is_string_tag(tag: &Tag) -> bool {
    tag.handle == CORE_TAGS && tag.suffix == "str"
}

/// The function of CloudFormation that a tag such as `!GetAtt` is short for.
fn function_name(tag: &Tag) -> Option<Cow<'static, str>> {
    if tag.handle != "!" {
        return None;
    }
    Some(match tag.suffix.as_str() {
        "Ref" => Cow::Borrowed("Ref"),
        "Condition" => Cow::Borrowed("Condition"),
        name => Cow::Owned(format!("Fn::{name}")),
    })
}

fn function(name: &str, argument: Node) -> Node {
    let span = argument.span;
    Node {
        span,
        kind: NodeKind::Object(vec![Entry {
            key: name.into(),
            key_span: span,
            value: argument,
        }]),
    }
}

/// What `!!` is short for.
const CORE_TAGS: &str = "tag:yaml.org,2002:";

/// The parser counts characters; a [`Span`] counts bytes.
struct Places<'t> {
    text: &'t str,
    /// The byte of every character, unless each has one.
    bytes: Option<Vec<u32>>,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Places<'t> {
        let bytes = (!text.is_ascii()).then(|| {
            let starts = text.char_indices().map(|(at, _)| at);
            starts
                .map(|at| u32::try_from(at).unwrap_or(u32::MAX))
                .collect()
        });
        Places { text, bytes }
    }

    fn byte(&self, marker: &Marker) -> usize {
        let index = marker.index();
        let byte = match &self.bytes {
            None => index,
            Some(bytes) => bytes
                .get(index)
                .map_or(self.text.len(), |byte| *byte as usize),
        };
        byte.min(self.text.len())
    }

    /// The character that begins at byte `at`; nothing at the end of the text.
    fn character(&self, at: usize) -> Span {
        let length = self.text[at..].chars().next().map_or(0, char::len_utf8);
        Span::new(at..at + length)
    }

    fn span(&self, span: saphyr_parser::Span) -> Span {
        let start = self.byte(&span.start);
        Span::new(start..self.byte(&span.end).max(start))
    }

    fn end(&self) -> Span {
        Span::new(self.text.len()..self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn reads_values_and_places() {
        let text = "StartAt: Á\nStates:\n  Á: {Type: Wait, Seconds: 10}\n  B: [1.5, ~, 'x', -3]\n";
        let node = read(text).expect("well-formed");
        let states = node.get("States").expect("there");
        let wait = states.get("Á").expect("there");
        let seconds = wait.get("Seconds").expect("there");
        assert_eq!(seconds.to_value(), crate::Value::from(10));
        assert_eq!(&text[seconds.span.range()], "10");
        assert_eq!(&text[wait.span.range()], "{Type: Wait, Seconds: 10}");
        let array = states.get("B").map(Node::to_value);
        assert_eq!(
            array.map(|value| crate::json::to_text(&value)).as_deref(),
            Some(r#"[1.5,null,"x",-3]"#)
        );
    }

    #[test]
    fn aliases_cannot_grow_without_bound() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..9 {
            let alias = format!("*a{}", level - 1);
            let items = [alias.as_str(); 10].join(", ");
            writeln!(text, "a{level}: &a{level} [{items}]").expect("a string takes all");
        }
        let error = read(&text).expect_err("too large");
        assert!(
            error.message.contains("aliases expanded"),
            "{}",
            error.message
        );
        assert!(
            read("a: &a [*a]").is_err(),
            "an alias inside its own anchor"
        );
    }

    #[test]
    fn aliases_cannot_nest_without_bound() {
        let half = DEPTH_MAX / 2 + 1;
        let (open, close) = ("[".repeat(half), "]".repeat(half));
        let once = format!("a: &a {open}{close}\n");
        assert!(read(&format!("{once}b: {open}*a{close}\n")).is_err());
        assert!(read(&format!("{once}b: [*a, [*a]]\n")).is_ok());
        let twice = format!("{once}b: &b [{open}{close}, *a]\n");
        assert!(read(&format!("{twice}c: [*b, {open}{close}]\n")).is_ok());
        assert!(read(&format!("{twice}c: {open}*b{close}\n")).is_err());
    }

    #[test]
    fn short_forms_are_objects() {
        let node = read("Resource: !GetAtt Pay.Arn\nOther: !Ref Pay\n").expect("well-formed");
        assert_eq!(
            crate::json::to_text(&node.to_value()),
            r#"{"Resource":{"Fn::GetAtt":"Pay.Arn"},"Other":{"Ref":"Pay"}}"#
        );
    }

    #[test]
    fn numbers_are_those_of_the_core_schema() {
        let text = |scalar: &str| match plain_scalar(scalar) {
            NodeKind::Number(number) => format!("{:?}", number.as_f64()),
            NodeKind::String(text) => format!("text {text}"),
            _ => "other".to_owned(),
        };
        assert_eq!(text("0x1F"), "31.0");
        assert_eq!(text("1e3"), "1000.0");
        assert_eq!(text(".5"), "0.5");
        assert_eq!(text("1.0.0"), "text 1.0.0");
        assert_eq!(text("2016-03-14"), "text 2016-03-14");
        assert_eq!(text(".inf"), "text .inf");
        assert_eq!(text("-"), "text -");
        assert_eq!(text("12abc"), "text 12abc");
    }
}
