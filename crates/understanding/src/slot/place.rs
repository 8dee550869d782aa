//! Addresses and places.

use std::ops::Range;

use super::reading::{Reading, Words};
use crate::Intent;
use crate::context::Asked;

/// An address has at most so many pieces.
const PIECES_MAX: usize = 24;

/// Where to, as it was typed.
pub(super) fn address(reading: &mut Reading) -> Option<String> {
    let moves = reading.intent == Intent::ChangeAddress;
    let asks = matches!(
        reading.intent,
        Intent::DeliveryArea | Intent::DeliveryFee | Intent::Eta
    );
    let answers = moves && reading.setting.asked == Some(Asked::Address);
    let found = whole_answer(reading, answers)
        .or_else(|| street(reading))
        .or_else(|| if moves { complement(reading) } else { None })
        .or_else(|| {
            if moves || asks {
                postal_code(reading)
            } else {
                None
            }
        })
        .or_else(|| if moves { house_number(reading) } else { None })
        .or_else(|| if moves { well_known(reading) } else { None })
        .or_else(|| if asks { district(reading) } else { None })?;
    let value = reading.span(found.clone()).to_owned();
    reading.take(found);
    Some(value)
}

/// An answer to the question for an address that is nothing else.
fn whole_answer(reading: &Reading, answers: bool) -> Option<Range<usize>> {
    let digits =
        (0..reading.len()).any(|index| reading.typed(index).contains(|c: char| c.is_ascii_digit()));
    let begins = STREETS.has(reading.word(0)) || STREETS.has(reading.word(1));
    let plain = !(0..reading.len()).any(|index| CHANGING.has(reading.word(index)));
    let start = (0..reading.len())
        .find(|index| !LEADING_IN.has(reading.word(*index)))
        .unwrap_or(0);
    (answers && digits && plain && !begins && reading.len() >= 2)
        .then(|| trimmed(reading, start..reading.len()))
}

/// Words that lead into an address: `es en`, `fica na`.
const LEADING_IN: Words =
    Words("e, eh, es, is, it's, its, en, em, na, no, fica, at, to, pra, para, ,, :");

const CHANGING: Words = Words(
    "mudar, muda, troca, trocar, change, cambiar, cambia, entrega, deliver, manda, pedido, \
     order, errado, wrong, ?",
);

/// A street with what follows it, and the number that stands before it: `88 da rua dos Ipês`.
fn street(reading: &Reading) -> Option<Range<usize>> {
    (0..reading.len()).find_map(|index| {
        if let Some(kind) = english_street(reading, index) {
            return Some(trimmed(reading, index..end_of(reading, kind + 1)));
        }
        if !begins_street(reading, index) {
            return None;
        }
        let before = index.checked_sub(2).filter(|at| {
            reading.is_number(*at)
                && reading.word(*at).len() <= 4
                && matches!(reading.word(at + 1), "da" | "na" | "de" | "of")
        });
        let start = before.unwrap_or(index);
        Some(trimmed(reading, start..end_of(reading, index + 1)))
    })
}

fn begins_street(reading: &Reading, index: usize) -> bool {
    let word = reading.word(index);
    let next = reading.word(index + 1);
    if next == "." {
        return DOTTED.has(word);
    }
    if reading.is_mark(index + 1) {
        return false;
    }
    let sure = numbered(reading, index + 1)
        || is_capital(reading, index + 1)
        || is_capital(reading, index + 2);
    if STREETS.has(word) {
        // "Na rua da escola" is no address, "rua da escola 12" is.
        let expected =
            reading.intent == Intent::ChangeAddress && !matches!(next, "de" | "do" | "da");
        return !NOT_NAMES.has(next) && (sure || expected);
    }
    matches!(word, "r" | "al") && numbered(reading, index + 1)
        || LODGINGS.has(word)
            && reading.intent == Intent::ChangeAddress
            && is_capital(reading, index + 1)
}

const LODGINGS: Words = Words("hotel, pousada, hostel, condominio, edificio");

/// `12 Main St`: a number, at most four words, the kind of the street. Where the kind stands.
fn english_street(reading: &Reading, index: usize) -> Option<usize> {
    if !reading
        .word(index)
        .starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    (index + 2..index + 6)
        .find(|&at| ENGLISH_KINDS.has(reading.word(at)))
        .filter(|at| (index + 1..*at).all(|between| !reading.is_mark(between)))
}

/// Whether a number follows within a few words.
fn numbered(reading: &Reading, index: usize) -> bool {
    (index..index + 6)
        .take_while(|at| !reading.word(*at).is_empty())
        .any(|at| reading.word(at).starts_with(|c: char| c.is_ascii_digit()))
}

/// Where an address ends that has begun before `index`.
fn end_of(reading: &Reading, index: usize) -> usize {
    let mut end = index;
    while end < reading.len() && end < index + PIECES_MAX {
        let word = reading.word(end);
        if reading.longest(end, STOPS).is_some() {
            break;
        }
        if reading.is_mark(end) {
            let abbreviates = word == "." && DOTTED.has(reading.word_before(end, 1));
            let goes_on =
                matches!(word, "," | "-" | "#" | "(" | ")" | "/") && continues(reading, end + 1);
            if !(abbreviates || goes_on) {
                break;
            }
        }
        end += 1;
    }
    end
}

/// Whether what stands behind a comma still belongs to an address.
fn continues(reading: &Reading, index: usize) -> bool {
    let word = reading.word(index);
    let district = reading
        .shop
        .place_length(&words_from(reading, index))
        .is_some();
    word.starts_with(|c: char| c.is_ascii_digit())
        || PARTS.has(word)
        || AREAS.has(word)
        || is_capital(reading, index)
        || district
        || word == ","
        || labels(reading, index)
}

/// Whether a word stands here that a number follows, or a letter: `conj 31`, `km 12`, `torre B`.
fn labels(reading: &Reading, index: usize) -> bool {
    let next = reading.word(index + 1);
    (2..=10).contains(&reading.word(index).len())
        && !NO_LABELS.has(reading.word(index))
        && reading.longest(index, STOPS).is_none()
        && next.len() <= 5
        && next.starts_with(|c: char| c.is_ascii_digit())
        && next.chars().all(char::is_alphanumeric)
}

/// Words before numbers that are no part of an address.
const NO_LABELS: Words = Words(
    "e, y, and, as, at, by, las, ate, pedido, order, orden, pix, cupom, quero, entrega, mais, \
     add, pras, depois, after, antes, before, dia, day, com, with, con, sao, ja",
);

fn words_from<'r>(reading: &'r Reading, index: usize) -> Vec<&'r str> {
    (index..(index + 6).min(reading.len()))
        .map(|at| reading.word(at))
        .collect()
}

/// Without words and marks at its end that lead elsewhere.
fn trimmed(reading: &Reading, mut pieces: Range<usize>) -> Range<usize> {
    while pieces.len() > 1 {
        let last = reading.word(pieces.end - 1);
        let dot = last == "." || reading.is_mark(pieces.end - 1);
        if !(dot || TRAILING.has(last)) {
            break;
        }
        pieces.end -= 1;
    }
    pieces
}

/// `bloco C ap 14`, `unit 7`, `casa 3`.
fn complement(reading: &Reading) -> Option<Range<usize>> {
    let labelled = |index: usize| {
        let next = reading.word(index + 1);
        let value = next.chars().any(|c| c.is_ascii_digit())
            || (next.len() == 1
                && next.chars().all(char::is_alphabetic)
                && !matches!(next, "e" | "y" | "a" | "o"));
        UNITS.has(reading.word(index)) && value
    };
    let start = (0..reading.len()).find(|index| labelled(*index))?;
    let mut end = start + 2;
    loop {
        let comma = usize::from(reading.word(end) == ",");
        if labelled(end + comma) {
            end += comma + 2;
        } else {
            return Some(start..end);
        }
    }
}

const UNITS: Words = Words(
    "bloco, bl, apto, ap, apt, apartamento, apartment, unit, room, quarto, casa, torre, depto, \
     departamento, piso, tower, building, suite, sala, lote, quadra, andar, floor, habitacion, \
     conjunto, cj, flat",
);

/// `14020-300`.
fn postal_code(reading: &Reading) -> Option<Range<usize>> {
    let found = (0..reading.len()).find(|&index| {
        let word = reading.word(index);
        let hyphen = word.split_once('-').is_some_and(|(head, tail)| {
            let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
            head.len() == 5 && tail.len() == 3 && digits(head) && digits(tail)
        });
        let named = (1..=5).any(|by| {
            matches!(
                reading.word_before(index, by),
                "cep" | "zip" | "postal" | "postcode"
            )
        });
        hyphen || (named && reading.is_number(index) && matches!(word.len(), 5 | 8))
    })?;
    Some(found..found + 1)
}

/// The number of a house that is said to be another.
fn house_number(reading: &Reading) -> Option<Range<usize>> {
    if !reading.mentions(NUMBER) {
        return None;
    }
    let found = (1..reading.len()).find(|&index| {
        reading
            .word(index)
            .starts_with(|c: char| c.is_ascii_digit())
            && reading.word(index).chars().all(char::is_alphanumeric)
            && reading.word(index).len() <= 5
            && BEFORE_NUMBER.has(reading.word_before(index, 1))
    })?;
    Some(found..found + 1)
}

const NUMBER: Words = Words(
    "numero, number, n, nro, num, apto, ap, apt, apartamento, apartment, unit, depto, \
     departamento, flat, casa, house",
);

const BEFORE_NUMBER: Words =
    Words("e, eh, is, es, be, para, pra, o, to, it's, its, el, pro, n, num");

/// `a mi trabajo`, `em casa`, `to my office`.
fn well_known(reading: &Reading) -> Option<Range<usize>> {
    (0..reading.len()).find_map(|index| {
        let elsewhere = (0..=2).any(|by| ELSEWHERE.has(reading.word_before(index, by)))
            || (1..=2).any(|by| BEING.has(reading.word_before(index, by)));
        if !TOWARDS.has(reading.word(index)) || elsewhere {
            return None;
        }
        let mut start = index + 1;
        while ARTICLES.has(reading.word(start)) {
            start += 1;
        }
        let owner = usize::from(OWNERS.has(reading.word(start)));
        if !WELL_KNOWN.has(reading.word(start + owner)) {
            return None;
        }
        let mut end = start + owner + 1;
        if matches!(reading.word(end), "da" | "do" | "de") {
            let of = end + 1;
            let whose =
                of + usize::from(OWNERS.has(reading.word(of)) || ARTICLES.has(reading.word(of)));
            if !reading.is_mark(whose) {
                end = whose + 1;
            }
        }
        Some(start..end)
    })
}

/// Words before a place that is not wanted.
const ELSEWHERE: Words = Words("vez, inves, instead, not, lugar");

/// Words before a place where somebody is.
const BEING: Words = Words("estou, to, tou, estoy, chegar, am, cheguei, selecionei");

const ARTICLES: Words = Words("a, o, la, el, the, las, los");

const TOWARDS: Words = Words("para, pra, pro, em, no, na, to, at, a, al, en");

const OWNERS: Words =
    Words("minha, meu, my, mi, our, nossa, nosso, nuestra, nuestro, outra, outro");

const WELL_KNOWN: Words = Words(
    "casa, trabalho, escritorio, servico, office, work, home, house, oficina, trabajo, hotel, \
     firma, empresa, loja, faculdade, workplace, vizinho, vizinha, hostel, pousada, trampo, \
     neighbor, neighbour, vecino, vecina, hospital, escola, clinica, consultorio, academia, \
     gym, dorm, airbnb, curro, laburo",
);

/// A place that is asked about: what follows the last `em`, `pra`, `to`.
fn district(reading: &Reading) -> Option<Range<usize>> {
    let known = (0..reading.len()).find_map(|index| {
        let length = reading.shop.place_length(&words_from(reading, index))?;
        Some(index..index + length)
    });
    let told = || {
        known.or_else(|| named_district(reading)).or_else(|| {
            let leads = (0..reading.len())
                .rev()
                .filter(|index| INTO.has(reading.word(*index)));
            leads
                .map(|index| place_from(reading, index + 1))
                .find_map(|place| {
                    // When it comes can be asked of a whole town, and of much else.
                    let certain = reading.intent != Intent::Eta;
                    place.filter(|pieces| {
                        certain
                            || is_capital(reading, pieces.start)
                            || CENTRE.has(reading.word(pieces.start))
                    })
                })
        })
    };
    told().or_else(|| capitals(reading))
}

/// A name that is written like one, where it is asked whether the shop delivers there: `is Jardim
/// Sul within your area`.
fn capitals(reading: &Reading) -> Option<Range<usize>> {
    if reading.intent != Intent::DeliveryArea {
        return None;
    }
    let shouts = !reading.text().chars().any(char::is_lowercase);
    (1..reading.len())
        .filter(|&index| !shouts && is_capital(reading, index) && reading.typed(index).len() > 2)
        .filter(|&index| !matches!(reading.word(index - 1), "." | "!" | "?" | "¿" | "¡"))
        .find_map(|index| place_from(reading, index))
}

const CENTRE: Words = Words("centro, downtown");

/// `meu bairro, Parque do Lago`: where the name follows the word.
fn named_district(reading: &Reading) -> Option<Range<usize>> {
    let word = (0..reading.len()).find(|index| DISTRICT.has(reading.word(*index)))?;
    let start = word
        + 1
        + usize::from(matches!(
            reading.word(word + 1),
            "," | ":" | "e" | "es" | "is"
        ));
    is_capital(reading, start)
        .then(|| place_from(reading, start))
        .flatten()
}

const DISTRICT: Words = Words("bairro, barrio, neighborhood, neighbourhood, district, distrito");

fn is_capital(reading: &Reading, index: usize) -> bool {
    reading.typed(index).starts_with(char::is_uppercase)
}

/// The place whose name begins at `index`, if it is one.
fn place_from(reading: &Reading, index: usize) -> Option<Range<usize>> {
    let mut start = index;
    while LEADING.has(reading.word(start)) {
        start += 1;
    }
    let mut end = start;
    while end < reading.len()
        && !reading.is_mark(end)
        && reading.longest(end, STOPS).is_none()
        && !PLACE_ENDS.has(reading.word(end))
    {
        end += 1;
    }
    let pieces = trimmed(reading, start..end);
    let generic = pieces
        .clone()
        .any(|at| GENERIC.has(reading.word(at)) && !is_capital(reading, at));
    let first = reading.word(start);
    let verb = VERBAL
        .listed()
        .any(|ending| first.len() > 4 && first.ends_with(ending))
        && !is_capital(reading, start);
    (!pieces.is_empty() && pieces.len() <= PLACE_PIECES_MAX && !generic && !verb).then_some(pieces)
}

/// The name of a district has at most so many words.
const PLACE_PIECES_MAX: usize = 6;

const LEADING: Words = Words("o, a, os, as, el, la, the, bairro, barrio");

/// How verbs end: `pra retirar`, `por traerlo`.
const VERBAL: Words = Words("ar, er, ir, arlo, erlo, irlo, arme, erme");

const INTO: Words = Words(
    "no, na, nos, nas, em, pro, pra, para, ao, ate, a, al, en, to, in, hasta, por, atendem, \
     atende",
);

/// Words of places that are none in particular.
const GENERIC: Words = Words(
    "restaurant, restaurante, surcharge, sitio, estrada, chacara, fazenda, farm, hostel, \
     pousada, office, work, trabalho, escritorio, oficina, trabajo, servico, predio, building, \
     lake, beach, playa, lago, rodoviaria, ilha, casamento, meu, minha, my, mi, aqui, ca, here, \
     aca, ahi, local, loja, store, shop, balcao, retirar, retirada, buscar, entregar, deliver, \
     pick, pickup, entrega, delivery, casa, home, que, quanto, much, how, where, onde, quais, \
     qual, what, order, pedir, pedido, you, voces, vcs, person, carro, noite, night, day, \
     domingo, feriado, hora, horas, app, site, mais, frete, taxa, gratis, el, cara, caro, \
     comer, todo, toda, outra, otra, another, other, me, gente, vir, it, endereco, direccion, \
     address, regiao, zona, zone, area, la, llevar, uno, uma, um, un, una, praia, hotel, \
     hoteis, hoteles, hotels, condominio, aeroporto, airport, aeropuerto, faculdade, \
     universidade, university, universidad, escola, hospital, cidade, city, ciudad, certain, \
     amount, minimum, minimo, grande, rural, sul, norte, campus, retiro",
);

const PLACE_ENDS: Words = Words(
    "within, inside, dentro, faz, fica, in, vcs, voces, ces, tb, tambem, tbm, too, cost, for, \
     at, se, if, si, quanto, ?, e, and, y, qual, hoje, agora, now, today, custa, ou, or, o, \
     entregam, entrega, tem, ta, esta, is, sai, con, com, with",
);

const STREETS: Words = Words(
    "rua, av, avenida, avda, travessa, alameda, praca, rodovia, estrada, largo, calle, carrera, \
     plaza, pasaje",
);

/// Words that follow `rua` where no street is named.
const NOT_NAMES: Words = Words(
    "ele, ela, errada, certa, e, ta, que, esta, em, agora, aqui, ?, principal, paralela, toda, \
     equivocada, pra, para, no, na",
);

const DOTTED: Words = Words(
    "r, av, avda, apto, apt, ap, al, tv, st, ave, rd, dr, jd, vl, bl, n, no, pc, dpto, depto",
);

const ENGLISH_KINDS: Words = Words(
    "street, st, avenue, ave, road, rd, lane, ln, drive, boulevard, blvd, way, court, place, \
     square",
);

/// Parts of an address that stand behind a comma.
const PARTS: Words = Words(
    "apto, ap, apt, apartamento, apartment, bloco, bl, casa, fundos, unit, room, quarto, depto, \
     departamento, dpto, piso, torre, sala, n, numero, building, floor, andar, suite, esquina, \
     cep, house, condominio, edificio, lote, quadra, conjunto, flat, habitacion, no",
);

const AREAS: Words = Words(
    "centro, jardim, jd, vila, vl, bairro, parque, alto, barrio, boa, nova, santa, santo, sao",
);

/// Words that end an address.
const STOPS: Words = Words(
    "em vez, ao inves, no lugar, em lugar, en vez, en lugar, instead, rather, por favor, \
     please, pls, pf, pfv, pfvr, porfa, e nao, and not, y no, not, mejor, nao, porque, pq, \
     because, obrigado, obrigada, thanks, thank, gracias, que, q, pra mim, ainda, vcs, voces, \
     qual, quanto, se, if, but, mas, pero, tem, ta, esta, is, pode, can, ok, blz, agora, now, \
     ahora, hoje, fica, custa, sai, it's, its, as, my, mi casa, minha casa, meu, entrega, e o, \
     e a, e quero, e manda, for, from, por, quando, when, eu, i, moro, to, estou, obg, vlw, \
     valeu",
);

const TRAILING: Words = Words(
    "e, de, da, do, em, no, na, a, o, and, y, to, pra, para, in, at, on, la, el, ai, viu, tb, \
     ja",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vocabulary;
    use crate::context::Setting;

    fn read(intent: Intent, text: &str) -> Option<String> {
        let (setting, shop) = (Setting::default(), Vocabulary::default());
        address(&mut Reading::of(text, intent, &setting, &shop))
    }

    #[test]
    fn streets_are_taken_whole() {
        for (text, expected) in [
            (
                "muda pra Rua Sete de Setembro, 410 por favor",
                "Rua Sete de Setembro, 410",
            ),
            (
                "manda pra av. independência 1020 ap 31 em vez de casa",
                "av. independência 1020 ap 31",
            ),
            (
                "R. Goiás, 210, casa 2, Vila Nova!",
                "R. Goiás, 210, casa 2, Vila Nova",
            ),
            ("deliver to 12 Main St apt 4 instead", "12 Main St apt 4"),
            (
                "cámbialo a Calle Mayor 25, piso 2",
                "Calle Mayor 25, piso 2",
            ),
            ("o complemento é bloco B ap 21", "bloco B ap 21"),
            ("el código postal es 14030-120", "14030-120"),
            ("send it to my office please", "my office"),
            ("o número certo é 215", "215"),
        ] {
            assert_eq!(
                read(Intent::ChangeAddress, text).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn districts_are_found_where_they_are_asked_about() {
        for (text, expected) in [
            ("vcs entregam no Jardim América?", Some("Jardim América")),
            ("do you deliver to Santa Cruz?", Some("Santa Cruz")),
            ("quanto é o frete pro centro?", Some("centro")),
            ("entregam no meu bairro?", None),
            ("dá pra retirar?", None),
        ] {
            assert_eq!(
                read(Intent::DeliveryArea, text).as_deref(),
                expected,
                "{text}"
            );
        }
        assert_eq!(read(Intent::TrackOrder, "em que rua ele está?"), None);
    }
}
