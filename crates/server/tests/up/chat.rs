//! Conversations, over `kill -9`: an answer is whole or says that it is not, and what was confirmed
//! is done once.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::server::Server;

/// Nothing here takes so long, unless it does not end at all: so many looks, a tenth of a second
/// apart.
const LOOKS: u32 = 600;

/// A customer of a server.
struct Customer {
    shop: String,
    token: String,
}

impl Customer {
    fn ask(&self, method: &str, path: &str, key: &str, body: &Value) -> (u16, Value) {
        let body = body.to_string();
        let authorization = match self.token.as_str() {
            "" => String::new(),
            token => format!("authorization: Bearer {token}\r\n"),
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{authorization}\
             idempotency-key: {key}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.shop,
            body.len()
        );
        let mut stream = TcpStream::connect(&self.shop).expect("it listens");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        let json = serde_json::from_str(body).unwrap_or_default();
        (status.expect("a status"), json)
    }

    #[track_caller]
    fn post(&self, path: &str, key: &str, body: &Value) -> Value {
        let (status, answer) = self.ask("POST", path, key, body);
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        let (status, answer) = self.ask("GET", path, "none", &json!({}));
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// What is at a path, once this is true of it.
    fn until(&self, path: &str, is: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..LOOKS {
            let found = self.get(path);
            if is(&found) {
                return found;
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("it did not come: {}", self.get(path));
    }

    /// The same customer, of a server that has started again.
    fn at(&self, server: &Server) -> Customer {
        Customer {
            shop: server.shop.clone(),
            token: self.token.clone(),
        }
    }
}

/// A guest of a server who talks.
fn guest(server: &Server) -> (Customer, String) {
    let mut customer = Customer {
        shop: server.shop.clone(),
        token: String::new(),
    };
    let name = json!({"name": "Ana", "phone": "(11) 98765-4321", "language": "en"});
    let session = customer.post("/api/stores/loja/sessions", "none", &name);
    session["token"]
        .as_str()
        .expect("a token")
        .clone_into(&mut customer.token);
    let wish = json!({"language": "en"});
    let begun = customer.post("/api/chat/conversations", "none", &wish);
    let id = begun["id"].as_str().expect("an id");
    (customer, format!("/api/chat/conversations/{id}"))
}

/// Places an order.
fn order(customer: &Customer, key: &str) -> Value {
    let menu = customer.get("/api/stores/loja/menu");
    let categories = menu["categories"].as_array().expect("categories");
    let items = categories.iter().filter_map(|one| one["items"].as_array());
    let plain = |item: &&Value| {
        let options = item["options"].as_array();
        let free = options.is_none_or(|all| all.iter().all(|group| group["min"] == 0));
        free && item["price"].as_i64().is_some_and(|price| price >= 2_000)
    };
    let item = items.flatten().find(plain).expect("an item");
    let town = delivery::town::Town::bundled();
    let place = town.nearest(delivery::town::Point { x: 300.0, y: 200.0 });
    let cart = json!({"lines": [{"item": item["id"], "quantity": 2}]});
    let address = json!({"line": town.address_of(place).to_string()});
    let quote = customer.post(
        "/api/quotes",
        key,
        &json!({"cart": cart, "address": address}),
    );
    let placed = json!({"cart": cart, "quote": quote["quote"], "payment": {"type": "CASH"}});
    customer.post("/api/orders", key, &placed)
}

#[test]
fn an_answer_is_whole_or_says_that_it_was_interrupted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(folder.path(), &[]);
    let (mut customer, path) = guest(&server);
    order(&customer, "o1");
    for (round, patience) in [0, 2, 5, 20].into_iter().enumerate() {
        let key = format!("m{round}");
        let text = json!({"text": "Where is my order?"});
        let messages = format!("{path}/messages");
        let taken = customer.post(&messages, &key, &text);
        thread::sleep(Duration::from_millis(patience));
        server.kill();
        server = Server::start(folder.path(), &[]);
        customer = customer.at(&server);
        let shown = customer.until(&path, |shown| shown["run"].is_null());
        let entries = shown["entries"].as_array().expect("entries");
        let of_run = |entry: &&Value| entry["by"] == "assistant" && entry["run"] == taken["run"];
        let answers: Vec<&Value> = entries.iter().filter(of_run).collect();
        assert_eq!(answers.len(), 1, "{shown}");
        let ended = answers[0]["ended"].as_str().expect("an end");
        assert!(["done", "interrupted"].contains(&ended), "{ended}");
        // Sent again it is the same message, whose answer is there.
        assert_eq!(customer.post(&messages, &key, &text), taken);
        if ended == "interrupted" {
            assert!(answers[0]["ended_text"].as_str().is_some());
            let retry = format!("{path}/runs/{}/retry", taken["run"]);
            let again = customer.post(&retry, "none", &json!({}));
            customer.until(&path, |shown| {
                let entries = shown["entries"].as_array().expect("entries");
                let last = entries.last().expect("an entry");
                last["run"] == again["run"] && last["ended"] == "done"
            });
        }
    }
}

#[test]
fn what_was_confirmed_is_done_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(folder.path(), &[]);
    for patience in [0, 3, 15] {
        let (mut customer, path) = guest(&server);
        let placed = order(&customer, "o");
        let id = placed["id"].as_str().expect("an id");
        let text = json!({"text": format!("Please cancel order {}", placed["number"])});
        customer.post(&format!("{path}/messages"), "m", &text);
        let proposed = customer.until(&path, |shown| {
            let proposals = shown["proposals"].as_array().expect("proposals");
            shown["run"].is_null() && proposals.len() == 1
        });
        let proposal = proposed["proposals"][0]["id"].clone();
        let confirm = format!("{path}/proposals/{proposal}/confirm");
        customer.post(&confirm, "none", &json!({}));
        thread::sleep(Duration::from_millis(patience));
        server.kill();
        server = Server::start(folder.path(), &[]);
        customer = customer.at(&server);
        let told = |entry: &&Value| entry["by"] == "assistant" && entry["run"].is_null();
        let shown = customer.until(&path, |shown| {
            let entries = shown["entries"].as_array().expect("entries");
            entries.iter().filter(told).count() == 1
        });
        assert_eq!(shown["proposals"][0]["outcome"], "done", "{shown}");
        let timeline = customer.get(&format!("/api/orders/{id}/timeline"));
        let entries = timeline["entries"].as_array().expect("entries");
        let asked = |entry: &&Value| entry["event"] == "CANCELLATION_REQUESTED";
        assert_eq!(entries.iter().filter(asked).count(), 1, "{timeline}");
        let (status, problem) = customer.ask("POST", &confirm, "none", &json!({}));
        assert_eq!(
            (status, &problem["code"]),
            (409, &json!("proposal_answered"))
        );
    }
}
