//! What was: orders, those of a customer, and the timeline of one.

use super::board::PAGE_MAX;
use super::{Delivery, DeliveryError};
use crate::entry::{Entry, OrderKey};
use crate::order::Order;
use crate::table::Page;
use crate::{CustomerId, StoreId};

impl Delivery {
    /// Orders of a customer, newest first.
    pub async fn orders_of(
        &self,
        store: &StoreId,
        customer: &CustomerId,
        limit: u32,
        from: Option<&str>,
    ) -> Result<Page<Order>, DeliveryError> {
        let limit = limit.clamp(1, PAGE_MAX);
        let page = self.table().orders_of(store, customer, limit, from).await?;
        Ok(page)
    }

    /// These orders, in this order; those that there are not are left out.
    pub async fn orders(&self, orders: &[OrderKey]) -> Result<Vec<Order>, DeliveryError> {
        Ok(self.table().orders(orders).await?)
    }

    /// What happened to an order after an entry of its timeline: all of it after 0.
    pub async fn timeline(
        &self,
        order: &OrderKey,
        after: u32,
    ) -> Result<Vec<Entry>, DeliveryError> {
        Ok(self.table().timeline(order, after).await?)
    }
}
