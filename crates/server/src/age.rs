//! How long ago something was, and instants as people write them.

use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use asl::Timestamp;

/// The instant it is.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_nanoseconds(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

/// `now`, `42s`, `3m`, `5h`, `12d`: how long before `now` an instant was, in its largest unit.
pub(crate) fn age(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.milliseconds().saturating_sub(at.milliseconds()) / 1000;
    match seconds {
        ..1 => "now".to_owned(),
        1..100 => format!("{seconds}s"),
        100..6_000 => format!("{}m", seconds / 60),
        6_000..172_800 => format!("{}h", seconds / 3_600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// From when on: `30m` ago, or an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    /// So many seconds ago.
    SecondsAgo(u32),
    /// From this instant on.
    At(Timestamp),
}

impl Since {
    /// The instant that is meant.
    pub(crate) fn instant(self, now: Timestamp) -> Timestamp {
        match self {
            Since::SecondsAgo(seconds) => {
                Timestamp::from_milliseconds(now.milliseconds() - i64::from(seconds) * 1000)
            }
            Since::At(at) => at,
        }
    }
}

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Since, String> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = text.split_at(digits);
        let seconds = match unit {
            "s" => Some(1),
            "m" => Some(60),
            "h" => Some(3_600),
            "d" => Some(86_400),
            "w" => Some(7 * 86_400),
            _ => None,
        };
        if let (Ok(count), Some(seconds)) = (count.parse::<u32>(), seconds) {
            return count
                .checked_mul(seconds)
                .map(Since::SecondsAgo)
                .ok_or_else(|| "that is too long ago".to_owned());
        }
        let midnight = format!("{text}T00:00:00Z");
        Timestamp::parse(text)
            .or_else(|| Timestamp::parse(&midnight))
            .map(Since::At)
            .ok_or_else(|| {
                "write 30m, 2h or 7d, a day such as 2026-11-26, or an instant such as \
                 2026-11-26T08:00:00Z"
                    .to_owned()
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_have_one_unit() {
        let now = Timestamp::from_milliseconds(10_000_000_000);
        for (seconds, shown) in [
            (0, "now"),
            (59, "59s"),
            (119, "1m"),
            (5_999, "99m"),
            (7_200, "2h"),
            (864_000, "10d"),
        ] {
            let at = Timestamp::from_milliseconds(now.milliseconds() - seconds * 1000);
            assert_eq!(age(at, now), shown);
        }
        assert_eq!(age(now.plus_seconds(60), now), "now", "clocks may differ");
    }

    #[test]
    fn instants_are_written_in_three_ways() {
        assert_eq!("90m".parse(), Ok(Since::SecondsAgo(5_400)));
        let day = Timestamp::parse("2026-11-26T00:00:00Z").unwrap();
        assert_eq!("2026-11-26".parse(), Ok(Since::At(day)));
        assert_eq!("2026-11-26T01:00:00+01:00".parse(), Ok(Since::At(day)));
        for refused in [
            "",
            "5",
            "m",
            "5y",
            "9999999999w",
            "4294967295w",
            "yesterday",
        ] {
            assert!(refused.parse::<Since>().is_err(), "{refused}");
        }
    }
}
