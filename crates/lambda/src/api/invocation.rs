//! Invoke, at once, later, or as a stream.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, StatusCode};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use wire::{ApiError, Body, Response};

use super::Asked;
use super::input::one_of;
use crate::configuration::{EVENT_BYTES_MAX, PAYLOAD_BYTES_MAX};
use crate::error;
use crate::event_stream::{invoke_complete, payload_chunk};
use crate::invoke::{Event, Failure, Outcome, Piece, Reply, run};
use crate::name::Reference;

const EXECUTED_VERSION: HeaderName = HeaderName::from_static("x-amz-executed-version");
const FUNCTION_ERROR: HeaderName = HeaderName::from_static("x-amz-function-error");
const LOG_RESULT: HeaderName = HeaderName::from_static("x-amz-log-result");
/// An event when the request has none.
const NO_EVENT: Bytes = Bytes::from_static(b"{}");

impl Asked<'_> {
    /// The event that the request is about; an error when it is none.
    fn event(&self, reference: &Reference) -> Result<Event, ApiError> {
        let request = self.request;
        let payload = if request.body.is_empty() {
            NO_EVENT
        } else {
            request.body.clone()
        };
        if let Err(cause) = serde_json::from_slice::<IgnoredAny>(&payload) {
            return Err(ApiError::new(
                "InvalidRequestContentException",
                format!(
                    "Could not parse request body into json: Could not parse payload into json: {cause}"
                ),
            ));
        }
        let client_context = match request.header("x-amz-client-context") {
            None => None,
            Some(text) => Some(client_context(text)?),
        };
        Ok(Event {
            id: request.id,
            payload,
            function_arn: self.arn(reference).into(),
            client_context,
            trace: request.head.headers.get("x-amzn-trace-id").cloned(),
            idempotency_key: request.head.headers.get("idempotency-key").cloned(),
        })
    }

    fn wants_log(&self) -> Result<bool, ApiError> {
        match self.request.header("x-amz-log-type") {
            None => Ok(false),
            Some(kind) => {
                one_of(kind, "logType", &["Tail", "None"])?;
                Ok(kind == "Tail")
            }
        }
    }

    pub(super) async fn invoke(&self, reference: &Reference) -> Result<Response, ApiError> {
        let kind = self.request.header("x-amz-invocation-type");
        match kind.unwrap_or("RequestResponse") {
            "RequestResponse" => {}
            "Event" => return self.enqueue(reference).await,
            "DryRun" => {
                self.lambda.functions().find(reference)?;
                self.event(reference)?;
                return Ok(status(StatusCode::NO_CONTENT));
            }
            other => {
                one_of(
                    other,
                    "invocationType",
                    &["RequestResponse", "Event", "DryRun"],
                )?;
            }
        }
        let bytes = self.request.body.len();
        if bytes > PAYLOAD_BYTES_MAX {
            return Err(error::request_too_large(bytes, PAYLOAD_BYTES_MAX));
        }
        let event = self.event(reference)?;
        let wants_log = self.wants_log()?;
        let function = self.lambda.functions().find(reference)?;
        let version = function
            .resolve(reference.qualifier.as_ref())
            .ok_or_else(|| error::function_not_found(&self.lambda.host().place, reference))?;
        let permit = self.lambda.permit(&function)?;
        let reply = run(version, event, wants_log, permit).await?;
        let outcome = whole(reply).await;
        let mut response = Response::new(Body::from(outcome.payload));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(EXECUTED_VERSION, executed_version(version.record.number));
        if outcome.failed {
            headers.insert(FUNCTION_ERROR, HeaderValue::from_static("Unhandled"));
        }
        if let Some(Ok(log)) = outcome.log.map(HeaderValue::try_from) {
            headers.insert(LOG_RESULT, log);
        }
        Ok(response)
    }

    /// Keeps the event and answers; the function runs when it can.
    async fn enqueue(&self, reference: &Reference) -> Result<Response, ApiError> {
        let bytes = self.request.body.len();
        if bytes > EVENT_BYTES_MAX {
            return Err(error::request_too_large(bytes, EVENT_BYTES_MAX));
        }
        let event = self.event(reference)?;
        self.lambda.functions().find(reference)?;
        self.lambda.enqueue(reference, event).await?;
        Ok(status(StatusCode::ACCEPTED))
    }

    /// The operation's predecessor, which the CLI still has.
    pub(super) async fn invoke_async(&self, reference: &Reference) -> Result<Response, ApiError> {
        self.enqueue(reference).await?;
        Ok(super::answer(
            StatusCode::ACCEPTED,
            &serde_json::json!({"Status": 202}),
        ))
    }

    pub(super) async fn invoke_with_response_stream(
        &self,
        reference: &Reference,
    ) -> Result<Response, ApiError> {
        let bytes = self.request.body.len();
        if bytes > PAYLOAD_BYTES_MAX {
            return Err(error::request_too_large(bytes, PAYLOAD_BYTES_MAX));
        }
        let kind = self.request.header("x-amz-invocation-type");
        one_of(
            kind.unwrap_or("RequestResponse"),
            "invocationType",
            &["RequestResponse", "DryRun"],
        )?;
        let event = self.event(reference)?;
        let wants_log = self.wants_log()?;
        let function = self.lambda.functions().find(reference)?;
        if kind == Some("DryRun") {
            return Ok(status(StatusCode::NO_CONTENT));
        }
        let version = function
            .resolve(reference.qualifier.as_ref())
            .ok_or_else(|| error::function_not_found(&self.lambda.host().place, reference))?;
        let permit = self.lambda.permit(&function)?;
        let reply = run(version, event, wants_log, permit).await?;
        let (sender, body) = Body::stream();
        tokio::spawn(send_frames(reply, sender));
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/vnd.amazon.eventstream"),
        );
        headers.insert(EXECUTED_VERSION, executed_version(version.record.number));
        Ok(response)
    }
}

fn status(code: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = code;
    response
}

fn executed_version(number: Option<u64>) -> HeaderValue {
    match number {
        None => HeaderValue::from_static("$LATEST"),
        Some(number) => HeaderValue::from(number),
    }
}

/// The client context as the function gets it: JSON, no longer in Base64.
fn client_context(text: &str) -> Result<HeaderValue, ApiError> {
    let refused = || {
        ApiError::new(
            "InvalidRequestContentException",
            "Client context must be a valid Base64-encoded JSON object.",
        )
    };
    let decoded = STANDARD.decode(text).map_err(|_| refused())?;
    let json: Map<String, Value> = serde_json::from_slice(&decoded).map_err(|_| refused())?;
    // Headers are ASCII; JSON can say everything in it.
    let text = Value::Object(json).to_string();
    let ascii = text.chars().fold(String::new(), |mut ascii, character| {
        if character.is_ascii() {
            ascii.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(ascii, "\\u{unit:04x}");
            }
        }
        ascii
    });
    HeaderValue::try_from(ascii).map_err(|_| refused())
}

/// A reply read to its end.
pub(crate) async fn whole(reply: Reply) -> Outcome {
    let mut pieces = match reply {
        Reply::Whole(outcome) => return outcome,
        Reply::Stream { pieces, .. } => pieces,
    };
    let mut payload = Vec::new();
    while let Some(piece) = pieces.recv().await {
        match piece {
            Piece::Data(data) => payload.extend_from_slice(&data),
            Piece::End { failure: None, log } if payload.len() <= PAYLOAD_BYTES_MAX => {
                return Outcome {
                    payload: payload.into(),
                    failed: false,
                    log,
                };
            }
            Piece::End { failure, log } => {
                let failure =
                    failure.unwrap_or_else(|| Failure::response_too_large(PAYLOAD_BYTES_MAX));
                return Outcome {
                    payload: failure.payload,
                    failed: true,
                    log,
                };
            }
        }
    }
    Outcome {
        payload: Failure::interrupted().payload,
        failed: true,
        log: None,
    }
}

/// Sends a reply on in frames, for as long as somebody reads them.
async fn send_frames(reply: Reply, sender: mpsc::Sender<Bytes>) {
    let (failure, log) = match reply {
        Reply::Whole(outcome) if outcome.failed => (Some(outcome.payload), outcome.log),
        Reply::Whole(outcome) => {
            let _ = sender.send(payload_chunk(&outcome.payload)).await;
            (None, outcome.log)
        }
        Reply::Stream { mut pieces, .. } => loop {
            match pieces.recv().await {
                Some(Piece::Data(data)) => {
                    let _ = sender.send(payload_chunk(&data)).await;
                }
                Some(Piece::End { failure, log }) => {
                    break (failure.map(|failure| failure.payload), log);
                }
                None => break (Some(Failure::interrupted().payload), None),
            }
        },
    };
    let mut complete = Map::new();
    if let Some(payload) = failure {
        let body: Option<Value> = serde_json::from_slice(&payload).ok();
        let code = body
            .as_ref()
            .and_then(|body| body.get("errorType")?.as_str())
            .unwrap_or("Unhandled");
        complete.insert("ErrorCode".to_owned(), code.into());
        let details = String::from_utf8_lossy(&payload);
        complete.insert("ErrorDetails".to_owned(), details.into());
    }
    if let Some(log) = log {
        complete.insert("LogResult".to_owned(), log.into());
    }
    let _ = sender.send(invoke_complete(&Value::Object(complete))).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_contexts_become_headers_of_ascii() {
        let encoded = STANDARD.encode(r#"{"custom":{"city":"São"}}"#);
        let header = client_context(&encoded).expect("a context");
        assert_eq!(header, r#"{"custom":{"city":"S\u00e3o"}}"#);
        for text in ["%", "e30", &STANDARD.encode("[1]")] {
            assert!(client_context(text).is_err(), "{text}");
        }
    }
}
