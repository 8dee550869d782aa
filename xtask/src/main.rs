//! Every chore of the project.

mod chores;
mod conformance;
mod service_model;
mod service_models;
mod service_shapes;

use std::error::Error;
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
    /// Builds the binary and shows an order on its way.
    Run,
    /// Runs every test.
    Test,
    /// Checks format, lints, and the licences and sources of dependencies.
    Lint,
    /// Runs all that a change must pass: `lint` and `test`.
    Ci,
    /// Measures how fast it is, in a release build.
    Bench {
        /// Whose benchmarks: `interpreter`.
        package: String,
        /// Only those whose names contain one of these.
        only: Vec<String>,
    },
    /// Feeds the parsers and the interpreter what a fuzzer makes up. Needs cargo-fuzz and a
    /// nightly toolchain.
    Fuzz {
        /// How long each target runs.
        #[arg(long, default_value_t = 45)]
        seconds: u32,
        /// Only these targets.
        only: Vec<String>,
    },
    /// Replays executions recorded on AWS against the interpreter and compares what it does.
    Conformance(conformance::Options),
    /// Writes what the crate `sdk` knows of AWS's operations, from the service models of botocore.
    ServiceModels(service_models::Options),
    /// Writes the table of what AWS's operations answer, from the service models of botocore.
    ServiceShapes(service_shapes::Options),
    /// Writes the table of what requests to Step Functions hold, from its service model.
    ServiceModel(service_model::Options),
}

fn main() -> ExitCode {
    let done = |outcome: Result<(), chores::Stopped>| {
        outcome
            .map(|()| ExitCode::SUCCESS)
            .map_err(Box::<dyn Error>::from)
    };
    let outcome = match Arguments::parse().chore {
        Chore::Run => done(chores::run()),
        Chore::Test => done(chores::test()),
        Chore::Lint => done(chores::lint()),
        Chore::Ci => done(chores::ci()),
        Chore::Bench { package, only } => done(chores::bench(&package, &only)),
        Chore::Fuzz { seconds, only } => done(chores::fuzz(seconds, &only)),
        Chore::Conformance(options) => conformance::run(&options),
        Chore::ServiceModels(options) => service_models::run(&options),
        Chore::ServiceShapes(options) => service_shapes::run(&options),
        Chore::ServiceModel(options) => service_model::run(&options),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}
