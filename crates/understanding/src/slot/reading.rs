//! A message as the rules for slots read it.

use std::ops::Range;

use crate::context::Setting;
use crate::spelling::{self, Sort, Token};
use crate::{Intent, Vocabulary};

/// Words and phrases, folded, with commas between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words(pub(super) &'static str);

impl Words {
    /// Each of them.
    pub(super) fn listed(self) -> impl Iterator<Item = &'static str> {
        self.0.split(',').map(str::trim)
    }

    /// Whether the word is one of them.
    pub(super) fn has(self, word: &str) -> bool {
        !word.is_empty() && self.listed().any(|listed| listed == word)
    }

    /// Whether the word is one of them, or the plural of one.
    pub(super) fn has_some_number_of(self, word: &str) -> bool {
        let singular = |listed: &str, (many, one): &(&str, &str)| {
            word.strip_suffix(many)
                .is_some_and(|stem| stem.len() > 1 && listed.strip_suffix(one) == Some(stem))
        };
        let is = |listed: &str| {
            listed == word || PLURALS.iter().any(|endings| singular(listed, endings))
        };
        !word.is_empty() && self.listed().any(is)
    }
}

/// How plurals end, and how their singulars do: `sucos`, `flores`, `paes`, `pasteis`, `pudins`,
/// `curries`.
const PLURALS: &[(&str, &str)] = &[
    ("s", ""),
    ("es", ""),
    ("oes", "ao"),
    ("aes", "ao"),
    ("is", "l"),
    ("ns", "m"),
    ("ies", "y"),
];

/// A message, and which of its pieces have been taken by a rule.
pub(super) struct Reading<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    taken: Vec<bool>,
    pub(super) intent: Intent,
    pub(super) setting: &'a Setting,
    pub(super) shop: &'a Vocabulary,
}

impl<'a> Reading<'a> {
    pub(super) fn of(
        text: &'a str,
        intent: Intent,
        setting: &'a Setting,
        shop: &'a Vocabulary,
    ) -> Reading<'a> {
        let tokens = spelling::tokens(text);
        let taken = vec![false; tokens.len()];
        Reading {
            text,
            tokens,
            taken,
            intent,
            setting,
            shop,
        }
    }

    /// How many pieces there are.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The piece, folded; nothing behind the end.
    pub(super) fn word(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| &token.folded)
    }

    /// The piece so many before another, folded; nothing before the start.
    pub(super) fn word_before(&self, index: usize, by: usize) -> &str {
        index.checked_sub(by).map_or("", |index| self.word(index))
    }

    /// The piece as it was typed.
    pub(super) fn typed(&self, index: usize) -> &'a str {
        self.tokens
            .get(index)
            .map_or("", |token| &self.text[token.at.clone()])
    }

    pub(super) fn is_mark(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_none_or(|token| token.sort == Sort::Mark)
    }

    pub(super) fn is_number(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.sort == Sort::Number)
    }

    pub(super) fn is_free(&self, index: usize) -> bool {
        self.taken.get(index).is_some_and(|taken| !taken)
    }

    /// The pieces from the first to before the last, as they were typed.
    pub(super) fn span(&self, pieces: Range<usize>) -> &'a str {
        if pieces.is_empty() {
            return "";
        }
        let start = self.tokens[pieces.start].at.start;
        let end = self.tokens[pieces.end - 1].at.end;
        &self.text[start..end]
    }

    /// Keeps pieces from the rules that follow.
    pub(super) fn take(&mut self, pieces: Range<usize>) {
        for taken in &mut self.taken[pieces] {
            *taken = true;
        }
    }

    /// The whole message as it was typed.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Which piece begins at such a byte or holds it.
    pub(super) fn piece_at(&self, byte: usize) -> Option<usize> {
        self.tokens
            .iter()
            .position(|token| token.at.contains(&byte))
    }

    /// Whether the phrase, folded words with a space between, stands at `index`.
    pub(super) fn says(&self, index: usize, phrase: &str) -> bool {
        self.length_of(index, phrase).is_some()
    }

    /// How many pieces the phrase has, if it stands at `index`.
    fn length_of(&self, index: usize, phrase: &str) -> Option<usize> {
        let mut length = 0;
        for word in phrase.split(' ') {
            if self.word(index + length) != word {
                return None;
            }
            length += 1;
        }
        Some(length)
    }

    /// How many pieces the longest of the phrases that stands at `index` has.
    pub(super) fn longest(&self, index: usize, phrases: Words) -> Option<usize> {
        let lengths = phrases
            .listed()
            .filter_map(|phrase| self.length_of(index, phrase));
        lengths.max()
    }

    /// Whether one of the words is in the message.
    pub(super) fn mentions(&self, words: Words) -> bool {
        self.tokens.iter().any(|token| words.has(&token.folded))
    }
}

/// A number as it is written out, up to twelve; articles are one.
pub(super) fn small_number(word: &str) -> Option<u32> {
    Some(match word {
        "um" | "uma" | "one" | "un" | "una" | "uno" | "a" | "an" => 1,
        "dois" | "duas" | "two" | "dos" => 2,
        "tres" | "three" => 3,
        "quatro" | "four" | "cuatro" => 4,
        "cinco" | "five" => 5,
        "seis" | "six" | "meia" => 6,
        "sete" | "seven" | "siete" => 7,
        "oito" | "eight" | "ocho" => 8,
        "nove" | "nine" | "nueve" => 9,
        "dez" | "ten" | "diez" => 10,
        "onze" | "eleven" | "once" => 11,
        "doze" | "twelve" | "doce" => 12,
        _ => return None,
    })
}
