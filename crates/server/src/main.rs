//! The `entrega` binary.
//!
//! [`command_line`] says what there is to type, [`asl`] does the work on definitions in files,
//! [`up`] is the server, [`executions`] works on those of a server, which [`client`] talks to;
//! [`environment`], [`doctor`], [`backup`] and [`restore`] are for who runs it, [`archive`] is what
//! the last two have between them. [`terminal`], [`table`], [`age`] and [`fault`] talk to the person
//! who typed it.

mod age;
mod archive;
mod asl;
mod backup;
mod client;
mod command_line;
mod doctor;
mod environment;
mod executions;
mod fault;
mod restore;
mod table;
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
