//! Calls of an API that a model may write: five, all of which read, all about whoever is signed in.
//!
//! A model writes `{"method": "GET", "path": "/orders/1042/eta"}`. It is read into an [`ApiCall`] or
//! refused; what is asked of the delivery is made of the [`ApiCall`], never of the text. An order
//! that is somebody else's is not found, in the same words as one that there never was.

use delivery::{Delivery, DeliveryError, Order};
use serde::Deserialize;
use serde_json::{Value, json};
use understanding::{Intent, SlotName, Understood};

use super::caller::Caller;
use super::orders_view::{ORDERS_MAX, method, refunded};
use crate::tool::OrderNumber;

/// A list of orders has at most so many.
const LISTED_MAX: u32 = 20;

/// An order is looked for among so many pages of the customer's orders.
const PAGES_MAX: usize = 10;

/// A call that may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiCall {
    /// `GET /orders`
    Orders,
    /// `GET /orders/1042`
    Status(OrderNumber),
    /// `GET /orders/1042/eta`
    Eta(OrderNumber),
    /// `GET /orders/1042/receipt`
    Receipt(OrderNumber),
    /// `GET /orders/1042/timeline`
    Timeline(OrderNumber),
}

/// A call as a model writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    method: String,
    path: String,
}

/// Why a call is not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It would change something.
    #[error("only `GET` can be called, not `{0}`")]
    Method(String),
    /// There is no such call.
    #[error(
        "`{0}` cannot be called; there are /orders, /orders/NUMBER, and of an order /eta, /receipt \
         and /timeline"
    )]
    Path(String),
}

/// As much of a text as is repeated to whoever wrote it.
fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

impl ApiCall {
    /// The call that was written.
    pub fn parse(written: &Written) -> Result<ApiCall, Refused> {
        if written.method != "GET" {
            return Err(Refused::Method(short(&written.method)));
        }
        let refused = || Refused::Path(short(&written.path));
        let rest = written.path.strip_prefix("/orders").ok_or_else(refused)?;
        if rest.is_empty() {
            return Ok(ApiCall::Orders);
        }
        let rest = rest.strip_prefix('/').ok_or_else(refused)?;
        let (number, about) = rest
            .split_once('/')
            .map_or((rest, None), |(number, about)| (number, Some(about)));
        // `OrderNumber` takes what people write: spaces and a `#` before the digits.
        let is_plain = number.bytes().all(|byte| byte.is_ascii_digit());
        let number = OrderNumber::parse(number).filter(|_| is_plain);
        let number = number.ok_or_else(refused)?;
        match about {
            None => Ok(ApiCall::Status(number)),
            Some("eta") => Ok(ApiCall::Eta(number)),
            Some("receipt") => Ok(ApiCall::Receipt(number)),
            Some("timeline") => Ok(ApiCall::Timeline(number)),
            Some(_) => Err(refused()),
        }
    }

    /// The call that answers a message, where no model has written one: about the order that the
    /// message names, or `newest`.
    pub fn of_message(understood: &Understood, newest: Option<OrderNumber>) -> Option<ApiCall> {
        let named = understood.slots.get(SlotName::OrderNumber);
        let order = named.and_then(OrderNumber::parse).or(newest);
        Some(match (understood.intent, order) {
            (Intent::Eta | Intent::LateOrder, Some(order)) => ApiCall::Eta(order),
            (Intent::TrackOrder | Intent::CourierContact, Some(order)) => ApiCall::Status(order),
            (
                Intent::Receipt
                | Intent::RefundStatus
                | Intent::PaymentProblem
                | Intent::PixProblem,
                Some(order),
            ) => ApiCall::Receipt(order),
            (
                Intent::TrackOrder
                | Intent::Eta
                | Intent::LateOrder
                | Intent::Receipt
                | Intent::RefundStatus,
                None,
            ) => ApiCall::Orders,
            _ => return None,
        })
    }

    /// As it is written: `GET /orders/1042/eta`.
    pub fn line(&self) -> String {
        match self {
            ApiCall::Orders => "GET /orders".to_owned(),
            ApiCall::Status(order) => format!("GET /orders/{}", order.as_str()),
            ApiCall::Eta(order) => format!("GET /orders/{}/eta", order.as_str()),
            ApiCall::Receipt(order) => format!("GET /orders/{}/receipt", order.as_str()),
            ApiCall::Timeline(order) => format!("GET /orders/{}/timeline", order.as_str()),
        }
    }

    /// Makes the call for whoever is signed in; what is answered, as JSON. The number that is said at
    /// the door, telephone numbers and addresses are in no answer.
    pub async fn make(&self, delivery: &Delivery, caller: &Caller) -> Result<Value, DeliveryError> {
        let number = match self {
            ApiCall::Orders => {
                let (store, customer) = (&caller.store, &caller.customer);
                let page = delivery
                    .orders_of(store, customer, LISTED_MAX, None)
                    .await?;
                let orders = page.items.iter().filter(|order| is_of(order, caller));
                return Ok(json!({"orders": orders.map(summary).collect::<Vec<_>>()}));
            }
            ApiCall::Status(number)
            | ApiCall::Eta(number)
            | ApiCall::Receipt(number)
            | ApiCall::Timeline(number) => number,
        };
        let Some(order) = own_order(delivery, caller, number).await? else {
            return Ok(json!({"not_found": number.as_str()}));
        };
        Ok(match self {
            ApiCall::Orders | ApiCall::Status(_) => summary(&order),
            ApiCall::Eta(_) => json!({
                "number": order.number,
                "status": order.status.name(),
                "expected": {"from": order.window.from, "to": order.window.to},
                "promised": {"from": order.quote.promised.from, "to": order.quote.promised.to},
                "delays": order.delays,
            }),
            ApiCall::Receipt(_) => receipt(&order),
            ApiCall::Timeline(_) => {
                let entries = delivery.timeline(&order.key(), 0).await?;
                let entries = entries.iter().map(|entry| {
                    let (number, status) = (entry.number, entry.status.name());
                    json!({"number": number, "at": entry.at, "status": status})
                });
                json!({"number": order.number, "entries": entries.collect::<Vec<_>>()})
            }
        })
    }
}

fn is_of(order: &Order, caller: &Caller) -> bool {
    order.customer == caller.customer && order.store == caller.store
}

/// The order of this number, if it is the caller's.
async fn own_order(
    delivery: &Delivery,
    caller: &Caller,
    number: &OrderNumber,
) -> Result<Option<Order>, DeliveryError> {
    let Ok(number) = number.as_str().parse::<u64>() else {
        return Ok(None);
    };
    let mut from = None;
    for _ in 0..PAGES_MAX {
        let (store, customer) = (&caller.store, &caller.customer);
        let page = delivery.orders_of(store, customer, ORDERS_MAX, from.as_deref());
        let page = page.await?;
        let mut orders = page.items.into_iter();
        let found = orders.find(|order| order.number == number && is_of(order, caller));
        if found.is_some() || page.next.is_none() {
            return Ok(found);
        }
        from = page.next;
    }
    Ok(None)
}

/// The customer's order that a message without a number is about: the newest.
pub async fn newest(
    delivery: &Delivery,
    caller: &Caller,
) -> Result<Option<OrderNumber>, DeliveryError> {
    let page = delivery.orders_of(&caller.store, &caller.customer, 1, None);
    let page = page.await?;
    let order = page.items.iter().find(|order| is_of(order, caller));
    Ok(order.and_then(|order| OrderNumber::parse(&order.number.to_string())))
}

fn summary(order: &Order) -> Value {
    json!({
        "number": order.number,
        "status": order.status.name(),
        "placed_at": order.placed_at,
        "expected": {"from": order.window.from, "to": order.window.to},
        "items": items(order),
        "total": order.totals.total,
        "updated_at": order.updated_at,
    })
}

fn items(order: &Order) -> Vec<Value> {
    let lines = order.lines.iter();
    let line = |line: &delivery::order::Line| {
        let price = line.price.times(line.quantity);
        json!({"name": line.name, "quantity": line.quantity, "price": price})
    };
    lines.map(line).collect()
}

fn receipt(order: &Order) -> Value {
    json!({
        "number": order.number,
        "items": items(order),
        "items_total": order.totals.items,
        "delivery_fee": order.totals.fee,
        "total": order.totals.total,
        "payment_method": method(order),
        "paid": order.payment.paid,
        "refunded": refunded(order),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(method: &str, path: &str) -> Result<ApiCall, Refused> {
        ApiCall::parse(&Written {
            method: method.to_owned(),
            path: path.to_owned(),
        })
    }

    #[test]
    fn calls_are_read_as_they_are_written() {
        for path in [
            "/orders",
            "/orders/1042",
            "/orders/1042/eta",
            "/orders/1042/receipt",
            "/orders/1042/timeline",
        ] {
            let call = written("GET", path).expect(path);
            assert_eq!(call.line(), format!("GET {path}"));
        }
    }

    #[test]
    fn nothing_else_is_called() {
        for path in [
            "",
            "/",
            "/me",
            "orders",
            "/orders/",
            "/ordersx",
            "/orders/#1042",
            "/orders/ 1042",
            "/orders/1042/",
            "/orders/1042/cancellation",
            "/orders/1042/eta/../../1043",
            "/orders/../me",
            "/orders/%31042",
            "/orders/1042?customer=2",
            "/orders/1042#x",
            "/orders/1234567890123",
            "/orders/\u{0661}\u{0660}",
            "/board",
            "//orders",
            "http://127.0.0.1/orders",
        ] {
            assert!(
                matches!(written("GET", path), Err(Refused::Path(_))),
                "{path}"
            );
        }
        for method in ["POST", "get", "DELETE", "GET ", ""] {
            let refused = written(method, "/orders");
            assert!(matches!(refused, Err(Refused::Method(_))), "{method}");
        }
    }
}
