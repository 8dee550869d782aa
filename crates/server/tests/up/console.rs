//! The operator comes in, and asks AWS's API on the web port.

use std::io::{Cursor, Write as _};
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::browser::{Answer, ask};
use crate::server::Server;

const OWN_PAGE: (&str, &str) = ("sec-fetch-site", "same-origin");
const JSON: (&str, &str) = ("content-type", "application/json");

fn sign_in(server: &Server, token: &str) -> Answer {
    let wish = json!({"link_token": token}).to_string();
    ask(server, "POST", "/api/staff/sign-in", &[JSON], &wish)
}

/// A guest of the store, by cookie.
fn guest(server: &Server) -> String {
    let path = "/api/stores/loja/sessions";
    ask(server, "POST", path, &[JSON], r#"{"name":"Ana"}"#).cookie()
}

/// Somebody of the staff, whom an operator takes on.
fn clerk(server: &Server, operator: &str) -> String {
    let cookie = ("cookie", operator);
    let wish = json!({"name": "rui", "role": "clerk", "password": "correct horse"}).to_string();
    let path = "/api/board/staff";
    ask(server, "POST", path, &[JSON, cookie, OWN_PAGE], &wish).expect(201);
    let wish = json!({"store": "loja", "name": "rui", "password": "correct horse"}).to_string();
    ask(server, "POST", "/api/staff/sign-in", &[JSON], &wish).cookie()
}

fn list_machines(server: &Server, headers: &[(&str, &str)]) -> Answer {
    let target = [("x-amz-target", "AWSStepFunctions.ListStateMachines")];
    let headers = [&target, headers].concat();
    ask(server, "POST", "/aws/", &headers, "{}")
}

#[test]
fn a_link_lets_in_and_the_command_prints_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
    let first = sign_in(&server, &server.link_token);
    assert_eq!(first.expect(200)["role"], "operator");
    assert_eq!(
        sign_in(&server, &server.link_token).problem(401),
        "link_gone"
    );
    let printed = Command::new(env!("CARGO_BIN_EXE_entrega"))
        .args(["staff-link", "--server", &format!("http://{}", server.shop)])
        .arg("--data")
        .arg(folder.path())
        .output()
        .expect("it runs");
    let printed = String::from_utf8(printed.stdout).expect("a text");
    let (address, token) = printed.trim().split_once("/console#t=").expect("a link");
    assert_eq!(address, format!("http://{}", server.shop));
    let second = sign_in(&server, token).cookie();
    for cookie in [first.cookie(), second] {
        let who = ask(
            &server,
            "GET",
            "/api/staff/session",
            &[("cookie", &cookie)],
            "",
        );
        assert_eq!(who.expect(200)["name"], "operator");
    }
}

#[test]
fn only_an_operator_on_the_shops_own_pages_asks_aws_api() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["--anonymous"]);
    let operator = sign_in(&server, &server.link_token).cookie();
    assert_eq!(list_machines(&server, &[]).problem(401), "not_signed_in");
    for somebody in [guest(&server), clerk(&server, &operator)] {
        let cookie = ("cookie", somebody.as_str());
        let refused = list_machines(&server, &[cookie, OWN_PAGE]);
        assert_eq!(refused.problem(403), "wrong_role");
    }
    let cookie = ("cookie", operator.as_str());
    let elsewhere = ("origin", "https://elsewhere.example");
    let beside = format!("http://{}.elsewhere.example/", server.shop);
    for foreign in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[elsewhere],
        &[("referer", &beside)],
        &[],
    ] {
        let headers = [&[cookie], foreign].concat();
        assert_eq!(
            list_machines(&server, &headers).problem(403),
            "foreign_origin"
        );
        let reads = ask(&server, "GET", "/aws/2015-03-31/functions", &headers, "");
        assert_eq!(reads.problem(403), "foreign_origin");
    }
    // As browsers ask over plain HTTP, without saying more.
    let page = format!("http://{}/console", server.shop);
    let reads = ask(
        &server,
        "GET",
        "/aws/2015-03-31/functions",
        &[cookie, ("referer", &page)],
        "",
    );
    assert!(reads.expect(200)["Functions"].is_array());
}

#[test]
fn the_console_asks_each_protocol_of_aws() {
    let folder = tempfile::tempdir().expect("a folder");
    // Nobody else may: requests are signed.
    let server = Server::start(folder.path(), &[]);
    let operator = sign_in(&server, &server.link_token).cookie();
    let own = [("cookie", operator.as_str()), OWN_PAGE];
    let own_and = |headers: &[(&'static str, &'static str)]| [&own, headers].concat();

    let machines = list_machines(&server, &own);
    assert_eq!(
        machines.headers["content-type"],
        "application/x-amz-json-1.0"
    );
    assert!(machines.headers.contains_key("x-amzn-requestid"));
    let machines = machines.expect(200);
    let named = |name: &str| {
        let machines = machines["stateMachines"].as_array().expect("a list");
        machines.iter().any(|machine| machine["name"] == name)
    };
    assert!(named("order"), "{machines}");

    let code = json!({
        "FunctionName": "hello",
        "Runtime": "provided.al2023",
        "Handler": "bootstrap",
        "Role": "arn:aws:iam::000000000000:role/hello",
        "Code": {"ZipFile": archive()},
    });
    let functions = "/aws/2015-03-31/functions";
    let made = ask(
        &server,
        "POST",
        functions,
        &own_and(&[JSON]),
        &code.to_string(),
    );
    assert_eq!(made.expect(201)["FunctionName"], "hello");
    let concurrency = "/aws/2019-09-30/functions/hello/concurrency";
    assert_eq!(ask(&server, "GET", concurrency, &own, "").status, 200);

    let form = ("content-type", "application/x-www-form-urlencoded");
    let wish = "Action=CreateTopic&Name=news&Version=2010-03-31";
    let topic = ask(&server, "POST", "/aws/", &own_and(&[form]), wish);
    assert_eq!(topic.status, 200, "{}", topic.body);
    assert!(
        topic
            .body
            .contains("arn:aws:sns:us-east-1:000000000000:news")
    );

    let refused = ask(
        &server,
        "POST",
        "/aws/",
        &own_and(&[("x-amz-target", "No.Such")]),
        "{}",
    );
    assert_eq!(refused.expect(403)["__type"], "MissingAuthenticationToken");
}

/// A function's code, as `CreateFunction` takes it.
fn archive() -> Value {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let executable = SimpleFileOptions::default().unix_permissions(0o755);
    zip.start_file("bootstrap", executable).expect("a file");
    zip.write_all(b"#!/bin/sh\nexit 1\n").expect("written");
    let bytes = zip.finish().expect("an archive").into_inner();
    BASE64_STANDARD.encode(bytes).into()
}
