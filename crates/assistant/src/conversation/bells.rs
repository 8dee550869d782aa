//! Who waits for news: of a conversation, or of the queue of a store.
//!
//! A bell is a hint. Whoever hears one reads what is kept; whoever hears none for a while misses
//! nothing that is not there when they read.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use delivery::{ConversationId, StoreId};
use tokio::sync::watch;

/// The bells.
#[derive(Debug, Default)]
pub struct Bells {
    conversations: Mutex<HashMap<ConversationId, watch::Sender<()>>>,
    desks: Mutex<HashMap<StoreId, watch::Sender<()>>>,
}

impl Bells {
    /// News of a conversation from now on.
    pub fn conversation(&self, conversation: &ConversationId) -> watch::Receiver<()> {
        listen(&self.conversations, conversation)
    }

    /// News of a store's queue from now on.
    pub fn desk(&self, store: &StoreId) -> watch::Receiver<()> {
        listen(&self.desks, store)
    }

    /// Something happened in a conversation.
    pub fn ring(&self, conversation: &ConversationId) {
        ring(&self.conversations, conversation);
    }

    /// Something happened to a store's queue.
    pub fn ring_desk(&self, store: &StoreId) {
        ring(&self.desks, store);
    }
}

fn listen<K: Eq + Hash + Clone>(
    bells: &Mutex<HashMap<K, watch::Sender<()>>>,
    whose: &K,
) -> watch::Receiver<()> {
    let mut bells = bells.lock().unwrap_or_else(PoisonError::into_inner);
    let bell = bells.entry(whose.clone());
    bell.or_insert_with(|| watch::channel(()).0).subscribe()
}

fn ring<K: Eq + Hash>(bells: &Mutex<HashMap<K, watch::Sender<()>>>, whose: &K) {
    let mut bells = bells.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bell) = bells.get(whose)
        && bell.send(()).is_err()
    {
        // Nobody waits any more.
        bells.remove(whose);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn those_who_wait_are_woken_and_those_who_left_forgotten() {
        let bells = Bells::default();
        let id = |text: &str| ConversationId::parse(text).expect("an identifier");
        let mut waiting = bells.conversation(&id("a"));
        drop(bells.conversation(&id("b")));
        bells.ring(&id("b"));
        bells.ring(&id("a"));
        waiting.changed().await.expect("news");
        assert_eq!(bells.conversations.lock().expect("no panic").len(), 1);
    }
}
