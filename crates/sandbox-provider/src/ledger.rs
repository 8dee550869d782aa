//! The ledger: every movement of money, in order, to which is only added.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// At most so many entries are told at once.
pub(crate) const PAGE_MAX: usize = 1_000;

/// A movement of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place, from 1, without gaps.
    pub sequence: u64,
    /// Which way the money went.
    pub movement: Movement,
    /// The charge.
    pub charge: String,
    /// The key under which the charge was asked for, also for refunds.
    pub idempotency_key: String,
    /// How much, in minor units: to the shop above zero, back to the payer below.
    pub amount: i64,
    /// Whether it came after the charge had expired.
    pub late: bool,
    /// When.
    pub at: Timestamp,
}

/// Which way money went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// From the payer to the shop.
    Charge,
    /// Back.
    Refund,
}

/// The entries that are durable, and the place of the next one.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) entries: Vec<Entry>,
    /// Places given out so far.
    pub(crate) given: u64,
}

/// A page of the ledger.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    pub(crate) entries: Vec<Entry>,
    pub(crate) has_more: bool,
}

impl Ledger {
    /// The entries after a place.
    pub(crate) fn after(&self, sequence: u64) -> Page {
        let start = self
            .entries
            .partition_point(|entry| entry.sequence <= sequence);
        let rest = &self.entries[start..];
        let entries: Vec<Entry> = rest.iter().take(PAGE_MAX).cloned().collect();
        Page {
            has_more: rest.len() > entries.len(),
            entries,
        }
    }
}

/// The key of an entry's document, which sorts as the entries do.
pub(crate) fn document_key(sequence: u64) -> String {
    format!("{sequence:020}")
}
