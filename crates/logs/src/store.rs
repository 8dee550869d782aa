//! The file: one writer, readers beside it.
//!
//! Invariant: one connection writes and checkpoints, that of the writer's thread. All others are
//! read-only and never checkpoint. (SQLite before 3.51.3 can lose a page when two connections
//! reset one write-ahead log.)
//!
//! `synchronous=NORMAL`: a commit waits for no disk. The file is whole after a power cut; what was
//! written since the last checkpoint may be gone.

mod schema;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};
use thiserror::Error;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

use crate::Limits;
use crate::directory::{Directory, GroupId, GroupSettings, Stream, StreamId};
use crate::name::{GroupName, StreamName};

/// At most so many writes wait; each is at most a batch of 1 MiB. Callers wait for room.
const QUEUE_WRITES_MAX: usize = 64;

/// At most so many reads run at once.
const READERS_MAX: usize = 4;

/// Why logs cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The folder cannot be made or read.
    #[error("cannot use the folder of the logs `{}`: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is damaged or no database.
    #[error("cannot open the logs `{}`: {source}; move the file away to begin anew", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A newer release wrote the file.
    #[error("the logs `{}` have format {found}, and this release reads format {known}", path.display())]
    Newer {
        /// Which.
        path: PathBuf,
        /// The file's format.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// The writer cannot start.
    #[error("cannot start the thread that writes logs: {0}")]
    Thread(std::io::Error),
}

/// Why logs cannot be read or written.
#[derive(Clone, Debug, Error)]
pub(crate) enum StoreError {
    #[error("{0}")]
    Sqlite(Arc<rusqlite::Error>),
    #[error("the logs are closed")]
    Closed,
}

/// A change of what is stored.
#[derive(Debug)]
pub(crate) enum Write {
    /// A group is made or changed.
    Group {
        id: GroupId,
        name: GroupName,
        created: i64,
        settings: GroupSettings,
    },
    /// A group, its streams and events go.
    DeleteGroup(GroupId),
    /// A stream is made.
    Stream {
        group: GroupId,
        name: StreamName,
        stream: Stream,
    },
    /// A stream and its events go.
    DeleteStream(StreamId),
    /// Events come. `stream` is what its stream is afterwards.
    Append {
        group: GroupId,
        stream: Stream,
        /// Milliseconds since 1970.
        ingested: i64,
        events: Vec<crate::LogEvent>,
    },
    /// A resource policy is made or changed.
    Policy {
        name: String,
        document: String,
        updated: i64,
    },
    /// A resource policy goes.
    DeletePolicy(String),
}

type Read = Box<dyn FnOnce(&Connection) + Send>;

enum Command {
    Write(Write, oneshot::Sender<Result<(), StoreError>>),
    /// A read where there is no file to open twice.
    Read(Read),
    Close(oneshot::Sender<()>),
}

/// Where events are.
pub(crate) struct Store {
    commands: mpsc::Sender<Command>,
    readers: Option<Readers>,
    /// The number of the last event that was written.
    newest: watch::Receiver<i64>,
}

/// Connections that read.
struct Readers {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

/// Room for one write in the queue. What is sent first is written first.
pub(crate) struct Permit<'s>(mpsc::Permit<'s, Command>);

/// Resolves when a write can be read.
pub(crate) struct Written(oneshot::Receiver<Result<(), StoreError>>);

impl Store {
    /// Opens the store in a folder, or one in memory, and what it knows of groups.
    pub(crate) fn open(
        folder: Option<&Path>,
        limits: Limits,
    ) -> Result<(Store, Arc<Mutex<Directory>>), OpenError> {
        let path = folder.map(|folder| folder.join("logs.db"));
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder).map_err(|source| OpenError::Folder {
                path: folder.to_owned(),
                source,
            })?;
        }
        let schema::Opened {
            connection,
            directory,
            orphans,
            next_event,
        } = schema::open(path.as_deref())?;
        let directory = Arc::new(Mutex::new(directory));
        let (commands, receiver) = mpsc::channel(QUEUE_WRITES_MAX);
        let (newest, newest_receiver) = watch::channel(next_event - 1);
        let writer = writer::Writer {
            connection,
            directory: Arc::clone(&directory),
            limits,
            orphans,
            next_event,
            newest,
        };
        writer.start(receiver).map_err(OpenError::Thread)?;
        let store = Store {
            commands,
            readers: path.map(|path| Readers {
                path,
                idle: Arc::default(),
                permits: Arc::new(Semaphore::new(READERS_MAX)),
            }),
            newest: newest_receiver,
        };
        Ok((store, directory))
    }

    /// Waits for room in the queue.
    pub(crate) async fn permit(&self) -> Result<Permit<'_>, StoreError> {
        let permit = self.commands.reserve().await;
        permit.map(Permit).map_err(|_| StoreError::Closed)
    }

    /// Reads with a connection that sees everything that was written.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Some(readers) = &self.readers else {
            let (sender, answer) = oneshot::channel();
            let read: Read = Box::new(move |connection| {
                // Nobody waits for the answer any more when this fails.
                let _ = sender.send(read(connection));
            });
            let sent = self.commands.send(Command::Read(read)).await;
            sent.map_err(|_| StoreError::Closed)?;
            return Ok(answer.await.map_err(|_| StoreError::Closed)??);
        };
        let permit = Arc::clone(&readers.permits).acquire_owned().await;
        let permit = permit.map_err(|_| StoreError::Closed)?;
        let (path, idle) = (readers.path.clone(), Arc::clone(&readers.idle));
        let reading = tokio::task::spawn_blocking(move || {
            let lock = || idle.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = lock().pop();
            let connection = match kept {
                Some(connection) => connection,
                None => open_reader(&path)?,
            };
            let result = read(&connection);
            lock().push(connection);
            drop(permit);
            result
        });
        Ok(reading.await.map_err(|_| StoreError::Closed)??)
    }

    /// Says when there are newer events; holds the number of the last.
    pub(crate) fn newest(&self) -> watch::Receiver<i64> {
        self.newest.clone()
    }

    /// Writes what is queued and closes the file.
    pub(crate) async fn close(&self) {
        if let Some(readers) = &self.readers {
            readers.permits.close();
            let idle = readers.idle.lock();
            idle.unwrap_or_else(PoisonError::into_inner).clear();
        }
        let (sender, closed) = oneshot::channel();
        if self.commands.send(Command::Close(sender)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

impl Permit<'_> {
    /// Queues a write.
    pub(crate) fn send(self, write: Write) -> Written {
        let (sender, receiver) = oneshot::channel();
        self.0.send(Command::Write(write, sender));
        Written(receiver)
    }
}

impl Written {
    pub(crate) async fn done(self) -> Result<(), StoreError> {
        self.0.await.map_err(|_| StoreError::Closed)?
    }
}

fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    Ok(connection)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        StoreError::Sqlite(Arc::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_neither_write_nor_checkpoint() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs.db");
        let _opened = schema::open(Some(&path)).unwrap();
        let reader = open_reader(&path).unwrap();
        assert!(reader.execute("DELETE FROM event", []).is_err());
        let pages: i64 = reader
            .pragma_query_value(None, "wal_autocheckpoint", |row| row.get(0))
            .unwrap();
        assert_eq!(pages, 0);
    }

    #[test]
    fn files_that_cannot_be_read_are_said_to_be_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs.db");
        schema::open(Some(&path)).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        drop(connection);
        let newer = schema::open(Some(&path)).err().unwrap();
        assert!(matches!(newer, OpenError::Newer { found: 99, .. }));

        std::fs::write(&path, "no database ".repeat(1000)).unwrap();
        let damaged = schema::open(Some(&path)).err().unwrap();
        assert!(damaged.to_string().contains("move the file away"));
    }
}
