//! The digests of a table's items, as many as memory has been set aside for.
//!
//! A table with more is compared in several rounds, each about a range of keys' digests: the range is
//! halved until what is in it fits.

use std::sync::atomic::{AtomicU64, Ordering};

use super::canonical::Digest;

/// So many items at once: 32 bytes each, twice that while the list grows.
pub(crate) const ITEMS_MAX: usize = 4_000_000;

/// The items whose keys' digests are in a range.
#[derive(Debug)]
pub(crate) struct Digests {
    first: Digest,
    last: Digest,
    items_max: usize,
    /// Of the key, and of the whole item.
    items: Vec<(Digest, Digest)>,
}

/// Digests that are complete and can be looked for.
#[derive(Debug)]
pub(crate) struct Sorted {
    digests: Digests,
    seen: Vec<AtomicU64>,
}

/// What is known of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Same,
    Other,
    Missing,
    /// It is another round's.
    OutOfRange,
}

impl Digests {
    /// Those from `first` on.
    pub(crate) fn from(first: Digest, items_max: usize) -> Digests {
        Digests {
            first,
            last: Digest::MAX,
            items_max,
            items: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, key: Digest, item: Digest) {
        if !self.has_in_range(key) {
            return;
        }
        while self.items.len() >= self.items_max && self.last > self.first {
            self.last = self.first + (self.last - self.first) / 2;
            let last = self.last;
            self.items.retain(|(key, _)| *key <= last);
        }
        if self.has_in_range(key) {
            self.items.push((key, item));
        }
    }

    pub(crate) fn sorted(mut self) -> Sorted {
        self.items.sort_unstable();
        // What was read twice, since it was written meanwhile, is one item.
        self.items.dedup_by_key(|(key, _)| *key);
        let words = self.items.len().div_ceil(64);
        Sorted {
            digests: self,
            seen: (0..words).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    fn has_in_range(&self, key: Digest) -> bool {
        (self.first..=self.last).contains(&key)
    }
}

impl Sorted {
    /// Compares an item of the other table, and remembers that it has one of this key.
    pub(crate) fn look(&self, key: Digest, item: Digest) -> Known {
        if !self.digests.has_in_range(key) {
            return Known::OutOfRange;
        }
        let items = &self.digests.items;
        let Ok(place) = items.binary_search_by_key(&key, |(key, _)| *key) else {
            return Known::Missing;
        };
        self.seen[place / 64].fetch_or(1 << (place % 64), Ordering::Relaxed);
        if items[place].1 == item {
            Known::Same
        } else {
            Known::Other
        }
    }

    /// Whether an item of this key was read here and not seen at the other table.
    pub(crate) fn is_extra(&self, key: Digest) -> bool {
        let place = self
            .digests
            .items
            .binary_search_by_key(&key, |(key, _)| *key);
        place.is_ok_and(|place| !self.was_seen(place))
    }

    pub(crate) fn has_extra(&self) -> bool {
        (0..self.digests.items.len()).any(|place| !self.was_seen(place))
    }

    /// Where the next round begins; `None` after the last.
    pub(crate) fn next(&self) -> Option<Digest> {
        self.digests.last.checked_add(1)
    }

    fn was_seen(&self, place: usize) -> bool {
        self.seen[place / 64].load(Ordering::Relaxed) >> (place % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// With room for few at once it comes to the same, in more rounds.
        #[test]
        fn rounds_find_what_differs(
            ours in prop::collection::btree_map(any::<Digest>(), 0..3_u128, 0..60),
            theirs in prop::collection::btree_map(any::<Digest>(), 0..3_u128, 0..60),
            shared in prop::collection::btree_map(any::<Digest>(), 0..3_u128, 0..60),
            items_max in 1..20_usize,
        ) {
            let with = |more: BTreeMap<Digest, Digest>| {
                let mut all = shared.clone();
                all.extend(more);
                all
            };
            let (ours, theirs) = (with(ours), with(theirs));
            let (mut same, mut other, mut missing, mut extra) = (0, 0, 0, 0);
            let mut first = Some(0);
            while let Some(begin) = first {
                let mut digests = Digests::from(begin, items_max);
                for (key, item) in &ours {
                    digests.add(*key, *item);
                }
                prop_assert!(digests.items.len() <= items_max);
                let sorted = digests.sorted();
                for (key, item) in &theirs {
                    match sorted.look(*key, *item) {
                        Known::Same => same += 1,
                        Known::Other => other += 1,
                        Known::Missing => missing += 1,
                        Known::OutOfRange => {}
                    }
                }
                let unseen = ours.keys().filter(|key| sorted.is_extra(**key)).count();
                prop_assert_eq!(unseen > 0, sorted.has_extra());
                extra += unseen;
                first = sorted.next();
            }
            let is = |key: &Digest, item: &Digest| theirs.get(key) == Some(item);
            prop_assert_eq!(same, ours.iter().filter(|(key, item)| is(key, item)).count());
            prop_assert_eq!(same + other + missing, theirs.len());
            prop_assert_eq!(same + other + extra, ours.len());
        }
    }
}
