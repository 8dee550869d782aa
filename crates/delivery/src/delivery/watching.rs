//! Orders that are carried elsewhere, seen.
//!
//! Whoever watches orders is told by the process that changes them. Functions that run elsewhere change
//! them in the table alone: there the open orders are looked at again and again, and what has got further
//! is told as if it had happened here.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use super::{Delivery, DeliveryError};
use crate::StoreId;
use crate::entry::OrderKey;
use crate::feed::Changed;
use crate::order::Order;
use crate::status::Status;

/// Open orders are looked at so often. Each time costs a query and half a read unit for each 4 KB of
/// open orders.
pub const WATCHED_EVERY: Duration = Duration::from_secs(2);

/// Orders are read so many at a time.
const PAGE: u32 = 100;

/// How far an order is: the number of its last entry, and where that led.
type Progress = (u32, Status);

impl Delivery {
    /// Tells of the orders of a store that are changed elsewhere, for ever.
    pub async fn watch(&self, store: &StoreId) {
        let mut feed = self.feed().listen();
        let mut seen: HashMap<OrderKey, Progress> = HashMap::new();
        loop {
            tokio::time::sleep(WATCHED_EVERY).await;
            learn(&mut feed, &mut seen);
            if let Err(error) = self.look_around(store, &mut seen).await {
                tracing::warn!(%error, "orders that are carried elsewhere cannot be watched");
            }
        }
    }

    async fn look_around(
        &self,
        store: &StoreId,
        seen: &mut HashMap<OrderKey, Progress>,
    ) -> Result<(), DeliveryError> {
        let mut open: HashMap<OrderKey, Progress> = HashMap::new();
        let mut from: Option<String> = None;
        loop {
            let page = self.table().open_orders(store, PAGE, from.as_deref());
            let page = page.await?;
            for order in &page.items {
                open.insert(order.key(), self.compare(order, seen));
            }
            from = page.next;
            if from.is_none() {
                break;
            }
        }
        // Those that were open and are not any more.
        let gone = seen
            .iter()
            .filter(|(key, (_, status))| !open.contains_key(key) && !status.is_terminal());
        let gone: Vec<OrderKey> = gone.map(|(key, _)| key.clone()).collect();
        for order in self.table().orders(&gone).await? {
            self.compare(&order, seen);
        }
        *seen = open;
        Ok(())
    }

    /// Tells of an order if it is further than it was seen.
    fn compare(&self, order: &Order, seen: &HashMap<OrderKey, Progress>) -> Progress {
        let now = (order.entries, order.status);
        if seen.get(&order.key()) != Some(&now) {
            self.watched(order);
        }
        now
    }
}

/// Notes what was told meanwhile: it need not be told again.
fn learn(feed: &mut Receiver<Changed>, seen: &mut HashMap<OrderKey, Progress>) {
    loop {
        match feed.try_recv() {
            Ok(changed) => {
                seen.insert(changed.order, (changed.entry, changed.status));
            }
            Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return,
        }
    }
}
