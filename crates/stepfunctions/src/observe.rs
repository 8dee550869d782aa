//! Executions as an operator looks at them: all machines in one list, counts, what waits for an
//! answer, histories without their payloads, what changes as it changes.
//!
//! AWS's API has no operations for this. It is asked in Rust, and asks the journal and the host.
//! While nobody looks, executions pay for their figures alone.
//!
//! Reading the journal takes a moment: callers on a runtime ask from a thread that may wait.
//!
//! | module | holds |
//! |---|---|
//! | [`status`] | how executions stand, and how many do |
//! | `catalogue` | how every execution stands |
//! | [`search`] | executions that are looked for |
//! | [`seen`] | one execution |
//! | [`history`] | what happened to one, without its payloads |
//! | [`follow`] | the history of one, as it grows |
//! | [`recording`] | one that is over, scene by scene |
//! | [`waiting`] | what waits for an answer |
//! | [`measures`] | how many come and go, how long states take |

mod catalogue;
pub mod follow;
pub mod history;
pub mod measures;
pub mod recording;
pub mod search;
pub mod seen;
pub mod status;
pub mod waiting;

use std::sync::{Arc, Mutex};

use journal::{Family, JournalError};

use self::catalogue::Catalogue;
pub use self::follow::Follower;
pub use self::history::LightEvent;
pub use self::measures::Measures;
pub use self::recording::{RecordedScene, Recording, Unrecordable};
pub use self::search::{Called, Found, Place, Search, Sort};
pub use self::seen::{Described, Seen};
pub use self::status::{ExecutionStatus, StatusCounts};
pub use self::waiting::Awaited;
pub use crate::host::changes::{Changed, How, News, Watching};
use crate::host::{Host, Undelivered};

/// A view of executions. Clones are the same.
#[derive(Clone)]
pub struct Observe {
    pub(crate) host: Arc<Host>,
    catalogue: Arc<Mutex<Catalogue>>,
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
        Observe {
            host,
            catalogue: Arc::default(),
        }
    }

    /// Which executions change, from now on.
    pub fn watch(&self) -> Watching {
        self.host.changes.watch()
    }

    /// What time it is for executions.
    pub fn now(&self) -> asl::Timestamp {
        self.host.clock.now()
    }

    /// The ARN of an execution of this name, whether there is one or not.
    pub fn arn_of(&self, machine: &str, name: &str) -> String {
        self.host
            .registry
            .arn("execution", &format!("{machine}:{name}"))
    }

    /// Where the executions of a machine are, or those of all machines; not those of Map Runs,
    /// whose families are called `MACHINE/LABEL`.
    fn families(&self, machine: Option<&str>) -> Result<Vec<(Family, String)>, Unobservable> {
        let mut families = self.host.journal.families()?;
        families.retain(|(_, name)| match machine {
            Some(machine) => name == machine,
            None => !name.contains('/'),
        });
        Ok(families)
    }
}
