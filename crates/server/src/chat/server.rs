//! The server, as a customer's client reaches it: JSON, and events that keep coming.

use bytes::Bytes;
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use serde_json::Value;

use super::words::Language;
use crate::client::{Endpoint, exchange, send};
use crate::fault::Fault;

/// An event has at most so many bytes before it is over.
const EVENT_BYTES_MAX: usize = 1 << 20;

/// A server, and who asks it.
pub(super) struct Server {
    endpoint: Endpoint,
    url: String,
    language: Language,
    pub(super) signed_by: SignedBy,
    /// The link that the conversation began with, when its customer has signed in since.
    link: Option<String>,
}

/// By what somebody is known.
#[derive(Clone, Debug)]
pub(super) enum SignedBy {
    /// By nothing yet.
    Nobody,
    /// By the token of a session.
    Token(String),
    /// By the link of an order.
    Link(String),
}

/// A key that no message had before.
pub(super) fn fresh_key() -> String {
    let random = wire::identifier::random_bytes::<16>();
    random.iter().fold(String::new(), |mut key, byte| {
        use std::fmt::Write as _;
        let _ = write!(key, "{byte:02x}");
        key
    })
}

impl Server {
    pub(super) fn new(url: &str, language: Language) -> Result<Server, Fault> {
        Ok(Server {
            endpoint: Endpoint::parse(url)?,
            url: url.trim_end_matches('/').to_owned(),
            language,
            signed_by: SignedBy::Nobody,
            link: None,
        })
    }

    /// Where a page of the server is.
    pub(super) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Whoever had a link alone is signed in now.
    pub(super) fn sign_in(&mut self, token: String) {
        if let SignedBy::Link(link) = &self.signed_by {
            self.link = Some(link.clone());
        }
        self.signed_by = SignedBy::Token(token);
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        header: Option<(&str, &str)>,
    ) -> Result<Request<Bytes>, Fault> {
        let link = match &self.signed_by {
            SignedBy::Link(link) => Some(link),
            SignedBy::Nobody | SignedBy::Token(_) => self.link.as_ref(),
        };
        let path = match link {
            Some(link) => format!("{path}?link={link}"),
            None => path.to_owned(),
        };
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.endpoint.authority())
            .header(ACCEPT_LANGUAGE, self.language.tag());
        if let SignedBy::Token(token) = &self.signed_by {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = body.map(|body| Bytes::from(body.to_string()));
        request
            .body(body.unwrap_or_default())
            .map_err(|error| self.unreachable(&error.to_string()))
    }

    fn unreachable(&self, why: &str) -> Fault {
        Fault::Unserved {
            message: format!("no shop at {}: {why}", self.url),
            hint: Some(
                "start one with `entrega up --demo`, or say where it is with --server URL"
                    .to_owned(),
            ),
        }
    }

    /// Sends JSON; what came of it, or the problem that the server tells.
    pub(super) async fn try_post(
        &self,
        path: &str,
        body: &Value,
        key: Option<&str>,
    ) -> Result<Result<Value, Value>, Fault> {
        let key = key.map(|key| ("idempotency-key", key));
        let request = self.request(Method::POST, path, Some(body), key)?;
        let (status, body) = exchange(&self.endpoint, request)
            .await
            .map_err(|why| self.unreachable(&why))?;
        let json = serde_json::from_slice(&body).unwrap_or_default();
        Ok(if status.is_success() {
            Ok(json)
        } else {
            Err(json)
        })
    }

    /// The same, where a problem ends the command.
    pub(super) async fn post(
        &self,
        path: &str,
        body: &Value,
        key: Option<&str>,
    ) -> Result<Value, Fault> {
        self.try_post(path, body, key).await?.map_err(|problem| {
            let title = problem["title"].as_str().unwrap_or("the server refuses");
            Fault::Unserved {
                message: asl::diagnostic::harmless(title),
                hint: problem["detail"].as_str().map(asl::diagnostic::harmless),
            }
        })
    }

    /// An open order of a demo: its number, its customer's name, and what stands in its link. Nothing
    /// on a server that is none.
    pub(super) async fn demo_order(&self) -> Option<(u64, String, String)> {
        let request = self
            .request(Method::GET, "/api/demo/state", None, None)
            .ok()?;
        let (status, body) = exchange(&self.endpoint, request).await.ok()?;
        if status != StatusCode::OK {
            return None;
        }
        let state: Value = serde_json::from_slice(&body).ok()?;
        let open = |order: &&Value| {
            let ended = ["DELIVERED", "CANCELLED", "RETURNED", "FAILED"];
            !ended.iter().any(|status| order["status"] == *status)
        };
        let order = state["orders"].as_array()?.iter().find(open)?;
        let link = order["tracking_link"].as_str()?;
        Some((
            order["number"].as_u64()?,
            order["customer"].as_str()?.to_owned(),
            link.rsplit('/').next()?.to_owned(),
        ))
    }

    /// Events from a path, after the last one that is known.
    pub(super) async fn follow(&self, path: &str, after: u64) -> Result<Events, Fault> {
        let after = after.to_string();
        let known = Some(("last-event-id", after.as_str()));
        let request = self.request(Method::GET, path, None, known)?;
        let response = send(&self.endpoint, request)
            .await
            .map_err(|why| self.unreachable(&why))?;
        if response.status() == StatusCode::OK {
            Ok(Events(response.into_body()))
        } else {
            let status = response.status();
            Err(self.unreachable(&format!("it answers with status {status}")))
        }
    }
}

/// Events that keep coming.
pub(super) struct Events(Incoming);

impl Events {
    /// Tells each event by its name and its data, until nobody hears or there are no more.
    pub(super) async fn tell(mut self, heard: impl Fn(String, Value) -> bool + Send) {
        let mut waiting: Vec<u8> = Vec::new();
        while let Some(Ok(frame)) = self.0.frame().await {
            if let Ok(data) = frame.into_data() {
                waiting.extend_from_slice(&data);
            }
            if waiting.len() > EVENT_BYTES_MAX {
                return;
            }
            while let Some(end) = waiting.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = waiting.drain(..end + 2).collect();
                if let Some((name, data)) = event(&String::from_utf8_lossy(&block))
                    && !heard(name, data)
                {
                    return;
                }
            }
        }
    }
}

fn event(block: &str) -> Option<(String, Value)> {
    let field = |name: &str| {
        let mut lines = block.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let data = serde_json::from_str(field("data")?).ok()?;
    Some((field("event")?.to_owned(), data))
}
