//! Randomness that replays.

use sha2::{Digest, Sha256};

/// The random numbers of one execution, all drawn from the seed its start event carries.
///
/// The `n`th block of 32 bytes is the SHA-256 of the seed and `n`; numbers are taken from the
/// blocks in turn. The same seed gives the same numbers in every release.
#[derive(Clone, Debug)]
pub struct Random {
    seed: [u8; 32],
    /// The number of 64-bit words taken so far.
    drawn: u64,
    /// The block the last word came from.
    block: [u8; 32],
}

/// The 64-bit words in a block.
const WORDS_PER_BLOCK: u64 = 4;

impl Random {
    /// The numbers that follow from `seed`.
    pub fn from_seed(seed: [u8; 32]) -> Random {
        Random {
            seed,
            drawn: 0,
            block: [0; 32],
        }
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        if self.drawn.is_multiple_of(WORDS_PER_BLOCK) {
            let mut hash = Sha256::new();
            hash.update(self.seed);
            hash.update((self.drawn / WORDS_PER_BLOCK).to_be_bytes());
            self.block = hash.finalize().into();
        }
        let word = (self.drawn % WORDS_PER_BLOCK) as usize;
        self.drawn = self.drawn.wrapping_add(1);
        let (words, _) = self.block.as_chunks::<8>();
        u64::from_be_bytes(words[word])
    }

    /// The next 128 bits.
    pub fn next_u128(&mut self) -> u128 {
        u128::from(self.next_u64()) << 64 | u128::from(self.next_u64())
    }

    /// A number in 0.0..1.0.
    #[allow(
        clippy::cast_precision_loss,
        reason = "53 bits fit in a double's mantissa"
    )]
    pub fn next_f64(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A version 4 UUID, lower case.
    pub fn next_uuid(&mut self) -> String {
        let version_and_variant = 0x4000_8000_0000_0000_0000;
        let free_bits = u128::MAX ^ 0xf000_c000_0000_0000_0000;
        let bits = (self.next_u128() & free_bits) | version_and_variant;
        let hex = format!("{bits:032x}");
        let parts = [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ];
        parts.join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_these_numbers_for_ever() {
        let mut random = Random::from_seed([7; 32]);
        let first: Vec<u64> = (0..6).map(|_| random.next_u64()).collect();
        assert_eq!(first, PINNED);
        let mut again = Random::from_seed([7; 32]);
        assert_eq!(
            again.next_u128(),
            u128::from(PINNED[0]) << 64 | u128::from(PINNED[1])
        );
    }

    const PINNED: [u64; 6] = [
        8_973_355_981_674_781_182,
        9_520_175_003_376_276_752,
        10_827_762_907_707_891_739,
        5_848_241_934_728_440_794,
        17_447_686_075_078_311_304,
        16_655_286_702_235_054_048,
    ];

    #[test]
    fn uuids_are_version_4() {
        let mut random = Random::from_seed([0; 32]);
        for _ in 0..100 {
            let uuid = random.next_uuid();
            assert_eq!(uuid.len(), 36);
            assert_eq!(uuid.as_bytes()[14], b'4');
            assert!(matches!(uuid.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
            assert_ne!(uuid, random.next_uuid());
        }
    }

    #[test]
    fn fractions_stay_below_one() {
        let mut random = Random::from_seed([1; 32]);
        for _ in 0..1_000 {
            assert!((0.0..1.0).contains(&random.next_f64()));
        }
    }
}
