//! The tools of the assistant: what can be asked of the shop, and what it answers.
//!
//! Whose orders they are is never said: a [`Shop`](crate::shop::Shop) is that of one customer who is
//! signed in. Names and arguments are those of `chat-eval`.

use delivery::Money;
use jiff::civil::DateTime;
use knowledge::Found;
use serde::{Deserialize, Serialize};

use crate::plain::{self, Hosts};

/// What people call an order: the digits of `#1042`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OrderNumber(String);

impl OrderNumber {
    /// Reads 1 to 12 digits, `#` before them or not.
    pub fn parse(text: &str) -> Option<OrderNumber> {
        let digits = text.trim().trim_start_matches('#');
        let fits = (1..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| OrderNumber(digits.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something that only reads.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// `list_orders`: what can be talked about.
    Orders,
    /// `get_order_status`: where it is.
    Status(OrderNumber),
    /// `get_eta`: when it comes and why then.
    Eta(OrderNumber),
    /// `get_courier_location`: where the courier is.
    Courier(OrderNumber),
    /// `get_receipt`: what it cost.
    Receipt(OrderNumber),
    /// `quote_cancel`: what calling it off would lead to.
    CancelQuote(OrderNumber),
    /// `quote_address_change`: what another address would lead to.
    AddressQuote(OrderNumber, String),
    /// `search_knowledge`: what the shop's own texts say.
    Knowledge(String),
}

impl Question {
    /// The name of the tool.
    pub const fn tool(&self) -> &'static str {
        match self {
            Question::Orders => "list_orders",
            Question::Status(_) => "get_order_status",
            Question::Eta(_) => "get_eta",
            Question::Courier(_) => "get_courier_location",
            Question::Receipt(_) => "get_receipt",
            Question::CancelQuote(_) => "quote_cancel",
            Question::AddressQuote(..) => "quote_address_change",
            Question::Knowledge(_) => "search_knowledge",
        }
    }

    /// Its arguments, by their names.
    pub fn arguments(&self) -> Vec<(&'static str, &str)> {
        match self {
            Question::Orders => Vec::new(),
            Question::Status(order)
            | Question::Eta(order)
            | Question::Courier(order)
            | Question::Receipt(order)
            | Question::CancelQuote(order) => vec![("order", order.as_str())],
            Question::AddressQuote(order, address) => {
                vec![("order", order.as_str()), ("address", address)]
            }
            Question::Knowledge(query) => vec![("query", query)],
        }
    }
}

/// Something that changes an order. It is only ever proposed: whoever is signed in confirms it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// `cancel_order`
    Cancel {
        /// Which.
        order: OrderNumber,
    },
    /// `change_address`
    Address {
        /// Which.
        order: OrderNumber,
        /// Where to, as the shop writes it.
        address: String,
    },
    /// `change_instructions`
    Instructions {
        /// Which.
        order: OrderNumber,
        /// At most [`INSTRUCTIONS_CHARS_MAX`] characters.
        instructions: String,
    },
    /// `substitute_item`
    Substitute {
        /// Which.
        order: OrderNumber,
        /// The item that cannot be had, by its id.
        missing: String,
        /// What is taken for it, by its id; nothing without.
        instead: Option<String>,
    },
}

impl Change {
    /// The name of the tool.
    pub const fn tool(&self) -> &'static str {
        match self {
            Change::Cancel { .. } => "cancel_order",
            Change::Address { .. } => "change_address",
            Change::Instructions { .. } => "change_instructions",
            Change::Substitute { .. } => "substitute_item",
        }
    }

    /// Which order it changes.
    pub const fn order(&self) -> &OrderNumber {
        match self {
            Change::Cancel { order }
            | Change::Address { order, .. }
            | Change::Instructions { order, .. }
            | Change::Substitute { order, .. } => order,
        }
    }

    /// Its arguments, by their names.
    pub fn arguments(&self) -> Vec<(&'static str, &str)> {
        let mut arguments = vec![("order", self.order().as_str())];
        match self {
            Change::Cancel { .. } => {}
            Change::Address { address, .. } => arguments.push(("address", address)),
            Change::Instructions { instructions, .. } => {
                arguments.push(("instructions", instructions));
            }
            Change::Substitute {
                missing, instead, ..
            } => {
                arguments.push(("missing", missing));
                arguments.extend(instead.as_deref().map(|instead| ("instead", instead)));
            }
        }
        arguments
    }
}

/// Instructions have at most so many characters.
pub const INSTRUCTIONS_CHARS_MAX: usize = 200;

/// An order as a conversation sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OrderFacts {
    /// Which.
    pub number: OrderNumber,
    /// How far it is.
    pub stage: Stage,
    /// What was ordered.
    pub items: Vec<ItemFacts>,
    /// Where it goes: `Rua dos Ipês, 98, Boa Vista`.
    pub address: String,
    /// When it is promised.
    pub window: Option<(DateTime, DateTime)>,
    /// When it is expected.
    pub eta: Option<DateTime>,
    /// Minutes after the end of the promised window that it is now expected.
    pub late_minutes: u32,
    /// Why it is late, as the shop noted it; not trusted.
    pub delay_reason: Option<String>,
    /// What the customer gets for the wait.
    pub credit: Option<Money>,
    /// How it is paid.
    pub payment: PaymentFacts,
    /// All of it together.
    pub total: Money,
    /// For the way.
    pub delivery_fee: Money,
    /// For the service.
    pub service_fee: Money,
    /// For the courier.
    pub tip: Money,
    /// Whether it has a number that is said at the door. The number itself is never in a chat.
    pub has_door_pin: bool,
    /// What a courier was told; not trusted.
    pub instructions: Option<String>,
    /// What cannot be had, while the customer is asked.
    pub missing: Vec<MissingFacts>,
    /// The event of its timeline that says where it is.
    pub event: Option<EventCitation>,
}

impl OrderFacts {
    /// The facts as they may be shown: what comes from outside is plain.
    #[must_use]
    pub fn shown(&self, hosts: &Hosts) -> OrderFacts {
        let plain = |text: &str| plain::outside(text, SHOWN_CHARS_MAX, hosts);
        let mut shown = self.clone();
        for item in &mut shown.items {
            item.name = plain(&item.name);
        }
        for missing in &mut shown.missing {
            missing.name = plain(&missing.name);
            for (_, name) in &mut missing.substitutes {
                *name = plain(name);
            }
        }
        shown.address = plain(&shown.address);
        shown.delay_reason = shown.delay_reason.as_deref().map(plain);
        shown.instructions = shown.instructions.as_deref().map(plain);
        shown
    }
}

impl CourierFacts {
    /// The facts as they may be shown: what comes from outside is plain.
    #[must_use]
    pub fn shown(&self, hosts: &Hosts) -> CourierFacts {
        CourierFacts {
            name: plain::outside(&self.name, SHOWN_CHARS_MAX, hosts),
            place: plain::outside(&self.place, SHOWN_CHARS_MAX, hosts),
            ..self.clone()
        }
    }
}

/// A text from outside is shown with at most so many characters.
const SHOWN_CHARS_MAX: usize = 240;

/// How far an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It waits for its payment.
    AwaitingPayment,
    /// It was taken; the store has not said yes yet.
    Received,
    /// The store takes it.
    Confirmed,
    /// It comes at a later time.
    Scheduled,
    /// The kitchen is at it.
    Preparing,
    /// It waits for its courier.
    Ready,
    /// It is on its way.
    OutForDelivery,
    /// The courier is at the door.
    Arrived,
    /// It was handed over.
    Delivered,
    /// It could not be handed over.
    NotDelivered,
    /// It was called off.
    Cancelled,
    /// It was called off because its Pix was not paid in time.
    PixExpired,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ItemFacts {
    /// As the menu says; not trusted.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// For all of them.
    pub price: Money,
}

/// How an order is paid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PaymentFacts {
    /// `pix`, `credit_card`, `cash`
    pub method: String,
    /// `paid`, `pending`, `expired`, `refunded`
    pub status: String,
}

/// Something that cannot be had.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MissingFacts {
    /// Its id.
    pub item: String,
    /// Its name; not trusted.
    pub name: String,
    /// What is offered for it: id and name.
    pub substitutes: Vec<(String, String)>,
}

/// An entry of an order's timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventCitation {
    /// Its number in the timeline.
    pub number: u32,
    /// When it happened, in the shop's time.
    pub at: DateTime,
}

/// Where the courier is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CourierFacts {
    /// By what name.
    pub name: String,
    /// `Rua dos Ipês, a 1,2 km`
    pub place: String,
    /// How long ago that was, in seconds.
    pub seen_seconds_ago: Option<u32>,
    /// Where on the map: longitude, latitude.
    pub point: Option<(f64, f64)>,
}

/// What a change would lead to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// Whether it is possible.
    pub verdict: Verdict,
    /// The policy's reason: `cancel_preparing`. Words for it come from the policy's texts.
    pub reason_code: String,
    /// What the customer pays for it, or is not given back.
    pub fee: Money,
    /// What the customer is given back.
    pub refund: Money,
    /// When it would come then, where that changes.
    pub window: Option<(DateTime, DateTime)>,
    /// The address as the shop writes it, where one was asked for.
    pub address: Option<String>,
}

/// Whether a change is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is.
    Allowed,
    /// The store is asked, and decides.
    NeedsApproval,
    /// The courier has left.
    AlreadyOut,
    /// The shop does not deliver there.
    OutOfZone,
    /// Nobody knows where that is.
    UnknownAddress,
    /// It is not, for another reason.
    Refused,
}

/// What the shop answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`Question::Orders`]: the newest first.
    Orders(Vec<OrderFacts>),
    /// To [`Question::Status`], [`Question::Eta`] and [`Question::Receipt`].
    Order(Box<OrderFacts>),
    /// To [`Question::Courier`]; nothing while nobody carries it.
    Courier(Box<OrderFacts>, Option<CourierFacts>),
    /// To [`Question::CancelQuote`] and [`Question::AddressQuote`].
    Preview(Box<OrderFacts>, Preview),
    /// To [`Question::Knowledge`]: nothing when the shop's texts do not say.
    Knowledge(Vec<Found>),
    /// There is no such order of this customer's. The same words whether there is one of somebody
    /// else's or none at all.
    NotFound(OrderNumber),
}
