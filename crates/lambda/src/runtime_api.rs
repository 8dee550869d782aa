//! The Lambda Runtime API, as `awslambdaric`, `lambda_runtime` and their kin speak it.
//!
//! Each process has a listener of its own on a loopback port, so a request needs no other proof of
//! where it comes from. Paths and headers are those of AWS's "Using the Lambda runtime API".

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpListener;

use crate::configuration::{PAYLOAD_BYTES_MAX, STREAM_BYTES_MAX};
use crate::environment::{Environment, InitFailure, OutOfTurn};
use crate::invoke::{Failure, Piece};
use crate::pool::reported;

/// The longest head of a request, in bytes: `awslambdaric` describes errors for X-Ray in a header of
/// up to 1 MiB.
const HEAD_BYTES_MAX: usize = 2 * 1_024 * 1_024;
const VERSION: &str = "/2018-06-01/runtime/";
/// Where a runtime says what kind of error it has.
const ERROR_TYPE: HeaderName = HeaderName::from_static("lambda-runtime-function-error-type");
/// Where a stream's trailer says what the error is, in Base64.
const ERROR_BODY: HeaderName = HeaderName::from_static("lambda-runtime-function-error-body");
const RESPONSE_MODE: HeaderName = HeaderName::from_static("lambda-runtime-function-response-mode");

/// Serves a process for as long as it is polled.
pub(crate) async fn serve(listener: TcpListener, environment: Arc<Environment>) {
    loop {
        let Ok((connection, _)) = listener.accept().await else {
            // Out of file descriptors, say: others may give some back.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            continue;
        };
        // Without it Nagle's algorithm and delayed acknowledgements cost 40 ms an event.
        let _ = connection.set_nodelay(true);
        let environment = Arc::clone(&environment);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(&environment, request));
            // A process that goes away in the middle is seen by its supervisor.
            let _ = http1::Builder::new()
                .max_buf_size(HEAD_BYTES_MAX)
                .serve_connection(TokioIo::new(connection), service)
                .await;
        });
    }
}

type Answer = Response<Full<Bytes>>;

async fn answer(
    environment: &Arc<Environment>,
    request: Request<Incoming>,
) -> Result<Answer, Infallible> {
    let (head, body) = request.into_parts();
    let Some(path) = head.uri.path().strip_prefix(VERSION) else {
        return Ok(status(StatusCode::NOT_FOUND, "NotFound", "no such path"));
    };
    Ok(match (&head.method, path.split_once('/')) {
        (&Method::GET, Some(("invocation", "next"))) => next(environment).await,
        (&Method::POST, Some(("init", "error"))) => {
            initialization_error(environment, &head.headers, body).await
        }
        (&Method::POST, Some(("invocation", rest))) => match rest.split_once('/') {
            Some((id, "response")) => response(environment, id, &head.headers, body).await,
            Some((id, "error")) => error(environment, id, &head.headers, body).await,
            _ => status(StatusCode::NOT_FOUND, "NotFound", "no such path"),
        },
        _ => status(StatusCode::NOT_FOUND, "NotFound", "no such path"),
    })
}

async fn next(environment: &Arc<Environment>) -> Answer {
    let taken = match environment.take().await {
        Ok(taken) => taken,
        Err(reason) => return out_of_turn(reason),
    };
    let event = taken.event;
    let mut response = Response::new(Full::new(event.payload));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut insert = |name: &'static str, value: Result<HeaderValue, _>| {
        if let Ok(value) = value {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    insert(
        "lambda-runtime-aws-request-id",
        HeaderValue::try_from(event.id.to_string()),
    );
    insert(
        "lambda-runtime-deadline-ms",
        HeaderValue::try_from(taken.deadline_milliseconds.to_string()),
    );
    insert(
        "lambda-runtime-invoked-function-arn",
        HeaderValue::from_str(&event.function_arn),
    );
    if let Some(trace) = event.trace {
        insert("lambda-runtime-trace-id", Ok(trace));
    }
    if let Some(context) = event.client_context {
        insert("lambda-runtime-client-context", Ok(context));
    }
    if let Some(key) = event.idempotency_key {
        insert("lambda-runtime-idempotency-key", Ok(key));
    }
    response
}

async fn response(
    environment: &Arc<Environment>,
    id: &str,
    headers: &HeaderMap,
    body: Incoming,
) -> Answer {
    if headers
        .get(RESPONSE_MODE)
        .is_some_and(|mode| mode.as_bytes().eq_ignore_ascii_case(b"streaming"))
    {
        let content_type = headers.get(CONTENT_TYPE).cloned();
        return stream(environment, id, content_type, body).await;
    }
    let (answer, code) = match whole(headers, body).await {
        Ok(payload) => (Ok(payload), StatusCode::ACCEPTED),
        Err(NotWhole::TooLarge) => (
            Err(Failure::response_too_large(PAYLOAD_BYTES_MAX)),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        // The process went away; its supervisor says so.
        Err(NotWhole::Broken) => {
            return status(
                StatusCode::BAD_REQUEST,
                "BodyBroken",
                "the body ended early",
            );
        }
    };
    match environment.answer(id, answer) {
        Ok(()) if code == StatusCode::PAYLOAD_TOO_LARGE => status(
            code,
            "RequestEntityTooLarge",
            &format!("Exceeded maximum allowed payload size ({PAYLOAD_BYTES_MAX} bytes)."),
        ),
        Ok(()) => accepted(),
        Err(reason) => out_of_turn(reason),
    }
}

async fn stream(
    environment: &Arc<Environment>,
    id: &str,
    content_type: Option<HeaderValue>,
    mut body: Incoming,
) -> Answer {
    let pieces = match environment.begin_stream(id, content_type) {
        Ok(pieces) => pieces,
        Err(reason) => return out_of_turn(reason),
    };
    let mut bytes = 0_u64;
    let mut failure = None;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            // The process went away; its supervisor says so.
            return status(
                StatusCode::BAD_REQUEST,
                "BodyBroken",
                "the body ended early",
            );
        };
        match frame.into_data() {
            Ok(data) => {
                bytes += data.len() as u64;
                if bytes > STREAM_BYTES_MAX {
                    failure = Some(Failure::response_too_large(
                        usize::try_from(STREAM_BYTES_MAX).unwrap_or(usize::MAX),
                    ));
                    break;
                }
                // When nobody listens any more, the function is still heard to its end.
                let _ = pieces.send(Piece::Data(data)).await;
            }
            Err(frame) => {
                if let Ok(trailers) = frame.into_trailers() {
                    failure = trailers.get(ERROR_TYPE).map(|_| trailer_error(&trailers));
                }
            }
        }
    }
    drop(pieces);
    match environment.answer(id, failure.map_or(Ok(Bytes::new()), Err)) {
        Ok(()) => accepted(),
        Err(reason) => out_of_turn(reason),
    }
}

fn trailer_error(trailers: &HeaderMap) -> Failure {
    use base64::Engine;
    let body = trailers
        .get(ERROR_BODY)
        .and_then(|body| {
            base64::engine::general_purpose::STANDARD
                .decode(body.as_bytes())
                .ok()
        })
        .unwrap_or_default();
    reported(text(trailers, &ERROR_TYPE), body.into())
}

async fn error(
    environment: &Arc<Environment>,
    id: &str,
    headers: &HeaderMap,
    body: Incoming,
) -> Answer {
    let body = whole(headers, body).await.unwrap_or_else(|_| Bytes::new());
    let failure = reported(text(headers, &ERROR_TYPE), body);
    match environment.answer(id, Err(failure)) {
        Ok(()) => accepted(),
        Err(reason) => out_of_turn(reason),
    }
}

async fn initialization_error(
    environment: &Arc<Environment>,
    headers: &HeaderMap,
    body: Incoming,
) -> Answer {
    let body = whole(headers, body).await.unwrap_or_else(|_| Bytes::new());
    let failure = reported(text(headers, &ERROR_TYPE), body);
    match environment.fail_initialization(InitFailure::Reported(failure)) {
        Ok(()) => accepted(),
        Err(_) => status(
            StatusCode::FORBIDDEN,
            "InvalidStateTransition",
            "the initialization is over",
        ),
    }
}

/// Why a body could not be read.
enum NotWhole {
    TooLarge,
    Broken,
}

async fn whole(headers: &HeaderMap, body: Incoming) -> Result<Bytes, NotWhole> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > PAYLOAD_BYTES_MAX) {
        // It is read to its end, so that the process can hear why it is refused.
        let mut body = body;
        while let Some(Ok(_)) = body.frame().await {}
        return Err(NotWhole::TooLarge);
    }
    match Limited::new(body, PAYLOAD_BYTES_MAX).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(NotWhole::TooLarge),
        Err(_) => Err(NotWhole::Broken),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn accepted() -> Answer {
    json_answer(StatusCode::ACCEPTED, r#"{"status":"OK"}"#.into())
}

fn out_of_turn(reason: OutOfTurn) -> Answer {
    match reason {
        OutOfTurn::UnknownRequest => status(
            StatusCode::BAD_REQUEST,
            "InvalidRequestID",
            "Invalid request ID",
        ),
        OutOfTurn::Unanswered => status(
            StatusCode::FORBIDDEN,
            "InvalidStateTransition",
            "the last event has no answer yet",
        ),
        OutOfTurn::Stopped => status(StatusCode::GONE, "Stopped", "the process is to end"),
    }
}

fn status(code: StatusCode, error_type: &str, message: &str) -> Answer {
    let body = json!({"errorMessage": message, "errorType": error_type});
    json_answer(code, body.to_string().into())
}

fn json_answer(code: StatusCode, body: Bytes) -> Answer {
    let mut answer = Response::new(Full::new(body));
    *answer.status_mut() = code;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}
