//! The shop as one customer sees it: the port between a conversation and the world.

use std::future::Future;
use std::pin::Pin;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::tool::{Answer, Change, OrderNumber, Question};

/// What is being waited for.
pub type Waiting<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The shop, on behalf of one customer who is signed in. It holds the session; nothing that is said
/// to it can name another customer.
pub trait Shop: Send + Sync {
    /// Who is signed in: the name they are addressed by. Not trusted.
    fn customer(&self) -> &str;

    /// What time it is at the shop.
    fn now(&self) -> DateTime;

    /// Answers what only reads.
    fn ask<'a>(&'a self, question: &'a Question) -> Waiting<'a, Result<Answer, ShopError>>;

    /// Makes a change that the customer has confirmed; the policy is asked once more.
    fn change<'a>(&'a self, change: &'a Change) -> Waiting<'a, Result<Changed, ShopError>>;

    /// Has a person take over. Asked again while one is on the way, nothing further happens.
    fn hand_over<'a>(
        &'a self,
        order: Option<&'a OrderNumber>,
        why: &'a str,
    ) -> Waiting<'a, Result<HandedOver, ShopError>>;
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// It is made.
    Done,
    /// The store has been asked.
    Asked,
    /// It was possible when it was proposed, and is no more.
    TooLate,
}

/// What came of asking for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandedOver {
    /// One has been told; so many are before this customer.
    Queued(u32),
    /// One was told before.
    Already,
    /// Nobody is there now; one answers when the shop opens.
    Closed,
}

/// The shop could not be asked.
#[derive(Debug, thiserror::Error)]
#[error("the shop cannot be asked: {0}")]
pub struct ShopError(pub String);
