//! FIFO topics: what was published lately is not published again, and what is in one group is
//! delivered in order.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Weak};

use journal::{Journal, Write};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::delivery::{self, Open, Progress};
use crate::name::{SubscriptionId, TopicName};
use crate::sns::Inner;
use crate::store::{OpenError, delete, put, read};

/// A message is the same as another for so long after it (developer guide, "Message deduplication
/// for FIFO topics").
const SAME_FOR_MS: i64 = 5 * 60 * 1_000;

const DEDUPLICATIONS: &str = "sns.deduplication";

/// The state of all FIFO topics.
#[derive(Default)]
pub(crate) struct Fifo {
    known: HashMap<Identity, Known>,
    /// What is known, the oldest first.
    ages: VecDeque<(i64, Identity)>,
    lanes: HashMap<Lane, VecDeque<Waiting>>,
}

/// What makes two messages the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) topic: TopicName,
    /// Where it counts for a group alone.
    pub(crate) group: Option<String>,
    pub(crate) deduplication_id: String,
}

/// A message that was published lately.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Known {
    identity: Identity,
    pub(crate) message_id: String,
    pub(crate) sequence: u64,
    at_ms: i64,
}

/// Messages of a group on their way to a subscriber: one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Lane {
    pub(crate) subscription: SubscriptionId,
    pub(crate) group: String,
}

/// A delivery that waits for its turn.
#[derive(Clone)]
pub(crate) struct Waiting {
    pub(crate) open: Arc<Open>,
    pub(crate) index: usize,
    pub(crate) progress: Progress,
    /// `true` when its message is on the disk.
    pub(crate) durable: watch::Receiver<bool>,
}

impl Fifo {
    pub(crate) fn open(journal: &Journal) -> Result<Fifo, OpenError> {
        let mut known: Vec<Known> = read(journal, DEDUPLICATIONS)?
            .into_iter()
            .map(|(_, known)| known)
            .collect();
        known.sort_by_key(|known| known.at_ms);
        let mut fifo = Fifo::default();
        for known in known {
            fifo.ages.push_back((known.at_ms, known.identity.clone()));
            fifo.known.insert(known.identity.clone(), known);
        }
        Ok(fifo)
    }

    /// Forgets what is too old to be the same as anything.
    pub(crate) fn forget(&mut self, now_ms: i64) -> Vec<Write> {
        let mut writes = Vec::new();
        while let Some((at_ms, _)) = self.ages.front()
            && *at_ms + SAME_FOR_MS <= now_ms
        {
            if let Some((_, identity)) = self.ages.pop_front() {
                writes.push(delete(DEDUPLICATIONS, &identity.key()));
                self.known.remove(&identity);
            }
        }
        writes
    }

    /// The numbers of the messages that are known.
    pub(crate) fn sequences(&self) -> impl Iterator<Item = u64> {
        self.known.values().map(|known| known.sequence)
    }

    /// The same message, if it was published lately.
    pub(crate) fn known(&self, identity: &Identity) -> Option<&Known> {
        self.known.get(identity)
    }

    /// Remembers a message that is new.
    pub(crate) fn remember(
        &mut self,
        identity: Identity,
        message_id: &str,
        sequence: u64,
        at_ms: i64,
    ) -> Write {
        let known = Known {
            identity: identity.clone(),
            message_id: message_id.to_owned(),
            sequence,
            at_ms,
        };
        let write = known.write();
        self.ages.push_back((at_ms, identity.clone()));
        self.known.insert(identity, known);
        write
    }

    /// Puts a delivery behind the others of its lane. Whether the lane is new, and needs somebody to
    /// [drive](drive) along it.
    #[must_use]
    pub(crate) fn line_up(&mut self, lane: Lane, waiting: Waiting) -> bool {
        match self.lanes.entry(lane) {
            Entry::Occupied(mut deliveries) => {
                deliveries.get_mut().push_back(waiting);
                false
            }
            Entry::Vacant(lane) => {
                lane.insert(VecDeque::from([waiting]));
                true
            }
        }
    }

    fn first(&self, lane: &Lane) -> Option<Waiting> {
        self.lanes.get(lane)?.front().cloned()
    }

    /// Takes the first out of a lane and gives the next. Without one the lane ends.
    fn next(&mut self, lane: &Lane) -> Option<Waiting> {
        self.lanes.get_mut(lane)?.pop_front();
        let next = self.first(lane);
        if next.is_none() {
            self.lanes.remove(lane);
        }
        next
    }
}

impl Identity {
    fn key(&self) -> String {
        let group = self.group.as_deref().unwrap_or_default();
        format!("{}\n{group}\n{}", self.topic, self.deduplication_id)
    }
}

impl Known {
    /// Writes it once more: when that is durable, so is what came before.
    pub(crate) fn write(&self) -> Write {
        put(DEDUPLICATIONS, &self.identity.key(), self)
    }
}

/// Makes the deliveries of a lane, one after the other, until there are none. A lane has one driver.
pub(crate) async fn drive(weak: Weak<Inner>, lane: Lane) {
    let mut waiting = weak.upgrade().and_then(|inner| inner.fifo().first(&lane));
    while let Some(mut first) = waiting {
        // Without a sender it was never written: then the journal has stopped, and so has all else.
        if first.durable.wait_for(|durable| *durable).await.is_ok() {
            delivery::deliver(weak.clone(), first.open, first.index, first.progress).await;
        }
        waiting = weak.upgrade().and_then(|inner| inner.fifo().next(&lane));
    }
}
