//! Embedded CloudWatch Logs: what functions and executions say, kept for a while and searched.
//!
//! Groups and streams are few and live in memory ([`directory`]); events are many and live in a
//! SQLite file of their own ([`store`]). What was acknowledged survives the death of the process.
//! A power cut may cost the last moment: nothing waits for the disk, and logs are worth that.
//!
//! | module | holds |
//! |---|---|
//! | [`name`] | names of groups and streams, their ARNs |
//! | [`directory`] | groups, streams and resource policies, in memory |
//! | [`store`] | the file: one writer, readers beside it, and what is thrown away when |
//! | [`acceptance`] | which events of a batch are taken |
//! | [`position`] | places between events, as tokens carry them |
//! | [`filter`] | filter patterns: terms and conditions on JSON |
//! | [`tail`] | events as they come |
//! | [`operation`] | what each operation does |
//! | [`constraint`] | AWS's checks of parameters, in AWS's words |
//! | [`service`] | the wire protocol: `awsJson1_1` |

mod acceptance;
mod constraint;
mod directory;
mod filter;
mod name;
mod operation;
mod position;
mod service;
mod store;
mod tail;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use wire::{Account, ApiError, Region};

use directory::Directory;
use name::Arns;
pub use name::{GroupName, StreamName};
pub use store::OpenError;
use store::{Store, StoreError};
pub use tail::{Tail, TailedEvent};

/// Where logs are kept, how many of them, and whose they are.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// The folder that holds `logs.db`; without one, logs are kept in memory.
    pub folder: Option<PathBuf>,
    /// Whose they are.
    pub account: Account,
    /// Where they say they are.
    pub region: Region,
    /// How much is kept.
    pub limits: Limits,
}

/// How much is kept. The oldest events go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Events older than this go, even where their group would keep them.
    pub retention: Duration,
    /// Bytes of the file that are in use, indexes included.
    pub bytes_max: u64,
}

impl Default for Limits {
    /// 14 days, 512 MiB.
    fn default() -> Limits {
        Limits {
            retention: Duration::from_hours(14 * 24),
            bytes_max: 512 << 20,
        }
    }
}

/// An event, as it is put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEvent {
    /// When it happened: milliseconds since 1970.
    pub timestamp: i64,
    /// What is said.
    pub message: String,
}

/// The service. Clones share everything.
#[derive(Clone)]
pub struct Logs(Arc<Inner>);

struct Inner {
    arns: Arns,
    limits: Limits,
    directory: Arc<Mutex<Directory>>,
    store: Store,
}

impl Logs {
    /// Opens or creates the logs in a folder, or empty ones in memory.
    pub fn open(configuration: Configuration) -> Result<Logs, OpenError> {
        let Configuration {
            folder,
            account,
            region,
            limits,
        } = configuration;
        let (store, directory) = Store::open(folder.as_deref(), limits)?;
        Ok(Logs(Arc::new(Inner {
            arns: Arns { account, region },
            limits,
            directory,
            store,
        })))
    }

    /// Puts events in a stream, which is made with its group where there is none yet. They need
    /// be in no order. Resolves when readers see them.
    ///
    /// Events that are too old, too new or too long for CloudWatch Logs are left out; a long batch
    /// is no error.
    pub async fn write(
        &self,
        group: &GroupName,
        stream: &StreamName,
        events: Vec<LogEvent>,
    ) -> Result<(), ApiError> {
        operation::events::write(self, group, stream, events).await
    }

    /// The events of a group from `since` (milliseconds since 1970) on, and those to come, in the
    /// order in which they came in.
    pub fn tail(&self, group: GroupName, since: i64) -> Tail {
        Tail::new(self.clone(), group, since)
    }

    /// Writes what is queued and closes the file. Whatever is asked later is refused.
    pub async fn close(&self) {
        self.0.store.close().await;
    }

    fn arns(&self) -> &Arns {
        &self.0.arns
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn limits(&self) -> Limits {
        self.0.limits
    }

    fn directory(&self) -> MutexGuard<'_, Directory> {
        // Every change of the directory is a single step, so that a panic leaves it whole.
        self.0
            .directory
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Logs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Logs")
            .field("arns", &self.0.arns)
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> ApiError {
        tracing::error!(%error, "logs cannot be read or written");
        ApiError::new(
            "ServiceUnavailableException",
            "The service cannot complete the request.",
        )
        .with_status(http::StatusCode::SERVICE_UNAVAILABLE)
    }
}

/// Milliseconds since 1970.
fn now_milliseconds() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
