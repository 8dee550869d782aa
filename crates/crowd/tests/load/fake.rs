//! A shop in memory that answers as the API says, as far as a load test asks, and that can be made to
//! do wrong.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::channel::Channel;
use http_body_util::{BodyExt as _, Either, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The operator's token.
pub(crate) const OPERATOR: &str = "operator";

/// What the shop does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// Every tenth connection is cut, before or after what was asked is done.
    ComesAndGoes,
    /// Every tenth paid order is charged again.
    ChargesTwice,
    /// Stock is not taken for every tenth order.
    Oversells,
    /// Keys are not looked at.
    PlacesTwice,
    /// Every tenth order is forgotten.
    Forgets,
    /// What was paid for an order that is called off does not go back.
    KeepsMoney,
}

/// A shop.
pub(crate) struct Fake {
    url: String,
    shop: Arc<Shop>,
}

struct Shop {
    fault: Fault,
    books: Mutex<Books>,
    /// How often anything changed.
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct Books {
    asked: u64,
    orders: Vec<Order>,
    by_key: HashMap<(String, String), usize>,
    stock: BTreeMap<String, i64>,
    ledger: Vec<Value>,
    customers: u64,
}

#[derive(Clone, Default)]
struct Order {
    id: String,
    customer: String,
    status: &'static str,
    lines: Value,
    method: String,
    card: String,
    declined: bool,
    charge: String,
    paid: i64,
    refunded: i64,
    prepared: bool,
    courier: Option<String>,
    /// The change in which it last changed.
    changed: u64,
}

const TOTAL: i64 = 3_000;

type Body = Either<Full<Bytes>, Channel<Bytes, Infallible>>;

impl Fake {
    /// Opens a shop on a free port.
    pub(crate) async fn open(fault: Fault) -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let books = Books {
            stock: ["xis", "suco"].map(|item| (item.to_owned(), 5)).into(),
            ..Books::default()
        };
        let shop = Arc::new(Shop {
            fault,
            books: Mutex::new(books),
            changes: watch::channel(0).0,
        });
        let serving = shop.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shop = serving.clone();
                tokio::spawn(async move {
                    let service = service_fn(|request| answer(shop.clone(), request));
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Fake { url, shop }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How many orders there are.
    pub(crate) fn orders(&self) -> usize {
        self.shop.books.lock().expect("books").orders.len()
    }
}

#[derive(Debug)]
struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is cut")
    }
}

impl std::error::Error for Cut {}

async fn answer(shop: Arc<Shop>, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Cut)?.to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let header = |name: &str| {
        let value = head.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let token = header("authorization")
        .trim_start_matches("Bearer ")
        .to_owned();
    let path = head.uri.path().to_owned();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    if let [.., "events"] = parts[..] {
        let order = (parts[1] == "orders").then(|| parts[2].to_owned());
        return Ok(stream(shop, order));
    }
    let cuts = {
        let mut books = shop.books.lock().expect("books");
        books.asked += 1;
        (shop.fault == Fault::ComesAndGoes).then_some(books.asked % 20)
    };
    if cuts == Some(0) {
        return Err(Cut);
    }
    let (status, said) = {
        let mut books = shop.books.lock().expect("books");
        let key = header("idempotency-key");
        let courier = header("entrega-courier");
        let answered = books.answer(
            shop.fault,
            &head.method,
            &parts,
            &token,
            key,
            courier,
            &body,
        );
        drop(books);
        shop.changes.send_modify(|changes| *changes += 1);
        answered
    };
    if cuts == Some(10) {
        return Err(Cut);
    }
    let mut response = Response::new(Either::Left(Full::from(said.to_string())));
    *response.status_mut() = status;
    Ok(response)
}

/// Tells of every change of an order, or of all.
fn stream(shop: Arc<Shop>, order: Option<String>) -> Response<Body> {
    let (mut sender, body) = Channel::new(16);
    tokio::spawn(async move {
        let mut changes = shop.changes.subscribe();
        let mut seen = 0;
        let mut text = if order.is_some() {
            ": on\n\n".to_owned()
        } else {
            "event: reset\ndata: {}\n\n".to_owned()
        };
        loop {
            {
                let books = shop.books.lock().expect("books");
                for it in books.orders.iter().filter(|it| it.changed > seen) {
                    if order.as_ref().is_none_or(|order| *order == it.id) {
                        let (id, view) = (it.changed, it.view());
                        let _ = write!(
                            text,
                            "id: {id}
event: order
data: {view}

"
                        );
                    }
                }
                seen = books
                    .orders
                    .iter()
                    .map(|it| it.changed)
                    .max()
                    .unwrap_or(seen);
            }
            let text = std::mem::take(&mut text);
            if sender.send_data(Bytes::from(text)).await.is_err()
                || changes.changed().await.is_err()
            {
                return;
            }
        }
    });
    Response::new(Either::Right(body))
}

fn problem(status: u16, code: &str) -> (StatusCode, Value) {
    let status = StatusCode::from_u16(status).expect("a status");
    (status, json!({ "code": code, "title": code }))
}

fn good(said: Value) -> (StatusCode, Value) {
    (StatusCode::OK, said)
}

impl Order {
    fn view(&self) -> Value {
        let location = format!("127.0.0.1/qr/{}", self.charge);
        let account = format!("0014br.gov.bcb.pix25{:02}{location}", location.len());
        let code = format!("00020126{:02}{account}", account.len());
        let awaits = self.status == "AWAITING_PAYMENT";
        json!({
            "id": self.id, "status": self.status, "lines": self.lines,
            "totals": { "items": TOTAL, "fee": 0, "total": TOTAL },
            "address": { "line": "Rua A, 10", "point": { "x": 10.0, "y": 0.0 } },
            "payment": {
                "method": self.method, "paid": self.paid, "refunded": self.refunded,
                "state": if self.declined { "DECLINED" } else { "PENDING" },
                "pix": (awaits && self.method == "PIX").then(|| json!({ "code": code })),
            },
            "courier": self.courier.as_ref().map(|id| json!({ "id": id })),
            "pin": "4711", "missing": [],
        })
    }
}

impl Books {
    #[allow(clippy::too_many_arguments, reason = "all that a request has")]
    fn answer(
        &mut self,
        fault: Fault,
        method: &Method,
        path: &[&str],
        token: &str,
        key: &str,
        courier: &str,
        body: &Value,
    ) -> (StatusCode, Value) {
        let staff = token == OPERATOR;
        match (method.as_str(), path) {
            ("GET", ["api", "stores", _]) => good(json!({ "point": { "x": 0.0, "y": 0.0 } })),
            ("GET", ["api", "stores", _, "menu"]) => good(json!({ "categories": [
                { "items": [{ "id": "xis" }] }, { "items": [{ "id": "suco" }] } ] })),
            ("GET", ["api", "town"]) => good(json!({ "nodes": [0, 0, 900, 0], "avenues": [],
                "streets": [["Rua A", [0, 1]]], "lanes": [] })),
            ("POST", ["api", "stores", _, "sessions"]) => {
                self.customers += 1;
                good(json!({ "token": format!("guest-{}", self.customers) }))
            }
            ("POST", ["api", "quotes"]) if self.short(&body["cart"]["lines"]) => {
                problem(422, "out_of_stock")
            }
            ("POST", ["api", "quotes"]) => good(json!({ "quote": "q", "total": TOTAL })),
            ("POST", ["api", "orders"]) => self.place(fault, token, key, body),
            ("GET", ["api", "orders"]) => {
                let theirs = self.orders.iter().filter(|it| it.customer == token);
                good(json!({ "items": theirs.map(Order::view).collect::<Vec<_>>() }))
            }
            ("GET", ["api", "board"]) if staff => {
                let open = self.orders.iter().filter(|it| !is_over(it.status));
                good(json!({ "items": open.map(Order::view).collect::<Vec<_>>() }))
            }
            ("GET", ["api", "board", "stock"]) if staff => {
                let stock = self.stock.iter();
                let items = stock.map(|(item, left)| json!({ "item": item, "available": left }));
                good(json!({ "items": items.collect::<Vec<_>>() }))
            }
            ("PUT", ["api", "board", "stock", item]) if staff => {
                let available = body["available"].as_i64().expect("how many");
                self.stock.insert((*item).to_owned(), available);
                good(json!({}))
            }
            ("PUT", ["api", "board", "couriers", _]) if staff => good(json!({})),
            ("GET", ["api", "board", "invariants"]) if staff => good(json!({
                "orders": self.orders.len(), "oversold": 0, "double_charges": 0, "lost": 0,
                "unnotified": 0, "stuck": 0 })),
            ("GET", ["sandbox", "provider", "v1", "test", "ledger"]) if staff => {
                good(json!({ "entries": self.ledger, "has_more": false }))
            }
            (
                "POST",
                [
                    "sandbox",
                    "provider",
                    "v1",
                    "test",
                    "charges",
                    charge,
                    "pay",
                ],
            ) => match self.orders.iter().position(|it| it.charge == *charge) {
                Some(at) if self.orders[at].status == "AWAITING_PAYMENT" => {
                    self.pay(fault, at);
                    good(json!({}))
                }
                _ => problem(422, "already_paid"),
            },
            (
                _,
                ["api", "orders", id, rest @ ..]
                | ["api", "board" | "courier", "orders", id, rest @ ..],
            ) => {
                let found = self.orders.iter().position(|it| it.id == *id);
                match found {
                    Some(at) if fault == Fault::Forgets && at % 10 == 9 && !staff => {
                        problem(404, "not_found")
                    }
                    Some(at) => self.one(fault, at, rest, courier, body),
                    None => problem(404, "not_found"),
                }
            }
            _ => problem(404, "not_found"),
        }
    }

    fn short(&self, lines: &Value) -> bool {
        let lines = lines.as_array().expect("lines");
        lines.iter().any(|line| {
            let item = line["item"].as_str().expect("an item");
            self.stock[item] < line["quantity"].as_i64().expect("a quantity")
        })
    }

    fn move_stock(&mut self, lines: &Value, sign: i64) {
        for line in lines.as_array().expect("lines") {
            let item = line["item"].as_str().expect("an item");
            let quantity = line["quantity"].as_i64().expect("a quantity");
            *self.stock.get_mut(item).expect("an item") += sign * quantity;
        }
    }

    fn place(&mut self, fault: Fault, token: &str, key: &str, body: &Value) -> (StatusCode, Value) {
        let known = (token.to_owned(), key.to_owned());
        if let Some(at) = self
            .by_key
            .get(&known)
            .filter(|_| fault != Fault::PlacesTwice)
        {
            return good(self.orders[*at].view());
        }
        let lines = body["cart"]["lines"].clone();
        if self.short(&lines) {
            return problem(422, "out_of_stock");
        }
        let at = self.orders.len();
        if fault != Fault::Oversells || at % 10 != 9 {
            self.move_stock(&lines, -1);
        }
        self.by_key.insert(known, at);
        self.orders.push(Order {
            id: format!("o{at}"),
            customer: token.to_owned(),
            lines,
            method: body["payment"]["type"].as_str().expect("a way").to_owned(),
            card: body["payment"]["token"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            charge: format!("ch_{at}"),
            ..Order::default()
        });
        self.become_(at, "AWAITING_CONFIRMATION");
        (StatusCode::CREATED, self.orders[at].view())
    }

    fn become_(&mut self, at: usize, status: &'static str) {
        let changed = self.orders.iter().map(|it| it.changed).max().unwrap_or(0) + 1;
        let order = &mut self.orders[at];
        order.status = status;
        order.changed = changed;
    }

    fn moves(&mut self, at: usize, charge: &str, amount: i64) {
        self.ledger.push(json!({
            "sequence": self.ledger.len() + 1, "charge": charge,
            "idempotency_key": format!("s:o{at}:1"), "amount": amount,
        }));
    }

    fn pay(&mut self, fault: Fault, at: usize) {
        self.orders[at].paid = TOTAL;
        self.moves(at, &format!("ch_{at}"), TOTAL);
        if fault == Fault::ChargesTwice && at % 10 == 9 {
            self.moves(at, &format!("ch_{at}_again"), TOTAL);
        }
        self.become_(at, "CONFIRMED");
    }

    /// The customer is asked to pay, in whatever way they want.
    fn ask_for_payment(&mut self, fault: Fault, at: usize) {
        self.become_(at, "AWAITING_PAYMENT");
        let order = &mut self.orders[at];
        order.declined = order.method == "CARD" && order.card == "tok_declined";
        match order.method.as_str() {
            "CASH" => self.become_(at, "CONFIRMED"),
            "CARD" if !order.declined => self.pay(fault, at),
            _ => {}
        }
    }

    fn end(&mut self, fault: Fault, at: usize) {
        let order = self.orders[at].clone();
        if !order.prepared {
            self.move_stock(&order.lines, 1);
        }
        if order.paid > 0 && order.method != "CASH" {
            if fault != Fault::KeepsMoney {
                self.moves(at, &format!("ch_{at}"), -order.paid);
            }
            self.orders[at].refunded = order.paid;
        }
        self.become_(at, "CANCELLED");
    }

    fn one(
        &mut self,
        fault: Fault,
        at: usize,
        rest: &[&str],
        courier: &str,
        body: &Value,
    ) -> (StatusCode, Value) {
        let status = self.orders[at].status;
        let ours = self.orders[at].courier.as_deref() == Some(courier);
        match (rest, status) {
            ([], _) => {}
            (["timeline"], _) => {
                let last = if self.orders[at].prepared {
                    "PREPARING"
                } else {
                    "RECEIVED"
                };
                return good(json!({ "entries": [{ "status": last }, { "status": status }] }));
            }
            (["cancellation"], _) if body.is_null() => {
                return good(json!({ "reasons": [{ "code": "changed_mind" }] }));
            }
            (["cancellation"], "AWAITING_CONFIRMATION" | "AWAITING_PAYMENT" | "CONFIRMED")
            | (["refuse"], "AWAITING_CONFIRMATION") => self.end(fault, at),
            (["accept"], "AWAITING_CONFIRMATION") => self.ask_for_payment(fault, at),
            (["payment"], "AWAITING_PAYMENT") => {
                let wish = &body["payment"];
                let method = wish["type"].as_str().expect("a way");
                method.clone_into(&mut self.orders[at].method);
                let card = wish["token"].as_str().unwrap_or_default();
                card.clone_into(&mut self.orders[at].card);
                self.ask_for_payment(fault, at);
            }
            (["prepare"], "CONFIRMED") => {
                self.orders[at].prepared = true;
                self.become_(at, "PREPARING");
            }
            (["ready"], "PREPARING") => self.become_(at, "READY"),
            (["assign"], "READY") => {
                self.orders[at].courier = body["courier"].as_str().map(str::to_owned);
                self.become_(at, "COURIER_ASSIGNED");
            }
            (["at-store"], "COURIER_ASSIGNED") if ours => self.become_(at, "AT_STORE"),
            (["picked-up"], "AT_STORE") if ours => self.become_(at, "ON_THE_WAY"),
            (["arrived"], "ON_THE_WAY") if ours => self.become_(at, "ARRIVED"),
            (["hand-over"], "ARRIVED") if ours && body["pin"] == "4711" => {
                if self.orders[at].method == "CASH" {
                    self.orders[at].paid = TOTAL;
                }
                self.become_(at, "DELIVERED");
            }
            // As the real one: what was done already may be asked for again.
            (
                [
                    "accept" | "prepare" | "ready" | "assign" | "at-store" | "picked-up"
                    | "arrived" | "hand-over",
                ],
                _,
            ) if !is_over(status) || status == "DELIVERED" => {}
            _ => return problem(409, "too_late"),
        }
        good(self.orders[at].view())
    }
}

fn is_over(status: &str) -> bool {
    matches!(status, "DELIVERED" | "CANCELLED" | "RETURNED" | "FAILED")
}
