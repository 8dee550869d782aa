//! How commands talk to a server: AWS's JSON protocol, signed, one request after the other.
//!
//! The server is ours or any that speaks the protocol over plain HTTP.

pub(crate) mod credentials;

use std::fmt::Display;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use asl::diagnostic::harmless;
use asl::{Object, Value, json};
use bytes::Bytes;
use clap::Args;
use http::header::HOST;
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use iam::{Credentials, Scope};
use sdk::answer::AnswerError;
use sdk::{Operation, Style};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use crate::fault::Fault;

/// Where the AWS endpoint is when nobody says otherwise.
pub(crate) const DEFAULT_ENDPOINT: &str = "http://127.0.0.1:4566";

/// A server on this machine or near it answers in this time or not at all.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// An answer takes at most so long.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// An answer has at most so many bytes: a page of a history with its payloads.
const ANSWER_BYTES_MAX: usize = 512 << 20;

/// Which server, and who asks.
#[derive(Args, Clone, Debug)]
pub(crate) struct ServerArguments {
    /// Where the server is
    #[arg(
        long,
        value_name = "URL",
        env = "AWS_ENDPOINT_URL",
        hide_env_values = true,
        default_value = DEFAULT_ENDPOINT
    )]
    pub(crate) endpoint: String,

    /// The profile of ~/.aws/credentials to sign with; without it, the keys in the data folder
    /// that is named, the environment's, or those in the folder of `entrega up`
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// The region to sign for
    #[arg(
        long,
        value_name = "REGION",
        env = "AWS_REGION",
        hide_env_values = true,
        default_value = "us-east-1"
    )]
    pub(crate) region: String,

    /// The server's data folder, for the keys in it [default: that of `entrega up`]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

/// A way to a server.
pub(crate) struct Client {
    endpoint: Endpoint,
    /// Without any, requests are not signed.
    credentials: Option<Credentials>,
    region: String,
    runtime: Runtime,
}

/// `http://HOST:PORT`
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    text: String,
    host: String,
    port: u16,
}

/// Why a request was not answered as hoped.
#[derive(Clone, Debug)]
pub(crate) enum CallError {
    /// The service refuses: `ExecutionDoesNotExist`, and why.
    Refused { code: String, message: String },
    /// There is no server, or it makes no sense.
    Unreachable { endpoint: String, why: String },
}

impl Endpoint {
    pub(crate) fn parse(text: &str) -> Result<Endpoint, Fault> {
        let wrong = |why: &str| {
            Fault::misused(
                format!("`{text}` is no endpoint: {why}"),
                format!("write it as {DEFAULT_ENDPOINT}"),
            )
        };
        let uri: Uri = text.parse().map_err(|_| wrong("it is no URL"))?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => {
                return Err(wrong(
                    "this command speaks plain HTTP, to a server near you",
                ));
            }
            _ => return Err(wrong("it has to begin with http://")),
        }
        let host = uri.host().ok_or_else(|| wrong("it names no host"))?;
        Ok(Endpoint {
            text: text.trim_end_matches('/').to_owned(),
            host: host.trim_matches(['[', ']']).to_owned(),
            port: uri.port_u16().unwrap_or(80),
        })
    }

    pub(crate) fn authority(&self) -> String {
        let Endpoint { host, port, .. } = self;
        if host.contains(':') {
            format!("[{host}]:{port}")
        } else {
            format!("{host}:{port}")
        }
    }
}

impl Client {
    /// A way to the server that the arguments mean.
    pub(crate) fn new(arguments: &ServerArguments) -> Result<Client, Fault> {
        Ok(Client {
            endpoint: Endpoint::parse(&arguments.endpoint)?,
            credentials: credentials::find(
                arguments.profile.as_deref(),
                arguments.data.as_deref(),
            )?,
            region: arguments.region.clone(),
            runtime: runtime()?,
        })
    }

    /// Asks Step Functions.
    pub(crate) fn states(&self, operation: &str, input: Object) -> Result<Value, CallError> {
        let target = format!("AWSStepFunctions.{operation}");
        let body = json::to_text(&Value::object(input));
        let request = Request::post("/")
            .header("host", self.endpoint.authority())
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", target)
            .body(Bytes::from(body));
        let request = request.map_err(|error| self.unreachable(error))?;
        let request = self.signed(request, "states")?;
        let (status, body) = self
            .runtime
            .block_on(exchange(&self.endpoint, request))
            .map_err(|why| self.unreachable(why))?;
        let text = String::from_utf8_lossy(&body);
        let answer = json::from_text(&text);
        if status == StatusCode::OK {
            return answer
                .map_err(|_| self.unreachable("it answers with something else than JSON"));
        }
        let field = |name: &str| Some(answer.as_ref().ok()?.get(name)?.as_str()?.to_owned());
        match field("__type") {
            Some(code) => Err(CallError::Refused {
                code: code.rsplit('#').next().unwrap_or_default().to_owned(),
                message: field("message")
                    .or_else(|| field("Message"))
                    .unwrap_or_default(),
            }),
            None => Err(self.unreachable(format!("it answers with status {status}"))),
        }
    }

    /// Asks any service. Members are called as AWS's models call them, with a capital; bytes are
    /// Base64.
    pub(crate) fn call(&self, operation: Operation, input: Object) -> Result<Value, CallError> {
        let refused = |code: &str, message: String| CallError::Refused {
            code: code.to_owned(),
            message,
        };
        let request = operation.request(&Value::object(input), Style::Optimised, None);
        let mut request = request.map_err(|error| refused("Unfit", error.to_string()))?;
        let host = self.endpoint.authority().parse();
        let host = host.map_err(|error| self.unreachable(error))?;
        request.headers_mut().insert(HOST, host);
        let request = self.signed(request, operation.service().signing_name)?;
        let answered = self.runtime.block_on(answer(&self.endpoint, request));
        let (head, body) = answered.map_err(|why| self.unreachable(why))?.into_parts();
        let read = operation.answer(head.status, &head.headers, &body, Style::Optimised);
        read.map_err(|error| match error {
            AnswerError::Refused(error) => refused(&error.code, error.message.unwrap_or_default()),
            AnswerError::Unreadable(why) => self.unreachable(why),
        })
    }

    /// Whether the server has a service of this name, embedded or elsewhere.
    pub(crate) fn serves(&self, service: &str) -> Result<bool, CallError> {
        let request = Request::get("/")
            .header(HOST, self.endpoint.authority())
            .body(Bytes::new());
        let request = request.map_err(|error| self.unreachable(error))?;
        // Only a signature names the service; where nobody checks it, any will do.
        let nobody = || Credentials {
            access_key_id: "nobody".to_owned(),
            secret_access_key: iam::Secret::from("nothing".to_owned()),
            session_token: None,
        };
        let credentials = self.credentials.clone().unwrap_or_else(nobody);
        let request = self.sign(request, &credentials, service)?;
        let answered = self.runtime.block_on(exchange(&self.endpoint, request));
        let (_, body) = answered.map_err(|why| self.unreachable(why))?;
        Ok(!String::from_utf8_lossy(&body).contains("UnknownServiceException"))
    }

    fn signed(&self, request: Request<Bytes>, service: &str) -> Result<Request<Bytes>, CallError> {
        match &self.credentials {
            Some(credentials) => self.sign(request, credentials, service),
            None => Ok(request),
        }
    }

    fn sign(
        &self,
        request: Request<Bytes>,
        credentials: &Credentials,
        service: &str,
    ) -> Result<Request<Bytes>, CallError> {
        let scope = Scope {
            region: &self.region,
            service,
        };
        iam::sign(request, credentials, scope, SystemTime::now())
            .map_err(|error| self.unreachable(error))
    }

    fn unreachable(&self, why: impl Display) -> CallError {
        CallError::Unreachable {
            endpoint: self.endpoint.text.clone(),
            why: why.to_string(),
        }
    }
}

/// What runs one request at a time.
pub(crate) fn runtime() -> Result<Runtime, Fault> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| Fault::Unusable {
            what: "the network".to_owned(),
            source,
        })
}

/// Sends one request on a connection of its own and reads the whole answer. Errors are said as
/// `it …`, of the server.
pub(crate) async fn exchange(
    endpoint: &Endpoint,
    request: Request<Bytes>,
) -> Result<(StatusCode, Bytes), String> {
    let (head, body) = answer(endpoint, request).await?.into_parts();
    Ok((head.status, body))
}

/// Likewise, with the answer's head.
async fn answer(endpoint: &Endpoint, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
    let answered = async {
        let (head, body) = send(endpoint, request).await?.into_parts();
        let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
        let body = body.map_err(|error| not_understood(&error))?;
        Ok(Response::from_parts(head, body.to_bytes()))
    };
    tokio::time::timeout(ANSWER_TIMEOUT, answered)
        .await
        .map_err(|_| format!("it gave no answer within {} s", ANSWER_TIMEOUT.as_secs()))?
}

/// Sends one request on a connection of its own; its answer's body comes as it comes, for as long as
/// somebody holds it. Errors are said as `it …`, of the server.
pub(crate) async fn send(
    endpoint: &Endpoint,
    request: Request<Bytes>,
) -> Result<Response<Incoming>, String> {
    let address = (endpoint.host.as_str(), endpoint.port);
    let stream = tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect(address))
        .await
        .map_err(|_| "it does not answer".to_owned())?
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::ConnectionRefused => "nobody listens there".to_owned(),
            _ => error.to_string(),
        })?;
    // A request is written at once and waits for no more of it.
    let _ = stream.set_nodelay(true);
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|error| not_understood(&error))?;
    // It ends with the body of the answer.
    tokio::spawn(connection);
    let answered = sender.send_request(request.map(Full::new)).await;
    answered.map_err(|error| not_understood(&error))
}

fn not_understood(error: &dyn Display) -> String {
    format!("it speaks no HTTP that is understood: {error}")
}

impl From<CallError> for Fault {
    fn from(error: CallError) -> Fault {
        match error {
            CallError::Refused { code, message } => {
                let is_about_keys = [
                    "IncompleteSignatureException",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "MissingAuthenticationTokenException",
                    "UnrecognizedClientException",
                ]
                .contains(&code.as_str());
                let hint = "sign with the server's keys: --data DIR names its data folder, \
                            --profile NAME a profile";
                let said = if message.is_empty() {
                    code
                } else {
                    format!("{code}: {message}")
                };
                Fault::Unserved {
                    message: format!("the server refuses: {}", harmless(&said)),
                    hint: is_about_keys.then(|| hint.to_owned()),
                }
            }
            CallError::Unreachable { endpoint, why } => {
                let hint = "start one with `entrega up`, or say where it is with --endpoint URL";
                Fault::Unserved {
                    message: format!("no server at {endpoint}: {}", harmless(&why)),
                    hint: Some(hint.to_owned()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_plain_http() {
        let endpoint = Endpoint::parse("http://127.0.0.1:4566/").unwrap();
        assert_eq!(endpoint.authority(), "127.0.0.1:4566");
        assert_eq!(
            Endpoint::parse("http://[::1]:80").unwrap().authority(),
            "[::1]:80"
        );
        for refused in [
            "https://states.us-east-1.amazonaws.com",
            "127.0.0.1:4566",
            "",
            "ftp://a",
        ] {
            assert!(Endpoint::parse(refused).is_err(), "{refused}");
        }
    }
}
