//! Why a request is not believed, in AWS's words.
//!
//! Which code and status a refusal has depends on the protocol the request speaks.

use http::request::Parts;
use http::{StatusCode, header};
use wire::ApiError;

use crate::timestamp::Timestamp;

/// Why a request is not believed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Refusal {
    /// It is not signed.
    Unsigned,
    /// Its signature cannot be read, or does not cover what it must; AWS's words for it.
    Incomplete(String),
    /// Nobody holds such a key, or the session token is not ours.
    UnknownKey,
    /// The session is over.
    SessionExpired,
    /// Signed too long ago: before `bound`, which is `allowance` before `now`.
    TooOld {
        signed: Timestamp,
        bound: Timestamp,
        now: Timestamp,
        allowance_seconds: i64,
    },
    /// Signed in the future: after `bound`, which is `allowance` after `now`.
    TooNew {
        signed: Timestamp,
        bound: Timestamp,
        now: Timestamp,
        allowance_seconds: i64,
    },
    /// The signature is that of another request, or made with another key.
    Mismatch,
}

/// The families of protocols, as far as their errors differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    /// `awsJson1_0`, `awsJson1_1` and `smithy-rpc-v2-cbor`: status 400 for everything.
    Json,
    /// `restJson1`: status 403.
    Rest,
    /// `awsQuery`: codes of their own.
    Query,
    /// S3: codes and texts of its own.
    S3,
}

impl Dialect {
    fn of(head: &Parts, service: Option<&str>) -> Dialect {
        let form = || {
            let content_type = head.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
            Some(content_type.starts_with("application/x-www-form-urlencoded"))
        };
        let asks_for_action = || {
            let query = head.uri.query().unwrap_or_default();
            query.split('&').any(|part| part.starts_with("Action="))
        };
        if service == Some("s3") {
            Dialect::S3
        } else if head.headers.contains_key("x-amz-target")
            || head.headers.contains_key("smithy-protocol")
        {
            Dialect::Json
        } else if form().unwrap_or(false) || asks_for_action() {
            Dialect::Query
        } else {
            Dialect::Rest
        }
    }
}

impl Refusal {
    /// The error for the request with this head; `service` is the one its scope names.
    pub(crate) fn to_error(&self, head: &Parts, service: Option<&str>) -> ApiError {
        let dialect = Dialect::of(head, service);
        let (code, status) = self.code(dialect);
        ApiError::new(code, self.message(dialect)).with_status(status)
    }

    fn code(&self, dialect: Dialect) -> (&'static str, StatusCode) {
        use Dialect::{Json, Query, Rest, S3};
        let code = match (self, dialect) {
            (Refusal::Unsigned, Json | Rest) => "MissingAuthenticationTokenException",
            (Refusal::Unsigned, Query) => "MissingAuthenticationToken",
            (Refusal::Unsigned, S3) => "AccessDenied",
            (Refusal::Incomplete(_), Json | Rest) => "IncompleteSignatureException",
            (Refusal::Incomplete(_), Query) => "IncompleteSignature",
            (Refusal::Incomplete(_), S3) => "AuthorizationHeaderMalformed",
            (Refusal::UnknownKey, Json | Rest) => "UnrecognizedClientException",
            (Refusal::UnknownKey, Query) => "InvalidClientTokenId",
            (Refusal::UnknownKey, S3) => "InvalidAccessKeyId",
            (Refusal::SessionExpired, Json | Rest) => "ExpiredTokenException",
            (Refusal::SessionExpired, Query | S3) => "ExpiredToken",
            (Refusal::TooOld { .. } | Refusal::TooNew { .. }, S3) => "RequestTimeTooSkewed",
            (Refusal::TooOld { .. } | Refusal::TooNew { .. } | Refusal::Mismatch, Json | Rest) => {
                "InvalidSignatureException"
            }
            (Refusal::TooOld { .. } | Refusal::TooNew { .. } | Refusal::Mismatch, Query | S3) => {
                "SignatureDoesNotMatch"
            }
        };
        let status = match (self, dialect) {
            (_, Json) | (Refusal::Incomplete(_), Query | S3) | (Refusal::SessionExpired, S3) => {
                StatusCode::BAD_REQUEST
            }
            (_, Rest | Query | S3) => StatusCode::FORBIDDEN,
        };
        (code, status)
    }

    fn message(&self, dialect: Dialect) -> String {
        let text = match (self, dialect) {
            (Refusal::Incomplete(text), _) => text,
            (Refusal::Unsigned, Dialect::S3) => "Access Denied",
            (Refusal::Unsigned, Dialect::Query) => "Request is missing Authentication Token",
            (Refusal::Unsigned, Dialect::Json | Dialect::Rest) => "Missing Authentication Token",
            (Refusal::UnknownKey, Dialect::S3) => {
                "The AWS Access Key Id you provided does not exist in our records."
            }
            (Refusal::UnknownKey, _) => "The security token included in the request is invalid.",
            (Refusal::SessionExpired, Dialect::S3) => "The provided token has expired.",
            (Refusal::SessionExpired, _) => "The security token included in the request is expired",
            (Refusal::TooOld { .. } | Refusal::TooNew { .. }, Dialect::S3) => {
                "The difference between the request time and the current time is too large."
            }
            (
                Refusal::TooOld {
                    signed,
                    bound,
                    now,
                    allowance_seconds,
                },
                _,
            ) => {
                return format!(
                    "Signature expired: {} is now earlier than {} ({} - {} min.)",
                    signed.basic(),
                    bound.basic(),
                    now.basic(),
                    allowance_seconds / 60,
                );
            }
            (
                Refusal::TooNew {
                    signed,
                    bound,
                    now,
                    allowance_seconds,
                },
                _,
            ) => {
                return format!(
                    "Signature not yet current: {} is still later than {} ({} + {} min.)",
                    signed.basic(),
                    bound.basic(),
                    now.basic(),
                    allowance_seconds / 60,
                );
            }
            (Refusal::Mismatch, _) => {
                "The request signature we calculated does not match the signature you provided. \
                 Check your AWS Secret Access Key and signing method. Consult the service \
                 documentation for details."
            }
        };
        text.to_owned()
    }
}
