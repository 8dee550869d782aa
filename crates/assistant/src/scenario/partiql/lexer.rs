//! The pieces of a statement. What is no piece of one is refused here: comments, semicolons, stars,
//! signs, doubled quotes, and every character that only looks like one of these.

use std::fmt;

use super::{Comparison, DIGITS_MAX, Refused};

/// A piece of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Letters, digits and `_`, beginning with a letter: a keyword or a name.
    Word(String),
    /// The same in double quotes: a name.
    Name(String),
    /// Digits.
    Number(u64),
    /// What is in single quotes.
    Text(String),
    /// `=`, `<`, `>`, `<=`, `>=`
    Compares(Comparison),
    /// `,`
    Comma,
    /// `(`
    Opens,
    /// `)`
    Closes,
}

impl fmt::Display for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Piece::Word(word) | Piece::Name(word) => f.write_str(word),
            Piece::Number(number) => write!(f, "{number}"),
            Piece::Text(text) => write!(f, "'{text}'"),
            Piece::Compares(comparison) => f.write_str(comparison.sign()),
            Piece::Comma => f.write_str(","),
            Piece::Opens => f.write_str("("),
            Piece::Closes => f.write_str(")"),
        }
    }
}

/// Reads pieces off the front of a text.
pub(super) struct Lexer<'t> {
    rest: &'t str,
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_of_text(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" -:.+_".contains(&byte)
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Lexer<'t> {
        Lexer { rest: text }
    }

    /// All pieces, in order.
    pub(super) fn read(mut self) -> Result<Vec<Piece>, Refused> {
        let mut pieces = Vec::new();
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
            let Some(first) = self.rest.chars().next() else {
                return Ok(pieces);
            };
            pieces.push(self.piece(first)?);
        }
    }

    fn piece(&mut self, first: char) -> Result<Piece, Refused> {
        match first {
            ',' => Ok(self.sign(1, Piece::Comma)),
            '(' => Ok(self.sign(1, Piece::Opens)),
            ')' => Ok(self.sign(1, Piece::Closes)),
            '=' => Ok(self.sign(1, Piece::Compares(Comparison::Equal))),
            '<' if self.rest.starts_with("<=") => {
                Ok(self.sign(2, Piece::Compares(Comparison::AtMost)))
            }
            '>' if self.rest.starts_with(">=") => {
                Ok(self.sign(2, Piece::Compares(Comparison::AtLeast)))
            }
            '<' => Ok(self.sign(1, Piece::Compares(Comparison::Less))),
            '>' => Ok(self.sign(1, Piece::Compares(Comparison::Greater))),
            '\'' => self.quoted('\'', is_of_text).map(Piece::Text),
            '"' => self.quoted('"', is_of_word).map(Piece::Name),
            '0'..='9' => self.number(),
            'a'..='z' | 'A'..='Z' => Ok(Piece::Word(self.run(is_of_word).to_owned())),
            other => Err(Refused::Character(other.escape_debug().collect())),
        }
    }

    fn sign(&mut self, bytes: usize, piece: Piece) -> Piece {
        self.rest = &self.rest[bytes..];
        piece
    }

    /// As many bytes as are of a kind. All kinds are of ASCII, so it ends between characters.
    fn run(&mut self, is_of: fn(u8) -> bool) -> &'t str {
        let bytes = self.rest.bytes();
        let length = bytes.take_while(|byte| is_of(*byte)).count();
        let (run, rest) = self.rest.split_at(length);
        self.rest = rest;
        run
    }

    fn quoted(&mut self, quote: char, is_of: fn(u8) -> bool) -> Result<String, Refused> {
        self.rest = &self.rest[1..];
        let text = self.run(is_of).to_owned();
        let closed = self.rest.strip_prefix(quote).ok_or(Refused::Quote)?;
        // `'it''s'` is one text to some readers and two to others.
        if closed.starts_with(['\'', '"']) {
            return Err(Refused::Quote);
        }
        self.rest = closed;
        Ok(text)
    }

    fn number(&mut self) -> Result<Piece, Refused> {
        let run = self.run(is_of_word);
        let is_number = run.len() <= DIGITS_MAX && run.bytes().all(|byte| byte.is_ascii_digit());
        let number = run.parse().ok().filter(|_| is_number);
        number.map(Piece::Number).ok_or(Refused::Number)
    }
}
