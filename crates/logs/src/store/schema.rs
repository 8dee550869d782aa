//! The tables, and what is read of them at the start.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::{Connection, Row};

use super::OpenError;
use crate::directory::{
    Directory, Group, GroupId, GroupSettings, ResourcePolicy, Stream, StreamEvents, StreamId,
};
use crate::name::{GroupName, StreamName};

/// The format of the file. A release reads its own and every older one.
const FORMAT: i64 = 1;

const TABLES: &str = "
CREATE TABLE log_group (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    settings TEXT NOT NULL,
    stored_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE log_stream (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    created INTEGER NOT NULL,
    first_event INTEGER,
    last_event INTEGER,
    ingested INTEGER
) STRICT;
-- In the order in which they came.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,
    stream_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    ingested INTEGER NOT NULL,
    message TEXT NOT NULL
) STRICT;
CREATE INDEX event_of_group ON event (group_id, at);
CREATE INDEX event_of_stream ON event (stream_id, at);
CREATE TABLE resource_policy (
    name TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    updated INTEGER NOT NULL
) STRICT;
";

/// The file as it was found.
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) directory: Directory,
    /// Streams that are gone and whose events are not yet.
    pub(super) orphans: Vec<StreamId>,
    /// The number of the next event.
    pub(super) next_event: i64,
}

/// Opens or creates the file; without a path, one in memory.
pub(super) fn open(path: Option<&Path>) -> Result<Opened, OpenError> {
    let name = path.unwrap_or(Path::new(":memory:"));
    let failed = |source| OpenError::File {
        path: name.to_owned(),
        source,
    };
    let connection = match path {
        Some(path) => Connection::open(path),
        None => Connection::open_in_memory(),
    };
    let connection = connection.map_err(failed)?;
    let found = prepare(&connection).map_err(failed)?;
    if found > FORMAT {
        return Err(OpenError::Newer {
            path: name.to_owned(),
            found,
            known: FORMAT,
        });
    }
    read(connection).map_err(failed)
}

/// Makes the tables where there are none. Gives the format that was found.
fn prepare(connection: &Connection) -> rusqlite::Result<i64> {
    // Answers with the mode, which in memory is another one.
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    // Bytes the write-ahead log keeps when a checkpoint has emptied it.
    connection.pragma_update(None, "journal_size_limit", 16 << 20)?;
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found == 0 {
        connection.execute_batch(&format!(
            "BEGIN; {TABLES} PRAGMA user_version = {FORMAT}; COMMIT;"
        ))?;
    }
    Ok(found)
}

fn read(connection: Connection) -> rusqlite::Result<Opened> {
    let last = |query: &str| -> rusqlite::Result<i64> {
        connection.query_row(query, [], |row| {
            Ok(row.get::<_, Option<i64>>(0)?.unwrap_or(0))
        })
    };
    let last_ids = [
        last("SELECT max(id) FROM log_group")?,
        last("SELECT max(id) FROM log_stream")?,
        last("SELECT max(group_id) FROM event")?,
        last("SELECT max(stream_id) FROM event")?,
    ];
    let next_event = last("SELECT max(id) FROM event")? + 1;
    let mut directory = Directory::new(last_ids.into_iter().max().unwrap_or(0) + 1);
    let known = read_directory(&connection, &mut directory)?;
    let orphans = {
        // Steps from one stream to the next in the index, and reads no event.
        let mut statement = connection.prepare(
            "WITH RECURSIVE stream (id) AS (
                 SELECT min(stream_id) FROM event
                 UNION ALL
                 SELECT (SELECT min(stream_id) FROM event WHERE stream_id > stream.id)
                 FROM stream WHERE stream.id IS NOT NULL
             )
             SELECT id FROM stream WHERE id IS NOT NULL",
        )?;
        let ids = statement.query_map([], |row| Ok(StreamId(row.get(0)?)))?;
        let mut orphans = Vec::new();
        for id in ids {
            let id = id?;
            if !known.contains(&id) {
                orphans.push(id);
            }
        }
        orphans
    };
    Ok(Opened {
        connection,
        directory,
        orphans,
        next_event,
    })
}

/// Gives the streams there are.
fn read_directory(
    connection: &Connection,
    directory: &mut Directory,
) -> rusqlite::Result<HashSet<StreamId>> {
    let mut names = std::collections::HashMap::new();
    let mut groups =
        connection.prepare("SELECT id, name, created, settings, stored_bytes FROM log_group")?;
    let mut rows = groups.query([])?;
    while let Some(row) = rows.next()? {
        let id = GroupId(row.get(0)?);
        let name: GroupName = parsed(row, 1, GroupName::parse)?;
        names.insert(id, name.clone());
        let settings = parsed(row, 3, |text| {
            serde_json::from_str::<GroupSettings>(text).ok()
        })?;
        directory
            .stored_bytes
            .insert(id, u64::try_from(row.get::<_, i64>(4)?).unwrap_or(0));
        let group = Group {
            id,
            created: row.get(2)?,
            settings,
            streams: std::collections::BTreeMap::new(),
        };
        directory.groups.insert(name, group);
    }

    let mut known = HashSet::new();
    let mut streams = connection.prepare(
        "SELECT id, group_id, name, created, first_event, last_event, ingested FROM log_stream",
    )?;
    let mut rows = streams.query([])?;
    while let Some(row) = rows.next()? {
        let id = StreamId(row.get(0)?);
        let Some(name) = names.get(&GroupId(row.get(1)?)) else {
            continue;
        };
        let Some(group) = directory.groups.get_mut(name) else {
            continue;
        };
        let times: (Option<i64>, Option<i64>, Option<i64>) =
            (row.get(4)?, row.get(5)?, row.get(6)?);
        let events = match times {
            (Some(first), Some(last), Some(ingested)) => Some(StreamEvents {
                first,
                last,
                ingested,
            }),
            _ => None,
        };
        let stream = Stream {
            id,
            created: row.get(3)?,
            events,
        };
        group
            .streams
            .insert(parsed(row, 2, StreamName::parse)?, stream);
        known.insert(id);
    }

    let mut policies = connection.prepare("SELECT name, document, updated FROM resource_policy")?;
    let mut rows = policies.query([])?;
    while let Some(row) = rows.next()? {
        let policy = ResourcePolicy {
            document: row.get(1)?,
            updated: row.get(2)?,
        };
        directory.policies.insert(row.get(0)?, policy);
    }
    Ok(known)
}

/// A text of ours, which is wrong only in a damaged file.
fn parsed<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Text,
            format!("`{text}` is damaged").into(),
        )
    })
}
