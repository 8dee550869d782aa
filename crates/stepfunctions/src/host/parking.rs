//! Taking idle executions out of memory.
//!
//! An execution that waits for a callback or for next year needs a row in the journal and nothing
//! else. When more executions are open than are kept in memory anyway, those that have been idle
//! for a while are parked: the journal notes when they need attention next, and their memory is
//! given back. Whatever happens to them earlier brings them back.

use std::sync::Arc;
use std::time::Duration;

use asl::Timestamp;
use journal::{Commit, Write};

use super::Host;
use super::index::lock;
use super::resident::Resident;

/// So many open executions stay in memory, however idle.
pub(crate) const RESIDENTS_MAX: usize = 50_000;

/// An execution to which nothing happened for so long is idle.
const IDLE: Duration = Duration::from_mins(1);

/// An execution whose next timer is due sooner is not parked.
const SOON_SECONDS: u32 = 120;

/// How often it is looked for idle executions.
const ROUND: Duration = Duration::from_secs(15);

/// So many parked executions are brought back at a time.
const WAKE_PAGE: u32 = 256;

impl Host {
    /// Parks idle executions, for as long as the server runs.
    pub(crate) async fn keep_parking(self: Arc<Self>) {
        loop {
            tokio::time::sleep(ROUND).await;
            self.park_idle(RESIDENTS_MAX, IDLE);
        }
    }

    /// Parks executions that have been idle for so long, while there are more than `keep`.
    pub(crate) fn park_idle(self: &Arc<Self>, keep: usize, idle: Duration) {
        let open = self.index.open_count();
        if open <= keep {
            return;
        }
        let mut surplus = open - keep;
        for resident in self.index.open() {
            if surplus == 0 {
                return;
            }
            if self.park(&resident, idle) {
                surplus -= 1;
            }
        }
    }

    /// Whether it is on its way out of memory.
    fn park(self: &Arc<Self>, resident: &Arc<Resident>, idle: Duration) -> bool {
        let soon = self.clock.now().plus_seconds(SOON_SECONDS);
        let mut state = lock(&resident.state);
        let next = state.timers.iter().map(|(_, due)| *due).min();
        let works = state.tasks.iter().any(|open| open.work.is_some());
        if !resident.durable
            || state.parked
            || state.committing > 0
            || state.children > 0
            || works
            || state.touched.elapsed() < idle
            || next.is_some_and(|due| due < soon)
        {
            return false;
        }
        state.parked = true;
        let records = state.records;
        let (host, parked) = (self.clone(), resident.clone());
        self.journal.submit(Commit {
            writes: vec![Write::Park {
                execution: resident.id,
                until: Some(next.map_or(i64::MAX, Timestamp::nanoseconds)),
            }],
            done: Box::new(move |outcome| {
                if outcome.is_err() {
                    return;
                }
                let mut state = lock(&parked.state);
                // Something may have happened since; then it stays, and its commit says so.
                if state.parked && state.records == records {
                    for (timer, _) in &state.timers {
                        host.timers.cancel(parked.id, *timer);
                    }
                    state.left = true;
                    host.index.remove(parked.id);
                }
            }),
        });
        true
    }

    /// Brings back the parked executions that need attention.
    pub(crate) fn wake_parked(self: &Arc<Self>, now: Timestamp) {
        match self.journal.parked_until(now.nanoseconds(), WAKE_PAGE) {
            Ok(due) => {
                for id in due {
                    if let Err(error) = self.resident(id) {
                        tracing::error!(execution = id.0, %error, "cannot be brought back");
                    }
                }
            }
            Err(error) => tracing::error!(%error, "parked executions cannot be looked up"),
        }
    }
}
