//! `cargo xtask conformance`: recorded executions, replayed and compared.
//!
//! A corpus is a folder of cases, each a list of API calls and what AWS answered. The harness takes
//! the steps of every case against a [`target`] and compares the answers. It does so twice: against
//! the interpreter in this process, with a clock that jumps to the next thing that happens; and
//! against the server over HTTP, in real time.
//!
//! | module | holds |
//! |---|---|
//! | [`corpus`] | the cases as they are written |
//! | [`steps`] | taking the steps of a case |
//! | [`resolver`] | the `@@{…}` in them |
//! | [`target`] | what the steps are taken against |
//! | [`in_process`] | the interpreter in this process |
//! | [`host`] | the Step Functions API in memory |
//! | [`engine`] | the interpreter, as the host drives it |
//! | [`endpoint`] | a server behind a URL |
//! | [`sdk_client`] | requests as the Python SDK makes them |
//! | [`moto`] | a server of other services |
//! | [`matching`] | comparing what came with what AWS gave |
//! | [`report`] | what came of it all |

mod clock;
mod corpus;
mod endpoint;
mod engine;
mod host;
mod in_process;
mod matching;
mod moto;
mod report;
mod resolver;
mod sdk_client;
mod steps;
mod target;

use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use clap::{Args, ValueEnum};
use regex::Regex;
use serde_json::{Map, Value};

use self::corpus::{Case, TIER_AWS};
use self::endpoint::Endpoint;
use self::host::Host;
use self::in_process::InProcess;
use self::moto::Moto;
use self::report::{CaseReport, Report};
use self::sdk_client::{Client, Endpoints};
use self::steps::Verdict;
use self::target::REGION;
use crate::aws::Credentials;
use crate::chores;
use crate::entrega::{Entrega, Setup};

/// The stack of a thread that runs cases, in bytes: what the main thread has on Linux.
const STACK_BYTES: usize = 8 << 20;

/// What to run.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder with the cases.
    #[arg(long, value_name = "DIR")]
    corpus: PathBuf,
    /// Only the cases whose id or name this regular expression finds.
    #[arg(long, value_name = "REGEX")]
    only: Option<Regex>,
    /// Only the cases of these categories.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    category: Vec<String>,
    /// How to run them.
    #[arg(long, value_enum, default_value_t = Mode::Both)]
    mode: Mode,
    /// In virtual time, also the cases that need Lambda functions; these are played from their
    /// declared behaviour. Over HTTP they always run, as code.
    #[arg(long)]
    lambda: bool,
    /// Over HTTP: the server to run them against, instead of one that is built and started.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Over HTTP: the binary to start, instead of one that is built.
    #[arg(long, value_name = "FILE", conflicts_with = "endpoint")]
    binary: Option<PathBuf>,
    /// Over HTTP: where another service is. The server under test must know it too; one that is
    /// started here is told.
    #[arg(long, value_name = "NAME=URL", value_parser = name_and_url)]
    service: Vec<(String, String)>,
    /// Over HTTP: start moto from PyPI to be s3, sqs, sns, dynamodb, events and secretsmanager.
    #[arg(long, conflicts_with = "endpoint")]
    moto: bool,
    /// Over HTTP: how many cases run at the same time. Most of them wait most of the time.
    #[arg(long, value_name = "N", default_value = "8")]
    jobs: NonZeroUsize,
    /// With --endpoint: whose requests these are.
    #[arg(long, value_name = "KEY", default_value = "test")]
    access_key: String,
    /// With --endpoint: what they are signed with.
    #[arg(long, value_name = "KEY", default_value = "test")]
    secret_key: String,
    /// Fail when fewer percent of the cases pass, in either way of running them.
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0)]
    at_least: f64,
    /// Write what came of every case to this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Print every difference and which cases are skipped.
    #[arg(short, long)]
    verbose: bool,
}

/// How cases are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// The interpreter in this process, in virtual time.
    Virtual,
    /// The server, over HTTP and in real time.
    Http,
    /// The one, then the other.
    Both,
}

/// Runs the corpus and prints what came of it. The exit code says whether enough cases passed.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let mut cases = corpus::load(&options.corpus)?;
    cases.retain(|case| options.selects(case));
    let mut enough = true;
    let mut written = Map::new();
    let mut tell = |name: &str, report: Report| -> Result<(), Box<dyn Error>> {
        report.print(options.verbose, &mut BufWriter::new(io::stdout().lock()))?;
        enough &= report.percent() >= options.at_least;
        written.insert(name.to_owned(), serde_json::to_value(&report)?);
        Ok(())
    };
    if options.mode != Mode::Http {
        let report = Report::new("conformance", in_virtual_time(&cases, options));
        tell("virtual", report)?;
    }
    if options.mode != Mode::Virtual {
        let report = Report::new("conformance over HTTP", over_http(&cases, options)?);
        tell("http", report)?;
    }
    if let Some(path) = &options.json {
        let mut file = BufWriter::new(File::create(path)?);
        serde_json::to_writer_pretty(&mut file, &written)?;
        file.flush()?;
    }
    Ok(if enough {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Every case against the interpreter in this process.
fn in_virtual_time(cases: &[Case], options: &Options) -> Vec<CaseReport> {
    let cases: Vec<&Case> = cases.iter().collect();
    let jobs = thread::available_parallelism().map_or(1, usize::from);
    run_all(&cases, jobs, |case| match options.lacks(case) {
        Some(what) => Verdict::Skipped(what),
        None => steps::run(case, &mut InProcess::new([7; 32])),
    })
}

/// Every case against a server, those that must run alone after the others.
fn over_http(cases: &[Case], options: &Options) -> Result<Vec<CaseReport>, Box<dyn Error>> {
    let moto = options.moto.then(Moto::start).transpose()?;
    let mut others = moto.as_ref().map_or_else(Vec::new, Moto::services);
    others.extend(options.service.iter().cloned());
    let folder = tempfile::tempdir()?;
    let started = if options.endpoint.is_some() {
        None
    } else {
        let binary = match &options.binary {
            Some(binary) => binary.clone(),
            None => chores::build_entrega()?,
        };
        Some(start_entrega(&binary, folder.path(), &others)?)
    };
    let (tested, credentials) = match &started {
        Some(entrega) => (
            format!("http://{}", entrega.address),
            entrega.credentials.clone(),
        ),
        None => (
            options.endpoint.clone().unwrap_or_default(),
            options.credentials(),
        ),
    };
    let endpoints = Endpoints::new(&tested, &others);
    let client = Client::new(endpoints.clone(), credentials);
    let run = |case: &Case| {
        if let Some(what) = lacks_service(case, &endpoints) {
            return Verdict::Skipped(what);
        }
        let mut endpoint = Endpoint::new(client.clone());
        let verdict = steps::run(case, &mut endpoint);
        endpoint.clean_up();
        verdict
    };
    let (alone, mut beside): (Vec<&Case>, Vec<&Case>) =
        cases.iter().partition(|case| case.exclusive);
    // The longest first, so that none is left over when the others are done.
    beside.sort_by(|a, b| b.est_seconds.total_cmp(&a.est_seconds));
    let mut reports = run_all(&beside, options.jobs.get(), run);
    reports.extend(run_all(&alone, 1, run));
    Ok(reports)
}

/// Starts the server on an empty folder. It is told where other services are; what it says goes to a
/// file in the target folder.
fn start_entrega(
    binary: &Path,
    folder: &Path,
    others: &[(String, String)],
) -> Result<Entrega, Box<dyn Error>> {
    let mut setup = Setup::new(binary, folder)?;
    setup.log = chores::target().join("conformance.log");
    File::create(&setup.log)?;
    for (service, url) in others {
        setup.arguments.push("--endpoint".into());
        setup.arguments.push(format!("{service}={url}").into());
    }
    Ok(Entrega::start(&setup)?)
}

/// Runs cases in so many threads.
fn run_all(cases: &[&Case], jobs: usize, run: impl Fn(&Case) -> Verdict + Sync) -> Vec<CaseReport> {
    let next = AtomicUsize::new(0);
    let reports = Mutex::new(Vec::with_capacity(cases.len()));
    let work = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let begun = Instant::now();
            let verdict = panic::catch_unwind(AssertUnwindSafe(|| run(case)));
            let verdict = verdict.unwrap_or_else(|panic| panicked(&*panic));
            let report = CaseReport::new(case, verdict, begun.elapsed());
            let mut reports = reports
                .lock()
                .expect("no thread panics while it adds a report");
            reports.push(report);
            if io::stderr().is_terminal() {
                eprint!("\r{}/{} cases", reports.len(), cases.len());
            }
        }
    };
    // A case that makes the interpreter panic has failed and says so; the others go on.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    thread::scope(|scope| {
        for _ in 0..jobs {
            let started = thread::Builder::new()
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, work);
            started.expect("the machine has room for another thread");
        }
    });
    panic::set_hook(hook);
    if io::stderr().is_terminal() {
        eprint!("\r");
    }
    reports
        .into_inner()
        .expect("no thread panics while it adds a report")
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Verdict {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    Verdict::Failed(vec![format!("panicked: {}", message.unwrap_or("?"))])
}

/// What a case needs that no server has.
fn lacks_service(case: &Case, endpoints: &Endpoints) -> Option<String> {
    if case.tier != TIER_AWS {
        return Some(tier_reason(case));
    }
    let lacking: Vec<&str> = case
        .services
        .iter()
        .map(String::as_str)
        .filter(|service| *service != "sfn" && !endpoints.have(service))
        .collect();
    (!lacking.is_empty()).then(|| format!("needs {}", lacking.join(", ")))
}

fn tier_reason(case: &Case) -> String {
    format!("recording is of the tier `{}`", case.tier)
}

fn name_and_url(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .filter(|(_, url)| url.starts_with("http://"))
        .map(|(name, url)| (name.to_owned(), url.to_owned()))
        .ok_or_else(|| format!("`{text}` is not `NAME=http://…`"))
}

impl Options {
    fn credentials(&self) -> Credentials {
        Credentials {
            access_key: self.access_key.clone(),
            secret_key: self.secret_key.clone(),
            region: REGION.to_owned(),
        }
    }

    fn selects(&self, case: &Case) -> bool {
        let found = |regex: &Regex| regex.is_match(&case.id) || regex.is_match(&case.name);
        self.only.as_ref().is_none_or(found)
            && (self.category.is_empty() || self.category.contains(&case.category))
    }

    /// What a case needs that the host does not have.
    fn lacks(&self, case: &Case) -> Option<String> {
        if case.tier != TIER_AWS {
            return Some(tier_reason(case));
        }
        let has = |service: &str| service == "sfn" || (service == "lambda" && self.lambda);
        let lacking: Vec<&str> = case
            .services
            .iter()
            .map(String::as_str)
            .filter(|service| !has(service))
            .collect();
        if !lacking.is_empty() {
            return Some(format!("needs {}", lacking.join(", ")));
        }
        case.calls().into_iter().find_map(|call| {
            let operation = call.operation.name.as_str();
            match call.operation.service.as_str() {
                "stepfunctions" if !Host::OPERATIONS.contains(&operation) => {
                    Some(format!("needs the API operation {operation}"))
                }
                "stepfunctions" if call.params.get("publish") == Some(&Value::Bool(true)) => {
                    Some("needs the API operation PublishStateMachineVersion".to_owned())
                }
                "stepfunctions" | "iam" | "sts" => None,
                "lambda" if operation == "CreateFunction" => None,
                service => Some(format!("needs {service}:{operation}")),
            }
        })
    }
}
