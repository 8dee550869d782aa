//! How sure a share is, and the difference of two: Wilson's score interval, and Newcombe's of the
//! difference of two shares that is made of it.
//!
//! Both hold with few observations and near 0 and 1, where the usual formula gives nonsense.
//! Sources: R. G. Newcombe, Statistics in Medicine 17 (1998), pp. 857-872 (method 3) and pp. 873-890
//! (method 10).

use serde::Serialize;

/// The normal quantile of an interval that covers 95 %.
const Z_95: f64 = 1.959_963_984_540_054;

/// The normal quantile of a test that finds what is there in 80 % of trials.
const Z_POWER_80: f64 = 0.841_621_233_572_914;

/// So many of so many: never more than there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    some: u32,
    all: u32,
}

/// From where to where something lies, 95 times of 100.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Share {
    /// `some` of `all`; `None` of nothing, and where more are some than all.
    pub fn of(some: u32, all: u32) -> Option<Share> {
        (all > 0 && some <= all).then_some(Share { some, all })
    }

    /// 0.0 to 1.0.
    pub fn rate(self) -> f64 {
        f64::from(self.some) / f64::from(self.all)
    }

    /// Wilson's score interval, without a correction for continuity; within 0.0 to 1.0.
    pub fn interval(self) -> Interval {
        let (n, p) = (f64::from(self.all), self.rate());
        let z2 = Z_95 * Z_95;
        let middle = 2.0 * n * p + z2;
        let reach = Z_95 * (z2 + 4.0 * n * p * (1.0 - p)).sqrt();
        let whole = 2.0 * (n + z2);
        Interval {
            low: ((middle - reach) / whole).max(0.0),
            high: ((middle + reach) / whole).min(1.0),
        }
    }

    /// How much larger this share is than another, by Newcombe's method 10; within -1.0 to 1.0.
    pub fn above(self, other: Share) -> Difference {
        let (p1, p2) = (self.rate(), other.rate());
        let (i1, i2) = (self.interval(), other.interval());
        let value = p1 - p2;
        let down = (p1 - i1.low).hypot(i2.high - p2);
        let up = (i1.high - p1).hypot(p2 - i2.low);
        Difference {
            value,
            interval: Interval {
                low: (value - down).max(-1.0),
                high: (value + up).min(1.0),
            },
        }
    }
}

/// The difference of two shares.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// As it was seen.
    pub value: f64,
    /// Where it lies.
    pub interval: Interval,
}

impl Difference {
    /// Whether it is a difference at all: no difference lies outside the interval.
    pub fn is_one(self) -> bool {
        self.interval.low > 0.0 || self.interval.high < 0.0
    }
}

/// How many are needed of each variant to find a difference of `difference` from a share of `rate`,
/// in 80 % of trials, with an error of 5 % when there is none. `None` where there is no such share.
pub fn needed(rate: f64, difference: f64) -> Option<u32> {
    let other = rate + difference;
    let is_share = |p: f64| (0.0..=1.0).contains(&p);
    if !is_share(rate) || !is_share(other) || difference.abs() < f64::EPSILON {
        return None;
    }
    let spread = rate * (1.0 - rate) + other * (1.0 - other);
    let many = ((Z_95 + Z_POWER_80).powi(2) * spread / (difference * difference)).ceil();
    // Invariant: `many` is finite and not negative; beyond 32 bits no shop has customers.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "floats are held at the ends of integers"
    )]
    Some(many as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(some: u32, all: u32) -> Share {
        Share::of(some, all).expect("a share")
    }

    fn is(found: Interval, low: f64, high: f64, what: &str) {
        // As many places as were published.
        let near = |a: f64, b: f64| (a - b).abs() < 0.000_051;
        assert!(
            near(found.low, low) && near(found.high, high),
            "{what}: {found:?}"
        );
    }

    #[test]
    fn shares_are_as_published() {
        // Newcombe (1998), pp. 857-872, table I, method 3.
        for (some, all, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            is(
                share(some, all).interval(),
                low,
                high,
                &format!("{some}/{all}"),
            );
        }
    }

    #[test]
    fn differences_are_as_published() {
        // Newcombe (1998), pp. 873-890, table II, method 10.
        for (first, second, low, high) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((0, 10), (0, 20), -0.1611, 0.2775),
            ((0, 10), (0, 10), -0.2775, 0.2775),
            ((10, 10), (0, 20), 0.6791, 1.0),
            ((10, 10), (0, 10), 0.6075, 1.0),
        ] {
            let found = share(first.0, first.1).above(share(second.0, second.1));
            is(found.interval, low, high, &format!("{first:?} {second:?}"));
            let turned = share(second.0, second.1).above(share(first.0, first.1));
            is(
                turned.interval,
                -high,
                -low,
                &format!("{second:?} {first:?}"),
            );
            assert_eq!(found.is_one(), low > 0.0);
        }
    }

    #[test]
    fn nothing_has_no_share() {
        assert_eq!(Share::of(0, 0), None);
        assert_eq!(Share::of(2, 1), None);
    }

    #[test]
    fn a_smaller_difference_needs_more() {
        // (1.96 + 0.8416)^2 = 7.849, times 0.24 + 0.21, by 0.1 squared: 353.2.
        assert_eq!(needed(0.6, 0.1), Some(354));
        assert!(needed(0.6, 0.05) > needed(0.6, 0.1));
        for (rate, difference) in [(0.6, 0.0), (0.95, 0.1), (-0.1, 0.2)] {
            assert_eq!(needed(rate, difference), None);
        }
    }
}
