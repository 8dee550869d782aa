//! The routes, under whatever path the provider is mounted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde::Serialize;
use serde_json::json;
use subtle::ConstantTimeEq as _;

use crate::charge::{Charge, Refusal};
use crate::failure::Failure;
use crate::provider::{Asked, Core, SandboxProvider, Trouble};
use crate::request::{NewCharge, NewRefund};

/// The largest request.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The longest idempotency key, as with Stripe.
const KEY_LENGTH_MAX: usize = 255;

/// How long a slow answer takes.
const SLOW_ANSWER: Duration = Duration::from_secs(2);

/// An extension of an answer that must not arrive: whoever serves cuts the connection instead.
/// Whoever does not gives the 504 that the answer is.
#[derive(Clone, Copy, Debug)]
pub struct AnswerLost;

impl SandboxProvider {
    /// Answers a request. What was begun is finished, even if nobody waits for the answer.
    pub async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let core = self.core.clone();
        let answered = tokio::spawn(async move { core.answer(&request).await });
        answered.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the sandbox provider broke");
            failed(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "the sandbox provider broke",
            )
        })
    }
}

impl Core {
    async fn answer(self: &Arc<Core>, request: &Request<Bytes>) -> Response<Bytes> {
        let path = request.uri().path();
        // The first segment that is the API's own ends the path at which it is mounted.
        let segments: Vec<&str> = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .collect();
        let own = segments
            .iter()
            .position(|segment| matches!(*segment, "v1" | "qr"));
        let route = (
            request.method(),
            own.map_or(&[][..], |place| &segments[place..]),
        );
        if let (&Method::GET, ["qr", id]) = route {
            return self.show_location(id).await;
        }
        if !self.is_allowed(request) {
            let message = "name the API key: `Authorization: Bearer …`";
            return failed(StatusCode::UNAUTHORIZED, "unauthorized", message);
        }
        if let (method, ["v1", "test", rest @ ..]) = route {
            return self.answer_test(method, rest, request).await;
        }
        if self.failures.is_on(Failure::Slow) {
            tokio::time::sleep(SLOW_ANSWER).await;
        }
        if self.failures.is_on(Failure::Down) {
            return troubled(&Trouble::Away);
        }
        match route {
            (&Method::POST, ["v1", "charges"]) => self.charge(request).await,
            (&Method::GET, ["v1", "charges", id]) => shown(self.find(id).await),
            (&Method::POST, ["v1", "charges", id, "cancel"]) => match key(request) {
                Ok(_) => shown(self.alter(id, Charge::cancel).await),
                Err(refused) => refused,
            },
            (&Method::POST, ["v1", "charges", id, "refunds"]) => self.refund(id, request).await,
            _ => no_route(request),
        }
    }

    async fn answer_test(
        &self,
        method: &Method,
        route: &[&str],
        request: &Request<Bytes>,
    ) -> Response<Bytes> {
        match (method, route) {
            (&Method::POST, ["charges", id, "pay"]) => {
                let pay = |charge: &mut Charge, now| match charge.method {
                    crate::charge::Method::Pix { .. } => charge.pay(now),
                    crate::charge::Method::Card { .. } => Err(Refusal::NotPix),
                };
                shown(self.alter(id, pay).await)
            }
            (&Method::GET, ["failures"]) => answered(StatusCode::OK, &self.failures.all()),
            (&Method::POST, ["failures"]) => {
                match serde_json::from_slice::<BTreeMap<Failure, bool>>(request.body()) {
                    Ok(switches) => {
                        for (failure, on) in switches {
                            self.failures.switch(failure, on);
                        }
                        answered(StatusCode::OK, &self.failures.all())
                    }
                    Err(error) => invalid(&error.to_string()),
                }
            }
            (&Method::GET, ["ledger"]) => {
                let after = request.uri().query().unwrap_or_default();
                let after = after
                    .split('&')
                    .find_map(|pair| pair.strip_prefix("after="));
                match after.unwrap_or("0").parse() {
                    Ok(after) => answered(StatusCode::OK, &self.ledger_after(after)),
                    Err(_) => invalid("`after` is the sequence of a ledger entry"),
                }
            }
            _ => no_route(request),
        }
    }

    async fn charge(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let key = match key(request) {
            Ok(key) => key,
            Err(refused) => return refused,
        };
        let (new, means) = match NewCharge::read(request.body()) {
            Ok(read) => read,
            Err(why) => return invalid(&why),
        };
        match self.create(key, &new, means).await {
            Ok(Asked { lost: true, .. }) => {
                let message = "the answer was lost on the way";
                let mut answer = failed(StatusCode::GATEWAY_TIMEOUT, "answer_lost", message);
                answer.extensions_mut().insert(AnswerLost);
                answer
            }
            Ok(Asked {
                charge, new: true, ..
            }) => answered(StatusCode::CREATED, &charge.shown()),
            Ok(Asked {
                charge, new: false, ..
            }) => answered(StatusCode::OK, &charge.shown()),
            Err(trouble) => troubled(&trouble),
        }
    }

    async fn refund(&self, id: &str, request: &Request<Bytes>) -> Response<Bytes> {
        let key = match key(request) {
            Ok(key) => key,
            Err(refused) => return refused,
        };
        match serde_json::from_slice::<NewRefund>(request.body()) {
            Ok(NewRefund { amount }) => shown(
                self.alter(id, |charge, now| charge.refund(amount, key, now))
                    .await,
            ),
            Err(error) => invalid(&error.to_string()),
        }
    }

    /// What the payer's bank reads at a Pix location.
    async fn show_location(&self, id: &str) -> Response<Bytes> {
        match self.find(id).await {
            Ok(charge) => {
                let crate::charge::Method::Pix { expires_at, .. } = &charge.method else {
                    return troubled(&Trouble::NotFound);
                };
                let shown = json!({
                    "txid": charge.id.trim_start_matches("ch_"),
                    "status": charge.status,
                    "amount": charge.amount,
                    "description": charge.description,
                    "expires_at": expires_at,
                });
                answered(StatusCode::OK, &shown)
            }
            Err(trouble) => troubled(&trouble),
        }
    }

    fn is_allowed(&self, request: &Request<Bytes>) -> bool {
        let given = request
            .headers()
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let given = given
            .and_then(|value| value.strip_prefix("Bearer "))
            .unwrap_or_default();
        given
            .as_bytes()
            .ct_eq(self.configuration.api_key.as_bytes())
            .into()
    }
}

/// The idempotency key of a request that fits.
fn key(request: &Request<Bytes>) -> Result<&str, Response<Bytes>> {
    if request.body().len() > BODY_BYTES_MAX {
        let message = format!("a request has at most {BODY_BYTES_MAX} bytes");
        return Err(failed(
            StatusCode::PAYLOAD_TOO_LARGE,
            "request_too_large",
            &message,
        ));
    }
    let key = request
        .headers()
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok());
    key.filter(|key| (1..=KEY_LENGTH_MAX).contains(&key.len()))
        .ok_or_else(|| {
            let message = format!("name an `Idempotency-Key` of 1 to {KEY_LENGTH_MAX} letters");
            failed(StatusCode::BAD_REQUEST, "idempotency_key_missing", &message)
        })
}

fn shown(charge: Result<Charge, Trouble>) -> Response<Bytes> {
    match charge {
        Ok(charge) => answered(StatusCode::OK, &charge.shown()),
        Err(trouble) => troubled(&trouble),
    }
}

fn troubled(trouble: &Trouble) -> Response<Bytes> {
    match trouble {
        Trouble::NotFound => failed(
            StatusCode::NOT_FOUND,
            "charge_not_found",
            "there is no such charge",
        ),
        Trouble::Refused(refusal) => {
            let status = match refusal {
                Refusal::IdempotencyConflict => StatusCode::CONFLICT,
                Refusal::AlreadyPaid
                | Refusal::NotPayable
                | Refusal::NotPix
                | Refusal::NotRefundable
                | Refusal::RefundExceedsCharge
                | Refusal::TooManyRefunds => StatusCode::UNPROCESSABLE_ENTITY,
            };
            failed(status, refusal.code(), &refusal.to_string())
        }
        Trouble::Full => {
            let message = "the sandbox holds no more charges: begin with an empty folder";
            failed(StatusCode::UNPROCESSABLE_ENTITY, "sandbox_full", message)
        }
        Trouble::Away => failed(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "nobody is here just now",
        ),
        Trouble::Journal(error) => {
            tracing::error!(%error, "the sandbox provider cannot write");
            failed(
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "nothing can be kept just now",
            )
        }
    }
}

fn invalid(why: &str) -> Response<Bytes> {
    failed(StatusCode::BAD_REQUEST, "invalid_request", why)
}

fn no_route(request: &Request<Bytes>) -> Response<Bytes> {
    let message = format!(
        "there is no `{} {}`",
        request.method(),
        request.uri().path()
    );
    failed(StatusCode::NOT_FOUND, "not_found", &message)
}

fn failed(status: StatusCode, code: &str, message: &str) -> Response<Bytes> {
    answered(
        status,
        &json!({ "error": { "code": code, "message": message } }),
    )
}

fn answered(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    let body = serde_json::to_vec(body).unwrap_or_default();
    let mut answer = Response::new(Bytes::from(body));
    *answer.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(CONTENT_TYPE, json);
    answer
}
