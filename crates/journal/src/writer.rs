//! The thread that writes: group commit, fail-stop, full disks.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params};

use crate::error::JournalError;
use crate::open::Figures;
use crate::write::{Commit, Committed, Family, NewExecution, Status, Write};

/// At most so many commits share a transaction, so that none waits long for the others.
const COMMITS_MAX: usize = 1_024;

/// A file of this many bytes is kept in the folder. When the disk is full it is given up, and
/// what is open can still be finished.
const RESERVE_BYTES: u64 = 64 << 20;

/// The name of that file.
const RESERVE_FILE: &str = "reserve";

/// After so many transactions on a full disk it is looked whether there is room again.
const ROOM_CHECK_TRANSACTIONS: u64 = 256;

/// What waits to be written.
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    something: Condvar,
    full: AtomicBool,
    transactions: AtomicU64,
    commits: AtomicU64,
}

#[derive(Default)]
struct Waiting {
    commits: VecDeque<Commit>,
    families: Vec<(String, SyncSender<Result<Family, JournalError>>)>,
    stopped: Option<JournalError>,
    closed: bool,
}

impl Queue {
    pub(crate) fn new() -> Queue {
        Queue {
            waiting: Mutex::new(Waiting::default()),
            something: Condvar::new(),
            full: AtomicBool::new(false),
            transactions: AtomicU64::new(0),
            commits: AtomicU64::new(0),
        }
    }

    pub(crate) fn push(&self, commit: Commit) {
        let mut waiting = self.lock();
        if let Some(error) = waiting.stopped.clone() {
            drop(waiting);
            return (commit.done)(Err(error));
        }
        let first = waiting.commits.is_empty();
        waiting.commits.push_back(commit);
        drop(waiting);
        if first {
            self.something.notify_one();
        }
    }

    pub(crate) fn push_family(&self, name: String, told: SyncSender<Result<Family, JournalError>>) {
        let mut waiting = self.lock();
        if let Some(error) = waiting.stopped.clone() {
            let _ = told.send(Err(error));
            return;
        }
        waiting.families.push((name, told));
        drop(waiting);
        self.something.notify_one();
    }

    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.something.notify_one();
    }

    pub(crate) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    pub(crate) fn waiting(&self) -> usize {
        self.lock().commits.len()
    }

    pub(crate) fn figures(&self) -> Figures {
        Figures {
            transactions: self.transactions.load(Ordering::Relaxed),
            commits: self.commits.load(Ordering::Relaxed),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // What is guarded is whole between any two statements.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts the thread.
pub(crate) fn start(
    queue: Arc<Queue>,
    connection: Arc<Mutex<Connection>>,
    folder: Option<PathBuf>,
    on_failure: fn(&JournalError),
) -> io::Result<JoinHandle<()>> {
    if let Some(folder) = &folder
        && let Err(error) = reserve(folder)
    {
        tracing::warn!(%error, "no space can be kept in reserve");
    }
    let writer = Writer {
        queue,
        connection,
        folder,
        on_failure,
    };
    thread::Builder::new()
        .name("journal".to_owned())
        .spawn(move || writer.run())
}

struct Writer {
    queue: Arc<Queue>,
    connection: Arc<Mutex<Connection>>,
    folder: Option<PathBuf>,
    on_failure: fn(&JournalError),
}

impl Writer {
    fn run(self) {
        let mut batch = Vec::new();
        let mut families = Vec::new();
        loop {
            {
                let mut waiting = self.queue.lock();
                while waiting.commits.is_empty() && waiting.families.is_empty() {
                    if waiting.closed {
                        return;
                    }
                    waiting = self
                        .queue
                        .something
                        .wait(waiting)
                        .unwrap_or_else(PoisonError::into_inner);
                }
                let some = waiting.commits.len().min(COMMITS_MAX);
                batch.extend(waiting.commits.drain(..some));
                families.append(&mut waiting.families);
            }
            let written = {
                let connection = self.connection();
                name_families(&connection, &mut families)
                    .and_then(|()| self.write(&connection, &batch))
            };
            match written {
                Ok(outcomes) => {
                    let commits = batch.len() as u64;
                    self.queue.transactions.fetch_add(1, Ordering::Relaxed);
                    self.queue.commits.fetch_add(commits, Ordering::Relaxed);
                    for (commit, outcome) in batch.drain(..).zip(outcomes) {
                        (commit.done)(Ok(outcome));
                    }
                }
                Err(error) => return self.stop(&error, batch),
            }
        }
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a batch as one transaction. When the disk is full, the reserve is given up and the
    /// same is tried once more; any other failure is final, since a write that failed may or may
    /// not be on disk.
    fn write(
        &self,
        connection: &Connection,
        batch: &[Commit],
    ) -> Result<Vec<Committed>, rusqlite::Error> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let result = match write_batch(connection, batch) {
            Err(error) if is_full(&error) => {
                let _ = connection.execute_batch("ROLLBACK");
                if let Some(folder) = &self.folder {
                    self.queue.full.store(true, Ordering::Relaxed);
                    tracing::error!("the disk is full: nothing new is begun until there is room");
                    let _ = fs::remove_file(folder.join(RESERVE_FILE));
                }
                write_batch(connection, batch)
            }
            other => other,
        };
        if self.queue.is_full()
            && let Some(folder) = &self.folder
            && self
                .queue
                .transactions
                .load(Ordering::Relaxed)
                .is_multiple_of(ROOM_CHECK_TRANSACTIONS)
            && reserve(folder).is_ok()
        {
            tracing::info!("there is room on the disk again");
            self.queue.full.store(false, Ordering::Relaxed);
        }
        result
    }

    /// Nothing more is written, and everybody who waits is told.
    fn stop(&self, error: &rusqlite::Error, batch: Vec<Commit>) {
        let error = JournalError::Stopped(error.to_string());
        tracing::error!(%error, "fail-stop");
        let rest = {
            let mut waiting = self.queue.lock();
            waiting.stopped = Some(error.clone());
            waiting.families.clear();
            std::mem::take(&mut waiting.commits)
        };
        (self.on_failure)(&error);
        for commit in batch.into_iter().chain(rest) {
            (commit.done)(Err(error.clone()));
        }
    }
}

/// Gives families their numbers.
fn name_families(
    connection: &Connection,
    families: &mut Vec<(String, SyncSender<Result<Family, JournalError>>)>,
) -> Result<(), rusqlite::Error> {
    for (name, told) in families.drain(..) {
        connection.execute(
            "INSERT INTO family(name) VALUES (?1) ON CONFLICT DO NOTHING",
            [&name],
        )?;
        let id = connection
            .query_row("SELECT id FROM family WHERE name = ?1", [&name], |row| {
                row.get(0)
            })
            .optional()?;
        let family = id
            .map(Family)
            .ok_or_else(|| JournalError::Corrupt(format!("the family `{name}` has no number")));
        let _ = told.send(family);
    }
    Ok(())
}

fn write_batch(
    connection: &Connection,
    batch: &[Commit],
) -> Result<Vec<Committed>, rusqlite::Error> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    let mut outcomes = Vec::with_capacity(batch.len());
    for commit in batch {
        let mut outcome = Committed::Written;
        for write in &commit.writes {
            if !perform(connection, write)? {
                outcome = Committed::NameTaken;
                break;
            }
        }
        outcomes.push(outcome);
    }
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(outcomes)
}

/// Whether it was done: a start whose name is taken is not.
fn perform(connection: &Connection, write: &Write) -> Result<bool, rusqlite::Error> {
    match write {
        Write::Start(start) => return begin(connection, start),
        Write::Record {
            execution,
            sequence,
            data,
        } => {
            connection
                .prepare_cached(
                    "INSERT INTO record(execution, sequence, data) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![signed(execution.0), sequence, &**data])?;
        }
        Write::Close { execution, end } => {
            connection
                .prepare_cached(
                    "UPDATE execution SET status = ?2, stopped_at = ?3, result = ?4, \
                     parked_until = NULL WHERE id = ?1",
                )?
                .execute(params![
                    signed(execution.0),
                    end.status.code(),
                    end.stopped_at,
                    &*end.result
                ])?;
        }
        Write::Reopen { execution } => {
            connection
                .prepare_cached(
                    "UPDATE execution SET status = 0, stopped_at = NULL, result = NULL \
                     WHERE id = ?1",
                )?
                .execute([signed(execution.0)])?;
        }
        Write::Park { execution, until } => {
            connection
                .prepare_cached(
                    "UPDATE execution SET parked_until = ?2 WHERE id = ?1 AND status = 0",
                )?
                .execute(params![signed(execution.0), until])?;
        }
        Write::Forget { execution } => {
            connection
                .prepare_cached("DELETE FROM record WHERE execution = ?1")?
                .execute([signed(execution.0)])?;
            connection
                .prepare_cached("DELETE FROM execution WHERE id = ?1")?
                .execute([signed(execution.0)])?;
        }
        Write::Document {
            collection,
            key,
            content: Some(content),
        } => {
            connection
                .prepare_cached(
                    "INSERT INTO document(collection, key, content) VALUES (?1, ?2, ?3) \
                     ON CONFLICT DO UPDATE SET content = excluded.content",
                )?
                .execute(params![collection, &**key, &**content])?;
        }
        Write::Document {
            collection,
            key,
            content: None,
        } => {
            connection
                .prepare_cached("DELETE FROM document WHERE collection = ?1 AND key = ?2")?
                .execute(params![collection, &**key])?;
        }
    }
    Ok(true)
}

fn begin(connection: &Connection, start: &NewExecution) -> Result<bool, rusqlite::Error> {
    let inserted = connection
        .prepare_cached(
            "INSERT INTO execution(id, family, name, started_at, parent, start, \
             status, stopped_at, result) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            signed(start.id.0),
            start.family.0,
            &*start.name,
            start.started_at,
            start.parent.map(|parent| signed(parent.0)),
            &*start.start,
            start
                .end
                .as_ref()
                .map_or(Status::Open, |end| end.status)
                .code(),
            start.end.as_ref().map(|end| end.stopped_at),
            start.end.as_ref().map(|end| &*end.result),
        ])?;
    Ok(inserted == 1)
}

fn signed(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
}

/// Sees to it that the reserve is there.
fn reserve(folder: &Path) -> io::Result<()> {
    let path = folder.join(RESERVE_FILE);
    if fs::metadata(&path).is_ok_and(|found| found.len() == RESERVE_BYTES) {
        return Ok(());
    }
    let file = File::create(&path)?;
    let kept = rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, RESERVE_BYTES);
    if let Err(error) = kept {
        let _ = fs::remove_file(&path);
        return Err(error.into());
    }
    Ok(())
}
