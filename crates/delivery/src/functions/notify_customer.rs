//! NotifyCustomer: tells the customer what happened, and says when the order would be late.

use jiff::Timestamp;
use serde_json::Value;

use super::{Event, FunctionError, json, with};
use crate::delivery::{Delivery, Tell, WaitFor};
use crate::notice::NoticeKind;
use crate::order::{Order, WaitsFor};
use crate::status::Status;

/// Gives the event with `status`, `seen` (the last entry of the timeline) and `late_in_seconds`.
/// `notice` says what about; without it, what the order's status suggests.
pub async fn handle(delivery: &Delivery, event: Value) -> Result<Value, FunctionError> {
    let asked = Event::read(&event)?;
    let key = asked.key();
    let notice = asked.notice.as_deref();
    let order = match (notice, &asked.task_token) {
        (Some("ITEM_MISSING"), Some(token)) => {
            let store = delivery.store(&key.store).await?;
            let wait = WaitFor {
                what: WaitsFor::Choice,
                token: token.clone(),
                until: Timestamp::now() + delivery.paced(store.limits.choice_seconds),
                seen: 0,
            };
            let (order, _) = delivery.begin_wait(&key, &wait, |_| Ok(())).await?;
            if !order.missing.is_empty() {
                let tell = Tell::now(NoticeKind::ItemUnavailable, order.entries);
                delivery.tell(&order, tell).await?;
            }
            order
        }
        (Some("CLOSED"), _) => {
            let cause = asked.cause.as_deref().unwrap_or("it was called off");
            delivery.conclude(&key, cause).await?
        }
        (Some("DELAYED"), _) => delivery.delay(&key).await?,
        (Some(event), _) => {
            let order = delivery.order(&key).await?;
            if let Some(kind) = kind_of(event) {
                let occurrence = asked.entry.unwrap_or(0);
                delivery.tell(&order, Tell::now(kind, occurrence)).await?;
            }
            order
        }
        (None, _) => {
            let order = delivery.order(&key).await?;
            let tell = Tell::now(suggested(&order), 0);
            delivery.tell(&order, tell).await?;
            order
        }
    };
    let seen = asked.entry.unwrap_or(0);
    let late = order.window.to.duration_since(Timestamp::now()).as_secs();
    Ok(with(
        event,
        [
            ("status", json(&order.status)),
            ("notified", true.into()),
            ("seen", seen.into()),
            ("late_in_seconds", late.max(1).into()),
        ],
    ))
}

/// What a customer is told of what happened to the order; `None` when that is nothing.
fn kind_of(event: &str) -> Option<NoticeKind> {
    Some(match event {
        "PAID" => NoticeKind::PaymentConfirmed,
        "PREPARING" => NoticeKind::Preparing,
        "READY" => NoticeKind::Ready,
        "COURIER_ASSIGNED" => NoticeKind::CourierAssigned,
        "PICKED_UP" => NoticeKind::OnTheWay,
        "COURIER_ARRIVED" => NoticeKind::Arrived,
        "DELIVERED" => NoticeKind::Delivered,
        "ATTEMPT_FAILED" | "RETURNING" => NoticeKind::AttemptFailed,
        _ => return None,
    })
}

/// What is to be told of an order whose workflow does not say what about.
fn suggested(order: &Order) -> NoticeKind {
    match order.status {
        Status::NeedsChoice => NoticeKind::ItemUnavailable,
        Status::AwaitingPayment => NoticeKind::PaymentRequested,
        Status::Confirmed => NoticeKind::PaymentConfirmed,
        Status::Preparing => NoticeKind::Preparing,
        Status::Ready => NoticeKind::Ready,
        Status::CourierAssigned | Status::AtStore => NoticeKind::CourierAssigned,
        Status::OnTheWay => NoticeKind::OnTheWay,
        Status::Arrived => NoticeKind::Arrived,
        Status::Delivered => NoticeKind::Delivered,
        Status::Returned => NoticeKind::Returned,
        Status::Cancelled | Status::Failed => NoticeKind::Cancelled,
        Status::Received | Status::Checking | Status::Quoted | Status::AwaitingConfirmation => {
            NoticeKind::OrderReceived
        }
    }
}
