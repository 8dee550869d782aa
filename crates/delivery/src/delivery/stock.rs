//! What there is of what is sold.

use super::{Delivery, DeliveryError};
use crate::table::Stock;
use crate::{ItemId, StoreId};

impl Delivery {
    /// How much there is of each item of a store.
    pub async fn stock(&self, store: &StoreId) -> Result<Vec<Stock>, DeliveryError> {
        Ok(self.table().stock(store).await?)
    }

    /// Says how many of an item can be ordered from now on; what is kept for orders stays kept.
    pub async fn restock(
        &self,
        store: &StoreId,
        item: &ItemId,
        available: u32,
    ) -> Result<(), DeliveryError> {
        if self.menu(store).await?.item(item).is_none() {
            return Err(DeliveryError::NotFound("item"));
        }
        Ok(self.table().restock(store, item, available).await?)
    }
}
