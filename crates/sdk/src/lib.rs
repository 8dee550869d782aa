//! Any operation of an AWS service, by its name: what Step Functions needs for its integrations.
//!
//! An [`Operation`] is data: what it takes and answers is read from a table made from AWS's own
//! service models, so there is no code for a service. [`Operation::request`] writes parameters as
//! the service's protocol wants them, [`Operation::answer`] reads what comes back as Step
//! Functions shows it.
//!
//! | module | holds |
//! |---|---|
//! | [`model`] | services, operations and their shapes |
//! | [`operation`], [`request`], [`answer`] | one operation: its request, its answer |
//! | [`scalar`], [`style`] | single values, and how an integration spells them |

pub mod model;

pub mod answer;
pub mod operation;
pub mod request;
mod scalar;
pub mod style;

pub use operation::Operation;
pub use style::Style;
