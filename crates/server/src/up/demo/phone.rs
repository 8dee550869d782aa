//! The messages of a demo's customers: what was sent, and what was not, and why.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use delivery::OrderId;
use delivery::delivery::{Message, MessageState};
use delivery::notice::{self, Channel, Language};
use jiff::Timestamp;
use serde::Serialize;

use super::state::first_name;
use super::{Demo, PageQuery};

/// A page has so many messages.
const PAGE: u32 = 60;

/// A page of messages, the newest first.
#[derive(Debug, Serialize)]
struct MessagesView {
    items: Vec<MessageView>,
    /// What the next page is asked for with.
    next: Option<String>,
}

/// A message, on the phone of whoever ordered.
#[derive(Debug, Serialize)]
struct MessageView {
    /// The order's and the message's own together.
    id: String,
    order: OrderId,
    /// What people call the order: `1042`.
    number: Option<u64>,
    /// The first name of whoever ordered.
    customer: String,
    channel: Channel,
    to: Option<String>,
    /// What about, in a few words.
    about: String,
    subject: Option<String>,
    text: Option<String>,
    /// `SENDING`, `SENT`, `HELD`, `NOT_SENT` or `FAILED`.
    state: &'static str,
    /// Why it was not sent, or is not yet.
    why: Option<String>,
    until: Option<Timestamp>,
    at: Timestamp,
}

/// `GET /demo/messages?cursor=&lang=`
pub(super) async fn answer(State(demo): State<Demo>, page: PageQuery) -> Response {
    let language = page
        .lang
        .as_deref()
        .map_or_else(Language::default, Language::negotiate);
    let delivery = &demo.0.delivery;
    let outbox = delivery
        .outbox(&demo.0.store, PAGE, page.cursor.as_deref())
        .await;
    let outbox = match outbox {
        Ok(outbox) => outbox,
        Err(error) => return super::unavailable(&error),
    };
    let mut orders = HashMap::new();
    for message in &outbox.items {
        let id = &message.order.order;
        if !orders.contains_key(id)
            && let Ok(order) = delivery.order(&message.order).await
        {
            let name = first_name(&order.contact.name).to_owned();
            orders.insert(id.clone(), (order.number, name));
        }
    }
    let items = outbox.items.into_iter().map(|message| {
        let known = orders.get(&message.order.order).cloned();
        MessageView::of(message, known, language)
    });
    Json(MessagesView {
        items: items.collect(),
        next: outbox.next,
    })
    .into_response()
}

impl MessageView {
    fn of(message: Message, order: Option<(u64, String)>, language: Language) -> MessageView {
        let named = |key: &str| notice::text(language, key, &[]).unwrap_or_default();
        let (state, why, until) = match message.state {
            MessageState::Sending => ("SENDING", None, None),
            MessageState::Sent => ("SENT", None, None),
            MessageState::Held { until } => ("HELD", None, Some(until)),
            MessageState::NotSent { why } => ("NOT_SENT", Some(named(why.key())), None),
            MessageState::Failed { why } => ("FAILED", Some(why), None),
        };
        let (number, customer) = match order {
            Some((number, customer)) => (Some(number), customer),
            None => (None, String::new()),
        };
        MessageView {
            id: format!("{}-{}", message.order.order, message.id),
            order: message.order.order,
            number,
            customer,
            channel: message.channel,
            to: message.to,
            about: named(&format!("notice-{}", message.kind.key())),
            subject: message.subject,
            text: message.text,
            state,
            why,
            until,
            at: message.at,
        }
    }
}
