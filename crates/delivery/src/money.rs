//! Amounts of money, in integer minor units.

use std::fmt;
use std::iter::Sum;

use serde::{Deserialize, Serialize};

/// An amount in minor units of the store's currency: centavos of the real.
///
/// What does not fit is held at the ends: no order comes near 92 quadrillion reais, and a sum that
/// wrapped would be a debt.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// So many minor units.
    pub const fn minor(units: i64) -> Money {
        Money(units)
    }

    /// In minor units.
    pub const fn as_minor(self) -> i64 {
        self.0
    }

    /// The sum.
    #[must_use]
    pub const fn plus(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }

    /// The difference.
    #[must_use]
    pub const fn minus(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }

    /// So many times the amount.
    #[must_use]
    pub fn times(self, quantity: u32) -> Money {
        Money(self.0.saturating_mul(i64::from(quantity)))
    }

    /// A share of the amount in hundredths of a percent, rounded half away from zero: 1,250 is
    /// 12.5 %.
    #[must_use]
    pub fn share(self, basis_points: u32) -> Money {
        let product = i128::from(self.0) * i128::from(basis_points);
        let half = if product < 0 { -5_000 } else { 5_000 };
        let rounded = (product + half) / 10_000;
        Money(i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX }))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Money::plus)
    }
}

/// As people in Brazil write it: `R$ 1.234,56`, with a space that does not break.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let units = self.0.unsigned_abs();
        let whole = (units / 100).to_string();
        let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        write!(f, "{sign}R$\u{a0}{grouped},{:02}", units % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_as_in_brazil() {
        let written = |units| Money::minor(units).to_string();
        assert_eq!(written(123_456), "R$\u{a0}1.234,56");
        assert_eq!(written(5), "R$\u{a0}0,05");
        assert_eq!(written(-100_000_000), "-R$\u{a0}1.000.000,00");
    }

    #[test]
    fn shares_are_rounded_away_from_zero() {
        assert_eq!(Money::minor(1_001).share(1_250), Money::minor(125));
        assert_eq!(Money::minor(4).share(1_250), Money::minor(1));
        assert_eq!(Money::minor(-4).share(1_250), Money::minor(-1));
        assert_eq!(Money::minor(i64::MAX).share(10_000), Money::minor(i64::MAX));
    }
}
