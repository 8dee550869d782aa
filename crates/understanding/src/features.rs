//! What a message looks like to the classifiers.

use crate::concept::Lexicon;
use crate::linear::Feature;
use crate::spelling::{self, Sort, Token};

/// A message is looked at as far as this; whoever writes more has said what it is about.
const WORDS_MAX: usize = 80;

/// How much each kind of feature weighs beside the others. Judgement differs little over wide ranges
/// of each; halving or doubling one moves few messages.
mod weight {
    pub(super) const WORD: f32 = 1.0;
    pub(super) const PAIR: f32 = 0.8;
    pub(super) const STEM: f32 = 0.7;
    pub(super) const LETTERS: f32 = 0.4;
    pub(super) const CONCEPT: f32 = 1.3;
    pub(super) const CONCEPTS: f32 = 1.0;
    pub(super) const SHAPE: f32 = 0.5;
}

/// What a message looks like: features, each once, together of length one.
pub(crate) fn of_intent(lexicon: &Lexicon, tokens: &[Token]) -> Vec<Feature> {
    let mut words = spelling::words(tokens);
    words.truncate(WORDS_MAX);
    let mut features = Features::default();
    for word in &words {
        features.add(&["w", word], weight::WORD);
        let letters: Vec<char> = word.chars().collect();
        if letters.len() > 4 {
            let stem: String = letters[..letters.len().min(7) - 1].iter().collect();
            features.add(&["s", &stem], weight::STEM);
        }
        if is_code(&letters) {
            features.add(&["code"], weight::CONCEPT);
        }
        letters_of(&letters, &mut features);
    }
    let shouts = tokens
        .iter()
        .all(|token| token.shouted || token.sort != Sort::Word);
    let named = |token: &Token| token.shouted && token.folded.len() >= CODE_LETTERS_MIN;
    if !shouts && tokens.iter().any(named) {
        features.add(&["code"], weight::CONCEPT);
    }
    for pair in words.windows(2) {
        features.add(&["p", &pair[0], &pair[1]], weight::PAIR);
    }
    if let Some(first) = words.first() {
        features.add(&["first", first], weight::SHAPE);
    }
    let concepts = lexicon.find(&words);
    for (index, concept) in concepts.iter().enumerate() {
        features.add(&["k", concept], weight::CONCEPT);
        for other in &concepts[index + 1..] {
            features.add(&["kk", concept, other], weight::CONCEPTS);
        }
    }
    if concepts.is_empty() {
        features.add(&["k", "none"], weight::CONCEPT);
    }
    let length = match words.len() {
        0..=2 => "short",
        3..=5 => "middle",
        6..=12 => "long",
        _ => "longer",
    };
    features.add(&["length", length], weight::SHAPE);
    features.done()
}

/// Whether a word looks like the code of a coupon: letters, then one to three digits.
fn is_code(letters: &[char]) -> bool {
    let named = letters.iter().take_while(|c| c.is_alphabetic()).count();
    let numbered = letters.len() - named;
    named >= CODE_LETTERS_MIN
        && (1..=3).contains(&numbered)
        && letters[named..].iter().all(char::is_ascii_digit)
}

/// A coupon's code has so many letters: `x2` and `ap12` are none.
const CODE_LETTERS_MIN: usize = 4;

/// What a message looks like to whoever asks for its language: letters keep their accents.
pub(crate) fn of_language(text: &str) -> Vec<Feature> {
    let lower: String = text.chars().take(400).collect::<String>().to_lowercase();
    let mut features = Features::default();
    for word in lower
        .split(|c: char| !(c.is_alphabetic() || c == '\''))
        .filter(|word| !word.is_empty())
    {
        features.add(&["w", word], 1.0);
        let folded = spelling::fold(word);
        features.add(&["f", &folded], 1.0);
        let letters: Vec<char> = word.chars().collect();
        letters_of(&letters, &mut features);
    }
    for mark in lower.chars().filter(|c| "ãõçñ¿¡êôâà".contains(*c)) {
        features.add(&["m", mark.encode_utf8(&mut [0; 4])], 1.0);
    }
    features.done()
}

/// Runs of letters have so many. Longer ones add hardly anything, and take long to learn from.
const RUNS: std::ops::RangeInclusive<usize> = 3..=4;

/// Runs of letters, the ends of the word among them.
fn letters_of(letters: &[char], features: &mut Features) {
    let mut padded = Vec::with_capacity(letters.len() + 2);
    padded.push(' ');
    padded.extend_from_slice(letters);
    padded.push(' ');
    for size in RUNS {
        for run in padded.windows(size) {
            features.add_letters(run, weight::LETTERS);
        }
    }
}

#[derive(Default)]
struct Features(Vec<Feature>);

impl Features {
    fn add(&mut self, parts: &[&str], weight: f32) {
        let mut hash = Hash::new();
        for part in parts {
            hash.take(part.as_bytes());
            hash.take(&[0]);
        }
        self.0.push((hash.0, weight));
    }

    fn add_letters(&mut self, letters: &[char], weight: f32) {
        let mut hash = Hash::new();
        hash.take(&[1]);
        for letter in letters {
            hash.take_letter(*letter);
        }
        self.0.push((hash.0, weight));
    }

    fn done(mut self) -> Vec<Feature> {
        self.0.sort_unstable_by_key(|(feature, _)| *feature);
        self.0.dedup_by_key(|(feature, _)| *feature);
        let length = self.0.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        if length > 0.0 {
            for (_, weight) in &mut self.0 {
                *weight /= length;
            }
        }
        self.0
    }
}

/// FNV-1a of 64 bits.
struct Hash(u64);

impl Hash {
    fn new() -> Hash {
        Hash(0xcbf2_9ce4_8422_2325)
    }

    /// A letter at once, rather than its bytes: most features are runs of letters.
    fn take_letter(&mut self, letter: char) {
        self.0 = (self.0 ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3);
    }

    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
