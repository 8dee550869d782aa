//! What a month would cost on AWS.

use deployment::prices::{Price, Prices};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cost::{Month, Usage, units};

/// What AWS bills and this server does not count.
const NOT_COUNTED: [&str; 6] = [
    "bedrock_tokens",
    "data_transfer",
    "dynamodb_storage",
    "express_durations",
    "log_storage",
    "sns_deliveries",
];

/// What a month would cost on AWS.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CostView {
    /// Which: `2026-11`, in UTC.
    month: String,
    /// Of the prices.
    currency: String,
    /// Whose prices they are.
    region: String,
    /// Of which day.
    prices_as_of: String,
    /// Since when it was counted; nothing where it was not.
    since: Option<Timestamp>,
    /// What was used, and what that costs.
    lines: Vec<CostLineView>,
    /// All of it.
    total: f64,
    /// What the whole month costs if it goes on like this; of a month that is over, what it cost.
    projected: f64,
    /// Orders that were placed meanwhile.
    orders: usize,
    /// What one of them costs; nothing without orders.
    per_order: Option<f64>,
    /// What AWS bills and is not counted here.
    not_counted: Vec<&'static str>,
}

/// Something that AWS bills.
#[derive(Debug, Serialize, ToSchema)]
struct CostLineView {
    /// By which service.
    service: String,
    /// What.
    what: String,
    /// How many units were used.
    quantity: f64,
    /// Of what.
    unit: String,
    /// What a unit costs.
    price_per_unit: f64,
    /// So many units cost nothing in a month.
    free: f64,
    /// What those cost that are beyond.
    cost: f64,
    /// How exact the quantity is: `by_size` when it follows from how long requests and answers are,
    /// `by_state` when repeated attempts at a state are not in it.
    note: Option<&'static str>,
}

impl CostView {
    pub(crate) fn of(
        month: Month,
        usage: Option<&Usage>,
        orders: usize,
        prices: &Prices,
        now: Timestamp,
    ) -> CostView {
        let quantities = usage.map(|usage| usage.quantities).unwrap_or_default();
        let growth = usage.map_or(1.0, |usage| growth(month, usage.since, now));
        let used: Vec<(&Price, f64)> = prices
            .all
            .iter()
            .filter_map(|price| Some((price, units(price, &quantities)?)))
            .collect();
        let total: f64 = used.iter().map(|(price, units)| price.cost(*units)).sum();
        let projected = used.iter().map(|(price, units)| price.cost(units * growth));
        let per_order = u32::try_from(orders).ok().filter(|orders| *orders > 0);
        CostView {
            month: month.to_string(),
            currency: prices.currency.clone(),
            region: prices.region.clone(),
            prices_as_of: prices.as_of.clone(),
            since: usage.map(|usage| usage.since),
            lines: used
                .iter()
                .map(|(price, units)| CostLineView::of(price, *units))
                .collect(),
            total,
            projected: projected.sum(),
            orders,
            per_order: per_order.map(|orders| total / f64::from(orders)),
            not_counted: NOT_COUNTED.to_vec(),
        }
    }
}

/// How many times as much it will be at the end of a month.
fn growth(month: Month, since: Timestamp, now: Timestamp) -> f64 {
    let Some((_, end)) = month.span() else {
        return 1.0;
    };
    let counted = now.min(end).duration_since(since).as_secs_f64();
    let whole = end.duration_since(since).as_secs_f64();
    // Nothing can be said after a moment.
    (whole / counted.max(60.0)).max(1.0)
}

impl CostLineView {
    fn of(price: &Price, units: f64) -> CostLineView {
        CostLineView {
            service: price.service.clone(),
            what: price.what.clone(),
            quantity: units,
            unit: price.unit.clone(),
            price_per_unit: price.per_unit(),
            free: price.free,
            cost: price.cost(units),
            note: match price.service.as_str() {
                "DynamoDB" | "CloudWatch Logs" | "SNS" => Some("by_size"),
                "Step Functions" => Some("by_state"),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_that_is_over_grows_no_more() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let month = Month::parse("2026-11").expect("a month");
        let since = at("2026-11-21T00:00:00Z");
        let half = growth(month, since, at("2026-11-26T00:00:00Z"));
        assert!((half - 2.0).abs() < 1e-9);
        assert!((growth(month, since, at("2027-01-01T00:00:00Z")) - 1.0).abs() < 1e-9);
    }
}
