//! The console's API as operators see it: the router in this process, over a delivery on embedded
//! services.

#[path = "../../../delivery/tests/world/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::pedantic,
    reason = "it is looked at where it is, and not all of it is used here"
)]
mod world;

mod around;
mod client;
mod events;
mod executions;
mod history;
mod machine;
mod matrix;
mod measures;
mod orders;
mod rerun;
mod studio;
mod waiting;
