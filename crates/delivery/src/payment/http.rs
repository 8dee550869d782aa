//! The way to a provider: HTTP with kept connections, limits on time and size.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::http::{StatusCode, Uri};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use rustls::{ClientConfig, RootCertStore};

use crate::payment::charge::{ChargeId, PaymentError};

/// A connection is made within so long or not at all.
const CONNECT_SECONDS_MAX: u64 = 5;

/// An answer is there, whole, within so long. Stripe's own libraries wait 80 seconds; a customer
/// does not, and asking again under the same key does no harm.
const ANSWER_SECONDS_MAX: u64 = 20;

/// A connection that nobody uses is kept for so long.
const IDLE_SECONDS_MAX: u64 = 50;

/// So many connections to one provider are kept for later.
const IDLE_CONNECTIONS_MAX: usize = 64;

/// An answer has at most so many bytes. A charge has a few thousand.
pub const ANSWER_BYTES_MAX: usize = 1 << 20;

/// What is escaped in paths and forms: all but letters, digits, `-` and `_`.
pub(crate) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// Where a provider's API is: `https://api.stripe.com`, `http://127.0.0.1:8080/sandbox/provider`.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

/// A text that is no such address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address of a provider: write one like `https://api.stripe.com`")]
pub struct NotABaseUrl(String);

impl BaseUrl {
    /// Reads an address, which may have a path and has no query.
    pub fn parse(text: &str) -> Result<BaseUrl, NotABaseUrl> {
        let wrong = || NotABaseUrl(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let web = matches!(uri.scheme_str(), Some("http" | "https"));
        let plain = uri.query().is_none() && !text.contains(['@', '#']);
        if web && plain && uri.authority().is_some() {
            Ok(BaseUrl(text.trim_end_matches('/').to_owned()))
        } else {
            Err(wrong())
        }
    }

    /// The address of a path, which begins with `/`.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Connections to a provider. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Connections(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// An answer whose body has been read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
}

impl Connections {
    /// None yet. `secure` says whether they are to speak TLS: only then the system's certificates
    /// are read.
    pub(crate) fn new(base: &BaseUrl) -> Connections {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(Duration::from_secs(CONNECT_SECONDS_MAX)));
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_tls_config(tls(base.0.starts_with("https:")))
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(IDLE_SECONDS_MAX))
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            .build(connector);
        Connections(client)
    }

    /// Sends a request. Whatever goes wrong on the way leaves open whether it arrived.
    pub(crate) async fn send(
        &self,
        request: ::http::Request<Bytes>,
    ) -> Result<Answer, PaymentError> {
        let exchange = async {
            let answer = self.0.request(request.map(Full::new)).await;
            let (head, body) = answer.map_err(|error| told(&error))?.into_parts();
            let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
            let body = body.map_err(|error| format!("the answer broke off: {error}"))?;
            Ok(Answer {
                status: head.status,

                body: body.to_bytes(),
            })
        };
        let limit = Duration::from_secs(ANSWER_SECONDS_MAX);
        match tokio::time::timeout(limit, exchange).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(why)) => Err(PaymentError::Unavailable { why }),
            Err(_) => {
                let why = format!("no answer within {ANSWER_SECONDS_MAX} seconds");
                Err(PaymentError::Unavailable { why })
            }
        }
    }
}

/// Whether asking again may help: the provider is not there, or there is too much to do
/// (RFC 9110, section 15; RFC 6585, section 4).
pub(crate) fn is_passing(status: StatusCode) -> bool {
    status.is_server_error()
        || status == StatusCode::TOO_MANY_REQUESTS
        || status == StatusCode::REQUEST_TIMEOUT
}

/// A charge's identifier as a segment of a path.
pub(crate) fn segment(id: &ChargeId) -> PercentEncode<'_> {
    utf8_percent_encode(id.as_str(), ESCAPED)
}

/// rustls with ring, and the certificates that the system trusts.
fn tls(secure: bool) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    if secure {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::warn!(%error, "some of the system's certificates cannot be read");
        }
        roots.add_parsable_certificates(found.certs);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    #[allow(
        clippy::expect_used,
        reason = "ring speaks the default versions of TLS"
    )]
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring speaks the default versions of TLS");
    builder.with_root_certificates(roots).with_no_client_auth()
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
    fn addresses_of_providers() {
        let base = BaseUrl::parse("http://127.0.0.1:8080/sandbox/provider/").expect("an address");
        assert_eq!(
            base.at("/v1/charges"),
            "http://127.0.0.1:8080/sandbox/provider/v1/charges"
        );
        for wrong in [
            "api.stripe.com",
            "ftp://a",
            "https://k@a",
            "https://a/?q",
            "/v1",
            "",
        ] {
            assert!(BaseUrl::parse(wrong).is_err(), "{wrong}");
        }
    }
}
