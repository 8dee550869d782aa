//! The table's indexes: what is looked for other than by its key.
//!
//! They hold keys only, since they are written with each change; who looks reads the items whole,
//! and leaves out those that are gone meanwhile.

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use serde::de::DeserializeOwned;

use super::item::{Attributes, Key, Page, document, key_of};
use super::{
    OF_CUSTOMER, OF_CUSTOMER_PK, OF_CUSTOMER_SK, OPEN, OPEN_PK, OPEN_SK, Table, TableError,
};

/// What one `BatchGetItem` gives at most (Amazon DynamoDB quotas).
const BATCH_MAX: usize = 100;

/// An index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Index {
    /// What is not over, oldest first.
    Open,
    /// What belongs to somebody, newest first.
    OfCustomer,
}

impl Index {
    fn name(self) -> &'static str {
        match self {
            Index::Open => OPEN,
            Index::OfCustomer => OF_CUSTOMER,
        }
    }

    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Index::Open => (OPEN_PK, OPEN_SK),
            Index::OfCustomer => (OF_CUSTOMER_PK, OF_CUSTOMER_SK),
        }
    }
}

impl Table {
    /// The keys of a page, in the order of the index.
    pub(super) async fn index_page(
        &self,
        index: Index,
        pk: &str,
        limit: u32,
        from: Option<&str>,
    ) -> Result<Page<Key>, TableError> {
        let (pk_name, sk_name) = index.keys();
        let forward = index == Index::Open;
        let mut query = self
            .client
            .query()
            .table_name(&*self.name)
            .index_name(index.name())
            .expression_attribute_names("#pk", pk_name)
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .scan_index_forward(forward)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX));
        // The sort key is unique and says where the next page begins, without telling more.
        query = match from {
            None => query.key_condition_expression("#pk = :pk"),
            Some(from) => {
                let beyond = if forward {
                    "#sk > :from"
                } else {
                    "#sk < :from"
                };
                query
                    .key_condition_expression(format!("#pk = :pk AND {beyond}"))
                    .expression_attribute_names("#sk", sk_name)
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

    /// The documents of these keys, in this order.
    pub(super) async fn whole<T: DeserializeOwned>(
        &self,
        keys: Page<Key>,
    ) -> Result<Page<T>, TableError> {
        let mut documents = Vec::with_capacity(keys.items.len());
        for batch in keys.items.chunks(BATCH_MAX) {
            documents.extend(self.batch(batch).await?);
        }
        Ok(Page {
            items: documents,
            next: keys.next,
        })
    }

    async fn batch<T: DeserializeOwned>(&self, keys: &[Key]) -> Result<Vec<T>, TableError> {
        let mut wanted: Vec<Attributes> = keys.iter().map(Key::attributes).collect();
        let mut found: Vec<(Key, T)> = Vec::with_capacity(keys.len());
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
                let document = document(&key, &item)?;
                found.push((key, document));
            }
            let rest = answer.unprocessed_keys.unwrap_or_default();
            wanted.extend(rest.into_values().flat_map(|rest| rest.keys));
        }
        let place = |key: &Key| keys.iter().position(|wanted| wanted == key);
        found.sort_by_key(|(key, _)| place(key));
        Ok(found.into_iter().map(|(_, document)| document).collect())
    }
}
