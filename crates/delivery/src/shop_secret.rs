//! The one secret of a shop, from which each use has its own: what quotes and tracking links are
//! signed with, what is shown to the payment provider and what its webhooks are signed with.

use std::fmt;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::quote::{QuoteKey, QuoteKeys};
use crate::tracking_link::TrackingKey;

/// The secret of a shop: 256 bits that nobody can guess.
#[derive(Clone)]
pub struct ShopSecret(Zeroizing<[u8; ShopSecret::LENGTH]>);

impl ShopSecret {
    /// In bytes.
    pub const LENGTH: usize = 32;

    /// The secret of these bytes.
    pub fn new(bytes: [u8; ShopSecret::LENGTH]) -> ShopSecret {
        ShopSecret(Zeroizing::new(bytes))
    }

    /// One that nobody has seen.
    pub fn fresh() -> ShopSecret {
        let mut bytes = Zeroizing::new([0; ShopSecret::LENGTH]);
        #[allow(clippy::expect_used, reason = "without randomness nothing can go on")]
        getrandom::fill(bytes.as_mut_slice()).expect("the system gives random bytes");
        ShopSecret(bytes)
    }

    /// The secret written as 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<ShopSecret> {
        let digits = text.trim().as_bytes();
        if digits.len() != 2 * ShopSecret::LENGTH {
            return None;
        }
        let mut bytes = Zeroizing::new([0; ShopSecret::LENGTH]);
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            let pair = std::str::from_utf8(pair).ok()?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(ShopSecret(bytes))
    }

    /// The bytes, for whoever keeps them.
    pub fn expose(&self) -> &[u8; ShopSecret::LENGTH] {
        &self.0
    }

    /// What quotes are signed with.
    pub fn quote_keys(&self) -> QuoteKeys {
        QuoteKeys::new(QuoteKey::new(self.derive("quotes")), Vec::new())
    }

    /// What tracking links are signed with.
    pub fn tracking_key(&self) -> TrackingKey {
        TrackingKey::new(self.derive("tracking"))
    }

    /// What the sandbox of payments asks to see.
    pub fn provider_key(&self) -> String {
        hex(&self.derive("provider"))
    }

    /// What the sandbox of payments signs its webhooks with.
    pub fn webhook_secret(&self) -> String {
        hex(&self.derive("webhooks"))
    }

    fn derive(&self, what: &str) -> [u8; ShopSecret::LENGTH] {
        #[allow(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).expect("a key");
        mac.update(what.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for ShopSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShopSecret(…)")
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_use_has_its_own() {
        let secret = ShopSecret::from_hex(&"0a".repeat(32)).expect("a secret");
        assert_eq!(secret.expose(), &[10; 32]);
        assert_ne!(secret.provider_key(), secret.webhook_secret());
        assert!(ShopSecret::from_hex("0a").is_none());
        assert!(ShopSecret::from_hex(&"zz".repeat(32)).is_none());
        assert_eq!(format!("{secret:?}"), "ShopSecret(…)");
    }
}
