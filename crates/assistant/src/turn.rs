//! What a turn of the assistant brings forth, piece by piece.

use knowledge::Citation;
use serde::Serialize;
use understanding::Intent;

use crate::proposal::{Proposal, ProposalId};
use crate::shop::HandedOver;
use crate::tool::{CourierFacts, EventCitation, OrderFacts, OrderNumber, Question};

/// Takes the pieces of an answer, in their order, as soon as they are there. It does not wait: an
/// answer has at most some hundred pieces.
pub type Out<'a> = dyn FnMut(Piece) + Send + 'a;

/// What came of a turn, for logs, evaluation and whoever carries it out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// What the message was about; nothing where it held no word.
    pub intent: Option<Intent>,
    /// What was asked of the shop, in order. The orders that every conversation knows about are
    /// among them only where the customer was shown them.
    pub calls: Vec<Call>,
    /// The customer has written an explicit yes to this proposal. It is not carried out for that:
    /// a click is needed.
    pub said_yes: Option<ProposalId>,
    /// The customer asked for a person, or agreed to one.
    pub wants_person: bool,
    /// What came of that, where the shop was asked.
    pub handed_over: Option<HandedOver>,
    /// The shop's texts did not say, or the message was not understood.
    pub did_not_know: bool,
    /// Who found the words.
    pub voice: Voice,
    /// Tokens that a large model was given and gave.
    pub tokens: Tokens,
}

/// A use of a tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// Its name: `get_order_status`.
    pub tool: &'static str,
    /// Its arguments by name.
    pub arguments: Vec<(&'static str, String)>,
}

impl Call {
    /// The call that asks this.
    pub fn of(question: &Question) -> Call {
        let arguments = question.arguments().into_iter();
        Call {
            tool: question.tool(),
            arguments: arguments
                .map(|(name, value)| (name, value.to_owned()))
                .collect(),
        }
    }

    /// The call that has a person take over.
    pub fn hand_over(order: Option<&OrderNumber>, why: &str) -> Call {
        let mut arguments = vec![("why", why.to_owned())];
        arguments.extend(order.map(|order| ("order", order.to_string())));
        Call {
            tool: "create_handoff",
            arguments,
        }
    }
}

/// Who finds the words of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// The grounded responder: texts over tools.
    #[default]
    Grounded,
    /// A large model.
    Model,
    /// A large model that broke off after its first words.
    ModelBrokeOff,
}

/// What a large model was given and gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tokens {
    /// To read.
    pub input: u64,
    /// Written.
    pub output: u64,
}

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Piece {
    /// Words, to be put behind those before them. Plain text: never markup.
    Text {
        /// At least one whole character.
        text: String,
    },
    /// Facts about an order.
    Card(Card),
    /// Where the words come from.
    Source(Source),
    /// A change that waits for a click.
    Proposal(Proposal),
    /// What was proposed before is not any more.
    ProposalDropped,
    /// A person takes over.
    HandOver {
        /// Which order it is about.
        order: Option<OrderNumber>,
        /// So many are before this customer.
        position: u32,
    },
    /// What can be said next, as buttons: never a confirmation.
    Suggestions {
        /// At most four.
        messages: Vec<String>,
    },
}

/// Facts about an order, from a tool and never from a model.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "card", rename_all = "snake_case")]
pub enum Card {
    /// Where it is.
    Status {
        /// The order.
        order: Box<OrderFacts>,
        /// Who brings it, where known.
        courier: Option<CourierFacts>,
    },
    /// When it comes.
    Eta {
        /// The order.
        order: Box<OrderFacts>,
    },
    /// What it cost.
    Receipt {
        /// The order.
        order: Box<OrderFacts>,
    },
    /// Which there are.
    Orders {
        /// The newest first.
        orders: Vec<OrderFacts>,
    },
}

/// Where words come from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum Source {
    /// A passage of the shop's texts.
    Passage(Citation),
    /// An event of an order.
    Event {
        /// Which order.
        order: OrderNumber,
        /// Which event.
        event: EventCitation,
    },
}
