//! Any operation of an AWS service, by its name: what Step Functions needs for its integrations.
//!
//! An [`Operation`] is data: what it takes and answers is read from a table made from AWS's own
//! service models, so there is no code for a service. [`Operation::request`] writes parameters as
//! the service's protocol wants them, [`Operation::answer`] reads what comes back as Step
//! Functions shows it. [`call()`](call::call) does both for a Task state, and names what fails.
//!
//! | module | holds |
//! |---|---|
//! | [`model`] | services, operations and their shapes |
//! | [`operation`], [`request`], [`answer`] | one operation: its request, its answer |
//! | [`catalogue`] | the integrations that are looked for by their names |
//! | [`style`], `scalar` | how an integration spells values |
//! | [`call`], [`function`], `api_gateway` | what a Task state calls |
//! | [`job`] | what `.sync` waits for |
//! | `integration`, `failure`, `metadata`, `api_answer` | what Step Functions makes of answers |
//! | [`http_task`], [`connections`] | `http:invoke` |
//! | [`exchange`], [`guard`] | a request to anybody's server, and where it may go |
//! | [`remote`], `tls` | services that are elsewhere |

pub mod model;

pub mod answer;
pub mod catalogue;
pub mod operation;
pub mod request;
mod scalar;
pub mod style;

pub mod call;
pub mod function;
pub mod job;

mod api_answer;
mod api_gateway;
mod failure;
mod integration;
mod metadata;

pub mod connections;
pub mod exchange;
pub mod guard;
pub mod http_task;
pub mod remote;
mod tls;

pub use call::call;
pub use connections::Connections;
pub use exchange::Exchange;
pub use function::invoke_function;
pub use guard::Guard;
pub use http_task::HttpTask;
pub use job::{Poll, poll};
pub use operation::Operation;
pub use remote::Remote;
pub use style::Style;
