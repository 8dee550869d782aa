//! Telephone numbers and addresses of mail.

use super::reading::{Reading, Words};

/// A telephone number has so many digits, with the code of its country.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 10..=13;

/// Without an area, a number has at least so many.
const LOCAL_DIGITS: std::ops::RangeInclusive<usize> = 8..=9;

/// The first address of mail, as it was typed.
pub(super) fn email(reading: &mut Reading) -> Option<String> {
    let found = (0..reading.len()).find(|index| {
        let host = reading.word(*index).split_once('@');
        host.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    })?;
    reading.take(found..found + 1);
    Some(reading.typed(found).to_owned())
}

/// The first telephone number, as it was typed.
pub(super) fn phone(reading: &mut Reading) -> Option<String> {
    let text = reading.text();
    let part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '+' | '-' | '.');
    let mut start = 0;
    while let Some(offset) = text[start..].find(part) {
        let begin = start + offset;
        let end = text[begin..]
            .find(|c| !part(c))
            .map_or(text.len(), |length| begin + length);
        start = end;
        let run = text[begin..end].trim_matches([' ', '-', '.']);
        let run = if run.contains('(') {
            run
        } else {
            run.trim_end_matches(')')
        };
        let digits = run.chars().filter(char::is_ascii_digit).count();
        let local = LOCAL_DIGITS.contains(&digits)
            && reading.mentions(CALLED)
            && run
                .split('-')
                .next_back()
                .is_some_and(|tail| tail.len() == 4);
        if PHONE_DIGITS.contains(&digits) || local {
            let byte = begin + text[begin..end].find(run).unwrap_or(0);
            let first = reading.piece_at(byte)?;
            let last = reading.piece_at(byte + run.len() - 1)?;
            reading.take(first..last + 1);
            return Some(run.to_owned());
        }
    }
    None
}

/// Words beside which eight digits are a telephone.
const CALLED: Words = Words(
    "telefone, celular, fone, whatsapp, zap, numero, liga, ligar, ligue, phone, call, number, \
     telefono, llamen, llamar, llama",
);
