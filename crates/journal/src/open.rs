//! Opening a folder, its schema, its lock.

use std::fs::{self, File, TryLockError};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::{JournalError, OpenError};
use crate::write::{Commit, ExecutionId, Family, Write, Written};
use crate::writer::{self, Queue};

/// The format this release writes. Kept in `PRAGMA user_version`.
const FORMAT: i64 = 1;

/// The name of the database in its folder.
pub const DATABASE_FILE: &str = "journal.db";

/// So many pages of 4 KiB in the write-ahead log have it copied into the database. Larger is
/// fewer copies of pages that change again and again, and more to read after a crash.
const CHECKPOINT_PAGES: u32 = 8_192;

/// What the pages of one connection may take, in KiB.
const CACHE_KIB: i64 = 8_192;

const SCHEMA: &str = "
CREATE TABLE family(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE execution(
    id INTEGER PRIMARY KEY,
    family INTEGER NOT NULL,
    name TEXT NOT NULL,
    status INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    stopped_at INTEGER,
    parked_until INTEGER,
    parent INTEGER,
    start BLOB NOT NULL,
    result BLOB
) STRICT;
CREATE UNIQUE INDEX execution_name ON execution(family, name);
CREATE INDEX execution_family ON execution(family, id);
CREATE INDEX execution_unusual ON execution(family, status, id) WHERE status <> 1;
CREATE INDEX execution_open ON execution(parked_until, id) WHERE status = 0;
CREATE INDEX execution_parent ON execution(parent, id) WHERE parent IS NOT NULL;
CREATE TABLE record(
    id INTEGER PRIMARY KEY,
    execution INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_place ON record(execution, sequence);
CREATE TABLE document(
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (collection, key)
) STRICT, WITHOUT ROWID;
";

/// Where a journal is.
#[derive(Clone, Debug)]
pub enum Storage {
    /// In this folder, which is made when it is not there.
    Folder(PathBuf),
    /// In memory: gone with the process.
    Memory,
}

/// How a journal is opened.
#[derive(Clone)]
pub struct Options {
    /// Where it is.
    pub storage: Storage,
    /// Called once, on the writer's thread, when a write could not be made durable. The journal
    /// takes no more; the process should end, and recover when it starts again.
    pub on_failure: fn(&JournalError),
}

impl Options {
    /// A journal in memory that does nothing special when it fails.
    pub fn memory() -> Options {
        Options {
            storage: Storage::Memory,
            on_failure: |_| {},
        }
    }

    /// Likewise, in a folder.
    pub fn folder(folder: impl Into<PathBuf>) -> Options {
        Options {
            storage: Storage::Folder(folder.into()),
            on_failure: |_| {},
        }
    }
}

/// An open journal. Clones are the same journal; the last one to be dropped closes it.
#[derive(Clone)]
pub struct Journal(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) queue: Arc<Queue>,
    pub(crate) readers: Readers,
    next_execution: AtomicU64,
    folder: Option<PathBuf>,
    writer: Option<std::thread::JoinHandle<()>>,
    _lock: Option<File>,
}

/// The connections that read. None of them writes or checkpoints: with two that do, SQLite before
/// 3.51.3 can lose a write when the log begins anew.
pub(crate) enum Readers {
    /// Connections of their own, made as they are needed.
    Pool {
        path: PathBuf,
        idle: Mutex<Vec<Connection>>,
    },
    /// A database in memory has one connection.
    Shared(Arc<Mutex<Connection>>),
}

impl Journal {
    /// Opens a journal, and makes it when it is not there.
    pub fn open(options: &Options) -> Result<Journal, OpenError> {
        let (connection, folder, lock) = match &options.storage {
            Storage::Folder(folder) => {
                let lock = prepare(folder)?;
                let connection = Connection::open(folder.join(DATABASE_FILE))?;
                (connection, Some(folder.clone()), Some(lock))
            }
            Storage::Memory => (Connection::open_in_memory()?, None, None),
        };
        configure(&connection)?;
        bring_up_to_date(&connection)?;
        let last: Option<i64> =
            connection.query_row("SELECT max(id) FROM execution", [], |row| row.get(0))?;
        let connection = Arc::new(Mutex::new(connection));
        let readers = match &folder {
            Some(folder) => Readers::Pool {
                path: folder.join(DATABASE_FILE),
                idle: Mutex::new(Vec::new()),
            },
            None => Readers::Shared(connection.clone()),
        };
        let queue = Arc::new(Queue::new());
        let writer = writer::start(
            queue.clone(),
            connection,
            folder.clone(),
            options.on_failure,
        )
        .map_err(|error| OpenError::Io {
            path: folder.clone().unwrap_or_default(),
            error,
        })?;
        Ok(Journal(Arc::new(Inner {
            queue,
            readers,
            next_execution: AtomicU64::new(last.unwrap_or(0).unsigned_abs() + 1),
            folder,
            writer: Some(writer),
            _lock: lock,
        })))
    }

    /// The number of the next execution. Numbers that are not used are missing; that does no harm.
    pub fn next_execution_id(&self) -> ExecutionId {
        ExecutionId(self.0.next_execution.fetch_add(1, Ordering::Relaxed))
    }

    /// Submits a commit. It is written with others, in the order of submission.
    pub fn submit(&self, commit: Commit) {
        self.0.queue.push(commit);
    }

    /// Writes a document; `None` deletes it. Queued at once, durable when the future resolves.
    pub fn write_document(
        &self,
        collection: &'static str,
        key: &str,
        content: Option<Vec<u8>>,
    ) -> Written {
        let (told, written) = tokio::sync::oneshot::channel();
        self.submit(Commit {
            writes: vec![Write::Document {
                collection,
                key: key.into(),
                content: content.map(Vec::into_boxed_slice),
            }],
            done: Box::new(move |outcome| {
                let _ = told.send(outcome);
            }),
        });
        Written(written)
    }

    /// Writes several things together.
    pub fn write(&self, writes: Vec<Write>) -> Written {
        let (told, written) = tokio::sync::oneshot::channel();
        self.submit(Commit {
            writes,
            done: Box::new(move |outcome| {
                let _ = told.send(outcome);
            }),
        });
        Written(written)
    }

    /// The family of this name, made when it is not there. Blocks for a moment the first time.
    pub fn family(&self, name: &str) -> Result<Family, JournalError> {
        if let Some(family) = self.find_family(name)? {
            return Ok(family);
        }
        let (told, family) = std::sync::mpsc::sync_channel(1);
        self.0.queue.push_family(name.to_owned(), told);
        family
            .recv()
            .map_err(|_| JournalError::Stopped("the writer is gone".to_owned()))?
    }

    /// Whether the disk is so full that nothing new should be begun.
    pub fn is_full(&self) -> bool {
        self.0.queue.is_full()
    }

    /// How much has been made durable so far.
    pub fn figures(&self) -> Figures {
        self.0.queue.figures()
    }

    /// How many commits wait to be written.
    pub fn waiting(&self) -> usize {
        self.0.queue.waiting()
    }

    /// The folder it is in; `None` for one in memory.
    pub fn folder(&self) -> Option<&Path> {
        self.0.folder.as_deref()
    }
}

/// How much has been made durable since the journal was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Transactions, each with one fsync.
    pub transactions: u64,
    /// Commits; many share a transaction.
    pub commits: u64,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.queue.close();
        // The last one to let go may be the writer itself, while it tells of a commit.
        if let Some(writer) = self.writer.take()
            && writer.thread().id() != std::thread::current().id()
        {
            let _ = writer.join();
        }
    }
}

/// Makes the folder if need be and takes its lock.
fn prepare(folder: &Path) -> Result<File, OpenError> {
    let io = |error| OpenError::Io {
        path: folder.to_owned(),
        error,
    };
    // What is kept is the owner's affair alone.
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(io)?;
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("lock"))
        .map_err(io)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(io(error)),
    }
}

fn configure(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", synchronous())?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(())
}

/// Every transaction is on disk before it is acknowledged.
fn synchronous() -> &'static str {
    // A fault to be found by the power-loss test: see docs/torture.md.
    #[cfg(feature = "planted-faults")]
    if std::env::var("ENTREGA_PLANT").is_ok_and(|plant| plant == "skip-fsync") {
        return "OFF";
    }
    "FULL"
}

fn bring_up_to_date(connection: &Connection) -> Result<(), OpenError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match found {
        FORMAT => Ok(()),
        0 => {
            connection.execute_batch(&format!(
                "BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT;"
            ))?;
            Ok(())
        }
        found => Err(OpenError::TooNew {
            found,
            known: FORMAT,
        }),
    }
}

/// A connection that only reads.
pub(crate) fn reader(path: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB / 4)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}
