//! HTTP/1.1: connections and their limits; and what every request to the AWS endpoint meets first.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use sns::Sns;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use wire::response::respond;
use wire::{ApiError, Caller, RequestId, Response};

use super::{Server, observability};

/// At most so many connections are open at once; more wait to be taken.
const CONNECTIONS_MAX: usize = 8_192;

/// At most so many requests are answered at once, those not counted that wait for somebody else
/// (workers of activities, functions): more are told to come again.
const REQUESTS_MAX: usize = 1_024;

/// Headers have so long to come.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);

/// A body has so long to come.
const BODY_WITHIN: Duration = Duration::from_mins(1);

/// The headers of a request have at most so many bytes. Tokens of sessions and traces are long.
const HEADERS_BYTES_MAX: usize = 64 << 10;

/// A body has at most so many bytes: room for 6 MB to a function, and for what AWS's other services
/// take, before the service itself looks.
const BODY_BYTES_MAX: usize = 8 << 20;

/// The same for the code of a function: 50 MB as base64 (Lambda quotas, "Deployment package").
const CODE_BYTES_MAX: usize = 70 << 20;

/// The connections there are.
pub(crate) struct Connections {
    open: AtomicUsize,
    answering: AtomicUsize,
    pub(crate) served: AtomicUsize,
    pub(crate) throttled: AtomicUsize,
    ending: watch::Sender<bool>,
}

impl Default for Connections {
    fn default() -> Connections {
        Connections {
            open: AtomicUsize::new(0),
            answering: AtomicUsize::new(0),
            served: AtomicUsize::new(0),
            throttled: AtomicUsize::new(0),
            ending: watch::channel(false).0,
        }
    }
}

impl Connections {
    /// Takes no more, and closes those that are idle.
    pub(crate) fn end(&self) {
        self.ending.send_replace(true);
    }

    pub(crate) fn are_ending(&self) -> bool {
        *self.ending.borrow()
    }

    /// How many requests are being answered.
    pub(crate) fn answering(&self) -> usize {
        self.answering.load(Ordering::Relaxed)
    }
}

/// Takes connections until the server ends, then waits for those that are being answered. Who cannot
/// be answered is cut off.
pub(crate) async fn serve<A, F, B, E>(listener: TcpListener, server: Arc<Server>, answer: A)
where
    A: Fn(Request<Incoming>, IpAddr, Arc<Server>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<http::Response<B>, E>> + Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    E: Into<Box<dyn std::error::Error + Send + Sync>> + Send + 'static,
{
    let mut ending = server.connections.ending.subscribe();
    loop {
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            () = told(&mut ending) => break,
        };
        match taken {
            Ok((stream, from)) => {
                server.connections.open.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(connection(
                    stream,
                    from.ip(),
                    server.clone(),
                    answer.clone(),
                ));
                while server.connections.open.load(Ordering::Relaxed) >= CONNECTIONS_MAX {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
            Err(error) => {
                // Such as too many open files: it passes when others close theirs.
                tracing::warn!(%error, "a connection was not taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    while server.connections.open.load(Ordering::Relaxed) > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Returns when the server ends.
async fn told(ending: &mut watch::Receiver<bool>) {
    // Without a sender there is no server.
    let _ = ending.wait_for(|ending| *ending).await;
}

async fn connection<A, F, B, E>(stream: TcpStream, from: IpAddr, server: Arc<Server>, answer: A)
where
    A: Fn(Request<Incoming>, IpAddr, Arc<Server>) -> F + Send + Sync + 'static,
    F: Future<Output = Result<http::Response<B>, E>> + Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    E: Into<Box<dyn std::error::Error + Send + Sync>> + Send + 'static,
{
    // An answer is written at once: waiting for more would cost 40 ms.
    let _ = stream.set_nodelay(true);
    let mut ending = server.connections.ending.subscribe();
    let answering = server.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        let sender = answering.proxies.sender(request.headers_mut(), from);
        request.extensions_mut().insert(sender);
        answer(request, sender.address, answering.clone())
    });
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS_WITHIN)
            .max_buf_size(HEADERS_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), service)
    );
    let closed = tokio::select! {
        closed = connection.as_mut() => closed,
        () = told(&mut ending) => {
            connection.as_mut().graceful_shutdown();
            connection.as_mut().await
        }
    };
    if let Err(error) = closed {
        tracing::debug!(%error, "a connection ended badly");
    }
    server.connections.open.fetch_sub(1, Ordering::Relaxed);
}

/// Answers a request to the AWS endpoint.
pub(crate) async fn answer(
    request: Request<Incoming>,
    from: IpAddr,
    server: Arc<Server>,
) -> Result<Response, Infallible> {
    Ok(answered(request, from, &server).await)
}

async fn answered(request: Request<Incoming>, from: IpAddr, server: &Arc<Server>) -> Response {
    let (head, body) = request.into_parts();
    if head.method == Method::GET && head.headers.get(header::AUTHORIZATION).is_none() {
        match head.uri.path() {
            "/healthz" => return observability::health(server),
            "/metrics" => return observability::metrics(server),
            _ => {}
        }
    }
    let waits = waits_for_somebody(&head) || server.lambda.function_url(&head).is_some();
    let (_answering, body) = match take(&head, body, waits, &server.connections).await {
        Ok(taken) => taken,
        Err(refused) => return refused,
    };
    if Sns::is_link(&head) && head.headers.get(header::AUTHORIZATION).is_none() {
        let request = wire::Request {
            head,
            body,
            caller: Caller::Anonymous,
            id: RequestId::random(),
        };
        return server.sns.follow(request).await;
    }
    match server.lambda.function_url(&head) {
        None => server.cloud.answer(head, body, from).await,
        Some(url) => {
            let mut request = wire::Request {
                head: head.clone(),
                body,
                caller: Caller::Anonymous,
                id: RequestId::random(),
            };
            let identified = server.cloud.identify(&mut request, from);
            let allowed = identified.and_then(|context| match url.permission() {
                None => Ok(()),
                Some(leave) => server.cloud.may(&request.caller, &leave, &context),
            });
            match allowed {
                Ok(()) => url.answer(request).await,
                Err(error) => error.to_rest_json_response("Message"),
            }
        }
    }
}

/// Answers a request that the owner of the account is known to make, within the same limits.
pub(super) async fn answer_owner(
    head: http::request::Parts,
    body: Incoming,
    from: IpAddr,
    server: &Server,
) -> Response {
    let waits = waits_for_somebody(&head);
    match take(&head, body, waits, &server.connections).await {
        Ok((_answering, body)) => {
            server
                .cloud
                .answer_as(Caller::Owner, head, body, from)
                .await
        }
        Err(refused) => refused,
    }
}

/// Takes a request, unless there are too many or it is too long. It is being answered for as long as
/// what is given is held.
async fn take<'c>(
    head: &http::request::Parts,
    body: Incoming,
    waits: bool,
    connections: &'c Connections,
) -> Result<(Option<Answering<'c>>, Bytes), Response> {
    let answering = if waits {
        None
    } else {
        Some(Answering::begin(connections).ok_or_else(throttled)?)
    };
    let body = read(head, body).await.map_err(|error| {
        let mut response = error.to_json_response("application/x-amz-json-1.0");
        // What is left of the body is not read.
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
        response
    })?;
    connections.served.fetch_add(1, Ordering::Relaxed);
    Ok((answering, body))
}

/// Reads a body, if it is not too long.
async fn read(head: &http::request::Parts, body: Incoming) -> Result<Bytes, ApiError> {
    let code = head.uri.path().starts_with("/2015-03-31/functions");
    let limit = if code { CODE_BYTES_MAX } else { BODY_BYTES_MAX };
    let too_large = || {
        ApiError::new(
            "RequestEntityTooLargeException",
            format!("a request can have at most {limit} bytes"),
        )
        .with_status(StatusCode::PAYLOAD_TOO_LARGE)
    };
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large());
    }
    let collected = Limited::new(body, limit).collect();
    match tokio::time::timeout(BODY_WITHIN, collected).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(ApiError::new(
            "IncompleteBody",
            "the request ended before its body did",
        )),
        Err(_) => Err(ApiError::new(
            "RequestTimeout",
            "the body of the request did not come in time",
        )),
    }
}

/// Whether the answer waits for a worker, a function or a model, which may take long. Models have a
/// limit of their own.
fn waits_for_somebody(head: &http::request::Parts) -> bool {
    let target = head.headers.get("x-amz-target");
    let target = target.map_or(&b""[..], HeaderValue::as_bytes);
    target.ends_with(b".GetActivityTask")
        || target.ends_with(b".StartSyncExecution")
        || head.uri.path().starts_with("/model/")
        || head.uri.path().starts_with("/retrieveAndGenerate")
        || head.uri.path().ends_with("/invocations")
        || head.uri.path().ends_with("/response-streaming-invocations")
}

/// A request that is being answered.
struct Answering<'c>(&'c Connections);

impl<'c> Answering<'c> {
    /// `None` when there are too many.
    fn begin(connections: &'c Connections) -> Option<Answering<'c>> {
        if connections.answering.fetch_add(1, Ordering::Relaxed) >= REQUESTS_MAX {
            connections.answering.fetch_sub(1, Ordering::Relaxed);
            connections.throttled.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        Some(Answering(connections))
    }
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.0.answering.fetch_sub(1, Ordering::Relaxed);
    }
}

fn throttled() -> Response {
    let mut response = ApiError::new("ThrottlingException", "Rate exceeded")
        .to_json_response("application/x-amz-json-1.0");
    // The body that was not read would be taken for the next request.
    response
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A page of text.
pub(super) fn text(status: StatusCode, content_type: &'static str, text: String) -> Response {
    respond(status, content_type, text)
}
