//! What models are called: by plain ids, inference profiles and ARNs.

use std::fmt;

use percent_encoding::percent_decode_str;
use wire::{Account, Region};

/// How the ids of cross-region inference profiles begin (Bedrock user guide, "Supported Regions and
/// models for inference profiles").
const PROFILE_PREFIXES: [&str; 9] = [
    "us.", "us-gov.", "eu.", "apac.", "jp.", "au.", "ca.", "sa.", "global.",
];

/// An id has at most so many characters (botocore, `InvokeModelIdentifier`).
const LENGTH_MAX: usize = 2048;

/// The plain id of a model: `anthropic.claude-3-haiku-20240307-v1:0`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModelId(Box<str>);

/// A model as a request names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelReference {
    /// The model that answers.
    pub model: ModelId,
    /// The inference profile it was asked through: `us.anthropic.claude-3-haiku-20240307-v1:0`.
    pub profile: Option<Box<str>>,
}

impl ModelId {
    /// The id, if it can be one: a provider, a dot, a name.
    pub fn parse(text: &str) -> Option<ModelId> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
        let (provider, name) = text.split_once('.')?;
        (!provider.is_empty() && !name.is_empty() && text.len() <= 140 && text.bytes().all(fits))
            .then(|| ModelId(text.into()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Who made the model: `anthropic`.
    pub fn provider(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }

    /// The name without its provider and version, as Anthropic's answers give it:
    /// `claude-3-haiku-20240307`.
    pub fn short_name(&self) -> &str {
        let name = self.0.split_once('.').map_or(&*self.0, |(_, name)| name);
        let name = name.split(':').next().unwrap_or(name);
        match name.rsplit_once("-v") {
            Some((short, version)) if version.bytes().all(|byte| byte.is_ascii_digit()) => short,
            _ => name,
        }
    }

    /// `arn:aws:bedrock:us-east-1::foundation-model/ID`
    pub fn arn(&self, region: &Region) -> String {
        format!("arn:aws:bedrock:{region}::foundation-model/{}", self.0)
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ModelReference {
    /// Reads a segment of a path, percent-encoded as it came; `None` when it names no model.
    pub fn from_path(segment: &str) -> Option<ModelReference> {
        ModelReference::parse(&percent_decode_str(segment).decode_utf8().ok()?)
    }

    /// Reads a plain id, the id of an inference profile, or the ARN of either.
    pub fn parse(text: &str) -> Option<ModelReference> {
        if text.len() > LENGTH_MAX {
            return None;
        }
        let id = match text.strip_prefix("arn:") {
            None => text,
            Some(rest) => {
                // `aws:bedrock:REGION:ACCOUNT:foundation-model/ID`
                let mut parts = rest.splitn(5, ':');
                let (_partition, service) = (parts.next()?, parts.next()?);
                let (kind, id) = parts.nth(2)?.split_once('/')?;
                if service != "bedrock" || !matches!(kind, "foundation-model" | "inference-profile")
                {
                    return None;
                }
                id
            }
        };
        let plain = PROFILE_PREFIXES
            .iter()
            .find_map(|prefix| id.strip_prefix(prefix))
            // `global.x` alone would be a model of a provider called so.
            .filter(|plain| plain.contains('.'));
        Some(ModelReference {
            model: ModelId::parse(plain.unwrap_or(id))?,
            profile: plain.map(|_| id.into()),
        })
    }

    /// The ARN of the profile, where it was asked through one.
    pub fn profile_arn(&self, region: &Region, account: &Account) -> Option<String> {
        let profile = self.profile.as_deref()?;
        Some(format!(
            "arn:aws:bedrock:{region}:{account}:inference-profile/{profile}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HAIKU: &str = "anthropic.claude-3-haiku-20240307-v1:0";

    #[test]
    fn a_model_has_several_names() {
        for (text, profile) in [
            (HAIKU.to_owned(), None),
            (HAIKU.replace(':', "%3A"), None),
            (
                format!("arn:aws:bedrock:us-east-1::foundation-model/{HAIKU}"),
                None,
            ),
            (
                format!("arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2F{HAIKU}"),
                None,
            ),
            (format!("us.{HAIKU}"), Some(format!("us.{HAIKU}"))),
            (
                format!("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.{HAIKU}"),
                Some(format!("eu.{HAIKU}")),
            ),
        ] {
            let reference = ModelReference::from_path(&text).expect("a model");
            assert_eq!(reference.model.as_str(), HAIKU, "{text}");
            assert_eq!(reference.profile.as_deref(), profile.as_deref(), "{text}");
        }
    }

    #[test]
    fn what_names_no_model_is_refused() {
        for text in [
            "",
            "haiku",
            ".x",
            "a.",
            "a.b/c",
            "a.b%00",
            "a.b%ff",
            "arn:aws:s3:::bucket/a.b",
            "arn:aws:bedrock:us-east-1::guardrail/a.b",
            "arn:aws:bedrock",
        ] {
            assert_eq!(ModelReference::from_path(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_shortened_as_anthropic_does() {
        let short = |id| ModelId::parse(id).map(|id| id.short_name().to_owned());
        assert_eq!(short(HAIKU).as_deref(), Some("claude-3-haiku-20240307"));
        assert_eq!(short("entrega.grounded-v1:0").as_deref(), Some("grounded"));
        assert_eq!(short("x.vision-very").as_deref(), Some("vision-very"));
    }
}
