//! The adapter of Stripe's API for cards: PaymentIntents, made and confirmed in one request.
//!
//! After Stripe's reference (<https://docs.stripe.com/api/payment_intents>). Nothing here asks the
//! customer to confirm with their bank: a card that wants that is declined, with its own reason.
//! Stripe remembers an idempotency key for at least 24 hours; a charge is settled long before.

use ::http::header::{AUTHORIZATION, CONTENT_TYPE};
use ::http::{HeaderMap, Method, StatusCode};
use bytes::Bytes;
use jiff::Timestamp;
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;

use crate::money::Money;
use crate::payment::card::{Card, DeclineReason};
use crate::payment::charge::{
    Charge, ChargeId, ChargeMethod, ChargeRequest, ChargeState, PaymentError,
};
use crate::payment::http::{Answer, BaseUrl, Connections, ESCAPED, is_passing, segment};
use crate::payment::secret::Secret;
use crate::payment::webhook::{self, EventKind, WebhookError, WebhookEvent};

/// The version whose shapes are read here.
const API_VERSION: &str = "2025-06-30.basil";

/// The header with a webhook's signature.
const SIGNATURE_HEADER: &str = "stripe-signature";

/// With the charge a PaymentIntent says which card was charged and what was given back.
const EXPAND: (&str, &str) = ("expand[]", "latest_charge");

/// Who one is at Stripe.
#[derive(Clone, Debug)]
pub struct StripeConfiguration {
    /// `https://api.stripe.com`, or a stand-in.
    pub base_url: BaseUrl,
    /// The secret key, `sk_…`, or better a restricted one, `rk_…`.
    pub api_key: Secret,
    /// What webhooks are signed with, `whsec_…`: one, or two while it is replaced.
    pub webhook_secrets: Vec<Secret>,
}

/// A client of Stripe. Clones share their connections.
#[derive(Clone, Debug)]
pub struct StripeClient {
    configuration: StripeConfiguration,
    connections: Connections,
}

#[derive(Debug, Deserialize)]
struct Intent {
    id: String,
    status: IntentStatus,
    amount: Money,
    created: i64,
    last_payment_error: Option<Refusal>,
    latest_charge: Option<LatestCharge>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    RequiresCapture,
    Processing,
    Canceled,
    Succeeded,
}

#[derive(Debug, Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    idempotency_key: String,
}

/// Where it was not expanded it is an identifier.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum LatestCharge {
    Whole(MadeCharge),
    Named(#[allow(dead_code, reason = "says that there is no more")] String),
}

#[derive(Debug, Deserialize)]
struct MadeCharge {
    amount_refunded: Money,
    created: i64,
    payment_method_details: Option<Details>,
}

#[derive(Debug, Deserialize)]
struct Details {
    card: Option<Card>,
}

#[derive(Debug, Deserialize)]
struct Failed {
    error: Refusal,
}

/// <https://docs.stripe.com/api/errors>
#[derive(Debug, Deserialize)]
struct Refusal {
    #[serde(rename = "type", default)]
    kind: String,
    code: Option<String>,
    decline_code: Option<String>,
    message: Option<String>,
    payment_intent: Option<Box<Intent>>,
}

#[derive(Debug, Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: EventData,
}

#[derive(Debug, Deserialize)]
struct EventData {
    object: Subject,
}

/// A PaymentIntent, or a charge that belongs to one.
#[derive(Debug, Deserialize)]
struct Subject {
    id: String,
    object: String,
    payment_intent: Option<String>,
    #[serde(default)]
    metadata: Metadata,
}

impl StripeClient {
    /// A client without connections yet.
    pub fn new(configuration: StripeConfiguration) -> StripeClient {
        let connections = Connections::new(&configuration.base_url);
        StripeClient {
            configuration,
            connections,
        }
    }

    pub(crate) async fn charge(&self, request: &ChargeRequest) -> Result<Charge, PaymentError> {
        let ChargeMethod::Card { token } = &request.method else {
            return Err(PaymentError::Refused {
                code: "method_not_supported".to_owned(),
                message: "only cards are charged through Stripe".to_owned(),
            });
        };
        let amount = request.amount.as_minor().to_string();
        let mut fields = vec![
            ("amount", &*amount),
            ("currency", "brl"),
            ("payment_method", token.reveal()),
            ("confirm", "true"),
            ("error_on_requires_action", "true"),
            ("automatic_payment_methods[enabled]", "true"),
            ("automatic_payment_methods[allow_redirects]", "never"),
            ("description", &*request.description),
            ("metadata[order]", request.order.as_str()),
            ("metadata[idempotency_key]", &*request.idempotency_key),
            EXPAND,
        ];
        if let Some(email) = &request.payer.email {
            fields.push(("receipt_email", email));
        }
        let key = &request.idempotency_key;
        let answer = self.post("/v1/payment_intents", key, &fields).await?;
        match read::<Intent>(&answer, Some(key)) {
            // A card that was declined is answered 402, with the PaymentIntent as it now stands.
            Err(Trouble::Refused(refusal))
                if refusal.kind == "card_error" && refusal.payment_intent.is_some() =>
            {
                Ok(declined(*refusal))
            }
            other => other.map(shown).map_err(PaymentError::from),
        }
    }

    pub(crate) async fn charge_of(&self, id: &ChargeId) -> Result<Charge, PaymentError> {
        let path = format!("/v1/payment_intents/{}?{}", segment(id), form(&[EXPAND]));
        let answer = self.send(Method::GET, &path, None, Bytes::new()).await?;
        Ok(shown(read(&answer, None)?))
    }

    pub(crate) async fn cancel(
        &self,
        id: &ChargeId,
        idempotency_key: &str,
    ) -> Result<Charge, PaymentError> {
        let path = format!("/v1/payment_intents/{}/cancel", segment(id));
        let answer = self.post(&path, idempotency_key, &[EXPAND]).await?;
        match read::<Intent>(&answer, Some(idempotency_key)) {
            Err(Trouble::Refused(refusal)) => match refusal.payment_intent {
                Some(intent) if intent.status == IntentStatus::Canceled => Ok(shown(*intent)),
                Some(_) | None => Err(refused(refusal.code, refusal.kind, refusal.message)),
            },
            other => other.map(shown).map_err(PaymentError::from),
        }
    }

    pub(crate) async fn refund(
        &self,
        id: &ChargeId,
        amount: Money,
        idempotency_key: &str,
    ) -> Result<Charge, PaymentError> {
        let amount = amount.as_minor().to_string();
        let fields = [("payment_intent", id.as_str()), ("amount", &*amount)];
        let answer = self.post("/v1/refunds", idempotency_key, &fields).await?;
        read::<serde::de::IgnoredAny>(&answer, Some(idempotency_key))?;
        self.charge_of(id).await
    }

    /// Reads an event about a PaymentIntent or a charge; any other is malformed, so ask Stripe for
    /// `payment_intent.*` and `charge.refunded` alone.
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
        let event: Event = serde_json::from_slice(body).map_err(|_| WebhookError::Malformed)?;
        let subject = event.data.object;
        let charge = match &*subject.object {
            "payment_intent" => Some(subject.id),
            _ => subject.payment_intent,
        };
        let kind = match &*event.kind {
            "payment_intent.succeeded" => EventKind::Paid,
            "payment_intent.payment_failed" => EventKind::Declined,
            "payment_intent.canceled" => EventKind::Cancelled,
            "charge.refunded" => EventKind::Refunded,
            _ => EventKind::Other,
        };
        let key = Some(subject.metadata.idempotency_key).filter(|key| !key.is_empty());
        Ok(WebhookEvent {
            event_id: event.id,
            charge: ChargeId::from(charge.ok_or(WebhookError::Malformed)?),
            idempotency_key: key,
            kind,
        })
    }

    async fn post(
        &self,
        path: &str,
        idempotency_key: &str,
        fields: &[(&str, &str)],
    ) -> Result<Answer, PaymentError> {
        self.send(
            Method::POST,
            path,
            Some(idempotency_key),
            form(fields).into(),
        )
        .await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        idempotency_key: Option<&str>,
        body: Bytes,
    ) -> Result<Answer, PaymentError> {
        let key = self.configuration.api_key.reveal();
        let mut request = ::http::Request::builder()
            .method(method)
            .uri(self.configuration.base_url.at(path))
            .header(AUTHORIZATION, format!("Bearer {key}"))
            .header("stripe-version", API_VERSION);
        if let Some(key) = idempotency_key {
            request = request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("idempotency-key", key);
        }
        let request = request.body(body).map_err(|error| PaymentError::Refused {
            code: "malformed_request".to_owned(),
            message: error.to_string(),
        })?;
        self.connections.send(request).await
    }
}

/// Why there is no result.
enum Trouble {
    /// Stripe said why.
    Refused(Box<Refusal>),
    Other(PaymentError),
}

impl From<Trouble> for PaymentError {
    fn from(trouble: Trouble) -> PaymentError {
        match trouble {
            Trouble::Refused(refusal) => refused(refusal.code, refusal.kind, refusal.message),
            Trouble::Other(error) => error,
        }
    }
}

fn refused(code: Option<String>, kind: String, message: Option<String>) -> PaymentError {
    PaymentError::Refused {
        code: code.unwrap_or(kind),
        message: message.unwrap_or_default(),
    }
}

/// The result of a request under this key.
fn read<T: serde::de::DeserializeOwned>(answer: &Answer, key: Option<&str>) -> Result<T, Trouble> {
    let status = answer.status;
    let unavailable = |why| Trouble::Other(PaymentError::Unavailable { why });
    if status.is_success() {
        return serde_json::from_slice(&answer.body)
            .map_err(|error| unavailable(format!("Stripe's answer cannot be read: {error}")));
    }
    // 409: the same key is being worked on at this moment.
    if is_passing(status) || status == StatusCode::CONFLICT {
        return Err(unavailable(format!("Stripe answered {status}")));
    }
    let failed: Failed = serde_json::from_slice(&answer.body)
        .map_err(|_| unavailable(format!("Stripe answered {status} without saying why")))?;
    match key {
        Some(key) if failed.error.kind == "idempotency_error" => {
            Err(Trouble::Other(PaymentError::Conflict {
                idempotency_key: key.to_owned(),
            }))
        }
        _ => Err(Trouble::Refused(Box::new(failed.error))),
    }
}

/// The charge behind a refused card.
fn declined(refusal: Refusal) -> Charge {
    let reason = reason(&refusal);
    let Some(intent) = refusal.payment_intent else {
        unreachable!("the caller saw it")
    };
    Charge {
        state: ChargeState::Declined,
        decline: Some(reason),
        ..shown(*intent)
    }
}

/// The bank's own code says most.
fn reason(refusal: &Refusal) -> DeclineReason {
    let code = refusal.decline_code.as_deref().or(refusal.code.as_deref());
    DeclineReason::of_code(code.unwrap_or_default())
}

/// A PaymentIntent as a charge.
fn shown(intent: Intent) -> Charge {
    let made = match intent.latest_charge {
        Some(LatestCharge::Whole(made)) => Some(made),
        Some(LatestCharge::Named(_)) | None => None,
    };
    let refunded = made
        .as_ref()
        .map_or(Money::ZERO, |made| made.amount_refunded);
    let changed = made
        .as_ref()
        .map_or(intent.created, |made| made.created.max(intent.created));
    let (state, decline) = match intent.status {
        IntentStatus::Succeeded if refunded >= intent.amount => (ChargeState::Refunded, None),
        IntentStatus::Succeeded => (ChargeState::Paid, None),
        IntentStatus::Canceled => (ChargeState::Cancelled, None),
        IntentStatus::RequiresAction => (
            ChargeState::Declined,
            Some(DeclineReason::AuthenticationRequired),
        ),
        IntentStatus::RequiresPaymentMethod => match &intent.last_payment_error {
            Some(refusal) => (ChargeState::Declined, Some(reason(refusal))),
            None => (ChargeState::Pending, None),
        },
        IntentStatus::RequiresConfirmation
        | IntentStatus::RequiresCapture
        | IntentStatus::Processing => (ChargeState::Pending, None),
    };
    Charge {
        id: ChargeId::from(intent.id),
        idempotency_key: intent.metadata.idempotency_key,
        state,
        amount: intent.amount,
        refunded,
        decline,
        pix: None,
        card: made.and_then(|made| made.payment_method_details?.card),
        updated_at: Timestamp::from_second(changed).unwrap_or_default(),
    }
}

/// `name=value&…`, as `application/x-www-form-urlencoded`.
fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text| utf8_percent_encode(text, ESCAPED);
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests;
