//! Pieces as the meaning of the whole: a BERT encoder, whose last layer is averaged over the pieces.

use super::EncoderError;
use super::file::{Shape, Tensors, floats};
use super::product::{Activations, BLOCK, Weights};

#[derive(Debug)]
pub(super) struct Network {
    shape: Shape,
    words: Weights,
    /// `[places, width]`.
    places: Vec<f32>,
    kind: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

#[derive(Debug)]
struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    attended: Linear,
    attended_norm: Norm,
    inner: Linear,
    outer: Linear,
    outer_norm: Norm,
}

#[derive(Debug)]
struct Linear {
    weights: Weights,
    bias: Vec<f32>,
}

#[derive(Debug)]
struct Norm {
    weights: Vec<f32>,
    bias: Vec<f32>,
    epsilon: f32,
}

impl Network {
    pub(super) fn read(tensors: &Tensors, shape: Shape) -> Result<Network, EncoderError> {
        let Shape { width, inner, .. } = shape;
        let is_sound = shape.heads > 0
            && width.is_multiple_of(BLOCK)
            && width.is_multiple_of(shape.heads)
            && inner.is_multiple_of(BLOCK)
            && width > 0;
        if !is_sound {
            return Err(EncoderError::Damaged {
                what: "the network has no shape",
            });
        }
        let tensor = |name: &str| {
            let tensor = tensors.get(name.as_bytes());
            tensor.copied().ok_or(EncoderError::Damaged {
                what: "a tensor is not there",
            })
        };
        let numbers = |name: &str, count: usize| {
            let numbers = floats(tensor(name)?);
            if numbers.len() < count {
                return Err(EncoderError::Damaged {
                    what: "a tensor is too small",
                });
            }
            Ok(numbers)
        };
        let norm = |name: &str| {
            Ok::<Norm, EncoderError>(Norm {
                weights: numbers(&format!("{name}.w"), width)?,
                bias: numbers(&format!("{name}.b"), width)?,
                epsilon: shape.epsilon,
            })
        };
        let linear = |name: &str, rows: usize, columns: usize| {
            Ok::<Linear, EncoderError>(Linear {
                weights: Weights::new(tensor(&format!("{name}.w"))?, rows, columns)?,
                bias: numbers(&format!("{name}.b"), rows)?,
            })
        };
        let mut layers = Vec::new();
        for layer in 0..shape.layers {
            let named = |name: &str| format!("l{layer}.{name}");
            layers.push(Layer {
                query: linear(&named("q"), width, width)?,
                key: linear(&named("k"), width, width)?,
                value: linear(&named("v"), width, width)?,
                attended: linear(&named("ao"), width, width)?,
                attended_norm: norm(&named("aln"))?,
                inner: linear(&named("fi"), inner, width)?,
                outer: linear(&named("fo"), width, inner)?,
                outer_norm: norm(&named("oln"))?,
            });
        }
        let words = tensor("emb.word")?;
        let row_bytes = width / BLOCK * 18;
        Ok(Network {
            words: Weights::new(words, words.len() / row_bytes, width)?,
            places: numbers("emb.pos", width)?,
            kind: numbers("emb.type", width)?,
            norm: norm("emb.ln")?,
            layers,
            shape,
        })
    }

    /// The direction of a text's meaning: `width` numbers, of any length.
    ///
    /// Panics when there are more pieces than places, or pieces that are not in the vocabulary.
    pub(super) fn meaning(&self, pieces: &[u32]) -> Vec<f32> {
        let width = self.shape.width;
        let mut state = vec![0.0; pieces.len() * width];
        for ((row, piece), place) in state
            .chunks_exact_mut(width)
            .zip(pieces)
            .zip(self.places.chunks_exact(width))
        {
            self.words.row(*piece as usize, row);
            for ((x, place), kind) in row.iter_mut().zip(place).zip(&self.kind) {
                *x += place + kind;
            }
        }
        self.norm.apply(&mut state);
        let mut room = Room::new(pieces.len(), self.shape);
        for layer in &self.layers {
            layer.apply(&mut state, &mut room, self.shape);
        }
        let mut meaning = vec![0.0; width];
        for row in state.chunks_exact(width) {
            for (sum, x) in meaning.iter_mut().zip(row) {
                *sum += x;
            }
        }
        meaning
    }
}

/// Where a layer puts what it works on.
struct Room {
    activations: Activations,
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
    attended: Vec<f32>,
    out: Vec<f32>,
    inner: Vec<f32>,
}

impl Room {
    fn new(pieces: usize, shape: Shape) -> Room {
        let row = || vec![0.0; pieces * shape.width];
        Room {
            activations: Activations::default(),
            query: row(),
            key: row(),
            value: row(),
            attended: row(),
            out: row(),
            inner: vec![0.0; pieces * shape.inner],
        }
    }
}

impl Layer {
    fn apply(&self, state: &mut [f32], room: &mut Room, shape: Shape) {
        room.activations.set(state);
        self.query.apply(&room.activations, &mut room.query);
        self.key.apply(&room.activations, &mut room.key);
        self.value.apply(&room.activations, &mut room.value);
        attend(room, shape);
        room.activations.set(&room.attended);
        self.attended.apply(&room.activations, &mut room.out);
        add(state, &room.out);
        self.attended_norm.apply(state);

        room.activations.set(state);
        self.inner.apply(&room.activations, &mut room.inner);
        for x in &mut room.inner {
            *x = gelu(*x);
        }
        room.activations.set(&room.inner);
        self.outer.apply(&room.activations, &mut room.out);
        add(state, &room.out);
        self.outer_norm.apply(state);
    }
}

/// Each piece takes from the values of all as far as its query fits their keys, in each head.
fn attend(room: &mut Room, shape: Shape) {
    let (width, head) = (shape.width, shape.width / shape.heads);
    #[allow(clippy::cast_precision_loss, reason = "a head is some 32 numbers wide")]
    let scale = 1.0 / (head as f32).sqrt();
    let mut shares = vec![0.0_f32; room.key.len() / width];
    for (attended, query) in room
        .attended
        .chunks_exact_mut(width)
        .zip(room.query.chunks_exact(width))
    {
        for ((at, out), query) in (0..width)
            .step_by(head)
            .zip(attended.chunks_exact_mut(head))
            .zip(query.chunks_exact(head))
        {
            for (share, key) in shares.iter_mut().zip(room.key.chunks_exact(width)) {
                let key = &key[at..at + head];
                *share = query.iter().zip(key).map(|(q, k)| q * k).sum::<f32>() * scale;
            }
            let largest = shares.iter().copied().fold(f32::MIN, f32::max);
            let mut sum = 0.0;
            for share in &mut shares {
                *share = (*share - largest).exp();
                sum += *share;
            }
            out.fill(0.0);
            for (share, value) in shares.iter().zip(room.value.chunks_exact(width)) {
                for (out, value) in out.iter_mut().zip(&value[at..at + head]) {
                    *out += share / sum * value;
                }
            }
        }
    }
}

impl Linear {
    fn apply(&self, input: &Activations, out: &mut [f32]) {
        self.weights.times(input, &self.bias, out);
    }
}

impl Norm {
    #[allow(
        clippy::cast_precision_loss,
        reason = "rows are some hundred numbers wide"
    )]
    fn apply(&self, rows: &mut [f32]) {
        let width = self.weights.len();
        for row in rows.chunks_exact_mut(width) {
            let mean = row.iter().sum::<f32>() / width as f32;
            let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / width as f32;
            let inverse = 1.0 / (variance + self.epsilon).sqrt();
            for ((x, weight), bias) in row.iter_mut().zip(&self.weights).zip(&self.bias) {
                *x = (*x - mean) * inverse * weight + bias;
            }
        }
    }
}

fn add(state: &mut [f32], more: &[f32]) {
    for (x, more) in state.iter_mut().zip(more) {
        *x += more;
    }
}

/// The share of `x` that a normal variable below `x` lets through.
fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

/// The error function, to 1.5e-7: Abramowitz and Stegun, formula 7.1.26.
fn erf(x: f32) -> f32 {
    const A: [f32; 5] = [
        0.254_829_6,
        -0.284_496_73,
        1.421_413_8,
        -1.453_152_1,
        1.061_405_4,
    ];
    let t = 1.0 / (1.0 + 0.327_591_1 * x.abs());
    let series = A.iter().rev().fold(0.0, |sum, a| (sum + a) * t);
    (1.0 - series * (-x * x).exp()).copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_function_is_that_of_the_tables() {
        for (x, y) in [
            (0.0, 0.0),
            (0.5, 0.520_499_9),
            (1.0, 0.842_700_8),
            (-2.0, -0.995_322_3),
        ] {
            assert!((erf(x) - y).abs() < 1e-6, "{x}");
        }
    }
}
