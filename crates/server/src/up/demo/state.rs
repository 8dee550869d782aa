//! What is shown of a demo: JSON that is whole each time, so that a page that missed one has lost
//! nothing.

use crowd::Failure;
use crowd::live::failures::Words;
use delivery::delivery::{Courier, CourierState, Invariants};
use delivery::order::Order;
use delivery::store::Store;
use delivery::town::Point;
use delivery::{CourierId, Delivery, OrderId, Reason, Status};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::Controls;
use super::tally::Counts;

/// At most so many open orders are shown, the oldest.
pub(super) const OPEN_ORDERS_MAX: u32 = 100;

/// What a demo shows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoState)]
pub(super) struct StateView {
    /// When it was so.
    now: Timestamp,
    /// How many times as fast as in life time passes.
    pace: u32,
    /// The store whose people these are.
    store: StoreView,
    /// Open orders, the oldest first; then those that have ended a short while ago.
    orders: Vec<OrderView>,
    /// Who brings them.
    couriers: Vec<CourierView>,
    /// What has been counted.
    counts: CountsView,
    /// Not there until they have been looked up.
    invariants: Option<CheckedView>,
    /// What can be made to go wrong.
    failures: Vec<FailureView>,
}

/// Somewhere in the town.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = DemoPoint)]
struct PointView {
    /// Metres to the east of the town's origin.
    x: f64,
    /// Metres to the south of it.
    y: f64,
}

impl From<Point> for PointView {
    fn from(Point { x, y }: Point) -> PointView {
        PointView { x, y }
    }
}

/// The store of a demo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoStore)]
struct StoreView {
    /// What it is called.
    name: String,
    /// Where it is.
    point: PointView,
    /// Where its clocks are: `America/Sao_Paulo`.
    time_zone: Option<String>,
}

/// What a demo has counted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoCounts)]
struct CountsView {
    /// Orders since the server started.
    placed: u64,
    /// Those of them that customers have.
    delivered: u64,
    /// Those that ended in another way.
    cancelled: u64,
    /// Orders placed within the last minute.
    per_minute: usize,
    /// Orders that are open now.
    open: usize,
    /// Those of them that wait to be paid.
    awaiting_payment: usize,
    /// Those of them that come later than it was promised.
    late: usize,
}

/// The invariants, and when they were looked up.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) invariants: Invariants,
    pub(super) checked_at: Timestamp,
}

/// What must be 0, and the orders it is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoInvariants)]
struct CheckedView {
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
    /// When they were looked up.
    checked_at: Timestamp,
}

impl From<Checked> for CheckedView {
    fn from(
        Checked {
            invariants,
            checked_at,
        }: Checked,
    ) -> CheckedView {
        let Invariants {
            orders,
            oversold,
            double_charges,
            lost,
            unnotified,
            stuck,
            named,
        } = invariants;
        CheckedView {
            orders,
            oversold,
            double_charges,
            lost,
            unnotified,
            stuck,
            named,
            checked_at,
        }
    }
}

/// A text in the languages of the demo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoWords)]
struct WordsView {
    /// In Portuguese.
    #[serde(rename = "pt-BR")]
    pt_br: &'static str,
    /// In English.
    en: &'static str,
}

impl From<Words> for WordsView {
    fn from(Words { pt_br, en }: Words) -> WordsView {
        WordsView { pt_br, en }
    }
}

/// Something that can be made to go wrong.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoFailure)]
pub(super) struct FailureView {
    /// Which: `pix_expires`, `card_declined`, `courier_vanishes`, `store_refuses` or `sns_down`.
    name: &'static str,
    /// Whether it is switched on.
    on: bool,
    /// As it stands on its button.
    title: WordsView,
    /// What should come of it.
    expected: WordsView,
}

impl FailureView {
    pub(super) fn all(controls: &Controls) -> Vec<FailureView> {
        let all = Failure::ALL.into_iter();
        all.map(|failure| FailureView {
            name: failure.name(),
            on: controls.failures.is_on(failure),
            title: failure.title().into(),
            expected: failure.expected().into(),
        })
        .collect()
    }
}

/// An order of a demo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoOrder)]
struct OrderView {
    /// Which.
    #[schema(value_type = String)]
    id: OrderId,
    /// What people call it: `1042`.
    number: u64,
    /// How far it is, as in an order of the API.
    #[schema(value_type = String)]
    status: Status,
    /// The first name of whoever ordered.
    customer: String,
    /// Street and number.
    address: String,
    /// Where that is.
    point: PointView,
    /// When it is expected.
    window: WindowView,
    /// How much later than promised it comes, as far as is known; 0 when it does not.
    late_seconds: i64,
    /// Who brings it, by what name.
    courier: Option<String>,
    /// Why it ends before its time.
    #[schema(value_type = Option<String>)]
    reason: Option<Reason>,
    /// Where it is followed, on this server.
    tracking_link: String,
    /// When it was placed.
    placed_at: Timestamp,
    /// When it changed last.
    updated_at: Timestamp,
}

/// From when to when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoWindow)]
struct WindowView {
    /// When it begins.
    from: Timestamp,
    /// When it is over.
    to: Timestamp,
}

/// A courier of a demo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoCourier)]
struct CourierView {
    /// Which.
    #[schema(value_type = String)]
    id: CourierId,
    /// By what name.
    name: String,
    /// Where they are.
    point: PointView,
    /// Degrees from north, clockwise.
    heading: f64,
    /// `OFF`, `FREE` or `BUSY`.
    state: &'static str,
    /// The number of the order that is brought, while it is shown.
    order: Option<u64>,
    /// When they were seen last.
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
                point: seen.store.address.point.into(),
                time_zone: seen.store.time_zone().iana_name().map(str::to_owned),
            },
            counts: CountsView {
                placed: seen.counted.placed,
                delivered: seen.counted.delivered,
                cancelled: seen.counted.cancelled,
                per_minute: seen.counted.per_minute,
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
            invariants: seen.checked.clone().map(CheckedView::from),
            failures: FailureView::all(controls),
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
            point: order.address.point.into(),
            window: WindowView {
                from: order.window.from,
                to: order.window.to,
            },
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
            point: courier.point.into(),
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
