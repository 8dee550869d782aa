//! When an order comes: always a window, never a minute.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// From when until when something is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Not before.
    pub from: Timestamp,
    /// Not after.
    pub to: Timestamp,
}
