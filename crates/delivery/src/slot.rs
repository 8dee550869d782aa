//! Times that a delivery can be ordered for: even parts of the store's openings, each with room
//! for so many orders.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::eta::Window;
use crate::hours::Hours;

/// How openings are cut into slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlotRules {
    /// How long a slot is.
    pub minutes: NonZeroU16,
    /// How long before a slot begins it must be ordered.
    pub lead_minutes: u16,
    /// Orders in one slot.
    pub capacity: u32,
    /// How many days ahead; 0 is today alone.
    pub days_ahead: u16,
}

/// A time that a delivery can be ordered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// When it begins.
    pub from: Timestamp,
    /// When it is over.
    pub to: Timestamp,
    /// How many more orders it has room for; a full one is shown, and cannot be taken.
    pub left: u32,
}

impl Slot {
    /// The window that is promised with it.
    pub fn window(&self) -> Window {
        Window {
            from: self.from,
            to: self.to,
        }
    }
}

/// The slots that begin on a day of the store and can still be ordered. `taken` counts the orders
/// of each slot by when it begins.
pub fn slots(
    rules: &SlotRules,
    hours: &Hours,
    day: Date,
    now: Timestamp,
    taken: &BTreeMap<Timestamp, u32>,
) -> Vec<Slot> {
    let today = now.to_zoned_datetime(hours.time_zone.clone()).date();
    let last = today.saturating_add(jiff::Span::new().days(i64::from(rules.days_ahead)));
    if day > last {
        return Vec::new();
    }
    let length = SignedDuration::from_mins(i64::from(rules.minutes.get()));
    let lead = SignedDuration::from_mins(i64::from(rules.lead_minutes));
    let mut slots = Vec::new();
    for (opens, closes) in hours.openings(day) {
        let mut from = opens;
        while let Some(to) = from.checked_add(length).ok().filter(|to| *to <= closes) {
            if from.duration_since(now) >= lead {
                let taken = taken.get(&from).copied().unwrap_or(0);
                slots.push(Slot {
                    from,
                    to,
                    left: rules.capacity.saturating_sub(taken),
                });
            }
            from = to;
        }
    }
    slots
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use jiff::tz::TimeZone;

    use super::*;
    use crate::hours::{Day, Pause, Span};

    fn rules() -> SlotRules {
        SlotRules {
            minutes: NonZeroU16::new(30).expect("not zero"),
            lead_minutes: 45,
            capacity: 4,
            days_ahead: 7,
        }
    }

    fn hours(zone: &str, from: i8, to: i8) -> Hours {
        let span = Span {
            from: time(from, 0, 0, 0),
            to: time(to, 0, 0, 0),
        };
        Hours {
            time_zone: TimeZone::get(zone).expect("a time zone"),
            week: Day::ALL.into_iter().map(|day| (day, vec![span])).collect(),
            exceptions: BTreeMap::new(),
            pause: Pause::None,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn slots_are_offered_until_their_cut_off() {
        let hours = hours("America/Sao_Paulo", 18, 21);
        let slots = |now: &str| {
            slots(
                &rules(),
                &hours,
                date(2026, 7, 15),
                at(now),
                &BTreeMap::new(),
            )
            .len()
        };
        assert_eq!(slots("2026-07-15T17:15-03:00"), 6);
        assert_eq!(slots("2026-07-15T17:16-03:00"), 5);
        assert_eq!(slots("2026-07-15T19:45-03:00"), 1);
        assert_eq!(slots("2026-07-15T20:00-03:00"), 0);
        assert_eq!(slots("2026-07-08T00:00-03:00"), 6);
        assert_eq!(slots("2026-07-07T23:59-03:00"), 0);
    }

    #[test]
    fn a_full_slot_has_nothing_left() {
        let hours = hours("America/Sao_Paulo", 18, 19);
        let (first, second) = (at("2026-07-15T18:00-03:00"), at("2026-07-15T18:30-03:00"));
        let taken = BTreeMap::from([(first, 1), (second, 9)]);
        let now = at("2026-07-15T09:00-03:00");
        let left: Vec<u32> = slots(&rules(), &hours, date(2026, 7, 15), now, &taken)
            .iter()
            .map(|slot| slot.left)
            .collect();
        assert_eq!(left, [3, 0]);
    }

    #[test]
    fn no_slot_is_in_the_hour_that_clocks_skip_and_the_one_they_repeat_has_its_own() {
        let hours = hours("America/New_York", 0, 6);
        let count = |day, now: &str| slots(&rules(), &hours, day, at(now), &BTreeMap::new()).len();
        assert_eq!(count(date(2026, 3, 8), "2026-03-07T12:00-05:00"), 10);
        assert_eq!(count(date(2026, 11, 1), "2026-10-31T12:00-04:00"), 14);
    }
}
