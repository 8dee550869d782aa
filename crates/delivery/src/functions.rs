//! The functions of the workflow, as Lambda calls them.
//!
//! Each takes an event and gives the event back with something added, so that a workflow that hands
//! the output of one to the next, as the simplest does, has everything. An event with a task token
//! comes from a task that waits: its output is what the token is answered with later. What a function
//! is asked twice it does once.
//!
//! | function | does |
//! |---|---|
//! | [`receive_order`] | finds the order, or takes it from its event |
//! | [`check_availability`] | keeps its items in stock; gives them back |
//! | [`calculate_delivery_cost`] | settles fee and time |
//! | [`confirm_order`] | asks the store |
//! | [`process_payment`] | asks for the money; gives it back |
//! | [`notify_customer`] | tells the customer |
//! | [`track_delivery`] | waits until the order gets further |
//! | [`send_notice`] | brings what was published to where the customer reads it |

pub mod calculate_delivery_cost;
pub mod check_availability;
pub mod confirm_order;
pub mod notify_customer;
pub mod process_payment;
pub mod receive_order;
pub mod send_notice;
pub mod track_delivery;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::delivery::{Delivery, DeliveryError};
use crate::entry::OrderKey;
use crate::{OrderId, StoreId};

/// The names of the functions, as the workflow calls them.
pub const FUNCTIONS: [&str; 8] = [
    "ReceiveOrderFunction",
    "CheckAvailabilityFunction",
    "CalculateDeliveryCostFunction",
    "ConfirmOrderFunction",
    "ProcessPaymentFunction",
    "NotifyCustomerFunction",
    "TrackDeliveryFunction",
    "SendNoticeFunction",
];

/// What a function says when it has no answer; what `Retry` and `Catch` look at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error_type}: {message}")]
pub struct FunctionError {
    /// `Unavailable` may be tried again; everything else would fail again.
    pub error_type: &'static str,
    /// In words.
    pub message: String,
}

impl FunctionError {
    pub(crate) fn invalid(message: impl Into<String>) -> FunctionError {
        FunctionError {
            error_type: "InvalidEvent",
            message: message.into(),
        }
    }
}

impl From<DeliveryError> for FunctionError {
    fn from(error: DeliveryError) -> FunctionError {
        let error_type = match &error {
            DeliveryError::NotFound(_) => "NotFound",
            DeliveryError::Refused(_) | DeliveryError::Denied(_) => "Refused",
            DeliveryError::Unavailable(_) => "Unavailable",
            DeliveryError::Invalid(_) => "InvalidEvent",
        };
        FunctionError {
            error_type,
            message: error.to_string(),
        }
    }
}

/// The event of every function but the first and the last: which order, and what about it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Event {
    store: StoreId,
    order: OrderId,
    /// The token of a task that waits.
    #[serde(default)]
    task_token: Option<String>,
    #[serde(default)]
    action: Action,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    notice: Option<String>,
    #[serde(default)]
    entry: Option<u32>,
    #[serde(default)]
    seen: Option<u32>,
    #[serde(default)]
    cause: Option<String>,
}

/// What a function is asked to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Action {
    /// What it is for.
    #[default]
    Do,
    /// To give back what was kept in stock.
    Release,
    /// To give back what was paid.
    Refund,
}

impl Event {
    fn read(event: &Value) -> Result<Event, FunctionError> {
        Event::deserialize(event).map_err(|error| {
            FunctionError::invalid(format!("the event does not say which order: {error}"))
        })
    }

    fn key(&self) -> OrderKey {
        OrderKey {
            store: self.store.clone(),
            order: self.order.clone(),
        }
    }
}

/// Has the function of this name handle an event.
pub async fn invoke(delivery: &Delivery, name: &str, event: Value) -> Result<Value, FunctionError> {
    // Boxed: what each holds while it waits would be in every caller.
    match name {
        "ReceiveOrderFunction" => Box::pin(receive_order::handle(delivery, event)).await,
        "CheckAvailabilityFunction" => Box::pin(check_availability::handle(delivery, event)).await,
        "CalculateDeliveryCostFunction" => {
            Box::pin(calculate_delivery_cost::handle(delivery, event)).await
        }
        "ConfirmOrderFunction" => Box::pin(confirm_order::handle(delivery, event)).await,
        "ProcessPaymentFunction" => Box::pin(process_payment::handle(delivery, event)).await,
        "NotifyCustomerFunction" => Box::pin(notify_customer::handle(delivery, event)).await,
        "TrackDeliveryFunction" => Box::pin(track_delivery::handle(delivery, event)).await,
        "SendNoticeFunction" => Box::pin(send_notice::handle(delivery, event)).await,
        _ => Err(FunctionError::invalid(format!(
            "there is no function `{name}` here"
        ))),
    }
}

/// The event with more fields.
fn with(event: Value, fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let mut all = match event {
        Value::Object(all) => all,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    };
    all.extend(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    );
    Value::Object(all)
}

fn json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
