use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::connections::Concealed;
use crate::exchange::ANSWER_BYTES_MAX;

/// An endpoint that gives one answer to every request and keeps what it was asked.
struct Endpoint {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Endpoint {
    async fn answering(answer: impl Into<Vec<u8>>) -> Endpoint {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (answer, kept) = (answer.into(), asked.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read_request(&mut stream).await;
                kept.lock().expect("not poisoned").push(request);
                let _ = stream.write_all(&answer).await;
            }
        });
        Endpoint { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("not poisoned").clone()
    }
}

async fn read_request(stream: &mut tokio::net::TcpStream) -> String {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .to_ascii_lowercase()
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                return text;
            }
        }
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return String::from_utf8_lossy(&request).into_owned(),
            Ok(count) => request.extend_from_slice(&piece[..count]),
        }
    }
}

fn task(connection: Connection) -> HttpTask {
    let allowed = vec!["http://127.0.0.1:*".parse().expect("a pattern")];
    let connections = Connections::new([("c".to_owned(), connection)]);
    HttpTask::new(Guard { allowed }, connections, "us-east-1")
}

fn parameters(endpoint: &Endpoint, rest: &str) -> Value {
    let text = format!(
        r#"{{"ApiEndpoint":"http://{}/a?x=1","Method":"POST","Authentication":{{"ConnectionArn":"c"}}{rest}}}"#,
        endpoint.address
    );
    json::from_text(&text).expect("JSON")
}

fn parts(failure: &Failure) -> (&str, &str) {
    (
        failure.error.as_deref().unwrap_or_default(),
        failure.cause.as_deref().unwrap_or_default(),
    )
}

#[tokio::test]
async fn an_api_is_called_with_what_the_connection_adds() {
    let endpoint = Endpoint::answering(
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nX-Two: a\r\nX-Two: b\r\n\
         Content-Length: 10\r\n\r\n{\"ok\":1.0}",
    )
    .await;
    let secret = |text: &str| Concealed::from(text.to_owned());
    let connection = Connection {
        authorization: Authorization::Basic {
            user: "me".to_owned(),
            password: secret("pw"),
        },
        headers: vec![("x-shop".to_owned(), secret("s"))],
        query: vec![("key".to_owned(), secret("k 1"))],
        body: vec![("token".to_owned(), secret("t"))],
    };
    let rest = r#","Headers":{"x-mine":"m"},"QueryParameters":{"q":["1","2"],"key":"lost"},
        "RequestBody":{"a":[1]}"#;
    let result = task(connection).invoke(&parameters(&endpoint, rest)).await;
    let expected = concat!(
        r#"{"Headers":{"Content-Length":["10"],"Content-Type":["application/json"],"#,
        r#""x-two":["a","b"]},"ResponseBody":{"ok":1.0},"StatusCode":201,"StatusText":"Created"}"#,
    );
    assert_eq!(json::to_text(&result.expect("a result")), expected);
    let asked = endpoint.asked().remove(0);
    assert!(
        asked.starts_with("POST /a?x=1&q=1&q=2&key=k%201 HTTP/1.1\r\n"),
        "{asked}"
    );
    assert!(
        asked.ends_with("\r\n\r\n{\"a\":[1],\"token\":\"t\"}"),
        "{asked}"
    );
    for header in [
        "x-mine: m",
        "x-shop: s",
        "authorization: Basic bWU6cHc=",
        "content-type: application/json",
        "user-agent: Amazon|StepFunctions|HttpInvoke|us-east-1",
        "range: bytes=0-262144",
    ] {
        assert!(
            asked.contains(&format!("\r\n{header}\r\n")),
            "{header} in {asked}"
        );
    }
}

#[tokio::test]
async fn a_status_names_the_failure() {
    let missing = "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\
                   Content-Length: 12\r\n\r\n{\"no\": true}";
    let endpoint = Endpoint::answering(missing).await;
    let failure = task(Connection::default())
        .invoke(&parameters(&endpoint, ""))
        .await;
    let failure = failure.expect_err("404");
    assert_eq!(
        parts(&failure),
        ("States.Http.StatusCode.404", r#"{"no":true}"#)
    );
    // A redirect is not followed.
    let moved = format!(
        "HTTP/1.1 302 Found\r\nLocation: http://{}/b\r\nContent-Length: 0\r\n\r\n",
        endpoint.address
    );
    let redirecting = Endpoint::answering(moved).await;
    let failure = task(Connection::default())
        .invoke(&parameters(&redirecting, ""))
        .await;
    let failure = failure.expect_err("302");
    assert_eq!(parts(&failure), ("States.Http.StatusCode.302", "Found"));
    assert_eq!(endpoint.asked().len(), 1);
}

#[tokio::test]
async fn answers_have_a_limit() {
    let mut answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    answer.resize(answer.len() + ANSWER_BYTES_MAX + 1, b'x');
    let endpoint = Endpoint::answering(answer).await;
    let failure = task(Connection::default())
        .invoke(&parameters(&endpoint, ""))
        .await;
    assert_eq!(
        parts(&failure.expect_err("too large")).0,
        "States.DataLimitExceeded"
    );
}

#[tokio::test]
async fn where_it_may_not_go_it_does_not() {
    let endpoint = Endpoint::answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let connections = Connections::new([("c".to_owned(), Connection::default())]);
    let guarded = HttpTask::new(Guard::default(), connections, "us-east-1");
    let failure = guarded
        .invoke(&parameters(&endpoint, ""))
        .await
        .expect_err("forbidden");
    assert_eq!(parts(&failure).0, "States.Http.AccessDenied");
    // Nor by a name that resolves to it.
    let address = endpoint.address;
    let resolver = Resolver::new(move |_, _| Box::pin(async move { Ok(vec![address]) }));
    let guarded = guarded.with_resolver(resolver);
    let text = r#"{"ApiEndpoint":"https://innocent.example/","Method":"GET",
        "InvocationConfig":{"ConnectionArn":"c"}}"#;
    let failure = guarded.invoke(&json::from_text(text).expect("JSON")).await;
    let failure = failure.expect_err("forbidden");
    assert_eq!(parts(&failure).0, "States.Http.AccessDenied");
    assert!(!parts(&failure).1.contains("127.0.0.1"), "{failure:?}");
    assert!(endpoint.asked().is_empty());
}

#[tokio::test]
async fn nobody_there_is_a_failure_of_the_socket() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let gone = Endpoint {
        address,
        asked: Arc::default(),
    };
    let failure = task(Connection::default())
        .invoke(&parameters(&gone, ""))
        .await;
    assert_eq!(
        parts(&failure.expect_err("refused")).0,
        "States.Http.Socket"
    );
}

#[test]
fn a_form_writes_lists_in_five_ways() {
    let body = json::from_text(r#"{"a":["x y","z"],"b":{"c":1},"d":"é"}"#).expect("JSON");
    for (format, expected) in [
        ("INDICES", "a%5B0%5D=x%20y&a%5B1%5D=z&b%5Bc%5D=1&d=%C3%A9"),
        ("REPEAT", "a=x%20y&a=z&b%5Bc%5D=1&d=%C3%A9"),
        ("COMMAS", "a=x%20y%2Cz&b%5Bc%5D=1&d=%C3%A9"),
        ("BRACKETS", "a%5B%5D=x%20y&a%5B%5D=z&b%5Bc%5D=1&d=%C3%A9"),
        ("NONE", "a=%5B%22x%20y%22%2C%22z%22%5D&b%5Bc%5D=1&d=%C3%A9"),
    ] {
        let transform = format!(
            r#"{{"RequestBodyEncoding":"URL_ENCODED","RequestEncodingOptions":{{"ArrayFormat":"{format}"}}}}"#
        );
        let transform = json::from_text(&transform).expect("JSON");
        let lists = form::Lists::read(Some(&transform))
            .expect("a form")
            .expect("a form");
        assert_eq!(
            form::encode(body.as_object().expect("fields"), lists),
            expected
        );
    }
}

#[test]
fn parameters_that_do_not_fit_are_told() {
    let told = |text: &str| {
        let parameters = json::from_text(text).expect("JSON");
        Task::read(&parameters).err().map(|error| error.to_string())
    };
    let with = |rest: &str| {
        told(&format!(
            r#"{{"ApiEndpoint":"https://a","Method":"GET","Authentication":{{"ConnectionArn":"c"}}{rest}}}"#
        ))
    };
    assert_eq!(with(""), None);
    let invalid = |field: &str| {
        Some(format!(
            "The value of the field '{field}' has an invalid format"
        ))
    };
    let unsupported = |field: &str| {
        Some(format!(
            "The field '{field}' is not supported by Step Functions"
        ))
    };
    assert_eq!(
        with(r#","Headers":{"Authorization":"x"}"#),
        unsupported("Authorization")
    );
    assert_eq!(
        with(r#","Headers":{"X-Amz-Date":"x"}"#),
        unsupported("X-Amz-Date")
    );
    assert_eq!(with(r#","Headers":"x""#), invalid("Headers"));
    assert_eq!(
        with(r#","QueryParameters":"?a=b""#),
        invalid("QueryParameters")
    );
    assert_eq!(with(r#","Extra":1"#), unsupported("Extra"));
    let missing = Some("The field 'Authentication' is required but was missing".to_owned());
    assert_eq!(
        told(r#"{"ApiEndpoint":"https://a","Method":"GET"}"#),
        missing
    );
}
