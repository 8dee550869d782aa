//! How an integration spells what it takes and gives.

/// Step Functions has two kinds of integrations. Each goes by the habits of the AWS SDK for Java
/// that it was built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `aws-sdk:…`, version 2 of the SDK. Bytes are given and shown as text where they are UTF-8;
    /// times are ISO 8601 texts; members are called `Acl`.
    Sdk,
    /// `lambda:invoke` and its kin, version 1. Bytes are base64, times milliseconds; members are
    /// called as in the model, with a capital.
    Optimised,
}
