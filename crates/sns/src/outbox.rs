//! The outbox: every mail and text message that left, or would have left, kept for a while.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use journal::{Journal, Write};
use serde::{Deserialize, Serialize};

use crate::store::{OpenError, delete, put, read};

/// The outbox has the latest so many messages.
pub const OUTBOX_MESSAGES_MAX: usize = 1_000;

/// Of a longer body, the outbox has only so many bytes.
pub const OUTBOX_BODY_BYTES_MAX: usize = 16 << 10;

const OUTBOX: &str = "sns.outbox";

/// A message that left, or was kept here because there is no way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxMessage {
    /// The later, the higher.
    pub id: u64,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// How it went.
    pub channel: Channel,
    /// An address or a phone number.
    pub to: String,
    /// What a mail is about.
    pub subject: Option<String>,
    /// What it says, at most [`OUTBOX_BODY_BYTES_MAX`] of it.
    pub body: String,
}

/// How a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// By mail.
    Email,
    /// By text message.
    Sms,
}

/// The latest messages, the oldest first.
pub(crate) struct Outbox {
    messages: Mutex<VecDeque<Arc<OutboxMessage>>>,
}

impl Outbox {
    pub(crate) fn open(journal: &Journal) -> Result<Outbox, OpenError> {
        let messages = read::<OutboxMessage>(journal, OUTBOX)?.into_iter();
        Ok(Outbox {
            messages: Mutex::new(messages.map(|(_, message)| Arc::new(message)).collect()),
        })
    }

    /// Puts a message in, and gives what has to be written for that.
    pub(crate) fn add(
        &self,
        at_ms: i64,
        channel: Channel,
        to: &str,
        subject: Option<&str>,
        body: &str,
    ) -> Vec<Write> {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let body = &body[..body.floor_char_boundary(OUTBOX_BODY_BYTES_MAX)];
        let message = OutboxMessage {
            id: messages.back().map_or(1, |last| last.id + 1),
            at_ms,
            channel,
            to: to.to_owned(),
            subject: subject.map(str::to_owned),
            body: body.to_owned(),
        };
        let mut writes = vec![put(OUTBOX, &key(message.id), &message)];
        messages.push_back(Arc::new(message));
        while messages.len() > OUTBOX_MESSAGES_MAX {
            if let Some(oldest) = messages.pop_front() {
                writes.push(delete(OUTBOX, &key(oldest.id)));
            }
        }
        writes
    }

    /// All messages, the newest first.
    pub(crate) fn messages(&self) -> Vec<Arc<OutboxMessage>> {
        let messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.iter().rev().cloned().collect()
    }
}

/// Keys are in the order of their numbers.
fn key(id: u64) -> String {
    format!("{id:020}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_latest_messages_are_kept() {
        let journal = Journal::open(&journal::Options::memory()).expect("a journal");
        let outbox = Outbox::open(&journal).expect("an outbox");
        let mut written = Vec::new();
        for number in 0..OUTBOX_MESSAGES_MAX + 5 {
            let body = "é".repeat(if number == 7 {
                OUTBOX_BODY_BYTES_MAX
            } else {
                1
            });
            let writes = outbox.add(0, Channel::Sms, "+5511987654321", None, &body);
            written.push(journal.write(writes));
        }
        for written in written {
            written.await.expect("written");
        }
        let again = Outbox::open(&journal).expect("an outbox").messages();
        assert_eq!(again, outbox.messages());
        assert_eq!(again.len(), OUTBOX_MESSAGES_MAX);
        assert_eq!(again[0].id, OUTBOX_MESSAGES_MAX as u64 + 5);
        let long = again
            .iter()
            .find(|message| message.id == 8)
            .expect("the long one");
        assert_eq!(long.body.len(), OUTBOX_BODY_BYTES_MAX);
    }
}
