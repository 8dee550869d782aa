//! `states:startExecution`: executions that executions start.
//!
//! An execution that another waits for knows who waits, so that its end is reported after a crash
//! too, whichever of the two was in memory.

use std::sync::Arc;

use asl::state::{Integration, IntegrationPattern};
use asl::{Object, Value, json};
use interpreter::effect::{StartTask, TaskId};
use interpreter::{Failure, Happening};
use journal::{ExecutionId, Status};
use wire::{ApiError, RequestId, Services};

use super::closed::Closed;
use super::index::{Slot, lock};
use super::record::{ReportsTo, Waits};
use super::replay::Stage;
use super::resident::Resident;
use super::task::{key_of, role_of};
use super::{Begun, Host};
use crate::executions::{self, StartRequest};

impl Host {
    /// Starts an execution for a task.
    pub(crate) fn start_nested(
        self: &Arc<Self>,
        resident: &Arc<Resident>,
        integration: &Integration,
        task: StartTask,
        stage: &Stage,
    ) {
        let pattern = integration.pattern;
        let waits = matches!(
            pattern,
            IntegrationPattern::Sync | IntegrationPattern::Sync2
        );
        if let Stage::Submitted(output) = stage {
            // The execution was started. Its end may have come while nobody listened.
            if waits && let Some(arn) = output.get("ExecutionArn").and_then(Value::as_str) {
                self.report_if_over(arn, resident.id, task.task);
            }
            return;
        }
        let (host, services) = (self.clone(), self.services_for(resident));
        let (id, role, key) = (
            resident.id,
            Some(role_of(resident, &task)),
            key_of(resident, &task),
        );
        self.runtime.spawn(async move {
            let task_id = task.task;
            let reports_to = waits.then_some(ReportsTo {
                execution: id,
                waits: Waits::Task(task_id),
            });
            let started = host
                .start_for_task(&*services, task.arguments.value(), role, &key, reports_to)
                .await;
            let what = match started {
                Err(error) => Happening::TaskFailed {
                    task: task_id,
                    failure: refused(&error),
                },
                Ok(begun) => {
                    let output = started_output(&begun);
                    match pattern {
                        IntegrationPattern::RequestResponse => Happening::TaskSucceeded {
                            task: task_id,
                            output,
                        },
                        IntegrationPattern::WaitForTaskToken => Happening::TaskSubmitted {
                            task: task_id,
                            output,
                        },
                        IntegrationPattern::Sync | IntegrationPattern::Sync2 => {
                            let arn = begun.start.execution_arn.clone();
                            host.report(
                                id,
                                Happening::TaskSubmitted {
                                    task: task_id,
                                    output,
                                },
                            );
                            // The execution may have been over before its start was on record.
                            return host.report_if_over(&arn, id, task_id);
                        }
                    }
                }
            };
            host.report(id, what);
        });
    }

    async fn start_for_task(
        self: &Arc<Self>,
        services: &dyn Services,
        parameters: &Value,
        role: Option<Arc<str>>,
        key: &str,
        reports_to: Option<ReportsTo>,
    ) -> Result<Begun, ApiError> {
        let text = |name: &str| parameters.get(name).and_then(Value::as_str);
        let input = match parameters.get("Input") {
            None | Some(Value::Null) => "{}".into(),
            // Recorded from AWS: a text is taken as it is.
            Some(Value::String(text)) => text.clone(),
            Some(value) => Arc::from(json::to_text(value)),
        };
        let request = StartRequest {
            machine_arn: text("StateMachineArn").unwrap_or_default().into(),
            name: text("Name").map(Arc::from),
            input,
            trace_header: text("TraceHeader").map(Arc::from),
        };
        executions::start_for_task(self, services, request, role, key, reports_to).await
    }

    /// Reports an execution that is over to the task that waits for it.
    fn report_if_over(self: &Arc<Self>, arn: &str, waits: ExecutionId, task: TaskId) {
        if let Ok(Some(closed)) = self.closed(arn) {
            self.report(waits, ended(self, waits, task, &closed));
        }
    }

    /// Tells whoever waits for an execution that it is over.
    pub(crate) fn report_end(self: &Arc<Self>, reports_to: &ReportsTo, closed: &Arc<Closed>) {
        match &reports_to.waits {
            Waits::Task(task) => {
                let known = self.resident(reports_to.execution).is_ok_and(|resident| {
                    let state = lock(&resident.state);
                    let mut open = state.tasks.iter();
                    open.any(|open| open.task == *task && open.submitted)
                });
                // Its end is not told before its start: whoever started it looks for its end.
                if !known {
                    return;
                }
                let host = self.clone();
                let (waits, task, closed) = (reports_to.execution, *task, closed.clone());
                // Not on the thread that has just made it durable.
                self.runtime.spawn(async move {
                    let what = ended(&host, waits, task, &closed);
                    host.report(waits, what);
                });
            }
            Waits::MapRun { map_run, child, .. } => {
                self.child_is_over(reports_to.execution, *map_run, *child, closed);
            }
        }
    }

    /// Stops the execution that a task waited for.
    pub(crate) fn stop_nested(self: &Arc<Self>, arn: &str) {
        if let Ok(Slot::Open(nested)) = self.find(arn) {
            let (error, cause) = (None, None);
            self.report(nested.id, Happening::Stopped { error, cause });
        }
    }
}

/// What a task hears of the execution it waited for. `.sync:2` shows data as JSON, `.sync` as
/// text.
fn ended(host: &Arc<Host>, waits: ExecutionId, task: TaskId, closed: &Closed) -> Happening {
    let as_json = host.resident(waits).is_ok_and(|resident| {
        let state = lock(&resident.state);
        let machine = &resident.machine;
        state.execution.state_of(task).is_some_and(|state| {
            matches!(
                &machine.state(state).kind,
                asl::state::StateKind::Task(definition)
                    if matches!(
                        &definition.resource,
                        asl::state::Resource::Integration(Integration {
                            pattern: IntegrationPattern::Sync2,
                            ..
                        })
                    )
            )
        })
    });
    let description = executions::description_for_task(closed, as_json, host.clock.now());
    if closed.status == Status::Succeeded {
        Happening::TaskSucceeded {
            task,
            output: description,
        }
    } else {
        Happening::TaskFailed {
            task,
            failure: Failure::new("States.TaskFailed", json::to_text(&description)),
        }
    }
}

/// What a task gets that has started an execution.
fn started_output(begun: &Begun) -> Value {
    let mut metadata = Object::with_capacity(1);
    metadata.insert("RequestId", RequestId::random().to_string().as_str().into());
    let mut output = Object::with_capacity(3);
    output.insert(
        "ExecutionArn",
        Value::String(begun.start.execution_arn.clone()),
    );
    output.insert("SdkResponseMetadata", Value::object(metadata));
    output.insert("StartDate", executions::epoch_seconds(begun.start.at));
    Value::object(output)
}

/// How a task fails whose execution could not be started.
fn refused(error: &ApiError) -> Failure {
    let code = error.code.strip_suffix("Exception").unwrap_or(&error.code);
    Failure::new(
        format!("StepFunctions.{code}Exception"),
        format!(
            "{} (Service: AWSStepFunctions; Status Code: 400; Error Code: {}; Request ID: {}; \
             Proxy: null)",
            error.message,
            error.code,
            RequestId::random()
        ),
    )
}
