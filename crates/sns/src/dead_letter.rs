//! Deliveries that were given up: kept, shown, and tried again when somebody says so.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use journal::{Journal, JournalError, Write};
use serde::{Deserialize, Serialize};

use crate::message::{Message, Target};
use crate::name::Place;
use crate::store::{OpenError, delete, put, read};
use crate::subscription::{Protocol, SubscriptionRecord};

/// So many are kept; beyond that the oldest go. Each may have a message of 256 KB.
pub const DEAD_LETTERS_MAX: usize = 1_000;

const DEAD_LETTERS: &str = "sns.dead_letter";

/// A delivery that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// What it is replayed by. The later, the higher.
    pub id: u64,
    /// When it was given up, in milliseconds since 1970.
    pub at_ms: i64,
    /// The id that its publisher was told.
    pub message_id: String,
    /// `None` for a message to a phone number.
    pub topic_arn: Option<String>,
    /// How it was to be delivered.
    pub protocol: Protocol,
    /// To whom.
    pub endpoint: String,
    /// What the message is about.
    pub subject: Option<String>,
    /// What it says to this subscriber.
    pub message: String,
    /// Why the last try failed.
    pub error: String,
    /// How often it was tried.
    pub tries: u32,
    /// The ARN of the queue that it was sent to as well.
    pub queue: Option<String>,
}

/// Why a dead letter is not tried again.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// There is none of this id, or somebody replayed it already.
    #[error("there is no dead letter {0}")]
    NotFound(u64),
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] OpenError),
    /// That it is tried again could not be kept.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

#[derive(Serialize, Deserialize)]
struct Document {
    at_ms: i64,
    message: Message,
    target: Target,
    protocol: Protocol,
    endpoint: String,
    error: String,
    tries: u32,
    queue: Option<String>,
}

/// Which dead letters there are. What they say is in the journal alone.
pub(crate) struct DeadLetters {
    ids: Mutex<Ids>,
}

struct Ids {
    kept: BTreeSet<u64>,
    next: u64,
}

impl DeadLetters {
    pub(crate) fn open(journal: &Journal) -> Result<DeadLetters, OpenError> {
        let documents = journal.documents(DEAD_LETTERS)?.into_iter();
        let kept: BTreeSet<u64> = documents.filter_map(|(key, _)| key.parse().ok()).collect();
        let next = kept.last().map_or(1, |last| last + 1);
        Ok(DeadLetters {
            ids: Mutex::new(Ids { kept, next }),
        })
    }

    /// Keeps a delivery that was given up; gives what has to be written for that.
    #[allow(clippy::too_many_arguments, reason = "each is a part of the document")]
    pub(crate) fn add(
        &self,
        at_ms: i64,
        message: &Message,
        target: &Target,
        subscription: Option<&SubscriptionRecord>,
        error: &str,
        tries: u32,
        queue: Option<String>,
    ) -> Vec<Write> {
        let (protocol, endpoint) = match (target, subscription) {
            (Target::Phone(number), _) => (Protocol::Sms, number.as_str()),
            (Target::Subscription(_), Some(record)) => (record.protocol, record.endpoint.as_str()),
            // The subscription went in the very moment: nobody is left to deliver to.
            (Target::Subscription(_), None) => return Vec::new(),
        };
        let document = Document {
            at_ms,
            message: message.clone(),
            target: target.clone(),
            protocol,
            endpoint: endpoint.to_owned(),
            error: error.to_owned(),
            tries,
            queue,
        };
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let id = ids.next;
        ids.next += 1;
        ids.kept.insert(id);
        let mut writes = vec![put(DEAD_LETTERS, &key(id), &document)];
        while ids.kept.len() > DEAD_LETTERS_MAX {
            if let Some(oldest) = ids.kept.pop_first() {
                tracing::warn!(id = oldest, "the oldest dead letter was dropped");
                writes.push(delete(DEAD_LETTERS, &key(oldest)));
            }
        }
        writes
    }

    /// Takes one out to be tried again. It stays in the journal until [removed](Self::remove).
    pub(crate) fn take(
        &self,
        journal: &Journal,
        id: u64,
    ) -> Result<Option<(Message, Target)>, OpenError> {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if !ids.kept.contains(&id) {
            return Ok(None);
        }
        let Some(content) = journal.document(DEAD_LETTERS, &key(id))? else {
            return Ok(None);
        };
        let document: Document =
            serde_json::from_slice(&content).map_err(|error| OpenError::Document {
                collection: DEAD_LETTERS,
                key: key(id),
                cause: error.to_string(),
            })?;
        ids.kept.remove(&id);
        Ok(Some((document.message, document.target)))
    }

    pub(crate) fn remove(&self, id: u64) -> Write {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        ids.kept.remove(&id);
        delete(DEAD_LETTERS, &key(id))
    }
}

/// All of them, the newest first.
pub(crate) fn all(journal: &Journal, place: &Place) -> Result<Vec<DeadLetter>, OpenError> {
    let documents = read::<Document>(journal, DEAD_LETTERS)?.into_iter().rev();
    Ok(documents
        .filter_map(|(key, document)| Some(document.shown(key.parse().ok()?, place)))
        .collect())
}

impl Document {
    fn shown(self, id: u64, place: &Place) -> DeadLetter {
        let topic = self.message.topic.as_ref();
        DeadLetter {
            id,
            at_ms: self.at_ms,
            topic_arn: topic.map(|topic| place.topic_arn(topic.as_str())),
            message: self.message.body.said_to(self.protocol.as_str()).to_owned(),
            message_id: self.message.id,
            protocol: self.protocol,
            endpoint: self.endpoint,
            subject: self.message.subject,
            error: self.error,
            tries: self.tries,
            queue: self.queue,
        }
    }
}

/// Keys are in the order of their numbers.
fn key(id: u64) -> String {
    format!("{id:020}")
}
