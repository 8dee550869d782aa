//! Choices that follow from one number, so that a run can be made again.

use std::ops::Range;

/// Numbers that follow from a seed. Not for secrets.
///
/// Source: Sebastiano Vigna, `splitmix64.c` (public domain).
#[derive(Clone, Debug)]
pub(crate) struct Choices(u64);

impl Choices {
    pub(crate) fn from_seed(seed: u64) -> Choices {
        Choices(seed)
    }

    pub(crate) fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `range`, which is not empty. Slightly biased where the range is huge.
    pub(crate) fn within(&mut self, range: Range<u64>) -> u64 {
        range.start + self.next_u64() % (range.end - range.start)
    }

    /// A place in something that has `length` places, which is not zero.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        let place = self.within(0..length as u64);
        usize::try_from(place).expect("it is below a usize")
    }

    /// True in `percent` of the cases.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.within(0..100) < percent
    }

    /// Choices of somebody else's, that follow from the same seed.
    pub(crate) fn fork(&mut self) -> Choices {
        Choices(self.next_u64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_choices() {
        let of = |seed| {
            let mut choices = Choices::from_seed(seed);
            let mut fork = choices.fork();
            [choices.next_u64(), choices.within(3..9), fork.next_u64()]
        };
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
        assert!((3..9).contains(&of(7)[1]));
    }
}
