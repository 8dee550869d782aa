//! Messages to customers, with the orders they are about.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use super::index::Index;
use super::item::{Attributes, Key, Page, item, order_pk};
use super::{OF_CUSTOMER_PK, OF_CUSTOMER_SK, OPEN_PK, OPEN_SK, Table, TableError};
use crate::delivery::{Courier, Message, MessageState};
use crate::entry::OrderKey;
use crate::{MessageId, StoreId};

impl Table {
    /// Writes a message unless it was written before; whether it was written.
    pub(crate) async fn put_new_message(
        &self,
        message: &Message,
        expires: Option<Timestamp>,
    ) -> Result<bool, TableError> {
        let written = self
            .client
            .put_item()
            .table_name(&*self.name)
            .set_item(Some(message_item(message, expires)?))
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

    /// Writes a message, whatever was known of it.
    pub(crate) async fn put_message(
        &self,
        message: &Message,
        expires: Option<Timestamp>,
    ) -> Result<(), TableError> {
        self.client
            .put_item()
            .table_name(&*self.name)
            .set_item(Some(message_item(message, expires)?))
            .send()
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(())
    }

    /// A message about an order.
    pub(crate) async fn message(
        &self,
        order: &OrderKey,
        message: &MessageId,
    ) -> Result<Option<Message>, TableError> {
        self.get(&Key::message(order, message)).await
    }

    /// The messages about an order.
    pub(crate) async fn messages(&self, order: &OrderKey) -> Result<Vec<Message>, TableError> {
        let mut messages: Vec<Message> = self.all(&order_pk(order), "M#").await?;
        messages.sort_by_key(|message| message.at);
        Ok(messages)
    }

    /// Messages of a store, newest first.
    pub(crate) async fn outbox(
        &self,
        store: &StoreId,
        limit: u32,
        from: Option<&str>,
    ) -> Result<Page<Message>, TableError> {
        let pk = outbox_pk(store);
        let keys = self.index_page(Index::OfCustomer, &pk, limit, from).await?;
        self.whole(keys).await
    }

    /// Messages that were held back until now or earlier.
    pub(crate) async fn held_messages(
        &self,
        store: &StoreId,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Message>, TableError> {
        let pk = held_pk(store);
        let keys = self.index_page(Index::Open, &pk, limit, None).await?;
        let held: Page<Message> = self.whole(keys).await?;
        let due = |message: &Message| matches!(message.state, MessageState::Held { until } if until <= now);
        Ok(held.items.into_iter().filter(due).collect())
    }

    /// The couriers of a store.
    pub(crate) async fn couriers(&self, store: &StoreId) -> Result<Vec<Courier>, TableError> {
        self.all(&Key::couriers(store), "COURIER#").await
    }
}

fn outbox_pk(store: &StoreId) -> String {
    format!("S#{store}#OUTBOX")
}

fn held_pk(store: &StoreId) -> String {
    format!("S#{store}#HELD")
}

fn message_item(message: &Message, expires: Option<Timestamp>) -> Result<Attributes, TableError> {
    let mut item = item(&Key::message(&message.order, &message.id), message, expires)?;
    let mut set = |name: &str, value: String| {
        item.insert(name.to_owned(), AttributeValue::S(value));
    };
    let which = format!("{}#{}", message.order.order, message.id);
    let when = |at: Timestamp| format!("{:020}#{which}", at.as_millisecond());
    set(OF_CUSTOMER_PK, outbox_pk(&message.order.store));
    set(OF_CUSTOMER_SK, when(message.at));
    if let MessageState::Held { until } = message.state {
        set(OPEN_PK, held_pk(&message.order.store));
        set(OPEN_SK, when(until));
    }
    Ok(item)
}
