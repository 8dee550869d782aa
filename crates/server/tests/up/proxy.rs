//! A server behind a proxy: what it believes, and of whom; and where its links lead.

use std::process::Command;
use std::time::SystemTime;

use bytes::Bytes;
use http::Request;
use iam::{Credentials, Scope, Secret};
use serde_json::Value;

use crate::browser::{Answer, ask, get};
use crate::server::Server;

const SHOP: &str = "https://pedidos.example.com";

/// More tries to sign in than one client has at once.
const TRIES: usize = 40;

fn start(folder: &std::path::Path, more: &[&str]) -> Server {
    let listens = free_address();
    let arguments = [&["--listen", &listens], more].concat();
    let mut server = Server::start(folder, &arguments);
    server.shop = listens;
    server
}

/// An address of this machine that nobody listens on.
fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").to_string()
}

fn guest(server: &Server, headers: &[(&str, &str)]) -> Answer {
    let json = [("content-type", "application/json")];
    let headers = [&json, headers].concat();
    let wish = r#"{"name":"Ana"}"#;
    ask(server, "POST", "/api/stores/loja/sessions", &headers, wish)
}

#[test]
fn links_cookies_and_origins_are_those_of_the_public_address() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), &["--public-url", SHOP]);
    for path in ["/", "/api/shop", "/nothing"] {
        let answer = get(&server, path);
        let kept = &answer.headers["strict-transport-security"];
        assert!(kept.starts_with("max-age=31536000"), "{path}");
    }
    let let_in = guest(&server, &[("origin", SHOP)]);
    assert!(let_in.headers["set-cookie"].ends_with("; Secure"));
    let cookie = let_in.cookie();
    let elsewhere = format!("http://{}", server.shop);
    for foreign in [
        elsewhere.as_str(),
        "http://pedidos.example.com",
        "https://evil.example",
    ] {
        let turned_away = guest(&server, &[("origin", foreign), ("cookie", &cookie)]);
        assert_eq!(turned_away.problem(403), "foreign_origin", "{foreign}");
    }
    let printed = Command::new(env!("CARGO_BIN_EXE_entrega"))
        .args(["staff-link", "--server", &elsewhere, "--public-url", SHOP])
        .arg("--data")
        .arg(folder.path())
        .output()
        .expect("it prints");
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(
        printed.starts_with(&format!("{SHOP}/console#t=")),
        "{printed}"
    );
}

/// How many of many tries to sign in are looked at, each said to come from another client.
fn tries_looked_at(server: &Server, header: &str) -> usize {
    let looked_at = (0..TRIES).filter(|number| {
        let said = format!("{header}203.0.113.{number}");
        let headers = [
            ("content-type", "application/json"),
            ("x-forwarded-for", &said),
        ];
        let sign_in = r#"{"link_token":"wrong"}"#;
        let answer = ask(server, "POST", "/api/staff/sign-in", &headers, sign_in);
        answer.status != 429 && answer.problem(401) == "link_gone"
    });
    looked_at.count()
}

#[test]
fn only_what_a_trusted_proxy_adds_says_who_a_client_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let trusting = ["--public-url", SHOP, "--trusted-proxy", "127.0.0.0/8"];
    let server = start(folder.path(), &trusting);
    assert_eq!(tries_looked_at(&server, "198.51.100.1, "), TRIES);
    drop(server);
    let server = start(folder.path(), &["--public-url", SHOP]);
    assert!(tries_looked_at(&server, "") < TRIES);
}

/// What the AWS endpoint answers to a request that was signed for another host.
fn answer_to_signed(server: &Server, proxy_says: &str) -> (u16, String) {
    let (access_key_id, secret) = server.keys();
    let keys = Credentials {
        access_key_id,
        secret_access_key: Secret::from(secret),
        session_token: None,
    };
    let request = Request::post("/")
        .header("host", "aws.example.com")
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", "AWSStepFunctions.ListStateMachines")
        .body(Bytes::from_static(b"{}"))
        .expect("a request");
    let scope = Scope {
        region: "us-east-1",
        service: "states",
    };
    let signed = iam::sign(request, &keys, scope, SystemTime::now()).expect("signed");
    let signed = signed.headers().iter().filter(|(name, _)| *name != "host");
    let headers: String = signed
        .map(|(name, value)| [name.as_str(), ": ", value.to_str().expect("text"), "\r\n"].concat())
        .collect();
    let text = format!(
        "POST / HTTP/1.1\r\nhost: inner:4566\r\nconnection: close\r\n{proxy_says}{headers}\
         content-length: 2\r\n\r\n{{}}"
    );
    server.send(text.as_bytes())
}

#[test]
fn a_signature_covers_the_host_that_the_client_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["--trusted-proxy", "127.0.0.1"]);
    for proxy_says in [
        "x-forwarded-for: 203.0.113.9\r\nx-forwarded-host: aws.example.com\r\n",
        "forwarded: for=203.0.113.9;host=aws.example.com;proto=https\r\n",
    ] {
        let (status, body) = answer_to_signed(&server, proxy_says);
        assert_eq!(status, 200, "{body}");
        let body: Value = serde_json::from_str(&body).expect("JSON");
        assert!(body["stateMachines"].is_array());
    }
    let (status, body) = answer_to_signed(&server, "");
    assert!(
        body.contains("InvalidSignatureException"),
        "{status} {body}"
    );
    drop(server);
    let server = Server::start(folder.path(), &[]);
    let says = "x-forwarded-for: 203.0.113.9\r\nx-forwarded-host: aws.example.com\r\n";
    let (status, body) = answer_to_signed(&server, says);
    assert!(
        body.contains("InvalidSignatureException"),
        "{status} {body}"
    );
}
