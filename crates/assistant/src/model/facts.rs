//! Facts as a model is given them: as few as it needs, plain, and marked as data.

use serde_json::{Value, json};

use crate::guard::redaction::redacted;
use crate::plain::{self, Hosts};
use crate::tool::{Answer, OrderFacts};
use crate::words;

/// A text from outside has at most so many characters in a prompt.
const TEXT_CHARS_MAX: usize = 300;

/// A passage has at most so many characters in a prompt.
const PASSAGE_CHARS_MAX: usize = 1_200;

fn text(text: &str, hosts: &Hosts) -> String {
    redacted(&plain::outside(text, TEXT_CHARS_MAX, hosts))
}

/// An order in the prompt.
pub(crate) fn order(order: &OrderFacts, hosts: &Hosts) -> Value {
    let window = order
        .window
        .map(|(from, until)| json!([from.to_string(), until.to_string()]));
    let items = order.items.iter().map(|item| {
        json!({"name": text(&item.name, hosts), "quantity": item.quantity, "price": item.price.to_string()})
    });
    json!({
        "order": order.number.as_str(),
        "status": words::stage_key(order.stage),
        "items": items.collect::<Vec<_>>(),
        "address": text(&order.address, hosts),
        "promised": window,
        "expected": order.eta.map(|eta| eta.to_string()),
        "late_minutes": order.late_minutes,
        "delay_reason": order.delay_reason.as_deref().map(|reason| text(reason, hosts)),
        "credit": order.credit.map(|credit| credit.to_string()),
        "payment": {"method": text(&order.payment.method, hosts), "status": text(&order.payment.status, hosts)},
        "total": order.total.to_string(),
        "delivery_fee": order.delivery_fee.to_string(),
        "instructions": order.instructions.as_deref().map(|note| text(note, hosts)),
    })
}

/// What a tool says.
pub(crate) fn answer(answer: &Answer, hosts: &Hosts) -> Value {
    let data = match answer {
        Answer::Orders(orders) => {
            json!(
                orders
                    .iter()
                    .map(|one| order(one, hosts))
                    .collect::<Vec<_>>()
            )
        }
        Answer::Order(one) => order(one, hosts),
        Answer::Courier(one, courier) => json!({
            "order": order(one, hosts),
            "courier": courier.as_ref().map(|courier| json!({
                "name": plain::first_name(&courier.name),
                "place": text(&courier.place, hosts),
                "seen_seconds_ago": courier.seen_seconds_ago,
            })),
        }),
        Answer::Preview(one, preview) => json!({
            "order": one.number.as_str(),
            "verdict": preview.verdict,
            "fee": preview.fee.to_string(),
            "refund": preview.refund.to_string(),
            "address": preview.address.as_deref().map(|address| text(address, hosts)),
        }),
        Answer::Knowledge(found) => {
            let passages = found.iter().map(|found| {
                let words = plain::outside(&found.passage.text, PASSAGE_CHARS_MAX, hosts);
                json!({"from": found.passage.file, "heading": found.passage.headings.last(), "text": redacted(&words)})
            });
            json!(passages.collect::<Vec<_>>())
        }
        Answer::NotFound(number) => json!({"not_found": number.as_str()}),
    };
    json!({"data": data})
}
