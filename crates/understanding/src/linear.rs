//! A linear classifier: multinomial logistic regression over sparse features.
//!
//! It is trained where it is used: the same examples give the same weights, on every machine that
//! computes with IEEE floats.

use std::collections::HashMap;

/// A feature by its hash, and its weight.
pub(crate) type Feature = (u64, f32);

/// Classes are padded to so many, for the sake of vector instructions.
const LANES: usize = 8;

/// How a classifier is trained. Few rounds of long steps do as well as many of short ones, and take
/// less time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Training {
    /// The examples are gone through so many times.
    pub(crate) rounds: u32,
    /// The length of the first steps.
    pub(crate) step: f32,
    /// A feature must occur in so many examples.
    pub(crate) occurrences_min: u32,
}

/// Weights of every feature for every class.
#[derive(Debug)]
pub(crate) struct Linear {
    classes: usize,
    width: usize,
    columns: HashMap<u64, u32, foldhash::fast::FixedState>,
    /// Row-major `[features + 1, width]`; the last row holds what every class begins with.
    weights: Vec<f32>,
}

impl Linear {
    /// Learns from examples: their features, unique and scaled to length one, and their class, less
    /// than `classes`.
    pub(crate) fn train(
        examples: &[(Vec<Feature>, usize)],
        classes: usize,
        how: Training,
    ) -> Linear {
        let width = classes.div_ceil(LANES) * LANES;
        let columns = columns_of(examples, how.occurrences_min);
        let rows: Vec<(Vec<(u32, f32)>, usize)> = examples
            .iter()
            .map(|(features, class)| (select(&columns, features), *class))
            .collect();
        let mut weights = vec![0.0_f32; (columns.len() + 1) * width];
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let bias = columns.len();
        let mut scores = vec![0.0_f32; width];
        for round in 0..how.rounds {
            shuffle(&mut order, &mut seed);
            #[expect(clippy::cast_precision_loss, reason = "rounds are few")]
            let step = how.step / (1.0 + 0.35 * round as f32);
            for &row in &order {
                let (features, class) = &rows[row];
                score(&weights, width, bias, features, &mut scores);
                softmax(&mut scores[..classes]);
                scores[*class] -= 1.0;
                scores[classes..].fill(0.0);
                for &(column, value) in features {
                    let at = column as usize * width;
                    let value = step * value;
                    let row = &mut weights[at..at + width];
                    for (weight, error) in row.iter_mut().zip(&scores) {
                        *weight -= error * value;
                    }
                }
                let row = &mut weights[bias * width..];
                for (weight, error) in row.iter_mut().zip(&scores) {
                    *weight -= step * 0.1 * error;
                }
            }
        }
        Linear {
            classes,
            width,
            columns,
            weights,
        }
    }

    /// How likely each class is, in the order of the classes; the sum is one.
    pub(crate) fn weigh(&self, features: &[Feature]) -> Vec<f32> {
        let mut scores = vec![0.0; self.width];
        let known = select(&self.columns, features);
        score(
            &self.weights,
            self.width,
            self.columns.len(),
            &known,
            &mut scores,
        );
        scores.truncate(self.classes);
        softmax(&mut scores);
        scores
    }
}

fn columns_of(
    examples: &[(Vec<Feature>, usize)],
    occurrences_min: u32,
) -> HashMap<u64, u32, foldhash::fast::FixedState> {
    let mut counts: HashMap<u64, u32, foldhash::fast::FixedState> = HashMap::default();
    for (features, _) in examples {
        for (feature, _) in features {
            *counts.entry(*feature).or_default() += 1;
        }
    }
    let mut kept: Vec<u64> = counts
        .into_iter()
        .filter_map(|(feature, count)| (count >= occurrences_min).then_some(feature))
        .collect();
    kept.sort_unstable();
    kept.into_iter().zip(0_u32..).collect()
}

fn select(
    columns: &HashMap<u64, u32, foldhash::fast::FixedState>,
    features: &[Feature],
) -> Vec<(u32, f32)> {
    let known = features.iter();
    known
        .filter_map(|(feature, value)| columns.get(feature).map(|column| (*column, *value)))
        .collect()
}

fn score(weights: &[f32], width: usize, bias: usize, features: &[(u32, f32)], scores: &mut [f32]) {
    scores.copy_from_slice(&weights[bias * width..(bias + 1) * width]);
    for &(column, value) in features {
        let at = column as usize * width;
        for (score, weight) in scores.iter_mut().zip(&weights[at..at + width]) {
            *score += weight * value;
        }
    }
}

fn softmax(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - highest).exp();
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}

/// Fisher and Yates, with xorshift.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for index in (1..order.len()).rev() {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        let other = usize::try_from(*seed % (index as u64 + 1)).unwrap_or(0);
        order.swap(index, other);
    }
}
