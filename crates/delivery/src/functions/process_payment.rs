//! ProcessPayment: asks for the money, and gives it back when the order ends before its time.
//!
//! The task waits until the money is there. What the customer needs to pay by Pix is with the order
//! meanwhile, and in a notice; whoever is declined may try another way until time is over.

use serde_json::{Value, json};

use super::{Action, Event, FunctionError, json, with};
use crate::delivery::{Delivery, DeliveryError, Tell, WaitFor};
use crate::notice::NoticeKind;
use crate::order::{Method, Order, WaitsFor};
use crate::payment::ChargeState;

/// Gives the event with `payment`: the state of the charge. With `action` `refund` it calls off
/// what is open and gives back what is due.
pub async fn handle(delivery: &Delivery, event: Value) -> Result<Value, FunctionError> {
    let asked = Event::read(&event)?;
    let key = asked.key();
    match asked.action {
        Action::Do => {}
        Action::Refund => {
            let order = delivery.refund_closing(&key).await?;
            return Ok(with(event, [("refunded", json(&order.refunded()))]));
        }
        Action::Release => return Err(FunctionError::invalid("there is no stock here")),
    }
    let store = delivery.store(&key.store).await?;
    let now = jiff::Timestamp::now();
    let until = now + delivery.paced(store.limits.payment_seconds);
    let ask = |order: &mut Order| {
        if let Method::Cash { .. } = order.payment.method {
            order.pay_at_the_door(now);
            return Ok(None);
        }
        order.begin_attempt(until, now).map(Some)
    };
    let (order, attempt) = match &asked.task_token {
        Some(token) => {
            let wait = WaitFor {
                what: WaitsFor::Payment,
                token: token.clone(),
                until,
                seen: 0,
            };
            let (order, attempt) = delivery.begin_wait(&key, &wait, ask).await?;
            // The same task may ask again, with an attempt that the provider never heard of.
            let attempt = attempt.flatten().or_else(|| unasked(&order));
            (order, attempt)
        }
        None => delivery
            .change(&key, ask)
            .await
            .map_err(DeliveryError::from)?,
    };
    let order = match attempt {
        Some(attempt) => {
            let order = delivery.charge(&order, &attempt).await?;
            let open = order.payment.attempts.last();
            if open.is_some_and(|open| open.pix.is_some() && open.state == ChargeState::Pending) {
                let tell = Tell::now(NoticeKind::PaymentRequested, attempt.number);
                delivery.tell(&order, tell).await?;
            }
            order
        }
        None => order,
    };
    let last = order.payment.attempts.last();
    let payment = json!({
        "state": last.map(|attempt| attempt.state),
        "pix": last.and_then(|attempt| attempt.pix.as_ref()),
        "paid": order.payment.paid,
    });
    Ok(with(
        event,
        [("payment", payment), ("status", json(&order.status))],
    ))
}

/// The open attempt of which nobody knows whether the provider was asked.
fn unasked(order: &Order) -> Option<crate::order::Attempt> {
    let mut attempts = order.payment.attempts.iter();
    attempts
        .find(|attempt| attempt.state.is_open() && attempt.charge.is_none())
        .cloned()
}
