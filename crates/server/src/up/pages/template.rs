//! Templates: `{{words}}` and `{{=slots}}` in HTML, filled in.

use std::fmt::Write as _;

use super::texts::Texts;

/// What stands in a slot.
#[derive(Clone, Debug)]
pub(super) enum Slot {
    /// A text, which is escaped.
    Words(String),
    /// Markup, which was made with care.
    Markup(String),
}

/// The template, whose words are those of `texts` and whose slots are those of `slot`. What nobody
/// knows stays empty; a test finds it.
pub(super) fn fill(template: &str, texts: &Texts, slot: impl Fn(&str) -> Option<Slot>) -> String {
    let mut html = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        html.push_str(before);
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        match name.strip_prefix('=') {
            None => escape(texts.get(name), &mut html),
            Some(name) => match slot(name) {
                Some(Slot::Words(words)) => escape(&words, &mut html),
                Some(Slot::Markup(markup)) => html.push_str(&markup),
                None => {}
            },
        }
        rest = after;
    }
    html.push_str(rest);
    html
}

/// Writes a text so that it is one, in an element and in an attribute.
pub(super) fn escape(text: &str, html: &mut String) {
    for letter in text.chars() {
        match letter {
            '<' | '>' | '&' | '"' | '\'' => {
                let _ = write!(html, "&#{};", u32::from(letter));
            }
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use delivery::notice::Language;

    use super::*;
    use crate::up::pages::texts;

    const TEMPLATES: [&str; 6] = [
        include_str!("../../../assets/town.html"),
        include_str!("../../../assets/shop.html"),
        include_str!("../../../assets/track.html"),
        include_str!("../../../assets/phone.html"),
        include_str!("../../../assets/experiments.html"),
        include_str!("../../../assets/chat.html"),
        include_str!("../../../assets/not_found.html"),
    ];

    #[test]
    fn words_are_escaped_and_markup_is_not() {
        let slot = |name: &str| match name {
            "words" => Some(Slot::Words("<b>\"'".to_owned())),
            "markup" => Some(Slot::Markup("<b>".to_owned())),
            _ => None,
        };
        let html = fill(
            "{{=words}}|{{=markup}}|{{=none}}|",
            texts::of(Language::En),
            slot,
        );
        assert_eq!(html, "&#60;b&#62;&#34;&#39;|<b>||");
    }

    #[test]
    fn every_word_of_a_page_is_in_both_languages() {
        for language in Language::ALL {
            for template in TEMPLATES {
                for piece in template.split("{{").skip(1) {
                    let (name, _) = piece.split_once("}}").expect("an end");
                    if !name.starts_with('=') {
                        assert_ne!(texts::of(language).get(name), "", "{name}");
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_is_inline_or_from_elsewhere() {
        for template in TEMPLATES {
            for refused in [
                "<style", " style=", "<script>", " onclick", "http://", "https://",
            ] {
                assert!(!template.contains(refused), "{refused}");
            }
        }
    }
}
