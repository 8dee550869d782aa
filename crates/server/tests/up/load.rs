//! `entrega load` against a server of its own: orders placed, paid and delivered over the API, and
//! one that is killed in the middle.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::server::Server;

/// A server whose shop is there, at the pace of life: nobody here waits for a time that passes, and
/// on a slow machine nothing expires.
fn start(folder: &Path, shop: &str) -> Server {
    Server::start(folder, &["--listen", shop])
}

fn load(server: &Server, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_entrega"))
        .args(["load", "--json", "--server"])
        .arg(format!("http://{}", server.shop))
        .arg("--data")
        .arg(&server.folder)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs")
}

fn report(load: Child) -> Value {
    let output = load.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
    assert!(output.status.success(), "{report:#}");
    for invariant in ["oversold", "double_charges", "lost", "unnotified", "stuck"] {
        assert_eq!(report["invariants"][invariant], 0, "{report:#}");
    }
    report
}

#[test]
fn orders_are_brought_to_the_door() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), "127.0.0.1:0");
    let carried = [
        "--orders",
        "60",
        "--concurrency",
        "8",
        "--carry-to",
        "delivered",
    ];
    let report = report(load(&server, &carried));
    let delivered = report["by_status"]["DELIVERED"].as_u64();
    assert!(delivered >= Some(45), "{report:#}");
    assert_eq!(report["notes"], serde_json::json!([]), "{report:#}");
}

#[test]
fn the_last_portions_are_sold_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), "127.0.0.1:0");
    let hot = ["--orders", "60", "--concurrency", "60", "--mix", "plain"];
    let hot = [&hot[..], &["--hot-item", "feijoada=10"]].concat();
    let report = report(load(&server, &hot));
    assert_eq!(report["by_status"]["CONFIRMED"], 10, "{report:#}");
}

#[test]
fn a_server_that_is_killed_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), "127.0.0.1:0");
    let shop = server.shop.clone();
    let mut running = load(&server, &["--orders", "150", "--concurrency", "16"]);
    let mut server = Some(server);
    for _ in 0..3 {
        // Some of the work is done, and not all of it.
        std::thread::sleep(std::time::Duration::from_millis(700));
        if running.try_wait().expect("it can be asked").is_some() {
            break;
        }
        server.take().expect("a server").kill();
        server = Some(start(folder.path(), &shop));
    }
    let report = report(running);
    assert!(report["placed"].as_u64() >= Some(120), "{report:#}");
}
