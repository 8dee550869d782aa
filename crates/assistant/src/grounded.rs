//! The grounded responder: it carries out what [`dialogue`](crate::dialogue) decides.

use crate::dialogue::{self, Answered, Heard, Known, Need};
use crate::shop::{HandedOver, Shop, ShopError};
use crate::tool::{Answer, Question};
use crate::turn::Call;

/// In one turn, the shop is asked at most so many things; no topic needs half of them.
const NEEDS_MAX: usize = 12;

/// An answer, and what it took.
pub(crate) struct Grounded {
    /// What is said and remembered.
    pub(crate) answered: Answered,
    /// What was asked of the shop.
    pub(crate) calls: Vec<Call>,
    /// What came of asking for a person.
    pub(crate) handed_over: Option<HandedOver>,
}

/// Finds the answer to a message, asking the shop for what it takes.
pub(crate) async fn respond(heard: &Heard<'_>, shop: &dyn Shop) -> Result<Grounded, ShopError> {
    let mut known = Known::default();
    let mut calls = Vec::new();
    for _ in 0..NEEDS_MAX {
        let need = match dialogue::decide(heard, &known) {
            Ok(answered) => {
                if answered.listed {
                    calls.push(Call::of(&Question::Orders));
                }
                return Ok(Grounded {
                    answered,
                    calls,
                    handed_over: known.handed_over,
                });
            }
            Err(need) => need,
        };
        match need {
            Need::Orders => {
                let orders = match shop.ask(&Question::Orders).await? {
                    Answer::Orders(orders) => orders,
                    _ => Vec::new(),
                };
                known.orders = Some(orders);
            }
            Need::Ask(question) => {
                let answer = shop.ask(&question).await?;
                calls.push(Call::of(&question));
                known.answers.push((question, answer));
            }
            Need::HandOver { order, why } => {
                let came_of_it = shop.hand_over(order.as_ref(), &why).await?;
                calls.push(Call::hand_over(order.as_ref(), &why));
                known.handed_over = Some(came_of_it);
            }
        }
    }
    // Invariant: each need is met once, and no topic has so many.
    Err(ShopError("a turn asks for too much".to_owned()))
}
