//! A closed loop: so many clients, each of which starts an execution, waits for its end and
//! starts the next.
//!
//! All clients share one thread, so that the server has the rest of the machine.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::time::sleep;

use crate::aws::{CallError, Connection, Credentials};
use crate::process;

use super::workload;

/// The pause after the first look at an execution that is still running; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_micros(500);
/// No pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_millis(20);
/// The pause of a client whose call was refused.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(20);
/// An execution that takes longer counts as failed.
const EXECUTION_MAX: Duration = Duration::from_mins(2);
/// So many errors are told in full.
const ERRORS_TOLD: usize = 3;

/// How the end of an execution is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// `DescribeExecution` until it is no longer running.
    Polled,
    /// `StartSyncExecution`, whose answer is the end.
    Answered,
}

/// What the clients do.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    pub(crate) address: SocketAddr,
    pub(crate) credentials: Credentials,
    /// The ARN of the machine they start.
    pub(crate) machine: String,
    /// What the names of executions begin with. No two loads on one server share it.
    pub(crate) prefix: String,
    pub(crate) ending: Ending,
    /// How many clients there are.
    pub(crate) in_flight: usize,
    /// What completes before is not counted.
    pub(crate) warm_up: Duration,
    /// How long is counted.
    pub(crate) duration: Duration,
    /// No client starts another execution after so many have completed.
    pub(crate) executions_max: u64,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    /// Executions that completed at all.
    pub(crate) total: u64,
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// Looks at executions, for each that completed.
    pub(crate) polls_per_execution: f64,
    /// What the clients cost, for all executions.
    pub(crate) client_cpu: Duration,
    /// The first errors.
    pub(crate) errors_told: Vec<String>,
    pub(crate) errors: u64,
}

#[derive(Default)]
struct Counters {
    next: AtomicU64,
    total: AtomicU64,
    polls: AtomicU64,
    errors: AtomicU64,
    errors_told: Mutex<Vec<String>>,
}

impl Counters {
    fn count_error(&self, error: String) {
        self.errors.fetch_add(1, Ordering::Relaxed);
        let mut told = self.errors_told.lock().expect("no client panics");
        if told.len() < ERRORS_TOLD {
            told.push(error);
        }
    }
}

/// Runs the clients until the time is over.
pub(crate) async fn run(load: &Load) -> Outcome {
    let counters = Arc::new(Counters::default());
    let load = Arc::new(load.clone());
    let cpu_before = process::own_cpu();
    let begin = Instant::now();
    let clients: Vec<_> = (0..load.in_flight)
        .map(|_| tokio::spawn(client(load.clone(), counters.clone(), begin)))
        .collect();
    let mut completions = Vec::new();
    for client in clients {
        completions.extend(client.await.expect("a client does not panic"));
    }
    let client_cpu = process::own_cpu().saturating_sub(cpu_before);
    let total = counters.total.load(Ordering::Relaxed);
    let counted = Counted::of(&load, begin, completions);
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    Outcome {
        total,
        per_second: counted.latencies.len() as f64 / counted.span.as_secs_f64().max(1e-9),
        p50: percentile(&counted.latencies, 50),
        p99: percentile(&counted.latencies, 99),
        polls_per_execution: counters.polls.load(Ordering::Relaxed) as f64 / total.max(1) as f64,
        client_cpu,
        errors: counters.errors.load(Ordering::Relaxed),
        errors_told: std::mem::take(&mut counters.errors_told.lock().expect("no client panics")),
    }
}

/// An execution that completed: when, and how long it took since it was started.
#[derive(Clone, Copy)]
struct Completion {
    at: Instant,
    took: Duration,
}

async fn client(load: Arc<Load>, counters: Arc<Counters>, begin: Instant) -> Vec<Completion> {
    let end = begin + load.warm_up + load.duration;
    let mut completions = Vec::new();
    let mut connection = None;
    while Instant::now() < end && counters.total.load(Ordering::Relaxed) < load.executions_max {
        let number = counters.next.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{number}", load.prefix);
        let started = Instant::now();
        let run = one(&load, &counters, &mut connection, &name);
        let outcome = tokio::time::timeout(EXECUTION_MAX, run)
            .await
            .unwrap_or_else(|_| Err("it does not end".to_owned()));
        match outcome {
            Ok(()) => {
                counters.total.fetch_add(1, Ordering::Relaxed);
                let at = Instant::now();
                completions.push(Completion {
                    at,
                    took: at - started,
                });
            }
            Err(error) => {
                connection = None;
                counters.count_error(error);
                sleep(PAUSE_AFTER_ERROR).await;
            }
        }
    }
    completions
}

/// Runs one execution from its start to its end, over `connection`, which is opened where there
/// is none.
async fn one(
    load: &Load,
    counters: &Counters,
    connection: &mut Option<Connection>,
    name: &str,
) -> Result<(), String> {
    let connection = if let Some(connection) = connection {
        connection
    } else {
        let opened = Connection::open(load.address, &load.credentials);
        connection.insert(opened.await.map_err(told)?)
    };
    // Neither ARNs nor names hold what JSON would escape; the input is escaped.
    let start = format!(
        r#"{{"stateMachineArn":"{}","name":"{name}","input":{}}}"#,
        load.machine,
        serde_json::Value::from(workload::input(name))
    );
    match load.ending {
        Ending::Answered => {
            let answer = connection.call_bytes("StartSyncExecution", start.as_bytes());
            finished(answer.await.map_err(told)?)?
                .then_some(())
                .ok_or_else(|| "it is answered before it ends".to_owned())
        }
        Ending::Polled => {
            let answer = connection.call_bytes("StartExecution", start.as_bytes());
            let answer = answer.await.map_err(told)?;
            let Started { execution_arn } =
                serde_json::from_slice(answer).map_err(|error| error.to_string())?;
            let describe = format!(r#"{{"executionArn":"{execution_arn}"}}"#);
            let mut pause = FIRST_PAUSE;
            loop {
                counters.polls.fetch_add(1, Ordering::Relaxed);
                let answer = connection.call_bytes("DescribeExecution", describe.as_bytes());
                if finished(answer.await.map_err(told)?)? {
                    return Ok(());
                }
                sleep(pause).await;
                pause = LONGEST_PAUSE.min(2 * pause);
            }
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn told(error: CallError) -> String {
    error.to_string()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Started<'a> {
    execution_arn: &'a str,
}

#[derive(Deserialize)]
struct Described<'a> {
    status: &'a str,
    output: Option<std::borrow::Cow<'a, str>>,
}

/// Whether an execution has ended well; an error when it has ended otherwise, or without the
/// field that the last step adds.
fn finished(answer: &[u8]) -> Result<bool, String> {
    let described: Described<'_> =
        serde_json::from_slice(answer).map_err(|error| error.to_string())?;
    match described.status {
        "RUNNING" => Ok(false),
        "SUCCEEDED"
            if described
                .output
                .is_some_and(|output| output.contains("delivered")) =>
        {
            Ok(true)
        }
        _ => Err(String::from_utf8_lossy(answer).into_owned()),
    }
}

/// The completions that count, and the time they took together.
struct Counted {
    /// In ascending order.
    latencies: Vec<Duration>,
    span: Duration,
}

impl Counted {
    /// What completed after the warm-up. Where that is too little, because the server is slow or
    /// only so many executions were asked for, everything counts.
    fn of(load: &Load, begin: Instant, completions: Vec<Completion>) -> Counted {
        let (from, to) = (begin + load.warm_up, begin + load.warm_up + load.duration);
        let last = completions.iter().map(|completion| completion.at).max();
        let last = last.unwrap_or(begin);
        let inside = |completion: &&Completion| completion.at >= from && completion.at <= to;
        let enough = completions.iter().filter(inside).count() >= 2 * load.in_flight;
        let (from, to) = if enough {
            (from, to.min(last))
        } else {
            (begin, last)
        };
        let mut latencies: Vec<Duration> = completions
            .into_iter()
            .filter(|completion| completion.at >= from && completion.at <= to)
            .map(|completion| completion.took)
            .collect();
        latencies.sort_unstable();
        Counted {
            latencies,
            span: to - from,
        }
    }
}

/// The smallest of `sorted` that is not exceeded by `percent` of them; nothing of nothing.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let all: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&all, 50), Duration::from_millis(100));
        assert_eq!(percentile(&all, 99), Duration::from_millis(198));
        assert_eq!(percentile(&all[..1], 99), Duration::from_millis(1));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }

    #[test]
    fn only_a_good_end_with_the_last_field_is_an_end() {
        assert_eq!(finished(br#"{"status":"RUNNING"}"#), Ok(false));
        let good = br#"{"status":"SUCCEEDED","output":"{\"delivered\":true}"}"#;
        assert_eq!(finished(good), Ok(true));
        assert!(finished(br#"{"status":"SUCCEEDED","output":"{}"}"#).is_err());
        assert!(finished(br#"{"status":"FAILED"}"#).is_err());
    }

    #[test]
    fn a_slow_server_is_measured_from_the_first_start() {
        let begin = Instant::now();
        let load = Load {
            address: ([127, 0, 0, 1], 1).into(),
            credentials: Credentials {
                access_key: String::new(),
                secret_key: String::new(),
                region: String::new(),
            },
            machine: String::new(),
            prefix: String::new(),
            ending: Ending::Polled,
            in_flight: 2,
            warm_up: Duration::from_secs(1),
            duration: Duration::from_secs(10),
            executions_max: u64::MAX,
        };
        let completion = |seconds| Completion {
            at: begin + Duration::from_secs(seconds),
            took: Duration::from_secs(seconds),
        };
        let few = Counted::of(&load, begin, vec![completion(0), completion(4)]);
        assert_eq!((few.latencies.len(), few.span.as_secs()), (2, 4));
        let many = Counted::of(&load, begin, (0..=9).map(completion).collect());
        assert_eq!((many.latencies.len(), many.span.as_secs()), (9, 8));
    }
}
