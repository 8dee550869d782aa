//! Items as they are: keys, documents, pages.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{EXPIRES, PK, SK, Table, TableError};
use crate::entry::OrderKey;
use crate::{CourierId, CustomerId, MessageId, StoreId};

pub(crate) type Attributes = HashMap<String, AttributeValue>;

/// What an item is known by. Keys begin with whose they are, so nothing of another store is ever
/// found by one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: String, sk: impl Into<String>) -> Key {
        Key { pk, sk: sk.into() }
    }

    /// What a store has settled: hours, fees, where it is.
    pub fn store(store: &StoreId) -> Key {
        Key::new(format!("S#{store}"), "STORE")
    }

    /// The number of the last order.
    pub fn counter(store: &StoreId) -> Key {
        Key::new(format!("S#{store}"), "COUNTER")
    }

    /// The menu of a store.
    pub fn menu(store: &StoreId) -> Key {
        Key::new(format!("S#{store}"), "MENU")
    }

    /// How much there is of an item.
    pub fn stock(store: &StoreId, item: &str) -> Key {
        Key::new(format!("S#{store}#STOCK"), format!("ITEM#{item}"))
    }

    /// How many orders there are for a time.
    pub(crate) fn slot(store: &StoreId, from: Timestamp) -> Key {
        Key::new(format!("S#{store}#SLOTS"), format!("SLOT#{from}"))
    }

    /// An order.
    pub fn order(order: &OrderKey) -> Key {
        Key::new(order_pk(order), "ORDER")
    }

    /// An entry of an order's timeline.
    pub fn entry(order: &OrderKey, number: u32) -> Key {
        Key::new(order_pk(order), format!("E#{number:06}"))
    }

    /// A notice about an order, and what became of its messages.
    pub fn notice(order: &OrderKey, notice: &MessageId) -> Key {
        Key::new(order_pk(order), format!("M#{notice}"))
    }

    /// That a request was answered.
    pub fn idempotency(store: &StoreId, customer: &CustomerId, key: &str) -> Key {
        Key::new(format!("S#{store}#C#{customer}"), format!("KEY#{key}"))
    }

    /// A customer.
    pub fn customer(store: &StoreId, customer: &CustomerId) -> Key {
        Key::new(format!("S#{store}#C#{customer}"), "CUSTOMER")
    }

    /// Which customer is reached by a phone number or an address.
    pub fn contact(store: &StoreId, contact: &str) -> Key {
        Key::new(format!("S#{store}#CONTACT#{contact}"), "CONTACT")
    }

    /// A code that was sent to somebody who signs in.
    pub fn sign_in(store: &StoreId, challenge: &str) -> Key {
        Key::new(format!("S#{store}#SIGN_IN#{challenge}"), "SIGN_IN")
    }

    /// Who is signed in; `hash` is that of what their browser holds.
    pub fn session(hash: &str) -> Key {
        Key::new(format!("SESSION#{hash}"), "SESSION")
    }

    /// Somebody of the staff.
    pub fn staff(store: &StoreId, name: &str) -> Key {
        Key::new(format!("S#{store}#STAFF"), format!("STAFF#{name}"))
    }

    /// Where the couriers of a store are.
    pub(crate) fn couriers(store: &StoreId) -> String {
        format!("S#{store}#COURIERS")
    }

    /// A courier.
    pub fn courier(store: &StoreId, courier: &CourierId) -> Key {
        Key::new(Key::couriers(store), format!("COURIER#{courier}"))
    }

    pub(crate) fn attributes(&self) -> Attributes {
        HashMap::from([
            (PK.to_owned(), AttributeValue::S(self.pk.clone())),
            (SK.to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }
}

pub(crate) fn order_pk(order: &OrderKey) -> String {
    format!("S#{}#O#{}", order.store, order.order)
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.pk, self.sk)
    }
}

/// A page of what was looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins; `None` on the last.
    pub next: Option<String>,
}

impl Table {
    /// The document of this key.
    pub async fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, TableError> {
        let found = self.read(key).await?;
        found.map(|item| document(key, &item)).transpose()
    }

    /// Writes a document, whatever was there.
    pub async fn put<T: Serialize>(
        &self,
        key: &Key,
        document: &T,
        expires: Option<Timestamp>,
    ) -> Result<(), TableError> {
        self.put_item(item(key, document, expires)?).await
    }

    /// Writes an item, whatever was there.
    pub(super) async fn put_item(&self, item: Attributes) -> Result<(), TableError> {
        self.client
            .put_item()
            .table_name(&*self.name)
            .set_item(Some(item))
            .send()
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(())
    }

    /// Writes a document unless there is one; whether it was written.
    pub async fn put_new<T: Serialize>(
        &self,
        key: &Key,
        document: &T,
        expires: Option<Timestamp>,
    ) -> Result<bool, TableError> {
        self.put_new_item(item(key, document, expires)?).await
    }

    /// Writes an item unless there is one; whether it was written.
    pub(super) async fn put_new_item(&self, item: Attributes) -> Result<bool, TableError> {
        let written = self
            .client
            .put_item()
            .table_name(&*self.name)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(PK)")
            .send()
            .await;
        match written {
            Ok(_) => Ok(true),
            Err(SdkError::ServiceError(error))
                if matches!(
                    error.err(),
                    PutItemError::ConditionalCheckFailedException(_)
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Forgets a document; whether there was one. Of several who forget it at once, one is told so.
    pub async fn take(&self, key: &Key) -> Result<bool, TableError> {
        use aws_sdk_dynamodb::types::ReturnValue;
        let gone = self
            .client
            .delete_item()
            .table_name(&*self.name)
            .set_key(Some(key.attributes()))
            .return_values(ReturnValue::AllOld)
            .send()
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(gone.attributes.is_some())
    }

    /// The documents whose keys begin so, in order: all of them.
    pub async fn all<T: DeserializeOwned>(
        &self,
        pk: &str,
        sk_prefix: &str,
    ) -> Result<Vec<T>, TableError> {
        let found = self.read_all(pk, sk_prefix).await?.into_iter();
        found.map(|item| document(&key_of(&item), &item)).collect()
    }

    /// The items whose keys begin so, in order: all of them.
    pub(super) async fn read_all(
        &self,
        pk: &str,
        sk_prefix: &str,
    ) -> Result<Vec<Attributes>, TableError> {
        self.read_where("begins_with(SK, :sk)", pk, [(":sk", sk_prefix)])
            .await
    }

    /// The items of `pk` with such a second key, in order: all of them, on as many pages as it takes.
    pub(super) async fn read_where<const N: usize>(
        &self,
        condition: &str,
        pk: &str,
        values: [(&str, &str); N],
    ) -> Result<Vec<Attributes>, TableError> {
        let mut items = Vec::new();
        let mut from = None;
        loop {
            let mut query = self
                .client
                .query()
                .table_name(&*self.name)
                .key_condition_expression(format!("PK = :pk AND {condition}"))
                .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
                .consistent_read(true)
                .set_exclusive_start_key(from);
            for (name, value) in values {
                let value = AttributeValue::S(value.to_owned());
                query = query.expression_attribute_values(name, value);
            }
            let found = query.send().await.map_err(|error| self.failed(&error))?;
            items.extend(found.items.unwrap_or_default());
            from = found.last_evaluated_key;
            if from.is_none() {
                return Ok(items);
            }
        }
    }

    /// The next of numbers that are given once; `many` of them, beginning with the one given.
    pub async fn count(&self, key: &Key, many: u32) -> Result<u64, TableError> {
        use aws_sdk_dynamodb::types::ReturnValue;
        let counted = self
            .client
            .update_item()
            .table_name(&*self.name)
            .set_key(Some(key.attributes()))
            .update_expression("ADD last_number :many")
            .expression_attribute_values(":many", AttributeValue::N(many.to_string()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await
            .map_err(|error| self.failed(&error))?;
        let last = counted
            .attributes
            .as_ref()
            .and_then(|values| values.get("last_number"))
            .and_then(|value| value.as_n().ok())
            .and_then(|text| text.parse::<u64>().ok());
        let last = last.ok_or_else(|| TableError::Corrupt {
            key: key.to_string(),
            why: "it has no number".to_owned(),
        })?;
        Ok(last + 1 - u64::from(many))
    }

    pub(crate) async fn read(&self, key: &Key) -> Result<Option<Attributes>, TableError> {
        let found = self
            .client
            .get_item()
            .table_name(&*self.name)
            .set_key(Some(key.attributes()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(found.item)
    }
}

/// The attribute that holds a document: JSON.
///
/// One text rather than an attribute for each field: an order has some two hundred values, and each
/// of them would be taken apart and put together by the client, by the service and by its storage
/// with every read and write. What conditions and indexes look at are attributes of their own.
pub(crate) const DOCUMENT: &str = "document";

/// The document as DynamoDB keeps it.
pub(crate) fn item<T: Serialize>(
    key: &Key,
    document: &T,
    expires: Option<Timestamp>,
) -> Result<Attributes, TableError> {
    let text = serde_json::to_string(document).map_err(|error| TableError::Corrupt {
        key: key.to_string(),
        why: error.to_string(),
    })?;
    let mut item = key.attributes();
    item.insert(DOCUMENT.to_owned(), AttributeValue::S(text));
    if let Some(expires) = expires {
        let seconds = expires.as_second().to_string();
        item.insert(EXPIRES.to_owned(), AttributeValue::N(seconds));
    }
    Ok(item)
}

pub(crate) fn document<T: DeserializeOwned>(key: &Key, item: &Attributes) -> Result<T, TableError> {
    let corrupt = |why: String| TableError::Corrupt {
        key: key.to_string(),
        why,
    };
    let text = item.get(DOCUMENT).and_then(|value| value.as_s().ok());
    let text = text.ok_or_else(|| corrupt("it has no document".to_owned()))?;
    serde_json::from_str(text).map_err(|error| corrupt(error.to_string()))
}

pub(crate) fn key_of(item: &Attributes) -> Key {
    let text = |name: &str| {
        let value = item.get(name).and_then(|value| value.as_s().ok());
        value.cloned().unwrap_or_default()
    };
    Key {
        pk: text(PK),
        sk: text(SK),
    }
}
