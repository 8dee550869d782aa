//! Who may do what: the handlers, by what they are about.
//!
//! Each reads what was sent, asks the delivery, and shows what came of it. Who may ask is the type
//! of its caller.
//!
//! | module | serves |
//! |---|---|
//! | [`stores`] | the store, its menu, its times, the town: to everybody |
//! | [`sign_in`] | guests, one-time codes, staff; signing out |
//! | [`track`] | an order, by its link |
//! | [`webhook`] | the payment provider |
//! | [`me`], [`quotes`], [`orders`], [`changes`] | customers and what is theirs |
//! | [`chat`] | customers who talk |
//! | [`desk`] | the people of the store who talk with them |
//! | [`board`], [`stock`], [`couriers`], [`staff`] | the store |
//! | [`experiments`], [`coupons`] | the store: what the assistant tries, and what it wants to give |
//! | [`jobs`] | couriers |

pub(crate) mod board;
pub(crate) mod changes;
pub(crate) mod chat;
pub(crate) mod coupons;
pub(crate) mod couriers;
pub(crate) mod desk;
pub(crate) mod experiments;
pub(crate) mod jobs;
pub(crate) mod me;
pub(crate) mod orders;
pub(crate) mod quotes;
pub(crate) mod sign_in;
pub(crate) mod staff;
pub(crate) mod stock;
pub(crate) mod stores;
pub(crate) mod track;
pub(crate) mod webhook;

use delivery::delivery::Courier;
use delivery::notice::Language;
use delivery::{DeliveryError, Order, StoreId};
use jiff::Timestamp;

use crate::rest::Rest;
use crate::view::order::{OrderView, shown_courier};
use crate::words::Reader;

impl Rest {
    /// Somebody who reads about a store's orders now.
    pub(crate) async fn reader(
        &self,
        store: &StoreId,
        language: Language,
    ) -> Result<Reader, DeliveryError> {
        Ok(Reader {
            language,
            zone: self.delivery().store(store).await?.time_zone(),
            now: Timestamp::now(),
        })
    }

    /// The courier whose place is shown with an order.
    pub(crate) async fn courier_of(&self, order: &Order) -> Result<Option<Courier>, DeliveryError> {
        match shown_courier(order) {
            None => Ok(None),
            Some(courier) => match self.delivery().courier(&order.store, courier).await {
                Ok(courier) => Ok(Some(courier)),
                Err(DeliveryError::NotFound(_)) => Ok(None),
                Err(error) => Err(error),
            },
        }
    }

    /// An order as its customer sees it.
    pub(crate) async fn order_view(
        &self,
        order: &Order,
        language: Language,
    ) -> Result<OrderView, DeliveryError> {
        let reader = self.reader(&order.store, language).await?;
        let courier = self.courier_of(order).await?;
        let link = self.delivery().tracking_link(&order.key());
        Ok(OrderView::of(order, courier.as_ref(), link, &reader))
    }
}
