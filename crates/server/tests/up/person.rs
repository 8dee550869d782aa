//! Somebody who uses the shop by its API, and what they do there.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::server::Server;

/// Nothing here takes so long, unless it does not end at all: so many looks, a tenth of a second
/// apart.
const LOOKS: u32 = 600;

/// Somebody who asks a server's API: a customer, the store, a courier.
pub(crate) struct Person {
    shop: String,
    token: String,
    /// As which courier an operator acts.
    courier: Option<String>,
}

impl Person {
    /// A guest of the shop.
    pub(crate) fn guest(server: &Server) -> Person {
        let mut guest = Person::with_token(server, "");
        let name = json!({"name": "Ana", "phone": "(11) 98765-4321", "language": "en"});
        let session = guest.post("/api/stores/loja/sessions", "none", &name);
        session["token"]
            .as_str()
            .expect("a token")
            .clone_into(&mut guest.token);
        guest
    }

    /// The operator whose token is in the data folder.
    pub(crate) fn operator(server: &Server) -> Person {
        let token = fs::read_to_string(server.folder.join("operator.token")).expect("a token");
        Person::with_token(server, &token)
    }

    fn with_token(server: &Server, token: &str) -> Person {
        Person {
            shop: server.shop.clone(),
            token: token.to_owned(),
            courier: None,
        }
    }

    /// An operator as a courier.
    pub(crate) fn as_courier(&self, courier: &str) -> Person {
        Person {
            shop: self.shop.clone(),
            token: self.token.clone(),
            courier: Some(courier.to_owned()),
        }
    }

    /// What they show.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) fn ask(&self, method: &str, path: &str, key: &str, body: &Value) -> (u16, Value) {
        let body = body.to_string();
        let authorization = match self.token.as_str() {
            "" => String::new(),
            token => format!("authorization: Bearer {token}\r\n"),
        };
        let courier = self.courier.as_ref();
        let courier = courier.map_or(String::new(), |id| format!("entrega-courier: {id}\r\n"));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{authorization}{courier}\
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
    pub(crate) fn post(&self, path: &str, key: &str, body: &Value) -> Value {
        let (status, answer) = self.ask("POST", path, key, body);
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Value {
        let (status, answer) = self.ask("GET", path, "none", &json!({}));
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// What is at a path, once this is true of it.
    pub(crate) fn until(&self, path: &str, is: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..LOOKS {
            let found = self.get(path);
            if is(&found) {
                return found;
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("it did not come: {}", self.get(path));
    }

    /// The same one, of a server that has started again.
    pub(crate) fn at(&self, server: &Server) -> Person {
        Person {
            shop: server.shop.clone(),
            token: self.token.clone(),
            courier: self.courier.clone(),
        }
    }
}

/// Places an order.
pub(crate) fn order(customer: &Person, key: &str) -> Value {
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
