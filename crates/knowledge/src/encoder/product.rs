//! Four-bit weights times activations.
//!
//! Both are cut into blocks of 32 numbers with a scale each: weights as the file has them (Q4_0 of
//! llama.cpp: a scale of two bytes, then 16 bytes with the first 16 numbers in their low and the
//! others in their high halves, all above what they mean by eight), activations as they come, to
//! eight bits. Products of a block are whole numbers, which is what makes this fast.

use super::EncoderError;

/// Numbers that share a scale.
pub(super) const BLOCK: usize = 32;
/// A block of weights, in bytes.
const BLOCK_BYTES: usize = 2 + BLOCK / 2;
/// What is written for zero.
const ZERO: i16 = 8;
/// The largest activation of a block becomes this.
const LARGEST: f32 = 127.0;

/// Weights from `columns` numbers to `rows` numbers.
#[derive(Debug)]
pub(super) struct Weights {
    rows: usize,
    /// Blocks per row.
    blocks: usize,
    bytes: Box<[u8]>,
}

/// Rows of numbers, cut into blocks, as whole numbers and their scales.
#[derive(Debug, Default)]
pub(super) struct Activations {
    numbers: Vec<[i16; BLOCK]>,
    scales: Vec<f32>,
}

impl Activations {
    /// From rows of a multiple of [`BLOCK`] numbers.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the largest of a block becomes 127, and none is larger"
    )]
    pub(super) fn set(&mut self, rows: &[f32]) {
        self.numbers.clear();
        self.scales.clear();
        for block in rows.as_chunks::<BLOCK>().0 {
            let largest = block.iter().fold(0.0_f32, |max, x| max.max(x.abs()));
            let scale = largest / LARGEST;
            let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
            self.numbers
                .push(block.map(|x| (x * inverse).round_ties_even() as i16));
            self.scales.push(scale);
        }
    }
}

impl Weights {
    pub(super) fn new(bytes: &[u8], rows: usize, columns: usize) -> Result<Weights, EncoderError> {
        let blocks = columns / BLOCK;
        if bytes.len() != rows * blocks * BLOCK_BYTES {
            return Err(EncoderError::Damaged {
                what: "weights are not as many as they should be",
            });
        }
        Ok(Weights {
            rows,
            blocks,
            bytes: bytes.into(),
        })
    }

    /// The weights of a row as numbers.
    pub(super) fn row(&self, row: usize, out: &mut [f32]) {
        for (block, out) in self.blocks(row).zip(out.as_chunks_mut::<BLOCK>().0) {
            let (scale, numbers) = unpacked(block);
            *out = numbers.map(|number| f32::from(number) * scale);
        }
    }

    /// Every row of `input` times every row of weights, plus `bias`: `[input rows, rows]`.
    pub(super) fn times(&self, input: &Activations, bias: &[f32], out: &mut [f32]) {
        let mut numbers = vec![[0_i16; BLOCK]; self.blocks];
        let mut scales = vec![0.0_f32; self.blocks];
        for row in 0..self.rows {
            for (place, block) in self.blocks(row).enumerate() {
                (scales[place], numbers[place]) = unpacked(block);
            }
            let inputs = input
                .numbers
                .chunks_exact(self.blocks)
                .zip(input.scales.chunks_exact(self.blocks));
            for (place, (input, input_scales)) in inputs.enumerate() {
                let mut sum = bias[row];
                for (((a, b), scale), input_scale) in
                    numbers.iter().zip(input).zip(&scales).zip(input_scales)
                {
                    sum += whole_product(a, b) * (scale * input_scale);
                }
                out[place * self.rows + row] = sum;
            }
        }
    }

    fn blocks(&self, row: usize) -> impl Iterator<Item = &[u8; BLOCK_BYTES]> {
        let (blocks, _) = self.bytes.as_chunks::<BLOCK_BYTES>();
        blocks[row * self.blocks..(row + 1) * self.blocks].iter()
    }
}

/// A block of weights: its scale and its numbers.
fn unpacked(block: &[u8; BLOCK_BYTES]) -> (f32, [i16; BLOCK]) {
    let mut numbers = [0; BLOCK];
    for (place, byte) in block[2..].iter().enumerate() {
        numbers[place] = i16::from(byte & 0x0f) - ZERO;
        numbers[place + BLOCK / 2] = i16::from(byte >> 4) - ZERO;
    }
    (half(u16::from_le_bytes([block[0], block[1]])), numbers)
}

#[allow(
    clippy::cast_precision_loss,
    reason = "32 products of at most 8 and 127 are below 2^24"
)]
#[inline]
fn whole_product(a: &[i16; BLOCK], b: &[i16; BLOCK]) -> f32 {
    let products = a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b));
    products.sum::<i32>() as f32
}

/// A number of two bytes, as IEEE 754 has them.
fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from((bits >> 10) & 0x1f);
    let fraction = f32::from(bits & 0x3ff) / 1024.0;
    let has_fraction = fraction > 0.0;
    let magnitude = match exponent {
        0 => fraction * 2.0_f32.powi(-14),
        31 if has_fraction => f32::NAN,
        31 => f32::INFINITY,
        _ => (1.0 + fraction) * 2.0_f32.powi(exponent - 15),
    };
    sign * magnitude
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_read() {
        for (bits, number) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x0001, 5.960_464_5e-8),
            (0x7bff, 65_504.0),
        ] {
            assert!(
                (half(bits) - number).abs() <= number.abs() * 1e-6,
                "{bits:x}"
            );
        }
    }

    #[test]
    fn a_product_is_that_of_the_numbers() {
        // One row of 32 weights: scale 1, all of them 9 - 8.
        let mut bytes = vec![0x00, 0x3c];
        bytes.extend([0x99; 16]);
        let weights = Weights::new(&bytes, 1, BLOCK).expect("weights");
        let mut input = Activations::default();
        let row: Vec<f32> = (0..32_u8).map(f32::from).collect();
        input.set(&row);
        let mut out = [0.0];
        weights.times(&input, &[0.5], &mut out);
        assert!((out[0] - 496.5).abs() < 4.0, "{out:?}");
        assert!(Weights::new(&bytes, 2, BLOCK).is_err());
    }
}
