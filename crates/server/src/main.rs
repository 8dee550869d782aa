//! The `entrega` binary.
//!
//! [`command_line`] says what there is to type, [`asl`] does the work on definitions in files,
//! [`up`] is the server, [`executions`] works on those of a server, which [`client`] talks to.
//! [`terminal`], [`table`], [`age`] and [`fault`] talk to the person who typed it.

mod age;
mod asl;
mod client;
mod command_line;
mod executions;
mod fault;
mod table;
mod terminal;
mod up;

use std::process::ExitCode;

fn main() -> ExitCode {
    command_line::run()
}
