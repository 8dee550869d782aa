//! Handlers of this program that answer HTTP: what comes through a function's URL is a request to
//! them, and their answers are streamed as those of a process are, status and headers first.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Request, Response};
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use serde_json::Value;
use tokio::sync::mpsc;
use wire::response::STREAM_PIECES_MAX;

use super::{HandlerLog, report, report_start, tail_of};
use crate::function::Version;
use crate::invoke::{Event, Failure, Outcome, Permit, Piece, Reply};
use crate::logs::{LogStream, Logs};
use crate::pool::reported;
use crate::url::{HTTP_INTEGRATION_TYPE, PRELUDE_END};
use crate::web_adapter::{prelude, request_of};

/// The type of the errors of events that are no requests, and of answers that break off.
const ERROR_TYPE: &str = "Web.Error";

/// The answer to a request, to come.
type Answering = Pin<Box<dyn Future<Output = Response<UnsyncBoxBody<Bytes, String>>> + Send>>;

/// A registered handler.
#[derive(Clone)]
pub(crate) struct WebHandler {
    answer: Arc<dyn Fn(Request<Bytes>) -> Answering + Send + Sync>,
    logs: Arc<Logs>,
    stream: LogStream,
}

impl WebHandler {
    pub(crate) fn new<F, R, B>(answer: F, logs: Arc<Logs>, stream: LogStream) -> WebHandler
    where
        F: Fn(Request<Bytes>) -> R + Send + Sync + 'static,
        R: Future<Output = Response<B>> + Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: std::fmt::Display,
    {
        let answer = move |request| -> Answering {
            let answering = answer(request);
            Box::pin(async move {
                let response = answering.await;
                response.map(|body| body.map_err(|error| error.to_string()).boxed_unsync())
            })
        };
        WebHandler {
            answer: Arc::new(answer),
            logs,
            stream,
        }
    }
}

/// Runs an event: its answer begins when the handler's does. It ends when nobody reads it.
pub(crate) fn run(
    handler: &WebHandler,
    version: &Arc<Version>,
    event: &Event,
    wants_log: bool,
    permit: Permit,
) -> Reply {
    let log = HandlerLog {
        logs: Arc::clone(&handler.logs),
        stream: handler.stream.clone(),
        tail: wants_log.then(std::sync::Mutex::default),
    };
    let request = match inbound(&event.payload) {
        Ok(request) => request,
        Err(why) => {
            return Reply::Whole(Outcome {
                payload: reported(Some(ERROR_TYPE), why.into()).payload,
                failed: true,
                log: log.tail.as_ref().map(tail_of),
            });
        }
    };
    let (sender, pieces) = mpsc::channel(STREAM_PIECES_MAX);
    let answering = (handler.answer)(request);
    let (version, id) = (Arc::clone(version), event.id);
    tokio::spawn(async move {
        let _permit = permit;
        let started = Instant::now();
        report_start(&version, &log, id);
        let seconds = version.record.settings.timeout_seconds;
        let limit = Duration::from_secs(seconds.into());
        let streamed = tokio::time::timeout(limit, stream(answering, &sender)).await;
        let failure = match streamed {
            Ok(Ok(())) => None,
            Ok(Err(failure)) => Some(failure),
            Err(_) => Some(Failure::timed_out(id, seconds)),
        };
        report(&version, &log, id, started, failure.as_ref());
        let log = log.tail.as_ref().map(tail_of);
        // Somebody who went away need not know.
        let _ = sender.send(Piece::End { failure, log }).await;
    });
    Reply::Stream {
        content_type: Some(HeaderValue::from_static(HTTP_INTEGRATION_TYPE)),
        pieces,
    }
}

/// The request that an event tells of.
fn inbound(payload: &[u8]) -> Result<Request<Bytes>, String> {
    let event: Value = serde_json::from_slice(payload)
        .map_err(|error| format!("the event is not JSON: {error}"))?;
    let request = request_of(&event, None)?;
    let request = request.ok_or("the event is about no request of HTTP: use the function's URL")?;
    Ok(request)
}

/// Passes an answer on: what it says of itself, then its body.
async fn stream(answering: Answering, sender: &mpsc::Sender<Piece>) -> Result<(), Failure> {
    let (head, mut body) = answering.await.into_parts();
    let said = Value::Object(prelude(head.status.as_u16(), &head.headers)).to_string();
    let mut first = BytesMut::from(said.as_bytes());
    first.extend_from_slice(&PRELUDE_END);
    if sender.send(Piece::Data(first.freeze())).await.is_err() {
        return Ok(());
    }
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|why| reported(Some(ERROR_TYPE), why.into()))?;
        if let Ok(data) = frame.into_data()
            && sender.send(Piece::Data(data)).await.is_err()
        {
            return Ok(());
        }
    }
    Ok(())
}
