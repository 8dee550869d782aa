//! Executions, as the API shows them: starting, stopping, describing and listing them, their
//! histories, and redriving them.

pub(crate) mod history;
pub(crate) mod map_runs;
pub(crate) mod rerun;
pub(crate) mod task_tokens;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use asl::Timestamp;
use asl::machine::forbidden_in_names;
use interpreter::execution::REDRIVES_MAX;
use interpreter::payload::PAYLOAD_BYTES_MAX;
use interpreter::{ExecutionKind, Payload};
use journal::{ExecutionId, ExecutionRow, Page, Status};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::oneshot;
use wire::{ApiError, Permission, RequestId, Services};

use crate::arn;
use crate::date;
use crate::host::closed::Closed;
use crate::host::index::{Slot, lock};
use crate::host::map_run::name_from;
use crate::host::record::{ReportsTo, StartRecord, Waits};
use crate::host::{Begun, Host, NotBegun, Undelivered, family_name};
use crate::registry::{Answer, Resolved};
use crate::revision::IncludedData;

/// The memory an Express execution is billed for, in MB: the smallest step there is.
const BILLED_MEMORY_MB: u32 = 64;

/// The steps in which the duration of an Express execution is billed, in milliseconds.
const BILLED_MILLISECONDS_STEP: i64 = 100;

/// An execution that has been over for longer is not redriven: 14 days, in seconds (Step Functions
/// quota, "Redrivable period").
const REDRIVABLE_SECONDS: u32 = 14 * 24 * 60 * 60;

/// So many commits wait for the journal, and new executions are refused until it has caught up.
const WAITING_COMMITS_MAX: usize = 16_384;

/// What `StartExecution` and `StartSyncExecution` are asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StartExecution {
    state_machine_arn: String,
    name: Option<String>,
    input: Option<String>,
    trace_header: Option<String>,
    #[serde(default)]
    included_data: IncludedData,
}

/// What an execution is started with.
#[derive(Debug)]
pub(crate) struct StartRequest {
    pub(crate) machine_arn: Arc<str>,
    pub(crate) name: Option<Arc<str>>,
    pub(crate) input: Arc<str>,
    pub(crate) trace_header: Option<Arc<str>>,
}

/// What names one execution.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OfExecution {
    execution_arn: String,
    #[serde(default)]
    included_data: IncludedData,
}

/// What `StopExecution` is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StopExecution {
    execution_arn: String,
    error: Option<String>,
    cause: Option<String>,
}

/// What `ListExecutions` is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListExecutions {
    state_machine_arn: Option<String>,
    map_run_arn: Option<String>,
    status_filter: Option<String>,
    redrive_filter: Option<String>,
    max_results: Option<u32>,
    next_token: Option<String>,
}

/// An execution is not where it was looked for.
#[derive(Clone, Debug)]
pub(crate) struct NotFound;

impl Host {
    /// `StartExecution`
    pub(crate) async fn start_execution(self: &Arc<Self>, request: StartExecution) -> Answer {
        let begun = self.start(request.into(), None, None).await?;
        Ok(json!({
            "executionArn": &*begun.start.execution_arn,
            "startDate": date::to_json(begun.start.at),
        }))
    }

    /// `StartSyncExecution`
    pub(crate) async fn start_sync_execution(self: &Arc<Self>, request: StartExecution) -> Answer {
        let included = request.included_data;
        let request = StartRequest::from(request);
        let resolved = self.resolve(&request.machine_arn)?;
        if resolved.kind != ExecutionKind::Express {
            return Err(type_not_supported());
        }
        let (closed, over) = oneshot::channel();
        let (record, input) = self.record(request, resolved.clone(), None, None)?;
        self.begin_and_wait(record, input, &resolved, closed);
        let closed = over.await.map_err(|_| stopping())?;
        let milliseconds = closed.stopped_at.milliseconds() - closed.start.at.milliseconds();
        let steps = milliseconds / BILLED_MILLISECONDS_STEP + 1;
        let mut answer = description(&closed.start, Some(&closed), included);
        answer.insert(
            "billingDetails".to_owned(),
            json!({
                "billedMemoryUsedInMB": BILLED_MEMORY_MB,
                "billedDurationInMilliseconds": steps * BILLED_MILLISECONDS_STEP,
            }),
        );
        Ok(answer.into())
    }

    /// `StopExecution`
    pub(crate) async fn stop_execution(self: &Arc<Self>, request: StopExecution) -> Answer {
        let arn = &request.execution_arn;
        let resident = match self.look_up(arn)? {
            // Recorded from AWS: an execution that is over says when it ended.
            Slot::Closed(closed) => {
                return Ok(json!({"stopDate": date::to_json(closed.stopped_at)}));
            }
            Slot::Open(resident) => resident,
        };
        let what = interpreter::Happening::Stopped {
            error: request.error.map(Arc::from),
            cause: request.cause.map(Arc::from),
        };
        match self.deliver_durably(resident.id, what).await {
            Ok(()) | Err(Undelivered::Rejected(_) | Undelivered::NotOpen) => {}
            Err(error) => return Err(unavailable(&error)),
        }
        let stopped = match self.look_up(arn)? {
            Slot::Closed(closed) => closed.stopped_at,
            Slot::Open(_) => self.clock.now(),
        };
        Ok(json!({"stopDate": date::to_json(stopped)}))
    }

    /// `DescribeExecution`
    pub(crate) fn describe_execution(self: &Arc<Self>, request: &OfExecution) -> Answer {
        let slot = self.look_up(&request.execution_arn)?;
        let included = request.included_data;
        let mut answer = match &slot {
            Slot::Open(resident) => description(&resident.start, None, included),
            Slot::Closed(closed) => description(&closed.start, Some(closed), included),
        };
        let mut tell = |name: &str, value: Value| answer.insert(name.to_owned(), value);
        let (count, redriven_at) = match &slot {
            Slot::Open(resident) => {
                let state = lock(&resident.state);
                (
                    state.execution.redrive_count(),
                    state.execution.redriven_at(),
                )
            }
            Slot::Closed(closed) => (closed.result.redrive_count, closed.result.redriven_at),
        };
        tell("redriveCount", count.into());
        if let Some(at) = redriven_at {
            tell("redriveDate", date::to_json(at));
        }
        let redrivable = Redrivable::of(&slot, self.clock.now());
        tell("redriveStatus", redrivable.status().into());
        if let Some(reason) = redrivable.reason() {
            tell("redriveStatusReason", reason.into());
        }
        Ok(answer.into())
    }

    /// `DescribeStateMachineForExecution`
    pub(crate) fn describe_state_machine_for_execution(
        self: &Arc<Self>,
        request: &OfExecution,
    ) -> Answer {
        let slot = self.look_up(&request.execution_arn)?;
        let (start, revision) = match &slot {
            Slot::Open(resident) => (&resident.start, Some(resident.revision.clone())),
            Slot::Closed(closed) => (&closed.start, self.registry.revision(closed.start.revision)),
        };
        let revision = revision.ok_or_else(|| does_not_exist(&request.execution_arn))?;
        let mut answer = revision.describe(request.included_data);
        let mut tell = |name: &str, value: Value| answer.insert(name.to_owned(), value);
        tell("stateMachineArn", machine_arn(start).into());
        tell("name", (&*start.machine_name).into());
        tell("updateDate", date::to_json(revision.created));
        if let Some(ReportsTo {
            waits: Waits::MapRun { map_run_arn, .. },
            ..
        }) = &start.reports_to
        {
            tell("mapRunArn", (&**map_run_arn).into());
            tell("label", label(map_run_arn).into());
        }
        Ok(answer.into())
    }

    /// `ListExecutions`
    pub(crate) fn list_executions(self: &Arc<Self>, request: &ListExecutions) -> Answer {
        let (family, map_run) = match (&request.state_machine_arn, &request.map_run_arn) {
            (Some(arn), None) => {
                let machine = self.registry.machine(arn)?;
                if machine.kind == ExecutionKind::Express {
                    return Err(type_not_supported());
                }
                (machine.name.to_string(), None)
            }
            (None, Some(arn)) => {
                let resource = arn::resource(arn, "mapRun")?;
                let family = resource.rsplit_once(':').map_or(resource, |(f, _)| f);
                (family.to_owned(), Some(arn))
            }
            (Some(_), Some(_)) | (None, None) => {
                return Err(ApiError::validation(
                    "Must provide exactly one of stateMachineArn or mapRunArn",
                ));
            }
        };
        let list = format!(
            "ListExecutions {:?} {:?} {:?}",
            request.state_machine_arn, request.map_run_arn, request.status_filter
        );
        let page = self.registry.page_tokens().read(
            &list,
            request.next_token.as_deref(),
            request.max_results,
            self.clock.now(),
        )?;
        let status = request.status_filter.as_deref().map(status_of);
        let before = page.after.as_ref().and_then(|after| after.parse().ok());
        let rows = match (status, self.journal.find_family(&family)) {
            // No execution is ever pending redrive for longer than a moment.
            (Some(None), _) | (_, Ok(None)) => Vec::new(),
            (status, Ok(Some(family))) => self
                .journal
                .executions(
                    family,
                    Page {
                        status: status.flatten(),
                        before: before.map(ExecutionId),
                        limit: u32::try_from(page.size + 1).unwrap_or(u32::MAX),
                    },
                )
                .map_err(|error| unavailable(&Undelivered::Journal(error)))?,
            (_, Err(error)) => return Err(unavailable(&Undelivered::Journal(error))),
        };
        let more = rows.len() > page.size;
        let rows = &rows[..rows.len().min(page.size)];
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let item = self.list_item(row)?;
            let redriven = item["redriveCount"] != 0;
            let wanted = match request.redrive_filter.as_deref() {
                Some("REDRIVEN") => redriven,
                Some("NOT_REDRIVEN") => !redriven,
                _ => true,
            };
            let of_run = map_run.is_none_or(|arn| item["mapRunArn"] == arn.as_str());
            if wanted && of_run {
                items.push(item);
            }
        }
        let mut answer = json!({"executions": items});
        if more && let Some(last) = rows.last() {
            let token =
                self.registry
                    .page_tokens()
                    .issue(&list, &last.id.0.to_string(), self.clock.now());
            answer["nextToken"] = token.into();
        }
        Ok(answer)
    }

    fn list_item(self: &Arc<Self>, row: &ExecutionRow) -> Answer {
        let unreadable = |error| unavailable(&Undelivered::Unreadable(error));
        let start = StartRecord::decode(&row.start).map_err(unreadable)?;
        let closed = Closed::from_row(row).map_err(unreadable)?;
        let (count, redriven_at) = match (&closed, self.index.get(row.id)) {
            (Some(closed), _) => (closed.result.redrive_count, closed.result.redriven_at),
            (None, Some(Slot::Open(resident))) => {
                let state = lock(&resident.state);
                (
                    state.execution.redrive_count(),
                    state.execution.redriven_at(),
                )
            }
            (None, _) => (0, None),
        };
        let mut item = json!({
            "executionArn": &*start.execution_arn,
            "stateMachineArn": machine_arn(&start),
            "name": &*start.name,
            "status": status_name(row.status),
            "startDate": date::to_json(start.at),
            "redriveCount": count,
        });
        if let Some(closed) = &closed {
            item["stopDate"] = date::to_json(closed.stopped_at);
        }
        if let Some(at) = redriven_at {
            item["redriveDate"] = date::to_json(at);
        }
        for (name, arn) in [
            ("stateMachineVersionArn", &start.version_arn),
            ("stateMachineAliasArn", &start.alias_arn),
        ] {
            if let Some(arn) = arn {
                item[name] = (&**arn).into();
            }
        }
        if let Some(ReportsTo {
            waits: Waits::MapRun { map_run_arn, .. },
            ..
        }) = &start.reports_to
        {
            item["mapRunArn"] = (&**map_run_arn).into();
        }
        Ok(item)
    }

    /// `RedriveExecution`
    pub(crate) async fn redrive_execution(self: &Arc<Self>, request: &OfExecution) -> Answer {
        let slot = self.look_up(&request.execution_arn)?;
        let not_redrivable = |reason: &str| {
            ApiError::new(
                "ExecutionNotRedrivable",
                format!("Execution is not redrivable: '{reason}'"),
            )
        };
        if let Some(reason) = Redrivable::of(&slot, self.clock.now()).reason() {
            return Err(not_redrivable(&reason));
        }
        let Slot::Closed(closed) = slot else {
            return Err(not_redrivable(
                "Execution is RUNNING and cannot be redriven",
            ));
        };
        let (told, durable) = oneshot::channel();
        match self.redrive(closed.id, told) {
            Ok(()) => {}
            Err(Undelivered::Rejected(rejected)) => {
                return Err(not_redrivable(&rejected.to_string()));
            }
            Err(error) => return Err(unavailable(&error)),
        }
        match durable.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(unavailable(&Undelivered::Journal(error))),
            Err(_) => return Err(stopping()),
        }
        let at = match self.look_up(&request.execution_arn)? {
            Slot::Open(resident) => lock(&resident.state).execution.redriven_at(),
            Slot::Closed(closed) => closed.result.redriven_at,
        };
        Ok(json!({"redriveDate": date::to_json(at.unwrap_or_else(|| self.clock.now()))}))
    }

    /// Starts an execution, or finds the one that an equal request has started.
    pub(crate) async fn start(
        self: &Arc<Self>,
        request: StartRequest,
        reports_to: Option<ReportsTo>,
        default_name: Option<String>,
    ) -> Result<Begun, ApiError> {
        let resolved = self.resolve(&request.machine_arn)?;
        let express = resolved.kind == ExecutionKind::Express;
        let (mut record, payload) =
            self.record(request, resolved.clone(), reports_to, default_name)?;
        record.noted = express;
        let (arn, input) = (record.execution_arn.clone(), record.input.clone());
        if express {
            self.remember_express(&record)
                .await
                .map_err(|error| unavailable(&Undelivered::Journal(error)))?;
        }
        let (told, begun) = oneshot::channel();
        self.begin(record, payload, resolved.revision, move |outcome| {
            let _ = told.send(outcome);
        });
        match begun.await.map_err(|_| stopping())? {
            Ok(begun) => Ok(begun),
            Err(NotBegun::Journal(error)) => Err(unavailable(&Undelivered::Journal(error))),
            Err(NotBegun::NameTaken) => match self.look_up(&arn)? {
                Slot::Open(resident) if resident.start.input == input => Ok(Begun {
                    start: resident.start.clone(),
                    closed: None,
                }),
                Slot::Open(_) | Slot::Closed(_) => Err(ApiError::new(
                    "ExecutionAlreadyExists",
                    format!("Execution Already Exists: '{arn}'"),
                )),
            },
        }
    }

    /// Whether one more execution can begin; counted when it cannot.
    fn has_room(&self, machine: &Arc<str>) -> bool {
        let room = !self.journal.is_full() && self.journal.waiting() <= WAITING_COMMITS_MAX;
        if !room {
            self.figures.throttled.fetch_add(1, Ordering::Relaxed);
            let meter = self.meter.of(machine);
            meter.count(self.clock.now(), |counts| counts.throttled += 1);
        }
        room
    }

    fn resolve(&self, machine_arn: &str) -> Result<Resolved, ApiError> {
        let draw = u64::from_ne_bytes(wire::identifier::random_bytes());
        self.registry.resolve_for_start(machine_arn, draw)
    }

    /// What is kept of a start that may be made.
    fn record(
        &self,
        request: StartRequest,
        resolved: Resolved,
        reports_to: Option<ReportsTo>,
        default_name: Option<String>,
    ) -> Result<(StartRecord, Payload), ApiError> {
        let input = read_input(&request.input)?;
        if !self.has_room(&resolved.machine_name) {
            return Err(ApiError::new("ThrottlingException", "Rate exceeded"));
        }
        let name = match request.name {
            Some(name) => {
                check_name(&name)?;
                name
            }
            None => default_name
                .unwrap_or_else(|| RequestId::random().to_string())
                .into(),
        };
        let machine = &resolved.machine_name;
        let execution_arn = match resolved.kind {
            ExecutionKind::Standard => self.registry.arn("execution", &format!("{machine}:{name}")),
            ExecutionKind::Express => self.registry.arn(
                "express",
                &format!("{machine}:{name}:{}", RequestId::random()),
            ),
        };
        let record = StartRecord {
            revision: resolved.revision.number,
            map_state: None,
            kind: resolved.kind,
            machine_arn: resolved.machine_arn,
            machine_name: resolved.machine_name,
            role_arn: resolved.revision.settings.role_arn.clone(),
            version_arn: resolved.version_arn,
            alias_arn: resolved.alias_arn,
            execution_arn: execution_arn.into(),
            name,
            input: request.input,
            trace_header: request.trace_header,
            seed: wire::identifier::random_bytes(),
            at: self.clock.now(),
            noted: false,
            rerun: None,
            reports_to,
        };
        Ok((record, input))
    }

    /// The execution of an ARN; AWS's error when there is none.
    pub(crate) fn look_up(self: &Arc<Self>, arn: &str) -> Result<Slot, ApiError> {
        arn::resource(arn, "execution")?;
        self.find(arn).map_err(|NotFound| does_not_exist(arn))
    }

    /// The execution of an ARN, brought into memory when it is open.
    pub(crate) fn find(self: &Arc<Self>, arn: &str) -> Result<Slot, NotFound> {
        if let Some(slot) = self.index.find(arn) {
            return Ok(slot);
        }
        let row = self.row(arn).ok_or(NotFound)?;
        if row.status == Status::Open {
            return match self.resident(row.id) {
                Ok(resident) => Ok(Slot::Open(resident)),
                // It ended between the two.
                Err(Undelivered::NotOpen) => self.index.find(arn).ok_or(NotFound),
                Err(error) => {
                    tracing::error!(arn, %error, "an execution cannot be read");
                    Err(NotFound)
                }
            };
        }
        match Closed::from_row(&row) {
            Ok(Some(closed)) if *closed.start.execution_arn == *arn => {
                Ok(Slot::Closed(Arc::new(closed)))
            }
            Ok(_) => Err(NotFound),
            Err(error) => {
                tracing::error!(arn, %error, "an execution cannot be read");
                Err(NotFound)
            }
        }
    }

    /// The execution of an ARN, as the journal has it.
    pub(crate) fn row(&self, arn: &str) -> Option<ExecutionRow> {
        let family = self.journal.find_family(family_name(arn)).ok()??;
        let name = arn.rsplit(':').next()?;
        self.journal.execution_by_name(family, name).ok()?
    }
}

impl From<StartExecution> for StartRequest {
    fn from(request: StartExecution) -> StartRequest {
        StartRequest {
            machine_arn: request.state_machine_arn.into(),
            name: request.name.map(Arc::from),
            input: request.input.map_or_else(|| "{}".into(), Arc::from),
            trace_header: request.trace_header.map(Arc::from),
        }
    }
}

/// Starts an execution for a task. Without a name it has one that follows from `key`, so that the
/// same attempt starts it once.
pub(crate) async fn start_for_task(
    host: &Arc<Host>,
    services: &dyn Services,
    request: StartRequest,
    role: Option<Arc<str>>,
    key: &str,
    reports_to: Option<ReportsTo>,
) -> Result<Begun, ApiError> {
    let permission = Permission {
        action: "states:StartExecution".to_owned(),
        resource: request.machine_arn.to_string(),
    };
    services.may(role, &permission)?;
    host.start(request, reports_to, Some(name_from(key))).await
}

/// What `DescribeExecution` and `StartSyncExecution` both say.
fn description(
    start: &StartRecord,
    closed: Option<&Closed>,
    included: IncludedData,
) -> Map<String, Value> {
    let all = matches!(included, IncludedData::AllData);
    let mut told = Map::with_capacity(16);
    let mut tell = |name: &str, value: Value| told.insert(name.to_owned(), value);
    tell("executionArn", (&*start.execution_arn).into());
    tell("stateMachineArn", machine_arn(start).into());
    tell("name", (&*start.name).into());
    let status = closed.map_or(Status::Open, |closed| closed.status);
    tell("status", status_name(status).into());
    tell("startDate", date::to_json(start.at));
    if let Some(closed) = closed {
        tell("stopDate", date::to_json(closed.stopped_at));
    }
    if all {
        tell("input", (&*start.input).into());
    }
    tell("inputDetails", json!({"included": all}));
    if let Some(closed) = closed {
        if let Some(output) = &closed.result.output {
            if all {
                tell("output", (&**output).into());
            }
            tell("outputDetails", json!({"included": all}));
        }
        if let Some(error) = &closed.result.error {
            tell("error", (&**error).into());
        }
        if let Some(cause) = &closed.result.cause {
            tell("cause", (&**cause).into());
        }
    }
    for (name, text) in [
        ("traceHeader", &start.trace_header),
        ("stateMachineVersionArn", &start.version_arn),
        ("stateMachineAliasArn", &start.alias_arn),
    ] {
        if let Some(text) = text {
            tell(name, (&**text).into());
        }
    }
    if let Some(ReportsTo {
        waits: Waits::MapRun { map_run_arn, .. },
        ..
    }) = &start.reports_to
    {
        tell("mapRunArn", (&**map_run_arn).into());
    }
    told
}

/// What a task hears of an execution it waited for: `DescribeExecution` with names as SDK
/// integrations have them, in the order of the alphabet (recorded from AWS).
pub(crate) fn description_for_task(closed: &Closed, as_json: bool, now: Timestamp) -> asl::Value {
    let mut description = description(&closed.start, Some(closed), IncludedData::AllData);
    let slot = Slot::Closed(Arc::new(closed.clone()));
    let redrivable = Redrivable::of(&slot, now);
    description.insert(
        "redriveCount".to_owned(),
        closed.result.redrive_count.into(),
    );
    description.insert("redriveStatus".to_owned(), redrivable.status().into());
    if let Some(reason) = redrivable.reason() {
        description.insert("redriveStatusReason".to_owned(), reason.into());
    }
    let mut fields: Vec<(String, asl::Value)> = description
        .iter()
        .map(|(name, value)| {
            let parsed = match value {
                Value::String(text) if as_json && matches!(name.as_str(), "input" | "output") => {
                    asl::json::from_text(text).ok()
                }
                _ => None,
            };
            (
                pascal_case(name),
                parsed.unwrap_or_else(|| pascal_cased(value)),
            )
        })
        .collect();
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    let fields = fields.into_iter().map(|(name, value)| (name.into(), value));
    asl::Value::object(fields.collect())
}

/// Names of fields as SDK integrations have them: `included` is `Included`.
fn pascal_cased(value: &Value) -> asl::Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter();
            let fields =
                fields.map(|(name, value)| (pascal_case(name).into(), pascal_cased(value)));
            asl::Value::object(fields.collect())
        }
        other => asl::Value::from(other),
    }
}

fn pascal_case(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// Whether an execution can be redriven.
pub(crate) enum Redrivable {
    Yes,
    ByMapRun,
    No(String),
}

impl Redrivable {
    /// AWS's reasons (API reference, DescribeExecution, `redriveStatusReason`).
    pub(crate) fn of(slot: &Slot, now: Timestamp) -> Redrivable {
        let closed = match slot {
            Slot::Open(_) => {
                return Redrivable::No("Execution is RUNNING and cannot be redriven".to_owned());
            }
            Slot::Closed(closed) => closed,
        };
        if closed.status == Status::Succeeded {
            return Redrivable::No("Execution is SUCCEEDED and cannot be redriven".to_owned());
        }
        if matches!(
            closed.start.reports_to,
            Some(ReportsTo {
                waits: Waits::MapRun { .. },
                ..
            })
        ) {
            return Redrivable::ByMapRun;
        }
        if closed.stopped_at.plus_seconds(REDRIVABLE_SECONDS) < now {
            return Redrivable::No(
                "Execution exceeded the redrivable period and cannot be redriven".to_owned(),
            );
        }
        if closed.result.history_length + 1 >= interpreter::history::HISTORY_EVENTS_MAX {
            return Redrivable::No("Execution history event limit exceeded".to_owned());
        }
        if closed.result.redrive_count >= REDRIVES_MAX {
            return Redrivable::No("Execution redrive limit exceeded".to_owned());
        }
        Redrivable::Yes
    }

    fn status(&self) -> &'static str {
        match self {
            Redrivable::Yes => "REDRIVABLE",
            Redrivable::ByMapRun => "REDRIVABLE_BY_MAP_RUN",
            Redrivable::No(_) => "NOT_REDRIVABLE",
        }
    }

    pub(crate) fn reason(&self) -> Option<String> {
        match self {
            Redrivable::Yes => None,
            Redrivable::ByMapRun => {
                Some("Execution is a child of a Map Run and is redriven with its parent".to_owned())
            }
            Redrivable::No(reason) => Some(reason.clone()),
        }
    }
}

/// The machine's ARN; a child of a Map Run has the label of its Map state in it.
pub(crate) fn machine_arn(start: &StartRecord) -> String {
    match &start.reports_to {
        Some(ReportsTo {
            waits: Waits::MapRun { map_run_arn, .. },
            ..
        }) => format!("{}/{}", start.machine_arn, label(map_run_arn)),
        _ => start.machine_arn.to_string(),
    }
}

/// The label in the ARN of a Map Run.
pub(crate) fn label(map_run_arn: &str) -> &str {
    let run = map_run_arn
        .rsplit_once(':')
        .map_or(map_run_arn, |(run, _)| run);
    run.rsplit_once('/').map_or("", |(_, label)| label)
}

/// The status of this name, if executions in the journal can have it.
fn status_of(name: &str) -> Option<Status> {
    Some(match name {
        "RUNNING" => Status::Open,
        "SUCCEEDED" => Status::Succeeded,
        "FAILED" => Status::Failed,
        "TIMED_OUT" => Status::TimedOut,
        "ABORTED" => Status::Aborted,
        _ => return None,
    })
}

pub(crate) fn status_name(status: Status) -> &'static str {
    match status {
        Status::Open => "RUNNING",
        Status::Succeeded => "SUCCEEDED",
        Status::Failed => "FAILED",
        Status::TimedOut => "TIMED_OUT",
        Status::Aborted => "ABORTED",
    }
}

fn check_name(name: &str) -> Result<(), ApiError> {
    if name.is_empty() || name.chars().any(forbidden_in_names) {
        return Err(ApiError::new(
            "InvalidName",
            format!("Invalid Name: '{name}'"),
        ));
    }
    Ok(())
}

fn read_input(input: &Arc<str>) -> Result<Payload, ApiError> {
    let invalid = |why: &str| {
        ApiError::new(
            "InvalidExecutionInput",
            format!("Invalid State Machine Execution Input: '{why}'"),
        )
    };
    if input.is_empty() {
        return Err(invalid("Invalid execution input."));
    }
    let value = asl::json::from_text(input).map_err(|error| invalid(&error.message))?;
    Payload::with_text(value, input.clone()).map_err(|_| {
        ApiError::validation(format!(
            "1 validation error detected: Value at 'input' failed to satisfy constraint: Member \
             must have length less than or equal to {PAYLOAD_BYTES_MAX}"
        ))
    })
}

/// A date as optimised integrations show it.
#[allow(
    clippy::cast_precision_loss,
    reason = "milliseconds of this century are exact in a double"
)]
pub(crate) fn epoch_seconds(instant: Timestamp) -> asl::Value {
    asl::Value::Number(asl::Number::Decimal(instant.milliseconds() as f64 / 1e3))
}

pub(crate) fn does_not_exist(arn: &str) -> ApiError {
    ApiError::new(
        "ExecutionDoesNotExist",
        format!("Execution Does Not Exist: '{arn}'"),
    )
}

pub(crate) fn type_not_supported() -> ApiError {
    ApiError::new(
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
    )
}

/// The journal does not answer: nothing was done, or nobody knows.
pub(crate) fn unavailable(error: &Undelivered) -> ApiError {
    tracing::error!(%error, "a request could not be served");
    ApiError::new(
        "ServiceUnavailable",
        "The journal of executions cannot be used right now; the server's log says why",
    )
    .with_status(http::StatusCode::SERVICE_UNAVAILABLE)
}

fn stopping() -> ApiError {
    ApiError::new("ServiceUnavailable", "The server is stopping")
        .with_status(http::StatusCode::SERVICE_UNAVAILABLE)
}
