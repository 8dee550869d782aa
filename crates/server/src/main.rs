//! The `entrega` binary.
//!
//! [`command_line`] says what there is to type, [`asl`] does the work on definitions in files,
//! [`up`] is the server, [`terminal`] and [`fault`] talk to the person who typed it.

mod asl;
mod command_line;
mod fault;
mod terminal;
mod up;

use std::process::ExitCode;

fn main() -> ExitCode {
    command_line::run()
}
