//! The tools, as a model is told about them.

use serde_json::{Value, json};

use crate::tool::INSTRUCTIONS_CHARS_MAX;

/// A tool, as a model is told about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// What it is good for.
    pub description: &'static str,
    /// Its arguments as a JSON Schema.
    pub schema: Value,
}

/// All tools. Those that change something make a proposal, which the customer confirms.
pub fn all() -> Vec<Tool> {
    let order = || json!({"type": "string", "pattern": "^[0-9]{1,12}$", "description": "digits of the order's number"});
    let of_order = || object(&json!({"order": order()}), &["order"]);
    let tool = |name, description, schema| Tool {
        name,
        description,
        schema,
    };
    vec![
        tool(
            "list_orders",
            "The customer's orders.",
            object(&json!({}), &[]),
        ),
        tool("get_order_status", "Where an order is.", of_order()),
        tool("get_eta", "When an order comes, and why then.", of_order()),
        tool(
            "get_courier_location",
            "Where the courier of an order is.",
            of_order(),
        ),
        tool("get_receipt", "What an order cost.", of_order()),
        tool(
            "quote_cancel",
            "What calling an order off would lead to.",
            of_order(),
        ),
        tool(
            "quote_address_change",
            "What another address would lead to.",
            object(
                &json!({"order": order(), "address": {"type": "string"}}),
                &["order", "address"],
            ),
        ),
        tool(
            "search_knowledge",
            "What the shop's own texts say: fees, area, hours, payment, refunds, menu, allergens, privacy.",
            object(&json!({"query": {"type": "string"}}), &["query"]),
        ),
        tool(
            "cancel_order",
            "Proposes to call an order off. The customer confirms by a button.",
            of_order(),
        ),
        tool(
            "change_address",
            "Proposes another address. The customer confirms by a button.",
            object(
                &json!({"order": order(), "address": {"type": "string"}}),
                &["order", "address"],
            ),
        ),
        tool(
            "change_instructions",
            "Proposes instructions to the courier. The customer confirms by a button.",
            object(
                &json!({
                    "order": order(),
                    "instructions": {"type": "string", "maxLength": INSTRUCTIONS_CHARS_MAX},
                }),
                &["order", "instructions"],
            ),
        ),
        tool(
            "create_handoff",
            "Has a person of the shop take over, when the customer asks for one.",
            object(
                &json!({"order": order(), "why": {"type": "string"}}),
                &["why"],
            ),
        ),
    ]
}

fn object(properties: &Value, required: &[&str]) -> Value {
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}
