//! Who works on the activities of the order workflow: two workers for each, on this thread.

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::aws::{CallError, Connection};
use crate::entrega::Entrega;

use super::workload::STEPS;

/// As many as the other engines get.
const WORKERS_PER_ACTIVITY: usize = 2;

/// The activities of a server, and the workers that poll them until this is dropped.
pub(crate) struct Workers {
    /// The step and the ARN of its activity.
    pub(crate) activities: Vec<(&'static str, String)>,
    tasks: Vec<JoinHandle<Result<(), CallError>>>,
}

impl Workers {
    /// Creates the activities and starts to work on them.
    pub(crate) async fn start(
        server: &Entrega,
        connection: &mut Connection,
    ) -> Result<Workers, CallError> {
        let mut workers = Workers {
            activities: Vec::new(),
            tasks: Vec::new(),
        };
        for (step, field) in STEPS {
            let Created { activity_arn } = connection
                .call("CreateActivity", &json!({ "name": step }))
                .await?;
            for _ in 0..WORKERS_PER_ACTIVITY {
                let own = Connection::open(server.address, &server.credentials).await?;
                let task = tokio::spawn(work(own, activity_arn.clone(), field));
                workers.tasks.push(task);
            }
            workers.activities.push((step, activity_arn));
        }
        Ok(workers)
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    activity_arn: String,
}

/// A task as GetActivityTask gives it: nothing in it when there was none for a minute.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActivityTask {
    pub(crate) task_token: Option<String>,
    pub(crate) input: Option<String>,
}

/// Gives back the input of each task with one more field that is true.
async fn work(
    mut connection: Connection,
    activity: String,
    field: &'static str,
) -> Result<(), CallError> {
    loop {
        let task: ActivityTask = connection
            .call("GetActivityTask", &json!({ "activityArn": activity }))
            .await?;
        let (Some(token), Some(input)) = (task.task_token, task.input) else {
            continue;
        };
        // The input is an object with fields, so one more goes before its last brace.
        let (fields, _) = input.rsplit_once('}').unwrap_or((&input, ""));
        let output = format!("{fields},\"{field}\":true}}");
        let answer = json!({ "taskToken": token, "output": output });
        let _: Value = connection.call("SendTaskSuccess", &answer).await?;
    }
}
