//! `DescribeMapRun`, `ListMapRuns`, `UpdateMapRun`.

use std::sync::Arc;

use asl::Timestamp;
use interpreter::event::ToleranceChange;
use interpreter::map_runs::{Counts, MapRun, MapRunStatus};
use interpreter::{Happening, Rejected};
use journal::ExecutionId;
use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;

use super::{does_not_exist, label, unavailable};
use crate::arn;
use crate::date;
use crate::host::index::lock;
use crate::host::record::StartRecord;
use crate::host::{Host, MAP_RUN_COLLECTION, Undelivered};
use crate::registry::Answer;

/// What `DescribeMapRun` is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeMapRun {
    map_run_arn: String,
}

/// What `ListMapRuns` is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListMapRuns {
    execution_arn: String,
    max_results: Option<u32>,
    next_token: Option<String>,
}

/// What `UpdateMapRun` is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateMapRun {
    map_run_arn: String,
    max_concurrency: Option<u32>,
    tolerated_failure_percentage: Option<f64>,
    tolerated_failure_count: Option<u64>,
}

impl Host {
    /// `DescribeMapRun`
    pub(crate) fn describe_map_run(self: &Arc<Self>, request: &DescribeMapRun) -> Answer {
        let (_, start, run) = self.map_run(&request.map_run_arn)?;
        let mut answer = json!({
            "mapRunArn": &*run.arn,
            "executionArn": &*start.execution_arn,
            "status": match run.status {
                MapRunStatus::Running => "RUNNING",
                MapRunStatus::Succeeded => "SUCCEEDED",
                MapRunStatus::Failed => "FAILED",
                MapRunStatus::Aborted => "ABORTED",
            },
            "startDate": date::to_json(run.started_at),
            "maxConcurrency": run.max_concurrency,
            "toleratedFailurePercentage": run.tolerated_failure_percentage,
            "toleratedFailureCount": run.tolerated_failure_count,
            "itemCounts": counts(&run.items),
            "executionCounts": counts(&run.executions),
            "redriveCount": run.redrive_count,
        });
        put_date(&mut answer, "stopDate", run.stopped_at);
        put_date(&mut answer, "redriveDate", run.redriven_at);
        Ok(answer)
    }

    /// `ListMapRuns`
    pub(crate) fn list_map_runs(self: &Arc<Self>, request: &ListMapRuns) -> Answer {
        let arn = &request.execution_arn;
        arn::resource(arn, "execution")?;
        let row = self.row(arn).ok_or_else(|| does_not_exist(arn))?;
        let (start, runs) = self
            .map_runs_of(row.id)
            .map_err(|error| unavailable(&error))?;
        let list = format!("ListMapRuns {arn}");
        let now = self.clock.now();
        let tokens = self.registry.page_tokens();
        let page = tokens.read(
            &list,
            request.next_token.as_deref(),
            request.max_results,
            now,
        )?;
        let begin = page.after.as_ref().and_then(|after| after.parse().ok());
        let rest = runs.iter().enumerate().skip(begin.unwrap_or(0_usize));
        let (shown, next) = page.take(rest, |(place, _)| (place + 1).to_string());
        let items: Vec<Value> = shown
            .into_iter()
            .map(|(_, run)| {
                let mut item = json!({
                    "executionArn": &*start.execution_arn,
                    "mapRunArn": &*run.arn,
                    "stateMachineArn": format!("{}/{}", start.machine_arn, label(&run.arn)),
                    "startDate": date::to_json(run.started_at),
                });
                put_date(&mut item, "stopDate", run.stopped_at);
                item
            })
            .collect();
        let mut answer = json!({"mapRuns": items});
        if let Some(next) = next {
            answer["nextToken"] = tokens.issue(&list, &next, now).into();
        }
        Ok(answer)
    }

    /// `UpdateMapRun`
    pub(crate) async fn update_map_run(self: &Arc<Self>, request: UpdateMapRun) -> Answer {
        let (id, _, run) = self.map_run(&request.map_run_arn)?;
        let completed = || {
            ApiError::validation("The Map Run has completed and cannot be updated")
                .with_field("reason", "CANNOT_UPDATE_COMPLETED_MAP_RUN")
        };
        if run.status != MapRunStatus::Running {
            return Err(completed());
        }
        let what = Happening::MapRunUpdated {
            map_run_arn: run.arn,
            max_concurrency: request.max_concurrency,
            tolerance: ToleranceChange {
                count: request.tolerated_failure_count,
                percentage: request.tolerated_failure_percentage,
            },
        };
        match self.deliver_durably(id, what).await {
            Ok(()) => Ok(json!({})),
            Err(
                Undelivered::NotOpen
                | Undelivered::Rejected(Rejected::NoSuchMapRun | Rejected::NotRunning),
            ) => Err(completed()),
            Err(error) => Err(unavailable(&error)),
        }
    }

    /// The Map Run of an ARN, its execution and the number of that.
    fn map_run(
        self: &Arc<Self>,
        arn: &str,
    ) -> Result<(ExecutionId, Arc<StartRecord>, MapRun), ApiError> {
        let not_found = || {
            ApiError::new("ResourceNotFound", format!("Resource not found: '{arn}'"))
                .with_field("resourceName", arn)
        };
        arn::resource(arn, "mapRun")?;
        let document = self
            .journal
            .document(MAP_RUN_COLLECTION, arn)
            .map_err(|error| unavailable(&Undelivered::Journal(error)))?
            .ok_or_else(not_found)?;
        let id = std::str::from_utf8(&document)
            .ok()
            .and_then(|number| number.parse().ok())
            .map(ExecutionId)
            .ok_or_else(not_found)?;
        let (start, runs) = self.map_runs_of(id).map_err(|error| unavailable(&error))?;
        let run = runs.into_iter().find(|run| *run.arn == *arn);
        Ok((id, start, run.ok_or_else(not_found)?))
    }

    /// The Map Runs of an execution, open or over.
    fn map_runs_of(
        self: &Arc<Self>,
        id: ExecutionId,
    ) -> Result<(Arc<StartRecord>, Vec<MapRun>), Undelivered> {
        let resident = match self.resident(id) {
            Ok(resident) => resident,
            Err(Undelivered::NotOpen) => {
                let row = self.journal.execution(id).map_err(Undelivered::Journal)?;
                self.replay(&row.ok_or(Undelivered::NotOpen)?, None)?
                    .resident
            }
            Err(error) => return Err(error),
        };
        let runs = lock(&resident.state).execution.map_runs().to_vec();
        Ok((resident.start.clone(), runs))
    }
}

fn counts(counts: &Counts) -> Value {
    json!({
        "pending": counts.pending,
        "running": counts.running,
        "succeeded": counts.succeeded,
        "failed": counts.failed,
        "timedOut": counts.timed_out,
        "aborted": counts.aborted,
        "total": counts.total(),
        "resultsWritten": counts.results_written,
        "failuresNotRedrivable": 0,
        "pendingRedrive": 0,
    })
}

fn put_date(answer: &mut Value, name: &str, date: Option<Timestamp>) {
    if let Some(date) = date {
        answer[name] = date::to_json(date);
    }
}
