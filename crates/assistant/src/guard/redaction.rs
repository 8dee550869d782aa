//! Numbers that are nobody's business: cards, tax numbers, telephones, codes of doors.
//!
//! Results of tools pass through here before a model or a log sees them, and so does what a model
//! writes.

/// What stands in the place of a number.
const HIDDEN: &str = "•••";

/// Words before a code that is said at the door.
const CODE_WORDS: &[&str] = &[
    "pin", "codigo", "senha", "code", "password", "clave", "cvv", "cvc",
];

/// A code stands at most so many words behind the word for it.
const CODE_DISTANCE: usize = 4;

/// The text without such numbers. What belongs to a number is taken to be digits, spaces, dots,
/// dashes, brackets and a plus.
pub fn redacted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit() || c == '+' || c == '(') {
        out.push_str(&rest[..start]);
        let tail = &rest[start..];
        let length = tail
            .find(|c: char| !(c.is_ascii_digit() || " .-()+\u{a0}".contains(c)))
            .unwrap_or(tail.len());
        let number = tail[..length].trim_end_matches([' ', '.', '-', '(', '+', '\u{a0}']);
        let number = if number.is_empty() {
            &tail[..length]
        } else {
            number
        };
        if is_private(number) || is_code(number, &out) {
            out.push_str(HIDDEN);
        } else {
            out.push_str(number);
        }
        rest = &tail[number.len()..];
    }
    out.push_str(rest);
    out
}

/// Whether a number is one of a card, of a person, or of a mobile telephone.
pub fn is_private(number: &str) -> bool {
    let digits: Vec<u8> = number
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|byte| byte - b'0')
        .collect();
    if (13..=19).contains(&digits.len()) && luhn(&digits) {
        return true;
    }
    match digits.len() {
        11 if cpf(&digits) => true,
        // A mobile number of Brazil: 9 and eight digits, with its area and its country or not.
        11..=13 => {
            let national = &digits[digits.len() - 11..];
            let country = &digits[..digits.len() - 11];
            national[2] == 9 && national[0] != 0 && (country.is_empty() || country == [5, 5])
        }
        9 => digits[0] == 9 && number.contains('-'),
        _ => false,
    }
}

/// Whether a short number follows a word for a code.
fn is_code(number: &str, before: &str) -> bool {
    let short = (3..=6).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    short && {
        let words = crate::plain::words(before);
        let near = words.iter().rev().take(CODE_DISTANCE);
        near.into_iter()
            .any(|word| CODE_WORDS.contains(&word.as_str()))
    }
}

/// ISO/IEC 7812: the check digit of numbers of cards.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(*digit);
            match place % 2 {
                0 => digit,
                _ if digit > 4 => 2 * digit - 9,
                _ => 2 * digit,
            }
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != 0)
}

/// The two check digits of a CPF (Receita Federal).
fn cpf(digits: &[u8]) -> bool {
    let check = |length: usize| {
        let weights = (2..=length + 1).rev();
        let sum: usize = digits[..length]
            .iter()
            .zip(weights)
            .map(|(digit, weight)| usize::from(*digit) * weight)
            .sum();
        let rest = sum * 10 % 11 % 10;
        usize::from(digits[length]) == rest
    };
    digits.iter().any(|digit| *digit != digits[0]) && check(9) && check(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_numbers_are_hidden() {
        for (text, shown) in [
            ("cartão 4111 1111 1111 1111 ok", "cartão ••• ok"),
            ("CPF 529.982.247-25.", "CPF •••."),
            ("ligue (11) 98765-4321 já", "ligue ••• já"),
            ("+55 11 98765-4321", "•••"),
            ("o código da porta é 4821", "o código da porta é •••"),
        ] {
            assert_eq!(redacted(text), shown);
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "pedido 48999, 2 itens por R$\u{a0}54,80",
            "das 19:30 às 20:00 de 18/03",
            "Rua do Porto, 1204 - Centro",
            "telefone (11) 3555-0199",
            "2026-03-18T19:45",
            "4111 1111 1111 1112",
        ] {
            assert_eq!(redacted(text), text);
        }
    }
}
