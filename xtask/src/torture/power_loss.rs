//! The power fails at any moment of a run that was written down: is everything there that was
//! acknowledged until then?
//!
//! A server works under strace for a while. Its calls are then played onto a [`Disk`] that knows
//! what was synced, and at many points in between the disk is written out as it might be found,
//! opened as the server opens it, and searched for what the clients had been promised.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use journal::{Family, Journal, Page, Status};

use super::clients::{self, Place};
use super::disk::{Disk, Loss};
use super::ledger::{Ledger, Promise};
use super::seed::Choices;
use super::trace::{self, Step};
use crate::entrega::{Entrega, Setup};

/// A server lives so long while it is written down.
const LIFE: Duration = Duration::from_millis(2500);
/// So many servers in turn; every other one is stopped, the others are killed.
const LIVES: u64 = 3;
/// strace gets so long to write its last lines after the server is gone.
const TRACE_END_MAX: Duration = Duration::from_secs(20);
/// Executions of one family, at most: no run starts more.
const EXECUTIONS_MAX: u32 = 1_000_000;
/// So many violations are told.
const VIOLATIONS_MAX: usize = 20;
/// Images are written here when it is there, since it is memory.
const MEMORY_FOLDER: &str = "/dev/shm";

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) images: usize,
    pub(crate) steps: usize,
    pub(crate) promises: usize,
    pub(crate) violations: Vec<String>,
}

/// Writes down a run and examines so many images of its disk.
pub(crate) fn run(
    binary: &Path,
    folder: &Path,
    plant: Option<&str>,
    images: usize,
    choices: &mut Choices,
) -> Result<Outcome, Box<dyn Error>> {
    let data = folder.join("power");
    fs::create_dir(&data)?;
    let ledger = Arc::new(Ledger::default());
    let traces = record(binary, &data, plant, &ledger, choices)?;
    let mut steps = Vec::new();
    for path in &traces {
        steps.extend(trace::steps(&fs::read_to_string(path)?, &data)?);
    }
    let promises = ledger.promises();
    let mut outcome = examine(&steps, &data, &promises, images, choices)?;
    if outcome.promises == 0 {
        return Err("the trace has no answer of which the clients know".into());
    }
    let violations = ledger.settle();
    outcome.violations.extend(violations);
    Ok(outcome)
}

/// Runs servers under strace, and clients with them. Gives the files with what strace wrote.
fn record(
    binary: &Path,
    data: &Path,
    plant: Option<&str>,
    ledger: &Arc<Ledger>,
    choices: &mut Choices,
) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut setup = Setup::new(binary, data)?;
    if let Some(plant) = plant {
        setup.environment.push(("ENTREGA_PLANT", plant.to_owned()));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let mut traces = Vec::new();
    let mut clients = None;
    for life in 0..LIVES {
        let trace = data.with_extension(format!("{life}.strace"));
        setup.through = trace::tracer(&trace);
        traces.push(trace.clone());
        let mut server = Entrega::start(&setup)?;
        if clients.is_none() {
            let place = Arc::new(Place {
                address: setup.address,
                credentials: server.credentials.clone(),
                life: AtomicU64::new(0),
                drain: AtomicBool::new(false),
                stop: AtomicBool::new(false),
            });
            let deployed = runtime
                .block_on(clients::deploy(&place))
                .map_err(|nothing| format!("the machines cannot be created: {nothing:?}"))?;
            let _inside = runtime.enter();
            let working = clients::set_to_work(&place, ledger, &deployed, choices);
            clients = Some((place, working));
        }
        thread::sleep(LIFE);
        if life % 2 == 0 {
            server.stop()?;
        } else {
            server.kill()?;
        }
        if let Some((place, _)) = &clients {
            place.life.fetch_add(1, Ordering::SeqCst);
        }
        wait_until_written(&trace)?;
    }
    if let Some((place, working)) = clients {
        place.stop.store(true, Ordering::Relaxed);
        place.drain.store(true, Ordering::Relaxed);
        for client in working {
            runtime.block_on(client)?;
        }
    }
    Ok(traces)
}

/// Waits until strace has written that the server is gone.
fn wait_until_written(trace: &Path) -> Result<(), Box<dyn Error>> {
    let begin = Instant::now();
    let mut before = 0;
    loop {
        thread::sleep(Duration::from_millis(100));
        let length = fs::metadata(trace)?.len();
        if length > 0 && length == before {
            return Ok(());
        }
        if begin.elapsed() > TRACE_END_MAX {
            return Err("strace does not come to an end".into());
        }
        before = length;
    }
}

/// Plays the steps onto a disk and examines images of it at points chosen among them.
fn examine(
    steps: &[Step],
    data: &Path,
    promises: &HashMap<String, Promise>,
    images: usize,
    choices: &mut Choices,
) -> Result<Outcome, Box<dyn Error>> {
    let mut points: Vec<usize> = (0..images)
        .map(|_| choices.place(steps.len().max(1)))
        .collect();
    points.sort_unstable();
    let mut points = points.into_iter().peekable();
    let parent = [Path::new(MEMORY_FOLDER), data.parent().unwrap_or(data)];
    let parent = parent.into_iter().find(|folder| folder.is_dir());
    let image = tempfile::Builder::new()
        .prefix("entrega-image-")
        .tempdir_in(parent.unwrap_or(data))?;
    let mut disk = Disk::default();
    let mut due = Due::default();
    let mut outcome = Outcome {
        steps: steps.len(),
        ..Outcome::default()
    };
    for (number, step) in steps.iter().enumerate() {
        disk.take(step);
        if let Step::Sent { bytes } = step {
            outcome.promises += due.take(bytes, promises);
        }
        while points.next_if_eq(&number).is_some() {
            let loss = Loss::choose(choices);
            let folder = image.path().join("data");
            disk.write_image(data, &folder, loss, choices)?;
            for violation in due.missing(&folder) {
                outcome.violations.push(format!(
                    "after step {number}, with loss {loss:?}: {violation}"
                ));
            }
            outcome.images += 1;
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            if outcome.images.is_multiple_of(100) {
                eprint!("\r{}/{images} images ", outcome.images);
            }
        }
        if outcome.violations.len() > VIOLATIONS_MAX {
            break;
        }
    }
    eprintln!();
    Ok(outcome)
}

/// What has been promised up to a point.
#[derive(Default)]
struct Due {
    started: BTreeSet<String>,
    ended: BTreeMap<String, String>,
    /// How many tasks were done.
    answered: BTreeMap<String, usize>,
}

/// The head of an answer has the number of its request in a header of this name.
const REQUEST_ID: &[u8] = b"x-amzn-requestid: ";

impl Due {
    /// What the answers in `bytes` promise, and how many there are that do.
    fn take(&mut self, bytes: &[u8], promises: &HashMap<String, Promise>) -> usize {
        let mut taken = 0;
        for number in request_numbers(bytes) {
            match promises.get(&number) {
                Some(Promise::Started { name }) => {
                    self.started.insert(name.clone());
                }
                Some(Promise::Answered { name }) => {
                    *self.answered.entry(name.clone()).or_default() += 1;
                }
                Some(Promise::Ended { name, status }) => {
                    self.ended.insert(name.clone(), status.clone());
                }
                None => continue,
            }
            taken += 1;
        }
        taken
    }

    /// What was promised and is not in this folder.
    fn missing(&self, folder: &Path) -> Vec<String> {
        match stored(folder) {
            Ok(stored) => self.compare(&stored),
            Err(error) => vec![format!("the journal cannot be read: {error}")],
        }
    }

    fn compare(&self, stored: &BTreeMap<String, Stored>) -> Vec<String> {
        let mut missing = Vec::new();
        for name in &self.started {
            if !stored.contains_key(name) {
                missing.push(format!("{name} was acknowledged and is lost"));
            }
        }
        for (name, status) in &self.ended {
            let found = stored.get(name).map(|stored| &*stored.status);
            if found.is_some_and(|found| found != status) {
                missing.push(format!("{name} had ended {status} and is {found:?}"));
            }
        }
        for (name, answered) in &self.answered {
            let found = stored.get(name).map_or(usize::MAX, |stored| stored.records);
            if found < *answered {
                missing.push(format!(
                    "{name} had {answered} tasks done and has {found} records"
                ));
            }
        }
        missing
    }
}

/// An execution as a journal has it.
pub(super) struct Stored {
    status: String,
    records: usize,
}

/// Opens a journal as a server does after a crash, and reads all it has.
pub(super) fn stored(folder: &Path) -> Result<BTreeMap<String, Stored>, Box<dyn Error>> {
    let journal = Journal::open(&journal::Options::folder(folder))?;
    journal.check()?;
    let mut found = BTreeMap::new();
    for family in (1..).map(Family) {
        if journal.family_name(family)?.is_none() {
            return Ok(found);
        }
        let page = Page {
            limit: EXECUTIONS_MAX,
            ..Page::default()
        };
        for row in journal.executions(family, page)? {
            // Reading them fails when one is missing in between.
            let records = journal.records(row.id)?.len();
            let status = match row.status {
                Status::Open => "RUNNING",
                Status::Succeeded => "SUCCEEDED",
                Status::Failed => "FAILED",
                Status::TimedOut => "TIMED_OUT",
                Status::Aborted => "ABORTED",
            };
            let stored = Stored {
                status: status.to_owned(),
                records,
            };
            found.insert(row.name, stored);
        }
    }
    unreachable!("some family has no name")
}

/// The numbers of the requests that are answered by these bytes.
fn request_numbers(bytes: &[u8]) -> Vec<String> {
    let lower = bytes.to_ascii_lowercase();
    let mut numbers = Vec::new();
    let mut from = 0;
    while let Some(at) = lower[from..]
        .windows(REQUEST_ID.len())
        .position(|window| window == REQUEST_ID)
    {
        let begin = from + at + REQUEST_ID.len();
        let number = bytes[begin..].split(|byte| *byte == b'\r').next();
        numbers.extend(number.map(|number| String::from_utf8_lossy(number).into_owned()));
        from = begin;
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promises() -> HashMap<String, Promise> {
        HashMap::from([
            (
                "r1".to_owned(),
                Promise::Started {
                    name: "saga-1".to_owned(),
                },
            ),
            (
                "r2".to_owned(),
                Promise::Ended {
                    name: "saga-1".to_owned(),
                    status: "SUCCEEDED".to_owned(),
                },
            ),
        ])
    }

    #[test]
    fn promises_are_found_in_what_was_sent() {
        let mut due = Due::default();
        let sent = b"HTTP/1.1 200 OK\r\nX-Amzn-RequestId: r1\r\n\r\n{}\
                     HTTP/1.1 200 OK\r\nx-amzn-requestid: r2\r\n\r\n{}\
                     HTTP/1.1 200 OK\r\nx-amzn-requestid: unknown\r\n\r\n{}";
        assert_eq!(due.take(sent, &promises()), 2);
        assert_eq!(due.started.len(), 1);
        assert_eq!(due.ended["saga-1"], "SUCCEEDED");
    }

    #[test]
    fn what_is_lost_is_missed() {
        let mut due = Due::default();
        let stored = |status: &str| {
            let stored = Stored {
                status: status.to_owned(),
                records: 1,
            };
            BTreeMap::from([("saga-1".to_owned(), stored)])
        };
        assert_eq!(due.compare(&BTreeMap::new()), Vec::<String>::new());
        due.started.insert("saga-1".to_owned());
        assert_eq!(due.compare(&BTreeMap::new()).len(), 1);
        assert_eq!(due.compare(&stored("RUNNING")).len(), 0);
        due.ended
            .insert("saga-1".to_owned(), "SUCCEEDED".to_owned());
        due.answered.insert("saga-1".to_owned(), 2);
        assert_eq!(due.compare(&stored("RUNNING")).len(), 2);
    }

    #[test]
    fn an_empty_folder_is_a_journal_without_executions() {
        let scratch = tempfile::tempdir().expect("a folder can be made");
        let stored = stored(scratch.path()).expect("it is new");
        assert!(stored.is_empty());
    }
}
