//! An order, to the store; its couriers and its stock. Nobody at the store sees the PIN, or more of
//! a customer than they need.

use delivery::delivery::{Courier, CourierState, Invariants};
use delivery::order::WaitsFor;
use delivery::table::Stock;
use delivery::{CourierId, Email, ItemId, Order, OrderId, Status};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::change::{ChangeView, ClosingView};
use super::missing::MissingView;
use super::money::{LineView, TotalsView};
use super::payment::PaymentView;
use super::place::{AddressView, WhereView, WindowView};
use super::schema;
use crate::words::{Audience, Reader};

/// Who ordered, as far as the store is shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BuyerView {
    /// By what name.
    name: String,
    /// Their number: its end in lists, all of it with a single order, since the store may have to
    /// call.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// Their address, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

/// Whether a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    Masked,
    Written,
}

/// The courier of an order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardCourierView {
    /// Which.
    #[schema(schema_with = schema::identifier)]
    id: CourierId,
    /// By what name.
    name: String,
}

/// What the order waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum WaitsForView {
    /// The customer says what instead.
    Choice,
    /// The store takes the order.
    Confirmation,
    /// The order is paid.
    Payment,
    /// The order gets further.
    Progress,
}

/// An order, to the store.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardOrderView {
    /// Which.
    #[schema(schema_with = schema::identifier)]
    id: OrderId,
    /// What people call it: `#1042`.
    number: u64,
    /// Where it is.
    #[schema(schema_with = schema::status)]
    status: Status,
    /// Where it is, in words.
    status_text: String,
    /// Whose it is.
    customer: BuyerView,
    /// When it is expected.
    window: WindowView,
    /// When it should come, as it was said at the beginning.
    promised: WindowView,
    /// The time that it was ordered for.
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<WindowView>,
    /// What was ordered.
    lines: Vec<LineView>,
    /// What it costs.
    totals: TotalsView,
    /// Where it goes.
    address: AddressView,
    /// What the kitchen should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// How it is paid.
    payment: PaymentView,
    /// Who brings it.
    #[serde(skip_serializing_if = "Option::is_none")]
    courier: Option<BoardCourierView>,
    /// What cannot be had, while the customer is asked.
    missing: Vec<MissingView>,
    /// What it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_for: Option<WaitsForView>,
    /// Until when it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_until: Option<Timestamp>,
    /// A change that the store is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<ChangeView>,
    /// Why it ends before its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    closing: Option<ClosingView>,
    /// How often it was tried to hand it over.
    attempts: u32,
    /// The number of the last entry of its timeline.
    last_entry: u32,
    /// When the store took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_at: Option<Timestamp>,
    /// When it was placed.
    placed_at: Timestamp,
    /// When anything last happened.
    updated_at: Timestamp,
}

impl BoardOrderView {
    pub(crate) fn of(order: &Order, numbers: Numbers, reader: &Reader) -> BoardOrderView {
        let phone = order.contact.phone.as_ref();
        let open_wait = order.wait.as_ref().filter(|wait| wait.answer.is_none());
        BoardOrderView {
            id: order.id.clone(),
            number: order.number,
            status: order.status,
            status_text: reader.status(order, Audience::Everybody),
            customer: BuyerView {
                name: order.contact.name.clone(),
                phone: phone.map(|phone| match numbers {
                    Numbers::Masked => phone.masked(),
                    Numbers::Written => phone.written(),
                }),
                email: order.contact.email.as_ref().map(Email::masked),
            },
            window: order.window.into(),
            promised: order.quote.promised.into(),
            slot: order.slot.map(WindowView::from),
            lines: LineView::all(&order.lines),
            totals: TotalsView::of(order.totals),
            address: AddressView::of(&order.address),
            note: order.note.clone(),
            payment: PaymentView::of(order).without_code(),
            courier: order.courier.as_ref().map(|courier| BoardCourierView {
                id: courier.id.clone(),
                name: courier.name.clone(),
            }),
            missing: order.missing.iter().map(MissingView::of).collect(),
            waits_for: open_wait.map(|wait| match wait.waits_for {
                WaitsFor::Choice => WaitsForView::Choice,
                WaitsFor::Confirmation => WaitsForView::Confirmation,
                WaitsFor::Payment => WaitsForView::Payment,
                WaitsFor::Progress => WaitsForView::Progress,
            }),
            waits_until: open_wait.map(|wait| wait.until),
            change: order.change.as_ref().map(ChangeView::of),
            closing: order
                .closing
                .as_ref()
                .map(|closing| ClosingView::of(closing, order, reader)),
            attempts: order.attempts,
            last_entry: order.entries,
            accepted_at: order.accepted_at,
            placed_at: order.placed_at,
            updated_at: order.updated_at,
        }
    }
}

/// What a courier is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum CourierStateView {
    /// Not at work.
    Off,
    /// Waiting for an order.
    Free,
    /// Bringing one.
    Busy,
}

/// Somebody who delivers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CourierView {
    /// Who.
    #[schema(schema_with = schema::identifier)]
    id: CourierId,
    /// By what name.
    name: String,
    /// What they are doing.
    state: CourierStateView,
    /// Which order they bring.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    order: Option<OrderId>,
    /// Where they were last.
    #[serde(flatten)]
    #[schema(inline)]
    place: WhereView,
}

impl CourierView {
    pub(crate) fn of(courier: &Courier) -> CourierView {
        let (state, order) = match &courier.state {
            CourierState::Off => (CourierStateView::Off, None),
            CourierState::Free => (CourierStateView::Free, None),
            CourierState::Busy { order } => (CourierStateView::Busy, Some(order.clone())),
        };
        CourierView {
            id: courier.id.clone(),
            name: courier.name.clone(),
            state,
            order,
            place: WhereView::of(courier),
        }
    }
}

/// How much there is of an item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockView {
    /// Of what.
    #[schema(schema_with = schema::identifier)]
    item: ItemId,
    /// What it is called.
    name: String,
    /// Can be ordered.
    available: u32,
    /// Is kept for orders, or has left with them.
    kept: u32,
}

impl StockView {
    pub(crate) fn of(stock: &Stock, name: String) -> StockView {
        StockView {
            item: stock.item.clone(),
            name,
            available: stock.available,
            kept: stock.kept,
        }
    }
}

/// What must be 0, and the orders it is about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvariantsView {
    /// Orders that were looked at.
    orders: u64,
    /// Items of which more is kept than there was.
    oversold: u64,
    /// Orders for which more than one charge is paid and not given back.
    double_charges: u64,
    /// Orders that are paid and neither confirmed nor given back.
    lost: u64,
    /// Orders at their end of which the customer was not told.
    unnotified: u64,
    /// Open orders to which nothing happens.
    stuck: u64,
    /// Those orders.
    #[schema(value_type = Vec<String>)]
    named: Vec<OrderId>,
}

impl From<Invariants> for InvariantsView {
    fn from(found: Invariants) -> InvariantsView {
        let Invariants {
            orders,
            oversold,
            double_charges,
            lost,
            unnotified,
            stuck,
            named,
        } = found;
        InvariantsView {
            orders,
            oversold,
            double_charges,
            lost,
            unnotified,
            stuck,
            named,
        }
    }
}
