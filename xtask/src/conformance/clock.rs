//! Instants as the harness computes and shows them.

use std::time::{SystemTime, UNIX_EPOCH};

use asl::Timestamp;

/// When every case begins in virtual time: 2026-01-01T00:00:00Z, so that two runs are alike.
pub(crate) const START: Timestamp = Timestamp::from_milliseconds(1_767_225_600_000);

/// What the clock of this machine says.
pub(crate) fn wall() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    let nanoseconds = since_epoch.map_or(0, |since| since.as_nanos());
    Timestamp::from_nanoseconds(i64::try_from(nanoseconds).unwrap_or(i64::MAX))
}

/// The instant so many seconds, or parts of one, after `instant`.
#[allow(
    clippy::cast_possible_truncation,
    reason = "a float that is too large becomes the largest integer"
)]
pub(crate) fn later(instant: Timestamp, seconds: f64) -> Timestamp {
    let nanoseconds = (seconds * 1e9) as i64;
    Timestamp::from_nanoseconds(instant.nanoseconds().saturating_add(nanoseconds))
}

/// `2026-01-01T00:00:00`, in UTC.
pub(crate) fn iso_seconds(instant: Timestamp) -> String {
    let mut text = instant.to_string();
    text.truncate("2026-01-01T00:00:00".len());
    text
}

/// `2026-01-01T00:00:00.000000+00:00`: a date as the Python SDK shows it, which is how the corpus
/// was recorded.
pub(crate) fn sdk_date(instant: Timestamp) -> String {
    let micros = instant.nanoseconds().rem_euclid(1_000_000_000) / 1_000;
    format!("{}.{micros:06}+00:00", iso_seconds(instant))
}
