//! When an order comes: a window, never a minute. What is promised when it is placed, what is
//! expected as it goes on, and why the two differ.
//!
//! An order goes through four spans of time: confirming, preparing, being fetched, riding; a
//! moment at the door ends it. Each has an expectation and a spread, which is a share of it;
//! spreads of what is still to come add up as those of independent things do. What takes longer
//! than expected is expected to go on for a while, and nobody knows how long: its spread grows.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A time from which to which something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// When it begins.
    pub from: Timestamp,
    /// When it is over.
    pub to: Timestamp,
}

/// Seconds that the parts of an order are expected to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectation {
    /// Until store and payment are agreed.
    pub confirming_seconds: u32,
    /// In the kitchen.
    pub preparing_seconds: u32,
    /// Until a courier has it, once it is ready.
    pub fetching_seconds: u32,
    /// On the way.
    pub riding_seconds: u32,
}

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// Store and payment are not agreed yet.
    Confirming,
    /// In the kitchen.
    Preparing,
    /// Waiting for its courier.
    Fetching,
    /// On the way.
    Riding {
        /// Seconds that are left from where the courier was last seen.
        seconds_left: u32,
        /// When that was.
        seen_at: Timestamp,
    },
    /// At the door.
    AtDoor,
}

/// Why an order comes later than promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DelayReason {
    /// Store or payment took long to agree.
    Confirming,
    /// The kitchen takes longer.
    Preparing,
    /// No courier has taken it.
    Fetching,
    /// The way takes longer.
    Riding,
    /// The courier has not been seen for a while.
    CourierUnseen,
    /// The courier is at the door, and nobody opens.
    AtDoor,
}

/// At the door: ring, stairs, PIN.
const DOOR_SECONDS: f64 = 90.0;
/// How far, in spreads, a window reaches to the early and to the late side. Late is likelier: of
/// normally distributed arrivals 10 % come before it and 5 % after.
const EARLY: f64 = 1.28;
const LATE: f64 = 1.64;
/// The narrowest window.
const WIDTH_SECONDS_MIN: i64 = 6 * 60;
/// A promise is rounded outwards to this, an update to minutes.
const PROMISE_SECONDS: i64 = 5 * 60;
/// A window that ends less than this after the promise is no delay.
const DELAY_SECONDS: i64 = 2 * 60;
/// From when a courier who is not seen is a reason for a delay.
const UNSEEN_SECONDS: f64 = 120.0;

/// How uncertain a part is, as a share of what is expected of it.
struct Spread;

impl Spread {
    const CONFIRMING: f64 = 0.5;
    const PREPARING: f64 = 0.3;
    const FETCHING: f64 = 0.5;
    const RIDING: f64 = 0.2;
    /// Of what goes on longer than expected.
    const OVERDUE: f64 = 0.5;
}

/// What is still to come: the mean, and the square of the spread.
#[derive(Clone, Copy, Default)]
struct Remaining {
    mean: f64,
    variance: f64,
}

impl Remaining {
    fn then(self, seconds: f64, spread: f64) -> Remaining {
        let deviation = seconds * spread;
        Remaining {
            mean: self.mean + seconds,
            variance: self.variance + deviation * deviation,
        }
    }

    /// A part that has been going on for a while. What is overdue takes a share of what it was
    /// expected to, and of what it is late.
    fn going_on(self, expected: f64, elapsed: f64, spread: f64) -> Remaining {
        let left = expected - elapsed;
        let tail = expected * 0.15;
        if left >= tail {
            return self.then(left, spread);
        }
        let overdue = tail - left;
        let mut remaining = self.then(tail + overdue * 0.25, spread);
        remaining.variance += (overdue * Spread::OVERDUE).powi(2);
        remaining
    }

    fn window(self, now: Timestamp, rounded_to: i64) -> Window {
        let spread = self.variance.sqrt();
        // Hours at most; what does not fit is held at the ends.
        #[allow(clippy::cast_possible_truncation)]
        let after = |seconds: f64| {
            now.as_second()
                .saturating_add((seconds.max(0.0)).round() as i64)
        };
        let from = after(self.mean - EARLY * spread).div_euclid(rounded_to) * rounded_to;
        let to = after(self.mean + LATE * spread).max(from.saturating_add(WIDTH_SECONDS_MIN));
        let to = to.saturating_add(rounded_to - 1).div_euclid(rounded_to) * rounded_to;
        let instant = |second| Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
        Window {
            from: instant(from).max(now),
            to: instant(to),
        }
    }
}

impl Expectation {
    fn parts(&self) -> [f64; 4] {
        [
            self.confirming_seconds,
            self.preparing_seconds,
            self.fetching_seconds,
            self.riding_seconds,
        ]
        .map(f64::from)
    }

    /// What is promised to whoever orders now.
    pub fn promise(&self, now: Timestamp) -> Window {
        self.remaining(Stage::Confirming, now, now)
            .window(now, PROMISE_SECONDS)
    }

    /// What is expected now of an order that has been in a stage since a time, and why it comes
    /// later than promised, when it does.
    pub fn update(
        &self,
        promise: Window,
        stage: Stage,
        since: Timestamp,
        now: Timestamp,
    ) -> (Window, Option<DelayReason>) {
        let window = self.remaining(stage, since, now).window(now, 60);
        let late = window.to.duration_since(promise.to) >= SignedDuration::from_secs(DELAY_SECONDS);
        let reason = match stage {
            Stage::Confirming => DelayReason::Confirming,
            Stage::Preparing => DelayReason::Preparing,
            Stage::Fetching => DelayReason::Fetching,
            Stage::Riding { seen_at, .. } if seconds(seen_at, now) >= UNSEEN_SECONDS => {
                DelayReason::CourierUnseen
            }
            Stage::Riding { .. } => DelayReason::Riding,
            Stage::AtDoor => DelayReason::AtDoor,
        };
        (window, late.then_some(reason))
    }

    fn remaining(&self, stage: Stage, since: Timestamp, now: Timestamp) -> Remaining {
        let [confirming, preparing, fetching, riding] = self.parts();
        let elapsed = seconds(since, now);
        let none = Remaining::default();
        let door = |remaining: Remaining| remaining.then(DOOR_SECONDS, 0.5);
        match stage {
            Stage::Confirming => door(
                none.going_on(confirming, elapsed, Spread::CONFIRMING)
                    .then(preparing, Spread::PREPARING)
                    .then(fetching, Spread::FETCHING)
                    .then(riding, Spread::RIDING),
            ),
            Stage::Preparing => door(
                none.going_on(preparing, elapsed, Spread::PREPARING)
                    .then(fetching, Spread::FETCHING)
                    .then(riding, Spread::RIDING),
            ),
            Stage::Fetching => door(
                none.going_on(fetching, elapsed, Spread::FETCHING)
                    .then(riding, Spread::RIDING),
            ),
            Stage::Riding {
                seconds_left,
                seen_at,
            } => door(none.going_on(
                f64::from(seconds_left),
                seconds(seen_at, now),
                Spread::RIDING,
            )),
            Stage::AtDoor => none.going_on(DOOR_SECONDS, elapsed, 0.5),
        }
    }
}

/// From one instant to a later one.
fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64().max(0.0)
}

impl Window {
    /// How much after the window something happens; zero within it, and before it.
    pub fn lateness(&self, at: Timestamp) -> SignedDuration {
        at.duration_since(self.to).max(SignedDuration::ZERO)
    }

    /// The middle.
    pub fn middle(&self) -> Timestamp {
        let half = self.to.duration_since(self.from) / 2;
        self.from.checked_add(half).unwrap_or(self.to)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usual() -> Expectation {
        Expectation {
            confirming_seconds: 120,
            preparing_seconds: 900,
            fetching_seconds: 240,
            riding_seconds: 420,
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("a time")
    }

    fn width(window: Window) -> i64 {
        window.to.duration_since(window.from).as_secs()
    }

    #[test]
    fn a_promise_is_in_round_minutes_around_what_is_expected() {
        let promise = usual().promise(at(0));
        assert_eq!(promise.from.as_second() % 300, 0);
        assert_eq!(promise.to.as_second() % 300, 0);
        let mean = at(120 + 900 + 240 + 420 + 90);
        assert!(promise.from < mean && mean < promise.to, "{promise:?}");
        assert!((600..=1_800).contains(&width(promise)), "{promise:?}");
    }

    #[test]
    fn windows_narrow_as_an_order_goes_on() {
        let expectation = usual();
        let promise = expectation.promise(at(0));
        let riding = Stage::Riding {
            seconds_left: 420,
            seen_at: at(1_260),
        };
        let stages = [
            (Stage::Confirming, 0),
            (Stage::Preparing, 120),
            (Stage::Fetching, 1_020),
            (riding, 1_260),
        ];
        let mut before = i64::MAX;
        for (stage, since) in stages {
            let (window, reason) = expectation.update(promise, stage, at(since), at(since));
            assert!(width(window) <= before, "{stage:?} {window:?}");
            assert_eq!(reason, None, "{stage:?} {window:?}");
            before = width(window);
        }
        assert!(before >= WIDTH_SECONDS_MIN);
    }

    #[test]
    fn a_slow_kitchen_is_named() {
        let expectation = usual();
        let promise = expectation.promise(at(0));
        let after = |seconds: i64| {
            expectation.update(promise, Stage::Preparing, at(120), at(120 + seconds))
        };
        assert_eq!(after(600).1, None);
        let (late, reason) = after(2_400);
        assert_eq!(reason, Some(DelayReason::Preparing));
        assert!(late.to > promise.to && late.from > at(2_520));
    }

    #[test]
    fn a_courier_who_is_not_seen_makes_the_window_wide() {
        let expectation = usual();
        let promise = expectation.promise(at(0));
        let riding = Stage::Riding {
            seconds_left: 200,
            seen_at: at(1_500),
        };
        let (seen, _) = expectation.update(promise, riding, at(1_300), at(1_500));
        let (unseen, reason) = expectation.update(promise, riding, at(1_300), at(2_700));
        assert!(width(unseen) > width(seen));
        assert_eq!(reason, Some(DelayReason::CourierUnseen));
    }

    #[test]
    fn early_is_not_late() {
        let window = Window {
            from: at(0),
            to: at(600),
        };
        assert_eq!(window.lateness(at(-10)), SignedDuration::ZERO);
        assert_eq!(window.lateness(at(600)), SignedDuration::ZERO);
        assert_eq!(window.lateness(at(660)).as_secs(), 60);
        assert_eq!(window.middle(), at(300));
    }

    proptest! {
        #[test]
        fn a_window_is_ahead_and_never_a_minute(
            confirming_seconds in 0_u32..1_000,
            preparing_seconds in 0_u32..7_200,
            fetching_seconds in 0_u32..3_600,
            riding_seconds in 0_u32..3_600,
            elapsed in -100_i64..20_000,
            stage in 0_usize..5,
        ) {
            let expectation = Expectation {
                confirming_seconds,
                preparing_seconds,
                fetching_seconds,
                riding_seconds,
            };
            let stage = [
                Stage::Confirming,
                Stage::Preparing,
                Stage::Fetching,
                Stage::Riding { seconds_left: riding_seconds, seen_at: at(0) },
                Stage::AtDoor,
            ][stage];
            let promise = expectation.promise(at(0));
            let (window, _) = expectation.update(promise, stage, at(0), at(elapsed));
            prop_assert!(window.from >= at(elapsed));
            prop_assert!(window.to.duration_since(at(elapsed)).as_secs() >= 300, "{window:?}");
            prop_assert!(window.from < window.to);
        }
    }
}
