//! What shows through of the Java under AWS: values as text, the order of its hash tables, its
//! seeded random numbers.

use std::fmt::Write;

use crate::number::Number;
use crate::value::Value;

/// The smallest table of a Java `HashMap` (`HashMap.DEFAULT_INITIAL_CAPACITY`).
const TABLE_SIZE_MIN: usize = 16;

/// Appends the value; a string as it is, without quotes.
pub(super) fn write_text(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "{number}");
        }
        Value::String(string) => text.push_str(string),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                write_text(item, text);
            }
            text.push(']');
        }
        Value::Object(object) => {
            text.push('{');
            for (index, (key, value)) in object.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                text.push_str(key);
                text.push('=');
                write_text(value, text);
            }
            text.push('}');
        }
    }
}

/// Puts values in the order in which Java's `HashMap` and `HashSet` give them back after they
/// were put in one by one; `hash_of` is the hash of a value or its key.
pub(super) fn in_hash_order<T>(values: &mut [T], hash_of: impl Fn(&T) -> i32) {
    // The table doubles when it is more than three quarters full.
    let table_size = (values.len() * 4).div_ceil(3).next_power_of_two();
    let mask = u32::try_from(table_size.max(TABLE_SIZE_MIN) - 1).unwrap_or(u32::MAX);
    values.sort_by_key(|value| {
        let hash = hash_of(value).cast_unsigned();
        (hash ^ (hash >> 16)) & mask
    });
}

/// The value's `hashCode`: of an `Integer` or `Long`, `Double`, `String`, `List` or `Map`.
pub(super) fn hash(value: &Value) -> i32 {
    match value {
        Value::Null => 0,
        Value::Bool(true) => 1231,
        Value::Bool(false) => 1237,
        Value::Number(Number::Integer(value)) => match i32::try_from(*value) {
            Ok(value) => value,
            Err(_) => fold(value.cast_unsigned()),
        },
        Value::Number(Number::Decimal(value)) => fold(value.to_bits()),
        Value::Number(Number::Big(digits)) => hash_text(digits),
        Value::String(text) => hash_text(text),
        Value::Array(items) => items.iter().fold(1_i32, |code, item| {
            code.wrapping_mul(31).wrapping_add(hash(item))
        }),
        Value::Object(object) => object.iter().fold(0_i32, |code, (key, value)| {
            code.wrapping_add(hash_text(key) ^ hash(value))
        }),
    }
}

/// `String.hashCode`.
pub(super) fn hash_text(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |code, unit| {
        code.wrapping_mul(31).wrapping_add(i32::from(unit))
    })
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "Java keeps the lower half as well"
)]
fn fold(bits: u64) -> i32 {
    ((bits ^ (bits >> 32)) as u32).cast_signed()
}

/// `java.util.Random`: a linear congruential generator of 48 bits.
pub(super) struct SeededRandom {
    state: u64,
}

impl SeededRandom {
    const MULTIPLIER: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;

    /// `new Random(seed)`.
    pub(super) fn new(seed: i64) -> SeededRandom {
        SeededRandom {
            state: (seed.cast_unsigned() ^ Self::MULTIPLIER) & Self::MASK,
        }
    }

    /// The upper `count` of the next 48 bits.
    fn next(&mut self, count: u32) -> u64 {
        self.state = (self.state.wrapping_mul(Self::MULTIPLIER)).wrapping_add(0xB) & Self::MASK;
        self.state >> (48 - count)
    }

    /// `nextInt(bound)`; 0 when `bound` is not positive.
    #[allow(clippy::cast_possible_truncation, reason = "31 bits fit")]
    pub(super) fn next_int(&mut self, bound: i32) -> i32 {
        if bound <= 0 {
            return 0;
        }
        if bound & (bound - 1) == 0 {
            let bits = self.next(31) as i32;
            return ((i64::from(bound) * i64::from(bits)) >> 31) as i32;
        }
        loop {
            let bits = self.next(31) as i32;
            let value = bits % bound;
            if (bits - value).checked_add(bound - 1).is_some() {
                return value;
            }
        }
    }

    /// `nextDouble()`.
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit a double")]
    pub(super) fn next_double(&mut self) -> f64 {
        let bits = (self.next(26) << 27) + self.next(27);
        bits as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn hashes_are_javas() {
        assert_eq!(hash_text("constant_in_literal"), HASHES[0]);
        assert_eq!(hash_text("😀é"), HASHES[1]);
        for (text, code) in [
            ("1", 1),
            ("-1", -1),
            ("4294967296", 1),
            ("1.5", 1_073_217_536),
            ("[1,2]", 994),
            ("[2,1]", 1_024),
            (r#"{"a":1,"b":[]}"#, 96 + 99),
        ] {
            assert_eq!(hash(&json::from_text(text).unwrap()), code, "{text}");
        }
    }

    #[test]
    fn seeded_random_numbers_are_javas() {
        let next_int = |seed, bound| SeededRandom::new(seed).next_int(bound);
        assert_eq!(next_int(42, 10), 0);
        assert_eq!(next_int(42, 16), 11);
        assert_eq!(next_int(0, 100), 60);
        assert_eq!(next_int(1, 0), 0);
        let double = SeededRandom::new(42).next_double();
        assert_eq!(double.to_string(), "0.7275636800328681");
    }

    const HASHES: [i32; 2] = [-960_535_792, 54_960_102];
}
