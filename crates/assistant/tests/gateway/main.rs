//! The gateway over HTTP, with services that are a script.

mod client;
mod recorded;
mod scenario;
mod script;
mod streams;
mod validation;
