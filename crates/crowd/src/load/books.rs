//! What must have come of it: what customers were told, what the store has left, what the provider
//! moved and what the server says of itself, compared.
//!
//! Some of it takes its time (a refund, a message), so that what does not agree is looked at again
//! until patience is over.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use serde::Serialize;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::{Settling, World};
use crate::server::AskError;
use crate::shop::Customer;
use crate::view::{InvariantsView, MovementView, OrderView, Status};

/// Between two looks.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// So many orders are looked at at once.
const AT_ONCE: usize = 16;

/// An order that the server has said is placed.
#[derive(Clone, Debug)]
pub(super) struct Acknowledged {
    pub(super) order: String,
    pub(super) customer: Customer,
    /// What it costs, in minor units.
    pub(super) total: i64,
}

/// How things were before anybody ordered.
#[derive(Clone, Debug)]
pub(super) struct Opening {
    /// How many of each item there were.
    pub(super) stock: BTreeMap<String, i64>,
    /// How many orders there had been.
    pub(super) orders: u64,
}

/// What must be 0: what the server finds, or what its customers find, whichever is more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Invariants {
    /// Items of which more was sold than there was, or whose stock does not add up.
    pub oversold: u64,
    /// Orders that cost their customer more than they should.
    pub double_charges: u64,
    /// Orders that were acknowledged and are not there, or whose money is.
    pub lost: u64,
    /// Orders at their end of which the customer was not told.
    pub unnotified: u64,
    /// Orders that do not come to where they should.
    pub stuck: u64,
}

impl Invariants {
    /// Whether all is as it must be.
    pub fn hold(&self) -> bool {
        *self == Invariants::default()
    }
}

/// What the books say.
#[derive(Clone, Debug, Default)]
pub(super) struct Closed {
    pub(super) invariants: Invariants,
    pub(super) by_status: BTreeMap<&'static str, u64>,
    /// What is wrong, in sentences.
    pub(super) violations: Vec<String>,
    /// What could not be compared, in sentences.
    pub(super) notes: Vec<String>,
}

/// Waits for the orders' ends and compares.
pub(super) async fn close(world: &World, opening: &Opening) -> Result<Closed, AskError> {
    let acknowledged = world.noted().acknowledged.clone();
    let found = wait_for_ends(world, &acknowledged).await?;
    world.noted().last_end = world.now();
    let Settling { unjudged, within } = world.options.settling;
    tokio::time::sleep(unjudged.mul_f64(1.2)).await;
    let until = Instant::now() + within;
    loop {
        let closed = compare(world, opening, &acknowledged, &found).await?;
        if closed.invariants.hold() || Instant::now() > until {
            return Ok(closed);
        }
        tokio::time::sleep(LOOK_AGAIN_AFTER).await;
    }
}

/// What became of each order; `None` when it is not there.
type Found = HashMap<String, Option<OrderView>>;

/// Looks at each order until it is where it should be, or stands still for longer than patience.
async fn wait_for_ends(world: &World, orders: &[Acknowledged]) -> Result<Found, AskError> {
    let mut found = Found::new();
    let mut open: Vec<&Acknowledged> = orders.iter().collect();
    let mut moved = Instant::now();
    loop {
        let seen = look_at(&open).await?;
        let before = open.len();
        let mut news = false;
        for (order, view) in seen {
            let status = view.as_ref().map(|view| view.status);
            let known = found
                .get(&order)
                .map(|view: &Option<OrderView>| view.as_ref().map(|view| view.status));
            news |= known != Some(status);
            found.insert(order, view);
        }
        open.retain(|order| match found.get(&order.order) {
            Some(Some(view)) => !world.is_carried(view.status),
            Some(None) | None => false,
        });
        for _ in open.len()..before {
            World::count(&world.counts.ended);
        }
        if news {
            moved = Instant::now();
        }
        if open.is_empty() || moved.elapsed() > world.options.patience {
            return Ok(found);
        }
        tokio::time::sleep(LOOK_AGAIN_AFTER).await;
    }
}

/// Customers look at their orders.
async fn look_at(orders: &[&Acknowledged]) -> Result<Vec<(String, Option<OrderView>)>, AskError> {
    let mut seen = Vec::with_capacity(orders.len());
    let mut looking = JoinSet::new();
    for &order in orders {
        if looking.len() >= AT_ONCE
            && let Some(looked) = looking.join_next().await
        {
            seen.push(looked.unwrap_or_else(|error| panic!("a customer broke: {error}"))?);
        }
        let Acknowledged {
            order, customer, ..
        } = order.clone();
        looking.spawn(async move {
            match customer.order(&order).await {
                Ok(view) => Ok((order, Some(view))),
                Err(AskError::Refused { status, .. }) if status.as_u16() == 404 => {
                    Ok((order, None))
                }
                Err(error) => Err(error),
            }
        });
    }
    while let Some(looked) = looking.join_next().await {
        seen.push(looked.unwrap_or_else(|error| panic!("a customer broke: {error}"))?);
    }
    Ok(seen)
}

async fn compare(
    world: &World,
    opening: &Opening,
    acknowledged: &[Acknowledged],
    found: &Found,
) -> Result<Closed, AskError> {
    let mut closed = Closed::default();
    let violations = world.noted().violations.clone();
    closed.invariants.lost += violations.len() as u64;
    closed.violations = violations;
    for order in acknowledged {
        let Some(Some(view)) = found.get(&order.order) else {
            closed.invariants.lost += 1;
            let said = format!("order {} was acknowledged and is not there", order.order);
            closed.violations.push(said);
            continue;
        };
        *closed.by_status.entry(view.status.name()).or_default() += 1;
        if !world.is_carried(view.status) {
            closed.invariants.stuck += 1;
            let status = view.status.name();
            let said = format!("order {} stands still at {status}", order.order);
            closed.violations.push(said);
        }
    }
    once_each(world, acknowledged, &mut closed).await?;
    money(world, acknowledged, &mut closed).await?;
    let server = world
        .staff
        .invariants(world.options.settling.unjudged.as_secs())
        .await?;
    stock(world, opening, acknowledged, found, &server, &mut closed).await?;
    take_over(&mut closed, &server);
    Ok(closed)
}

/// Every customer ordered once, and has one order.
async fn once_each(
    world: &World,
    acknowledged: &[Acknowledged],
    closed: &mut Closed,
) -> Result<(), AskError> {
    use std::sync::atomic::Ordering::Relaxed;
    let repeats = world.counts.sent_twice.load(Relaxed) + world.counts.cut.load(Relaxed);
    if repeats + world.shop.server.sent_again() == 0 {
        return Ok(());
    }
    for order in acknowledged {
        let orders = order.customer.orders().await?;
        let is_it = matches!(&orders[..], [only] if only.id == order.order);
        if !is_it {
            closed.invariants.lost += 1;
            closed.violations.push(format!(
                "the customer of order {} ordered once and has {} orders",
                order.order,
                orders.len()
            ));
        }
    }
    Ok(())
}

/// What the provider moved for an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Moved {
    /// Net of each charge, in minor units.
    charges: BTreeMap<String, i64>,
}

impl Moved {
    fn net(&self) -> i64 {
        self.charges.values().sum()
    }

    /// Charges whose money the shop has.
    fn standing(&self) -> usize {
        self.charges.values().filter(|net| **net > 0).count()
    }
}

/// The movements by order: `STORE:ORDER:ATTEMPT` is the key of a charge.
fn by_order(movements: &[MovementView]) -> HashMap<&str, Moved> {
    let mut moved: HashMap<&str, Moved> = HashMap::new();
    for movement in movements {
        let mut parts = movement.idempotency_key.split(':');
        if let Some(order) = parts.nth(1) {
            let charges = &mut moved.entry(order).or_default().charges;
            *charges.entry(movement.charge.clone()).or_default() += movement.amount;
        }
    }
    moved
}

/// What an order says the provider moved for it, net.
fn said_to_be_moved(view: &OrderView) -> i64 {
    if view.payment.method == "CASH" {
        0
    } else {
        view.payment.paid - view.payment.refunded
    }
}

/// The provider's ledger agrees with what customers see. Both are read again: money moves after an
/// order's end.
async fn money(
    world: &World,
    acknowledged: &[Acknowledged],
    closed: &mut Closed,
) -> Result<(), AskError> {
    let movements = match world.provider.ledger().await {
        Ok(movements) => movements,
        Err(error @ AskError::Refused { .. }) => {
            let said = format!("the provider's ledger cannot be read: {error}");
            closed.notes.push(said);
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let moved = by_order(&movements);
    let orders: Vec<&Acknowledged> = acknowledged.iter().collect();
    let views = look_at(&orders).await?;
    let totals: HashMap<&str, i64> = acknowledged
        .iter()
        .map(|order| (order.order.as_str(), order.total))
        .collect();
    for (order, view) in views {
        let Some(view) = view else { continue };
        let nothing = Moved::default();
        let moved = moved.get(order.as_str()).unwrap_or(&nothing);
        let (net, said) = (moved.net(), said_to_be_moved(&view));
        let total = totals.get(order.as_str()).copied().unwrap_or(i64::MAX);
        if moved.standing() > 1 || net > total.max(said) {
            closed.invariants.double_charges += 1;
            let said = format!("order {order} costs {total} and {net} was charged for it");
            closed.violations.push(said);
        } else if net != said {
            closed.invariants.lost += 1;
            closed.violations.push(format!(
                "order {order} says that {said} was paid and kept, the provider {net}"
            ));
        }
    }
    Ok(())
}

/// What there was is what is left and what orders hold.
async fn stock(
    world: &World,
    opening: &Opening,
    acknowledged: &[Acknowledged],
    found: &Found,
    server: &InvariantsView,
    closed: &mut Closed,
) -> Result<(), AskError> {
    let others = server
        .orders
        .abs_diff(opening.orders + acknowledged.len() as u64);
    if others > 0 {
        closed.notes.push(format!(
            "{others} orders are there that are not ours: what is left in stock says nothing"
        ));
        return Ok(());
    }
    let mut held: BTreeMap<String, i64> = BTreeMap::new();
    for order in acknowledged {
        if let Some(Some(view)) = found.get(&order.order)
            && holds_stock(order, view).await?
        {
            for line in &view.lines {
                *held.entry(line.item.clone()).or_default() += i64::from(line.quantity);
            }
        }
    }
    let left: BTreeMap<String, i64> = world
        .staff
        .stock()
        .await?
        .into_iter()
        .map(|stock| (stock.item, stock.available))
        .collect();
    let items: BTreeSet<&String> = opening.stock.keys().chain(left.keys()).collect();
    for item in items {
        let there = |stock: &BTreeMap<String, i64>| stock.get(item).copied().unwrap_or(0);
        let (before, after, sold) = (there(&opening.stock), there(&left), there(&held));
        if before != after + sold || after < 0 {
            closed.invariants.oversold += 1;
            closed.violations.push(format!(
                "of `{item}` there were {before}; {sold} are with orders and {after} are left"
            ));
        }
    }
    Ok(())
}

/// Whether an order holds what was ordered: one that was called off before the kitchen began gave it
/// back.
async fn holds_stock(order: &Acknowledged, view: &OrderView) -> Result<bool, AskError> {
    match view.status {
        Status::Cancelled | Status::Failed => order.customer.was_prepared(&order.order).await,
        Status::Received | Status::Checking | Status::NeedsChoice => Ok(false),
        _ => Ok(true),
    }
}

/// Whoever finds more is right.
fn take_over(closed: &mut Closed, server: &InvariantsView) {
    let InvariantsView {
        orders: _,
        oversold,
        double_charges,
        lost,
        unnotified,
        stuck,
        named,
    } = server;
    let ours = &mut closed.invariants;
    for (count, theirs, what) in [
        (&mut ours.oversold, oversold, "oversold items"),
        (&mut ours.double_charges, double_charges, "double charges"),
        (&mut ours.lost, lost, "lost orders"),
        (
            &mut ours.unnotified,
            unnotified,
            "customers who were not told",
        ),
        (&mut ours.stuck, stuck, "stuck orders"),
    ] {
        if *theirs > 0 {
            let named = named.join(", ");
            let said = format!("the server counts {theirs} {what} ({named})");
            closed.violations.push(said);
        }
        *count = (*count).max(*theirs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn movement(sequence: u64, charge: &str, key: &str, amount: i64) -> MovementView {
        MovementView {
            sequence,
            charge: charge.to_owned(),
            idempotency_key: key.to_owned(),
            amount,
        }
    }

    #[test]
    fn money_is_counted_by_order_and_charge() {
        let movements = [
            movement(1, "a", "s:01:1", 500),
            movement(2, "b", "s:02:1", 700),
            movement(3, "c", "s:01:2", 500),
            movement(4, "b", "s:02:1", -700),
            movement(5, "d", "nobody's", 9),
        ];
        let moved = by_order(&movements);
        assert_eq!((moved["01"].net(), moved["01"].standing()), (1_000, 2));
        assert_eq!((moved["02"].net(), moved["02"].standing()), (0, 0));
        assert_eq!(moved.len(), 2);
    }

    #[test]
    fn what_the_server_counts_is_not_hidden_by_what_we_count() {
        let mut closed = Closed::default();
        closed.invariants.lost = 3;
        let server = InvariantsView {
            lost: 1,
            stuck: 2,
            ..InvariantsView::default()
        };
        take_over(&mut closed, &server);
        assert_eq!((closed.invariants.lost, closed.invariants.stuck), (3, 2));
        assert_eq!(closed.violations.len(), 2);
        assert!(!closed.invariants.hold());
    }
}
