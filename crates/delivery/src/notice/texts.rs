//! The texts of `texts/`, in Fluent. They are part of the program; the web reads the same files.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::resolver::ResolverError;
use fluent_bundle::resolver::errors::ReferenceKind;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use fluent_syntax::ast::Pattern;
use unic_langid::LanguageIdentifier;

use crate::notice::language::Language;

/// What stands for a variable: a text as it is shown, or a number that chooses a plural.
pub type Argument<'a> = FluentValue<'a>;

/// A text that could not be written. Nothing is sent then: a message with a hole in it is worse
/// than one that is seen to be missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// There is no such text.
    #[error("there is no text `{key}` in {}: add it to crates/delivery/texts", language.tag())]
    Unknown {
        /// In this language.
        language: Language,
        /// Under this key.
        key: String,
    },
    /// The text names something that is not known.
    #[error("the text `{key}` in {} needs `{variable}`, which is not given", language.tag())]
    Missing {
        /// In this language.
        language: Language,
        /// The text's key.
        key: String,
        /// What it names.
        variable: String,
    },
    /// The text is wrong in itself: it refers to a text that is not there, or to itself.
    #[error("the text `{key}` in {} cannot be written: {problem}", language.tag())]
    Broken {
        /// In this language.
        language: Language,
        /// The text's key.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
}

type Bundle = FluentBundle<FluentResource>;

static PT_BR: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        Language::PtBr,
        [
            include_str!("../../texts/pt-BR/notices.ftl"),
            include_str!("../../texts/pt-BR/status.ftl"),
            include_str!("../../assets/policy.pt-BR.ftl"),
        ],
    )
});

static EN: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        Language::En,
        [
            include_str!("../../texts/en/notices.ftl"),
            include_str!("../../texts/en/status.ftl"),
            include_str!("../../assets/policy.en.ftl"),
        ],
    )
});

#[allow(
    clippy::expect_used,
    reason = "the texts are part of the program, and tests read them all"
)]
fn bundle(language: Language, files: [&str; 3]) -> Bundle {
    let tag: LanguageIdentifier = language.tag().parse().expect("the tag of a language");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // The marks around what is filled in are for texts of mixed directions, and are not in the
    // alphabet of text messages.
    bundle.set_use_isolating(false);
    for file in files {
        let resource = FluentResource::try_new(file.to_owned())
            .map_err(|(_, errors)| errors)
            .expect("texts in Fluent's syntax");
        bundle.add_resource(resource).expect("each text once");
    }
    bundle
}

fn bundle_of(language: Language) -> &'static Bundle {
    match language {
        Language::PtBr => &PT_BR,
        Language::En => &EN,
    }
}

/// The text `key`, or its attribute in `key.attribute`, with the arguments filled in. An argument
/// that is an empty text counts as missing.
pub fn text(
    language: Language,
    key: &str,
    arguments: &[(&str, Argument<'_>)],
) -> Result<String, TemplateError> {
    let pattern = pattern(language, key)?;
    let given = arguments.iter().filter(|(_, argument)| match argument {
        FluentValue::String(text) => !text.trim().is_empty(),
        _ => true,
    });
    let arguments: FluentArgs<'_> = given
        .map(|(name, argument)| (*name, argument.clone()))
        .collect();
    let mut errors = Vec::new();
    let text = bundle_of(language).format_pattern(pattern, Some(&arguments), &mut errors);
    match errors.into_iter().next() {
        None => Ok(text.into_owned()),
        Some(FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Variable {
            id,
        }))) => Err(TemplateError::Missing {
            language,
            key: key.to_owned(),
            variable: id,
        }),
        Some(error) => Err(TemplateError::Broken {
            language,
            key: key.to_owned(),
            problem: error.to_string(),
        }),
    }
}

/// What stands in the file under `key` or `key.attribute`.
pub(crate) fn pattern(
    language: Language,
    key: &str,
) -> Result<&'static Pattern<&'static str>, TemplateError> {
    let (message, attribute) = match key.split_once('.') {
        Some((message, attribute)) => (message, Some(attribute)),
        None => (key, None),
    };
    bundle_of(language)
        .get_message(message)
        .and_then(|message| match attribute {
            Some(attribute) => Some(message.get_attribute(attribute)?.value()),
            None => message.value(),
        })
        .ok_or_else(|| TemplateError::Unknown {
            language,
            key: key.to_owned(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_is_an_error() {
        let key = "status-ARRIVED";
        let full = text(Language::PtBr, key, &[("pin", "4821".into())]);
        assert_eq!(full.as_deref(), Ok("Chegou: PIN 4821"));
        let missing = TemplateError::Missing {
            language: Language::PtBr,
            key: key.to_owned(),
            variable: "pin".to_owned(),
        };
        assert_eq!(text(Language::PtBr, key, &[]), Err(missing.clone()));
        assert_eq!(
            text(Language::PtBr, key, &[("pin", " ".into())]),
            Err(missing)
        );
        assert!(matches!(
            text(Language::En, "status-LOST", &[]),
            Err(TemplateError::Unknown { .. })
        ));
        assert!(matches!(
            text(Language::En, "status-ARRIVED.long", &[]),
            Err(TemplateError::Unknown { .. })
        ));
    }

    #[test]
    fn attributes_have_their_own_key() {
        assert_eq!(
            text(Language::En, "status-ARRIVED.short", &[]).as_deref(),
            Ok("Here")
        );
    }
}
