//! Conditions, and what is known of a request that they ask about.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::pattern::{ArnPattern, Case, Pattern};
use crate::timestamp::Timestamp;

/// What is known of a request: values by condition key. Keys are the same in upper and lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(BTreeMap<Box<str>, Vec<String>>);

impl Keys {
    /// Sets a key that has one value.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.set_all(key, vec![value.into()]);
    }

    /// Sets a key that has any number of values.
    pub fn set_all(&mut self, key: &str, values: Vec<String>) {
        self.0.insert(key.to_ascii_lowercase().into(), values);
    }

    /// Sets a key unless it is set already.
    pub fn set_if_missing(&mut self, key: &str, value: impl FnOnce() -> String) {
        self.0
            .entry(key.to_ascii_lowercase().into())
            .or_insert_with(|| vec![value()]);
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values of a key in lower case; `None` when it is not known at all.
    pub(crate) fn get(&self, key: &str) -> Option<&[String]> {
        self.0.get(key).map(Vec::as_slice)
    }

    /// The value of a key in lower case that has exactly one.
    pub(crate) fn single(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            [one] => Some(one),
            _ => None,
        }
    }
}

/// `"StringLike": {"aws:PrincipalArn": ["…", "…"]}`
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) quantifier: Quantifier,
    /// `…IfExists`: holds where the key is not known.
    pub(crate) if_exists: bool,
    /// In lower case.
    pub(crate) key: Box<str>,
    pub(crate) test: Test,
}

/// How a key with several values is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantifier {
    None,
    /// `ForAllValues:`
    All,
    /// `ForAnyValue:`
    Any,
}

/// What a value must be. Several alternatives are joined by "or"; of a negated test, by "nor".
#[derive(Clone, Debug)]
pub(crate) enum Test {
    Strings {
        negated: bool,
        case: Case,
        patterns: Vec<Pattern>,
    },
    Arns {
        negated: bool,
        patterns: Vec<ArnPattern>,
    },
    Numbers {
        comparison: Comparison,
        numbers: Vec<f64>,
    },
    Dates {
        comparison: Comparison,
        dates: Vec<Timestamp>,
    },
    Bools(Vec<bool>),
    Binaries(Vec<Vec<u8>>),
    Addresses {
        negated: bool,
        networks: Vec<Network>,
    },
    /// `true`: the key is not known. `false`: it is.
    Null(Vec<bool>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn holds<T: PartialOrd>(self, value: &T, bound: &T) -> bool {
        match self {
            // The negation is made over all alternatives at once.
            Comparison::Equal | Comparison::NotEqual => value == bound,
            Comparison::Less => value < bound,
            Comparison::LessOrEqual => value <= bound,
            Comparison::Greater => value > bound,
            Comparison::GreaterOrEqual => value >= bound,
        }
    }
}

impl Condition {
    pub(crate) fn holds(&self, keys: &Keys) -> bool {
        let values = keys.get(&self.key);
        if let Test::Null(expected) = &self.test {
            let absent = values.is_none_or(<[String]>::is_empty);
            return expected.contains(&absent);
        }
        let values = values.unwrap_or_default();
        let negated = self.test.is_negated();
        if values.is_empty() {
            return match self.quantifier {
                Quantifier::None => self.if_exists || negated,
                Quantifier::All => true,
                Quantifier::Any => self.if_exists,
            };
        }
        let mut each = values
            .iter()
            .map(|value| self.test.matches(value, keys) != negated);
        match self.quantifier {
            // With several values and no quantifier: one that matches is found, or is not.
            Quantifier::None if negated => each.all(|holds| holds),
            Quantifier::None | Quantifier::Any => each.any(|holds| holds),
            Quantifier::All => each.all(|holds| holds),
        }
    }

    /// The variables in its patterns, in lower case.
    pub(crate) fn variables(&self) -> Vec<&str> {
        match &self.test {
            Test::Strings { patterns, .. } => {
                patterns.iter().flat_map(Pattern::variables).collect()
            }
            Test::Arns { patterns, .. } => {
                patterns.iter().flat_map(ArnPattern::variables).collect()
            }
            Test::Numbers { .. }
            | Test::Dates { .. }
            | Test::Bools(_)
            | Test::Binaries(_)
            | Test::Addresses { .. }
            | Test::Null(_) => Vec::new(),
        }
    }
}

impl Test {
    fn is_negated(&self) -> bool {
        match self {
            Test::Strings { negated, .. }
            | Test::Arns { negated, .. }
            | Test::Addresses { negated, .. } => *negated,
            Test::Numbers { comparison, .. } | Test::Dates { comparison, .. } => {
                *comparison == Comparison::NotEqual
            }
            Test::Bools(_) | Test::Binaries(_) | Test::Null(_) => false,
        }
    }

    /// Whether one of the alternatives is true of `value`, before any negation. A value that is not
    /// of the test's type matches none.
    fn matches(&self, value: &str, keys: &Keys) -> bool {
        match self {
            Test::Strings { case, patterns, .. } => patterns
                .iter()
                .any(|pattern| pattern.matches(value, *case, keys)),
            Test::Arns { patterns, .. } => {
                patterns.iter().any(|pattern| pattern.matches(value, keys))
            }
            Test::Numbers {
                comparison,
                numbers,
            } => value
                .parse::<f64>()
                .is_ok_and(|value| numbers.iter().any(|bound| comparison.holds(&value, bound))),
            Test::Dates { comparison, dates } => Timestamp::parse(value)
                .is_some_and(|value| dates.iter().any(|bound| comparison.holds(&value, bound))),
            Test::Bools(expected) => {
                parse_bool(value).is_some_and(|value| expected.contains(&value))
            }
            Test::Binaries(expected) => {
                parse_binary(value).is_some_and(|value| expected.contains(&value))
            }
            Test::Addresses { networks, .. } => value.parse().is_ok_and(|address: IpAddr| {
                networks.iter().any(|network| network.contains(address))
            }),
            Test::Null(_) => false,
        }
    }
}

pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

pub(crate) fn parse_binary(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}

/// `203.0.113.0/24`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// An address, with or without a prefix length.
    pub(crate) fn parse(text: &str) -> Option<Network> {
        let (address, prefix) = match text.split_once('/') {
            None => (text, None),
            Some((address, prefix)) => (address, Some(prefix)),
        };
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => longest,
            Some(digits) => digits.parse().ok().filter(|prefix| *prefix <= longest)?,
        };
        Some(Network { address, prefix })
    }

    fn contains(self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.prefix);
                let significant = |bits: u32| bits.checked_shr(shift);
                significant(network.to_bits()) == significant(address.to_bits())
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(self.prefix);
                let significant = |bits: u128| bits.checked_shr(shift);
                significant(network.to_bits()) == significant(address.to_bits())
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}
