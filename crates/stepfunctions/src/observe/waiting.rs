//! What waits for an answer: tasks whose token somebody has.
//!
//! Those of executions in memory are known. When more executions are open than are kept in memory,
//! the idle ones are parked, and what they wait for is not listed.

use std::sync::Arc;

use asl::Timestamp;
use asl::state::{Resource, StateKind};
use interpreter::WaitsFor;
use interpreter::effect::TimerId;

use super::Observe;
use super::history::resource_name;
use crate::host::index::lock;
use crate::host::resident::{Resident, State};

/// A task that waits for somebody.
#[derive(Clone, Debug)]
pub struct Awaited {
    /// Whoever sends this answers.
    pub token: String,
    /// Whether a worker of an activity is waited for.
    pub is_activity: bool,
    /// The ARN of the execution.
    pub execution_arn: Arc<str>,
    /// The name of its machine.
    pub machine: Arc<str>,
    /// The name of the execution.
    pub name: Arc<str>,
    /// The state.
    pub state: Arc<str>,
    /// Who was asked.
    pub resource: String,
    /// Since when the state has been entered.
    pub since: Timestamp,
    /// When it takes too long.
    pub expires_at: Option<Timestamp>,
    /// What the state was given, as JSON text.
    pub input: String,
}

impl Observe {
    /// What waits for an answer, the longest first: `limit` of it, and how much there is.
    pub fn waiting(&self, limit: usize) -> (Vec<Awaited>, u64) {
        let mut since: Vec<(Timestamp, Arc<Resident>)> = Vec::new();
        let mut total = 0;
        for resident in self.host.index.open() {
            let state = lock(&resident.state);
            let first = waits(&state).map(|stay| stay.entered_at).min();
            total += waits(&state).count() as u64;
            drop(state);
            since.extend(first.map(|first| (first, resident)));
        }
        since.sort_unstable_by_key(|(first, resident)| (*first, resident.id));
        let mut awaited: Vec<Awaited> = Vec::new();
        for (_, resident) in since.iter().take(limit) {
            awaited.extend(of(resident));
        }
        awaited.sort_by_key(|one| one.since);
        awaited.truncate(limit);
        (awaited, total)
    }

    /// How much waits for an answer.
    pub fn waiting_count(&self) -> u64 {
        self.waiting(0).1
    }
}

fn waits(state: &State) -> impl Iterator<Item = interpreter::Stay<'_>> {
    let stays = state.execution.stays();
    stays.filter(|stay| matches!(stay.waits_for, WaitsFor::Task { token: Some(_), .. }))
}

fn of(resident: &Resident) -> Vec<Awaited> {
    let state = lock(&resident.state);
    let due = |timer: Option<TimerId>| {
        let timers = state.timers.iter();
        let found = timers.filter(|(set, _)| Some(*set) == timer);
        found.map(|(_, due)| *due).min()
    };
    let awaited = state.execution.stays().filter_map(|stay| {
        let definition = resident.machine.state(stay.state);
        let StateKind::Task(task) = &definition.kind else {
            return None;
        };
        let WaitsFor::Task {
            token: Some(token),
            timeout,
            heartbeat,
            ..
        } = stay.waits_for
        else {
            return None;
        };
        Some(Awaited {
            token: token.as_str().to_owned(),
            is_activity: matches!(task.resource, Resource::Activity(_)),
            execution_arn: resident.start.execution_arn.clone(),
            machine: resident.start.machine_name.clone(),
            name: resident.start.name.clone(),
            state: definition.name.shared(),
            resource: resource_name(&task.resource),
            since: stay.entered_at,
            expires_at: due(timeout).into_iter().chain(due(heartbeat)).min(),
            input: stay.input.text().to_owned(),
        })
    });
    awaited.collect()
}
