//! What functions have done and do, for whoever watches them. It is kept in memory, since the server
//! started.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::function::{Code, Function};
use crate::lambda::Lambda;

/// So often it is noted how many invocations and processes there are.
pub const SAMPLED_EVERY: Duration = Duration::from_secs(10);

/// So many times of that are kept: an hour.
const SAMPLES_MAX: usize = 360;

/// Percentiles are those of so many invocations, the latest.
const DURATIONS_MAX: usize = 512;

/// What is noted of one function.
#[derive(Debug, Default)]
pub(crate) struct Figures(Mutex<Noted>);

#[derive(Clone, Debug, Default)]
struct Noted {
    invocations: u64,
    errors: u64,
    throttles: u64,
    durations: VecDeque<Duration>,
    samples: VecDeque<Sample>,
}

/// How much a function did at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// When.
    pub at: SystemTime,
    /// Invocations in progress.
    pub running: u32,
    /// Processes that wait for one.
    pub idle: u32,
}

/// What a function has done since the server started, and does.
#[derive(Clone, Debug)]
pub struct FunctionFigures {
    /// Its name.
    pub name: String,
    /// Invocations in progress.
    pub running: u32,
    /// Processes that wait for one. Handlers of this program have none.
    pub idle: u32,
    /// There are never more in progress; without, the account's limit counts.
    pub limit: Option<u32>,
    /// Invocations that were begun.
    pub invocations: u64,
    /// Those of them that failed.
    pub errors: u64,
    /// Invocations that were refused for want of room.
    pub throttles: u64,
    /// Half of the latest took no longer.
    pub p50: Option<Duration>,
    /// 95 of 100 of the latest took no longer.
    pub p95: Option<Duration>,
    /// How it was in the last hour, oldest first.
    pub samples: Vec<Sample>,
}

/// What all functions together have used, as AWS bills it.
#[derive(Debug, Default)]
pub(crate) struct Used {
    requests: AtomicU64,
    megabyte_milliseconds: AtomicU64,
}

/// The same, read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Invocations.
    pub requests: u64,
    /// Their times, each rounded up to a millisecond, by the memory the function may have.
    pub megabyte_milliseconds: u64,
}

impl Figures {
    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn began(&self) {
        self.noted().invocations += 1;
    }

    pub(crate) fn failed(&self) {
        self.noted().errors += 1;
    }

    pub(crate) fn throttled(&self) {
        self.noted().throttles += 1;
    }

    pub(crate) fn ended(&self, duration: Duration) {
        push(&mut self.noted().durations, duration, DURATIONS_MAX);
    }
}

fn push<T>(kept: &mut VecDeque<T>, new: T, max: usize) {
    if kept.len() == max {
        kept.pop_front();
    }
    kept.push_back(new);
}

impl Used {
    pub(crate) fn add(&self, duration: Duration, memory_megabytes: u32) {
        let milliseconds = duration.as_nanos().div_ceil(1_000_000).max(1);
        let milliseconds = u64::try_from(milliseconds).unwrap_or(u64::MAX);
        let used = milliseconds.saturating_mul(memory_megabytes.into());
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.megabyte_milliseconds
            .fetch_add(used, Ordering::Relaxed);
    }
}

impl Lambda {
    /// What each function has done and does, in the order of their names.
    pub fn figures(&self) -> Vec<FunctionFigures> {
        let functions = self.functions().all();
        let mut all: Vec<FunctionFigures> =
            functions.iter().map(|function| self.of(function)).collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// What all functions together have used since the server started.
    pub fn usage(&self) -> Usage {
        let used = &self.host().used;
        Usage {
            requests: used.requests.load(Ordering::Relaxed),
            megabyte_milliseconds: used.megabyte_milliseconds.load(Ordering::Relaxed),
        }
    }

    /// Notes how many invocations and processes there are.
    pub(crate) fn sample(&self) {
        let at = SystemTime::now();
        for function in self.functions().all() {
            let sample = Sample {
                at,
                running: function.in_progress.load(Ordering::Relaxed),
                idle: self.idle(&function),
            };
            push(&mut function.figures.noted().samples, sample, SAMPLES_MAX);
        }
    }

    fn idle(&self, function: &Function) -> u32 {
        let pools = self.host().pools();
        let of = pools.iter().filter(|pool| pool.name == function.name);
        of.map(|pool| pool.idle()).fold(0, u32::saturating_add)
    }

    fn of(&self, function: &Function) -> FunctionFigures {
        let noted = function.figures.noted().clone();
        let mut durations: Vec<Duration> = noted.durations.into();
        durations.sort_unstable();
        let limits = &self.host().limits;
        let processes = match function.latest.record.code {
            Code::InProcess => None,
            Code::Zip { .. } => u32::try_from(limits.processes_max).ok(),
        };
        FunctionFigures {
            name: function.name.as_str().to_owned(),
            running: function.in_progress.load(Ordering::Relaxed),
            idle: self.idle(function),
            limit: function.attributes.reserved_concurrency.or(processes),
            invocations: noted.invocations,
            errors: noted.errors,
            throttles: noted.throttles,
            p50: percentile(&durations, 50),
            p95: percentile(&durations, 95),
            samples: noted.samples.into(),
        }
    }
}

/// So many of a hundred are no longer than this; they are in their order.
fn percentile(durations: &[Duration], percent: usize) -> Option<Duration> {
    let at = (durations.len() * percent).div_ceil(100);
    durations.get(at.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_durations_that_were_measured() {
        let milliseconds = |range: std::ops::RangeInclusive<u64>| -> Vec<Duration> {
            range.map(Duration::from_millis).collect()
        };
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(
            percentile(&milliseconds(7..=7), 95),
            Some(Duration::from_millis(7))
        );
        let hundred = milliseconds(1..=100);
        assert_eq!(percentile(&hundred, 50), Some(Duration::from_millis(50)));
        assert_eq!(percentile(&hundred, 95), Some(Duration::from_millis(95)));
    }

    #[test]
    fn a_millisecond_that_has_begun_is_paid() {
        let used = Used::default();
        used.add(Duration::from_micros(1_001), 128);
        used.add(Duration::ZERO, 512);
        assert_eq!(used.requests.load(Ordering::Relaxed), 2);
        assert_eq!(
            used.megabyte_milliseconds.load(Ordering::Relaxed),
            2 * 128 + 512
        );
    }
}
