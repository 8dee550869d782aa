//! CheckAvailability: keeps every item of the order in stock, all of them or none; and gives them
//! back when the order ends before its time.

use serde_json::Value;

use super::{Action, Event, FunctionError, json, with};
use crate::delivery::Delivery;
use crate::entry::Reason;
use crate::status::Status;

/// Gives the event with `availability`, and with `missing` when that is false. With `action`
/// `release` it gives back what was kept.
pub async fn handle(delivery: &Delivery, event: Value) -> Result<Value, FunctionError> {
    let asked = Event::read(&event)?;
    match asked.action {
        Action::Do => {}
        Action::Release => {
            let named = asked.reason.as_deref().and_then(Reason::parse);
            let reason = named.unwrap_or(Reason::TechnicalFailure);
            let order = delivery.release(&asked.key(), reason).await?;
            return Ok(with(event, [("status", json(&order.status))]));
        }
        Action::Refund => return Err(FunctionError::invalid("there is no money here")),
    }
    let order = delivery.keep(&asked.key()).await?;
    if order.closing.is_some() || order.status == Status::Cancelled {
        return Err(FunctionError {
            error_type: "OrderCancelled",
            message: order
                .closing
                .map_or(Reason::TechnicalFailure, |closing| closing.reason)
                .name()
                .to_owned(),
        });
    }
    let availability = order.missing.is_empty();
    Ok(with(
        event,
        [
            ("availability", availability.into()),
            ("missing", json(&order.missing)),
            ("status", json(&order.status)),
        ],
    ))
}
