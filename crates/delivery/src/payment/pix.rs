//! BR Codes: what a payer scans or pastes to pay by Pix.
//!
//! The text is EMV's (EMVCo, "QR Code Specification for Payment Systems, Merchant-Presented Mode"),
//! as the Banco Central do Brasil restricts it ("Manual de Padrões para Iniciação do Pix", section
//! 1): fields of two digits of identifier, two of length, and a value; the last is a checksum.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use crate::money::Money;

/// How the account's field says that it is Pix.
const GUI: &str = "br.gov.bcb.pix";

/// The longest name of a receiver.
const NAME_LENGTH_MAX: usize = 25;

/// The longest name of a receiver's city.
const CITY_LENGTH_MAX: usize = 15;

/// The longest key and the longest location.
const ACCOUNT_LENGTH_MAX: usize = 77;

/// The longest reference of a static code.
const REFERENCE_LENGTH_MAX: usize = 25;

/// The longest amount, as text: `9999999999.99`.
const AMOUNT_LENGTH_MAX: usize = 13;

/// The longest code that is read.
pub const BR_CODE_LENGTH_MAX: usize = 512;

/// What stands where there is no reference.
const NO_REFERENCE: &str = "***";

/// A BR Code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrCode {
    /// Where the money goes.
    pub account: Account,
    /// How much; without it the payer, or the location, says how much.
    pub amount: Option<Money>,
    /// Whose name the payer sees.
    pub receiver: Receiver,
    /// What the receiver finds the payment by. At a location it is the location that says it.
    pub reference: Option<Reference>,
}

/// Where the money of a BR Code goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    /// A static code, which can be paid again and again.
    Key {
        /// Whose account.
        key: PixKey,
        /// What the payer reads.
        message: Option<String>,
    },
    /// A dynamic code, which is paid once: the bank asks there what is to be paid.
    Location(Location),
}

/// A key of the directory: a CPF, a CNPJ, a telephone, an e-mail address or a random one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PixKey(String);

/// Where a bank asks what is to be paid: a host and a path, without `https://`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location(String);

/// Who is paid, in ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    name: String,
    city: String,
}

/// A reference (`txid`): letters and digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference(String);

/// Why something is no BR Code or no part of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PixError {
    /// Not even fields.
    #[error("this is no BR Code: it breaks off, or its fields have no lengths")]
    NotFields,
    /// The checksum says that something was changed.
    #[error("this BR Code was copied wrongly: its checksum is not {expected:04X}")]
    Checksum {
        /// What it would have to be.
        expected: u16,
    },
    /// A field that must be there.
    #[error("the BR Code has no field `{0}`")]
    Missing(&'static str),
    /// A field that is not what it must be.
    #[error("`{value}` cannot be the {field} of a BR Code")]
    Invalid {
        /// Which.
        field: &'static str,
        /// What it is.
        value: String,
    },
}

impl PixKey {
    /// Reads a key as it is written in codes: without punctuation, a telephone with `+55`.
    pub fn parse(text: &str) -> Result<PixKey, PixError> {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let document = matches!(text.len(), 11 | 14) && digits(text);
        let telephone = text
            .strip_prefix("+")
            .is_some_and(|number| (8..=15).contains(&number.len()) && digits(number));
        let email = text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && host.contains('.') && !host.contains('@')
        });
        let random = text.len() == 36
            && text.bytes().enumerate().all(|(place, byte)| match place {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        let fits = printable(text, ACCOUNT_LENGTH_MAX) && !text.contains(' ');
        if fits && (document || telephone || email || random) {
            Ok(PixKey(text.to_owned()))
        } else {
            Err(invalid("key", text))
        }
    }
}

impl Location {
    /// Reads a location, without `https://`.
    pub fn parse(text: &str) -> Result<Location, PixError> {
        let fits = printable(text, ACCOUNT_LENGTH_MAX)
            && !text.contains([' ', '@'])
            && !text.contains("://")
            && text
                .split_once('/')
                .is_some_and(|(host, path)| !host.is_empty() && !path.is_empty());
        if fits {
            Ok(Location(text.to_owned()))
        } else {
            Err(invalid("location", text))
        }
    }
}

impl Receiver {
    /// A receiver in capitals without accents, cut to what a code holds.
    pub fn new(name: &str, city: &str) -> Result<Receiver, PixError> {
        Ok(Receiver {
            name: folded("name", name, NAME_LENGTH_MAX)?,
            city: folded("city", city, CITY_LENGTH_MAX)?,
        })
    }

    /// Their name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Their city.
    pub fn city(&self) -> &str {
        &self.city
    }
}

impl Reference {
    /// Reads a reference: at most 25 letters and digits.
    pub fn parse(text: &str) -> Result<Reference, PixError> {
        let fits = (1..=REFERENCE_LENGTH_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits {
            Ok(Reference(text.to_owned()))
        } else {
            Err(invalid("reference", text))
        }
    }
}

/// The text of the code.
impl fmt::Display for BrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(192);
        put(&mut text, "00", "01");
        let mut account = String::new();
        put(&mut account, "00", GUI);
        match &self.account {
            Account::Key { key, message } => {
                put(&mut account, "01", &key.0);
                if let Some(message) = message {
                    let room = 99_usize.saturating_sub(account.len() + 4);
                    let message: String = message.chars().map(fold).take(room).collect();
                    put(&mut account, "02", &message);
                }
            }
            Account::Location(location) => {
                put(&mut text, "01", "12");
                put(&mut account, "25", &location.0);
            }
        }
        put(&mut text, "26", &account);
        put(&mut text, "52", "0000");
        put(&mut text, "53", "986");
        if let Some(amount) = self.amount {
            let units = amount.as_minor();
            put(
                &mut text,
                "54",
                &format!("{}.{:02}", units / 100, units % 100),
            );
        }
        put(&mut text, "58", "BR");
        put(&mut text, "59", &self.receiver.name);
        put(&mut text, "60", &self.receiver.city);
        let mut more = String::new();
        let reference = self
            .reference
            .as_ref()
            .map_or(NO_REFERENCE, |reference| &reference.0);
        put(&mut more, "05", reference);
        put(&mut text, "62", &more);
        text.push_str("6304");
        write!(f, "{text}{:04X}", checksum(text.as_bytes()))
    }
}

/// Reads a code and checks all of it.
impl FromStr for BrCode {
    type Err = PixError;

    fn from_str(text: &str) -> Result<BrCode, PixError> {
        if text.len() > BR_CODE_LENGTH_MAX || !text.is_ascii() {
            return Err(PixError::NotFields);
        }
        let all = fields(text)?;
        let Some((("63", given), before)) = all.split_last() else {
            return Err(PixError::Missing("63"));
        };
        let expected = checksum(&text.as_bytes()[..text.len() - given.len()]);
        if u16::from_str_radix(given, 16) != Ok(expected) || given.len() != 4 {
            return Err(PixError::Checksum { expected });
        }
        must_be(before, "00", "01")?;
        if let Some(point) = find(before, "01")
            && !matches!(point, "11" | "12")
        {
            return Err(invalid("point of initiation", point));
        }
        must_be(before, "53", "986")?;
        must_be(before, "58", "BR")?;
        required(before, "52")?;
        let account = fields(required(before, "26")?)?;
        let gui = required(&account, "00")?;
        if !gui.eq_ignore_ascii_case(GUI) {
            return Err(invalid("scheme", gui));
        }
        let account = match (find(&account, "01"), find(&account, "25")) {
            (_, Some(location)) => Account::Location(Location::parse(location)?),
            (Some(key), None) => Account::Key {
                key: PixKey::parse(key)?,
                message: find(&account, "02").map(str::to_owned),
            },
            (None, None) => return Err(PixError::Missing("26-01")),
        };
        let kept = |field, text: &str, length_max| {
            if printable(text, length_max) {
                Ok(text.to_owned())
            } else {
                Err(invalid(field, text))
            }
        };
        let receiver = Receiver {
            name: kept("name", required(before, "59")?, NAME_LENGTH_MAX)?,
            city: kept("city", required(before, "60")?, CITY_LENGTH_MAX)?,
        };
        let more = fields(required(before, "62")?)?;
        let reference = match required(&more, "05")? {
            NO_REFERENCE => None,
            text => Some(Reference::parse(text)?),
        };
        let amount = find(before, "54").map(amount).transpose()?;
        Ok(BrCode {
            account,
            amount,
            receiver,
            reference,
        })
    }
}

/// Fields of a text: identifier, value.
type Fields<'t> = Vec<(&'t str, &'t str)>;

/// Appends a field. Invariant: values have at most 99 bytes.
fn put(text: &mut String, id: &str, value: &str) {
    let _ = write!(text, "{id}{:02}{value}", value.len());
}

fn fields(mut text: &str) -> Result<Fields<'_>, PixError> {
    let mut found: Fields<'_> = Vec::new();
    while !text.is_empty() {
        let head = text
            .get(..4)
            .filter(|head| head.bytes().all(|byte| byte.is_ascii_digit()));
        let head = head.ok_or(PixError::NotFields)?;
        let length: usize = head[2..].parse().map_err(|_| PixError::NotFields)?;
        let value = text.get(4..4 + length).ok_or(PixError::NotFields)?;
        if find(&found, &head[..2]).is_some() {
            return Err(PixError::NotFields);
        }
        found.push((&head[..2], value));
        text = &text[4 + length..];
    }
    Ok(found)
}

fn find<'t>(fields: &[(&'t str, &'t str)], id: &str) -> Option<&'t str> {
    fields
        .iter()
        .find(|(found, _)| *found == id)
        .map(|(_, value)| *value)
}

fn required<'t>(fields: &[(&'t str, &'t str)], id: &'static str) -> Result<&'t str, PixError> {
    find(fields, id).ok_or(PixError::Missing(id))
}

fn must_be(fields: &[(&str, &str)], id: &'static str, value: &str) -> Result<(), PixError> {
    match required(fields, id)? {
        found if found == value => Ok(()),
        found => Err(invalid(id, found)),
    }
}

/// Reads `12`, `12.3` or `12.34`.
fn amount(text: &str) -> Result<Money, PixError> {
    let wrong = || invalid("amount", text);
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = text.len() <= AMOUNT_LENGTH_MAX
        && !whole.is_empty()
        && part.len() <= 2
        && digits(whole)
        && digits(part);
    if !fits {
        return Err(wrong());
    }
    format!("{whole}{part:0<2}")
        .parse()
        .map(Money::minor)
        .map_err(|_| wrong())
}

/// CRC-16/CCITT-FALSE (EMVCo, section 4.4.3.6): polynomial 0x1021, beginning with 0xFFFF.
fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |sum, byte| {
        (0..8).fold(sum ^ (u16::from(*byte) << 8), |sum, _| {
            if sum & 0x8000 == 0 {
                sum << 1
            } else {
                (sum << 1) ^ 0x1021
            }
        })
    })
}

fn printable(text: &str, length_max: usize) -> bool {
    (1..=length_max).contains(&text.len()) && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// A name as codes hold it.
fn folded(field: &'static str, text: &str, length_max: usize) -> Result<String, PixError> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let folded: String = words.chars().map(fold).take(length_max).collect();
    let folded = folded.trim_end().to_ascii_uppercase();
    if folded.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        Ok(folded)
    } else {
        Err(invalid(field, text))
    }
}

/// A letter of Portuguese without its accent; a space for what ASCII has not.
fn fold(letter: char) -> char {
    match letter {
        ' '..='~' => letter,
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'Á' | 'À' | 'Â' | 'Ã' | 'Ä' => 'A',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'É' | 'È' | 'Ê' | 'Ë' => 'E',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'Í' | 'Ì' | 'Î' | 'Ï' => 'I',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ö' => 'O',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'Ú' | 'Ù' | 'Û' | 'Ü' => 'U',
        'ç' => 'c',
        'Ç' => 'C',
        'ñ' => 'n',
        'Ñ' => 'N',
        _ => ' ',
    }
}

fn invalid(field: &'static str, value: &str) -> PixError {
    PixError::Invalid {
        field,
        value: value.to_owned(),
    }
}

#[cfg(test)]
mod tests;
