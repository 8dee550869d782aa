//! The Step Functions service: its API, and the host of executions.
//!
//! | module | holds |
//! |---|---|
//! | [`service`] | the service as a whole |
//! | [`api`] | the wire protocol: who answers which operation |
//! | [`shape`] | what requests look like, and AWS's complaints about those that do not |
//! | [`arn`] | the service's ARNs |
//! | [`registry`] | what the account has but executions, and how it survives |
//! | `machine`, [`revision`], `version`, `alias`, `activity`, `tag` | each kind of thing in it |
//! | [`logging_configuration`], [`encryption_configuration`] | settings of machines |
//! | [`page`] | lists in pages |
//! | `executions` | executions as the API shows them |
//! | `host` | executions as they are carried: kept, performed, brought back |
//! | [`observe`] | executions as an operator looks at them |
//! | [`clock`] | what time it is |
//! | [`test_state`], `validate` | what is asked of definitions that nobody keeps |

pub mod service;

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

pub mod clock;
mod executions;
mod host;
pub mod observe;

pub mod test_state;
mod validate;

pub use api::Api;
pub use interpreter::ExecutionKind;

pub use clock::{Clock, SystemClock};
pub use executions::rerun::{RERUN_MARK, RerunRefused, RerunRequest};
pub use observe::Observe;
pub use registry::{MachineSummary, Registry, Resolved};
pub use revision::Revision;
pub use service::{Configuration, Figures, StepFunctions};
