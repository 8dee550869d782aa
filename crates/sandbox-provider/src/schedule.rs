//! What happens later: Pix that expire, charges that pay themselves, events to be delivered.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::event::Event;

/// The clock is looked at so often while something is to happen later: it may run faster than the
/// wall's, and may be moved.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Something that is to be done.
#[derive(Clone, Debug)]
pub(crate) enum Job {
    /// A Pix may have expired.
    Expire { charge: String },
    /// A charge pays itself.
    Pay { charge: String },
    /// An event is to be delivered, for this time of trying, from 1.
    Deliver { event: Arc<Event>, attempt: u32 },
}

/// What is to be done, by when.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    waiting: Mutex<Waiting>,
    sooner: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    jobs: BinaryHeap<Reverse<Due>>,
    given: u64,
}

/// A job and its time; those of the same time in the order in which they were put.
#[derive(Debug)]
struct Due {
    at: Timestamp,
    order: u64,
    job: Job,
}

impl Schedule {
    pub(crate) fn put(&self, at: Timestamp, job: Job) {
        let mut waiting = self.lock();
        waiting.given += 1;
        let order = waiting.given;
        let first = waiting.jobs.peek().is_none_or(|Reverse(next)| at < next.at);
        waiting.jobs.push(Reverse(Due { at, order, job }));
        drop(waiting);
        if first {
            self.sooner.notify_one();
        }
    }

    /// The next job whose time has come, if there is one.
    pub(crate) fn take(&self, now: Timestamp) -> Option<Job> {
        let mut waiting = self.lock();
        if waiting
            .jobs
            .peek()
            .is_none_or(|Reverse(next)| next.at > now)
        {
            return None;
        }
        waiting.jobs.pop().map(|Reverse(due)| due.job)
    }

    /// Waits until it may be time for the next job.
    pub(crate) async fn wait(&self) {
        let idle = self.lock().jobs.is_empty();
        if idle {
            self.sooner.notified().await;
        } else {
            let _ = tokio::time::timeout(LOOK_EVERY, self.sooner.notified()).await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Due {
    fn place(&self) -> (Timestamp, u64) {
        (self.at, self.order)
    }
}

impl PartialEq for Due {
    fn eq(&self, other: &Due) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Due {}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Due) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Due) -> std::cmp::Ordering {
        self.place().cmp(&other.place())
    }
}
