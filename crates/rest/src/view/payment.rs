//! How an order is paid. What a card is known by never leaves.

use delivery::order::{Method, Payment};
use delivery::payment::{CardToken, ChargeState};
use delivery::{Money, Order};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::schema;
use crate::problem::{Code, Problem};

/// How somebody would pay.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum PaymentWish {
    /// By Pix.
    Pix,
    /// By card.
    Card {
        /// What the provider's form made of the card.
        #[schema(max_length = 255)]
        token: String,
    },
    /// At the door.
    Cash {
        /// What the customer pays with, in minor units, if change is needed.
        #[schema(minimum = 0, maximum = 10_000_000)]
        change_for: Option<i64>,
    },
}

impl PaymentWish {
    pub(crate) fn method(&self) -> Result<Method, Problem> {
        Ok(match self {
            PaymentWish::Pix => Method::Pix,
            PaymentWish::Card { token } => Method::Card {
                token: CardToken::parse(token)
                    .map_err(|error| Problem::new(Code::Invalid, error.to_string()))?,
            },
            PaymentWish::Cash { change_for } => Method::Cash {
                change_for: change_for.map(amount).transpose()?,
            },
        })
    }
}

/// An amount that somebody sends.
pub(crate) fn amount(minor: i64) -> Result<Money, Problem> {
    if (0..=schema::PRICE_MAX).contains(&minor) {
        Ok(Money::minor(minor))
    } else {
        let detail = format!("amounts are 0 to {} minor units", schema::PRICE_MAX);
        Err(Problem::new(Code::Invalid, detail))
    }
}

/// The ways to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum MethodName {
    /// By Pix.
    Pix,
    /// By card.
    Card,
    /// At the door.
    Cash,
}

/// Where the payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum PaymentStanding {
    /// Nobody has asked for it yet.
    NotAsked,
    /// It is paid at the door.
    AtTheDoor,
    /// It can be paid.
    Pending,
    /// It is paid.
    Paid,
    /// The bank did not pay.
    Declined,
    /// The time to pay is over.
    Expired,
    /// It was called off.
    Cancelled,
    /// All of it went back.
    Refunded,
}

/// What is pasted into a bank's app.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PixView {
    /// The code: `00020126…`.
    code: String,
    /// It can be paid so long.
    until: Timestamp,
}

/// How an order is paid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaymentView {
    /// What the customer chose last.
    method: MethodName,
    /// What the customer pays with at the door, if change is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    change_for: Option<Money>,
    /// Where it stands.
    pub(crate) state: PaymentStanding,
    /// How it is paid, while it can be paid by Pix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pix: Option<PixView>,
    /// What was paid.
    #[schema(schema_with = schema::price)]
    paid: Money,
    /// What of it goes back.
    #[schema(schema_with = schema::price)]
    refunded: Money,
}

impl PaymentView {
    pub(crate) fn of(order: &Order) -> PaymentView {
        let payment = &order.payment;
        let (method, change_for) = match &payment.method {
            Method::Pix => (MethodName::Pix, None),
            Method::Card { .. } => (MethodName::Card, None),
            Method::Cash { change_for } => (MethodName::Cash, *change_for),
        };
        PaymentView {
            method,
            change_for,
            state: standing(payment, method),
            pix: pix_of(payment).map(|(code, until)| PixView {
                code: code.to_owned(),
                until,
            }),
            paid: payment.paid,
            refunded: order.refunded(),
        }
    }
}

impl PaymentView {
    /// For those who do not pay it.
    pub(crate) fn without_code(self) -> PaymentView {
        PaymentView { pix: None, ..self }
    }
}

/// The Pix that can be paid now, and until when.
pub(crate) fn pix_of(payment: &Payment) -> Option<(&str, Timestamp)> {
    let open = payment.attempts.last()?;
    let code = open.pix.as_deref()?;
    (open.state == ChargeState::Pending).then_some((code, open.until))
}

fn standing(payment: &Payment, method: MethodName) -> PaymentStanding {
    let last = payment.attempts.last().map(|attempt| attempt.state);
    match (method, last) {
        _ if payment.paid > Money::ZERO => match last {
            Some(ChargeState::Refunded) => PaymentStanding::Refunded,
            _ => PaymentStanding::Paid,
        },
        (MethodName::Cash, _) => PaymentStanding::AtTheDoor,
        (_, None) => PaymentStanding::NotAsked,
        (_, Some(state)) => match state {
            ChargeState::Pending => PaymentStanding::Pending,
            ChargeState::Paid => PaymentStanding::Paid,
            ChargeState::Declined => PaymentStanding::Declined,
            ChargeState::Expired => PaymentStanding::Expired,
            ChargeState::Cancelled => PaymentStanding::Cancelled,
            ChargeState::Refunded => PaymentStanding::Refunded,
        },
    }
}
