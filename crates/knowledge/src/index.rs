//! The words of passages, and how well each passage holds those of a question.
//!
//! BM25 over stems and concepts. A word of a question stands for all it may mean: its stems in three
//! languages, what it names in the lexicon and, where it is unknown, the words it may be a typo of.
//! The best of them counts, so that a word counts once.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::Passage;
use crate::lexicon::{self, Named};
use crate::text::{Language, is_stop_word, ngrams, stem, words};

/// How soon more of the same word stops to matter, as usual for BM25.
const K1: f32 = 1.2;
/// How much a long passage is held against its words. Passages are of one length, nearly.
const B: f32 = 0.4;

/// What a word in the innermost heading counts, where one in the text counts one.
const HEADING_WEIGHT: f32 = 2.5;
/// What a word in the headings above it counts: all their passages share it.
const OUTER_HEADING_WEIGHT: f32 = 0.6;

/// What a concept counts beside the word itself: others are about it too.
const CONCEPT_WEIGHT: f32 = 0.9;
/// What is left of a word that is part of a phrase with a meaning of its own.
const WITHIN_PHRASE_WEIGHT: f32 = 0.5;
/// What a number counts: `3 km` is asked about all distances.
const NUMBER_WEIGHT: f32 = 0.25;

/// Words that are shorter are not taken for typos: too many others are like them.
const TYPO_CHARS_MIN: usize = 4;
/// How much of its pieces a word shares with what it is a typo of.
const TYPO_LIKENESS_MIN: f32 = 0.5;
/// A word is a typo of at most so many others.
const TYPOS_MAX: usize = 3;
const TYPO_PIECE: usize = 3;

/// How rare words are is told by so many passages at least.
const PASSAGES_MIN: usize = 30;

type Term = u32;

/// The words of passages.
#[derive(Debug, Default)]
pub(crate) struct Index {
    terms: HashMap<String, Term>,
    /// By term: the passages that have it, and how often, in the weight of where.
    postings: Vec<Vec<(usize, f32)>>,
    /// By passage: how many words it has.
    lengths: Vec<f32>,
    mean_length: f32,
    /// The words that a typo may be meant to be, with their pieces.
    known: Vec<(String, Vec<String>)>,
}

/// What a question asks for.
#[derive(Debug)]
pub(crate) struct Asked {
    units: Vec<Unit>,
}

/// A word or a phrase of a question.
#[derive(Debug)]
struct Unit {
    /// What it counts.
    weight: f32,
    /// What it may mean, and how surely.
    meanings: Vec<(Term, f32)>,
    /// How rare it is, in the best of its meanings.
    rarity: f32,
    /// Whether the lexicon knows what it is about.
    is_named: bool,
}

/// How much of a question is in no passage at all, each word as it is rare; 0.0 to 1.0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Absent {
    /// Words the lexicon knows: something else is asked about.
    pub(crate) named: f32,
    /// Words that nobody knows: names, and whatever else people talk about.
    pub(crate) unknown: f32,
}

/// How much of a question a passage holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Held {
    /// 0.0 to 1.0: the words that are held, each as it is rare and as often as it is there.
    pub(crate) share: f32,
    /// 0.0 to 1.0: the words that are held at all, each as it is rare.
    pub(crate) covered: f32,
}

impl Asked {
    /// How much of it is in no passage at all.
    pub(crate) fn absent(&self) -> Absent {
        let mut absent = Absent::default();
        let whole: f32 = self
            .units
            .iter()
            .map(|unit| unit.weight * unit.rarity)
            .sum();
        for unit in self.units.iter().filter(|unit| unit.meanings.is_empty()) {
            let share = unit.weight * unit.rarity / whole.max(f32::MIN_POSITIVE);
            if unit.is_named {
                absent.named += share;
            } else {
                absent.unknown += share;
            }
        }
        absent
    }
}

impl Index {
    pub(crate) fn new(passages: &[Passage]) -> Index {
        let mut index = Index::default();
        let mut vocabulary: HashSet<String> = HashSet::new();
        for (place, passage) in passages.iter().enumerate() {
            let mut counts: BTreeMap<String, f32> = BTreeMap::new();
            let (inner, outer) = match passage.headings.split_last() {
                Some((inner, outer)) => (inner.as_str(), outer.join("\n")),
                None => ("", String::new()),
            };
            let mut length = 0.0;
            for (text, weight) in [
                (inner, HEADING_WEIGHT),
                (&outer, OUTER_HEADING_WEIGHT),
                (&passage.text, 1.0),
            ] {
                let words = words(text);
                for term in terms_of(&words, text) {
                    *counts.entry(term).or_default() += weight;
                }
                length += count(words.len());
                vocabulary.extend(words);
            }
            for (term, frequency) in counts {
                let next =
                    Term::try_from(index.terms.len()).expect("fewer terms than four billion");
                let term = *index.terms.entry(term).or_insert(next);
                if term == next {
                    index.postings.push(Vec::new());
                }
                index.postings[term as usize].push((place, frequency));
            }
            index.lengths.push(length);
        }
        index.mean_length = index.lengths.iter().sum::<f32>() / count(passages.len()).max(1.0);
        vocabulary.extend(lexicon::known_words().iter().cloned());
        index.known = vocabulary
            .into_iter()
            .filter(|word| word.chars().count() >= TYPO_CHARS_MIN && !is_stop_word(word))
            .map(|word| {
                let pieces = ngrams(&word, TYPO_PIECE);
                (word, pieces)
            })
            .collect();
        index.known.sort();
        index
    }

    /// What a question asks for, in the words of these passages.
    pub(crate) fn asked(&self, question: &str) -> Asked {
        let words = lexicon::written_out(words(question));
        let named = lexicon::concepts(&words);
        let is_in_phrase = |place: usize| {
            named.iter().any(|phrase| {
                phrase.length > 1 && (phrase.at..phrase.at + phrase.length).contains(&place)
            })
        };
        let mut units = Vec::new();
        for (place, word) in words.iter().enumerate() {
            let single = named
                .iter()
                .filter(|named| named.length == 1 && named.at == place);
            let concepts: Vec<String> = single.map(concept_term).collect();
            if is_stop_word(word) {
                continue;
            }
            let mut weight = 1.0;
            if is_in_phrase(place) {
                weight *= WITHIN_PHRASE_WEIGHT;
            }
            if word.starts_with(|c: char| c.is_ascii_digit()) {
                weight *= NUMBER_WEIGHT;
            }
            let mut meanings: Vec<(String, f32)> =
                stems(word).into_iter().map(|stem| (stem, 1.0)).collect();
            meanings.extend(
                concepts
                    .iter()
                    .map(|concept| (concept.clone(), CONCEPT_WEIGHT)),
            );
            let is_known = !concepts.is_empty()
                || meanings
                    .iter()
                    .any(|(term, _)| self.terms.contains_key(term));
            if !is_known {
                meanings.extend(self.meant(word));
            }
            units.push(self.unit(weight, meanings, !concepts.is_empty()));
        }
        for phrase in named.iter().filter(|named| named.length > 1) {
            // A phrase that asks (`where are you`) is in no answer; its words are asked for anyway.
            let term = concept_term(phrase);
            if self.terms.contains_key(&term) || lexicon::is_seldom_told(phrase.concept) {
                units.push(self.unit(1.0, vec![(term, 1.0)], true));
            }
        }
        Asked { units }
    }

    fn unit(&self, weight: f32, meanings: Vec<(String, f32)>, is_named: bool) -> Unit {
        let known: Vec<(Term, f32)> = meanings
            .into_iter()
            .filter_map(|(term, weight)| Some((*self.terms.get(&term)?, weight)))
            .collect();
        let rarity = known
            .iter()
            .map(|(term, weight)| weight * self.rarity(self.postings[*term as usize].len()))
            .reduce(f32::max)
            .unwrap_or_else(|| self.rarity(0));
        Unit {
            weight,
            meanings: known,
            rarity,
            is_named,
        }
    }

    /// How much each passage holds of a question; those that hold nothing are left out.
    pub(crate) fn held(&self, asked: &Asked) -> HashMap<usize, Held> {
        let whole: f32 = asked
            .units
            .iter()
            .map(|unit| unit.weight * unit.rarity)
            .sum();
        let mut held: HashMap<usize, Held> = HashMap::new();
        if whole <= 0.0 {
            return held;
        }
        for unit in &asked.units {
            let mut best: HashMap<usize, f32> = HashMap::new();
            for (term, weight) in &unit.meanings {
                let postings = &self.postings[*term as usize];
                let rarity = weight * self.rarity(postings.len());
                for (passage, frequency) in postings {
                    let stretch = 1.0 - B + B * self.lengths[*passage] / self.mean_length;
                    let score = rarity * frequency / (frequency + K1 * stretch);
                    let best = best.entry(*passage).or_default();
                    *best = best.max(score);
                }
            }
            for (passage, score) in best {
                let held = held.entry(passage).or_default();
                held.share += unit.weight * score / whole;
                held.covered += unit.weight * unit.rarity / whole;
            }
        }
        held
    }

    /// How much a text by itself holds of a question, each word as it is rare; 0.0 to 1.0.
    pub(crate) fn held_by(&self, asked: &Asked, text: &str) -> f32 {
        let terms = terms_of(&words(text), text);
        let terms: HashSet<Term> = terms
            .iter()
            .filter_map(|term| self.terms.get(term).copied())
            .collect();
        let (mut held, mut whole) = (0.0, 0.0);
        for unit in &asked.units {
            whole += unit.weight * unit.rarity;
            let meanings = unit.meanings.iter();
            let surely = meanings
                .filter(|(term, _)| terms.contains(term))
                .map(|(_, surely)| *surely);
            held += unit.weight * unit.rarity * surely.fold(0.0, f32::max);
        }
        if whole > 0.0 { held / whole } else { 0.0 }
    }

    /// What a word that nobody knows may be meant to be, as terms with how surely.
    fn meant(&self, word: &str) -> Vec<(String, f32)> {
        if word.chars().count() < TYPO_CHARS_MIN || word.contains(|c: char| c.is_ascii_digit()) {
            return Vec::new();
        }
        let pieces = ngrams(word, TYPO_PIECE);
        let mut alike: Vec<(f32, &String)> = self
            .known
            .iter()
            .map(|(known, theirs)| {
                let shared = pieces.iter().filter(|piece| theirs.contains(piece)).count();
                let likeness = 2.0 * count(shared) / count(pieces.len() + theirs.len());
                (likeness, known)
            })
            .filter(|(likeness, _)| *likeness >= TYPO_LIKENESS_MIN)
            .collect();
        alike.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let alike = alike.into_iter().take(TYPOS_MAX);
        alike
            .flat_map(|(likeness, known)| {
                let concepts = lexicon::concepts(std::slice::from_ref(known));
                let concepts = concepts.iter().map(concept_term).collect::<Vec<_>>();
                let terms = stems(known).into_iter().chain(concepts);
                terms.map(move |term| (term, likeness)).collect::<Vec<_>>()
            })
            .collect()
    }

    /// How rare a term is that so many passages have. Few passages do not tell: they are taken for
    /// some of more, or what is in none of them would outweigh all that is.
    fn rarity(&self, passages: usize) -> f32 {
        let all = count(self.lengths.len().max(PASSAGES_MIN));
        let have = count(passages);
        (1.0 + (all - have + 0.5) / (have + 0.5)).ln()
    }
}

/// The terms of a text: stems, concepts, and what its figures are.
fn terms_of(words: &[String], text: &str) -> Vec<String> {
    let mut terms: Vec<String> = words
        .iter()
        .filter(|word| !is_stop_word(word))
        .flat_map(|word| stems(word))
        .collect();
    let mut concepts: Vec<String> = lexicon::concepts(words).iter().map(concept_term).collect();
    if text.contains('$') {
        concepts.push("#price".to_owned());
    }
    if words.iter().any(|word| is_clock(word)) {
        concepts.push("#hours".to_owned());
    }
    terms.append(&mut concepts);
    terms
}

/// A word as a term in each language, each once.
fn stems(word: &str) -> Vec<String> {
    let mut stems: Vec<String> = Vec::new();
    for language in Language::ALL {
        let stem = stem(word, language);
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    stems
}

fn concept_term(named: &Named) -> String {
    format!("#{}", named.concept)
}

/// `11h`, `22h30`.
fn is_clock(word: &str) -> bool {
    word.split_once('h').is_some_and(|(hour, minutes)| {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        matches!(hour.len(), 1 | 2) && is_number(hour) && is_number(minutes)
    })
}

#[allow(
    clippy::cast_precision_loss,
    reason = "counts of words and passages are far below 2^24"
)]
fn count(number: usize) -> f32 {
    number as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(texts: &[&str]) -> Index {
        let passages: Vec<Passage> = texts
            .iter()
            .map(|text| Passage {
                file: "a.md".to_owned(),
                headings: Vec::new(),
                text: (*text).to_owned(),
                at: 0,
            })
            .collect();
        Index::new(&passages)
    }

    fn best(index: &Index, question: &str) -> Option<usize> {
        let held = index.held(&index.asked(question));
        held.into_iter()
            .max_by(|a, b| a.1.share.total_cmp(&b.1.share))
            .map(|(passage, _)| passage)
    }

    #[test]
    fn words_are_found_in_other_forms_and_languages_and_with_typos() {
        let index = index(&[
            "A entrega custa R$ 5,00 em todos os bairros.",
            "O brownie leva castanha.",
            "Os cupons valem por um mês.",
        ]);
        assert_eq!(best(&index, "qto custa entregar?"), Some(0));
        assert_eq!(best(&index, "delivery fee"), Some(0));
        assert_eq!(best(&index, "does the brownie have nuts"), Some(1));
        assert_eq!(best(&index, "cupomm"), Some(2));
        assert_eq!(best(&index, "xyzzy"), None);
    }

    #[test]
    fn a_question_is_covered_as_far_as_its_words_are_there() {
        let index = index(&["O brownie leva castanha.", "A entrega é grátis."]);
        let covered = |question: &str| index.held(&index.asked(question))[&0].covered;
        assert!(
            covered("brownie com castanha") > 0.99,
            "{:?}",
            index.asked("brownie com castanha")
        );
        assert!(covered("brownie com helicoptero") < 0.6);
    }
}
