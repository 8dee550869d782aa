//! `cargo xtask conformance`: recorded executions, replayed against the interpreter.
//!
//! A corpus is a folder of cases, each a list of API calls and what AWS answered. The harness takes
//! the steps of every case against a [`host`](host::Host) in memory, with the interpreter in the
//! same process and a clock that jumps to the next thing that happens, and compares the answers.
//!
//! | module | holds |
//! |---|---|
//! | [`corpus`] | the cases as they are written |
//! | [`steps`] | taking the steps of a case |
//! | [`resolver`] | the `@@{…}` in them |
//! | [`host`] | the Step Functions API in memory |
//! | [`engine`] | the interpreter, as the host drives it |
//! | [`matching`] | comparing what came with what AWS gave |
//! | [`report`] | what came of it all |

mod clock;
mod corpus;
mod engine;
mod host;
mod matching;
mod report;
mod resolver;
mod steps;

use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use clap::Args;
use regex::Regex;
use serde_json::Value;

use self::corpus::{Case, TIER_AWS};
use self::host::Host;
use self::report::{CaseReport, Report};
use self::steps::Verdict;

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
    /// Also the cases that need Lambda functions; these are played from their declared behaviour.
    #[arg(long)]
    lambda: bool,
    /// Fail when fewer percent of the cases pass.
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0)]
    at_least: f64,
    /// Write what came of every case to this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Print every difference and which cases are skipped.
    #[arg(short, long)]
    verbose: bool,
}

/// Runs the corpus and prints what came of it. The exit code says whether enough cases passed.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let mut cases = corpus::load(&options.corpus)?;
    cases.retain(|case| options.selects(case));
    let report = Report::new(run_all(&cases, options));
    report.print(options.verbose, &mut BufWriter::new(io::stdout().lock()))?;
    if let Some(path) = &options.json {
        let mut file = BufWriter::new(File::create(path)?);
        serde_json::to_writer_pretty(&mut file, &report)?;
        file.flush()?;
    }
    let enough = report.engine().percent() >= options.at_least;
    Ok(if enough {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn run_all(cases: &[Case], options: &Options) -> Vec<CaseReport> {
    let next = AtomicUsize::new(0);
    let reports = Mutex::new(Vec::with_capacity(cases.len()));
    let work = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let begun = Instant::now();
            let verdict = match options.lacks(case) {
                Some(what) => Verdict::Skipped(what),
                None => run_one(case),
            };
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
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
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

fn run_one(case: &Case) -> Verdict {
    let seed = [7; 32];
    panic::catch_unwind(AssertUnwindSafe(|| steps::run(case, Host::new(seed)))).unwrap_or_else(
        |panic| {
            let message = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied());
            Verdict::Failed(vec![format!("panicked: {}", message.unwrap_or("?"))])
        },
    )
}

impl Options {
    fn selects(&self, case: &Case) -> bool {
        let found = |regex: &Regex| regex.is_match(&case.id) || regex.is_match(&case.name);
        self.only.as_ref().is_none_or(found)
            && (self.category.is_empty() || self.category.contains(&case.category))
    }

    /// What a case needs that the harness does not have.
    fn lacks(&self, case: &Case) -> Option<String> {
        if case.tier != TIER_AWS {
            return Some(format!("recording is of the tier `{}`", case.tier));
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
