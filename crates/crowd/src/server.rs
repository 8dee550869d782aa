//! The way to the server: plain HTTP with kept connections, limits on time and size, and requests
//! that are sent again while the server is away.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// A server on this machine or near it takes a connection within so long or not at all.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// An answer is there, whole, within so long.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// An answer has at most so many bytes: a page of a hundred orders.
const ANSWER_BYTES_MAX: usize = 32 << 20;

/// So many connections are kept for later.
const IDLE_CONNECTIONS_MAX: usize = 512;

/// Whoever asks again waits so long before the first time, twice as long before each other …
const AGAIN_AFTER: Duration = Duration::from_millis(50);

/// … and so long at most.
const AGAIN_AFTER_MAX: Duration = Duration::from_secs(1);

/// Where a server is: `http://HOST:PORT`.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerUrl(String);

/// A text that is no such address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address of a server: write one like `http://127.0.0.1:8080`")]
pub struct NotAServer(String);

impl FromStr for ServerUrl {
    type Err = NotAServer;

    fn from_str(text: &str) -> Result<ServerUrl, NotAServer> {
        let wrong = || NotAServer(text.to_owned());
        let plain = text.trim_end_matches('/');
        let uri: Uri = plain.parse().map_err(|_| wrong())?;
        let is_bare = uri.path_and_query().is_none_or(|path| path == "/");
        if uri.scheme_str() == Some("http") && is_bare && !plain.contains('@') {
            Ok(ServerUrl(plain.to_owned()))
        } else {
            Err(wrong())
        }
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What proves who asks. It is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Arc<str>);

impl Token {
    /// A token as it is sent.
    pub fn new(text: &str) -> Token {
        Token(text.trim().into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

/// How long somebody goes on asking a server that is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience(pub Duration);

/// A request, as often as it is sent.
#[derive(Clone, Debug)]
pub struct Ask {
    method: Method,
    path: String,
    token: Option<Token>,
    courier: Option<String>,
    key: Option<String>,
    body: Bytes,
}

impl Ask {
    fn new(method: Method, path: impl Into<String>, body: Bytes) -> Ask {
        Ask {
            method,
            path: path.into(),
            token: None,
            courier: None,
            key: None,
            body,
        }
    }

    /// Asks for what is there.
    pub fn get(path: impl Into<String>) -> Ask {
        Ask::new(Method::GET, path, Bytes::new())
    }

    /// Wants something done.
    pub fn post(path: impl Into<String>, body: &impl Serialize) -> Ask {
        Ask::new(Method::POST, path, json(body))
    }

    /// Wants something to be so.
    pub fn put(path: impl Into<String>, body: &impl Serialize) -> Ask {
        Ask::new(Method::PUT, path, json(body))
    }

    /// Says who asks.
    #[must_use]
    pub fn by(mut self, token: &Token) -> Ask {
        self.token = Some(token.clone());
        self
    }

    /// An operator acts as a courier.
    #[must_use]
    pub fn as_courier(mut self, courier: &str) -> Ask {
        self.courier = Some(courier.to_owned());
        self
    }

    /// Says under which `Idempotency-Key`.
    #[must_use]
    pub fn under(mut self, key: &str) -> Ask {
        self.key = Some(key.to_owned());
        self
    }
}

#[allow(clippy::expect_used, reason = "requests have text keys alone")]
fn json(body: &impl Serialize) -> Bytes {
    Bytes::from(serde_json::to_vec(body).expect("a request is JSON"))
}

/// What was answered, if it was what was asked for.
#[derive(Clone, Debug)]
pub struct Answer {
    /// 200 to 299.
    pub status: StatusCode,
    /// JSON, or nothing.
    pub body: Bytes,
}

impl Answer {
    /// What the answer says.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, AskError> {
        serde_json::from_slice(&self.body).map_err(|error| AskError::Misread {
            why: error.to_string(),
        })
    }
}

/// Why something was not answered as hoped.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AskError {
    /// There is no server, it went away, or it has too much to do. Whether it did what was asked,
    /// nobody knows.
    #[error("the server is away: {why}")]
    Away {
        /// What is known of it.
        why: String,
        /// The server says when to come again.
        come_again: Option<Duration>,
    },
    /// The server does not do it.
    #[error("the server refuses ({status}): {problem}")]
    Refused {
        /// 400 to 499.
        status: StatusCode,
        /// Why.
        problem: Problem,
    },
    /// The answer is not what the API says.
    #[error("the server's answer is not understood: {why}")]
    Misread {
        /// What is wrong with it.
        why: String,
    },
}

impl AskError {
    /// The problem's code, where the server refuses.
    pub fn code(&self) -> Option<&str> {
        match self {
            AskError::Refused { problem, .. } => Some(&problem.code),
            AskError::Away { .. } | AskError::Misread { .. } => None,
        }
    }
}

/// `application/problem+json` (RFC 9457), as far as people read it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Problem {
    /// What programs tell it by.
    #[serde(default)]
    pub code: String,
    /// What it is.
    #[serde(default)]
    pub title: String,
    /// What it is in this case.
    #[serde(default)]
    pub detail: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = self.detail.as_deref().unwrap_or(&self.title);
        match (self.code.as_str(), said) {
            ("", "") => f.write_str("it does not say why"),
            ("", said) => f.write_str(said),
            (code, said) => write!(f, "{code}: {said}"),
        }
    }
}

/// A server. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Server(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    url: ServerUrl,
    client: Client<HttpConnector, Full<Bytes>>,
    /// How often something was sent again because the server was away.
    again: AtomicU64,
}

impl Server {
    /// A server, without a connection to it yet.
    pub fn new(url: ServerUrl) -> Server {
        let mut tcp = HttpConnector::new();
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            .build(tcp);
        Server(Arc::new(Inner {
            url,
            client,
            again: AtomicU64::new(0),
        }))
    }

    /// How often something was sent again because the server was away.
    pub fn sent_again(&self) -> u64 {
        self.0.again.load(Ordering::Relaxed)
    }

    /// Asks once.
    pub async fn ask(&self, ask: &Ask) -> Result<Answer, AskError> {
        let exchange = async {
            let answer = self.begin(ask, "application/json", None).await?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
            let body = body.map_err(|error| away(format!("the answer broke off: {error}")))?;
            Ok(Answer {
                status: head.status,
                body: body.to_bytes(),
            })
        };
        let answered = tokio::time::timeout(ANSWER_TIMEOUT, exchange).await;
        answered.unwrap_or_else(|_| {
            let seconds = ANSWER_TIMEOUT.as_secs();
            Err(away(format!("no answer within {seconds} s")))
        })
    }

    /// Asks until there is an answer, or patience is over.
    pub async fn insist(&self, ask: &Ask, patience: Patience) -> Result<Answer, AskError> {
        let until = Instant::now() + patience.0;
        let mut wait = AGAIN_AFTER;
        loop {
            let error = match self.ask(ask).await {
                Err(error @ AskError::Away { .. }) => error,
                answered => return answered,
            };
            let AskError::Away { come_again, .. } = &error else {
                return Err(error);
            };
            let pause = come_again.unwrap_or(wait).min(AGAIN_AFTER_MAX);
            if Instant::now() + pause > until {
                return Err(error);
            }
            self.0.again.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(pause).await;
            wait = (wait * 2).min(AGAIN_AFTER_MAX);
        }
    }

    /// Sends a request and reads the head of its answer, which is a good one.
    pub(crate) async fn begin(
        &self,
        ask: &Ask,
        accept: &str,
        last_event: Option<&str>,
    ) -> Result<Response<Incoming>, AskError> {
        let mut request = Request::builder()
            .method(&ask.method)
            .uri(format!("{}{}", self.0.url, ask.path))
            .header(ACCEPT, accept);
        if !ask.body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        if let Some(Token(token)) = &ask.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(courier) = &ask.courier {
            request = request.header("entrega-courier", courier);
        }
        if let Some(key) = &ask.key {
            request = request.header("idempotency-key", key);
        }
        if let Some(id) = last_event {
            request = request.header("last-event-id", id);
        }
        let request = request.body(Full::new(ask.body.clone()));
        let request = request.map_err(|error| AskError::Misread {
            why: error.to_string(),
        })?;
        let answer = self.0.client.request(request).await;
        let answer = answer.map_err(|error| away(told(&error)))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let come_again = answer.headers().get(RETRY_AFTER);
        let come_again = come_again.and_then(|seconds| seconds.to_str().ok()?.parse().ok());
        let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect();
        let body = body.await.map(http_body_util::Collected::to_bytes);
        let body = body.map_err(|error| away(format!("the answer broke off: {error}")))?;
        if is_passing(status) {
            let said = String::from_utf8_lossy(&body);
            return Err(AskError::Away {
                why: format!("it answers {status}: {said}"),
                come_again: come_again.map(Duration::from_secs),
            });
        }
        Err(AskError::Refused {
            status,
            problem: serde_json::from_slice(&body).unwrap_or_default(),
        })
    }
}

fn away(why: String) -> AskError {
    AskError::Away {
        why,
        come_again: None,
    }
}

/// Whether asking again may help (RFC 9110, section 15; RFC 6585, section 4).
fn is_passing(status: StatusCode) -> bool {
    status.is_server_error()
        || status == StatusCode::TOO_MANY_REQUESTS
        || status == StatusCode::REQUEST_TIMEOUT
}

/// An error with all that caused it, since the outermost says only that there was one.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_plain_http_and_have_no_path() {
        let server: ServerUrl = "http://127.0.0.1:8080/".parse().expect("a server");
        assert_eq!(server.to_string(), "http://127.0.0.1:8080");
        for wrong in [
            "https://example.com",
            "127.0.0.1:8080",
            "http://a/b",
            "http://k@a",
            "http://a/?q",
            "",
        ] {
            assert!(wrong.parse::<ServerUrl>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn tokens_are_not_shown() {
        assert_eq!(format!("{:?}", Token::new("s3cret")), "Token(***)");
    }

    #[test]
    fn problems_say_what_they_know() {
        let problem: Problem =
            serde_json::from_str(r#"{"title":"Conflict","code":"too_late","status":409}"#)
                .expect("a problem");
        assert_eq!(problem.to_string(), "too_late: Conflict");
        assert_eq!(Problem::default().to_string(), "it does not say why");
    }
}
