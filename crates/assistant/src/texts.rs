//! The texts of `texts/`, in Fluent: everything the grounded responder and the conversation say.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use understanding::Language;

type Bundle = FluentBundle<FluentResource>;

static PT_BR: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        Language::PtBr,
        [
            include_str!("../texts/pt-BR/assistant.ftl"),
            include_str!("../texts/pt-BR/conversation.ftl"),
        ],
    )
});
static EN: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        Language::En,
        [
            include_str!("../texts/en/assistant.ftl"),
            include_str!("../texts/en/conversation.ftl"),
        ],
    )
});
static ES: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        Language::Es,
        [
            include_str!("../texts/es/assistant.ftl"),
            include_str!("../texts/es/conversation.ftl"),
        ],
    )
});

#[allow(
    clippy::expect_used,
    reason = "the texts are part of the program, and a test reads them all"
)]
fn bundle(language: Language, files: [&str; 2]) -> Bundle {
    let tag = language.tag().parse().expect("the tag of a language");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // The marks around what is filled in are for texts of mixed directions.
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
        Language::Es => &ES,
    }
}

/// The text `key`, with what it names filled in. What is filled in must be plain already.
///
/// Panics when there is no such text: keys are written in the program, and a test looks up all of
/// them.
pub(crate) fn text(language: Language, key: &str, arguments: &[(&str, String)]) -> String {
    let bundle = bundle_of(language);
    let pattern = bundle
        .get_message(key)
        .and_then(|message| message.value())
        .unwrap_or_else(|| panic!("there is no text `{key}` in {}", language.tag()));
    let arguments: FluentArgs<'_> = arguments
        .iter()
        .map(|(name, value)| (*name, FluentValue::from(value.as_str())))
        .collect();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
    debug_assert!(errors.is_empty(), "{key} in {}: {errors:?}", language.tag());
    text.into_owned()
}

/// Whether there is such a text.
pub(crate) fn has(language: Language, key: &str) -> bool {
    bundle_of(language).has_message(key)
}
