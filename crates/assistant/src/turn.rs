//! What a turn of the assistant brings forth, piece by piece.

use knowledge::Citation;
use serde::Serialize;

use crate::proposal::Proposal;
use crate::tool::{CourierFacts, EventCitation, OrderFacts, OrderNumber};

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
