//! Taking the steps of a case against a target.
//!
//! The steps of a case are one track; a `spawn` adds another. A track goes on until it has to wait.
//! When all tracks wait, the target lets time pass until the next thing happens, and every track
//! looks again whether its wait is over. The tracks themselves never run beside each other, so in
//! virtual time a case always goes the same way.

mod awaits;
mod collected;

use std::collections::BTreeMap;

use asl::Timestamp;
use serde_json::Value;

use super::clock;
use super::corpus::{Call, Case, ExpectError, LogQuery, Step, Until};
use super::matching::{Comparison, Level};
use super::resolver::{Resolver, Unresolved};
use super::target::{ACCOUNT, NoAnswer, REGION, Refused, Target, Ticket};

/// How long spawned steps may go on when the others are done, in seconds.
const SPAWNED_SECONDS_MAX: f64 = 5.0;

/// How long a call that is to be repeated until it succeeds is repeated, in seconds.
const RETRY_SECONDS_MAX: f64 = 30.0;

/// How long such a call rests between two tries, in seconds.
const RETRY_INTERVAL_SECONDS: f64 = 0.3;

/// How long log messages are waited for, in seconds.
const LOG_SECONDS_MAX: f64 = 60.0;

/// What came of a case.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Every value is AWS's.
    Passed(Level),
    /// Some are not; what differs, or why the steps could not be taken.
    Failed(Vec<String>),
    /// The case needs something that is not there.
    Skipped(String),
}

/// Takes the steps of a case and compares what they collected.
pub(crate) fn run(case: &Case, target: &mut impl Target) -> Verdict {
    let mut steps = Steps::new(case, target);
    match steps.take_all() {
        Ok(()) => steps.verdict(),
        Err(Stop::Skip(reason)) => Verdict::Skipped(reason),
        Err(Stop::Fail(reason)) => Verdict::Failed(vec![reason]),
        Err(Stop::NotYet(unresolved)) => Verdict::Failed(vec![format!(
            "`{}` leads nowhere in what the steps collected",
            unresolved.reference
        )]),
    }
}

struct Steps<'c, T> {
    case: &'c Case,
    target: &'c mut T,
    resolver: Resolver,
    errors: BTreeMap<String, CallError>,
    collected: BTreeMap<String, Value>,
    spawned: Vec<Track<'c>>,
}

/// An error that a call answered with.
struct CallError {
    operation: String,
    error: Box<Refused>,
}

/// Steps to be taken one after the other.
struct Track<'c> {
    steps: &'c [Step],
    next: usize,
    /// How far the next step has come, when it has begun.
    begun: Option<Begun<'c>>,
}

/// A step that has begun and waits.
enum Begun<'c> {
    /// Until this instant.
    Pause(Timestamp),
    /// For the reply to a call.
    Call {
        ticket: Ticket,
        give_up_at: Timestamp,
    },
    /// For the next try of a call.
    Retry {
        at: Timestamp,
        give_up_at: Timestamp,
    },
    /// For the steps of a poll.
    Poll(Box<Track<'c>>),
}

impl<'c> Track<'c> {
    fn new(steps: &'c [Step]) -> Track<'c> {
        Track {
            steps,
            next: 0,
            begun: None,
        }
    }
}

/// How a step or a track went.
enum Progress {
    Done,
    /// Look again when something happened, at this instant at the latest.
    Waiting(Option<Timestamp>),
}

/// Why steps cannot go on.
enum Stop {
    /// The case has failed.
    Fail(String),
    /// The case cannot be run.
    Skip(String),
    /// A value is missing that a spawned step may still bring.
    NotYet(Unresolved),
}

impl From<Unresolved> for Stop {
    fn from(unresolved: Unresolved) -> Self {
        Stop::NotYet(unresolved)
    }
}

impl<'c, T: Target> Steps<'c, T> {
    fn new(case: &'c Case, target: &'c mut T) -> Steps<'c, T> {
        let mut resolver = Resolver::default();
        resolver.insert("account", Value::from(ACCOUNT));
        resolver.insert("region", Value::from(REGION));
        for number in 1..=case.uids {
            let id = target.unique_id(number);
            resolver.insert(format!("uid{number}"), Value::from(id));
        }
        Steps {
            case,
            target,
            resolver,
            errors: BTreeMap::new(),
            collected: BTreeMap::new(),
            spawned: Vec::new(),
        }
    }

    fn take_all(&mut self) -> Result<(), Stop> {
        let patience = self.target.patience_seconds(self.case);
        let mut main = Track::new(&self.case.steps);
        let last = self.seconds_from_now(patience);
        while let Progress::Waiting(until) = self.advance(&mut main)? {
            let until = earlier(until, self.advance_spawned());
            if self.target.now() >= last || !self.target.let_time_pass(until) {
                return Err(Stop::Fail(format!(
                    "step {} waits for something that does not happen: {}",
                    main.next + 1,
                    described(&main.steps[main.next]),
                )));
            }
        }
        let last = self.seconds_from_now(SPAWNED_SECONDS_MAX);
        while !self.spawned.is_empty() && self.target.now() < last {
            let until = self.advance_spawned();
            self.target.let_time_pass(earlier(until, Some(last)));
        }
        Ok(())
    }

    /// Lets the spawned tracks go on. One that fails ends; what it should have brought is missed
    /// where it is needed.
    fn advance_spawned(&mut self) -> Option<Timestamp> {
        let mut until = None;
        for mut track in std::mem::take(&mut self.spawned) {
            if let Ok(Progress::Waiting(track_until)) = self.advance(&mut track) {
                until = earlier(until, track_until);
                self.spawned.push(track);
            }
        }
        until
    }

    fn advance(&mut self, track: &mut Track<'c>) -> Result<Progress, Stop> {
        while let Some(step) = track.steps.get(track.next) {
            match self.take(step, &mut track.begun)? {
                Progress::Done => {
                    track.next += 1;
                    track.begun = None;
                }
                waiting @ Progress::Waiting(_) => return Ok(waiting),
            }
        }
        Ok(Progress::Done)
    }

    fn take(&mut self, step: &'c Step, begun: &mut Option<Begun<'c>>) -> Result<Progress, Stop> {
        match step {
            Step::Call(call) => self.call(call, begun),
            Step::Await { what, args } => {
                let args = self.resolver.fields(args)?;
                Ok(if self.has_come(what, &args)? {
                    Progress::Done
                } else {
                    Progress::Waiting(None)
                })
            }
            Step::AwaitLogs { id, logs } => self.await_logs(id, logs, begun),
            Step::Poll {
                poll,
                until,
                interval,
            } => self.poll(poll, until, *interval, begun),
            Step::Spawn { spawn } => {
                self.spawned.push(Track::new(spawn));
                Ok(Progress::Done)
            }
            Step::Sleep { sleep } => Ok(self.pause(*sleep, begun)),
            Step::Match { name, value } => match self.source(value) {
                Ok(value) => {
                    self.collected.insert(name.clone(), value);
                    Ok(Progress::Done)
                }
                Err(Stop::NotYet(_)) if !self.spawned.is_empty() => Ok(Progress::Waiting(None)),
                Err(other) => Err(other),
            },
        }
    }

    /// Waits so many seconds from the first time it is asked.
    fn pause(&self, seconds: f64, begun: &mut Option<Begun<'c>>) -> Progress {
        let until = match begun {
            Some(Begun::Pause(until)) => *until,
            _ => self.seconds_from_now(seconds),
        };
        if self.target.now() < until {
            *begun = Some(Begun::Pause(until));
            Progress::Waiting(Some(until))
        } else {
            Progress::Done
        }
    }

    fn poll(
        &mut self,
        steps: &'c [Step],
        until: &[Until],
        interval_seconds: f64,
        begun: &mut Option<Begun<'c>>,
    ) -> Result<Progress, Stop> {
        let mut track = match begun.take() {
            Some(Begun::Poll(track)) => track,
            Some(Begun::Pause(until)) if self.target.now() < until => {
                *begun = Some(Begun::Pause(until));
                return Ok(Progress::Waiting(Some(until)));
            }
            _ => Box::new(Track::new(steps)),
        };
        let holds = match self.advance(&mut track) {
            Ok(Progress::Done) => self.all_hold(until),
            Ok(waiting @ Progress::Waiting(_)) => {
                *begun = Some(Begun::Poll(track));
                return Ok(waiting);
            }
            Err(stop) => Err(stop),
        };
        match holds {
            Ok(true) => Ok(Progress::Done),
            Ok(false) | Err(Stop::Fail(_) | Stop::NotYet(_)) => {
                let again = self.seconds_from_now(interval_seconds);
                *begun = Some(Begun::Pause(again));
                Ok(Progress::Waiting(Some(again)))
            }
            Err(skip @ Stop::Skip(_)) => Err(skip),
        }
    }

    fn all_hold(&self, conditions: &[Until]) -> Result<bool, Stop> {
        for condition in conditions {
            let holds = match condition {
                Until::Resolves(reference) => self.resolver.reference(reference).is_ok(),
                Until::Equals { reference, equals } => {
                    self.resolver.reference(reference)? == self.resolver.value(equals)?
                }
                Until::Length { reference, len } => match self.resolver.reference(reference)? {
                    Value::Array(items) => items.len() == *len,
                    Value::Object(fields) => fields.len() == *len,
                    _ => false,
                },
            };
            if !holds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn call(&mut self, call: &Call, begun: &mut Option<Begun<'c>>) -> Result<Progress, Stop> {
        let now = self.target.now();
        let (ticket, give_up_at) = match begun.take() {
            Some(Begun::Call { ticket, give_up_at }) => (ticket, give_up_at),
            Some(Begun::Retry { at, give_up_at }) if now < at => {
                *begun = Some(Begun::Retry { at, give_up_at });
                return Ok(Progress::Waiting(Some(at)));
            }
            other => {
                self.resolver.now_is(now);
                let params = self.resolver.fields(&call.params)?;
                let ticket = self.target.begin(call, params).map_err(Stop::Skip)?;
                let give_up_at = match other {
                    Some(Begun::Retry { give_up_at, .. }) => give_up_at,
                    _ => self.seconds_from_now(RETRY_SECONDS_MAX),
                };
                (ticket, give_up_at)
            }
        };
        let Some(reply) = self.target.reply(ticket) else {
            *begun = Some(Begun::Call { ticket, give_up_at });
            return Ok(Progress::Waiting(None));
        };
        let operation = &call.operation.name;
        match reply {
            Ok(_) if call.expect_error == ExpectError::Must => Err(Stop::Fail(format!(
                "step {} {operation}: expected an API error, got success",
                call.id
            ))),
            Ok(answer) => {
                self.errors.remove(&call.id);
                self.resolver.insert(&call.id, answer.into_value());
                Ok(Progress::Done)
            }
            Err(NoAnswer::Broken(why)) => {
                Err(Stop::Fail(format!("step {} {operation}: {why}", call.id)))
            }
            Err(NoAnswer::Refused(_)) if call.retry_until_ok && now < give_up_at => {
                let at = self.seconds_from_now(RETRY_INTERVAL_SECONDS);
                *begun = Some(Begun::Retry { at, give_up_at });
                Ok(Progress::Waiting(Some(at)))
            }
            Err(NoAnswer::Refused(error)) if call.expect_error == ExpectError::No => {
                Err(Stop::Fail(format!(
                    "step {} {operation}: unexpected error {}: {}",
                    call.id, error.code, error.message
                )))
            }
            Err(NoAnswer::Refused(error)) => {
                self.resolver.insert(&call.id, error.to_value());
                let operation = operation.clone();
                self.errors
                    .insert(call.id.clone(), CallError { operation, error });
                Ok(Progress::Done)
            }
        }
    }

    /// Waits for the log messages of an execution: for so many, or for the one that ends it.
    fn await_logs(
        &mut self,
        id: &str,
        logs: &LogQuery,
        begun: &mut Option<Begun<'c>>,
    ) -> Result<Progress, Stop> {
        let group = self.resolver.text(&logs.log_group)?;
        let events = self.log_messages(&group)?;
        let complete = match logs.count {
            Some(count) => events.len() == count,
            None => events.last().is_some_and(awaits::ends_execution),
        };
        let give_up_at = match begun {
            Some(Begun::Pause(until)) => *until,
            _ => self.seconds_from_now(LOG_SECONDS_MAX),
        };
        if complete || (self.target.now() >= give_up_at && !events.is_empty()) {
            let found = serde_json::json!({"events": events});
            self.resolver.insert(id, found);
            return Ok(Progress::Done);
        }
        if self.target.now() >= give_up_at {
            return Err(Stop::Fail(format!("no log messages in {group}")));
        }
        *begun = Some(Begun::Pause(give_up_at));
        Ok(Progress::Waiting(None))
    }

    fn seconds_from_now(&self, seconds: f64) -> Timestamp {
        clock::later(self.target.now(), seconds)
    }

    fn verdict(self) -> Verdict {
        let mut comparison = match Comparison::new(self.case, &self.resolver) {
            Ok(comparison) => comparison,
            Err(error) => return Verdict::Failed(vec![format!("a token of the case: {error}")]),
        };
        let mut same = true;
        for (name, expected) in &self.case.expected {
            same &= comparison.compare(name, expected, self.collected.get(name));
        }
        if same {
            Verdict::Passed(comparison.level())
        } else {
            Verdict::Failed(comparison.into_differences())
        }
    }
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    a.into_iter().chain(b).min()
}

fn described(step: &Step) -> String {
    match step {
        Step::Call(call) => format!("{}:{}", call.operation.service, call.operation.name),
        Step::Await { what, .. } => what.clone(),
        Step::AwaitLogs { .. } => "logs".to_owned(),
        Step::Poll { .. } => "what is polled".to_owned(),
        Step::Spawn { .. } => "spawned steps".to_owned(),
        Step::Sleep { .. } => "the end of a sleep".to_owned(),
        Step::Match { name, .. } => format!("a value for `{name}`"),
    }
}
