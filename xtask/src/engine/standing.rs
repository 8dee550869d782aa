//! What it costs to have a server that does nothing, executions that wait for a callback, and
//! executions to take up again after a crash.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::workload;
use crate::aws::{CallError, Connection};
use crate::entrega::{Entrega, Setup};

/// So many connections start the executions that wait.
const STARTERS: u64 = 64;
/// So many executions are open when recovery is measured.
const RECOVERED: u64 = 10_000;
/// How often a start is measured.
const STARTS: usize = 5;
/// How long a server rests before its memory is read.
const REST: Duration = Duration::from_secs(1);

/// What was measured.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Standing {
    /// From its start on an empty folder to its first answer: the median of several.
    pub(crate) ready_ms: f64,
    /// The memory of a server that has nothing to do.
    pub(crate) idle_rss_mb: f64,
    /// Executions that wait for a callback.
    pub(crate) open: u64,
    /// The memory of a server that has them.
    pub(crate) open_rss_mb: f64,
    /// Executions that were open when the server was killed.
    pub(crate) recovered: u64,
    /// From its start to its first answer, with them in its folder.
    pub(crate) recovery_ms: f64,
}

/// Measures on servers and folders of its own.
pub(crate) async fn measure(
    binary: &Path,
    folder: &Path,
    open: u64,
) -> Result<Standing, Box<dyn Error>> {
    let mut starts = Vec::new();
    for number in 0..STARTS {
        let data = folder.join(format!("ready-{number}"));
        fs::create_dir(&data)?;
        starts.push(first_answer(&Setup::new(binary, &data)?).await?.1);
    }
    starts.sort_unstable();

    let data = folder.join("standing");
    fs::create_dir(&data)?;
    let setup = Setup::new(binary, &data)?;
    let (mut server, _) = first_answer(&setup).await?;
    tokio::time::sleep(REST).await;
    let idle = server.usage()?.resident_bytes;

    let machine = waiting_machine(&server).await?;
    let recovered = RECOVERED.min(open);
    start_waiting(&server, &machine, 0..recovered).await?;
    server.kill()?;
    let (mut server, recovery) = first_answer(&setup).await?;
    start_waiting(&server, &machine, recovered..open).await?;
    tokio::time::sleep(REST).await;
    let standing = server.usage()?.resident_bytes;
    server.kill()?;

    Ok(Standing {
        ready_ms: starts[STARTS / 2].as_secs_f64() * 1e3,
        idle_rss_mb: mebibytes(idle),
        open,
        open_rss_mb: mebibytes(standing),
        recovered,
        recovery_ms: recovery.as_secs_f64() * 1e3,
    })
}

/// A server, and the time from its start to its answer to a request.
async fn first_answer(setup: &Setup) -> Result<(Entrega, Duration), Box<dyn Error>> {
    let begin = Instant::now();
    let server = Entrega::start(setup)?;
    let mut connection = Connection::open(server.address, &server.credentials).await?;
    let _: Value = connection.call("ListStateMachines", &json!({})).await?;
    Ok((server, begin.elapsed()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    activity_arn: Option<String>,
    state_machine_arn: Option<String>,
}

/// A machine with one state, which waits for an activity that nobody works on.
async fn waiting_machine(server: &Entrega) -> Result<String, Box<dyn Error>> {
    let mut connection = Connection::open(server.address, &server.credentials).await?;
    let activity: Created = connection
        .call("CreateActivity", &json!({ "name": "courier" }))
        .await?;
    let definition = json!({
        "StartAt": "Deliver",
        "States": {
            "Deliver": { "Type": "Task", "Resource": activity.activity_arn, "End": true }
        }
    });
    let machine: Created = connection
        .call(
            "CreateStateMachine",
            &json!({
                "name": "waiting",
                "definition": definition.to_string(),
                "roleArn": workload::ROLE,
            }),
        )
        .await?;
    Ok(machine.state_machine_arn.ok_or("no ARN")?)
}

/// Starts the executions with these numbers.
async fn start_waiting(
    server: &Entrega,
    machine: &str,
    numbers: std::ops::Range<u64>,
) -> Result<(), CallError> {
    let starters: Vec<_> = (0..STARTERS)
        .map(|starter| {
            let (address, credentials) = (server.address, server.credentials.clone());
            let (machine, numbers) = (machine.to_owned(), numbers.clone());
            tokio::spawn(async move {
                let mut connection = Connection::open(address, &credentials).await?;
                for number in numbers.filter(|number| number % STARTERS == starter) {
                    let name = format!("waiting-{number}");
                    let input = workload::input(&name);
                    let start = json!({ "stateMachineArn": machine, "name": name, "input": input });
                    let _: Value = connection.call("StartExecution", &start).await?;
                }
                Ok::<(), CallError>(())
            })
        })
        .collect();
    for starter in starters {
        starter.await.expect("a starter does not panic")?;
    }
    Ok(())
}

fn mebibytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
    let bytes = bytes as f64;
    bytes / f64::from(1 << 20)
}
