//! Amounts, times and dates as people write them, in the store's zone.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

use crate::Money;
use crate::eta::Window;
use crate::notice::language::Language;
use crate::notice::texts::{TemplateError, text};

/// `R$ 1.234,56`, with a space that does not break; in English `R$1,234.56`.
pub fn amount(amount: Money, language: Language) -> String {
    let brazilian = amount.to_string();
    match language {
        Language::PtBr => brazilian,
        Language::En => brazilian
            .chars()
            .filter_map(|character| match character {
                '.' => Some(','),
                ',' => Some('.'),
                '\u{a0}' => None,
                other => Some(other),
            })
            .collect(),
    }
}

/// The time of day: `19:20`; in English `7:20 pm`.
pub fn time_of_day(instant: DateTime, language: Language) -> String {
    match language {
        Language::PtBr => instant.strftime("%H:%M").to_string(),
        Language::En => format!("{} {}", twelve_hours(instant), half_of_day(instant)),
    }
}

/// The day: `sexta, 7/8`; in English `Fri, Aug 7`.
pub fn day(date: Date, language: Language) -> String {
    match language {
        Language::PtBr => {
            let weekday = match date.weekday() {
                Weekday::Monday => "segunda",
                Weekday::Tuesday => "terça",
                Weekday::Wednesday => "quarta",
                Weekday::Thursday => "quinta",
                Weekday::Friday => "sexta",
                Weekday::Saturday => "sábado",
                Weekday::Sunday => "domingo",
            };
            format!("{weekday}, {}/{}", date.day(), date.month())
        }
        Language::En => date.strftime("%a, %b %-d").to_string(),
    }
}

/// A deadline, after "until": its time of day, and its day unless that is the day of `now`.
pub fn until(
    instant: Timestamp,
    now: Timestamp,
    zone: &TimeZone,
    language: Language,
) -> Result<String, TemplateError> {
    moment(
        instant,
        now,
        zone,
        language,
        ["until-today", "until-on-day"],
    )
}

/// When something happened: `às 19:42`, with the day unless that is the day of `now`.
pub fn at(
    instant: Timestamp,
    now: Timestamp,
    zone: &TimeZone,
    language: Language,
) -> Result<String, TemplateError> {
    moment(instant, now, zone, language, ["at-today", "at-on-day"])
}

fn moment(
    instant: Timestamp,
    now: Timestamp,
    zone: &TimeZone,
    language: Language,
    [today, on_day]: [&str; 2],
) -> Result<String, TemplateError> {
    let (instant, now) = (zone.to_datetime(instant), zone.to_datetime(now));
    let time = time_of_day(instant, language);
    if instant.date() == now.date() {
        text(language, today, &[("time", time.into())])
    } else {
        let day = day(instant.date(), language);
        text(
            language,
            on_day,
            &[("day", day.into()), ("time", time.into())],
        )
    }
}

/// A window: `entre 19:20 e 19:35`, with the day unless it begins on the day of `now`.
pub fn window(
    window: Window,
    now: Timestamp,
    zone: &TimeZone,
    language: Language,
) -> Result<String, TemplateError> {
    let (from, to, now) = (
        zone.to_datetime(window.from),
        zone.to_datetime(window.to),
        zone.to_datetime(now),
    );
    let start = match language {
        // Between 7:20 and 7:35 pm, and between 11:50 am and 12:05 pm.
        Language::En if from.date() == to.date() && half_of_day(from) == half_of_day(to) => {
            twelve_hours(from)
        }
        Language::En | Language::PtBr => time_of_day(from, language),
    };
    let end = time_of_day(to, language);
    if from.date() == now.date() {
        text(
            language,
            "window-today",
            &[("from", start.into()), ("to", end.into())],
        )
    } else {
        let day = day(from.date(), language);
        text(
            language,
            "window-on-day",
            &[
                ("day", day.into()),
                ("from", start.into()),
                ("to", end.into()),
            ],
        )
    }
}

fn twelve_hours(instant: DateTime) -> String {
    instant.strftime("%-I:%M").to_string()
}

fn half_of_day(instant: DateTime) -> &'static str {
    if instant.hour() < 12 { "am" } else { "pm" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sao_paulo() -> TimeZone {
        TimeZone::get("America/Sao_Paulo").expect("a zone")
    }

    fn instant(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn amounts_are_written_as_people_write_them() {
        let money = Money::minor(123_456);
        assert_eq!(amount(money, Language::PtBr), "R$\u{a0}1.234,56");
        assert_eq!(amount(money, Language::En), "R$1,234.56");
        assert_eq!(amount(Money::minor(-5), Language::En), "-R$0.05");
    }

    #[test]
    fn the_day_is_named_when_it_is_another() {
        // 23:50 on Thursday the 6th, and ten past midnight after it, in São Paulo.
        let (before, after) = (
            instant("2026-08-07T02:50:00Z"),
            instant("2026-08-07T03:10:00Z"),
        );
        let until = |of, language| until(of, before, &sao_paulo(), language).expect("a text");
        assert_eq!(until(before, Language::PtBr), "23:50");
        assert_eq!(until(after, Language::PtBr), "sexta, 7/8, às 00:10");
        assert_eq!(until(after, Language::En), "12:10 am on Fri, Aug 7");
        let at = |of, language| at(of, before, &sao_paulo(), language).expect("a text");
        assert_eq!(at(before, Language::PtBr), "às 23:50");
        assert_eq!(at(after, Language::En), "on Fri, Aug 7 at 12:10 am");
    }

    #[test]
    fn windows_read_as_they_are_spoken() {
        let window = |from, to, now, language| {
            let of = Window {
                from: instant(from),
                to: instant(to),
            };
            window(of, instant(now), &sao_paulo(), language).expect("a text")
        };
        let (from, to) = ("2026-08-07T22:20:00Z", "2026-08-07T22:35:00Z");
        assert_eq!(
            window(from, to, from, Language::PtBr),
            "entre 19:20 e 19:35"
        );
        assert_eq!(
            window(from, to, from, Language::En),
            "between 7:20 and 7:35 pm"
        );
        let noon = "2026-08-07T15:05:00Z";
        assert_eq!(
            window("2026-08-07T14:50:00Z", noon, noon, Language::En),
            "between 11:50 am and 12:05 pm"
        );
        let day_before = "2026-08-06T15:00:00Z";
        assert_eq!(
            window(from, to, day_before, Language::PtBr),
            "sexta, 7/8, entre 19:20 e 19:35"
        );
    }
}
