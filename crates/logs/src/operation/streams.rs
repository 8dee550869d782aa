//! CreateLogStream, DeleteLogStream, DescribeLogStreams.

use serde::{Deserialize, Serialize};
use wire::ApiError;

use super::{DESCRIBE_MAX, bad_token, exists, group_meant, limit_exceeded, no_group, no_stream};
use crate::constraint::{Violations, invalid};
use crate::directory::{Directory, Stream};
use crate::name::{GroupName, StreamName};
use crate::position::{Position, name_token, parse_name_token};
use crate::store::Write;
use crate::{Logs, now_milliseconds};

/// There are at most so many streams in all groups. AWS has no limit; ours are all in memory, and
/// those that hold nothing any more are forgotten.
const STREAMS_MAX: usize = 200_000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OneStream {
    log_group_name: Option<String>,
    log_stream_name: Option<String>,
}

impl OneStream {
    fn names(&self) -> Result<(GroupName, StreamName), ApiError> {
        let mut violations = Violations::default();
        let group = violations.group("logGroupName", self.log_group_name.as_deref());
        let stream = violations.stream("logStreamName", self.log_stream_name.as_deref());
        violations.refuse()?;
        Ok((group.ok_or_else(no_group)?, stream.ok_or_else(no_stream)?))
    }
}

pub(crate) async fn create(logs: &Logs, input: OneStream) -> Result<(), ApiError> {
    let (group, stream) = input.names()?;
    let permit = logs.store().permit().await?;
    let written = {
        let mut directory = logs.directory();
        let known = directory.groups.get(&group).ok_or_else(no_group)?;
        if known.streams.contains_key(&stream) {
            return Err(exists("The specified log stream already exists"));
        }
        permit.send(add(&mut directory, &group, stream)?)
    };
    Ok(written.done().await?)
}

/// Adds a stream to a group that there is.
pub(super) fn add(
    directory: &mut Directory,
    group: &GroupName,
    name: StreamName,
) -> Result<Write, ApiError> {
    if directory.stream_count() >= STREAMS_MAX {
        return Err(limit_exceeded());
    }
    let stream = Stream {
        id: directory.new_stream_id(),
        created: now_milliseconds(),
        events: None,
    };
    let group = directory.groups.get_mut(group).ok_or_else(no_group)?;
    group.streams.insert(name.clone(), stream);
    Ok(Write::Stream {
        group: group.id,
        name,
        stream,
    })
}

pub(crate) async fn delete(logs: &Logs, input: OneStream) -> Result<(), ApiError> {
    let (group, stream) = input.names()?;
    let permit = logs.store().permit().await?;
    let written = {
        let mut directory = logs.directory();
        let group = directory.groups.get_mut(&group).ok_or_else(no_group)?;
        let stream = group.streams.remove(&stream).ok_or_else(no_stream)?;
        permit.send(Write::DeleteStream(stream.id))
    };
    Ok(written.done().await?)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeLogStreams {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_name_prefix: Option<String>,
    order_by: Option<String>,
    descending: Option<bool>,
    next_token: Option<String>,
    limit: Option<i64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogStreams {
    log_streams: Vec<LogStream>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogStream {
    log_stream_name: String,
    creation_time: i64,
    #[serde(flatten)]
    events: Option<StreamTimes>,
    arn: String,
    /// AWS says 0 since 2019.
    stored_bytes: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct StreamTimes {
    first_event_timestamp: i64,
    last_event_timestamp: i64,
    last_ingestion_time: i64,
    upload_sequence_token: String,
}

pub(crate) fn describe(logs: &Logs, input: &DescribeLogStreams) -> Result<LogStreams, ApiError> {
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
    let order = input.order_by.as_deref();
    violations.one_of("orderBy", order, &["LogStreamName", "LastEventTime"]);
    let limit = violations.limit("limit", input.limit, DESCRIBE_MAX, DESCRIBE_MAX);
    violations.refuse()?;
    let by_time = order == Some("LastEventTime");
    if by_time && prefix.is_some() {
        return Err(invalid(
            "Cannot order by LastEventTime with a logStreamNamePrefix.",
        ));
    }
    let descending = input.descending.unwrap_or(false);

    let directory = logs.directory();
    let group_name = group.ok_or_else(no_group)?;
    let group = directory.groups.get(&group_name).ok_or_else(no_group)?;
    let mut streams: Vec<(&StreamName, &Stream)> = group
        .streams
        .iter()
        .filter(|(name, _)| prefix.is_none_or(|prefix| name.as_str().starts_with(prefix)))
        .collect();
    if by_time {
        streams.sort_by_key(|(_, stream)| last_event(stream));
    }
    if descending {
        streams.reverse();
    }
    let begin = match &input.next_token {
        None => 0,
        Some(token) => begin(&streams, token, by_time, descending).ok_or_else(bad_token)?,
    };
    let page = &streams[begin..(begin + limit).min(streams.len())];
    let is_last = begin + page.len() == streams.len();
    Ok(LogStreams {
        next_token: page
            .last()
            .filter(|_| !is_last)
            .map(|(name, stream)| name_token(&format!("{}:{name}", last_event(stream)))),
        log_streams: page
            .iter()
            .map(|(name, stream)| LogStream {
                log_stream_name: name.to_string(),
                creation_time: stream.created,
                events: stream.events.map(|events| StreamTimes {
                    first_event_timestamp: events.first,
                    last_event_timestamp: events.last,
                    last_ingestion_time: events.ingested,
                    upload_sequence_token: sequence_token(events.ingested, stream),
                }),
                arn: logs.arns().stream(group_name.as_str(), name.as_str()),
                stored_bytes: 0,
            })
            .collect(),
    })
}

/// Where the page begins that follows the stream in the token: `TIME:NAME`.
fn begin(
    streams: &[(&StreamName, &Stream)],
    token: &str,
    by_time: bool,
    descending: bool,
) -> Option<usize> {
    let token = parse_name_token(token)?;
    let (time, name) = token.split_once(':')?;
    let time: i64 = time.parse().ok()?;
    let key = |other_time: i64, other: &str| {
        let order = if by_time {
            (other_time, other).cmp(&(time, name))
        } else {
            other.cmp(name)
        };
        if descending { order.reverse() } else { order }
    };
    Some(streams.partition_point(|(name, stream)| key(last_event(stream), name.as_str()).is_le()))
}

/// Streams without events are ordered by when they were made.
fn last_event(stream: &Stream) -> i64 {
    stream.events.map_or(stream.created, |events| events.last)
}

/// Of no use since 2023, and still given: 56 digits.
pub(super) fn sequence_token(at: i64, stream: &Stream) -> String {
    let position = Position {
        at,
        event: stream.id.0,
    };
    position.event_id()
}
