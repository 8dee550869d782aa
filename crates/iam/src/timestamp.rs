//! Points in time to the second, in the two forms of ISO 8601 that AWS writes.

use std::fmt;
use std::time::{Duration, SystemTime};

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(i64);

/// The years that four digits can name, as seconds since 1970.
const SECONDS: std::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

impl Timestamp {
    /// The point so many seconds after 1970, moved into the years 0000 to 9999.
    pub(crate) fn from_seconds(seconds: i64) -> Timestamp {
        Timestamp(seconds.clamp(*SECONDS.start(), *SECONDS.end()))
    }

    pub(crate) fn seconds(self) -> i64 {
        self.0
    }

    pub(crate) fn plus(self, seconds: i64) -> Timestamp {
        Timestamp::from_seconds(self.0.saturating_add(seconds))
    }

    /// `20150830T123600Z`, as requests are dated.
    pub(crate) fn parse_basic(text: &str) -> Option<Timestamp> {
        let bytes = text.as_bytes();
        if bytes.len() != 16 || bytes[8] != b'T' || bytes[15] != b'Z' {
            return None;
        }
        let number = |from: usize, to: usize| digits(&bytes[from..to]);
        from_parts(
            number(0, 4)?,
            number(4, 6)?,
            number(6, 8)?,
            number(9, 11)?,
            number(11, 13)?,
            number(13, 15)?,
        )
    }

    /// `2015-08-30T12:36:00Z`, with fractions and offsets; `2015-08-30`; or seconds since 1970.
    pub(crate) fn parse(text: &str) -> Option<Timestamp> {
        if let Ok(seconds) = text.parse::<i64>() {
            return SECONDS.contains(&seconds).then_some(Timestamp(seconds));
        }
        let bytes = text.as_bytes();
        if !text.is_ascii() || bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |from: usize, to: usize| digits(&bytes[from..to]);
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        if bytes.len() == 10 {
            return from_parts(year, month, day, 0, 0, 0);
        }
        if bytes.len() < 20 || bytes[10] != b'T' || bytes[13] != b':' || bytes[16] != b':' {
            return None;
        }
        let time = from_parts(
            year,
            month,
            day,
            number(11, 13)?,
            number(14, 16)?,
            number(17, 19)?,
        )?;
        let mut rest = &text[19..];
        if let Some(fraction) = rest.strip_prefix('.') {
            rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        let offset = match rest.as_bytes() {
            b"Z" => 0,
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
                let seconds = digits(&[*h1, *h2])? * 3600 + digits(&[*m1, *m2])? * 60;
                if *sign == b'+' { seconds } else { -seconds }
            }
            _ => return None,
        };
        Some(time.plus(-offset))
    }

    /// `20150830T123600Z`
    pub(crate) fn basic(self) -> String {
        let (year, month, day) = self.date();
        let second = self.0.rem_euclid(86_400);
        format!(
            "{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z",
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    }

    /// Year, month and day. From Howard Hinnant's `civil_from_days`.
    fn date(self) -> (i64, i64, i64) {
        let days = self.0.div_euclid(86_400) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }
}

/// `2015-08-30T12:36:00Z`
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let second = self.0.rem_euclid(86_400);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Timestamp {
        let whole = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        Timestamp::from_seconds(match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => whole(after),
            Err(before) => -whole(before.duration()),
        })
    }
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + i64::from(byte - b'0'))
    })
}

/// From Howard Hinnant's `days_from_civil`. `None` when there is no such day or time.
fn from_parts(
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
) -> Option<Timestamp> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let month_days = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=month_days).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let shifted_year = year - i64::from(month <= 2);
    let era = shifted_year.div_euclid(400);
    let year_of_era = shifted_year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    Some(Timestamp::from_seconds(
        days * 86_400 + hour * 3600 + minute * 60 + second,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_written() {
        let time = Timestamp::parse_basic("20150830T123600Z").expect("a time");
        assert_eq!(time.seconds(), 1_440_938_160);
        assert_eq!(time.basic(), "20150830T123600Z");
        assert_eq!(time.to_string(), "2015-08-30T12:36:00Z");
        for same in [
            "2015-08-30T12:36:00Z",
            "2015-08-30T12:36:00.123Z",
            "2015-08-30T14:36:00+02:00",
            "1440938160",
        ] {
            assert_eq!(Timestamp::parse(same), Some(time), "{same}");
        }
        assert_eq!(
            Timestamp::parse("2015-08-30"),
            Timestamp::parse("2015-08-30T00:00:00Z")
        );
        for none in [
            "2015-13-01",
            "2015-02-29",
            "2015-08-30T1:00:00Z",
            "é015-08-30",
            "",
        ] {
            assert_eq!(Timestamp::parse(none), None, "{none}");
        }
        assert_eq!(Timestamp::parse_basic("20150230T000000Z"), None);
    }

    #[test]
    fn days_go_there_and_back_over_four_hundred_years() {
        for day in (0..146_097).step_by(11) {
            let time = Timestamp::from_seconds(day * 86_400 + 86_399);
            assert_eq!(Timestamp::parse_basic(&time.basic()), Some(time));
        }
    }
}
