//! Tracking links: an order followed without signing in.
//!
//! A token is the order and a signature. It cannot be guessed, is stored nowhere, and says nothing
//! to whoever finds it but which order it is; it stops working some days after the order's end.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::entry::OrderKey;
use crate::order::Order;

/// An order can be followed for so long after its end.
pub const LASTS_AFTER_THE_END: SignedDuration = SignedDuration::from_hours(7 * 24);

/// 128 bits: nobody guesses one.
const SIGNATURE_BYTES: usize = 16;

/// The longest token: a store, an order and a signature.
const TOKEN_LENGTH_MAX: usize = 256;

/// What is signed besides the order, so that no other signed text of the program can be a token.
const CONTEXT: &[u8] = b"entrega tracking 1\n";

/// The key that tokens are signed with.
#[derive(Clone)]
pub struct TrackingKey(Zeroizing<[u8; 32]>);

impl TrackingKey {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> TrackingKey {
        TrackingKey(Zeroizing::new(bytes))
    }

    /// The token of an order.
    pub fn token(&self, order: &OrderKey) -> String {
        let text = order.to_string();
        let signature = self.mac(&text).finalize().into_bytes();
        let signed = [text.as_bytes(), &signature[..SIGNATURE_BYTES]].concat();
        URL_SAFE_NO_PAD.encode(signed)
    }

    /// The order of a token, if it was made here.
    pub fn order(&self, token: &str) -> Option<OrderKey> {
        if token.len() > TOKEN_LENGTH_MAX {
            return None;
        }
        let signed = URL_SAFE_NO_PAD.decode(token).ok()?;
        let length = signed.len().checked_sub(SIGNATURE_BYTES)?;
        let (text, signature) = signed.split_at_checked(length)?;
        let text = std::str::from_utf8(text).ok()?;
        self.mac(text).verify_truncated_left(signature).ok()?;
        OrderKey::parse(text)
    }

    fn mac(&self, text: &str) -> Hmac<Sha256> {
        #[allow(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).expect("a key");
        mac.update(CONTEXT);
        mac.update(text.as_bytes());
        mac
    }
}

/// Whether an order can still be followed by its link.
pub fn works(order: &Order, now: Timestamp) -> bool {
    !order.status.is_terminal() || now.duration_since(order.updated_at) <= LASTS_AFTER_THE_END
}

impl fmt::Debug for TrackingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TrackingKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_the_orders_and_nobody_elses() {
        let key = TrackingKey::new([7; 32]);
        let order = OrderKey::parse("loja:01JD").expect("an order");
        let token = key.token(&order);
        assert_eq!(key.order(&token), Some(order.clone()));
        assert_eq!(TrackingKey::new([8; 32]).order(&token), None);
        let other = URL_SAFE_NO_PAD.decode(&token).map(|mut bytes| {
            bytes[5] ^= 1;
            URL_SAFE_NO_PAD.encode(bytes)
        });
        assert_eq!(key.order(&other.expect("bytes")), None);
        for text in ["", "x", "AAAA", &"A".repeat(300)] {
            assert_eq!(key.order(text), None, "{text}");
        }
    }
}
