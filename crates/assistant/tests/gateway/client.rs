//! A gateway on a port, and a client that sees each chunk of HTTP.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::script::Script;

/// A gateway that asks a script.
pub(crate) struct Served {
    pub(crate) script: Script,
    address: SocketAddr,
}

/// An answer, as it went over the wire.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// The chunks of a body that came in chunks; otherwise all of it.
    pub(crate) chunks: Vec<Vec<u8>>,
    /// Whether the body came to its end.
    pub(crate) complete: bool,
}

impl Served {
    /// Serves the gateway until the test ends.
    pub(crate) async fn start() -> Served {
        let script = Script::default();
        let router = script.gateway().router();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = TowerToHyperService::new(router.clone());
                tokio::spawn(async move {
                    // A connection that is cut ends with an error.
                    let _ = http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Served { script, address }
    }

    /// Sends a request and reads until the connection ends.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Heard {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n");
        for (name, value) in headers {
            let _ = write!(request, "{name}: {value}\r\n");
        }
        if let Some(body) = body {
            let _ = write!(request, "content-length: {}\r\n", body.len());
        }
        request.push_str("\r\n");
        let mut request = request.into_bytes();
        request.extend_from_slice(body.unwrap_or_default());
        let address = self.address;
        let heard = tokio::task::spawn_blocking(move || exchange(address, &request));
        heard.await.expect("the client ends")
    }

    /// Posts JSON.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Heard {
        let headers = [("content-type", "application/json")];
        let body = body.to_string();
        self.ask("POST", path, &headers, Some(body.as_bytes()))
            .await
    }
}

fn exchange(address: SocketAddr, request: &[u8]) -> Heard {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let limit = Some(Duration::from_secs(20));
    stream.set_read_timeout(limit).expect("a time-out");
    stream.write_all(request).expect("it takes the request");
    let mut answer = Vec::new();
    // A connection that is cut may be reset.
    let _ = stream.read_to_end(&mut answer);
    let end = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .expect("a head");
    let head = String::from_utf8(answer[..end].to_vec()).expect("a head is text");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let is_chunked = headers
        .iter()
        .any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = &answer[end + 4..];
    let (chunks, complete) = if is_chunked {
        chunks(body)
    } else {
        let length = headers
            .iter()
            .find(|(name, _)| name == "content-length")
            .and_then(|(_, length)| length.parse::<usize>().ok());
        (
            vec![body.to_vec()],
            length.is_none_or(|length| length == body.len()),
        )
    };
    Heard {
        status: status.and_then(|code| code.parse().ok()).expect("a status"),
        headers,
        chunks,
        complete,
    }
}

/// The chunks of a body, and whether the last one is there that says that it has ended.
fn chunks(mut body: &[u8]) -> (Vec<Vec<u8>>, bool) {
    let mut chunks = Vec::new();
    loop {
        let Some(end) = body.windows(2).position(|window| window == b"\r\n") else {
            return (chunks, false);
        };
        let size = std::str::from_utf8(&body[..end]).expect("a size");
        let size = usize::from_str_radix(size, 16).expect("a size");
        if size == 0 {
            return (chunks, true);
        }
        let begin = end + 2;
        if body.len() < begin + size + 2 {
            return (chunks, false);
        }
        chunks.push(body[begin..begin + size].to_vec());
        body = &body[begin + size + 2..];
    }
}

impl Heard {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The chunks, each of which must be text by itself.
    pub(crate) fn texts(&self) -> Vec<String> {
        let text = |chunk: &Vec<u8>| String::from_utf8(chunk.clone()).expect("whole characters");
        self.chunks.iter().map(text).collect()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.chunks.concat()).expect("text")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.chunks.concat()).expect("JSON")
    }
}
