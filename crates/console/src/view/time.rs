//! Times, as they are sent and read: RFC 3339.

use jiff::Timestamp;
use rest::{Code, Problem};

/// As it is sent.
pub(crate) fn shown(at: asl::Timestamp) -> String {
    at.to_string()
}

/// As it was sent, under this name.
pub(crate) fn read_time(name: &str, text: Option<&str>) -> Result<Option<asl::Timestamp>, Problem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let at: Timestamp = text.parse().map_err(|_| {
        let detail = format!("`{name}` is a time such as 2026-11-26T20:00:00Z");
        Problem::new(Code::MalformedRequest, detail)
    })?;
    let nanoseconds = i64::try_from(at.as_nanosecond()).unwrap_or(i64::MAX);
    Ok(Some(asl::Timestamp::from_nanoseconds(nanoseconds)))
}

/// Likewise, of the delivery.
pub(crate) fn of_delivery(at: Timestamp) -> String {
    at.to_string()
}
