//! What a model asks for, before anything is asked.
//!
//! A tool has exactly the arguments it has; an order is one of the signed-in customer's that the
//! conversation knows, or the call is dropped; what would change something becomes a question to
//! the customer and nothing else.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::tool::{Change, INSTRUCTIONS_CHARS_MAX, OrderNumber, Question};

/// In one turn, a model may use so many tools.
pub const CALLS_PER_TURN_MAX: usize = 6;

/// Of an argument, so many characters are taken.
const ARGUMENT_CHARS_MAX: usize = 300;

/// A call of a tool that may be made.
#[derive(Clone, Debug, PartialEq)]
pub enum Allowed {
    /// It only reads.
    Read(Question),
    /// It would change something: it is proposed.
    Propose(Change),
    /// A person is asked for.
    HandOver {
        /// About which order.
        order: Option<OrderNumber>,
        /// In the model's words.
        why: String,
    },
}

/// A call that is dropped. Its message is for the model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Dropped {
    /// There is no such tool.
    #[error("there is no such tool")]
    UnknownTool,
    /// Its arguments are not those of the tool.
    #[error("the arguments are not those of the tool: {0}")]
    Arguments(&'static str),
    /// The order is not the customer's, or nobody has spoken of it.
    #[error("no order with this number was found for this customer; ask them for the number")]
    NotTheirs,
    /// There were too many calls in this turn.
    #[error("no more tools in this turn: answer with what is known")]
    TooMany,
}

/// Reads a call. `known` are the customer's own orders that the conversation knows of.
pub fn read(
    tool: &str,
    arguments: &Value,
    known: &BTreeSet<OrderNumber>,
) -> Result<Allowed, Dropped> {
    let empty = Map::new();
    let given = match arguments {
        Value::Object(given) => given,
        Value::Null => &empty,
        _ => return Err(Dropped::Arguments("an object is expected")),
    };
    let order = || number(given, known)?.ok_or(Dropped::Arguments("`order` is missing"));
    let only = |names: &[&str]| {
        if given.keys().all(|name| names.contains(&name.as_str())) {
            Ok(())
        } else {
            Err(Dropped::Arguments("one is not known"))
        }
    };
    let one = |question: fn(OrderNumber) -> Question| {
        only(&["order"])?;
        Ok(Allowed::Read(question(order()?)))
    };
    match tool {
        "list_orders" => {
            only(&[])?;
            Ok(Allowed::Read(Question::Orders))
        }
        "get_order_status" => one(Question::Status),
        "get_eta" => one(Question::Eta),
        "get_courier_location" => one(Question::Courier),
        "get_receipt" => one(Question::Receipt),
        "quote_cancel" => one(Question::CancelQuote),
        "quote_address_change" => {
            only(&["order", "address"])?;
            let address = text(given, "address", ARGUMENT_CHARS_MAX)?;
            Ok(Allowed::Read(Question::AddressQuote(order()?, address)))
        }
        "search_knowledge" => {
            only(&["query"])?;
            let query = text(given, "query", ARGUMENT_CHARS_MAX)?;
            Ok(Allowed::Read(Question::Knowledge(query)))
        }
        "cancel_order" => {
            only(&["order"])?;
            Ok(Allowed::Propose(Change::Cancel { order: order()? }))
        }
        "change_address" => {
            only(&["order", "address"])?;
            let address = text(given, "address", ARGUMENT_CHARS_MAX)?;
            Ok(Allowed::Propose(Change::Address {
                order: order()?,
                address,
            }))
        }
        "change_instructions" => {
            only(&["order", "instructions"])?;
            let instructions = text(given, "instructions", INSTRUCTIONS_CHARS_MAX)?;
            Ok(Allowed::Propose(Change::Instructions {
                order: order()?,
                instructions,
            }))
        }
        "create_handoff" => {
            only(&["order", "why"])?;
            let why = text(given, "why", ARGUMENT_CHARS_MAX).unwrap_or_default();
            Ok(Allowed::HandOver {
                order: number(given, known)?,
                why,
            })
        }
        _ => Err(Dropped::UnknownTool),
    }
}

/// The order that is named, if one is.
fn number(
    given: &Map<String, Value>,
    known: &BTreeSet<OrderNumber>,
) -> Result<Option<OrderNumber>, Dropped> {
    let number = match given.get("order") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => OrderNumber::parse(text),
        Some(Value::Number(number)) => OrderNumber::parse(&number.to_string()),
        Some(_) => None,
    };
    let number = number.ok_or(Dropped::Arguments("`order` is the digits of a number"))?;
    if known.contains(&number) {
        Ok(Some(number))
    } else {
        Err(Dropped::NotTheirs)
    }
}

fn text(
    given: &Map<String, Value>,
    name: &'static str,
    chars_max: usize,
) -> Result<String, Dropped> {
    let Some(Value::String(text)) = given.get(name) else {
        return Err(Dropped::Arguments("a text is missing"));
    };
    let text = crate::plain::shortened(text, usize::MAX);
    if text.is_empty() || text.chars().count() > chars_max {
        return Err(Dropped::Arguments("a text is empty or too long"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn known() -> BTreeSet<OrderNumber> {
        OrderNumber::parse("700").into_iter().collect()
    }

    #[test]
    fn an_order_of_somebody_else_is_dropped() {
        for tool in [
            "get_order_status",
            "get_receipt",
            "cancel_order",
            "quote_cancel",
            "create_handoff",
        ] {
            let dropped = read(tool, &json!({"order": "701"}), &known());
            assert_eq!(dropped, Err(Dropped::NotTheirs), "{tool}");
            assert!(read(tool, &json!({"order": "700"}), &known()).is_ok());
        }
    }

    #[test]
    fn only_its_own_arguments_reach_a_tool() {
        for (tool, arguments) in [
            ("cancel_order", json!({"order": "700", "confirmed": true})),
            ("list_orders", json!({"customer": "all"})),
            ("get_order_status", json!({"order": "700 OR 1=1"})),
            ("get_order_status", json!(["700"])),
            ("search_knowledge", json!({"query": ""})),
            (
                "change_instructions",
                json!({"order": "700", "instructions": "a".repeat(201)}),
            ),
        ] {
            let dropped = read(tool, &arguments, &known());
            assert!(
                matches!(dropped, Err(Dropped::Arguments(_))),
                "{tool}: {dropped:?}"
            );
        }
        assert_eq!(
            read("refund", &json!({}), &known()),
            Err(Dropped::UnknownTool)
        );
    }

    #[test]
    fn what_changes_something_is_only_proposed() {
        let order = OrderNumber::parse("700").expect("digits");
        assert_eq!(
            read("cancel_order", &json!({"order": 700}), &known()),
            Ok(Allowed::Propose(Change::Cancel { order }))
        );
    }
}
