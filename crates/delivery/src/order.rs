//! An order, and what may happen to it.
//!
//! An order is one item of the table: what must agree with one another (its status, what is kept for
//! it in stock, what was charged for it, what the workflow waits for) changes in one write. Its
//! methods are pure. They note what happened in the timeline and leave alone what must not change;
//! the table writes the order, its new entries and the stock they concern in one transaction, or
//! nothing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::contact::{Email, Phone};
use crate::entry::{Actor, Entry, Missing, Reason};
use crate::eta::Window;
use crate::money::Money;
use crate::notice::Language;
use crate::payment::{CardToken, ChargeId, ChargeMethod, ChargeState};
use crate::status::Status;
use crate::town::Point;
use crate::{CourierId, CustomerId, ItemId, OptionId, OrderId, QuoteId, StoreId, ZoneId};

/// An order has at most so many different lines: with the order itself, its lines and its entries,
/// what is written at once stays within the 100 items of a DynamoDB transaction.
pub const LINES_MAX: usize = 40;

/// A payment can be tried so many times.
pub const PAYMENT_ATTEMPTS_MAX: u32 = 5;

/// The number at the door can be tried so many times.
pub const PIN_TRIES_MAX: u32 = 5;

/// A courier tries so many times to hand it over.
pub const DELIVERY_ATTEMPTS_MAX: u32 = 2;

/// An order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Whose it is.
    pub store: StoreId,
    /// Which it is.
    pub id: OrderId,
    /// What people call it: `#1042`.
    pub number: u64,
    /// Who ordered.
    pub customer: CustomerId,
    /// How the customer is addressed and reached.
    pub contact: Contact,
    /// What was ordered.
    pub lines: Vec<Line>,
    /// Where it goes.
    pub address: Address,
    /// When it should come; as soon as possible without.
    pub slot: Option<Window>,
    /// For all the kitchen should know.
    pub note: Option<String>,
    /// What it costs.
    pub totals: Totals,
    /// What was promised about it.
    pub quote: QuoteTaken,
    /// Where it is.
    pub status: Status,
    /// When it is expected.
    pub window: Window,
    /// What is kept for it in stock.
    pub reservation: Reservation,
    /// How it is paid.
    pub payment: Payment,
    /// Who brings it.
    pub courier: Option<AssignedCourier>,
    /// The number that the customer says at the door.
    pub pin: Pin,
    /// How often it was tried to hand it over.
    pub attempts: u32,
    /// How often it was said that it comes later.
    #[serde(default)]
    pub delays: u32,
    /// When the store took it.
    pub accepted_at: Option<Timestamp>,
    /// What last brought it further, once it was confirmed.
    pub milestone: Option<Milestone>,
    /// What cannot be had, while the customer is asked.
    pub missing: Vec<Missing>,
    /// What the workflow waits for.
    pub wait: Option<Wait>,
    /// A change somebody asked for, while the store is asked.
    pub change: Option<RequestedChange>,
    /// Why it ends before its time; from here on it only comes to its end.
    pub closing: Option<Closing>,
    /// Who sees to it that it goes on.
    pub carried_by: CarriedBy,
    /// The execution that does, by its ARN, where that is settled: since the order was placed. Orders of
    /// older versions do not say.
    #[serde(default)]
    pub execution: Option<String>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When anything last happened.
    pub updated_at: Timestamp,
    /// How many entries its timeline has.
    pub entries: u32,
    /// Entries that are not written yet.
    #[serde(skip)]
    pub fresh: Vec<Entry>,
    /// What changes in stock together with the order, and is not written yet.
    #[serde(skip)]
    pub moves: Vec<StockMove>,
}

/// A change of stock that belongs to a change of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StockMove {
    /// So many are kept for the order, if there are so many.
    Keep(ItemId, u32),
    /// So many are given back.
    GiveBack(ItemId, u32),
    /// A place among the orders for a time, of which there are so many.
    TakeSlot(Timestamp, u32),
    /// The place can be had by another order.
    FreeSlot(Timestamp),
}

/// Who sees to it that an order goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CarriedBy {
    /// The execution that has its name.
    Workflow,
    /// An execution of another workflow, which called the functions by itself.
    Another,
}

/// How a customer is addressed and reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// By what name.
    pub name: String,
    /// For messages.
    pub phone: Option<Phone>,
    /// For mail.
    pub email: Option<Email>,
    /// In what language.
    pub language: Language,
}

/// A line of an order, as it was priced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What.
    pub item: ItemId,
    /// Its name when it was ordered.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// How.
    pub options: Vec<OptionId>,
    /// How, in words.
    pub note: Option<String>,
    /// What one costs, options included.
    pub price: Money,
}

/// Where an order goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// `Rua das Acácias, 120`
    pub line: String,
    /// `apto 42`
    pub complement: Option<String>,
    /// `o portão é o azul`
    pub instructions: Option<String>,
    /// On the town's plane.
    pub point: Point,
}

/// What an order costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// All lines.
    pub items: Money,
    /// For the way.
    pub fee: Money,
    /// Both.
    pub total: Money,
}

/// What was promised when the order was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteTaken {
    /// Which quote it was.
    pub id: QuoteId,
    /// Where the address is.
    pub zone: ZoneId,
    /// How far it is.
    pub metres: u32,
    /// How long a courier takes.
    pub seconds: u32,
    /// When it should come, as it was said at the beginning.
    pub promised: Window,
}

/// What is kept for an order in stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reservation {
    /// Nothing yet.
    None,
    /// All lines, for the time being.
    Held {
        /// Who has not paid by then loses it.
        until: Timestamp,
    },
    /// All lines, for good.
    Taken,
    /// Nothing any more.
    Released,
}

/// How an order is paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    /// What the customer chose last.
    pub method: Method,
    /// What was asked of the provider, in order. At most one is ever open or paid.
    pub attempts: Vec<Attempt>,
    /// What the customer has paid, at the door or through the provider. What came when it was
    /// not wanted any more is not in it.
    pub paid: Money,
    /// What of it goes back, in order. Written before the provider is asked.
    pub refunds: Vec<Refund>,
}

/// Money that goes back to the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// 1 for the first. Part of its idempotency key.
    pub number: u32,
    /// The attempt whose money it is.
    pub attempt: u32,
    /// How much.
    pub amount: Money,
    /// The money came when it was not wanted any more, and never counted as paid.
    pub late: bool,
    /// The provider has done it.
    pub done: bool,
}

/// The ways to pay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Method {
    /// By Pix.
    Pix,
    /// By card.
    Card {
        /// What the provider knows the card by.
        token: CardToken,
    },
    /// At the door.
    Cash {
        /// What the customer pays with, if change is needed.
        change_for: Option<Money>,
    },
}

impl Method {
    /// How the provider is asked; `None` when it is not.
    pub fn charge(&self) -> Option<ChargeMethod> {
        match self {
            Method::Pix => Some(ChargeMethod::Pix),
            Method::Card { token } => Some(ChargeMethod::Card {
                token: token.clone(),
            }),
            Method::Cash { .. } => None,
        }
    }
}

/// One try to be paid. Its idempotency key is made of order and number, so whoever tries it again
/// gets the same charge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// 1 for the first.
    pub number: u32,
    /// How.
    pub method: Method,
    /// How much.
    pub amount: Money,
    /// What became of it.
    pub state: ChargeState,
    /// What the provider knows it by, once it has answered.
    pub charge: Option<ChargeId>,
    /// What the customer pays with a bank's app.
    pub pix: Option<String>,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// It can be paid so long.
    pub until: Timestamp,
}

/// Who brings an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedCourier {
    /// Who.
    pub id: CourierId,
    /// By what name.
    pub name: String,
}

/// The number said at the door: four digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// The digits.
    pub digits: String,
    /// How many more may be tried.
    pub tries_left: u32,
}

/// What the workflow waits for: a task whose token is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// What for.
    pub waits_for: WaitsFor,
    /// With what it is answered.
    pub token: String,
    /// The workflow waits so long.
    pub until: Timestamp,
    /// The answer, once there is one. It was written together with what it answers; whether the
    /// workflow has it, nobody needs to remember, since giving it twice changes nothing.
    pub answer: Option<Answer>,
}

/// What a workflow can wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WaitsFor {
    /// The customer says what instead.
    Choice,
    /// The store takes the order.
    Confirmation,
    /// The order is paid.
    Payment,
    /// The order gets further.
    Progress,
}

/// What the workflow is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "with", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Answer {
    /// It goes on, and the order is here.
    Success,
    /// It does not go on.
    Failure {
        /// `OrderCancelled`
        error: WorkflowError,
        /// Why.
        reason: Reason,
    },
}

/// What the workflow catches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorkflowError {
    /// Somebody called the order off.
    OrderCancelled,
    /// The store does not take the order.
    OrderRefused,
    /// It could not be paid.
    PaymentFailed,
}

impl WorkflowError {
    /// The error's name in the workflow.
    pub const fn name(self) -> &'static str {
        match self {
            WorkflowError::OrderCancelled => "OrderCancelled",
            WorkflowError::OrderRefused => "OrderRefused",
            WorkflowError::PaymentFailed => "PaymentFailed",
        }
    }
}

/// A change of address that the store is asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestedChange {
    /// Where it should go.
    pub address: Address,
    /// What that changes.
    pub quote: QuoteTaken,
    /// For the way.
    pub fee: Money,
    /// The store has so long to answer.
    pub until: Timestamp,
}

/// What the customer is told on the way to the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// The entry of the timeline.
    pub entry: u32,
    /// What it was: `PICKED_UP`.
    pub event: String,
}

/// Why an order ends before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Who wants it.
    pub by: Actor,
    /// Why.
    pub reason: Reason,
    /// What goes back to the customer, in hundredths of a percent of what was paid.
    pub refund_basis_points: u32,
}

/// Why something cannot be done to an order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is too late, or too early.
    #[error("order {order} is {status}; that can no longer be done")]
    TooLate {
        /// Which order.
        order: OrderId,
        /// Where it is.
        status: Status,
    },
    /// The order does not wait for that.
    #[error("order {order} is {status} and does not wait for this")]
    NotAsked {
        /// Which order.
        order: OrderId,
        /// Where it is.
        status: Status,
    },
    /// It is being called off.
    #[error("order {order} is being cancelled")]
    Closing {
        /// Which order.
        order: OrderId,
    },
    /// The number at the door is another.
    #[error("the PIN is another; {tries_left} tries are left")]
    WrongPin {
        /// How many more may be tried.
        tries_left: u32,
    },
    /// It has been tried too often.
    #[error("there is nothing left to try for order {order}: {what}")]
    NoTriesLeft {
        /// Which order.
        order: OrderId,
        /// What was tried.
        what: &'static str,
    },
    /// Somebody else does it.
    #[error("order {order} is another courier's")]
    AnotherCourier {
        /// Which order.
        order: OrderId,
    },
}
