//! Events: what is told of a charge, and its signature.

use std::fmt::Write as _;

use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::charge::{Charge, Shown};
use crate::identifier;

/// An event that is still to be delivered, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    /// Where it goes, if the charge said so.
    pub(crate) webhook_url: Option<String>,
    /// What is sent, to the byte.
    pub(crate) body: String,
}

#[derive(Serialize)]
struct Body<'e> {
    id: &'e str,
    object: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    created_at: Timestamp,
    data: Data<'e>,
}

#[derive(Serialize)]
struct Data<'e> {
    charge: Shown<'e>,
}

impl Event {
    /// The event that something of this kind happened to the charge.
    pub(crate) fn of(charge: &Charge, kind: &'static str) -> Event {
        let id = identifier::fresh("evt_");
        let body = Body {
            id: &id,
            object: "event",
            kind,
            created_at: charge.updated_at,
            data: Data {
                charge: charge.shown(),
            },
        };
        let body = serde_json::to_string(&body).unwrap_or_default();
        Event {
            id,
            webhook_url: charge.webhook_url.clone(),
            body,
        }
    }
}

/// The header that proves who sent a body, and when: `t=SECONDS,v1=HEX`, one `v1` for each secret,
/// each the HMAC-SHA256 of `SECONDS.BODY`.
pub(crate) fn signature(secrets: &[String], body: &str, now: Timestamp) -> String {
    let seconds = now.as_second().to_string();
    let mut header = format!("t={seconds}");
    for secret in secrets {
        #[allow(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
            .expect("HMAC takes keys of any length");
        mac.update(seconds.as_bytes());
        mac.update(b".");
        mac.update(body.as_bytes());
        let _ = write!(header, ",v1={:x}", mac.finalize().into_bytes());
    }
    header
}
