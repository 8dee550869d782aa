//! The letters of text messages, and how many messages a text takes.
//!
//! A message holds 160 letters of the GSM alphabet or 70 of any other; Portuguese needs letters
//! that the alphabet lacks (`ã`, `ç`, `í`). So a text keeps its accents when it fits into one
//! message with them, and loses those that the alphabet lacks when that makes it shorter: what it
//! costs decides, and nobody pays double for a tilde. A text with letters that have no plain form,
//! such as a name in another script, is sent as it is.

use serde::{Deserialize, Serialize};

/// Septets of one message, and of each of several (3GPP TS 23.040, 9.2.3.24.1: a header takes 7).
const SEPTETS: [usize; 2] = [160, 153];
/// UTF-16 units of one message, and of each of several.
const UTF16_UNITS: [usize; 2] = [70, 67];

/// The alphabet (3GPP TS 23.038, 6.2.1), without line breaks, which count as one as well.
const ALPHABET: &str = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
     ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// What takes an escape and so counts twice (6.2.1.1).
const EXTENSION: &str = "^{}\\[~]|€";

/// How a text message is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// 7 bits a letter.
    Gsm7,
    /// 16 bits a letter.
    Ucs2,
}

/// A text as it is sent by SMS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsText {
    /// The text.
    pub text: String,
    /// In which encoding.
    pub encoding: Encoding,
    /// How long it is, in units of the encoding: septets or UTF-16 units.
    pub units: usize,
    /// How many messages it takes.
    pub parts: usize,
}

impl SmsText {
    /// `text` in the letters that cost least; its own where that makes no difference.
    pub fn cheapest(text: &str) -> SmsText {
        let own = SmsText::of(text.to_owned());
        if own.parts <= 1 {
            return own;
        }
        let plain = SmsText::of(plain(text));
        if plain.parts < own.parts { plain } else { own }
    }

    fn of(text: String) -> SmsText {
        let in_alphabet: Option<Vec<usize>> = text.chars().map(septets).collect();
        let (encoding, units, [one, of_several]) = match in_alphabet {
            Some(units) => (Encoding::Gsm7, units, SEPTETS),
            None => (
                Encoding::Ucs2,
                text.chars().map(char::len_utf16).collect(),
                UTF16_UNITS,
            ),
        };
        let total = units.iter().sum();
        let parts = if total <= one {
            1
        } else {
            parts(&units, of_several)
        };
        SmsText {
            text,
            encoding,
            units: total,
            parts,
        }
    }
}

/// How many messages of `room` units the letters take; none is cut in two.
fn parts(letters: &[usize], room: usize) -> usize {
    let mut parts = 1;
    let mut left = room;
    for units in letters {
        if *units > left {
            parts += 1;
            left = room;
        }
        left -= units;
    }
    parts
}

/// How many septets a letter takes, when the alphabet has it.
fn septets(character: char) -> Option<usize> {
    match character {
        '\n' | '\r' => Some(1),
        _ if ALPHABET.contains(character) => Some(1),
        _ if EXTENSION.contains(character) => Some(2),
        _ => None,
    }
}

/// The text with the letters of the alphabet that read like its own, where there are any.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            _ if septets(character).is_some() => plain.push(character),
            '\u{a0}' | '\u{2009}' | '\u{202f}' => plain.push(' '),
            '‘' | '’' => plain.push('\''),
            '“' | '”' | '«' | '»' => plain.push('"'),
            '‐' | '‑' | '–' | '—' | '−' => plain.push('-'),
            '×' => plain.push('x'),
            '•' | '·' => plain.push('*'),
            '…' => plain.push_str("..."),
            _ => plain.extend(without_accent(character)),
        }
    }
    plain
}

/// The letter without what is above or below it; nothing for an accent that stands by itself
/// (Unicode's combining marks), and itself for any other character. As far as the languages of
/// western Europe go.
pub(crate) fn without_accent(character: char) -> Option<char> {
    Some(match character {
        '\u{300}'..='\u{36f}' => return None,
        'à'..='å' | 'ª' => 'a',
        'À'..='Å' => 'A',
        'ç' => 'c',
        'Ç' => 'C',
        'è'..='ë' => 'e',
        'È'..='Ë' => 'E',
        'ì'..='ï' => 'i',
        'Ì'..='Ï' => 'I',
        'ñ' => 'n',
        'Ñ' => 'N',
        'ò'..='ö' | 'ø' | 'º' => 'o',
        'Ò'..='Ö' | 'Ø' => 'O',
        'ù'..='ü' => 'u',
        'Ù'..='Ü' => 'U',
        'ý' | 'ÿ' => 'y',
        'Ý' => 'Y',
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accents_stay_where_they_cost_nothing() {
        let text = "Pedido #1042: não há pão";
        let sms = SmsText::cheapest(text);
        assert_eq!(
            (sms.text.as_str(), sms.encoding, sms.parts),
            (text, Encoding::Ucs2, 1)
        );
    }

    #[test]
    fn accents_go_where_they_would_cost_a_message() {
        let text = format!(
            "{} coração, 2× – R$\u{a0}5,00… à vista é “só”",
            "x".repeat(60)
        );
        let sms = SmsText::cheapest(&text);
        let expected = format!(
            "{} coracao, 2x - R$ 5,00... à vista é \"so\"",
            "x".repeat(60)
        );
        assert_eq!(
            (sms.text, sms.encoding, sms.parts),
            (expected, Encoding::Gsm7, 1)
        );
    }

    #[test]
    fn other_scripts_are_sent_as_they_are() {
        let text = format!("{} 寿司 não", "x".repeat(80));
        let sms = SmsText::cheapest(&text);
        assert_eq!(
            (sms.text, sms.encoding, sms.parts),
            (text, Encoding::Ucs2, 2)
        );
    }

    #[test]
    fn messages_are_counted() {
        let counted = |text: &str| {
            let sms = SmsText::of(text.to_owned());
            (sms.units, sms.parts)
        };
        assert_eq!(counted(""), (0, 1));
        assert_eq!(counted(&"a".repeat(160)), (160, 1));
        assert_eq!(counted(&"a".repeat(161)), (161, 2));
        assert_eq!(counted(&"a".repeat(307)), (307, 3));
        assert_eq!(counted(&"€".repeat(80)), (160, 1));
        // An escape is not cut from its letter: 76 fit into the 153 of a part.
        assert_eq!(counted(&"€".repeat(153)), (306, 3));
        assert_eq!(counted(&"ã".repeat(70)), (70, 1));
        assert_eq!(counted(&"ã".repeat(71)), (71, 2));
        // A flag is four units.
        assert_eq!(counted("🇧🇷"), (4, 1));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_cheapest_never_costs_more(text in "[a-zA-Z àãâáéêíóôõúüç€×…🙏寿]{0,400}") {
            let sms = SmsText::cheapest(&text);
            prop_assert!(sms.parts <= SmsText::of(text).parts);
            prop_assert!(sms.parts >= 1);
        }
    }
}
