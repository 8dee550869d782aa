//! Times of day.

use super::reading::{Reading, Words, small_number};
use crate::Intent;

/// The time, `HH:MM`; a span or a time of day as it was typed, where an order is put off.
pub(super) fn of(reading: &mut Reading) -> Option<String> {
    let mut found: Option<Clock> = None;
    let mut index = 0;
    while index < reading.len() {
        let Some(clock) = clock_at(reading, index).filter(|_| reading.is_free(index)) else {
            index += 1;
            continue;
        };
        let wanted = !(1..=3).any(|by| {
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
    let spans = matches!(reading.intent, Intent::Reschedule | Intent::Eta);
    let span = (0..reading.len())
        .filter(|index| spans && !SINCE.has(reading.word_before(*index, 1)))
        .find_map(|index| Some((index, span_at(reading, index)?)));
    if let Some((start, length)) = span {
        reading.take(start..start + length);
        return Some(counted(reading.span(start..start + length)));
    }
    if reading.intent != Intent::Reschedule {
        return None;
    }
    let part = (0..reading.len()).find(|&index| {
        PARTS_OF_DAY.has(reading.word(index)) && !GREETING.has(reading.word_before(index, 1))
    })?;
    reading.take(part..part + 1);
    Some(reading.typed(part).to_owned())
}

/// A span of one, with a digit: `an hour` is `1 hour`.
fn counted(span: &str) -> String {
    match span.split_once(' ') {
        Some(("an" | "uma" | "una" | "one" | "um", unit)) => format!("1 {unit}"),
        _ => span.to_owned(),
    }
}

/// Words before a span that has passed.
const SINCE: Words = Words("ha, faz, fazem, hace, for, llevo");

/// Words before a part of the day where none is meant.
const GREETING: Words = Words("boa, bom, buenas, mais, mas, good, muito, muy, buen, esta");

const PARTS_OF_DAY: Words =
    Words("noite, tarde, manha, noche, evening, morning, afternoon, night, tonight, almoco");

/// A time of day, and how many pieces say it.
#[derive(Clone, Copy, Debug)]
struct Clock {
    hour: u32,
    minute: u32,
    length: usize,
}

fn clock_at(reading: &Reading, index: usize) -> Option<Clock> {
    if let Some(length) = reading.longest(index, NOON) {
        let half = reading.longest(index + length, HALF);
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
    if reading.intent == Intent::LateOrder
        && (1..=2).any(|by| NOW.has(reading.word_before(index, by)))
    {
        return None;
    }
    if let Some((minute, length)) = past_at(reading, index) {
        let hour = hour_of(reading.word(index + length))?;
        return Some(afternoon(
            reading,
            index,
            Clock {
                hour,
                minute,
                length: length + 1,
            },
            Written::Spoken,
        ));
    }
    let word = reading.word(index);
    if let Some((hour, minute, written, length)) = written_at(reading, index) {
        // "Já são 1h20" of waiting is no time of day.
        if reading.intent == Intent::LateOrder
            && hour <= WAITED_MAX
            && !reading.word(index).contains(':')
            && !POINTS.has(reading.word_before(index, 1))
        {
            return None;
        }
        return Some(afternoon(
            reading,
            index,
            Clock {
                hour,
                minute,
                length,
            },
            written,
        ));
    }
    let before = reading.word_before(index, 1);
    let hour = hour_of(word)?;
    let named = AT.has(before) && !(before == "a" && word.len() > 2);
    let half = reading.longest(index + 1, HALF);
    let quarter = reading.longest(index + 1, QUARTER);
    // `as 20 e 30`
    let minutes = matches!(reading.word(index + 1), "e" | "y")
        .then(|| reading.word(index + 2))
        .filter(|word| word.len() == 2)
        .and_then(|word| word.parse().ok())
        .filter(|minute| *minute < 60 && named);
    let o_clock = matches!(reading.word(index + 1), "o'clock" | "oclock" | "em");
    let part = part_of_day(reading, index + 1 + half.or(quarter).unwrap_or(0));
    let ends = {
        let next = reading.word(index + 1);
        reading.is_mark(index + 1) || AFTER_HOUR.has(next)
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
    let minute = if let Some(minute) = minutes {
        minute
    } else if half.is_some() {
        30
    } else if quarter.is_some() {
        15
    } else {
        0
    };
    let length = 1 + minutes.map(|_| 2).or(half).or(quarter).unwrap_or(0);
    Some(afternoon(
        reading,
        index,
        Clock {
            hour,
            minute,
            length,
        },
        Written::Spoken,
    ))
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
        let half = reading.longest(index + length, HALF);
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
    let spanned = (1..=3).any(|by| SPANNING.has(reading.word_before(index, by)));
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

const SPANNING: Words = Words(
    "ha, faz, fazem, hace, uns, umas, quase, mais, mas, llevo, for, been, tem, espero, \
     esperando, demora, atrasa, atrasou, segura, 24, almost, over",
);

/// `half past`, `quarter to`: how many minutes, and how many pieces.
fn past_at(reading: &Reading, index: usize) -> Option<(u32, usize)> {
    if reading.says(index, "half past") {
        Some((30, 2))
    } else if reading.says(index, "quarter past") {
        Some((15, 2))
    } else if reading.word(index) == "half" && hour_of(reading.word(index + 1)).is_some() {
        // British: `half seven`.
        Some((30, 1))
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
    let length = reading.longest(index, IN_THE)?;
    match reading.word(index + length) {
        "manha" | "manana" | "morning" | "madrugada" => Some(Part::Morning),
        "noite" | "noche" | "tarde" | "evening" | "afternoon" | "night" => Some(Part::Later),
        _ => None,
    }
}

/// Twelve hours more where the afternoon or the evening is meant. Shops that deliver meals are
/// seldom asked for anything before eleven.
fn afternoon(reading: &Reading, index: usize, clock: Clock, written: Written) -> Clock {
    let part = part_of_day(reading, index + clock.length);
    let opens = reading.intent == Intent::OpeningHours;
    let early = reading.mentions(EARLY);
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
    Clock { hour, ..clock }
}

const NOON: Words = Words("meio dia, meio-dia, mei dia, mediodia, noon, midday, medio dia");

const MIDNIGHT: Words = Words("meia noite, meia-noite, midnight, medianoche");

/// Words before a time that was promised.
const POINTS: Words = Words(
    "as, at, by, las, ate, until, das, era, eram, falaram, disseram, prometeram, marcaram, \
     combinaram, said, promised, told, prometieron, dijeron, previsto, prevista, previsao, due, \
     pras",
);

/// Nobody waits longer for a meal, in hours: `1h20` may be a wait, `20h30` is a time of day.
const WAITED_MAX: u32 = 4;

/// Words before the time that it is.
const NOW: Words = Words("sao, quase, son, casi, gone, almost, nearly, ja, ya, already, now");

const IN_THE: Words = Words("da, de la, in the, at, a, por la, de, this");

const HALF: Words = Words("e meia, y media");

const QUARTER: Words = Words("e quinze, y cuarto, y quince, e um quarto");

const EARLY: Words = Words("manha, cedo, morning");

/// Words before an hour.
const AT: Words = Words(
    "as, das, pras, at, by, after, before, around, until, till, las, to, from, past, la, tipo, \
     umas, ate",
);

/// Words that may follow an hour.
const AFTER_HOUR: Words = Words(
    "da, de, e, y, do, no, na, em, en, in, on, please, pls, pf, pfv, por, ou, or, o, instead, \
     tomorrow, today, amanha, hoje, hj, if, se, pra, para, que, porque, pq, and, segura, mais, \
     pode, hoy, manana, not, nao, ta, tb, horas, hrs, hs, it, because, cuz",
);

/// How many pieces are a span of time from here on: `30 min`, `meia hora`, `an hour and a half`.
fn span_at(reading: &Reading, index: usize) -> Option<usize> {
    if let Some(length) = reading.longest(index, SPANS) {
        return Some(length);
    }
    let word = reading.word(index);
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && UNITS.has(&word[digits..]) {
        return Some(1);
    }
    let counted = digits == word.len() || (small_number(word).is_some() && word != "a");
    (counted && !word.is_empty() && UNITS.has(reading.word(index + 1))).then_some(2)
}

const SPANS: Words =
    Words("meia hora, media hora, half an hour, half hour, an hour, uma hora e meia");

const UNITS: Words = Words("min, mins, minuto, minutos, minutes, hora, horas, h, hour, hours");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vocabulary;
    use crate::context::Setting;

    fn read(text: &str) -> Option<String> {
        let (setting, shop) = (Setting::default(), Vocabulary::default());
        of(&mut Reading::of(text, Intent::Reschedule, &setting, &shop))
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
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn spans_and_parts_of_the_day_stay_as_typed() {
        assert_eq!(read("atrasa uns 30 min").as_deref(), Some("30 min"));
        assert_eq!(
            read("push it half an hour").as_deref(),
            Some("half an hour")
        );
        assert_eq!(read("entrega à noite").as_deref(), Some("noite"));
        assert_eq!(read("boa tarde, remarca"), None);
    }
}
