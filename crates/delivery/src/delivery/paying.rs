//! Charges, what the provider tells of them, and money that goes back.
//!
//! An attempt to be paid is written down before the provider is asked, under a key made of order and
//! number; so is a refund. Whoever is interrupted asks again under the same key and gets the same
//! charge. What a webhook says is only a reason to ask how the charge stands.

use std::time::Duration;

use super::{Delivery, DeliveryError, Tell};
use crate::entry::{Actor, OrderKey};
use crate::money::Money;
use crate::notice::NoticeKind;
use crate::order::{Attempt, Method, Order};
use crate::payment::{
    Charge, ChargeId, ChargeRequest, ChargeState, Payer, PaymentError, WebhookError,
};

/// What came of something that the provider told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderEvent {
    /// The order knows.
    Taken,
    /// It is about nothing of ours.
    NotOurs,
}

impl From<PaymentError> for DeliveryError {
    fn from(error: PaymentError) -> DeliveryError {
        match error {
            PaymentError::Unavailable { .. } => DeliveryError::Unavailable(error.to_string()),
            PaymentError::Refused { .. } | PaymentError::Conflict { .. } => {
                DeliveryError::Invalid(error.to_string())
            }
        }
    }
}

impl Delivery {
    /// Asks the provider for an attempt that is written down, and notes what it says.
    pub(crate) async fn charge(
        &self,
        order: &Order,
        attempt: &Attempt,
    ) -> Result<Order, DeliveryError> {
        let Some(method) = attempt.method.charge() else {
            return Ok(order.clone());
        };
        // The same under the same key, whenever it is asked again.
        let open_for = attempt.until.duration_since(attempt.begun_at);
        let request = ChargeRequest {
            idempotency_key: order.attempt_key(attempt.number),
            order: order.id.clone(),
            amount: attempt.amount,
            method,
            description: format!("Pedido #{}", order.number),
            payer: Payer {
                name: order.contact.name.clone(),
                email: order
                    .contact
                    .email
                    .as_ref()
                    .map(|email| email.as_str().to_owned()),
                tax_id: None,
            },
            expires_in: Duration::try_from(open_for).unwrap_or(Duration::from_secs(1)),
            webhook_url: None,
        };
        let charge = self.0.configuration.provider.charge(&request).await?;
        if crate::planted::is("charge-twice") {
            let idempotency_key = format!("{}0", request.idempotency_key);
            let again = ChargeRequest {
                idempotency_key,
                ..request
            };
            self.0.configuration.provider.charge(&again).await?;
        }
        self.learn(&order.key(), attempt.number, &charge).await
    }

    async fn learn(
        &self,
        order: &OrderKey,
        attempt: u32,
        charge: &Charge,
    ) -> Result<Order, DeliveryError> {
        let changed = self.change(order, |order| {
            let before = state_of(order, attempt);
            order.learn(attempt, charge, Self::now());
            let after = state_of(order, attempt);
            Ok((after != before).then_some(after).flatten())
        });
        let (order, news) = changed.await?;
        match news {
            Some(ChargeState::Declined) => {
                self.tell(&order, Tell::now(NoticeKind::PaymentDeclined, attempt))
                    .await?;
            }
            Some(ChargeState::Paid) => self.give_back(&order).await?,
            Some(
                ChargeState::Pending
                | ChargeState::Expired
                | ChargeState::Cancelled
                | ChargeState::Refunded,
            )
            | None => {}
        }
        Ok(order)
    }

    /// Takes what the provider tells; its signature is checked before anything is believed.
    pub async fn provider_event(
        &self,
        headers: &http::HeaderMap,
        body: &[u8],
    ) -> Result<Result<ProviderEvent, WebhookError>, DeliveryError> {
        let provider = &self.0.configuration.provider;
        let event = match provider.webhook(headers, body, Self::now()) {
            Ok(event) => event,
            Err(error) => return Ok(Err(error)),
        };
        let charge = provider.charge_of(&event.charge).await?;
        let Some((order, attempt)) = attempt_of(&charge.idempotency_key) else {
            return Ok(Ok(ProviderEvent::NotOurs));
        };
        match self.learn(&order, attempt, &charge).await {
            Ok(_) => Ok(Ok(ProviderEvent::Taken)),
            Err(DeliveryError::NotFound(_)) => Ok(Ok(ProviderEvent::NotOurs)),
            Err(error) => Err(error),
        }
    }

    /// Asks how the open attempts of an order stand: a webhook may be lost.
    pub(super) async fn look_after_payment(&self, order: &Order) -> Result<(), DeliveryError> {
        for attempt in order
            .payment
            .attempts
            .iter()
            .filter(|it| it.state.is_open())
        {
            if let Some(charge) = &attempt.charge {
                let charge = self.0.configuration.provider.charge_of(charge).await?;
                self.learn(&order.key(), attempt.number, &charge).await?;
            }
        }
        Ok(())
    }

    /// The customer pays in another way, or tries again. What was open before is called off first;
    /// if it turns out to be paid, that is it.
    pub async fn pay(&self, order: &OrderKey, method: &Method) -> Result<Order, DeliveryError> {
        let current = self.call_off(&self.order(order).await?).await?;
        if current.payment.paid > Money::ZERO {
            return Ok(current);
        }
        let store = self.store(&order.store).await?;
        let until = Self::now() + self.paced(store.limits.payment_seconds);
        let begun = self.change(order, |order| {
            let now = Self::now();
            order.pay_with(method.clone())?;
            if method.charge().is_none() {
                order.pay_at_the_door(now);
                return Ok(None);
            }
            order.begin_attempt(until, now).map(Some)
        });
        let (order, attempt) = begun.await?;
        match attempt {
            Some(attempt) => self.charge(&order, &attempt).await,
            None => Ok(order),
        }
    }

    /// Calls off what is open at the provider; the order as it is then.
    async fn call_off(&self, order: &Order) -> Result<Order, DeliveryError> {
        let provider = &self.0.configuration.provider;
        let mut latest = order.clone();
        for attempt in order
            .payment
            .attempts
            .iter()
            .filter(|it| it.state.is_open())
        {
            // Nobody knows whether the provider was asked: asking again under the same key tells.
            let charge = match &attempt.charge {
                Some(charge) => charge.clone(),
                None => match known_charge(&self.charge(order, attempt).await?, attempt.number) {
                    Some(charge) => charge,
                    None => continue,
                },
            };
            let key = format!("{}:cancel", order.attempt_key(attempt.number));
            let charge = match provider.cancel(&charge, &key).await {
                Ok(charge) => charge,
                // It can no longer be called off: it is paid, or over.
                Err(PaymentError::Refused { .. }) => provider.charge_of(&charge).await?,
                Err(error) => return Err(error.into()),
            };
            latest = self.learn(&order.key(), attempt.number, &charge).await?;
        }
        Ok(latest)
    }

    /// An order ends before its time: what is open is called off, what was paid goes back as far
    /// as it is due.
    pub(crate) async fn refund_closing(&self, order: &OrderKey) -> Result<Order, DeliveryError> {
        self.call_off(&self.order(order).await?).await?;
        let registered = self.change(order, |order| {
            let due = order.refund_due();
            order.begin_refund(due);
            Ok(())
        });
        let (order, ()) = registered.await?;
        self.give_back(&order).await?;
        self.order(&order.key()).await
    }

    /// Somebody who looks after the orders of a store gives money back.
    pub async fn refund(
        &self,
        order: &OrderKey,
        amount: Money,
        actor: &Actor,
    ) -> Result<Order, DeliveryError> {
        let left = {
            let order = self.order(order).await?;
            order.payment.paid.minus(order.refunded())
        };
        if amount <= Money::ZERO || amount > left {
            return Err(DeliveryError::Invalid(format!(
                "between {} and {left} can go back, not {amount}",
                Money::minor(1)
            )));
        }
        tracing::info!(%order, ?actor, %amount, "money goes back");
        let registered = self.change(order, |order| {
            order.begin_refund(amount);
            Ok(())
        });
        let (order, ()) = registered.await?;
        self.give_back(&order).await?;
        self.order(&order.key()).await
    }

    /// Has the provider do what is written down.
    pub(super) async fn give_back(&self, order: &Order) -> Result<(), DeliveryError> {
        let provider = &self.0.configuration.provider;
        let which = order.key();
        for refund in order.payment.refunds.iter().filter(|refund| !refund.done) {
            let Some(charge) = known_charge(order, refund.attempt) else {
                continue;
            };
            let key = order.refund_key(refund.number);
            provider.refund(&charge, refund.amount, &key).await?;
            let number = refund.number;
            let ended = self.change(&which, |order| {
                order.end_refund(number, Self::now());
                Ok(())
            });
            let (order, ()) = ended.await?;
            self.tell(&order, Tell::now(NoticeKind::Refunded, number))
                .await?;
        }
        Ok(())
    }
}

fn state_of(order: &Order, number: u32) -> Option<ChargeState> {
    let mut attempts = order.payment.attempts.iter();
    attempts
        .find(|attempt| attempt.number == number)
        .map(|attempt| attempt.state)
}

fn known_charge(order: &Order, number: u32) -> Option<ChargeId> {
    let mut attempts = order.payment.attempts.iter();
    attempts
        .find(|attempt| attempt.number == number)
        .and_then(|attempt| attempt.charge.clone())
}

/// `STORE:ORDER:NUMBER`
fn attempt_of(key: &str) -> Option<(OrderKey, u32)> {
    let (order, number) = key.rsplit_once(':')?;
    Some((OrderKey::parse(order)?, number.parse().ok()?))
}
