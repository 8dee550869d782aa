//! What may still be changed about an order, and at what price: one pure function over a table.
//!
//! The table is data (`assets/policy.json`; `docs/change-policy.md` says how to edit it). Buttons,
//! the assistant, the API and the workflow all ask [`decide`], so that they cannot disagree. What
//! a change would cost is computed before and handed in; carrying it out is left to the caller.

mod reason;
mod table;

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use reason::ReasonCode;
pub use table::{APPROVAL_SECONDS_MAX, Policy, PolicyError};

use crate::Money;
use crate::town::Place;
use table::{RefundRule, VerdictRule};

/// How far an order has come, as the number of its status: 10 (received) to 100 (over).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct StatusNumber(u8);

/// A number that no status has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is the number of no status: they go from 0 to 100")]
pub struct InvalidStatusNumber(pub u8);

impl StatusNumber {
    /// Of an order that is over.
    pub const MAX: StatusNumber = StatusNumber(100);

    /// The number, when it is at most 100.
    pub const fn new(number: u8) -> Option<StatusNumber> {
        if number <= StatusNumber::MAX.0 {
            Some(StatusNumber(number))
        } else {
            None
        }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for StatusNumber {
    type Error = InvalidStatusNumber;

    fn try_from(number: u8) -> Result<StatusNumber, InvalidStatusNumber> {
        StatusNumber::new(number).ok_or(InvalidStatusNumber(number))
    }
}

impl From<StatusNumber> for u8 {
    fn from(status: StatusNumber) -> u8 {
        status.0
    }
}

/// Who wants something of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Whoever ordered.
    Customer,
    /// Whoever prepares.
    Store,
    /// Whoever watches over all orders.
    Operator,
}

/// What somebody wants to change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Change {
    /// Deliver somewhere else.
    Address {
        /// Where.
        to: Place,
    },
    /// How to find the door, whom to ask for.
    Instructions,
    /// Other items, or other quantities.
    Items,
    /// Nothing at all.
    Cancel {
        /// Who cancels.
        by: Actor,
    },
    /// Another time.
    Reschedule,
}

/// A [`Change`] without what it changes to: a column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Of the address.
    Address,
    /// Of the instructions.
    Instructions,
    /// Of the items.
    Items,
    /// Cancellation.
    Cancel,
    /// Of the time.
    Reschedule,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [ChangeKind; 5] = [
        ChangeKind::Address,
        ChangeKind::Instructions,
        ChangeKind::Items,
        ChangeKind::Cancel,
        ChangeKind::Reschedule,
    ];
}

/// As the table spells it.
impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ChangeKind::Address => "address",
            ChangeKind::Instructions => "instructions",
            ChangeKind::Items => "items",
            ChangeKind::Cancel => "cancel",
            ChangeKind::Reschedule => "reschedule",
        })
    }
}

impl Change {
    /// Its column of the table.
    pub fn kind(&self) -> ChangeKind {
        match self {
            Change::Address { .. } => ChangeKind::Address,
            Change::Instructions => ChangeKind::Instructions,
            Change::Items => ChangeKind::Items,
            Change::Cancel { .. } => ChangeKind::Cancel,
            Change::Reschedule => ChangeKind::Reschedule,
        }
    }
}

/// Whether money has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Not yet, or it will at the door.
    Unpaid,
    /// Captured.
    Paid,
}

/// What is known of the order, and what the change would do to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Situation {
    /// How far the order has come.
    pub status: StatusNumber,
    /// Whether it is paid.
    pub payment: PaymentState,
    /// Whether the store delivers to the new address; of other changes, to the one it has.
    pub in_zone: bool,
    /// Metres between the old address and the new one; 0 for other changes.
    pub metres_from_old_address: u32,
    /// What the order would cost more, or less when negative.
    pub quote_delta: Money,
    /// Seconds by which it would come later, or earlier when negative.
    pub eta_delta_seconds: i64,
}

/// Who must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approver {
    /// The store.
    Store,
    /// The store, and the courier who carries the order.
    StoreAndCourier,
}

/// Whether the change is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// Yes, at no cost.
    Allow,
    /// Yes, and the difference in price is collected or returned: [`Decision::quote_delta`].
    AllowWithFee,
    /// When they agree in time; without an answer, no.
    NeedsApproval {
        /// Who.
        who: Approver,
        /// Until when.
        deadline: Timestamp,
    },
    /// No.
    Deny {
        /// What whoever asks may do instead.
        recourse: Recourse,
    },
}

/// What is left when a change is denied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recourse {
    /// Nothing.
    #[default]
    Nothing,
    /// A person may find a way: hand the conversation over.
    Person,
    /// Once the order is over, a claim.
    Claim,
}

/// How much of what was paid goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refund {
    /// All of it.
    Full,
    /// A share, in hundredths of a percent.
    Partial {
        /// 5,000 is half.
        basis_points: u32,
    },
    /// Nothing: nothing was paid, or the change returns none of it.
    None,
}

impl Refund {
    /// Of an order for which this was paid.
    pub fn of(self, paid: Money) -> Money {
        match self {
            Refund::Full => paid,
            Refund::Partial { basis_points } => paid.share(basis_points),
            Refund::None => Money::ZERO,
        }
    }
}

/// The answer to a wish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether the change is made.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Why.
    pub reason_code: ReasonCode,
    /// What the order costs more if it is, or less when negative; zero when denied.
    pub quote_delta: Money,
    /// Seconds by which it comes later if it is; zero when denied.
    pub eta_delta_seconds: i64,
    /// What goes back if it is.
    pub refund: Refund,
}

/// Whether `change` may be made now. Pure: the same question has the same answer.
pub fn decide(policy: &Policy, situation: &Situation, change: &Change, now: Timestamp) -> Decision {
    let rule = policy.rule(situation, change);
    // Cancelling costs nothing: what goes back is the refund.
    let quote_delta = match change.kind() {
        ChangeKind::Cancel | ChangeKind::Instructions => Money::ZERO,
        ChangeKind::Address | ChangeKind::Items | ChangeKind::Reschedule => situation.quote_delta,
    };
    let verdict = match rule.verdict {
        VerdictRule::Requote if quote_delta != Money::ZERO => Verdict::AllowWithFee,
        VerdictRule::Allow | VerdictRule::Requote => Verdict::Allow,
        VerdictRule::NeedsApproval {
            who,
            within_seconds,
        } => Verdict::NeedsApproval {
            who,
            deadline: now
                .checked_add(SignedDuration::from_secs(i64::from(within_seconds)))
                .unwrap_or(Timestamp::MAX),
        },
        VerdictRule::Deny => Verdict::Deny {
            recourse: rule.recourse,
        },
    };
    let denied = matches!(verdict, Verdict::Deny { .. });
    let charged = matches!(
        verdict,
        Verdict::AllowWithFee | Verdict::NeedsApproval { .. }
    );
    Decision {
        verdict,
        reason_code: rule.reason,
        quote_delta: if charged { quote_delta } else { Money::ZERO },
        eta_delta_seconds: if denied || change.kind() == ChangeKind::Cancel {
            0
        } else {
            situation.eta_delta_seconds
        },
        refund: match (situation.payment, rule.refund) {
            (PaymentState::Unpaid, _) | (PaymentState::Paid, RefundRule::None) => Refund::None,
            (PaymentState::Paid, RefundRule::Full) => Refund::Full,
            (PaymentState::Paid, RefundRule::PartialBasisPoints(basis_points)) => Refund::Partial {
                basis_points: basis_points.get(),
            },
        },
    }
}
