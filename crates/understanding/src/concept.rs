//! Concepts: what words of three languages have in common.
//!
//! `language/concepts.txt` lists for each concept the words and phrases that stand for it, folded;
//! `*` stands for any ending.

use std::collections::HashMap;

/// The lexicon as it is shipped.
const LEXICON: &str = include_str!("../language/concepts.txt");

/// Which words stand for which concept.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// By the first two bytes of the first word.
    phrases: HashMap<[u8; 2], Vec<Phrase>>,
    names: Vec<&'static str>,
}

#[derive(Debug)]
struct Phrase {
    concept: usize,
    words: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    text: &'static str,
    any_ending: bool,
}

impl Pattern {
    fn fits(&self, word: &str) -> bool {
        if self.any_ending {
            word.starts_with(self.text)
        } else {
            word == self.text
        }
    }
}

impl Lexicon {
    /// The lexicon as it is shipped. Lines are `concept: phrase, phrase`; a line that begins with
    /// `#` is a remark.
    pub(crate) fn shipped() -> Lexicon {
        let mut phrases: HashMap<[u8; 2], Vec<Phrase>> = HashMap::new();
        let mut names = Vec::new();
        for line in LEXICON.lines() {
            let Some((name, listed)) = line.split_once(':') else {
                continue;
            };
            if line.starts_with('#') {
                continue;
            }
            let concept = names
                .iter()
                .position(|known| *known == name)
                .unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                });
            for phrase in listed.split(',') {
                let words: Vec<Pattern> = phrase
                    .split_whitespace()
                    .map(|word| match word.strip_suffix('*') {
                        Some(text) => Pattern {
                            text,
                            any_ending: true,
                        },
                        None => Pattern {
                            text: word,
                            any_ending: false,
                        },
                    })
                    .collect();
                if let Some(first) = words.first() {
                    let key = key_of(first.text);
                    phrases
                        .entry(key)
                        .or_default()
                        .push(Phrase { concept, words });
                }
            }
        }
        Lexicon { phrases, names }
    }

    /// The concepts that the words stand for, each once, in the order of the lexicon.
    pub(crate) fn find(&self, words: &[String]) -> Vec<&'static str> {
        let mut found = vec![false; self.names.len()];
        for start in 0..words.len() {
            let Some(phrases) = self.phrases.get(&key_of(&words[start])) else {
                continue;
            };
            for phrase in phrases {
                let here = words.get(start..start + phrase.words.len());
                let fits = here.is_some_and(|here| {
                    here.iter()
                        .zip(&phrase.words)
                        .all(|(word, pattern)| pattern.fits(word))
                });
                if fits {
                    found[phrase.concept] = true;
                }
            }
        }
        let names = self.names.iter().zip(found);
        names
            .filter_map(|(name, found)| found.then_some(*name))
            .collect()
    }
}

fn key_of(word: &str) -> [u8; 2] {
    let bytes = word.as_bytes();
    [
        bytes.first().copied().unwrap_or(0),
        bytes.get(1).copied().unwrap_or(0),
    ]
}
