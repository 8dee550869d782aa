//! Texts with `*`, `?` and `${variables}`.

use std::borrow::Cow;

use super::condition::Keys;

/// A text that stands for others.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pieces: Box<[Piece]>,
    has_variables: bool,
}

#[derive(Clone, Debug)]
enum Piece {
    Literal(Box<str>),
    /// `*`: any characters, also none.
    Any,
    /// `?`: one character.
    One,
    /// `${aws:username}` or `${aws:username, 'nobody'}`; the name is in lower case.
    Variable {
        key: Box<str>,
        default: Option<Box<str>>,
    },
}

/// Which characters of a pattern are more than themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// `*` and `?`.
    pub(crate) wildcards: bool,
    /// `${…}`: since version 2012-10-17.
    pub(crate) variables: bool,
}

/// Whether `A` is `a`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Matters,
    Ignored,
}

impl Pattern {
    pub(crate) fn new(text: &str, syntax: Syntax) -> Pattern {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if syntax.variables
                && let Some((name, after)) = variable(rest)
            {
                rest = after;
                // `${*}`, `${?}` and `${$}` are the characters themselves.
                if matches!(name, "*" | "?" | "$") {
                    literal.push_str(name);
                    continue;
                }
                flush(&mut literal, &mut pieces);
                pieces.push(Piece::variable(name));
                continue;
            }
            rest = &rest[character.len_utf8()..];
            match character {
                '*' if syntax.wildcards => {
                    flush(&mut literal, &mut pieces);
                    if !matches!(pieces.last(), Some(Piece::Any)) {
                        pieces.push(Piece::Any);
                    }
                }
                '?' if syntax.wildcards => {
                    flush(&mut literal, &mut pieces);
                    pieces.push(Piece::One);
                }
                other => literal.push(other),
            }
        }
        flush(&mut literal, &mut pieces);
        Pattern {
            has_variables: pieces
                .iter()
                .any(|piece| matches!(piece, Piece::Variable { .. })),
            pieces: pieces.into(),
        }
    }

    /// The variables it mentions, in lower case.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Variable { key, .. } => Some(&**key),
            Piece::Literal(_) | Piece::Any | Piece::One => None,
        })
    }

    /// Whether it stands for `text`. With a variable that has no value it stands for nothing.
    pub(crate) fn matches(&self, text: &str, case: Case, keys: &Keys) -> bool {
        if !self.has_variables {
            return matches(text, case, |at| self.pieces.get(at).map(Step::of));
        }
        let steps: Option<Vec<Cow<str>>> = self
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Variable { key, default } => {
                    keys.single(key).or(default.as_deref()).map(Cow::Borrowed)
                }
                Piece::Literal(_) | Piece::Any | Piece::One => Some(Cow::Borrowed("")),
            })
            .collect();
        let Some(values) = steps else {
            return false;
        };
        matches(text, case, |at| {
            Some(match self.pieces.get(at)? {
                Piece::Variable { .. } => Step::Text(&values[at]),
                other => Step::of(other),
            })
        })
    }
}

impl Piece {
    fn variable(inside: &str) -> Piece {
        let (key, default) = match inside.split_once(',') {
            None => (inside, None),
            Some((key, default)) => {
                let default = default.trim();
                let unquoted = default
                    .strip_prefix('\'')
                    .and_then(|text| text.strip_suffix('\''));
                (key, Some(unquoted.unwrap_or(default).into()))
            }
        };
        Piece::Variable {
            key: key.trim().to_ascii_lowercase().into(),
            default,
        }
    }
}

/// `aws:username` and what follows, where `text` begins with `${aws:username}`.
fn variable(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("${")?.split_once('}')
}

fn flush(literal: &mut String, pieces: &mut Vec<Piece>) {
    if !literal.is_empty() {
        pieces.push(Piece::Literal(std::mem::take(literal).into()));
    }
}

/// One step through a pattern whose variables have their values.
enum Step<'a> {
    Text(&'a str),
    Any,
    One,
}

impl<'a> Step<'a> {
    /// Of a piece that is no variable.
    fn of(piece: &'a Piece) -> Step<'a> {
        match piece {
            Piece::Literal(text) => Step::Text(text),
            Piece::Any => Step::Any,
            Piece::One => Step::One,
            Piece::Variable { .. } => unreachable!("variables have been given their values"),
        }
    }
}

/// Whether the steps lead through all of `text`. A `*` takes as little as it can; when what follows
/// it does not fit, the last one takes a character more, which never misses a way through.
fn matches<'a>(text: &str, case: Case, step: impl Fn(usize) -> Option<Step<'a>>) -> bool {
    let mut rest = text;
    let mut at = 0;
    let mut last_any: Option<(usize, &str)> = None;
    loop {
        let fits = match step(at) {
            Some(Step::Text(literal)) => strip(rest, literal, case),
            Some(Step::One) => without_first(rest),
            Some(Step::Any) => {
                last_any = Some((at + 1, rest));
                Some(rest)
            }
            None if rest.is_empty() => return true,
            None => None,
        };
        if let Some(after) = fits {
            rest = after;
            at += 1;
            continue;
        }
        let Some((after_any, from)) = last_any else {
            return false;
        };
        let Some(shorter) = without_first(from) else {
            return false;
        };
        // Nothing follows the `*`: it takes all that is left.
        if step(after_any).is_none() {
            return true;
        }
        last_any = Some((after_any, shorter));
        (at, rest) = (after_any, shorter);
    }
}

fn strip<'a>(text: &'a str, start: &str, case: Case) -> Option<&'a str> {
    match case {
        Case::Matters => text.strip_prefix(start),
        Case::Ignored => {
            let head = text.as_bytes().get(..start.len())?;
            head.eq_ignore_ascii_case(start.as_bytes())
                .then(|| &text[start.len()..])
        }
    }
}

fn without_first(text: &str) -> Option<&str> {
    let mut characters = text.chars();
    characters.next()?;
    Some(characters.as_str())
}

/// A pattern for ARNs, each of whose six parts is matched by itself.
#[derive(Clone, Debug)]
pub(crate) struct ArnPattern([Pattern; 6]);

impl ArnPattern {
    /// `None` when it has fewer than six parts and the last does not end in `*`, which then stands
    /// for the missing ones too.
    pub(crate) fn new(text: &str, syntax: Syntax) -> Option<ArnPattern> {
        let mut parts = Vec::new();
        let (mut from, mut at) = (0, 0);
        while let Some(character) = text[at..].chars().next() {
            if let Some((_, after)) = variable(&text[at..]) {
                at = text.len() - after.len();
                continue;
            }
            at += character.len_utf8();
            if character == ':' && parts.len() < 5 {
                parts.push(&text[from..at - 1]);
                from = at;
            }
        }
        parts.push(&text[from..]);
        if text.ends_with('*') {
            parts.resize(6, "*");
        }
        let parts: [&str; 6] = parts.try_into().ok()?;
        Some(ArnPattern(parts.map(|part| Pattern::new(part, syntax))))
    }

    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(Pattern::variables)
    }

    pub(crate) fn matches(&self, arn: &str, keys: &Keys) -> bool {
        let mut parts = arn.splitn(6, ':');
        self.0.iter().all(|pattern| {
            parts
                .next()
                .is_some_and(|part| pattern.matches(part, Case::Matters, keys))
        })
    }
}
