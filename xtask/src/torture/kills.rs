//! A server that is killed at any moment, and started again on the same folder.
//!
//! What a kill alone cannot show is whether something was on the disk: the memory of the machine
//! survives it. That is what the [images](super::power_loss) are for.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::clients::{self, Client, Nothing, Place};
use super::history::Waited;
use super::ledger::Ledger;
use super::seed::Choices;
use super::workloads::Workload;
use crate::entrega::{Entrega, Setup};

/// A server lives so long, in milliseconds, from the moment it listens.
const LIFE_MS: std::ops::Range<u64> = 100..1500;
/// So many percent of the servers are killed before they listen.
const KILLED_WHILE_STARTING_PERCENT: u64 = 15;
/// After so many milliseconds at most.
const STARTING_MS_MAX: u64 = 60;
/// After the last kill, executions end one after the other. When none has for so long, the rest
/// never will: it is longer than a task may take, and than any wait.
const STALL_MAX: Duration = Duration::from_secs(20);
/// A wait must be over so long after it was due, or after the server was there again.
const LATE_MAX: Duration = Duration::from_secs(5);
/// So many clients verify the executions in the end.
const VERIFIERS: usize = 8;

/// What came of the kills.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) kills: u64,
    pub(crate) executions: usize,
    pub(crate) tasks: usize,
    pub(crate) tasks_again: usize,
    pub(crate) comparisons: u64,
    /// The longest time a server took to listen.
    pub(crate) slowest_start: Duration,
    /// The longest time a wait took beyond what it had to.
    pub(crate) latest: Duration,
    pub(crate) violations: Vec<String>,
}

/// When a server was there, in seconds since 1970.
#[derive(Clone, Copy, Debug)]
struct Presence {
    from: f64,
    to: f64,
}

/// Kills a server so many times, lets it finish, and checks all that was seen.
pub(crate) fn run(
    binary: &Path,
    folder: &Path,
    plant: Option<&str>,
    kills: u64,
    choices: &mut Choices,
) -> Result<Outcome, Box<dyn Error>> {
    let data = folder.join("kills");
    fs::create_dir(&data)?;
    let mut setup = Setup::new(binary, &data)?;
    if let Some(plant) = plant {
        setup.environment.push(("ENTREGA_PLANT", plant.to_owned()));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let mut server = Entrega::start(&setup)?;
    let place = Arc::new(Place {
        address: setup.address,
        credentials: server.credentials.clone(),
        life: AtomicU64::new(0),
        drain: AtomicBool::new(false),
        stop: AtomicBool::new(false),
    });
    let ledger = Arc::new(Ledger::default());
    let deployed = runtime
        .block_on(clients::deploy(&place))
        .map_err(|nothing| format!("the machines cannot be created: {nothing:?}"))?;
    let working = {
        let _inside = runtime.enter();
        clients::set_to_work(&place, &ledger, &deployed, choices)
    };

    let mut outcome = Outcome::default();
    let mut presences = Vec::new();
    let mut since = now();
    for kill in 1..=kills {
        thread::sleep(Duration::from_millis(choices.within(LIFE_MS)));
        if let Some(status) = server.ended()? {
            ledger.violated(format!("the server ended by itself: {status}"));
        }
        server.kill()?;
        presences.push(Presence {
            from: since,
            to: now(),
        });
        place.life.fetch_add(1, Ordering::SeqCst);
        outcome.kills = kill;
        while choices.chance(KILLED_WHILE_STARTING_PERCENT) {
            let after = Duration::from_millis(choices.within(0..STARTING_MS_MAX));
            Entrega::interrupt(&setup, after)?;
            place.life.fetch_add(1, Ordering::SeqCst);
        }
        server = Entrega::start(&setup)?;
        since = now();
        outcome.slowest_start = outcome.slowest_start.max(server.ready_after);
        let (started, open) = ledger.counts();
        eprint!("\r{kill}/{kills} kills, {started} executions, {open} open ");
    }
    eprintln!();

    place.drain.store(true, Ordering::Relaxed);
    let mut progress = (Instant::now(), usize::MAX);
    while ledger.counts().1 > 0 && progress.0.elapsed() < STALL_MAX {
        thread::sleep(Duration::from_millis(20));
        let open = ledger.counts().1;
        if open < progress.1 {
            progress = (Instant::now(), open);
        }
    }
    for name in ledger.open() {
        ledger.violated(format!("{name}: it does not end"));
    }
    presences.push(Presence {
        from: since,
        to: f64::INFINITY,
    });
    let waited = runtime.block_on(verify(&place, &ledger))?;
    server.stop()?;
    let server = Entrega::start(&setup)?;
    place.life.fetch_add(1, Ordering::SeqCst);
    // Everything is as it was before: the ledger has seen the histories and compares.
    runtime.block_on(verify(&place, &ledger))?;
    drop(server);
    place.stop.store(true, Ordering::Relaxed);
    for client in working {
        runtime.block_on(client)?;
    }

    for wait in waited {
        let late = lateness(wait, &presences);
        outcome.latest = outcome.latest.max(late);
        if late > LATE_MAX {
            ledger.violated(format!(
                "a wait was over {:.1} s too late",
                late.as_secs_f64()
            ));
        }
    }
    (outcome.executions, _) = ledger.counts();
    (outcome.tasks, outcome.tasks_again, outcome.comparisons) = ledger.figures();
    outcome.violations = ledger.settle();
    if outcome.executions < Workload::ALL.len() {
        return Err("next to nothing was started".into());
    }
    Ok(outcome)
}

/// Looks at every execution, and checks those that have ended. Gives the times they waited for.
async fn verify(place: &Arc<Place>, ledger: &Arc<Ledger>) -> Result<Vec<Waited>, Box<dyn Error>> {
    let all = Arc::new(ledger.all());
    let next = Arc::new(AtomicU64::new(0));
    let verifiers: Vec<_> = (0..VERIFIERS)
        .map(|_| {
            let (mut client, ledger) = (Client::new(place), ledger.clone());
            let (all, next) = (all.clone(), next.clone());
            tokio::spawn(async move {
                let mut waited = Vec::new();
                loop {
                    let place = usize::try_from(next.fetch_add(1, Ordering::Relaxed));
                    let Some(subject) = place.ok().and_then(|place| all.get(place)) else {
                        return Ok(waited);
                    };
                    match clients::look_at(&mut client, subject).await {
                        Ok(look) => {
                            ledger.seen(subject, look.end.clone(), &look.events);
                            if let Some(end) = &look.end {
                                waited.extend(ledger.check_ended(subject, end, &look.events));
                            }
                        }
                        // An acknowledged execution that is not there is lost.
                        Err(Nothing::Refused(error)) => {
                            ledger.violated(format!("{}: {error}", subject.name));
                        }
                        Err(Nothing::Stopped) => return Err("the clients were stopped"),
                    }
                }
            })
        })
        .collect();
    let mut waited = Vec::new();
    for verifier in verifiers {
        waited.extend(verifier.await??);
    }
    Ok(waited)
}

/// How much later than it had to a wait was over: it had to be when it was due, or, when the
/// server was not there long enough then, as soon as it was.
fn lateness(wait: Waited, presences: &[Presence]) -> Duration {
    let had_to = presences
        .iter()
        .map(|presence| (presence.from.max(wait.due), presence.to))
        .find(|(from, to)| to - from >= LATE_MAX.as_secs_f64())
        .map_or(wait.passed, |(from, _)| from);
    Duration::from_secs_f64((wait.passed - had_to).max(0.0))
}

fn now() -> f64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_late_only_when_the_server_was_there() {
        let presences = [
            Presence {
                from: 0.0,
                to: 10.0,
            },
            Presence {
                from: 12.0,
                to: 13.0,
            },
            Presence {
                from: 20.0,
                to: f64::INFINITY,
            },
        ];
        let late = |due, passed| lateness(Waited { due, passed }, &presences).as_millis();
        assert_eq!(late(3.0, 3.5), 500);
        // It was due while the server was there for a moment only, or not at all.
        assert_eq!(late(9.0, 12.5), 0);
        assert_eq!(late(11.0, 20.25), 250);
        assert_eq!(late(30.0, 30.0), 0);
    }
}
