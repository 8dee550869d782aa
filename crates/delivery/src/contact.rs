//! How somebody is reached and known: telephone, e-mail, CPF and CEP, each read once, at the edge.
//!
//! None of them can be printed by accident: there is no `Display`, and `Debug` shows the last
//! characters alone, so that a log which holds a whole order holds nobody's number. What refuses a
//! text never repeats it, for the same reason.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most digits of a telephone number, without the `+` (ITU-T E.164, 6.2.1).
const PHONE_DIGITS_MAX: usize = 15;
/// The fewest digits of a number that is not Brazilian; the shortest in use have this many.
const PHONE_DIGITS_MIN: usize = 8;
/// The longest address (RFC 5321, 4.5.3.1.3, without the angle brackets).
const EMAIL_LENGTH_MAX: usize = 254;
/// The longest part before the `@` (RFC 5321, 4.5.3.1.1).
const EMAIL_LOCAL_LENGTH_MAX: usize = 64;
/// The longest label of a domain (RFC 1035, 2.3.4).
const DOMAIN_LABEL_LENGTH_MAX: usize = 63;

/// A text that is no telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no telephone number: write it as (11) 98765-4321, or with + and the country")]
pub struct InvalidPhone;

/// A text that is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no e-mail address: write it as name@example.com")]
pub struct InvalidEmail;

/// A text that is no CPF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no CPF: it has 11 digits, of which the last two check the others")]
pub struct InvalidCpf;

/// A text that is no CEP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no CEP: write its 8 digits, as in 01310-100")]
pub struct InvalidCep;

/// A telephone number, as `+` and its digits (E.164).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(Box<str>);

impl Phone {
    /// The number of this text.
    ///
    /// Without a `+` it is Brazilian: `(11) 98765-4321`, `011 98765-4321`, `5511987654321`. With
    /// one it may be of any country. A Brazilian number must have an area code that exists, and
    /// be a mobile number of nine digits or a landline of eight.
    pub fn parse(text: &str) -> Result<Phone, InvalidPhone> {
        let text = text.trim();
        let international = text.strip_prefix('+').or_else(|| text.strip_prefix("00"));
        let digits =
            digits(international.unwrap_or(text), " ()-.\u{a0}\u{2011}").ok_or(InvalidPhone)?;
        let national = match international {
            Some(_) => digits.strip_prefix("55"),
            None if digits.len() > 11 && digits.starts_with("55") => digits.strip_prefix("55"),
            None => Some(digits.strip_prefix('0').unwrap_or(&digits)),
        };
        let is_foreign = international.is_some()
            && (PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&digits.len())
            && !digits.starts_with('0');
        match national {
            Some(national) if is_brazilian(national) => Ok(Phone(format!("+55{national}").into())),
            None if is_foreign => Ok(Phone(format!("+{digits}").into())),
            Some(_) | None => Err(InvalidPhone),
        }
    }

    /// As SMS gateways want it: `+5511987654321`.
    pub fn as_e164(&self) -> &str {
        &self.0
    }

    /// As people write it: `(11) 98765-4321`; a number of another country as in E.164.
    pub fn written(&self) -> String {
        match self.national() {
            Some(national) => {
                let (area, line) = national.split_at(2);
                let (start, end) = line.split_at(line.len() - 4);
                format!("({area}) {start}-{end}")
            }
            None => self.0.to_string(),
        }
    }

    /// As the person may see it to know which of their numbers is meant: `•••• 4321`.
    pub fn masked(&self) -> String {
        format!("•••• {}", ending(&self.0, 4))
    }

    /// Whether a text message can reach it: Brazilian landlines take none. What is not known of
    /// other countries is taken for a yes.
    pub fn takes_sms(&self) -> bool {
        self.national().is_none_or(|national| national.len() == 11)
    }

    /// Area code and line of a Brazilian number.
    fn national(&self) -> Option<&str> {
        self.0.strip_prefix("+55")
    }
}

/// Whether this is an area code and a line: nine digits that begin with 9, or eight that begin with
/// 2 to 5 (Anatel, Resolução 749/2022).
fn is_brazilian(national: &str) -> bool {
    let Some((area, line)) = national.split_at_checked(2) else {
        return false;
    };
    let area_exists = matches!(
        area.as_bytes(),
        [b'1' | b'4' | b'6' | b'8' | b'9', b'1'..=b'9']
            | [b'2', b'1' | b'2' | b'4' | b'7' | b'8']
            | [b'3', b'1'..=b'5' | b'7' | b'8']
            | [b'5', b'1' | b'3'..=b'5']
            | [b'7', b'1' | b'3'..=b'5' | b'7' | b'9']
    );
    let line_exists = matches!(
        (line.len(), line.as_bytes().first()),
        (9, Some(b'9')) | (8, Some(b'2'..=b'5'))
    );
    area_exists && line_exists
}

/// An e-mail address in small letters.
///
/// The standard lets the part before the `@` tell large letters from small ones; no provider that
/// people use does, and somebody who wrote `Ana@` once and `ana@` later is one customer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(Box<str>);

impl Email {
    /// The address of this text. Quoted names, comments, addresses of machines and letters beyond
    /// ASCII are refused: where they are typed at all, it is by mistake.
    pub fn parse(text: &str) -> Result<Email, InvalidEmail> {
        let address = text.trim().to_ascii_lowercase();
        let (local, domain) = address.split_once('@').ok_or(InvalidEmail)?;
        let is_atom = |atom: &str| {
            !atom.is_empty()
                && atom.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte)
                })
        };
        let is_label = |label: &str| {
            (1..=DOMAIN_LABEL_LENGTH_MAX).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let is_top_level =
            |label: &str| label.len() >= 2 && !label.bytes().all(|byte| byte.is_ascii_digit());
        let fits = address.len() <= EMAIL_LENGTH_MAX
            && local.len() <= EMAIL_LOCAL_LENGTH_MAX
            && local.split('.').all(is_atom)
            && domain.split('.').all(is_label)
            && domain
                .rsplit_once('.')
                .is_some_and(|(_, last)| is_top_level(last));
        if fits {
            Ok(Email(address.into()))
        } else {
            Err(InvalidEmail)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As the person may see it to know which of their addresses is meant: `a•••@example.com`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        format!("{}•••@{domain}", local.get(..1).unwrap_or(""))
    }
}

/// A Brazilian taxpayer's number whose check digits are right. It says nothing about whether
/// somebody holds it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpf(Box<str>);

impl Cpf {
    /// The number of this text, with or without dots and hyphen.
    pub fn parse(text: &str) -> Result<Cpf, InvalidCpf> {
        let digits = digits(text.trim(), " .-").ok_or(InvalidCpf)?;
        let bytes = digits.as_bytes();
        if bytes.len() != 11 || bytes.iter().all(|digit| *digit == bytes[0]) {
            return Err(InvalidCpf);
        }
        if check_digit(&bytes[..9]) == bytes[9] && check_digit(&bytes[..10]) == bytes[10] {
            Ok(Cpf(digits.into()))
        } else {
            Err(InvalidCpf)
        }
    }

    /// The 11 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people write it: `123.456.789-09`.
    pub fn written(&self) -> String {
        let digits = &self.0;
        format!(
            "{}.{}.{}-{}",
            &digits[..3],
            &digits[3..6],
            &digits[6..9],
            &digits[9..]
        )
    }
}

/// Modulo 11 over digits weighed 2, 3, 4 … from the right.
fn check_digit(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .rev()
        .zip(2_u32..)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    match sum % 11 {
        0 | 1 => b'0',
        rest => b'0' + u8::try_from(11 - rest).unwrap_or(0),
    }
}

/// A Brazilian postal code.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cep(Box<str>);

impl Cep {
    /// The code of this text, with or without the hyphen.
    pub fn parse(text: &str) -> Result<Cep, InvalidCep> {
        match digits(text.trim(), " .-") {
            Some(digits) if digits.len() == 8 && digits != "00000000" => Ok(Cep(digits.into())),
            Some(_) | None => Err(InvalidCep),
        }
    }

    /// The 8 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people write it: `01310-100`.
    pub fn written(&self) -> String {
        format!("{}-{}", &self.0[..5], &self.0[5..])
    }
}

/// The digits of `text` when there is nothing else in it but `separators`.
fn digits(text: &str, separators: &str) -> Option<String> {
    let mut digits = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
        } else if !separators.contains(character) {
            return None;
        }
    }
    Some(digits)
}

/// The last `count` characters of an ASCII text.
fn ending(text: &str, count: usize) -> &str {
    text.get(text.len().saturating_sub(count)..).unwrap_or("")
}

/// Plain strings for serde, and what `Debug` shows: so many of the last characters.
macro_rules! personal {
    ($($name:ident shows $shown:literal;)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "(…{})"), ending(&self.0, $shown))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                $name::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

personal! {
    Phone shows 4;
    Email shows 4;
    Cpf shows 2;
    Cep shows 3;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn phone(text: &str) -> Option<String> {
        Phone::parse(text)
            .ok()
            .map(|phone| phone.as_e164().to_owned())
    }

    #[test]
    fn brazilian_numbers_are_read_as_people_write_them() {
        for text in [
            "(11) 98765-4321",
            "11987654321",
            "011 98765 4321",
            "+55 (11) 98765-4321",
            "5511987654321",
            "0055 11 98765.4321",
            " 11 98765‑4321 ",
        ] {
            assert_eq!(phone(text).as_deref(), Some("+5511987654321"), "{text}");
        }
        assert_eq!(phone("(21) 3333-4444").as_deref(), Some("+552133334444"));
        // The area code 55 is not the country's.
        assert_eq!(phone("(55) 99876-5432").as_deref(), Some("+5555998765432"));
    }

    #[test]
    fn numbers_that_cannot_be_called_are_refused() {
        for text in [
            "",
            "98765-4321",
            "(10) 98765-4321",
            "(11) 88765-4321",
            "(11) 9876-5432",
            "+55 11 123",
            "+1234567",
            "+1234567890123456",
            "12345678901234",
            "11 98765-4321 ramal 2",
            "+",
            "00",
        ] {
            assert_eq!(phone(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_other_countries_need_the_plus() {
        assert_eq!(phone("+351 912 345 678").as_deref(), Some("+351912345678"));
        assert_eq!(phone("351 912 345 678"), None);
    }

    #[test]
    fn numbers_are_shown_as_people_write_them() {
        let read = |text| Phone::parse(text).expect("a number");
        assert_eq!(read("11987654321").written(), "(11) 98765-4321");
        assert_eq!(read("1133334444").written(), "(11) 3333-4444");
        assert_eq!(read("+351912345678").written(), "+351912345678");
        assert_eq!(read("11987654321").masked(), "•••• 4321");
        assert!(read("11987654321").takes_sms() && read("+351912345678").takes_sms());
        assert!(!read("1133334444").takes_sms());
    }

    #[test]
    fn addresses_are_normalised() {
        let read = |text| Email::parse(text).map(|email| email.as_str().to_owned());
        assert_eq!(
            read(" Ana.Souza+loja@Example.COM ").as_deref(),
            Ok("ana.souza+loja@example.com")
        );
        assert_eq!(
            Email::parse("ana@example.com").expect("one").masked(),
            "a•••@example.com"
        );
        for text in [
            "",
            "ana",
            "ana@",
            "@example.com",
            "ana@example",
            "ana@@example.com",
            "a na@example.com",
            ".ana@example.com",
            "ana..b@example.com",
            "ana@-example.com",
            "ana@example.c",
            "ana@1.2.3.44",
            "ana@example..com",
            "\"ana\"@example.com",
            "aná@example.com",
            "ana@example.com\r\nBcc: x@y.zz",
        ] {
            assert_eq!(read(text), Err(InvalidEmail), "{text}");
        }
    }

    #[test]
    fn check_digits_are_checked() {
        assert_eq!(
            Cpf::parse("529.982.247-25").expect("one").as_str(),
            "52998224725"
        );
        assert_eq!(
            Cpf::parse("12345678909").expect("one").written(),
            "123.456.789-09"
        );
        for text in [
            "529.982.247-24",
            "529.982.247-15",
            "111.111.111-11",
            "5299822472",
            "",
        ] {
            assert_eq!(Cpf::parse(text), Err(InvalidCpf), "{text}");
        }
    }

    #[test]
    fn postal_codes_have_eight_digits() {
        assert_eq!(Cep::parse("01310-100").expect("one").written(), "01310-100");
        for text in ["0131010", "013101000", "00000-000", "01310_100"] {
            assert_eq!(Cep::parse(text), Err(InvalidCep), "{text}");
        }
    }

    #[test]
    fn what_is_stored_is_a_plain_string() {
        let phone = Phone::parse("11987654321").expect("a number");
        let text = serde_json::to_string(&phone).expect("json");
        assert_eq!(text, "\"+5511987654321\"");
        assert_eq!(
            serde_json::from_str::<Phone>(&text).expect("a number"),
            phone
        );
        let refusal = serde_json::from_str::<Cpf>("\"52998224724\"").expect_err("no CPF");
        assert!(!refusal.to_string().contains("52998224724"));
    }

    #[test]
    fn nothing_reaches_a_log() {
        let shown = format!(
            "{:?} {:?} {:?} {:?}",
            Phone::parse("11987654321"),
            Email::parse("ana@example.com"),
            Cpf::parse("52998224725"),
            Cep::parse("01310100"),
        );
        assert_eq!(
            shown,
            "Ok(Phone(…4321)) Ok(Email(….com)) Ok(Cpf(…25)) Ok(Cep(…100))"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_panics_and_what_is_read_is_read_again(text in "[ +0-9().@a-z-]{0,24}|\\PC{0,20}") {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(phone.as_e164()), Ok(phone.clone()));
                prop_assert_eq!(Phone::parse(&phone.written()), Ok(phone));
            }
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email));
            }
        }

        #[test]
        fn one_wrong_digit_of_a_cpf_is_found(base in "[0-9]{9}", place in 0_usize..11, by in 1_u8..10) {
            let mut digits = base.into_bytes();
            digits.push(check_digit(&digits));
            digits.push(check_digit(&digits));
            let text = |digits: &[u8]| String::from_utf8(digits.to_vec()).expect("digits");
            prop_assume!(Cpf::parse(&text(&digits)).is_ok());
            digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
            // A first check digit of 10 or 11 is written 0, which lets a few mistakes through.
            let weighed: u32 = digits[..9].iter().rev().zip(2_u32..)
                .map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
            prop_assume!(weighed % 11 > 1);
            prop_assert!(Cpf::parse(&text(&digits)).is_err());
        }
    }
}
