//! A server that is killed while customers order: `entrega load` orders over its API, and goes on
//! when it is there again. What load finds at its end is the verdict: every acknowledged order is
//! at its end, stock and money add up, nobody was charged twice, everybody was told.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::seed::Choices;
use crate::entrega::{Entrega, Setup, free_address};

/// So many customers come in one go.
const CUSTOMERS: u64 = 120;
/// So many of them are in the shop at once.
const AT_ONCE: u64 = 12;
/// A server lives so long, in milliseconds, from the moment it listens.
const LIFE_MS: std::ops::Range<u64> = 200..2_500;
/// Customers go on for so long while the server is away, in seconds.
const PATIENCE_SECONDS: u64 = 120;
/// After the last kill everything comes to its end within so long.
const ENDS_WITHIN: Duration = Duration::from_mins(6);
/// What load shows the server it has from there.
const TOKEN_FILE: &str = "operator.token";
/// The shop is open so long after its server answers.
const OPENS_WITHIN: Duration = Duration::from_secs(20);
/// The shop's time goes so much faster, so that deadlines pass too.
const PACE: &str = "60";
/// Something of which there are few, so that it runs out.
const HOT_ITEM: &str = "feijoada=90";

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) kills: u64,
    pub(crate) customers: u64,
    pub(crate) placed: u64,
    pub(crate) paid: u64,
    pub(crate) violations: Vec<String>,
}

/// Kills a server so many times while customers order, and takes what they say at the end.
pub(crate) fn run(
    binary: &Path,
    folder: &Path,
    plant: Option<&str>,
    kills: u64,
    choices: &mut Choices,
) -> Result<Outcome, Box<dyn Error>> {
    let data = folder.join("orders");
    fs::create_dir(&data)?;
    let mut setup = Setup::new(binary, &data)?;
    setup.web = free_address()?;
    setup.arguments = ["--pace", PACE].map(Into::into).to_vec();
    if let Some(plant) = plant {
        setup.environment.push(("ENTREGA_PLANT", plant.to_owned()));
    }
    let mut server = Entrega::start(&setup)?;
    let mut outcome = Outcome::default();
    let mut crowd = Crowd::come(&setup, choices.within(1..1_000_000))?;
    while outcome.kills < kills {
        thread::sleep(Duration::from_millis(choices.within(LIFE_MS)));
        if let Some(status) = server.ended()? {
            let said = format!("the server ended by itself: {status}");
            outcome.violations.push(said);
        }
        if crowd.is_over()? {
            crowd.leave(&mut outcome)?;
            crowd = Crowd::come(&setup, choices.within(1..1_000_000))?;
        }
        server.kill()?;
        outcome.kills += 1;
        server = Entrega::start(&setup)?;
        eprint!(
            "\r{}/{kills} kills, {} orders ",
            outcome.kills, outcome.placed
        );
    }
    eprintln!();
    let begin = Instant::now();
    while !crowd.is_over()? && begin.elapsed() < ENDS_WITHIN {
        thread::sleep(Duration::from_millis(100));
    }
    if crowd.is_over()? {
        crowd.leave(&mut outcome)?;
    } else {
        let said = format!("orders do not end within {} s", ENDS_WITHIN.as_secs());
        outcome.violations.push(said);
    }
    server.stop()?;
    Ok(outcome)
}

/// Customers at their work. They are gone when this is dropped.
struct Crowd {
    load: Child,
    report: std::path::PathBuf,
}

impl Crowd {
    /// Customers whose choices are made from `seed`.
    fn come(setup: &Setup, seed: u64) -> Result<Crowd, Box<dyn Error>> {
        // A server answers before its shop is open for the first time.
        let begin = Instant::now();
        while !setup.data.join(TOKEN_FILE).exists() {
            if begin.elapsed() > OPENS_WITHIN {
                return Err("the shop does not open".into());
            }
            thread::sleep(Duration::from_millis(5));
        }
        let report = setup.data.with_extension(format!("{seed}.json"));
        let load = Command::new(&setup.binary)
            .arg("load")
            .args(["--orders", &CUSTOMERS.to_string()])
            .args(["--concurrency", &AT_ONCE.to_string()])
            .args(["--server", &format!("http://{}", setup.web)])
            .args(["--patience", &PATIENCE_SECONDS.to_string()])
            .args(["--seed", &seed.to_string()])
            .args(["--carry-to", "delivered", "--hot-item", HOT_ITEM, "--json"])
            .arg("--data")
            .arg(&setup.data)
            .stdout(fs::File::create(&report)?)
            .stderr(fs::File::create(report.with_extension("said"))?)
            .spawn()?;
        Ok(Crowd { load, report })
    }

    fn is_over(&mut self) -> Result<bool, Box<dyn Error>> {
        Ok(self.load.try_wait()?.is_some())
    }

    /// Takes what they say.
    fn leave(&mut self, outcome: &mut Outcome) -> Result<(), Box<dyn Error>> {
        let status = self.load.wait()?;
        let text = fs::read_to_string(&self.report)?;
        let Ok(report) = serde_json::from_str::<Value>(&text) else {
            let said = fs::read_to_string(self.report.with_extension("said"))?;
            let said = said.lines().last().unwrap_or_default();
            let said = format!("load ended with {status} and no report: {said}");
            outcome.violations.push(said);
            return Ok(());
        };
        let count = |name: &str| report[name].as_u64().unwrap_or(0);
        outcome.customers += count("orders");
        outcome.placed += count("placed");
        outcome.paid += count("paid");
        if status.success() {
            return Ok(());
        }
        let sentences = report["violations"].as_array().into_iter().flatten();
        let mut sentences: Vec<String> = sentences
            .filter_map(|sentence| sentence.as_str().map(str::to_owned))
            .collect();
        if sentences.is_empty() {
            sentences.push(format!(
                "load ended with {status}: {}",
                report["invariants"]
            ));
        }
        outcome.violations.append(&mut sentences);
        Ok(())
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        let _ = self.load.kill();
        let _ = self.load.wait();
    }
}
