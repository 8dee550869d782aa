//! How many executions come and go, and how long their states take.

use std::collections::BTreeMap;
use std::sync::Arc;

use asl::Timestamp;
use foldhash::HashMap;

use super::{ExecutionStatus, Observe, Unobservable};
use crate::host::meter::{
    Counts, Histogram, KEPT_SECONDS, MINUTE_SECONDS, Passed, SPAN_SECONDS, seconds,
};

/// So many steps a series has at most, and one for what has just begun.
const STEPS_MAX: i64 = 180;

/// What was measured until now.
#[derive(Clone, Debug)]
pub struct Measures {
    /// Since when: the window's beginning, or the server's start.
    pub since: Timestamp,
    /// How long a step is.
    pub step_seconds: i64,
    /// The series, oldest first.
    pub steps: Vec<Step>,
    /// How long executions took that have ended, in milliseconds; in whole quarters of an hour.
    pub duration: Times,
    /// The states that were left, the most often first.
    pub states: Vec<StateMeasures>,
}

/// What came and went in a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// When it begins, in seconds since 1970.
    pub at: i64,
    /// Executions that started.
    pub started: u64,
    /// Ended well.
    pub succeeded: u64,
    /// Failed.
    pub failed: u64,
    /// Took too long.
    pub timed_out: u64,
    /// Were stopped.
    pub aborted: u64,
    /// Starts that were refused for want of room.
    pub throttled: u64,
    /// How many were open at its end.
    pub open: u64,
}

/// How long something took, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Half took no longer.
    pub p50_ms: Option<u64>,
    /// 95 of 100 took no longer.
    pub p95_ms: Option<u64>,
    /// None took longer.
    pub max_ms: u64,
}

/// How executions went through a state.
#[derive(Clone, Debug)]
pub struct StateMeasures {
    /// The name of the machine.
    pub machine: Arc<str>,
    /// The name of the state.
    pub state: Arc<str>,
    /// How often it was entered and left.
    pub entered: u64,
    /// How often it had failed by then, caught or not.
    pub failed: u64,
    /// How long that took, retries included.
    pub times: Times,
}

impl Times {
    fn of(histogram: &Histogram) -> Times {
        Times {
            p50_ms: histogram.percentile(50),
            p95_ms: histogram.percentile(95),
            max_ms: histogram.max(),
        }
    }
}

impl Observe {
    /// What was measured of a machine, or of all, in the last hours: at most a week.
    pub fn measures(&self, machine: Option<&str>, hours: u32) -> Result<Measures, Unobservable> {
        let now = self.host.clock.now();
        let window = (i64::from(hours) * 3_600).clamp(3_600, KEPT_SECONDS);
        let begin = (seconds(now) - window).max(seconds(self.host.meter.since));
        let step = step_seconds(window);
        let measured = self.host.meter.measured(machine);
        let mut minutes: BTreeMap<i64, Sum> = BTreeMap::new();
        let mut duration = Histogram::default();
        let mut states: HashMap<(Arc<str>, Arc<str>), Passed> = HashMap::default();
        let first_span = begin.div_euclid(SPAN_SECONDS);
        for (name, measured) in measured {
            for (minute, counts) in measured.minutes.range(begin.div_euclid(MINUTE_SECONDS)..) {
                let at = (minute * MINUTE_SECONDS).div_euclid(step) * step;
                minutes.entry(at).or_default().add(counts);
            }
            for times in measured.durations.range(first_span..) {
                duration.merge(times.1);
            }
            for (state, spans) in measured.states {
                let mut all = Passed::default();
                for (_, passed) in spans.range(first_span..) {
                    all.failed = all.failed.saturating_add(passed.failed);
                    all.times.merge(&passed.times);
                }
                if all.times.count() > 0 {
                    states.insert((name.clone(), state), all);
                }
            }
        }
        let open = self.counts(machine)?.of(ExecutionStatus::Running);
        let states = states.into_iter().map(|((machine, state), passed)| {
            let times = Times::of(&passed.times);
            StateMeasures {
                machine,
                state,
                entered: passed.times.count(),
                failed: u64::from(passed.failed),
                times,
            }
        });
        let mut states: Vec<StateMeasures> = states.collect();
        states.sort_by(|a, b| {
            let order = |one: &StateMeasures| (one.machine.clone(), one.state.clone());
            b.entered
                .cmp(&a.entered)
                .then_with(|| order(a).cmp(&order(b)))
        });
        Ok(Measures {
            since: Timestamp::from_milliseconds(begin * 1_000),
            step_seconds: step,
            steps: series(&minutes, begin, seconds(now), step, open),
            duration: Times::of(&duration),
            states,
        })
    }
}

/// The shortest step of whole minutes with which a window has no more than [`STEPS_MAX`].
fn step_seconds(window: i64) -> i64 {
    let step = (window + STEPS_MAX - 1).div_euclid(STEPS_MAX);
    (step + MINUTE_SECONDS - 1).div_euclid(MINUTE_SECONDS) * MINUTE_SECONDS
}

/// What came and went, before it is known how many were open.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    step: Step,
    redriven: u64,
}

impl Sum {
    fn add(&mut self, counts: &Counts) {
        let step = &mut self.step;
        step.started += u64::from(counts.started);
        step.succeeded += u64::from(counts.succeeded);
        step.failed += u64::from(counts.failed);
        step.timed_out += u64::from(counts.timed_out);
        step.aborted += u64::from(counts.aborted);
        step.throttled += u64::from(counts.throttled);
        self.redriven += u64::from(counts.redriven);
    }
}

/// Every step from the first to the last; how many were open follows from how many are.
fn series(sums: &BTreeMap<i64, Sum>, begin: i64, now: i64, step: i64, mut open: u64) -> Vec<Step> {
    let first = begin.div_euclid(step);
    let last = now.div_euclid(step);
    let mut steps: Vec<Step> = Vec::new();
    for number in (first..=last).rev() {
        let at = number * step;
        let sum = sums.get(&at).copied().unwrap_or_default();
        let came = sum.step.started + sum.redriven;
        let went = sum.step.succeeded + sum.step.failed + sum.step.timed_out + sum.step.aborted;
        steps.push(Step {
            at,
            open,
            ..sum.step
        });
        open = (open + went).saturating_sub(came);
    }
    steps.reverse();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_were_open_follows_from_how_many_are() {
        let sum = |started, succeeded| Sum {
            step: Step {
                started,
                succeeded,
                ..Step::default()
            },
            redriven: 0,
        };
        let sums = BTreeMap::from([(60, sum(5, 1)), (180, sum(1, 2))]);
        let open: Vec<u64> = series(&sums, 60, 200, 60, 3)
            .iter()
            .map(|step| step.open)
            .collect();
        assert_eq!(open, [4, 4, 3]);
    }

    #[test]
    fn a_step_is_whole_minutes() {
        for hours in [1, 6, 24, 168] {
            let step = step_seconds(hours * 3_600);
            assert!(
                step % 60 == 0 && hours * 3_600 / step <= STEPS_MAX,
                "{hours}"
            );
        }
        assert_eq!(step_seconds(3_600), 60);
    }
}
