//! Identity and permissions of the embedded cloud: who makes a request, and what they may do.
//!
//! [`Iam`] is the front: it authenticates requests, says what callers may do, and has services take
//! on roles. Two services are behind their wire protocols: IAM and STS.
//!
//! | module | holds |
//! |---|---|
//! | [`signature`] | AWS Signature Version 4, both sides of it |
//! | `keyring` | who holds which key |
//! | `session` | credentials that end by themselves |
//! | `key_file` | the key pair that a first start makes |
//! | [`policy`] | policies and decisions |
//! | [`context`] | what else is known of a request |
//! | `store` | roles, users and managed policies |
//! | [`declaration`] | roles and policies declared in a file |
//! | `authority` | which policies apply to a caller, and what they say |
//! | [`mod@iam`] | the front |
//! | [`api`] | IAM and STS behind their wire protocol |

pub mod api;
mod authority;
pub mod context;
pub mod declaration;
pub mod iam;
pub mod key_file;
mod keyring;
pub mod policy;
mod secret;
mod session;
pub mod signature;
pub mod store;
mod timestamp;

pub use api::{IamService, StsService};
pub use context::Context;
pub use iam::{Configuration, Iam, OpenError, UndeclaredRoles};
pub use keyring::Authenticated;
pub use secret::Secret;
pub use session::ROLE_SESSION_SECONDS;
pub use signature::{Credentials, Scope, sign};
