//! What is shown of a demo: JSON that is whole each time, so that a page that missed one has lost
//! nothing.

use crowd::live::failures::FailureView;
use delivery::delivery::{Courier, CourierState, Invariants};
use delivery::eta::Window;
use delivery::order::Order;
use delivery::store::Store;
use delivery::town::Point;
use delivery::{CourierId, Delivery, OrderId, Reason, Status};
use jiff::Timestamp;
use serde::Serialize;

use super::Controls;
use super::tally::Counts;

/// At most so many open orders are shown, the oldest.
pub(super) const OPEN_ORDERS_MAX: u32 = 100;

/// What a demo shows.
#[derive(Debug, Serialize)]
pub(super) struct StateView {
    /// When it was so.
    now: Timestamp,
    /// How many times as fast as in life time passes.
    pace: u32,
    store: StoreView,
    /// Open orders, the oldest first; then those that have ended a short while ago.
    orders: Vec<OrderView>,
    couriers: Vec<CourierView>,
    counts: CountsView,
    /// Not there until they have been looked up.
    invariants: Option<Checked>,
    failures: Vec<FailureView>,
}

#[derive(Debug, Serialize)]
struct StoreView {
    name: String,
    point: Point,
    /// Where its clocks are: `America/Sao_Paulo`.
    time_zone: Option<String>,
}

#[derive(Debug, Serialize)]
struct CountsView {
    #[serde(flatten)]
    counted: Counts,
    /// Orders that are open now.
    open: usize,
    /// Those of them that wait to be paid.
    awaiting_payment: usize,
    /// Those of them that come later than it was promised.
    late: usize,
}

/// The invariants, and when they were looked up.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Checked {
    #[serde(flatten)]
    pub(super) invariants: Invariants,
    pub(super) checked_at: Timestamp,
}

#[derive(Debug, Serialize)]
struct OrderView {
    id: OrderId,
    /// What people call it: `1042`.
    number: u64,
    status: Status,
    /// The first name of whoever ordered.
    customer: String,
    /// Street and number.
    address: String,
    point: Point,
    window: Window,
    /// How much later than promised it comes, as far as is known; 0 when it does not.
    late_seconds: i64,
    /// Who brings it, by what name.
    courier: Option<String>,
    /// Why it ends before its time.
    reason: Option<Reason>,
    /// Where it is followed, on this server.
    tracking_link: String,
    placed_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Debug, Serialize)]
struct CourierView {
    id: CourierId,
    name: String,
    point: Point,
    /// Degrees from north, clockwise.
    heading: f64,
    /// `OFF`, `FREE` or `BUSY`.
    state: &'static str,
    /// The number of the order that is brought, while it is shown.
    order: Option<u64>,
    seen_at: Timestamp,
}

/// What a state is made of.
pub(super) struct Seen<'s> {
    pub(super) delivery: &'s Delivery,
    pub(super) store: &'s Store,
    pub(super) orders: &'s [Order],
    pub(super) couriers: &'s [Courier],
    pub(super) counted: Counts,
    pub(super) checked: Option<Checked>,
    pub(super) now: Timestamp,
}

impl StateView {
    pub(super) fn of(seen: &Seen<'_>, controls: &Controls) -> StateView {
        let orders = seen.orders.iter();
        let orders: Vec<OrderView> = orders
            .map(|order| {
                let token = seen.delivery.tracking_token(&order.key());
                OrderView::of(order, format!("/r/{token}"), seen.now)
            })
            .collect();
        let open = || orders.iter().filter(|order| !order.status.is_terminal());
        StateView {
            now: seen.now,
            pace: controls.pace.get(),
            store: StoreView {
                name: seen.store.name.clone(),
                point: seen.store.address.point,
                time_zone: seen.store.time_zone().iana_name().map(str::to_owned),
            },
            counts: CountsView {
                counted: seen.counted,
                open: open().count(),
                awaiting_payment: open()
                    .filter(|order| order.status == Status::AwaitingPayment)
                    .count(),
                late: open().filter(|order| order.late_seconds > 0).count(),
            },
            couriers: seen
                .couriers
                .iter()
                .map(|courier| CourierView::of(courier, seen.orders))
                .collect(),
            orders,
            invariants: seen.checked.clone(),
            failures: controls.failures.all().to_vec(),
        }
    }
}

impl OrderView {
    fn of(order: &Order, tracking_link: String, now: Timestamp) -> OrderView {
        OrderView {
            id: order.id.clone(),
            number: order.number,
            status: order.status,
            customer: first_name(&order.contact.name).to_owned(),
            address: order.address.line.clone(),
            point: order.address.point,
            window: order.window,
            late_seconds: late_seconds(order, now),
            courier: order.courier.as_ref().map(|courier| courier.name.clone()),
            reason: order.closing.as_ref().map(|closing| closing.reason),
            tracking_link,
            placed_at: order.placed_at,
            updated_at: order.updated_at,
        }
    }
}

impl CourierView {
    fn of(courier: &Courier, orders: &[Order]) -> CourierView {
        let (state, busy) = match &courier.state {
            CourierState::Off => ("OFF", None),
            CourierState::Free => ("FREE", None),
            CourierState::Busy { order } => ("BUSY", Some(order)),
        };
        let brought = orders.iter().find(|order| Some(&order.id) == busy);
        CourierView {
            id: courier.id.clone(),
            name: courier.name.clone(),
            point: courier.point,
            heading: courier.heading,
            state,
            order: brought.map(|order| order.number),
            seen_at: courier.seen_at,
        }
    }
}

/// How much later than promised an order comes: it is expected then, or it should be there already.
fn late_seconds(order: &Order, now: Timestamp) -> i64 {
    if order.status.is_terminal() {
        return 0;
    }
    let expected = order.window.to.max(now);
    expected
        .duration_since(order.quote.promised.to)
        .as_secs()
        .max(0)
}

/// The first of somebody's names.
pub(super) fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or("")
}
