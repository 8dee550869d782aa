//! How long things took: counts in buckets whose width is a 64th of what they hold, so that a
//! quantile is right to 1.6 %, however many are counted.

use std::time::Duration;

use serde::Serialize;

/// Each power of two has so many buckets, as a power of two.
const BITS: u32 = 6;

/// How many microseconds up to an hour fall into which bucket: (32 - 6 + 1) powers of 64 each.
const BUCKETS: usize = (32 - BITS as usize + 1) << BITS;

/// How often things took how long.
#[derive(Clone, Debug)]
pub struct Latency {
    buckets: Box<[u64]>,
    count: u64,
    longest: u64,
}

/// What is said of it, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Quantiles {
    /// How many were measured.
    pub count: u64,
    /// Half took no longer.
    pub p50_ms: f64,
    /// 95 of 100 took no longer.
    pub p95_ms: f64,
    /// 99 of 100 took no longer.
    pub p99_ms: f64,
    /// The longest.
    pub max_ms: f64,
}

impl Default for Latency {
    fn default() -> Latency {
        Latency {
            buckets: vec![0; BUCKETS].into_boxed_slice(),
            count: 0,
            longest: 0,
        }
    }
}

impl Latency {
    /// Something took so long; what took longer than an hour counts as an hour.
    pub fn note(&mut self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let micros = micros.min(u64::from(u32::MAX));
        self.buckets[bucket(micros)] += 1;
        self.count += 1;
        self.longest = self.longest.max(micros);
    }

    /// Microseconds that `share` (0 to 1) of all took no longer than: the upper end of a bucket.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "counts of requests"
    )]
    fn micros(&self, share: f64) -> u64 {
        let wanted = ((self.count as f64 * share).ceil() as u64).max(1);
        let mut seen = 0;
        for (index, count) in self.buckets.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return upper_end(index).min(self.longest);
            }
        }
        self.longest
    }

    /// What is said of it.
    pub fn quantiles(&self) -> Quantiles {
        #[allow(clippy::cast_precision_loss, reason = "below 2^32")]
        let milliseconds = |micros: u64| (micros as f64 / 10.0).round() / 100.0;
        Quantiles {
            count: self.count,
            p50_ms: milliseconds(self.micros(0.50)),
            p95_ms: milliseconds(self.micros(0.95)),
            p99_ms: milliseconds(self.micros(0.99)),
            max_ms: milliseconds(self.longest),
        }
    }
}

/// Small numbers have a bucket each; others share one with those that have the same seven highest
/// bits.
fn bucket(micros: u64) -> usize {
    let shift = (u64::BITS - micros.leading_zeros()).saturating_sub(BITS + 1);
    let index = (u64::from(shift) << BITS) + (micros >> shift);
    usize::try_from(index).unwrap_or(usize::MAX)
}

/// The largest number in a bucket.
fn upper_end(bucket: usize) -> u64 {
    let index = bucket as u64;
    let shift = (index >> BITS).saturating_sub(1);
    let highest = index - (shift << BITS);
    ((highest + 1) << shift) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_within_its_bucket_and_buckets_are_narrow() {
        let mut number = 0_u64;
        while u32::try_from(number).is_ok() {
            let index = bucket(number);
            assert!(index < BUCKETS, "{number}");
            let end = upper_end(index);
            assert!(
                end >= number && end - number <= number / 64,
                "{number}: {end}"
            );
            assert!(index == 0 || upper_end(index - 1) < number, "{number}");
            number += number / 7 + 1;
        }
        assert_eq!(bucket(u64::from(u32::MAX)), BUCKETS - 1);
    }

    #[test]
    fn quantiles_are_those_of_what_was_counted() {
        let mut latency = Latency::default();
        assert_eq!(latency.quantiles(), Quantiles::default());
        for micros in 1..=1_000 {
            latency.note(Duration::from_micros(micros * 100));
        }
        let Quantiles {
            count,
            p50_ms,
            p95_ms,
            p99_ms,
            max_ms,
        } = latency.quantiles();
        assert_eq!((count, max_ms), (1_000, 100.0));
        for (found, exact) in [(p50_ms, 50.0), (p95_ms, 95.0), (p99_ms, 99.0)] {
            assert!(
                found >= exact && found <= exact * 1.016 + 0.01,
                "{found} {exact}"
            );
        }
        latency.note(Duration::from_secs(100_000));
        assert!(latency.quantiles().max_ms > 3_600_000.0);
    }
}
