//! TrackDelivery: waits until the order gets further, or says where it is.

use serde_json::{Value, json};

use super::{Event, FunctionError, json, with};
use crate::delivery::{Delivery, WaitFor};
use crate::order::WaitsFor;

/// Gives the event with `tracking`: where the order is, when it comes, and the link to follow it.
/// `seen` is the last entry of the timeline that the workflow knows.
pub async fn handle(delivery: &Delivery, event: Value) -> Result<Value, FunctionError> {
    let asked = Event::read(&event)?;
    let key = asked.key();
    let order = match &asked.task_token {
        Some(token) => {
            let wait = WaitFor {
                what: WaitsFor::Progress,
                token: token.clone(),
                until: delivery.order(&key).await?.window.to,
                seen: asked.seen.unwrap_or(0),
            };
            delivery.begin_wait(&key, &wait, |_| Ok(())).await?.0
        }
        None => delivery.order(&key).await?,
    };
    let tracking = json!({
        "status": order.status,
        "window": order.window,
        "link": delivery.tracking_link(&key),
    });
    Ok(with(
        event,
        [("tracking", tracking), ("status", json(&order.status))],
    ))
}
