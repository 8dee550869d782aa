//! What happened to an order: the entries of its timeline.
//!
//! Every sentence a customer, a courier or an operator reads about an order comes from one of these,
//! and can be traced to it by its number.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::eta::Window;
use crate::money::Money;
use crate::status::Status;
use crate::{CourierId, ItemId, StoreId};

/// An entry of an order's timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// 1 for the first, without gaps.
    pub number: u32,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    #[serde(flatten)]
    pub happening: Happening,
    /// Where the order was afterwards. The same as before when it came too late to move anything.
    pub status: Status,
}

/// Who does something to an order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "who", content = "id", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Actor {
    /// Whose order it is.
    Customer,
    /// The store.
    Store,
    /// Somebody who looks after the orders of a store.
    Operator(String),
    /// The courier.
    Courier(CourierId),
    /// The payment provider.
    Provider,
    /// The workflow: a deadline passed, or a step was taken.
    Workflow,
}

/// What can happen to an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Happening {
    /// It was taken.
    Placed,
    /// All of it can be had, and is kept for the customer until then.
    Reserved {
        /// What is not paid by then is given back.
        until: Timestamp,
    },
    /// Something cannot be had.
    ItemMissing {
        /// What, and how much there still is.
        missing: Vec<Missing>,
    },
    /// The customer takes something else, or goes without.
    ChoiceMade {
        /// The item that cannot be had.
        missing: ItemId,
        /// What comes instead.
        instead: Option<ItemId>,
    },
    /// Fee and time are settled.
    Quoted {
        /// For the way.
        fee: Money,
        /// When it comes.
        window: Window,
    },
    /// The store has been asked.
    StoreAsked {
        /// It has so long to answer.
        until: Timestamp,
    },
    /// The store takes the order.
    StoreAccepted,
    /// The store does not take the order.
    StoreRefused {
        /// Why.
        reason: Reason,
    },
    /// The customer has been asked to pay.
    PaymentRequested {
        /// How much.
        amount: Money,
        /// 1 for the first.
        attempt: u32,
        /// It can be paid so long.
        until: Timestamp,
    },
    /// It is paid.
    Paid {
        /// How much.
        amount: Money,
    },
    /// It will be paid at the door.
    PaidAtTheDoor {
        /// How much.
        amount: Money,
        /// What the customer pays with.
        change_for: Option<Money>,
    },
    /// The card was declined.
    PaymentDeclined {
        /// The provider's reason: `insufficient_funds`.
        code: String,
    },
    /// It was not paid in time.
    PaymentExpired,
    /// It was paid when it was too late; the money goes back.
    PaidLate {
        /// How much.
        amount: Money,
    },
    /// Money goes back to the customer.
    Refunded {
        /// How much.
        amount: Money,
    },
    /// The kitchen is at it.
    Preparing,
    /// It waits for its courier.
    Ready,
    /// A courier takes it.
    CourierAssigned {
        /// Who.
        courier: CourierId,
        /// By what name.
        name: String,
    },
    /// The courier is at the store.
    CourierAtStore,
    /// The courier has it, and is on the way.
    PickedUp,
    /// The courier is at the door.
    CourierArrived,
    /// Somebody at the door gave another number.
    WrongPin {
        /// How many more may be tried.
        tries_left: u32,
    },
    /// The customer has it.
    Delivered,
    /// Nobody was there, or the address was wrong.
    AttemptFailed {
        /// Why.
        reason: Reason,
    },
    /// It goes back to the store.
    Returning {
        /// Why.
        reason: Reason,
    },
    /// It is back at the store.
    Returned,
    /// It comes later than was said.
    Delayed {
        /// When it comes.
        window: Window,
        /// Why, as [`crate::eta::DelayReason`] names it.
        reason: Option<String>,
    },
    /// It goes to another address.
    AddressChanged {
        /// The street and number it went to.
        from: String,
        /// And goes to now.
        to: String,
        /// By how much the fee changes.
        difference: Money,
    },
    /// What the courier should know was changed.
    InstructionsChanged,
    /// Somebody wants another address; the store is asked.
    ChangeRequested {
        /// It has so long to answer.
        until: Timestamp,
    },
    /// The store does not agree to the change.
    ChangeRefused,
    /// Somebody wants it called off.
    CancellationRequested {
        /// Why.
        reason: Reason,
    },
    /// It was called off.
    Cancelled {
        /// Why.
        reason: Reason,
    },
    /// It went wrong.
    Failed {
        /// What, for operators.
        cause: String,
    },
}

impl Happening {
    /// Where the order is once this has happened; `None` when it stays where it is.
    pub const fn leads_to(&self) -> Option<Status> {
        Some(match self {
            Happening::Placed => Status::Received,
            Happening::Reserved { .. } => Status::Checking,
            Happening::ItemMissing { .. } => Status::NeedsChoice,
            Happening::Quoted { .. } => Status::Quoted,
            Happening::StoreAsked { .. } => Status::AwaitingConfirmation,
            Happening::PaymentRequested { .. } => Status::AwaitingPayment,
            Happening::Paid { .. } | Happening::PaidAtTheDoor { .. } => Status::Confirmed,
            Happening::Preparing => Status::Preparing,
            Happening::Ready => Status::Ready,
            Happening::CourierAssigned { .. } => Status::CourierAssigned,
            Happening::CourierAtStore => Status::AtStore,
            Happening::PickedUp => Status::OnTheWay,
            Happening::CourierArrived => Status::Arrived,
            Happening::Delivered => Status::Delivered,
            Happening::Returned => Status::Returned,
            Happening::Cancelled { .. } => Status::Cancelled,
            Happening::Failed { .. } => Status::Failed,
            Happening::ChoiceMade { .. }
            | Happening::StoreAccepted
            | Happening::StoreRefused { .. }
            | Happening::PaymentDeclined { .. }
            | Happening::PaymentExpired
            | Happening::PaidLate { .. }
            | Happening::Refunded { .. }
            | Happening::WrongPin { .. }
            | Happening::AttemptFailed { .. }
            | Happening::Returning { .. }
            | Happening::Delayed { .. }
            | Happening::AddressChanged { .. }
            | Happening::InstructionsChanged
            | Happening::ChangeRequested { .. }
            | Happening::ChangeRefused
            | Happening::CancellationRequested { .. } => return None,
        })
    }
}

/// Something that cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// What.
    pub item: ItemId,
    /// Its name, in the store's language.
    pub name: String,
    /// How many the customer wants.
    pub wanted: u32,
    /// How many there are.
    pub left: u32,
    /// What can be had instead.
    pub substitutes: Vec<ItemId>,
    /// The name of the first of them.
    pub substitute_name: Option<String>,
}

/// Why an order ends, or a step fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The customer does not want it any more.
    CustomerChangedMind,
    /// The address is wrong.
    WrongAddress,
    /// It takes too long.
    TooSlow,
    /// It was ordered twice.
    DuplicateOrder,
    /// Something cannot be had.
    ItemUnavailable,
    /// The store is closed.
    StoreClosed,
    /// The store has too much to do.
    StoreTooBusy,
    /// The store has not answered.
    StoreTimeout,
    /// It was not paid in time.
    PaymentExpired,
    /// The payment was declined.
    PaymentDeclined,
    /// Nobody can bring it.
    CourierUnavailable,
    /// Nobody was at the door.
    CustomerAbsent,
    /// Something broke.
    TechnicalFailure,
    /// The address is too far away.
    OutOfZone,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Reason; 14] = [
        Reason::CustomerChangedMind,
        Reason::WrongAddress,
        Reason::TooSlow,
        Reason::DuplicateOrder,
        Reason::ItemUnavailable,
        Reason::StoreClosed,
        Reason::StoreTooBusy,
        Reason::StoreTimeout,
        Reason::PaymentExpired,
        Reason::PaymentDeclined,
        Reason::CourierUnavailable,
        Reason::CustomerAbsent,
        Reason::TechnicalFailure,
        Reason::OutOfZone,
    ];

    /// As it is written everywhere: `store_too_busy`.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::CustomerChangedMind => "customer_changed_mind",
            Reason::WrongAddress => "wrong_address",
            Reason::TooSlow => "too_slow",
            Reason::DuplicateOrder => "duplicate_order",
            Reason::ItemUnavailable => "item_unavailable",
            Reason::StoreClosed => "store_closed",
            Reason::StoreTooBusy => "store_too_busy",
            Reason::StoreTimeout => "store_timeout",
            Reason::PaymentExpired => "payment_expired",
            Reason::PaymentDeclined => "payment_declined",
            Reason::CourierUnavailable => "courier_unavailable",
            Reason::CustomerAbsent => "customer_absent",
            Reason::TechnicalFailure => "technical_failure",
            Reason::OutOfZone => "out_of_zone",
        }
    }

    /// The key of its text: `reason-store_too_busy`.
    pub fn key(self) -> String {
        format!("reason-{}", self.name())
    }

    /// The reason of this name.
    pub fn parse(name: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// Which order is meant: an order is only ever looked for within a store.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OrderKey {
    /// Whose it is.
    pub store: StoreId,
    /// Which.
    pub order: crate::OrderId,
}

impl std::fmt::Display for OrderKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.store, self.order)
    }
}

impl OrderKey {
    /// From `STORE:ORDER`, as it is written to where only one text fits.
    pub fn parse(text: &str) -> Option<OrderKey> {
        let (store, order) = text.split_once(':')?;
        Some(OrderKey {
            store: StoreId::parse(store).ok()?,
            order: crate::OrderId::parse(order).ok()?,
        })
    }
}
