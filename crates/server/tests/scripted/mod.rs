//! A server on this machine that answers AWS's JSON protocol from a script.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// A server; it ends with the test's process.
pub(crate) struct Server {
    endpoint: String,
    authorization: Arc<Mutex<Option<String>>>,
}

/// What is answered to a request.
pub(crate) struct Answer {
    status: u16,
    body: Value,
}

impl Answer {
    /// Status 200.
    pub(crate) fn good(body: Value) -> Answer {
        Answer { status: 200, body }
    }

    /// An error of AWS's.
    pub(crate) fn refused(code: &str, message: &str) -> Answer {
        Answer {
            status: 400,
            body: json!({"__type": code, "message": message}),
        }
    }
}

impl Server {
    /// A server whose script is called with the operation and its input.
    pub(crate) fn start(script: impl FnMut(&str, Value) -> Answer + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let authorization = Arc::new(Mutex::new(None));
        let seen = Arc::clone(&authorization);
        let mut script = script;
        thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), &mut script, &seen);
            }
        });
        Server {
            endpoint,
            authorization,
        }
    }

    /// `http://127.0.0.1:PORT`
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The header of the last request.
    pub(crate) fn last_authorization(&self) -> Option<String> {
        self.authorization.lock().unwrap().clone()
    }
}

fn answer(
    mut stream: TcpStream,
    script: &mut impl FnMut(&str, Value) -> Answer,
    seen: &Mutex<Option<String>>,
) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut operation, mut length, mut authorization) = (String::new(), 0, None);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            if line.trim_end().is_empty() {
                break;
            }
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "x-amz-target" => {
                value.rsplit('.').next().unwrap().clone_into(&mut operation);
            }
            "content-length" => length = value.parse().unwrap(),
            "authorization" => authorization = Some(value.to_owned()),
            _ => {}
        }
    }
    *seen.lock().unwrap() = authorization;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let Answer { status, body } = script(&operation, serde_json::from_slice(&body).unwrap());
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/x-amz-json-1.0\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).unwrap();
}

/// A page of so many entries, after the one that `nextToken` in the input names.
pub(crate) fn page(all: &[Value], name: &str, size: usize, input: &Value) -> Value {
    let begin = input["nextToken"]
        .as_str()
        .map_or(0, |token| token.parse().unwrap());
    let end = (begin + size).min(all.len());
    let mut page = json!({ name: all[begin..end] });
    if end < all.len() {
        page["nextToken"] = end.to_string().into();
    }
    page
}
