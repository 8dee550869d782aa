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

use mimalloc::MiMalloc;

/// A fifth of a request's time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    command_line::run()
}
