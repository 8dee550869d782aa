//! The utterances that the classifiers learn from.
//!
//! One file a language in `language/`: a line `== intent` begins those of an intent, every other
//! line is one of its utterances.

use crate::{Intent, Language};

/// Something a customer might write, and what it is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Example {
    /// As it might be typed.
    pub(crate) text: &'static str,
    /// Its language.
    pub(crate) language: Language,
    /// What it is about.
    pub(crate) intent: Intent,
}

/// All utterances that are shipped, by language and then by intent. A line of the files that names
/// an unknown intent is left out with all below it; a test forbids that.
pub(crate) fn shipped() -> Vec<Example> {
    let mut examples = Vec::new();
    for language in Language::ALL {
        let mut intent = None;
        for line in text_of(language).lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("== ") {
                intent = Intent::parse(name);
            } else if let Some(intent) = intent.filter(|_| !line.is_empty()) {
                examples.push(Example {
                    text: line,
                    language,
                    intent,
                });
            }
        }
    }
    examples
}

fn text_of(language: Language) -> &'static str {
    match language {
        Language::PtBr => include_str!("../language/pt-BR.txt"),
        Language::En => include_str!("../language/en.txt"),
        Language::Es => include_str!("../language/es.txt"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn every_intent_has_examples_in_every_language() {
        let mut counts: HashMap<(&str, Intent), usize> = HashMap::new();
        for example in shipped() {
            *counts
                .entry((example.language.tag(), example.intent))
                .or_default() += 1;
        }
        for language in Language::ALL {
            for intent in Intent::ALL {
                let count = counts.get(&(language.tag(), intent)).copied().unwrap_or(0);
                assert!(
                    count >= 12,
                    "{} {}: {count}",
                    language.tag(),
                    intent.as_str()
                );
            }
        }
    }

    #[test]
    fn every_heading_names_an_intent() {
        for language in Language::ALL {
            for line in text_of(language).lines() {
                if let Some(name) = line.strip_prefix("== ") {
                    assert!(Intent::parse(name).is_some(), "{}: {name}", language.tag());
                }
            }
        }
    }

    #[test]
    fn no_example_is_written_twice() {
        let mut seen = HashMap::new();
        for example in shipped() {
            let earlier = seen.insert((example.language.tag(), example.text), example.intent);
            assert_eq!(earlier, None, "{}", example.text);
        }
    }
}
