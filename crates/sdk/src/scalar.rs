//! Single values: how a number, a time or bytes stand in a request, and how they are shown.

use std::borrow::Cow;
use std::fmt::Write as _;

use asl::{Number, Timestamp, Value, json};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::model::TimeForm;
use crate::style::Style;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// From Thursday on, which 1 January 1970 was.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

const NANOSECONDS_PER_SECOND: i64 = 1_000_000_000;

/// A value where the service wants text: a string as it is, anything else as JSON text
/// (developer guide, "Passing parameters to a service API").
pub(crate) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(json::to_text(other)),
    }
}

/// A truth value, given as such or as text.
pub(crate) fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// An integer as decimal digits, given as a number or as text.
pub(crate) fn integer(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Number(Number::Big(digits)) => Some(Cow::Borrowed(digits)),
        Value::Number(_) => Some(Cow::Owned(value.as_integral()?.to_string())),
        Value::String(text) => {
            text.parse::<i64>().ok()?;
            Some(Cow::Borrowed(text))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A decimal number, given as a number or as text.
pub(crate) fn decimal(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::String(text) => {
            let number = text.parse::<f64>().ok()?;
            number.is_finite().then_some(Cow::Borrowed(&**text))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Bytes in base64. SDK integrations are given the bytes as text, others the base64.
pub(crate) fn base64(value: &Value, style: Style) -> Cow<'_, str> {
    let text = text(value);
    match style {
        Style::Optimised => text,
        Style::Sdk => Cow::Owned(BASE64.encode(text.as_bytes())),
    }
}

/// A time in the given form: from an ISO 8601 text, or from seconds since 1970.
pub(crate) fn time(value: &Value, form: TimeForm) -> Option<String> {
    let instant = match value {
        Value::String(text) => Timestamp::parse(text)?,
        Value::Number(number) => seconds(number.as_f64())?,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    Some(match form {
        TimeForm::Iso8601 => {
            let text = instant.to_string();
            match text.strip_suffix(".000Z") {
                Some(whole) => format!("{whole}Z"),
                None => text,
            }
        }
        TimeForm::Unix => {
            let milliseconds = instant.milliseconds();
            let fraction = milliseconds.rem_euclid(1_000);
            if fraction == 0 {
                milliseconds.div_euclid(1_000).to_string()
            } else {
                // Exact: there are fewer than 2^53 milliseconds in 285,000 years.
                #[allow(clippy::cast_precision_loss, reason = "milliseconds fit a double")]
                let seconds = milliseconds as f64 / 1_000.0;
                seconds.to_string()
            }
        }
        TimeForm::Rfc822 => rfc822(instant),
    })
}

/// `Sat, 31 Jan 2026 10:00:00 GMT`
fn rfc822(instant: Timestamp) -> String {
    let text = instant.to_string();
    let (date, clock) = text.split_once('T').unwrap_or((&text, "00:00:00"));
    let mut parts = date.rsplitn(3, '-');
    let (day, month, year) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|month| month.parse::<usize>().ok());
    let days = instant.milliseconds().div_euclid(86_400_000);
    let weekday = usize::try_from(days.rem_euclid(7)).unwrap_or(0);
    format!(
        "{}, {} {} {} {} GMT",
        WEEKDAYS[weekday],
        day.unwrap_or("01"),
        MONTHS[month.map_or(0, |month| month.clamp(1, 12) - 1)],
        year.unwrap_or("1970"),
        &clock[..8],
    )
}

/// The instant so many seconds after 1970.
fn seconds(seconds: f64) -> Option<Timestamp> {
    let milliseconds = (seconds * 1_000.0).round();
    // 9999-12-31
    let in_range = milliseconds.abs() < 253_402_300_800_000.0;
    #[allow(clippy::cast_possible_truncation, reason = "integral and in range")]
    in_range.then(|| Timestamp::from_milliseconds(milliseconds as i64))
}

/// A time of an answer, however it is written: seconds since 1970, ISO 8601 or RFC 822.
pub(crate) fn read_time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(number) => seconds(number.as_f64()),
        Value::String(text) => Timestamp::parse(text)
            .or_else(|| read_rfc822(text))
            .or_else(|| text.parse::<f64>().ok().and_then(seconds)),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn read_rfc822(text: &str) -> Option<Timestamp> {
    let (_weekday, rest) = text.split_once(", ")?;
    let mut words = rest.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    let clock = words.next()?;
    Timestamp::parse(&format!("{year:0>4}-{month:02}-{day:0>2}T{clock}Z"))
}

/// A time as an answer shows it.
pub(crate) fn show_time(instant: Timestamp, style: Style) -> Value {
    if style == Style::Optimised {
        return Value::from(instant.milliseconds());
    }
    // As Java's `Instant` shows itself: with no fraction, or three, six or nine digits of it.
    let shown = instant.to_string();
    let mut text = shown
        .split_once('.')
        .map_or(&*shown, |(whole, _)| whole)
        .to_owned();
    let nanoseconds = instant.nanoseconds().rem_euclid(NANOSECONDS_PER_SECOND);
    let _ = match nanoseconds {
        0 => Ok(()),
        n if n % 1_000_000 == 0 => write!(text, ".{:03}", n / 1_000_000),
        n if n % 1_000 == 0 => write!(text, ".{:06}", n / 1_000),
        n => write!(text, ".{n:09}"),
    };
    text.push('Z');
    Value::from(text)
}

/// Bytes of an answer as they are shown: as text where they are UTF-8, in base64 otherwise.
pub(crate) fn show_bytes(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => Value::from(text),
        Err(_) => Value::from(BASE64.encode(bytes)),
    }
}

/// Bytes that came in base64. Other integrations than those of the SDK show what came.
pub(crate) fn show_base64(text: &str, style: Style) -> Value {
    match style {
        Style::Optimised => Value::from(text),
        Style::Sdk => match BASE64.decode(text) {
            Ok(bytes) => show_bytes(&bytes),
            Err(_) => Value::from(text),
        },
    }
}

/// Appends `text` with every byte percent-encoded that is not unreserved (RFC 3986) or `/`, when
/// `keep_slashes`.
pub(crate) fn percent_encode(text: &str, keep_slashes: bool, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            b'/' if keep_slashes => out.push('/'),
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_forms() {
        let given = Value::from("2026-01-31T10:00:07Z");
        assert_eq!(time(&given, TimeForm::Unix).as_deref(), Some("1769853607"));
        assert_eq!(
            time(&given, TimeForm::Rfc822).as_deref(),
            Some("Sat, 31 Jan 2026 10:00:07 GMT")
        );
        assert_eq!(
            time(&given, TimeForm::Iso8601).as_deref(),
            Some("2026-01-31T10:00:07Z")
        );
        let finer = Value::from("2026-01-31T11:00:07.25+01:00");
        assert_eq!(
            time(&finer, TimeForm::Unix).as_deref(),
            Some("1769853607.25")
        );
        assert_eq!(
            time(&finer, TimeForm::Iso8601).as_deref(),
            Some("2026-01-31T10:00:07.250Z")
        );
        assert_eq!(time(&Value::from("yesterday"), TimeForm::Unix), None);
    }

    #[test]
    fn times_are_read_in_every_form_and_shown_in_two() {
        for came in [
            Value::from("Sat, 31 Jan 2026 10:00:07 GMT"),
            Value::from("2026-01-31T10:00:07Z"),
            Value::from("1769853607"),
            Value::from(1_769_853_607),
        ] {
            let instant = read_time(&came).expect("a time");
            assert_eq!(
                show_time(instant, Style::Sdk),
                Value::from("2026-01-31T10:00:07Z")
            );
            assert_eq!(
                show_time(instant, Style::Optimised),
                Value::from(1_769_853_607_000)
            );
        }
        let finer = Timestamp::from_milliseconds(1_250);
        assert_eq!(
            show_time(finer, Style::Sdk),
            Value::from("1970-01-01T00:00:01.250Z")
        );
    }

    #[test]
    fn bytes_are_shown_as_text_where_they_are() {
        assert_eq!(show_base64("aGk=", Style::Sdk), Value::from("hi"));
        assert_eq!(show_base64("/w==", Style::Sdk), Value::from("/w=="));
        assert_eq!(show_base64("aGk=", Style::Optimised), Value::from("aGk="));
    }
}
