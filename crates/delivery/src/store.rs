//! A store: what it has settled about itself.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::StoreId;
use crate::eta::Expectation;
use crate::hours::Hours;
use crate::order::Address;
use crate::slot::SlotRules;
use crate::zone::Zone;

/// A store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Store {
    /// Which.
    pub id: StoreId,
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// When it takes orders, and where its clocks are.
    pub hours: Hours,
    /// Where it delivers, and for how much. The first that covers an address holds.
    pub zones: Vec<Zone>,
    /// What can be ordered for later.
    pub slots: SlotRules,
    /// Whether somebody accepts each order.
    pub accepts: Acceptance,
    /// How long its steps take.
    pub expectation: Expectation,
    /// How long others may take.
    pub limits: Limits,
}

/// Who accepts orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Acceptance {
    /// Somebody looks at each.
    ByHand,
    /// Whatever comes while the store is open.
    AtOnce,
}

/// How long others may take, in seconds of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The customer, to choose what instead.
    pub choice_seconds: u32,
    /// The store, to accept an order.
    pub confirmation_seconds: u32,
    /// The customer, to pay.
    pub payment_seconds: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            choice_seconds: 600,
            confirmation_seconds: 480,
            payment_seconds: 600,
        }
    }
}

impl Store {
    /// Where its clocks are.
    pub fn time_zone(&self) -> TimeZone {
        self.hours.time_zone.clone()
    }
}
