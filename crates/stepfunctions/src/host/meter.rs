//! How many executions come and go, and how long states take: since the server started, for a week
//! at most, in memory.
//!
//! Counts are kept by the minute, times by the quarter of an hour as a histogram whose steps are an
//! eighth of an octave: a time is told within 7 %. What is kept is bounded by [`MACHINES_MAX`],
//! [`STATES_MAX`] and [`KEPT_SECONDS`]; machines and states beyond are not measured.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use asl::{StateMachine, Timestamp};
use foldhash::HashMap;
use interpreter::Passage;
use journal::Status;

use super::index::lock;

/// So many machines are measured.
const MACHINES_MAX: usize = 200;

/// And so many states of all of them.
const STATES_MAX: usize = 2_000;

/// A week.
pub(crate) const KEPT_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Counts are by the minute.
pub(crate) const MINUTE_SECONDS: i64 = 60;

/// Times are by the quarter of an hour.
pub(crate) const SPAN_SECONDS: i64 = 15 * 60;

/// What is measured of all machines.
#[derive(Debug)]
pub(crate) struct Meter {
    machines: RwLock<HashMap<Arc<str>, Arc<MachineMeter>>>,
    states: Arc<AtomicUsize>,
    /// Takes what is not kept.
    beyond: Arc<MachineMeter>,
    pub(crate) since: Timestamp,
}

/// What is measured of one machine.
#[derive(Debug)]
pub(crate) struct MachineMeter {
    /// How many states are measured, of all machines.
    states: Arc<AtomicUsize>,
    /// `None`: nothing is kept.
    measured: Option<Mutex<Measured>>,
}

/// What was measured of a machine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// By the number of the minute since 1970.
    pub(crate) minutes: BTreeMap<i64, Counts>,
    /// How long executions took that have ended, by the number of the quarter since 1970.
    pub(crate) durations: BTreeMap<i64, Histogram>,
    pub(crate) states: HashMap<Arc<str>, BTreeMap<i64, Passed>>,
}

/// How many executions came and went in a minute; those of Map Runs are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) started: u32,
    /// Went on after they were over.
    pub(crate) redriven: u32,
    pub(crate) succeeded: u32,
    pub(crate) failed: u32,
    pub(crate) timed_out: u32,
    pub(crate) aborted: u32,
    /// Refused for want of room.
    pub(crate) throttled: u32,
}

/// How executions went through a state in a quarter of an hour.
#[derive(Clone, Debug, Default)]
pub(crate) struct Passed {
    pub(crate) failed: u32,
    pub(crate) times: Histogram,
}

/// How long something took, in milliseconds; as many steps as there are different ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Histogram {
    /// Steps and how often each was taken, by the step.
    steps: Vec<(u16, u32)>,
    max: u64,
}

impl Meter {
    pub(crate) fn new(since: Timestamp) -> Meter {
        let states = Arc::<AtomicUsize>::default();
        Meter {
            machines: RwLock::default(),
            beyond: Arc::new(MachineMeter {
                states: states.clone(),
                measured: None,
            }),
            states,
            since,
        }
    }

    /// Where what happens to executions of this machine is counted.
    pub(crate) fn of(&self, machine: &Arc<str>) -> Arc<MachineMeter> {
        let known = self.machines.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(meter) = known.get(machine) {
            return meter.clone();
        }
        drop(known);
        let mut known = self
            .machines
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MACHINES_MAX && !known.contains_key(machine) {
            return self.beyond.clone();
        }
        let meter = known.entry(machine.clone()).or_insert_with(|| {
            Arc::new(MachineMeter {
                states: self.states.clone(),
                measured: Some(Mutex::default()),
            })
        });
        meter.clone()
    }

    /// What was measured of the machine of this name, or of each.
    pub(crate) fn measured(&self, machine: Option<&str>) -> Vec<(Arc<str>, Measured)> {
        let known = self.machines.read().unwrap_or_else(PoisonError::into_inner);
        let wanted = known
            .iter()
            .filter(|(name, _)| machine.is_none_or(|machine| ***name == *machine));
        let measured = wanted.filter_map(|(name, meter)| {
            let measured = lock(meter.measured.as_ref()?).clone();
            Some((name.clone(), measured))
        });
        measured.collect()
    }
}

impl MachineMeter {
    /// Counts something.
    pub(crate) fn count(&self, at: Timestamp, what: impl FnOnce(&mut Counts)) {
        if let Some(measured) = &self.measured {
            let mut measured = lock(measured);
            let minute = seconds(at).div_euclid(MINUTE_SECONDS);
            what(current(&mut measured.minutes, minute, MINUTE_SECONDS));
        }
    }

    /// An execution is over.
    pub(crate) fn ended(&self, started: Timestamp, ended: Timestamp, status: Status) {
        self.count(ended, |counts| {
            let count = match status {
                Status::Succeeded => &mut counts.succeeded,
                Status::Failed | Status::Open => &mut counts.failed,
                Status::TimedOut => &mut counts.timed_out,
                Status::Aborted => &mut counts.aborted,
            };
            *count += 1;
        });
        if let Some(measured) = &self.measured {
            let mut measured = lock(measured);
            let span = seconds(ended).div_euclid(SPAN_SECONDS);
            current(&mut measured.durations, span, SPAN_SECONDS).add(between(started, ended));
        }
    }

    /// States were left.
    pub(crate) fn passed(&self, machine: &StateMachine, passages: &[Passage]) {
        let Some(measured) = &self.measured else {
            return;
        };
        let mut measured = lock(measured);
        for passage in passages {
            let name = &machine.state(passage.state).name;
            let states = &mut measured.states;
            let spans = match states.get_mut(name.as_str()) {
                Some(spans) => spans,
                None if self.states.fetch_add(1, Ordering::Relaxed) < STATES_MAX => {
                    states.entry(name.shared()).or_default()
                }
                None => {
                    self.states.fetch_sub(1, Ordering::Relaxed);
                    continue;
                }
            };
            let span = seconds(passage.left_at).div_euclid(SPAN_SECONDS);
            let passed = current(spans, span, SPAN_SECONDS);
            passed.failed += u32::from(passage.failed);
            passed
                .times
                .add(between(passage.entered_at, passage.left_at));
        }
    }
}

impl Histogram {
    /// Something took so long.
    pub(crate) fn add(&mut self, milliseconds: u64) {
        self.max = self.max.max(milliseconds);
        let step = step_of(milliseconds);
        match self.steps.binary_search_by_key(&step, |(step, _)| *step) {
            Ok(place) => self.steps[place].1 = self.steps[place].1.saturating_add(1),
            Err(place) => self.steps.insert(place, (step, 1)),
        }
    }

    /// Both together.
    pub(crate) fn merge(&mut self, other: &Histogram) {
        self.max = self.max.max(other.max);
        for (step, count) in &other.steps {
            match self.steps.binary_search_by_key(step, |(step, _)| *step) {
                Ok(place) => self.steps[place].1 = self.steps[place].1.saturating_add(*count),
                Err(place) => self.steps.insert(place, (*step, *count)),
            }
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.steps.iter().map(|(_, count)| u64::from(*count)).sum()
    }

    /// So many per cent took no longer, in milliseconds; `None` where there is nothing.
    pub(crate) fn percentile(&self, percent: u64) -> Option<u64> {
        let rank = (self.count() * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let found = self.steps.iter().find(|(_, count)| {
            seen += u64::from(*count);
            seen >= rank
        });
        found.map(|(step, _)| middle_of(*step).min(self.max))
    }

    /// The longest, in milliseconds.
    pub(crate) fn max(&self) -> u64 {
        self.max
    }
}

/// So many steps to an octave.
const STEPS: u64 = 8;

/// Below [`STEPS`] each millisecond is a step; above, each eighth of an octave.
fn step_of(milliseconds: u64) -> u16 {
    if milliseconds < STEPS {
        return u16::try_from(milliseconds).unwrap_or_default();
    }
    let octave = u64::from(milliseconds.ilog2()) - u64::from(STEPS.ilog2());
    let within = (milliseconds >> octave) - STEPS;
    u16::try_from((octave + 1) * STEPS + within).unwrap_or(u16::MAX)
}

/// The middle of what is in a step.
fn middle_of(step: u16) -> u64 {
    let step = u64::from(step);
    if step < STEPS {
        return step;
    }
    let (octave, within) = (step / STEPS - 1, step % STEPS);
    ((STEPS + within) << octave) + ((1 << octave) / 2)
}

/// What is kept of this time, and nothing of what is a week before it.
fn current<T: Default>(kept: &mut BTreeMap<i64, T>, now: i64, length_seconds: i64) -> &mut T {
    let oldest = now - KEPT_SECONDS / length_seconds;
    while let Some(first) = kept.first_entry() {
        if *first.key() >= oldest {
            break;
        }
        first.remove();
    }
    kept.entry(now).or_default()
}

pub(crate) fn seconds(at: Timestamp) -> i64 {
    at.milliseconds().div_euclid(1_000)
}

fn between(begin: Timestamp, end: Timestamp) -> u64 {
    u64::try_from(end.milliseconds() - begin.milliseconds()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_within_seven_per_cent() {
        for milliseconds in (0..2_000).chain([59_999, 3_600_000, 31_536_000_000]) {
            let mut histogram = Histogram::default();
            histogram.add(milliseconds);
            histogram.add(u64::MAX >> 20);
            let told = histogram.percentile(50).expect("a time");
            let off = told.abs_diff(milliseconds);
            assert!(off * 100 <= milliseconds * 7, "{milliseconds}: {told}");
        }
    }

    #[test]
    fn percentiles_are_those_of_all_together() {
        let mut fast = Histogram::default();
        assert_eq!(fast.percentile(50), None);
        (0..95).for_each(|_| fast.add(4));
        let mut slow = Histogram::default();
        (0..5).for_each(|_| slow.add(60_000));
        fast.merge(&slow);
        assert_eq!(fast.percentile(50), Some(4));
        assert_eq!(fast.percentile(95), Some(4));
        assert!(fast.percentile(96).expect("a time") > 55_000);
        assert_eq!(fast.max(), 60_000);
    }

    #[test]
    fn what_is_a_week_old_is_forgotten() {
        let meter = Meter::new(Timestamp::from_milliseconds(0));
        let machine: Arc<str> = "order".into();
        for day in 0..30 {
            let at = Timestamp::from_milliseconds(day * 86_400_000);
            meter.of(&machine).count(at, |counts| counts.started += 1);
        }
        let measured = meter.measured(Some("order"));
        assert_eq!(measured[0].1.minutes.len(), 8);
    }

    #[test]
    fn machines_beyond_the_limit_are_not_measured() {
        let meter = Meter::new(Timestamp::from_milliseconds(0));
        for number in 0..2 * MACHINES_MAX {
            let machine: Arc<str> = format!("m{number}").into();
            let at = Timestamp::from_milliseconds(0);
            meter.of(&machine).count(at, |counts| counts.started += 1);
        }
        assert_eq!(meter.measured(None).len(), MACHINES_MAX);
    }
}
