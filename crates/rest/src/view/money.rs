//! Totals and lines.

use delivery::order::{Line, Totals};
use delivery::{ItemId, Money, OptionId};
use serde::Serialize;
use utoipa::ToSchema;

use super::schema;

/// What an order costs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TotalsView {
    /// All lines.
    #[schema(schema_with = schema::price)]
    items: Money,
    /// For the way.
    #[schema(schema_with = schema::price)]
    fee: Money,
    /// Both.
    #[schema(schema_with = schema::price)]
    total: Money,
}

impl TotalsView {
    pub(crate) fn of(totals: Totals) -> TotalsView {
        TotalsView {
            items: totals.items,
            fee: totals.fee,
            total: totals.total,
        }
    }
}

/// A line of an order, as it was priced.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineView {
    /// What.
    #[schema(schema_with = schema::identifier)]
    item: ItemId,
    /// Its name when it was ordered.
    name: String,
    /// How many.
    #[schema(minimum = 1)]
    quantity: u32,
    /// How.
    #[schema(value_type = Vec<String>)]
    options: Vec<OptionId>,
    /// How, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// What one costs, options included.
    #[schema(schema_with = schema::price)]
    price: Money,
    /// What all of them cost.
    #[schema(schema_with = schema::price)]
    total: Money,
}

impl LineView {
    pub(crate) fn of(line: &Line) -> LineView {
        LineView {
            item: line.item.clone(),
            name: line.name.clone(),
            quantity: line.quantity,
            options: line.options.clone(),
            note: line.note.clone(),
            price: line.price,
            total: line.price.times(line.quantity),
        }
    }

    pub(crate) fn all(lines: &[Line]) -> Vec<LineView> {
        lines.iter().map(LineView::of).collect()
    }
}
