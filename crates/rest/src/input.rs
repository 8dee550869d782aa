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

/// What operators send to the console has at most so many: a document for a knowledge base.
pub const CONSOLE_BODY_BYTES_MAX: usize = 8 << 20;

/// Where what is sent is as long.
pub(crate) const CONSOLE: &str = "/api/console/";

/// How many bytes a body to this path may have.
pub(crate) fn body_bytes_max(path: &str) -> usize {
    if path.starts_with(CONSOLE) {
        CONSOLE_BODY_BYTES_MAX
    } else {
        BODY_BYTES_MAX
    }
}

/// A body has so long to come.
const BODY_WITHIN: Duration = Duration::from_secs(10);

/// A body of JSON.
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Sent<T>, Problem> {
        let (head, body) = request.into_parts();
        let limit = body_bytes_max(head.uri.path());
        if !is_json(&head) {
            let detail = "send JSON, with the header `Content-Type: application/json`";
            return Err(Problem::new(Code::WrongContentType, detail));
        }
        let body = read_within(body, limit).await?;
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
    read_within(body, BODY_BYTES_MAX).await
}

async fn read_within(body: Body, limit: usize) -> Result<Bytes, Problem> {
    let read = axum::body::to_bytes(body, limit);
    match tokio::time::timeout(BODY_WITHIN, read).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) => {
            // axum says which of the two only in the text of the error beneath.
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            if cause.is_some_and(|cause| cause.contains("length limit")) {
                Err(too_large(limit))
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

pub(crate) fn too_large(limit: usize) -> Problem {
    let detail = format!("a request can have at most {limit} bytes");
    Problem::new(Code::TooLarge, detail)
}

/// What the path names. What cannot be a name names nothing.
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send, S: Sync> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<At<T>, Problem> {
        let Path(named) = Path::<T>::from_request_parts(parts, &())
            .await
            .map_err(|_| Problem::new(Code::NotFound, "there is nothing of this name"))?;
        Ok(At(named))
    }
}

/// What is asked after the question mark.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked<T>, Problem> {
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
