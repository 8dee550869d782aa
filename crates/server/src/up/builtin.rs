//! The functions that the benchmarks call: each gives back its event with one field more.

use bytes::Bytes;
use lambda::{FunctionError, Invoked, Lambda, RegisterError};

/// The work steps of an order, and the field that each sets.
const STEPS: [(&str, &str); 7] = [
    ("ReceiveOrderFunction", "received"),
    ("CheckAvailabilityFunction", "availability"),
    ("CalculateDeliveryCostFunction", "cost"),
    ("ConfirmOrderFunction", "confirmed"),
    ("ProcessPaymentFunction", "paid"),
    ("NotifyCustomerFunction", "notified"),
    ("TrackDeliveryFunction", "delivered"),
];

/// Makes them functions of this server.
pub(super) fn register(lambda: &Lambda) -> Result<(), RegisterError> {
    for (name, field) in STEPS {
        lambda.register(name, move |invoked: Invoked| {
            let answer = with_field(&invoked.payload, field);
            async move { answer }
        })?;
    }
    Ok(())
}

/// An object with one field more, which is true.
fn with_field(payload: &[u8], field: &str) -> Result<Bytes, FunctionError> {
    let refused = || FunctionError::new("InvalidEvent", "the event is no object");
    let text = std::str::from_utf8(payload).map_err(|_| refused())?;
    let value = asl::json::from_text(text).map_err(|_| refused())?;
    let mut fields = value.as_object().cloned().ok_or_else(refused)?;
    fields.insert(field, true.into());
    Ok(asl::json::to_text(&asl::Value::object(fields)).into())
}
