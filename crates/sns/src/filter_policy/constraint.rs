//! Whether a value meets a condition.

use std::net::IpAddr;

use serde_json::Value;

use super::{Condition, Network, Range, Scalar};

/// Numbers are told apart up to so many parts of one: "five digits of accuracy to the right of the
/// decimal point".
const PARTS: f64 = 100_000.0;

impl Condition {
    /// Whether the value of a field, or any value in its array, meets the condition. `None` when
    /// there is no such field; objects are no values.
    pub(super) fn holds(&self, value: Option<&Value>) -> bool {
        match self {
            Condition::Exists(wanted) => value.is_some_and(has_leaf) == *wanted,
            _ => value.is_some_and(|value| self.holds_for_any(value)),
        }
    }

    fn holds_for_any(&self, value: &Value) -> bool {
        match value {
            Value::Array(items) => items.iter().any(|item| self.holds_for_any(item)),
            Value::Object(_) => false,
            leaf => self.holds_for(leaf),
        }
    }

    /// Whether one value meets it.
    fn holds_for(&self, leaf: &Value) -> bool {
        match self {
            Condition::Is(scalar) => scalar.is(leaf),
            Condition::Prefix(begin) => {
                text_of(leaf).is_some_and(|text| text.starts_with(&**begin))
            }
            Condition::Suffix(end) => text_of(leaf).is_some_and(|text| text.ends_with(&**end)),
            Condition::EqualsIgnoreCase(other) => {
                text_of(leaf).is_some_and(|text| text.to_lowercase() == other.to_lowercase())
            }
            Condition::AnythingBut(excluded) => {
                !excluded.iter().any(|condition| condition.holds_for(leaf))
            }
            Condition::Numeric(range) => leaf.as_f64().is_some_and(|number| range.contains(number)),
            Condition::Exists(wanted) => *wanted,
            Condition::Cidr(network) => text_of(leaf)
                .and_then(|text| text.parse().ok())
                .is_some_and(|address| network.contains(address)),
        }
    }
}

/// Whether there is a value that is no object.
fn has_leaf(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_leaf),
        Value::Object(_) => false,
        _ => true,
    }
}

fn text_of(value: &Value) -> Option<&str> {
    value.as_str()
}

impl Scalar {
    fn is(&self, leaf: &Value) -> bool {
        match self {
            Scalar::Text(text) => leaf.as_str() == Some(text),
            Scalar::Number(number) => leaf.as_f64().is_some_and(|other| same(*number, other)),
            Scalar::Flag(flag) => leaf.as_bool() == Some(*flag),
            Scalar::Null => leaf.is_null(),
        }
    }
}

/// A number in the smallest parts that are told apart.
fn parts(number: f64) -> f64 {
    (number * PARTS).round()
}

#[allow(clippy::float_cmp, reason = "both are whole")]
fn same(one: f64, other: f64) -> bool {
    parts(one) == parts(other)
}

impl Range {
    fn contains(&self, number: f64) -> bool {
        let number = parts(number);
        let above = self.bottom.is_none_or(|bound| {
            let bottom = parts(bound.value);
            number > bottom || (bound.inclusive && number >= bottom)
        });
        let below = self.top.is_none_or(|bound| {
            let top = parts(bound.value);
            number < top || (bound.inclusive && number <= top)
        });
        above && below
    }
}

impl Network {
    pub(super) fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= u32::from(self.prefix_bits)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= u32::from(self.prefix_bits)
            }
            _ => false,
        }
    }
}
