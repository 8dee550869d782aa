//! ReceiveOrder: finds the order that was placed, or takes it from the event.
//!
//! A shop's order is placed through the API before its execution begins, and the event says which it
//! is. A workflow that is started by somebody else brings the order in its input:
//! `{"store", "customer", "key", "place": {…}}`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Event, FunctionError, json, with};
use crate::delivery::{CheckoutError, Delivery, DeliveryError, PlaceOrder};
use crate::entry::OrderKey;
use crate::order::CarriedBy;
use crate::{CustomerId, StoreId};

#[derive(Deserialize)]
struct Brought {
    store: StoreId,
    customer: CustomerId,
    key: String,
    place: PlaceOrder,
}

/// Gives the event with `store`, `order`, `status`, `total` and `limits`: the seconds that each
/// step that waits may take.
pub async fn handle(delivery: &Delivery, event: Value) -> Result<Value, FunctionError> {
    let key = if event.get("place").is_some() {
        take(delivery, &event).await?
    } else {
        Event::read(&event)?.key()
    };
    let order = delivery.order(&key).await?;
    let store = delivery.store(&key.store).await?;
    let seconds = |seconds: u32| Value::from(delivery.paced(seconds).as_secs());
    let limits = json!({
        "choice_seconds": seconds(store.limits.choice_seconds),
        "confirmation_seconds": seconds(store.limits.confirmation_seconds),
        "payment_seconds": seconds(store.limits.payment_seconds),
    });
    Ok(with(
        event,
        [
            ("store", json(&order.store)),
            ("order", json(&order.id)),
            ("number", json(&order.number)),
            ("status", json(&order.status)),
            ("total", json(&order.totals.total)),
            ("limits", limits),
        ],
    ))
}

async fn take(delivery: &Delivery, event: &Value) -> Result<OrderKey, FunctionError> {
    let brought = Brought::deserialize(event).map_err(|error| {
        FunctionError::invalid(format!("the order in the event cannot be read: {error}"))
    })?;
    let Brought {
        store,
        customer,
        key,
        place,
    } = brought;
    let placed = delivery
        .place(&store, &customer, &place, &key, CarriedBy::Another)
        .await;
    match placed {
        Ok(placed) => Ok(placed.order.key()),
        Err(CheckoutError::Delivery(error)) => Err(error.into()),
        Err(error) => Err(DeliveryError::Invalid(error.to_string()).into()),
    }
}
