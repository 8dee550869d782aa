//! PutLogEvents, and what other parts of this process put in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wire::ApiError;

use super::groups::{self, CreateLogGroup};
use super::streams::{add, sequence_token};
use super::{no_group, no_stream};
use crate::acceptance::{
    AHEAD_MAX_MS, BATCH_BYTES_MAX, BATCH_EVENTS_MAX, BEHIND_MAX_MS, EVENT_OVERHEAD_BYTES,
    RejectedLogEventsInfo, judge,
};
use crate::constraint::Violations;
use crate::directory::{Group, Stream};
use crate::name::{GroupName, StreamName};
use crate::store::{Write, Written};
use crate::{LogEvent, Logs, now_milliseconds};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PutLogEvents {
    log_group_name: Option<String>,
    log_stream_name: Option<String>,
    log_events: Option<Vec<InputLogEvent>>,
}

#[derive(Debug, Deserialize)]
struct InputLogEvent {
    timestamp: Option<i64>,
    message: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PutLogEventsOutput {
    next_sequence_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected_log_events_info: Option<RejectedLogEventsInfo>,
}

pub(crate) async fn put(logs: &Logs, input: PutLogEvents) -> Result<PutLogEventsOutput, ApiError> {
    let mut violations = Violations::default();
    let group_name = violations.group("logGroupName", input.log_group_name.as_deref());
    let stream_name = violations.stream("logStreamName", input.log_stream_name.as_deref());
    let events = violations.required("logEvents", input.log_events);
    let mut events = checked(&mut violations, events.unwrap_or_default());
    violations.refuse()?;
    let group_name = group_name.ok_or_else(no_group)?;
    let stream_name = stream_name.ok_or_else(no_stream)?;

    let permit = logs.store().permit().await?;
    let now = now_milliseconds();
    let (written, output) = {
        let mut directory = logs.directory();
        let group = directory.groups.get_mut(&group_name).ok_or_else(no_group)?;
        let keeps_from = group.keeps_from(now, logs.limits().retention);
        let (group_id, stream) = (group.id, stream_of(group, &stream_name)?);
        let sizes = events
            .iter()
            .map(|event| (event.timestamp, event.message.len()));
        let acceptance = judge(sizes, now, keeps_from)?;
        events.truncate(acceptance.taken.end);
        events.drain(..acceptance.taken.start);
        let written = note(stream, &events, now).map(|stream| {
            permit.send(Write::Append {
                group: group_id,
                stream,
                ingested: now,
                events,
            })
        });
        let output = PutLogEventsOutput {
            next_sequence_token: sequence_token(now, stream),
            rejected_log_events_info: acceptance.rejected,
        };
        (written, output)
    };
    if let Some(written) = written {
        written.done().await?;
    }
    Ok(output)
}

fn stream_of<'g>(group: &'g mut Group, name: &StreamName) -> Result<&'g mut Stream, ApiError> {
    group.streams.get_mut(name).ok_or_else(no_stream)
}

/// The stream with these events noted, which are in the order of time. `None` when there are none.
fn note(stream: &mut Stream, events: &[LogEvent], now: i64) -> Option<Stream> {
    let (first, last) = (events.first()?, events.last()?);
    stream.note(first.timestamp, last.timestamp, now);
    Some(*stream)
}

fn checked(violations: &mut Violations, events: Vec<InputLogEvent>) -> Vec<LogEvent> {
    let count = events.len();
    if count == 0 || count > BATCH_EVENTS_MAX {
        let (bound, limit) = match count {
            0 => ("greater", 1),
            _ => ("less", BATCH_EVENTS_MAX),
        };
        let rule = format!("Member must have length {bound} than or equal to {limit}");
        violations.add("logEvents", "[]", rule);
    }
    let mut checked = Vec::with_capacity(count);
    for (place, event) in events.into_iter().enumerate() {
        match event {
            InputLogEvent {
                timestamp: Some(timestamp),
                message: Some(message),
            } if timestamp >= 0 && !message.is_empty() => {
                checked.push(LogEvent { timestamp, message });
            }
            InputLogEvent { timestamp, message } => {
                let field = |name| format!("logEvents.{}.member.{name}", place + 1);
                violations.required(&field("timestamp"), timestamp);
                violations.time(&field("timestamp"), timestamp);
                if violations.required(&field("message"), message).as_deref() == Some("") {
                    let rule = "Member must have length greater than or equal to 1";
                    violations.add(&field("message"), "", rule);
                }
            }
        }
    }
    checked
}

/// See [`Logs::write`].
pub(crate) async fn write(
    logs: &Logs,
    group_name: &GroupName,
    stream_name: &StreamName,
    mut events: Vec<LogEvent>,
) -> Result<(), ApiError> {
    let now = now_milliseconds();
    events.retain(|event| {
        let times = now - BEHIND_MAX_MS..=now + AHEAD_MAX_MS;
        times.contains(&event.timestamp) && !event.message.is_empty()
    });
    if events.is_empty() {
        return Ok(());
    }
    events.sort_by_key(|event| event.timestamp);
    for event in &mut events {
        let end = event
            .message
            .floor_char_boundary(BATCH_BYTES_MAX - EVENT_OVERHEAD_BYTES);
        event.message.truncate(end);
    }
    let has_group = logs.directory().groups.contains_key(group_name);
    if !has_group {
        match groups::create(logs, CreateLogGroup::named(group_name)).await {
            // Somebody else was faster.
            Err(error) if error.code == "ResourceAlreadyExistsException" => {}
            made => made?,
        }
    }
    if let Some(written) = make_stream(logs, group_name, stream_name).await? {
        written.done().await?;
    }
    let permit = logs.store().permit().await?;
    let written = {
        let mut directory = logs.directory();
        let group = directory.groups.get_mut(group_name).ok_or_else(no_group)?;
        let (group_id, stream) = (group.id, stream_of(group, stream_name)?);
        note(stream, &events, now).map(|stream| {
            permit.send(Write::Append {
                group: group_id,
                stream,
                ingested: now,
                events,
            })
        })
    };
    match written {
        Some(written) => Ok(written.done().await?),
        None => Ok(()),
    }
}

/// Makes the stream where there is none.
async fn make_stream(
    logs: &Logs,
    group_name: &GroupName,
    stream_name: &StreamName,
) -> Result<Option<Written>, ApiError> {
    let has_stream = |groups: &BTreeMap<GroupName, Group>| {
        groups
            .get(group_name)
            .is_some_and(|group| group.streams.contains_key(stream_name))
    };
    if has_stream(&logs.directory().groups) {
        return Ok(None);
    }
    let permit = logs.store().permit().await?;
    let mut directory = logs.directory();
    if has_stream(&directory.groups) {
        return Ok(None);
    }
    let write = add(&mut directory, group_name, stream_name.clone())?;
    Ok(Some(permit.send(write)))
}
