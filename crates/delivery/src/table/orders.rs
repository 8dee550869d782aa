//! Orders in the table: placed once, changed by one writer at a time.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, KeysAndAttributes, Put, TransactWriteItem,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::item::{Attributes, Key, Page, document, item, key_of, order_pk};
use super::{
    OF_CUSTOMER, OF_CUSTOMER_PK, OF_CUSTOMER_SK, OPEN, OPEN_PK, OPEN_SK, PK, SK, Table,
    TableError, VERSION,
};
use crate::entry::{Entry, OrderKey};
use crate::order::{Order, Refused, StockMove};
use crate::{CustomerId, ItemId, OrderId, StoreId};

/// An order that others change at the same time is read again so often.
const CONTENTION_TRIES_MAX: u32 = 12;

/// What one `BatchGetItem` gives at most (Amazon DynamoDB quotas).
const BATCH_MAX: usize = 100;

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
        match self.transact(writes).await? {
            Written::All => Ok(Placing::Placed),
            Written::Refused(_) => match self.get::<Answered>(&key).await? {
                Some(before) if before.request == idempotency.request => {
                    Ok(Placing::Before(before.order))
                }
                Some(_) => Ok(Placing::KeyTaken),
                // Another transaction was under way; it decides when it is asked again.
                None => Err(TableError::Contended {
                    key: key.to_string(),
                }),
            },
        }
    }

    /// An order; `None` when the store has no such order.
    pub async fn order(&self, order: &OrderKey) -> Result<Option<Order>, TableError> {
        Ok(self.versioned(order).await?.map(|(order, _)| order))
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
        Ok(Some((document(&key, item)?, version)))
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
            let pause = std::time::Duration::from_millis(1 << attempt.min(6));
            tokio::time::sleep(pause).await;
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
        let found = self
            .client
            .query()
            .table_name(&*self.name)
            .key_condition_expression("PK = :pk AND SK BETWEEN :from AND :to")
            .expression_attribute_values(":pk", AttributeValue::S(order_pk(order)))
            .expression_attribute_values(":from", AttributeValue::S(Key::entry(order, after + 1).sk))
            .expression_attribute_values(":to", AttributeValue::S("E#999999".to_owned()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| self.failed(&error))?;
        let entries = found.items.unwrap_or_default().into_iter();
        entries.map(|item| document(&key_of(&item), item)).collect()
    }

    /// Orders of a store that are not at their end, oldest first.
    pub async fn open_orders(
        &self,
        store: &StoreId,
        limit: u32,
        from: Option<&str>,
    ) -> Result<Page<Order>, TableError> {
        let keys = self
            .index_page(OPEN, OPEN_PK, OPEN_SK, &format!("S#{store}"), true, limit, from)
            .await?;
        self.whole(keys).await
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
        let keys = self
            .index_page(OF_CUSTOMER, OF_CUSTOMER_PK, OF_CUSTOMER_SK, &pk, false, limit, from)
            .await?;
        self.whole(keys).await
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "an index, what is looked for in it, and which page"
    )]
    async fn index_page(
        &self,
        index: &str,
        pk_name: &str,
        sk_name: &str,
        pk: &str,
        forward: bool,
        limit: u32,
        from: Option<&str>,
    ) -> Result<Page<Key>, TableError> {
        let mut query = self
            .client
            .query()
            .table_name(&*self.name)
            .index_name(index)
            .expression_attribute_names("#pk", pk_name)
            .expression_attribute_names("#sk", sk_name)
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .scan_index_forward(forward)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX));
        // The sort key is unique and says where the next page begins, without telling more.
        query = match from {
            None => query.key_condition_expression("#pk = :pk"),
            Some(from) => {
                let beyond = if forward { "#sk > :from" } else { "#sk < :from" };
                query
                    .key_condition_expression(format!("#pk = :pk AND {beyond}"))
                    .expression_attribute_values(":from", AttributeValue::S(from.to_owned()))
            }
        };
        let found = query.send().await.map_err(|error| self.failed(&error))?;
        let more = found.last_evaluated_key.is_some();
        let items = found.items.unwrap_or_default();
        let last = items.last().and_then(|item| item.get(sk_name)?.as_s().ok());
        Ok(Page {
            next: last.filter(|_| more).cloned(),
            items: items.iter().map(key_of).collect(),
        })
    }

    /// The orders of these keys, in this order. One that is gone meanwhile is left out.
    async fn whole(&self, keys: Page<Key>) -> Result<Page<Order>, TableError> {
        let mut orders = Vec::with_capacity(keys.items.len());
        for batch in keys.items.chunks(BATCH_MAX) {
            orders.extend(self.batch(batch).await?);
        }
        Ok(Page {
            items: orders,
            next: keys.next,
        })
    }

    async fn batch(&self, keys: &[Key]) -> Result<Vec<Order>, TableError> {
        let mut wanted: Vec<Attributes> = keys.iter().map(Key::attributes).collect();
        let mut found: Vec<(Key, Order)> = Vec::with_capacity(keys.len());
        while !wanted.is_empty() {
            let asked = KeysAndAttributes::builder()
                .set_keys(Some(std::mem::take(&mut wanted)))
                .consistent_read(true)
                .build()
                .map_err(|error| self.failed(&error))?;
            let answer = self
                .client
                .batch_get_item()
                .request_items(&*self.name, asked)
                .send()
                .await
                .map_err(|error| self.failed(&error))?;
            let items = answer.responses.unwrap_or_default().remove(&*self.name);
            for item in items.unwrap_or_default() {
                let key = key_of(&item);
                found.push((key.clone(), document(&key, item)?));
            }
            let rest = answer.unprocessed_keys.unwrap_or_default();
            wanted.extend(rest.into_values().flat_map(|rest| rest.keys));
        }
        let place = |key: &Key| keys.iter().position(|wanted| wanted == key);
        found.sort_by_key(|(key, _)| place(key));
        Ok(found.into_iter().map(|(_, order)| order).collect())
    }
}

enum Written {
    All,
    Refused(Vec<CancellationReason>),
}

/// Which items there is not enough of: what a transaction was refused for, by its place.
fn lacking(order: &Order, reasons: &[CancellationReason]) -> Vec<ItemId> {
    let of_moves = reasons.iter().skip(1).zip(&order.moves);
    let failed = of_moves.filter(|(reason, _)| reason.code() == Some("ConditionalCheckFailed"));
    failed
        .filter_map(|(_, movement)| match movement {
            StockMove::Keep(item, _) => Some(item.clone()),
            StockMove::GiveBack(..) => None,
        })
        .collect()
}

fn order_item(order: &Order, version: u64) -> Result<Attributes, TableError> {
    let mut item = item(&Key::order(&order.key()), order, None)?;
    let mut set = |name: &str, value: AttributeValue| item.insert(name.to_owned(), value);
    set(VERSION, AttributeValue::N(version.to_string()));
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
