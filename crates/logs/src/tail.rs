//! Events as they come, for whoever sits in this process: the console, the command line.

use std::collections::VecDeque;

use tokio::sync::watch;

use crate::directory::{GroupId, StreamId};
use crate::name::{GroupName, StreamName};
use crate::store::StoreError;
use crate::{LogEvent, Logs};

/// So many events are read at once.
const READ_EVENTS: i64 = 500;

/// Gives the events of a group in the order in which they came in. A slow reader misses none that
/// is still kept.
#[derive(Debug)]
pub struct Tail {
    logs: Logs,
    group: GroupName,
    since: i64,
    newest: watch::Receiver<i64>,
    /// The number of the last event that was read.
    read: i64,
    ready: VecDeque<TailedEvent>,
}

/// An event of a tail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TailedEvent {
    /// The stream it is in.
    pub stream: StreamName,
    /// The event.
    pub event: LogEvent,
}

impl Tail {
    pub(crate) fn new(logs: Logs, group: GroupName, since: i64) -> Tail {
        Tail {
            newest: logs.store().newest(),
            logs,
            group,
            since,
            read: 0,
            ready: VecDeque::new(),
        }
    }

    /// The next event, as soon as there is one; `None` when the logs are closed. A group that is
    /// not there yet is waited for. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<TailedEvent> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let newest = *self.newest.borrow_and_update();
            while self.read < newest && self.ready.is_empty() {
                self.fill(newest).await.ok()?;
            }
            if self.ready.is_empty() {
                self.newest.changed().await.ok()?;
            }
        }
    }

    /// Reads some events, up to number `newest`.
    async fn fill(&mut self, newest: i64) -> Result<(), StoreError> {
        let known = self.logs.directory().groups.get(&self.group).map(|g| g.id);
        let Some(GroupId(group)) = known else {
            self.read = newest;
            return Ok(());
        };
        let (since, read) = (self.since, self.read);
        let found: Vec<(i64, StreamId, LogEvent)> = self
            .logs
            .store()
            .read(move |connection| {
                // `+` keeps SQLite from the index by group, whose order is another.
                let mut statement = connection.prepare_cached(
                    "SELECT id, stream_id, at, message FROM event
                     WHERE id > ?1 AND id <= ?2 AND +group_id = ?3 AND +at >= ?4
                     ORDER BY id LIMIT ?5",
                )?;
                let rows =
                    statement.query_map((read, newest, group, since, READ_EVENTS), |row| {
                        let event = LogEvent {
                            timestamp: row.get(2)?,
                            message: row.get(3)?,
                        };
                        Ok((row.get(0)?, StreamId(row.get(1)?), event))
                    })?;
                rows.collect()
            })
            .await?;
        let is_all = i64::try_from(found.len()).unwrap_or(i64::MAX) < READ_EVENTS;
        self.read = match found.last() {
            Some((last, ..)) if !is_all => *last,
            _ => newest,
        };
        let directory = self.logs.directory();
        let Some(group) = directory.groups.get(&self.group) else {
            return Ok(());
        };
        for (_, id, event) in found {
            let stream = group.streams.iter().find(|(_, stream)| stream.id == id);
            if let Some((name, _)) = stream {
                self.ready.push_back(TailedEvent {
                    stream: name.clone(),
                    event,
                });
            }
        }
        Ok(())
    }
}
