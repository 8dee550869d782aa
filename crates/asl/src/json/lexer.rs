//! JSON text to tokens, each with its place in the text.
//!
//! The messages are those of Jackson, the reader behind AWS's API, without the position it adds:
//! AWS passes them on to its callers.

use std::borrow::Cow;
use std::ops::Range;

use super::JsonError;
use crate::number::Number;

/// Splits JSON text into tokens. After an error it must not be asked again.
#[derive(Clone, Debug)]
pub(crate) struct Lexer<'t> {
    text: &'t str,
    position: usize,
}

/// The smallest part of JSON text that means something.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token<'t> {
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    Colon,
    Comma,
    /// A string, escapes resolved: borrowed when it has none.
    String(Cow<'t, str>),
    Number(Number),
    Bool(bool),
    Null,
    /// Anything else: a word that JSON does not know, or a single character. No value begins with
    /// it; [`Lexer::not_a_value`] says so.
    Unknown(&'t str),
    /// The end of the text.
    End,
}

/// What Jackson says it would take where a value begins.
const VALUES: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/// The characters of a word that is no token, as far as a message shows them.
const WORD_SHOWN_CHARS_MAX: usize = 256;

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str) -> Lexer<'t> {
        Lexer { text, position: 0 }
    }

    /// The next token and where it stands, in bytes.
    pub(crate) fn next(&mut self) -> Result<(Token<'t>, Range<usize>), JsonError> {
        self.skip_blanks();
        let start = self.position;
        let token = match self.peek() {
            None => Token::End,
            Some(b'{') => self.advance(Token::ObjectStart),
            Some(b'}') => self.advance(Token::ObjectEnd),
            Some(b'[') => self.advance(Token::ArrayStart),
            Some(b']') => self.advance(Token::ArrayEnd),
            Some(b':') => self.advance(Token::Colon),
            Some(b',') => self.advance(Token::Comma),
            Some(b'"') => Token::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Token::Number(self.number()?),
            Some(_) => self.word(),
        };
        Ok((token, start..self.position))
    }

    /// Goes on at `offset`, after something that is no token of JSON.
    pub(crate) fn skip_to(&mut self, offset: usize) {
        self.position = offset;
    }

    /// An error at `offset`: the character there is not what was `expected`.
    pub(crate) fn unexpected(&self, offset: usize, expected: &str) -> JsonError {
        let message = match self.text[offset..].chars().next() {
            None => format!("Unexpected end-of-input: {expected}"),
            Some(found) => format!("Unexpected character ({}): {expected}", describe(found)),
        };
        JsonError { message, offset }
    }

    /// An error at `offset`: what stands there does not begin a value.
    pub(crate) fn not_a_value(&self, offset: usize) -> JsonError {
        let word = self.word_at(offset);
        if word.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '$') {
            let shown: String = word.chars().take(WORD_SHOWN_CHARS_MAX).collect();
            let more = if shown.len() < word.len() { "..." } else { "" };
            let message = format!("Unrecognized token '{shown}{more}': was expecting {VALUES}");
            return JsonError { message, offset };
        }
        self.unexpected(offset, &format!("expected a valid value {VALUES}"))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn advance(&mut self, token: Token<'t>) -> Token<'t> {
        self.position += 1;
        token
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.position += 1;
        }
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, JsonError> {
        Err(JsonError {
            message: message.into(),
            offset: self.position,
        })
    }

    fn word(&mut self) -> Token<'t> {
        let word = self.word_at(self.position);
        let token = match word {
            "true" => Token::Bool(true),
            "false" => Token::Bool(false),
            "null" => Token::Null,
            _ => Token::Unknown(word),
        };
        self.position += word.len();
        token
    }

    /// The letters and digits at `offset`, or else the one character there.
    fn word_at(&self, offset: usize) -> &'t str {
        let rest = &self.text[offset..];
        let part_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        match rest.find(|c| !part_of_word(c)) {
            Some(0) => &rest[..rest.chars().next().map_or(0, char::len_utf8)],
            Some(end) => &rest[..end],
            None => rest,
        }
    }

    fn number(&mut self) -> Result<Number, JsonError> {
        let start = self.position;
        if self.peek() == Some(b'-') {
            self.position += 1;
        }
        let leading = self.peek();
        if self.digits() == 0 {
            return self.bad_number("expected digit (0-9) to follow minus sign");
        }
        let integer_digits = self.text[start..self.position].trim_start_matches('-');
        if leading == Some(b'0') && integer_digits.len() > 1 {
            return self.error("Invalid numeric value: Leading zeroes not allowed");
        }
        let mut integer = true;
        if self.peek() == Some(b'.') {
            integer = false;
            self.position += 1;
            if self.digits() == 0 {
                return self.bad_number("Decimal point not followed by a digit");
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            integer = false;
            self.position += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.position += 1;
            }
            if self.digits() == 0 {
                return self.bad_number("Exponent indicator not followed by a digit");
            }
        }
        if self.peek().is_some_and(|next| next.is_ascii_alphabetic()) {
            return Err(
                self.unexpected(self.position, "Expected space separating root-level values")
            );
        }
        let text = &self.text[start..self.position];
        if integer {
            return Ok(match text.parse() {
                Ok(value) => Number::Integer(value),
                Err(_) => Number::Big(text.into()),
            });
        }
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Number::Decimal(value)),
            _ => Err(JsonError {
                message: format!("Numeric value ({text}) out of range of double"),
                offset: start,
            }),
        }
    }

    /// Skips digits and counts them.
    fn digits(&mut self) -> usize {
        let start = self.position;
        while let Some(b'0'..=b'9') = self.peek() {
            self.position += 1;
        }
        self.position - start
    }

    fn bad_number<T>(&self, reason: &str) -> Result<T, JsonError> {
        match self.text[self.position..].chars().next() {
            None => self.error(format!(
                "Unexpected end-of-input in numeric value: {reason}"
            )),
            Some(found) => self.error(format!(
                "Unexpected character ({}) in numeric value: {reason}",
                describe(found)
            )),
        }
    }

    /// A string; the position is at its opening quote.
    fn string(&mut self) -> Result<Cow<'t, str>, JsonError> {
        self.position += 1;
        let plain = self.plain_part();
        if self.peek() == Some(b'"') {
            self.position += 1;
            return Ok(Cow::Borrowed(plain));
        }
        let mut unescaped = plain.to_owned();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.position += 1;
                    return Ok(Cow::Owned(unescaped));
                }
                Some(b'\\') => unescaped.push(self.escape()?),
                Some(control) => {
                    return self.error(format!(
                        "Illegal unquoted character ((CTRL-CHAR, code {control})): has to be \
                         escaped using backslash to be included in string value"
                    ));
                }
                None => {
                    return self.error(
                        "Unexpected end-of-input: was expecting closing quote for a string value",
                    );
                }
            }
            unescaped.push_str(self.plain_part());
        }
    }

    /// What stands before the next quote, backslash, control character or the end.
    fn plain_part(&mut self) -> &'t str {
        let start = self.position;
        let bytes = &self.text.as_bytes()[start..];
        let length = bytes
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
            .unwrap_or(bytes.len());
        self.position += length;
        &self.text[start..self.position]
    }

    /// The character an escape stands for; the position is at its backslash.
    fn escape(&mut self) -> Result<char, JsonError> {
        let Some(escaped) = self.text[self.position + 1..].chars().next() else {
            return self.error("Unexpected end-of-input in character escape sequence");
        };
        let character = match escaped {
            '"' | '\\' | '/' => escaped,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode_escape(),
            _ => {
                return self.error(format!(
                    "Unrecognized character escape {}",
                    describe(escaped)
                ));
            }
        };
        self.position += 2;
        Ok(character)
    }

    /// The character of `\u0041` or of the pair `\ud83d\ude00`; U+FFFD for half a pair, which
    /// Java can hold and UTF-8 cannot.
    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let first = self.code_unit()?;
        if !(0xd800..0xdc00).contains(&first) || !self.text[self.position..].starts_with("\\u") {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let behind_first = self.position;
        let second = self.code_unit()?;
        if (0xdc00..0xe000).contains(&second) {
            let scalar = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            return Ok(char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        self.position = behind_first;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn code_unit(&mut self) -> Result<u32, JsonError> {
        let digits = self
            .text
            .as_bytes()
            .get(self.position + 2..self.position + 6);
        let unit = digits.and_then(|digits| {
            digits.iter().try_fold(0, |unit, digit| {
                Some(unit * 16 + char::from(*digit).to_digit(16)?)
            })
        });
        match unit {
            Some(unit) => {
                self.position += 6;
                Ok(unit)
            }
            None => self.error("expected a hex-digit for character escape sequence"),
        }
    }
}

/// A character as Jackson's messages show it.
fn describe(character: char) -> String {
    let code = u32::from(character);
    if character.is_control() && code < 0x20 {
        format!("(CTRL-CHAR, code {code})")
    } else if code > 255 {
        format!("'{character}' (code {code} / 0x{code:x})")
    } else {
        format!("'{character}' (code {code})")
    }
}
