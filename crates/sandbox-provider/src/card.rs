//! Test cards: tokens, and what the bank says to each.

use serde::{Deserialize, Serialize};

/// What the bank and the network do with a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// It pays.
    Pays,
    /// It declines, with this code of Stripe's.
    Declines(&'static str),
    /// It pays a while later.
    PaysLater,
    /// The first requests under a key find nobody; then it pays.
    Flaky,
    /// It pays, and the answer is lost on the way.
    AnswerLost,
}

/// A card as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Card {
    pub(crate) brand: String,
    pub(crate) last4: String,
}

/// What a token does, and the card it stands for; `None` for what is no token of the sandbox.
pub(crate) fn find(token: &str) -> Option<(Behaviour, Card)> {
    let (behaviour, last4) = match token {
        "tok_ok" => (Behaviour::Pays, "4242"),
        "tok_declined" => (Behaviour::Declines("generic_decline"), "0002"),
        "tok_insufficient_funds" => (Behaviour::Declines("insufficient_funds"), "9995"),
        "tok_expired_card" => (Behaviour::Declines("expired_card"), "0069"),
        "tok_lost" => (Behaviour::Declines("lost_card"), "9987"),
        "tok_slow" => (Behaviour::PaysLater, "1000"),
        "tok_flaky" => (Behaviour::Flaky, "5030"),
        "tok_timeout" => (Behaviour::AnswerLost, "4080"),
        _ => return None,
    };
    let card = Card {
        brand: "visa".to_owned(),
        last4: last4.to_owned(),
    };
    Some((behaviour, card))
}
