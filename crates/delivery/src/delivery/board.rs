//! What the store does with an order.

use super::{Delivery, DeliveryError};
use crate::StoreId;
use crate::entry::{Actor, OrderKey, Reason};
use crate::order::Order;
use crate::table::Page;

/// A page of orders has at most so many.
pub const PAGE_MAX: u32 = 100;

impl Delivery {
    /// Orders that are not at their end, oldest first.
    pub async fn open_orders(
        &self,
        store: &StoreId,
        limit: u32,
        from: Option<&str>,
    ) -> Result<Page<Order>, DeliveryError> {
        let limit = limit.clamp(1, PAGE_MAX);
        Ok(self.table().open_orders(store, limit, from).await?)
    }

    /// The store takes the order.
    pub async fn accept(&self, order: &OrderKey, actor: &Actor) -> Result<Order, DeliveryError> {
        let accepted = self.change(order, |order| order.accept(actor.clone(), Self::now()));
        Ok(accepted.await?.0)
    }

    /// The store does not take the order.
    pub async fn refuse(
        &self,
        order: &OrderKey,
        reason: Reason,
        actor: &Actor,
    ) -> Result<Order, DeliveryError> {
        let refused = self.change(order, |order| {
            order.refuse(reason, actor.clone(), Self::now())
        });
        Ok(refused.await?.0)
    }

    /// The kitchen begins.
    pub async fn prepare(&self, order: &OrderKey, actor: &Actor) -> Result<Order, DeliveryError> {
        let begun = self.change(order, |order| order.prepare(actor.clone(), Self::now()));
        Ok(begun.await?.0)
    }

    /// The kitchen is done.
    pub async fn ready(&self, order: &OrderKey, actor: &Actor) -> Result<Order, DeliveryError> {
        let done = self.change(order, |order| order.ready(actor.clone(), Self::now()));
        Ok(done.await?.0)
    }

    /// The store answers a change that somebody asked for.
    pub async fn answer_change(
        &self,
        order: &OrderKey,
        agrees: bool,
        actor: &Actor,
    ) -> Result<Order, DeliveryError> {
        let answered = self.change(order, |order| {
            order.answer_change(agrees, actor.clone(), Self::now())
        });
        Ok(answered.await?.0)
    }
}
