//! `cargo xtask bench gateway`: what it costs to stream a model's text, beside what a gateway of
//! Python costs in the same run.
//!
//! The gateway of the assistant (its example `stream-gateway`) and the one of FastAPI, uvicorn and
//! boto3 are driven by the same script, one after the other, on one core each, before the same
//! Bedrock: fifty chunks, with 20 ms between them for latency, and flat out for cost. The script, the
//! Bedrock and the load come from the folder of peers. The assistant's does more for each request: it
//! runs a workflow and makes a prompt of what comes of it.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use serde::{Deserialize, Serialize};

/// What measures a streaming gateway, in the folder of peers.
const SCRIPT: &str = "peer_gateway_fastapi.sh";

/// What the assistant's gateway is called in what it prints.
const OURS: &str = "entrega";

/// How many streams there are at once, for latency. The script has its own for cost.
const STREAMS: &str = "1,16,64";

/// Goals, with so many streams at once: what the gateway adds to the time to the first byte, and how
/// many times the processor time of the other it may cost at most.
const COMPARED_AT: u64 = 64;
const ADDED_P50_MS_MAX: f64 = 1.0;
const ADDED_P99_MS_MAX: f64 = 5.0;
const CHEAPER_MIN: f64 = 20.0;

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// The gateway to measure, an optimised `stream-gateway`. Without it, it is built.
    #[arg(long, value_name = "FILE")]
    pub(crate) binary: Option<PathBuf>,
    /// The folder of peers; what they need is installed in `PEERS_ROOT`.
    #[arg(long, value_name = "DIR")]
    peers: PathBuf,
    /// How long each figure is measured, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0)]
    seconds: f64,
    /// Write every figure to this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// A figure, in the words of the script.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq)]
struct Point {
    peer: String,
    workload: String,
    concurrency: u64,
    streams_per_s: f64,
    ttfb_p50_ms: Option<f64>,
    ttfb_p99_ms: Option<f64>,
    added_ttfb_p50_ms: Option<f64>,
    added_ttfb_p99_ms: Option<f64>,
    gw_cpu_ms_per_stream: Option<f64>,
    rss_mb: f64,
    errors: u64,
}

/// Measures and prints.
pub(crate) fn run(options: &Options, binary: &Path) -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::Builder::new()
        .prefix("entrega-bench-")
        .tempdir()?;
    let results = scratch.path().join("gateways.jsonl");
    let ours = format!("{} --port {{port}}", fs::canonicalize(binary)?.display());
    for variables in [
        &[("GW_NAME", OURS), ("GW_CMD", &ours), ("GW_PATH", "/chat")][..],
        &[],
    ] {
        let status = Command::new(options.peers.join(SCRIPT))
            .arg("run")
            .current_dir(&options.peers)
            .env("RESULTS", &results)
            .env("DUR", options.seconds.to_string())
            .env("STREAMS", STREAMS)
            .envs(variables.iter().copied())
            .stdout(io::stderr())
            .status()?;
        if !status.success() {
            return Err(format!("{SCRIPT}: {status}").into());
        }
    }
    let points = points(&fs::read_to_string(results)?);
    print(&points, &mut io::stdout().lock())?;
    if let Some(path) = &options.json {
        fs::write(path, serde_json::to_string_pretty(&points)?)?;
    }
    Ok(())
}

/// The lines that are points of a curve; the others tell of starts.
fn points(lines: &str) -> Vec<Point> {
    lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

fn print(points: &[Point], out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "| gateway | streams at once | streams/s | added to first byte p50 / p99 | CPU a stream | RSS |"
    )?;
    writeln!(out, "|---|---:|---:|---:|---:|---:|")?;
    for point in points {
        let milliseconds =
            |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2} ms"));
        writeln!(
            out,
            "| {} | {} | {:.0} | {} / {} | {} | {:.0} MB |",
            point.peer,
            point.concurrency,
            point.streams_per_s,
            milliseconds(point.added_ttfb_p50_ms),
            milliseconds(point.added_ttfb_p99_ms),
            milliseconds(point.gw_cpu_ms_per_stream),
            point.rss_mb,
        )?;
    }
    for goal in goals(points) {
        writeln!(out, "{goal}")?;
    }
    Ok(())
}

/// What was reached of the goals.
fn goals(points: &[Point]) -> Vec<String> {
    let compared: Vec<&Point> = points
        .iter()
        .filter(|point| point.concurrency == COMPARED_AT)
        .collect();
    let is_ours = |point: &&Point| point.peer == OURS;
    let mut goals = Vec::new();
    let mut say = |what: &str, value: f64, reached: bool| {
        let verdict = if reached { "reached" } else { "missed" };
        goals.push(format!("{what}: {value:.2}: {verdict}"));
    };
    for point in compared.iter().copied().filter(is_ours) {
        if let Some(added) = point.added_ttfb_p50_ms {
            let reached = added < ADDED_P50_MS_MAX;
            say("added at p50, under 1 ms", added, reached);
        }
        if let Some(added) = point.added_ttfb_p99_ms {
            let reached = added < ADDED_P99_MS_MAX;
            say("added at p99, under 5 ms", added, reached);
        }
    }
    let cost = |ours: bool| {
        let costs = compared
            .iter()
            .filter(|point| is_ours(point) == ours)
            .filter_map(|point| point.gw_cpu_ms_per_stream);
        costs.reduce(f64::min)
    };
    if let (Some(ours), Some(other)) = (cost(true), cost(false)) {
        let times = other / ours;
        say(
            "times cheaper a stream, at least 20",
            times,
            times >= CHEAPER_MIN,
        );
    }
    goals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_compare_the_same_load() {
        let lines = r#"{"peer": "entrega", "metric": "startup", "ready_s": 0.01, "idle_rss_mb": 9.0}
{"peer": "entrega", "workload": "stream 200ms first", "concurrency": 64, "streams_per_s": 54.0, "ttfb_p50_ms": 201.5, "ttfb_p99_ms": 204.0, "added_ttfb_p50_ms": 0.6, "added_ttfb_p99_ms": 5.5, "rss_mb": 12.0, "errors": 0}
{"peer": "entrega", "workload": "flat out", "concurrency": 64, "streams_per_s": 2000.0, "ttfb_p50_ms": 20.0, "ttfb_p99_ms": 30.0, "gw_cpu_ms_per_stream": 0.5, "rss_mb": 12.0, "errors": 0}
{"peer": "fastapi", "workload": "flat out", "concurrency": 64, "streams_per_s": 90.0, "ttfb_p50_ms": 20.0, "ttfb_p99_ms": 30.0, "gw_cpu_ms_per_stream": 11.0, "rss_mb": 90.0, "errors": 0}
{"peer": "fastapi tuned", "workload": "flat out", "concurrency": 64, "streams_per_s": 95.0, "ttfb_p50_ms": 20.0, "ttfb_p99_ms": 30.0, "gw_cpu_ms_per_stream": 10.5, "rss_mb": 90.0, "errors": 0}
{"peer": "fastapi", "workload": "flat out", "concurrency": 1, "streams_per_s": 95.0, "ttfb_p50_ms": 20.0, "ttfb_p99_ms": 30.0, "gw_cpu_ms_per_stream": 1.0, "rss_mb": 90.0, "errors": 0}"#;
        let points = points(lines);
        assert_eq!(points.len(), 5);
        assert_eq!(
            goals(&points),
            [
                "added at p50, under 1 ms: 0.60: reached",
                "added at p99, under 5 ms: 5.50: missed",
                "times cheaper a stream, at least 20: 21.00: reached",
            ]
        );
    }
}
