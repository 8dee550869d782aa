//! `bootstrap` as Lambda starts it: it asks the Runtime API for events and answers them there.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

/// Nothing here takes so long, unless it does not end at all.
const ENDS_WITHIN: Duration = Duration::from_secs(20);

/// The first lines and the body of a request.
async fn read(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut part = [0; 4_096];
    loop {
        let read = stream.read(&mut part).await.expect("a request");
        text.extend_from_slice(&part[..read]);
        let so_far = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = so_far.split_once("\r\n\r\n") else {
            assert!(read > 0, "the request ended: {so_far}");
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        });
        if body.len() >= length.unwrap_or(0) {
            return so_far;
        }
    }
}

async fn answer(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let text = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n{body}");
    stream.write_all(text.as_bytes()).await.expect("an answer");
}

#[tokio::test]
async fn an_event_that_names_no_order_is_refused_as_lambda_expects() {
    let api = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = api.local_addr().expect("an address");
    let mut bootstrap = Command::new(env!("CARGO_BIN_EXE_bootstrap"))
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "CheckAvailabilityFunction")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/test")
        .env("AWS_LAMBDA_LOG_STREAM_NAME", "test")
        .env("_HANDLER", "CheckAvailabilityFunction")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "key")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("ENTREGA_SHOP_SECRET", "0a".repeat(32))
        .env("ENTREGA_TABLE", "entrega")
        .env(
            "ENTREGA_TOPIC_ARN",
            "arn:aws:sns:us-east-1:000000000000:order-notices",
        )
        .env("ENTREGA_BASE_URL", "http://127.0.0.1:8080")
        .env(
            "ENTREGA_SANDBOX_URL",
            "http://127.0.0.1:8080/sandbox/provider",
        )
        .kill_on_drop(true)
        .spawn()
        .expect("a process");
    let played = async {
        let mut events = 0;
        loop {
            let (mut stream, _) = api.accept().await.expect("a connection");
            loop {
                let request = read(&mut stream).await;
                if request.starts_with("GET /2018-06-01/runtime/invocation/next") && events == 0 {
                    events += 1;
                    let headers = "Lambda-Runtime-Aws-Request-Id: 8476a536\r\n\
                        Lambda-Runtime-Deadline-Ms: 4102444800000\r\n\
                        Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:1:function:f\r\n\
                        Content-Type: application/json\r\n";
                    answer(&mut stream, "200 OK", headers, r#"{"store":"loja"}"#).await;
                } else if request.starts_with("POST /2018-06-01/runtime/invocation/8476a536/error")
                {
                    return request;
                } else {
                    break;
                }
            }
        }
    };
    let refused = tokio::time::timeout(ENDS_WITHIN, played).await;
    let refused = refused.expect("the event was answered");
    assert!(
        refused.contains(r#""errorType":"InvalidEvent""#),
        "{refused}"
    );
    assert!(refused.contains("which order"), "{refused}");
    bootstrap.kill().await.expect("it ends");
}
