//! The history of an execution, as it grows.
//!
//! Whoever follows an execution replays it beside the host, from the records that are durable: the
//! execution itself keeps no history for them and is not held up.

use std::sync::Arc;

use asl::{StateId, Timestamp};
use interpreter::effect::{Effect, TimerId};
use interpreter::{Execution, WaitsFor};
use journal::{ExecutionId, ExecutionRow};

use super::Unobservable;
use super::history::{LightEvent, state_of};
use crate::host::record::decode_event;
use crate::host::{Host, Undelivered};

/// Somebody who reads the history of one execution.
pub struct Follower {
    host: Arc<Host>,
    id: ExecutionId,
    execution: Execution,
    /// How many records were read.
    records: u32,
    /// Events that were not told yet.
    fresh: Vec<LightEvent>,
}

impl Follower {
    pub(super) fn begin(host: Arc<Host>, row: &ExecutionRow) -> Result<Follower, Unobservable> {
        let opening = host.opening(row, true).map_err(Undelivered::Unreadable)?;
        let (execution, effects) = Execution::start(opening.begin);
        let mut follower = Follower {
            host,
            id: row.id,
            execution,
            records: 0,
            fresh: Vec::new(),
        };
        follower.take_note(&effects);
        Ok(follower)
    }

    /// The events since the last call, oldest first.
    pub fn advance(&mut self) -> Result<Vec<LightEvent>, Unobservable> {
        let records = self.host.journal.records_from(self.id, self.records)?;
        for record in &records {
            let event = decode_event(record).map_err(Undelivered::Unreadable)?;
            let applied = self.execution.apply(event);
            let effects = applied.map_err(Undelivered::Rejected)?;
            self.records += 1;
            self.take_note(&effects);
        }
        Ok(std::mem::take(&mut self.fresh))
    }

    fn take_note(&mut self, effects: &[Effect]) {
        let history = self.execution.take_history();
        let machine = self.execution.machine().clone();
        let retries = if history
            .iter()
            .any(|event| LightEvent::is_failure(&event.details))
        {
            self.retries(effects)
        } else {
            Vec::new()
        };
        for event in &history {
            let mut light = LightEvent::of(event, &machine);
            if LightEvent::is_failure(&event.details) {
                let retry = retries
                    .iter()
                    .find(|(state, _)| Some(*state) == state_of(&event.details));
                light.retry_in_ms =
                    retry.map(|(_, due)| due.milliseconds() - event.at.milliseconds());
            }
            self.fresh.push(light);
        }
    }

    /// The states that wait for their next attempt since this turn, and when it is due.
    fn retries(&self, effects: &[Effect]) -> Vec<(StateId, Timestamp)> {
        let due_of = |wanted: TimerId| {
            effects.iter().find_map(|effect| match effect {
                Effect::SetTimer { timer, due } if *timer == wanted => Some(*due),
                _ => None,
            })
        };
        let stays = self.execution.stays();
        let retries = stays.filter_map(|stay| match stay.waits_for {
            WaitsFor::Retry(timer) => Some((stay.state, due_of(timer)?)),
            WaitsFor::Others | WaitsFor::Time(_) | WaitsFor::Task { .. } => None,
        });
        retries.collect()
    }
}
