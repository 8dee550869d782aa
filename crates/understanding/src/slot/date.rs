//! Days.

use super::reading::{Reading, Words};
use crate::Intent;

/// The day, as it was typed; `hj` is `hoje`. Where a message names several, the one that is wanted:
/// the last of those not put aside where an order is put off, or that with `pra` before it.
pub(super) fn of(reading: &mut Reading) -> Option<String> {
    let mut found = None;
    let mut index = 0;
    while index < reading.len() {
        let Some(length) = day_at(reading, index).filter(|_| reading.is_free(index)) else {
            index += 1;
            continue;
        };
        let wanted = match reading.intent {
            Intent::Reschedule => !is_instead(reading, index),
            _ => FOR.has(reading.word_before(index, 1)),
        };
        if found.is_none() || wanted {
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

const FOR: Words = Words("pra, para, for");

/// How many pieces name a day from here on.
fn day_at(reading: &Reading, index: usize) -> Option<usize> {
    let word = reading.word(index);
    let before = reading.word_before(index, 1);
    if let Some(length) = reading.longest(index, DAYS) {
        let of_day = matches!(word, "manana")
            && (matches!(before, "la" | "esta") && reading.word_before(index, 2) != "para");
        return (!of_day).then_some(length);
    }
    if WEEKDAYS.has(word.trim_end_matches("-feira")) {
        let ordinal = matches!(word, "segunda" | "quarta" | "quinta" | "sexta")
            && (ORDINAL_OF.has(reading.word(index + 1))
                || before == "e" && reading.word(index + 1) == "via");
        if ordinal {
            return None;
        }
        return Some(1 + reading.longest(index + 1, COMING).unwrap_or(0));
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
    if reading.word(index + 1) == "de" && MONTHS.has(reading.word(index + 2)) {
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

const DAYS: Words = Words(
    "hoje, hj, amanha, ontem, anteontem, depois de amanha, day after tomorrow, the day after \
     tomorrow, sexta-feira santa, dia das maes, dia dos pais, good friday, boxing day, \
     thanksgiving, semana santa, today, tomorrow, yesterday, hoy, manana, ayer, pasado manana, \
     natal, vespera de natal, feriado, ano novo, reveillon, carnaval, pascoa, christmas, \
     christmas eve, christmas day, new year's, new year's eve, new year's day, new year, \
     easter, navidad, ano nuevo, nochebuena, semana que vem, semana q vem, next week, last \
     week, semana passada, mes passado, semana pasada, mes pasado, last month, last friday, \
     last saturday, last sunday, last night, proxima semana, fim de semana, final de semana, \
     fds, weekend, weekends, fin de semana, fines de semana, next monday, next tuesday, next \
     wednesday, next thursday, next friday, next saturday, next sunday, proximo sabado, proximo \
     domingo, proxima segunda, proxima terca, proxima quarta, proxima quinta, proxima sexta, \
     proximo lunes, proximo martes, proximo miercoles, proximo jueves, proximo viernes",
);

const WEEKDAYS: Words = Words(
    "segunda, terca, quarta, quinta, sexta, sabado, domingo, segundas, tercas, quartas, \
     quintas, sextas, sabados, domingos, monday, tuesday, wednesday, thursday, friday, \
     saturday, sunday, mondays, tuesdays, wednesdays, thursdays, fridays, saturdays, sundays, \
     lunes, martes, miercoles, jueves, viernes",
);

/// What may follow the name of a day.
const COMING: Words =
    Words("santa, santo, que vem, q vem, que viene, passada, passado, pasado, pasada");

const ORDINAL_OF: Words = Words("vez, via, opcao, tentativa, pizza, cobranca, compra, opcion");

const MONTHS: Words = Words(
    "janeiro, fevereiro, marco, abril, maio, junho, julho, agosto, setembro, outubro, novembro, \
     dezembro, enero, febrero, marzo, mayo, junio, julio, septiembre, octubre, noviembre, \
     diciembre",
);

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
    fn days_are_found() {
        for (text, expected) in [
            ("passa pra sexta q vem", "sexta que vem"),
            ("hj não dá", "hoje"),
            ("el próximo lunes", "próximo lunes"),
            ("deixa pro dia 24", "dia 24"),
            ("25 de dezembro abre?", "25 de dezembro"),
            ("on Sundays", "Sundays"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(read("a segunda vez já"), None);
        assert_eq!(read("por la mañana"), None);
    }
}
