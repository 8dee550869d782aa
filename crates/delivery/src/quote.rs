//! Quotes: what is promised about price and time before an order is placed.
//!
//! A quote is a signed text in the hands of the customer: nothing is stored for it, nobody can make
//! one up, and it ends by itself.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::eta::Window;
use crate::money::Money;
use crate::town::Point;
use crate::{QuoteId, StoreId, ZoneId};

/// A quote holds for so long.
pub const HOLDS_SECONDS: i64 = 300;

/// What is promised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// Which.
    pub id: QuoteId,
    /// By whom.
    pub store: StoreId,
    /// To where: `Rua das Acácias, 120`.
    pub line: String,
    /// The same on the town's plane.
    pub point: Point,
    /// What the items cost that it was made for.
    pub items: Money,
    /// For the way.
    pub fee: Money,
    /// How far it is.
    pub metres: u32,
    /// How long a courier takes.
    pub seconds: u32,
    /// Where the address is.
    pub zone: ZoneId,
    /// When it would come.
    pub window: Window,
    /// So long it holds.
    pub expires_at: Timestamp,
}

/// Why a text is no quote that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// It was not made here, or changed since.
    #[error("this quote was not made by the store; ask for a new one")]
    Forged,
    /// Its time is over.
    #[error("this quote has expired; ask for a new one")]
    Expired,
}

/// What quotes and tracking links are signed with: the first signs, all are accepted.
#[derive(Clone)]
pub struct QuoteKeys(Vec<[u8; 32]>);

impl std::fmt::Debug for QuoteKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("QuoteKeys(***)")
    }
}

impl QuoteKeys {
    /// These keys, the newest first.
    pub fn new(keys: Vec<[u8; 32]>) -> QuoteKeys {
        QuoteKeys(keys)
    }

    /// A text and its signature, as one text for addresses.
    pub fn sign_text(&self, text: &str) -> String {
        let mac = self.0.first().map(|key| mac(key, text)).unwrap_or_default();
        let signed = [text.as_bytes(), &mac[..SIGNATURE_BYTES.min(mac.len())]].concat();
        URL_SAFE_NO_PAD.encode(signed)
    }

    /// The text, if it was signed here.
    pub fn signed_text(&self, signed: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(signed).ok()?;
        let (text, signature) =
            bytes.split_at_checked(bytes.len().checked_sub(SIGNATURE_BYTES)?)?;
        let text = std::str::from_utf8(text).ok()?;
        let known = self.0.iter().any(|key| {
            let mut mac = begin(key);
            mac.update(text.as_bytes());
            mac.verify_truncated_left(signature).is_ok()
        });
        known.then(|| text.to_owned())
    }

    /// A quote as the customer holds it.
    pub fn sign(&self, quote: &Quote) -> String {
        self.sign_text(&serde_json::to_string(quote).unwrap_or_default())
    }

    /// The quote that a customer holds, if it still does.
    pub fn verify(&self, signed: &str, now: Timestamp) -> Result<Quote, QuoteError> {
        let text = self.signed_text(signed).ok_or(QuoteError::Forged)?;
        let quote: Quote = serde_json::from_str(&text).map_err(|_| QuoteError::Forged)?;
        if quote.expires_at < now {
            return Err(QuoteError::Expired);
        }
        Ok(quote)
    }
}

/// 128 bits: nobody guesses one.
const SIGNATURE_BYTES: usize = 16;

fn begin(key: &[u8; 32]) -> Hmac<Sha256> {
    #[allow(clippy::expect_used, reason = "HMAC takes keys of any length")]
    Hmac::<Sha256>::new_from_slice(key).expect("a key of any length")
}

fn mac(key: &[u8; 32], text: &str) -> Vec<u8> {
    let mut mac = begin(key);
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
