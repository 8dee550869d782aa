//! Names of groups and streams, their ARNs.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use wire::{Account, Region};

/// The name of a log group: 1 to 512 of `a-zA-Z0-9_-/.#`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupName(Arc<str>);

/// The name of a log stream: 1 to 512 characters without `:` and `*`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamName(Arc<str>);

/// Names have at most so many characters (API reference, CreateLogGroup and CreateLogStream).
pub(crate) const NAME_CHARS_MAX: usize = 512;

/// What AWS calls the rule for names of groups.
pub(crate) const GROUP_NAME_PATTERN: &str = r"[\.\-_/#A-Za-z0-9]+";

/// What AWS calls the rule for names of streams.
pub(crate) const STREAM_NAME_PATTERN: &str = "[^:*]*";

impl GroupName {
    /// The group of this name; `None` when none can be called so.
    pub fn parse(text: &str) -> Option<GroupName> {
        let fits = !text.is_empty() && text.len() <= NAME_CHARS_MAX;
        (fits && GroupName::has_only_its_characters(text)).then(|| GroupName(text.into()))
    }

    pub(crate) fn has_only_its_characters(text: &str) -> bool {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_/#".contains(&byte))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl StreamName {
    /// The stream of this name; `None` when none can be called so.
    pub fn parse(text: &str) -> Option<StreamName> {
        let fits = !text.is_empty() && text.chars().count() <= NAME_CHARS_MAX;
        (fits && StreamName::has_only_its_characters(text)).then(|| StreamName(text.into()))
    }

    pub(crate) fn has_only_its_characters(text: &str) -> bool {
        !text.contains([':', '*'])
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for GroupName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for StreamName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How the account's ARNs begin.
#[derive(Clone, Debug)]
pub(crate) struct Arns {
    pub(crate) account: Account,
    pub(crate) region: Region,
}

impl Arns {
    /// `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`
    pub(crate) fn group(&self, name: &str) -> String {
        format!(
            "arn:aws:logs:{}:{}:log-group:{name}",
            self.region, self.account
        )
    }

    /// `arn:aws:logs:REGION:ACCOUNT:log-group:GROUP:log-stream:STREAM`
    pub(crate) fn stream(&self, group: &str, stream: &str) -> String {
        format!("{}:log-stream:{stream}", self.group(group))
    }
}

/// The name of the group that an identifier means: a name, or an ARN with or without `:*`.
pub(crate) fn group_of_identifier(identifier: &str) -> Option<&str> {
    if !identifier.starts_with("arn:") {
        return Some(identifier);
    }
    let mut parts = identifier.splitn(7, ':').skip(2);
    if parts.next() != Some("logs") {
        return None;
    }
    let mut parts = parts.skip(2);
    if parts.next() != Some("log-group") {
        return None;
    }
    let name = parts.next()?;
    Some(name.strip_suffix(":*").unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_names_or_arns() {
        let arn = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f";
        for identifier in ["/aws/lambda/f", arn, &format!("{arn}:*")] {
            assert_eq!(group_of_identifier(identifier), Some("/aws/lambda/f"));
        }
        assert_eq!(group_of_identifier("arn:aws:states:::log-group:x"), None);
        assert_eq!(group_of_identifier("arn:aws:logs:r:a:destination:x"), None);
    }

    #[test]
    fn names_are_those_aws_takes() {
        assert!(GroupName::parse("/aws/lambda/order.charge_#1").is_some());
        assert!(StreamName::parse("2026/11/26/[$LATEST]3f").is_some());
        for refused in ["", "a b", "a:b", "é", &"x".repeat(513)] {
            assert!(GroupName::parse(refused).is_none(), "{refused}");
        }
        assert!(StreamName::parse("a:b").is_none());
    }
}
