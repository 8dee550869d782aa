//! AWS Signature Version 4: how a request proves who made it.
//!
//! `claim` reads what a request says of itself, `canonical` writes the request in the one form
//! that both sides hash, `key` derives keys and signatures, `refusal` says no in AWS's words, and
//! [`sign`] is the other side. Who holds which key is the keyring's business.
//!
//! Source: "Signature Version 4 signing process" in the IAM user guide, and AWS's test suite.

pub(crate) mod canonical;
pub(crate) mod claim;
pub(crate) mod key;
pub(crate) mod refusal;
mod sign;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod tests;

pub use sign::{Credentials, Scope, sign};

/// The only algorithm there is here: keys are symmetric.
pub(crate) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What ends every scope.
pub(crate) const TERMINATOR: &str = "aws4_request";

/// In `x-amz-content-sha256`: the signature does not cover the body.
pub(crate) const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
