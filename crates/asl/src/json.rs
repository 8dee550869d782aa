//! JSON text: reading it into [`Value`]s and writing it as AWS writes it.
//!
//! Both sides follow Jackson, which AWS uses: integers stay exact, decimals are doubles that are
//! written as Java writes them (`1.0`, `1.0E10`), the last of several equal keys wins, and
//! what is wrong with a text is said in Jackson's words.

pub(crate) mod lexer;
mod serde;

use std::fmt::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use self::lexer::{Lexer, Token};
use crate::number::Number;
use crate::value::{Measured, Object, Size, Value};

/// The deepest nesting of arrays and objects that is read (Jackson's
/// `StreamReadConstraints.DEFAULT_MAX_DEPTH`).
pub const DEPTH_MAX: usize = 1_000;

/// Reads one JSON value.
pub fn from_text(text: &str) -> Result<Value, JsonError> {
    let mut reader = Reader {
        lexer: Lexer::new(text),
        depth: 0,
    };
    let (token, place) = reader.lexer.next()?;
    if token == Token::End {
        return Err(JsonError {
            message: "No content to map due to end-of-input".to_owned(),
            offset: place.start,
        });
    }
    let value = reader.value(token, &place)?;
    match reader.lexer.next()? {
        (Token::End, _) => Ok(value),
        (_, place) => Err(reader
            .lexer
            .unexpected(place.start, "was expecting the end")),
    }
}

/// Compact JSON text.
pub fn to_text(value: &Value) -> String {
    let mut text = String::new();
    write_text(value, &mut text);
    text
}

/// Appends the compact JSON text of `value`.
pub fn write_text(value: &Value, text: &mut String) {
    // Writing to a `String` cannot fail.
    let _ = write_value(value, text);
}

/// The length in bytes of the compact JSON text, without making it; `usize::MAX` when the value
/// is nested deeper than [`DEPTH_MAX`], so that its text could not be read back.
///
/// Arrays and objects remember it: what has been measured before costs nothing.
pub fn text_length(value: &Value) -> usize {
    size(value, DEPTH_MAX).map_or(usize::MAX, |size| size.length)
}

/// The size of a value that is nested at most `depth_max` deep.
fn size(value: &Value, depth_max: usize) -> Option<Size> {
    let length = match value {
        Value::Array(items) => {
            let members = items.iter().map(|item| (0, item));
            return size_of_members(&items.measured, members, depth_max);
        }
        Value::Object(object) => {
            let members = object
                .iter()
                .map(|(key, value)| (string_length(key) + ":".len(), value));
            return size_of_members(&object.measured, members, depth_max);
        }
        Value::String(text) => string_length(text),
        Value::Number(Number::Integer(number)) => {
            let more_digits = number.unsigned_abs().checked_ilog10().unwrap_or(0);
            usize::from(*number < 0) + 1 + more_digits as usize
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            let mut length = Length(0);
            // Counting cannot fail.
            let _ = write_value(value, &mut length);
            length.0
        }
    };
    Some(Size { length, depth: 0 })
}

/// The size of an array or object: of each member, how long its key is and what it is.
fn size_of_members<'v>(
    measured: &Measured,
    members: impl ExactSizeIterator<Item = (usize, &'v Value)>,
    depth_max: usize,
) -> Option<Size> {
    if let known @ Some(_) = measured.get() {
        return known.filter(|size| size.depth <= depth_max);
    }
    let below = depth_max.checked_sub(1)?;
    let (brackets, commas) = (2, members.len().saturating_sub(1));
    let (mut length, mut depth) = (brackets + commas, 0);
    for (key_length, value) in members {
        let value = size(value, below)?;
        length += key_length + value.length;
        depth = depth.max(value.depth);
    }
    let size = Size {
        length,
        depth: depth + 1,
    };
    measured.set(size);
    Some(size)
}

/// The length of a string as JSON text, its quotes included.
fn string_length(text: &str) -> usize {
    let escapes: usize = text
        .bytes()
        .map(|byte| match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 1,
            0..=0x1f => 5,
            _ => 0,
        })
        .sum();
    text.len() + 2 + escapes
}

/// The text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes.
    pub offset: usize,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.message, self.offset)
    }
}

impl std::error::Error for JsonError {}

struct Reader<'t> {
    lexer: Lexer<'t>,
    depth: usize,
}

impl Reader<'_> {
    /// The value that begins with `token`, which stands at `place`.
    fn value(&mut self, token: Token<'_>, place: &Range<usize>) -> Result<Value, JsonError> {
        match token {
            Token::Null => Ok(Value::Null),
            Token::Bool(value) => Ok(Value::Bool(value)),
            Token::Number(number) => Ok(Value::Number(number)),
            Token::String(text) => Ok(Value::String(text.into())),
            Token::ArrayStart => self.nested(place, Reader::array),
            Token::ObjectStart => self.nested(place, Reader::object),
            Token::ArrayEnd
            | Token::ObjectEnd
            | Token::Colon
            | Token::Comma
            | Token::Unknown(_)
            | Token::End => Err(self.lexer.not_a_value(place.start)),
        }
    }

    fn nested(
        &mut self,
        place: &Range<usize>,
        read: fn(&mut Self) -> Result<Value, JsonError>,
    ) -> Result<Value, JsonError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(JsonError {
                message: format!(
                    "Document nesting depth ({}) exceeds the maximum allowed ({DEPTH_MAX})",
                    self.depth
                ),
                offset: place.start,
            });
        }
        let value = read(self);
        self.depth -= 1;
        value
    }

    /// The items behind `[`.
    fn array(&mut self) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        let (mut token, mut place) = self.lexer.next()?;
        if token == Token::ArrayEnd {
            return Ok(Value::array(items));
        }
        loop {
            items.push(self.value(token, &place)?);
            match self.lexer.next()? {
                (Token::Comma, _) => (token, place) = self.lexer.next()?,
                (Token::ArrayEnd, _) => return Ok(Value::array(items)),
                (_, place) => {
                    return Err(self
                        .lexer
                        .unexpected(place.start, "was expecting comma to separate Array entries"));
                }
            }
        }
    }

    /// The fields behind `{`.
    fn object(&mut self) -> Result<Value, JsonError> {
        let mut object = Object::new();
        let (mut token, mut place) = self.lexer.next()?;
        if token == Token::ObjectEnd {
            return Ok(Value::object(object));
        }
        loop {
            let Token::String(key) = token else {
                return Err(self.lexer.unexpected(
                    place.start,
                    "was expecting double-quote to start field name",
                ));
            };
            match self.lexer.next()? {
                (Token::Colon, _) => {}
                (_, place) => {
                    return Err(self.lexer.unexpected(
                        place.start,
                        "was expecting a colon to separate field name and value",
                    ));
                }
            }
            let (first, first_place) = self.lexer.next()?;
            let value = self.value(first, &first_place)?;
            object.insert(Arc::<str>::from(key), value);
            match self.lexer.next()? {
                (Token::Comma, _) => (token, place) = self.lexer.next()?,
                (Token::ObjectEnd, _) => return Ok(Value::object(object)),
                (_, place) => {
                    return Err(self.lexer.unexpected(
                        place.start,
                        "was expecting comma to separate Object entries",
                    ));
                }
            }
        }
    }
}

/// Fails where `out` fails.
fn write_value(value: &Value, out: &mut impl Write) -> fmt::Result {
    match value {
        Value::Null => out.write_str("null"),
        Value::Bool(true) => out.write_str("true"),
        Value::Bool(false) => out.write_str("false"),
        Value::Number(number) => write!(out, "{number}"),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.write_char('[')?;
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.write_char(',')?;
                }
                write_value(item, out)?;
            }
            out.write_char(']')
        }
        Value::Object(object) => {
            out.write_char('{')?;
            for (index, (key, value)) in object.iter().enumerate() {
                if index > 0 {
                    out.write_char(',')?;
                }
                write_string(key, out)?;
                out.write_char(':')?;
                write_value(value, out)?;
            }
            out.write_char('}')
        }
    }
}

/// As Jackson does it: `"`, `\` and the characters below U+0020 are escaped, nothing else.
fn write_string(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char('"')?;
    let mut plain_from = 0;
    for (index, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0..=0x1f => "",
            _ => continue,
        };
        out.write_str(&text[plain_from..index])?;
        plain_from = index + 1;
        if short.is_empty() {
            write!(out, "\\u{byte:04X}")?;
        } else {
            out.write_str(short)?;
        }
    }
    out.write_str(&text[plain_from..])?;
    out.write_char('"')
}

/// Counts bytes in place of keeping them.
struct Length(usize);

impl Write for Length {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }

    fn write_char(&mut self, character: char) -> fmt::Result {
        self.0 += character.len_utf8();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::number::Number;

    fn arbitrary_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::from),
            "-?[1-9][0-9]{19,40}".prop_map(|digits| Value::Number(Number::Big(digits.into()))),
            prop::num::f64::NORMAL.prop_map(|value| Value::Number(Number::Decimal(value))),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::array),
                prop::collection::vec((any::<String>(), inner), 0..8).prop_map(|fields| {
                    Value::object(fields.into_iter().map(|(k, v)| (k.into(), v)).collect())
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(value in arbitrary_value()) {
            let text = to_text(&value);
            prop_assert_eq!(text_length(&value), text.len());
            prop_assert_eq!(from_text(&text), Ok(value));
        }

        #[test]
        fn no_text_panics(text in "([\\[\\]{}:,\"0-9eE.\\-tfn\\\\u ]|true|\"a\":|\\\\ud83d|\\PC){0,40}") {
            let _ = from_text(&text);
        }
    }

    #[test]
    fn reads_numbers_as_they_are_written() {
        let text =
            "[0,-0,1.0,-0.0,9223372036854775807,9223372036854775808,1e2,0.001,1E-4,12345678.9]";
        let value = from_text(text).unwrap();
        assert_eq!(
            to_text(&value),
            "[0,0,1.0,-0.0,9223372036854775807,9223372036854775808,100.0,0.001,1.0E-4,1.23456789E7]"
        );
    }

    #[test]
    fn reads_every_escape() {
        let value = from_text(r#""\"\\\/\b\f\n\r\té\ud83d\ude00\ud83d!""#).unwrap();
        assert_eq!(value, Value::from("\"\\/\u{8}\u{c}\n\r\té😀\u{fffd}!"));
    }

    #[test]
    fn writes_only_the_escapes_jackson_writes() {
        let value = Value::from("\"\\/\u{8}\u{1f}\u{7f}é\u{2028}");
        assert_eq!(to_text(&value), "\"\\\"\\\\/\\b\\u001F\u{7f}é\u{2028}\"");
    }

    #[test]
    fn the_last_of_equal_keys_wins_in_the_place_of_the_first() {
        let value = from_text(r#"{"a":1,"b":2,"a":3}"#).unwrap();
        assert_eq!(to_text(&value), r#"{"a":3,"b":2}"#);
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (text, offset, message) in [
            ("", 0, "No content to map due to end-of-input"),
            (
                "not some json",
                0,
                "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or \
                 token 'null', 'true' or 'false')",
            ),
            (
                "{'not': 'json'",
                1,
                "Unexpected character (''' (code 39)): was expecting double-quote to start field \
                 name",
            ),
            (
                "[1 2]",
                3,
                "Unexpected character ('2' (code 50)): was expecting comma to separate Array \
                 entries",
            ),
            (
                r#"{"a":1"#,
                6,
                "Unexpected end-of-input: was expecting comma to separate Object entries",
            ),
            ("01", 2, "Invalid numeric value: Leading zeroes not allowed"),
            (r#""\x""#, 1, "Unrecognized character escape 'x' (code 120)"),
            ("1e999", 0, "Numeric value (1e999) out of range of double"),
        ] {
            let error = from_text(text).unwrap_err();
            assert_eq!(
                (error.offset, error.message.as_str()),
                (offset, message),
                "{text}"
            );
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        let deepest = from_text(&nested(DEPTH_MAX)).unwrap();
        assert_eq!(to_text(&deepest), nested(DEPTH_MAX));
        assert_eq!(text_length(&deepest), 2 * DEPTH_MAX);
        assert_eq!(text_length(&Value::array(vec![deepest])), usize::MAX);
        assert!(from_text(&nested(100_000)).is_err());
    }
}
