//! Chance, from a seed: the same seed gives the same people.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub struct Random(u64);

/// What separates the streams of one seed: the golden ratio.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// The chance of one person of a seed.
    pub fn new(seed: u64, person: u64) -> Random {
        let mut of_seed = Random(seed);
        let base = of_seed.next();
        Random(base ^ person.wrapping_mul(STEP).rotate_left(17))
    }

    /// 64 bits.
    #[allow(clippy::should_implement_trait, reason = "it never ends")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below `bound`; 0 when `bound` is.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u128::try_from(bound).unwrap_or_default();
        usize::try_from((u128::from(self.next()) * bound) >> 64).unwrap_or_default()
    }

    /// One of them; `None` when there is none.
    pub fn one_of<'t, T>(&mut self, things: &'t [T]) -> Option<&'t T> {
        things.get(self.below(things.len()))
    }

    /// Whether something happens that happens so many times in a hundred.
    pub fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share as usize
    }

    /// A number from 0 to 1.
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number between two.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// How long it is, in units of the mean, until something comes that comes by itself.
    pub fn wait(&mut self) -> f64 {
        -(1.0 - self.unit()).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spread_and_the_same_for_the_same_seed() {
        let draw = |seed, person| {
            let mut random = Random::new(seed, person);
            (0..1_000).map(|_| random.below(10)).collect::<Vec<_>>()
        };
        let drawn = draw(7, 1);
        assert_eq!(drawn, draw(7, 1));
        assert_ne!(drawn, draw(7, 2));
        assert_ne!(drawn, draw(8, 1));
        for digit in 0..10 {
            let times = drawn.iter().filter(|drawn| **drawn == digit).count();
            assert!((50..150).contains(&times), "{digit}: {times}");
        }
        assert_eq!(Random::new(1, 1).below(0), 0);
        let mut random = Random::new(3, 3);
        let mean = (0..10_000).map(|_| random.wait()).sum::<f64>() / 10_000.0;
        assert!((0.95..1.05).contains(&mean), "{mean}");
    }
}
