//! Which variant of an experiment somebody has: the same one always, without anything remembered.

use sha2::{Digest as _, Sha256};

/// There are so many buckets: shares are settled in hundredths of a percent.
pub const BUCKETS: u16 = 10_000;

/// A variant of an experiment.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Arm {
    /// What there was before.
    A,
    /// What is tried.
    B,
}

impl Arm {
    /// Both.
    pub const ALL: [Arm; 2] = [Arm::A, Arm::B];

    /// As it is written: `a`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Arm::A => "a",
            Arm::B => "b",
        }
    }

    /// The variant that is written like this.
    pub fn parse(text: &str) -> Option<Arm> {
        Arm::ALL.into_iter().find(|arm| arm.as_str() == text)
    }
}

/// The bucket of somebody in an experiment, 0 to 9 999: the first eight bytes, big-endian, of the
/// SHA-256 of the experiment's name, a zero byte and what they are known by, modulo 10 000.
///
/// Each experiment deals anew, so that those who see the one's `b` are not those who see another's.
pub fn bucket(experiment: &str, unit: &str) -> u16 {
    let mut hash = Sha256::new();
    hash.update(experiment.as_bytes());
    hash.update([0]);
    hash.update(unit.as_bytes());
    let digest = hash.finalize();
    let head = digest.iter().take(8);
    let number = head.fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    u16::try_from(number % u64::from(BUCKETS)).unwrap_or(0)
}

/// The variant of somebody: `b` for the buckets below `share_of_b`. A share that grows takes nobody
/// from `b`, and one that shrinks nobody from `a`.
pub fn arm(experiment: &str, unit: &str, share_of_b: u16) -> Arm {
    if bucket(experiment, unit) < share_of_b {
        Arm::B
    } else {
        Arm::A
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_never_change() {
        // The first 16 digits of `printf 'greeting\0anna' | sha256sum`, modulo 10 000.
        assert_eq!(bucket("greeting", "anna"), 4_640);
        assert_ne!(bucket("greeting", "anna"), bucket("farewell", "anna"));
    }

    #[test]
    fn shares_are_what_they_say() {
        for share in [0, 1_000, 5_000, 10_000] {
            let units = (0..20_000).map(|unit| format!("conversation-{unit}"));
            let many = units.filter(|unit| arm("tone", unit, share) == Arm::B);
            let many = i64::try_from(many.count()).expect("few");
            // Five standard deviations of a binomial at its widest: 354 of 20,000.
            assert!(
                (many - i64::from(share) * 2).abs() <= 354,
                "{share}: {many}"
            );
        }
    }

    #[test]
    fn whoever_has_b_keeps_it_when_the_share_grows() {
        for unit in (0..500).map(|unit| unit.to_string()) {
            if arm("tone", &unit, 2_000) == Arm::B {
                assert_eq!(arm("tone", &unit, 6_000), Arm::B);
            }
        }
    }
}
