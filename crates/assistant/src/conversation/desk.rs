//! The desk: conversations that a person of the shop is asked for, takes, and hands back.
//!
//! The customer is always told: that somebody was called and how many are before, who has come, when
//! somebody comes if nobody is there, and that the assistant answers again.

use delivery::hours::OpenState;
use delivery::{ConversationId, StoreId};
use jiff::Timestamp;
use tokio::sync::watch;

use super::chat::{Asker, Chat, ChatError};
use super::record::{
    Conversation, Feedback, FeedbackReason, MESSAGE_CHARS_MAX, Notice, State, Thumb, What,
};
use super::table::{Waiting, Writing};
use super::turns::{append, memory_of, told};
use super::words;
use crate::shop::HandedOver;
use crate::tool::OrderNumber;

/// Of a queue, so many conversations are shown.
pub const QUEUE_SHOWN_MAX: i32 = 100;

/// So much feedback is given out at once.
pub const FEEDBACK_SHOWN_MAX: i32 = 1_000;

/// Why somebody was called, in at most so many characters.
const WHY_CHARS_MAX: usize = 200;

/// Which feedback is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct FeedbackFilter {
    /// Up or down only.
    pub thumb: Option<Thumb>,
    /// For this reason only.
    pub reason: Option<FeedbackReason>,
}

impl Chat {
    /// Puts a conversation into the queue of those that want a person; whether it was in it or with
    /// one before.
    async fn queue(
        &self,
        id: &ConversationId,
        order: Option<&OrderNumber>,
        why: &str,
        says_so: bool,
    ) -> Result<HandedOver, ChatError> {
        let conversation = self.table().conversation(id).await?;
        let store = self.delivery().store(&conversation.store).await?;
        let now = Timestamp::now();
        let opens = store.hours.opens(now);
        let before = self.before(&conversation.store).await?;
        let why: String = why.chars().take(WHY_CHARS_MAX).collect();
        let notice = |conversation: &Conversation| match opens {
            OpenState::Open { .. } => {
                let text = words::queued(conversation.language, before);
                (Notice::Queued, text)
            }
            OpenState::Closed { opens_at: at } | OpenState::Paused { until: at } => {
                let at = at.map(|at| {
                    let at = at.to_zoned_datetime(store.time_zone());
                    at.strftime("%d/%m %H:%M").to_string()
                });
                let text = words::shop_closed(conversation.language, at);
                (Notice::ShopClosed, text)
            }
        };
        let (conversation, fresh) = self
            .table()
            .change(id, |conversation| {
                let mut writing = Writing::of(id);
                match conversation.state {
                    State::Closed { .. } => return Err(ChatError::Closed),
                    State::Queued { .. } | State::Human { .. } => return Ok((false, writing)),
                    State::Bot => {}
                }
                conversation.state = State::Queued {
                    since: now,
                    why: why.clone(),
                };
                if let Some(order) = order {
                    conversation.order = Some(order.as_str().to_owned());
                }
                if says_so {
                    let (notice, text) = notice(conversation);
                    let entry = told(conversation, What::Notice { notice, text });
                    writing = writing.entry(&entry);
                }
                Ok((true, writing))
            })
            .await?;
        if !fresh {
            return Ok(HandedOver::Already);
        }
        self.0.bells.ring(id);
        self.0.bells.ring_desk(&conversation.store);
        Ok(match opens {
            OpenState::Open { .. } => HandedOver::Queued(before),
            OpenState::Closed { .. } | OpenState::Paused { .. } => HandedOver::Closed,
        })
    }

    /// So many wait for a person.
    async fn before(&self, store: &StoreId) -> Result<u32, ChatError> {
        let waiting = Waiting::Queued(store);
        let queue = self
            .table()
            .conversations_waiting(&waiting, QUEUE_SHOWN_MAX)
            .await?;
        Ok(u32::try_from(queue.len()).unwrap_or(u32::MAX))
    }

    /// The assistant calls a person; it says so itself.
    pub(crate) async fn hand_over(
        &self,
        id: &ConversationId,
        order: Option<&OrderNumber>,
        why: &str,
    ) -> Result<HandedOver, ChatError> {
        self.queue(id, order, why, false).await
    }

    /// The customer calls a person, by the button that is always there.
    pub async fn ask_for_person(
        &self,
        asker: &Asker,
        id: &ConversationId,
    ) -> Result<Conversation, ChatError> {
        let conversation = self.mine(asker, id).await?;
        if let Some(live) = conversation
            .running
            .and_then(|run| self.0.live.find(id, run))
        {
            live.stop();
        }
        self.queue(id, None, "the customer asked for a person", true)
            .await?;
        Ok(self.table().conversation(id).await?)
    }

    /// The conversations of a store that wait for a person, and those that one answers; the longest
    /// waiting first.
    pub async fn desk(&self, store: &StoreId) -> Result<Vec<Conversation>, ChatError> {
        let (queued, human) = (Waiting::Queued(store), Waiting::Human(store));
        let mut all = self
            .table()
            .conversations_waiting(&queued, QUEUE_SHOWN_MAX)
            .await?;
        let answered = self
            .table()
            .conversations_waiting(&human, QUEUE_SHOWN_MAX)
            .await?;
        all.extend(answered);
        Ok(all)
    }

    /// News of a store's desk from now on.
    pub fn desk_news(&self, store: &StoreId) -> watch::Receiver<()> {
        self.0.bells.desk(store)
    }

    /// A conversation of a store that a person was asked for, or that one answers. What customers
    /// say to the assistant alone is not read by anybody.
    pub async fn at_desk(
        &self,
        store: &StoreId,
        id: &ConversationId,
    ) -> Result<Conversation, ChatError> {
        let conversation = self.table().conversation(id).await?;
        let shown = match conversation.state {
            State::Queued { .. } | State::Human { .. } => true,
            State::Bot | State::Closed { .. } => false,
        };
        if conversation.store == *store && shown {
            Ok(conversation)
        } else {
            Err(ChatError::NotFound("conversation"))
        }
    }

    /// Somebody of the shop takes a conversation.
    pub async fn take_over(
        &self,
        store: &StoreId,
        id: &ConversationId,
        name: &str,
    ) -> Result<Conversation, ChatError> {
        self.at_desk(store, id).await?;
        let taken = self.table().change(id, |conversation| {
            if let State::Human { by, .. } = &conversation.state {
                return if by == name {
                    Ok(((), Writing::of(id)))
                } else {
                    Err(ChatError::NotYours("human"))
                };
            }
            conversation.state = State::Human {
                by: name.to_owned(),
                since: Timestamp::now(),
            };
            let text = words::taken(conversation.language, name);
            let what = What::Notice {
                notice: Notice::Taken,
                text,
            };
            let entry = told(conversation, what);
            Ok(((), Writing::of(id).entry(&entry)))
        });
        let (conversation, ()) = taken.await?;
        self.moved(&conversation).await;
        Ok(conversation)
    }

    /// Whoever has taken a conversation says something.
    pub async fn reply(
        &self,
        store: &StoreId,
        id: &ConversationId,
        name: &str,
        text: &str,
    ) -> Result<u32, ChatError> {
        self.at_desk(store, id).await?;
        let text = text.trim();
        if text.is_empty() || text.chars().count() > MESSAGE_CHARS_MAX {
            let why = format!("write 1 to {MESSAGE_CHARS_MAX} characters");
            return Err(ChatError::Invalid(why));
        }
        let said = self.table().change(id, |conversation| {
            of_theirs(conversation, name)?;
            let what = What::Person {
                name: name.to_owned(),
                text: text.to_owned(),
            };
            let entry = append(conversation, what)?;
            Ok::<_, ChatError>((entry.number, Writing::of(id).entry(&entry)))
        });
        let (_, number) = said.await?;
        self.0.bells.ring(id);
        Ok(number)
    }

    /// The assistant answers again.
    pub async fn hand_back(
        &self,
        store: &StoreId,
        id: &ConversationId,
        name: &str,
    ) -> Result<Conversation, ChatError> {
        self.leave(store, id, name, State::Bot, Notice::HandedBack)
            .await
    }

    /// The conversation is over.
    pub async fn close(
        &self,
        store: &StoreId,
        id: &ConversationId,
        name: &str,
    ) -> Result<Conversation, ChatError> {
        let closed = State::Closed {
            at: Timestamp::now(),
        };
        self.leave(store, id, name, closed, Notice::Closed).await
    }

    async fn leave(
        &self,
        store: &StoreId,
        id: &ConversationId,
        name: &str,
        state: State,
        notice: Notice,
    ) -> Result<Conversation, ChatError> {
        self.at_desk(store, id).await?;
        let left = self.table().change(id, |conversation| {
            of_theirs(conversation, name)?;
            conversation.state = state.clone();
            let mut memory = memory_of(conversation);
            memory.person_has_left();
            conversation.memory = serde_json::to_value(&memory).unwrap_or_default();
            let text = words::notice(conversation.language, notice);
            let entry = told(conversation, What::Notice { notice, text });
            Ok::<_, ChatError>(((), Writing::of(id).entry(&entry)))
        });
        let (conversation, ()) = left.await?;
        self.moved(&conversation).await;
        Ok(conversation)
    }

    /// The queue has moved: everybody in it is told where they are.
    async fn moved(&self, conversation: &Conversation) {
        self.0.bells.ring(&conversation.id);
        self.0.bells.ring_desk(&conversation.store);
        let waiting = Waiting::Queued(&conversation.store);
        let queue = self
            .table()
            .conversations_waiting(&waiting, QUEUE_SHOWN_MAX)
            .await;
        for waiting in queue.unwrap_or_default() {
            self.0.bells.ring(&waiting.id);
        }
    }

    /// What customers of a store think, newest first.
    pub async fn feedback(
        &self,
        store: &StoreId,
        filter: FeedbackFilter,
    ) -> Result<Vec<Feedback>, ChatError> {
        let waiting = Waiting::Feedback(store);
        let all: Vec<(ConversationId, Feedback)> = self
            .table()
            .documents_waiting(&waiting, FEEDBACK_SHOWN_MAX, true)
            .await?;
        let fitting = all.into_iter().map(|(_, feedback)| feedback);
        let fitting = fitting.filter(|feedback| {
            filter.thumb.is_none_or(|thumb| feedback.thumb == thumb)
                && filter
                    .reason
                    .is_none_or(|reason| feedback.reason == Some(reason))
        });
        Ok(fitting.collect())
    }
}

/// Whether somebody answers a conversation.
fn of_theirs(conversation: &Conversation, name: &str) -> Result<(), ChatError> {
    match &conversation.state {
        State::Human { by, .. } if by == name => Ok(()),
        state
        @ (State::Human { .. } | State::Bot | State::Queued { .. } | State::Closed { .. }) => {
            Err(ChatError::NotYours(state.name()))
        }
    }
}

impl From<ChatError> for crate::shop::ShopError {
    fn from(error: ChatError) -> crate::shop::ShopError {
        crate::shop::ShopError(error.to_string())
    }
}
