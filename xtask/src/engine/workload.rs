//! What every engine is measured with: the order workflow, eight states of which seven work.
//!
//! Each working state gives back its input and one more field that is true; a choice lies between
//! the second and the third. How the work is done differs; the shape does not.

use serde_json::{Value, json};

/// The workflow with its work done by Pass states.
const ORDER_PASS: &str = include_str!("../../../benches/order-pass.asl.json");

/// The states that work, in order, and the field each adds.
pub(crate) const STEPS: [(&str, &str); 7] = [
    ("ReceiveOrder", "received"),
    ("CheckAvailability", "reserved"),
    ("CalculateDeliveryCost", "quoted"),
    ("ConfirmOrder", "confirmed"),
    ("ProcessPayment", "paid"),
    ("NotifyCustomer", "notified"),
    ("TrackDelivery", "delivered"),
];

/// The account of the embedded services.
pub(crate) const ACCOUNT: &str = "000000000000";

/// The role of the state machines. The embedded services check that it is a role, and that it may
/// invoke the functions.
pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/entrega-workflows";

/// How the seven steps work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Pass states: what the engine itself costs.
    Pass,
    /// Lambda functions in the process of the server.
    Functions,
    /// Activities, whose workers are outside and call back.
    Activities,
}

/// The definition with the steps done by `work`. `resource` gives the ARN of the function or
/// activity that does the step of that name; Pass states have none.
pub(crate) fn definition(work: Work, resource: impl Fn(&str) -> String) -> String {
    let mut definition: Value = serde_json::from_str(ORDER_PASS).expect("the file is JSON");
    if work == Work::Pass {
        return definition.to_string();
    }
    for (name, _) in STEPS {
        let state = &mut definition["States"][name];
        let mut task = json!({ "Type": "Task", "Resource": resource(name) });
        for transition in ["Next", "End"] {
            if let Some(transition_to) = state.get(transition) {
                task[transition] = transition_to.clone();
            }
        }
        *state = task;
    }
    definition.to_string()
}

/// The input of the order `id`, which holds nothing that JSON would escape.
pub(crate) fn input(id: &str) -> String {
    format!(
        r#"{{"orderId":"{id}","available":true,"subtotalCents":8170,"customer":"Marina","items":[{{"sku":"x-salada","quantity":2}},{{"sku":"guarana-350","quantity":2}}]}}"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl::parse::{Options, parse};

    #[test]
    fn definitions_are_accepted() {
        for work in [Work::Pass, Work::Functions, Work::Activities] {
            let text = definition(work, |step| match work {
                Work::Activities => {
                    format!("arn:aws:states:us-east-1:000000000000:activity:{step}")
                }
                _ => format!("arn:aws:lambda:us-east-1:000000000000:function:{step}"),
            });
            let parsed = parse(&text, Options::default());
            assert!(parsed.is_ok(), "{:?}", parsed.err());
            let states =
                serde_json::from_str::<Value>(&text).expect("it is JSON")["States"].clone();
            assert_eq!(states.as_object().map(serde_json::Map::len), Some(8));
        }
    }

    #[test]
    fn the_input_is_json() {
        let input: Value = serde_json::from_str(&input("o-1")).expect("it is JSON");
        assert_eq!(input["orderId"], "o-1");
        assert_eq!(input["available"], true);
    }
}
