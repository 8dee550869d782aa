//! What must always be true, looked up: the invariant board, and the verdict of a load test.

use std::collections::HashMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{Delivery, DeliveryError, MessageState};
use crate::money::Money;
use crate::notice::NoticeKind;
use crate::order::{Order, Reservation};
use crate::payment::ChargeState;
use crate::status::Status;
use crate::{ItemId, OrderId, StoreId};

/// An open order that nothing has happened to for so long, beyond the time it waits for, is stuck;
/// a customer who was not told for so long was forgotten.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(2);

/// At most so many orders are named for each thing that is wrong.
const NAMED_MAX: usize = 20;

/// What must be 0, and the orders it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invariants {
    /// Orders that were looked at.
    pub orders: u64,
    /// Items of which more is kept than there was.
    pub oversold: u64,
    /// Orders for which more than one charge is paid and not given back.
    pub double_charges: u64,
    /// Orders that are paid and neither confirmed nor given back.
    pub lost: u64,
    /// Orders at their end of which the customer was not told.
    pub unnotified: u64,
    /// Open orders to which nothing happens.
    pub stuck: u64,
    /// Those orders.
    pub named: Vec<OrderId>,
}

impl Invariants {
    /// Whether all is as it must be.
    pub fn hold(&self) -> bool {
        let Invariants {
            orders: _,
            oversold,
            double_charges,
            lost,
            unnotified,
            stuck,
            named: _,
        } = self;
        oversold + double_charges + lost + unnotified + stuck == 0
    }

    fn name(&mut self, order: &Order) {
        if self.named.len() < NAMED_MAX && !self.named.contains(&order.id) {
            self.named.push(order.id.clone());
        }
    }
}

impl Delivery {
    /// Looks through every order of a store. It reads all of them: for a board that is looked at and
    /// the end of a test, not for a page that everybody opens.
    pub async fn invariants(
        &self,
        store: &StoreId,
        patience: SignedDuration,
    ) -> Result<Invariants, DeliveryError> {
        let mut found = Invariants::default();
        let mut kept: HashMap<ItemId, i64> = HashMap::new();
        let mut from = None;
        loop {
            let (orders, next) = self.table().every_order(store, from).await?;
            for order in &orders {
                found.orders += 1;
                self.look_at(order, patience, &mut found).await?;
                if holds_stock(order) {
                    for (item, quantity) in order.demand() {
                        *kept.entry(item).or_default() += i64::from(quantity);
                    }
                }
            }
            from = next;
            if from.is_none() {
                break;
            }
        }
        for stock in self.table().stock(store).await? {
            let by_orders = kept.remove(&stock.item).unwrap_or(0);
            // Orders that were placed while we looked are kept and were not seen.
            if by_orders > i64::from(stock.kept) {
                found.oversold += 1;
            }
        }
        found.oversold += kept.values().filter(|quantity| **quantity > 0).count() as u64;
        Ok(found)
    }

    async fn look_at(
        &self,
        order: &Order,
        patience: SignedDuration,
        found: &mut Invariants,
    ) -> Result<(), DeliveryError> {
        let paid = order.payment.attempts.iter();
        let paid = paid.filter(|attempt| attempt.state == ChargeState::Paid);
        let given_back = |number: u32| {
            let refunds = order.payment.refunds.iter();
            let of_attempt = refunds.filter(|refund| refund.attempt == number);
            of_attempt.map(|refund| refund.amount).sum::<Money>()
        };
        let standing = paid
            .filter(|attempt| given_back(attempt.number) < attempt.amount)
            .count();
        if standing > 1 {
            found.double_charges += 1;
            found.name(order);
        }
        let over = order.status.is_terminal();
        let undelivered = over && order.status != Status::Delivered;
        let owed = order.refund_due() > Money::ZERO
            || order.payment.refunds.iter().any(|refund| !refund.done);
        if undelivered && owed {
            found.lost += 1;
            found.name(order);
        }
        let age = Self::now().duration_since(order.updated_at);
        if over && age > patience && !self.was_told(order).await? {
            found.unnotified += 1;
            found.name(order);
        }
        let waits_until = order.wait.as_ref().map(|wait| wait.until);
        let overdue = waits_until.is_none_or(|until| Self::now().duration_since(until) > patience);
        if !over && overdue && age > patience {
            found.stuck += 1;
            found.name(order);
        }
        Ok(())
    }

    /// Whether something was decided about telling the customer how it ended.
    async fn was_told(&self, order: &Order) -> Result<bool, DeliveryError> {
        let kind = match order.status {
            Status::Delivered => NoticeKind::Delivered,
            Status::Returned => NoticeKind::Returned,
            _ => NoticeKind::Cancelled,
        };
        let messages = self.messages(&order.key()).await?;
        Ok(messages
            .iter()
            .any(|message| message.kind == kind && !matches!(message.state, MessageState::Sending)))
    }
}

/// Whether an order has something of the stock.
fn holds_stock(order: &Order) -> bool {
    match order.reservation {
        Reservation::Held { .. } | Reservation::Taken => true,
        Reservation::None | Reservation::Released => false,
    }
}
