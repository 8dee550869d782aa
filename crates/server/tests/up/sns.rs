//! Topics, by boto3, unmodified; messages that outlive `kill -9`; and those who mean no good.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use crate::server::Server;

/// Where an endpoint of a test may be.
const ALLOWED: [&str; 2] = ["--allow-host", "http://127.0.0.1:*"];

/// Nothing here takes so long, unless it does not happen at all.
const HAPPENS_WITHIN: Duration = Duration::from_secs(30);

#[test]
fn boto3_finds_what_it_knows() {
    let installed = Command::new("python3")
        .args(["-c", "import boto3"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !installed {
        assert!(std::env::var_os("CI").is_none(), "boto3 is not installed");
        eprintln!("skipped: boto3 is not installed");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &ALLOWED);
    let (key, secret) = server.keys();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/up/sns.py");
    let output = Command::new("python3")
        .arg(script)
        .env("AWS_ENDPOINT_URL", format!("http://{}", server.address))
        .env("AWS_ACCESS_KEY_ID", key)
        .env("AWS_SECRET_ACCESS_KEY", secret)
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_MAX_ATTEMPTS", "1")
        .output()
        .expect("python runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// An HTTP endpoint that is out of order until it is mended.
struct Endpoint {
    url: String,
    mended: Arc<AtomicBool>,
    posts: mpsc::Receiver<Post>,
}

/// What was posted, and whether it was taken.
struct Post {
    body: String,
    taken: bool,
}

impl Endpoint {
    fn open() -> Endpoint {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let mended = Arc::new(AtomicBool::new(false));
        let (sender, posts) = mpsc::channel();
        let is_mended = mended.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let body = read_post(&stream);
                let confirms = body.contains("\"SubscriptionConfirmation\"");
                let taken = confirms || is_mended.load(Ordering::SeqCst);
                let status = if taken {
                    "200 OK"
                } else {
                    "503 Service Unavailable"
                };
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
                // Whoever asked may be dead.
                let _ = (&stream).write_all(answer.as_bytes());
                if sender.send(Post { body, taken }).is_err() {
                    return;
                }
            }
        });
        Endpoint {
            url: format!("http://{address}/"),
            mended,
            posts,
        }
    }

    fn post(&self) -> Post {
        self.posts.recv_timeout(HAPPENS_WITHIN).expect("a post")
    }
}

/// The body of a request; empty when it breaks off.
fn read_post(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|bytes| bytes > 2) {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    let mut body = vec![0; length];
    match reader.read_exact(&mut body) {
        Ok(()) => String::from_utf8_lossy(&body).into_owned(),
        Err(_) => String::new(),
    }
}

fn form(body: &str) -> Vec<u8> {
    format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// What the server answers to an operation that it performs.
fn ask(server: &Server, body: &str) -> String {
    let (status, answer) = server.send(&form(&format!("Version=2010-03-31&{body}")));
    assert_eq!(status, 200, "{answer}");
    answer
}

#[test]
fn a_message_outlives_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = [&ALLOWED[..], &["--anonymous"]].concat();
    let server = Server::start(folder.path(), &arguments);
    let endpoint = Endpoint::open();
    ask(&server, "Action=CreateTopic&Name=orders");
    let topic = "TopicArn=arn:aws:sns:us-east-1:000000000000:orders";
    // A try each second, for longer than the test takes.
    let policy = "%7B%22healthyRetryPolicy%22%3A%7B%22minDelayTarget%22%3A1%2C\
                  %22maxDelayTarget%22%3A1%2C%22numRetries%22%3A100%7D%7D";
    ask(
        &server,
        &format!(
            "Action=Subscribe&{topic}&Protocol=http&Endpoint={}&Attributes.entry.1.key=\
             DeliveryPolicy&Attributes.entry.1.value={policy}",
            endpoint.url
        ),
    );
    let confirmation: serde_json::Value =
        serde_json::from_str(&endpoint.post().body).expect("a confirmation");
    let token = confirmation["Token"].as_str().expect("a token");
    ask(
        &server,
        &format!("Action=ConfirmSubscription&{topic}&Token={token}"),
    );
    for number in 0..10 {
        ask(
            &server,
            &format!("Action=Publish&{topic}&Message=order-{number}"),
        );
    }
    // In the middle of the tries, twice.
    endpoint.post();
    let folder_of_it = server.kill();
    let server = Server::start(&folder_of_it, &arguments);
    endpoint.post();
    server.kill();
    endpoint.mended.store(true, Ordering::SeqCst);
    let _server = Server::start(folder.path(), &arguments);
    let mut missing: Vec<String> = (0..10)
        .map(|number| format!("\"order-{number}\""))
        .collect();
    while !missing.is_empty() {
        let post = endpoint.post();
        missing.retain(|message| !(post.taken && post.body.contains(message)));
    }
}

#[test]
fn hostile_forms_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
    let link = |query: &str| {
        let head = format!("GET /?{query} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        server.send(head.as_bytes()).0
    };
    // The operation in a body does not count.
    let body = "Action=DeleteTopic";
    let two = format!(
        "GET /?Action=Unsubscribe HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(server.send(two.as_bytes()).0, 400);
    let nowhere = "arn:aws:sns:us-east-1:000000000000:orders";
    for (query, status) in [
        ("Action=ConfirmSubscription", 400),
        ("Action=ConfirmSubscription&Token=x&TopicArn=x", 400),
        (
            &format!("Action=ConfirmSubscription&Token=x&TopicArn={nowhere}"),
            404,
        ),
        ("Action=Unsubscribe&SubscriptionArn=%00%ff", 400),
        (
            &format!("Action=Unsubscribe&SubscriptionArn={nowhere}:x"),
            200,
        ),
        // What is no link needs a signature.
        ("Action=ListTopics&Version=2010-03-31", 403),
        (
            "Action=DeleteTopic&Action=Unsubscribe&Version=2010-03-31",
            400,
        ),
    ] {
        assert_eq!(link(query), status, "{query}");
    }
    let unsigned = form("Action=Publish&Version=2010-03-31&Message=x&PhoneNumber=%2B5511987654321");
    let (status, answer) = server.send(&unsigned);
    assert!(
        status == 403 && answer.contains("<ErrorResponse>"),
        "{status} {answer}"
    );
}

#[test]
fn a_password_is_never_repeated() {
    for url in [
        "smtp://shop:hunter2@mail.example",
        "mailto://shop:hunter2@mail.example?from=a@b.c",
        "hunter2",
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_entrega"))
            .args(["up", "--memory", "--aws-listen", "127.0.0.1:0"])
            .args(["--listen", "127.0.0.1:0"])
            .env("ENTREGA_SMTP_URL", url)
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && !said.contains("hunter2"),
            "{said}"
        );
        assert!(said.contains("from=ADDRESS"), "{said}");
    }
}
