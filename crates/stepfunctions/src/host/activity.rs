//! Activities: tasks that workers ask for.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use foldhash::HashMap;
use interpreter::effect::{StartTask, TaskId, TaskToken};
use interpreter::{Failure, Happening, Payload};
use journal::ExecutionId;
use tokio::sync::Notify;

use super::index::lock;
use super::replay::Stage;
use super::resident::Resident;
use super::{Host, Undelivered};

/// How long a worker waits for a task (API reference, GetActivityTask).
pub(crate) const POLL: Duration = Duration::from_mins(1);

/// So many workers may wait for the tasks of one activity (Step Functions quota).
pub(crate) const POLLERS_MAX: usize = 1_000;

/// The queues of all activities.
#[derive(Default)]
pub(crate) struct Activities(Mutex<HashMap<Arc<str>, Arc<Queue>>>);

/// What waits for the workers of one activity, and who waits for it.
#[derive(Default)]
pub(crate) struct Queue {
    waiting: Mutex<VecDeque<Waiting>>,
    something: Notify,
    pub(crate) pollers: std::sync::atomic::AtomicUsize,
}

#[derive(Clone)]
struct Waiting {
    execution: ExecutionId,
    task: TaskId,
    token: TaskToken,
    input: Payload,
}

/// A task for a worker.
pub(crate) struct ActivityTask {
    pub(crate) token: TaskToken,
    pub(crate) input: Payload,
}

impl From<Waiting> for ActivityTask {
    fn from(waiting: Waiting) -> ActivityTask {
        ActivityTask {
            token: waiting.token,
            input: waiting.input,
        }
    }
}

impl Activities {
    pub(crate) fn queue(&self, arn: &str) -> Arc<Queue> {
        let mut queues = lock(&self.0);
        if let Some(queue) = queues.get(arn) {
            return queue.clone();
        }
        let queue = Arc::<Queue>::default();
        queues.insert(arn.into(), queue.clone());
        queue
    }
}

impl Host {
    /// Puts a task into the queue of its activity.
    pub(crate) fn queue_for_activity(
        self: &Arc<Self>,
        resident: &Arc<Resident>,
        arn: &Arc<str>,
        task: StartTask,
        stage: &Stage,
    ) {
        let id = resident.id;
        match stage {
            // A worker has it, and its token still ends it.
            Stage::Started | Stage::Submitted(_) => return,
            Stage::Scheduled => {}
            Stage::New => {
                if !self.registry.activity(arn) {
                    let cause = format!("The activity {arn} does not exist.");
                    let failure = Failure::refused(cause);
                    let task = task.task;
                    return self.report(id, Happening::TaskFailed { task, failure });
                }
                let task = task.task;
                self.report(id, Happening::TaskScheduled { task });
            }
        }
        let Some(token) = task.token else {
            return;
        };
        let queue = self.activities.queue(arn);
        let waiting = Waiting {
            execution: id,
            task: task.task,
            token,
            input: task.arguments,
        };
        if hands_out_twice() {
            lock(&queue.waiting).push_back(waiting.clone());
        }
        lock(&queue.waiting).push_back(waiting);
        queue.something.notify_one();
    }

    /// Gives a worker the oldest task, and waits for one when there is none.
    pub(crate) async fn next_activity_task(
        self: &Arc<Self>,
        arn: &str,
        worker_name: Option<Arc<str>>,
    ) -> Result<Option<ActivityTask>, Undelivered> {
        let queue = self.activities.queue(arn);
        let deadline = tokio::time::Instant::now() + POLL;
        loop {
            let next = lock(&queue.waiting).pop_front();
            if let Some(waiting) = next {
                // Another worker looks for what is left.
                queue.something.notify_one();
                let what = Happening::TaskStarted {
                    task: waiting.task,
                    worker_name: worker_name.clone(),
                };
                // A worker that hangs up meanwhile must not leave the event half done.
                let host = self.clone();
                let begun = self
                    .runtime
                    .spawn(async move { host.deliver_durably(waiting.execution, what).await });
                match begun.await {
                    Ok(Ok(())) => return Ok(Some(waiting.into())),
                    // It timed out in the queue, or its execution was stopped.
                    Ok(Err(Undelivered::NotOpen | Undelivered::Rejected(_))) | Err(_) => {
                        if hands_out_twice() {
                            return Ok(Some(waiting.into()));
                        }
                        continue;
                    }
                    Ok(Err(error)) => return Err(error),
                }
            }
            if tokio::time::timeout_at(deadline, queue.something.notified())
                .await
                .is_err()
            {
                return Ok(None);
            }
        }
    }
}

/// A fault to be found by the torture test: see docs/torture.md.
#[cfg(feature = "planted-faults")]
fn hands_out_twice() -> bool {
    std::env::var("ENTREGA_PLANT").is_ok_and(|plant| plant == "double-charge")
}

#[cfg(not(feature = "planted-faults"))]
fn hands_out_twice() -> bool {
    false
}
