//! Map Runs: reading items, child executions, writing results.

use std::sync::Arc;

use asl::state::{Distributed, ExecutionType, MapMode, Resource, StateKind};
use asl::{Object, StateId, StateMachine, Value, json};
use interpreter::effect::{ChildId, MapRunId, ReadItems, StartChild, WriteResults};
use interpreter::event::ItemContent;
use interpreter::{ExecutionKind, Failure, Happening};
use journal::{ExecutionId, Status};
use sha2::{Digest, Sha256};
use wire::RequestId;

use super::closed::Closed;
use super::index::{Slot, lock};
use super::record::{ReportsTo, StartRecord, Waits};
use super::resident::Resident;
use super::{Host, NotBegun};

/// A listing is read at most so far (Amazon States Language, `MaxItems`).
const LISTED_ITEMS_MAX: usize = 100_000_000;

/// A list of results is written in files of at most so many bytes. AWS writes up to 5 GB; a file is
/// held in memory here while it is written.
const RESULT_FILE_BYTES_MAX: usize = 64 << 20;

impl Host {
    /// Brings the items of a Map Run.
    pub(crate) fn read_items(self: &Arc<Self>, resident: &Arc<Resident>, read: ReadItems) {
        let (host, resident) = (self.clone(), resident.clone());
        self.runtime.spawn(async move {
            let content = host.items(&resident, &read).await;
            let map_run = read.map_run;
            host.report(resident.id, Happening::ItemsRead { map_run, content });
        });
    }

    async fn items(
        self: &Arc<Self>,
        resident: &Resident,
        read: &ReadItems,
    ) -> Result<ItemContent, Failure> {
        let reader = distributed(&resident.machine, read.state)
            .and_then(|distributed| distributed.item_reader.as_ref())
            .ok_or_else(|| reader_failed("the state has no ItemReader"))?;
        let operation = match &reader.resource {
            Resource::Integration(integration) => &*integration.operation,
            _ => "",
        };
        match operation {
            "listObjectsV2" => self.listing(resident, &read.arguments).await,
            "getObject" => {
                let answer = self.s3(resident, "getObject", &read.arguments).await?;
                match answer.get("Body") {
                    Some(Value::String(text)) => Ok(ItemContent::Text(text.clone())),
                    Some(other) => Ok(ItemContent::Text(json::to_text(other).into())),
                    None => Ok(ItemContent::Text("".into())),
                }
            }
            _ => Err(reader_failed(format!(
                "items cannot be read through `{}`",
                reader.resource.as_str()
            ))),
        }
    }

    async fn listing(
        self: &Arc<Self>,
        resident: &Resident,
        arguments: &Value,
    ) -> Result<ItemContent, Failure> {
        let mut request = arguments.as_object().cloned().unwrap_or_default();
        let mut items = Vec::new();
        loop {
            let page = self
                .s3(resident, "listObjectsV2", &Value::object(request.clone()))
                .await?;
            if let Some(contents) = page.get("Contents").and_then(Value::as_array) {
                items.extend(contents.iter().cloned());
            }
            match page.get("NextContinuationToken") {
                Some(token @ Value::String(_)) if items.len() < LISTED_ITEMS_MAX => {
                    request.insert("ContinuationToken", token.clone());
                }
                _ => return Ok(ItemContent::Items(items)),
            }
        }
    }

    async fn s3(
        self: &Arc<Self>,
        resident: &Resident,
        operation: &str,
        arguments: &Value,
    ) -> Result<Value, Failure> {
        let arn = format!("arn:aws:states:::aws-sdk:s3:{operation}");
        let Resource::Integration(integration) = Resource::parse(&arn) else {
            unreachable!("the ARN of an integration")
        };
        let role = Some(resident.start.role_arn.clone());
        let services = self.services_for(resident);
        sdk::call(&*services, &integration, arguments, role, &arn).await
    }

    /// Starts a child execution, or finds it when it was started before.
    pub(crate) fn start_child(self: &Arc<Self>, resident: &Arc<Resident>, child: StartChild) {
        let Some(kind) = child_kind(&resident.machine, child.state) else {
            return;
        };
        let parent = &resident.start;
        let name = child_name(&parent.execution_arn, child.map_run, child.child);
        let at = self.clock.now();
        let redrives = lock(&resident.state).execution.redrive_count();
        let record = StartRecord {
            revision: parent.revision,
            map_state: Some(resident.machine.state(child.state).name.shared()),
            kind,
            machine_arn: parent.machine_arn.clone(),
            machine_name: parent.machine_name.clone(),
            role_arn: parent.role_arn.clone(),
            version_arn: None,
            alias_arn: None,
            execution_arn: child_arn(&child.map_run_arn, kind, &name).into(),
            name: name.into(),
            input: child.input.text().into(),
            trace_header: parent.trace_header.clone(),
            noted: false,
            rerun: None,
            seed: wire::identifier::random_bytes(),
            at,
            reports_to: Some(ReportsTo {
                execution: resident.id,
                waits: Waits::MapRun {
                    map_run: child.map_run,
                    map_run_arn: child.map_run_arn.clone(),
                    child: child.child,
                },
            }),
        };
        let (host, parent) = (self.clone(), resident.id);
        let (revision, arn) = (resident.revision.clone(), record.execution_arn.clone());
        // Not on the thread of the journal: a family that is new is asked for there.
        self.runtime.spawn(async move {
            let again = host.clone();
            let input = child.input.clone();
            host.begin(record, input, revision, move |begun| match begun {
                Ok(_) => {}
                Err(NotBegun::NameTaken) => {
                    again.clone().runtime.spawn(async move {
                        again.child_again(parent, &child, &arn, redrives).await;
                    });
                }
                Err(NotBegun::Journal(error)) => {
                    tracing::error!(%error, "a child execution was not started");
                }
            });
        });
    }

    /// A child that was started before: its end is reported, or it goes on from where it failed
    /// when its parent was redriven since.
    async fn child_again(
        self: &Arc<Self>,
        parent: ExecutionId,
        child: &StartChild,
        arn: &str,
        parent_redrives: u32,
    ) {
        let Ok(Some(closed)) = self.closed(arn) else {
            return;
        };
        if closed.status != Status::Succeeded && closed.result.redrive_count < parent_redrives {
            let (told, durable) = tokio::sync::oneshot::channel();
            if self.redrive(closed.id, told).is_ok() {
                let _ = durable.await;
                return;
            }
        }
        self.child_is_over(parent, child.map_run, child.child, &closed);
    }

    /// Stops a child execution.
    pub(crate) fn stop_child(
        self: &Arc<Self>,
        resident: &Arc<Resident>,
        map_run: MapRunId,
        child: ChildId,
    ) {
        let name = child_name(&resident.start.execution_arn, map_run, child);
        let runs: Vec<Arc<str>> = {
            let mut state = lock(&resident.state);
            state.children = state.children.saturating_sub(1);
            let runs = state.execution.map_runs().iter();
            runs.map(|run| run.arn.clone()).collect()
        };
        for run in runs {
            for kind in [ExecutionKind::Standard, ExecutionKind::Express] {
                let arn = child_arn(&run, kind, &name);
                if let Some(Slot::Open(child)) = self.index.find(&arn) {
                    let (error, cause) = (None, None);
                    return self.report(child.id, Happening::Stopped { error, cause });
                }
            }
        }
    }

    /// Tells a Map Run that one of its children is over.
    pub(crate) fn child_is_over(
        self: &Arc<Self>,
        parent: ExecutionId,
        map_run: MapRunId,
        child: ChildId,
        closed: &Closed,
    ) {
        let outcome = match (closed.status, &closed.result.output) {
            (Status::Succeeded, Some(output)) => json::from_text(output)
                .map_err(|error| Failure::new("States.Runtime", error.message)),
            (Status::TimedOut, _) => Err(Failure::reported(Some("States.Timeout"), None)),
            _ => Err(Failure::reported(
                closed.result.error.as_deref(),
                closed.result.cause.as_deref(),
            )),
        };
        let what = Happening::ChildFinished {
            map_run,
            child,
            outcome,
        };
        let host = self.clone();
        // Not on the thread that has just made it durable.
        self.runtime.spawn(async move { host.report(parent, what) });
    }

    /// Writes the results of a Map Run.
    pub(crate) fn write_results(self: &Arc<Self>, resident: &Arc<Resident>, write: WriteResults) {
        let (host, resident) = (self.clone(), resident.clone());
        self.runtime.spawn(async move {
            let outcome = host.results_written(&resident, &write).await;
            let map_run = write.map_run;
            host.report(resident.id, Happening::ResultsWritten { map_run, outcome });
        });
    }

    async fn results_written(
        self: &Arc<Self>,
        resident: &Resident,
        write: &WriteResults,
    ) -> Result<Value, Failure> {
        let text = |name: &str| write.arguments.get(name).and_then(Value::as_str);
        let bucket = text("Bucket").unwrap_or_default();
        let run = write.map_run_arn.rsplit(':').next().unwrap_or_default();
        let folder = match text("Prefix").unwrap_or_default().trim_end_matches('/') {
            "" => run.to_owned(),
            prefix => format!("{prefix}/{run}"),
        };
        let mut files = Object::with_capacity(3);
        for (status, succeeded) in [("SUCCEEDED", true), ("FAILED", false)] {
            let mut written = Vec::new();
            let results = write.results.iter().enumerate();
            let some = results.filter(|(_, result)| result.is_ok() == succeeded);
            let entries: Vec<Value> = some
                .map(|(place, result)| self.result_entry(resident, write, place, result))
                .collect();
            for (number, file) in files_of(&entries).into_iter().enumerate() {
                let key = format!("{folder}/{status}_{number}.json");
                let size = file.len();
                self.put(resident, bucket, &key, file).await?;
                let mut entry = Object::with_capacity(2);
                entry.insert("Key", key.as_str().into());
                entry.insert("Size", Value::from(i64::try_from(size).unwrap_or(i64::MAX)));
                written.push(Value::object(entry));
            }
            files.insert(status, Value::array(written));
        }
        files.insert("PENDING", Value::array(Vec::new()));
        let mut manifest = Object::with_capacity(3);
        manifest.insert("DestinationBucket", bucket.into());
        manifest.insert("MapRunArn", Value::String(write.map_run_arn.clone()));
        manifest.insert("ResultFiles", Value::object(files));
        let key = format!("{folder}/manifest.json");
        let manifest = json::to_text(&Value::object(manifest));
        self.put(resident, bucket, &key, manifest).await?;
        let mut details = Object::with_capacity(2);
        details.insert("Bucket", bucket.into());
        details.insert("Key", key.as_str().into());
        let mut result = Object::with_capacity(2);
        result.insert("MapRunArn", Value::String(write.map_run_arn.clone()));
        result.insert("ResultWriterDetails", Value::object(details));
        Ok(Value::object(result))
    }

    /// A child in a file of results (developer guide, "ResultWriter").
    fn result_entry(
        self: &Arc<Self>,
        resident: &Resident,
        write: &WriteResults,
        place: usize,
        result: &Result<Value, Failure>,
    ) -> Value {
        let parent = &resident.start.execution_arn;
        let child = ChildId(u32::try_from(place).unwrap_or(u32::MAX));
        let name = child_name(parent, write.map_run, child);
        let kind = child_kind(&resident.machine, write.state).unwrap_or(ExecutionKind::Standard);
        let arn = child_arn(&write.map_run_arn, kind, &name);
        let mut entry = Object::with_capacity(8);
        entry.insert("ExecutionArn", arn.as_str().into());
        if let Ok(Some(closed)) = self.closed(&arn) {
            entry.insert("Input", Value::String(closed.start.input.clone()));
        }
        entry.insert("Name", name.as_str().into());
        match result {
            Ok(output) => {
                entry.insert("Output", json::to_text(output).as_str().into());
                entry.insert("Status", "SUCCEEDED".into());
            }
            Err(failure) => {
                let text = |text: &Option<Arc<str>>| text.clone().map(Value::String);
                if let Some(error) = text(&failure.error) {
                    entry.insert("Error", error);
                }
                if let Some(cause) = text(&failure.cause) {
                    entry.insert("Cause", cause);
                }
                entry.insert("Status", "FAILED".into());
            }
        }
        Value::object(entry)
    }

    async fn put(
        self: &Arc<Self>,
        resident: &Resident,
        bucket: &str,
        key: &str,
        content: String,
    ) -> Result<(), Failure> {
        let mut request = Object::with_capacity(4);
        request.insert("Bucket", bucket.into());
        request.insert("Key", key.into());
        request.insert("Body", content.as_str().into());
        request.insert("ContentType", "application/json".into());
        let written = self
            .s3(resident, "putObject", &Value::object(request))
            .await;
        written.map(|_| ()).map_err(|failure| {
            let cause = failure.cause.as_deref().unwrap_or_default();
            Failure::new("States.ResultWriterFailed", cause)
        })
    }

    /// The execution of this ARN, when it is over.
    pub(crate) fn closed(
        self: &Arc<Self>,
        arn: &str,
    ) -> Result<Option<Arc<Closed>>, crate::executions::NotFound> {
        match self.find(arn)? {
            Slot::Open(_) => Ok(None),
            Slot::Closed(closed) => Ok(Some(closed)),
        }
    }
}

/// The distributed Map of a state.
fn distributed(machine: &StateMachine, state: StateId) -> Option<&Distributed> {
    match &machine.state(state).kind {
        StateKind::Map(map) => match &map.mode {
            MapMode::Distributed(distributed) => Some(distributed),
            MapMode::Inline => None,
        },
        _ => None,
    }
}

/// How durable the children of a distributed Map are.
pub(crate) fn child_kind(machine: &StateMachine, state: StateId) -> Option<ExecutionKind> {
    distributed(machine, state).map(|distributed| match distributed.execution_type {
        ExecutionType::Standard => ExecutionKind::Standard,
        ExecutionType::Express => ExecutionKind::Express,
    })
}

/// The ARN of a child.
pub(crate) fn arn_of_child(parent_arn: &str, child: &StartChild, kind: ExecutionKind) -> String {
    let name = child_name(parent_arn, child.map_run, child.child);
    child_arn(&child.map_run_arn, kind, &name)
}

/// The name of a child: a UUID that is the same each time the child is started.
fn child_name(parent_arn: &str, map_run: MapRunId, child: ChildId) -> String {
    name_from(&format!("{parent_arn}:{}:{}", map_run.to_u64(), child.0))
}

/// A name that follows from what it is for, in the form of a UUID.
pub(crate) fn name_from(what: &str) -> String {
    let digest = Sha256::digest(what.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    RequestId::from_bytes(bytes).to_string()
}

/// `arn:…:execution:MACHINE/LABEL:NAME`, from the ARN of the Map Run.
fn child_arn(map_run_arn: &str, kind: ExecutionKind, name: &str) -> String {
    let run = map_run_arn
        .rsplit_once(':')
        .map_or(map_run_arn, |(run, _)| run);
    let resource = match kind {
        ExecutionKind::Standard => ":execution:",
        ExecutionKind::Express => ":express:",
    };
    let executions = run.replacen(":mapRun:", resource, 1);
    match kind {
        ExecutionKind::Standard => format!("{executions}:{name}"),
        ExecutionKind::Express => format!("{executions}:{name}:{name}"),
    }
}

/// Entries as the texts of files, none too large.
fn files_of(entries: &[Value]) -> Vec<String> {
    let mut files = Vec::new();
    let mut file = String::new();
    for entry in entries {
        if file.len() > RESULT_FILE_BYTES_MAX {
            files.push(std::mem::take(&mut file) + "]");
        }
        file.push(if file.is_empty() { '[' } else { ',' });
        json::write_text(entry, &mut file);
    }
    if !file.is_empty() {
        files.push(file + "]");
    }
    files
}

fn reader_failed(cause: impl Into<Arc<str>>) -> Failure {
    Failure::new("States.ItemReaderFailed", cause)
}
