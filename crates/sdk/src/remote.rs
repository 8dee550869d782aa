//! Services that are elsewhere: AWS's own, or another server that speaks like them.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::HOST;
use http::uri::Authority;
use http::{HeaderValue, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use wire::service::Unreachable;
use wire::{Body, BodySender, Response};

use crate::request::{Host, HostName};
use crate::tls;

/// A connection is made within so long or not at all.
const CONNECT_SECONDS_MAX: u64 = 5;

/// A connection that nobody uses is kept for so long. AWS's load balancers close theirs after 60
/// seconds and a little.
const IDLE_SECONDS_MAX: u64 = 50;

/// So many connections to one host are kept for later.
const IDLE_CONNECTIONS_MAX: usize = 64;

/// An answer begins within so long.
const ANSWER_SECONDS_MAX: u64 = 70;

/// An invocation of a function ends within so long: 15 minutes, and what goes around it.
const INVOCATION_SECONDS_MAX: u64 = 15 * 60 + 30;

/// An answer has at most so many bytes. Those of AWS have 6 MB, but for objects of S3.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Answers of these types are passed on piece by piece.
const EVENT_STREAMS: [&str; 2] = ["application/vnd.amazon.eventstream", "text/event-stream"];

/// Where a service is: `http://127.0.0.1:5000`, `https://{prefix}.{region}.amazonaws.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    secure: bool,
    /// Its authority, in which `{prefix}` may stand for how the service's hosts are called.
    authority: String,
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority)
    }
}

/// The text is no endpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no endpoint: write one like `https://{{prefix}}.{{region}}.amazonaws.com`")]
pub struct NotAnEndpoint(String);

/// Signs a request, whose address is complete. The text says why it cannot.
pub type Sign<'s> =
    dyn Fn(http::Request<Bytes>) -> Result<http::Request<Bytes>, String> + Sync + 's;

/// The way to services that are elsewhere. Clones share their connections.
#[derive(Clone, Debug)]
pub struct Remote(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Endpoint {
    /// Reads an endpoint; `{region}` in it is this one.
    pub fn parse(text: &str, region: &str) -> Result<Endpoint, NotAnEndpoint> {
        let wrong = || NotAnEndpoint(text.to_owned());
        let (scheme, authority) = text.split_once("://").ok_or_else(wrong)?;
        let secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(wrong()),
        };
        let authority = authority.trim_end_matches('/').replace("{region}", region);
        let sample = authority.replace("{prefix}", "prefix");
        if sample.contains(['/', '@', '?', '#']) || sample.parse::<Authority>().is_err() {
            return Err(wrong());
        }
        Ok(Endpoint { secure, authority })
    }

    /// Whether it has the hosts that AWS has for its services, and not one for all.
    pub fn has_hosts(&self) -> bool {
        self.authority.contains("{prefix}")
    }

    /// The host for a request, which may be another than the service's usual one.
    fn authority(&self, request: &http::Request<Bytes>) -> Result<Authority, Unreachable> {
        let host = request.extensions().get::<Host>();
        let text = match host {
            // A server of one's own answers for all hosts.
            _ if !self.has_hosts() => self.authority.clone(),
            Some(host) => {
                let name = match &host.name {
                    HostName::Regional(prefix) => self.authority.replace("{prefix}", prefix),
                    HostName::Whole(name) => name.clone().into_owned(),
                };
                format!("{}{name}", host.operation_prefix)
            }
            None => return Err(Unreachable::NoEndpoint),
        };
        text.parse()
            .map_err(|_| Unreachable::Connection(format!("`{text}` is not the name of a host")))
    }
}

impl Remote {
    /// A way without connections yet.
    pub fn new() -> Remote {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(Duration::from_secs(CONNECT_SECONDS_MAX)));
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_tls_config((*tls::configuration()).clone())
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(IDLE_SECONDS_MAX))
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            .build(connector);
        Remote(client)
    }

    /// Sends a request, which has a path and no host, and gives the service's own answer, errors
    /// included. Its [`Host`] says for which of the endpoint's hosts it is. It is signed by `sign`
    /// when its address is complete, and not where there is none.
    pub async fn call(
        &self,
        endpoint: &Endpoint,
        request: http::Request<Bytes>,
        sign: Option<&Sign<'_>>,
    ) -> Result<Response, Unreachable> {
        let invocation = request
            .extensions()
            .get::<Host>()
            .is_some_and(|host| host.name == HostName::Regional("lambda".into()));
        let mut request = addressed(endpoint, request)?;
        if let Some(sign) = sign {
            request = sign(request).map_err(Unreachable::Connection)?;
        }
        let seconds = if invocation {
            INVOCATION_SECONDS_MAX
        } else {
            ANSWER_SECONDS_MAX
        };
        let answer = self.0.request(request.map(Full::new));
        let answer = match tokio::time::timeout(Duration::from_secs(seconds), answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(Unreachable::Connection(told(&error))),
            Err(_) => {
                let why = format!("no answer within {seconds} seconds");
                return Err(Unreachable::Connection(why));
            }
        };
        let (head, body) = answer.into_parts();
        let content_type = head.headers.get(http::header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        let streams = content_type.is_some_and(|content_type| {
            let (kind, _) = content_type.split_once(';').unwrap_or((content_type, ""));
            EVENT_STREAMS.contains(&kind.trim())
        });
        let body = if streams {
            let (sender, stream) = Body::stream();
            tokio::spawn(pass_on(body, sender));
            stream
        } else {
            let body = Limited::new(body, ANSWER_BYTES_MAX).collect();
            let body = tokio::time::timeout(Duration::from_secs(seconds), body).await;
            let body = body
                .map_err(|_| format!("the answer did not end within {seconds} seconds"))
                .and_then(|body| body.map_err(|error| error.to_string()))
                .map_err(Unreachable::Connection)?;
            Body::Whole(body.to_bytes())
        };
        Ok(Response::from_parts(head, body))
    }
}

impl Default for Remote {
    fn default() -> Remote {
        Remote::new()
    }
}

/// The request with its host.
fn addressed(
    endpoint: &Endpoint,
    request: http::Request<Bytes>,
) -> Result<http::Request<Bytes>, Unreachable> {
    let unfit = |why: String| Unreachable::Connection(why);
    let authority = endpoint.authority(&request)?;
    let (mut head, body) = request.into_parts();
    let host = HeaderValue::from_str(authority.as_str()).map_err(|e| unfit(e.to_string()))?;
    head.headers.insert(HOST, host);
    let mut parts = head.uri.into_parts();
    let scheme = if endpoint.secure {
        http::uri::Scheme::HTTPS
    } else {
        http::uri::Scheme::HTTP
    };
    parts.scheme = Some(scheme);
    parts.authority = Some(authority);
    head.uri = Uri::from_parts(parts).map_err(|error| unfit(error.to_string()))?;
    Ok(http::Request::from_parts(head, body))
}

/// Passes the pieces of a body on until it ends or nobody reads them.
async fn pass_on(mut body: Incoming, sender: BodySender) {
    loop {
        // Whoever went away waits for no further piece, and nothing more is to be made for them.
        let frame = tokio::select! {
            frame = body.frame() => frame,
            () = sender.closed() => return,
        };
        let Some(frame) = frame else {
            return;
        };
        match frame.map(hyper::body::Frame::into_data) {
            Ok(Ok(piece)) => {
                if sender.send(piece).await.is_err() {
                    return;
                }
            }
            Ok(Err(_trailers)) => {}
            Err(error) => {
                tracing::warn!(%error, "a streamed answer broke off");
                return;
            }
        }
    }
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
    use crate::{Operation, Style};

    fn host(endpoint: &str, service: &str, operation: &str, parameters: &str) -> String {
        let endpoint = Endpoint::parse(endpoint, "eu-west-1").expect("an endpoint");
        let parameters = asl::json::from_text(parameters).expect("JSON");
        let request = Operation::find(service, operation)
            .expect("an operation")
            .request(&parameters, Style::Sdk, None)
            .expect("a request");
        addressed(&endpoint, request)
            .expect("an address")
            .uri()
            .to_string()
    }

    #[test]
    fn services_have_their_hosts() {
        const AWS: &str = "https://{prefix}.{region}.amazonaws.com";
        assert_eq!(
            host(AWS, "sqs", "listQueues", "{}"),
            "https://sqs.eu-west-1.amazonaws.com/"
        );
        assert_eq!(
            host(AWS, "iam", "listRoles", "{}"),
            "https://iam.amazonaws.com/"
        );
        let machine = r#"{"StateMachineArn":"a"}"#;
        assert_eq!(
            host(AWS, "sfn", "startSyncExecution", machine),
            "https://sync-states.eu-west-1.amazonaws.com/"
        );
        assert_eq!(
            host(
                "http://127.0.0.1:5000/",
                "sfn",
                "startSyncExecution",
                machine
            ),
            "http://127.0.0.1:5000/"
        );
    }

    #[test]
    fn what_is_no_endpoint_is_refused() {
        for wrong in [
            "127.0.0.1:1",
            "ftp://a",
            "https://a/b",
            "https://u@h",
            "https://a b",
        ] {
            assert!(Endpoint::parse(wrong, "x").is_err(), "{wrong}");
        }
    }
}
