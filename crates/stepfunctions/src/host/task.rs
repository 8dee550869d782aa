//! Tasks: who does the work, and how it is stopped.

use std::sync::Arc;
use std::time::Duration;

use asl::Value;
use asl::state::{Integration, IntegrationPattern, Resource, StateKind};
use interpreter::effect::{StartTask, TaskId};
use interpreter::{Failure, Happening};
use sdk::HttpTask;
use wire::{Permission, Services};

use super::Host;
use super::index::lock;
use super::replay::Stage;
use super::resident::Resident;

/// Work that takes longer is told to the history before it is done. What is faster costs one
/// record less: the end of a task implies its beginning.
const STARTED_AFTER: Duration = Duration::from_millis(50);

/// A job that was started is asked after so long whether it is done, then after twice as long, up to
/// [`POLL_MAX`].
const POLL_FIRST: Duration = Duration::from_millis(250);

/// A job is asked at least so often whether it is done.
const POLL_MAX: Duration = Duration::from_secs(10);

/// How the services are asked for a job.
struct Asking<'a> {
    services: &'a dyn Services,
    role: Option<Arc<str>>,
    /// What the same job is known by when it is asked for again.
    key: &'a str,
}

impl Host {
    /// Has a new task done.
    pub(crate) fn start_task(self: &Arc<Self>, resident: &Arc<Resident>, task: StartTask) {
        self.resume_task(resident, task, Stage::New);
    }

    /// Has a task done that has come so far already.
    pub(crate) fn resume_task(
        self: &Arc<Self>,
        resident: &Arc<Resident>,
        task: StartTask,
        stage: Stage,
    ) {
        let machine = &resident.machine;
        let StateKind::Task(definition) = &machine.state(task.state).kind else {
            return;
        };
        match &definition.resource {
            Resource::Activity(arn) => self.queue_for_activity(resident, arn, task, &stage),
            Resource::Lambda(arn) => {
                let (services, arn) = (self.services_for(resident), arn.clone());
                let role = Some(role_of(resident, &task));
                let key = key_of(resident, &task);
                self.work(resident, task.task, &stage, async move {
                    sdk::invoke_function(&*services, &arn, &task.arguments, role, &key).await
                });
            }
            Resource::Integration(integration)
                if &*integration.resource_type == "states"
                    && &*integration.operation == "startExecution" =>
            {
                self.start_nested(resident, integration, task, &stage);
            }
            Resource::Integration(integration) if is_http(integration) => {
                let (host, services) = (self.clone(), self.services_for(resident));
                let (role, machine) = (
                    Some(role_of(resident, &task)),
                    resident.start.machine_arn.clone(),
                );
                self.work(resident, task.task, &stage, async move {
                    let leave = services.may(role, &http_permission(&machine));
                    leave.map_err(|refused| {
                        Failure::new("States.Http.AccessDenied", refused.message)
                    })?;
                    host.http.invoke(task.arguments.value()).await
                });
            }
            Resource::Integration(integration) => {
                self.integrate(resident, integration.clone(), task, stage);
            }
            Resource::Other(arn) => {
                let cause = format!("nobody serves the resource `{arn}`");
                let failure = Failure::new("States.Runtime", cause);
                let task = task.task;
                self.report(resident.id, Happening::TaskFailed { task, failure });
            }
        }
    }

    fn integrate(
        self: &Arc<Self>,
        resident: &Arc<Resident>,
        integration: Integration,
        task: StartTask,
        stage: Stage,
    ) {
        let role = Some(role_of(resident, &task));
        let key = key_of(resident, &task);
        let (host, services) = (self.clone(), self.services_for(resident));
        let (id, task_id) = (resident.id, task.task);
        match integration.pattern {
            IntegrationPattern::RequestResponse => {
                self.work(resident, task_id, &stage, async move {
                    let arguments = task.arguments.value();
                    sdk::call(&*services, &integration, arguments, role, &key).await
                });
            }
            IntegrationPattern::WaitForTaskToken => {
                // Whoever has the token ends the task.
                if matches!(stage, Stage::Submitted(_)) {
                    return;
                }
                let work = self.runtime.spawn(async move {
                    let arguments = task.arguments.value();
                    let called = sdk::call(&*services, &integration, arguments, role, &key).await;
                    let task = task_id;
                    host.report(
                        id,
                        match called {
                            Ok(output) => Happening::TaskSubmitted { task, output },
                            Err(failure) => Happening::TaskFailed { task, failure },
                        },
                    );
                    host.work_is_over(id, task);
                });
                remember_work(resident, task_id, work.abort_handle());
            }
            IntegrationPattern::Sync | IntegrationPattern::Sync2 => {
                let work = self.runtime.spawn(async move {
                    let asking = Asking {
                        services: &*services,
                        role,
                        key: &key,
                    };
                    let done = host.run_job(id, &integration, &task, stage, asking).await;
                    host.report(id, ended(task_id, done));
                });
                remember_work(resident, task_id, work.abort_handle());
            }
        }
    }

    /// Starts a job, unless that was done before, and waits for its end.
    async fn run_job(
        self: &Arc<Self>,
        id: journal::ExecutionId,
        integration: &Integration,
        task: &StartTask,
        stage: Stage,
        asking: Asking<'_>,
    ) -> Result<Value, Failure> {
        let Asking {
            services,
            role,
            key,
        } = asking;
        let submitted = match stage {
            Stage::Submitted(output) => output,
            Stage::New | Stage::Scheduled | Stage::Started => {
                let arguments = task.arguments.value();
                let output = sdk::call(services, integration, arguments, role.clone(), key).await?;
                let what = Happening::TaskSubmitted {
                    task: task.task,
                    output: output.clone(),
                };
                // It is not asked for before it is on record, so that it is never started twice
                // without need.
                if let Err(error) = self.deliver_durably(id, what).await {
                    tracing::debug!(%error, "a job was started for a task that is over");
                }
                output
            }
        };
        let mut pause = POLL_FIRST;
        loop {
            tokio::time::sleep(pause).await;
            let arguments = task.arguments.value();
            match sdk::poll(services, integration, arguments, &submitted, role.clone()).await {
                sdk::Poll::Pending => pause = (pause * 2).min(POLL_MAX),
                sdk::Poll::Done(result) => return result,
            }
        }
    }

    /// The services, as a machine asks them for an execution.
    pub(crate) fn services_for(&self, resident: &Resident) -> Arc<dyn Services> {
        let machine = &resident.start.machine_arn;
        let theirs = self.services.on_behalf_of(machine);
        theirs.unwrap_or_else(|| self.services.clone())
    }

    /// Has work done in this process and reports what comes of it.
    fn work(
        self: &Arc<Self>,
        resident: &Arc<Resident>,
        task: TaskId,
        stage: &Stage,
        work: impl Future<Output = Result<Value, Failure>> + Send + 'static,
    ) {
        let (host, id) = (self.clone(), resident.id);
        let begun = !matches!(stage, Stage::New);
        let handle = self.runtime.spawn(async move {
            let mut work = std::pin::pin!(work);
            let early = tokio::time::timeout(STARTED_AFTER, &mut work).await;
            let result = if let Ok(result) = early {
                result
            } else {
                if !begun {
                    let worker_name = None;
                    host.report(id, Happening::TaskStarted { task, worker_name });
                }
                work.await
            };
            host.report(id, ended(task, result));
        });
        remember_work(resident, task, handle.abort_handle());
    }

    /// What is left of a task is its token.
    fn work_is_over(self: &Arc<Self>, id: journal::ExecutionId, task: TaskId) {
        if let Ok(resident) = self.resident(id) {
            let mut state = lock(&resident.state);
            if let Some(open) = state.tasks.iter_mut().find(|open| open.task == task) {
                open.work = None;
            }
        }
    }

    /// Nobody waits for a task any longer.
    pub(crate) fn cancel_task(self: &Arc<Self>, resident: &Arc<Resident>, task: TaskId) {
        let open = {
            let mut state = lock(&resident.state);
            let place = state.tasks.iter().position(|open| open.task == task);
            place.map(|place| state.tasks.swap_remove(place))
        };
        let Some(open) = open else {
            return;
        };
        if let Some(work) = open.work {
            work.abort();
        }
        if let Some(nested) = open.nested {
            self.stop_nested(&nested);
        }
    }
}

/// Has the work of a resource done once, for nobody's execution.
pub(crate) async fn perform_once(
    services: &dyn Services,
    http: &HttpTask,
    resource: &Resource,
    arguments: &Value,
    role: Option<Arc<str>>,
    key: &str,
) -> Result<Value, Failure> {
    match resource {
        Resource::Lambda(arn) => {
            let payload = interpreter::Payload::new(arguments.clone()).map_err(|_| {
                Failure::new("States.DataLimitExceeded", "the payload is too large")
            })?;
            sdk::invoke_function(services, arn, &payload, role, key).await
        }
        Resource::Integration(integration) if is_http(integration) => http.invoke(arguments).await,
        Resource::Integration(integration) => {
            sdk::call(services, integration, arguments, role, key).await
        }
        Resource::Activity(arn) | Resource::Other(arn) => Err(Failure::new(
            "States.Runtime",
            format!("the resource `{arn}` cannot be tested"),
        )),
    }
}

/// Whether a task calls anybody's API over HTTP.
fn is_http(integration: &Integration) -> bool {
    &*integration.resource_type == "http" && &*integration.operation == "invoke"
}

/// What leave a machine's role needs to call APIs over HTTP.
fn http_permission(machine_arn: &str) -> Permission {
    Permission {
        action: "states:InvokeHTTPEndpoint".to_owned(),
        resource: machine_arn.to_owned(),
    }
}

/// Has the work stopped when nobody waits for the task any longer.
fn remember_work(resident: &Resident, task: TaskId, work: tokio::task::AbortHandle) {
    if work.is_finished() {
        return;
    }
    let mut state = lock(&resident.state);
    if let Some(open) = state.tasks.iter_mut().find(|open| open.task == task) {
        open.work = Some(work);
    }
}

fn ended(task: TaskId, result: Result<Value, Failure>) -> Happening {
    match result {
        Ok(output) => Happening::TaskSucceeded { task, output },
        Err(failure) => Happening::TaskFailed { task, failure },
    }
}

/// The role that acts: the state's own, if it names one, or the execution's.
pub(crate) fn role_of(resident: &Resident, task: &StartTask) -> Arc<str> {
    let own = task
        .credentials
        .as_ref()
        .and_then(|credentials| credentials.get("RoleArn"))
        .and_then(Value::as_str);
    own.map_or_else(|| resident.start.role_arn.clone(), Arc::from)
}

/// The same for every performance of one attempt, and for no other.
pub(crate) fn key_of(resident: &Resident, task: &StartTask) -> String {
    format!("{}:{}", resident.start.execution_arn, task.key)
}
