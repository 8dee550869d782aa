//! What is sent, read once: bodies, paths and queries, and headers with a meaning of their own.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Path, Query, Request};
use bytes::Bytes;
use delivery::notice::Language;
use http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::{Code, Problem};
use crate::rest::Rest;

/// A body has at most so many bytes: an order of 40 lines with notes has a third of it.
pub(crate) const BODY_BYTES_MAX: usize = 64 << 10;

/// A body has so long to come.
const BODY_WITHIN: Duration = Duration::from_secs(10);

/// A body of JSON.
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Rest> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Rest) -> Result<Sent<T>, Problem> {
        let (head, body) = request.into_parts();
        if !is_json(&head) {
            let detail = "send JSON, with the header `Content-Type: application/json`";
            return Err(Problem::new(Code::WrongContentType, detail));
        }
        let body = read(body).await?;
        match serde_json::from_slice(&body) {
            Ok(sent) => Ok(Sent(sent)),
            Err(error) => Err(Problem::new(Code::MalformedRequest, error.to_string())),
        }
    }
}

fn is_json(head: &Parts) -> bool {
    let sent = head.headers.get(CONTENT_TYPE);
    let sent = sent.and_then(|sent| sent.to_str().ok()).unwrap_or("");
    let essence = sent.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/json")
}

/// Reads a body, if it is neither too long nor too slow.
pub(crate) async fn read(body: Body) -> Result<Bytes, Problem> {
    let read = axum::body::to_bytes(body, BODY_BYTES_MAX);
    match tokio::time::timeout(BODY_WITHIN, read).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) => {
            // axum says which of the two only in the text of the error beneath.
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            if cause.is_some_and(|cause| cause.contains("length limit")) {
                Err(too_large())
            } else {
                let detail = "the request ended before its body did";
                Err(Problem::new(Code::MalformedRequest, detail))
            }
        }
        Err(_) => {
            let detail = "the body of the request did not come in time";
            Err(Problem::new(Code::RequestTimeout, detail))
        }
    }
}

pub(crate) fn too_large() -> Problem {
    let detail = format!("a request can have at most {BODY_BYTES_MAX} bytes");
    Problem::new(Code::TooLarge, detail)
}

/// What the path names. What cannot be a name names nothing.
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Rest> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, rest: &Rest) -> Result<At<T>, Problem> {
        let Path(named) = Path::<T>::from_request_parts(parts, rest)
            .await
            .map_err(|_| Problem::new(Code::NotFound, "there is nothing of this name"))?;
        Ok(At(named))
    }
}

/// What is asked after the question mark.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Rest> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Rest) -> Result<Asked<T>, Problem> {
        let Query(asked) = Query::<T>::try_from_uri(&parts.uri)
            .map_err(|error| Problem::new(Code::MalformedRequest, error.body_text()))?;
        Ok(Asked(asked))
    }
}

/// The language that a request asks for.
pub(crate) struct Tongue(pub(crate) Language);

impl FromRequestParts<Rest> for Tongue {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _: &Rest,
    ) -> Result<Tongue, std::convert::Infallible> {
        let header = parts.headers.get(ACCEPT_LANGUAGE);
        let text = header.and_then(|header| header.to_str().ok()).unwrap_or("");
        Ok(Tongue(Language::negotiate(text)))
    }
}

/// Where a request comes from; all that do not say come from one place.
pub(crate) struct Client(pub(crate) IpAddr);

impl FromRequestParts<Rest> for Client {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _: &Rest,
    ) -> Result<Client, std::convert::Infallible> {
        let from = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let from = from.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |from| from.0.ip());
        Ok(Client(from))
    }
}
