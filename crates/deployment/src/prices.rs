//! AWS's list prices, as they were on a day in a region: what is billed, by what, and how much of it
//! costs nothing.
//!
//! A figure that is not known surely is not in the file. Prices change: whoever counts on them has to
//! look at AWS's pages.

use serde::Deserialize;

/// The prices that the program knows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// The day they are from: `2025-06-01`
    pub as_of: String,
    /// The region they are for.
    pub region: String,
    /// `USD`
    pub currency: String,
    /// What is billed, one service after the other.
    #[serde(rename = "prices")]
    pub all: Vec<Price>,
    /// What models of Bedrock cost.
    pub models: Vec<ModelPrice>,
}

/// What one thing costs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// What it is for.
    pub meter: Meter,
    /// By which service.
    pub service: String,
    /// What.
    pub what: String,
    /// Of what it is so much: `GB-second`
    pub unit: String,
    /// So much of what is counted makes a unit.
    pub divisor: u64,
    /// What a unit costs, the first units first.
    tiers: Vec<Tier>,
    /// So many units cost nothing in a month, in an account that uses them for nothing else.
    pub free: f64,
}

/// What a unit costs from a number of them on, in a month.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tier {
    from: f64,
    price: f64,
}

/// What the tokens of a model cost.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelPrice {
    /// The model's identifier.
    pub id: String,
    /// What a million tokens cost that it reads.
    pub input_per_million: f64,
    /// What a million tokens cost that it writes.
    pub output_per_million: f64,
}

/// Something that is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meter {
    /// State transitions of Standard executions.
    Transitions,
    /// Express executions.
    ExpressRequests,
    /// Their time, by the memory they take.
    ExpressSeconds,
    /// Invocations of functions.
    Invocations,
    /// Their times on x86, by the memory that they may have.
    MegabyteMilliseconds,
    /// The same on Arm.
    ArmMegabyteMilliseconds,
    /// What responses stream beyond what is free.
    Streamed,
    /// DynamoDB's write request units.
    WriteUnits,
    /// Halves of its read request units.
    ReadHalfUnits,
    /// What a table holds.
    TableStorage,
    /// What can be brought back.
    TableBackup,
    /// Publications to topics.
    Publications,
    /// What topics bring to HTTP endpoints.
    HttpDeliveries,
    /// What they bring by mail.
    MailDeliveries,
    /// Mails that SES sends.
    Mails,
    /// Requests to queues.
    QueueRequests,
    /// What is written into logs, in bytes.
    LogBytes,
    /// What logs hold.
    LogStorage,
    /// Alarms.
    Alarms,
    /// Traces.
    Traces,
    /// Secrets.
    Secrets,
    /// Requests for them.
    SecretRequests,
    /// What goes out to the internet.
    DataOut,
}

impl Prices {
    /// Those of the program.
    pub fn listed() -> Prices {
        serde_json::from_str(include_str!("prices.json")).expect("the prices can be read")
    }

    /// What a meter's unit costs.
    pub fn of(&self, meter: Meter) -> &Price {
        let found = self.all.iter().find(|price| price.meter == meter);
        found.expect("every meter has a price: a test says so")
    }

    /// What a model's tokens cost: the model itself, or the one behind an inference profile, whose
    /// identifier begins with where it is: `us.`.
    pub fn model(&self, id: &str) -> Option<&ModelPrice> {
        let mut models = self.models.iter();
        models.find(|model| id == model.id || id.ends_with(&format!(".{}", model.id)))
    }
}

impl Price {
    /// What a unit costs at first.
    pub fn per_unit(&self) -> f64 {
        self.tiers.first().map_or(0.0, |tier| tier.price)
    }

    /// What so many units cost in a month, those that are free aside.
    pub fn cost(&self, units: f64) -> f64 {
        self.cost_of(units - self.free)
    }

    /// What so many units cost in a month when nothing is free.
    pub fn full_cost(&self, units: f64) -> f64 {
        self.cost_of(units)
    }

    fn cost_of(&self, units: f64) -> f64 {
        let ends = self.tiers.iter().skip(1).map(|tier| tier.from);
        let ends = ends.chain([f64::INFINITY]);
        let costs = self.tiers.iter().zip(ends);
        costs
            .map(|(tier, end)| (units.min(end) - tier.from).max(0.0) * tier.price)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(cost: f64, expected: f64) {
        assert!((cost - expected).abs() < 1e-9, "{cost} {expected}");
    }

    #[test]
    fn every_meter_has_one_price() {
        let prices = Prices::listed();
        let mut meters: Vec<Meter> = prices.all.iter().map(|price| price.meter).collect();
        assert_eq!(meters.len(), Meter::DataOut as usize + 1);
        meters.sort_unstable();
        meters.dedup();
        assert_eq!(meters.len(), prices.all.len());
        for price in &prices.all {
            assert!(price.per_unit() > 0.0 && price.divisor > 0, "{price:?}");
            assert!(
                price
                    .tiers
                    .is_sorted_by(|a, b| a.from < b.from && a.price > b.price)
            );
        }
    }

    #[test]
    fn what_is_free_costs_nothing() {
        let prices = Prices::listed();
        let transitions = prices.of(Meter::Transitions);
        near(transitions.cost(4_000.0), 0.0);
        near(transitions.cost(5_000.0), 0.025);
        near(transitions.full_cost(4_000.0), 0.1);
    }

    #[test]
    fn much_costs_less() {
        let prices = Prices::listed();
        let express = prices.of(Meter::ExpressSeconds);
        let expected = 3_600_000.0 * 0.000_016_67 + 400_000.0 * 0.000_008_33;
        near(express.cost(4_000_000.0), expected);
    }

    #[test]
    fn a_model_is_known_behind_its_profile() {
        let prices = Prices::listed();
        for id in ["amazon.nova-lite-v1:0", "us.amazon.nova-lite-v1:0"] {
            near(prices.model(id).expect("known").input_per_million, 0.06);
        }
        assert!(prices.model("nova-lite-v1:0").is_none());
    }
}
