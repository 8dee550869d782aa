//! Days and times of day.

use super::reading::{Reading, small_number};
use crate::Intent;

/// The day, as it was typed; `hj` is `hoje`. Where a change names two, the one that is wanted.
pub(super) fn date(reading: &mut Reading) -> Option<String> {
    let mut found = None;
    let mut index = 0;
    while index < reading.len() {
        let Some(length) = day_at(reading, index).filter(|_| reading.is_free(index)) else {
            index += 1;
            continue;
        };
        if found.is_none() || (reading.intent == Intent::Reschedule && !is_instead(reading, index))
        {
            found = Some(index..index + length);
        }
        reading.take(index..index + length);
        index += length;
    }
    let typed = reading.span(found?);
    Some(match typed.to_lowercase().as_str() {
        "hj" => "hoje".to_owned(),
        _ => typed.replace(" q vem", " que vem"),
    })
}

/// How many pieces name a day from here on.
fn day_at(reading: &Reading, index: usize) -> Option<usize> {
    let word = reading.word(index);
    let before = reading.word_before(index, 1);
    if let Some(length) = reading.longest(index, DAYS) {
        let of_day = matches!(word, "manana")
            && (matches!(before, "la" | "esta") && reading.word_before(index, 2) != "para");
        return (!of_day).then_some(length);
    }
    if WEEKDAYS.contains(&word.trim_end_matches("-feira")) {
        let ordinal = matches!(word, "segunda" | "quarta" | "quinta" | "sexta")
            && (ORDINAL_OF.contains(&reading.word(index + 1))
                || before == "e" && reading.word(index + 1) == "via");
        if ordinal {
            return None;
        }
        let mut length = 1;
        if matches!(reading.word(index + length), "feira" | "feiras") {
            length += 1;
        }
        if let Some(more) = reading.longest(index + length, &["que vem", "q vem", "que viene"]) {
            length += more;
        }
        return Some(length);
    }
    if matches!(before, "dia" | "el") && reading.is_number(index) && word.len() <= 2 {
        return None;
    }
    if word == "dia" && reading.is_number(index + 1) && reading.word(index + 1).len() <= 2 {
        return Some(with_month(reading, index + 1) + 1);
    }
    let slashed = word.split_once('/').is_some_and(|(day, month)| {
        let short =
            |part: &str| (1..=2).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
        let (day_number, month_number) = (day.parse::<u32>(), month.parse::<u32>());
        short(day)
            && short(month)
            && day_number.is_ok_and(|day| day > 5)
            && month_number.is_ok_and(|month| (1..=12).contains(&month))
    });
    if slashed {
        return Some(1);
    }
    (reading.is_number(index) && with_month(reading, index) > 1).then(|| with_month(reading, index))
}

/// `25 de dezembro` is three pieces, `25` one.
fn with_month(reading: &Reading, index: usize) -> usize {
    if reading.word(index + 1) == "de" && MONTHS.contains(&reading.word(index + 2)) {
        3
    } else {
        1
    }
}

/// Whether it is what is not wanted: `em vez de sexta`.
fn is_instead(reading: &Reading, index: usize) -> bool {
    (1..=3).any(|by| {
        matches!(
            reading.word_before(index, by),
            "vez" | "inves" | "instead" | "lugar" | "era"
        )
    })
}

const DAYS: &[&str] = &[
    "hoje",
    "hj",
    "amanha",
    "ontem",
    "anteontem",
    "depois de amanha",
    "today",
    "tomorrow",
    "yesterday",
    "hoy",
    "manana",
    "ayer",
    "pasado manana",
    "natal",
    "vespera de natal",
    "feriado",
    "feriados",
    "ano novo",
    "reveillon",
    "carnaval",
    "pascoa",
    "christmas",
    "christmas eve",
    "christmas day",
    "new year's",
    "new year's eve",
    "new year's day",
    "new year",
    "easter",
    "navidad",
    "ano nuevo",
    "nochebuena",
    "semana que vem",
    "semana q vem",
    "next week",
    "proxima semana",
    "fim de semana",
    "final de semana",
    "fds",
    "weekend",
    "weekends",
    "fin de semana",
    "fines de semana",
    "next monday",
    "next tuesday",
    "next wednesday",
    "next thursday",
    "next friday",
    "next saturday",
    "next sunday",
    "proximo sabado",
    "proximo domingo",
    "proxima segunda",
    "proxima terca",
    "proxima quarta",
    "proxima quinta",
    "proxima sexta",
    "proximo lunes",
    "proximo martes",
    "proximo miercoles",
    "proximo jueves",
    "proximo viernes",
];

const WEEKDAYS: &[&str] = &[
    "segunda",
    "terca",
    "quarta",
    "quinta",
    "sexta",
    "sabado",
    "domingo",
    "segundas",
    "tercas",
    "quartas",
    "quintas",
    "sextas",
    "sabados",
    "domingos",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
];

const ORDINAL_OF: &[&str] = &[
    "vez",
    "via",
    "opcao",
    "tentativa",
    "pizza",
    "cobranca",
    "compra",
    "opcion",
];

const MONTHS: &[&str] = &[
    "janeiro",
    "fevereiro",
    "marco",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "enero",
    "febrero",
    "marzo",
    "mayo",
    "junio",
    "julio",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// The time, `HH:MM`; a span or a time of day as it was typed, where an order is put off.
pub(super) fn time(reading: &mut Reading) -> Option<String> {
    let mut found: Option<Clock> = None;
    let mut index = 0;
    while index < reading.len() {
        let Some(clock) = clock_at(reading, index).filter(|_| reading.is_free(index)) else {
            index += 1;
            continue;
        };
        let wanted = !(1..=4).any(|by| {
            matches!(
                reading.word_before(index, by),
                "vez" | "inves" | "instead" | "era"
            )
        });
        reading.take(index..index + clock.length);
        index += clock.length;
        if found.is_none() || (reading.intent == Intent::Reschedule && wanted) {
            found = Some(clock);
        }
    }
    if let Some(clock) = found {
        return Some(format!("{:02}:{:02}", clock.hour, clock.minute));
    }
    if reading.intent != Intent::Reschedule {
        return None;
    }
    if let Some((start, length)) =
        (0..reading.len()).find_map(|index| Some((index, span_at(reading, index)?)))
    {
        reading.take(start..start + length);
        return Some(reading.span(start..start + length).to_owned());
    }
    let part = (0..reading.len()).find(|&index| {
        let before = reading.word_before(index, 1);
        PARTS_OF_DAY.contains(&reading.word(index))
            && !matches!(
                before,
                "boa" | "bom" | "buenas" | "mais" | "mas" | "good" | "muito" | "muy" | "buen"
            )
    })?;
    reading.take(part..part + 1);
    Some(reading.typed(part).to_owned())
}

const PARTS_OF_DAY: &[&str] = &[
    "noite",
    "tarde",
    "manha",
    "noche",
    "evening",
    "morning",
    "afternoon",
    "night",
    "tonight",
    "almoco",
];

/// A time of day, and how many pieces say it.
#[derive(Clone, Copy, Debug)]
struct Clock {
    hour: u32,
    minute: u32,
    length: usize,
}

fn clock_at(reading: &Reading, index: usize) -> Option<Clock> {
    if let Some(length) = reading.longest(index, NOON) {
        let half = reading.longest(index + length, &["e meia", "y media"]);
        return Some(Clock {
            hour: 12,
            minute: if half.is_some() { 30 } else { 0 },
            length: length + half.unwrap_or(0),
        });
    }
    if let Some(length) = reading.longest(index, MIDNIGHT) {
        return Some(Clock {
            hour: 0,
            minute: 0,
            length,
        });
    }
    if let Some((minute, length)) = past_at(reading, index) {
        let hour = hour_of(reading.word(index + length))?;
        return afternoon(
            reading,
            index,
            Clock {
                hour,
                minute,
                length: length + 1,
            },
            Written::Spoken,
        );
    }
    let word = reading.word(index);
    if let Some((hour, minute, written, length)) = written_at(reading, index) {
        return afternoon(
            reading,
            index,
            Clock {
                hour,
                minute,
                length,
            },
            written,
        );
    }
    let before = reading.word_before(index, 1);
    let hour = hour_of(word)?;
    let named = AT.contains(&before) && !(before == "a" && word.len() > 2);
    let half = reading.longest(index + 1, &["e meia", "y media"]);
    let quarter = reading.longest(index + 1, &["e quinze", "y cuarto"]);
    let o_clock = matches!(reading.word(index + 1), "o'clock" | "oclock" | "em");
    let part = part_of_day(reading, index + 1 + half.or(quarter).unwrap_or(0));
    let ends = {
        let next = reading.word(index + 1);
        reading.is_mark(index + 1) || AFTER_HOUR.contains(&next)
    };
    if !((named && (ends || half.is_some() || quarter.is_some()))
        || part.is_some()
        || o_clock
        || (half.is_some()
            && reading.intent == Intent::Reschedule
            && word != "uma"
            && word != "um"))
    {
        return None;
    }
    let minute = if half.is_some() {
        30
    } else if quarter.is_some() {
        15
    } else {
        0
    };
    let length = 1 + half.or(quarter).unwrap_or(0);
    afternoon(
        reading,
        index,
        Clock {
            hour,
            minute,
            length,
        },
        Written::Spoken,
    )
}

/// How a time is written: of `19h30` it is certain what is meant, of `8` not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Exact,
    Colon,
    Spoken,
}

/// `19:30`, `19h30`, `19h`, `20 horas`, `8pm`, `8 pm`: hour, minute, and how many pieces.
fn written_at(reading: &Reading, index: usize) -> Option<(u32, u32, Written, usize)> {
    let word = reading.word(index);
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    if digits == 0 || digits > 2 {
        return None;
    }
    let hour: u32 = word[..digits].parse().ok().filter(|hour| *hour < 25)?;
    let rest = &word[digits..];
    let next = reading.word(index + 1);
    let two = |text: &str| -> Option<u32> {
        (text.len() == 2)
            .then(|| text.parse().ok())
            .flatten()
            .filter(|minute| *minute < 60)
    };
    let half = |length: usize| {
        let half = reading.longest(index + length, &["e meia", "y media"]);
        (
            if half.is_some() { 30 } else { 0 },
            length + half.unwrap_or(0),
        )
    };
    match rest {
        "h" | "hs" | "hrs" | "hr" | "hora" | "horas" => {
            if is_span(reading, index) {
                return None;
            }
            let (minute, length) = half(1);
            Some((hour, minute, Written::Exact, length))
        }
        "am" | "pm" => Some((
            hour % 12 + if rest == "pm" { 12 } else { 0 },
            0,
            Written::Exact,
            1,
        )),
        "" => match next {
            "h" | "hs" | "hrs" | "horas" | "hr" if !is_span(reading, index) => {
                let (minute, length) = half(2);
                Some((hour, minute, Written::Exact, length))
            }
            "am" | "pm" => Some((
                hour % 12 + if next == "pm" { 12 } else { 0 },
                0,
                Written::Exact,
                2,
            )),
            "a" | "p" if reading.word(index + 2) == "." && reading.word(index + 3) == "m" => {
                Some((
                    hour % 12 + if next == "p" { 12 } else { 0 },
                    0,
                    Written::Exact,
                    4,
                ))
            }
            _ => None,
        },
        _ => {
            let minutes = rest.strip_prefix(':').or_else(|| rest.strip_prefix('h'))?;
            let (minutes, half_of_day) = minutes.split_at_checked(2)?;
            let minute = two(minutes)?;
            let (part, length) = match (half_of_day, next) {
                ("am" | "pm", _) => (half_of_day, 1),
                ("", "am" | "pm") => (next, 2),
                ("" | "h" | "hs" | "hrs", _) => ("", 1),
                _ => return None,
            };
            Some(match part {
                "" => {
                    let written = if rest.starts_with('h') || hour >= 13 || word.starts_with('0') {
                        Written::Exact
                    } else {
                        Written::Colon
                    };
                    (hour, minute, written, length)
                }
                _ => (
                    hour % 12 + if part == "pm" { 12 } else { 0 },
                    minute,
                    Written::Exact,
                    length,
                ),
            })
        }
    }
}

/// Whether hours are a span here: `faz 2 horas`, `1h de atraso`.
fn is_span(reading: &Reading, index: usize) -> bool {
    let spanned = (1..=3).any(|by| SPANNING.contains(&reading.word_before(index, by)));
    let at = matches!(
        reading.word_before(index, 1),
        "as" | "das" | "pras" | "las" | "at"
    );
    spanned && !at
        || matches!(reading.word(index + 1), "esperando" | "atras" | "espera")
        || matches!(
            reading.word(index + 2),
            "esperando" | "atras" | "atraso" | "espera" | "ago"
        )
}

const SPANNING: &[&str] = &[
    "ha",
    "faz",
    "fazem",
    "hace",
    "uns",
    "umas",
    "quase",
    "mais",
    "mas",
    "llevo",
    "for",
    "been",
    "tem",
    "espero",
    "esperando",
    "demora",
    "atrasa",
    "atrasou",
    "segura",
    "24",
    "almost",
    "over",
];

/// `half past`, `quarter to`: how many minutes, and how many pieces.
fn past_at(reading: &Reading, index: usize) -> Option<(u32, usize)> {
    if reading.says(index, "half past") {
        Some((30, 2))
    } else if reading.says(index, "quarter past") {
        Some((15, 2))
    } else {
        None
    }
}

/// The hour on the clock's face, 1 to 24.
fn hour_of(word: &str) -> Option<u32> {
    let number = if word.chars().all(|c| c.is_ascii_digit()) && (1..=2).contains(&word.len()) {
        word.parse().ok()
    } else if matches!(word, "a" | "an" | "meia" | "um" | "un" | "uno") {
        None
    } else {
        small_number(word)
    };
    number.filter(|hour| (1..=24).contains(hour))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Morning,
    Later,
}

/// `da noite`, `de la mañana`, `in the evening`, from here on: which part of the day.
fn part_of_day(reading: &Reading, index: usize) -> Option<Part> {
    let ways = ["da", "de la", "in the", "at", "a", "por la", "de", "this"];
    let length = reading.longest(index, &ways)?;
    match reading.word(index + length) {
        "manha" | "manana" | "morning" | "madrugada" => Some(Part::Morning),
        "noite" | "noche" | "tarde" | "evening" | "afternoon" | "night" => Some(Part::Later),
        _ => None,
    }
}

/// Twelve hours more where the afternoon or the evening is meant. Shops that deliver meals are
/// seldom asked for anything before eleven.
fn afternoon(reading: &Reading, index: usize, clock: Clock, written: Written) -> Option<Clock> {
    let part = part_of_day(reading, index + clock.length);
    let opens = reading.intent == Intent::OpeningHours;
    let early = reading.mentions(&["manha", "cedo", "morning"]);
    let adds = match (part, written) {
        (Some(Part::Later), _) => true,
        (Some(Part::Morning), _) | (None, Written::Exact) => false,
        (None, Written::Colon | Written::Spoken) => {
            !early && clock.hour < if opens { 6 } else { 11 }
        }
    };
    let hour = if adds && clock.hour < 12 {
        clock.hour + 12
    } else {
        clock.hour % 24
    };
    Some(Clock { hour, ..clock })
}

const NOON: &[&str] = &[
    "meio dia",
    "meio-dia",
    "mei dia",
    "mediodia",
    "noon",
    "midday",
    "medio dia",
];

const MIDNIGHT: &[&str] = &["meia noite", "meia-noite", "midnight", "medianoche"];

/// Words before an hour.
const AT: &[&str] = &[
    "as", "das", "pras", "at", "by", "after", "before", "around", "until", "till", "las", "to",
    "from", "past", "la", "tipo", "umas", "ate",
];

/// Words that may follow an hour.
const AFTER_HOUR: &[&str] = &[
    "da", "de", "e", "y", "do", "no", "na", "em", "en", "in", "on", "please", "pls", "pf", "pfv",
    "por", "ou", "or", "o", "instead", "tomorrow", "today", "amanha", "hoje", "hj", "if", "se",
    "pra", "para", "que", "porque", "pq", "and", "segura", "mais", "pode", "hoy", "manana", "not",
    "nao", "ta", "tb", "horas", "hrs", "hs", "it", "because", "cuz",
];

/// How many pieces are a span of time from here on: `30 min`, `meia hora`, `an hour and a half`.
fn span_at(reading: &Reading, index: usize) -> Option<usize> {
    if let Some(length) = reading.longest(index, SPANS) {
        return Some(length);
    }
    let word = reading.word(index);
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && UNITS.contains(&&word[digits..]) {
        return Some(1);
    }
    let counted = digits == word.len() || (small_number(word).is_some() && word != "a");
    (counted && !word.is_empty() && UNITS.contains(&reading.word(index + 1))).then_some(2)
}

const SPANS: &[&str] = &[
    "meia hora",
    "media hora",
    "half an hour",
    "half hour",
    "an hour",
    "uma hora e meia",
];

const UNITS: &[&str] = &[
    "min", "mins", "minuto", "minutos", "minutes", "hora", "horas", "h", "hour", "hours",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vocabulary;
    use crate::context::Setting;

    fn read(text: &str) -> (Option<String>, Option<String>) {
        let (setting, shop) = (Setting::default(), Vocabulary::default());
        let mut reading = Reading::of(text, Intent::Reschedule, &setting, &shop);
        (date(&mut reading), time(&mut reading))
    }

    #[test]
    fn times_are_written_alike() {
        for (text, expected) in [
            ("traz às 19h30", "19:30"),
            ("traz 19:30", "19:30"),
            ("às 9 da noite", "21:00"),
            ("às 9 da manhã", "09:00"),
            ("oito e meia", "20:30"),
            ("at half past eight", "20:30"),
            ("make it 7 pm", "19:00"),
            ("7:15pm", "19:15"),
            ("al mediodía", "12:00"),
            ("meio-dia e meia", "12:30"),
            ("a las 8 y media", "20:30"),
            ("depois das 6", "18:00"),
            ("umas 20 horas", "20:00"),
        ] {
            assert_eq!(read(text).1.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn spans_and_parts_of_the_day_stay_as_typed() {
        assert_eq!(read("atrasa uns 30 min").1.as_deref(), Some("30 min"));
        assert_eq!(
            read("push it half an hour").1.as_deref(),
            Some("half an hour")
        );
        assert_eq!(read("entrega à noite").1.as_deref(), Some("noite"));
        assert_eq!(read("boa tarde, remarca").1, None);
    }

    #[test]
    fn days_are_found() {
        for (text, expected) in [
            ("passa pra sexta q vem", "sexta que vem"),
            ("hj não dá", "hoje"),
            ("el próximo lunes", "próximo lunes"),
            ("deixa pro dia 24", "dia 24"),
            ("25 de dezembro abre?", "25 de dezembro"),
            ("on Sundays", "Sundays"),
        ] {
            assert_eq!(read(text).0.as_deref(), Some(expected), "{text}");
        }
        assert_eq!(read("a segunda vez já").0, None);
        assert_eq!(read("por la mañana").0, None);
    }
}
