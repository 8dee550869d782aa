//! The messages of a demo's customers: what was sent, and what was not, and why.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use delivery::OrderId;
use delivery::delivery::{Message, MessageState};
use delivery::notice::{self, Channel, Language};
use jiff::Timestamp;
use rest::{Asked, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Demo;
use super::state::first_name;

/// A page has so many messages.
const PAGE: u32 = 60;

/// Which page, in which language.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PageOf {
    /// What the page before has given as `next`.
    cursor: Option<String>,
    /// In which language it is said what messages are about.
    #[param(example = "pt-BR")]
    lang: Option<String>,
}

/// A page of messages, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoMessages)]
pub(super) struct MessagesView {
    items: Vec<MessageView>,
    /// What the next page is asked for with; nothing after the last.
    next: Option<String>,
}

/// A message, on the phone of whoever ordered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoMessage)]
struct MessageView {
    /// The order's and the message's own together.
    id: String,
    /// About which order.
    #[schema(value_type = String)]
    order: OrderId,
    /// What people call the order: `1042`.
    number: Option<u64>,
    /// The first name of whoever ordered.
    customer: String,
    /// By what it was sent.
    #[schema(value_type = String)]
    channel: Channel,
    /// To which number or address.
    to: Option<String>,
    /// What about, in a few words.
    about: String,
    /// Of a mail.
    subject: Option<String>,
    /// What it says.
    text: Option<String>,
    /// `SENDING`, `SENT`, `HELD`, `NOT_SENT` or `FAILED`.
    state: &'static str,
    /// Why it was not sent, or is not yet.
    why: Option<String>,
    /// Until when it is held.
    until: Option<Timestamp>,
    /// When it was written.
    at: Timestamp,
}

/// What the customers of the demo are told, the newest first.
#[utoipa::path(get, path = "/api/demo/messages", tag = "demo",
    params(PageOf),
    responses((status = 200, body = MessagesView)))]
pub(super) async fn list(
    State(demo): State<Demo>,
    Asked(page): Asked<PageOf>,
) -> Result<Json<MessagesView>, Problem> {
    let language = page
        .lang
        .as_deref()
        .map_or_else(Language::default, Language::negotiate);
    let delivery = &demo.0.delivery;
    let outbox = delivery
        .outbox(&demo.0.store, PAGE, page.cursor.as_deref())
        .await?;
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
    Ok(Json(MessagesView {
        items: items.collect(),
        next: outbox.next,
    }))
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
