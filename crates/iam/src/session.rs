//! Sessions: credentials that end by themselves.
//!
//! A session is kept by nobody. Its token holds all there is to know of it, under a code that only
//! this server can make, so it is as good after a restart as before. Its secret key is derived
//! from the token's content and the server's secret.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use wire::identifier::random_bytes;
use wire::{ApiError, Caller};
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::signature::Credentials;
use crate::signature::key::hmac;
use crate::timestamp::Timestamp;

/// How short and how long a session of a role may be, in seconds. Source: AssumeRole.
pub const ROLE_SESSION_SECONDS: std::ops::RangeInclusive<i64> = 900..=43_200;

/// The bytes from which a server derives what it need not keep: the secrets of users' keys and of
/// sessions, and the codes of tokens.
#[derive(Clone)]
pub(crate) struct ServerSecret(Zeroizing<[u8; 32]>);

impl ServerSecret {
    pub(crate) fn new(bytes: [u8; 32]) -> ServerSecret {
        ServerSecret(Zeroizing::new(bytes))
    }

    pub(crate) fn random() -> ServerSecret {
        ServerSecret::new(random_bytes())
    }

    /// Thirty-two bytes for this use of this data. No two uses share any.
    fn derive(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        hmac(&hmac(&*self.0, purpose.as_bytes()), data)
    }

    /// The forty characters that belong to a key id or a session.
    pub(crate) fn secret_access_key(&self, purpose: &str, data: &[u8]) -> Secret {
        let bytes = Zeroizing::new(self.derive(purpose, data));
        STANDARD.encode(&bytes[..30]).into()
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for ServerSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerSecret(…)")
    }
}

/// Whose session it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Holder {
    #[serde(rename = "o")]
    Owner,
    #[serde(rename = "u")]
    User { user_arn: Arc<str> },
    #[serde(rename = "r")]
    Role {
        role_arn: Arc<str>,
        session: Arc<str>,
    },
}

impl Holder {
    pub(crate) fn caller(&self) -> Caller {
        match self {
            Holder::Owner => Caller::Owner,
            Holder::User { user_arn } => Caller::User {
                user_arn: user_arn.clone(),
            },
            Holder::Role { role_arn, session } => Caller::Role {
                role_arn: role_arn.clone(),
                session: session.clone(),
            },
        }
    }
}

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    #[serde(rename = "k")]
    pub(crate) key_id: String,
    #[serde(rename = "h")]
    pub(crate) holder: Holder,
    /// When it began and when it ends, in seconds since 1970.
    #[serde(rename = "i")]
    pub(crate) issued: i64,
    #[serde(rename = "e")]
    pub(crate) expires: i64,
    /// Policies in IAM JSON that limit it further.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) policies: Vec<String>,
    /// ARNs of managed policies that do.
    #[serde(rename = "a", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) policy_arns: Vec<String>,
}

/// What a token begins with: its format.
const FORMAT: u8 = 1;

/// How long a token may be. AWS promises no limit; a session policy has at most 2,048 characters.
const TOKEN_BYTES_MAX: usize = 12 * 1024;

impl Session {
    /// A session that begins now.
    pub(crate) fn begin(holder: Holder, now: Timestamp, seconds: i64) -> Session {
        Session {
            key_id: fresh_id("ASIA"),
            holder,
            issued: now.seconds(),
            expires: now.plus(seconds).seconds(),
            policies: Vec::new(),
            policy_arns: Vec::new(),
        }
    }

    /// Its credentials.
    pub(crate) fn credentials(&self, secret: &ServerSecret) -> Credentials {
        let mut token = vec![FORMAT];
        token.extend(serde_json::to_vec(self).expect("a session is written as JSON"));
        let secret_access_key = secret.secret_access_key("session key", &token);
        let code = secret.derive("session token", &token);
        token.extend(code);
        Credentials {
            access_key_id: self.key_id.clone(),
            secret_access_key,
            session_token: Some(STANDARD.encode(token).into()),
        }
    }

    /// The session of a token and its secret key; `None` unless this server has issued it.
    pub(crate) fn read(token: &str, secret: &ServerSecret) -> Option<(Session, Secret)> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let token = STANDARD.decode(token).ok()?;
        let (content, code) = token.split_last_chunk::<32>()?;
        let expected = secret.derive("session token", content);
        if !bool::from(expected.ct_eq(code)) {
            return None;
        }
        let (&FORMAT, json) = content.split_first()? else {
            return None;
        };
        let session = serde_json::from_slice(json).ok()?;
        Some((session, secret.secret_access_key("session key", content)))
    }
}

/// An id like AWS's: four letters that say what it is for, and sixteen nobody can guess.
pub(crate) fn fresh_id(prefix: &str) -> String {
    let mut id = prefix.to_owned();
    id.extend(random_bytes::<16>().iter().map(|byte| base32(*byte)));
    id
}

/// The id that always belongs to this name.
pub(crate) fn derived_id(prefix: &str, name: &str) -> String {
    let mut id = prefix.to_owned();
    let hash = hmac(b"id", name.as_bytes());
    id.extend(hash[..16].iter().map(|byte| base32(*byte)));
    id
}

fn base32(byte: u8) -> char {
    char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[usize::from(byte % 32)])
}

/// Refuses a name that no session can have: 2 to 64 letters, digits and `_+=,.@-`.
pub(crate) fn check_session_name(name: &str) -> Result<(), ApiError> {
    let fits =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '=' | ',' | '.' | '@' | '-');
    if (2..=64).contains(&name.len()) && name.chars().all(fits) {
        return Ok(());
    }
    Err(ApiError::new(
        "ValidationError",
        format!(
            "1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*, and have \
             length between 2 and 64"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session::begin(
            Holder::Role {
                role_arn: "arn:aws:iam::000000000000:role/order".into(),
                session: "one".into(),
            },
            Timestamp::from_seconds(1_000),
            900,
        )
    }

    #[test]
    fn a_token_is_good_for_the_server_that_made_it() {
        let server = ServerSecret::random();
        let session = session();
        let credentials = session.credentials(&server);
        let token = credentials.session_token.expect("a token");
        let (read, secret) = Session::read(token.reveal(), &server).expect("a session");
        assert_eq!(read, session);
        assert_eq!(secret, credentials.secret_access_key);
        assert_eq!(secret.reveal().len(), 40);
        assert_eq!(session.key_id.len(), 20);
        assert!(Session::read(token.reveal(), &ServerSecret::random()).is_none());
    }

    #[test]
    fn a_changed_token_is_no_token() {
        let server = ServerSecret::random();
        let token = session()
            .credentials(&server)
            .session_token
            .expect("a token");
        let bytes = STANDARD.decode(token.reveal()).expect("base64");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(
                Session::read(&STANDARD.encode(changed), &server).is_none(),
                "{at}"
            );
        }
        assert!(Session::read("", &server).is_none());
        assert!(Session::read(&STANDARD.encode([1; 20]), &server).is_none());
    }

    /// Tokens outlive the release that made them, so their form is fixed.
    #[test]
    fn the_form_of_tokens_is_pinned() {
        let session = Session {
            key_id: "ASIAAAAAAAAAAAAAAAAA".to_owned(),
            ..session()
        };
        assert_eq!(
            serde_json::to_string(&session).expect("JSON"),
            r#"{"k":"ASIAAAAAAAAAAAAAAAAA","h":{"r":{"role_arn":"arn:aws:iam::000000000000:role/order","session":"one"}},"i":1000,"e":1900}"#
        );
    }
}
