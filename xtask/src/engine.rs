//! `cargo xtask bench engine`: what the server does with the order workflow, over HTTP.
//!
//! The release build of the binary is started on an empty folder and driven in a closed loop by
//! 1, 16, 64 and 256 clients. What it costs is printed next to what the machine itself can do,
//! and, when asked for, next to what other engines do with the same workflow in the same run.
//!
//! | module | holds |
//! |---|---|
//! | [`workload`] | the workflow |
//! | [`closed_loop`] | the clients |
//! | [`workers`] | who works on activities |
//! | [`floor`] | what the machine can do |
//! | [`standing`] | what it costs to have executions that wait, and to take them up again |
//! | [`peers`] | the other engines |
//! | [`report`] | what came of it |

pub(crate) mod floor;

mod closed_loop;
mod peers;
mod report;
mod standing;
mod workers;
mod workload;

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use crate::aws::Connection;
use crate::entrega::{Entrega, Setup, free_address};
use crate::process;

use self::closed_loop::{Ending, Load};
use self::report::{Floor, Point, Report};
use self::workload::Work;

pub(crate) use self::workload::ROLE;

/// Executions in which calls of fsync are counted.
const FSYNC_EXECUTIONS: u64 = 50;

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// The binary to measure. Without it, it is built, and so is this program, to be fast.
    #[arg(long, value_name = "FILE")]
    pub(crate) binary: Option<PathBuf>,
    /// How many clients there are, in turn.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_values_t = [1, 16, 64, 256])]
    in_flight: Vec<usize>,
    /// How long each figure is measured, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0)]
    seconds: f64,
    /// How long each runs before it counts, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0)]
    warm_up: f64,
    /// Only these series: `pass`, `functions`, `activities`, `express`, `memory`, `standing`.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Open executions when those that wait are measured.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    standing: u64,
    /// Also run these other engines, from a folder in which they are installed.
    #[arg(long, value_name = "DIR")]
    peers: Option<PathBuf>,
    /// Write every figure to this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Where the data folders are made; what holds them is what is measured.
    #[arg(long, value_name = "DIR", default_value_os_t = std::env::temp_dir())]
    folder: PathBuf,
}

/// One curve: a way to work, a kind of machine, a kind of storage.
struct Series {
    name: &'static str,
    work: Work,
    ending: Ending,
    /// With `--memory`: nothing is durable.
    memory: bool,
}

const SERIES: [Series; 5] = [
    Series {
        name: "pass",
        work: Work::Pass,
        ending: Ending::Polled,
        memory: false,
    },
    Series {
        name: "functions",
        work: Work::Functions,
        ending: Ending::Polled,
        memory: false,
    },
    Series {
        name: "activities",
        work: Work::Activities,
        ending: Ending::Polled,
        memory: false,
    },
    Series {
        name: "express",
        work: Work::Pass,
        ending: Ending::Answered,
        memory: false,
    },
    Series {
        name: "memory",
        work: Work::Pass,
        ending: Ending::Polled,
        memory: true,
    },
];

/// Measures and prints. All clients share the thread this runs on.
pub(crate) fn run(options: &Options, binary: &Path) -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::Builder::new()
        .prefix("entrega-bench-")
        .tempdir_in(&options.folder)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut report = Report {
        load_average: process::load_average()?,
        ..Report::default()
    };
    eprintln!("load average {:.2}", report.load_average);
    report.floor = runtime.block_on(floor(options, scratch.path()))?;
    for series in SERIES.iter().filter(|series| options.wants(series.name)) {
        for &in_flight in &options.in_flight {
            eprint!("{} at {in_flight}: ", series.name);
            let measure = measure(options, binary, scratch.path(), series, in_flight);
            let measured = runtime.block_on(measure);
            match measured {
                Ok(point) => {
                    eprintln!("{:.0} a second", point.wf_per_s);
                    report.points.push(point);
                }
                Err(error) => {
                    eprintln!("{error}");
                    report
                        .failed
                        .push(format!("{} at {in_flight}: {error}", series.name));
                    break;
                }
            }
        }
    }
    if options.wants("standing") {
        let measured = standing::measure(binary, scratch.path(), options.standing);
        match runtime.block_on(measured) {
            Ok(standing) => report.standing = Some(standing),
            Err(error) => report.failed.push(format!("standing: {error}")),
        }
    }
    if let Some(folder) = &options.peers {
        report.peers = peers::run(folder, scratch.path(), options)?;
    }
    report.print(&mut io::stdout().lock())?;
    if let Some(path) = &options.json {
        fs::write(path, serde_json::to_string_pretty(&report)?)?;
    }
    if report.failed.is_empty() {
        Ok(())
    } else {
        Err(format!("not measured: {}", report.failed.join("; ")).into())
    }
}

impl Options {
    fn wants(&self, series: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| wanted == series)
    }
}

/// What the machine itself can do now.
async fn floor(options: &Options, folder: &Path) -> Result<Floor, Box<dyn Error>> {
    let disk = floor::disk(folder)?;
    let address = free_address()?;
    let _server = Floorboard::start(address)?;
    let mut requests_per_s = Vec::new();
    for &in_flight in &options.in_flight {
        let rate = floor::requests_per_second(address, in_flight).await?;
        requests_per_s.push((in_flight, rate));
    }
    Ok(Floor {
        disk,
        requests_per_s,
    })
}

/// The server that does nothing, in a process of its own.
struct Floorboard(Child);

impl Floorboard {
    fn start(address: SocketAddr) -> io::Result<Floorboard> {
        let child = Command::new(std::env::current_exe()?)
            .args(["floor", &address.to_string()])
            .stdin(Stdio::null())
            .spawn()?;
        let server = Floorboard(child);
        while std::net::TcpStream::connect(address).is_err() {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(server)
    }
}

impl Drop for Floorboard {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One point of a series, on a server and a folder of its own.
async fn measure(
    options: &Options,
    binary: &Path,
    folder: &Path,
    series: &Series,
    in_flight: usize,
) -> Result<Point, Box<dyn Error>> {
    let data = folder.join(format!("{}-{in_flight}", series.name));
    fs::create_dir(&data)?;
    let mut setup = Setup::new(binary, &data)?;
    setup.arguments.push("--sample-functions".into());
    setup.memory = series.memory;
    let mut server = Entrega::start(&setup)?;
    let (machine, _workers) = deploy(&server, series).await?;
    let load = Load {
        address: server.address,
        credentials: server.credentials.clone(),
        machine,
        prefix: format!("o{in_flight}"),
        ending: series.ending,
        in_flight,
        warm_up: Duration::from_secs_f64(options.warm_up),
        duration: Duration::from_secs_f64(options.seconds),
        executions_max: u64::MAX,
    };
    let before = (server.usage()?, folder_bytes(&data)?);
    let (busy_before, own_before) = (process::machine_busy()?, process::own_cpu());
    let begin = Instant::now();
    let outcome = closed_loop::run(&load).await;
    let span = begin.elapsed();
    let after = (server.usage()?, folder_bytes(&data)?);
    let server_cpu = after.0.cpu.saturating_sub(before.0.cpu);
    let own = server_cpu + process::own_cpu().saturating_sub(own_before);
    let others = process::machine_busy()?
        .saturating_sub(busy_before)
        .saturating_sub(own);
    let fsyncs = if in_flight == 1 && !series.memory {
        let load = Load {
            prefix: "sync".to_owned(),
            executions_max: FSYNC_EXECUTIONS,
            ..load
        };
        fsyncs_per_execution(&server, &load, &data).await?
    } else {
        None
    };
    server.kill()?;
    fs::remove_dir_all(&data)?;
    if outcome.total == 0 {
        return Err(format!("nothing completed: {}", outcome.errors_told.join("; ")).into());
    }
    let total = outcome.total;
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let each = |amount: f64| amount / total as f64;
    #[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
    Ok(Point {
        peer: "entrega".to_owned(),
        workload: series.name.to_owned(),
        concurrency: in_flight,
        wf_per_s: outcome.per_second,
        p50_ms: outcome.p50.as_secs_f64() * 1e3,
        p99_ms: outcome.p99.as_secs_f64() * 1e3,
        server_cpu_ms_per_wf: each(server_cpu.as_secs_f64() * 1e3),
        client_cpu_ms_per_wf: each(outcome.client_cpu.as_secs_f64() * 1e3),
        rss_mb: after.0.resident_bytes as f64 / f64::from(1 << 20),
        disk_bytes_per_wf: Some(each(after.1 as f64 - before.1 as f64)),
        write_bytes_per_wf: Some(each(
            after.0.written_bytes as f64 - before.0.written_bytes as f64,
        )),
        fsyncs_per_wf: fsyncs,
        polls_per_wf: Some(outcome.polls_per_execution),
        others_cpu_cores: others.as_secs_f64() / span.as_secs_f64(),
        errors: Some(outcome.errors),
        first_error: outcome.errors_told.first().cloned(),
    })
}

/// Creates the machine of a series, and what it needs. The workers work until they are dropped.
async fn deploy(
    server: &Entrega,
    series: &Series,
) -> Result<(String, Option<workers::Workers>), Box<dyn Error>> {
    let mut connection = Connection::open(server.address, &server.credentials).await?;
    let mut resources = HashMap::new();
    let mut activities = None;
    match series.work {
        Work::Pass => {}
        Work::Functions => {
            for (step, _) in workload::STEPS {
                let arn = format!(
                    "arn:aws:lambda:{}:{}:function:{step}Function",
                    server.credentials.region,
                    workload::ACCOUNT
                );
                resources.insert(step, arn);
            }
        }
        Work::Activities => {
            let started = workers::Workers::start(server, &mut connection).await?;
            resources.extend(started.activities.iter().cloned());
            activities = Some(started);
        }
    }
    let definition = workload::definition(series.work, |step| resources[step].clone());
    let kind = match series.ending {
        Ending::Answered => "EXPRESS",
        Ending::Polled => "STANDARD",
    };
    let created: CreatedMachine = connection
        .call(
            "CreateStateMachine",
            &json!({
                "name": format!("order-{}", series.name),
                "definition": definition,
                "roleArn": workload::ROLE,
                "type": kind,
            }),
        )
        .await?;
    Ok((created.state_machine_arn, activities))
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreatedMachine {
    state_machine_arn: String,
}

/// How often the server asks the disk to keep something, for each execution of `load`; `None`
/// where strace is not installed.
async fn fsyncs_per_execution(
    server: &Entrega,
    load: &Load,
    data: &Path,
) -> Result<Option<f64>, Box<dyn Error>> {
    let counts = data.with_extension("strace");
    let traced = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-c",
            "-e",
            "trace=fsync,fdatasync,sync_file_range",
        ])
        .arg("-o")
        .arg(&counts)
        .args(["-p", &server.pid().to_string()])
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut strace) = traced else {
        return Ok(None);
    };
    // It says nothing when it is attached.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let outcome = closed_loop::run(load).await;
    if let Some(pid) = i32::try_from(strace.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        rustix::process::kill_process(pid, rustix::process::Signal::INT)?;
    }
    strace.wait()?;
    let calls: u64 = fs::read_to_string(&counts)?
        .lines()
        .filter(|line| line.ends_with("sync") || line.ends_with("sync_file_range"))
        .filter_map(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok())
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    Ok((outcome.total > 0).then(|| calls as f64 / outcome.total as f64))
}

/// What the files in a folder take, in bytes: neither holes nor space that is only reserved.
fn folder_bytes(folder: &Path) -> io::Result<u64> {
    use std::os::unix::fs::MetadataExt as _;
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let found = entry.metadata()?;
        bytes += if found.is_dir() {
            folder_bytes(&entry.path())?
        } else {
            found.len().min(found.blocks() * 512)
        };
    }
    Ok(bytes)
}
