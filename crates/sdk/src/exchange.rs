//! One request to anybody's server and its answer, over a connection of their own.
//!
//! Where it may go is the [`Guard`]'s to say, and no redirect is followed.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::header::HOST;
use http::{HeaderValue, Request, Uri, response};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use crate::guard::{Forbidden, Guard, Resolver};
use crate::tls;

/// An answer has at most so many bytes.
pub const ANSWER_BYTES_MAX: usize = 1_000_000;

/// What requests go through: where they may go, and how names become addresses.
#[derive(Clone, Debug)]
pub struct Exchange {
    guard: Guard,
    resolver: Resolver,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The request may not go there.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The connection failed or took too long.
    #[error("{0}")]
    Socket(String),
    /// The answer is too long.
    #[error("the endpoint answered more than {ANSWER_BYTES_MAX} bytes")]
    TooLarge,
}

impl Exchange {
    /// Requests to where the guard lets them go.
    pub fn new(guard: Guard) -> Exchange {
        Exchange {
            guard,
            resolver: Resolver::system(),
        }
    }

    /// The same with another way to resolve names.
    #[must_use]
    pub fn with_resolver(self, resolver: Resolver) -> Exchange {
        Exchange { resolver, ..self }
    }

    /// Whether a request may go to an address, as far as its name tells.
    pub fn check(&self, uri: &Uri) -> Result<(), Forbidden> {
        self.guard.destination(uri).map(|_| ())
    }

    /// Sends a request, whose address has a host, and reads the whole answer.
    pub async fn run(
        &self,
        request: Request<Bytes>,
        within: Duration,
    ) -> Result<(response::Parts, Bytes), Trouble> {
        match tokio::time::timeout(within, self.exchange(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(Trouble::Socket(format!(
                "the endpoint did not answer within {} seconds",
                within.as_secs()
            ))),
        }
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<(response::Parts, Bytes), Trouble> {
        let destination = self.guard.destination(request.uri())?;
        let addresses = destination.addresses(&self.resolver).await?;
        let stream = connect(&addresses).await?;
        let request = without_host(request)?;
        if !destination.secure {
            return send(stream, request).await;
        }
        let name = ServerName::try_from(String::from(&*destination.host))
            .map_err(|error| Trouble::Socket(error.to_string()))?;
        let stream = TlsConnector::from(tls::configuration())
            .connect(name, stream)
            .await?;
        send(stream, request).await
    }
}

async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Trouble> {
    // Invariant: these addresses have been judged, and no name is resolved from here on.
    let stream = TcpStream::connect(addresses).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// The request as it is written on a connection: its address has no host, which is in a header.
fn without_host(request: Request<Bytes>) -> Result<Request<Full<Bytes>>, Trouble> {
    let (mut head, body) = request.into_parts();
    let host = head.uri.authority().map(http::uri::Authority::as_str);
    let host = HeaderValue::from_str(host.unwrap_or_default())
        .map_err(|error| Trouble::Socket(error.to_string()))?;
    let path = head.uri.path_and_query().cloned();
    head.uri = path.map_or_else(|| Uri::from_static("/"), Uri::from);
    head.headers.insert(HOST, host);
    Ok(Request::from_parts(head, Full::new(body)))
}

async fn send(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> Result<(response::Parts, Bytes), Trouble> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let _connection = EndsWithItsUser(tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "the connection of an exchange ended");
        }
    }));
    let (head, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
    let body = body.map_err(|error| {
        if error.is::<LengthLimitError>() {
            Trouble::TooLarge
        } else {
            Trouble::Socket(error.to_string())
        }
    })?;
    Ok((head, body.to_bytes()))
}

/// A task that has no use when whoever began it is gone: a call that is given up closes its
/// connection.
struct EndsWithItsUser(JoinHandle<()>);

impl Drop for EndsWithItsUser {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Trouble {
        Trouble::Socket(error.to_string())
    }
}

impl From<hyper::Error> for Trouble {
    fn from(error: hyper::Error) -> Trouble {
        Trouble::Socket(error.to_string())
    }
}
