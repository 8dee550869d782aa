//! Texts that are whole only once they are deployed: ARNs with the account in them, values of
//! placeholders.

use std::fmt;
use std::sync::Arc;

use asl::parse::placeholder::placeholders;

use crate::arn;

/// A text of which some parts are known only where it is deployed. In resources and conditions `*`
/// stands for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern {
    parts: Vec<Part>,
}

/// A part of a [`Pattern`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// As it is written.
    Text(String),
    /// `aws`, or `aws-cn` and its kin.
    Partition,
    /// The region that is deployed to.
    Region,
    /// The account that is deployed to.
    Account,
    /// The value of the placeholder `${Name}` of the definition.
    Placeholder(Arc<str>),
    /// What stands between two of these characters in a placeholder's value, counted from 0.
    Segment(Arc<str>, char, usize),
}

impl Pattern {
    /// What stands for anything.
    pub fn anything() -> Pattern {
        Pattern::text("*")
    }

    /// A text that is known.
    pub fn text(text: impl Into<String>) -> Pattern {
        Pattern::default().and(Part::Text(text.into()))
    }

    /// A text of a definition, in which `${Name}` is filled in when it is deployed, and the words of
    /// `arn:aws:lambda:REGION:ACCOUNT_ID:function:Pay` are.
    pub fn of(text: &str) -> Pattern {
        if let Some((arn, _)) = arn::to_come(text) {
            return arn;
        }
        let mut pattern = Pattern::default();
        let mut rest = text;
        while let Some((before, name, after)) = next_placeholder(rest) {
            pattern.push(Part::Text(before.to_owned()));
            pattern.push(match name {
                "AWS::Partition" => Part::Partition,
                "AWS::Region" => Part::Region,
                "AWS::AccountId" => Part::Account,
                _ => Part::Placeholder(name.into()),
            });
            rest = after;
        }
        pattern.push(Part::Text(rest.to_owned()));
        pattern
    }

    /// The ARN of a resource of the account and region that is deployed to.
    pub fn own(service: &str, resource: impl Into<Pattern>) -> Pattern {
        Pattern::text("arn:")
            .and(Part::Partition)
            .and(Part::Text(format!(":{service}:")))
            .and(Part::Region)
            .and(Part::Text(":".to_owned()))
            .and(Part::Account)
            .and(Part::Text(":".to_owned()))
            .followed_by(resource)
    }

    /// Its parts: never two texts beside each other, and no empty one.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The whole text, where it is known.
    pub fn as_text(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The name of the placeholder that it is the value of.
    pub fn as_placeholder(&self) -> Option<&Arc<str>> {
        match self.parts.as_slice() {
            [Part::Placeholder(name)] => Some(name),
            _ => None,
        }
    }

    /// How it begins, as far as that is known.
    pub(crate) fn beginning(&self) -> &str {
        match self.parts.first() {
            Some(Part::Text(text)) => text,
            _ => "",
        }
    }

    /// Whether it is an ARN, or begins with what may be one.
    pub(crate) fn may_be_arn(&self) -> bool {
        match self.parts.first() {
            Some(Part::Text(text)) => text.starts_with("arn:"),
            first => matches!(first, Some(Part::Placeholder(_))),
        }
    }

    /// The text with `x` for what is not known: enough to tell the parts of an ARN.
    pub(crate) fn shape(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text,
            _ => "x",
        });
        parts.collect()
    }

    /// Whether everything fits it.
    pub(crate) fn is_anything(&self) -> bool {
        self.as_text() == Some("*")
    }

    /// This, and then `part`.
    #[must_use]
    pub fn and(mut self, part: Part) -> Pattern {
        self.push(part);
        self
    }

    /// This, and then `more`.
    #[must_use]
    pub fn followed_by(mut self, more: impl Into<Pattern>) -> Pattern {
        more.into()
            .parts
            .into_iter()
            .for_each(|part| self.push(part));
        self
    }

    /// The pieces between colons, at most `max`, the last of which may have colons itself.
    pub(crate) fn split_at_colons(&self, max: usize) -> Vec<Pattern> {
        let mut pieces = vec![Pattern::default()];
        for part in &self.parts {
            let Part::Text(text) = part else {
                last(&mut pieces).push(part.clone());
                continue;
            };
            let mut rest = text.as_str();
            while pieces.len() < max
                && let Some((before, after)) = rest.split_once(':')
            {
                last(&mut pieces).push(Part::Text(before.to_owned()));
                pieces.push(Pattern::default());
                rest = after;
            }
            last(&mut pieces).push(Part::Text(rest.to_owned()));
        }
        pieces
    }

    fn push(&mut self, part: Part) {
        match (self.parts.last_mut(), part) {
            (_, Part::Text(text)) if text.is_empty() => {}
            (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
            (_, part) => self.parts.push(part),
        }
    }
}

fn last(pieces: &mut [Pattern]) -> &mut Pattern {
    pieces.last_mut().expect("there is always a piece")
}

/// The first `${Name}` of a text, and what stands before and behind it.
pub(crate) fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (place, name) = placeholders(text).next()?;
    Some((&text[..place.start], name, &text[place.end..]))
}

/// As CloudFormation's `Fn::Sub` has it.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Partition => f.write_str("${AWS::Partition}"),
            Part::Region => f.write_str("${AWS::Region}"),
            Part::Account => f.write_str("${AWS::AccountId}"),
            Part::Placeholder(name) => write!(f, "${{{name}}}"),
            Part::Segment(name, separator, index) => write!(f, "${{{name}{separator}{index}}}"),
        })
    }
}

impl From<&str> for Pattern {
    fn from(text: &str) -> Pattern {
        Pattern::text(text)
    }
}

impl From<String> for Pattern {
    fn from(text: String) -> Pattern {
        Pattern::text(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_parts() {
        let pattern = Pattern::of("arn:${AWS::Partition}:sns:${AWS::Region}:1:${Topic}-a");
        assert_eq!(pattern.parts().len(), 7);
        assert_eq!(pattern.shape(), "arn:x:sns:x:1:x-a");
        assert_eq!(
            Pattern::of("${Topic}").as_placeholder().map(|n| &**n),
            Some("Topic")
        );
        assert_eq!(Pattern::of("$.a ${ no }").as_text(), Some("$.a ${ no }"));
    }

    #[test]
    fn an_arn_has_six_pieces() {
        let pieces = Pattern::of("arn:aws:lambda:${AWS::Region}:1:function:a:b").split_at_colons(6);
        let pieces: Vec<String> = pieces.iter().map(Pattern::to_string).collect();
        assert_eq!(pieces[3..], ["${AWS::Region}", "1", "function:a:b"]);
    }
}
