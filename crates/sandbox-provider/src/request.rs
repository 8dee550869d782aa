//! What is asked, once it has been read.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::card::{self, Behaviour, Card};
use crate::configuration::takes_webhooks;

/// The largest charge: ten million reais.
const AMOUNT_MAX: i64 = 1_000_000_000;

/// A Pix can be paid for at most so long: 30 days.
const EXPIRES_SECONDS_MAX: u64 = 30 * 24 * 60 * 60;

/// The longest text anywhere in a request.
const TEXT_LENGTH_MAX: usize = 500;

/// A charge that is asked for.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCharge {
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) method: NewMethod,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) reference: String,
    #[serde(default)]
    payer: NewPayer,
    /// No part of what is asked: whoever asks again may have moved.
    #[serde(default, skip_serializing)]
    pub(crate) webhook_url: Option<String>,
}

/// How it is to be paid.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum NewMethod {
    Pix { expires_in_seconds: u64 },
    Card { token: String },
}

/// Who pays. It is compared when a key is used again, and not kept.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct NewPayer {
    #[serde(default)]
    name: String,
    email: Option<String>,
    tax_id: Option<String>,
}

/// Money that is to be given back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRefund {
    pub(crate) amount: i64,
}

/// How it is to be paid, found to be possible.
#[derive(Debug)]
pub(crate) enum Means {
    Pix { expires_in: Duration },
    Card { behaviour: Behaviour, card: Card },
}

impl NewCharge {
    /// Reads and checks a request; the text says what is wrong with it.
    pub(crate) fn read(body: &[u8]) -> Result<(NewCharge, Means), String> {
        let new: NewCharge = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        if !(1..=AMOUNT_MAX).contains(&new.amount) {
            return Err(format!("`amount` is from 1 to {AMOUNT_MAX} centavos"));
        }
        if new.currency != "BRL" {
            return Err("`currency` is `BRL`".to_owned());
        }
        let payer = [
            Some(&new.payer.name),
            new.payer.email.as_ref(),
            new.payer.tax_id.as_ref(),
        ];
        let texts = payer
            .into_iter()
            .flatten()
            .chain([&new.description, &new.reference]);
        if texts
            .chain(new.webhook_url.as_ref())
            .any(|text| text.len() > TEXT_LENGTH_MAX)
        {
            return Err(format!("texts have at most {TEXT_LENGTH_MAX} bytes"));
        }
        if let Some(url) = &new.webhook_url
            && !takes_webhooks(url)
        {
            return Err("`webhook_url` begins with `http://` and names a host".to_owned());
        }
        let means = match &new.method {
            NewMethod::Pix {
                expires_in_seconds: seconds,
            } => {
                if !(1..=EXPIRES_SECONDS_MAX).contains(seconds) {
                    return Err(format!(
                        "`expires_in_seconds` is from 1 to {EXPIRES_SECONDS_MAX}"
                    ));
                }
                Means::Pix {
                    expires_in: Duration::from_secs(*seconds),
                }
            }
            NewMethod::Card { token } => {
                let known = card::find(token);
                let (behaviour, card) =
                    known.ok_or("`token` is no test card: use `tok_ok` or another of the list")?;
                Means::Card { behaviour, card }
            }
        };
        Ok((new, means))
    }

    /// The same for the same request, however it is written.
    pub(crate) fn fingerprint(&self) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        let digest = Sha256::digest(text);
        format!("{digest:x}")
    }
}
