//! Messages to customers, with the orders they are about.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use super::index::Index;
use super::item::{Attributes, Key, Page, item, order_pk};
use super::{OF_CUSTOMER_PK, OF_CUSTOMER_SK, OPEN_PK, OPEN_SK, Table, TableError};
use crate::delivery::{Courier, Message, MessageState, Notice};
use crate::entry::OrderKey;
use crate::{MessageId, StoreId};

impl Table {
    /// Writes a notice unless it was written before; whether it was written.
    pub(crate) async fn put_new_notice(
        &self,
        notice: &Notice,
        expires: Option<Timestamp>,
    ) -> Result<bool, TableError> {
        self.put_new_item(notice_item(notice, expires)?).await
    }

    /// Writes a notice, whatever was known of it.
    pub(crate) async fn put_notice(
        &self,
        notice: &Notice,
        expires: Option<Timestamp>,
    ) -> Result<(), TableError> {
        self.put_item(notice_item(notice, expires)?).await
    }

    /// A notice about an order.
    pub(crate) async fn notice(
        &self,
        order: &OrderKey,
        notice: &MessageId,
    ) -> Result<Option<Notice>, TableError> {
        self.get(&Key::notice(order, notice)).await
    }

    /// The messages about an order.
    pub(crate) async fn messages(&self, order: &OrderKey) -> Result<Vec<Message>, TableError> {
        let mut notices: Vec<Notice> = self.all(&order_pk(order), "M#").await?;
        notices.sort_by_key(|notice| notice.at);
        let messages = notices.into_iter().flat_map(|notice| notice.messages);
        Ok(messages.collect())
    }

    /// Messages of a store, newest first; `limit` notices on a page.
    pub(crate) async fn outbox(
        &self,
        store: &StoreId,
        limit: u32,
        from: Option<&str>,
    ) -> Result<Page<Message>, TableError> {
        let pk = outbox_pk(store);
        let keys = self.index_page(Index::OfCustomer, &pk, limit, from).await?;
        let page: Page<Notice> = self.whole(keys).await?;
        let messages = page.items.into_iter().flat_map(|notice| notice.messages);
        Ok(Page {
            items: messages.collect(),
            next: page.next,
        })
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
        let held: Page<Notice> = self.whole(keys).await?;
        let messages = held.items.into_iter().flat_map(|notice| notice.messages);
        let due = |message: &Message| held_until(message).is_some_and(|until| until <= now);
        Ok(messages.filter(due).collect())
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

fn held_until(message: &Message) -> Option<Timestamp> {
    match message.state {
        MessageState::Held { until } => Some(until),
        MessageState::Sending
        | MessageState::Sent
        | MessageState::NotSent { .. }
        | MessageState::Failed { .. } => None,
    }
}

fn notice_item(notice: &Notice, expires: Option<Timestamp>) -> Result<Attributes, TableError> {
    let mut item = item(&Key::notice(&notice.order, &notice.id), notice, expires)?;
    let mut set = |name: &str, value: String| {
        item.insert(name.to_owned(), AttributeValue::S(value));
    };
    let which = format!("{}#{}", notice.order.order, notice.id);
    let when = |at: Timestamp| format!("{:020}#{which}", at.as_millisecond());
    set(OF_CUSTOMER_PK, outbox_pk(&notice.order.store));
    set(OF_CUSTOMER_SK, when(notice.at));
    if let Some(until) = notice.messages.iter().filter_map(held_until).min() {
        set(OPEN_PK, held_pk(&notice.order.store));
        set(OPEN_SK, when(until));
    }
    Ok(item)
}
