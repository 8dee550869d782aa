//! Terms: words, phrases in quotes and `%regular expressions%`, each wanted, unwanted (`-`) or
//! one of several (`?`). Case counts.

use regex::Regex;

/// What a message must and must not have in it.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    wanted: Vec<Term>,
    unwanted: Vec<Term>,
    /// At least one of them, where no term is wanted for certain.
    one_wanted: Vec<Term>,
}

#[derive(Debug)]
enum Term {
    Text(String),
    Regex(Regex),
}

impl Terms {
    /// `None` where a quotation is left open or a regular expression is none.
    pub(super) fn parse(text: &str) -> Option<Terms> {
        let mut terms = Terms::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (group, after) = match rest.as_bytes()[0] {
                b'-' => (&mut terms.unwanted, &rest[1..]),
                b'?' => (&mut terms.one_wanted, &rest[1..]),
                _ => (&mut terms.wanted, rest),
            };
            let (term, after) = term(after)?;
            group.push(term);
            rest = after.trim_start();
        }
        Some(terms)
    }

    pub(super) fn match_text(&self, message: &str) -> bool {
        let has = |term: &Term| term.is_in(message);
        self.wanted.iter().all(has)
            && !self.unwanted.iter().any(has)
            && (!self.wanted.is_empty()
                || self.one_wanted.is_empty()
                || self.one_wanted.iter().any(has))
    }
}

/// The first term of `text`, and what follows it.
fn term(text: &str) -> Option<(Term, &str)> {
    if let Some(quoted) = text.strip_prefix('"') {
        let (phrase, rest) = quotation(quoted)?;
        return Some((Term::Text(phrase), rest));
    }
    if let Some((expression, rest)) = text.strip_prefix('%').and_then(|text| text.split_once('%')) {
        return Some((Term::Regex(Regex::new(expression).ok()?), rest));
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    (!word.is_empty()).then(|| (Term::Text(word.to_owned()), rest))
}

/// What stands before the closing quotation mark, and what follows it. `\` takes the meaning of
/// the character after it.
pub(super) fn quotation(text: &str) -> Option<(String, &str)> {
    let mut phrase = String::new();
    let mut characters = text.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            '"' => return Some((phrase, &text[place + 1..])),
            '\\' => phrase.push(characters.next()?.1),
            other => phrase.push(other),
        }
    }
    None
}

impl Term {
    fn is_in(&self, message: &str) -> bool {
        match self {
            Term::Text(text) => message.contains(text.as_str()),
            Term::Regex(regex) => regex.is_match(message),
        }
    }
}
