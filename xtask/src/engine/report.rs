//! What came of the measurements, as tables for people and as JSON.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::floor::Disk;
use super::standing::Standing;

/// So many times the rate of Restate is the goal with Pass states, from 64 clients on.
const PASS_OVER_RESTATE: f64 = 20.0;
/// Likewise with functions in the process of the server.
const FUNCTIONS_OVER_RESTATE: f64 = 10.0;
/// From so many clients on the rates are compared.
const COMPARED_FROM: usize = 64;
/// Rates are not compared when others used more of the processors than this meanwhile.
const OTHERS_CORES_MAX: f64 = 0.25;
/// Goals for a server that has nothing to do, or only executions that wait.
const READY_MS_MAX: f64 = 300.0;
const IDLE_RSS_MB_MAX: f64 = 40.0;
const OPEN_RSS_MB_MAX: f64 = 1024.0;
const RECOVERY_MS_MAX: f64 = 3000.0;

/// A point of a curve, in the words of the scripts that measure other engines.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Point {
    pub(crate) peer: String,
    pub(crate) workload: String,
    /// Clients.
    pub(crate) concurrency: usize,
    pub(crate) wf_per_s: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) server_cpu_ms_per_wf: f64,
    pub(crate) client_cpu_ms_per_wf: f64,
    pub(crate) rss_mb: f64,
    /// By how much the data folder has grown.
    pub(crate) disk_bytes_per_wf: Option<f64>,
    /// What was sent to storage.
    pub(crate) write_bytes_per_wf: Option<f64>,
    /// Calls of fsync and its like, with one client.
    pub(crate) fsyncs_per_wf: Option<f64>,
    pub(crate) polls_per_wf: Option<f64>,
    /// Processors that others used meanwhile. Rates and latencies say little when it is not low.
    pub(crate) others_cpu_cores: f64,
    pub(crate) errors: Option<u64>,
    pub(crate) first_error: Option<String>,
}

/// What the machine can do.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Floor {
    pub(crate) disk: Disk,
    /// Clients, and the requests a second they get answered by a server that does nothing.
    pub(crate) requests_per_s: Vec<(usize, f64)>,
}

impl Default for Floor {
    fn default() -> Floor {
        Floor {
            disk: Disk {
                syncs_per_s: 0.0,
                p50_us: 0.0,
                p99_us: 0.0,
            },
            requests_per_s: Vec::new(),
        }
    }
}

/// Everything measured in one run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    /// Of the machine, before the run, over one minute.
    pub(crate) load_average: f64,
    pub(crate) floor: Floor,
    pub(crate) points: Vec<Point>,
    pub(crate) standing: Option<Standing>,
    pub(crate) peers: Vec<Point>,
    /// What could not be measured, and why.
    pub(crate) failed: Vec<String>,
}

/// A figure, what it should be, and whether it is.
struct Goal {
    what: String,
    found: f64,
    unit: &'static str,
    wanted: Wanted,
    /// Whether the machine was ours alone; otherwise the figure says nothing about a goal.
    quiet: bool,
}

enum Wanted {
    AtLeast(f64),
    Below(f64),
}

impl Report {
    /// Writes the tables.
    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let disk = &self.floor.disk;
        writeln!(
            out,
            "a page appended and synced: p50 {:.0} µs, p99 {:.0} µs, {:.0} a second",
            disk.p50_us, disk.p99_us, disk.syncs_per_s
        )?;
        for (in_flight, rate) in &self.floor.requests_per_s {
            writeln!(
                out,
                "signed requests to a server that does nothing, {in_flight} clients: {rate:.0} a second"
            )?;
        }
        writeln!(
            out,
            "\n{:<42} {:>7} {:>8} {:>8} {:>8} {:>9} {:>9} {:>6} {:>7} {:>8} {:>7} {:>6} {:>6}",
            "",
            "clients",
            "wf/s",
            "p50 ms",
            "p99 ms",
            "server ms",
            "client ms",
            "polls",
            "RSS MiB",
            "disk B",
            "fsyncs",
            "others",
            "errors"
        )?;
        for point in self.points.iter().chain(&self.peers) {
            point.print(out)?;
        }
        let goals = self.goals();
        if !goals.is_empty() {
            writeln!(out)?;
        }
        for goal in goals {
            goal.print(out)?;
        }
        for failed in &self.failed {
            writeln!(out, "not measured: {failed}")?;
        }
        Ok(())
    }

    fn goals(&self) -> Vec<Goal> {
        let mut goals = Vec::new();
        if let Some(standing) = &self.standing {
            let below = |what: String, found, unit, max| Goal {
                what,
                found,
                unit,
                wanted: Wanted::Below(max),
                quiet: true,
            };
            goals.extend([
                below(
                    "ready after".to_owned(),
                    standing.ready_ms,
                    "ms",
                    READY_MS_MAX,
                ),
                below(
                    "memory when idle".to_owned(),
                    standing.idle_rss_mb,
                    "MiB",
                    IDLE_RSS_MB_MAX,
                ),
                below(
                    format!("memory with {} executions that wait", standing.open),
                    standing.open_rss_mb,
                    "MiB",
                    OPEN_RSS_MB_MAX,
                ),
                below(
                    format!("ready after a crash with {} open", standing.recovered),
                    standing.recovery_ms,
                    "ms",
                    RECOVERY_MS_MAX,
                ),
            ]);
        }
        for (series, peer, times) in [
            ("pass", "restate", PASS_OVER_RESTATE),
            ("functions", "restate", FUNCTIONS_OVER_RESTATE),
        ] {
            for (ours, theirs) in self.pairs(series, peer) {
                let others = ours.others_cpu_cores.max(theirs.others_cpu_cores);
                let quiet = others <= OTHERS_CORES_MAX;
                if ours.concurrency >= COMPARED_FROM {
                    goals.push(Goal {
                        what: format!("{series} over {peer}, {} clients", ours.concurrency),
                        found: ours.wf_per_s / theirs.wf_per_s,
                        unit: "times",
                        wanted: Wanted::AtLeast(times),
                        quiet,
                    });
                }
                goals.push(Goal {
                    what: format!("p99 of {series} by {peer}'s, {} clients", ours.concurrency),
                    found: ours.p99_ms / theirs.p99_ms,
                    unit: "times",
                    wanted: Wanted::Below(1.0),
                    quiet,
                });
            }
        }
        goals
    }

    /// The points of one of our series and those of another engine with as many clients.
    fn pairs(&self, series: &str, peer: &str) -> Vec<(&Point, &Point)> {
        let ours = self.points.iter().filter(|point| point.workload == series);
        ours.filter_map(|ours| {
            let mut theirs = self.peers.iter();
            let theirs =
                theirs.find(|point| point.peer == peer && point.concurrency == ours.concurrency)?;
            Some((ours, theirs))
        })
        .collect()
    }
}

impl Point {
    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let optional = |figure: Option<f64>, decimals: usize| {
            figure.map_or(String::new(), |figure| format!("{figure:.decimals$}"))
        };
        writeln!(
            out,
            "{:<42} {:>7} {:>8.0} {:>8.2} {:>8.2} {:>9.3} {:>9.3} {:>6} {:>7.1} {:>8} {:>7} {:>6.2} {:>6}",
            shortened(&format!("{} {}", self.peer, self.workload), 42),
            self.concurrency,
            self.wf_per_s,
            self.p50_ms,
            self.p99_ms,
            self.server_cpu_ms_per_wf,
            self.client_cpu_ms_per_wf,
            optional(self.polls_per_wf, 2),
            self.rss_mb,
            optional(self.disk_bytes_per_wf, 0),
            optional(self.fsyncs_per_wf, 2),
            self.others_cpu_cores,
            self.errors.unwrap_or(0),
        )?;
        if let Some(error) = &self.first_error {
            writeln!(out, "    {error}")?;
        }
        Ok(())
    }
}

impl Goal {
    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let (met, bound) = match self.wanted {
            Wanted::AtLeast(least) => (self.found >= least, format!("at least {least}")),
            Wanted::Below(most) => (self.found < most, format!("below {most}")),
        };
        let mark = match (self.quiet, met) {
            (false, _) => "?",
            (true, true) => "✔",
            (true, false) => "✗",
        };
        let noise = if self.quiet {
            ""
        } else {
            ": others used the machine meanwhile"
        };
        writeln!(
            out,
            "{mark} {:<48} {:>9.2} {} (goal: {bound}){noise}",
            self.what, self.found, self.unit
        )
    }
}

fn shortened(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(peer: &str, workload: &str, concurrency: usize, wf_per_s: f64, p99_ms: f64) -> Point {
        Point {
            peer: peer.to_owned(),
            workload: workload.to_owned(),
            concurrency,
            wf_per_s,
            p50_ms: 1.0,
            p99_ms,
            server_cpu_ms_per_wf: 1.0,
            client_cpu_ms_per_wf: 1.0,
            rss_mb: 1.0,
            disk_bytes_per_wf: None,
            write_bytes_per_wf: None,
            fsyncs_per_wf: None,
            polls_per_wf: None,
            others_cpu_cores: 0.0,
            errors: None,
            first_error: None,
        }
    }

    #[test]
    fn goals_are_met_or_not() {
        let report = Report {
            points: vec![
                point("entrega", "pass", 64, 7000.0, 20.0),
                point("entrega", "pass", 1, 500.0, 60.0),
            ],
            peers: vec![
                point("restate", "delivery-8", 64, 323.0, 327.0),
                point("restate", "delivery-8", 1, 75.0, 40.0),
            ],
            ..Report::default()
        };
        let mut text = Vec::new();
        report.print(&mut text).expect("it is memory");
        let text = String::from_utf8(text).expect("it is text");
        let goals: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with(['✔', '✗']))
            .collect();
        assert_eq!(goals.len(), 3, "{text}");
        assert!(goals[0].starts_with("✔ pass over restate, 64"), "{text}");
        assert!(goals[1].starts_with("✔ p99 of pass"), "{text}");
        assert!(goals[2].starts_with("✗ p99 of pass"), "{text}");

        let mut noisy = report;
        for point in &mut noisy.peers {
            point.others_cpu_cores = 1.0;
        }
        let mut text = Vec::new();
        noisy.print(&mut text).expect("it is memory");
        let text = String::from_utf8(text).expect("it is text");
        assert_eq!(text.matches("? ").count(), 3, "{text}");
    }
}
