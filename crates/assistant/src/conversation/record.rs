//! What is kept of a conversation.

use delivery::people::TokenHash;
use delivery::{ConversationId, CustomerId, OrderKey, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use understanding::Language;

use crate::proposal::{Proposal, ProposalId};
use crate::shop::Changed;

/// A message has at most so many characters: what somebody types on a phone, many times over.
pub const MESSAGE_CHARS_MAX: usize = 2_000;

/// A conversation has at most so many entries; then a new one is begun.
pub const ENTRIES_MAX: u32 = 500;

/// An answer has at most so many pieces: a model's longest answer, a word each.
pub const PIECES_MAX: usize = 8_192;

/// And so many bytes, so that it fits into an item of DynamoDB (400 KB) with room to spare.
pub const ANSWER_BYTES_MAX: usize = 128 << 10;

/// What is remembered between turns has at most so many bytes.
pub const MEMORY_BYTES_MAX: usize = 64 << 10;

/// A conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Which.
    pub id: ConversationId,
    /// At which store.
    pub store: StoreId,
    /// Whose it is.
    pub owner: Owner,
    /// How the customer is addressed.
    pub name: String,
    /// What the conversation itself is said in.
    pub language: Language,
    /// Who answers.
    pub state: State,
    /// The number of its last entry.
    pub entries: u32,
    /// The number of its last run.
    pub runs: u32,
    /// The run that is being made.
    pub running: Option<RunId>,
    /// What the assistant remembers, as JSON.
    pub memory: Value,
    /// What it was about last: an intent's name.
    pub intent: Option<String>,
    /// Which order it is about, by its number.
    pub order: Option<String>,
    /// The tools that the assistant asked, oldest first, at most [`TOOLS_MAX`].
    pub tools: Vec<String>,
    /// When it began.
    pub begun_at: Timestamp,
    /// When anything was last said.
    pub updated_at: Timestamp,
}

/// Of the tools that were asked, so many are remembered for whoever takes over.
pub const TOOLS_MAX: usize = 12;

/// Whose a conversation is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Owner {
    /// A customer who is signed in.
    Customer {
        /// Which.
        customer: CustomerId,
    },
    /// Whoever has the link of an order: they may ask about this order, and change nothing.
    Link {
        /// Which order.
        order: OrderKey,
        /// Whose order that is.
        customer: CustomerId,
    },
}

impl Owner {
    /// The customer whose orders it is about.
    pub fn customer(&self) -> &CustomerId {
        match self {
            Owner::Customer { customer } | Owner::Link { customer, .. } => customer,
        }
    }
}

/// Who answers a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// The assistant.
    Bot,
    /// Nobody yet: a person has been asked for.
    Queued {
        /// Since when.
        since: Timestamp,
        /// Why, in a few words.
        why: String,
    },
    /// A person.
    Human {
        /// By what name.
        by: String,
        /// Since when.
        since: Timestamp,
    },
    /// Nobody any more.
    Closed {
        /// Since when.
        at: Timestamp,
    },
}

impl State {
    /// As it is written everywhere: `queued`.
    pub const fn name(&self) -> &'static str {
        match self {
            State::Bot => "bot",
            State::Queued { .. } => "queued",
            State::Human { .. } => "human",
            State::Closed { .. } => "closed",
        }
    }
}

/// Something in a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// 1 for the first, without gaps.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum What {
    /// The customer says something.
    Customer {
        /// What, as it was typed.
        text: String,
        /// The run that answers it; none when a person does.
        run: Option<RunId>,
    },
    /// The assistant has said something.
    Assistant {
        /// In which run; none when it tells what came of a proposal.
        run: Option<RunId>,
        /// The pieces, as they were told; text that follows text is one piece.
        pieces: Vec<Value>,
        /// How it ended.
        ended: Ended,
    },
    /// A person of the shop says something.
    Person {
        /// By what name.
        name: String,
        /// What.
        text: String,
    },
    /// The conversation itself says what has become of it.
    Notice {
        /// What has.
        notice: Notice,
        /// In words, in the customer's language.
        text: String,
    },
}

/// What has become of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// A person has been asked for.
    Queued,
    /// A person has been asked for, and nobody is there now.
    ShopClosed,
    /// A person has come.
    Taken,
    /// The assistant answers again.
    HandedBack,
    /// It is over.
    Closed,
    /// A proposal was not answered in time.
    ProposalExpired,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// It is whole.
    Done,
    /// The customer stopped it: what was said until then stays.
    Stopped,
    /// The server ended in the middle of it.
    Interrupted,
    /// It could not be made.
    Failed,
}

/// Which run of a conversation: 1 for the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RunId(pub u32);

/// An answer of the assistant: what it answers, and how far it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Which.
    pub id: RunId,
    /// The entry that it answers.
    pub question: u32,
    /// How it ended; nothing while it is made.
    pub ended: Option<Ended>,
    /// The entry that it became.
    pub answer: Option<u32>,
    /// When it began.
    pub begun_at: Timestamp,
    /// The pieces that were told, in their order: the first is number 1. While it is made, those
    /// that had to be written down before they were told, and those before them.
    pub pieces: Vec<Value>,
}

/// A change that was proposed, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalRecord {
    /// The change, and what it would lead to.
    pub proposal: Proposal,
    /// The customer whose order it is.
    pub customer: CustomerId,
    /// The session that it was made in; none when whoever asked had a link alone.
    pub session: Option<String>,
    /// It can be confirmed before then.
    pub until: Timestamp,
    /// What became of it.
    pub state: ProposalState,
    /// With what the workflow is answered, once it waits.
    pub task_token: Option<String>,
    /// What came of the change, written down when it was made.
    pub outcome: Option<Changed>,
    /// The entry that tells what came of it.
    pub told: Option<u32>,
}

impl ProposalRecord {
    /// Which proposal of its conversation.
    pub fn id(&self) -> ProposalId {
        self.proposal.id
    }
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ProposalState {
    /// It waits for a click.
    Waiting,
    /// The customer has confirmed it.
    Confirmed {
        /// When.
        at: Timestamp,
    },
    /// The customer does not want it.
    Declined {
        /// When.
        at: Timestamp,
    },
    /// Nobody answered in time.
    Expired,
    /// Another took its place.
    Dropped,
}

/// What a customer thinks of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Which answer.
    pub entry: u32,
    /// Whether it was good.
    pub thumb: Thumb,
    /// Why.
    pub reason: Option<FeedbackReason>,
    /// In the customer's words.
    pub comment: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What the conversation was about then: an intent's name.
    pub intent: Option<String>,
}

/// A comment has at most so many characters.
pub const COMMENT_CHARS_MAX: usize = 500;

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thumb {
    /// It helped.
    Up,
    /// It did not.
    Down,
}

/// Why an answer was good or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackReason {
    /// It solved what was asked.
    Solved,
    /// It is not true.
    Wrong,
    /// It answers something else.
    NotUnderstood,
    /// It does not help.
    Unhelpful,
    /// It took too long.
    Slow,
    /// Its tone is not right.
    Tone,
}

/// The hash of a session, as it is compared.
pub(crate) fn session_of(token: &TokenHash) -> String {
    token.to_string()
}
