//! What a delivery costs: rules of a zone, and the parts that a fee is made of, so that every
//! centavo of it can be explained.

use jiff::civil::{DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::Money;
use crate::hours::Day;

/// How deliveries to a zone are charged. Negative amounts count as nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRules {
    /// Of every delivery.
    pub base: Money,
    /// Metres of the way that the base pays for.
    pub included_metres: u32,
    /// For each kilometre after those; every hundred metres that are begun count.
    pub per_kilometre: Money,
    /// The longest way.
    pub metres_max: u32,
    /// What the items must come to.
    pub minimum_order: Money,
    /// From which the items carry the delivery.
    pub free_from: Option<Money>,
    /// Surcharges of the hour; all that hold are added.
    #[serde(default)]
    pub bands: Vec<TimeBand>,
    /// A share of base and distance on top while there are more orders than couriers, in
    /// hundredths of a percent.
    #[serde(default)]
    pub surge_basis_points: u32,
}

/// A surcharge of the hour, in the store's civil time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeBand {
    /// On which days it begins.
    pub days: Vec<Day>,
    /// When it begins.
    pub from: Time,
    /// When it is over; the next day, when that is not after `from`.
    pub to: Time,
    /// What it adds.
    pub surcharge: Money,
}

/// What a part of a fee is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeReason {
    /// Every delivery.
    Base,
    /// The way beyond what the base pays for.
    Distance,
    /// The hour.
    TimeBand,
    /// More orders than couriers.
    Surge,
    /// The items carry the delivery: what takes the rest back.
    FreeDelivery,
}

/// A part of a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeePart {
    /// What it is for.
    pub reason_code: FeeReason,
    /// How much; negative only for [`FeeReason::FreeDelivery`].
    pub amount: Money,
}

/// A fee, and what it is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// The sum of the parts.
    pub amount: Money,
    /// In the order in which they are shown; none of them is zero.
    pub parts: Vec<FeePart>,
}

/// Why there is no fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum FeeRefusal {
    /// Too far.
    #[error("the way is {metres} m long, and the store delivers up to {metres_max} m")]
    OutOfReach {
        /// Of the way.
        metres: u32,
        /// The longest.
        metres_max: u32,
    },
    /// Too little.
    #[error("the store delivers from {minimum}: {missing} are missing")]
    BelowMinimum {
        /// What the items must come to.
        minimum: Money,
        /// What they lack.
        missing: Money,
    },
}

impl TimeBand {
    fn holds(&self, local: DateTime) -> bool {
        let (day, time) = (Day::of(local.date()), local.time());
        if self.from < self.to {
            self.days.contains(&day) && (self.from..self.to).contains(&time)
        } else {
            (self.days.contains(&day) && time >= self.from)
                || (self.days.contains(&day.before()) && time < self.to)
        }
    }
}

/// The fee of a delivery over so many metres, ordered at a civil time of the store.
pub fn fee(
    rules: &FeeRules,
    metres: u32,
    items_total: Money,
    local: DateTime,
) -> Result<Fee, FeeRefusal> {
    if metres > rules.metres_max {
        return Err(FeeRefusal::OutOfReach {
            metres,
            metres_max: rules.metres_max,
        });
    }
    if items_total < rules.minimum_order {
        let missing = rules.minimum_order.minus(items_total);
        return Err(FeeRefusal::BelowMinimum {
            minimum: rules.minimum_order,
            missing,
        });
    }
    let hundreds = metres.saturating_sub(rules.included_metres).div_ceil(100);
    let base = rules.base.max(Money::ZERO);
    let distance = rules
        .per_kilometre
        .max(Money::ZERO)
        .times(hundreds)
        .share(1_000);
    let hour: Money = rules
        .bands
        .iter()
        .filter(|band| band.holds(local))
        .map(|band| band.surcharge.max(Money::ZERO))
        .sum();
    let surge = base.plus(distance).share(rules.surge_basis_points);
    let whole: Money = [base, distance, hour, surge].into_iter().sum();
    let free = rules.free_from.is_some_and(|from| items_total >= from);
    let given = if free {
        Money::ZERO.minus(whole)
    } else {
        Money::ZERO
    };
    let parts = [
        (FeeReason::Base, base),
        (FeeReason::Distance, distance),
        (FeeReason::TimeBand, hour),
        (FeeReason::Surge, surge),
        (FeeReason::FreeDelivery, given),
    ];
    let parts = parts
        .into_iter()
        .filter(|(_, amount)| *amount != Money::ZERO)
        .map(|(reason_code, amount)| FeePart {
            reason_code,
            amount,
        })
        .collect();
    Ok(Fee {
        amount: whole.plus(given),
        parts,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;

    fn rules() -> FeeRules {
        FeeRules {
            base: Money::minor(599),
            included_metres: 1_500,
            per_kilometre: Money::minor(150),
            metres_max: 6_000,
            minimum_order: Money::minor(2_000),
            free_from: Some(Money::minor(12_000)),
            bands: vec![TimeBand {
                days: vec![Day::Friday, Day::Saturday],
                from: time(22, 0, 0, 0),
                to: time(1, 0, 0, 0),
                surcharge: Money::minor(200),
            }],
            surge_basis_points: 0,
        }
    }

    /// A Wednesday noon.
    fn noon() -> DateTime {
        date(2026, 7, 15).at(12, 0, 0, 0)
    }

    fn amount(metres: u32, items: i64, local: DateTime) -> i64 {
        fee(&rules(), metres, Money::minor(items), local)
            .expect("a fee")
            .amount
            .as_minor()
    }

    #[test]
    fn the_way_counts_by_hundreds_of_metres() {
        assert_eq!(amount(0, 5_000, noon()), 599);
        assert_eq!(amount(1_500, 5_000, noon()), 599);
        assert_eq!(amount(1_501, 5_000, noon()), 614);
        assert_eq!(amount(2_500, 5_000, noon()), 749);
    }

    #[test]
    fn the_night_passes_midnight() {
        let at = |day, hour, minute| amount(0, 5_000, date(2026, 7, day).at(hour, minute, 0, 0));
        assert_eq!(at(17, 21, 59), 599);
        assert_eq!(at(17, 22, 0), 799); // Friday
        assert_eq!(at(18, 0, 59), 799);
        assert_eq!(at(18, 1, 0), 599);
        assert_eq!(at(19, 0, 30), 799); // the Sunday that Saturday's night goes on in
        assert_eq!(at(17, 0, 30), 599); // Thursday's night is none
    }

    #[test]
    fn what_is_free_says_what_it_would_have_cost() {
        let free = fee(&rules(), 2_500, Money::minor(12_000), noon()).expect("a fee");
        assert_eq!(free.amount, Money::ZERO);
        let parts: Vec<_> = free
            .parts
            .iter()
            .map(|part| (part.reason_code, part.amount.as_minor()))
            .collect();
        let expected = [
            (FeeReason::Base, 599),
            (FeeReason::Distance, 150),
            (FeeReason::FreeDelivery, -749),
        ];
        assert_eq!(parts, expected);
    }

    #[test]
    fn too_far_and_too_little_say_by_how_much() {
        let refused = |metres, items| fee(&rules(), metres, Money::minor(items), noon());
        assert_eq!(
            refused(6_001, 100),
            Err(FeeRefusal::OutOfReach {
                metres: 6_001,
                metres_max: 6_000
            })
        );
        let missing = Money::minor(1);
        let minimum = Money::minor(2_000);
        assert_eq!(
            refused(10, 1_999),
            Err(FeeRefusal::BelowMinimum { minimum, missing })
        );
        assert!(refused(6_000, 2_000).is_ok());
    }

    prop_compose! {
        fn any_rules()(
            base in -100_i64..5_000,
            included_metres in 0_u32..3_000,
            per_kilometre in -100_i64..1_000,
            free_from in proptest::option::of(0_i64..20_000),
            surge_basis_points in 0_u32..30_000,
            surcharge in -100_i64..1_000,
        ) -> FeeRules {
            FeeRules {
                base: Money::minor(base),
                included_metres,
                per_kilometre: Money::minor(per_kilometre),
                metres_max: u32::MAX,
                minimum_order: Money::ZERO,
                free_from: free_from.map(Money::minor),
                bands: vec![TimeBand {
                    days: vec![Day::Wednesday],
                    from: time(11, 0, 0, 0),
                    to: time(14, 0, 0, 0),
                    surcharge: Money::minor(surcharge),
                }],
                surge_basis_points,
            }
        }
    }

    proptest! {
        #[test]
        fn fees_grow_with_the_way_and_add_up(
            rules in any_rules(),
            metres in 0_u32..20_000,
            further in 0_u32..20_000,
            items in 0_i64..30_000,
        ) {
            let items = Money::minor(items);
            let near = fee(&rules, metres, items, noon()).expect("a fee");
            let far = fee(&rules, metres + further, items, noon()).expect("a fee");
            prop_assert!(near.amount >= Money::ZERO);
            prop_assert!(near.amount <= far.amount);
            prop_assert_eq!(near.parts.iter().map(|part| part.amount).sum::<Money>(), near.amount);
        }
    }
}
