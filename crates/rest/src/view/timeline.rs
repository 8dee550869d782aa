//! What happened to an order.

use delivery::Status;
use delivery::entry::{Entry, Happening};
use delivery::menu::Menu;
use delivery::order::Order;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::change::ByView;
use super::schema;
use crate::words::Reader;

/// An entry of an order's timeline.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryView {
    /// 1 for the first, without gaps.
    pub(crate) number: u32,
    /// When it happened.
    at: Timestamp,
    /// Who did it.
    by: ByView,
    /// What happened: `PICKED_UP`.
    event: String,
    /// Where the order was afterwards.
    #[schema(schema_with = schema::status)]
    status: Status,
    /// What happened, in a sentence.
    text: String,
}

impl EntryView {
    pub(crate) fn of(entry: &Entry, order: &Order, menu: &Menu, reader: &Reader) -> EntryView {
        EntryView {
            number: entry.number,
            at: entry.at,
            by: ByView::of(&entry.actor),
            event: event(&entry.happening),
            status: entry.status,
            text: reader.entry(entry, order, menu),
        }
    }
}

/// What happened, by the name it is stored under.
fn event(happening: &Happening) -> String {
    let stored = serde_json::to_value(happening);
    let name = stored.ok().and_then(|stored| match stored.get("event") {
        Some(Value::String(name)) => Some(name.clone()),
        _ => None,
    });
    name.unwrap_or_default()
}

/// A timeline.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineView {
    /// In the order in which it happened.
    pub(crate) entries: Vec<EntryView>,
}
