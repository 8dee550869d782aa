//! Signing keys, and the signatures they give.

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::{ALGORITHM, TERMINATOR};

/// A key for one day, region and service, derived from a secret access key.
///
/// It holds the two states of SHA-256 in which an HMAC begins, which halves the work of a signature.
#[derive(Clone)]
pub(crate) struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// `date` is eight digits.
    pub(crate) fn derive(secret: &str, date: &str, region: &str, service: &str) -> SigningKey {
        let mut first = zeroize::Zeroizing::new(Vec::with_capacity(4 + secret.len()));
        first.extend_from_slice(b"AWS4");
        first.extend_from_slice(secret.as_bytes());
        let dated = hmac(&first, date.as_bytes());
        let regional = hmac(&dated, region.as_bytes());
        let of_service = hmac(&regional, service.as_bytes());
        SigningKey(keyed(&hmac(&of_service, TERMINATOR.as_bytes())))
    }

    /// The signature of a canonical request. `scope` is `date/region/service/aws4_request`.
    pub(crate) fn signature(&self, time: &str, scope: &str, canonical_request: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(ALGORITHM.as_bytes());
        mac.update(b"\n");
        mac.update(time.as_bytes());
        mac.update(b"\n");
        mac.update(scope.as_bytes());
        mac.update(b"\n");
        mac.update(&hex(&Sha256::digest(canonical_request).into()));
        mac.finalize().into_bytes().into()
    }
}

/// HMAC-SHA256.
pub(crate) fn hmac(key: &[u8], data: &[u8]) -> [u8; 32] {
    let mut mac = keyed(key);
    mac.update(data);
    mac.finalize().into_bytes().into()
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("an HMAC takes keys of every length")
}

/// In lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8; 32]) -> [u8; 64] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [0; 64];
    for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    text
}

/// The reverse of [`hex`]; upper-case digits are refused, as AWS writes none.
pub(crate) fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}
