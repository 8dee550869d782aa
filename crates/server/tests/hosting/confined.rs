//! The server within what `compose.yaml` leaves it, put together from the same parts of the kernel.

use std::fs;
use std::io::{BufRead as _, BufReader, Lines, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// Whom the server runs as.
const USER: u32 = 10_001;

/// A server behind bars, killed when it is dropped.
struct Confined {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
    shop: String,
    aws: String,
}

/// A command behind bars.
fn confined(volume: &Path, arguments: &[&str]) -> Command {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hosting/confined.sh");
    let mut command = Command::new("unshare");
    command
        .args(["--mount", "sh", script, env!("CARGO_BIN_EXE_entrega")])
        .arg(volume)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// Why nothing can be confined here.
fn cannot(volume: &Path) -> Option<String> {
    if fs::metadata("/proc/self").is_ok_and(|process| process.uid() != 0) {
        return Some("only root can put somebody else behind bars".to_owned());
    }
    match confined(volume, &["--version"]).output() {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(error) => Some(error.to_string()),
    }
}

impl Confined {
    fn start(volume: &Path) -> Confined {
        let arguments = [
            "up",
            "--listen",
            "127.0.0.1:0",
            "--aws-listen",
            "127.0.0.1:0",
        ];
        let mut child = confined(volume, &arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut said = BufReader::new(child.stdout.take().expect("it prints")).lines();
        let mut address = |what: &str| {
            let mut lines = said.by_ref().map_while(Result::ok);
            let line = lines.find(|line| line.trim_start().starts_with(what));
            let line = line.expect("it says where it is");
            let (_, address) = line.split_once("http://").expect("an address");
            address.trim_end_matches('/').to_owned()
        };
        let (shop, aws) = (address("shop"), address("AWS endpoint"));
        Confined {
            child,
            said,
            shop,
            aws,
        }
    }

    /// What the kernel says of its process.
    fn status(&self, field: &str) -> String {
        let path = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(path).expect("it is alive");
        let line = status.lines().find(|line| line.starts_with(field));
        let (_, value) = line.and_then(|line| line.split_once(':')).expect(field);
        value.trim().to_owned()
    }

    /// What the shop answers with 200 or 201.
    fn ask(&self, method: &str, path: &str, token: &str, body: &Value) -> Value {
        let body = body.to_string();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
             idempotency-key: hosting-1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.shop,
            body.len()
        );
        let mut stream = TcpStream::connect(&self.shop).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 20"), "{path}: {answer}");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).expect("JSON")
    }
}

impl Drop for Confined {
    /// As `kill -9` does.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = self.said.by_ref().count();
    }
}

/// Places an order in cash, as a guest; gives the guest's token and the order's path.
fn order(server: &Confined) -> (String, String) {
    let guest = json!({"name": "Ana", "phone": "(11) 98765-4321"});
    let session = server.ask("POST", "/api/stores/loja/sessions", "", &guest);
    let token = session["token"].as_str().expect("a token").to_owned();
    let menu = server.ask("GET", "/api/stores/loja/menu", &token, &json!({}));
    let categories = menu["categories"].as_array().expect("categories");
    let mut items = categories
        .iter()
        .filter_map(|one| one["items"].as_array())
        .flatten();
    let item = items.find(|item| {
        let options = item["options"].as_array();
        options.is_none_or(|all| all.iter().all(|group| group["min"] == 0))
            && item["price"].as_i64().is_some_and(|price| price >= 2_000)
    });
    let town = delivery::town::Town::bundled();
    let place = town.nearest(delivery::town::Point { x: 300.0, y: 200.0 });
    let cart = json!({"lines": [{"item": item.expect("an item")["id"], "quantity": 2}]});
    let address = json!({"line": town.address_of(place).to_string()});
    let wish = json!({"cart": cart, "address": address});
    let quote = server.ask("POST", "/api/quotes", &token, &wish);
    let placed = json!({"cart": cart, "quote": quote["quote"], "payment": {"type": "CASH"}});
    let order = server.ask("POST", "/api/orders", &token, &placed);
    (
        token,
        format!("/api/orders/{}", order["id"].as_str().expect("an order")),
    )
}

#[test]
fn an_order_outlives_a_server_without_privileges() {
    let volume = tempfile::tempdir().expect("a folder");
    if let Some(why) = cannot(volume.path()) {
        eprintln!("skipped: {why}");
        return;
    }
    chown(volume.path(), Some(USER), Some(USER)).expect("the volume is the user's");
    let server = Confined::start(volume.path());
    assert_eq!(
        server.status("Uid"),
        [USER.to_string().as_str(); 4].join("\t")
    );
    for capabilities in ["CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb"] {
        assert_eq!(server.status(capabilities), "0000000000000000");
    }
    assert_eq!(server.status("NoNewPrivs"), "1");
    let mounts = fs::read_to_string(format!("/proc/{}/mountinfo", server.child.id()));
    let mounts = mounts.expect("it is alive");
    let last_at_root = mounts
        .lines()
        .rfind(|line| line.split(' ').nth(4) == Some("/"));
    let options = last_at_root.and_then(|line| line.split(' ').nth(5));
    assert!(options.expect("a root").starts_with("ro"), "{mounts}");

    let is_well = |server: &Confined| {
        let endpoint = format!("http://{}", server.aws);
        let asked = confined(volume.path(), &["health", "--endpoint", &endpoint]).output();
        let asked = asked.expect("it runs");
        assert_eq!(String::from_utf8_lossy(&asked.stdout), "ok\n");
        assert!(asked.status.success());
    };
    is_well(&server);
    let (token, path) = order(&server);
    drop(server);

    let server = Confined::start(volume.path());
    is_well(&server);
    let found = server.ask("GET", &path, &token, &json!({}));
    assert_eq!(found["payment"]["method"], "CASH", "{found}");
    let data = fs::metadata(volume.path().join("entrega")).expect("the data");
    assert_eq!((data.uid(), data.mode() & 0o777), (USER, 0o700));
}
