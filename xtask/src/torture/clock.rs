//! A clock that jumps between two lives of a server: no wait may be over early, and none late.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::aws::{Connection, Credentials};
use crate::engine::ROLE;
use crate::entrega::{Entrega, Setup};

/// A year, in seconds.
const YEAR_SECONDS: u64 = 31_536_000;
/// A short wait, in seconds.
const SHORT_SECONDS: u64 = 4;
/// A wait that was due while the server was away must be over so long after its start.
const LATE_MAX: Duration = Duration::from_secs(1);
/// How long a wait is watched that must not be over.
const WATCH: Duration = Duration::from_secs(SHORT_SECONDS + 3);

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Whether the clock could be changed.
    pub(crate) tried: bool,
    pub(crate) violations: Vec<String>,
}

/// Starts executions that wait, and servers on the same folder whose clocks are wrong.
pub(crate) fn run(binary: &Path, folder: &Path) -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let Some(library) = faketime() else {
        return Ok(outcome);
    };
    outcome.tried = true;
    let data = folder.join("clock");
    fs::create_dir(&data)?;
    let mut sound = Setup::new(binary, &data)?;
    // Signatures are refused when they are of another time, as they must be.
    sound.arguments.push("--anonymous".into());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(examine(&sound, &library, &mut outcome.violations))?;
    Ok(outcome)
}

async fn examine(
    sound: &Setup,
    library: &str,
    violations: &mut Vec<String>,
) -> Result<(), Box<dyn Error>> {
    let at = |offset| at(sound, library, offset);
    let mut server = Entrega::start(sound)?;
    let machine = machine(&server).await?;
    let year = start(&server, &machine, "year", YEAR_SECONDS).await?;
    let short = start(&server, &machine, "short", SHORT_SECONDS).await?;
    server.kill()?;

    // An hour back: what was to wait for seconds waits for an hour more.
    let mut server = Entrega::start(&at("-1h"))?;
    if ends_within(&server, &short, WATCH).await?.is_some() {
        violations.push("a wait was over an hour early, on a clock set back".to_owned());
    }
    server.kill()?;

    let mut server = Entrega::start(sound)?;
    if ends_within(&server, &short, LATE_MAX).await?.is_none() {
        violations.push("a wait that was due is not over when the server is there".to_owned());
    }
    if ends_within(&server, &year, LATE_MAX).await?.is_some() {
        violations.push("a wait of a year was over at once".to_owned());
    }
    server.kill()?;

    // One day before the year is over, and 35 days after it.
    let mut server = Entrega::start(&at("+364d"))?;
    if ends_within(&server, &year, LATE_MAX).await?.is_some() {
        violations.push("a wait of a year was over a day early".to_owned());
    }
    server.kill()?;
    let mut server = Entrega::start(&at("+400d"))?;
    if ends_within(&server, &year, LATE_MAX).await?.is_none() {
        violations.push("a wait of a year is not over after 400 days".to_owned());
    }
    server.kill()?;
    Ok(())
}

/// The same server on a clock that is off by so much, such as `-1h`.
fn at(sound: &Setup, library: &str, offset: &str) -> Setup {
    let mut setup = sound.clone();
    setup.environment.extend([
        ("LD_PRELOAD", library.to_owned()),
        ("FAKETIME", offset.to_owned()),
        // Only the time of day is wrong; that of the machine goes on as ever.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ]);
    setup
}

/// The library of faketime, where distributions put it. The program of that name would stand
/// between this process and the server, which could then not be killed.
fn faketime() -> Option<String> {
    let folders = fs::read_dir("/usr/lib").ok()?;
    let mut libraries = folders
        .filter_map(|folder| Some(folder.ok()?.path().join("faketime/libfaketime.so.1")))
        .filter(|library| library.exists());
    libraries.next()?.to_str().map(str::to_owned)
}

async fn connect(server: &Entrega) -> Result<Connection, Box<dyn Error>> {
    Ok(Connection::open(server.address, &Credentials::none()).await?)
}

async fn machine(server: &Entrega) -> Result<String, Box<dyn Error>> {
    let definition = json!({
        "StartAt": "Wait",
        "States": { "Wait": { "Type": "Wait", "SecondsPath": "$.seconds", "End": true } }
    });
    let creation =
        json!({ "name": "clock", "definition": definition.to_string(), "roleArn": ROLE });
    let mut connection = connect(server).await?;
    let created: Value = connection.call("CreateStateMachine", &creation).await?;
    let arn = created["stateMachineArn"].as_str();
    Ok(arn.ok_or("a machine without an ARN")?.to_owned())
}

/// Starts an execution that waits for so long; gives its ARN.
async fn start(
    server: &Entrega,
    machine: &str,
    name: &str,
    seconds: u64,
) -> Result<String, Box<dyn Error>> {
    let input = json!({ "seconds": seconds }).to_string();
    let start = json!({ "stateMachineArn": machine, "name": name, "input": input });
    let mut connection = connect(server).await?;
    let started: Value = connection.call("StartExecution", &start).await?;
    let arn = started["executionArn"].as_str();
    Ok(arn.ok_or("an execution without an ARN")?.to_owned())
}

/// After how long an execution ends, if it does in this time.
async fn ends_within(
    server: &Entrega,
    execution: &str,
    time: Duration,
) -> Result<Option<Duration>, Box<dyn Error>> {
    let mut connection = connect(server).await?;
    let which = json!({ "executionArn": execution });
    let begin = Instant::now();
    while begin.elapsed() < time {
        let described: Value = connection.call("DescribeExecution", &which).await?;
        if described["status"] != "RUNNING" {
            return Ok(Some(begin.elapsed()));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(None)
}
