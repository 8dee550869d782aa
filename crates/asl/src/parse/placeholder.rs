//! `${Name}`: what SAM and CloudFormation fill in when they deploy.

use std::ops::Range;

/// The placeholders in `text`, each with its place and its name: `TableName`, CloudFormation's
/// `AWS::Region` and `Pay.Arn`, Terraform's `aws_sfn_activity.pay[0].id`.
pub fn placeholders(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let openings = text.match_indices(OPENING);
    openings.filter_map(|(start, _)| {
        let name = name_at(text, start)?;
        let end = start + OPENING.len() + name.len() + CLOSING.len();
        Some((start..end, name))
    })
}

/// Where the placeholder ends that begins at byte `start`.
pub(super) fn end_of(text: &str, start: usize) -> Option<usize> {
    let name = name_at(text, start)?;
    Some(start + OPENING.len() + name.len() + CLOSING.len())
}

/// The name of the placeholder that `text` is, and nothing else.
pub(super) fn only(text: &str) -> Option<&str> {
    let (place, name) = placeholders(text).next()?;
    (place == (0..text.len())).then_some(name)
}

const OPENING: &str = "${";

const CLOSING: &str = "}";

fn name_at(text: &str, start: usize) -> Option<&str> {
    let rest = text.get(start..)?.strip_prefix(OPENING)?;
    let name = &rest[..rest.find(CLOSING)?];
    let named =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-' | '[' | ']');
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && name.chars().all(named)).then_some(name)
}
