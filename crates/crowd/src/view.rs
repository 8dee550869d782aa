//! What the API says, as far as people look at it. What they do not look at is skipped, what the
//! server leaves out is empty.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::town::Point;

/// Where an order is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// It was taken.
    #[default]
    Received,
    /// Whether all of it can be had is being found out.
    Checking,
    /// The customer is asked what instead.
    NeedsChoice,
    /// Fee and time are settled.
    Quoted,
    /// The store has been asked.
    AwaitingConfirmation,
    /// The customer has been asked to pay.
    AwaitingPayment,
    /// It is paid, or will be at the door.
    Confirmed,
    /// The kitchen is at it.
    Preparing,
    /// It waits for its courier.
    Ready,
    /// A courier goes to the store.
    CourierAssigned,
    /// The courier is at the store.
    AtStore,
    /// The courier is on the way.
    OnTheWay,
    /// The courier is at the door.
    Arrived,
    /// The customer has it.
    Delivered,
    /// It was called off.
    Cancelled,
    /// It came back.
    Returned,
    /// It went wrong.
    Failed,
}

impl Status {
    /// Whether the order is at its end.
    pub const fn is_terminal(self) -> bool {
        matches!(
            self,
            Status::Delivered | Status::Cancelled | Status::Returned | Status::Failed
        )
    }

    /// Whether the order is paid, or will be at the door, and was not given up.
    pub fn is_paid(self) -> bool {
        self >= Status::Confirmed && !matches!(self, Status::Cancelled | Status::Failed)
    }

    /// As it is written everywhere: `ON_THE_WAY`.
    pub const fn name(self) -> &'static str {
        match self {
            Status::Received => "RECEIVED",
            Status::Checking => "CHECKING",
            Status::NeedsChoice => "NEEDS_CHOICE",
            Status::Quoted => "QUOTED",
            Status::AwaitingConfirmation => "AWAITING_CONFIRMATION",
            Status::AwaitingPayment => "AWAITING_PAYMENT",
            Status::Confirmed => "CONFIRMED",
            Status::Preparing => "PREPARING",
            Status::Ready => "READY",
            Status::CourierAssigned => "COURIER_ASSIGNED",
            Status::AtStore => "AT_STORE",
            Status::OnTheWay => "ON_THE_WAY",
            Status::Arrived => "ARRIVED",
            Status::Delivered => "DELIVERED",
            Status::Cancelled => "CANCELLED",
            Status::Returned => "RETURNED",
            Status::Failed => "FAILED",
        }
    }
}

/// An order, as whoever asks may see it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct OrderView {
    /// Which.
    pub id: String,
    /// Where it is.
    pub status: Status,
    /// What was ordered.
    #[serde(default)]
    pub lines: Vec<LineView>,
    /// What it costs.
    #[serde(default)]
    pub totals: TotalsView,
    /// Where it goes.
    #[serde(default)]
    pub address: AddressView,
    /// How it is paid.
    #[serde(default)]
    pub payment: PaymentView,
    /// Who brings it.
    #[serde(default)]
    pub courier: Option<AssignedView>,
    /// The number for the door.
    #[serde(default)]
    pub pin: Option<String>,
    /// What cannot be had.
    #[serde(default)]
    pub missing: Vec<MissingView>,
    /// A change that the store is asked about.
    #[serde(default)]
    pub change: Option<Value>,
    /// Why it ends before its time.
    #[serde(default)]
    pub closing: Option<Value>,
}

/// A line of an order.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct LineView {
    /// What.
    pub item: String,
    /// How many.
    pub quantity: u32,
}

/// What an order costs, in minor units.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct TotalsView {
    /// All of it.
    pub total: i64,
}

/// Where an order goes.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AddressView {
    /// `Rua das Acácias, 120`
    #[serde(default)]
    pub line: String,
    /// On the town's plane.
    #[serde(default)]
    pub point: Option<Point>,
}

/// How an order is paid.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PaymentView {
    /// `PIX`
    #[serde(default, deserialize_with = "named")]
    pub method: String,
    /// `PENDING`
    #[serde(default)]
    pub state: Option<String>,
    /// What the customer pays with a bank's app.
    #[serde(default)]
    pub pix: Option<PixView>,
    /// What was paid, in minor units.
    #[serde(default)]
    pub paid: i64,
    /// What of it went back, in minor units.
    #[serde(default)]
    pub refunded: i64,
}

/// A Pix to pay.
#[derive(Clone, Debug, Deserialize)]
pub struct PixView {
    /// The BR Code.
    pub code: String,
}

/// Who brings an order.
#[derive(Clone, Debug, Deserialize)]
pub struct AssignedView {
    /// Who.
    #[serde(default)]
    pub id: String,
}

/// Something that cannot be had.
#[derive(Clone, Debug, Deserialize)]
pub struct MissingView {
    /// What.
    pub item: String,
    /// What can be had instead.
    #[serde(default)]
    pub substitutes: Vec<String>,
}

/// A text, or the `type` of an object.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let name = value.get("type").unwrap_or(&value).as_str();
    Ok(name.unwrap_or_default().to_owned())
}

/// What a store says of itself.
#[derive(Clone, Debug, Deserialize)]
pub struct StoreView {
    /// Where it is.
    pub point: Point,
}

/// What a store sells, in parts.
#[derive(Clone, Debug, Deserialize)]
pub struct MenuView {
    /// In the order in which they are shown.
    pub categories: Vec<CategoryView>,
}

/// A part of a menu.
#[derive(Clone, Debug, Deserialize)]
pub struct CategoryView {
    /// In the order in which they are shown.
    pub items: Vec<ItemView>,
}

/// Something on the menu.
#[derive(Clone, Debug, Deserialize)]
pub struct ItemView {
    /// Which.
    pub id: String,
    /// What can or must be chosen with it.
    #[serde(default)]
    pub options: Vec<OptionsView>,
}

/// Options of which some are chosen together.
#[derive(Clone, Debug, Deserialize)]
pub struct OptionsView {
    /// So many must be chosen.
    #[serde(default)]
    pub min: usize,
    /// What there is.
    pub choices: Vec<ChoiceView>,
}

/// An option.
#[derive(Clone, Debug, Deserialize)]
pub struct ChoiceView {
    /// Which.
    pub id: String,
}

/// A guest who may order.
#[derive(Clone, Debug, Deserialize)]
pub struct SessionView {
    /// What proves it.
    pub token: String,
}

/// What a cart would cost.
#[derive(Clone, Debug, Deserialize)]
pub struct QuoteView {
    /// What is ordered with.
    pub quote: String,
    /// In minor units.
    pub total: i64,
}

/// An order, as its courier sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct JobView {
    /// Where it is.
    pub status: Status,
}

/// A page of a list.
#[derive(Clone, Debug, Deserialize)]
pub struct PageView<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// How to ask for the next.
    #[serde(default)]
    pub next: Option<String>,
}

/// How much there is of an item.
#[derive(Clone, Debug, Deserialize)]
pub struct StockView {
    /// Of what.
    pub item: String,
    /// How many can be ordered.
    pub available: i64,
}

/// Somebody who delivers.
#[derive(Clone, Debug, Deserialize)]
pub struct CourierView {
    /// Who.
    pub id: String,
    /// By what name.
    pub name: String,
    /// `OFF`, `FREE` or `BUSY`.
    #[serde(default, deserialize_with = "named")]
    pub state: String,
    /// Which order they are busy with.
    #[serde(default)]
    pub order: Option<String>,
    /// Where they were last.
    pub point: Point,
}

/// A timeline.
#[derive(Clone, Debug, Deserialize)]
pub struct TimelineView {
    /// What happened, in order.
    pub entries: Vec<EntryView>,
}

/// Something that happened to an order.
#[derive(Clone, Debug, Deserialize)]
pub struct EntryView {
    /// Where the order was afterwards.
    pub status: Status,
}

/// What would come of calling an order off.
#[derive(Clone, Debug, Deserialize)]
pub struct CancellationView {
    /// What can be given as a reason.
    #[serde(default)]
    pub reasons: Vec<ReasonView>,
}

/// A reason that can be given.
#[derive(Clone, Debug, Deserialize)]
pub struct ReasonView {
    /// What is sent.
    pub code: String,
}

/// What must be 0, as the server counts it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct InvariantsView {
    /// Orders that were looked at.
    #[serde(default)]
    pub orders: u64,
    /// Items of which more is kept than there was.
    pub oversold: u64,
    /// Orders paid more than once.
    pub double_charges: u64,
    /// Orders paid, and neither confirmed nor given back.
    pub lost: u64,
    /// Orders at their end of which the customer was not told.
    pub unnotified: u64,
    /// Open orders to which nothing happens.
    pub stuck: u64,
    /// Those orders.
    #[serde(default)]
    pub named: Vec<String>,
}

/// A page of the provider's ledger.
#[derive(Clone, Debug, Deserialize)]
pub struct LedgerView {
    /// Movements, in order.
    pub entries: Vec<MovementView>,
    /// Whether there are more.
    pub has_more: bool,
}

/// A movement of money.
#[derive(Clone, Debug, Deserialize)]
pub struct MovementView {
    /// Its place.
    pub sequence: u64,
    /// The charge.
    pub charge: String,
    /// `STORE:ORDER:ATTEMPT`
    pub idempotency_key: String,
    /// In minor units: to the shop above zero, back below.
    pub amount: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read_as_far_as_they_are_shown() {
        let full = r#"{"id":"01J","number":7,"status":"AWAITING_PAYMENT","status_text":"…",
            "lines":[{"item":"xis","quantity":2,"name":"Xis"}],"totals":{"items":1,"fee":2,"total":3},
            "address":{"line":"Rua A, 1","point":{"x":1.5,"y":-2.0}},
            "payment":{"method":{"type":"PIX"},"state":"PENDING","pix":{"code":"0002","until":"x"},
            "paid":0,"refunded":0},"pin":"0417","missing":[],"change":null}"#;
        let view: OrderView = serde_json::from_str(full).expect("an order");
        assert_eq!(
            (view.status, view.totals.total),
            (Status::AwaitingPayment, 3)
        );
        assert_eq!(view.payment.method, "PIX");
        assert!(view.payment.pix.is_some() && view.change.is_none());
        let little = r#"{"id":"01J","status":"READY","payment":{"method":"CASH"}}"#;
        let view: OrderView = serde_json::from_str(little).expect("an order");
        assert_eq!(view.payment.method, "CASH");
        assert!(view.status.is_paid() && !view.status.is_terminal());
    }
}
