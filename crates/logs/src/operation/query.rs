//! GetLogEvents and FilterLogEvents.

use std::collections::HashMap;

use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};
use wire::ApiError;

use super::{bad_token, group_meant, missing, no_group, no_stream};
use crate::constraint::{Violations, invalid};
use crate::directory::{Group, GroupId, StreamId};
use crate::filter::Pattern;
use crate::name::StreamName;
use crate::position::{Position, StreamToken, page_token, parse_page_token};
use crate::{Logs, now_milliseconds};

/// A page has at most so many events, and so many where nothing is said (API reference).
const PAGE_EVENTS_MAX: usize = 10_000;

/// The messages of a page have at most so many bytes, unless the first has more (API reference).
const PAGE_BYTES_MAX: usize = 1 << 20;

/// A page is made of at most so many events, wanted or not. What is left is the next page's.
const PAGE_SEARCHED_MAX: usize = 100_000;

/// At most so many streams can be named (API reference, FilterLogEvents).
const STREAM_NAMES_MAX: usize = 100;

/// An event as it is stored.
#[derive(Debug)]
struct StoredEvent {
    position: Position,
    stream: StreamId,
    ingested: i64,
    message: String,
}

/// Times from `from` on, before `to`: milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
struct Times {
    from: i64,
    to: i64,
}

impl Times {
    /// What was asked for of what the group keeps.
    fn kept(logs: &Logs, group: &Group, start: Option<i64>, end: Option<i64>) -> Times {
        let keeps_from = group.keeps_from(now_milliseconds(), logs.limits().retention);
        Times {
            from: start.unwrap_or(0).max(keeps_from),
            to: end.unwrap_or(i64::MAX),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetLogEvents {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_name: Option<String>,
    start_time: Option<i64>,
    end_time: Option<i64>,
    next_token: Option<String>,
    limit: Option<i64>,
    start_from_head: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StreamPage {
    events: Vec<OutputLogEvent>,
    next_forward_token: String,
    next_backward_token: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct OutputLogEvent {
    timestamp: i64,
    message: String,
    ingestion_time: i64,
}

pub(crate) async fn get(logs: &Logs, input: GetLogEvents) -> Result<StreamPage, ApiError> {
    let mut violations = Violations::default();
    let group = group_meant(
        &mut violations,
        input.log_group_name.as_deref(),
        input.log_group_identifier.as_deref(),
    )?;
    let stream = violations.stream("logStreamName", input.log_stream_name.as_deref());
    let limit = violations.limit("limit", input.limit, PAGE_EVENTS_MAX, PAGE_EVENTS_MAX);
    violations.time("startTime", input.start_time);
    violations.time("endTime", input.end_time);
    violations.refuse()?;
    let token = match &input.next_token {
        Some(token) => Some(StreamToken::parse(token).ok_or_else(bad_token)?),
        None => None,
    };
    let (times, stream) = {
        let directory = logs.directory();
        let group = group.ok_or_else(no_group)?;
        let group = directory.groups.get(&group).ok_or_else(no_group)?;
        let stream = stream.ok_or_else(no_stream)?;
        let stream = group.streams.get(&stream).ok_or_else(no_stream)?;
        let times = Times::kept(logs, group, input.start_time, input.end_time);
        (times, stream.id)
    };
    let start = token.unwrap_or(if input.start_from_head == Some(true) {
        StreamToken::Forward(BEFORE_ALL)
    } else {
        StreamToken::Backward(AFTER_ALL)
    });
    let events = logs
        .store()
        .read(move |connection| stream_page(connection, stream, times, start, limit))
        .await?;
    let (first, last) = match (events.first(), events.last(), start) {
        (Some(first), Some(last), _) => (first.position, last.position),
        // Nothing there: both ways begin where this one ended, the event there included for who
        // turns back.
        (_, _, StreamToken::Forward(position)) => (position.plus(1), position),
        (_, _, StreamToken::Backward(AFTER_ALL)) => (BEFORE_ALL, BEFORE_ALL),
        (_, _, StreamToken::Backward(position)) => (position, position.plus(-1)),
    };
    Ok(StreamPage {
        next_forward_token: StreamToken::Forward(last).to_string(),
        next_backward_token: StreamToken::Backward(first).to_string(),
        events: events
            .into_iter()
            .map(|event| OutputLogEvent {
                timestamp: event.position.at,
                message: event.message,
                ingestion_time: event.ingested,
            })
            .collect(),
    })
}

const BEFORE_ALL: Position = Position { at: 0, event: 0 };

const AFTER_ALL: Position = Position {
    at: i64::MAX,
    event: i64::MAX,
};

impl Position {
    fn plus(self, events: i64) -> Position {
        Position {
            event: self.event.saturating_add(events),
            ..self
        }
    }
}

/// In the order of time, whichever way they were read.
fn stream_page(
    connection: &Connection,
    stream: StreamId,
    times: Times,
    start: StreamToken,
    limit: usize,
) -> rusqlite::Result<Vec<StoredEvent>> {
    let (query, position) = match start {
        StreamToken::Forward(position) => (
            "SELECT id, stream_id, at, ingested, message FROM event
             WHERE stream_id = ?1 AND at >= ?2 AND at < ?3 AND (at, id) > (?4, ?5)
             ORDER BY at, id",
            position,
        ),
        StreamToken::Backward(position) => (
            "SELECT id, stream_id, at, ingested, message FROM event
             WHERE stream_id = ?1 AND at >= ?2 AND at < ?3 AND (at, id) < (?4, ?5)
             ORDER BY at DESC, id DESC",
            position,
        ),
    };
    let mut statement = connection.prepare_cached(query)?;
    let mut rows =
        statement.query((stream.0, times.from, times.to, position.at, position.event))?;
    let mut page = Page::new(limit);
    while let Some(row) = rows.next()? {
        if !page.take(read_event(row)?) {
            break;
        }
    }
    if let StreamToken::Backward(_) = start {
        page.events.reverse();
    }
    Ok(page.events)
}

/// Events until there are enough.
struct Page {
    events: Vec<StoredEvent>,
    bytes: usize,
    limit: usize,
}

impl Page {
    fn new(limit: usize) -> Page {
        Page {
            events: Vec::new(),
            bytes: 0,
            limit,
        }
    }

    /// Takes an event if there is room for it, and says so.
    fn take(&mut self, event: StoredEvent) -> bool {
        let bytes = self.bytes + event.message.len();
        let fits =
            self.events.len() < self.limit && (bytes <= PAGE_BYTES_MAX || self.events.is_empty());
        if fits {
            self.bytes = bytes;
            self.events.push(event);
        }
        fits
    }
}

fn read_event(row: &Row<'_>) -> rusqlite::Result<StoredEvent> {
    Ok(StoredEvent {
        position: Position {
            at: row.get(2)?,
            event: row.get(0)?,
        },
        stream: StreamId(row.get(1)?),
        ingested: row.get(3)?,
        message: row.get(4)?,
    })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FilterLogEvents {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_names: Option<Vec<String>>,
    log_stream_name_prefix: Option<String>,
    start_time: Option<i64>,
    end_time: Option<i64>,
    filter_pattern: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FilteredPage {
    events: Vec<FilteredLogEvent>,
    /// AWS lists none since 2020.
    searched_log_streams: [(); 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FilteredLogEvent {
    log_stream_name: String,
    timestamp: i64,
    message: String,
    ingestion_time: i64,
    event_id: String,
}

/// What is searched: streams of a group, by what they are called.
struct Search {
    group: GroupId,
    streams: HashMap<StreamId, StreamName>,
    times: Times,
    after: Position,
    pattern: Pattern,
    limit: usize,
}

pub(crate) async fn filter(logs: &Logs, input: FilterLogEvents) -> Result<FilteredPage, ApiError> {
    let mut violations = Violations::default();
    let group = group_meant(
        &mut violations,
        input.log_group_name.as_deref(),
        input.log_group_identifier.as_deref(),
    )?;
    let prefix = input.log_stream_name_prefix.as_deref();
    if prefix.is_some() {
        violations.stream("logStreamNamePrefix", prefix);
    }
    let names = input.log_stream_names.as_deref();
    if let Some(names) = names.filter(|names| names.is_empty() || names.len() > STREAM_NAMES_MAX) {
        let (bound, limit) = match names.len() {
            0 => ("greater", 1),
            _ => ("less", STREAM_NAMES_MAX),
        };
        let rule = format!("Member must have length {bound} than or equal to {limit}");
        violations.add("logStreamNames", format!("[{}]", names.join(", ")), rule);
    }
    let limit = violations.limit("limit", input.limit, PAGE_EVENTS_MAX, PAGE_EVENTS_MAX);
    violations.time("startTime", input.start_time);
    violations.time("endTime", input.end_time);
    violations.refuse()?;
    if prefix.is_some() && names.is_some() {
        return Err(invalid(
            "logStreamNames and logStreamNamePrefix cannot both be specified.",
        ));
    }
    let pattern = Pattern::parse(input.filter_pattern.as_deref().unwrap_or_default())?;
    let after = match &input.next_token {
        Some(token) => parse_page_token(token).ok_or_else(bad_token)?,
        None => BEFORE_ALL,
    };
    let search = {
        let directory = logs.directory();
        let group = group.ok_or_else(no_group)?;
        let group = directory.groups.get(&group).ok_or_else(no_group)?;
        Search {
            group: group.id,
            streams: chosen(group, names, prefix)?,
            times: Times::kept(logs, group, input.start_time, input.end_time),
            after,
            pattern,
            limit,
        }
    };
    if search.streams.is_empty() {
        return Ok(FilteredPage {
            events: Vec::new(),
            searched_log_streams: [],
            next_token: None,
        });
    }
    Ok(logs
        .store()
        .read(move |connection| search.page(connection))
        .await?)
}

/// The streams that are searched.
fn chosen(
    group: &Group,
    names: Option<&[String]>,
    prefix: Option<&str>,
) -> Result<HashMap<StreamId, StreamName>, ApiError> {
    let Some(names) = names else {
        return Ok(group
            .streams
            .iter()
            .filter(|(name, _)| prefix.is_none_or(|prefix| name.as_str().starts_with(prefix)))
            .map(|(name, stream)| (stream.id, name.clone()))
            .collect());
    };
    names
        .iter()
        .map(|name| {
            let found = group.streams.get_key_value(name.as_str());
            let (name, stream) =
                found.ok_or_else(|| missing("The specified log stream does not exist."))?;
            Ok((stream.id, name.clone()))
        })
        .collect()
}

impl Search {
    fn page(self, connection: &Connection) -> rusqlite::Result<FilteredPage> {
        let only = match self.streams.keys().next() {
            Some(stream) if self.streams.len() == 1 => Some(*stream),
            _ => None,
        };
        let query = match only {
            Some(_) => {
                "SELECT id, stream_id, at, ingested, message FROM event
                 WHERE stream_id = ?1 AND at >= ?2 AND at < ?3 AND (at, id) > (?4, ?5)
                 ORDER BY at, id"
            }
            None => {
                "SELECT id, stream_id, at, ingested, message FROM event
                 WHERE group_id = ?1 AND at >= ?2 AND at < ?3 AND (at, id) > (?4, ?5)
                 ORDER BY at, id"
            }
        };
        let mut statement = connection.prepare_cached(query)?;
        let mut rows = statement.query((
            only.map_or(self.group.0, |stream| stream.0),
            self.times.from,
            self.times.to,
            self.after.at,
            self.after.event,
        ))?;
        let mut page = Page::new(self.limit);
        let mut searched = 0;
        // The last event that need not be looked at again, when there may be more.
        let mut seen = self.after;
        let mut next = None;
        while let Some(row) = rows.next()? {
            if searched == PAGE_SEARCHED_MAX {
                next = Some(seen);
                break;
            }
            searched += 1;
            let event = read_event(row)?;
            let position = event.position;
            let wanted =
                self.streams.contains_key(&event.stream) && self.pattern.matches(&event.message);
            if wanted && !page.take(event) {
                next = Some(seen);
                break;
            }
            seen = position;
        }
        Ok(FilteredPage {
            next_token: next.map(page_token),
            searched_log_streams: [],
            events: page
                .events
                .into_iter()
                .map(|event| FilteredLogEvent {
                    log_stream_name: self
                        .streams
                        .get(&event.stream)
                        .map(ToString::to_string)
                        .unwrap_or_default(),
                    timestamp: event.position.at,
                    ingestion_time: event.ingested,
                    event_id: event.position.event_id(),
                    message: event.message,
                })
                .collect(),
        })
    }
}
