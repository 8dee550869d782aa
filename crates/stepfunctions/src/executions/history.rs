//! `GetExecutionHistory`: a history is not stored, it follows from the journal.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{does_not_exist, unavailable};
use crate::arn;
use crate::host::Host;
use crate::registry::Answer;

/// Events on a page when the request does not say (measured on AWS).
const PAGE_SIZE_DEFAULT: u32 = 1_000;

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
        let replayed = self.history(&row).map_err(|error| unavailable(&error))?;
        let resident = &replayed.resident;
        let machine = resident
            .revision
            .machine()
            .map_err(|_| does_not_exist(arn))?;
        let state = crate::host::index::lock(&resident.state);
        let identity = state.execution.identity();
        let begin = page
            .after
            .as_ref()
            .and_then(|after| after.parse().ok())
            .unwrap_or(0_usize);
        let total = replayed.history.len();
        let end = begin.saturating_add(page.size).min(total);
        let events: Vec<Value> = (begin..end)
            .map(|place| {
                let place = if request.reverse_order {
                    total - 1 - place
                } else {
                    place
                };
                let event = replayed.history[place].to_json(machine, identity);
                let mut event = serde_json::to_value(event).unwrap_or_default();
                if !request.include_execution_data {
                    drop_data(&mut event);
                }
                event
            })
            .collect();
        let mut answer = json!({"events": events});
        if end < total {
            let now = self.clock.now();
            let token = self
                .registry
                .page_tokens()
                .issue(&list, &end.to_string(), now);
            answer["nextToken"] = token.into();
        }
        Ok(answer)
    }
}

/// Leaves out the data of an event.
pub(crate) fn drop_data(event: &mut Value) {
    for details in event.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(details) = details.as_object_mut() {
            details.retain(|key, _| !DATA.contains(&key.as_str()));
        }
    }
}
