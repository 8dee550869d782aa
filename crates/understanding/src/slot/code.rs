//! Numbers of orders, and codes of coupons.

use super::reading::{Reading, Words};
use crate::Intent;

/// The first code of a coupon, as it was typed.
pub(super) fn coupon(reading: &mut Reading) -> Option<String> {
    let shouts = !reading.text().chars().any(char::is_lowercase);
    let named = |index: usize| (1..=3).any(|by| NAMES.has(reading.word_before(index, by)));
    let about = reading.intent == Intent::Coupon;
    let found = (0..reading.len()).find(|&index| {
        let typed = reading.typed(index);
        let letters = typed.chars().filter(|c| c.is_alphabetic()).count();
        let digits = typed.chars().filter(char::is_ascii_digit).count();
        let plain = typed.chars().all(char::is_alphanumeric);
        let upper = !typed.chars().any(char::is_lowercase);
        let mixed = letters >= 3 && digits >= 1;
        plain
            && !NAMES.has(reading.word(index))
            && ((mixed && (upper || named(index)) && (about || named(index)))
                || (upper && !shouts && letters >= 5 && (about || named(index))))
    })?;
    reading.take(found..found + 1);
    Some(reading.typed(found).to_owned())
}

/// Words before the code of a coupon.
const NAMES: Words = Words(
    "cupom, cupon, cupao, coupon, codigo, code, voucher, promo, desconto, discount, descuento",
);

/// An order's number has so many digits.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=8;

/// Where it is said that it is an order's, fewer will do.
const DIGITS_MIN_NAMED: usize = 3;

/// All numbers of orders, joined by `, `.
pub(super) fn order_number(reading: &mut Reading) -> Option<String> {
    let found: Vec<usize> = (0..reading.len())
        .filter(|&index| reading.is_free(index) && reading.is_number(index))
        .filter(|&index| {
            let digits = reading.word(index).len();
            let named = (1..=2).any(|by| ORDER.has(reading.word_before(index, by)));
            let money = reading.word_before(index, 1) == "$" || MONEY.has(reading.word(index + 1));
            let postal = (1..=3).any(|by| POSTAL.has(reading.word_before(index, by)));
            !money
                && !postal
                && (DIGITS.contains(&digits)
                    || named && (DIGITS_MIN_NAMED..=*DIGITS.end()).contains(&digits))
        })
        .collect();
    for &index in &found {
        reading.take(index..index + 1);
    }
    let numbers: Vec<&str> = found.iter().map(|index| reading.typed(*index)).collect();
    (!numbers.is_empty()).then(|| numbers.join(", "))
}

const ORDER: Words = Words("pedido, order, orden, numero, number, no, nro, num, #");

const MONEY: Words = Words("reais, real, conto, contos, pila, reales, pesos, dollars");

const POSTAL: Words = Words("cep, zip, postal, postcode");
