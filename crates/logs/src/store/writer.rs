//! The thread that writes: what has queued up goes into one transaction. Between transactions it
//! throws away what is too old, too much, or of a stream that is gone, a little at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::MissedTickBehavior;

use super::{Command, StoreError, Write};
use crate::directory::{Directory, GroupId, Stream, StreamId};
use crate::{Limits, LogEvent, now_milliseconds};

/// Events are thrown away so many at a time, so that writes never wait long.
const PURGE_EVENTS: i64 = 2_000;

/// What is too much is thrown away in pieces of about so many bytes.
const PURGE_BYTES: u64 = 1 << 20;

/// What is too old is looked for so often.
const EXPIRY_INTERVAL: Duration = Duration::from_mins(1);

/// Statements kept ready; there are fewer.
const STATEMENTS_MAX: usize = 32;

pub(super) struct Writer {
    pub(super) connection: Connection,
    pub(super) directory: Arc<Mutex<Directory>>,
    pub(super) limits: Limits,
    /// Streams that are gone and whose events are not yet.
    pub(super) orphans: Vec<StreamId>,
    pub(super) next_event: i64,
    pub(super) newest: watch::Sender<i64>,
}

/// What a transaction changes in the writer's memory when it is committed.
struct Progress {
    next_event: i64,
    orphans: Vec<StreamId>,
    /// Bytes that came to groups.
    grown: Vec<(GroupId, u64)>,
}

type Done = oneshot::Sender<Result<(), StoreError>>;

impl Writer {
    /// Writes what comes by `commands`, on a thread of its own, until nobody can send any more.
    pub(super) fn start(self, commands: mpsc::Receiver<Command>) -> std::io::Result<()> {
        self.connection
            .set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()?;
        thread::Builder::new()
            .name("logs-writer".to_owned())
            .spawn(move || runtime.block_on(self.run(commands)))?;
        Ok(())
    }

    async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        let mut expiry = tokio::time::interval(EXPIRY_INTERVAL);
        expiry.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut queued = Vec::new();
        let mut expired = Vec::new();
        loop {
            let has_chores = !self.orphans.is_empty() || !expired.is_empty();
            tokio::select! {
                biased;
                count = commands.recv_many(&mut queued, super::QUEUE_WRITES_MAX) => {
                    if count == 0 {
                        break;
                    }
                }
                _ = expiry.tick() => expired = self.expired(),
                () = std::future::ready(()), if has_chores => {
                    self.note(|writer| writer.do_chore(&mut expired));
                }
            }
            let mut closing = None;
            let mut writes = Vec::with_capacity(queued.len());
            for command in queued.drain(..) {
                match command {
                    Command::Write(write, done) => writes.push((write, done)),
                    Command::Read(read) => {
                        self.write(&mut writes);
                        read(&self.connection);
                    }
                    Command::Close(done) => closing = Some(done),
                }
            }
            self.write(&mut writes);
            if let Some(done) = closing {
                drop(commands);
                drop(self);
                // Nobody waits for it any more when this fails.
                let _ = done.send(());
                return;
            }
        }
    }

    /// Writes all of it in one transaction, then tells.
    fn write(&mut self, writes: &mut Vec<(Write, Done)>) {
        if writes.is_empty() {
            return;
        }
        let (writes, done): (Vec<Write>, Vec<Done>) = writes.drain(..).unzip();
        let written = self.commit(writes).map_err(StoreError::from);
        if written.is_ok() {
            self.newest.send_if_modified(|newest| {
                let before = std::mem::replace(newest, self.next_event - 1);
                before != *newest
            });
        }
        for done in done {
            let _ = done.send(written.clone());
        }
        self.note(Writer::shrink);
    }

    fn commit(&mut self, writes: Vec<Write>) -> rusqlite::Result<()> {
        let mut progress = Progress {
            next_event: self.next_event,
            orphans: Vec::new(),
            grown: Vec::new(),
        };
        let transaction = self.connection.transaction()?;
        for write in writes {
            apply(&transaction, write, &mut progress)?;
        }
        transaction.commit()?;
        self.next_event = progress.next_event;
        self.orphans.extend(progress.orphans);
        let mut directory = self.directory();
        for (group, bytes) in progress.grown {
            *directory.stored_bytes.entry(group).or_default() += bytes;
        }
        Ok(())
    }

    /// Groups that may hold events that are too old, with the time from which they keep them.
    /// Streams that have nothing left are forgotten.
    fn expired(&mut self) -> Vec<(GroupId, i64)> {
        let now = now_milliseconds();
        let retention = self.limits.retention;
        let mut forgotten = Vec::new();
        let mut expired = Vec::new();
        for group in self.directory().groups.values_mut() {
            let keeps_from = group.keeps_from(now, retention);
            let mut holds_old = false;
            group.streams.retain(|_, stream| {
                let newest = stream.events.map_or(stream.created, |events| events.last);
                if let Some(events) = &mut stream.events
                    && events.first < keeps_from
                {
                    // What is left of it is younger.
                    events.first = keeps_from;
                    holds_old = true;
                }
                let keep = newest.max(stream.created) >= keeps_from;
                if !keep {
                    forgotten.push(stream.id);
                }
                keep
            });
            if holds_old {
                expired.push((group.id, keeps_from));
            }
        }
        if !forgotten.is_empty() {
            let writes = forgotten.into_iter().map(Write::DeleteStream).collect();
            self.note(|writer| writer.commit(writes));
        }
        expired
    }

    /// Throws away some events of a stream that is gone, or some that are too old.
    fn do_chore(&mut self, expired: &mut Vec<(GroupId, i64)>) -> rusqlite::Result<()> {
        if let Some(stream) = self.orphans.pop() {
            let purged = self.purge(
                "SELECT id FROM event WHERE stream_id = ?1 LIMIT ?2",
                (stream.0, PURGE_EVENTS),
            )?;
            if purged {
                self.orphans.push(stream);
            }
        } else if let Some((group, keeps_from)) = expired.pop() {
            let purged = self.purge(
                "SELECT id FROM event WHERE group_id = ?1 AND at < ?3 ORDER BY at LIMIT ?2",
                (group.0, PURGE_EVENTS, keeps_from),
            )?;
            if purged {
                expired.push((group, keeps_from));
            }
        }
        Ok(())
    }

    /// Throws away the oldest events while the file holds too much.
    fn shrink(&mut self) -> rusqlite::Result<()> {
        loop {
            let bytes = self.bytes_in_use()?;
            if bytes <= self.limits.bytes_max {
                return Ok(());
            }
            let oldest: Option<i64> = self
                .connection
                .prepare_cached("SELECT min(id) FROM event")?
                .query_row([], |row| row.get(0))?;
            let Some(oldest) = oldest else { return Ok(()) };
            // About as many events as fill `PURGE_BYTES`, were all of one size.
            let held = u64::try_from(self.next_event - oldest).unwrap_or(1);
            let events = (held * PURGE_BYTES / bytes).clamp(1, PURGE_EVENTS.unsigned_abs());
            self.purge("SELECT id FROM event ORDER BY id LIMIT ?1", (events,))?;
        }
    }

    fn bytes_in_use(&self) -> rusqlite::Result<u64> {
        let pragma = |name: &str| -> rusqlite::Result<u64> {
            self.connection
                .pragma_query_value(None, name, |row| row.get(0))
        };
        let pages = pragma("page_count")?.saturating_sub(pragma("freelist_count")?);
        Ok(pages * pragma("page_size")?)
    }

    /// Deletes the events whose ids `selection` gives; says whether there were any.
    fn purge(&mut self, selection: &str, values: impl rusqlite::Params) -> rusqlite::Result<bool> {
        let mut shrunk = std::collections::HashMap::<GroupId, i64>::new();
        let transaction = self.connection.transaction()?;
        {
            let mut statement = transaction.prepare_cached(&format!(
                "DELETE FROM event WHERE id IN ({selection}) RETURNING group_id, octet_length(message)"
            ))?;
            let mut rows = statement.query(values)?;
            while let Some(row) = rows.next()? {
                *shrunk.entry(GroupId(row.get(0)?)).or_default() += row.get::<_, i64>(1)?;
            }
        }
        for (group, bytes) in &shrunk {
            grow(&transaction, *group, -bytes)?;
        }
        transaction.commit()?;
        let mut directory = self.directory();
        for (group, bytes) in &shrunk {
            if let Some(stored) = directory.stored_bytes.get_mut(group) {
                *stored = stored.saturating_sub(bytes.unsigned_abs());
            }
        }
        Ok(!shrunk.is_empty())
    }

    /// Does a chore nobody waits for. What fails is left for the next start.
    fn note(&mut self, chore: impl FnOnce(&mut Writer) -> rusqlite::Result<()>) {
        if let Err(error) = chore(self) {
            tracing::warn!(%error, "old log events cannot be thrown away");
        }
    }

    fn directory(&self) -> MutexGuard<'_, Directory> {
        self.directory
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a change. Streams that go leave their events as orphans.
fn apply(
    transaction: &Transaction<'_>,
    write: Write,
    progress: &mut Progress,
) -> rusqlite::Result<()> {
    match write {
        Write::Group {
            id,
            name,
            created,
            settings,
        } => {
            let settings = serde_json::to_string(&settings).unwrap_or_default();
            transaction.execute(
                "INSERT INTO log_group (id, name, created, settings) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET settings = excluded.settings",
                params![id.0, name.as_str(), created, settings],
            )?;
        }
        Write::DeleteGroup(group) => {
            transaction.execute("DELETE FROM log_group WHERE id = ?1", [group.0])?;
            let mut gone = transaction
                .prepare_cached("DELETE FROM log_stream WHERE group_id = ?1 RETURNING id")?;
            let mut rows = gone.query([group.0])?;
            while let Some(row) = rows.next()? {
                progress.orphans.push(StreamId(row.get(0)?));
            }
        }
        Write::Stream {
            group,
            name,
            stream,
        } => {
            transaction
                .prepare_cached(
                    "INSERT INTO log_stream (id, group_id, name, created) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![stream.id.0, group.0, name.as_str(), stream.created])?;
        }
        Write::DeleteStream(stream) => {
            let gone = transaction
                .query_row(
                    "DELETE FROM log_stream WHERE id = ?1 RETURNING id",
                    [stream.0],
                    |row| row.get(0),
                )
                .optional()?;
            progress.orphans.extend(gone.map(StreamId));
        }
        Write::Policy {
            name,
            document,
            updated,
        } => {
            transaction.execute(
                "INSERT INTO resource_policy (name, document, updated) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE
                 SET document = excluded.document, updated = excluded.updated",
                params![name, document, updated],
            )?;
        }
        Write::DeletePolicy(name) => {
            transaction.execute("DELETE FROM resource_policy WHERE name = ?1", [name])?;
        }
        Write::Append {
            group,
            stream,
            ingested,
            events,
        } => append(transaction, group, stream, ingested, &events, progress)?,
    }
    Ok(())
}

/// Puts events at the end.
fn append(
    transaction: &Transaction<'_>,
    group: GroupId,
    stream: Stream,
    ingested: i64,
    events: &[LogEvent],
    progress: &mut Progress,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO event (id, group_id, stream_id, at, ingested, message)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut bytes = 0;
    for event in events {
        insert.execute(params![
            progress.next_event,
            group.0,
            stream.id.0,
            event.timestamp,
            ingested,
            event.message,
        ])?;
        progress.next_event += 1;
        bytes += event.message.len();
    }
    let times = stream.events;
    transaction
        .prepare_cached(
            "UPDATE log_stream SET first_event = ?2, last_event = ?3, ingested = ?4 WHERE id = ?1",
        )?
        .execute(params![
            stream.id.0,
            times.map(|events| events.first),
            times.map(|events| events.last),
            times.map(|events| events.ingested),
        ])?;
    progress.grown.push((group, bytes as u64));
    grow(transaction, group, i64::try_from(bytes).unwrap_or(i64::MAX))
}

fn grow(transaction: &Transaction<'_>, group: GroupId, bytes: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "UPDATE log_group SET stored_bytes = max(0, stored_bytes + ?2) WHERE id = ?1",
        )?
        .execute((group.0, bytes))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::directory::{Group, GroupSettings};
    use crate::name::{GroupName, StreamName};
    use crate::store::schema;

    const DAY_MS: i64 = 24 * 60 * 60 * 1000;

    /// A writer with one group that keeps events for three days, and a stream with events so many
    /// days old.
    fn with_events(days: &[i64]) -> Writer {
        let schema::Opened {
            connection,
            mut directory,
            orphans,
            next_event,
        } = schema::open(None).unwrap();
        let now = now_milliseconds();
        let mut stream = Stream {
            id: StreamId(2),
            created: now - 10 * DAY_MS,
            events: None,
        };
        let mut changes = vec![Write::Stream {
            group: GroupId(1),
            name: StreamName::parse("s").unwrap(),
            stream,
        }];
        for age in days {
            let timestamp = now - age * DAY_MS;
            stream.note(timestamp, timestamp, timestamp);
            changes.push(Write::Append {
                group: GroupId(1),
                stream,
                ingested: timestamp,
                events: vec![LogEvent {
                    timestamp,
                    message: "four".to_owned(),
                }],
            });
        }
        let group = Group {
            id: GroupId(1),
            created: now,
            settings: GroupSettings {
                retention_in_days: Some(3),
                ..GroupSettings::default()
            },
            streams: BTreeMap::from([(StreamName::parse("s").unwrap(), stream)]),
        };
        directory
            .groups
            .insert(GroupName::parse("g").unwrap(), group);
        let mut writer = Writer {
            connection,
            directory: Arc::new(Mutex::new(directory)),
            limits: Limits::default(),
            orphans,
            next_event,
            newest: watch::channel(0).0,
        };
        writer.commit(changes).unwrap();
        writer
    }

    fn do_chores(writer: &mut Writer) -> i64 {
        let mut expired = writer.expired();
        while !expired.is_empty() || !writer.orphans.is_empty() {
            writer.do_chore(&mut expired).unwrap();
        }
        let count = "SELECT count(*) FROM event";
        let left = writer.connection.query_row(count, [], |row| row.get(0));
        left.unwrap()
    }

    #[test]
    fn events_go_when_their_time_is_over() {
        let mut writer = with_events(&[4, 2, 0]);
        assert_eq!(do_chores(&mut writer), 2);
        let directory = writer.directory();
        assert_eq!(directory.stored_bytes[&GroupId(1)], 8);
        assert_eq!(directory.stream_count(), 1);
    }

    #[test]
    fn a_stream_with_nothing_left_is_forgotten() {
        let mut writer = with_events(&[5, 4]);
        assert_eq!(do_chores(&mut writer), 0);
        assert_eq!(writer.directory().stream_count(), 0);
        let streams = "SELECT count(*) FROM log_stream";
        let left: i64 = writer
            .connection
            .query_row(streams, [], |row| row.get(0))
            .unwrap();
        assert_eq!(left, 0);
    }
}
