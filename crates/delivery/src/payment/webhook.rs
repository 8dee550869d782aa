//! What a provider tells unasked, and the proof that it is the provider who tells it.
//!
//! The scheme is Stripe's (<https://docs.stripe.com/webhooks#verify-manually>): a header
//! `t=SECONDS,v1=HEX[,v1=HEX]`, where each `v1` is the HMAC-SHA256 of `SECONDS.BODY` under one of
//! the secrets in use; while a secret is replaced there are two.

use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq as _};

use crate::payment::charge::ChargeId;
use crate::payment::secret::Secret;

/// A signature is accepted for so long, and so much ahead of our clock (Stripe's own libraries:
/// five minutes).
pub const TOLERANCE_SECONDS: i64 = 300;

/// So many signatures of one header are looked at.
const SIGNATURES_MAX: usize = 8;

/// What a provider told. It is a hint: ask the provider how the charge stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEvent {
    /// The same for every delivery of the same event.
    pub event_id: String,
    /// Which charge it is about.
    pub charge: ChargeId,
    /// The key under which the charge was asked for, where the event has it.
    pub idempotency_key: Option<String>,
    /// What happened.
    pub kind: EventKind,
}

/// What happened to a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventKind {
    /// The money arrived, perhaps late.
    Paid,
    /// The bank did not pay.
    Declined,
    /// The time to pay is over.
    Expired,
    /// It was called off.
    Cancelled,
    /// All or part of the money was given back.
    Refunded,
    /// Something that changes nothing for the order.
    Other,
}

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// None of its signatures was made with a secret we share.
    #[error("the webhook's signature is missing or wrong: check the webhook secret")]
    BadSignature,
    /// It was signed too long ago, or by a clock that is ahead.
    #[error("the webhook was signed more than {TOLERANCE_SECONDS} seconds away from now")]
    Stale,
    /// It is signed, and is not a message about a charge.
    #[error("the webhook's body cannot be read")]
    Malformed,
}

/// Whether a body was signed, lately, with one of these secrets.
pub(crate) fn verify(
    header: Option<&str>,
    body: &[u8],
    secrets: &[Secret],
    now: Timestamp,
) -> Result<(), WebhookError> {
    let header = header.ok_or(WebhookError::BadSignature)?;
    let mut signed_at = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", seconds)) => signed_at = Some(seconds),
            Some(("v1", signature)) if signatures.len() < SIGNATURES_MAX => {
                signatures.push(signature);
            }
            _ => {}
        }
    }
    let seconds = signed_at.ok_or(WebhookError::BadSignature)?;
    // Every pair is compared, so that the time says nothing about which of them fits.
    let mut fits = Choice::from(0);
    for secret in secrets {
        let expected = signature(secret, seconds, body);
        for given in &signatures {
            fits |= given.as_bytes().ct_eq(expected.as_bytes());
        }
    }
    if !bool::from(fits) {
        return Err(WebhookError::BadSignature);
    }
    // Only what is signed is read.
    let seconds: i64 = seconds.parse().map_err(|_| WebhookError::Malformed)?;
    let distance = now.as_second().abs_diff(seconds);
    if distance > TOLERANCE_SECONDS.unsigned_abs() {
        return Err(WebhookError::Stale);
    }
    Ok(())
}

/// The header that [`verify`] accepts, as a provider makes it.
#[cfg(test)]
pub(crate) fn sign(secret: &Secret, now: Timestamp, body: &[u8]) -> String {
    let seconds = now.as_second().to_string();
    format!("t={seconds},v1={}", signature(secret, &seconds, body))
}

/// The signature in small hexadecimal digits.
fn signature(secret: &Secret, seconds: &str, body: &[u8]) -> String {
    #[allow(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes())
        .expect("HMAC takes keys of any length");
    mac.update(seconds.as_bytes());
    mac.update(b".");
    mac.update(body);
    format!("{:x}", mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECONDS: i64 = 1_700_000_000;
    const BODY: &[u8] = br#"{"id":"evt_1"}"#;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    fn check(header: &str, body: &[u8], now: i64) -> Result<(), WebhookError> {
        verify(Some(header), body, &["new".into(), "old".into()], at(now))
    }

    fn header(secret: &str) -> String {
        sign(&secret.into(), at(SECONDS), BODY)
    }

    #[test]
    fn the_signature_is_an_hmac() {
        let signature = signature(&"key".into(), "1", b"x");
        // `printf 1.x | openssl dgst -sha256 -hmac key`
        assert_eq!(
            signature,
            "fc4913c41a7bf793267e2a384f3261c9436ec2cd097bd745e7b0d99113f510ec"
        );
    }

    #[test]
    fn either_secret_is_good_while_one_is_replaced() {
        assert_eq!(check(&header("new"), BODY, SECONDS), Ok(()));
        assert_eq!(check(&header("old"), BODY, SECONDS), Ok(()));
        let both = format!("{},v1=00,v0=junk", header("old"));
        assert_eq!(check(&both, BODY, SECONDS), Ok(()));
    }

    #[test]
    fn forged_and_changed_messages_are_refused() {
        let bad = Err(WebhookError::BadSignature);
        assert_eq!(check(&header("other"), BODY, SECONDS), bad);
        assert_eq!(check(&header("new"), b"{}", SECONDS), bad);
        assert_eq!(check("", BODY, SECONDS), bad);
        assert_eq!(check("t=1", BODY, SECONDS), bad);
        let moved = header("new").replace(&SECONDS.to_string(), &(SECONDS + 1).to_string());
        assert_eq!(check(&moved, BODY, SECONDS), bad);
        assert_eq!(verify(None, BODY, &["new".into()], at(SECONDS)), bad);
        assert_eq!(verify(Some(&header("new")), BODY, &[], at(SECONDS)), bad);
    }

    #[test]
    fn old_messages_cannot_be_sent_again() {
        let good = header("new");
        assert_eq!(check(&good, BODY, SECONDS + TOLERANCE_SECONDS), Ok(()));
        let stale = Err(WebhookError::Stale);
        assert_eq!(check(&good, BODY, SECONDS + TOLERANCE_SECONDS + 1), stale);
        assert_eq!(check(&good, BODY, SECONDS - TOLERANCE_SECONDS - 1), stale);
    }
}
