//! The hours in which a customer wants to be left alone, on the clock of where they are.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// From when to when nothing that can wait is sent, every day; past midnight when `to` comes
/// before `from`.
///
/// On the nights when clocks are changed the hours are never shorter than the clock on the wall
/// shows: of two readings of one time the earlier begins them and the later ends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct QuietHours {
    from: Time,
    to: Time,
}

/// Quiet hours that end when they begin: either none at all or the whole day, and so neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("quiet hours from {0} to {0} are none: leave them out, or let them end at another time")]
pub struct EmptyQuietHours(pub Time);

impl QuietHours {
    /// From `from` until just before `to`.
    pub fn new(from: Time, to: Time) -> Result<QuietHours, EmptyQuietHours> {
        if from == to {
            Err(EmptyQuietHours(from))
        } else {
            Ok(QuietHours { from, to })
        }
    }

    /// When they begin.
    pub fn from(self) -> Time {
        self.from
    }

    /// When they are over.
    pub fn to(self) -> Time {
        self.to
    }

    /// When the hours that `now` falls into end; nothing when it falls into none.
    pub fn end(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let today = zone.to_datetime(now).date();
        let yesterday = today.yesterday().ok();
        // Two days on, since the hours of one night may reach into those of the next.
        let days = [
            yesterday,
            Some(today),
            today.tomorrow().ok(),
            today.checked_add(2.days()).ok(),
        ];
        let mut quiet_until = None;
        for (start, end) in days
            .into_iter()
            .flatten()
            .filter_map(|day| self.of_night(day, zone))
        {
            let instant = quiet_until.unwrap_or(now);
            if start <= instant && instant < end {
                quiet_until = Some(end);
            }
        }
        quiet_until
    }

    /// The hours that begin on `day`.
    fn of_night(self, day: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let last = if self.from < self.to {
            day
        } else {
            day.tomorrow().ok()?
        };
        let start = zone
            .to_ambiguous_timestamp(day.to_datetime(self.from))
            .earlier()
            .ok()?;
        let end = zone
            .to_ambiguous_timestamp(last.to_datetime(self.to))
            .later()
            .ok()?;
        Some((start, end))
    }
}

/// The shape it is stored in.
#[derive(Serialize, Deserialize)]
struct Stored {
    from: Time,
    to: Time,
}

impl TryFrom<Stored> for QuietHours {
    type Error = EmptyQuietHours;

    fn try_from(stored: Stored) -> Result<QuietHours, EmptyQuietHours> {
        QuietHours::new(stored.from, stored.to)
    }
}

impl From<QuietHours> for Stored {
    fn from(hours: QuietHours) -> Stored {
        Stored {
            from: hours.from,
            to: hours.to,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use proptest::prelude::*;

    use super::*;

    fn hours(from: i8, to: i8) -> QuietHours {
        QuietHours::new(time(from, 0, 0, 0), time(to, 0, 0, 0)).expect("hours")
    }

    fn end(hours: QuietHours, now: &str, zone: &str) -> Option<String> {
        let zone = TimeZone::get(zone).expect("a zone");
        let end = hours.end(now.parse().expect("an instant"), &zone)?;
        Some(zone.to_datetime(end).to_string())
    }

    #[test]
    fn they_pass_midnight() {
        let zone = "America/Sao_Paulo";
        let night = hours(22, 8);
        // 21:59, 22:00, 00:30 and 08:00 in São Paulo.
        assert_eq!(end(night, "2026-08-04T00:59:59Z", zone), None);
        assert_eq!(
            end(night, "2026-08-04T01:00:00Z", zone).as_deref(),
            Some("2026-08-04T08:00:00")
        );
        assert_eq!(
            end(night, "2026-08-04T03:30:00Z", zone).as_deref(),
            Some("2026-08-04T08:00:00")
        );
        assert_eq!(end(night, "2026-08-04T11:00:00Z", zone), None);
        let siesta = hours(12, 14);
        assert_eq!(
            end(siesta, "2026-08-04T16:59:59Z", zone).as_deref(),
            Some("2026-08-04T14:00:00")
        );
        assert_eq!(end(siesta, "2026-08-04T17:00:00Z", zone), None);
    }

    #[test]
    fn the_second_reading_of_a_time_ends_them() {
        let until_half_past_one =
            QuietHours::new(time(22, 0, 0, 0), time(1, 30, 0, 0)).expect("hours");
        // In New York clocks go back from 02:00 to 01:00 on 2026-11-01, which is 06:00 UTC; this is
        // 01:15 for the second time.
        let end = end(
            until_half_past_one,
            "2026-11-01T06:15:00Z",
            "America/New_York",
        );
        assert_eq!(end.as_deref(), Some("2026-11-01T01:30:00"));
    }

    #[test]
    fn stored_hours_are_checked() {
        let text = "{\"from\":\"22:00:00\",\"to\":\"08:00:00\"}";
        let stored = serde_json::from_str::<QuietHours>(text).expect("hours");
        assert_eq!(stored, hours(22, 8));
        assert_eq!(serde_json::to_string(&stored).expect("json"), text);
        assert!(
            serde_json::from_str::<QuietHours>("{\"from\":\"22:00\",\"to\":\"22:00\"}").is_err()
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 4_000, failure_persistence: None, ..ProptestConfig::default()
        })]

        /// The clock on the wall is the other opinion.
        #[test]
        fn no_hour_on_the_wall_is_missed(
            from in 0_i8..48, to in 0_i8..48,
            zone in prop::sample::select(vec![
                "America/Sao_Paulo", "America/New_York", "Europe/Lisbon", "Australia/Lord_Howe",
                "Pacific/Apia", "America/Havana", "Asia/Kathmandu",
            ]),
            // 2011 to 2026: the dateline moved in Apia, summer time came and went in São Paulo.
            minutes in 21_565_440_i64..29_800_000,
            around_a_change in prop::option::of(-300_i64..300),
        ) {
            prop_assume!(from != to);
            let half_hour = |count: i8| time(count / 2, count % 2 * 30, 0, 0);
            let (from, to) = (half_hour(from), half_hour(to));
            let hours = QuietHours::new(from, to).expect("hours");
            let zone = TimeZone::get(zone).expect("a zone");
            let now = Timestamp::from_second(minutes * 60).expect("an instant");
            let change = zone.following(now).next().map(|change| change.timestamp());
            let now = match (around_a_change, change) {
                (Some(minutes), Some(change)) => change + minutes.minutes(),
                (Some(_), None) | (None, _) => now,
            };
            let on_the_wall = |instant: Timestamp| {
                let clock = zone.to_datetime(instant).time();
                if from < to { from <= clock && clock < to } else { clock >= from || clock < to }
            };
            match hours.end(now, &zone) {
                None => prop_assert!(!on_the_wall(now)),
                Some(end) => {
                    prop_assert!(now < end);
                    prop_assert_eq!(hours.end(end, &zone), None);
                    prop_assert!(!on_the_wall(end));
                }
            }
        }
    }
}
