//! A model's server somewhere else: where it is, what proves us, and how its refusals are read.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{self, HeaderName};
use http::{HeaderValue, StatusCode};
use iam::Secret;
use sdk::Remote;
use sdk::remote::Endpoint;
use serde_json::Value;
use wire::service::Unreachable;
use wire::{Body, Response};

use super::server_sent::Events;
use crate::answer::{Failure, FailureKind};

/// A refusal is repeated to the caller as far as so many characters.
const REFUSAL_CHARACTERS_MAX: usize = 500;

/// A server that streams its answers as server-sent events.
#[derive(Clone)]
pub(crate) struct Upstream {
    /// What the configuration calls it.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) endpoint: Endpoint,
    /// What its paths begin with: `/v1`, or nothing.
    pub(crate) base_path: String,
    /// The header that proves us.
    pub(crate) key: Option<(HeaderName, Secret)>,
    /// It begins to answer within so long.
    pub(crate) first_within: Duration,
    /// The way there.
    pub(crate) remote: Remote,
}

/// The events of an answer that has begun.
pub(crate) struct Answered {
    body: Body,
    events: Events,
    ready: std::vec::IntoIter<String>,
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream")
            .field("name", &self.name)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl Upstream {
    /// Posts JSON to a path. What the server refuses is a failure.
    pub(crate) async fn post(
        &self,
        path: &str,
        headers: &[(HeaderName, &'static str)],
        body: &Value,
    ) -> Result<Answered, Failure> {
        let mut request = http::Request::post(format!("{}{path}", self.base_path))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "text/event-stream");
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        if let Some((name, key)) = &self.key {
            let mut value = HeaderValue::from_str(key.reveal()).map_err(|_| {
                let name = &self.name;
                Failure::new(
                    FailureKind::Denied,
                    format!("The key of the backend `{name}` has characters no key has."),
                )
            })?;
            value.set_sensitive(true);
            request = request.header(name, value);
        }
        let request = request
            .body(Bytes::from(body.to_string()))
            .map_err(|error| Failure::new(FailureKind::Unavailable, error.to_string()))?;
        let call = self.remote.call(&self.endpoint, request, None);
        let response = answer_within(&self.name, self.first_within, call).await?;
        let status = response.status();
        if !status.is_success() {
            let body = response.into_body().collect().await;
            return Err(refusal(&self.name, status, &body));
        }
        Ok(Answered {
            body: response.into_body(),
            events: Events::default(),
            ready: Vec::new().into_iter(),
        })
    }
}

/// Waits for an answer to begin, for so long.
pub(crate) async fn answer_within(
    name: &str,
    within: Duration,
    call: impl Future<Output = Result<Response, Unreachable>>,
) -> Result<Response, Failure> {
    match tokio::time::timeout(within, call).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => {
            tracing::warn!(backend = name, %error, "a model's server cannot be asked");
            Err(Failure::new(
                FailureKind::Unavailable,
                format!("The backend `{name}` cannot be reached: {error}"),
            ))
        }
        Err(_) => Err(Failure::new(
            FailureKind::TimedOut,
            format!(
                "The backend `{name}` did not begin to answer within {} ms.",
                within.as_millis()
            ),
        )),
    }
}

/// What a server means that does not answer.
fn refusal(name: &str, status: StatusCode, body: &[u8]) -> Failure {
    let told = told(body);
    tracing::warn!(backend = name, %status, told, "a model's server refused");
    let kind = match status.as_u16() {
        429 => FailureKind::Throttled,
        401 | 403 => {
            return Failure::new(
                FailureKind::Denied,
                format!("The backend `{name}` does not take the key it is given ({status})."),
            );
        }
        400 | 404 | 413 | 422 => FailureKind::Refused,
        408 | 504 => FailureKind::TimedOut,
        // 529 is Anthropic's for being overloaded.
        503 | 529 => FailureKind::Unavailable,
        _ => FailureKind::Model,
    };
    Failure::new(
        kind,
        format!("The backend `{name}` answered {status}: {told}"),
    )
}

/// The message of an error's body: `{"error":{"message":…}}`, `{"error":…}`, `{"message":…}`, or as
/// it is.
fn told(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let json: Option<Value> = serde_json::from_str(&text).ok();
    let message = json.as_ref().and_then(|json| {
        let error = json.get("error");
        error
            .and_then(|error| error.get("message"))
            .or(error)
            .or_else(|| json.get("message"))?
            .as_str()
    });
    let message = message.unwrap_or(&text).trim();
    message.chars().take(REFUSAL_CHARACTERS_MAX).collect()
}

impl Answered {
    /// The data of the next event; `None` where the stream ends.
    pub(crate) async fn next(&mut self) -> Result<Option<String>, Failure> {
        loop {
            if let Some(data) = self.ready.next() {
                return Ok(Some(data));
            }
            let piece = match &mut self.body {
                Body::Stream(pieces) => pieces.recv().await,
                Body::Fragile(pieces) => {
                    let piece = pieces.recv().await.transpose();
                    piece.map_err(|broken| Failure::new(FailureKind::Stream, broken.to_string()))?
                }
                Body::Whole(bytes) => {
                    let bytes = std::mem::take(bytes);
                    (!bytes.is_empty()).then_some(bytes)
                }
                Body::Fragile(pieces) => pieces.recv().await.transpose().map_err(|_| cut())?,
            };
            let Some(piece) = piece else {
                return Ok(None);
            };
            self.ready = self.events.push(&piece)?.into_iter();
        }
    }

    /// The next event as JSON.
    pub(crate) async fn next_json(&mut self) -> Result<Option<Value>, Failure> {
        match self.next().await? {
            None => Ok(None),
            Some(data) => parse(&data).map(Some),
        }
    }
}

/// An event's data as JSON.
pub(crate) fn parse(data: &str) -> Result<Value, Failure> {
    serde_json::from_str(data).map_err(|error| {
        Failure::new(
            FailureKind::Stream,
            format!("The model's server sent an event that is no JSON: {error}"),
        )
    })
}

/// The stream ended before the answer did.
pub(crate) fn cut() -> Failure {
    Failure::new(
        FailureKind::Stream,
        "The model's server ended the stream before its answer was complete.",
    )
}
