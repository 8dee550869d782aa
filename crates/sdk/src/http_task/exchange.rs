//! One request and its answer, over a connection of their own.

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

use super::{ANSWER_BYTES_MAX, CALL_SECONDS_MAX, Call};
use crate::guard::{Forbidden, Guard, Resolver};
use crate::tls;

/// What a request goes through.
pub(super) struct Exchange<'e> {
    pub(super) guard: &'e Guard,
    pub(super) resolver: &'e Resolver,
}

/// Why there is no answer.
pub(super) enum Trouble {
    Forbidden(Forbidden),
    /// The connection failed or took too long.
    Socket(String),
    TooLarge,
}

impl Exchange<'_> {
    /// Sends the request and reads the whole answer.
    pub(super) async fn run(&self, call: Call) -> Result<(response::Parts, Bytes), Trouble> {
        let limit = Duration::from_secs(CALL_SECONDS_MAX);
        match tokio::time::timeout(limit, self.exchange(call)).await {
            Ok(answer) => answer,
            Err(_) => Err(Trouble::Socket(format!(
                "the endpoint did not answer within {CALL_SECONDS_MAX} seconds"
            ))),
        }
    }

    async fn exchange(&self, call: Call) -> Result<(response::Parts, Bytes), Trouble> {
        let destination = self.guard.destination(&call.uri)?;
        let addresses = destination.addresses(self.resolver).await?;
        let stream = connect(&addresses).await?;
        let request = request(call)?;
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
fn request(call: Call) -> Result<Request<Full<Bytes>>, Trouble> {
    let host = call.uri.authority().map(http::uri::Authority::as_str);
    let host = HeaderValue::from_str(host.unwrap_or_default())
        .map_err(|error| Trouble::Socket(error.to_string()))?;
    let path = call.uri.path_and_query().cloned();
    let mut request = Request::new(Full::new(call.body));
    *request.method_mut() = call.method;
    *request.uri_mut() = path.map_or_else(|| Uri::from_static("/"), Uri::from);
    *request.headers_mut() = call.headers;
    request.headers_mut().insert(HOST, host);
    Ok(request)
}

async fn send(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> Result<(response::Parts, Bytes), Trouble> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let _connection = EndsWithItsUser(tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "the connection of an HTTP task ended");
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

impl From<Forbidden> for Trouble {
    fn from(why: Forbidden) -> Trouble {
        Trouble::Forbidden(why)
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
