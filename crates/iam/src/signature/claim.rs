//! What a request says of who made it, in a header or in its query.

use std::borrow::Cow;

use http::header::AUTHORIZATION;
use http::request::Parts;

use super::canonical::{decode, host};
use super::key::from_hex;
use super::refusal::Refusal;
use super::{ALGORITHM, TERMINATOR};
use crate::timestamp::Timestamp;

/// How far a request's clock and ours may be apart.
///
/// Source: the texts of AWS's own errors, `(… - 5 min.)`.
pub(crate) const SKEW_SECONDS: i64 = 5 * 60;

/// How long a presigned request may be good for: seven days, as S3 has it.
pub(crate) const EXPIRES_SECONDS_MAX: i64 = 7 * 24 * 3600;

/// How long a credential with its scope may be.
const CREDENTIAL_BYTES_MAX: usize = 256;

/// Headers that change what a request means and that proxies do not add.
const MUST_BE_SIGNED: &str = "x-amz-";

/// Headers with that prefix that say nothing to a service: proxies add them, SDKs leave them out.
const NEED_NOT_BE_SIGNED: [&str; 2] = ["x-amz-cf-id", "x-amz-user-agent"];

/// Who a request says it is from. Nothing of it has been verified, but its form.
#[derive(Debug)]
pub(crate) struct Claim<'a> {
    /// `KEY/20150830/us-east-1/service/aws4_request`
    credential: Cow<'a, str>,
    /// Where in `credential` the slashes are.
    slashes: [usize; 4],
    /// Names with `;` between them.
    signed_headers: Cow<'a, str>,
    pub(crate) signature: [u8; 32],
    /// `20150830T123600Z`, as it was sent.
    pub(crate) time: Cow<'a, str>,
    signed: Timestamp,
    /// For how long a presigned request is good; `None` when it is signed in a header.
    expires_seconds: Option<i64>,
    pub(crate) token: Option<Cow<'a, str>>,
}

impl<'a> Claim<'a> {
    /// Reads what `head` says.
    pub(crate) fn read(head: &'a Parts) -> Result<Claim<'a>, Refusal> {
        match head.headers.get(AUTHORIZATION) {
            Some(value) => Claim::from_header(head, value.to_str().unwrap_or_default()),
            None => Claim::from_query(head),
        }
    }

    fn from_header(head: &'a Parts, authorization: &'a str) -> Result<Claim<'a>, Refusal> {
        let Some(rest) = authorization.strip_prefix(ALGORITHM) else {
            // `Bearer …` and its kin are no signature at all.
            return Err(Refusal::Unsigned);
        };
        let mut parts = Parameters::default();
        for part in rest.split(',') {
            let part = part.trim();
            let Some((name, value)) = part.split_once('=') else {
                if part.is_empty() {
                    continue;
                }
                return Err(Refusal::Incomplete(format!(
                    "'{part}' not a valid key=value pair (missing equal-sign) in Authorization \
                     header."
                )));
            };
            let place = match name {
                "Credential" => &mut parts.credential,
                "SignedHeaders" => &mut parts.signed_headers,
                "Signature" => &mut parts.signature,
                _ => continue,
            };
            // Two of one could be read as one by one reader and as the other by another.
            if place.replace(value.into()).is_some() {
                return Err(Refusal::Incomplete(format!(
                    "Authorization header has '{name}' twice."
                )));
            }
        }
        parts.time = header(head, "x-amz-date");
        parts.token = header(head, "x-amz-security-token");
        parts.into_claim(Form::Header)
    }

    fn from_query(head: &'a Parts) -> Result<Claim<'a>, Refusal> {
        let query = head.uri.query().unwrap_or_default();
        let mut parts = Parameters::default();
        let mut algorithm = None;
        for parameter in query.split('&') {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let place = match name {
                "X-Amz-Algorithm" => &mut algorithm,
                "X-Amz-Credential" => &mut parts.credential,
                "X-Amz-SignedHeaders" => &mut parts.signed_headers,
                "X-Amz-Signature" => &mut parts.signature,
                "X-Amz-Date" => &mut parts.time,
                "X-Amz-Expires" => &mut parts.expires,
                "X-Amz-Security-Token" => &mut parts.token,
                _ => continue,
            };
            *place = text(decode(value));
        }
        match algorithm.as_deref() {
            Some(ALGORITHM) => parts.into_claim(Form::Query),
            _ => Err(Refusal::Unsigned),
        }
    }

    /// The names of the headers that the signature covers, in lower case and ascending order.
    ///
    /// Among them must be `host`, which could otherwise be another server's, and every `x-amz-`
    /// header there is, which could otherwise be another caller's.
    pub(crate) fn signed_headers(&self, head: &Parts) -> Result<Vec<&str>, Refusal> {
        let names: Vec<&str> = self.signed_headers.split(';').collect();
        // Ascending, so that no header is hashed twice and none can be made long by repetition.
        let ascending = names.is_sorted_by(|one, next| one < next);
        if !ascending
            || self
                .signed_headers
                .bytes()
                .any(|byte| byte.is_ascii_uppercase())
        {
            return Err(Refusal::Incomplete(format!(
                "The names in 'SignedHeaders' must be in lower case and in ascending order. Got \
                 '{}'",
                self.signed_headers
            )));
        }
        let is_signed = |name: &str| names.binary_search(&name).is_ok();
        if host(head).is_none() || !is_signed("host") {
            return Err(Refusal::Incomplete(
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
                    .to_owned(),
            ));
        }
        for name in head.headers.keys().map(http::HeaderName::as_str) {
            if name.starts_with(MUST_BE_SIGNED)
                && !is_signed(name)
                && !NEED_NOT_BE_SIGNED.contains(&name)
            {
                return Err(Refusal::Incomplete(format!(
                    "'{name}' must be a 'SignedHeader' in the AWS Authorization."
                )));
            }
        }
        Ok(names)
    }

    /// Whether the request was signed recently enough.
    pub(crate) fn check_time(&self, now: Timestamp) -> Result<(), Refusal> {
        let Claim { signed, .. } = *self;
        let allowance_seconds = self.expires_seconds.unwrap_or(SKEW_SECONDS);
        let oldest = now.plus(-allowance_seconds);
        if signed < oldest {
            return Err(Refusal::TooOld {
                signed,
                bound: oldest,
                now,
                allowance_seconds,
            });
        }
        let newest = now.plus(SKEW_SECONDS);
        if signed > newest {
            return Err(Refusal::TooNew {
                signed,
                bound: newest,
                now,
                allowance_seconds: SKEW_SECONDS,
            });
        }
        Ok(())
    }

    pub(crate) fn is_presigned(&self) -> bool {
        self.expires_seconds.is_some()
    }

    /// The whole credential: what a signing key belongs to.
    pub(crate) fn credential(&self) -> &str {
        &self.credential
    }

    pub(crate) fn key_id(&self) -> &str {
        &self.credential[..self.slashes[0]]
    }

    /// `20150830/us-east-1/service/aws4_request`
    pub(crate) fn scope(&self) -> &str {
        &self.credential[self.slashes[0] + 1..]
    }

    pub(crate) fn date(&self) -> &str {
        &self.credential[self.slashes[0] + 1..self.slashes[1]]
    }

    pub(crate) fn region(&self) -> &str {
        &self.credential[self.slashes[1] + 1..self.slashes[2]]
    }

    pub(crate) fn service(&self) -> &str {
        &self.credential[self.slashes[2] + 1..self.slashes[3]]
    }
}

/// The service that the scope of a request names, as far as it can be read.
pub(crate) fn service_in_scope(head: &Parts) -> Option<String> {
    Claim::read(head)
        .ok()
        .map(|claim| claim.service().to_owned())
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Header,
    Query,
}

/// The parts of a claim, each of which may be missing.
#[derive(Default)]
struct Parameters<'a> {
    credential: Option<Cow<'a, str>>,
    signed_headers: Option<Cow<'a, str>>,
    signature: Option<Cow<'a, str>>,
    time: Option<Cow<'a, str>>,
    expires: Option<Cow<'a, str>>,
    token: Option<Cow<'a, str>>,
}

impl<'a> Parameters<'a> {
    fn into_claim(self, form: Form) -> Result<Claim<'a>, Refusal> {
        let expires = match form {
            Form::Header => Some("".into()),
            Form::Query => self.expires,
        };
        let (Some(credential), Some(_), Some(signature), Some(time), Some(expires)) = (
            &self.credential,
            &self.signed_headers,
            &self.signature,
            &self.time,
            &expires,
        ) else {
            let missing = match form {
                Form::Header => [
                    (
                        &self.credential,
                        "Authorization header requires 'Credential' parameter.",
                    ),
                    (
                        &self.signature,
                        "Authorization header requires 'Signature' parameter.",
                    ),
                    (
                        &self.signed_headers,
                        "Authorization header requires 'SignedHeaders' parameter.",
                    ),
                    (
                        &self.time,
                        "Authorization header requires existence of an 'X-Amz-Date' header.",
                    ),
                    (&expires, ""),
                ],
                Form::Query => [
                    (
                        &self.credential,
                        "AWS query-string parameters must include 'X-Amz-Credential'.",
                    ),
                    (
                        &self.signature,
                        "AWS query-string parameters must include 'X-Amz-Signature'.",
                    ),
                    (
                        &self.signed_headers,
                        "AWS query-string parameters must include 'X-Amz-SignedHeaders'.",
                    ),
                    (
                        &self.time,
                        "AWS query-string parameters must include 'X-Amz-Date'.",
                    ),
                    (
                        &expires,
                        "AWS query-string parameters must include 'X-Amz-Expires'.",
                    ),
                ],
            };
            let texts: Vec<&str> = missing
                .into_iter()
                .filter(|(value, _)| value.is_none())
                .map(|(_, text)| text)
                .collect();
            return Err(Refusal::Incomplete(texts.join(" ")));
        };
        let slashes = slashes(credential)?;
        let signed = Timestamp::parse_basic(time).ok_or_else(|| {
            Refusal::Incomplete(format!(
                "Date must be in ISO-8601 'basic format'. Got '{time}'. \
                 See http://en.wikipedia.org/wiki/ISO_8601"
            ))
        })?;
        let date = &credential[slashes[0] + 1..slashes[1]];
        if date != &time[..8] {
            return Err(Refusal::Incomplete(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date \
                 from HTTP: '{date}' != '{}', from '{time}'.",
                &time[..8],
            )));
        }
        let expires_seconds = match form {
            Form::Header => None,
            Form::Query => Some(
                expires
                    .parse()
                    .ok()
                    .filter(|seconds| (1..=EXPIRES_SECONDS_MAX).contains(seconds))
                    .ok_or_else(|| {
                        Refusal::Incomplete(format!(
                            "'X-Amz-Expires' must be between 1 and {EXPIRES_SECONDS_MAX} seconds."
                        ))
                    })?,
            ),
        };
        Ok(Claim {
            slashes,
            signed,
            expires_seconds,
            // A signature that is no signature is as wrong as that of another request.
            signature: from_hex(signature).ok_or(Refusal::Mismatch)?,
            credential: self.credential.unwrap_or_default(),
            signed_headers: self.signed_headers.unwrap_or_default(),
            time: self.time.unwrap_or_default(),
            token: self.token,
        })
    }
}

/// Where the four slashes of a credential are.
fn slashes(credential: &str) -> Result<[usize; 4], Refusal> {
    let mut slashes = [0; 4];
    let mut found = 0;
    for (at, _) in credential.match_indices('/') {
        if found < 4 {
            slashes[found] = at;
        }
        found += 1;
    }
    if found != 4 || credential.len() > CREDENTIAL_BYTES_MAX {
        return Err(Refusal::Incomplete(format!(
            "Credential must have exactly 5 slash-delimited elements, e.g. \
             keyid/date/region/service/term, got '{credential}'"
        )));
    }
    let terminator = &credential[slashes[3] + 1..];
    if terminator != TERMINATOR {
        return Err(Refusal::Incomplete(format!(
            "Credential should be scoped with a valid terminator: '{TERMINATOR}', not \
             '{terminator}'."
        )));
    }
    Ok(slashes)
}

fn header<'a>(head: &'a Parts, name: &str) -> Option<Cow<'a, str>> {
    head.headers.get(name)?.to_str().ok().map(Cow::Borrowed)
}

/// Bytes as text; `None` when they are none.
fn text(bytes: Cow<'_, [u8]>) -> Option<Cow<'_, str>> {
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    }
}
