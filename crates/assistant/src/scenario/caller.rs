//! For whom a workflow works.
//!
//! Only the server says so: beside `PromptInput` and `state_machine_custom_params`, which come from
//! outside, the gateway puts `session` into a workflow's input when whoever asks is signed in. It is
//! the *hash* of the session's token, as the table of sessions has it. It lets nobody in, and stands
//! for nothing any more the moment its owner signs out. Functions look it up each time; a customer's
//! identifier is never taken from an event.

use delivery::notice::Language;
use delivery::people::{TokenHash, Who};
use delivery::{CustomerId, Delivery, DeliveryError, StoreId};
use serde_json::{Value, json};

/// A customer who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// At which store.
    pub store: StoreId,
    /// Who.
    pub customer: CustomerId,
    /// In which language they are spoken to.
    pub language: Language,
}

/// The input of a workflow: what came from outside, and whose session it came with.
pub fn workflow_input(
    messages: &Value,
    custom_params: &Value,
    session: Option<&TokenHash>,
) -> Value {
    let mut input = json!({
        "PromptInput": messages,
        "state_machine_custom_params": custom_params,
    });
    if let Some(session) = session {
        input["session"] = Value::String(session.to_string());
    }
    input
}

impl Caller {
    /// The customer of the `session` of an event; nobody when it stands for nobody, or for staff.
    pub async fn of(
        delivery: &Delivery,
        session: Option<&str>,
    ) -> Result<Option<Caller>, DeliveryError> {
        let Some(hash) = session.and_then(TokenHash::parse) else {
            return Ok(None);
        };
        let Some(session) = delivery.session(&hash).await? else {
            return Ok(None);
        };
        Ok(match session.who {
            Who::Customer { customer } => Some(Caller {
                store: session.store,
                customer,
                language: session.language,
            }),
            Who::Staff { .. } => None,
        })
    }
}
