//! What is said of a load test.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde::Serialize;

use super::World;
use super::books::{Closed, Invariants};
use super::latency::Quantiles;

/// At most so many sentences are said of what is wrong.
const VIOLATIONS_MAX: usize = 50;

/// What came of a load test.
#[derive(Clone, Debug, Serialize)]
pub struct LoadReport {
    /// Customers who came.
    pub orders: u64,
    /// Customers in the shop at once.
    pub concurrency: u64,
    /// What chance was made from.
    pub seed: u64,
    /// Orders that were acknowledged.
    pub placed: u64,
    /// Orders that were paid, or will be at the door.
    pub paid: u64,
    /// Customers who were told before ordering that it cannot be, by why.
    pub turned_away: BTreeMap<String, u64>,
    /// Customers who got no answer to their order within their patience.
    pub unanswered: u64,
    /// From the first customer to the last order's end, in seconds.
    pub seconds: f64,
    /// Orders acknowledged a second, from the first customer to the last acknowledgement.
    pub placed_per_second: f64,
    /// Orders acknowledged and carried to payment a second, from the first customer to the last
    /// payment. Those who meant to pay late are not in it.
    pub paid_per_second: f64,
    /// `POST /api/orders`, from sending to the answer; those that were sent twice are not in it.
    pub placing: Quantiles,
    /// From sending the order to seeing that it is paid.
    pub until_paid: Quantiles,
    /// Orders by where they are at the end.
    pub by_status: BTreeMap<&'static str, u64>,
    /// Requests that were repeated.
    pub repeats: Repeats,
    /// What must be 0.
    pub invariants: Invariants,
    /// What is wrong, in sentences; the first of them.
    pub violations: Vec<String>,
    /// What could not be compared, in sentences.
    pub notes: Vec<String>,
}

/// Requests that were repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Repeats {
    /// Orders that were sent twice at once.
    pub sent_twice: u64,
    /// Orders whose connection was cut, and that were sent again.
    pub cut: u64,
    /// Requests that were sent again because the server was away.
    pub server_away: u64,
}

impl LoadReport {
    /// Whether all is as it must be: nothing is violated, and every customer was answered.
    pub fn holds(&self) -> bool {
        self.invariants.hold() && self.unanswered == 0
    }
}

pub(super) fn report(world: &World, closed: Closed) -> LoadReport {
    let Closed {
        invariants,
        by_status,
        mut violations,
        notes,
    } = closed;
    violations.truncate(VIOLATIONS_MAX);
    let read = |count: &std::sync::atomic::AtomicU64| count.load(Ordering::Relaxed);
    let noted = world.noted();
    let placed = read(&world.counts.placed);
    LoadReport {
        orders: u64::from(world.options.orders),
        concurrency: world.options.concurrency as u64,
        seed: world.options.seed,
        placed,
        paid: read(&world.counts.paid),
        turned_away: noted.turned_away.clone(),
        unanswered: noted.unanswered,
        seconds: hundredths(noted.last_end.as_secs_f64()),
        placed_per_second: rate(placed, noted.last_placed),
        paid_per_second: rate(noted.paid_at_once, noted.last_paid),
        placing: noted.placing.quantiles(),
        until_paid: noted.until_paid.quantiles(),
        by_status,
        repeats: Repeats {
            sent_twice: read(&world.counts.sent_twice),
            cut: read(&world.counts.cut),
            server_away: world.shop.server.sent_again(),
        },
        invariants,
        violations,
        notes,
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of orders")]
fn rate(count: u64, during: Duration) -> f64 {
    if during.is_zero() {
        return 0.0;
    }
    hundredths(count as f64 / during.as_secs_f64())
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
