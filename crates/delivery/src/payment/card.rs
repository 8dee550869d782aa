//! Cards, as far as a shop may know them: tokens, four digits, and why they were declined.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest token; those of Stripe have 27 characters.
pub const CARD_TOKEN_LENGTH_MAX: usize = 255;

/// What the provider's own form made of a card: a reference that only this shop can charge.
///
/// It is kept with the order until it is charged, so it can be stored; it is never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CardToken(String);

/// A text that cannot be a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is no card token: it has 1 to {CARD_TOKEN_LENGTH_MAX} letters, digits, hyphens and \
     underscores, as the provider's form makes them, and is never the number of a card"
)]
pub struct NotACardToken;

impl CardToken {
    /// The token of this text. A text of digits alone is refused: it could be a card's number,
    /// which must not come here.
    pub fn parse(text: &str) -> Result<CardToken, NotACardToken> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let fits = (1..=CARD_TOKEN_LENGTH_MAX).contains(&text.len())
            && text.bytes().all(allowed)
            && text.bytes().any(|byte| byte.is_ascii_alphabetic());
        if fits {
            Ok(CardToken(text.to_owned()))
        } else {
            Err(NotACardToken)
        }
    }

    /// The text, for the provider.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CardToken {
    type Error = NotACardToken;

    fn try_from(text: String) -> Result<CardToken, NotACardToken> {
        CardToken::parse(&text)
    }
}

impl From<CardToken> for String {
    fn from(token: CardToken) -> String {
        token.0
    }
}

impl fmt::Debug for CardToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardToken(***)")
    }
}

/// The card that was charged, as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// As the provider calls it: `visa`, `mastercard`, `elo`.
    pub brand: String,
    /// The last four digits.
    pub last4: String,
}

/// Why a card was declined, as far as a customer can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeclineReason {
    /// There is not enough money or limit.
    InsufficientFunds,
    /// The card is out of date.
    ExpiredCard,
    /// It was reported lost or stolen; the customer is told no more than that it was declined.
    LostOrStolen,
    /// Number, date or code were entered wrong.
    IncorrectDetails,
    /// The bank wants the customer to confirm, which this checkout does not offer.
    AuthenticationRequired,
    /// The bank or the card's network could not decide now.
    TryAgainLater,
    /// It takes this card for fraud.
    SuspectedFraud,
    /// The bank gives no reason.
    Declined,
}

impl DeclineReason {
    /// The reason behind a code. Codes are Stripe's, which the sandbox uses too
    /// (<https://docs.stripe.com/declines/codes>, <https://docs.stripe.com/error-codes>).
    pub(crate) fn of_code(code: &str) -> DeclineReason {
        match code {
            "insufficient_funds" | "card_velocity_exceeded" | "withdrawal_count_limit_exceeded" => {
                DeclineReason::InsufficientFunds
            }
            "expired_card" => DeclineReason::ExpiredCard,
            "lost_card" | "stolen_card" | "pickup_card" => DeclineReason::LostOrStolen,
            "incorrect_cvc"
            | "incorrect_number"
            | "incorrect_pin"
            | "incorrect_zip"
            | "invalid_cvc"
            | "invalid_number"
            | "invalid_expiry_month"
            | "invalid_expiry_year" => DeclineReason::IncorrectDetails,
            "authentication_required" | "authentication_not_handled" => {
                DeclineReason::AuthenticationRequired
            }
            "processing_error"
            | "issuer_not_available"
            | "try_again_later"
            | "reenter_transaction" => DeclineReason::TryAgainLater,
            "fraudulent" | "merchant_blacklist" | "security_violation" => {
                DeclineReason::SuspectedFraud
            }
            _ => DeclineReason::Declined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_never_shown_nor_numbers_of_cards() {
        let token = CardToken::parse("tok_ok").expect("a token");
        assert_eq!(format!("{token:?}"), "CardToken(***)");
        assert!(CardToken::parse("4242424242424242").is_err());
        assert!(serde_json::from_str::<CardToken>("\"4242 4242\"").is_err());
        assert_eq!(
            serde_json::to_string(&token).expect("JSON"),
            "\"tok_ok\"",
            "it is stored with the order"
        );
    }
}
