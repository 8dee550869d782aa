//! What the shop has answered so far in a turn, and what is still needed of it.

use crate::shop::HandedOver;
use crate::tool::{Answer, OrderFacts, OrderNumber, Question};

use super::Turn;

/// What the shop has answered so far in this turn.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The customer's orders, the newest first.
    pub(crate) orders: Option<Vec<OrderFacts>>,
    /// What was asked besides, and its answers.
    pub(crate) answers: Vec<(Question, Answer)>,
    /// What came of asking for a person.
    pub(crate) handed_over: Option<HandedOver>,
}

/// What is needed before a turn can be answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Need {
    /// Which orders the customer has: known to every conversation, and no use of a tool.
    Orders,
    /// This must be asked.
    Ask(Question),
    /// A person must be told.
    HandOver {
        /// About which order.
        order: Option<OrderNumber>,
        /// Why: the customer's words.
        why: String,
    },
}

impl<'a> Turn<'a> {
    /// The customer's orders, the newest first.
    pub(super) fn orders(&self) -> Result<&'a [OrderFacts], Need> {
        self.known.orders.as_deref().ok_or(Need::Orders)
    }

    /// What the shop answers.
    pub(super) fn ask(&self, question: Question) -> Result<&'a Answer, Need> {
        let known = &self.known.answers;
        known
            .iter()
            .find(|(asked, _)| *asked == question)
            .map(|(_, answer)| answer)
            .ok_or(Need::Ask(question))
    }

    /// The facts of an order; nothing where it is not this customer's, which has been said then.
    pub(super) fn facts(&mut self, question: Question) -> Result<Option<&'a OrderFacts>, Need> {
        match self.ask(question)? {
            Answer::Order(order) | Answer::Courier(order, _) | Answer::Preview(order, _) => {
                self.memory.mention(&order.number);
                Ok(Some(order))
            }
            Answer::NotFound(number) => {
                self.not_found(number);
                Ok(None)
            }
            // Invariant: a shop answers what it was asked. Where one does not, nothing is known.
            Answer::Orders(_) | Answer::Knowledge(_) => {
                self.did_not_know = true;
                self.say("shop-silent", &[]);
                Ok(None)
            }
        }
    }
}
