//! Executions as an operator looks at them: all machines in one list, counts, what waits for an
//! answer, histories without their payloads, what changes as it changes.
//!
//! AWS's API has no operations for this. It is asked in Rust, and asks the journal and the host;
//! nothing is kept for it while an execution runs.
//!
//! | module | holds |
//! |---|---|
//! | [`status`] | how executions stand, and how many do |

pub mod status;

use std::sync::Arc;

use journal::{Family, JournalError};

pub use self::status::{ExecutionStatus, StatusCounts};
use crate::host::{Host, Undelivered};

/// A view of executions. Clones are the same.
#[derive(Clone)]
pub struct Observe {
    host: Arc<Host>,
}

/// What was asked cannot be said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unobservable {
    /// There is no such execution, or none any more.
    #[error("there is no such execution")]
    NoSuchExecution,
    /// The journal cannot be read.
    #[error("{0}")]
    Journal(String),
}

impl From<JournalError> for Unobservable {
    fn from(error: JournalError) -> Unobservable {
        Unobservable::Journal(error.to_string())
    }
}

impl From<Undelivered> for Unobservable {
    fn from(error: Undelivered) -> Unobservable {
        match error {
            Undelivered::NotOpen => Unobservable::NoSuchExecution,
            Undelivered::Rejected(_) | Undelivered::Journal(_) | Undelivered::Unreadable(_) => {
                Unobservable::Journal(error.to_string())
            }
        }
    }
}

impl Observe {
    pub(crate) fn new(host: Arc<Host>) -> Observe {
        Observe { host }
    }

    /// Where the executions of a machine are, or those of all machines; not those of Map Runs,
    /// whose families are called `MACHINE/LABEL`.
    fn families(&self, machine: Option<&str>) -> Result<Vec<Family>, Unobservable> {
        let families = self.host.journal.families()?;
        let wanted = families.into_iter().filter(|(_, name)| match machine {
            Some(machine) => name == machine,
            None => !name.contains('/'),
        });
        Ok(wanted.map(|(family, _)| family).collect())
    }
}
