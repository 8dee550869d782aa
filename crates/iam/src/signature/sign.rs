//! Signing requests, as a client does.

use std::time::SystemTime;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderName, HeaderValue, Request};
use sha2::{Digest, Sha256};

use super::canonical::{PathRule, canonical_request};
use super::key::{SigningKey, hex};
use super::{ALGORITHM, TERMINATOR};
use crate::secret::Secret;
use crate::timestamp::Timestamp;

/// What requests are signed with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// `AKIA…`, or `ASIA…` for a session.
    pub access_key_id: String,
    /// The key itself.
    pub secret_access_key: Secret,
    /// What proves a session; long-lived keys have none.
    pub session_token: Option<Secret>,
}

/// Whom a signature is for.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// `us-east-1`
    pub region: &'a str,
    /// The service's name in signatures: `states`.
    pub service: &'a str,
}

/// A request cannot be signed: a part of the credentials cannot stand in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the credentials hold characters that no header can carry")]
pub struct UnfitCredentials;

/// Signs a request, its body included: adds `x-amz-date`, `x-amz-content-sha256`, where there is a
/// session `x-amz-security-token`, and `authorization`. Signatures it bears already are replaced.
///
/// The request's address or its `host` header must name the host. All headers are signed except
/// those that proxies change.
pub fn sign(
    request: Request<Bytes>,
    credentials: &Credentials,
    scope: Scope<'_>,
    now: SystemTime,
) -> Result<Request<Bytes>, UnfitCredentials> {
    let (mut head, body) = request.into_parts();
    let time = Timestamp::from(now).basic();
    let payload = hex(&Sha256::digest(&body).into());
    let header = |text: &str| HeaderValue::from_str(text).map_err(|_| UnfitCredentials);
    if !head.headers.contains_key(HOST)
        && let Some(authority) = head.uri.authority()
    {
        let host = header(authority.as_str())?;
        head.headers.insert(HOST, host);
    }
    head.headers.remove(AUTHORIZATION);
    head.headers.insert("x-amz-date", header(&time)?);
    head.headers.insert(
        "x-amz-content-sha256",
        HeaderValue::from_bytes(&payload).map_err(|_| UnfitCredentials)?,
    );
    head.headers.remove("x-amz-security-token");
    if let Some(token) = &credentials.session_token {
        let mut value = header(token.reveal())?;
        value.set_sensitive(true);
        head.headers.insert("x-amz-security-token", value);
    }

    let mut names: Vec<&str> = head
        .headers
        .keys()
        .map(HeaderName::as_str)
        .filter(|name| !CHANGES_ON_THE_WAY.contains(name))
        .collect();
    names.sort_unstable();
    let signed_headers = names.join(";");
    let canonical = canonical_request(&head, PathRule::of(scope.service), &names, &payload);
    let date = &time[..8];
    let scope_text = format!("{date}/{}/{}/{TERMINATOR}", scope.region, scope.service);
    let key = SigningKey::derive(
        credentials.secret_access_key.reveal(),
        date,
        scope.region,
        scope.service,
    );
    let signature = hex(&key.signature(&time, &scope_text, &canonical));
    let authorization = format!(
        "{ALGORITHM} Credential={}/{scope_text}, SignedHeaders={signed_headers}, Signature={}",
        credentials.access_key_id,
        String::from_utf8_lossy(&signature),
    );
    head.headers.insert(AUTHORIZATION, header(&authorization)?);
    Ok(Request::from_parts(head, body))
}

/// Headers that proxies change or drop, so that no signature may depend on them.
const CHANGES_ON_THE_WAY: [&str; 8] = [
    "accept-encoding",
    "connection",
    "expect",
    "te",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amzn-trace-id",
];
