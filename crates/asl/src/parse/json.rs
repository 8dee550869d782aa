//! JSON text to a [`Node`].
//!
//! Unlike [`json::from_text`](crate::json::from_text) this keeps the place of every value and
//! every repeated key, and says what to do about an error.

use std::ops::Range;
use std::sync::Arc;

use super::document::{DEPTH_MAX, DocumentError, Entry, Node, NodeKind};
use super::{Placeholders, placeholder};
use crate::diagnostic::Span;
use crate::json::JsonError;
use crate::json::lexer::{Lexer, Token};

/// Reads one JSON value and nothing after it. A placeholder outside of a string, where it is
/// accepted, is read as if it were one.
pub(super) fn read(text: &str, placeholders: Placeholders) -> Result<Node, DocumentError> {
    let mut reader = JsonReader {
        text,
        lexer: Lexer::new(text),
        placeholders,
    };
    let node = reader.value(0)?;
    match reader.next()? {
        (Token::End, _) => Ok(node),
        (token, place) => Err(reader.unexpected(
            place.start,
            "was expecting the end",
            match token {
                Token::ObjectEnd | Token::ArrayEnd => "it closes nothing: delete it",
                _ => "one file holds one state machine: delete what follows it",
            },
        )),
    }
}

struct JsonReader<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    placeholders: Placeholders,
}

impl<'t> JsonReader<'t> {
    fn value(&mut self, depth: usize) -> Result<Node, DocumentError> {
        let (token, place) = self.next()?;
        self.value_from(token, place, depth)
    }

    /// The value that begins with `token`.
    fn value_from(
        &mut self,
        token: Token<'t>,
        place: Range<usize>,
        depth: usize,
    ) -> Result<Node, DocumentError> {
        let nested = matches!(token, Token::ObjectStart | Token::ArrayStart);
        if nested && depth >= DEPTH_MAX {
            return Err(DocumentError {
                span: Span::new(place),
                message: format!("values are nested more than {DEPTH_MAX} deep"),
                hint: None,
            });
        }
        let (kind, end) = match token {
            Token::Null => (NodeKind::Null, place.end),
            Token::Bool(value) => (NodeKind::Bool(value), place.end),
            Token::Number(number) => (NodeKind::Number(number), place.end),
            Token::String(text) => (NodeKind::String(text.into()), place.end),
            Token::ArrayStart => self.array(depth)?,
            Token::ObjectStart => self.object(depth)?,
            Token::Unknown("$") if let Some(end) = self.placeholder_at(place.start) => {
                self.lexer.skip_to(end);
                (NodeKind::String(self.text[place.start..end].into()), end)
            }
            Token::ArrayEnd
            | Token::ObjectEnd
            | Token::Colon
            | Token::Comma
            | Token::Unknown(_)
            | Token::End => {
                let error = self.lexer.not_a_value(place.start);
                let hint = match token {
                    Token::Unknown("'") => "strings take double quotes in JSON",
                    Token::Unknown(word) if word.len() > 1 => "text stands in double quotes",
                    Token::End => "the text ends before the definition does",
                    _ => "a value is missing before this",
                };
                return Err(self.fault(error, Some(hint)));
            }
        };
        Ok(Node {
            span: Span::new(place.start..end),
            kind,
        })
    }

    /// Where the placeholder ends that stands here in place of a value.
    fn placeholder_at(&self, start: usize) -> Option<usize> {
        match self.placeholders {
            Placeholders::AsText => None,
            Placeholders::Accept => placeholder::end_of(self.text, start),
        }
    }

    /// The items behind `[`, and where the array ends.
    fn array(&mut self, depth: usize) -> Result<(NodeKind, usize), DocumentError> {
        let mut items = Vec::new();
        let (mut token, mut place) = self.next()?;
        if token == Token::ArrayEnd {
            return Ok((NodeKind::Array(items), place.end));
        }
        loop {
            if token == Token::ArrayEnd {
                return Err(self.unexpected(place.start, "expected a valid value", TRAILING_COMMA));
            }
            items.push(self.value_from(token, place, depth + 1)?);
            match self.next()? {
                (Token::Comma, _) => (token, place) = self.next()?,
                (Token::ArrayEnd, place) => return Ok((NodeKind::Array(items), place.end)),
                (_, place) => {
                    return Err(self.unexpected(
                        place.start,
                        "was expecting comma to separate Array entries",
                        "a `,` or a `]` is missing before this",
                    ));
                }
            }
        }
    }

    /// The fields behind `{`, and where the object ends.
    fn object(&mut self, depth: usize) -> Result<(NodeKind, usize), DocumentError> {
        let mut entries: Vec<Entry> = Vec::new();
        let (mut token, mut place) = self.next()?;
        if token == Token::ObjectEnd {
            return Ok((NodeKind::Object(entries), place.end));
        }
        loop {
            let Token::String(key) = token else {
                let hint = match token {
                    Token::ObjectEnd => TRAILING_COMMA,
                    Token::Unknown("'") => "strings take double quotes in JSON",
                    Token::End => "a `}` is missing at the end",
                    _ => "keys are strings in double quotes",
                };
                let expected = "was expecting double-quote to start field name";
                return Err(self.unexpected(place.start, expected, hint));
            };
            let (colon, colon_place) = self.next()?;
            if colon != Token::Colon {
                return Err(self.unexpected(
                    colon_place.start,
                    "was expecting a colon to separate field name and value",
                    "write a `:` between the key and its value",
                ));
            }
            entries.push(Entry {
                key: Arc::from(key),
                key_span: Span::new(place),
                value: self.value(depth + 1)?,
            });
            match self.next()? {
                (Token::Comma, _) => (token, place) = self.next()?,
                (Token::ObjectEnd, place) => return Ok((NodeKind::Object(entries), place.end)),
                (_, place) => {
                    return Err(self.unexpected(
                        place.start,
                        "was expecting comma to separate Object entries",
                        "a `,` or a `}` is missing before this",
                    ));
                }
            }
        }
    }

    fn next(&mut self) -> Result<(Token<'t>, Range<usize>), DocumentError> {
        self.lexer.next().map_err(|error| {
            let rest = self.text.get(error.offset..).unwrap_or_default();
            let hint = match rest.chars().next() {
                Some('\n' | '\r' | '\t') => {
                    Some("a string ends on its line; write a line break in it as `\\n`")
                }
                Some('\\') => Some("write a backslash itself as `\\\\`"),
                None => Some("the last string is never closed"),
                Some(_) => None,
            };
            self.fault(error, hint)
        })
    }

    fn unexpected(&self, offset: usize, expected: &str, hint: &str) -> DocumentError {
        self.fault(self.lexer.unexpected(offset, expected), Some(hint))
    }

    fn fault(&self, error: JsonError, hint: Option<&str>) -> DocumentError {
        // The end of the text is where its last character is, not on an empty last line.
        let offset = error.offset.min(self.text.trim_end().len());
        let rest = self.text.get(offset..).unwrap_or_default();
        let comment = ["//", "/*", "#"].iter().any(|mark| rest.starts_with(mark));
        let hint = if comment { Some(COMMENT) } else { hint };
        let width = rest.chars().next().map_or(0, char::len_utf8);
        DocumentError {
            span: Span::new(offset..offset + width),
            message: error.message,
            hint: hint.map(str::to_owned),
        }
    }
}

const COMMENT: &str = "comments are not part of JSON: put the remark in a `Comment` field, which \
                       states and rules have too";

const TRAILING_COMMA: &str = "delete the comma before this: the last entry has none";
