//! The Task state.

use std::sync::Arc;

use asl::Value;
use asl::data_flow::Computed;
use asl::state::{IntegrationPattern, Resource, StateKind, Task};

use crate::data_flow::{Done, Problem, not_a_number};
use crate::effect::{Effect, StartTask, TaskId, TaskKey, TaskToken};
use crate::execution::Rejected;
use crate::failure::Failure;
use crate::history::Details;
use crate::payload::{Payload, TooLarge};
use crate::thread::{Heartbeat, TaskWork, ThreadId, Work};
use crate::turn::{Turn, View};

impl Turn<'_> {
    pub(crate) fn attempt_task(&mut self, thread: ThreadId, task: &Task) -> Result<(), Problem> {
        if waits_for_somebody(&task.resource) {
            let secret = self.core.random.borrow_mut().next_u128();
            let token = TaskToken::new(self.core.number, secret);
            self.core.threads[thread].visit_mut().token = Some(token);
        }
        let effective = self.effective_input(thread)?;
        let timeout_seconds = self.seconds(thread, &effective, task.timeout_seconds.as_ref())?;
        let heartbeat_seconds =
            self.seconds(thread, &effective, task.heartbeat_seconds.as_ref())?;
        let arguments = self.arguments(thread, &effective)?;
        let credentials = match &task.credentials {
            None => None,
            Some(template) => {
                let view = View::input(effective.value());
                Some(self.compute(thread, template, view)?)
            }
        };
        self.schedule(
            thread,
            task,
            arguments,
            credentials,
            timeout_seconds,
            heartbeat_seconds,
        );
        Ok(())
    }

    fn schedule(
        &mut self,
        thread: ThreadId,
        task: &Task,
        arguments: Payload,
        credentials: Option<Value>,
        timeout_seconds: Option<u32>,
        heartbeat_seconds: Option<u32>,
    ) {
        let visit = self.core.threads[thread].visit();
        let (state, entered, attempt) = (visit.state, visit.entered, visit.attempts - 1);
        let token = visit.token.clone();
        let scheduled = Details::TaskScheduled {
            state,
            arguments: arguments.clone(),
            timeout_seconds,
            heartbeat_seconds,
            credentials: credentials.clone(),
        };
        let activity = matches!(task.resource, Resource::Activity(_));
        let unscheduled = if activity {
            Some(Box::new(scheduled))
        } else {
            self.advance(thread, scheduled);
            None
        };
        let id = TaskId {
            thread,
            serial: self.next_serial(),
        };
        self.watch_attempt(thread, |attempt, _| attempt.asked = true);
        let waits = token.is_some();
        self.effects.push(Effect::StartTask(Box::new(StartTask {
            task: id,
            key: TaskKey { entered, attempt },
            state,
            arguments,
            token,
            credentials,
            timeout_seconds,
            heartbeat_seconds,
        })));
        let timeout = timeout_seconds.map(|seconds| self.set_timer(thread, seconds));
        let heartbeat = heartbeat_seconds
            .filter(|_| waits)
            .map(|seconds| Heartbeat {
                seconds,
                timer: (!activity).then(|| self.set_timer(thread, seconds)),
            });
        self.core.threads[thread].visit_mut().work = Work::Task(TaskWork {
            task: id,
            unscheduled,
            started: false,
            timeout,
            heartbeat,
        });
    }

    /// `TimeoutSeconds` or `HeartbeatSeconds`, however it is given.
    fn seconds(
        &mut self,
        thread: ThreadId,
        effective: &Payload,
        field: Option<&Computed<u32>>,
    ) -> Result<Option<u32>, Problem> {
        let expression = match field {
            None => return Ok(None),
            Some(Computed::Literal(seconds)) => return Ok(Some(*seconds)),
            Some(Computed::Expression(expression)) => expression,
        };
        let value = self.field(thread, effective, expression)?;
        match value.as_integral().map(u32::try_from) {
            Some(Ok(seconds)) if seconds > 0 => Ok(Some(seconds)),
            _ => Err(not_a_number(expression, &value, "positive integer")),
        }
    }

    pub(crate) fn task_scheduled(&mut self, task: TaskId) -> Result<(), Rejected> {
        let thread = self.thread_of(task)?;
        self.record_scheduled(thread);
        Ok(())
    }

    pub(crate) fn task_started(
        &mut self,
        task: TaskId,
        worker_name: Option<Arc<str>>,
    ) -> Result<(), Rejected> {
        let thread = self.thread_of(task)?;
        self.record_started(thread, worker_name);
        Ok(())
    }

    pub(crate) fn task_submitted(&mut self, task: TaskId, output: Value) -> Result<(), Rejected> {
        let thread = self.thread_of(task)?;
        self.record_started(thread, None);
        match Payload::new(output) {
            Ok(output) => {
                let state = self.core.threads[thread].visit().state;
                self.advance(thread, Details::TaskSubmitted { state, output });
            }
            Err(TooLarge) => self.task_result_too_large(thread),
        }
        Ok(())
    }

    pub(crate) fn task_succeeded(&mut self, task: TaskId, output: Value) -> Result<(), Rejected> {
        let thread = self.thread_of(task)?;
        if let Ok(result) = Payload::new(output) {
            self.task_gave(thread, result);
        } else {
            self.record_started(thread, None);
            self.task_result_too_large(thread);
        }
        Ok(())
    }

    /// The task of the thread has a result.
    pub(crate) fn task_gave(&mut self, thread: ThreadId, result: Payload) {
        self.record_started(thread, None);
        let machine = self.machine;
        let state = self.core.threads[thread].visit().state;
        let StateKind::Task(definition) = &machine.state(state).kind else {
            unreachable!("only a Task state has a task")
        };
        let output = result.clone();
        self.watch_attempt(thread, |attempt, at| {
            attempt.result = Some(result.clone());
            attempt.ended_at = Some(at);
        });
        self.advance(thread, Details::TaskSucceeded { state, output });
        self.task_over(thread);
        if let Err(problem) = self.complete(thread, Done::Result(result), definition.transition) {
            self.trouble(thread, problem);
        }
    }

    pub(crate) fn task_failed(&mut self, task: TaskId, failure: Failure) -> Result<(), Rejected> {
        let thread = self.thread_of(task)?;
        if failure.recoverable {
            self.record_started(thread, None);
            self.record_failed(thread, &failure);
            self.task_over(thread);
            self.fail(thread, failure);
        } else {
            self.task_over(thread);
            let cause = self.explain(thread, failure.cause.as_deref().unwrap_or_default());
            self.fail(thread, Failure::runtime(cause));
        }
        Ok(())
    }

    pub(crate) fn task_heartbeat(&mut self, task: TaskId) -> Result<(), Rejected> {
        let thread = self.thread_of(task)?;
        self.restart_heartbeat(thread);
        Ok(())
    }

    /// The task, or its worker's silence, took too long.
    pub(crate) fn task_timed_out(&mut self, thread: ThreadId, heartbeat: bool) {
        self.record_scheduled(thread);
        let state = self.core.threads[thread].visit().state;
        let failure = Failure::timeout(heartbeat);
        self.watch_attempt(thread, |attempt, _| attempt.timed_out = true);
        let details = Details::TaskTimedOut {
            state,
            failure: failure.clone(),
        };
        self.advance(thread, details);
        self.let_go(thread);
        self.fail(thread, failure);
    }

    pub(crate) fn task_result_too_large(&mut self, thread: ThreadId) {
        let state = self.core.threads[thread].visit().state;
        let StateKind::Task(task) = &self.machine.state(state).kind else {
            unreachable!("only a Task state has a task")
        };
        // Recorded from AWS: a function is named by its ARN, an integration by its service.
        let failure = Failure::data_limit_exceeded(match &task.resource {
            Resource::Integration(integration) => &integration.resource_type,
            other => other.as_str(),
        });
        self.record_failed(thread, &failure);
        self.let_go(thread);
        self.fail(thread, failure);
    }

    fn record_scheduled(&mut self, thread: ThreadId) {
        if let Work::Task(work) = &mut self.core.threads[thread].visit_mut().work
            && let Some(scheduled) = work.unscheduled.take()
        {
            self.advance(thread, *scheduled);
        }
    }

    /// Records that the work has begun, unless that is known.
    fn record_started(&mut self, thread: ThreadId, worker_name: Option<Arc<str>>) {
        self.record_scheduled(thread);
        let visit = self.core.threads[thread].visit_mut();
        let state = visit.state;
        let Work::Task(work) = &mut visit.work else {
            return;
        };
        if std::mem::replace(&mut work.started, true) {
            return;
        }
        self.advance(thread, Details::TaskStarted { state, worker_name });
        self.restart_heartbeat(thread);
    }

    fn record_failed(&mut self, thread: ThreadId, failure: &Failure) {
        let state = self.core.threads[thread].visit().state;
        let failure = failure.clone();
        self.advance(thread, Details::TaskFailed { state, failure });
    }

    fn restart_heartbeat(&mut self, thread: ThreadId) {
        let Work::Task(work) = &self.core.threads[thread].visit().work else {
            return;
        };
        let Some(heartbeat) = work.heartbeat else {
            return;
        };
        if let Some(timer) = heartbeat.timer {
            self.effects.push(Effect::CancelTimer(timer));
        }
        let timer = Some(self.set_timer(thread, heartbeat.seconds));
        if let Work::Task(work) = &mut self.core.threads[thread].visit_mut().work {
            work.heartbeat = Some(Heartbeat { timer, ..heartbeat });
        }
    }

    /// The task is done: its timers are not needed any longer.
    fn task_over(&mut self, thread: ThreadId) {
        let visit = self.core.threads[thread].visit_mut();
        visit.token = None;
        if let Work::Task(work) = std::mem::replace(&mut visit.work, Work::None) {
            self.effects.extend(work.timers().map(Effect::CancelTimer));
        }
    }
}

/// Whether the task hands out a token: a callback, a job that may report its own end, an
/// activity.
fn waits_for_somebody(resource: &Resource) -> bool {
    match resource {
        Resource::Activity(_) => true,
        Resource::Integration(integration) => match integration.pattern {
            IntegrationPattern::Sync
            | IntegrationPattern::Sync2
            | IntegrationPattern::WaitForTaskToken => true,
            IntegrationPattern::RequestResponse => false,
        },
        Resource::Lambda(_) | Resource::Other(_) => false,
    }
}
