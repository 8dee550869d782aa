//! What a table adds up to: how many items, and the sum of their digests, in whatever order they are
//! read.
//!
//! DynamoDB deletes items whose time has come (TTL) when it likes, each table for itself. So that
//! this is not taken for a difference, what has an end is summed by the minute of its end, and left
//! out when that has come.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Serialize};

use super::canonical::{Attributes, Digest};

const MINUTE: i64 = 60;

/// Ends that are further away are all one: no copy takes so long.
const FAR: i64 = 7 * 24 * 3_600;

/// An end that is longer ago counts for none (Amazon DynamoDB, "Using time to live").
const LONG_AGO: i64 = 5 * 365 * 24 * 3_600;

/// So many items, with this sum of digests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) items: u64,
    #[serde(with = "hexadecimal")]
    pub(crate) sum: Digest,
}

impl Tally {
    fn add(&mut self, digest: Digest) {
        self.items += 1;
        self.sum = self.sum.wrapping_add(digest);
    }

    fn merge(&mut self, other: Tally) {
        self.items += other.items;
        self.sum = self.sum.wrapping_add(other.sum);
    }

    /// 32 hexadecimal digits.
    pub(crate) fn checksum(&self) -> String {
        format!("{:032x}", self.sum)
    }
}

/// What was read of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checksum {
    /// What has no end.
    pub(crate) lasting: Tally,
    /// What has one, by the minute it is in.
    passing: BTreeMap<i64, Tally>,
}

impl Checksum {
    pub(crate) fn add(&mut self, digest: Digest, end: Option<Seconds>, now: Seconds) {
        match end {
            None => self.lasting.add(digest),
            Some(end) => {
                let end = if end - now > FAR { i64::MAX } else { end };
                self.passing.entry(end / MINUTE).or_default().add(digest);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: &Checksum) {
        self.lasting.merge(other.lasting);
        for (minute, tally) in &other.passing {
            self.passing.entry(*minute).or_default().merge(*tally);
        }
    }

    /// Without what may be gone by then.
    pub(crate) fn at(&self, now: Seconds) -> Tally {
        let mut tally = self.lasting;
        for (_, passing) in self.passing.range(now / MINUTE + 1..) {
            tally.merge(*passing);
        }
        tally
    }
}

/// Since 1970.
pub(crate) type Seconds = i64;

/// When DynamoDB may delete an item, by the attribute that says so.
pub(crate) fn end_of(item: &Attributes, attribute: Option<&str>, now: Seconds) -> Option<Seconds> {
    let AttributeValue::N(number) = item.get(attribute?)? else {
        return None;
    };
    let end = number.split('.').next()?.parse().ok()?;
    (end > now - LONG_AGO).then_some(end)
}

/// The time it is.
pub(crate) fn now() -> Seconds {
    crate::age::now().milliseconds() / 1_000
}

mod hexadecimal {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(sum: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{sum:032x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<u128, D::Error> {
        let text = String::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Seconds = 1_800_000_000;

    fn of(items: &[(Digest, Option<Seconds>)]) -> Checksum {
        let mut checksum = Checksum::default();
        for (digest, end) in items {
            checksum.add(*digest, *end, NOW);
        }
        checksum
    }

    #[test]
    fn what_may_be_gone_is_left_out() {
        let whole = of(&[
            (1, None),
            (2, Some(NOW + 30)),
            (3, Some(NOW + 3_600)),
            (4, Some(i64::MAX)),
        ]);
        let swept = of(&[(1, None), (3, Some(NOW + 3_600)), (4, Some(i64::MAX))]);
        assert_ne!(whole.at(NOW - 120), swept.at(NOW - 120));
        assert_eq!(whole.at(NOW + 60), swept.at(NOW + 60));
        assert_eq!(whole.at(NOW + 60).items, 3);
        assert_eq!(whole.lasting, Tally { items: 1, sum: 1 });
    }

    #[test]
    fn an_end_is_a_number_and_not_long_ago() {
        let item = |value| Attributes::from([("until".to_owned(), value)]);
        let end = |value| end_of(&item(value), Some("until"), NOW);
        assert_eq!(end(AttributeValue::N("1800000060".into())), Some(NOW + 60));
        assert_eq!(
            end(AttributeValue::N("1800000060.5".into())),
            Some(NOW + 60)
        );
        assert_eq!(end(AttributeValue::N("5".into())), None);
        assert_eq!(end(AttributeValue::S("1800000060".into())), None);
        assert_eq!(
            end_of(&item(AttributeValue::N("1800000060".into())), None, NOW),
            None
        );
    }

    proptest! {
        #[test]
        fn the_order_does_not_count(
            items in prop::collection::vec((any::<u128>(), prop::option::of(NOW..NOW + 1_000_000)), 0..40),
            cut in 0..40_usize,
        ) {
            let (one, other) = items.split_at(cut.min(items.len()));
            let mut parts = of(other);
            parts.merge(&of(one));
            prop_assert_eq!(&parts, &of(&items));
            let text = serde_json::to_string(&parts).unwrap();
            prop_assert_eq!(serde_json::from_str::<Checksum>(&text).unwrap(), parts);
        }

        #[test]
        fn one_item_more_less_or_other_counts(items in prop::collection::vec(any::<u128>(), 1..40), other: u128) {
            let sum = |items: &[Digest]| {
                of(&items.iter().map(|digest| (*digest, None)).collect::<Vec<_>>()).at(NOW)
            };
            prop_assert_ne!(sum(&items), sum(&items[1..]));
            let mut changed = items.clone();
            changed[0] = other;
            prop_assert_eq!(sum(&items) == sum(&changed), items[0] == other);
        }
    }
}
