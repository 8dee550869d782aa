//! The texts of pages: those of `assets/`, and beside them the words for where an order is, which
//! pages, messages and the API have in common.

use std::sync::LazyLock;

use delivery::notice::{self, Channel, Language};
use delivery::{Reason, Status};
use serde_json::{Map, Value};

/// Texts in one language, by their keys.
pub(super) struct Texts(Map<String, Value>);

static PT_BR: LazyLock<Texts> = LazyLock::new(|| {
    Texts::new(
        Language::PtBr,
        include_str!("../../../assets/texts.pt-BR.json"),
    )
});

static EN: LazyLock<Texts> =
    LazyLock::new(|| Texts::new(Language::En, include_str!("../../../assets/texts.en.json")));

/// The texts of a language.
pub(super) fn of(language: Language) -> &'static Texts {
    match language {
        Language::PtBr => &PT_BR,
        Language::En => &EN,
    }
}

impl Texts {
    fn new(language: Language, own: &str) -> Texts {
        #[allow(clippy::expect_used, reason = "a test reads the same text")]
        let mut texts: Map<String, Value> = serde_json::from_str(own).expect("texts of pages");
        let mut shared = |key: String, text: &str| {
            if let Ok(text) = notice::text(language, text, &[]) {
                texts.insert(key, text.into());
            }
        };
        for status in Status::ALL {
            shared(
                format!("status.{status}"),
                &format!("status-{status}.short"),
            );
        }
        for reason in Reason::ALL {
            let name = reason.name();
            shared(format!("reason.{name}"), &format!("reason-{name}"));
        }
        for channel in Channel::ALL {
            let key = channel.key();
            shared(format!("channel.{key}"), &format!("channel-{key}"));
        }
        Texts(texts)
    }

    /// A text; nothing when there is none under this key.
    pub(super) fn get(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or("")
    }

    /// All of them, as scripts read them.
    pub(super) fn json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys_and_no_empty_text() {
        let keys = |language| {
            let mut keys: Vec<&String> = of(language).0.keys().collect();
            keys.sort();
            keys
        };
        assert_eq!(keys(Language::PtBr), keys(Language::En));
        for language in Language::ALL {
            for (key, text) in &of(language).0 {
                assert!(text.as_str().is_some_and(|text| !text.is_empty()), "{key}");
            }
            assert_ne!(of(language).get("status.ON_THE_WAY"), "");
            assert_ne!(of(language).get("reason.payment_expired"), "");
        }
    }
}
