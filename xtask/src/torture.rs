//! `cargo xtask torture`: what is promised of the server, under conditions nobody would choose.
//!
//! | module | what is done to the server |
//! |---|---|
//! | [`kills`] | it is killed at any moment, and started again |
//! | [`orders`] | the same, while customers order |
//! | [`power_loss`] | the power fails: what was not synced is lost, in part |
//! | [`faults`] | its disk fails, or is full |
//! | [`clock`] | its clock jumps |
//! | [`overload`] | far more is asked of it than it can do |
//!
//! The promise is the same each time: what was acknowledged is never lost, and what must happen
//! once happens once. Whether the checks would notice is checked too: a server with a fault
//! planted in it (the feature `planted-faults`) must not pass.
//!
//! | module | holds |
//! |---|---|
//! | [`workloads`] | what the executions do |
//! | [`clients`] | who starts them, works on them and looks at them |
//! | [`ledger`] | what the clients saw, and what it must agree with |
//! | [`history`] | what a history must be |
//! | [`trace`], [`disk`] | what a server wrote, and what of it may be found |
//! | [`seed`] | chance, that can be had again |

mod clients;
mod clock;
mod disk;
mod faults;
mod history;
mod kills;
mod ledger;
mod orders;
mod overload;
mod power_loss;
mod seed;
mod trace;
mod workloads;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::{Args, ValueEnum};

use self::seed::Choices;

/// A planted fault must be found in so many kills, or so many images.
const PROOF_KILLS: u64 = 6;
const PROOF_IMAGES: usize = 100;
/// Of a run with faults, so many violations are told.
const VIOLATIONS_TOLD: usize = 20;

/// What to do to it.
#[derive(Args)]
pub(crate) struct Options {
    /// How often it is killed.
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(crate) kills: u64,
    /// How often it is killed while customers order.
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub(crate) order_kills: u64,
    /// How many images of its disk are examined after a loss of power.
    #[arg(long, value_name = "N", default_value_t = 2000)]
    pub(crate) images: usize,
    /// How many calls of each kind fail, one at a time.
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) faults: u64,
    /// How long it is overloaded, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    pub(crate) overload: u64,
    /// Leaves out the clock that jumps.
    #[arg(long)]
    pub(crate) steady_clock: bool,
    /// Makes the choices of an earlier run again.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    /// Runs a server with this fault in it; the run must fail.
    #[arg(long)]
    pub(crate) plant: Option<Plant>,
    /// Plants each fault in turn, and succeeds when every one is found.
    #[arg(long, conflicts_with = "plant")]
    pub(crate) prove: bool,
    /// The binary. Without it, it is built, and so is this program, to be fast.
    #[arg(long, value_name = "FILE")]
    pub(crate) binary: Option<PathBuf>,
    /// Where the data folders are made.
    #[arg(long, value_name = "DIR", default_value_os_t = std::env::temp_dir())]
    pub(crate) folder: PathBuf,
}

/// A fault that a server built with the feature `planted-faults` can be made to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Plant {
    /// It acknowledges what is not on the disk.
    SkipFsync,
    /// It forgets timers when it starts again.
    LoseTimer,
    /// It does what was asked once, twice.
    DoubleCharge,
    /// It asks for the money of an order twice.
    ChargeTwice,
    /// It sells what it does not have.
    Oversell,
}

impl Plant {
    /// As the server calls it.
    fn name(self) -> &'static str {
        match self {
            Plant::SkipFsync => "skip-fsync",
            Plant::LoseTimer => "lose-timer",
            Plant::DoubleCharge => "double-charge",
            Plant::ChargeTwice => "charge-twice",
            Plant::Oversell => "oversell",
        }
    }
}

impl Options {
    /// Whether it needs a binary with the feature `planted-faults`.
    pub(crate) fn plants(&self) -> bool {
        self.prove || self.plant.is_some()
    }
}

/// Does what is asked for, and says what came of it. An error says what was violated.
pub(crate) fn run(options: &Options, binary: &Path) -> Result<(), Box<dyn Error>> {
    let seed = options.seed.unwrap_or_else(seed_of_this_run);
    if options.prove {
        return prove(binary, &options.folder, seed);
    }
    println!("seed {seed}");
    let mut choices = Choices::from_seed(seed);
    let mut violations = Vec::new();
    let scratch = tempfile::Builder::new()
        .prefix("entrega-torture-")
        .tempdir_in(&options.folder)?;
    let plant = options.plant.map(Plant::name);
    if options.kills > 0 {
        let outcome = kills::run(
            binary,
            scratch.path(),
            plant,
            options.kills,
            &mut choices.fork(),
        )?;
        println!(
            "{} kills: {} executions, {} tasks, {} of them handed out again, {} histories \
             compared; slowest start {} ms, latest timer {} ms",
            outcome.kills,
            outcome.executions,
            outcome.tasks,
            outcome.tasks_again,
            outcome.comparisons,
            outcome.slowest_start.as_millis(),
            outcome.latest.as_millis()
        );
        violations.extend(outcome.violations);
    }
    if options.order_kills > 0 {
        let kills = options.order_kills;
        let outcome = orders::run(binary, scratch.path(), plant, kills, &mut choices.fork())?;
        println!(
            "{} kills while customers order: {} customers, {} orders, {} paid",
            outcome.kills, outcome.customers, outcome.placed, outcome.paid
        );
        violations.extend(outcome.violations);
    }
    if options.images > 0 {
        let outcome = power_loss::run(
            binary,
            scratch.path(),
            plant,
            options.images,
            &mut choices.fork(),
        )?;
        println!(
            "power loss: {} images, {} steps, {} acknowledgements",
            outcome.images, outcome.steps, outcome.promises
        );
        violations.extend(outcome.violations);
    }
    if options.faults > 0 {
        let outcome = faults::run(binary, scratch.path(), options.faults, &mut choices.fork())?;
        println!(
            "disk faults: {} came, {} did not, {} acknowledged; full disk: {}",
            outcome.injected,
            outcome.not_reached,
            outcome.acknowledged,
            if outcome.disk_filled {
                "tried"
            } else {
                "skipped, since none can be mounted here"
            }
        );
        violations.extend(outcome.violations);
    }
    if !options.steady_clock {
        let outcome = clock::run(binary, scratch.path())?;
        println!(
            "clock: {}",
            if outcome.tried {
                "an hour back, 364 and 400 days ahead"
            } else {
                "skipped, since faketime is not installed"
            }
        );
        violations.extend(outcome.violations);
    }
    if options.overload > 0 {
        let duration = Duration::from_secs(options.overload);
        let outcome = overload::run(binary, scratch.path(), duration)?;
        println!(
            "overload: {:.0} a second, {:.0} at its best; {} told to come again, {} MiB, itself \
             again after {} ms",
            outcome.overloaded_per_s,
            outcome.peak_per_s,
            outcome.throttled,
            outcome.resident_bytes_max >> 20,
            outcome.recovery.as_millis()
        );
        violations.extend(outcome.violations);
    }
    verdict(&violations, seed, scratch)
}

/// Tells what was violated, and keeps the folders then.
fn verdict(
    violations: &[String],
    seed: u64,
    scratch: tempfile::TempDir,
) -> Result<(), Box<dyn Error>> {
    if violations.is_empty() {
        return Ok(());
    }
    for violation in violations.iter().take(VIOLATIONS_TOLD) {
        eprintln!("✗ {violation}");
    }
    let kept = scratch.keep();
    Err(format!(
        "{} violations; seed {seed}; the folders are in `{}`",
        violations.len(),
        kept.display()
    )
    .into())
}

/// Runs a server with each fault in turn, and fails when one is not found.
fn prove(binary: &Path, folder: &Path, seed: u64) -> Result<(), Box<dyn Error>> {
    println!("seed {seed}");
    let mut choices = Choices::from_seed(seed);
    let mut missed = Vec::new();
    for plant in Plant::value_variants() {
        let scratch = tempfile::tempdir_in(folder)?;
        let (name, mut choices) = (Some(plant.name()), choices.fork());
        let violations = match plant {
            // What a kill leaves behind is the memory of the machine: it cannot tell.
            Plant::SkipFsync => {
                let images = PROOF_IMAGES;
                power_loss::run(binary, scratch.path(), name, images, &mut choices)?.violations
            }
            Plant::LoseTimer | Plant::DoubleCharge => {
                let kills = PROOF_KILLS;
                kills::run(binary, scratch.path(), name, kills, &mut choices)?.violations
            }
            Plant::ChargeTwice | Plant::Oversell => {
                orders::run(binary, scratch.path(), name, 1, &mut choices)?.violations
            }
        };
        match violations.first() {
            Some(first) => println!("{} was found: {first}", plant.name()),
            None => missed.push(plant.name()),
        }
    }
    if missed.is_empty() {
        Ok(())
    } else {
        Err(format!("planted, and not found: {}", missed.join(", ")).into())
    }
}

fn seed_of_this_run() -> u64 {
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    // The last digits are those that differ.
    u64::try_from(now.as_micros() % 1_000_000_000).unwrap_or_default()
}
