//! Deliveries: each is tried until it succeeds, is given up, or its subscription is gone.
//!
//! An open message is a document of the journal with all its targets. What has become of one delivery
//! while others are open is a document of its own; when the last one ends, all of them go in one
//! commit. After a crash, what had not ended is tried again: at least once.

mod attempt;
mod http;
mod queue;

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use journal::{Journal, Write};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use wire::RequestId;

use crate::dead_letter::ReplayError;
use crate::fifo::{self, Lane, Waiting};
use crate::message::{Message, Target};
use crate::sns::{Inner, Sns};
use crate::store::{OpenError, delete, put, read};
use attempt::Attempt;

/// At most so many messages are open at once; publishers of more are told to come again.
pub(crate) const OPEN_MESSAGES_MAX: usize = 100_000;

/// When those that are open have so many bytes, publishers are told the same: they are in memory.
pub(crate) const OPEN_BYTES_MAX: usize = 256 << 20;

/// Open messages, by their key.
const MESSAGES: &str = "sns.message";
/// What has become of one delivery of an open message, by `KEY/INDEX`.
const PROGRESS: &str = "sns.progress";

/// A message whose deliveries have not all ended.
pub(crate) struct Open {
    /// The key of its document.
    key: String,
    pub(crate) message: Message,
    pub(crate) targets: Vec<Target>,
    ending: Mutex<Ending>,
}

struct Ending {
    /// Deliveries that have not ended.
    left: usize,
    /// Those of which there is a document.
    noted: Vec<bool>,
}

/// How far a delivery has come.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// Tries that failed.
    pub(crate) failures: u32,
    /// Not to be tried before then, in milliseconds since 1970.
    due_ms: i64,
    /// It is over, and others are not.
    ended: bool,
}

/// A message that a former server left.
pub(crate) struct Left {
    open: Arc<Open>,
    /// Of each delivery.
    progress: Vec<Progress>,
}

#[derive(Serialize)]
struct DocumentRef<'o> {
    message: &'o Message,
    targets: &'o [Target],
}

#[derive(Deserialize)]
struct Document {
    message: Message,
    targets: Vec<Target>,
}

impl Open {
    pub(crate) fn new(key: String, message: Message, targets: Vec<Target>) -> Open {
        let ending = Ending {
            left: targets.len(),
            noted: vec![false; targets.len()],
        };
        Open {
            key,
            message,
            targets,
            ending: Mutex::new(ending),
        }
    }

    /// Its document.
    pub(crate) fn write(&self) -> Write {
        let document = DocumentRef {
            message: &self.message,
            targets: &self.targets,
        };
        put(MESSAGES, &self.key, &document)
    }

    fn progress_key(&self, index: usize) -> String {
        format!("{}/{index}", self.key)
    }
}

impl Left {
    pub(crate) fn sequence(&self) -> u64 {
        self.open.message.sequence
    }

    pub(crate) fn bytes(&self) -> usize {
        self.open.message.bytes()
    }
}

/// What a former server left, the oldest first.
pub(crate) fn left(journal: &Journal) -> Result<Vec<Left>, OpenError> {
    let mut progress: std::collections::HashMap<String, Progress> =
        read(journal, PROGRESS)?.into_iter().collect();
    let mut all = Vec::new();
    for (key, document) in read::<Document>(journal, MESSAGES)? {
        let open = Open::new(key, document.message, document.targets);
        let mut of_each = Vec::with_capacity(open.targets.len());
        {
            let mut ending = open.ending.lock().unwrap_or_else(PoisonError::into_inner);
            for index in 0..open.targets.len() {
                let known = progress.remove(&open.progress_key(index));
                ending.noted[index] = known.is_some();
                let known = known.unwrap_or_default();
                if known.ended {
                    ending.left -= 1;
                }
                of_each.push(known);
            }
        }
        all.push(Left {
            open: Arc::new(open),
            progress: of_each,
        });
    }
    all.sort_by_key(Left::sequence);
    Ok(all)
}

impl Sns {
    /// Begins the deliveries of a message that is on the disk.
    pub(crate) fn begin(&self, open: &Arc<Open>) {
        for index in 0..open.targets.len() {
            let weak = Arc::downgrade(&self.0);
            let delivery = deliver(weak, open.clone(), index, Progress::default());
            tokio::spawn(delivery);
        }
    }

    /// Goes on with a message of a former server.
    pub(crate) fn resume(&self, left: Left) {
        let Left { open, progress } = left;
        let (sender, durable) = watch::channel(true);
        drop(sender);
        for (index, progress) in progress.into_iter().enumerate() {
            if progress.ended {
                continue;
            }
            let weak = Arc::downgrade(&self.0);
            let lane = match (&open.message.topic, &open.targets[index]) {
                (Some(topic), Target::Subscription(subscription)) if topic.is_fifo() => {
                    Some(Lane {
                        subscription: subscription.clone(),
                        group: open.message.group.clone().unwrap_or_default(),
                    })
                }
                _ => None,
            };
            let Some(lane) = lane else {
                tokio::spawn(deliver(weak, open.clone(), index, progress));
                continue;
            };
            let waiting = Waiting {
                open: open.clone(),
                index,
                progress,
                durable: durable.clone(),
            };
            if self.0.fifo().line_up(lane.clone(), waiting) {
                tokio::spawn(fifo::drive(weak, lane));
            }
        }
    }

    /// Opens a message again for a delivery that was given up.
    pub(crate) async fn deliver_again(
        &self,
        id: u64,
        message: Message,
        target: Target,
    ) -> Result<(), ReplayError> {
        // Other deliveries of the message may still be open under its own id.
        let key = RequestId::random().to_string();
        let open = Arc::new(Open::new(key, message, vec![target]));
        let writes = vec![open.write(), self.0.dead_letters.remove(id)];
        let bytes = open.message.bytes();
        self.0.open.fetch_add(1, Ordering::Relaxed);
        self.0.open_bytes.fetch_add(bytes, Ordering::Relaxed);
        self.0.store.journal.write(writes).await?;
        self.begin(&open);
        Ok(())
    }
}

/// Carries one delivery to its end. Nothing is held while it waits for its next try, so the service
/// can end meanwhile.
pub(crate) async fn deliver(
    weak: Weak<Inner>,
    open: Arc<Open>,
    index: usize,
    mut progress: Progress,
) {
    loop {
        let wait = match weak.upgrade() {
            Some(inner) => progress.due_ms.saturating_sub(inner.now_ms()),
            None => return,
        };
        if wait > 0 {
            tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
        }
        let Some(inner) = weak.upgrade() else {
            return;
        };
        let failure = match inner.attempt(&open, index).await {
            Attempt::Delivered(writes) => {
                inner.figures.delivered.fetch_add(1, Ordering::Relaxed);
                return inner.end(&open, index, writes);
            }
            Attempt::Gone => return inner.end(&open, index, Vec::new()),
            Attempt::Failed(failure) => failure,
        };
        inner.figures.failed_tries.fetch_add(1, Ordering::Relaxed);
        progress.failures += 1;
        let delay = failure
            .schedule
            .as_ref()
            .and_then(|schedule| schedule.delay(progress.failures));
        let Some(delay) = delay else {
            let writes = inner.give_up(&open, index, &failure, progress).await;
            return inner.end(&open, index, writes);
        };
        let delay = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
        progress.due_ms = inner.now_ms().saturating_add(delay);
        tracing::debug!(
            message = open.message.id,
            error = failure.error,
            "a delivery failed"
        );
        inner.note(&open, index, progress);
    }
}

impl Inner {
    /// Notes how far a delivery has come. Nobody waits for it: if it is lost, the delivery is tried
    /// once more than it had to be.
    fn note(&self, open: &Open, index: usize, progress: Progress) {
        let mut ending = open.ending.lock().unwrap_or_else(PoisonError::into_inner);
        ending.noted[index] = true;
        let write = put(PROGRESS, &open.progress_key(index), &progress);
        drop(self.store.journal.write(vec![write]));
    }

    /// Ends a delivery; with the last one, the message. `writes` is what came of it.
    fn end(&self, open: &Open, index: usize, mut writes: Vec<Write>) {
        let mut ending = open.ending.lock().unwrap_or_else(PoisonError::into_inner);
        ending.left -= 1;
        if ending.left > 0 {
            ending.noted[index] = true;
            let ended = Progress {
                ended: true,
                ..Progress::default()
            };
            writes.push(put(PROGRESS, &open.progress_key(index), &ended));
        } else {
            writes.push(delete(MESSAGES, &open.key));
            let noted = ending.noted.iter().enumerate();
            let noted = noted.filter(|(_, noted)| **noted);
            writes.extend(noted.map(|(index, _)| delete(PROGRESS, &open.progress_key(index))));
            let bytes = open.message.bytes();
            self.open.fetch_sub(1, Ordering::Relaxed);
            self.open_bytes.fetch_sub(bytes, Ordering::Relaxed);
        }
        // If this is lost, the delivery is made once more: at least once.
        drop(self.store.journal.write(writes));
    }
}
