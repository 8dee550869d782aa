//! How functions are named: names, qualifiers, ARNs whole and in part.

use std::fmt;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use wire::{Account, ApiError, Region};

use crate::error;

/// A function's name: 1 to 64 letters, digits, `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FunctionName(Arc<str>);

/// What definitions that are deployed anywhere have in the place of a region and an account: those
/// they run in. On AWS whoever deploys them fills it in.
const HERE: Here = Here {
    region: "REGION",
    account: "ACCOUNT_ID",
};

struct Here {
    region: &'static str,
    account: &'static str,
}

/// The longest name, as AWS has it for `CreateFunction`.
const NAME_LENGTH_MAX: usize = 64;

impl FunctionName {
    /// The function of this name; `None` when it cannot be one.
    pub fn parse(text: &str) -> Option<FunctionName> {
        (text.len() <= NAME_LENGTH_MAX && is_word(text)).then(|| FunctionName(text.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<FunctionName> for String {
    fn from(name: FunctionName) -> String {
        name.as_str().to_owned()
    }
}

impl TryFrom<String> for FunctionName {
    type Error = String;

    fn try_from(text: String) -> Result<FunctionName, String> {
        FunctionName::parse(&text).ok_or_else(|| format!("`{text}` is no name of a function"))
    }
}

impl fmt::Display for FunctionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which version of a function is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Qualifier {
    /// `$LATEST`: what can still be changed.
    Latest,
    /// `3`: a published version.
    Version(u64),
    /// `live`: whatever the alias points to.
    Alias(Arc<str>),
}

impl Qualifier {
    pub(crate) fn parse(text: &str) -> Option<Qualifier> {
        if text == "$LATEST" {
            return Some(Qualifier::Latest);
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok().map(Qualifier::Version);
        }
        (text.len() <= 128 && is_word(text)).then(|| Qualifier::Alias(text.into()))
    }
}

impl fmt::Display for Qualifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Qualifier::Latest => f.write_str("$LATEST"),
            Qualifier::Version(number) => write!(f, "{number}"),
            Qualifier::Alias(name) => f.write_str(name),
        }
    }
}

/// A function as a request names it, perhaps with a qualifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) name: FunctionName,
    /// `None` when the request leaves it out, which is not always the same as `$LATEST`.
    pub(crate) qualifier: Option<Qualifier>,
}

/// Where functions live: what every ARN of theirs begins with.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) account: Account,
    pub(crate) region: Region,
}

impl Place {
    /// `arn:aws:lambda:REGION:ACCOUNT:function:NAME`
    pub(crate) fn function_arn(&self, name: &FunctionName) -> String {
        format!(
            "arn:aws:lambda:{}:{}:function:{name}",
            self.region, self.account
        )
    }

    /// The ARN, with the qualifier when there is one.
    pub(crate) fn arn(&self, reference: &Reference) -> String {
        let arn = self.function_arn(&reference.name);
        match &reference.qualifier {
            None => arn,
            Some(qualifier) => format!("{arn}:{qualifier}"),
        }
    }

    /// Reads a name, a partial ARN or an ARN, percent-encoded, and the qualifier that stands
    /// beside it.
    pub(crate) fn reference(
        &self,
        encoded: &str,
        beside: Option<&str>,
    ) -> Result<Reference, ApiError> {
        let text = percent_decode_str(encoded).decode_utf8_lossy();
        let (name, within) = self.parse(&text)?;
        let beside = match beside {
            None => None,
            Some(text) => Some(
                Qualifier::parse(text)
                    .ok_or_else(|| error::constraint(text, "qualifier", "(|[a-zA-Z0-9$_-]+)"))?,
            ),
        };
        let qualifier = match (within, beside) {
            (Some(within), Some(beside)) if within != beside => {
                return Err(error::invalid_parameter(
                    "The derived qualifier from the function name does not match the specified qualifier.",
                ));
            }
            (within, beside) => within.or(beside),
        };
        Ok(Reference { name, qualifier })
    }

    fn parse(&self, text: &str) -> Result<(FunctionName, Option<Qualifier>), ApiError> {
        let malformed = || {
            error::constraint(
                text,
                "functionName",
                "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
            )
        };
        let mut rest = text;
        if let Some(after) = rest.strip_prefix("arn:") {
            rest = after
                .split_once(":lambda:")
                .map(|(_, after)| after)
                .ok_or_else(malformed)?;
            let (region, after) = rest.split_once(':').ok_or_else(malformed)?;
            if region != self.region.as_str() && region != HERE.region {
                return Err(error::not_found(format!(
                    "Functions from '{region}' are not reachable in this region ('{}')",
                    self.region
                )));
            }
            rest = after;
        }
        if let Some((account, after)) = rest.split_once(':')
            && (Account::parse(account).is_some() || account == HERE.account)
        {
            if account != self.account.as_str() && account != HERE.account {
                return Err(error::not_found(format!("Function not found: {text}")));
            }
            rest = after;
        }
        rest = rest.strip_prefix("function:").unwrap_or(rest);
        let (name, qualifier) = match rest.split_once(':') {
            None => (rest, None),
            Some((name, qualifier)) => (
                name,
                Some(Qualifier::parse(qualifier).ok_or_else(malformed)?),
            ),
        };
        Ok((FunctionName::parse(name).ok_or_else(malformed)?, qualifier))
    }
}

/// Whether the text is one or more letters, digits, `-` and `_`.
pub(crate) fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            account: Account::default(),
            region: Region::default(),
        }
    }

    #[test]
    fn names_partial_arns_and_arns_mean_the_same() {
        for text in [
            "pay",
            "function:pay",
            "000000000000:function:pay",
            "arn:aws:lambda:us-east-1:000000000000:function:pay",
            "arn:aws:lambda:REGION:ACCOUNT_ID:function:pay",
            "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Apay",
        ] {
            let reference = place().reference(text, Some("live")).expect(text);
            assert_eq!(reference.name.as_str(), "pay", "{text}");
            assert_eq!(reference.qualifier, Some(Qualifier::Alias("live".into())));
        }
    }

    #[test]
    fn qualifiers_stand_within_or_beside() {
        let place = place();
        let within = place.reference("pay:3", None).expect("a reference");
        assert_eq!(within.qualifier, Some(Qualifier::Version(3)));
        assert_eq!(
            place.arn(&within),
            "arn:aws:lambda:us-east-1:000000000000:function:pay:3"
        );
        let latest = place.reference("pay:%24LATEST", None).expect("a reference");
        assert_eq!(latest.qualifier, Some(Qualifier::Latest));
        let error = place.reference("pay:3", Some("4")).expect_err("a conflict");
        assert_eq!(error.code, "InvalidParameterValueException");
    }

    #[test]
    fn foreign_functions_are_not_found() {
        for text in [
            "arn:aws:lambda:eu-west-1:000000000000:function:pay",
            "arn:aws:lambda:us-east-1:111111111111:function:pay",
        ] {
            let error = place().reference(text, None).expect_err(text);
            assert_eq!(error.code, "ResourceNotFoundException", "{text}");
        }
        for text in [
            "",
            "pay bills",
            "pay:",
            "arn:aws:states:us-east-1:x",
            "a:b:c",
        ] {
            let error = place().reference(text, None).expect_err(text);
            assert_eq!(error.code, "ValidationException", "{text}");
        }
    }
}
