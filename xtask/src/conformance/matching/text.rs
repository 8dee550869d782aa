//! Texts with placeholders in them.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use regex::Regex;

use super::Bindings;
use crate::conformance::corpus::{OneOrMany, Token};
use crate::conformance::resolver::Resolver;

/// The placeholders of one case, longest first: `<arn>` is not one where `<arn>2` is another.
pub(super) struct Placeholders(Vec<Placeholder>);

/// A text that stands for another one.
struct Placeholder {
    text: String,
    meaning: Meaning,
    has_value: bool,
}

/// What a placeholder stands for.
enum Meaning {
    /// Some text (that matches a pattern), the same each time.
    Bound(Option<Regex>),
    /// Any of these.
    OneOf(Vec<Alternative>),
}

enum Alternative {
    /// This very text.
    Literal(String),
    /// Any text that is not empty.
    Something,
    /// A text that matches the whole pattern.
    Pattern(Regex),
}

/// A piece of an expected text.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Literal(&'a str),
    Placeholder(&'a Placeholder),
}

impl Placeholders {
    /// Reads the tokens of a case. What a value refers to must be known by now; otherwise it is
    /// any text.
    pub(super) fn new(tokens: &[Token], resolver: &Resolver) -> Result<Placeholders, regex::Error> {
        let mut placeholders = tokens
            .iter()
            .filter(|token| !token.text.is_empty())
            .map(|token| Placeholder::new(token, resolver))
            .collect::<Result<Vec<_>, _>>()?;
        placeholders.sort_by_key(|placeholder| std::cmp::Reverse(placeholder.text.len()));
        Ok(Placeholders(placeholders))
    }

    /// Whether `actual` is a text that `expected` stands for. If so, what the placeholders in it
    /// were found to stand for is added to `bindings`.
    pub(super) fn matches(&self, expected: &str, actual: &str, bindings: &mut Bindings) -> bool {
        let pieces = self.pieces(expected);
        matches!(
            match_pieces(&pieces, actual, bindings),
            ControlFlow::Break(())
        )
    }

    /// Whether the text is one placeholder without a known value: it may stand for any value.
    pub(super) fn stands_alone(&self, expected: &str) -> bool {
        self.0
            .iter()
            .any(|placeholder| placeholder.text == expected && !placeholder.has_value)
    }

    fn pieces<'a>(&'a self, text: &'a str) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let (mut literal, mut at) = (0, 0);
        while at < text.len() {
            let here = &text[at..];
            let found = self
                .0
                .iter()
                .find(|placeholder| here.starts_with(&placeholder.text));
            if let Some(placeholder) = found {
                if literal < at {
                    pieces.push(Piece::Literal(&text[literal..at]));
                }
                pieces.push(Piece::Placeholder(placeholder));
                at += placeholder.text.len();
                literal = at;
            } else {
                at += here.chars().next().map_or(1, char::len_utf8);
            }
        }
        if literal < text.len() {
            pieces.push(Piece::Literal(&text[literal..]));
        }
        pieces
    }
}

impl Placeholder {
    fn new(token: &Token, resolver: &Resolver) -> Result<Placeholder, regex::Error> {
        let pattern = match &token.pattern {
            Some(pattern) => Some(Regex::new(&format!(r"(?s)\A(?:{pattern})\z"))?),
            None => None,
        };
        let values = token
            .value
            .as_ref()
            .map(OneOrMany::as_slice)
            .unwrap_or_default();
        let meaning = if token.bind {
            Meaning::Bound(pattern)
        } else {
            let values = values.iter().map(|value| match resolver.text(value) {
                Ok(serde_json::Value::String(text)) if !text.is_empty() => {
                    Alternative::Literal(text)
                }
                _ => Alternative::Something,
            });
            let itself = Alternative::Literal(token.text.clone());
            let pattern = pattern.map(Alternative::Pattern);
            Meaning::OneOf(values.chain(pattern).chain([itself]).collect())
        };
        Ok(Placeholder {
            text: token.text.clone(),
            meaning,
            has_value: values.iter().any(|value| !value.is_empty()),
        })
    }
}

/// Matches the pieces against the whole of `text`, shortest first, by backtracking. `Break` says
/// that they match; `bindings` are then those of the match, and otherwise what they were.
fn match_pieces(pieces: &[Piece], text: &str, bindings: &mut Bindings) -> ControlFlow<()> {
    let Some((first, rest)) = pieces.split_first() else {
        return if text.is_empty() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        };
    };
    let placeholder = match *first {
        Piece::Literal(literal) => return match_literal(literal, rest, text, bindings),
        Piece::Placeholder(placeholder) => placeholder,
    };
    match &placeholder.meaning {
        Meaning::Bound(pattern) => {
            if let Some(bound) = bindings.get(&placeholder.text).cloned() {
                return match_literal(&bound, rest, text, bindings);
            }
            for end in ends(text, rest).filter(|end| *end > 0) {
                let (candidate, after) = text.split_at(end);
                if pattern
                    .as_ref()
                    .is_some_and(|pattern| !pattern.is_match(candidate))
                {
                    continue;
                }
                bindings.insert(placeholder.text.clone(), candidate.to_owned());
                match_pieces(rest, after, bindings)?;
                bindings.remove(&placeholder.text);
            }
        }
        Meaning::OneOf(alternatives) => {
            for alternative in alternatives {
                match alternative {
                    Alternative::Literal(literal) => match_literal(literal, rest, text, bindings)?,
                    Alternative::Something => {
                        for end in ends(text, rest).filter(|end| *end > 0) {
                            match_pieces(rest, &text[end..], bindings)?;
                        }
                    }
                    Alternative::Pattern(pattern) => {
                        for end in ends(text, rest).filter(|end| pattern.is_match(&text[..*end])) {
                            match_pieces(rest, &text[end..], bindings)?;
                        }
                    }
                }
            }
        }
    }
    ControlFlow::Continue(())
}

fn match_literal(
    literal: &str,
    rest: &[Piece],
    text: &str,
    bindings: &mut Bindings,
) -> ControlFlow<()> {
    match text.strip_prefix(literal) {
        Some(after) => match_pieces(rest, after, bindings),
        None => ControlFlow::Continue(()),
    }
}

/// Where a free piece of `text` may end, given the pieces that follow it: before an occurrence of
/// the literal that is next, at the very end when nothing is next, and otherwise anywhere.
fn ends<'a>(text: &'a str, rest: &[Piece<'a>]) -> Box<dyn Iterator<Item = usize> + 'a> {
    match *rest {
        [] => Box::new(std::iter::once(text.len())),
        [Piece::Literal(literal), ..] => Box::new(
            text.char_indices()
                .map(|(at, _)| at)
                .filter(move |at| text[*at..].starts_with(literal)),
        ),
        [Piece::Placeholder(_), ..] => {
            Box::new(text.char_indices().map(|(at, _)| at).chain([text.len()]))
        }
    }
}

/// Both texts without the count of attempts that newer SDKs append to their errors, when either
/// has one.
pub(super) fn without_attempt_counts<'a>(
    expected: &'a str,
    actual: &'a str,
) -> (Cow<'a, str>, Cow<'a, str>) {
    static COUNT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r" \(SDK Attempt Count: \d+\)").expect("a pattern without mistakes")
    });
    (
        COUNT.replace_all(expected, ""),
        COUNT.replace_all(actual, ""),
    )
}
