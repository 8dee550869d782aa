//! SendNotice: brings a notice from the topic to where the customer reads it.
//!
//! SNS calls it with the notices it was given (`Records[].Sns.Message`), and again with those that
//! were not brought; what was sent is not sent again.

use serde::Deserialize;
use serde_json::{Value, json};

use super::FunctionError;
use crate::delivery::{Delivery, Tell};
use crate::entry::OrderKey;
use crate::{OrderId, StoreId};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Delivered {
    records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Record {
    sns: Notification,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Notification {
    message: String,
}

#[derive(Deserialize)]
struct Notice {
    store: StoreId,
    order: OrderId,
    #[serde(flatten)]
    tell: Tell,
}

/// Gives `{"sent": n}`.
pub async fn handle(delivery: &Delivery, event: Value) -> Result<Value, FunctionError> {
    let unreadable = |error: serde_json::Error| {
        FunctionError::invalid(format!("this is no notification of SNS: {error}"))
    };
    let delivered = Delivered::deserialize(&event).map_err(unreadable)?;
    let mut sent = 0;
    for record in &delivered.records {
        let notice: Notice = serde_json::from_str(&record.sns.message).map_err(unreadable)?;
        let order = OrderKey {
            store: notice.store,
            order: notice.order,
        };
        delivery.send(&order, &notice.tell).await?;
        sent += 1;
    }
    Ok(json!({ "sent": sent }))
}
