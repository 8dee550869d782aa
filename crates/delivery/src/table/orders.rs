//! Orders in the table: placed once, changed by one writer at a time.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason, Put, TransactWriteItem};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::index::Index;
use super::item::{Attributes, Key, Page, document, item, key_of, order_pk};
use super::{OF_CUSTOMER_PK, OF_CUSTOMER_SK, OPEN_PK, OPEN_SK, PK, SK, Table, TableError, VERSION};
use crate::entry::{Entry, OrderKey};
use crate::order::{Order, Refused, StockMove};
use crate::{CustomerId, ItemId, OrderId, StoreId};

/// What others write at the same time is tried again so often.
pub(super) const CONTENTION_TRIES_MAX: u32 = 12;

/// The same request under the same key is answered by the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdempotencyKey {
    /// What the client made up.
    pub key: String,
    /// What it asked for: a hash of the request.
    pub request: String,
    /// So long it is remembered.
    pub until: Timestamp,
}

/// What came of placing an order.
#[derive(Clone, Debug, PartialEq)]
pub enum Placing {
    /// It is placed.
    Placed,
    /// The same request had been placed before, as this order.
    Before(OrderId),
    /// The key was used before, for something else.
    KeyTaken,
    /// There are as many orders for its time as there can be.
    SlotTaken,
}

/// Why an order was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// There is no such order in this store.
    #[error("there is no such order")]
    NotFound,
    /// It cannot be done to it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is not enough of these.
    #[error("there is not enough in stock")]
    OutOfStock(Vec<ItemId>),
    /// The table cannot be asked.
    #[error(transparent)]
    Table(#[from] TableError),
}

#[derive(Serialize, Deserialize)]
struct Answered {
    request: String,
    order: OrderId,
}

impl Table {
    /// Places an order: with its first entries and the key it was asked for by, or not at all.
    pub async fn place(
        &self,
        order: &Order,
        idempotency: &IdempotencyKey,
    ) -> Result<Placing, TableError> {
        let key = Key::idempotency(&order.store, &order.customer, &idempotency.key);
        let answered = Answered {
            request: idempotency.request.clone(),
            order: order.id.clone(),
        };
        let remembered = item(&key, &answered, Some(idempotency.until))?;
        let mut writes = vec![
            self.put_if(remembered, "attribute_not_exists(PK)", None)?,
            self.put_if(order_item(order, 1)?, "attribute_not_exists(PK)", None)?,
        ];
        for entry in &order.fresh {
            writes.push(self.entry_put(&order.key(), entry)?);
        }
        for movement in &order.moves {
            let update = self.stock_move(&order.store, movement)?;
            writes.push(TransactWriteItem::builder().update(update).build());
        }
        for attempt in 0..CONTENTION_TRIES_MAX {
            let reasons = match self.transact(writes.clone()).await? {
                Written::All => return Ok(Placing::Placed),
                Written::Refused(reasons) => reasons,
            };
            match NotPlaced::of(&reasons) {
                NotPlaced::SlotTaken => return Ok(Placing::SlotTaken),
                NotPlaced::Before => match self.get::<Answered>(&key).await? {
                    Some(before) if before.request == idempotency.request => {
                        return Ok(Placing::Before(before.order));
                    }
                    Some(_) => return Ok(Placing::KeyTaken),
                    None => {}
                },
                NotPlaced::Conflict => {}
            }
            pause(attempt).await;
        }
        Err(TableError::Contended {
            key: key.to_string(),
        })
    }

    /// The order by which a request of a customer was answered, and the hash of that request.
    pub(crate) async fn answered(
        &self,
        store: &StoreId,
        customer: &CustomerId,
        key: &str,
    ) -> Result<Option<(OrderId, String)>, TableError> {
        let key = Key::idempotency(store, customer, key);
        let answered: Option<Answered> = self.get(&key).await?;
        Ok(answered.map(|answered| (answered.order, answered.request)))
    }

    /// An order; `None` when the store has no such order.
    pub async fn order(&self, order: &OrderKey) -> Result<Option<Order>, TableError> {
        Ok(self.versioned(order).await?.map(|(order, _)| order))
    }

    /// These orders, in this order; those that the store does not have are left out.
    pub async fn orders(&self, orders: &[OrderKey]) -> Result<Vec<Order>, TableError> {
        let keys = Page {
            items: orders.iter().map(Key::order).collect(),
            next: None,
        };
        Ok(self.whole(keys).await?.items)
    }

    async fn versioned(&self, order: &OrderKey) -> Result<Option<(Order, u64)>, TableError> {
        let key = Key::order(order);
        let Some(item) = self.read(&key).await? else {
            return Ok(None);
        };
        let version = item.get(VERSION).and_then(|value| value.as_n().ok());
        let version = version.and_then(|text| text.parse().ok());
        let version = version.ok_or_else(|| TableError::Corrupt {
            key: key.to_string(),
            why: "it has no version".to_owned(),
        })?;
        Ok(Some((document(&key, &item)?, version)))
    }

    /// Changes an order, its timeline and the stock it concerns together. `change` is pure and may
    /// be called several times, each time with the order as it is by then; what it has noted is
    /// written also when it refuses (a wrong PIN counts). Gives the order as it is now.
    pub async fn change<T>(
        &self,
        order: &OrderKey,
        change: impl Fn(&mut Order) -> Result<T, Refused>,
    ) -> Result<(Order, T), ChangeError> {
        for attempt in 0..CONTENTION_TRIES_MAX {
            let Some((before, version)) = self.versioned(order).await? else {
                return Err(ChangeError::NotFound);
            };
            let mut after = before.clone();
            let outcome = change(&mut after);
            if after == before {
                return Ok((after, outcome?));
            }
            match self.write(&after, version).await? {
                Written::All => {
                    after.fresh.clear();
                    after.moves.clear();
                    return Ok((after, outcome?));
                }
                Written::Refused(reasons) => {
                    let lacking = lacking(&after, &reasons);
                    if !lacking.is_empty() {
                        return Err(ChangeError::OutOfStock(lacking));
                    }
                }
            }
            pause(attempt).await;
        }
        let key = Key::order(order).to_string();
        Err(TableError::Contended { key }.into())
    }

    async fn write(&self, order: &Order, version: u64) -> Result<Written, TableError> {
        let mut writes = Vec::with_capacity(1 + order.fresh.len() + order.moves.len());
        let item = order_item(order, version + 1)?;
        writes.push(self.put_if(item, "version = :before", Some(version))?);
        for movement in &order.moves {
            let update = self.stock_move(&order.store, movement)?;
            writes.push(TransactWriteItem::builder().update(update).build());
        }
        for entry in &order.fresh {
            writes.push(self.entry_put(&order.key(), entry)?);
        }
        self.transact(writes).await
    }

    async fn transact(&self, writes: Vec<TransactWriteItem>) -> Result<Written, TableError> {
        let written = self
            .client
            .transact_write_items()
            .set_transact_items(Some(writes))
            .send()
            .await;
        match written {
            Ok(_) => Ok(Written::All),
            Err(SdkError::ServiceError(error)) => match error.err() {
                TransactWriteItemsError::TransactionCanceledException(cancelled) => {
                    let reasons = cancelled.cancellation_reasons().to_vec();
                    Ok(Written::Refused(reasons))
                }
                _ => Err(self.failed(&SdkError::ServiceError(error))),
            },
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn entry_put(&self, order: &OrderKey, entry: &Entry) -> Result<TransactWriteItem, TableError> {
        let key = Key::entry(order, entry.number);
        self.put_if(item(&key, entry, None)?, "attribute_not_exists(PK)", None)
    }

    fn put_if(
        &self,
        item: Attributes,
        condition: &str,
        before: Option<u64>,
    ) -> Result<TransactWriteItem, TableError> {
        let mut put = Put::builder()
            .table_name(&*self.name)
            .set_item(Some(item))
            .condition_expression(condition);
        if let Some(version) = before {
            let version = AttributeValue::N(version.to_string());
            put = put.expression_attribute_values(":before", version);
        }
        let put = put.build().map_err(|error| self.failed(&error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// An order's timeline after an entry: all of it after 0.
    pub async fn timeline(&self, order: &OrderKey, after: u32) -> Result<Vec<Entry>, TableError> {
        let from = Key::entry(order, after + 1).sk;
        let between = [(":from", from.as_str()), (":to", "E#999999")];
        let found = self
            .read_where("SK BETWEEN :from AND :to", &order_pk(order), between)
            .await?;
        let entries = found.into_iter();
        entries
            .map(|item| document(&key_of(&item), &item))
            .collect()
    }

    /// Orders of a store that are not at their end, oldest first.
    pub async fn open_orders(
        &self,
        store: &StoreId,
        limit: u32,
        from: Option<&str>,
    ) -> Result<Page<Order>, TableError> {
        let keys = self
            .index_page(Index::Open, &format!("S#{store}"), limit, from)
            .await?;
        self.whole(keys).await
    }

    /// Every order of a store, in no order. It reads the whole table.
    pub(crate) async fn every_order(
        &self,
        store: &StoreId,
        from: Option<Attributes>,
    ) -> Result<(Vec<Order>, Option<Attributes>), TableError> {
        let found = self
            .client
            .scan()
            .table_name(&*self.name)
            .filter_expression("SK = :order AND begins_with(PK, :store)")
            .expression_attribute_values(":order", AttributeValue::S("ORDER".to_owned()))
            .expression_attribute_values(":store", AttributeValue::S(format!("S#{store}#O#")))
            .consistent_read(true)
            .set_exclusive_start_key(from)
            .send()
            .await
            .map_err(|error| self.failed(&error))?;
        let orders = found.items.unwrap_or_default().into_iter();
        let orders = orders.map(|item| document(&key_of(&item), &item));
        Ok((orders.collect::<Result<_, _>>()?, found.last_evaluated_key))
    }

    /// Orders of a customer, newest first.
    pub async fn orders_of(
        &self,
        store: &StoreId,
        customer: &CustomerId,
        limit: u32,
        from: Option<&str>,
    ) -> Result<Page<Order>, TableError> {
        let pk = format!("S#{store}#C#{customer}");
        let keys = self.index_page(Index::OfCustomer, &pk, limit, from).await?;
        self.whole(keys).await
    }
}

enum Written {
    All,
    Refused(Vec<CancellationReason>),
}

/// Others are given time to finish, more each time.
pub(super) async fn pause(attempt: u32) {
    let pause = std::time::Duration::from_millis(1 << attempt.min(6));
    tokio::time::sleep(pause).await;
}

/// Why an order was not placed: what its transaction was refused for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotPlaced {
    /// The key was used before.
    Before,
    /// There are as many orders for its time as there can be.
    SlotTaken,
    /// Another transaction was under way, on the same time or by the same key.
    Conflict,
}

impl NotPlaced {
    /// The first two writes are the key and the order; the slot comes after them.
    fn of(reasons: &[CancellationReason]) -> NotPlaced {
        let mut unmet = reasons.iter().map(|reason| reason.code() == Some(UNMET));
        if unmet.next() == Some(true) {
            NotPlaced::Before
        } else if unmet.any(|unmet| unmet) {
            NotPlaced::SlotTaken
        } else {
            NotPlaced::Conflict
        }
    }
}

/// The code of a write whose condition was not met. Others speak of what was under way besides.
const UNMET: &str = "ConditionalCheckFailed";

/// Which items there is not enough of: what a transaction was refused for, by its place.
fn lacking(order: &Order, reasons: &[CancellationReason]) -> Vec<ItemId> {
    let of_moves = reasons.iter().skip(1).zip(&order.moves);
    let failed = of_moves.filter(|(reason, _)| reason.code() == Some(UNMET));
    failed
        .filter_map(|(_, movement)| match movement {
            StockMove::Keep(item, _) => Some(item.clone()),
            StockMove::GiveBack(..) | StockMove::TakeSlot(..) | StockMove::FreeSlot(_) => None,
        })
        .collect()
}

fn order_item(order: &Order, version: u64) -> Result<Attributes, TableError> {
    let mut item = item(&Key::order(&order.key()), order, None)?;
    let mut set = |name: &str, value: AttributeValue| item.insert(name.to_owned(), value);
    set(VERSION, AttributeValue::N(version.to_string()));
    // For people who look at the table.
    set("status", AttributeValue::S(order.status.name().to_owned()));
    set("number", AttributeValue::N(order.number.to_string()));
    let when = format!("{:020}#{}", order.placed_at.as_millisecond(), order.id);
    let customer = format!("S#{}#C#{}", order.store, order.customer);
    set(OF_CUSTOMER_PK, AttributeValue::S(customer));
    set(OF_CUSTOMER_SK, AttributeValue::S(when.clone()));
    if !order.status.is_terminal() {
        set(OPEN_PK, AttributeValue::S(format!("S#{}", order.store)));
        set(OPEN_SK, AttributeValue::S(when));
    }
    debug_assert!(item.contains_key(PK) && item.contains_key(SK));
    Ok(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_meets_others_that_are_placed_at_the_same_time() {
        let none = "None";
        for (codes, expected) in [
            ([UNMET, none, none, none], NotPlaced::Before),
            ([UNMET, none, none, UNMET], NotPlaced::Before),
            ([none, none, none, UNMET], NotPlaced::SlotTaken),
            (
                [none, none, none, "TransactionConflict"],
                NotPlaced::Conflict,
            ),
            (
                ["TransactionConflict", none, none, none],
                NotPlaced::Conflict,
            ),
        ] {
            let reasons = codes.map(|code| CancellationReason::builder().code(code).build());
            assert_eq!(NotPlaced::of(&reasons), expected, "{codes:?}");
        }
    }
}
