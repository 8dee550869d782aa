//! HTTP/1.1 over a connection that is kept: a request, its answer, the next request.

use std::io;
use std::net::SocketAddr;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Protocol, STEP_FUNCTIONS, Signer, signature::Credentials};

/// An answer longer than this is not one of ours: a page of 1,000 history events of 256 KiB each
/// would be less.
const ANSWER_BYTES_MAX: usize = 512 << 20;

/// Why a call gave nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// The connection broke: whether the server did what was asked is not known.
    #[error("the connection to the server broke: {0}")]
    Lost(#[from] io::Error),
    /// The server said no.
    #[error("{operation}: {status} {code}: {message}")]
    Refused {
        operation: String,
        status: u16,
        code: String,
        message: String,
    },
    /// The server said something that is not what the operation answers.
    #[error("{operation}: the answer is not understood: {because}")]
    Strange { operation: String, because: String },
}

impl CallError {
    /// Whether the server refused with this error code.
    pub(crate) fn is(&self, wanted: &str) -> bool {
        matches!(self, CallError::Refused { code, .. } if code == wanted)
    }

    /// Whether it is not known if the server did what was asked.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(self, CallError::Lost(_))
    }
}

/// One connection to a server, with the signer of its requests.
pub(crate) struct Connection {
    stream: TcpStream,
    signer: Signer,
    /// The bytes of the request, kept for the next one.
    request: Vec<u8>,
    /// What was read of the answer.
    answer: Vec<u8>,
    /// Where its body begins.
    answer_begin: usize,
}

impl Connection {
    /// Connects to the Step Functions of a server.
    pub(crate) async fn open(
        address: SocketAddr,
        credentials: &Credentials,
    ) -> Result<Connection, CallError> {
        Connection::open_to(STEP_FUNCTIONS, address, credentials).await
    }

    /// Connects to any of its services that speak a JSON protocol.
    pub(crate) async fn open_to(
        protocol: Protocol,
        address: SocketAddr,
        credentials: &Credentials,
    ) -> Result<Connection, CallError> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection {
            stream,
            signer: Signer::new(credentials.clone(), protocol, address.to_string()),
            request: Vec::with_capacity(2048),
            answer: Vec::with_capacity(4096),
            answer_begin: 0,
        })
    }

    /// Asks for `operation` and gives the bytes of the answer.
    pub(crate) async fn call_bytes(
        &mut self,
        operation: &str,
        body: &[u8],
    ) -> Result<&[u8], CallError> {
        self.request.clear();
        self.signer.write_head(operation, body, &mut self.request);
        self.request.extend_from_slice(body);
        self.stream.write_all(&self.request).await?;
        let Received { status, begin, end } = self.receive(operation).await?;
        let body = &self.answer[begin..end];
        if status == 200 {
            Ok(body)
        } else {
            Err(refusal(operation, status, body))
        }
    }

    /// Asks for `operation` and reads the answer as a `T`.
    pub(crate) async fn call<T: DeserializeOwned>(
        &mut self,
        operation: &str,
        body: &Value,
    ) -> Result<T, CallError> {
        let answer = self
            .call_bytes(operation, body.to_string().as_bytes())
            .await?;
        serde_json::from_slice(answer).map_err(|error| CallError::Strange {
            operation: operation.to_owned(),
            because: error.to_string(),
        })
    }

    /// The number that the server has given the last request; it stands in the head of the answer.
    pub(crate) fn request_id(&self) -> Option<String> {
        let head = std::str::from_utf8(&self.answer[..self.answer_begin]).ok()?;
        header(head, "x-amzn-requestid").map(str::to_owned)
    }

    async fn receive(&mut self, operation: &str) -> Result<Received, CallError> {
        let strange = |because: &str| CallError::Strange {
            operation: operation.to_owned(),
            because: because.to_owned(),
        };
        self.answer.clear();
        let head = loop {
            if let Some(end) = find(&self.answer, b"\r\n\r\n") {
                break Head::parse(&self.answer[..end]).ok_or_else(|| {
                    strange("it has no status, or not the length of what follows")
                })?;
            }
            self.read_more().await?;
        };
        if head.length > ANSWER_BYTES_MAX {
            return Err(strange("it is too long"));
        }
        let begin = head.bytes + b"\r\n\r\n".len();
        let end = begin + head.length;
        self.answer_begin = begin;
        while self.answer.len() < end {
            self.read_more().await?;
        }
        Ok(Received {
            status: head.status,
            begin,
            end,
        })
    }

    async fn read_more(&mut self) -> io::Result<()> {
        if self.stream.read_buf(&mut self.answer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

/// An answer of which all bytes are there: `begin..end` is its body.
struct Received {
    status: u16,
    begin: usize,
    end: usize,
}

/// What the head of an answer says.
#[derive(Debug, PartialEq)]
struct Head {
    status: u16,
    /// Its own length, without the empty line that ends it.
    bytes: usize,
    /// The length of the body.
    length: usize,
}

impl Head {
    fn parse(head: &[u8]) -> Option<Head> {
        let text = std::str::from_utf8(head).ok()?;
        let status = text.split(' ').nth(1)?.parse().ok()?;
        let length = header(text, "content-length")?.parse().ok()?;
        Some(Head {
            status,
            bytes: head.len(),
            length,
        })
    }
}

/// The value of a header in the head of an answer.
fn header<'h>(head: &'h str, wanted: &str) -> Option<&'h str> {
    head.split("\r\n")
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        .map(|(_, value)| value.trim())
}

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(rename = "__type", default)]
    code: String,
    #[serde(alias = "Message", default)]
    message: String,
}

fn refusal(operation: &str, status: u16, body: &[u8]) -> CallError {
    let refusal: Refusal = serde_json::from_slice(body).unwrap_or_else(|_| Refusal {
        code: String::new(),
        message: String::from_utf8_lossy(body).into_owned(),
    });
    // Some servers write the code with the namespace of its model: `com.amazonaws.states#…`.
    let code = refusal.code.rsplit('#').next().unwrap_or_default();
    CallError::Refused {
        operation: operation.to_owned(),
        status,
        code: code.to_owned(),
        message: refusal.message,
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tokio::net::TcpListener;

    fn credentials() -> Credentials {
        Credentials {
            access_key: "AK".to_owned(),
            secret_key: "SK".to_owned(),
            region: "us-east-1".to_owned(),
        }
    }

    /// A server that answers each request of one connection with the next of `answers`, in pieces
    /// of `piece` bytes.
    async fn server(answers: Vec<&'static [u8]>, piece: usize) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a client");
            for answer in answers {
                let mut request = Vec::new();
                while !request.ends_with(b"}") {
                    stream.read_buf(&mut request).await.expect("a request");
                }
                for piece in answer.chunks(piece) {
                    stream.write_all(piece).await.expect("it is read");
                    tokio::task::yield_now().await;
                }
            }
        });
        address
    }

    #[tokio::test]
    async fn answers_come_in_pieces_of_any_size() {
        for piece in [1, 7, 4096] {
            let answers: Vec<&[u8]> = vec![
                b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
                b"HTTP/1.1 200 OK\r\nx-amzn-RequestId: y\r\ncontent-length: 2\r\n\r\n{}",
            ];
            let address = server(answers, piece).await;
            let mut connection = Connection::open(address, &credentials())
                .await
                .expect("it listens");
            let first: Value = connection.call("One", &json!({})).await.expect("an answer");
            assert_eq!(first, json!({"a": 1}));
            let second: Value = connection.call("Two", &json!({})).await.expect("an answer");
            assert_eq!(second, json!({}));
            assert_eq!(connection.request_id().as_deref(), Some("y"));
        }
    }

    #[tokio::test]
    async fn refusals_are_told_from_lost_connections() {
        let answers: Vec<&[u8]> = vec![
            b"HTTP/1.1 400 Bad Request\r\ncontent-length: 48\r\n\r\n\
              {\"__type\":\"a#TaskTimedOut\",\"message\":\"too late\"}",
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{",
        ];
        let address = server(answers, 4096).await;
        let mut connection = Connection::open(address, &credentials())
            .await
            .expect("it listens");
        let refused = connection.call::<Value>("One", &json!({})).await;
        let refused = refused.expect_err("it is refused");
        assert!(refused.is("TaskTimedOut"), "{refused}");
        assert!(!refused.is_lost());
        let lost = connection.call::<Value>("Two", &json!({})).await;
        assert!(lost.expect_err("it ends early").is_lost());
    }

    #[test]
    fn a_head_without_a_length_is_none() {
        assert_eq!(Head::parse(b"HTTP/1.1 200 OK\r\na: b"), None);
        assert_eq!(Head::parse(b"nonsense"), None);
    }
}
