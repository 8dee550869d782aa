//! The languages that people are written to in.

use serde::{Deserialize, Serialize};

/// A language there are texts in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Language {
    /// Portuguese as it is written in Brazil; what is taken where nothing is known.
    #[default]
    #[serde(rename = "pt-BR")]
    PtBr,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 2] = [Language::PtBr, Language::En];

    /// Its BCP 47 tag: `pt-BR`, `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::PtBr => "pt-BR",
            Language::En => "en",
        }
    }

    /// The one that fits an `Accept-Language` header best (RFC 9110, 12.5.4): of the languages
    /// there are, the one with the highest weight, the first of equals. Portuguese of any country
    /// is served in that of Brazil. The default when none fits.
    pub fn negotiate(accept_language: &str) -> Language {
        let mut best: Option<(Language, f32)> = None;
        for range in accept_language.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or("");
            let primary = tag.split('-').next().unwrap_or("");
            let language = match primary.to_ascii_lowercase().as_str() {
                "pt" => Language::PtBr,
                "en" => Language::En,
                "*" => Language::default(),
                _ => continue,
            };
            let weight = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(Some(1.0), |weight| weight.parse().ok())
                .filter(|weight| *weight > 0.0);
            if let Some(weight) = weight
                && best.is_none_or(|(_, highest)| weight > highest)
            {
                best = Some((language, weight));
            }
        }
        best.map_or_else(Language::default, |(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_weight_decides() {
        for (header, language) in [
            ("", Language::PtBr),
            ("en", Language::En),
            ("en-GB,en;q=0.9", Language::En),
            ("pt-PT, en;q=0.8", Language::PtBr),
            ("fr, en;q=0.5, pt;q=0.4", Language::En),
            ("de, *;q=0.1", Language::PtBr),
            ("en;q=0, pt;q=0.1", Language::PtBr),
            ("EN-us ; q=0.3", Language::En),
            ("en;q=high", Language::PtBr),
        ] {
            assert_eq!(Language::negotiate(header), language, "{header}");
        }
    }

    #[test]
    fn stored_as_its_tag() {
        for language in Language::ALL {
            let text = serde_json::to_string(&language).expect("json");
            assert_eq!(text, format!("\"{}\"", language.tag()));
        }
    }
}
