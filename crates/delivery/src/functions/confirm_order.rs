//! ConfirmOrder: asks the store. The task waits until somebody there accepts or refuses, unless the
//! store accepts what comes while it is open.

use serde_json::Value;

use super::{Event, FunctionError, json, with};
use crate::delivery::{Delivery, DeliveryError, WaitFor};
use crate::entry::Actor;
use crate::order::WaitsFor;
use crate::store::Acceptance;

/// Gives the event with `confirmed`. Without a task token nobody could wait: the store is taken to
/// accept.
pub async fn handle(delivery: &Delivery, event: Value) -> Result<Value, FunctionError> {
    let asked = Event::read(&event)?;
    let store = delivery.store(&asked.store).await?;
    let now = jiff::Timestamp::now();
    let until = now + delivery.paced(store.limits.confirmation_seconds);
    let at_once = store.accepts == Acceptance::AtOnce || asked.task_token.is_none();
    let ask = |order: &mut crate::order::Order| {
        order.ask_store(until, now);
        if at_once {
            order.accept(Actor::Store, now)?;
        }
        Ok(())
    };
    let order = if let Some(token) = &asked.task_token {
        let wait = WaitFor {
            what: WaitsFor::Confirmation,
            token: token.clone(),
            until,
            seen: 0,
        };
        delivery.begin_wait(&asked.key(), &wait, ask).await?.0
    } else {
        let asked = delivery.change(&asked.key(), ask).await;
        asked.map_err(DeliveryError::from)?.0
    };
    Ok(with(
        event,
        [
            ("confirmed", order.accepted_at.is_some().into()),
            ("status", json(&order.status)),
        ],
    ))
}
