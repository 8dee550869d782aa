//! The port: whoever moves the money, through one of the adapters.

use ::http::HeaderMap;
use jiff::Timestamp;

use crate::money::Money;
use crate::payment::charge::{Charge, ChargeId, ChargeRequest, PaymentError};
use crate::payment::sandbox::SandboxClient;
use crate::payment::stripe::StripeClient;
use crate::payment::webhook::{WebhookError, WebhookEvent};

/// Whoever moves the money. Clones share their connections.
#[derive(Clone, Debug)]
pub enum Provider {
    /// The sandbox: a provider that moves none.
    Sandbox(SandboxClient),
    /// Stripe, for cards.
    Stripe(StripeClient),
}

impl Provider {
    /// Asks for a charge. The same key is the same charge, however often it is asked and whatever
    /// became of it; a charge that was declined is an answer.
    pub async fn charge(&self, request: &ChargeRequest) -> Result<Charge, PaymentError> {
        match self {
            Provider::Sandbox(client) => client.charge(request).await,
            Provider::Stripe(client) => client.charge(request).await,
        }
    }

    /// How a charge stands.
    pub async fn charge_of(&self, id: &ChargeId) -> Result<Charge, PaymentError> {
        match self {
            Provider::Sandbox(client) => client.charge_of(id).await,
            Provider::Stripe(client) => client.charge_of(id).await,
        }
    }

    /// Calls a charge off. Refused once it was paid: then it is to be refunded.
    pub async fn cancel(
        &self,
        id: &ChargeId,
        idempotency_key: &str,
    ) -> Result<Charge, PaymentError> {
        match self {
            Provider::Sandbox(client) => client.cancel(id, idempotency_key).await,
            Provider::Stripe(client) => client.cancel(id, idempotency_key).await,
        }
    }

    /// Gives some or all of the money back. Each key gives back once.
    pub async fn refund(
        &self,
        id: &ChargeId,
        amount: Money,
        idempotency_key: &str,
    ) -> Result<Charge, PaymentError> {
        match self {
            Provider::Sandbox(client) => client.refund(id, amount, idempotency_key).await,
            Provider::Stripe(client) => client.refund(id, amount, idempotency_key).await,
        }
    }

    /// Reads what the provider told. It is a hint: [`Provider::charge_of`] says how the charge
    /// stands. `now` is the time of the wall clock, since that is what the signature was made at.
    pub fn webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<WebhookEvent, WebhookError> {
        match self {
            Provider::Sandbox(client) => client.webhook(headers, body, now),
            Provider::Stripe(client) => client.webhook(headers, body, now),
        }
    }
}
