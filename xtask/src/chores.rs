//! The chores that run other programs: cargo, the binary itself, the fuzzer.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::{encoder, sam, servers, web};

/// So many percent of the recorded cases pass at least, in virtual time.
const CONFORMANCE_FLOOR_PERCENT: &str = "99";

/// So many percent of the recorded cases pass at least, over HTTP.
const CONFORMANCE_OVER_HTTP_FLOOR_PERCENT: &str = "95";

/// So many requests are made up for the REST API with every change; a release is asked 10,000.
const API_REQUESTS: u32 = 1_500;

/// What is tested has faults that can be planted, so that it is built once.
const PLANTED_FAULTS: [&str; 2] = ["--features", "server/planted-faults"];

/// Each fuzz target, in the order of `fuzz/Cargo.toml`.
const FUZZ_TARGETS: [&str; 7] = [
    "definition",
    "json",
    "json_path",
    "intrinsic",
    "jsonata",
    "item_reader",
    "happenings",
];

/// A chore stopped: what was being done, and what went wrong.
#[derive(Debug)]
pub(crate) struct Stopped {
    doing: String,
    because: String,
}

impl Stopped {
    pub(crate) fn of(doing: &str, because: &dyn fmt::Display) -> Stopped {
        Stopped {
            doing: doing.to_owned(),
            because: because.to_string(),
        }
    }
}

impl std::error::Error for Stopped {}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.doing, self.because)
    }
}

/// Builds the binary, shows an order on its way, and runs the server until it is told to end.
pub(crate) fn run() -> Result<(), Stopped> {
    let entrega = build_entrega()?;
    let mut server = Command::new(entrega);
    server
        .args(["up", "--demo", "--data"])
        .arg(target().join("data"));
    if let Some(weights) = encoder::find() {
        server.env(encoder::VARIABLE, weights);
    }
    step(
        "a shop in which people order: open its address in a browser; Ctrl-C ends it, and the next \
         run goes on",
        server,
    )
}

/// Builds the binary, with the web app in it. Gives its path.
pub(crate) fn build_entrega() -> Result<PathBuf, Stopped> {
    web::build()?;
    step("building entrega", cargo(["build", "--package", "server"]))?;
    Ok(target().join("debug/entrega"))
}

/// Every test: the web app's, Rust's, journeys in a browser, then the recorded cases.
pub(crate) fn test() -> Result<(), Stopped> {
    // First, so that the tests of Rust are built with it, once.
    web::build()?;
    web::test()?;
    let binaries = build_to_test()?;
    let mut tests = cargo(["test", "--workspace", "--quiet"]);
    tests.args(PLANTED_FAULTS);
    tests.env("PATH", path_with_clients()?);
    servers::install()?;
    // Servers that read the weights first would have each test wait.
    tests.env_remove(encoder::VARIABLE);
    step("tests", tests)?;
    sam::look_over()?;
    if let Some(weights) = encoder::find() {
        let mut tests = cargo(["test", "--package", "knowledge", "--lib", "--quiet"]);
        tests.env(encoder::VARIABLE, weights);
        step("tests of the embedding model", tests)?;
    }
    web::write_client(&binaries.entrega, true)?;
    web::browse(&binaries.entrega)?;
    let Some(shared) = shared()? else {
        return Ok(());
    };
    let this = env::current_exe().map_err(|error| Stopped {
        doing: "recorded cases".to_owned(),
        because: error.to_string(),
    })?;
    let recorded = |mode: &str, floor_percent: &str| {
        let mut command = Command::new(&this);
        command
            .args(["conformance", "--mode", mode, "--lambda"])
            .args(["--at-least", floor_percent, "--corpus"])
            .arg(shared.join("conformance/dev"))
            .arg("--binary")
            .arg(&binaries.entrega);
        command
    };
    step(
        "recorded cases in virtual time",
        recorded("virtual", CONFORMANCE_FLOOR_PERCENT),
    )?;
    step(
        "recorded cases over HTTP",
        recorded("http", CONFORMANCE_OVER_HTTP_FLOOR_PERCENT),
    )?;
    // By words alone: the meanings of all examples take the embedding model minutes.
    let mut judging = Command::new(&binaries.evaluation);
    judging.env_remove(encoder::VARIABLE);
    judging.args(["--demand", "--set"]);
    judging.arg(shared.join("chat-eval"));
    step("what customers ask", judging)
}

/// Programs that were built together with the tests.
struct Binaries {
    entrega: PathBuf,
    evaluation: PathBuf,
}

/// Builds the tests and the programs that are tested in one go: by themselves, the programs would have
/// other features of what they stand on, and all of that would be built again. Faults can be planted
/// in them, so that the same server can be tortured; without being told to, it has none.
fn build_to_test() -> Result<Binaries, Stopped> {
    let mut build = cargo(["build", "--workspace", "--tests"]);
    build.args(PLANTED_FAULTS);
    build.args(["--bin", "entrega", "--bin", "evaluation"]);
    step("building what is tested", build)?;
    let folder = target().join("debug");
    Ok(Binaries {
        entrega: folder.join("entrega"),
        evaluation: folder.join("evaluation"),
    })
}

/// Judges the assistant, with the embedding model where it can be fetched.
pub(crate) fn eval(arguments: &[OsString]) -> Result<(), Stopped> {
    let mut judging = cargo(["run", "--quiet", "--package", "evaluation", "--"]);
    judging.env_remove(encoder::VARIABLE);
    if let Some(weights) = encoder::find() {
        judging.env(encoder::VARIABLE, weights);
    }
    judging.args(arguments);
    step("what customers ask", judging)
}

/// The search path with AWS's own clients in it, which the tests drive the server with. What the
/// machine does not have is installed from PyPI, once.
fn path_with_clients() -> Result<OsString, Stopped> {
    const PACKAGES: [&str; 3] = ["awscli", "boto3", "moto[server]"];
    let path = env::var_os("PATH").unwrap_or_default();
    let mut import = Command::new("python3");
    import.args(["-c", "import awscli, boto3, moto.server"]);
    let mut aws = Command::new("aws");
    aws.arg("--version");
    if works(import) && works(aws) {
        return Ok(path);
    }
    let folder = python_environment("clients", "AWS's clients", &PACKAGES)?;
    let folders = std::iter::once(folder.join("bin")).chain(env::split_paths(&path));
    env::join_paths(folders).map_err(|error| Stopped {
        doing: "AWS's clients".to_owned(),
        because: error.to_string(),
    })
}

/// A folder of the target with an environment of Python that has these packages, from PyPI; made
/// once. What for is said while it is.
pub(crate) fn python_environment(
    name: &str,
    what_for: &str,
    packages: &[&str],
) -> Result<PathBuf, Stopped> {
    let folder = target().join(name);
    let installed = folder.join("installed");
    if fs::read_to_string(&installed).is_ok_and(|there| there == packages.join(" ")) {
        return Ok(folder);
    }
    let mut environment = Command::new("python3");
    environment.args(["-m", "venv"]).arg(&folder);
    step(&format!("a place for {what_for}"), environment)?;
    let mut install = Command::new(folder.join("bin/python3"));
    install
        .args(["-m", "pip", "install", "--quiet"])
        .arg("--disable-pip-version-check")
        .args(packages);
    step(&format!("{what_for}, from PyPI"), install)?;
    fs::write(&installed, packages.join(" ")).map_err(|error| Stopped::of(what_for, &error))?;
    Ok(folder)
}

/// What the compiler cannot say: format, lints, licences and sources of dependencies.
pub(crate) fn lint() -> Result<(), Stopped> {
    step("format", cargo(["fmt", "--all", "--check"]))?;
    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ];
    step("clippy", cargo(clippy))?;
    if !works(cargo(["deny", "--version"])) {
        return Err(Stopped {
            doing: "licences and sources".to_owned(),
            because: "cargo-deny is not installed: `cargo install cargo-deny --locked`".to_owned(),
        });
    }
    step(
        "licences and sources",
        cargo([
            "deny",
            "--log-level",
            "error",
            "check",
            "licenses",
            "bans",
            "sources",
        ]),
    )
}

/// All that a change must pass.
pub(crate) fn ci() -> Result<(), Stopped> {
    lint()?;
    test()?;
    // The defaults are what is done for every change; a release is tortured for longer.
    api_check(API_REQUESTS)?;
    torture(&[], false)?;
    torture(&["--prove".to_owned()], true)
}

/// The benchmarks of a crate, or those whose names contain one of `only`.
pub(crate) fn bench(package: &str, only: &[String]) -> Result<(), Stopped> {
    let mut command = cargo(["bench", "--quiet", "--package", package, "--bench", package]);
    if package == "knowledge"
        && let Some(weights) = encoder::find()
    {
        command.env(encoder::VARIABLE, weights);
    }
    command.arg("--").args(only);
    step(&format!("benchmarks of {package}"), command)
}

/// The benchmark of the server.
pub(crate) fn bench_engine(arguments: &[String]) -> Result<(), Stopped> {
    let mut command = optimised(&["bench", "engine"], "release", false)?;
    command.args(arguments);
    step("the order workflow over HTTP", command)
}

/// Builds the assistant's gateway to be fast. Gives its path.
pub(crate) fn build_gateway() -> Result<PathBuf, Stopped> {
    let example = ["--package", "assistant", "--example", "stream-gateway"];
    let mut build = cargo(["build", "--quiet", "--release"]);
    build.args(example);
    step("building the gateway", build)?;
    Ok(target().join("release/examples/stream-gateway"))
}

/// The torture of the server; with faults that can be planted when they are asked for.
pub(crate) fn torture(arguments: &[String], planted_faults: bool) -> Result<(), Stopped> {
    let mut command = optimised(&["torture"], "torture", planted_faults)?;
    command.args(arguments);
    step("torture", command)
}

/// A chore of this program, on the server, both built with an optimised profile: what a client
/// costs that is not optimised would be mistaken for what the server does.
fn optimised(chore: &[&str], profile: &str, planted_faults: bool) -> Result<Command, Stopped> {
    let build = |package: &str| {
        let arguments = [
            "build",
            "--quiet",
            "--profile",
            profile,
            "--package",
            package,
        ];
        cargo(arguments)
    };
    let mut server = build("server");
    if planted_faults {
        server.args(["--features", "planted-faults"]);
    }
    step("building entrega", server)?;
    step("building its clients", build("xtask"))?;
    let folder = target().join(profile);
    let mut binary = folder.join("entrega");
    if planted_faults {
        // Nobody must take it for the real one.
        let planted = folder.join("entrega-planted-faults");
        fs::rename(&binary, &planted).map_err(|error| Stopped {
            doing: "setting the binary with faults aside".to_owned(),
            because: error.to_string(),
        })?;
        binary = planted;
    }
    let mut command = Command::new(folder.join("xtask"));
    command.args(chore).arg("--binary").arg(binary);
    Ok(command)
}

/// The REST API against requests that are made up.
fn api_check(requests: u32) -> Result<(), Stopped> {
    let this = env::current_exe().map_err(|error| Stopped {
        doing: "the REST API".to_owned(),
        because: error.to_string(),
    })?;
    let mut command = Command::new(this);
    command.args(["api-check", "--requests", &requests.to_string()]);
    step("the REST API against made-up requests", command)
}

/// Every fuzz target for so many seconds.
pub(crate) fn fuzz(seconds: u32, only: &[String]) -> Result<(), Stopped> {
    if !works(cargo(["fuzz", "--version"])) {
        return Err(Stopped {
            doing: "fuzzing".to_owned(),
            because: "cargo-fuzz is not installed: `cargo install cargo-fuzz --locked`".to_owned(),
        });
    }
    for target in FUZZ_TARGETS {
        if !only.is_empty() && !only.iter().any(|wanted| wanted == target) {
            continue;
        }
        let mut command = Command::new("cargo");
        command
            .args([
                "+nightly",
                "fuzz",
                "run",
                "--sanitizer",
                "none",
                target,
                "--",
            ])
            .arg(format!("-max_total_time={seconds}"))
            .args([
                "-timeout=10",
                "-rss_limit_mb=2048",
                "-verbosity=0",
                "-print_final_stats=1",
            ])
            .current_dir(workspace());
        step(&format!("fuzzing {target} for {seconds} s"), command)?;
    }
    Ok(())
}

/// The folder of shared test data, which is not part of the project. It must be there in CI;
/// elsewhere what needs it is skipped.
fn shared() -> Result<Option<PathBuf>, Stopped> {
    let folder =
        env::var_os("ENTREGA_SHARED").map_or_else(|| workspace().join("../shared"), PathBuf::from);
    if folder.join("conformance/dev").is_dir() {
        return Ok(Some(folder));
    }
    if env::var_os("CI").is_some() {
        return Err(Stopped {
            doing: "recorded cases".to_owned(),
            because: format!("{} is not there", folder.display()),
        });
    }
    eprintln!(
        "== recorded cases\n   skipped: {} is not there",
        folder.display()
    );
    Ok(None)
}

pub(crate) fn step(doing: &str, mut command: Command) -> Result<(), Stopped> {
    eprintln!("== {doing}");
    let begin = Instant::now();
    let stopped = |because: String| Stopped {
        doing: doing.to_owned(),
        because,
    };
    let status = command.status().map_err(|error| {
        stopped(format!(
            "{} does not run: {error}",
            command.get_program().display()
        ))
    })?;
    eprintln!("   {:.1} s", begin.elapsed().as_secs_f64());
    if status.success() {
        Ok(())
    } else {
        Err(stopped(status.to_string()))
    }
}

pub(crate) fn works(mut command: Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

fn cargo<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(workspace());
    command
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the workspace")
}
