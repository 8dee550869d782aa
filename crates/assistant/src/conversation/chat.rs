//! The chat as it is used: conversations that are begun, read, judged and erased.

use std::sync::Arc;

use delivery::people::TokenHash;
use delivery::{ConversationId, CustomerId, Delivery, DeliveryError, OrderKey, StoreId};
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::watch;
use understanding::Language;

use super::bells::Bells;
use super::record::{
    COMMENT_CHARS_MAX, Conversation, Entry, Feedback, FeedbackReason, Owner, ProposalRecord,
    ProposalState, RunId, State, Thumb, What, session_of,
};
use super::run::{LiveRuns, RunReader};
use super::table::{Table, TableError, Waiting, Writing};
use crate::Assistant;
use crate::shop_of_delivery::Knowledge;

/// The name of the table of conversations.
pub const TABLE: &str = "entrega-assistant";

/// The chat. Clones are the same.
#[derive(Clone)]
pub struct Chat(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) configuration: Configuration,
    pub(super) live: LiveRuns,
    pub(super) bells: Bells,
}

/// What the chat is made of.
pub struct Configuration {
    /// Where conversations are kept.
    pub table: Table,
    /// The shop that is talked about.
    pub delivery: Delivery,
    /// Who answers.
    pub assistant: Assistant,
    /// What the shop's own texts say.
    pub knowledge: Knowledge,
    /// Who carries confirmations.
    pub step_functions: aws_sdk_sfn::Client,
    /// The state machine that waits for them.
    pub state_machine_arn: String,
}

impl std::fmt::Debug for Chat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chat")
    }
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChatError {
    /// There is no such conversation, run, entry or proposal of whoever asks.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The conversation is over.
    #[error("the conversation is closed; begin another")]
    Closed,
    /// It has as many entries as one can have.
    #[error("the conversation is too long; begin another")]
    Full,
    /// An answer is being made.
    #[error("run {0} is still answering; wait for it or stop it")]
    Busy(u32),
    /// The key was used before, for another message.
    #[error("the Idempotency-Key was used for another message; make up a new one")]
    KeyTaken,
    /// What was sent makes no sense.
    #[error("{0}")]
    Invalid(String),
    /// The proposal was answered before, or another took its place.
    #[error("the proposal was answered before, or another took its place")]
    ProposalAnswered,
    /// It was not answered in time.
    #[error("the proposal has expired; ask for it again")]
    ProposalExpired,
    /// Whoever has a link alone changes nothing.
    #[error("sign in to change an order: a link shows it, and no more")]
    SignInNeeded,
    /// Somebody else answers the conversation, or nobody needs to.
    #[error("the conversation is {0}")]
    NotYours(&'static str),
    /// Something on which it depends does not answer.
    #[error("{0}")]
    Unavailable(String),
}

impl From<TableError> for ChatError {
    fn from(error: TableError) -> ChatError {
        match error {
            TableError::NotFound(what) => ChatError::NotFound(what),
            TableError::Unavailable(_) | TableError::Corrupt(..) | TableError::Taken => {
                ChatError::Unavailable(error.to_string())
            }
        }
    }
}

impl From<DeliveryError> for ChatError {
    fn from(error: DeliveryError) -> ChatError {
        match error {
            DeliveryError::NotFound(what) => ChatError::NotFound(what),
            DeliveryError::Invalid(why) => ChatError::Invalid(why),
            DeliveryError::Refused(_)
            | DeliveryError::Denied(_)
            | DeliveryError::Unavailable(_) => ChatError::Unavailable(error.to_string()),
        }
    }
}

/// Who asks on the customer's side of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A customer who is signed in.
    Customer {
        /// At which store.
        store: StoreId,
        /// Who.
        customer: CustomerId,
        /// In which session.
        session: TokenHash,
    },
    /// Whoever has the link of an order.
    Link {
        /// Which order.
        order: OrderKey,
    },
}

impl Asker {
    pub(super) fn session(&self) -> Option<String> {
        match self {
            Asker::Customer { session, .. } => Some(session_of(session)),
            Asker::Link { .. } => None,
        }
    }

    /// Nothing, when a conversation is theirs. That of somebody else is none.
    pub(super) fn owned(&self, conversation: &Conversation) -> Result<(), ChatError> {
        let owns = match (self, &conversation.owner) {
            (
                Asker::Customer {
                    store, customer, ..
                },
                owner,
            ) => *store == conversation.store && owner.customer() == customer,
            (Asker::Link { order }, Owner::Link { order: whose, .. }) => order == whose,
            (Asker::Link { .. }, Owner::Customer { .. }) => false,
        };
        if owns {
            Ok(())
        } else {
            Err(ChatError::NotFound("conversation"))
        }
    }
}

/// A conversation that is begun.
#[derive(Clone, Debug)]
pub struct NewConversation {
    /// By whom.
    pub asker: Asker,
    /// In which language it is said what becomes of it.
    pub language: Language,
}

/// What a customer thinks of an answer, as it is sent.
#[derive(Clone, Debug)]
pub struct NewFeedback {
    /// Which answer.
    pub entry: u32,
    /// Whether it was good.
    pub thumb: Thumb,
    /// Why.
    pub reason: Option<FeedbackReason>,
    /// In the customer's words.
    pub comment: Option<String>,
}

impl Chat {
    /// A chat made of these.
    pub fn new(configuration: Configuration) -> Chat {
        Chat(Arc::new(Inner {
            configuration,
            live: LiveRuns::default(),
            bells: Bells::default(),
        }))
    }

    pub(super) fn table(&self) -> &Table {
        &self.0.configuration.table
    }

    /// The shop that is talked about.
    pub fn delivery(&self) -> &Delivery {
        &self.0.configuration.delivery
    }

    pub(crate) fn knowledge(&self) -> &Knowledge {
        &self.0.configuration.knowledge
    }

    /// Who waits for news.
    pub fn bells(&self) -> &Bells {
        &self.0.bells
    }

    /// Begins a conversation.
    pub async fn begin(&self, new: NewConversation) -> Result<Conversation, ChatError> {
        let now = Timestamp::now();
        let (store, owner, name) = match new.asker {
            Asker::Customer {
                store, customer, ..
            } => {
                let known = self.delivery().customer(&store, &customer).await?;
                (store, Owner::Customer { customer }, known.name)
            }
            Asker::Link { order } => {
                let of = self.delivery().order(&order).await?;
                let name = of.contact.name.split_whitespace().next().unwrap_or("");
                let owner = Owner::Link {
                    customer: of.customer.clone(),
                    order,
                };
                (of.store.clone(), owner, name.to_owned())
            }
        };
        let conversation = Conversation {
            id: ConversationId::fresh(now),
            store,
            owner,
            name,
            language: new.language,
            state: State::Bot,
            entries: 0,
            runs: 0,
            running: None,
            memory: Value::Null,
            intent: None,
            order: None,
            tools: Vec::new(),
            begun_at: now,
            updated_at: now,
        };
        self.table().begin(&conversation).await?;
        Ok(conversation)
    }

    /// A conversation of whoever asks. That of somebody else is none.
    pub async fn mine(
        &self,
        asker: &Asker,
        id: &ConversationId,
    ) -> Result<Conversation, ChatError> {
        let conversation = self.table().conversation(id).await?;
        asker.owned(&conversation)?;
        Ok(conversation)
    }

    /// A conversation, for whoever was let see it before.
    pub async fn read(&self, id: &ConversationId) -> Result<Conversation, ChatError> {
        Ok(self.table().conversation(id).await?)
    }

    /// The first words of the assistant, piece by piece.
    pub async fn welcome(&self, conversation: &Conversation) -> Result<Vec<Value>, ChatError> {
        let shop = self.shop_of(conversation).await?;
        let assistant = &self.0.configuration.assistant;
        let pieces = assistant.welcome(&shop, conversation.language).into_iter();
        let json = pieces.map(|piece| serde_json::to_value(&piece).unwrap_or_default());
        Ok(json.collect())
    }

    /// What was said after an entry of a conversation.
    pub async fn entries(&self, id: &ConversationId, after: u32) -> Result<Vec<Entry>, ChatError> {
        Ok(self.table().entries(id, after).await?)
    }

    /// The proposals of a conversation.
    pub async fn proposals(&self, id: &ConversationId) -> Result<Vec<ProposalRecord>, ChatError> {
        Ok(self.table().proposals(id).await?)
    }

    /// Reads a run of a conversation after one of its pieces.
    pub async fn read_run(
        &self,
        id: &ConversationId,
        run: RunId,
        after: usize,
    ) -> Result<RunReader, ChatError> {
        let live = self.0.live.find(id, run);
        if live.is_none() {
            self.table().run(id, run).await?;
        }
        let (table, id) = (self.table().clone(), id.clone());
        Ok(RunReader::new(table, live, id, run, after))
    }

    /// How many wait before a conversation that waits for a person.
    pub async fn position(&self, conversation: &Conversation) -> Result<Option<u32>, ChatError> {
        let State::Queued { since, .. } = &conversation.state else {
            return Ok(None);
        };
        let waiting = Waiting::Queued(&conversation.store);
        let queue = self
            .table()
            .conversations_waiting(&waiting, super::desk::QUEUE_SHOWN_MAX)
            .await?;
        let before = queue.iter().filter(|other| match &other.state {
            State::Queued { since: others, .. } => others < since,
            State::Bot | State::Human { .. } | State::Closed { .. } => false,
        });
        Ok(Some(u32::try_from(before.count()).unwrap_or(u32::MAX)))
    }

    /// Takes down what a customer thinks of an answer; the last word counts.
    pub async fn judge(
        &self,
        asker: &Asker,
        id: &ConversationId,
        new: NewFeedback,
    ) -> Result<Feedback, ChatError> {
        let conversation = self.mine(asker, id).await?;
        let comment = new.comment.as_deref().map(str::trim);
        let comment = comment.filter(|comment| !comment.is_empty());
        if comment.is_some_and(|comment| comment.chars().count() > COMMENT_CHARS_MAX) {
            let why = format!("write at most {COMMENT_CHARS_MAX} characters");
            return Err(ChatError::Invalid(why));
        }
        let before = new.entry.saturating_sub(1);
        let entries = self.table().entries(id, before).await?;
        let is_answer = entries.first().is_some_and(|entry| {
            entry.number == new.entry && matches!(entry.what, What::Assistant { .. })
        });
        if !is_answer {
            return Err(ChatError::NotFound("answer"));
        }
        let feedback = Feedback {
            conversation: id.clone(),
            entry: new.entry,
            thumb: new.thumb,
            reason: new.reason,
            comment: comment.map(str::to_owned),
            at: Timestamp::now(),
            intent: conversation.intent,
        };
        self.table()
            .change(id, |conversation| {
                let writing = Writing::of(id).feedback(&conversation.store, &feedback);
                Ok::<_, TableError>(((), writing))
            })
            .await?;
        Ok(feedback)
    }

    /// Erases a conversation: what was said, what was remembered, what was thought of it. What
    /// became of an order stays with the order, where the law has it kept.
    pub async fn erase(&self, asker: &Asker, id: &ConversationId) -> Result<(), ChatError> {
        let conversation = self.mine(asker, id).await?;
        self.forget(&conversation).await
    }

    /// Erases every conversation of a customer; how many there were.
    pub async fn erase_all(
        &self,
        store: &StoreId,
        customer: &CustomerId,
    ) -> Result<usize, ChatError> {
        let all = self.table().of_customer(store, customer).await?;
        for id in &all {
            match self.table().conversation(id).await {
                Ok(conversation) => self.forget(&conversation).await?,
                Err(TableError::NotFound(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(all.len())
    }

    async fn forget(&self, conversation: &Conversation) -> Result<(), ChatError> {
        let id = &conversation.id;
        if let Some(live) = conversation
            .running
            .and_then(|run| self.0.live.find(id, run))
        {
            live.stop();
        }
        for proposal in self.table().proposals(id).await? {
            if proposal.state == ProposalState::Waiting {
                self.drop_proposal(id, proposal.id()).await?;
            }
        }
        self.table().erase(id).await?;
        self.0.bells.ring(id);
        self.0.bells.ring_desk(&conversation.store);
        Ok(())
    }

    /// News of a conversation from now on.
    pub fn news(&self, id: &ConversationId) -> watch::Receiver<()> {
        self.0.bells.conversation(id)
    }
}
