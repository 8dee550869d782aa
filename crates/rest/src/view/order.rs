//! An order, to its customer.

use delivery::delivery::Courier;
use delivery::order::Reservation;
use delivery::{CourierId, Order, OrderId, Status};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::change::{ChangeView, ClosingView};
use super::missing::MissingView;
use super::money::{LineView, TotalsView};
use super::payment::PaymentView;
use super::place::{AddressView, PointView, WindowView};
use super::schema;
use crate::words::{Audience, Reader};

/// Who brings an order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssignedView {
    /// Who.
    #[schema(schema_with = schema::identifier)]
    id: CourierId,
    /// By what name.
    name: String,
    /// Where they are, while they are on the way to the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<PointView>,
    /// In which direction they go then: degrees from north, clockwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    heading: Option<f64>,
    /// When that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen_at: Option<Timestamp>,
}

impl AssignedView {
    /// The courier of an order. Where they are is shown to those whose order they have.
    pub(crate) fn of(order: &Order, courier: Option<&Courier>) -> Option<AssignedView> {
        let assigned = order.courier.as_ref()?;
        let brings = |courier: &&Courier| courier.id == assigned.id && is_brought(order.status);
        let shown = courier.filter(brings);
        Some(AssignedView {
            id: assigned.id.clone(),
            name: assigned.name.clone(),
            point: shown.map(|courier| courier.point.into()),
            heading: shown.map(|courier| courier.heading),
            seen_at: shown.map(|courier| courier.seen_at),
        })
    }
}

/// Whether somebody is on the way to the customer with it.
pub(crate) fn is_brought(status: Status) -> bool {
    matches!(status, Status::OnTheWay | Status::Arrived)
}

/// The courier whose place is shown with an order.
pub(crate) fn shown_courier(order: &Order) -> Option<&CourierId> {
    let assigned = order.courier.as_ref()?;
    is_brought(order.status).then_some(&assigned.id)
}

/// An order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderView {
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
    /// When it is expected.
    window: WindowView,
    /// When it should come, as it was said at the beginning.
    promised: WindowView,
    /// The time that it was ordered for; as soon as possible without.
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<WindowView>,
    /// What was ordered.
    lines: Vec<LineView>,
    /// What it costs.
    totals: TotalsView,
    /// Where it goes.
    address: AddressView,
    /// For all the kitchen should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// How it is paid.
    payment: PaymentView,
    /// Until when its items are kept unpaid.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_until: Option<Timestamp>,
    /// Who brings it.
    #[serde(skip_serializing_if = "Option::is_none")]
    courier: Option<AssignedView>,
    /// What is said at the door.
    pin: String,
    /// What cannot be had, while a choice is asked for.
    missing: Vec<MissingView>,
    /// A change that the store is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<ChangeView>,
    /// Why it ends before its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    closing: Option<ClosingView>,
    /// Where it is followed without signing in.
    tracking_link: String,
    /// The number of the last entry of its timeline.
    last_entry: u32,
    /// When it was placed.
    placed_at: Timestamp,
    /// When anything last happened.
    updated_at: Timestamp,
}

impl OrderView {
    pub(crate) fn of(
        order: &Order,
        courier: Option<&Courier>,
        tracking_link: String,
        reader: &Reader,
    ) -> OrderView {
        OrderView {
            id: order.id.clone(),
            number: order.number,
            status: order.status,
            status_text: reader.status(order, Audience::Customer),
            window: order.window.into(),
            promised: order.quote.promised.into(),
            slot: order.slot.map(WindowView::from),
            lines: LineView::all(&order.lines),
            totals: TotalsView::of(order.totals),
            address: AddressView::of(&order.address),
            note: order.note.clone(),
            payment: PaymentView::of(order),
            held_until: match order.reservation {
                Reservation::Held { until } => Some(until),
                Reservation::None | Reservation::Taken | Reservation::Released => None,
            },
            courier: AssignedView::of(order, courier),
            pin: order.pin.digits.clone(),
            missing: order.missing.iter().map(MissingView::of).collect(),
            change: order.change.as_ref().map(ChangeView::of),
            closing: order
                .closing
                .as_ref()
                .map(|closing| ClosingView::of(closing, order, reader)),
            tracking_link,
            last_entry: order.entries,
            placed_at: order.placed_at,
            updated_at: order.updated_at,
        }
    }
}
