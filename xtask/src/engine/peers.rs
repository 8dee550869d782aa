//! The other engines: scripts in a folder of their own that run the same workflow and append a
//! line of JSON for each figure to a file.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::Options;
use super::report::Point;

/// The scripts: Restate, durable, with a partition for each of two cores, its best set-up here;
/// and statebox, an interpreter of the same language in memory.
const SCRIPTS: [(&str, &[(&str, &str)]); 2] = [
    ("peer_restate.sh", &[("VARIANTS", "rust_p2")]),
    ("peer_statebox.sh", &[]),
];

/// Runs each script of `folder` and reads what it measured.
pub(crate) fn run(
    folder: &Path,
    scratch: &Path,
    options: &Options,
) -> Result<Vec<Point>, Box<dyn Error>> {
    let results = scratch.join("peers.jsonl");
    let in_flight: Vec<String> = options.in_flight.iter().map(usize::to_string).collect();
    for (script, variables) in SCRIPTS {
        eprintln!("{script}");
        let status = Command::new(folder.join(script))
            .arg("run")
            .current_dir(folder)
            .env("RESULTS", &results)
            .env("DUR", options.seconds.to_string())
            .env("WARM", options.warm_up.to_string())
            .env("CONC", in_flight.join(","))
            .envs(variables.iter().copied())
            .stdout(std::io::stderr())
            .status()?;
        if !status.success() {
            return Err(format!("{script}: {status}").into());
        }
    }
    Ok(points(&fs::read_to_string(results)?))
}

/// The lines that are points of a curve; the others tell of starts, disks and errors.
fn points(lines: &str) -> Vec<Point> {
    lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_lines_are_left_out() {
        let lines = r#"{"peer": "restate", "metric": "startup", "ready_s": 1.5}
{"peer": "restate", "workload": "delivery-8", "concurrency": 16, "wf_per_s": 192.0, "p50_ms": 79.4, "p99_ms": 170.0, "rss_mb": 253.0, "server_cpu_ms_per_wf": 3.84, "client_cpu_ms_per_wf": 0.134, "disk_bytes_per_wf": -636, "write_bytes_per_wf": 17367, "others_cpu_cores": 1.26, "errors": 0, "version": "1.7.12"}"#;
        let points = points(lines);
        assert_eq!(points.len(), 1);
        assert_eq!(points[0].concurrency, 16);
        assert_eq!(points[0].fsyncs_per_wf, None);
    }
}
