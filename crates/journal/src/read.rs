//! Reading what was written.

use std::sync::PoisonError;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::error::JournalError;
use crate::open::{Journal, Readers, reader};
use crate::write::{ExecutionId, Family, Status};

/// At most so many connections wait for the next read.
const IDLE_READERS_MAX: usize = 4;

/// An execution as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionRow {
    /// Its number.
    pub id: ExecutionId,
    /// Its family.
    pub family: Family,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub status: Status,
    /// When it started, in nanoseconds since 1970.
    pub started_at: i64,
    /// When it ended, in nanoseconds since 1970.
    pub stopped_at: Option<i64>,
    /// Until when it needs no attention.
    pub parked_until: Option<i64>,
    /// The execution whose child it is.
    pub parent: Option<ExecutionId>,
    /// What its owner needs to begin it again.
    pub start: Vec<u8>,
    /// What came of it.
    pub result: Option<Vec<u8>>,
}

/// How an execution stands, without what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its number.
    pub id: ExecutionId,
    /// Its family.
    pub family: Family,
    /// How it stands.
    pub status: Status,
    /// When it started, in nanoseconds since 1970.
    pub started_at: i64,
    /// When it ended, in nanoseconds since 1970.
    pub stopped_at: Option<i64>,
}

/// Which executions a list has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page {
    /// Only those that stand so.
    pub status: Option<Status>,
    /// Only those before this one.
    pub before: Option<ExecutionId>,
    /// At most so many.
    pub limit: u32,
}

const HEADER: &str = "id, family, status, started_at, stopped_at";

const COLUMNS: &str =
    "id, family, name, status, started_at, stopped_at, parked_until, parent, start, result";

impl Journal {
    /// All documents of a collection, by key.
    pub fn documents(&self, collection: &str) -> Result<Vec<(String, Vec<u8>)>, JournalError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key, content FROM document WHERE collection = ?1 ORDER BY key",
            )?;
            let rows = statement.query_map([collection], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The documents of a collection whose keys begin so, by key.
    pub fn documents_of(
        &self,
        collection: &str,
        prefix: &str,
    ) -> Result<Vec<(String, Vec<u8>)>, JournalError> {
        // Behind every key that begins so: keys are compared by their bytes.
        let behind = format!("{prefix}{}", char::MAX);
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key, content FROM document \
                 WHERE collection = ?1 AND key >= ?2 AND key < ?3 ORDER BY key",
            )?;
            let keys = [collection, prefix, &behind];
            let rows = statement.query_map(keys, |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// One document.
    pub fn document(&self, collection: &str, key: &str) -> Result<Option<Vec<u8>>, JournalError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT content FROM document WHERE collection = ?1 AND key = ?2",
            )?;
            Ok(statement
                .query_row([collection, key], |row| row.get(0))
                .optional()?)
        })
    }

    /// The family of this name, if there is one.
    pub fn find_family(&self, name: &str) -> Result<Option<Family>, JournalError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT id FROM family WHERE name = ?1")?;
            let id = statement.query_row([name], |row| row.get(0)).optional()?;
            Ok(id.map(Family))
        })
    }

    /// The name of a family.
    pub fn family_name(&self, family: Family) -> Result<Option<String>, JournalError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT name FROM family WHERE id = ?1")?;
            Ok(statement
                .query_row([family.0], |row| row.get(0))
                .optional()?)
        })
    }

    /// Every family and its name.
    pub fn families(&self) -> Result<Vec<(Family, String)>, JournalError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT id, name FROM family")?;
            let rows = statement.query_map([], |row| Ok((Family(row.get(0)?), row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// How executions stand, those after `after` only, in the order of their starts.
    pub fn headers(
        &self,
        after: Option<ExecutionId>,
        limit: u32,
    ) -> Result<Vec<Header>, JournalError> {
        let after = after.map_or(0, signed);
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {HEADER} FROM execution WHERE id > ?1 ORDER BY id LIMIT ?2"
            ))?;
            let mut rows = statement.query(params![after, limit])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(header(row)?);
            }
            Ok(found)
        })
    }

    /// How an execution stands.
    pub fn header(&self, id: ExecutionId) -> Result<Option<Header>, JournalError> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached(&format!("SELECT {HEADER} FROM execution WHERE id = ?1"))?;
            let mut rows = statement.query([signed(id)])?;
            rows.next()?.map(header).transpose()
        })
    }

    /// The numbers of all open executions, in no order.
    pub fn open_ids(&self) -> Result<Vec<ExecutionId>, JournalError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT id FROM execution WHERE status = 0")?;
            let rows = statement.query_map([], |row| row.get::<_, i64>(0))?;
            rows.map(|id| Ok(ExecutionId(id?.unsigned_abs()))).collect()
        })
    }

    /// The number of the last execution.
    pub fn last_execution_id(&self) -> Result<Option<ExecutionId>, JournalError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT max(id) FROM execution")?;
            let last: Option<i64> = statement.query_row([], |row| row.get(0))?;
            Ok(last.map(|id| ExecutionId(id.unsigned_abs())))
        })
    }

    /// The executions of a family whose names begin so, in the order of their names.
    pub fn executions_named(
        &self,
        family: Family,
        prefix: &str,
        limit: u32,
    ) -> Result<Vec<ExecutionId>, JournalError> {
        // No text of UTF-8 that begins so comes after the prefix and the last of all characters.
        let end = format!("{prefix}{}", char::MAX);
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id FROM execution WHERE family = ?1 AND name >= ?2 AND name <= ?3 \
                 ORDER BY name LIMIT ?4",
            )?;
            let rows = statement.query_map(params![family.0, prefix, end, limit], |row| {
                row.get::<_, i64>(0)
            })?;
            rows.map(|id| Ok(ExecutionId(id?.unsigned_abs()))).collect()
        })
    }

    /// The records of an execution from this place on, in order.
    pub fn records_from(
        &self,
        id: ExecutionId,
        sequence: u32,
    ) -> Result<Vec<Vec<u8>>, JournalError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT data FROM record WHERE execution = ?1 AND sequence >= ?2 ORDER BY sequence",
            )?;
            let rows = statement.query_map(params![signed(id), sequence], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// An execution by its number.
    pub fn execution(&self, id: ExecutionId) -> Result<Option<ExecutionRow>, JournalError> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM execution WHERE id = ?1"))?;
            one(statement.query([signed(id)])?)
        })
    }

    /// An execution by its name.
    pub fn execution_by_name(
        &self,
        family: Family,
        name: &str,
    ) -> Result<Option<ExecutionRow>, JournalError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM execution WHERE family = ?1 AND name = ?2"
            ))?;
            one(statement.query(params![family.0, name])?)
        })
    }

    /// The executions of a family, the latest first.
    pub fn executions(
        &self,
        family: Family,
        page: Page,
    ) -> Result<Vec<ExecutionRow>, JournalError> {
        let before = page.before.map_or(i64::MAX, signed);
        self.read(|connection| {
            if let Some(status) = page.status {
                // The second condition lets SQLite see that the partial index has them all.
                let unusual = match status {
                    Status::Succeeded => "",
                    _ => "AND status <> 1",
                };
                let mut statement = connection.prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM execution WHERE family = ?1 AND status = ?2 {unusual} \
                     AND id < ?3 ORDER BY id DESC LIMIT ?4"
                ))?;
                return many(statement.query(params![
                    family.0,
                    status.code(),
                    before,
                    page.limit
                ])?);
            }
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM execution WHERE family = ?1 AND id < ?2 \
                 ORDER BY id DESC LIMIT ?3"
            ))?;
            many(statement.query(params![family.0, before, page.limit])?)
        })
    }

    /// The children of an execution, in the order of their starts, those after `after` only.
    pub fn children(
        &self,
        parent: ExecutionId,
        after: Option<ExecutionId>,
        limit: u32,
    ) -> Result<Vec<ExecutionRow>, JournalError> {
        let after = after.map_or(0, signed);
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM execution WHERE parent = ?1 AND id > ?2 ORDER BY id LIMIT ?3"
            ))?;
            many(statement.query(params![signed(parent), after, limit])?)
        })
    }

    /// The open executions that are not parked, in the order of their starts, those after `after`
    /// only.
    pub fn open_executions(
        &self,
        after: Option<ExecutionId>,
        limit: u32,
    ) -> Result<Vec<ExecutionRow>, JournalError> {
        let after = after.map_or(0, signed);
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM execution WHERE status = 0 AND parked_until IS NULL \
                 AND id > ?1 ORDER BY id LIMIT ?2"
            ))?;
            many(statement.query(params![after, limit])?)
        })
    }

    /// The parked executions that need attention at `at` or before, the longest overdue first.
    pub fn parked_until(&self, at: i64, limit: u32) -> Result<Vec<ExecutionId>, JournalError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id FROM execution WHERE status = 0 AND parked_until IS NOT NULL \
                 AND parked_until <= ?1 ORDER BY parked_until LIMIT ?2",
            )?;
            let rows = statement.query_map(params![at, limit], |row| row.get::<_, i64>(0))?;
            rows.map(|id| Ok(ExecutionId(id?.unsigned_abs()))).collect()
        })
    }

    /// When the next parked execution needs attention.
    pub fn next_parked(&self) -> Result<Option<i64>, JournalError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT min(parked_until) FROM execution WHERE status = 0 \
                 AND parked_until IS NOT NULL",
            )?;
            Ok(statement.query_row([], |row| row.get(0))?)
        })
    }

    /// How many executions are open.
    pub fn count_open(&self) -> Result<u64, JournalError> {
        self.read(|connection| {
            let count: i64 = connection
                .prepare_cached("SELECT count(*) FROM execution WHERE status = 0")?
                .query_row([], |row| row.get(0))?;
            Ok(count.unsigned_abs())
        })
    }

    /// Executions that ended before `before`, oldest start first: those that may be forgotten.
    pub fn closed_before(&self, before: i64, limit: u32) -> Result<Vec<ExecutionId>, JournalError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id FROM execution WHERE status <> 0 AND stopped_at < ?1 \
                 ORDER BY id LIMIT ?2",
            )?;
            let rows = statement.query_map(params![before, limit], |row| row.get::<_, i64>(0))?;
            rows.map(|id| Ok(ExecutionId(id?.unsigned_abs()))).collect()
        })
    }

    /// The records of an execution, in order. Fails when one is missing.
    pub fn records(&self, id: ExecutionId) -> Result<Vec<Vec<u8>>, JournalError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT sequence, data FROM record WHERE execution = ?1 ORDER BY sequence",
            )?;
            let mut rows = statement.query([signed(id)])?;
            let mut records = Vec::new();
            while let Some(row) = rows.next()? {
                let sequence: u64 = row.get::<_, u32>(0)?.into();
                if sequence != records.len() as u64 {
                    return Err(JournalError::Corrupt(format!(
                        "record {} of execution {} is missing",
                        records.len(),
                        id.0
                    )));
                }
                records.push(row.get(1)?);
            }
            Ok(records)
        })
    }

    /// Whether the file is sound: SQLite's `quick_check`, and no record without its execution.
    pub fn check(&self) -> Result<(), JournalError> {
        self.read(|connection| {
            let found: String = connection.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
            if found != "ok" {
                return Err(JournalError::Corrupt(found));
            }
            let orphans: i64 = connection.query_row(
                "SELECT count(*) FROM record WHERE execution NOT IN (SELECT id FROM execution)",
                [],
                |row| row.get(0),
            )?;
            if orphans > 0 {
                return Err(JournalError::Corrupt(format!(
                    "{orphans} records have no execution"
                )));
            }
            Ok(())
        })
    }

    fn read<T>(
        &self,
        reading: impl FnOnce(&Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        match &self.0.readers {
            Readers::Shared(connection) => {
                reading(&connection.lock().unwrap_or_else(PoisonError::into_inner))
            }
            Readers::Pool { path, idle } => {
                let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let connection = match taken {
                    Some(connection) => connection,
                    None => reader(path)?,
                };
                let found = reading(&connection);
                let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
                if idle.len() < IDLE_READERS_MAX {
                    idle.push(connection);
                }
                found
            }
        }
    }
}

fn one(mut rows: rusqlite::Rows<'_>) -> Result<Option<ExecutionRow>, JournalError> {
    match rows.next()? {
        Some(row) => Ok(Some(execution_row(row)?)),
        None => Ok(None),
    }
}

fn many(mut rows: rusqlite::Rows<'_>) -> Result<Vec<ExecutionRow>, JournalError> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(execution_row(row)?);
    }
    Ok(found)
}

fn header(row: &Row<'_>) -> Result<Header, JournalError> {
    Ok(Header {
        id: ExecutionId(row.get::<_, i64>(0)?.unsigned_abs()),
        family: Family(row.get(1)?),
        status: Status::from_code(row.get(2)?)?,
        started_at: row.get(3)?,
        stopped_at: row.get(4)?,
    })
}

fn execution_row(row: &Row<'_>) -> Result<ExecutionRow, JournalError> {
    let id = |id: i64| ExecutionId(id.unsigned_abs());
    Ok(ExecutionRow {
        id: id(row.get(0)?),
        family: Family(row.get(1)?),
        name: row.get(2)?,
        status: Status::from_code(row.get(3)?)?,
        started_at: row.get(4)?,
        stopped_at: row.get(5)?,
        parked_until: row.get(6)?,
        parent: row.get::<_, Option<i64>>(7)?.map(id),
        start: row.get(8)?,
        result: row.get(9)?,
    })
}

fn signed(id: ExecutionId) -> i64 {
    i64::try_from(id.0).unwrap_or(i64::MAX)
}
