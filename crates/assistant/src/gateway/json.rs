//! JSON as the recorded gateway reads it: what is no JSON is refused in the words, and at the
//! place, of Python's `json` module.
//!
//! Text that is JSON never comes through here: [`read`] asks `serde_json` first and looks for words
//! only when that refuses.

use serde_json::Value;

/// What cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It is not UTF-8.
    NotText,
    /// It is no JSON.
    NotJson(SyntaxError),
}

/// Where text stops being JSON, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    /// `Expecting value`
    pub(super) message: String,
    /// In characters, from 0.
    pub(super) position: usize,
}

/// Reads JSON in UTF-8; a byte order mark before it is passed over.
pub(super) fn read(bytes: &[u8]) -> Result<Value, Unreadable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|refused| match std::str::from_utf8(bytes) {
        Err(_) => Unreadable::NotText,
        Ok(text) => Unreadable::NotJson(syntax_error(text).unwrap_or_else(|| SyntaxError {
            // Python would take it: half a surrogate pair, a number beyond all bounds, `NaN`.
            message: refused.to_string(),
            position: 0,
        })),
    })
}

/// What Python says of a text that is no JSON; nothing when it would take it.
fn syntax_error(text: &str) -> Option<SyntaxError> {
    let bytes = text.as_bytes();
    let begin = after_space(bytes, 0);
    let found = value(bytes, begin).and_then(|end| {
        let end = after_space(bytes, end);
        if end < bytes.len() {
            return Err(("Extra data", end));
        }
        Ok(end)
    });
    found.err().map(|(message, at)| SyntaxError {
        message: message.to_owned(),
        position: text.get(..at).map_or(at, |before| before.chars().count()),
    })
}

/// Where something ends that begins at a byte, or what is wrong and at which byte.
type Scanned = Result<usize, (&'static str, usize)>;

fn after_space(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        at += 1;
    }
    at
}

/// One level of an object or an array that is not closed yet.
#[derive(Clone, Copy)]
enum Open {
    Object,
    Array,
}

/// A value, without recursion: levels are entries in a list.
fn value(bytes: &[u8], begin: usize) -> Scanned {
    let mut open = Vec::new();
    let mut at = begin;
    loop {
        at = match bytes.get(at) {
            Some(b'{') => {
                let inside = after_space(bytes, at + 1);
                if bytes.get(inside) == Some(&b'}') {
                    inside + 1
                } else {
                    open.push(Open::Object);
                    at = name(bytes, inside)?;
                    continue;
                }
            }
            Some(b'[') => {
                let inside = after_space(bytes, at + 1);
                if bytes.get(inside) == Some(&b']') {
                    inside + 1
                } else {
                    open.push(Open::Array);
                    at = inside;
                    continue;
                }
            }
            _ => scalar(bytes, at)?,
        };
        // What is complete now may complete what it is in.
        loop {
            let Some(level) = open.last() else {
                return Ok(at);
            };
            at = after_space(bytes, at);
            match (level, bytes.get(at)) {
                (Open::Object, Some(b'}')) | (Open::Array, Some(b']')) => {
                    open.pop();
                    at += 1;
                }
                (Open::Object, Some(b',')) => {
                    at = name(bytes, after_space(bytes, at + 1))?;
                    break;
                }
                (Open::Array, Some(b',')) => {
                    at = after_space(bytes, at + 1);
                    break;
                }
                _ => return Err(("Expecting ',' delimiter", at)),
            }
        }
    }
}

/// A member's name and its colon: where its value begins.
fn name(bytes: &[u8], at: usize) -> Scanned {
    if bytes.get(at) != Some(&b'"') {
        return Err(("Expecting property name enclosed in double quotes", at));
    }
    let colon = after_space(bytes, string(bytes, at)?);
    if bytes.get(colon) != Some(&b':') {
        return Err(("Expecting ':' delimiter", colon));
    }
    Ok(after_space(bytes, colon + 1))
}

fn scalar(bytes: &[u8], at: usize) -> Scanned {
    if bytes.get(at) == Some(&b'"') {
        return string(bytes, at);
    }
    let rest = &bytes[at.min(bytes.len())..];
    let words: [&[u8]; 6] = [
        b"null",
        b"true",
        b"false",
        b"NaN",
        b"Infinity",
        b"-Infinity",
    ];
    if let Some(word) = words.iter().find(|word| rest.starts_with(word)) {
        return Ok(at + word.len());
    }
    number(rest)
        .map(|length| at + length)
        .ok_or(("Expecting value", at))
}

/// How long the number is that a text begins with, in bytes. What cannot be part of it is left.
fn number(text: &[u8]) -> Option<usize> {
    let digits = |from: usize| {
        let digits = text.get(from..).unwrap_or_default();
        digits.iter().take_while(|b| b.is_ascii_digit()).count()
    };
    let mut at = usize::from(text.first() == Some(&b'-'));
    at += match text.get(at)? {
        b'0' => 1,
        b'1'..=b'9' => digits(at),
        _ => return None,
    };
    if text.get(at) == Some(&b'.') && digits(at + 1) > 0 {
        at += 1 + digits(at + 1);
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at + 1 + sign);
        if exponent > 0 {
            at += 1 + sign + exponent;
        }
    }
    Some(at)
}

/// A string that begins at its quote: where it ends.
fn string(bytes: &[u8], begin: usize) -> Scanned {
    let unterminated = ("Unterminated string starting at", begin);
    let mut at = begin + 1;
    loop {
        match bytes.get(at) {
            None => return Err(unterminated),
            Some(b'"') => return Ok(at + 1),
            Some(0..=0x1f) => return Err(("Invalid control character at", at)),
            Some(b'\\') => match bytes.get(at + 1) {
                None => return Err(unterminated),
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                Some(b'u') => {
                    let digits = bytes.get(at + 2..at + 6);
                    if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
                        return Err(("Invalid \\uXXXX escape", at + 1));
                    }
                    at += 6;
                }
                Some(_) => return Err(("Invalid \\escape", at)),
            },
            Some(_) => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What CPython 3.11 says of these (`json.loads`).
    const REFUSED: [(&str, &str, usize); 30] = [
        (" ", "Expecting value", 1),
        ("{", "Expecting property name enclosed in double quotes", 1),
        ("[", "Expecting value", 1),
        ("{\"a\"", "Expecting ':' delimiter", 4),
        ("{\"a\":", "Expecting value", 5),
        ("{\"a\":1", "Expecting ',' delimiter", 6),
        (
            "{\"a\":1,}",
            "Expecting property name enclosed in double quotes",
            7,
        ),
        ("[1,]", "Expecting value", 3),
        ("[1 2]", "Expecting ',' delimiter", 3),
        ("{\"a\" 1}", "Expecting ':' delimiter", 5),
        ("{\"a\":1} x", "Extra data", 8),
        ("  {\"a\":1}  ,", "Extra data", 11),
        ("nul", "Expecting value", 0),
        ("-", "Expecting value", 0),
        ("\"abc", "Unterminated string starting at", 0),
        ("\"a\\q\"", "Invalid \\escape", 2),
        ("\"a\\u12\"", "Invalid \\uXXXX escape", 3),
        ("\"a\\u12zz\"", "Invalid \\uXXXX escape", 3),
        ("\"a\tb\"", "Invalid control character at", 2),
        ("01", "Extra data", 1),
        ("1.e3", "Extra data", 1),
        (".5", "Expecting value", 0),
        (
            "{'a':1}",
            "Expecting property name enclosed in double quotes",
            1,
        ),
        ("é", "Expecting value", 0),
        ("\"é\" x", "Extra data", 4),
        ("{\"a\":1 \"b\":2}", "Expecting ',' delimiter", 7),
        ("[1,2", "Expecting ',' delimiter", 4),
        ("{\"a\":[1,{\"b\":}]}", "Expecting value", 13),
        ("{\"a\":1,\n\"b\":é}", "Expecting value", 12),
        ("[}", "Expecting value", 1),
    ];

    #[test]
    fn what_is_no_json_is_refused_as_python_does() {
        for (text, message, position) in REFUSED {
            let expected = SyntaxError {
                message: message.to_owned(),
                position,
            };
            let refused = read(text.as_bytes());
            assert_eq!(refused, Err(Unreadable::NotJson(expected)), "{text}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_passed_over_and_bytes_that_are_no_text_are_not() {
        assert_eq!(read(b"\xef\xbb\xbf{}"), Ok(serde_json::json!({})));
        assert_eq!(read(b"\"\xc3\""), Err(Unreadable::NotText));
    }

    #[test]
    fn what_only_python_takes_is_refused_with_a_reason() {
        for text in ["NaN", "\"\\ud83d\"", "1e400"] {
            let Err(Unreadable::NotJson(error)) = read(text.as_bytes()) else {
                panic!("{text} was taken");
            };
            assert!(!error.message.is_empty());
        }
    }
}
