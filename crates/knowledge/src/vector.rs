//! Meanings as directions in space, one byte a dimension.

use serde::{Deserialize, Serialize};

/// The direction of a text's meaning. Texts that mean the same point the same way.
#[derive(Clone, Debug, PartialEq)]
pub struct Vector {
    /// In units of a 127th of the largest.
    dimensions: Box<[i8]>,
    /// Its length in those units; above zero.
    length: f32,
}

impl Vector {
    /// From any direction but none at all.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the largest becomes 127, and none is larger"
    )]
    pub fn new(direction: &[f32]) -> Option<Vector> {
        let largest = direction.iter().fold(0.0_f32, |max, x| max.max(x.abs()));
        if !largest.is_normal() {
            return None;
        }
        Vector::from_bytes(
            direction
                .iter()
                .map(|x| (x / largest * 127.0).round() as i8)
                .collect(),
        )
    }

    fn from_bytes(dimensions: Box<[i8]>) -> Option<Vector> {
        let squares: f32 = dimensions.iter().map(|x| f32::from(*x).powi(2)).sum();
        (squares > 0.0).then(|| Vector {
            dimensions,
            length: squares.sqrt(),
        })
    }

    /// Its dimensions, in units of a 127th of the largest.
    pub fn dimensions(&self) -> &[i8] {
        &self.dimensions
    }

    /// The direction with length 1.
    pub fn unit(&self) -> Vec<f32> {
        let dimensions = self.dimensions.iter();
        dimensions.map(|x| f32::from(*x) / self.length).collect()
    }

    /// The cosine of the angle between two, -1.0 to 1.0. Zero when they are of different spaces.
    #[allow(
        clippy::cast_precision_loss,
        reason = "a sum of some hundred products of two bytes is below 2^24"
    )]
    pub fn cosine(&self, other: &Vector) -> f32 {
        if self.dimensions.len() != other.dimensions.len() {
            return 0.0;
        }
        let product: i32 = self
            .dimensions
            .iter()
            .zip(&other.dimensions)
            .map(|(a, b)| i32::from(*a) * i32::from(*b))
            .sum();
        product as f32 / (self.length * other.length)
    }
}

impl Serialize for Vector {
    /// As base64, a byte a dimension.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use base64::Engine as _;
        let bytes: Vec<u8> = self.dimensions.iter().map(|x| x.cast_unsigned()).collect();
        serializer.serialize_str(&base64::engine::general_purpose::STANDARD.encode(bytes))
    }
}

impl<'de> Deserialize<'de> for Vector {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vector, D::Error> {
        use base64::Engine as _;
        use serde::de::Error as _;
        let text = String::deserialize(deserializer)?;
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(text)
            .map_err(D::Error::custom)?;
        Vector::from_bytes(bytes.into_iter().map(u8::cast_signed).collect())
            .ok_or_else(|| D::Error::custom("a vector without a direction"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_compared() {
        let vector = |direction: &[f32]| Vector::new(direction).expect("a direction");
        let east = vector(&[2.0, 0.0]);
        assert!((east.cosine(&vector(&[0.5, 0.5])) - 0.5_f32.sqrt()).abs() < 0.01);
        assert!((east.cosine(&vector(&[-1.0, 0.0])) + 1.0).abs() < 1e-6);
        assert_eq!(Vector::new(&[0.0, 0.0]), None);
    }

    #[test]
    fn a_vector_is_read_as_it_was_written() {
        let vector = Vector::new(&[0.1, -0.2, 0.3]).expect("a direction");
        let text = serde_json::to_string(&vector).expect("text");
        assert_eq!(
            serde_json::from_str::<Vector>(&text).expect("a vector"),
            vector
        );
        assert!(serde_json::from_str::<Vector>("\"AAAA\"").is_err());
    }
}
