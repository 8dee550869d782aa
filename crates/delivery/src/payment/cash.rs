//! Cash at the door, and the change the courier brings along ("troco para").

use serde::{Deserialize, Serialize};

use crate::money::Money;

/// The largest note (R$ 200, since 2020): nobody needs to be given more back.
pub const CHANGE_MAX: Money = Money::minor(20_000);

/// A real; smaller change is not asked for.
const WHOLE: i64 = 100;

/// How an order is paid in cash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cash {
    /// What the customer will hand over; `None`: the very amount.
    change_for: Option<Money>,
}

/// What cannot be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CashError {
    /// It does not cover the order.
    #[error("change for {change_for} does not cover {total}")]
    TooLittle {
        /// What was to be handed over.
        change_for: Money,
        /// What is to be paid.
        total: Money,
    },
    /// More than notes need.
    #[error(
        "change for {change_for} is more than {total} needs: at most {CHANGE_MAX} are given back"
    )]
    TooMuch {
        /// What was to be handed over.
        change_for: Money,
        /// What is to be paid.
        total: Money,
    },
    /// No notes make this amount.
    #[error("{change_for} cannot be handed over in notes: name whole reais")]
    NotWhole {
        /// What was to be handed over.
        change_for: Money,
    },
}

impl Cash {
    /// Cash for an order of this total; `change_for` is what the customer will hand over.
    pub fn new(total: Money, change_for: Option<Money>) -> Result<Cash, CashError> {
        let cash = Cash { change_for };
        cash.change(total)?;
        Ok(cash)
    }

    /// What the customer will hand over, if not the very amount.
    pub fn change_for(self) -> Option<Money> {
        self.change_for
    }

    /// What the courier gives back of it. Fails when the total has changed so that it no longer
    /// fits.
    pub fn change(self, total: Money) -> Result<Money, CashError> {
        let Some(change_for) = self.change_for else {
            return Ok(Money::ZERO);
        };
        let change = change_for.minus(total);
        if change < Money::ZERO {
            return Err(CashError::TooLittle { change_for, total });
        }
        if change >= CHANGE_MAX {
            return Err(CashError::TooMuch { change_for, total });
        }
        if change != Money::ZERO && change_for.as_minor() % WHOLE != 0 {
            return Err(CashError::NotWhole { change_for });
        }
        Ok(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(total: i64, change_for: i64) -> Result<i64, CashError> {
        let total = Money::minor(total);
        let cash = Cash::new(total, Some(Money::minor(change_for)))?;
        cash.change(total).map(Money::as_minor)
    }

    #[test]
    fn change_is_what_is_over() {
        assert_eq!(change(3_790, 5_000), Ok(1_210));
        assert_eq!(change(3_790, 3_790), Ok(0));
        assert_eq!(change(1_000, 20_000), Ok(19_000));
        assert_eq!(Cash::default().change(Money::minor(1)), Ok(Money::ZERO));
    }

    #[test]
    fn what_cannot_be_handed_over_is_refused() {
        assert!(matches!(
            change(3_790, 3_789),
            Err(CashError::TooLittle { .. })
        ));
        assert!(matches!(
            change(3_790, 23_790),
            Err(CashError::TooMuch { .. })
        ));
        assert!(matches!(
            change(3_790, 4_001),
            Err(CashError::NotWhole { .. })
        ));
        assert!(matches!(
            change(1_000, i64::MAX),
            Err(CashError::TooMuch { .. })
        ));
    }

    #[test]
    fn a_total_that_grew_is_noticed() {
        let cash = Cash::new(Money::minor(4_000), Some(Money::minor(5_000))).expect("cash");
        assert!(cash.change(Money::minor(5_100)).is_err());
    }
}
