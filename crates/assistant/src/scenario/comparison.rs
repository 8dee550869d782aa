//! How the variants of an experiment do, and whether one does better.

use std::collections::BTreeMap;

use serde::Serialize;

use super::experiment::Outcome;
use super::interval::{Difference, Interval, Share, needed};

/// The difference that the note on sample sizes is about: five points.
const DIFFERENCE_SOUGHT: f64 = 0.05;

/// How a variant does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// So many conversations have it.
    pub assigned: u32,
    /// So many of them came to this.
    pub outcomes: BTreeMap<Outcome, u32>,
}

impl Counts {
    /// So many came to this.
    pub fn of(&self, outcome: Outcome) -> u32 {
        self.outcomes.get(&outcome).copied().unwrap_or(0)
    }

    /// The share that came to this; nothing while nobody has the variant.
    pub fn share(&self, outcome: Outcome) -> Option<Share> {
        Share::of(self.of(outcome), self.assigned)
    }
}

/// How the variants of an experiment compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// How `a` does.
    pub a: Counts,
    /// How `b` does.
    pub b: Counts,
}

/// How the variants compare in one outcome.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutcomeComparison {
    /// Which outcome.
    pub outcome: Outcome,
    /// The share of `a`, and from where to where it lies.
    pub a: Option<(f64, Interval)>,
    /// The share of `b`.
    pub b: Option<(f64, Interval)>,
    /// How much larger the share of `b` is.
    pub difference: Option<Difference>,
    /// So many conversations of each variant are needed to find a difference of five points.
    pub needed: Option<u32>,
}

impl Comparison {
    /// How they compare in this.
    pub fn of(&self, outcome: Outcome) -> OutcomeComparison {
        let (a, b) = (self.a.share(outcome), self.b.share(outcome));
        let shown = |share: Share| (share.rate(), share.interval());
        let sought = |share: Share| {
            let rate = share.rate();
            needed(rate, DIFFERENCE_SOUGHT).or(needed(rate, -DIFFERENCE_SOUGHT))
        };
        OutcomeComparison {
            outcome,
            a: a.map(shown),
            b: b.map(shown),
            difference: a.zip(b).map(|(a, b)| b.above(a)),
            needed: a.and_then(sought),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_compared_once_both_have_somebody() {
        let counts = |assigned, solved| Counts {
            assigned,
            outcomes: BTreeMap::from([(Outcome::Solved, solved)]),
        };
        let none = Comparison {
            a: counts(10, 5),
            b: counts(0, 0),
        };
        assert_eq!(none.of(Outcome::Solved).difference, None);
        let both = Comparison {
            a: counts(80, 48),
            b: counts(70, 56),
        };
        let compared = both.of(Outcome::Solved);
        let difference = compared.difference.expect("both have somebody");
        assert!((difference.value - 0.2).abs() < 1e-9 && difference.is_one());
        assert_eq!(
            both.of(Outcome::ThumbsUp).difference.map(|it| it.value),
            Some(0.0)
        );
        assert!(compared.needed.is_some_and(|many| many > 1_000));
    }
}
