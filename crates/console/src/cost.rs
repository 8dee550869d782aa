//! What a month would cost on AWS: quantities that are counted here, durably, at AWS's list prices.
//!
//! Counters begin with the server. Each minute, and when it ends, what they have grown by is added to
//! the month's document in the journal; a crash loses at most a minute.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use cloud::Cloud;
use deployment::prices::{Meter, Price};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use journal::{Journal, JournalError};
use lambda::Lambda;
use serde::{Deserialize, Serialize};
use stepfunctions::StepFunctions;

/// What has been counted is written so often.
pub(crate) const SETTLED_EVERY: Duration = Duration::from_mins(1);

/// Where months are kept.
const COLLECTION: &str = "console-usage";

/// What is billed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Quantities {
    transitions: u64,
    express_requests: u64,
    invocations: u64,
    megabyte_milliseconds: u64,
    write_units: u64,
    read_half_units: u64,
    publications: u64,
    log_bytes: u64,
}

/// A month, as far as it was counted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// Since when: its beginning, or later.
    pub(crate) since: Timestamp,
    pub(crate) quantities: Quantities,
}

/// A month: `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Month(Date);

/// Counts, and keeps what was counted.
pub(crate) struct Ledger {
    journal: Journal,
    /// What the counters said last, and the month as it was written last.
    settled: Mutex<Quantities>,
}

impl Month {
    pub(crate) fn parse(text: &str) -> Option<Month> {
        let is_month = text.len() == 7;
        let date = is_month.then(|| format!("{text}-01").parse::<Date>().ok());
        date.flatten().map(Month)
    }

    pub(crate) fn of(at: Timestamp) -> Month {
        Month(TimeZone::UTC.to_datetime(at).date().first_of_month())
    }

    /// From when to when it is.
    pub(crate) fn span(self) -> Option<(Timestamp, Timestamp)> {
        let begin = |date: Date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok();
        let next = self.0.last_of_month().tomorrow().ok()?;
        Some((begin(self.0)?, begin(next)?))
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// How many units of a price were used; `None` where they are not counted here.
#[allow(
    clippy::cast_precision_loss,
    reason = "what is shown is not exact beyond 2^53"
)]
pub(crate) fn units(price: &Price, quantities: &Quantities) -> Option<f64> {
    let counted = quantities.get(price.meter)?;
    Some(counted as f64 / price.divisor as f64)
}

impl Quantities {
    /// What the counters of the services say now.
    pub(crate) fn counted(
        stepfunctions: &StepFunctions,
        lambda: &Lambda,
        cloud: &Cloud,
    ) -> Quantities {
        let executions = stepfunctions.figures();
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let (functions, asked) = (lambda.usage(), cloud.usage());
        Quantities {
            transitions: read(&executions.transitions),
            express_requests: read(&executions.express),
            invocations: functions.requests,
            megabyte_milliseconds: functions.megabyte_milliseconds,
            write_units: asked.write_units,
            read_half_units: asked.read_half_units,
            publications: asked.publications,
            log_bytes: asked.log_bytes,
        }
    }

    /// What a meter says; `None` for one that is not here.
    fn get(&self, meter: Meter) -> Option<u64> {
        match meter {
            Meter::Transitions => Some(self.transitions),
            Meter::ExpressRequests => Some(self.express_requests),
            Meter::Invocations => Some(self.invocations),
            Meter::MegabyteMilliseconds => Some(self.megabyte_milliseconds),
            Meter::WriteUnits => Some(self.write_units),
            Meter::ReadHalfUnits => Some(self.read_half_units),
            Meter::Publications => Some(self.publications),
            Meter::LogBytes => Some(self.log_bytes),
            Meter::ExpressSeconds
            | Meter::ArmMegabyteMilliseconds
            | Meter::Streamed
            | Meter::TableStorage
            | Meter::TableBackup
            | Meter::HttpDeliveries
            | Meter::MailDeliveries
            | Meter::Mails
            | Meter::QueueRequests
            | Meter::LogStorage
            | Meter::Alarms
            | Meter::Traces
            | Meter::Secrets
            | Meter::SecretRequests
            | Meter::DataOut => None,
        }
    }

    /// Both, number by number.
    fn with(self, other: Quantities, each: fn(u64, u64) -> u64) -> Quantities {
        Quantities {
            transitions: each(self.transitions, other.transitions),
            express_requests: each(self.express_requests, other.express_requests),
            invocations: each(self.invocations, other.invocations),
            megabyte_milliseconds: each(self.megabyte_milliseconds, other.megabyte_milliseconds),
            write_units: each(self.write_units, other.write_units),
            read_half_units: each(self.read_half_units, other.read_half_units),
            publications: each(self.publications, other.publications),
            log_bytes: each(self.log_bytes, other.log_bytes),
        }
    }
}

impl Ledger {
    pub(crate) fn new(journal: Journal) -> Ledger {
        Ledger {
            journal,
            settled: Mutex::default(),
        }
    }

    /// A month as it is kept; `None` when nothing was counted in it.
    pub(crate) fn month(&self, month: Month) -> Result<Option<Usage>, JournalError> {
        let kept = self.journal.document(COLLECTION, &month.to_string())?;
        Ok(kept.and_then(|kept| serde_json::from_slice(&kept).ok()))
    }

    /// Adds what the counters have grown by to the month that is now.
    pub(crate) async fn settle(
        &self,
        counted: Quantities,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        let written = {
            let mut settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
            let grown = counted.with(*settled, u64::saturating_sub);
            let month = Month::of(now);
            let usage = self.month(month)?;
            let usage = usage.unwrap_or(Usage {
                since: now,
                quantities: Quantities::default(),
            });
            let usage = Usage {
                quantities: usage.quantities.with(grown, u64::saturating_add),
                ..usage
            };
            let content = serde_json::to_vec(&usage).unwrap_or_default();
            *settled = counted;
            self.journal
                .write_document(COLLECTION, &month.to_string(), Some(content))
        };
        written.await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use deployment::prices::Prices;
    use journal::{Options, Storage};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn months_are_read_as_they_are_written() {
        let month = Month::of(at("2026-11-30T23:59:59Z"));
        assert_eq!(month.to_string(), "2026-11");
        assert_eq!(Month::parse("2026-11"), Some(month));
        let span = (at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z"));
        assert_eq!(month.span(), Some(span));
        for wrong in ["", "2026", "2026-13", "2026-1", "26-11-01"] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_counted_makes_units() {
        let prices = Prices::listed();
        let quantities = Quantities {
            megabyte_milliseconds: 512 * 2_000,
            ..Quantities::default()
        };
        let seconds = units(prices.of(Meter::MegabyteMilliseconds), &quantities);
        assert!((seconds.expect("counted") - 1.0).abs() < 1e-9);
        assert_eq!(units(prices.of(Meter::Alarms), &quantities), None);
    }

    #[tokio::test]
    async fn months_go_on_over_restarts() {
        let options = Options {
            storage: Storage::Memory,
            ..Options::memory()
        };
        let journal = Journal::open(&options).expect("a journal");
        let of = |transitions| Quantities {
            transitions,
            ..Quantities::default()
        };
        let first = Ledger::new(journal.clone());
        for (transitions, when) in [(5, "2026-11-30T10:00:00Z"), (8, "2026-11-30T10:01:00Z")] {
            let settled = first.settle(of(transitions), at(when)).await;
            settled.expect("written");
        }
        // A server that starts counts from nothing.
        let second = Ledger::new(journal);
        for (transitions, when) in [(2, "2026-11-30T23:59:00Z"), (9, "2026-12-01T00:00:10Z")] {
            let settled = second.settle(of(transitions), at(when)).await;
            settled.expect("written");
        }
        let kept = |month| {
            let month = Month::parse(month).expect("a month");
            let usage = second.month(month).expect("it is read").expect("a month");
            (usage.quantities.transitions, usage.since)
        };
        assert_eq!(kept("2026-11"), (10, at("2026-11-30T10:00:00Z")));
        assert_eq!(kept("2026-12"), (7, at("2026-12-01T00:00:10Z")));
    }
}
