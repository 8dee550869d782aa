//! The few texts that are the responder's own, in Fluent.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use knowledge::text::Language;
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

static PORTUGUESE: LazyLock<Bundle> =
    LazyLock::new(|| bundle("pt-BR", include_str!("../../texts/pt-BR.ftl")));
static ENGLISH: LazyLock<Bundle> =
    LazyLock::new(|| bundle("en", include_str!("../../texts/en.ftl")));
static SPANISH: LazyLock<Bundle> =
    LazyLock::new(|| bundle("es", include_str!("../../texts/es.ftl")));

fn bundle(tag: &str, text: &'static str) -> Bundle {
    let tag: LanguageIdentifier = tag.parse().expect("the tag of a language");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // The marks around what is filled in are for texts of mixed directions.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned())
        .map_err(|(_, errors)| errors)
        .expect("texts in Fluent's syntax");
    bundle.add_resource(resource).expect("each text once");
    bundle
}

/// The text `key`, with what is filled in. Tests read every text, so there is one for each key.
pub(crate) fn text(language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
    let bundle = match language {
        Language::Portuguese => &PORTUGUESE,
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
    };
    let arguments: FluentArgs<'_> = arguments.iter().copied().collect();
    let pattern = bundle.get_message(key).and_then(|message| message.value());
    let mut errors = Vec::new();
    pattern.map_or_else(String::new, |pattern| {
        bundle
            .format_pattern(pattern, Some(&arguments), &mut errors)
            .into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_text() {
        let filled = [
            ("file", "F"),
            ("heading", "H"),
            ("error", "E"),
            ("cause", "C"),
            ("message", "M"),
        ];
        for key in [
            "source",
            "source-with-heading",
            "not-found",
            "no-documents",
            "search-failed",
            "greeting",
            "thanks",
            "tool-failed",
            "tool-said",
            "tool-empty",
        ] {
            let texts = Language::ALL.map(|language| text(language, key, &filled));
            for text in &texts {
                assert!(!text.is_empty() && !text.contains('$'), "{key}: {text}");
            }
            assert!(texts[0] != texts[1] && texts[0] != texts[2], "{key}");
        }
    }
}
