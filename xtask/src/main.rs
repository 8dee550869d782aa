//! Every chore of the project.

mod conformance;
mod service_shapes;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Every chore of the project")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Replays executions recorded on AWS against the interpreter and compares what it does.
    Conformance(conformance::Options),
    /// Writes the table of what AWS's operations answer, from the service models of botocore.
    ServiceShapes(service_shapes::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().chore {
        Chore::Conformance(options) => conformance::run(&options),
        Chore::ServiceShapes(options) => service_shapes::run(&options),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}
