//! JSON numbers as AWS keeps them.

use std::fmt;
use std::sync::Arc;

/// A JSON number that remembers whether it was written as an integer.
///
/// AWS keeps `1` and `1.0` apart in the data it passes on, and integers of any length exact
/// (as Java's Jackson does, which its recordings show).
#[derive(Clone, Debug)]
pub enum Number {
    /// Written without a fraction or exponent, and fits in 64 bits.
    Integer(i64),
    /// Written with a fraction or an exponent, or computed. Always finite.
    Decimal(f64),
    /// An integer that does not fit in 64 bits: an optional `-` and decimal digits.
    Big(Arc<str>),
}

impl Number {
    /// The integer, when it is one that fits in 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Number::Integer(value) => Some(*value),
            Number::Decimal(_) | Number::Big(_) => None,
        }
    }

    /// The nearest double.
    #[allow(
        clippy::cast_precision_loss,
        reason = "the nearest double is what is asked for"
    )]
    pub fn as_f64(&self) -> f64 {
        match self {
            Number::Integer(value) => *value as f64,
            Number::Decimal(value) => *value,
            Number::Big(digits) => digits.parse().unwrap_or(f64::INFINITY),
        }
    }
}

/// Numbers are equal when they stand for the same number and are written in the same form:
/// `1` differs from `1.0`.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Number::Integer(a), Number::Integer(b)) => a == b,
            (Number::Decimal(a), Number::Decimal(b)) => a.to_bits() == b.to_bits(),
            (Number::Big(a), Number::Big(b)) => a == b,
            (Number::Integer(_) | Number::Decimal(_) | Number::Big(_), _) => false,
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number::Integer(value)
    }
}

/// The number as JSON text, decimals as Java writes them: `1.0`, `0.001`, `1.0E-4`, `1.0E7`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Integer(value) => value.fmt(f),
            Number::Big(digits) => f.write_str(digits),
            Number::Decimal(value) => {
                let magnitude = value.abs();
                if magnitude == 0.0 || (1e-3..1e7).contains(&magnitude) {
                    return write!(f, "{value:?}");
                }
                let scientific = format!("{value:e}");
                let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
                let fraction = if digits.contains('.') { "" } else { ".0" };
                write!(f, "{digits}{fraction}E{exponent}")
            }
        }
    }
}
