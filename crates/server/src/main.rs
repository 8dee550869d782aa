//! The `entrega` binary.
//!
//! [`command_line`] says what there is to type, [`asl`] does the work on definitions in files,
//! [`up`] is the server, [`executions`] works on those of a server, which [`client`] talks to;
//! [`environment`], [`doctor`], [`health`], [`backup`] and [`restore`] are for who runs it, [`archive`]
//! is what two of them have between them; [`aws_tools`] finds keys as AWS's do; [`public_url`] is where people reach it; [`staff_link`]
//! lets an operator in, and [`operator_token`] is what such commands show; [`tables`] moves tables
//! between places, [`deploy`] workflows; [`kb`] holds what the assistant quotes from; [`load`] is for who
//! wants to know what it bears. [`terminal`], [`table`], [`age`] and [`fault`] talk to the person
//! who typed it.

mod age;
mod archive;
mod asl;
mod aws_tools;
mod backup;
mod chat;
mod client;
mod command_line;
mod deploy;
mod doctor;
mod environment;
mod executions;
mod fault;
mod health;
mod kb;
mod load;
mod operator_token;
mod public_url;
mod restore;
mod staff_link;
mod table;
mod tables;
mod terminal;
mod up;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A fifth of a request's time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The hidden subcommand by which a function's process is confined before it begins.
const SANDBOX_EXEC: &str = "sandbox-exec";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == SANDBOX_EXEC) {
        // Invariant: this process has one thread still.
        let error = lambda::sandbox::exec(arguments);
        eprintln!("entrega {SANDBOX_EXEC}: {error}");
        return ExitCode::FAILURE;
    }
    command_line::run()
}
