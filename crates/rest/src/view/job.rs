//! An order, to the courier: where it goes, whom to ask for, what to collect. The PIN is the
//! customer's to say.

use delivery::order::Method;
use delivery::{Money, Order, OrderId, Status};
use serde::Serialize;
use utoipa::ToSchema;

use super::place::{AddressView, WindowView};
use super::schema;
use super::tracked::first_name;

/// An order that a courier brings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobView {
    /// Which.
    #[schema(schema_with = schema::identifier)]
    id: OrderId,
    /// What people call it: `#1042`.
    number: u64,
    /// Where it is.
    #[schema(schema_with = schema::status)]
    status: Status,
    /// Whom to ask for.
    first_name: String,
    /// Where it goes.
    address: AddressView,
    /// When it is expected.
    window: WindowView,
    /// How many things are in it.
    pieces: u32,
    /// What the customer pays at the door.
    #[schema(schema_with = schema::price)]
    collect: Money,
    /// What the customer pays it with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    change_for: Option<Money>,
    /// How often it was tried to hand it over.
    attempts: u32,
    /// How many more numbers may be tried at the door.
    pin_tries_left: u32,
}

impl JobView {
    pub(crate) fn of(order: &Order) -> JobView {
        let (collect, change_for) = match &order.payment.method {
            Method::Cash { change_for } if order.payment.paid == Money::ZERO => {
                (order.totals.total, *change_for)
            }
            Method::Cash { .. } | Method::Pix | Method::Card { .. } => (Money::ZERO, None),
        };
        JobView {
            id: order.id.clone(),
            number: order.number,
            status: order.status,
            first_name: first_name(&order.contact.name).to_owned(),
            address: AddressView::of(&order.address),
            window: order.window.into(),
            pieces: order.lines.iter().map(|line| line.quantity).sum(),
            collect,
            change_for,
            attempts: order.attempts,
            pin_tries_left: order.pin.tries_left,
        }
    }
}
