//! What a conversation remembers from one turn to the next.
//!
//! It is small, bounded and written down between turns; whoever keeps it binds it to one session.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use understanding::{Intent, Language, Said, Speaker};

use crate::plain;
use crate::proposal::{PROPOSAL_SECONDS, Proposal, ProposalId};
use crate::tool::{Change, OrderNumber, Preview};

/// So many messages are remembered, whoever said them.
pub const SAID_MAX: usize = 12;

/// Of a message, so many characters are remembered.
pub const SAID_CHARS_MAX: usize = 400;

/// So many orders are remembered as having been talked about.
pub const MENTIONED_MAX: usize = 8;

/// A conversation between turns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The language of the last message.
    pub language: Language,
    /// So many messages were answered.
    pub turns: u32,
    /// So many tokens were spent on a large model.
    pub tokens: u64,
    /// The order that is being talked about.
    pub focus: Option<OrderNumber>,
    /// Orders of this customer's that were talked about, the latest last.
    pub mentioned: Vec<OrderNumber>,
    /// Orders as they were last listed, for "the second".
    pub listed: Vec<OrderNumber>,
    /// What the assistant has asked and was not told yet.
    pub pending: Option<Pending>,
    /// The change that waits for a click.
    pub proposal: Option<Proposal>,
    /// The number of the last proposal of this conversation.
    pub proposals: u32,
    /// The change that the customer did not want after all.
    pub declined: Option<Change>,
    /// The change that was not possible in the last turn.
    pub refused: Option<Refused>,
    /// The customer asked in the last turn about an order that is not theirs.
    pub not_found: Option<OrderNumber>,
    /// Whether a person has been told.
    pub person: Person,
    /// So many messages in a row were not understood or could not be answered.
    pub failures: u32,
    /// What the last message was about.
    pub topic: Option<Intent>,
    /// What was last looked for in the shop's texts.
    pub searched: Option<String>,
    /// What was last named of the menu.
    pub item: Option<String>,
    /// What was said, the oldest first: at most [`SAID_MAX`].
    pub said: Vec<Said>,
}

/// What the assistant has asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "asked", rename_all = "snake_case")]
pub enum Pending {
    /// Which order is meant, and what for.
    Order {
        /// What is to be done with it.
        intent: Intent,
        /// The address that it should go to, where one was named already.
        address: Option<String>,
        /// What the courier should know, where it was said already.
        instructions: Option<String>,
    },
    /// Where an order should go.
    Address {
        /// Which order.
        order: OrderNumber,
    },
    /// What the courier should know.
    Instructions {
        /// Of which order.
        order: OrderNumber,
    },
    /// Whether a person should take over.
    Person {
        /// About which order.
        order: Option<OrderNumber>,
    },
}

/// A change that was not possible.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// What was wanted.
    pub change: Change,
    /// Why it is not possible.
    pub preview: Preview,
}

/// Whether a person has been told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    /// No.
    #[default]
    NotAsked,
    /// One is on the way.
    Coming,
    /// Nobody was there; one answers when the shop opens.
    Later,
}

impl Memory {
    /// A conversation in which nothing has been said. The language is that of the customer, until
    /// they write in another.
    pub fn new(language: Language) -> Memory {
        Memory {
            language,
            ..Memory::default()
        }
    }

    /// Takes down what was said, as far as it is remembered.
    pub fn note(&mut self, by: Speaker, text: &str) {
        let text = plain::shortened(text, SAID_CHARS_MAX);
        if text.is_empty() {
            return;
        }
        self.said.push(Said { by, text });
        let surplus = self.said.len().saturating_sub(SAID_MAX);
        self.said.drain(..surplus);
    }

    /// An order is talked about.
    pub fn mention(&mut self, order: &OrderNumber) {
        self.focus = Some(order.clone());
        self.mentioned.retain(|mentioned| mentioned != order);
        self.mentioned.push(order.clone());
        let surplus = self.mentioned.len().saturating_sub(MENTIONED_MAX);
        self.mentioned.drain(..surplus);
    }

    /// Makes a proposal of a change. It takes the place of the one before.
    pub fn propose(&mut self, change: Change, preview: Option<Preview>, now: DateTime) -> Proposal {
        self.proposals += 1;
        let seconds = jiff::Span::new().seconds(i64::from(PROPOSAL_SECONDS));
        let proposal = Proposal {
            id: ProposalId(self.proposals),
            change,
            preview,
            until: now.saturating_add(seconds),
        };
        self.proposal = Some(proposal.clone());
        proposal
    }

    /// The change that can be confirmed at this time.
    pub fn open_proposal(&self, now: DateTime) -> Option<&Proposal> {
        self.proposal
            .as_ref()
            .filter(|proposal| now < proposal.until)
    }

    /// Whoever took over has left the conversation: the assistant answers again, and a person can
    /// be asked for anew.
    pub fn person_has_left(&mut self) {
        self.person = Person::NotAsked;
    }
}
