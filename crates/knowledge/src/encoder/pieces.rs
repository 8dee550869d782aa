//! A text as pieces of words, as SentencePiece's unigram model cuts it: those whose probabilities
//! have the highest product.

use std::collections::HashMap;

use super::EncoderError;
use super::file::{Reader, floats};

/// What stands for a space, at the beginning of a word.
const SPACE: char = '\u{2581}';

/// How much less likely than the least likely piece a character is that is in none.
const UNKNOWN_PENALTY: f32 = 10.0;

/// The pieces there are.
#[derive(Debug)]
pub(super) struct Pieces {
    /// By their text: number and logarithm of probability.
    known: HashMap<Box<str>, (u32, f32)>,
    /// Characters that are written otherwise, and how.
    rewritten: HashMap<char, Box<str>>,
    longest_bytes: usize,
    begin: u32,
    end: u32,
    unknown: u32,
    unknown_score: f32,
}

/// The best way to cut a text up to some place.
#[derive(Clone, Copy)]
struct Way {
    score: f32,
    /// The last piece, and where it begins.
    piece: u32,
    from: usize,
}

impl Pieces {
    pub(super) fn read(reader: &mut Reader) -> Result<Pieces, EncoderError> {
        let count = reader.size()?;
        let (begin, end) = (reader.u32()?, reader.u32()?);
        let (_padding, unknown) = (reader.u32()?, reader.u32()?);
        let text_bytes = reader.long_size()?;
        let mut offsets = Vec::with_capacity(count + 1);
        for _ in 0..=count {
            offsets.push(reader.size()?);
        }
        let scores = floats(reader.bytes(count * 4)?);
        let text = reader.bytes(text_bytes)?;

        let mut known = HashMap::with_capacity(count);
        let mut longest_bytes = 1;
        for ((number, range), score) in (0..).zip(offsets.windows(2)).zip(&scores) {
            let piece = text
                .get(range[0]..range[1])
                .and_then(|piece| std::str::from_utf8(piece).ok())
                .ok_or(EncoderError::Damaged {
                    what: "a piece of a word is not text",
                })?;
            longest_bytes = longest_bytes.max(piece.len());
            if !piece.is_empty() && number != unknown {
                known.entry(piece.into()).or_insert((number, *score));
            }
        }

        let count = reader.size()?;
        let bytes = reader.size()?;
        let mut rules = Reader::new(reader.bytes(bytes)?);
        let mut rewritten = HashMap::with_capacity(count);
        for _ in 0..count {
            let from = character(rules.u32()?)?;
            let length = rules.bytes(1)?[0];
            let mut to = String::new();
            for _ in 0..length {
                to.push(character(rules.u32()?)?);
            }
            rewritten.insert(from, to.into());
        }
        let least = scores.iter().copied().reduce(f32::min).unwrap_or_default();
        Ok(Pieces {
            known,
            rewritten,
            longest_bytes,
            begin,
            end,
            unknown,
            unknown_score: least - UNKNOWN_PENALTY,
        })
    }

    /// The pieces of a text, in its order.
    pub(super) fn of(&self, text: &str) -> Vec<u32> {
        let text = self.written(text);
        let mut ways: Vec<Option<Way>> = vec![None; text.len() + 1];
        ways[0] = Some(Way {
            score: 0.0,
            piece: self.begin,
            from: 0,
        });
        for (from, first) in text.char_indices() {
            let Some(Way { score, .. }) = ways[from] else {
                continue;
            };
            let mut take = |to: usize, piece: u32, score: f32| {
                if ways[to].is_none_or(|way| score > way.score) {
                    ways[to] = Some(Way { score, piece, from });
                }
            };
            let ends = text[from..]
                .char_indices()
                .map(|(at, c)| from + at + c.len_utf8());
            for to in ends.take_while(|to| to - from <= self.longest_bytes) {
                if let Some((piece, likely)) = self.known.get(&text[from..to]) {
                    take(to, *piece, score + likely);
                }
            }
            take(
                from + first.len_utf8(),
                self.unknown,
                score + self.unknown_score,
            );
        }
        let mut pieces = Vec::new();
        let mut at = text.len();
        while at > 0 {
            let way = ways[at].expect("every character can be passed as an unknown one");
            pieces.push(way.piece);
            at = way.from;
        }
        pieces.reverse();
        pieces
    }

    /// Pieces between the marks of a text's beginning and end.
    pub(super) fn framed(&self, pieces: &[u32]) -> Vec<u32> {
        let mut framed = Vec::with_capacity(pieces.len() + 2);
        framed.push(self.begin);
        framed.extend_from_slice(pieces);
        framed.push(self.end);
        framed
    }

    /// A text in the characters that pieces are made of.
    fn written(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len() + SPACE.len_utf8());
        let mut put = |c: char| {
            let c = if c == ' ' { SPACE } else { c };
            if written.is_empty() && c != SPACE {
                written.push(SPACE);
            }
            if c != SPACE || !written.ends_with(SPACE) {
                written.push(c);
            }
        };
        for c in text.chars() {
            match self.rewritten.get(&c) {
                Some(others) => others.chars().for_each(&mut put),
                None => put(c),
            }
        }
        written
    }
}

fn character(number: u32) -> Result<char, EncoderError> {
    char::from_u32(number).ok_or(EncoderError::Damaged {
        what: "a rule names no character",
    })
}
