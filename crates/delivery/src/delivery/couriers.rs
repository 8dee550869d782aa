//! Who brings an order, and where they are.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Delivery, DeliveryError};
use crate::entry::{OrderKey, Reason};
use crate::order::{AssignedCourier, Order};
use crate::table::Key;
use crate::town::Point;
use crate::{CourierId, OrderId, StoreId};

/// Somebody who delivers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Courier {
    /// For whom.
    pub store: StoreId,
    /// Who.
    pub id: CourierId,
    /// By what name.
    pub name: String,
    /// What they are doing.
    #[serde(flatten)]
    pub state: CourierState,
    /// Where they were last.
    pub point: Point,
    /// In which direction they went: degrees from north, clockwise.
    pub heading: f64,
    /// When that was.
    pub seen_at: Timestamp,
}

/// What a courier is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CourierState {
    /// Not at work.
    Off,
    /// Waiting for an order.
    Free,
    /// Bringing one.
    Busy {
        /// Which.
        order: OrderId,
    },
}

impl Delivery {
    /// The couriers of a store.
    pub async fn couriers(&self, store: &StoreId) -> Result<Vec<Courier>, DeliveryError> {
        Ok(self.table().couriers(store).await?)
    }

    /// A courier of a store.
    pub async fn courier(
        &self,
        store: &StoreId,
        courier: &CourierId,
    ) -> Result<Courier, DeliveryError> {
        let found = self.table().get(&Key::courier(store, courier)).await?;
        found.ok_or(DeliveryError::NotFound("courier"))
    }

    /// Writes a courier: where they are, or that they come and go.
    pub async fn settle_courier(&self, courier: &Courier) -> Result<(), DeliveryError> {
        let key = Key::courier(&courier.store, &courier.id);
        Ok(self.table().put(&key, courier, None).await?)
    }

    /// Where a courier is now.
    pub async fn seen(
        &self,
        store: &StoreId,
        courier: &CourierId,
        point: Point,
        heading: f64,
    ) -> Result<Courier, DeliveryError> {
        let mut courier = self.courier(store, courier).await?;
        courier.point = point;
        courier.heading = heading;
        courier.seen_at = Self::now();
        self.settle_courier(&courier).await?;
        if let CourierState::Busy { order } = &courier.state
            && let Ok(order) = self.order_of(store, order).await
        {
            self.watched(&order);
        }
        Ok(courier)
    }

    /// A courier takes an order.
    pub async fn assign(
        &self,
        order: &OrderKey,
        courier: &CourierId,
    ) -> Result<Order, DeliveryError> {
        let mut courier = self.courier(&order.store, courier).await?;
        match &courier.state {
            CourierState::Free => {}
            CourierState::Busy { order: busy } if *busy == order.order => {}
            CourierState::Busy { .. } | CourierState::Off => {
                return Err(DeliveryError::Invalid(format!(
                    "{} is not free; choose another courier",
                    courier.name
                )));
            }
        }
        let assigned = AssignedCourier {
            id: courier.id.clone(),
            name: courier.name.clone(),
        };
        let before = self.order(order).await?.courier;
        let taken = self.change(order, |order| order.assign(assigned.clone(), Self::now()));
        let (order, ()) = taken.await?;
        courier.state = CourierState::Busy {
            order: order.id.clone(),
        };
        self.settle_courier(&courier).await?;
        if let Some(before) = before.filter(|before| before.id != courier.id) {
            self.free(&order.store, &before.id, &order.id).await?;
        }
        Ok(order)
    }

    /// The courier is at the store.
    pub async fn at_store(
        &self,
        order: &OrderKey,
        courier: &CourierId,
    ) -> Result<Order, DeliveryError> {
        let there = self.change(order, |order| order.at_store(courier, Self::now()));
        Ok(there.await?.0)
    }

    /// The courier has it.
    pub async fn picked_up(
        &self,
        order: &OrderKey,
        courier: &CourierId,
    ) -> Result<Order, DeliveryError> {
        let gone = self.change(order, |order| order.picked_up(courier, Self::now()));
        Ok(gone.await?.0)
    }

    /// The courier is at the door.
    pub async fn arrived(
        &self,
        order: &OrderKey,
        courier: &CourierId,
    ) -> Result<Order, DeliveryError> {
        let there = self.change(order, |order| order.arrived(courier, Self::now()));
        Ok(there.await?.0)
    }

    /// The customer has it, if the number is right.
    pub async fn hand_over(
        &self,
        order: &OrderKey,
        courier: &CourierId,
        pin: &str,
    ) -> Result<Order, DeliveryError> {
        let handed = self.change(order, |order| order.hand_over(courier, pin, Self::now()));
        let (order, ()) = handed.await?;
        self.free(&order.store, courier, &order.id).await?;
        Ok(order)
    }

    /// Nobody was there, or the address was wrong.
    pub async fn attempt_failed(
        &self,
        order: &OrderKey,
        courier: &CourierId,
        reason: Reason,
    ) -> Result<Order, DeliveryError> {
        let failed = self.change(order, |order| {
            order.attempt_failed(courier, reason, Self::now())
        });
        Ok(failed.await?.0)
    }

    /// It is back at the store.
    pub async fn returned(
        &self,
        order: &OrderKey,
        courier: &CourierId,
    ) -> Result<Order, DeliveryError> {
        let back = self.change(order, |order| order.returned(courier, Self::now()));
        let (order, ()) = back.await?;
        self.free(&order.store, courier, &order.id).await?;
        Ok(order)
    }

    /// A courier has nothing more to do with an order.
    pub(super) async fn free(
        &self,
        store: &StoreId,
        courier: &CourierId,
        order: &OrderId,
    ) -> Result<(), DeliveryError> {
        let mut courier = self.courier(store, courier).await?;
        if matches!(&courier.state, CourierState::Busy { order: busy } if busy == order) {
            courier.state = CourierState::Free;
            self.settle_courier(&courier).await?;
        }
        Ok(())
    }
}
