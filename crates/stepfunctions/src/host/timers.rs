//! Timers: fired when they are due, or later, and never earlier.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use asl::Timestamp;
use interpreter::effect::TimerId;
use journal::ExecutionId;
use tokio::sync::Notify;

/// The clock is looked at again at least so often: it may be set forward.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// The timers of all executions in memory, and the executions that are looked at again for
/// other reasons.
#[derive(Default)]
pub(crate) struct Timers {
    agenda: Mutex<Agenda>,
    earlier: Notify,
}

#[derive(Default)]
struct Agenda {
    by_time: BTreeMap<(Timestamp, u64), (ExecutionId, TimerId)>,
    by_timer: HashMap<(ExecutionId, TimerId), (Timestamp, u64)>,
    entries: u64,
}

impl Timers {
    pub(crate) fn set(&self, execution: ExecutionId, timer: TimerId, due: Timestamp) {
        let mut agenda = self.lock();
        agenda.entries += 1;
        let place = (due, agenda.entries);
        let first = agenda
            .by_time
            .first_key_value()
            .is_none_or(|(first, _)| place < *first);
        agenda.by_time.insert(place, (execution, timer));
        agenda.by_timer.insert((execution, timer), place);
        drop(agenda);
        if first {
            self.earlier.notify_one();
        }
    }

    pub(crate) fn cancel(&self, execution: ExecutionId, timer: TimerId) {
        let mut agenda = self.lock();
        if let Some(place) = agenda.by_timer.remove(&(execution, timer)) {
            agenda.by_time.remove(&place);
        }
    }

    /// Takes the timers that are due at `now`, the longest overdue first, at most `limit`.
    pub(crate) fn take_due(&self, now: Timestamp, limit: usize) -> Vec<(ExecutionId, TimerId)> {
        let mut agenda = self.lock();
        let mut due = Vec::new();
        while due.len() < limit
            && let Some(entry) = agenda.by_time.first_entry()
            && entry.key().0 <= now
        {
            let timer = entry.remove();
            agenda.by_timer.remove(&timer);
            due.push(timer);
        }
        due
    }

    /// When the next one is due.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.lock()
            .by_time
            .first_key_value()
            .map(|((due, _), _)| *due)
    }

    /// Returns when the first timer may be due at last: after so long, or when an earlier one
    /// is set.
    pub(crate) async fn wait(&self, now: Timestamp) {
        let pause = self.next_due().map_or(LOOK_AGAIN, |due| {
            let nanoseconds = due.nanoseconds().saturating_sub(now.nanoseconds()).max(0);
            Duration::from_nanos(nanoseconds.unsigned_abs()).min(LOOK_AGAIN)
        });
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.earlier.notified() => {}
        }
    }

    fn lock(&self) -> MutexGuard<'_, Agenda> {
        self.agenda.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_are_taken_in_the_order_of_their_time() {
        let timers = Timers::default();
        let at = Timestamp::from_milliseconds;
        let (a, b) = (ExecutionId(1), ExecutionId(2));
        let timer = TimerId::from_u64;
        timers.set(a, timer(1), at(2_000));
        timers.set(b, timer(1), at(1_000));
        timers.set(b, timer(2), at(1_000));
        timers.set(a, timer(3), at(500));
        timers.cancel(a, timer(3));
        assert_eq!(timers.next_due(), Some(at(1_000)));
        assert!(timers.take_due(at(999), 9).is_empty());
        assert_eq!(
            timers.take_due(at(3_000), 2),
            [(b, timer(1)), (b, timer(2))]
        );
        assert_eq!(timers.take_due(at(3_000), 9), [(a, timer(1))]);
        assert_eq!(timers.next_due(), None);
    }
}
