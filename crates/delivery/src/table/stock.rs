//! How much there is of what is sold.
//!
//! What is kept for an order changes with the order, in one transaction (`orders.rs`). For each item
//! what is available, what is kept for orders and what has left add up to what was ever put in.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, Update};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::item::{Attributes, Key, key_of};
use super::orders::{CONTENTION_TRIES_MAX, pause};
use super::{Table, TableError};
use crate::order::StockMove;
use crate::{ItemId, StoreId};

/// How much there is of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stock {
    /// Of what.
    pub item: ItemId,
    /// Can be ordered.
    pub available: u32,
    /// Is kept for orders, or has left with them.
    pub kept: u32,
}

/// Stock is counted by DynamoDB itself, so its numbers are attributes.
fn stock_of(item: &Attributes) -> Result<Stock, TableError> {
    let key = key_of(item);
    let number = |name: &str| item.get(name)?.as_n().ok()?.parse().ok();
    let named = key.sk.strip_prefix("ITEM#").map(ItemId::parse);
    match (named, number("available"), number("kept")) {
        (Some(Ok(item)), Some(available), Some(kept)) => Ok(Stock {
            item,
            available,
            kept,
        }),
        _ => Err(TableError::Corrupt {
            key: key.to_string(),
            why: "it does not say how much there is".to_owned(),
        }),
    }
}

impl Table {
    /// The stock of a store, by item.
    pub async fn stock(&self, store: &StoreId) -> Result<Vec<Stock>, TableError> {
        let found = self.read_all(&Key::stock(store, "").pk, "ITEM#").await?;
        found.iter().map(stock_of).collect()
    }

    /// Says how many of an item can be ordered from now on; what is kept for orders stays kept.
    pub async fn restock(
        &self,
        store: &StoreId,
        item: &ItemId,
        available: u32,
    ) -> Result<(), TableError> {
        for attempt in 0..CONTENTION_TRIES_MAX {
            let nothing = AttributeValue::N("0".to_owned());
            let written = self
                .client
                .update_item()
                .table_name(&*self.name)
                .set_key(Some(Key::stock(store, item.as_str()).attributes()))
                .update_expression("SET available = :many, kept = if_not_exists(kept, :nothing)")
                .expression_attribute_values(":many", AttributeValue::N(available.to_string()))
                .expression_attribute_values(":nothing", nothing)
                .send()
                .await;
            match written {
                Ok(_) => return Ok(()),
                // An order that takes some of it is being written.
                Err(SdkError::ServiceError(error))
                    if matches!(
                        error.err(),
                        UpdateItemError::TransactionConflictException(_)
                    ) =>
                {
                    pause(attempt).await;
                }
                Err(error) => return Err(self.failed(&error)),
            }
        }
        Err(TableError::Contended {
            key: Key::stock(store, item.as_str()).to_string(),
        })
    }

    /// How many orders there are for each time, by when it begins.
    pub(crate) async fn slots_taken(
        &self,
        store: &StoreId,
    ) -> Result<BTreeMap<Timestamp, u32>, TableError> {
        let from = Timestamp::UNIX_EPOCH;
        let found = self.read_all(&Key::slot(store, from).pk, "SLOT#").await?;
        let taken = found.iter().filter_map(|item| {
            let key = key_of(item);
            let from = key.sk.strip_prefix("SLOT#")?.parse().ok()?;
            let taken = item.get("taken")?.as_n().ok()?.parse().ok()?;
            Some((from, taken))
        });
        Ok(taken.collect())
    }

    /// The part of a transaction that moves stock.
    pub(super) fn stock_move(
        &self,
        store: &StoreId,
        movement: &StockMove,
    ) -> Result<Update, TableError> {
        let (key, expression, condition, values) = match movement {
            StockMove::Keep(item, quantity) if crate::planted::is("oversell") => (
                Key::stock(store, item.as_str()),
                "SET kept = kept + :n",
                "kept >= :none",
                vec![(":n", u64::from(*quantity)), (":none", 0)],
            ),
            StockMove::Keep(item, quantity) => (
                Key::stock(store, item.as_str()),
                "SET available = available - :n, kept = kept + :n",
                "available >= :n",
                vec![(":n", u64::from(*quantity))],
            ),
            StockMove::GiveBack(item, quantity) => (
                Key::stock(store, item.as_str()),
                "SET available = available + :n, kept = kept - :n",
                "kept >= :n",
                vec![(":n", u64::from(*quantity))],
            ),
            StockMove::TakeSlot(from, capacity) => (
                Key::slot(store, *from),
                "SET taken = if_not_exists(taken, :none) + :one",
                "attribute_not_exists(taken) OR taken < :capacity",
                vec![
                    (":none", 0),
                    (":one", 1),
                    (":capacity", u64::from(*capacity)),
                ],
            ),
            StockMove::FreeSlot(from) => (
                Key::slot(store, *from),
                "SET taken = taken - :one",
                "taken >= :one",
                vec![(":one", 1)],
            ),
        };
        let mut update = Update::builder()
            .table_name(&*self.name)
            .set_key(Some(key.attributes()))
            .update_expression(expression)
            .condition_expression(condition);
        for (name, number) in values {
            let number = AttributeValue::N(number.to_string());
            update = update.expression_attribute_values(name, number);
        }
        update.build().map_err(|error| self.failed(&error))
    }
}
