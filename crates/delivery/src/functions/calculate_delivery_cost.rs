//! CalculateDeliveryCost: settles fee and time. They are those of the quote that the order was
//! placed with, whose signature was checked then: a customer pays what they were shown.

use serde_json::{Value, json};

use super::{Event, FunctionError, json, with};
use crate::delivery::Delivery;

/// Gives the event with `delivery`: fee, total, distance and time.
pub async fn handle(delivery: &Delivery, event: Value) -> Result<Value, FunctionError> {
    let asked = Event::read(&event)?;
    let order = delivery.settle(&asked.key()).await?;
    let cost = json!({
        "fee": order.totals.fee,
        "total": order.totals.total,
        "metres": order.quote.metres,
        "window": order.quote.promised,
    });
    Ok(with(
        event,
        [("delivery", cost), ("status", json(&order.status))],
    ))
}
