//! What was begun and not brought to its end, brought to its end.
//!
//! An order that is written down is a promise. Whoever wrote it may have died before the workflow
//! began, before it was told what it waits for, before a webhook came, or before what was kept was
//! given back; the workflow itself may have been stopped by an operator. Looking through the orders
//! that are open finds all of these, and each is done as it would have been then.

use std::time::Duration;

use jiff::SignedDuration;

use super::waiting::Given;
use super::{Delivery, DeliveryError};
use crate::StoreId;
use crate::entry::{Actor, Happening, OrderKey, Reason};
use crate::order::{CarriedBy, Order};
use crate::status::Status;

/// Open orders are looked through so often.
pub const LOOKED_THROUGH_EVERY: Duration = Duration::from_secs(15);

/// Orders are read so many at a time.
const PAGE: u32 = 50;

/// What is going on just now is left alone: whoever does it may still be at it.
const SETTLES_WITHIN: SignedDuration = SignedDuration::from_secs(10);

/// How many orders were open, and of how many something was missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LookedThrough {
    /// Orders that are not at their end.
    pub open: u32,
    /// Orders of which something was done now.
    pub mended: u32,
}

impl Delivery {
    /// Looks through the open orders of a store. `fresh_too` when nobody else can be at work: at
    /// the start.
    pub async fn look_through(
        &self,
        store: &StoreId,
        fresh_too: bool,
    ) -> Result<LookedThrough, DeliveryError> {
        let mut seen = LookedThrough::default();
        let mut from: Option<String> = None;
        loop {
            let page = self
                .table()
                .open_orders(store, PAGE, from.as_deref())
                .await?;
            for order in &page.items {
                seen.open += 1;
                let age = Self::now().duration_since(order.updated_at);
                let elsewhere = order.carried_by == CarriedBy::Another;
                if elsewhere || (!fresh_too && age < SETTLES_WITHIN) {
                    continue;
                }
                match self.mend(order).await {
                    Ok(mended) => seen.mended += u32::from(mended),
                    Err(error) => {
                        tracing::warn!(order = %order.id, %error, "an order could not be mended");
                    }
                }
            }
            from = page.next;
            if from.is_none() {
                break;
            }
        }
        seen.mended += self.release_held(store).await?;
        Ok(seen)
    }

    /// Whether anything was missing.
    async fn mend(&self, order: &Order) -> Result<bool, DeliveryError> {
        if order.status.is_terminal() {
            // The index of open orders comes after what it is of.
            return Ok(false);
        }
        if order.status == Status::Received {
            self.begin_workflow(order).await?;
        }
        if order.status == Status::AwaitingPayment {
            self.look_after_payment(order).await?;
        }
        let answered = order
            .wait
            .as_ref()
            .is_some_and(|wait| wait.answer.is_some());
        // Taken or not, the answer does not say that anybody still goes on with it.
        let told = answered && self.give_answer(order).await == Given::Now;
        if self.workflow_goes_on(order).await? {
            return Ok(told);
        }
        // It may have come to its end together with its workflow since it was read.
        if self.order(&order.key()).await?.status.is_terminal() {
            return Ok(told);
        }
        tracing::warn!(order = %order.id, "its workflow ended without it; it is wound up");
        self.wind_up(order).await?;
        Ok(true)
    }

    /// Ends an order whose workflow is gone, as the workflow would have: stock and money go back,
    /// and the customer is told.
    async fn wind_up(&self, order: &Order) -> Result<(), DeliveryError> {
        let key = order.key();
        self.release(&key, Reason::TechnicalFailure).await?;
        self.refund_closing(&key).await?;
        self.conclude(&key, "its workflow was stopped").await?;
        Ok(())
    }

    /// What was kept for an order that ends before its time can be sold again.
    pub(crate) async fn release(
        &self,
        order: &OrderKey,
        reason: Reason,
    ) -> Result<Order, DeliveryError> {
        let released = self.change(order, |order| {
            order.close(Actor::Workflow, reason, Self::now());
            order.release();
            Ok(())
        });
        Ok(released.await?.0)
    }

    /// An order that was called off, came back or went wrong is at its end, and the customer is
    /// told.
    pub(crate) async fn conclude(
        &self,
        order: &OrderKey,
        cause: &str,
    ) -> Result<Order, DeliveryError> {
        let ended = self.change(order, |order| {
            let reason = order.closing.as_ref().map(|closing| closing.reason);
            let happening = match reason {
                None | Some(Reason::TechnicalFailure) => Happening::Failed {
                    cause: cause.to_owned(),
                },
                Some(reason) => Happening::Cancelled { reason },
            };
            order.end(happening, Self::now());
            Ok(())
        });
        let (order, ()) = ended.await?;
        if let Some(courier) = &order.courier {
            self.free(&order.store, &courier.id, &order.id).await?;
        }
        self.tell_how_it_ended(&order).await?;
        Ok(order)
    }
}

pub(super) fn unavailable<E: std::error::Error>(what: &str, error: &E) -> DeliveryError {
    let error = aws_sdk_sfn::error::DisplayErrorContext(error);
    DeliveryError::Unavailable(format!("{what} does not answer: {error}"))
}
