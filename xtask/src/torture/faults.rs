//! A server whose disk fails: it must stop, say why, and lose nothing it has acknowledged. Only a
//! full disk it must bear.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::seed::Choices;
use crate::aws::{CallError, Connection};
use crate::engine::ROLE;
use crate::entrega::{Entrega, Setup, StartError};

/// The first so many calls of each thread are candidates for failure.
const CALLS: u64 = 300;
/// A run in which the fault has not come by then is over.
const RUN_MAX: Duration = Duration::from_secs(4);
/// A server whose disk has failed must be gone after this.
const STOP_MAX: Duration = Duration::from_secs(5);
/// The size of the disk that fills up, in bytes: the server's reserve and half as much again.
const SMALL_DISK_BYTES: u64 = 96 << 20;
/// Executions that wait while the disk fills up, and must be able to end on the full disk.
const WAITING: usize = 20;
/// The input of the executions that fill the disk, in bytes.
const FILLER_BYTES: usize = 200_000;
/// The disk is full after so many of them, or never.
const FILLERS_MAX: usize = 2000;

/// A call that fails, and how.
#[derive(Clone, Copy, Debug)]
struct Fault {
    calls: &'static str,
    error: &'static str,
    /// Whether the server may go on.
    bearable: bool,
}

const FAULTS: [Fault; 3] = [
    Fault {
        calls: "pwrite64",
        error: "EIO",
        bearable: false,
    },
    Fault {
        calls: "fsync,fdatasync",
        error: "EIO",
        bearable: false,
    },
    Fault {
        calls: "pwrite64",
        error: "ENOSPC",
        bearable: true,
    },
];

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Faults that came.
    pub(crate) injected: usize,
    /// Servers that had ended before the fault could come.
    pub(crate) not_reached: usize,
    pub(crate) acknowledged: usize,
    /// Whether a small disk could be made, and was filled.
    pub(crate) disk_filled: bool,
    pub(crate) violations: Vec<String>,
}

/// Lets so many calls of each kind fail, one in each run, all on one folder.
pub(crate) fn run(
    binary: &Path,
    folder: &Path,
    faults: u64,
    choices: &mut Choices,
) -> Result<Outcome, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let data = folder.join("faults");
    fs::create_dir(&data)?;
    let mut outcome = Outcome::default();
    let sound = Setup::new(binary, &data)?;
    let machine = {
        let mut server = Entrega::start(&sound)?;
        let machine = runtime.block_on(create(&server, "filler", &pass()))?;
        server.stop()?;
        machine
    };
    let mut all = Vec::new();
    for fault in FAULTS {
        for number in 0..faults {
            // Spread over all calls, each part once.
            let part = CALLS.div_ceil(faults.max(1));
            let call = (number * part + 1 + choices.within(0..part)).min(CALLS);
            let prefix = format!("f{}-{}-{call}", all.len(), fault.error);
            let acknowledged =
                runtime.block_on(one(&sound, fault, call, &machine, &prefix, &mut outcome))?;
            let mut server = Entrega::start(&sound)?;
            let lost = runtime.block_on(lost(&server, &machine, &acknowledged))?;
            outcome.violations.extend(
                lost.into_iter()
                    .map(|lost| format!("{fault:?} at call {call}: {lost}")),
            );
            server.kill()?;
            all.extend(acknowledged);
            eprint!("\r{} faults ", outcome.injected);
        }
    }
    eprintln!();
    let mut server = Entrega::start(&sound)?;
    let lost = runtime.block_on(lost(&server, &machine, &all))?;
    outcome.violations.extend(lost);
    server.stop()?;
    outcome.acknowledged = all.len();
    outcome.disk_filled = runtime.block_on(fill_disk(binary, folder, &mut outcome.violations))?;
    Ok(outcome)
}

/// One server, one fault. Gives the names of the executions it has acknowledged.
async fn one(
    sound: &Setup,
    fault: Fault,
    call: u64,
    machine: &str,
    prefix: &str,
    outcome: &mut Outcome,
) -> Result<Vec<String>, Box<dyn Error>> {
    let mut setup = sound.clone();
    let words = [
        "strace".to_owned(),
        "-D".to_owned(),
        "-f".to_owned(),
        "-qq".to_owned(),
        "--seccomp-bpf".to_owned(),
        "-o".to_owned(),
        "/dev/null".to_owned(),
        "-e".to_owned(),
        format!("trace={}", fault.calls),
        "-e".to_owned(),
        format!("inject={}:error={}:when={call}", fault.calls, fault.error),
    ];
    setup.through = words.map(OsString::from).into();
    let mut acknowledged = Vec::new();
    let mut server = match Entrega::start(&setup) {
        Ok(server) => server,
        // The fault came before it listened.
        Err(StartError::Ended { status, log }) => {
            outcome.injected += 1;
            if status.success() || !says_why(&log) {
                outcome.violations.push(format!(
                    "{fault:?} at call {call}: it ended {status}, saying {log}"
                ));
            }
            return Ok(acknowledged);
        }
        Err(error) => return Err(error.into()),
    };
    let begin = Instant::now();
    let mut connection = Connection::open(server.address, &server.credentials).await;
    for number in 0.. {
        let Ok(connection) = &mut connection else {
            break;
        };
        let name = format!("{prefix}-{number}");
        let start = json!({ "stateMachineArn": machine, "name": name, "input": "{}" });
        match connection.call::<Value>("StartExecution", &start).await {
            Ok(_) => acknowledged.push(name),
            Err(CallError::Lost(_)) => break,
            // Refused is not acknowledged; a server whose disk has failed may say so to its last
            // clients.
            Err(_) if server.ended()?.is_some() => break,
            Err(_) => {}
        }
        if begin.elapsed() > RUN_MAX || acknowledged.len() as u64 > 2 * CALLS {
            break;
        }
    }
    let waiting = Instant::now();
    let mut ended = server.ended()?;
    while ended.is_none()
        && connection_is_lost(&mut connection).await
        && waiting.elapsed() < STOP_MAX
    {
        std::thread::sleep(Duration::from_millis(10));
        ended = server.ended()?;
    }
    match ended {
        Some(status) => {
            outcome.injected += 1;
            if status.success() || !says_why(&server.log()) {
                outcome.violations.push(format!(
                    "{fault:?} at call {call}: it ended {status}, saying {}",
                    server.log()
                ));
            }
        }
        None if fault.bearable => outcome.injected += 1,
        None if connection_is_lost(&mut connection).await => outcome.violations.push(format!(
            "{fault:?} at call {call}: it neither answers nor ends"
        )),
        None => outcome.not_reached += 1,
    }
    server.kill()?;
    Ok(acknowledged)
}

/// Whether a server no longer answers.
async fn connection_is_lost(connection: &mut Result<Connection, CallError>) -> bool {
    match connection {
        Ok(connection) => {
            let nothing = json!({});
            let asked = connection.call::<Value>("ListStateMachines", &nothing);
            asked.await.is_err_and(|error| error.is_lost())
        }
        Err(_) => true,
    }
}

/// Whether a log tells an operator what has failed.
fn says_why(log: &str) -> bool {
    log.contains("journal") || log.contains("disk")
}

/// The acknowledged executions that are not there.
async fn lost(
    server: &Entrega,
    machine: &str,
    acknowledged: &[String],
) -> Result<Vec<String>, Box<dyn Error>> {
    let mut connection = Connection::open(server.address, &server.credentials).await?;
    let family = machine.replace(":stateMachine:", ":execution:");
    let mut lost = Vec::new();
    for name in acknowledged {
        let which = json!({ "executionArn": format!("{family}:{name}") });
        if let Err(error) = connection.call::<Value>("DescribeExecution", &which).await {
            lost.push(format!("{name}: {error}"));
        }
    }
    Ok(lost)
}

/// Fills a small disk: starts are refused then, and what runs goes on to its end. Says whether
/// such a disk could be made.
async fn fill_disk(
    binary: &Path,
    folder: &Path,
    violations: &mut Vec<String>,
) -> Result<bool, Box<dyn Error>> {
    let disk = folder.join("small");
    fs::create_dir(&disk)?;
    let mounted = Command::new("mount")
        .args([
            "-t",
            "tmpfs",
            "-o",
            &format!("size={SMALL_DISK_BYTES}"),
            "tmpfs",
        ])
        .arg(&disk)
        .output();
    if !mounted.is_ok_and(|mounted| mounted.status.success()) {
        return Ok(false);
    }
    let _mounted = Mounted(&disk);
    let data = disk.join("data");
    fs::create_dir(&data)?;
    let mut setup = Setup::new(binary, &data)?;
    setup.log = folder.join("small.log");
    let mut server = Entrega::start(&setup)?;
    let filler = create(&server, "filler", &pass()).await?;
    let mut connection = Connection::open(server.address, &server.credentials).await?;
    let activity: Value = connection
        .call("CreateActivity", &json!({ "name": "courier" }))
        .await?;
    let activity = &activity["activityArn"];
    let task = json!({
        "StartAt": "Deliver",
        "States": { "Deliver": { "Type": "Task", "Resource": activity, "End": true } }
    });
    let waiting = create(&server, "waiting", &task).await?;
    let mut arns = Vec::new();
    for number in 0..WAITING {
        let start = json!({ "stateMachineArn": waiting, "name": format!("w{number}") });
        let started: Value = connection.call("StartExecution", &start).await?;
        arns.push(started["executionArn"].clone());
    }
    let input = format!("\"{}\"", "x".repeat(FILLER_BYTES));
    let mut refused = None;
    for number in 0..FILLERS_MAX {
        let start =
            json!({ "stateMachineArn": filler, "name": format!("f{number}"), "input": input });
        if let Err(error) = connection.call::<Value>("StartExecution", &start).await {
            refused = Some(error);
            break;
        }
    }
    match refused {
        Some(CallError::Refused { .. }) => {}
        Some(error) => violations.push(format!("on a full disk: {error}")),
        None => violations.push("the disk was never full".to_owned()),
    }
    if let Some(status) = server.ended()? {
        violations.push(format!(
            "on a full disk the server ended {status}: {}",
            server.log()
        ));
        return Ok(true);
    }
    for _ in 0..WAITING {
        let task: Value = connection
            .call("GetActivityTask", &json!({ "activityArn": activity }))
            .await?;
        let answer = json!({ "taskToken": task["taskToken"], "output": "{}" });
        if let Err(error) = connection.call::<Value>("SendTaskSuccess", &answer).await {
            violations.push(format!("on a full disk: {error}"));
        }
    }
    for arn in arns {
        let which = json!({ "executionArn": arn });
        let described: Value = connection.call("DescribeExecution", &which).await?;
        if described["status"] != "SUCCEEDED" {
            violations.push(format!("on a full disk {arn} is {}", described["status"]));
        }
    }
    server.kill()?;
    Ok(true)
}

/// A mounted disk; it is gone when this is dropped.
struct Mounted<'p>(&'p Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        // The processes that used it are gone, or it goes with the last of them.
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

fn pass() -> Value {
    json!({ "StartAt": "Done", "States": { "Done": { "Type": "Pass", "End": true } } })
}

async fn create(
    server: &Entrega,
    name: &str,
    definition: &Value,
) -> Result<String, Box<dyn Error>> {
    let mut connection = Connection::open(server.address, &server.credentials).await?;
    let creation = json!({ "name": name, "definition": definition.to_string(), "roleArn": ROLE });
    let created: Value = connection.call("CreateStateMachine", &creation).await?;
    let arn = created["stateMachineArn"].as_str();
    Ok(arn.ok_or("a machine without an ARN")?.to_owned())
}
