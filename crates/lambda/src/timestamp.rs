//! Instants as Lambda writes them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970; 0 before.
pub(crate) fn milliseconds(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The instant so many milliseconds after 1970.
pub(crate) fn from_milliseconds(milliseconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(milliseconds)
}

/// A date and a time of day, in UTC.
struct Civil {
    year: u64,
    month: u64,
    day: u64,
    hour: u64,
    minute: u64,
    second: u64,
    millisecond: u64,
}

impl Civil {
    /// After Howard Hinnant's `civil_from_days`, for days that are not before 1970.
    fn of(at: SystemTime) -> Civil {
        let milliseconds = milliseconds(at);
        let seconds = milliseconds / 1_000;
        let shifted = seconds / 86_400 + 719_468;
        let era = shifted / 146_097;
        let day_of_era = shifted % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        Civil {
            year: era * 400 + year_of_era + u64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
            hour: seconds / 3_600 % 24,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            millisecond: milliseconds % 1_000,
        }
    }
}

/// `2026-11-26T08:15:30.123Z`, as in log lines.
pub(crate) fn iso8601(at: SystemTime) -> String {
    let Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
        millisecond,
    } = Civil::of(at);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

/// `2026-11-26T08:15:30.123+0000`, as in `LastModified`.
pub(crate) fn last_modified(at: SystemTime) -> String {
    let mut text = iso8601(at);
    text.truncate(text.len() - 1);
    text + "+0000"
}

/// `2026/11/26`, as log streams begin.
pub(crate) fn log_stream_date(at: SystemTime) -> String {
    let Civil {
        year, month, day, ..
    } = Civil::of(at);
    format!("{year:04}/{month:02}/{day:02}")
}

/// `26/Nov/2026:08:15:30 +0000`, as events of function URLs have it.
pub(crate) fn request_time(at: SystemTime) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
        ..
    } = Civil::of(at);
    let name = MONTHS[usize::try_from(month - 1).unwrap_or_default()];
    format!("{day:02}/{name}/{year:04}:{hour:02}:{minute:02}:{second:02} +0000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_right_around_leap_days_and_centuries() {
        let at = |seconds: u64| from_milliseconds(seconds * 1_000 + 7);
        assert_eq!(iso8601(at(0)), "1970-01-01T00:00:00.007Z");
        assert_eq!(iso8601(at(951_782_399)), "2000-02-28T23:59:59.007Z");
        assert_eq!(iso8601(at(951_782_400)), "2000-02-29T00:00:00.007Z");
        assert_eq!(iso8601(at(4_107_542_400)), "2100-03-01T00:00:00.007Z");
        assert_eq!(
            last_modified(at(1_795_680_930)),
            "2026-11-26T08:15:30.007+0000"
        );
        assert_eq!(
            request_time(at(1_795_680_930)),
            "26/Nov/2026:08:15:30 +0000"
        );
        assert_eq!(log_stream_date(at(1_795_680_930)), "2026/11/26");
    }
}
