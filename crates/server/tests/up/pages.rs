//! The plain pages, as a browser meets them; and what only a demo shows.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::browser::{Answer, ask, get};
use crate::server::Server;

fn switch(server: &Server, path: &str, body: &str, site: &str) -> Answer {
    let headers = [
        ("content-type", "application/json"),
        ("sec-fetch-site", site),
    ];
    ask(server, "POST", path, &headers, body)
}

#[test]
fn the_front_is_the_menu_in_the_readers_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
    let front = get(&server, "/");
    assert_eq!(front.status, 200);
    assert_eq!(front.headers["content-language"], "pt-BR");
    assert!(front.body.contains("Feijoada completa") && front.body.contains("48,90"));
    let policy = &front.headers["content-security-policy"];
    assert!(policy.starts_with("default-src 'self';"), "{policy}");
    assert_eq!(front.headers["x-content-type-options"], "nosniff");
    let english = ask(&server, "GET", "/", &[("accept-language", "en-GB")], "");
    assert!(english.body.contains("<html lang=\"en\">") && english.body.contains("Mains"));
    let chosen = ask(
        &server,
        "GET",
        "/?lang=pt-BR",
        &[("accept-language", "en")],
        "",
    );
    assert!(chosen.body.contains("Pratos"));
    for missing in [
        "/nothing",
        "/r/made-up",
        "/assets/nothing.js",
        "/pictures/nothing.svg",
    ] {
        let answer = get(&server, missing);
        assert_eq!(answer.status, 404, "{missing}");
        assert!(answer.body.contains("Esta página não existe"), "{missing}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
}

#[test]
fn a_file_that_a_browser_has_is_not_sent_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
    for (path, kind) in [
        ("/assets/entrega.css", "text/css; charset=utf-8"),
        ("/assets/town.js", "text/javascript; charset=utf-8"),
        ("/assets/texts.en.json", "application/json"),
        ("/assets/icon.svg", "image/svg+xml"),
        ("/pictures/feijoada.svg", "image/svg+xml"),
    ] {
        let first = get(&server, path);
        assert_eq!((first.status, &*first.headers["content-type"]), (200, kind));
        let etag = &first.headers["etag"];
        let again = ask(&server, "GET", path, &[("if-none-match", etag)], "");
        assert_eq!((again.status, &*again.body), (304, ""), "{path}");
    }
}

#[test]
fn only_a_demo_shows_itself_and_can_be_made_to_fail() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
    for path in ["/demo/state", "/demo/events", "/demo/messages", "/phone"] {
        assert_eq!(get(&server, path).status, 404, "{path}");
    }
    let body = r#"{"name":"pix_expires","on":true}"#;
    assert_eq!(
        switch(&server, "/demo/failures", body, "same-origin").status,
        404
    );
    drop(server);

    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["--demo", "--pace", "30"]);
    let town = get(&server, "/");
    assert!(town.body.contains("Rio das Garças"), "the map is not drawn");
    assert_eq!(get(&server, "/phone").status, 200);
    let state = || serde_json::from_str::<Value>(&get(&server, "/demo/state").body).expect("JSON");
    let shown = state();
    assert_eq!(shown["pace"], 30);
    assert_eq!(shown["store"]["time_zone"], "America/Sao_Paulo");
    for part in ["orders", "couriers"] {
        assert!(shown[part].is_array(), "{part}");
    }
    for count in [
        "placed",
        "delivered",
        "cancelled",
        "per_minute",
        "open",
        "late",
    ] {
        assert!(shown["counts"][count].is_u64(), "{count}");
    }
    let failures = shown["failures"].as_array().expect("failures");
    assert_eq!(failures.len(), 5);
    assert!(failures.iter().all(|failure| failure["on"] == false));
    assert!(
        failures
            .iter()
            .all(|failure| failure["expected"]["en"].is_string())
    );

    assert_eq!(
        switch(&server, "/demo/failures", body, "cross-site").status,
        403
    );
    assert_eq!(
        switch(&server, "/demo/failures", body, "same-origin").status,
        200
    );
    let paced = switch(&server, "/demo/pace", r#"{"times":600}"#, "same-origin");
    assert_eq!((paced.status, &*paced.body), (200, r#"{"times":60}"#));
    let plain = ask(
        &server,
        "POST",
        "/demo/pace",
        &[("content-type", "text/plain")],
        "{}",
    );
    assert_eq!(plain.status, 415);
    // What was read a moment ago may be shown once more.
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    while state()["failures"][0]["on"] != true {
        assert!(
            std::time::Instant::now() < deadline,
            "it is not switched on"
        );
    }
    assert_eq!(state()["pace"], 60);
}

#[test]
fn an_event_of_a_demo_is_its_whole_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["--demo"]);
    let mut stream = TcpStream::connect(&server.shop).expect("it listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .expect("a time-out");
    write!(stream, "GET /demo/events HTTP/1.1\r\nhost: shop\r\n\r\n").expect("it is sent");
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "content-type: text/event-stream"));
    assert!(lines.any(|line| line == "event: state"));
    let data = lines.next().expect("data");
    let state: Value = serde_json::from_str(data.trim_start_matches("data: ")).expect("JSON");
    assert!(state["orders"].is_array() && state["now"].is_string());
}
