//! The shipped workflows of the scenarios, run by Step Functions over the whole cloud in memory, with
//! a model that says what a test has it say.

#[path = "../../../delivery/tests/world/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::pedantic,
    reason = "it is looked at where it is, and not all of it is used here"
)]
mod world;

mod ab_test;
mod api_call;
mod model;
mod retention;
mod router;
mod sql_query;
mod stage;
