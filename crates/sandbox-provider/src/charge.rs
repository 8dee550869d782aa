//! A charge, and what may happen to it. Nothing here reads a clock or writes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::card::Card;
use crate::ledger::Movement;

/// So many refunds of one charge.
const REFUNDS_MAX: usize = 100;

/// A charge, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Charge {
    pub(crate) id: String,
    pub(crate) idempotency_key: String,
    /// Of the request under that key.
    pub(crate) fingerprint: String,
    pub(crate) status: Status,
    pub(crate) amount: i64,
    pub(crate) amount_refunded: i64,
    pub(crate) description: String,
    pub(crate) reference: String,
    pub(crate) method: Method,
    pub(crate) decline_code: Option<String>,
    pub(crate) refunds: Vec<Refund>,
    pub(crate) webhook_url: Option<String>,
    /// When it will be paid without anybody doing anything.
    pub(crate) pays_itself_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) paid_at: Option<Timestamp>,
    pub(crate) updated_at: Timestamp,
}

/// How a charge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It may still be paid.
    Pending,
    /// The money is with the shop.
    Paid,
    /// The bank did not pay.
    Declined,
    /// Its time is over; a Pix that was under way may still arrive.
    Expired,
    /// The shop called it off.
    Cancelled,
    /// All of the money was given back.
    Refunded,
}

/// How it is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Method {
    Pix {
        location: String,
        expires_at: Timestamp,
    },
    Card {
        card: Card,
    },
}

/// Money that was given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refund {
    idempotency_key: String,
    amount: i64,
}

/// Something that happened to a charge and is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// As the event is called.
    pub(crate) event: &'static str,
    /// What of it moved money, and how much of it.
    pub(crate) moved: Option<(Movement, i64)>,
    /// Whether the money came too late.
    pub(crate) late: bool,
}

/// Why something cannot happen to a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("the charge was paid already: refund it")]
    AlreadyPaid,
    #[error("the charge was called off or declined, and cannot be paid any more")]
    NotPayable,
    #[error("only a Pix is paid by its payer")]
    NotPix,
    #[error("only a charge that was paid can be refunded")]
    NotRefundable,
    #[error("the amount is more than what is left of the charge, or nothing")]
    RefundExceedsCharge,
    #[error("a charge has at most {REFUNDS_MAX} refunds")]
    TooManyRefunds,
    #[error("the idempotency key was used for another request")]
    IdempotencyConflict,
}

impl Refusal {
    /// As the API calls it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Refusal::AlreadyPaid => "charge_already_paid",
            Refusal::NotPayable => "charge_not_payable",
            Refusal::NotPix => "charge_not_pix",
            Refusal::NotRefundable => "charge_not_refundable",
            Refusal::RefundExceedsCharge => "refund_exceeds_charge",
            Refusal::TooManyRefunds => "too_many_refunds",
            Refusal::IdempotencyConflict => "idempotency_conflict",
        }
    }
}

/// What comes of what is asked of a charge: a change, or nothing when it is so already.
pub(crate) type Outcome = Result<Option<Change>, Refusal>;

impl Charge {
    /// The money arrives. After a Pix has expired it arrives late.
    pub(crate) fn pay(&mut self, now: Timestamp) -> Outcome {
        let late = match (self.status, &self.method) {
            (Status::Pending, Method::Card { .. }) => false,
            (Status::Pending | Status::Expired, Method::Pix { expires_at, .. }) => {
                now >= *expires_at
            }
            (Status::Paid | Status::Refunded, _) => return Ok(None),
            (Status::Declined | Status::Cancelled | Status::Expired, _) => {
                return Err(Refusal::NotPayable);
            }
        };
        self.status = Status::Paid;
        self.paid_at = Some(now);
        self.pays_itself_at = None;
        self.updated_at = now;
        let moved = Some((Movement::Charge, self.amount));
        Ok(Some(Change {
            event: "charge.paid",
            moved,
            late,
        }))
    }

    /// The bank says no.
    pub(crate) fn decline(&mut self, code: &str, now: Timestamp) -> Change {
        self.status = Status::Declined;
        self.decline_code = Some(code.to_owned());
        self.updated_at = now;
        told("charge.declined")
    }

    /// Its time is over, if it is.
    pub(crate) fn expire(&mut self, now: Timestamp) -> Option<Change> {
        match &self.method {
            Method::Pix { expires_at, .. }
                if self.status == Status::Pending && now >= *expires_at =>
            {
                self.status = Status::Expired;
                self.updated_at = now;
                Some(told("charge.expired"))
            }
            Method::Pix { .. } | Method::Card { .. } => None,
        }
    }

    /// The shop calls it off. What cannot be paid by asking the payer stays as it is.
    pub(crate) fn cancel(&mut self, now: Timestamp) -> Outcome {
        match self.status {
            Status::Pending => {}
            Status::Cancelled | Status::Expired | Status::Declined => return Ok(None),
            Status::Paid | Status::Refunded => return Err(Refusal::AlreadyPaid),
        }
        self.status = Status::Cancelled;
        self.pays_itself_at = None;
        self.updated_at = now;
        Ok(Some(told("charge.cancelled")))
    }

    /// The shop gives money back; each key does so once.
    pub(crate) fn refund(&mut self, amount: i64, key: &str, now: Timestamp) -> Outcome {
        if let Some(done) = self
            .refunds
            .iter()
            .find(|refund| refund.idempotency_key == key)
        {
            return if done.amount == amount {
                Ok(None)
            } else {
                Err(Refusal::IdempotencyConflict)
            };
        }
        if self.status != Status::Paid {
            return Err(Refusal::NotRefundable);
        }
        if amount < 1 || amount > self.amount - self.amount_refunded {
            return Err(Refusal::RefundExceedsCharge);
        }
        if self.refunds.len() >= REFUNDS_MAX {
            return Err(Refusal::TooManyRefunds);
        }
        self.refunds.push(Refund {
            idempotency_key: key.to_owned(),
            amount,
        });
        self.amount_refunded += amount;
        if self.amount_refunded == self.amount {
            self.status = Status::Refunded;
        }
        self.updated_at = now;
        let moved = Some((Movement::Refund, -amount));
        Ok(Some(Change {
            event: "charge.refunded",
            moved,
            late: false,
        }))
    }

    /// When it expires, if it can.
    pub(crate) fn expires_at(&self) -> Option<Timestamp> {
        match &self.method {
            Method::Pix { expires_at, .. } if self.status == Status::Pending => Some(*expires_at),
            Method::Pix { .. } | Method::Card { .. } => None,
        }
    }

    /// As the API shows it.
    pub(crate) fn shown(&self) -> Shown<'_> {
        let (method, pix, card) = match &self.method {
            Method::Pix {
                location,
                expires_at,
            } => (
                "pix",
                Some(ShownPix {
                    location,
                    expires_at: *expires_at,
                }),
                None,
            ),
            Method::Card { card } => ("card", None, Some(card)),
        };
        Shown {
            id: &self.id,
            object: "charge",
            idempotency_key: &self.idempotency_key,
            status: self.status,
            amount: self.amount,
            amount_refunded: self.amount_refunded,
            currency: "BRL",
            method,
            description: &self.description,
            reference: &self.reference,
            decline_code: self.decline_code.as_deref(),
            pix,
            card,
            created_at: self.created_at,
            paid_at: self.paid_at,
            updated_at: self.updated_at,
        }
    }
}

fn told(event: &'static str) -> Change {
    Change {
        event,
        moved: None,
        late: false,
    }
}

/// A charge as the API shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Shown<'c> {
    id: &'c str,
    object: &'static str,
    idempotency_key: &'c str,
    status: Status,
    amount: i64,
    amount_refunded: i64,
    currency: &'static str,
    method: &'static str,
    description: &'c str,
    reference: &'c str,
    decline_code: Option<&'c str>,
    pix: Option<ShownPix<'c>>,
    card: Option<&'c Card>,
    created_at: Timestamp,
    paid_at: Option<Timestamp>,
    updated_at: Timestamp,
}

#[derive(Debug, Serialize)]
struct ShownPix<'c> {
    location: &'c str,
    expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn pix() -> Charge {
        let method = Method::Pix {
            location: "host/qr/ch_1".to_owned(),
            expires_at: at(600),
        };
        Charge {
            id: "ch_1".to_owned(),
            idempotency_key: "order-1".to_owned(),
            fingerprint: String::new(),
            status: Status::Pending,
            amount: 1_000,
            amount_refunded: 0,
            description: String::new(),
            reference: String::new(),
            method,
            decline_code: None,
            refunds: Vec::new(),
            webhook_url: None,
            pays_itself_at: None,
            created_at: at(0),
            paid_at: None,
            updated_at: at(0),
        }
    }

    #[test]
    fn it_is_paid_once() {
        let mut charge = pix();
        let told = charge.pay(at(1)).expect("payable").expect("a change");
        assert_eq!(told.moved, Some((Movement::Charge, 1_000)));
        assert!(!told.late);
        assert_eq!(charge.pay(at(2)), Ok(None));
        assert_eq!(charge.cancel(at(2)), Err(Refusal::AlreadyPaid));
        assert_eq!(charge.expire(at(601)), None);
    }

    #[test]
    fn a_pix_can_arrive_late_unless_it_was_called_off() {
        let mut charge = pix();
        assert_eq!(charge.expire(at(599)), None);
        assert!(charge.expire(at(600)).is_some());
        assert_eq!(
            charge.cancel(at(601)),
            Ok(None),
            "there is nothing to call off"
        );
        assert!(
            charge
                .pay(at(700))
                .expect("payable")
                .expect("a change")
                .late
        );

        let mut charge = pix();
        assert!(charge.cancel(at(1)).expect("possible").is_some());
        assert_eq!(charge.cancel(at(2)), Ok(None));
        assert_eq!(charge.pay(at(3)), Err(Refusal::NotPayable));
    }

    #[test]
    fn no_more_is_given_back_than_was_paid() {
        let mut charge = pix();
        assert_eq!(charge.refund(1, "r0", at(1)), Err(Refusal::NotRefundable));
        charge.pay(at(1)).expect("payable");
        let told = charge
            .refund(400, "r1", at(2))
            .expect("possible")
            .expect("a change");
        assert_eq!(told.moved, Some((Movement::Refund, -400)));
        assert_eq!(charge.refund(400, "r1", at(3)), Ok(None), "the same key");
        assert_eq!(
            charge.refund(1, "r1", at(3)),
            Err(Refusal::IdempotencyConflict)
        );
        assert_eq!(
            charge.refund(601, "r2", at(3)),
            Err(Refusal::RefundExceedsCharge)
        );
        assert_eq!(charge.status, Status::Paid);
        assert!(charge.refund(600, "r3", at(4)).expect("possible").is_some());
        assert_eq!(
            (charge.status, charge.amount_refunded),
            (Status::Refunded, 1_000)
        );
        assert_eq!(charge.refund(1, "r4", at(5)), Err(Refusal::NotRefundable));
    }
}
