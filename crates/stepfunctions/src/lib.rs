//! The Step Functions service: its API, and the host of executions.
//!
//! | module | holds |
//! |---|---|
//! | [`api`] | the wire protocol: who answers which operation |
//! | [`shape`] | what requests look like, and AWS's complaints about those that do not |
//! | [`arn`] | the service's ARNs |
//! | [`registry`] | what the account has but executions, and how it survives |
//! | `machine`, [`revision`], `version`, `alias`, `activity`, `tag` | each kind of thing in it |
//! | [`logging_configuration`], [`encryption_configuration`] | settings of machines |
//! | [`page`] | lists in pages |
//! | [`test_state`], `validate` | what is asked of definitions that nobody keeps |

pub mod api;
pub mod shape;

pub mod arn;
mod date;

pub mod registry;

mod activity;
mod alias;
mod machine;
pub mod revision;
mod tag;
mod version;

pub mod encryption_configuration;
pub mod logging_configuration;
pub mod page;

pub mod test_state;
mod validate;

pub use api::Api;
pub use registry::{MachineSummary, Registry, Resolved};
pub use revision::Revision;
