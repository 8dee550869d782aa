//! A workflow rehearsed: the whole of it, in virtual time, with mocks all around.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use asl::{ScopeId, StateMachine, Timestamp, Value};
use interpreter::effect::Outcome;
use interpreter::rehearsal::Rehearsal;
use interpreter::scene::WatchLimits;
use interpreter::{ExecutionKind, Identity, Payload, Start, Status};

use super::mock::Mocks;

/// A rehearsal has at most so many steps.
pub(crate) const STEPS_MAX: usize = 5_000;

/// What it holds on to has at most so many bytes of JSON.
const BYTES_MAX: usize = 64 << 20;

/// It goes on for at most so long, in virtual seconds: a year, as long as any execution.
pub(crate) const SECONDS_MAX: u32 = 31_536_000;

/// It takes at most so long by the clock.
pub(crate) const TAKES_MAX: Duration = Duration::from_secs(10);

/// How much is noted of an execution that is looked at or rehearsed.
pub(crate) fn watch_limits(steps_max: usize, stop: Arc<AtomicBool>) -> WatchLimits {
    WatchLimits {
        scenes: steps_max,
        bytes: BYTES_MAX,
        stop,
    }
}

/// What is rehearsed.
pub(crate) struct Play {
    pub(crate) machine: Arc<StateMachine>,
    pub(crate) kind: ExecutionKind,
    pub(crate) identity: Identity,
    pub(crate) input: Payload,
    pub(crate) mocks: Mocks,
    /// When it begins.
    pub(crate) at: Timestamp,
    /// Where its randomness comes from.
    pub(crate) seed: u64,
    pub(crate) steps_max: usize,
    pub(crate) seconds_max: u32,
    /// Set when it has taken too long by the clock.
    pub(crate) stop: Arc<AtomicBool>,
}

/// How a rehearsal has gone.
pub(crate) struct Played {
    pub(crate) rehearsal: Rehearsal<Mocks>,
    pub(crate) began_at: Timestamp,
    pub(crate) ending: PlayEnding,
}

/// How a rehearsal ended.
pub(crate) enum PlayEnding {
    /// As the execution did.
    Over(Outcome),
    /// It came to a limit.
    Cut(Limit),
}

/// A limit that a rehearsal came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Too many steps.
    Steps,
    /// Too much data.
    Bytes,
    /// Too much virtual time.
    Seconds,
    /// Too much time by the clock.
    Time,
}

impl Play {
    /// Has it performed.
    pub(crate) fn perform(self) -> Played {
        let began_at = self.at;
        let limits = watch_limits(self.steps_max, self.stop.clone());
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        let start = Start {
            machine: self.machine,
            scope: ScopeId::ROOT,
            kind: self.kind,
            identity: Arc::new(self.identity),
            input: self.input,
            seed,
            number: 0,
            at: began_at,
            keep_history: false,
            from: None,
        };
        let until = began_at.plus_seconds(self.seconds_max);
        let mut rehearsal = Rehearsal::start_watched(start, self.mocks, limits);
        let ending = loop {
            if let Status::Closed(outcome) = rehearsal.execution().status() {
                break PlayEnding::Over(outcome.clone());
            }
            if rehearsal.is_watched_enough() {
                break PlayEnding::Cut(if self.stop.load(Ordering::Relaxed) {
                    Limit::Time
                } else if rehearsal.scenes().len() >= self.steps_max {
                    Limit::Steps
                } else {
                    Limit::Bytes
                });
            }
            if rehearsal.next_due().is_none_or(|due| due > until) || !rehearsal.step() {
                break PlayEnding::Cut(Limit::Seconds);
            }
        };
        Played {
            rehearsal,
            began_at,
            ending,
        }
    }
}

/// Who an execution is that is rehearsed, given what it would be called as a Standard one.
pub(crate) fn identity(
    kind: ExecutionKind,
    execution_arn: &str,
    machine: &str,
    name: &str,
) -> Identity {
    let machine_arn = execution_arn.replacen(":execution:", ":stateMachine:", 1);
    let machine_arn = machine_arn.rsplit_once(':').map_or("", |(arn, _)| arn);
    let execution_arn = match kind {
        ExecutionKind::Standard => execution_arn.to_owned(),
        ExecutionKind::Express => {
            let arn = execution_arn.replacen(":execution:", ":express:", 1);
            format!("{arn}:{name}")
        }
    };
    Identity {
        execution_arn: execution_arn.into(),
        name: name.into(),
        role_arn: None,
        state_machine_arn: machine_arn.into(),
        state_machine_name: machine.into(),
    }
}

/// The input of an execution, where it is not too long.
pub(crate) fn payload(input: Value) -> Option<Payload> {
    Payload::new(input).ok()
}
