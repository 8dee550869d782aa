//! The service as AWS's own clients see it: boto3 and the AWS CLI, over TCP on this machine. Where
//! they are not installed, the test says so and passes; with `CI` set it fails.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::process::Output;

use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use logs::{Configuration, Logs};
use tokio::net::TcpListener;
use tokio::process::Command;
use wire::{Caller, Request, RequestId, Response, Service as _};

async fn serve(logs: Logs) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let logs = logs.clone();
            tokio::spawn(async move {
                let service = service_fn(|request| answer(&logs, request));
                let http = hyper::server::conn::http1::Builder::new();
                // A client that hangs up is no failure.
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    address
}

async fn answer(logs: &Logs, request: http::Request<Incoming>) -> Result<Response, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let request = Request {
        head,
        body,
        caller: Caller::Owner,
        id: RequestId::random(),
    };
    Ok(logs.handle(request).await)
}

/// Whether a Python with boto3 is here.
async fn has_boto3() -> bool {
    let tried = Command::new("python3")
        .args(["-c", "import boto3"])
        .output();
    let found = tried.await.is_ok_and(|output| output.status.success());
    assert!(
        found || std::env::var_os("CI").is_none(),
        "boto3 is missing"
    );
    if !found {
        eprintln!("skipped: boto3 is not installed");
    }
    found
}

async fn run(address: SocketAddr, program: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .env("AWS_ENDPOINT_URL", format!("http://{address}"))
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_MAX_ATTEMPTS", "1")
        .env("AWS_PAGER", "")
        .output()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_reads_what_it_writes() {
    if !has_boto3().await {
        return;
    }
    let logs = Logs::open(Configuration::default()).unwrap();
    let address = serve(logs).await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/boto3_client.py");
    let output = run(address, "python3", &[script]).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_of_aws_filters() {
    if !has_boto3().await {
        return;
    }
    let logs = Logs::open(Configuration::default()).unwrap();
    let address = serve(logs).await;
    let group = ["--log-group-name", "/aws/lambda/charge"];
    let stream = ["--log-stream-name", "2026/11/26/[$LATEST]1"];
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    let event = format!("timestamp={now},message=ERROR refused");
    for arguments in [
        [
            "logs",
            "create-log-group",
            group[0],
            group[1],
            "",
            "",
            "",
            "",
        ],
        [
            "logs",
            "create-log-stream",
            group[0],
            group[1],
            stream[0],
            stream[1],
            "",
            "",
        ],
        [
            "logs",
            "put-log-events",
            group[0],
            group[1],
            stream[0],
            stream[1],
            "--log-events",
            &event,
        ],
    ] {
        let used: Vec<&str> = arguments.into_iter().filter(|a| !a.is_empty()).collect();
        let output = run(address, "aws", &used).await;
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
    let filter = [
        "logs",
        "filter-log-events",
        group[0],
        group[1],
        "--filter-pattern",
        "ERROR",
        "--query",
        "events[].message",
        "--output",
        "text",
    ];
    let output = run(address, "aws", &filter).await;
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.trim(), "ERROR refused");
}
