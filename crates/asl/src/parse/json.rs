//! JSON text to a [`Node`].
//!
//! Unlike [`json::from_text`](crate::json::from_text) this keeps the place of every value and
<<<<<<< HEAD
//! every repeated key. The messages are those of Jackson, the reader that AWS uses.

=======
//! every repeated key, and says what to do about an error.

use std::ops::Range;
>>>>>>> b6c68a1fb939d3273351b35f9b4357039e584b93
use std::sync::Arc;

use super::document::{DEPTH_MAX, DocumentError, Entry, Node, NodeKind};
use crate::diagnostic::Span;
<<<<<<< HEAD
use crate::value::Number;

/// Reads one JSON value and nothing after it.
pub(super) fn read(text: &str) -> Result<Node, DocumentError> {
    let mut reader = JsonReader { text, at: 0 };
    let node = reader.value(0)?;
    reader.skip_blanks()?;
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.error(
            reader.at..reader.at + 1,
            "Unexpected text after the end of the definition".to_owned(),
            Some("one file holds one state machine: delete what follows it"),
=======
use crate::json::JsonError;
use crate::json::lexer::{Lexer, Token};

/// Reads one JSON value and nothing after it.
pub(super) fn read(text: &str) -> Result<Node, DocumentError> {
    let mut reader = JsonReader {
        text,
        lexer: Lexer::new(text),
    };
    let node = reader.value(0)?;
    match reader.next()? {
        (Token::End, _) => Ok(node),
        (_, place) => Err(reader.unexpected(
            place.start,
            "was expecting the end",
            "one file holds one state machine: delete what follows it",
>>>>>>> b6c68a1fb939d3273351b35f9b4357039e584b93
        )),
    }
}

struct JsonReader<'t> {
    text: &'t str,
<<<<<<< HEAD
    at: usize,
}

impl JsonReader<'_> {
    fn value(&mut self, depth: usize) -> Result<Node, DocumentError> {
        self.skip_blanks()?;
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{' | b'[') if depth >= DEPTH_MAX => {
                return Err(self.error(
                    start..start + 1,
                    format!("values are nested more than {DEPTH_MAX} deep"),
                    None,
                ));
            }
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => NodeKind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => NodeKind::Number(self.number()?),
            _ => self.word()?,
        };
        Ok(Node {
            span: Span::new(start..self.at),
=======
    lexer: Lexer<'t>,
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
>>>>>>> b6c68a1fb939d3273351b35f9b4357039e584b93
            kind,
        })
    }

<<<<<<< HEAD
    fn object(&mut self, depth: usize) -> Result<NodeKind, DocumentError> {
        self.at += 1;
        let mut entries = Vec::new();
        self.skip_blanks()?;
        if self.take(b'}') {
            return Ok(NodeKind::Object(entries));
        }
        loop {
            self.skip_blanks()?;
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.no_key(!entries.is_empty()));
            }
            let key = self.string()?;
            let key_span = Span::new(start..self.at);
            self.skip_blanks()?;
            if !self.take(b':') {
                return Err(self.unexpected(
                    "was expecting a colon to separate field name and value",
                    Some("write a `:` between the key and its value"),
                ));
            }
            let value = self.value(depth + 1)?;
            entries.push(Entry {
                key,
                key_span,
                value,
            });
            self.skip_blanks()?;
            if self.take(b'}') {
                return Ok(NodeKind::Object(entries));
            }
            if !self.take(b',') {
                return Err(self.unexpected(
                    "was expecting comma to separate Object entries",
                    Some("a `,` or a `}` is missing before this"),
                ));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<NodeKind, DocumentError> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_blanks()?;
        if self.take(b']') {
            return Ok(NodeKind::Array(items));
        }
        loop {
            self.skip_blanks()?;
            if !items.is_empty() && self.peek() == Some(b']') {
                return Err(self.unexpected("expected a value", Some(TRAILING_COMMA)));
            }
            items.push(self.value(depth + 1)?);
            self.skip_blanks()?;
            if self.take(b']') {
                return Ok(NodeKind::Array(items));
            }
            if !self.take(b',') {
                return Err(self.unexpected(
                    "was expecting comma to separate Array entries",
                    Some("a `,` or a `]` is missing before this"),
                ));
            }
        }
    }

    /// The error of an object that goes on with something else than a key.
    fn no_key(&self, after_comma: bool) -> DocumentError {
        let hint = match self.peek() {
            Some(b'}') if after_comma => Some(TRAILING_COMMA),
            Some(b'\'') => Some("strings take double quotes in JSON"),
            Some(_) => Some("keys are strings in double quotes"),
            None => None,
        };
        self.unexpected("was expecting double-quote to start field name", hint)
    }

    fn string(&mut self) -> Result<Arc<str>, DocumentError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let plain = self.at;
            while self
                .peek()
                .is_some_and(|byte| byte >= b' ' && byte != b'"' && byte != b'\\')
            {
                self.at += 1;
            }
            text.push_str(&self.text[plain..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text.into());
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(control) => {
                    return Err(self.error(
                        self.at..self.at + 1,
                        format!(
                            "Illegal unquoted character ((CTRL-CHAR, code {control})): has to be \
                             escaped using backslash to be included in string value"
                        ),
                        Some("a string ends on its line; write a line break in it as `\\n`"),
                    ));
                }
                None => {
                    return Err(self.error(
                        start..start + 1,
                        "Unexpected end-of-input: was expecting closing quote for a string value"
                            .to_owned(),
                        Some("this string is never closed"),
=======
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
>>>>>>> b6c68a1fb939d3273351b35f9b4357039e584b93
                    ));
                }
            }
        }
    }

<<<<<<< HEAD
    fn escape(&mut self) -> Result<char, DocumentError> {
        let start = self.at;
        self.at += 1;
        let escaped = self.peek();
        self.at += usize::from(escaped.is_some());
        Ok(match escaped {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            _ => {
                let end = self.text.ceil_char_boundary(self.at);
                self.at = end;
                return Err(self.error(
                    start..end,
                    format!(
                        "Unrecognized character escape '{}'",
                        &self.text[start + 1..end]
                    ),
                    Some("write a backslash itself as `\\\\`"),
                ));
            }
        })
    }

    /// The character of a `\uXXXX`, or of two of them that are a surrogate pair.
    fn unicode_escape(&mut self, start: usize) -> Result<char, DocumentError> {
        let first = self.hex4(start)?;
        let code = if (0xD800..0xDC00).contains(&first) {
            let low_start = self.at;
            if self.text[self.at..].starts_with("\\u") {
                self.at += 2;
                let low = self.hex4(low_start)?;
                if (0xDC00..0xE000).contains(&low) {
                    0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00)
                } else {
                    first
                }
            } else {
                first
            }
        } else {
            first
        };
        char::from_u32(code).ok_or_else(|| {
            self.error(
                start..self.at,
                "half of a surrogate pair stands for no character".to_owned(),
                Some("write the character itself, or both halves"),
            )
        })
    }

    fn hex4(&mut self, start: usize) -> Result<u32, DocumentError> {
        let digits = self.text.get(self.at..self.at + 4);
        let code = digits
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match code {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => Err(self.error(
                start..self.at,
                "expected a hex-digit for character escape sequence".to_owned(),
                Some("`\\u` takes four hexadecimal digits"),
            )),
        }
    }

    fn number(&mut self) -> Result<Number, DocumentError> {
        let start = self.at;
        self.take(b'-');
        let digits = self.at;
        self.skip_digits();
        let integer_end = self.at;
        let mut well_formed = integer_end > digits
            && (integer_end == digits + 1 || self.text.as_bytes()[digits] != b'0');
        let mut decimal = false;
        if self.take(b'.') {
            decimal = true;
            well_formed &= self.skip_digits();
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            decimal = true;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            well_formed &= self.skip_digits();
        }
        let text = &self.text[start..self.at];
        let number = match text.parse::<f64>() {
            Ok(value) if decimal && value.is_finite() => Some(Number::Decimal(value)),
            Ok(_) if !decimal => Some(
                text.parse()
                    .map_or_else(|_| Number::Big(text.into()), Number::Integer),
            ),
            _ => None,
        };
        number.filter(|_| well_formed).ok_or_else(|| {
            self.error(
                start..self.at.max(start + 1),
                format!("Invalid numeric value: '{text}'"),
                None,
            )
        })
    }

    fn skip_digits(&mut self) -> bool {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at > start
    }

    /// `null`, `true` or `false`, or the error that there is no value here.
    fn word(&mut self) -> Result<NodeKind, DocumentError> {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$')
        {
            self.at += 1;
        }
        match &self.text[start..self.at] {
            "null" => Ok(NodeKind::Null),
            "true" => Ok(NodeKind::Bool(true)),
            "false" => Ok(NodeKind::Bool(false)),
            "" => Err(self.unexpected(
                "expected a valid value (JSON String, Number, Array, Object or token 'null', \
                 'true' or 'false')",
                match self.peek() {
                    Some(b'\'') => Some("strings take double quotes in JSON"),
                    Some(b'}' | b']' | b',') => Some("a value is missing before this"),
                    _ => None,
                },
            )),
            word => Err(self.error(
                start..self.at,
                format!(
                    "Unrecognized token '{word}': was expecting (JSON String, Number, Array, \
                     Object or token 'null', 'true' or 'false')"
                ),
                Some("text stands in double quotes"),
            )),
        }
    }

    fn skip_blanks(&mut self) -> Result<(), DocumentError> {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        match self.text[self.at..].as_bytes() {
            [b'/', b'/' | b'*', ..] | [b'#', ..] => Err(self.unexpected(
                "comments are not part of JSON",
                Some("put the remark in a `Comment` field, which states and rules have too"),
            )),
            _ => Ok(()),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// The error that the character here is not what `expected` says.
    fn unexpected(&self, expected: &str, hint: Option<&str>) -> DocumentError {
        match self.text[self.at..].chars().next() {
            Some(character) => self.error(
                self.at..self.at + character.len_utf8(),
                format!(
                    "Unexpected character ('{character}' (code {})): {expected}",
                    u32::from(character)
                ),
                hint,
            ),
            None => self.error(
                self.at..self.at,
                "Unexpected end-of-input".to_owned(),
                Some("a `}` or `]` is missing at the end"),
            ),
        }
    }

    #[allow(clippy::unused_self, reason = "reads as the reader's error")]
    fn error(
        &self,
        range: std::ops::Range<usize>,
        message: String,
        hint: Option<&str>,
    ) -> DocumentError {
        DocumentError {
            span: Span::new(range),
            message,
=======
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
        let rest = self.text.get(error.offset..).unwrap_or_default();
        let comment = ["//", "/*", "#"].iter().any(|mark| rest.starts_with(mark));
        let hint = match comment {
            true => Some(
                "comments are not part of JSON: put the remark in a `Comment` field, which \
                 states and rules have too",
            ),
            false => hint,
        };
        let width = rest.chars().next().map_or(0, char::len_utf8);
        DocumentError {
            span: Span::new(error.offset..error.offset + width),
            message: error.message,
>>>>>>> b6c68a1fb939d3273351b35f9b4357039e584b93
            hint: hint.map(str::to_owned),
        }
    }
}

const TRAILING_COMMA: &str = "delete the comma before this: the last entry has none";
