//! Embedded DynamoDB: tables in a SQLite file of their own, behind the wire protocol.
//!
//! What an operation does is `dynoxide`'s matter. This crate speaks the protocol, says what leave a
//! request needs, and sees to it that what was acknowledged survives a power cut: one thread has the
//! one connection, and writes that wait together share an fsync.
//!
//! | module | holds |
//! |---|---|
//! | [`arn`] | the names of tables, indexes and streams, ours and dynoxide's |
//! | [`store`] | the thread that has the file: groups of writes, what happens when it fails |
//! | [`fault`] | which errors are the disk's |
//! | [`expiry`] | items whose time has come |
//! | [`input`] | bodies of requests |
//! | [`operation`] | which operation is whose |
//! | [`permission`] | what leave a request needs |
//! | [`service`] | the wire protocol: `awsJson1_0` |

mod arn;
mod expiry;
mod fault;
mod input;
mod operation;
mod permission;
mod service;
mod store;

use std::path::PathBuf;
use std::sync::Arc;

use wire::{Account, Region};

use arn::Arns;
pub use expiry::Sweeping;
pub use fault::StoreFailure;
use store::Store;
pub use store::{Figures, OpenError};

/// The name of the file in the data folder.
pub const DATABASE_FILE: &str = "dynamodb.db";

/// Where tables are kept, and whose they are.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The folder that holds [`DATABASE_FILE`], which must be there and be this process' alone;
    /// without one, tables are kept in memory.
    pub folder: Option<PathBuf>,
    /// Whose they are.
    pub account: Account,
    /// Where they say they are.
    pub region: Region,
    /// Called once, on the store's thread, when a write could not be made durable. Nothing more is
    /// written; the process should end, and look at the file when it starts again.
    pub on_failure: fn(&StoreFailure),
}

impl Configuration {
    /// Tables in memory, in the default account and region.
    pub fn memory() -> Configuration {
        Configuration {
            folder: None,
            account: Account::default(),
            region: Region::default(),
            on_failure: |_| {},
        }
    }
}

/// The service. Clones share everything.
#[derive(Clone)]
pub struct DynamoDb(Arc<Inner>);

struct Inner {
    arns: Arns,
    store: Store,
}

impl DynamoDb {
    /// Opens or creates the tables in a folder, or makes empty ones in memory.
    pub fn open(configuration: Configuration) -> Result<DynamoDb, OpenError> {
        let Configuration {
            folder,
            account,
            region,
            on_failure,
        } = configuration;
        let store = match folder {
            Some(folder) => Store::in_file(folder.join(DATABASE_FILE), on_failure)?,
            None => Store::in_memory(on_failure)?,
        };
        Ok(DynamoDb(Arc::new(Inner {
            arns: Arns { account, region },
            store,
        })))
    }

    /// Begins to delete items whose time has come, every minute, until what is given is dropped.
    pub fn start_sweeping(&self) -> Result<Sweeping, OpenError> {
        Sweeping::start(self.0.store.lender(), expiry::SWEEP_EVERY).map_err(OpenError::Thread)
    }

    /// What the store has done so far.
    pub fn figures(&self) -> Figures {
        self.0.store.figures()
    }

    /// Finishes what waits and closes the file. Whatever is asked later is refused.
    pub async fn close(&self) {
        self.0.store.close().await;
    }

    fn arns(&self) -> &Arns {
        &self.0.arns
    }

    fn store(&self) -> &Store {
        &self.0.store
    }
}

impl std::fmt::Debug for DynamoDb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DynamoDb")
            .field("arns", &self.0.arns)
            .finish_non_exhaustive()
    }
}
