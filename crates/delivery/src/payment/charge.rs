//! Charges: what is asked of a provider, and how it stands.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::identifier::OrderId;
use crate::money::Money;
use crate::payment::card::{Card, CardToken, DeclineReason};

/// What is to be paid, by whom and how.
#[derive(Clone, Debug)]
pub struct ChargeRequest {
    /// The order and the attempt: `ORDERID-1`. The same key is the same charge.
    pub idempotency_key: String,
    /// The order that is paid.
    pub order: OrderId,
    /// How much, more than nothing.
    pub amount: Money,
    /// How.
    pub method: ChargeMethod,
    /// What the payer reads.
    pub description: String,
    /// Who pays.
    pub payer: Payer,
    /// For so long a Pix can be paid.
    pub expires_in: Duration,
    /// Where the provider tells of changes, if it takes an address with each charge.
    pub webhook_url: Option<String>,
}

/// How an order is paid through a provider.
#[derive(Clone, Debug)]
pub enum ChargeMethod {
    /// By Pix: the payer scans or pastes a code in the app of their bank.
    Pix,
    /// By card.
    Card {
        /// What the provider's form made of it.
        token: CardToken,
    },
}

/// Who pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payer {
    /// Their name.
    pub name: String,
    /// Where the provider may send a receipt.
    pub email: Option<String>,
    /// Their CPF or CNPJ.
    pub tax_id: Option<TaxId>,
}

/// A CPF (11 digits) or a CNPJ (14 digits) whose check digits fit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaxId(String);

/// A text that is neither a CPF nor a CNPJ.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is neither a CPF nor a CNPJ: check its digits")]
pub struct NotATaxId;

/// What the provider calls a charge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChargeId(String);

/// How a charge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChargeState {
    /// It may still be paid.
    Pending,
    /// The money was taken; part of it may have been given back.
    Paid,
    /// The bank did not pay, and this charge will never be paid.
    Declined,
    /// The time to pay is over. A Pix that was under way can still arrive: [`ChargeState::Paid`].
    Expired,
    /// It was called off before it was paid.
    Cancelled,
    /// All of the money was given back.
    Refunded,
}

/// A charge, as the provider knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// The provider's identifier.
    pub id: ChargeId,
    /// The key under which it was asked for.
    pub idempotency_key: String,
    /// How it stands.
    pub state: ChargeState,
    /// How much it is about.
    pub amount: Money,
    /// How much of that was given back.
    pub refunded: Money,
    /// Why it was declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decline: Option<DeclineReason>,
    /// What the payer needs to pay by Pix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pix: Option<PixCharge>,
    /// The card it went to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What the payer needs to pay by Pix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PixCharge {
    /// The BR Code: the text to paste, and what the QR code shows.
    pub br_code: String,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
}

/// Why a provider did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// Nobody knows whether it was done: ask again, under the same key.
    #[error("the payment provider cannot be reached now: {why}")]
    Unavailable {
        /// What went wrong.
        why: String,
    },
    /// It will never be done as it was asked.
    #[error("the payment provider refused: {message} ({code})")]
    Refused {
        /// The provider's code.
        code: String,
        /// The provider's words.
        message: String,
    },
    /// The key was used before, for something else.
    #[error("the idempotency key `{idempotency_key}` was used for another request")]
    Conflict {
        /// The key.
        idempotency_key: String,
    },
}

impl ChargeState {
    /// Whether the order's money is with the shop.
    pub fn is_paid(self) -> bool {
        matches!(self, ChargeState::Paid)
    }

    /// Whether the charge can still become paid through the payer alone.
    pub fn is_open(self) -> bool {
        matches!(self, ChargeState::Pending)
    }
}

impl ChargeId {
    /// The provider's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ChargeId {
    fn from(id: String) -> ChargeId {
        ChargeId(id)
    }
}

impl fmt::Display for ChargeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TaxId {
    /// Reads a CPF or a CNPJ, with or without its punctuation.
    pub fn parse(text: &str) -> Result<TaxId, NotATaxId> {
        if text
            .chars()
            .any(|c| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '/' | ' '))
        {
            return Err(NotATaxId);
        }
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        // One digit repeated passes the sum and is nobody's number.
        let repeated = digits.windows(2).all(|pair| pair[0] == pair[1]);
        let fits = match digits.len() {
            11 => {
                check_digit(&digits[..9], 11) == digits[9]
                    && check_digit(&digits[..10], 11) == digits[10]
            }
            14 => {
                check_digit(&digits[..12], 9) == digits[12]
                    && check_digit(&digits[..13], 9) == digits[13]
            }
            _ => false,
        };
        if fits && !repeated {
            Ok(TaxId(text.chars().filter(char::is_ascii_digit).collect()))
        } else {
            Err(NotATaxId)
        }
    }

    /// The digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// The check digit after `digits`: modulo 11, with weights from 2 upwards from the right, which
/// begin anew after `weight_max` (Receita Federal: CPF has up to 11, CNPJ up to 9).
fn check_digit(digits: &[u32], weight_max: u32) -> u32 {
    let weights = (2..=weight_max).cycle();
    let sum: u32 = digits
        .iter()
        .rev()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

impl TryFrom<String> for TaxId {
    type Error = NotATaxId;

    fn try_from(text: String) -> Result<TaxId, NotATaxId> {
        TaxId::parse(&text)
    }
}

impl From<TaxId> for String {
    fn from(id: TaxId) -> String {
        id.0
    }
}

/// Not shown whole: it is personal data.
impl fmt::Debug for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaxId(***{})", &self.0[self.0.len() - 2..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_ids_have_check_digits() {
        for fits in ["529.982.247-25", "11144477735", "11.222.333/0001-81"] {
            assert!(TaxId::parse(fits).is_ok(), "{fits}");
        }
        for wrong in [
            "529.982.247-24",
            "111.111.111-11",
            "11.222.333/0001-82",
            "",
            "52998224725a",
        ] {
            assert!(TaxId::parse(wrong).is_err(), "{wrong}");
        }
        let id = TaxId::parse("529.982.247-25").expect("a CPF");
        assert_eq!(format!("{id:?}"), "TaxId(***25)");
        assert_eq!(id.digits(), "52998224725");
    }

    #[test]
    fn states_are_written_in_capitals() {
        let written = serde_json::to_string(&ChargeState::Pending).expect("JSON");
        assert_eq!(written, "\"PENDING\"");
    }
}
