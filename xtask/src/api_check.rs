//! The REST API against requests that Schemathesis makes up from its document: nothing may be
//! answered that the document does not declare, and nothing may go wrong inside.
//!
//! `hooks.py` gives Schemathesis what it needs to get beyond the door: sessions, and orders that
//! are there.

use std::env;
use std::error::Error;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::Value;

use crate::chores;
use crate::entrega::{Entrega, Setup, free_address};

/// What makes up the requests.
const PACKAGE: &str = "schemathesis==4.32.5";

/// Where the server puts the token of whoever may do everything.
const OPERATOR_TOKEN_FILE: &str = "operator.token";

/// A shop that is not open after so long has failed.
const OPEN_WITHIN: Duration = Duration::from_secs(30);
const OPEN_PAUSE: Duration = Duration::from_millis(50);

/// What is looked at in each answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,ignored_auth,\
                      unsupported_method";

/// Streams have no end to wait for.
const WITHOUT: &str = "/events$";

#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// So many requests are made at least
    #[arg(long, default_value_t = 10_000)]
    requests: u32,
    /// The same seed makes the same requests
    #[arg(long)]
    seed: Option<u64>,
    /// A binary that is there already
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

/// Asks a server of its own.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let binary = match &options.binary {
        Some(binary) => binary.clone(),
        None => chores::build_entrega()?,
    };
    let environment = chores::target().join("schemathesis");
    install(&environment)?;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    fs::create_dir(&data)?;
    let web = free_address()?;
    let mut setup = Setup::new(&binary, &data)?;
    setup.web = web;
    setup.arguments = ["--pace", "60"].map(Into::into).into();
    let _server = Entrega::start(&setup)?;
    // The shop opens after the AWS endpoint.
    let begun = Instant::now();
    let (token, operations) = loop {
        let token = fs::read_to_string(data.join(OPERATOR_TOKEN_FILE));
        match (token, operations(web)) {
            (Ok(token), Ok(operations)) => break (token, operations),
            _ if begun.elapsed() < OPEN_WITHIN => thread::sleep(OPEN_PAUSE),
            (Err(error), _) => return Err(error.into()),
            (_, Err(error)) => return Err(error),
        }
    };
    let examples = options.requests.div_ceil(operations);
    eprintln!("== {examples} requests of each operation");
    let hooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api_check/hooks.py");
    let mut command = Command::new(environment.join("bin/schemathesis"));
    command
        .arg("run")
        .arg(format!("http://{web}/api/openapi.json"))
        .args(["--max-examples", &examples.to_string()])
        .args(["--checks", CHECKS, "--exclude-path-regex", WITHOUT])
        .args(["--phases", "examples,coverage,fuzzing", "--mode", "all"])
        // Hypothesis, which makes up the values, is not made for several threads.
        .args(["--workers", "1", "--request-timeout", "30", "--no-color"])
        .args(["--suppress-health-check", "all"])
        .env("SCHEMATHESIS_HOOKS", hooks)
        .env("ENTREGA_URL", format!("http://{web}"))
        .env("ENTREGA_OPERATOR_TOKEN", token.trim());
    if let Some(seed) = options.seed {
        command.args(["--seed", &seed.to_string()]);
    }
    let status = command.current_dir(folder.path()).status()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// How many operations the document has.
fn operations(web: SocketAddr) -> Result<u32, Box<dyn Error>> {
    let url = format!("http://{web}/api/openapi.json");
    let mut answer = ureq::get(url).call()?;
    let document: Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
    let paths = document["paths"].as_object().ok_or("no paths")?;
    let methods = paths.values().filter_map(Value::as_object);
    let count: usize = methods.map(serde_json::Map::len).sum();
    Ok(u32::try_from(count)?.max(1))
}

fn install(environment: &Path) -> Result<(), Box<dyn Error>> {
    if environment.join("bin/schemathesis").exists() {
        return Ok(());
    }
    eprintln!("== installing {PACKAGE}");
    let python = env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let statuses = [
        Command::new(python)
            .args(["-m", "venv"])
            .arg(environment)
            .status()?,
        Command::new(environment.join("bin/pip"))
            .args(["install", "--quiet", PACKAGE])
            .status()?,
    ];
    if statuses.iter().all(ExitStatus::success) {
        return Ok(());
    }
    // What is there is of no use.
    let _ = fs::remove_dir_all(environment);
    Err(format!("{PACKAGE} cannot be installed").into())
}
