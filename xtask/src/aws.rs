//! A client of AWS's JSON protocols that costs the machine little, so that what is measured is
//! the server: one connection each, one request at a time, the key of the day derived once.
//!
//! | module | holds |
//! |---|---|
//! | [`signature`] | Signature Version 4, for requests in headers |
//! | [`connection`] | HTTP/1.1 over a connection that is kept |

pub(crate) mod connection;
pub(crate) mod signature;

pub(crate) use connection::{CallError, Connection};
pub(crate) use signature::{Credentials, Signer};

/// A service as it is called over `awsJson1_0`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Protocol {
    /// The name in signatures: `states`.
    pub(crate) signing_name: &'static str,
    /// What precedes the operation in `X-Amz-Target`: `AWSStepFunctions`.
    pub(crate) target: &'static str,
}

/// AWS Step Functions.
pub(crate) const STEP_FUNCTIONS: Protocol = Protocol {
    signing_name: "states",
    target: "AWSStepFunctions",
};
