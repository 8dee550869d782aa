//! The adapter of the sandbox provider, whose API is described in `docs/payments.md`.

use ::http::header::{AUTHORIZATION, CONTENT_TYPE};
use ::http::{HeaderMap, Method};
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::payment::card::{Card, DeclineReason};
use crate::payment::charge::{
    Charge, ChargeId, ChargeMethod, ChargeRequest, ChargeState, PaymentError, PixCharge, TaxId,
};
use crate::payment::http::{Answer, BaseUrl, Connections, is_passing, segment};
use crate::payment::pix::{Account, BrCode, Location, Receiver};
use crate::payment::secret::Secret;
use crate::payment::webhook::{self, EventKind, WebhookError, WebhookEvent};

/// The header with a webhook's signature.
const SIGNATURE_HEADER: &str = "sandbox-signature";

/// How to reach the sandbox, and who one is there.
#[derive(Clone, Debug)]
pub struct SandboxConfiguration {
    /// Where it is.
    pub base_url: BaseUrl,
    /// Proves who asks.
    pub api_key: Secret,
    /// What webhooks are signed with: one, or two while it is replaced.
    pub webhook_secrets: Vec<Secret>,
    /// Whose name a Pix shows.
    pub receiver: Receiver,
}

/// A client of the sandbox. Clones share their connections.
#[derive(Clone, Debug)]
pub struct SandboxClient {
    configuration: SandboxConfiguration,
    connections: Connections,
}

#[derive(Serialize)]
struct NewCharge<'r> {
    amount: Money,
    currency: &'static str,
    method: NewMethod<'r>,
    description: &'r str,
    reference: &'r str,
    payer: NewPayer<'r>,
    webhook_url: Option<&'r str>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum NewMethod<'r> {
    Pix { expires_in_seconds: u64 },
    Card { token: &'r str },
}

#[derive(Serialize)]
struct NewPayer<'r> {
    name: &'r str,
    email: Option<&'r str>,
    tax_id: Option<&'r str>,
}

#[derive(Serialize)]
struct NewRefund {
    amount: Money,
}

/// A charge as the sandbox writes it.
#[derive(Deserialize)]
struct Told {
    id: String,
    idempotency_key: String,
    status: ToldStatus,
    amount: Money,
    amount_refunded: Money,
    decline_code: Option<String>,
    pix: Option<ToldPix>,
    card: Option<Card>,
    updated_at: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ToldStatus {
    Pending,
    Paid,
    Declined,
    Expired,
    Cancelled,
    Refunded,
}

#[derive(Deserialize)]
struct ToldPix {
    location: String,
    expires_at: Timestamp,
}

#[derive(Deserialize)]
struct ToldError {
    error: ToldRefusal,
}

#[derive(Deserialize)]
struct ToldRefusal {
    code: String,
    message: String,
}

#[derive(Deserialize)]
struct ToldEvent {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: ToldData,
}

#[derive(Deserialize)]
struct ToldData {
    charge: ToldSubject,
}

#[derive(Deserialize)]
struct ToldSubject {
    id: String,
    idempotency_key: Option<String>,
}

impl SandboxClient {
    /// A client without connections yet.
    pub fn new(configuration: SandboxConfiguration) -> SandboxClient {
        let connections = Connections::new(&configuration.base_url);
        SandboxClient {
            configuration,
            connections,
        }
    }

    pub(crate) async fn charge(&self, request: &ChargeRequest) -> Result<Charge, PaymentError> {
        let method = match &request.method {
            ChargeMethod::Pix => NewMethod::Pix {
                expires_in_seconds: request.expires_in.as_secs(),
            },
            ChargeMethod::Card { token } => NewMethod::Card {
                token: token.reveal(),
            },
        };
        let charge = NewCharge {
            amount: request.amount,
            currency: "BRL",
            method,
            description: &request.description,
            reference: request.order.as_str(),
            payer: NewPayer {
                name: &request.payer.name,
                email: request.payer.email.as_deref(),
                tax_id: request.payer.tax_id.as_ref().map(TaxId::digits),
            },
            webhook_url: request.webhook_url.as_deref(),
        };
        self.post("/v1/charges", &request.idempotency_key, &charge)
            .await
    }

    pub(crate) async fn charge_of(&self, id: &ChargeId) -> Result<Charge, PaymentError> {
        self.send(
            Method::GET,
            &format!("/v1/charges/{}", segment(id)),
            None,
            Bytes::new(),
        )
        .await
    }

    pub(crate) async fn cancel(
        &self,
        id: &ChargeId,
        idempotency_key: &str,
    ) -> Result<Charge, PaymentError> {
        let path = format!("/v1/charges/{}/cancel", segment(id));
        self.post(&path, idempotency_key, &serde_json::json!({}))
            .await
    }

    pub(crate) async fn refund(
        &self,
        id: &ChargeId,
        amount: Money,
        idempotency_key: &str,
    ) -> Result<Charge, PaymentError> {
        let path = format!("/v1/charges/{}/refunds", segment(id));
        self.post(&path, idempotency_key, &NewRefund { amount })
            .await
    }

    pub(crate) fn webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<WebhookEvent, WebhookError> {
        let header = headers
            .get(SIGNATURE_HEADER)
            .and_then(|value| value.to_str().ok());
        webhook::verify(header, body, &self.configuration.webhook_secrets, now)?;
        let event: ToldEvent = serde_json::from_slice(body).map_err(|_| WebhookError::Malformed)?;
        let kind = match &*event.kind {
            "charge.paid" => EventKind::Paid,
            "charge.declined" => EventKind::Declined,
            "charge.expired" => EventKind::Expired,
            "charge.cancelled" => EventKind::Cancelled,
            "charge.refunded" => EventKind::Refunded,
            _ => EventKind::Other,
        };
        Ok(WebhookEvent {
            event_id: event.id,
            charge: ChargeId::from(event.data.charge.id),
            idempotency_key: event.data.charge.idempotency_key,
            kind,
        })
    }

    async fn post(
        &self,
        path: &str,
        idempotency_key: &str,
        body: &impl Serialize,
    ) -> Result<Charge, PaymentError> {
        let body = serde_json::to_vec(body).map_err(|error| malformed(&error.to_string()))?;
        self.send(Method::POST, path, Some(idempotency_key), body.into())
            .await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        idempotency_key: Option<&str>,
        body: Bytes,
    ) -> Result<Charge, PaymentError> {
        let key = self.configuration.api_key.reveal();
        let mut request = ::http::Request::builder()
            .method(method)
            .uri(self.configuration.base_url.at(path))
            .header(AUTHORIZATION, format!("Bearer {key}"))
            .header(CONTENT_TYPE, "application/json");
        if let Some(key) = idempotency_key {
            request = request.header("idempotency-key", key);
        }
        let request = request
            .body(body)
            .map_err(|error| malformed(&error.to_string()))?;
        let answer = self.connections.send(request).await?;
        self.read(&answer, idempotency_key)
    }

    fn read(&self, answer: &Answer, key: Option<&str>) -> Result<Charge, PaymentError> {
        if answer.status.is_success() {
            return serde_json::from_slice(&answer.body)
                .map_err(|error| format!("its answer cannot be read: {error}"))
                .and_then(|told| self.charge_told(told))
                .map_err(|why| PaymentError::Unavailable { why });
        }
        let status = answer.status;
        let refusal = match serde_json::from_slice::<ToldError>(&answer.body) {
            Ok(told) => told.error,
            Err(_) => ToldRefusal {
                code: status.as_str().to_owned(),
                message: status.to_string(),
            },
        };
        if is_passing(status) {
            return Err(PaymentError::Unavailable {
                why: refusal.message,
            });
        }
        match key {
            Some(key) if refusal.code == "idempotency_conflict" => Err(PaymentError::Conflict {
                idempotency_key: key.to_owned(),
            }),
            _ => Err(PaymentError::Refused {
                code: refusal.code,
                message: refusal.message,
            }),
        }
    }

    /// The charge, with its BR Code made here from the location that the provider gave it.
    fn charge_told(&self, told: Told) -> Result<Charge, String> {
        let state = match told.status {
            ToldStatus::Pending => ChargeState::Pending,
            ToldStatus::Paid => ChargeState::Paid,
            ToldStatus::Declined => ChargeState::Declined,
            ToldStatus::Expired => ChargeState::Expired,
            ToldStatus::Cancelled => ChargeState::Cancelled,
            ToldStatus::Refunded => ChargeState::Refunded,
        };
        let pix = match told.pix {
            None => None,
            Some(pix) => {
                let location = Location::parse(&pix.location).map_err(|error| error.to_string())?;
                let code = BrCode {
                    account: Account::Location(location),
                    amount: Some(told.amount),
                    receiver: self.configuration.receiver.clone(),
                    reference: None,
                };
                Some(PixCharge {
                    br_code: code.to_string(),
                    expires_at: pix.expires_at,
                })
            }
        };
        Ok(Charge {
            id: ChargeId::from(told.id),
            idempotency_key: told.idempotency_key,
            state,
            amount: told.amount,
            refunded: told.amount_refunded,
            decline: told.decline_code.as_deref().map(DeclineReason::of_code),
            pix,
            card: told.card,
            updated_at: told.updated_at,
        })
    }
}

/// What we ask cannot be sent.
fn malformed(why: &str) -> PaymentError {
    PaymentError::Refused {
        code: "malformed_request".to_owned(),
        message: why.to_owned(),
    }
}
