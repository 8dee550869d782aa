//! Instants of time.

use std::fmt;

/// An instant, exact to the nanosecond. AWS shows milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    seconds: i64,
    /// Nanoseconds since that second, below 1,000,000,000.
    nanoseconds: u32,
}

const NANOSECONDS_PER_SECOND: i64 = 1_000_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

impl Timestamp {
    /// The instant `nanoseconds` after 1970-01-01T00:00:00Z.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the remainder is in 0..1,000,000,000"
    )]
    pub const fn from_nanoseconds(nanoseconds: i64) -> Timestamp {
        Timestamp {
            seconds: nanoseconds.div_euclid(NANOSECONDS_PER_SECOND),
            nanoseconds: nanoseconds.rem_euclid(NANOSECONDS_PER_SECOND) as u32,
        }
    }

    /// The instant `milliseconds` after 1970-01-01T00:00:00Z.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the remainder is in 0..1,000"
    )]
    pub const fn from_milliseconds(milliseconds: i64) -> Timestamp {
        Timestamp {
            seconds: milliseconds.div_euclid(1_000),
            nanoseconds: milliseconds.rem_euclid(1_000) as u32 * 1_000_000,
        }
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z; the nearest there is for an instant before the
    /// year 1678 or after 2261.
    pub const fn nanoseconds(self) -> i64 {
        self.seconds
            .saturating_mul(NANOSECONDS_PER_SECOND)
            .saturating_add(self.nanoseconds as i64)
    }

    /// Whole milliseconds since 1970-01-01T00:00:00Z.
    pub const fn milliseconds(self) -> i64 {
        self.seconds
            .saturating_mul(1_000)
            .saturating_add(self.nanoseconds as i64 / 1_000_000)
    }

    /// The instant so many seconds later; the last one there is when that is too late.
    #[must_use]
    pub const fn plus_seconds(self, seconds: u32) -> Timestamp {
        Timestamp {
            seconds: self.seconds.saturating_add(seconds as i64),
            nanoseconds: self.nanoseconds,
        }
    }

    /// The instant so many nanoseconds later; the last one there is when that is too late.
    #[must_use]
    pub const fn plus_nanoseconds(self, nanoseconds: i64) -> Timestamp {
        let later = Timestamp::from_nanoseconds(
            self.nanoseconds as i64 + nanoseconds % NANOSECONDS_PER_SECOND,
        );
        Timestamp {
            seconds: self
                .seconds
                .saturating_add(nanoseconds / NANOSECONDS_PER_SECOND)
                .saturating_add(later.seconds),
            nanoseconds: later.nanoseconds,
        }
    }

    /// Reads an ISO 8601 extended date-time with an offset, as RFC 3339 has it:
    /// `2016-03-14T01:59:00Z`, `2016-03-14T01:59:00.243167252+01:00`. `T` and `Z` are upper
    /// case. There are no leap seconds, as for Java.
    pub fn parse(text: &str) -> Option<Timestamp> {
        let mut fields = Fields(text.as_bytes());
        let year = fields.number(4)?;
        fields.expect(b'-')?;
        let month = fields.number(2).filter(|month| (1..=12).contains(month))?;
        fields.expect(b'-')?;
        let day = fields.number(2)?;
        if !(1..=days_in_month(year, month)).contains(&day) {
            return None;
        }
        fields.expect(b'T')?;
        let hour = fields.number(2).filter(|hour| *hour < 24)?;
        fields.expect(b':')?;
        let minute = fields.number(2).filter(|minute| *minute < 60)?;
        fields.expect(b':')?;
        let second = fields.number(2).filter(|second| *second < 60)?;
        let nanoseconds = match fields.expect(b'.') {
            Some(()) => fields.fraction()?,
            None => 0,
        };
        let offset_seconds = fields.offset_seconds()?;
        if !fields.0.is_empty() {
            return None;
        }
        let day_seconds = (hour * 60 + minute) * 60 + second;
        Some(Timestamp {
            seconds: days_since_epoch(year, month, day) * SECONDS_PER_DAY + day_seconds
                - offset_seconds,
            nanoseconds,
        })
    }
}

/// As AWS shows it in the context object: `2016-03-14T01:59:00.000Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date(self.seconds.div_euclid(SECONDS_PER_DAY));
        let seconds = self.seconds.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let milliseconds = self.nanoseconds / 1_000_000;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z"
        )
    }
}

/// What is left of the text.
struct Fields<'t>(&'t [u8]);

impl Fields<'_> {
    fn expect(&mut self, byte: u8) -> Option<()> {
        self.0 = self.0.strip_prefix(&[byte])?;
        Some(())
    }

    /// Exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number.iter().try_fold(0, |number, byte| {
            byte.is_ascii_digit()
                .then(|| number * 10 + i64::from(byte - b'0'))
        })
    }

    /// One to nine digits behind the point, in nanoseconds.
    fn fraction(&mut self) -> Option<u32> {
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit());
        let digits = digits.count();
        if !(1..=9).contains(&digits) {
            return None;
        }
        let (fraction, rest) = self.0.split_at(digits);
        self.0 = rest;
        Some((0..9).fold(0, |nanoseconds, place| {
            let digit = fraction.get(place).map_or(0, |byte| byte - b'0');
            nanoseconds * 10 + u32::from(digit)
        }))
    }

    /// `Z`, `+01:00` or `-01:00`, at most 18 hours, as for Java.
    fn offset_seconds(&mut self) -> Option<i64> {
        if self.expect(b'Z').is_some() {
            return Some(0);
        }
        let sign = match (self.expect(b'+'), self.expect(b'-')) {
            (Some(()), None) => 1,
            (None, Some(())) => -1,
            _ => return None,
        };
        let hours = self.number(2)?;
        self.expect(b':')?;
        let minutes = self.number(2).filter(|minutes| *minutes < 60)?;
        let seconds = hours * 3_600 + minutes * 60;
        (seconds <= 18 * 3_600).then_some(sign * seconds)
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar (Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`).
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_since_epoch`]: year, month and day.
fn date(days_since_epoch: i64) -> (i64, i64, i64) {
    let days = days_since_epoch + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_aws_reads() {
        for (text, shown) in [
            ("2016-03-14T01:59:00Z", "2016-03-14T01:59:00.000Z"),
            ("2016-03-05T21:29:29.243167252Z", "2016-03-05T21:29:29.243Z"),
            ("2016-03-14T01:59:00.00Z", "2016-03-14T01:59:00.000Z"),
            ("2016-03-01T00:30:00+01:00", "2016-02-29T23:30:00.000Z"),
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"),
        ] {
            let timestamp = Timestamp::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(timestamp.to_string(), shown);
        }
    }

    #[test]
    fn refuses_what_aws_refuses() {
        for text in [
            "",
            "2016-13-05T21:29:29Z",
            "05-12-2016T21:29:29Z",
            "2016-12-05T25:29:29Z",
            "2016-12-05T21:29:29",
            "2016-12-05T21:29:29.000000",
            "2023-02-24 12:15:56.832957",
            "2015-02-29T00:00:00Z",
            "2016-03-14T01:59:60Z",
            "2016-03-14t01:59:00Z",
            "2016-03-14T01:59:00z",
            "2016-03-14T01:59:00.Z",
            "2016-03-14T01:59:00.0123456789Z",
            "2016-03-14T01:59:00+-1:00",
            "2016-03-14T01:59:00+19:00",
            "2016-03-14T01:59:00Z ",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(milliseconds in -62_167_219_200_000..253_402_300_799_999_i64) {
            let timestamp = Timestamp::from_milliseconds(milliseconds);
            prop_assert_eq!(timestamp.milliseconds(), milliseconds);
            prop_assert_eq!(Timestamp::parse(&timestamp.to_string()), Some(timestamp));
        }

        #[test]
        fn no_text_panics(text in "[0-9TZ:+.\\-é]{0,32}") {
            let _ = Timestamp::parse(&text);
        }

        #[test]
        fn no_instant_panics(nanoseconds: i64, seconds: u32) {
            let timestamp = Timestamp::from_nanoseconds(nanoseconds);
            prop_assert_eq!(timestamp.nanoseconds(), nanoseconds);
            let _ = timestamp.plus_seconds(seconds).to_string();
        }
    }
}
