//! The web port: the shop's pages and its REST API; AWS's API, for operators; beside them, while no real provider is
//! configured, the sandbox of payments.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use sandbox_provider::AnswerLost;
use tower::ServiceExt as _;

use super::{Server, aws};

/// Where the sandbox of payments is.
pub(super) const SANDBOX: &str = "/sandbox/provider";

/// A request to it has at most so many bytes.
const SANDBOX_BYTES_MAX: usize = 64 << 10;

/// The connection is cut: the sandbox plays a provider whose answer is lost.
#[derive(Debug, thiserror::Error)]
#[error("the answer is lost, as it was asked to be")]
pub(crate) struct Lost;

/// Answers a request to the web port.
pub(crate) async fn answer(
    request: Request<Incoming>,
    from: IpAddr,
    server: Arc<Server>,
) -> Result<Response<Body>, Lost> {
    if request.uri().path().starts_with(SANDBOX) {
        return sandbox(request, &server).await;
    }
    if let Some(at) = aws::below(request.uri()) {
        return Ok(aws::answer(request, at, from, &server).await);
    }
    let mut request = request.map(Body::new);
    request
        .extensions_mut()
        .insert(axum::extract::ConnectInfo(std::net::SocketAddr::new(
            from, 0,
        )));
    let answered = server.shop.router.clone().oneshot(request).await;
    let mut response = answered.unwrap_or_else(|never| match never {});
    server.shop.rest.keep_to_https(response.headers_mut());
    Ok(response)
}

async fn sandbox(request: Request<Incoming>, server: &Server) -> Result<Response<Body>, Lost> {
    let Some(provider) = &server.shop.sandbox else {
        return Ok(empty(StatusCode::NOT_FOUND));
    };
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, SANDBOX_BYTES_MAX).collect().await else {
        return Ok(empty(StatusCode::PAYLOAD_TOO_LARGE));
    };
    let request: Request<Bytes> = Request::from_parts(head, body.to_bytes());
    let response = provider.answer(request).await;
    if response.extensions().get::<AnswerLost>().is_some() {
        return Err(Lost);
    }
    Ok(response.map(Body::from))
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
