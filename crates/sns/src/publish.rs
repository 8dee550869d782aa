//! Publishing: a message is checked, its subscribers are found, and it is on the disk with all its
//! deliveries before it is acknowledged.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use journal::{JournalError, Written};
use sha2::{Digest as _, Sha256};
use tokio::sync::{oneshot, watch};
use wire::{ApiError, RequestId};

use crate::delivery::{OPEN_BYTES_MAX, OPEN_MESSAGES_MAX, Open, Progress};
use crate::error::{invalid, not_durable, throttled};
use crate::fifo::{self, Identity, Lane, Waiting};
use crate::message::{Content, Kind, MESSAGE_BYTES_MAX, Message, MessageAttributes, Target};
use crate::name::{PhoneNumber, TopicName};
use crate::sns::Sns;
use crate::subscription::Subject;
use crate::topic::Topic;

/// A text message has at most so many characters (developer guide, "Publishing to a mobile phone").
const SMS_CHARACTERS_MAX: usize = 1_600;

/// The ids of groups and of deduplication have at most so many characters.
const FIFO_ID_MAX: usize = 128;

/// What somebody publishes.
#[derive(Clone, Debug)]
pub(crate) struct Publication {
    pub(crate) to: To,
    pub(crate) subject: Option<String>,
    pub(crate) content: Content,
    pub(crate) attributes: MessageAttributes,
    pub(crate) group: Option<String>,
    pub(crate) deduplication_id: Option<String>,
}

/// Where it is published.
#[derive(Clone, Debug)]
pub(crate) enum To {
    Topic(TopicName),
    Phone(PhoneNumber),
}

/// A message that is on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Published {
    pub(crate) id: String,
    /// In FIFO topics.
    pub(crate) sequence: Option<u64>,
}

impl Sns {
    /// Publishes a message. When this returns, it and its deliveries are on the disk.
    pub(crate) async fn publish(&self, publication: Publication) -> Result<Published, ApiError> {
        let published = self.publish_one(publication).await?;
        self.0.figures.published.fetch_add(1, Ordering::Relaxed);
        Ok(published)
    }

    async fn publish_one(&self, publication: Publication) -> Result<Published, ApiError> {
        let (targets, topic) = match &publication.to {
            To::Phone(number) => (vec![Target::Phone(number.clone())], None),
            To::Topic(name) => {
                let (targets, topic) = self.targets(name.as_str(), &publication)?;
                (targets, Some(topic))
            }
        };
        let mut message = Message {
            id: RequestId::random().to_string(),
            sequence: 0,
            published_ms: self.now_ms(),
            topic: topic.as_ref().map(|topic| topic.name.clone()),
            kind: Kind::Notification,
            subject: publication.subject,
            body: publication.content,
            attributes: publication.attributes,
            group: publication.group,
            deduplication_id: publication.deduplication_id,
        };
        check(&message)?;
        if let Some(topic) = topic.filter(|topic| topic.name.is_fifo()) {
            let identity = identity(&topic, &mut message)?;
            let (told, published) = self.submit_fifo(identity, message, targets)?;
            durable(told).await?;
            return Ok(published);
        }
        if message.deduplication_id.is_some() {
            return Err(invalid(
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId \
                 parameter that is not valid for this topic type",
            ));
        }
        message.sequence = self.next_sequence();
        let published = Published {
            id: message.id.clone(),
            sequence: None,
        };
        // What nobody wants has been delivered.
        if !targets.is_empty() {
            self.deliver_all(message, targets).await?;
        }
        Ok(published)
    }

    /// Who wants a message.
    fn targets(
        &self,
        name: &str,
        publication: &Publication,
    ) -> Result<(Vec<Target>, Arc<Topic>), ApiError> {
        let state = self.0.store.state();
        let topic = state.topic(name)?;
        // Filters are asked of the message as subscribers without a text of their own get it.
        let body = publication.content.said_to("default");
        let mut subject = Subject::new(&publication.attributes, body);
        let targets = topic
            .subscriptions
            .iter()
            .filter(|(_, subscription)| subscription.record.is_confirmed())
            .filter(|(_, subscription)| subscription.wants(&mut subject))
            .map(|(id, _)| Target::Subscription(id.clone()))
            .collect();
        Ok((targets, topic.topic.clone()))
    }

    /// Keeps a message and begins its deliveries.
    pub(crate) async fn deliver_all(
        &self,
        message: Message,
        targets: Vec<Target>,
    ) -> Result<(), ApiError> {
        self.make_room(&message)?;
        let open = Arc::new(Open::new(message.id.clone(), message, targets));
        let written = self.0.store.journal.write(vec![open.write()]);
        let sns = self.clone();
        durable(when_durable(written, move || sns.begin(&open))).await
    }

    /// Submits a message of a FIFO topic to be kept, and lines up its deliveries; unless it is the
    /// same as one of late. Tells when that is durable.
    fn submit_fifo(
        &self,
        identity: Identity,
        mut message: Message,
        targets: Vec<Target>,
    ) -> Result<(Told, Published), ApiError> {
        let mut fifo = self.0.fifo();
        let mut writes = fifo.forget(message.published_ms);
        if let Some(known) = fifo.known(&identity) {
            let published = Published {
                id: known.message_id.clone(),
                sequence: Some(known.sequence),
            };
            writes.push(known.write());
            let written = self.0.store.journal.write(writes);
            return Ok((when_durable(written, || ()), published));
        }
        if !targets.is_empty() {
            self.make_room(&message)?;
        }
        message.sequence = self.next_sequence();
        let published = Published {
            id: message.id.clone(),
            sequence: Some(message.sequence),
        };
        writes.push(fifo.remember(
            identity,
            &message.id,
            message.sequence,
            message.published_ms,
        ));
        let group = message.group.clone().unwrap_or_default();
        let (on_disk, durable) = watch::channel(false);
        let open = Arc::new(Open::new(message.id.clone(), message, targets));
        if !open.targets.is_empty() {
            writes.push(open.write());
        }
        // Invariant: submitted and lined up under one lock, so in one order.
        let written = self.0.store.journal.write(writes);
        for (index, target) in open.targets.iter().enumerate() {
            let Target::Subscription(subscription) = target else {
                continue;
            };
            let lane = Lane {
                subscription: subscription.clone(),
                group: group.clone(),
            };
            let waiting = Waiting {
                open: open.clone(),
                index,
                progress: Progress::default(),
                durable: durable.clone(),
            };
            if fifo.line_up(lane.clone(), waiting) {
                tokio::spawn(fifo::drive(Arc::downgrade(&self.0), lane));
            }
        }
        let told = when_durable(written, move || {
            let _ = on_disk.send(true);
        });
        Ok((told, published))
    }

    /// Counts one more open message, unless there are too many.
    fn make_room(&self, message: &Message) -> Result<(), ApiError> {
        let sns = &self.0;
        let full = sns.open.load(Ordering::Relaxed) >= OPEN_MESSAGES_MAX
            || sns.open_bytes.load(Ordering::Relaxed) >= OPEN_BYTES_MAX
            || sns.store.journal.is_full();
        if full {
            return Err(throttled());
        }
        sns.open.fetch_add(1, Ordering::Relaxed);
        sns.open_bytes.fetch_add(message.bytes(), Ordering::Relaxed);
        Ok(())
    }
}

/// Tells when a write is durable.
type Told = oneshot::Receiver<Result<(), JournalError>>;

/// Does something as soon as a write is durable, and then tells.
///
/// In a task of its own: whoever asked may hang up, and the message is on the disk all the same.
fn when_durable(written: Written, begin: impl FnOnce() + Send + 'static) -> Told {
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        let written = written.await;
        if written.is_ok() {
            begin();
        }
        let _ = tell.send(written);
    });
    told
}

async fn durable(told: Told) -> Result<(), ApiError> {
    let stopped = || JournalError::Stopped("the server is ending".to_owned());
    told.await
        .unwrap_or_else(|_| Err(stopped()))
        .map_err(|error| not_durable(&error))
}

fn check(message: &Message) -> Result<(), ApiError> {
    if message.body == Content::Same(String::new()) {
        return Err(invalid("Empty message"));
    }
    let too_long_for_a_phone =
        message.topic.is_none() && message.body.said_to("sms").chars().count() > SMS_CHARACTERS_MAX;
    if message.bytes() > MESSAGE_BYTES_MAX || too_long_for_a_phone {
        return Err(invalid("Message too long"));
    }
    let fits = |id: &String| {
        (1..=FIFO_ID_MAX).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
    };
    for (name, id) in [
        ("MessageGroupId", &message.group),
        ("MessageDeduplicationId", &message.deduplication_id),
    ] {
        if id.as_ref().is_some_and(|id| !fits(id)) {
            return Err(invalid(format_args!(
                "{name} Reason: {name} can only include alphanumeric and punctuation characters. 1 \
                 to {FIFO_ID_MAX} in length"
            )));
        }
    }
    Ok(())
}

/// What makes a message of a FIFO topic the same as another.
fn identity(topic: &Topic, message: &mut Message) -> Result<Identity, ApiError> {
    if message.group.is_none() {
        return Err(invalid(
            "The MessageGroupId parameter is required for FIFO topics",
        ));
    }
    if message.deduplication_id.is_none() {
        if !topic.deduplicates_by_content() {
            return Err(invalid(
                "The topic should either have ContentBasedDeduplication enabled or \
                 MessageDeduplicationId provided explicitly",
            ));
        }
        let digest = Sha256::digest(message.body.said_to("default"));
        message.deduplication_id = Some(format!("{digest:x}"));
    }
    let by_group = topic.attribute("FifoThroughputScope") == Some("MessageGroup");
    Ok(Identity {
        topic: topic.name.clone(),
        group: message.group.clone().filter(|_| by_group),
        deduplication_id: message.deduplication_id.clone().unwrap_or_default(),
    })
}
