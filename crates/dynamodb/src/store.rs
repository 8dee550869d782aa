//! The thread that has the file.
//!
//! It takes what waits in the order in which it came, performs it, and only when all of it is on
//! disk tells who asked. SQLite itself does not wait for the disk at each commit (`synchronous =
//! NORMAL`): the log it writes is synced here, once for a group. What a read has seen is on disk,
//! too, when the read is answered.
//!
//! Invariant: the [`Database`], which is one connection, is made on this thread and leaves it only
//! as a [`Lease`] for the sweep, which is the same connection. A file is opened again only when the
//! connection before is closed.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;
use std::{io, mem};

use dynoxide::{Database, DynoxideError};
use tokio::sync::{mpsc, oneshot};

use crate::fault::{Fault, StoreFailure};

/// At most so many operations share an fsync, so that the first does not wait long for the last.
const GROUP_MAX: usize = 128;

/// At most so many operations wait. Whoever comes then is told to come again.
pub(crate) const WAITING_MAX: usize = 4_096;

/// dynoxide reads expressions recursively, and 4 KiB of nothing but parentheses (its
/// `MAX_EXPRESSION_BYTES`) take 40 MiB of stack in a debug build. What is not used costs nothing.
const STACK_BYTES: usize = 128 << 20;

/// The tables could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The name of the file cannot be given to SQLite.
    #[error("the path `{0}` is not UTF-8")]
    Path(PathBuf),
    /// SQLite, or what dynoxide found in the file, is against it.
    #[error("the tables in `{path}` cannot be opened: {error}")]
    Database {
        /// The file; `:memory:` when there is none.
        path: PathBuf,
        /// What dynoxide says.
        error: DynoxideError,
    },
    /// The file is there, and cannot be made durable.
    #[error("`{path}` cannot be synced: {error}")]
    Sync {
        /// The file or its folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// There is no thread to be had.
    #[error("a thread cannot be started: {0}")]
    Thread(io::Error),
}

/// Why an operation was not done, or nobody knows whether it was.
#[derive(Debug)]
pub(crate) enum StoreError {
    /// dynoxide refused it.
    Refused(DynoxideError),
    /// Too much waits.
    Busy,
    /// There is no room.
    Full,
    /// It panicked, or the store stopped meanwhile.
    Lost,
}

/// What the store has done since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Operations that may write.
    pub writes: u64,
    /// Syncs of the log; many writes share one.
    pub syncs: u64,
    /// Operations that wait now.
    pub waiting: usize,
}

/// Whether an operation may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// The way to the thread. The thread ends when nobody has one.
pub(crate) struct Store {
    jobs: mpsc::Sender<Job>,
    counters: Arc<Counters>,
}

#[derive(Default)]
struct Counters {
    writes: AtomicU64,
    syncs: AtomicU64,
}

enum Job {
    Operate(Access, Operate),
    Lend(oneshot::Sender<Lease>),
    /// What the sweep met with.
    Report(Fault),
    Close(oneshot::Sender<()>),
}

/// An operation that waits.
type Operate = Box<dyn FnOnce(&Database) -> Done + Send>;

/// An operation that was performed and is perhaps not on disk yet.
struct Done {
    fault: Option<Fault>,
    tell: Box<dyn FnOnce() + Send>,
}

/// The connection, for somebody who does not need its writes on disk.
pub(crate) struct Lease {
    pub(crate) database: Database,
    // Dropped after the database: that is how the thread knows.
    _held: Arc<()>,
}

impl Store {
    /// Opens or makes a file.
    pub(crate) fn in_file(
        path: PathBuf,
        on_failure: fn(&StoreFailure),
    ) -> Result<Store, OpenError> {
        let open = move || Opened::file(&path);
        Store::start(open()?, Some(Box::new(open)), on_failure)
    }

    /// Makes an empty database in memory.
    pub(crate) fn in_memory(on_failure: fn(&StoreFailure)) -> Result<Store, OpenError> {
        Store::start(Opened::memory()?, None, on_failure)
    }

    fn start(
        opened: Opened,
        reopen: Option<Reopen>,
        on_failure: fn(&StoreFailure),
    ) -> Result<Store, OpenError> {
        let (jobs, waiting) = mpsc::channel(WAITING_MAX);
        let counters = Arc::new(Counters::default());
        let worker = Worker {
            waiting,
            opened,
            reopen,
            lent: Arc::new(()),
            counters: counters.clone(),
            on_failure,
        };
        thread::Builder::new()
            .name("dynamodb".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || worker.run())
            .map_err(OpenError::Thread)?;
        Ok(Store { jobs, counters })
    }

    /// Has an operation performed, and waits until it and all that it has seen is on disk.
    pub(crate) async fn perform<T: Send + 'static>(
        &self,
        access: Access,
        operation: impl FnOnce(&Database) -> dynoxide::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let operate = move |database: &Database| {
            let result = operation(database);
            Done {
                fault: result.as_ref().err().and_then(Fault::of),
                // Whoever asked may have gone away.
                tell: Box::new(move || mem::drop(answer.send(result))),
            }
        };
        self.jobs
            .try_send(Job::Operate(access, Box::new(operate)))
            .map_err(|refused| match refused {
                mpsc::error::TrySendError::Full(_) => StoreError::Busy,
                mpsc::error::TrySendError::Closed(_) => StoreError::Lost,
            })?;
        let result = answered.await.map_err(|_| StoreError::Lost)?;
        result.map_err(|error| match Fault::of(&error) {
            Some(Fault::Full) => StoreError::Full,
            Some(Fault::Poisoned | Fault::Disk(_)) => StoreError::Lost,
            None => StoreError::Refused(error),
        })
    }

    pub(crate) fn figures(&self) -> Figures {
        Figures {
            writes: self.counters.writes.load(Ordering::Relaxed),
            syncs: self.counters.syncs.load(Ordering::Relaxed),
            waiting: self.jobs.max_capacity() - self.jobs.capacity(),
        }
    }

    /// Finishes what waits and closes the file.
    pub(crate) async fn close(&self) {
        let (closed, is_closed) = oneshot::channel();
        if self.jobs.send(Job::Close(closed)).await.is_ok() {
            // Without an answer it is closed already.
            let _ = is_closed.await;
        }
    }

    /// A way to borrow the connection that does not keep the store open.
    pub(crate) fn lender(&self) -> Lender {
        Lender(self.jobs.downgrade())
    }
}

/// See [`Store::lender`].
pub(crate) struct Lender(mpsc::WeakSender<Job>);

impl Lender {
    /// Borrows the connection; `None` when the store is closed. Blocks until it is this one's turn.
    pub(crate) fn borrow(&self) -> Option<Lease> {
        let (lend, lease) = oneshot::channel();
        self.0.upgrade()?.blocking_send(Job::Lend(lend)).ok()?;
        lease.blocking_recv().ok()
    }

    /// Tells of an error that is the disk's.
    pub(crate) fn report(&self, fault: Fault) {
        if let Some(jobs) = self.0.upgrade() {
            // A closed store needs no report.
            let _ = jobs.blocking_send(Job::Report(fault));
        }
    }
}

/// Opens the file once more.
type Reopen = Box<dyn Fn() -> Result<Opened, OpenError> + Send>;

/// An open database and, where it is in a file, the log that must be synced.
struct Opened {
    database: Database,
    log: Option<File>,
}

impl Opened {
    fn file(path: &Path) -> Result<Opened, OpenError> {
        let text = path
            .to_str()
            .ok_or_else(|| OpenError::Path(path.to_owned()))?;
        let refused = |error| OpenError::Database {
            path: path.to_owned(),
            error,
        };
        let database = Database::new(text).map_err(refused)?;
        // dynoxide leaves SQLite at `synchronous = FULL`; its "normal settings" are NORMAL.
        database.disable_bulk_loading().map_err(refused)?;
        let unsynced = |path: &Path| {
            let path = path.to_owned();
            move |error| OpenError::Sync { path, error }
        };
        // SQLite has made it by now, and keeps the name until the database is closed. Unlike the
        // database itself, it has no locks of SQLite's that closing another handle would drop.
        let log = PathBuf::from(format!("{text}-wal"));
        let log = File::open(&log)
            .and_then(|file| file.sync_data().map(|()| file))
            .map_err(unsynced(&log))?;
        let folder = path.parent().unwrap_or(Path::new("/"));
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(unsynced(folder))?;
        Ok(Opened {
            database,
            log: Some(log),
        })
    }

    fn memory() -> Result<Opened, OpenError> {
        let database = Database::memory().map_err(|error| OpenError::Database {
            path: ":memory:".into(),
            error,
        })?;
        Ok(Opened {
            database,
            log: None,
        })
    }
}

struct Worker {
    waiting: mpsc::Receiver<Job>,
    opened: Opened,
    reopen: Option<Reopen>,
    /// Shared with whoever has the connection on loan.
    lent: Arc<()>,
    counters: Arc<Counters>,
    on_failure: fn(&StoreFailure),
}

/// What is to be done after a job.
enum Next {
    GoOn,
    Reopen,
    Close(oneshot::Sender<()>),
}

impl Worker {
    fn run(mut self) {
        match self.work() {
            Ok(closed) => {
                drop(self.opened);
                // Nobody waits where the last way to the thread was dropped.
                if let Some(closed) = closed {
                    let _ = closed.send(());
                }
            }
            Err(failure) => {
                tracing::error!(%failure, "fail-stop");
                (self.on_failure)(&failure);
            }
        }
    }

    /// Works until the store is closed, or fails.
    fn work(&mut self) -> Result<Option<oneshot::Sender<()>>, StoreFailure> {
        let mut done = Vec::with_capacity(GROUP_MAX);
        while let Some(first) = self.waiting.blocking_recv() {
            let mut wrote = false;
            let mut next = self.take(first, &mut done, &mut wrote)?;
            while done.len() < GROUP_MAX
                && matches!(next, Next::GoOn)
                && let Ok(job) = self.waiting.try_recv()
            {
                next = self.take(job, &mut done, &mut wrote)?;
            }
            if wrote {
                self.sync()?;
            }
            for tell in done.drain(..) {
                tell();
            }
            match next {
                Next::GoOn => {}
                Next::Reopen => self.open_again()?,
                Next::Close(closed) => return Ok(Some(closed)),
            }
        }
        Ok(None)
    }

    fn take(
        &mut self,
        job: Job,
        done: &mut Vec<Box<dyn FnOnce() + Send>>,
        wrote: &mut bool,
    ) -> Result<Next, StoreFailure> {
        let fault = match job {
            Job::Operate(access, operate) => {
                if access == Access::Write {
                    *wrote = true;
                    self.counters.writes.fetch_add(1, Ordering::Relaxed);
                }
                let database = &self.opened.database;
                let performed = catch_unwind(AssertUnwindSafe(|| operate(database)));
                if let Ok(Done { fault, tell }) = performed {
                    done.push(tell);
                    fault
                } else {
                    tracing::error!("an operation panicked");
                    // Whether it had the lock then, the next question tells.
                    let asked = database.table_count();
                    asked.err().as_ref().and_then(Fault::of)
                }
            }
            Job::Lend(lend) => {
                // Whoever wanted it may have gone away.
                let _ = lend.send(Lease {
                    database: self.opened.database.clone(),
                    _held: self.lent.clone(),
                });
                None
            }
            Job::Report(fault) => Some(fault),
            Job::Close(closed) => return Ok(Next::Close(closed)),
        };
        match fault {
            None | Some(Fault::Full) => Ok(Next::GoOn),
            Some(Fault::Poisoned) => Ok(Next::Reopen),
            Some(Fault::Disk(said)) => Err(StoreFailure::Disk(said)),
        }
    }

    fn sync(&self) -> Result<(), StoreFailure> {
        self.counters.syncs.fetch_add(1, Ordering::Relaxed);
        match &self.opened.log {
            None => Ok(()),
            Some(log) => log
                .sync_data()
                .map_err(|error| StoreFailure::Disk(error.to_string())),
        }
    }

    /// Takes a connection that is whole in place of one whose lock a panic has poisoned. SQLite
    /// undoes what the panic left half done.
    fn open_again(&mut self) -> Result<(), StoreFailure> {
        let lost = |said: &dyn std::fmt::Display| StoreFailure::Panic(said.to_string());
        let Some(reopen) = &self.reopen else {
            return Err(lost(&"what is in memory cannot be opened again"));
        };
        // Invariant: one connection. A sweep that has it ends at its next page.
        while Arc::get_mut(&mut self.lent).is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        let nothing = Opened::memory().map_err(|error| lost(&error))?;
        drop(mem::replace(&mut self.opened, nothing));
        self.opened = reopen().map_err(|error| lost(&error))?;
        tracing::warn!("the tables were closed and opened again after a panic");
        Ok(())
    }
}

#[cfg(test)]
mod tests;
