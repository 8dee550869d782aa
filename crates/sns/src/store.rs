//! What there is: topics, subscriptions, numbers that opted out.
//!
//! All of it is in memory and written through to the journal as JSON documents. Changes are made one
//! at a time, so documents are written in the order of the changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use journal::{Journal, JournalError, Write, Written};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wire::ApiError;

use crate::error::{no_subscription, no_topic, not_durable};
use crate::name::{PhoneNumber, SubscriptionId, TopicName};
use crate::subscription::{Subscription, SubscriptionRecord};
use crate::topic::{Subscribers, Topic};

const TOPICS: &str = "sns.topic";
const SUBSCRIPTIONS: &str = "sns.subscription";
const OPTED_OUT: &str = "sns.opted_out";
const SMS_ATTRIBUTES: &str = "sns.sms_attribute";

/// What there is, now and durably.
pub(crate) struct Store {
    pub(crate) journal: Journal,
    state: RwLock<State>,
}

/// What there is at one moment.
#[derive(Default)]
pub(crate) struct State {
    topics: BTreeMap<TopicName, TopicState>,
    topic_of: BTreeMap<SubscriptionId, TopicName>,
    opted_out: BTreeSet<PhoneNumber>,
    sms_attributes: BTreeMap<String, String>,
    /// What a change has yet to write, in order.
    unwritten: Vec<Write>,
}

/// A topic and who subscribes to it.
pub(crate) struct TopicState {
    pub(crate) topic: Arc<Topic>,
    pub(crate) subscriptions: BTreeMap<SubscriptionId, Arc<Subscription>>,
}

/// The documents cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The journal cannot read them.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// One of them is not what was written.
    #[error("document `{key}` of `{collection}` cannot be read: {cause}")]
    Document {
        /// Of which collection.
        collection: &'static str,
        /// Which one.
        key: String,
        /// Why.
        cause: String,
    },
}

/// Reads every document of a collection as JSON.
pub(crate) fn read<T: DeserializeOwned>(
    journal: &Journal,
    collection: &'static str,
) -> Result<Vec<(String, T)>, OpenError> {
    let documents = journal.documents(collection)?.into_iter();
    documents
        .map(|(key, content)| match serde_json::from_slice(&content) {
            Ok(document) => Ok((key, document)),
            Err(error) => Err(OpenError::Document {
                collection,
                key,
                cause: error.to_string(),
            }),
        })
        .collect()
}

/// A document that is as given from now on.
///
/// Panics when the value cannot be JSON, which documents of this crate always can.
pub(crate) fn put(collection: &'static str, key: &str, value: &impl Serialize) -> Write {
    let content = serde_json::to_vec(value).expect("documents have text keys and finite numbers");
    Write::Document {
        collection,
        key: key.into(),
        content: Some(content.into()),
    }
}

/// A document that is gone from now on.
pub(crate) fn delete(collection: &'static str, key: &str) -> Write {
    Write::Document {
        collection,
        key: key.into(),
        content: None,
    }
}

impl Store {
    /// Reads what the journal holds.
    pub(crate) fn open(journal: Journal) -> Result<Store, OpenError> {
        let mut state = State::default();
        for (_, topic) in read::<Topic>(&journal, TOPICS)? {
            let name = topic.name.clone();
            let topic = TopicState {
                topic: Arc::new(topic),
                subscriptions: BTreeMap::new(),
            };
            state.topics.insert(name, topic);
        }
        for (key, record) in read::<SubscriptionRecord>(&journal, SUBSCRIPTIONS)? {
            let subscription =
                Subscription::new(record, None).map_err(|error| OpenError::Document {
                    collection: SUBSCRIPTIONS,
                    key,
                    cause: error.message,
                })?;
            state.insert(Arc::new(subscription));
        }
        let numbers = journal.documents(OPTED_OUT)?.into_iter();
        state.opted_out = numbers
            .filter_map(|(number, _)| PhoneNumber::parse(&number))
            .collect();
        state.sms_attributes = read(&journal, SMS_ATTRIBUTES)?.into_iter().collect();
        Ok(Store {
            journal,
            state: RwLock::new(state),
        })
    }

    /// What there is now. Not to be held while waiting.
    pub(crate) fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a change. A change that fails must have changed nothing. When this returns, the change
    /// is on the disk.
    pub(crate) async fn change<T>(
        &self,
        change: impl FnOnce(&mut State) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let (result, written) = self.submit(change)?;
        if let Some(written) = written {
            written.await.map_err(|error| not_durable(&error))?;
        }
        Ok(result)
    }

    fn submit<T>(
        &self,
        change: impl FnOnce(&mut State) -> Result<T, ApiError>,
    ) -> Result<(T, Option<Written>), ApiError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut state)?;
        let writes = std::mem::take(&mut state.unwritten);
        // Invariant: submitted under the lock, so in the order of the changes.
        let written = (!writes.is_empty()).then(|| self.journal.write(writes));
        Ok((result, written))
    }
}

impl State {
    pub(crate) fn topic(&self, name: &str) -> Result<&TopicState, ApiError> {
        self.topics.get(name).ok_or_else(no_topic)
    }

    pub(crate) fn topics(&self) -> &BTreeMap<TopicName, TopicState> {
        &self.topics
    }

    pub(crate) fn subscription(&self, id: &str) -> Result<&Arc<Subscription>, ApiError> {
        let topic = self.topic_of.get(id).and_then(|name| self.topics.get(name));
        topic
            .and_then(|topic| topic.subscriptions.get(id))
            .ok_or_else(no_subscription)
    }

    /// All subscriptions from this id on, in the order of their ids.
    pub(crate) fn subscriptions(&self) -> impl Iterator<Item = &Arc<Subscription>> {
        let all = self.topic_of.iter();
        all.filter_map(|(id, topic)| self.topics.get(topic)?.subscriptions.get(id))
    }

    pub(crate) fn count_subscriptions(&self) -> usize {
        self.topic_of.len()
    }

    pub(crate) fn is_opted_out(&self, number: &PhoneNumber) -> bool {
        self.opted_out.contains(number)
    }

    pub(crate) fn opted_out(&self) -> &BTreeSet<PhoneNumber> {
        &self.opted_out
    }

    pub(crate) fn sms_attributes(&self) -> &BTreeMap<String, String> {
        &self.sms_attributes
    }

    pub(crate) fn put_topic(&mut self, topic: Topic) {
        self.unwritten
            .push(put(TOPICS, topic.name.as_str(), &topic));
        let name = topic.name.clone();
        let topic = Arc::new(topic);
        let state = self.topics.entry(name).or_insert_with(|| TopicState {
            topic: topic.clone(),
            subscriptions: BTreeMap::new(),
        });
        state.topic = topic;
    }

    pub(crate) fn remove_topic(&mut self, name: &str) {
        let Some(topic) = self.topics.remove(name) else {
            return;
        };
        self.unwritten.push(delete(TOPICS, name));
        for id in topic.subscriptions.into_keys() {
            self.unwritten.push(delete(SUBSCRIPTIONS, id.as_str()));
            self.topic_of.remove(&id);
        }
    }

    pub(crate) fn put_subscription(&mut self, subscription: Subscription) {
        let record = &subscription.record;
        self.unwritten
            .push(put(SUBSCRIPTIONS, record.id.as_str(), record));
        self.insert(Arc::new(subscription));
    }

    fn insert(&mut self, subscription: Arc<Subscription>) {
        let record = &subscription.record;
        // A subscription without its topic was on its way out when the server died.
        if let Some(topic) = self.topics.get_mut(&record.topic) {
            self.topic_of
                .insert(record.id.clone(), record.topic.clone());
            topic.subscriptions.insert(record.id.clone(), subscription);
        }
    }

    pub(crate) fn remove_subscription(&mut self, id: &str) {
        let Some(topic) = self.topic_of.remove(id) else {
            return;
        };
        self.unwritten.push(delete(SUBSCRIPTIONS, id));
        if let Some(topic) = self.topics.get_mut(&topic) {
            topic.subscriptions.remove(id);
        }
    }

    pub(crate) fn opt_out(&mut self, number: PhoneNumber) {
        self.unwritten.push(put(OPTED_OUT, number.as_str(), &true));
        self.opted_out.insert(number);
    }

    pub(crate) fn opt_in(&mut self, number: &PhoneNumber) {
        if self.opted_out.remove(number) {
            self.unwritten.push(delete(OPTED_OUT, number.as_str()));
        }
    }

    pub(crate) fn put_sms_attribute(&mut self, name: &str, value: &str) {
        self.unwritten.push(put(SMS_ATTRIBUTES, name, &value));
        self.sms_attributes
            .insert(name.to_owned(), value.to_owned());
    }
}

impl TopicState {
    pub(crate) fn subscribers(&self) -> Subscribers {
        let confirmed = |subscription: &&Arc<Subscription>| subscription.record.is_confirmed();
        let confirmed = self.subscriptions.values().filter(confirmed).count();
        Subscribers {
            confirmed,
            pending: self.subscriptions.len() - confirmed,
        }
    }
}
