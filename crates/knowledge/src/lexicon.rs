//! The words of the trade: what a shop that delivers is asked about, in three languages.
//!
//! A question in English finds a passage in Portuguese by the concepts their words share. The list
//! is general: it knows what a delivery fee is, and no shop's.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::text::{Language, is_stop_word, stem, words};

/// Concepts and their words: one a line, `name | Portuguese | English | Spanish`.
const CONCEPTS: &str = include_str!("lexicon/concepts.txt");

/// The comment before concepts that shops are asked about and seldom write down.
const SELDOM_TOLD: &str = "# What shops are asked and seldom write down";

/// What is typed in a hurry, folded, and what it stands for.
const SPELLINGS: &[(&str, &str)] = &[
    ("aki", "aqui"),
    ("cmg", "comigo"),
    ("ctt", "contato"),
    ("dps", "depois"),
    ("end", "endereco"),
    ("fds", "fim de semana"),
    ("hj", "hoje"),
    ("hrs", "horas"),
    ("info", "informacao"),
    ("min", "minutos"),
    ("mins", "minutos"),
    ("msg", "mensagem"),
    ("msm", "mesmo"),
    ("n", "nao"),
    ("obs", "observacao"),
    ("pagto", "pagamento"),
    ("pf", "por favor"),
    ("pfv", "por favor"),
    ("pgto", "pagamento"),
    ("pq", "por que"),
    ("qd", "quando"),
    ("qdo", "quando"),
    ("qlqr", "qualquer"),
    ("qnd", "quando"),
    ("qnt", "quanto"),
    ("qnto", "quanto"),
    ("qt", "quanto"),
    ("qto", "quanto"),
    ("qtos", "quantos"),
    ("ref", "refrigerante"),
    ("tel", "telefone"),
    ("u", "you"),
    ("ur", "your"),
    ("vcs", "voces"),
    ("xq", "por que"),
];

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// What words are about: `delivery-fee`.
pub(crate) type Concept = &'static str;

/// Words of a text that name a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The place of the first of the words.
    pub(crate) at: usize,
    /// How many words.
    pub(crate) length: usize,
    /// What they name.
    pub(crate) concept: Concept,
}

struct Lexicon {
    /// By language, the stems of the words, joined by spaces.
    concepts: HashMap<(Language, String), Vec<Concept>>,
    /// Those that follow [`SELDOM_TOLD`].
    seldom_told: HashSet<Concept>,
    /// Every word there is, folded.
    words: Vec<String>,
    /// The longest entry, in words.
    longest: usize,
}

impl Lexicon {
    fn read() -> Lexicon {
        let mut lexicon = Lexicon {
            concepts: HashMap::new(),
            seldom_told: HashSet::new(),
            words: Vec::new(),
            longest: 1,
        };
        let mut is_seldom_told = false;
        for line in CONCEPTS.lines() {
            if line.starts_with('#') {
                is_seldom_told |= line == SELDOM_TOLD;
                continue;
            }
            let mut columns = line.split('|').map(str::trim);
            let Some(concept) = columns.next().filter(|concept| !concept.is_empty()) else {
                continue;
            };
            if is_seldom_told {
                lexicon.seldom_told.insert(concept);
            }
            for (language, column) in Language::ALL.into_iter().zip(columns) {
                for entry in column.split(',') {
                    let entry = words(entry);
                    lexicon.longest = lexicon.longest.max(entry.len());
                    let key = (language, stems(&entry, language).join(" "));
                    let concepts = lexicon.concepts.entry(key).or_default();
                    if !concepts.contains(&concept) {
                        concepts.push(concept);
                    }
                    lexicon.words.extend(entry);
                }
            }
        }
        lexicon.words.sort();
        lexicon.words.dedup();
        lexicon
    }
}

/// The concepts that folded words name, in any of the three languages.
pub(crate) fn concepts(words: &[String]) -> Vec<Named> {
    let mut named = Vec::new();
    for language in Language::ALL {
        let stems = stems(words, language);
        for at in 0..stems.len() {
            let longest = LEXICON.longest.min(stems.len() - at);
            for length in (1..=longest).rev() {
                let key = (language, stems[at..at + length].join(" "));
                // `com` has the stem of `comida`.
                if length == 1 && is_stop_word(&words[at]) {
                    continue;
                }
                for concept in LEXICON.concepts.get(&key).into_iter().flatten() {
                    let found = Named {
                        at,
                        length,
                        concept,
                    };
                    if !named.contains(&found) {
                        named.push(found);
                    }
                }
            }
        }
    }
    named
}

/// Whether a concept is one that shops are asked about and seldom write down.
pub(crate) fn is_seldom_told(concept: Concept) -> bool {
    LEXICON.seldom_told.contains(concept)
}

/// Every word of the lexicon, folded and sorted: what a word with a typo may be meant to be.
pub(crate) fn known_words() -> &'static [String] {
    &LEXICON.words
}

/// Folded words, with those that are typed in a hurry written out.
pub(crate) fn written_out(words: Vec<String>) -> Vec<String> {
    let mut out = Vec::with_capacity(words.len());
    for word in words {
        match SPELLINGS.binary_search_by(|(short, _)| (*short).cmp(&word)) {
            Ok(place) => out.extend(SPELLINGS[place].1.split(' ').map(str::to_owned)),
            Err(_) => out.push(word),
        }
    }
    out
}

fn stems(words: &[String], language: Language) -> Vec<String> {
    words.iter().map(|word| stem(word, language)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Concept> {
        concepts(&words(text))
            .into_iter()
            .map(|named| named.concept)
            .collect()
    }

    #[test]
    fn three_languages_name_the_same() {
        for text in ["taxa de entrega", "delivery fee", "costo de envío"] {
            assert!(of(text).contains(&"delivery-fee"), "{text}: {:?}", of(text));
        }
        assert!(of("nothing of the kind").is_empty());
        assert!(is_seldom_told("franchise") && !is_seldom_told("coupon"));
    }

    #[test]
    fn every_concept_has_words_in_three_languages() {
        for line in CONCEPTS.lines() {
            if !line.starts_with('#') && !line.trim().is_empty() {
                let columns: Vec<&str> = line.split('|').map(str::trim).collect();
                assert_eq!(columns.len(), 4, "{line}");
                assert!(columns.iter().all(|column| !column.is_empty()), "{line}");
            }
        }
    }

    #[test]
    fn chat_is_written_out() {
        assert!(SPELLINGS.is_sorted_by_key(|(short, _)| *short));
        let typed = words("pq n chegou?");
        assert_eq!(written_out(typed), ["por", "que", "nao", "chegou"]);
    }
}
