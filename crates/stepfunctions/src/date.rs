//! Dates: AWS keeps milliseconds, and writes them as seconds since 1970.

use std::time::{SystemTime, UNIX_EPOCH};

use asl::Timestamp;
use serde_json::Value;

/// What time it is, to the millisecond.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let milliseconds = since.map_or(0, |since| since.as_millis());
    Timestamp::from_milliseconds(i64::try_from(milliseconds).unwrap_or(i64::MAX))
}

/// The date in an answer: seconds since 1970 with a fraction.
pub(crate) fn to_json(date: Timestamp) -> Value {
    #[allow(
        clippy::cast_precision_loss,
        reason = "milliseconds are exact in a double until the year 287,396"
    )]
    let seconds = date.milliseconds() as f64 / 1_000.0;
    Value::from(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_a_fraction() {
        let date = Timestamp::from_milliseconds(1_700_000_000_123);
        assert_eq!(to_json(date).to_string(), "1700000000.123");
    }
}
