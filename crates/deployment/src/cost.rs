//! What a month costs: so many units of what is billed, at list prices.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::prices::{Meter, Prices};

/// What is billed in a month.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Usage {
    /// In the units of their prices.
    units: BTreeMap<Meter, f64>,
    /// Tokens by model: read, written.
    tokens: BTreeMap<String, (f64, f64)>,
}

/// What a month costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cost {
    /// The day that the prices are from.
    pub prices_as_of: String,
    /// The region they are for.
    pub prices_region: String,
    /// `USD`
    pub currency: String,
    /// What is billed, one service after the other.
    pub lines: Vec<Line>,
    /// All of it.
    pub total: f64,
    /// All of it in an account that has nothing free left.
    pub total_without_free: f64,
    /// What one order costs of that; nothing without orders.
    pub per_order: Option<f64>,
}

/// Something that is billed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// By which service.
    pub service: String,
    /// What.
    pub what: String,
    /// How many units.
    pub quantity: f64,
    /// Of what.
    pub unit: String,
    /// What a unit costs at first.
    pub price_per_unit: f64,
    /// So many are free in a month.
    pub free: f64,
    /// What the rest costs.
    pub cost: f64,
    /// What it would cost if nothing were free.
    pub cost_without_free: f64,
}

const MILLION: f64 = 1e6;

impl Usage {
    pub(crate) fn add(&mut self, meter: Meter, units: f64) {
        if units > 0.0 {
            *self.units.entry(meter).or_default() += units;
        }
    }

    pub(crate) fn get(&self, meter: Meter) -> f64 {
        self.units.get(&meter).copied().unwrap_or(0.0)
    }

    pub(crate) fn add_tokens(&mut self, model: &str, read: f64, written: f64) {
        if read > 0.0 || written > 0.0 {
            let tokens = self.tokens.entry(model.to_owned()).or_default();
            tokens.0 += read;
            tokens.1 += written;
        }
    }

    /// What it costs, and the models whose price is not known.
    pub(crate) fn cost(&self, prices: &Prices, orders: f64) -> (Cost, Vec<String>) {
        let mut lines: Vec<Line> = prices
            .all
            .iter()
            .filter(|price| self.units.contains_key(&price.meter))
            .map(|price| {
                let units = self.get(price.meter);
                Line {
                    service: price.service.clone(),
                    what: price.what.clone(),
                    quantity: units,
                    unit: price.unit.clone(),
                    price_per_unit: price.per_unit(),
                    free: price.free,
                    cost: price.cost(units),
                    cost_without_free: price.full_cost(units),
                }
            })
            .collect();
        let mut unpriced = Vec::new();
        for (id, (read, written)) in &self.tokens {
            let Some(price) = prices.model(id) else {
                unpriced.push(id.clone());
                continue;
            };
            for (what, tokens, per_million) in [
                ("read", read, price.input_per_million),
                ("written", written, price.output_per_million),
            ] {
                let cost = tokens / MILLION * per_million;
                lines.push(Line {
                    service: "Bedrock".to_owned(),
                    what: format!("Tokens {what} by {id}"),
                    quantity: *tokens,
                    unit: "token".to_owned(),
                    price_per_unit: per_million / MILLION,
                    free: 0.0,
                    cost,
                    cost_without_free: cost,
                });
            }
        }
        let total = lines.iter().map(|line| line.cost).sum();
        let total_without_free: f64 = lines.iter().map(|line| line.cost_without_free).sum();
        let cost = Cost {
            prices_as_of: prices.as_of.clone(),
            prices_region: prices.region.clone(),
            currency: prices.currency.clone(),
            total,
            total_without_free,
            per_order: (orders > 0.0).then(|| total_without_free / orders),
            lines,
        };
        (cost, unpriced)
    }
}
