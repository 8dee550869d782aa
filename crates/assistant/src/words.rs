//! Facts in words: times, windows, items, stages.

use jiff::civil::DateTime;
use understanding::Language;

use crate::plain::{self, Hosts};
use crate::texts::text;
use crate::tool::{ItemFacts, OrderFacts, Stage};

/// Of an order's items, so many are named.
const ITEMS_MAX: usize = 4;

/// A name of an item is shown with at most so many characters.
const ITEM_CHARS_MAX: usize = 60;

/// Where a late order is expected at one minute, what is told is the span from then on of so many
/// minutes: a single minute would be false precision.
const LATE_SPREAD_MINUTES: i64 = 10;

/// The time of day: `19:05`.
pub(crate) fn clock(at: DateTime) -> String {
    at.strftime("%H:%M").to_string()
}

/// A span of time, with its day where that is not today.
pub(crate) fn window(
    language: Language,
    now: DateTime,
    (from, until): (DateTime, DateTime),
) -> String {
    let arguments = [("from", clock(from)), ("until", clock(until))];
    if from.date() == now.date() {
        return text(language, "window", &arguments);
    }
    let weekday = text(
        language,
        &format!("weekday-{}", from.weekday().to_monday_one_offset()),
        &[],
    );
    let [from_clock, until_clock] = arguments;
    let date = from.strftime("%d/%m").to_string();
    text(
        language,
        "window-on",
        &[
            from_clock,
            until_clock,
            ("weekday", weekday),
            ("date", date),
        ],
    )
}

/// When an order is expected: for a late one a span that begins with what is known now.
pub(crate) fn expected(order: &OrderFacts) -> Option<(DateTime, DateTime)> {
    if order.late_minutes == 0 {
        return order.window;
    }
    let eta = order.eta?;
    let spread = jiff::Span::new().minutes(LATE_SPREAD_MINUTES);
    Some((eta, eta.saturating_add(spread)))
}

/// What was ordered: `2 Burger, 1 Pudim`.
pub(crate) fn items(language: Language, items: &[ItemFacts], hosts: &Hosts) -> String {
    let named = items.iter().take(ITEMS_MAX).map(|item| {
        let name = plain::outside(&item.name, ITEM_CHARS_MAX, hosts);
        format!("{} {name}", item.quantity)
    });
    let mut named: Vec<String> = named.collect();
    if items.len() > ITEMS_MAX {
        let more = (items.len() - ITEMS_MAX).to_string();
        named.push(text(language, "items-more", &[("count", more)]));
    }
    named.join(", ")
}

/// The end of the keys of a stage's texts.
pub(crate) const fn stage_key(stage: Stage) -> &'static str {
    match stage {
        Stage::AwaitingPayment => "awaiting-payment",
        Stage::Received => "received",
        Stage::Confirmed => "confirmed",
        Stage::Scheduled => "scheduled",
        Stage::Preparing => "preparing",
        Stage::Ready => "ready",
        Stage::OutForDelivery => "out-for-delivery",
        Stage::Arrived => "arrived",
        Stage::Delivered => "delivered",
        Stage::NotDelivered => "not-delivered",
        Stage::Cancelled => "cancelled",
        Stage::PixExpired => "pix-expired",
    }
}

/// Whether an order is over.
pub(crate) const fn over(stage: Stage) -> bool {
    match stage {
        Stage::Delivered | Stage::NotDelivered | Stage::Cancelled | Stage::PixExpired => true,
        Stage::AwaitingPayment
        | Stage::Received
        | Stage::Confirmed
        | Stage::Scheduled
        | Stage::Preparing
        | Stage::Ready
        | Stage::OutForDelivery
        | Stage::Arrived => false,
    }
}
