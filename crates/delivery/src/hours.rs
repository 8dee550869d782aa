//! When a store is open: a week that repeats, days that are different, and a pause.
//!
//! Hours are civil times of the store's time zone, and become instants day by day, so that a day
//! on which clocks change has the length it has.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// How many days ahead an opening is looked for; what opens later is closed for good.
pub const OPENING_DAYS_MAX: i32 = 92;

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// The first.
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// The sixth.
    Saturday,
    /// The seventh.
    Sunday,
}

impl Day {
    /// Every day, from Monday.
    pub const ALL: [Day; 7] = [
        Day::Monday,
        Day::Tuesday,
        Day::Wednesday,
        Day::Thursday,
        Day::Friday,
        Day::Saturday,
        Day::Sunday,
    ];

    /// Of a date.
    pub fn of(date: Date) -> Day {
        match date.weekday() {
            Weekday::Monday => Day::Monday,
            Weekday::Tuesday => Day::Tuesday,
            Weekday::Wednesday => Day::Wednesday,
            Weekday::Thursday => Day::Thursday,
            Weekday::Friday => Day::Friday,
            Weekday::Saturday => Day::Saturday,
            Weekday::Sunday => Day::Sunday,
        }
    }

    /// The day before.
    pub(crate) fn before(self) -> Day {
        Day::ALL[(self as usize + 6) % 7]
    }
}

/// Part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// When it begins.
    pub from: Time,
    /// When it is over; the next day, when that is not after `from`.
    pub to: Time,
}

/// A stop that is not in the hours: the kitchen is full, the power is out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Pause {
    /// There is none.
    #[default]
    None,
    /// It ends by itself.
    Until {
        /// When.
        at: Timestamp,
    },
    /// Somebody ends it.
    UntilResumed,
}

/// When a store is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Where its clock hangs: `America/Sao_Paulo`.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub time_zone: TimeZone,
    /// Of each day of the week; a day that is left out is closed.
    pub week: BTreeMap<Day, Vec<Span>>,
    /// Of dates on which the week does not hold: a holiday has none.
    #[serde(default)]
    pub exceptions: BTreeMap<Date, Vec<Span>>,
    /// A stop.
    #[serde(default)]
    pub pause: Pause,
}

/// Whether a store takes orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum OpenState {
    /// It does.
    Open {
        /// Until when.
        until: Timestamp,
    },
    /// It does not.
    Closed {
        /// From when it does again, when that is known.
        opens_at: Option<Timestamp>,
    },
    /// It would.
    Paused {
        /// Until when, when that is known.
        until: Option<Timestamp>,
    },
}

impl Hours {
    /// Whether the store takes orders now.
    pub fn opens(&self, now: Timestamp) -> OpenState {
        let today = now.to_zoned_datetime(self.time_zone.clone()).date();
        let opening = |days: i32| {
            let date = today.checked_add(jiff::Span::new().days(days)).ok()?;
            self.openings(date)
                .into_iter()
                .find(|opening| opening.1 > now)
        };
        // From yesterday, whose evening may go on.
        let next = (-1..=OPENING_DAYS_MAX).find_map(opening);
        match next {
            Some((from, _)) if from > now => OpenState::Closed {
                opens_at: Some(from),
            },
            None => OpenState::Closed { opens_at: None },
            Some((_, until)) => match self.pause {
                Pause::UntilResumed => OpenState::Paused { until: None },
                Pause::Until { at } if at > now => OpenState::Paused { until: Some(at) },
                Pause::None | Pause::Until { .. } => OpenState::Open {
                    until: self.closing(now, until),
                },
            },
        }
    }

    /// The end of an opening, and of those that follow without a break.
    fn closing(&self, now: Timestamp, until: Timestamp) -> Timestamp {
        let today = now.to_zoned_datetime(self.time_zone.clone()).date();
        let days = (0..=7).filter_map(|days| today.checked_add(jiff::Span::new().days(days)).ok());
        let openings = days.flat_map(|date| self.openings(date));
        openings.fold(
            until,
            |until, (from, to)| if from <= until { until.max(to) } else { until },
        )
    }

    /// The openings that begin on a date, in order and without overlap.
    pub(crate) fn openings(&self, date: Date) -> Vec<(Timestamp, Timestamp)> {
        let usual = || self.week.get(&Day::of(date));
        let spans = self
            .exceptions
            .get(&date)
            .or_else(usual)
            .into_iter()
            .flatten();
        let mut openings: Vec<(Timestamp, Timestamp)> = spans
            .filter_map(|span| {
                let ends = if span.to > span.from {
                    date
                } else {
                    date.tomorrow().ok()?
                };
                let from = date
                    .to_datetime(span.from)
                    .to_zoned_datetime(self.time_zone.clone())
                    .ok()?;
                let to = ends
                    .to_datetime(span.to)
                    .to_zoned_datetime(self.time_zone.clone())
                    .ok()?;
                Some((from.timestamp(), to.timestamp()))
            })
            .filter(|(from, to)| from < to)
            .collect();
        openings.sort_unstable();
        let mut joined: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(openings.len());
        for (from, to) in openings {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        joined
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn span(from: i8, to: i8) -> Span {
        Span {
            from: time(from, 0, 0, 0),
            to: time(to, 0, 0, 0),
        }
    }

    fn hours(zone: &str, spans: &[Span]) -> Hours {
        Hours {
            time_zone: TimeZone::get(zone).expect("a time zone"),
            week: Day::ALL
                .into_iter()
                .map(|day| (day, spans.to_vec()))
                .collect(),
            exceptions: BTreeMap::new(),
            pause: Pause::None,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn an_evening_goes_on_after_midnight() {
        let hours = hours("America/Sao_Paulo", &[span(18, 2)]);
        let until = at("2026-07-16T02:00-03:00");
        for now in [
            "2026-07-15T18:00-03:00",
            "2026-07-15T23:59-03:00",
            "2026-07-16T01:59-03:00",
        ] {
            assert_eq!(hours.opens(at(now)), OpenState::Open { until }, "{now}");
        }
        let opens_at = Some(at("2026-07-16T18:00-03:00"));
        assert_eq!(hours.opens(until), OpenState::Closed { opens_at });
    }

    #[test]
    fn openings_without_a_break_are_one() {
        let hours = hours("America/Sao_Paulo", &[span(0, 12), span(12, 0)]);
        let OpenState::Open { until } = hours.opens(at("2026-07-15T10:00-03:00")) else {
            panic!("closed");
        };
        assert!(until >= at("2026-07-22T00:00-03:00"), "{until}");
    }

    #[test]
    fn a_holiday_is_not_like_its_weekday() {
        let mut hours = hours("America/Sao_Paulo", &[span(11, 15)]);
        hours.exceptions.insert(date(2026, 12, 25), Vec::new());
        hours
            .exceptions
            .insert(date(2026, 12, 24), vec![span(10, 12)]);
        assert_eq!(
            hours.opens(at("2026-12-24T10:30-03:00")),
            OpenState::Open {
                until: at("2026-12-24T12:00-03:00")
            }
        );
        let opens_at = Some(at("2026-12-26T11:00-03:00"));
        assert_eq!(
            hours.opens(at("2026-12-24T12:00-03:00")),
            OpenState::Closed { opens_at }
        );
        hours.week.clear();
        assert_eq!(
            hours.opens(at("2026-12-24T12:00-03:00")),
            OpenState::Closed { opens_at: None }
        );
    }

    #[test]
    fn a_pause_ends_or_is_ended() {
        let mut hours = hours("America/Sao_Paulo", &[span(11, 15)]);
        let (now, later) = (at("2026-07-15T12:00-03:00"), at("2026-07-15T12:20-03:00"));
        hours.pause = Pause::Until { at: later };
        assert_eq!(hours.opens(now), OpenState::Paused { until: Some(later) });
        assert!(matches!(hours.opens(later), OpenState::Open { .. }));
        hours.pause = Pause::UntilResumed;
        assert_eq!(hours.opens(later), OpenState::Paused { until: None });
        assert!(matches!(
            hours.opens(at("2026-07-15T20:00-03:00")),
            OpenState::Closed { .. }
        ));
    }

    #[test]
    fn a_day_on_which_clocks_change_has_its_own_length() {
        // Clocks go from 01:59 EST to 03:00 EDT.
        let hours = hours("America/New_York", &[span(0, 6)]);
        let openings = hours.openings(date(2026, 3, 8));
        let (from, to) = openings[0];
        assert_eq!(to.duration_since(from).as_hours(), 5);
    }

    #[test]
    fn hours_are_stored_like_this() {
        let text = r#"{
            "time_zone": "America/Sao_Paulo",
            "week": { "saturday": [{ "from": "11:00:00", "to": "23:00:00" }] },
            "exceptions": { "2026-12-25": [] }
        }"#;
        let hours: Hours = serde_json::from_str(text).expect("hours");
        let again = serde_json::to_string(&hours).expect("a text");
        assert_eq!(serde_json::from_str::<Hours>(&again).expect("hours"), hours);
    }
}
