//! Shapes after Stripe's reference and the fixtures of its OpenAPI document (`payment_intent`,
//! `charge`, `refund`), answered by a stand-in on a socket.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ::http::{HeaderValue, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;
use crate::identifier::OrderId;
use crate::payment::card::CardToken;
use crate::payment::charge::Payer;
use crate::payment::webhook::sign;

/// What was asked: method, target, headers, body.
type Asked = (Method, String, HeaderMap, String);

/// A stand-in with prepared answers.
#[derive(Clone, Default)]
struct StandIn {
    answers: Arc<Mutex<VecDeque<(u16, Value)>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl StandIn {
    async fn open(answers: impl IntoIterator<Item = (u16, Value)>) -> (StandIn, StripeClient) {
        let stand_in = StandIn {
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
            ..StandIn::default()
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = stand_in.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let serving = serving.clone();
                let service = service_fn(move |request| serving.clone().answer(request));
                let http = hyper::server::conn::http1::Builder::new();
                tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
            }
        });
        let client = StripeClient::new(StripeConfiguration {
            base_url: BaseUrl::parse(&base).expect("an address"),
            api_key: "sk_test_key".into(),
            webhook_secrets: vec!["whsec_test".into()],
        });
        (stand_in, client)
    }

    async fn answer(
        self,
        request: Request<hyper::body::Incoming>,
    ) -> Result<Response<Full<Bytes>>, hyper::Error> {
        let (head, body) = request.into_parts();
        let body = String::from_utf8_lossy(&body.collect().await?.to_bytes()).into_owned();
        let asked = (head.method, head.uri.to_string(), head.headers, body);
        self.asked.lock().expect("whole").push(asked);
        let answer = self.answers.lock().expect("whole").pop_front();
        let (status, body) = answer.expect("an answer");
        let mut answer = Response::new(Full::new(Bytes::from(body.to_string())));
        *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
        Ok(answer)
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("whole").clone()
    }
}

fn intent(status: &str, more: &Value) -> Value {
    let mut intent = json!({
        "id": "pi_1MoS6fLgUG5tbmjca6AdBPsl",
        "object": "payment_intent",
        "amount": 5990,
        "amount_received": 0,
        "automatic_payment_methods": { "allow_redirects": "never", "enabled": true },
        "capture_method": "automatic",
        "created": 1_234_567_890,
        "currency": "brl",
        "last_payment_error": null,
        "latest_charge": null,
        "livemode": false,
        "metadata": { "idempotency_key": "order-1", "order": "order-1" },
        "next_action": null,
        "payment_method_types": ["card"],
        "status": status,
    });
    let more = more.as_object().expect("an object").clone();
    intent.as_object_mut().expect("an object").extend(more);
    intent
}

fn paid(amount_refunded: i64) -> Value {
    let charge = json!({
        "id": "ch_1MoS30LgUG5tbmjcjfsQqpHI",
        "object": "charge",
        "amount": 5990,
        "amount_refunded": amount_refunded,
        "created": 1_234_567_891,
        "paid": true,
        "payment_method_details": {
            "card": { "brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2034 },
            "type": "card",
        },
        "refunded": amount_refunded == 5990,
        "status": "succeeded",
    });
    intent(
        "succeeded",
        &json!({ "amount_received": 5990, "latest_charge": charge }),
    )
}

fn card_error(code: &str, decline_code: Option<&str>) -> Value {
    json!({ "error": {
        "type": "card_error",
        "code": code,
        "decline_code": decline_code,
        "doc_url": "https://stripe.com/docs/error-codes/card-declined",
        "message": "Your card was declined.",
        "payment_intent": intent("requires_payment_method", &json!({
            "last_payment_error": {
                "type": "card_error", "code": code, "decline_code": decline_code,
                "message": "Your card was declined.",
            },
            "latest_charge": "ch_1MoS30LgUG5tbmjcjfsQqpHI",
        })),
    }})
}

fn request() -> ChargeRequest {
    ChargeRequest {
        idempotency_key: "order-1".to_owned(),
        order: OrderId::parse("order-1").expect("an order"),
        amount: Money::minor(5_990),
        method: ChargeMethod::Card {
            token: CardToken::parse("pm_card_visa").expect("a token"),
        },
        description: "Pedido 1 & café".to_owned(),
        payer: Payer {
            name: "Ana".to_owned(),
            email: None,
            tax_id: None,
        },
        expires_in: Duration::from_mins(10),
        webhook_url: None,
    }
}

fn id() -> ChargeId {
    ChargeId::from("pi_1MoS6fLgUG5tbmjca6AdBPsl".to_owned())
}

#[tokio::test]
async fn a_card_is_charged_in_one_request() {
    let (stand_in, client) = StandIn::open([(200, paid(0))]).await;
    let charge = client.charge(&request()).await.expect("a charge");
    assert_eq!(
        (charge.state, charge.amount),
        (ChargeState::Paid, Money::minor(5_990))
    );
    assert_eq!((charge.id, &*charge.idempotency_key), (id(), "order-1"));
    assert_eq!(charge.card.expect("a card").last4, "4242");

    let (method, target, headers, body) = stand_in.asked().remove(0);
    assert_eq!((method, &*target), (Method::POST, "/v1/payment_intents"));
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    assert_eq!(header("idempotency-key"), Some("order-1"));
    assert_eq!(header("authorization"), Some("Bearer sk_test_key"));
    assert_eq!(header("stripe-version"), Some(API_VERSION));
    assert_eq!(
        header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    for field in [
        "amount=5990",
        "currency=brl",
        "payment_method=pm_card_visa",
        "confirm=true",
        "automatic_payment_methods%5Ballow_redirects%5D=never",
        "description=Pedido%201%20%26%20caf%C3%A9",
        "metadata%5Bidempotency_key%5D=order-1",
    ] {
        assert!(
            body.split('&').any(|found| found == field),
            "{field} in {body}"
        );
    }
}

#[tokio::test]
async fn declined_cards_say_why() {
    for (code, decline_code, reason) in [
        (
            "card_declined",
            Some("insufficient_funds"),
            DeclineReason::InsufficientFunds,
        ),
        (
            "card_declined",
            Some("lost_card"),
            DeclineReason::LostOrStolen,
        ),
        (
            "card_declined",
            Some("generic_decline"),
            DeclineReason::Declined,
        ),
        (
            "card_declined",
            Some("fraudulent"),
            DeclineReason::SuspectedFraud,
        ),
        ("expired_card", None, DeclineReason::ExpiredCard),
        ("incorrect_cvc", None, DeclineReason::IncorrectDetails),
        ("processing_error", None, DeclineReason::TryAgainLater),
        (
            "authentication_required",
            None,
            DeclineReason::AuthenticationRequired,
        ),
    ] {
        let error = card_error(code, decline_code);
        let later = error["error"]["payment_intent"].clone();
        let (_, client) = StandIn::open([(402, error), (200, later)]).await;
        let charge = client.charge(&request()).await.expect("a charge");
        assert_eq!(
            (charge.state, charge.decline),
            (ChargeState::Declined, Some(reason))
        );
        assert_eq!(client.charge_of(&id()).await, Ok(charge), "{code}");
    }
    let action = intent(
        "requires_action",
        &json!({ "next_action": { "type": "use_stripe_sdk" } }),
    );
    let (_, client) = StandIn::open([(200, action)]).await;
    let charge = client.charge(&request()).await.expect("a charge");
    assert_eq!(charge.decline, Some(DeclineReason::AuthenticationRequired));
}

#[tokio::test]
async fn errors_say_whether_to_ask_again() {
    let error = |kind: &str, code: Option<&str>| json!({ "error": { "type": kind, "code": code } });
    for status in [409, 429, 500, 503] {
        let (_, client) = StandIn::open([(status, error("api_error", None))]).await;
        let answer = client.charge(&request()).await;
        assert!(
            matches!(answer, Err(PaymentError::Unavailable { .. })),
            "{status}: {answer:?}"
        );
    }
    let (_, client) = StandIn::open([(400, error("idempotency_error", None))]).await;
    let conflict = PaymentError::Conflict {
        idempotency_key: "order-1".to_owned(),
    };
    assert_eq!(client.charge(&request()).await, Err(conflict));
    let missing = error("invalid_request_error", Some("resource_missing"));
    let (_, client) =
        StandIn::open([(404, missing), (401, error("authentication_error", None))]).await;
    for expected in ["resource_missing", "authentication_error"] {
        let answer = client.charge_of(&id()).await;
        let Err(PaymentError::Refused { code, .. }) = answer else {
            panic!("{answer:?}")
        };
        assert_eq!(code, expected);
    }
    let (stand_in, client) = StandIn::open([]).await;
    let pix = ChargeRequest {
        method: ChargeMethod::Pix,
        ..request()
    };
    assert!(matches!(
        client.charge(&pix).await,
        Err(PaymentError::Refused { .. })
    ));
    assert!(stand_in.asked().is_empty());
}

#[tokio::test]
async fn nobody_there_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let (_, client) = StandIn::open([]).await;
    let configuration = StripeConfiguration {
        base_url: BaseUrl::parse(&base).expect("an address"),
        ..client.configuration
    };
    let answer = StripeClient::new(configuration).charge(&request()).await;
    assert!(
        matches!(answer, Err(PaymentError::Unavailable { .. })),
        "{answer:?}"
    );
}

#[tokio::test]
async fn what_was_cancelled_is_cancelled_and_what_was_paid_is_not() {
    let refused = |intent: Value| {
        json!({ "error": {
            "type": "invalid_request_error",
            "code": "payment_intent_unexpected_state",
            "message": "You cannot cancel this PaymentIntent",
            "payment_intent": intent,
        }})
    };
    let cancelled = intent("canceled", &json!({ "canceled_at": 1_234_567_899 }));
    let answers = [
        (200, cancelled.clone()),
        (400, refused(cancelled)),
        (400, refused(paid(0))),
    ];
    let (stand_in, client) = StandIn::open(answers).await;
    for _ in 0..2 {
        let charge = client
            .cancel(&id(), "order-1-cancel")
            .await
            .expect("a charge");
        assert_eq!(charge.state, ChargeState::Cancelled);
    }
    let answer = client.cancel(&id(), "order-1-cancel").await;
    assert!(
        matches!(answer, Err(PaymentError::Refused { .. })),
        "{answer:?}"
    );
    assert!(
        stand_in.asked()[0]
            .1
            .ends_with("/pi_1MoS6fLgUG5tbmjca6AdBPsl/cancel")
    );
}

#[tokio::test]
async fn refunds_are_seen_in_the_charge() {
    let refund = json!({ "id": "re_1", "object": "refund", "amount": 1000, "status": "succeeded" });
    let answers = [
        (200, refund.clone()),
        (200, paid(1_000)),
        (200, refund),
        (200, paid(5_990)),
    ];
    let (stand_in, client) = StandIn::open(answers).await;
    let partly = client
        .refund(&id(), Money::minor(1_000), "r1")
        .await
        .expect("a refund");
    assert_eq!(
        (partly.state, partly.refunded),
        (ChargeState::Paid, Money::minor(1_000))
    );
    let all = client
        .refund(&id(), Money::minor(4_990), "r2")
        .await
        .expect("a refund");
    assert_eq!(all.state, ChargeState::Refunded);
    let (_, target, headers, body) = stand_in.asked().remove(0);
    assert_eq!(target, "/v1/refunds");
    assert_eq!(headers["idempotency-key"], "r1");
    assert!(body.contains("amount=1000"), "{body}");
}

#[tokio::test]
async fn events_name_the_payment_intent() {
    let (_, client) = StandIn::open([]).await;
    let now = Timestamp::from_second(1_700_000_000).expect("a time");
    let told = |kind: &str, object: Value| {
        let event = json!({
            "id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "object": "event", "type": kind,
            "api_version": API_VERSION, "created": 1_686_089_970, "data": { "object": object },
        });
        let body = event.to_string();
        let signature = sign(&"whsec_test".into(), now, body.as_bytes());
        let mut headers = HeaderMap::new();
        let signature = HeaderValue::from_str(&signature).expect("a header");
        headers.insert(SIGNATURE_HEADER, signature);
        client.webhook(&headers, body.as_bytes(), now)
    };
    for (kind, expected) in [
        ("payment_intent.succeeded", EventKind::Paid),
        ("payment_intent.payment_failed", EventKind::Declined),
        ("payment_intent.canceled", EventKind::Cancelled),
        ("payment_intent.created", EventKind::Other),
    ] {
        let event = told(kind, intent("succeeded", &json!({}))).expect("an event");
        assert_eq!((event.kind, event.charge), (expected, id()));
        assert_eq!(event.idempotency_key.as_deref(), Some("order-1"));
    }
    let charge = json!({ "id": "ch_1", "object": "charge", "payment_intent": id().as_str() });
    let event = told("charge.refunded", charge).expect("an event");
    assert_eq!((event.kind, event.charge), (EventKind::Refunded, id()));
    let other = told(
        "customer.created",
        json!({ "id": "cus_1", "object": "customer" }),
    );
    assert_eq!(other, Err(WebhookError::Malformed));
}
