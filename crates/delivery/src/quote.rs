//! Quotes: what a delivery costs and when it comes, worked out before it is ordered and held to for
//! five minutes.
//!
//! A quote is not stored: it is signed and handed to whoever asked. What comes back is either what
//! was given out, or refused.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::eta::Window;
use crate::fee::Fee;
use crate::town::{AddressLine, Place};
use crate::{Money, QuoteId, StoreId, ZoneId};

/// How long a quote is held to.
pub const QUOTE_LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// The longest signed quote, in bytes; one has about 1,000.
pub const SIGNED_QUOTE_LENGTH_MAX: usize = 4_096;

/// What is signed besides the quote, so that no other signed text of the program can be one.
const CONTEXT: &[u8] = b"entrega quote 1\n";

/// What a delivery costs and when it comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// What it is known by.
    pub id: QuoteId,
    /// Who delivers.
    pub store: StoreId,
    /// From where.
    pub from: Place,
    /// Where to.
    pub to: Place,
    /// Where to, in words.
    pub address: AddressLine,
    /// The zone whose rules hold.
    pub zone: ZoneId,
    /// What the items come to.
    pub items_total: Money,
    /// What the delivery costs.
    pub fee: Fee,
    /// Length of the way.
    pub metres: u32,
    /// How long a courier takes for it.
    pub route_seconds: u32,
    /// When it comes, when it is ordered now.
    pub window: Window,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

impl Quote {
    /// What is to be paid.
    pub fn total(&self) -> Money {
        self.items_total.plus(self.fee.amount)
    }

    /// Until when a quote made now holds.
    pub fn expiry(made_at: Timestamp) -> Timestamp {
        made_at
            .checked_add(QUOTE_LIFETIME)
            .unwrap_or(Timestamp::MAX)
    }
}

/// A key that quotes are signed with.
#[derive(Clone, PartialEq)]
pub struct QuoteKey(Zeroizing<[u8; QuoteKey::LENGTH]>);

impl QuoteKey {
    /// In bytes: the output of the hash, which RFC 2104 recommends.
    pub const LENGTH: usize = 32;

    /// The key of these bytes.
    pub fn new(bytes: [u8; QuoteKey::LENGTH]) -> QuoteKey {
        QuoteKey(Zeroizing::new(bytes))
    }

    /// A fresh one.
    pub fn fresh() -> QuoteKey {
        let mut bytes = Zeroizing::new([0; QuoteKey::LENGTH]);
        #[allow(clippy::expect_used, reason = "without randomness nothing can go on")]
        getrandom::fill(bytes.as_mut_slice()).expect("the system gives random bytes");
        QuoteKey(bytes)
    }

    /// The bytes, for whoever keeps them.
    pub fn expose(&self) -> &[u8; QuoteKey::LENGTH] {
        &self.0
    }

    fn mac(&self, payload: &str) -> Hmac<Sha256> {
        #[allow(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).expect("a key");
        mac.update(CONTEXT);
        mac.update(payload.as_bytes());
        mac
    }
}

impl fmt::Debug for QuoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QuoteKey(…)")
    }
}

/// The key that signs, and those that signed before it and are still believed.
#[derive(Clone, Debug)]
pub struct QuoteKeys {
    current: QuoteKey,
    previous: Vec<QuoteKey>,
}

/// A quote as it is handed out: `base64url(JSON).base64url(HMAC-SHA-256)`, without padding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignedQuote(String);

impl SignedQuote {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is no quote that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// Not given out by this store's server, or changed since.
    #[error("the quote is not one of ours: ask for a new one")]
    Forged,
    /// Given out too long ago.
    #[error("the quote held until {expired_at}: ask for a new one")]
    Expired {
        /// When it did.
        expired_at: Timestamp,
    },
}

impl QuoteKeys {
    /// One key for signing; `previous` are believed as well, until the last quote that they signed
    /// has expired.
    pub fn new(current: QuoteKey, previous: Vec<QuoteKey>) -> QuoteKeys {
        QuoteKeys { current, previous }
    }

    /// Signs a quote.
    pub fn sign(&self, quote: &Quote) -> SignedQuote {
        #[allow(
            clippy::expect_used,
            reason = "no map with other keys than texts is in a quote"
        )]
        let payload = serde_json::to_vec(quote).expect("a quote is JSON");
        let mut text = URL_SAFE_NO_PAD.encode(payload);
        let mac = self.current.mac(&text).finalize().into_bytes();
        text.push('.');
        URL_SAFE_NO_PAD.encode_string(mac, &mut text);
        SignedQuote(text)
    }

    /// The quote of a text, when it was signed by one of the keys and still holds. Signatures are
    /// compared in constant time, and nothing is read before one is right.
    pub fn verify(&self, text: &str, now: Timestamp) -> Result<Quote, QuoteError> {
        if text.len() > SIGNED_QUOTE_LENGTH_MAX {
            return Err(QuoteError::Forged);
        }
        let (payload, signature) = text.split_once('.').ok_or(QuoteError::Forged)?;
        let signature = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| QuoteError::Forged)?;
        let mut keys = std::iter::once(&self.current).chain(&self.previous);
        if !keys.any(|key| key.mac(payload).verify_slice(&signature).is_ok()) {
            return Err(QuoteError::Forged);
        }
        let payload = URL_SAFE_NO_PAD
            .decode(payload)
            .map_err(|_| QuoteError::Forged)?;
        let quote: Quote = serde_json::from_slice(&payload).map_err(|_| QuoteError::Forged)?;
        if now >= quote.expires_at {
            return Err(QuoteError::Expired {
                expired_at: quote.expires_at,
            });
        }
        Ok(quote)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fee::{FeePart, FeeReason};
    use crate::town::{Point, Town};

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).expect("a time")
    }

    fn quote() -> Quote {
        let town = Town::bundled();
        let to = town.nearest(Point {
            x: 300.0,
            y: -300.0,
        });
        let amount = Money::minor(749);
        Quote {
            id: QuoteId::parse("q1").expect("an identifier"),
            store: StoreId::parse("s1").expect("an identifier"),
            from: town.nearest(Point { x: 0.0, y: 0.0 }),
            to,
            address: town.address_of(to),
            zone: ZoneId::parse("centro").expect("an identifier"),
            items_total: Money::minor(5_000),
            fee: Fee {
                amount,
                parts: vec![FeePart {
                    reason_code: FeeReason::Base,
                    amount,
                }],
            },
            metres: 2_100,
            route_seconds: 300,
            window: Window {
                from: now(),
                to: Quote::expiry(now()),
            },
            made_at: now(),
            expires_at: Quote::expiry(now()),
        }
    }

    fn keys(current: u8, previous: &[u8]) -> QuoteKeys {
        let key = |byte: u8| QuoteKey::new([byte; 32]);
        QuoteKeys::new(
            key(current),
            previous.iter().map(|&byte| key(byte)).collect(),
        )
    }

    #[test]
    fn what_was_given_out_comes_back() {
        let signed = keys(1, &[]).sign(&quote());
        assert!(signed.as_str().len() < 1_500, "{}", signed.as_str().len());
        assert_eq!(keys(1, &[]).verify(signed.as_str(), now()), Ok(quote()));
        assert_eq!(keys(2, &[1]).verify(signed.as_str(), now()), Ok(quote()));
        assert_eq!(
            keys(2, &[3]).verify(signed.as_str(), now()),
            Err(QuoteError::Forged)
        );
        assert_eq!(quote().total(), Money::minor(5_749));
    }

    #[test]
    fn a_quote_holds_for_five_minutes() {
        let keys = keys(1, &[]);
        let signed = keys.sign(&quote());
        let expired_at = quote().expires_at;
        let last = Timestamp::from_second(expired_at.as_second() - 1).expect("a time");
        assert!(keys.verify(signed.as_str(), last).is_ok());
        assert_eq!(
            keys.verify(signed.as_str(), expired_at),
            Err(QuoteError::Expired { expired_at })
        );
    }

    #[test]
    fn what_is_forged_is_not_told_why() {
        let keys = keys(1, &[]);
        let signed = keys.sign(&quote());
        let (payload, signature) = signed.as_str().split_once('.').expect("two parts");
        let cheaper = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).expect("a payload"))
            .expect("a text")
            .replace("749", "001");
        let cheaper = URL_SAFE_NO_PAD.encode(cheaper);
        let long = "a".repeat(SIGNED_QUOTE_LENGTH_MAX + 1);
        for text in [
            "",
            ".",
            "a.b",
            payload,
            &format!("{payload}."),
            &format!("{cheaper}.{signature}"),
            &format!("{payload}.{signature}="),
            &format!("{payload}.{}", &signature[..20]),
            &long,
        ] {
            assert_eq!(keys.verify(text, now()), Err(QuoteError::Forged), "{text}");
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        assert_eq!(format!("{:?}", QuoteKey::new([7; 32])), "QuoteKey(…)");
        assert_ne!(QuoteKey::fresh().expose(), QuoteKey::fresh().expose());
    }

    proptest! {
        #[test]
        fn no_changed_character_goes_unseen(position in 0_usize..10_000, letter in "[A-Za-z0-9._-]") {
            let keys = keys(1, &[]);
            let signed = keys.sign(&quote());
            let mut text = signed.as_str().to_owned();
            let position = position % text.len();
            prop_assume!(text[position..=position] != letter);
            text.replace_range(position..=position, &letter);
            prop_assert_eq!(keys.verify(&text, now()), Err(QuoteError::Forged));
        }
    }
}
