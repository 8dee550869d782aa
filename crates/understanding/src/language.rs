//! The languages that customers write in.

use serde::{Deserialize, Serialize};

/// A language that is understood and answered in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Portuguese as it is written in Brazil; what is taken where nothing is known.
    #[default]
    #[serde(rename = "pt-BR")]
    PtBr,
    /// English.
    #[serde(rename = "en")]
    En,
    /// Spanish.
    #[serde(rename = "es")]
    Es,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 3] = [Language::PtBr, Language::En, Language::Es];

    /// Its BCP 47 tag: `pt-BR`, `en`, `es`.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::PtBr => "pt-BR",
            Language::En => "en",
            Language::Es => "es",
        }
    }
}
