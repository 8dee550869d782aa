//! An order, to whoever has its link: who it is for they know by a first name, and where it goes
//! they do not.

use delivery::delivery::Courier;
use delivery::{Order, Status};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::money::{LineView, TotalsView};
use super::order::AssignedView;
use super::payment::PaymentView;
use super::place::{PointView, WindowView};
use super::schema;
use super::timeline::EntryView;
use crate::words::{Audience, Reader};

/// An order that is followed by its link, and what happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrackedView {
    /// The order.
    #[serde(flatten)]
    pub(crate) order: TrackedOrderView,
    /// What happened.
    pub(crate) timeline: Vec<EntryView>,
}

/// An order that is followed by its link.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrackedOrderView {
    /// What people call it: `#1042`.
    number: u64,
    /// The store.
    store: String,
    /// Where the store is.
    store_point: PointView,
    /// Whom it is for.
    first_name: String,
    /// Where it is.
    #[schema(schema_with = schema::status)]
    status: Status,
    /// Where it is, in words.
    status_text: String,
    /// When it is expected.
    window: WindowView,
    /// When it should come, as it was said at the beginning.
    promised: WindowView,
    /// What was ordered.
    lines: Vec<LineView>,
    /// What it costs.
    totals: TotalsView,
    /// How it is paid.
    payment: PaymentView,
    /// Who brings it.
    #[serde(skip_serializing_if = "Option::is_none")]
    courier: Option<AssignedView>,
    /// The number of the last entry of its timeline.
    last_entry: u32,
    /// When it was placed.
    placed_at: Timestamp,
}

impl TrackedOrderView {
    pub(crate) fn of(
        order: &Order,
        store: &delivery::store::Store,
        courier: Option<&Courier>,
        reader: &Reader,
    ) -> TrackedOrderView {
        TrackedOrderView {
            number: order.number,
            store: store.name.clone(),
            store_point: store.address.point.into(),
            first_name: first_name(&order.contact.name).to_owned(),
            status: order.status,
            status_text: reader.status(order, Audience::Everybody),
            window: order.window.into(),
            promised: order.quote.promised.into(),
            lines: LineView::all(&order.lines),
            totals: TotalsView::of(order.totals),
            payment: PaymentView::of(order),
            courier: AssignedView::of(order, courier),
            last_entry: order.entries,
            placed_at: order.placed_at,
        }
    }
}

/// The first of somebody's names.
pub(crate) fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or("")
}
