//! Tables, by boto3, unmodified; and what is left of them after `kill -9`.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

use serde_json::{Value, json};

use crate::server::Server;

/// How often the server is killed, by how many clients it is asked, and how many orders it takes
/// in between at least.
const KILLS: usize = 3;
const CLIENTS: usize = 8;
const PLACED_MIN: usize = 100;

#[test]
fn boto3_finds_what_it_knows() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
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
    let (key, secret) = server.keys();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/up/dynamodb.py");
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

/// The status and body of an answer; `None` when the server is gone.
fn ask(address: &str, operation: &str, body: &Value) -> Option<(u16, Value)> {
    let body = body.to_string();
    let request = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: DynamoDB_20120810.{operation}\r\n\
         content-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    Some((status, serde_json::from_str(body).ok()?))
}

/// The body of an answer of a server that is up.
fn get(address: &str, operation: &str, body: &Value) -> Value {
    let (status, answer) = ask(address, operation, body).expect("a server");
    assert_eq!(status, 200, "{answer}");
    answer
}

/// Orders and their stock are written together: as many pieces are gone as there are orders.
fn place(number: u32) -> Value {
    let order = json!({"id": {"S": format!("order-{number}")}});
    json!({"TransactItems": [
        {"Put": {
            "TableName": "shop",
            "Item": order,
            "ConditionExpression": "attribute_not_exists(id)",
        }},
        {"Update": {
            "TableName": "shop",
            "Key": {"id": {"S": "stock"}},
            "UpdateExpression": "ADD taken :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }},
    ]})
}

/// Places orders, and none again, until the server is gone; the numbers of those that were
/// acknowledged.
fn place_until_gone(address: &str, next: &AtomicU32, placed: &AtomicUsize) -> Vec<u32> {
    let mut acknowledged = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        match ask(address, "TransactWriteItems", &place(number)) {
            Some((200, _)) => acknowledged.push(number),
            Some((status, answer)) => panic!("{status} {answer}"),
            None => return acknowledged,
        }
        placed.fetch_add(1, Ordering::Relaxed);
    }
}

/// The numbers of all orders, and how many pieces are gone.
fn what_is_left(address: &str) -> (BTreeSet<u32>, usize) {
    let mut orders = BTreeSet::new();
    let mut taken = 0;
    let mut scan = json!({"TableName": "shop", "ConsistentRead": true, "Limit": 100});
    loop {
        let page = get(address, "Scan", &scan);
        for item in page["Items"].as_array().expect("items") {
            let id = item["id"]["S"].as_str().expect("an id");
            if let Some(number) = id.strip_prefix("order-") {
                orders.insert(number.parse().expect("a number"));
            } else {
                let pieces = item["taken"]["N"].as_str().expect("a number");
                taken = pieces.parse().expect("a number");
            }
        }
        if page["LastEvaluatedKey"].is_null() {
            return (orders, taken);
        }
        scan["ExclusiveStartKey"] = page["LastEvaluatedKey"].clone();
    }
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(folder.path(), &["--anonymous"]);
    let table = json!({
        "TableName": "shop",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    get(&server.address, "CreateTable", &table);
    let next = AtomicU32::new(0);
    let mut acknowledged = BTreeSet::new();
    for _ in 0..KILLS {
        let address = server.address.clone();
        let placed = AtomicUsize::new(0);
        thread::scope(|scope| {
            let clients =
                [(); CLIENTS].map(|()| scope.spawn(|| place_until_gone(&address, &next, &placed)));
            while placed.load(Ordering::Relaxed) < PLACED_MIN
                && !clients.iter().all(ScopedJoinHandle::is_finished)
            {
                thread::yield_now();
            }
            server.kill();
            for client in clients {
                acknowledged.extend(client.join().expect("orders are placed"));
            }
        });
        server = Server::start(folder.path(), &["--anonymous"]);
        let (orders, taken) = what_is_left(&server.address);
        let lost: Vec<&u32> = acknowledged.difference(&orders).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        assert_eq!(taken, orders.len(), "an order and its stock go together");
    }
    assert!(acknowledged.len() >= KILLS * PLACED_MIN);
}
