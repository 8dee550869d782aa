//! How fast time passes: so many seconds of the town in one of life. It can change while somebody
//! waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// As fast as in life …
pub const SLOWEST: u32 = 1;

/// … and as fast as it can be followed.
pub const FASTEST: u32 = 60;

/// Whoever waits looks so often whether time passes faster now.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What is shorter, in seconds of the town, has passed: subtractions leave something.
const MOMENT: f64 = 0.001;

/// How fast time passes. Clones are the same.
#[derive(Clone, Debug)]
pub struct Pace(Arc<AtomicU32>);

impl Pace {
    /// So many times as fast as in life; 1 to 60, the nearest of them.
    pub fn new(times: u32) -> Pace {
        Pace(Arc::new(AtomicU32::new(times.clamp(SLOWEST, FASTEST))))
    }

    /// How many times as fast as in life.
    pub fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// From now on so many times as fast as in life; 1 to 60, the nearest of them.
    pub fn set(&self, times: u32) {
        self.0
            .store(times.clamp(SLOWEST, FASTEST), Ordering::Relaxed);
    }

    /// So many seconds of the town pass.
    pub async fn pass(&self, seconds: f64) {
        let mut left = seconds;
        while left > MOMENT {
            let times = f64::from(self.get());
            let wait = Duration::from_secs_f64(left / times).min(LOOK_EVERY);
            tokio::time::sleep(wait).await;
            left -= wait.as_secs_f64() * times;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn any_time_passes() {
        let pace = Pace::new(7);
        let begin = tokio::time::Instant::now();
        for tenth in 0..2_000 {
            pace.pass(f64::from(tenth) / 10.0).await;
        }
        let expected = 199_900.0 / 7.0;
        let took = begin.elapsed().as_secs_f64();
        // Sleeps end on a whole millisecond.
        assert!((expected..expected + 300.0).contains(&took), "{took}");
    }

    #[tokio::test(start_paused = true)]
    async fn time_passes_faster_once_it_is_set() {
        let pace = Pace::new(0);
        assert_eq!(pace.get(), 1);
        let begin = tokio::time::Instant::now();
        let passed = tokio::spawn({
            let pace = pace.clone();
            async move { pace.pass(130.0).await }
        });
        tokio::time::sleep(Duration::from_secs(10)).await;
        pace.set(600);
        assert_eq!(pace.get(), 60);
        passed.await.expect("it passes");
        let took = begin.elapsed().as_secs_f64();
        assert!((11.9..12.3).contains(&took), "{took}");
    }
}
