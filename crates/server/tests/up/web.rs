//! The web port: the web app, as far as it is in the program, and what only a demo shows.

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

/// Where a page says that its script is.
fn script(page: &str) -> &str {
    let (_, from) = page.split_once("src=\"").expect("a script");
    from.split('"').next().expect("an address")
}

#[test]
fn pages_are_part_of_the_program_or_say_how_they_are_built() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
    let shop = get(&server, "/");
    let policy = &shop.headers["content-security-policy"];
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    if shop.status == 503 {
        assert!(shop.body.contains("`cargo xtask web`"), "{}", shop.body);
        return;
    }
    let console = get(&server, "/console");
    for page in [&shop, &console] {
        assert_eq!(page.status, 200);
        let path = script(&page.body);
        let whole = get(&server, path);
        assert_eq!(
            whole.headers["content-type"],
            "text/javascript; charset=utf-8"
        );
        assert!(whole.headers["cache-control"].contains("immutable"));
        let head = ask(&server, "HEAD", path, &[("accept-encoding", "br")], "");
        assert_eq!((head.status, &*head.body), (200, ""));
        assert_eq!(head.headers["content-encoding"], "br");
        let length = |answer: &Answer| answer.headers["content-length"].parse::<usize>();
        assert!(length(&head).expect("bytes") < length(&whole).expect("bytes"));
    }
    assert_ne!(script(&shop.body), script(&console.body));
}

#[test]
fn only_a_demo_shows_itself_and_can_be_made_to_fail() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
    for path in ["/api/demo/state", "/api/demo/events", "/api/demo/messages"] {
        assert_eq!(get(&server, path).status, 404, "{path}");
    }
    let body = r#"{"name":"pix_expires","on":true}"#;
    assert_eq!(
        switch(&server, "/api/demo/failures", body, "same-origin").status,
        404
    );
    drop(server);

    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["--demo", "--pace", "30"]);
    let state =
        || serde_json::from_str::<Value>(&get(&server, "/api/demo/state").body).expect("JSON");
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
        switch(&server, "/api/demo/failures", body, "cross-site").status,
        403
    );
    assert_eq!(
        switch(&server, "/api/demo/failures", body, "same-origin").status,
        200
    );
    let paced = switch(&server, "/api/demo/pace", r#"{"times":600}"#, "same-origin");
    assert_eq!((paced.status, &*paced.body), (200, r#"{"times":60}"#));
    let plain = ask(
        &server,
        "POST",
        "/api/demo/pace",
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
    write!(
        stream,
        "GET /api/demo/events HTTP/1.1\r\nhost: shop\r\n\r\n"
    )
    .expect("it is sent");
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "content-type: text/event-stream"));
    assert!(lines.any(|line| line == "event: state"));
    let data = lines.next().expect("data");
    let state: Value = serde_json::from_str(data.trim_start_matches("data: ")).expect("JSON");
    assert!(state["orders"].is_array() && state["now"].is_string());
}
