//! What changes, as it changes: for whoever watches orders.
//!
//! A feed says which order changed, not how: whoever is told reads the order and its timeline, which
//! are the truth. One who falls behind is told so and reads everything again.

use tokio::sync::broadcast;

use crate::CustomerId;
use crate::entry::OrderKey;
use crate::status::Status;

/// Whoever is further behind than this starts anew.
const BEHIND_MAX: usize = 4_096;

/// Tells everybody who listens which orders change. Clones are the same.
#[derive(Clone, Debug)]
pub struct Feed(broadcast::Sender<Changed>);

/// An order has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which.
    pub order: OrderKey,
    /// Whose it is.
    pub customer: CustomerId,
    /// Its last entry.
    pub entry: u32,
    /// Where it is.
    pub status: Status,
}

impl Default for Feed {
    fn default() -> Feed {
        Feed(broadcast::channel(BEHIND_MAX).0)
    }
}

impl Feed {
    /// Everything that changes from now on.
    pub fn listen(&self) -> broadcast::Receiver<Changed> {
        self.0.subscribe()
    }

    /// Tells that an order has changed. That nobody listens is no trouble.
    pub fn tell(&self, changed: Changed) {
        let _ = self.0.send(changed);
    }
}
