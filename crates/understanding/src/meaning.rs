//! What messages mean beyond their words: the embedding model's judgement beside that of the words.
//!
//! The meaning of an example takes some 20 ms to compute, that of all of them minutes. So it is
//! computed on a thread of its own, once, and kept in a file; until it is there, words are judged by.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use knowledge::{Encoder, Vector};
use serde::{Deserialize, Serialize};

use crate::example::Example;
use crate::linear::{Feature, Linear, Training};

/// How much the meaning weighs beside the words, whose features together have the length one.
/// Of 0.05, 0.8, 1.2, 1.6 and 2.2 this scored best on the crate's own messages; from 1.6 on, meanings
/// drown the words.
const WEIGHT: f32 = 0.8;

/// Features of a meaning are numbered from here on; those of words are hashes.
const FIRST_FEATURE: u64 = 1 << 40;

/// What the examples mean, and the classifier that has learned from words and meaning together.
#[derive(Debug)]
pub(crate) struct Meaning {
    encoder: Arc<Encoder>,
    /// The mean of all examples, which says nothing about any of them.
    middle: Vec<f32>,
    intents: Linear,
}

/// The file in which meanings are kept.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// The SHA-256 of the encoder's weights.
    encoder: String,
    meanings: HashMap<String, Vector>,
}

impl Meaning {
    /// Learns from examples, whose words have these features. Meanings that `kept` holds are taken
    /// from there, and the others are put there.
    pub(crate) fn learn(
        encoder: Arc<Encoder>,
        kept: &Path,
        examples: &[Example],
        mut of_words: Vec<(Vec<Feature>, usize)>,
        classes: usize,
        how: Training,
    ) -> Meaning {
        let meanings = meanings_of(&encoder, kept, examples);
        let middle = middle_of(&meanings);
        for ((features, _), meaning) in of_words.iter_mut().zip(&meanings) {
            features.extend(features_of(meaning, &middle));
        }
        Meaning {
            encoder,
            middle,
            intents: Linear::train(&of_words, classes, how),
        }
    }

    /// How likely each class is, by the words' features and the meaning of the text.
    pub(crate) fn weigh(&self, text: &str, mut of_words: Vec<Feature>) -> Vec<f32> {
        let meaning = self.encoder.query(text);
        of_words.extend(features_of(&meaning, &self.middle));
        self.intents.weigh(&of_words)
    }
}

/// So many meanings are computed, and then kept before more are: a minute of work at most is lost
/// where the process ends meanwhile.
const KEPT_EVERY: usize = 256;

/// The meanings of the examples, in their order. Only those that `path` does not hold are computed.
fn meanings_of(encoder: &Encoder, path: &Path, examples: &[Example]) -> Vec<Vector> {
    let mut kept = read(path);
    let unknown: Vec<&str> = examples
        .iter()
        .map(|example| example.text)
        .filter(|text| !kept.meanings.contains_key(*text))
        .collect();
    for texts in unknown.chunks(KEPT_EVERY) {
        for text in texts {
            let meaning = encoder.query(text);
            kept.meanings.insert((*text).to_owned(), meaning);
        }
        if let Err(error) = write(path, &kept) {
            tracing::warn!(
                "the meanings of examples cannot be kept in `{}`: {error}; the next start \
                 computes them again",
                path.display()
            );
        }
    }
    let known = examples.iter();
    known
        .map(|example| kept.meanings[example.text].clone())
        .collect()
}

/// What is kept for the encoder that is in use; nothing where the file is for another, or damaged.
fn read(path: &Path) -> Kept {
    let empty = || Kept {
        encoder: knowledge::encoder::SHA256.to_owned(),
        meanings: HashMap::new(),
    };
    fs::read(path)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok())
        .filter(|kept| kept.encoder == knowledge::encoder::SHA256)
        .unwrap_or_else(empty)
}

/// Replaces the file whole: whoever reads it meanwhile finds the old one.
fn write(path: &Path, kept: &Kept) -> io::Result<()> {
    let new = path.with_extension("new");
    fs::write(&new, serde_json::to_vec(kept)?)?;
    fs::rename(new, path)
}

#[expect(clippy::cast_precision_loss, reason = "examples are some thousands")]
fn middle_of(meanings: &[Vector]) -> Vec<f32> {
    let dimensions = meanings
        .first()
        .map_or(0, |meaning| meaning.dimensions().len());
    let mut middle = vec![0.0; dimensions];
    for meaning in meanings {
        for (sum, value) in middle.iter_mut().zip(unit(meaning)) {
            *sum += value / meanings.len() as f32;
        }
    }
    middle
}

/// What sets a meaning apart from the middle, scaled to the length [`WEIGHT`].
fn features_of(meaning: &Vector, middle: &[f32]) -> Vec<Feature> {
    let apart: Vec<f32> = unit(meaning)
        .zip(middle)
        .map(|(value, mean)| value - mean)
        .collect();
    let length = apart
        .iter()
        .map(|x| x * x)
        .sum::<f32>()
        .sqrt()
        .max(f32::EPSILON);
    let numbered = (FIRST_FEATURE..).zip(apart);
    numbered
        .map(|(number, value)| (number, WEIGHT * value / length))
        .collect()
}

/// The dimensions of a meaning, scaled to length one.
fn unit(meaning: &Vector) -> impl Iterator<Item = f32> {
    let dimensions = meaning.dimensions();
    let length = dimensions
        .iter()
        .map(|x| f32::from(*x).powi(2))
        .sum::<f32>()
        .sqrt();
    dimensions.iter().map(move |x| f32::from(*x) / length)
}
