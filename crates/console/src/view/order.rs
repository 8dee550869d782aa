//! The order that an execution carries.

use delivery::Money;
use serde::Serialize;
use utoipa::ToSchema;

use super::time;
use crate::orders::Known;

/// An order, as it is shown beside what it is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OrderRef {
    /// Which.
    id: String,
    /// What people call it.
    number: u64,
    /// The customer's name.
    customer: String,
    /// The last four digits of their telephone number.
    phone_end: Option<String>,
    /// Where it is.
    status: &'static str,
}

impl OrderRef {
    pub(crate) fn of(known: &Known) -> OrderRef {
        OrderRef {
            id: known.key.order.to_string(),
            number: known.number,
            customer: known.customer.clone(),
            phone_end: known.phone_end().map(str::to_owned),
            status: known.status.name(),
        }
    }
}

/// An order that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundOrderView {
    #[serde(flatten)]
    order: OrderRef,
    /// The execution that carries it.
    execution_arn: Option<String>,
    /// When it was placed.
    #[schema(format = DateTime)]
    placed_at: String,
    /// What it costs: minor units of the store's currency.
    #[schema(value_type = i64)]
    total: Money,
}

impl FoundOrderView {
    pub(crate) fn of(known: &Known, execution_arn: Option<String>) -> FoundOrderView {
        FoundOrderView {
            order: OrderRef::of(known),
            execution_arn,
            placed_at: time::of_delivery(known.placed_at),
            total: known.total,
        }
    }
}

/// The orders that were found, latest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundOrdersView {
    /// At most 200.
    pub(crate) items: Vec<FoundOrderView>,
}
