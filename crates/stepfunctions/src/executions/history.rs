//! `GetExecutionHistory`: a history is not stored, it follows from the journal.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{does_not_exist, unavailable};
use crate::arn;
use crate::host::Host;
use crate::host::index::lock;
use crate::registry::Answer;

/// Events on a page when the request does not say (measured on AWS).
const PAGE_SIZE_DEFAULT: u32 = 1_000;

/// The data of the events on a page is at most about this long, unless one event alone is longer:
/// 1,000 events may hold 256 KiB each.
const PAGE_BYTES_MAX: usize = 4 << 20;

/// The members that hold data.
const DATA: [&str; 3] = ["input", "output", "parameters"];

/// What `GetExecutionHistory` is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetExecutionHistory {
    execution_arn: String,
    max_results: Option<u32>,
    #[serde(default)]
    reverse_order: bool,
    next_token: Option<String>,
    #[serde(default = "yes")]
    include_execution_data: bool,
}

fn yes() -> bool {
    true
}

impl Host {
    /// `GetExecutionHistory`
    pub(crate) fn get_execution_history(self: &Arc<Self>, request: &GetExecutionHistory) -> Answer {
        let arn = &request.execution_arn;
        arn::resource(arn, "execution")?;
        let list = format!("GetExecutionHistory {arn} {}", request.reverse_order);
        let max_results = match request.max_results {
            None | Some(0) => Some(PAGE_SIZE_DEFAULT),
            some => some,
        };
        let page = self.registry.page_tokens().read(
            &list,
            request.next_token.as_deref(),
            max_results,
            self.clock.now(),
        )?;
        let row = self.row(arn).ok_or_else(|| does_not_exist(arn))?;
        let begin = page.after.as_ref().and_then(|after| after.parse().ok());
        let begin: u64 = begin.unwrap_or(0);
        let size = page.size as u64;
        // In reverse, the page is counted from the end, so the length comes first.
        let (window, skipped) = if request.reverse_order {
            let counted = self
                .replay(&row, None)
                .map_err(|error| unavailable(&error))?;
            let total = lock(&counted.resident.state).execution.history_length();
            let end = total.saturating_sub(begin);
            (end.saturating_sub(size)..end, total)
        } else {
            (begin..begin.saturating_add(size), 0)
        };
        let replayed = self
            .replay(&row, Some(&window))
            .map_err(|error| unavailable(&error))?;
        let machine = &replayed.resident.machine;
        let state = lock(&replayed.resident.state);
        let total = skipped.max(state.execution.history_length());
        let identity = state.execution.identity();
        let mut found: Vec<_> = replayed.history.iter().collect();
        if request.reverse_order {
            found.reverse();
        }
        let mut events = Vec::with_capacity(found.len());
        let mut bytes = 0;
        for event in found {
            let mut event =
                serde_json::to_value(event.to_json(machine, identity)).unwrap_or_default();
            if !request.include_execution_data {
                drop_data(&mut event);
            }
            bytes += data_bytes(&event);
            if bytes > PAGE_BYTES_MAX && !events.is_empty() {
                break;
            }
            events.push(event);
        }
        let end = begin + events.len() as u64;
        let mut answer = json!({"events": events});
        if end < total {
            let now = self.clock.now();
            let tokens = self.registry.page_tokens();
            answer["nextToken"] = tokens.issue(&list, &end.to_string(), now).into();
        }
        Ok(answer)
    }
}

/// About how long an event is: the texts in its details.
fn data_bytes(event: &Value) -> usize {
    let details = event.as_object().into_iter().flat_map(Map::values);
    let texts = details.filter_map(Value::as_object).flat_map(Map::values);
    texts.filter_map(Value::as_str).map(str::len).sum()
}

/// Leaves out the data of an event.
pub(crate) fn drop_data(event: &mut Value) {
    for details in event.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(details) = details.as_object_mut() {
            details.retain(|key, _| !DATA.contains(&key.as_str()));
        }
    }
}
