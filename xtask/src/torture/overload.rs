//! Far more clients than a server can answer: it must go on doing what it can, tell the rest at
//! once to come again, and be itself again when they are gone.

use std::collections::VecDeque;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::power_loss;
use crate::aws::{CallError, Connection};
use crate::engine::ROLE;
use crate::entrega::{Entrega, Setup};

/// So many clients find out what the server can do.
const PEAK_CLIENTS: usize = 64;
/// For so long.
const PEAK: Duration = Duration::from_secs(4);
/// So many overwhelm it: several times the requests it answers at once.
const OVERLOAD_CLIENTS: usize = 3_000;
/// What it does under that load is counted after so long, when all have connected.
const SETTLE: Duration = Duration::from_secs(2);
/// Of what it does at its best, so much it must do under overload, in the best [`PEAK`] of it.
const GOODPUT_PERCENT_MIN: f64 = if cfg!(debug_assertions) { 60.0 } else { 80.0 };
/// Its memory must stay below, in bytes.
const RESIDENT_BYTES_MAX: u64 = 512 << 20;
/// It is itself again when it answers within this, and must be so after `RECOVERY_MAX`.
const ANSWER_MAX: Duration = Duration::from_millis(50);
/// Server and clients that are not optimised, as in CI, take several times as long over what is
/// still on its way, and share the processors less evenly.
const RECOVERY_MAX: Duration = if cfg!(debug_assertions) {
    Duration::from_secs(15)
} else {
    Duration::from_secs(5)
};
/// What the names of executions begin with.
const NAME_PREFIX: &str = "o-";
/// The pause of a client that was told to come again.
const COME_AGAIN: Duration = Duration::from_millis(100);

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) peak_per_s: f64,
    pub(crate) overloaded_per_s: f64,
    pub(crate) throttled: u64,
    pub(crate) resident_bytes_max: u64,
    pub(crate) recovery: Duration,
    pub(crate) violations: Vec<String>,
}

/// What the clients count.
#[derive(Default)]
struct Counters {
    next: AtomicU64,
    acknowledged: AtomicU64,
    throttled: AtomicU64,
    /// Refusals that are not a request to come again.
    strange: AtomicU64,
    stop: AtomicBool,
}

/// Overwhelms a server for so long.
pub(crate) fn run(
    binary: &Path,
    folder: &Path,
    duration: Duration,
) -> Result<Outcome, Box<dyn Error>> {
    let data = folder.join("overload");
    fs::create_dir(&data)?;
    let mut server = Entrega::start(&Setup::new(binary, &data)?)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let machine = runtime.block_on(machine(&server))?;
    let mut outcome = Outcome::default();

    let counters = Arc::new(Counters::default());
    let _inside = runtime.enter();
    let calm = set_to_work(&server, &machine, &counters, PEAK_CLIENTS);
    outcome.peak_per_s = rate(&counters, PEAK);
    counters.stop.store(true, Ordering::Relaxed);
    runtime.block_on(ended(calm))?;

    counters.stop.store(false, Ordering::Relaxed);
    let throng = set_to_work(&server, &machine, &counters, OVERLOAD_CLIENTS);
    std::thread::sleep(SETTLE);
    let begin = Instant::now();
    let acknowledged = || counters.acknowledged.load(Ordering::Relaxed);
    let mut marks = VecDeque::from([(Instant::now(), acknowledged())]);
    while begin.elapsed() < duration {
        std::thread::sleep(Duration::from_millis(200));
        let resident = server.usage()?.resident_bytes;
        outcome.resident_bytes_max = outcome.resident_bytes_max.max(resident);
        // As long as the peak was measured for: what else the machine does meanwhile is not the
        // server's doing.
        marks.push_back((Instant::now(), acknowledged()));
        while marks.get(1).is_some_and(|(at, _)| at.elapsed() >= PEAK) {
            marks.pop_front();
        }
        if let (Some((from, before)), Some((_, after))) = (marks.front(), marks.back())
            && from.elapsed() >= PEAK
        {
            let rate = per_second(after - before, from.elapsed());
            outcome.overloaded_per_s = outcome.overloaded_per_s.max(rate);
        }
    }
    counters.stop.store(true, Ordering::Relaxed);
    let gone = Instant::now();
    runtime.block_on(ended(throng))?;
    outcome.recovery = runtime.block_on(recovery(&server, &machine, gone))?;
    outcome.throttled = counters.throttled.load(Ordering::Relaxed);

    if let Some(status) = server.ended()? {
        outcome
            .violations
            .push(format!("the server ended: {status}"));
    }
    server.kill()?;
    let acknowledged = counters.acknowledged.load(Ordering::Relaxed);
    let names = power_loss::stored(&data)?.into_keys();
    let stored = names.filter(|name| name.starts_with(NAME_PREFIX)).count() as u64;
    if stored < acknowledged {
        outcome.violations.push(format!(
            "{acknowledged} executions were acknowledged, {stored} are there"
        ));
    }
    let strange = counters.strange.load(Ordering::Relaxed);
    if strange > 0 {
        outcome.violations.push(format!(
            "{strange} requests were refused with another error"
        ));
    }
    outcome.judge();
    Ok(outcome)
}

impl Outcome {
    fn judge(&mut self) {
        let percent = 100.0 * self.overloaded_per_s / self.peak_per_s;
        if percent < GOODPUT_PERCENT_MIN {
            self.violations.push(format!(
                "under overload it does {percent:.0} % of what it can"
            ));
        }
        if self.resident_bytes_max > RESIDENT_BYTES_MAX {
            self.violations.push(format!(
                "under overload it takes {} MiB",
                self.resident_bytes_max >> 20
            ));
        }
        if self.recovery > RECOVERY_MAX {
            self.violations.push(format!(
                "it is not itself {} ms after the overload",
                self.recovery.as_millis()
            ));
        }
    }
}

/// A machine that is done as soon as it is started.
async fn machine(server: &Entrega) -> Result<String, Box<dyn Error>> {
    let mut connection = Connection::open(server.address, &server.credentials).await?;
    let definition = r#"{"StartAt":"Done","States":{"Done":{"Type":"Pass","End":true}}}"#;
    let creation = json!({ "name": "overload", "definition": definition, "roleArn": ROLE });
    let created: Value = connection.call("CreateStateMachine", &creation).await?;
    let arn = created["stateMachineArn"].as_str();
    Ok(arn.ok_or("a machine without an ARN")?.to_owned())
}

type Clients = Vec<tokio::task::JoinHandle<()>>;

fn set_to_work(
    server: &Entrega,
    machine: &str,
    counters: &Arc<Counters>,
    clients: usize,
) -> Clients {
    let (address, credentials) = (server.address, server.credentials.clone());
    (0..clients)
        .map(|_| {
            let (credentials, machine) = (credentials.clone(), machine.to_owned());
            let counters = counters.clone();
            tokio::spawn(async move {
                let mut connection = None;
                while !counters.stop.load(Ordering::Relaxed) {
                    let open = match connection.take() {
                        Some(open) => Ok(open),
                        None => Connection::open(address, &credentials).await,
                    };
                    let Ok(mut open) = open else {
                        tokio::time::sleep(COME_AGAIN).await;
                        continue;
                    };
                    let number = counters.next.fetch_add(1, Ordering::Relaxed);
                    let start = format!(
                        r#"{{"stateMachineArn":"{machine}","name":"{NAME_PREFIX}{number}","input":"{{}}"}}"#
                    );
                    let answer = open.call_bytes("StartExecution", start.as_bytes()).await;
                    match answer.map(|_| ()) {
                        Ok(()) => {
                            counters.acknowledged.fetch_add(1, Ordering::Relaxed);
                            connection = Some(open);
                        }
                        Err(CallError::Lost(_)) => tokio::time::sleep(COME_AGAIN).await,
                        Err(error) => {
                            let throttled = error.is("ThrottlingException");
                            let counter = if throttled {
                                &counters.throttled
                            } else {
                                &counters.strange
                            };
                            counter.fetch_add(1, Ordering::Relaxed);
                            tokio::time::sleep(COME_AGAIN).await;
                        }
                    }
                }
            })
        })
        .collect()
}

async fn ended(clients: Clients) -> Result<(), tokio::task::JoinError> {
    for client in clients {
        client.await?;
    }
    Ok(())
}

/// Executions that are acknowledged in a second, over a while.
fn rate(counters: &Counters, duration: Duration) -> f64 {
    let before = counters.acknowledged.load(Ordering::Relaxed);
    let begin = Instant::now();
    std::thread::sleep(duration);
    let after = counters.acknowledged.load(Ordering::Relaxed);
    per_second(after - before, begin.elapsed())
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn per_second(count: u64, duration: Duration) -> f64 {
    count as f64 / duration.as_secs_f64()
}

/// How long after `gone` the server answers a start as fast as it should.
async fn recovery(
    server: &Entrega,
    machine: &str,
    gone: Instant,
) -> Result<Duration, Box<dyn Error>> {
    let mut number = 0;
    loop {
        let begin = Instant::now();
        let mut connection = Connection::open(server.address, &server.credentials).await?;
        let start = json!({ "stateMachineArn": machine, "name": format!("after-{number}") });
        let started = connection.call::<Value>("StartExecution", &start).await;
        if (started.is_ok() && begin.elapsed() < ANSWER_MAX) || gone.elapsed() > 2 * RECOVERY_MAX {
            return Ok(gone.elapsed());
        }
        number += 1;
    }
}
