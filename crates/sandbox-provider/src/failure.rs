//! What can be made to go wrong, while it goes wrong.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};

use serde::{Deserialize, Serialize};

/// Something that goes wrong as long as it is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Every request but those for tests is answered 503.
    Down,
    /// Every answer takes two seconds.
    Slow,
    /// No webhook arrives, nor will those that fall due meanwhile.
    WebhooksLost,
    /// Every webhook comes twice.
    WebhooksDuplicated,
    /// Webhooks overtake one another.
    WebhooksReordered,
    /// No Pix is paid by itself.
    PixNeverPaid,
}

/// What goes wrong now.
#[derive(Debug, Default)]
pub struct Failures(AtomicU8);

impl Failure {
    /// All there are.
    pub const ALL: [Failure; 6] = [
        Failure::Down,
        Failure::Slow,
        Failure::WebhooksLost,
        Failure::WebhooksDuplicated,
        Failure::WebhooksReordered,
        Failure::PixNeverPaid,
    ];

    fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

impl Failures {
    /// Whether it goes wrong.
    pub fn is_on(&self, failure: Failure) -> bool {
        self.0.load(Ordering::Relaxed) & failure.bit() != 0
    }

    /// Switches a failure on or off.
    pub fn switch(&self, failure: Failure, on: bool) {
        if on {
            self.0.fetch_or(failure.bit(), Ordering::Relaxed);
        } else {
            self.0.fetch_and(!failure.bit(), Ordering::Relaxed);
        }
    }

    /// Every failure, and whether it is on.
    pub fn all(&self) -> BTreeMap<Failure, bool> {
        Failure::ALL
            .into_iter()
            .map(|failure| (failure, self.is_on(failure)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_switched_alone() {
        let failures = Failures::default();
        for failure in Failure::ALL {
            failures.switch(failure, true);
            let on = Failure::ALL
                .into_iter()
                .filter(|other| failures.is_on(*other));
            assert_eq!(on.collect::<Vec<_>>(), [failure]);
            failures.switch(failure, false);
        }
        let shown = serde_json::to_string(&failures.all()).expect("JSON");
        assert!(shown.contains("\"webhooks_lost\":false"), "{shown}");
    }
}
