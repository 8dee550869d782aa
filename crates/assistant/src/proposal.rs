//! Changes that wait for a click.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::tool::{Change, Preview};

/// A proposal can be confirmed for so long.
pub const PROPOSAL_SECONDS: u32 = 300;

/// A change that has been previewed and waits for a click. It is bound to the session that it was
/// made in, holds for [`PROPOSAL_SECONDS`], and can be answered once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Which.
    pub id: ProposalId,
    /// What would be changed.
    pub change: Change,
    /// What it would lead to; nothing for instructions, which cost nothing.
    pub preview: Option<Preview>,
    /// It can be confirmed before then.
    pub until: DateTime,
}

/// Which proposal of a conversation: 1 for the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProposalId(pub u32);
