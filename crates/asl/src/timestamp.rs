//! Instants of time.

/// An instant, in nanoseconds since 1970-01-01T00:00:00Z. AWS shows milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `nanoseconds` after 1970-01-01T00:00:00Z.
    pub const fn from_nanoseconds(nanoseconds: i64) -> Timestamp {
        Timestamp(nanoseconds)
    }

    /// The instant `milliseconds` after 1970-01-01T00:00:00Z.
    pub const fn from_milliseconds(milliseconds: i64) -> Timestamp {
        Timestamp(milliseconds.saturating_mul(1_000_000))
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    pub const fn nanoseconds(self) -> i64 {
        self.0
    }

    /// Whole milliseconds since 1970-01-01T00:00:00Z.
    pub const fn milliseconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The instant so many seconds later; the last one there is when that is too late.
    pub const fn plus_seconds(self, seconds: u32) -> Timestamp {
        Timestamp(
            self.0
                .saturating_add((seconds as i64).saturating_mul(1_000_000_000)),
        )
    }

    /// Reads an ISO 8601 extended date-time with an offset, as RFC 3339 has it:
    /// `2016-03-14T01:59:00Z`. `T` and `Z` are upper case.
    pub fn parse(text: &str) -> Option<Timestamp> {
        let _ = text;
        todo!("jsonpath")
    }
}
