//! The clients of a server that is killed again and again: they start executions, work on their
//! tasks and look at them, and begin anew when the connection breaks.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::ledger::{End, Ledger, Life, Promise, Subject, Task};
use super::seed::Choices;
use super::workloads::{self, Workload};
use crate::aws::{CallError, Connection, Credentials};

/// The pause before a client connects again.
const RECONNECT_PAUSE: Duration = Duration::from_millis(3);
/// The pause of a client that the server asked to slow down.
const THROTTLED_PAUSE: Duration = Duration::from_millis(50);
/// At most so long a worker takes for a task, in milliseconds.
const WORK_MS_MAX: u64 = 10;
/// Workers of each activity.
const WORKERS: usize = 3;
/// Starters pause while so many executions are open.
const OPEN_MAX: usize = 120;
/// The pause of a starter between two executions.
const START_PAUSE: Duration = Duration::from_millis(40);
/// The pause of who looks at executions, after each.
const LOOK_PAUSE: Duration = Duration::from_millis(2);

/// Where the server is, and which of its processes runs there.
pub(crate) struct Place {
    pub(crate) address: SocketAddr,
    pub(crate) credentials: Credentials,
    /// The number of the process that runs, or is about to.
    pub(crate) life: AtomicU64,
    /// No more executions are started.
    pub(crate) drain: AtomicBool,
    /// All clients come to an end.
    pub(crate) stop: AtomicBool,
}

/// A client that insists: what it asks for is asked again until it is answered.
pub(crate) struct Client {
    place: Arc<Place>,
    connection: Option<(Connection, Life)>,
}

/// What a call gave that was answered at last.
pub(crate) struct Answered<T> {
    pub(crate) answer: T,
    /// The number of the request, which stands in the answer.
    pub(crate) request: Option<String>,
    /// The process that answered.
    pub(crate) life: Life,
}

/// Why a client that insists has got nothing.
#[derive(Debug)]
pub(crate) enum Nothing {
    /// The clients come to an end.
    Stopped,
    /// The server has refused.
    Refused(CallError),
}

impl Client {
    pub(crate) fn new(place: &Arc<Place>) -> Client {
        Client {
            place: place.clone(),
            connection: None,
        }
    }

    /// Asks until there is an answer. What is asked for may be done more than once.
    pub(crate) async fn insist<T: DeserializeOwned>(
        &mut self,
        operation: &str,
        body: &Value,
    ) -> Result<Answered<T>, Nothing> {
        while !self.place.stop.load(Ordering::Relaxed) {
            let Some((connection, life)) = self.connected().await else {
                sleep(RECONNECT_PAUSE).await;
                continue;
            };
            match connection.call(operation, body).await {
                Ok(answer) => {
                    let request = connection.request_id();
                    return Ok(Answered {
                        answer,
                        request,
                        life,
                    });
                }
                Err(error) if error.is_lost() => self.connection = None,
                Err(error) if error.is("ThrottlingException") => sleep(THROTTLED_PAUSE).await,
                Err(error) => return Err(Nothing::Refused(error)),
            }
        }
        Err(Nothing::Stopped)
    }

    async fn connected(&mut self) -> Option<(&mut Connection, Life)> {
        if self.connection.is_none() {
            // The number is read first: if the process changes meanwhile, the connection breaks.
            let life = Life(self.place.life.load(Ordering::SeqCst));
            let opened = Connection::open(self.place.address, &self.place.credentials).await;
            self.connection = Some((opened.ok()?, life));
        }
        self.connection
            .as_mut()
            .map(|(connection, life)| (connection, *life))
    }
}

/// The machines and activities on the server.
#[derive(Clone, Debug)]
pub(crate) struct Deployed {
    machines: Vec<(Workload, String)>,
    activities: Vec<(&'static str, String)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    activity_arn: Option<String>,
    state_machine_arn: Option<String>,
}

/// Creates the machines and activities.
pub(crate) async fn deploy(place: &Arc<Place>) -> Result<Deployed, Nothing> {
    let mut client = Client::new(place);
    let mut activities = Vec::new();
    for name in workloads::ACTIVITIES {
        let created: Answered<Created> = client
            .insist("CreateActivity", &json!({ "name": name }))
            .await?;
        activities.push((name, created.answer.activity_arn.unwrap_or_default()));
    }
    let activity = |wanted: &str| {
        let found = activities.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, arn)| arn.clone()).unwrap_or_default()
    };
    let mut create = async |name: &str, definition: &Value| {
        let creation = workloads::creation(name, definition);
        let created: Answered<Created> = client.insist("CreateStateMachine", &creation).await?;
        Ok(created.answer.state_machine_arn.unwrap_or_default())
    };
    let answerer = create("answerer", &workloads::answerer(activity)).await?;
    let mut machines = Vec::new();
    for workload in Workload::ALL {
        let definition = workloads::definition(workload, activity, &answerer);
        machines.push((workload, create(workload.name(), &definition).await?));
    }
    Ok(Deployed {
        machines,
        activities,
    })
}

/// Sets all clients to work. They come to an end when the place says so.
pub(crate) fn set_to_work(
    place: &Arc<Place>,
    ledger: &Arc<Ledger>,
    deployed: &Deployed,
    choices: &mut Choices,
) -> Vec<tokio::task::JoinHandle<()>> {
    let mut clients = Vec::new();
    for (workload, machine) in &deployed.machines {
        let (client, ledger) = (Client::new(place), ledger.clone());
        clients.push(tokio::spawn(start(
            client,
            ledger,
            *workload,
            machine.clone(),
        )));
    }
    for (_, activity) in &deployed.activities {
        for _ in 0..WORKERS {
            let (client, ledger) = (Client::new(place), ledger.clone());
            let work = work(client, ledger, activity.clone(), choices.fork());
            clients.push(tokio::spawn(work));
        }
    }
    let (client, ledger) = (Client::new(place), ledger.clone());
    clients.push(tokio::spawn(look(client, ledger, choices.fork())));
    clients
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExecutionArn {
    execution_arn: String,
}

/// Starts one execution after the other.
async fn start(mut client: Client, ledger: Arc<Ledger>, workload: Workload, machine: String) {
    for number in 1.. {
        while ledger.counts().1 >= OPEN_MAX && !client.place.drain.load(Ordering::Relaxed) {
            sleep(LOOK_PAUSE).await;
        }
        if client.place.drain.load(Ordering::Relaxed) {
            return;
        }
        let name = format!("{}-{number}", workload.name());
        let body = json!({
            "stateMachineArn": machine,
            "name": name,
            "input": workload.input(number).to_string(),
        });
        match client.insist::<ExecutionArn>("StartExecution", &body).await {
            Ok(Answered {
                answer, request, ..
            }) => {
                ledger.acknowledged(workload, number, &name, &answer.execution_arn);
                ledger.promised(request, Promise::Started { name: name.clone() });
            }
            // The answer to an earlier attempt was lost, and it has ended since.
            Err(Nothing::Refused(error)) if error.is("ExecutionAlreadyExists") => {
                let arn = machine.replace(":stateMachine:", ":execution:");
                ledger.acknowledged(workload, number, &name, &format!("{arn}:{name}"));
            }
            Err(Nothing::Refused(error)) => ledger.violated(format!("{name}: {error}")),
            Err(Nothing::Stopped) => return,
        }
        sleep(START_PAUSE).await;
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HandedOut {
    task_token: Option<String>,
    input: Option<String>,
}

/// What a worker learns from the input of its task.
#[derive(Deserialize)]
struct Job {
    #[serde(flatten)]
    task: Task,
    /// The callback that it is to make besides.
    token: Option<String>,
}

/// Works on the tasks of an activity.
async fn work(mut client: Client, ledger: Arc<Ledger>, activity: String, mut choices: Choices) {
    let ask = json!({ "activityArn": activity, "workerName": "torture" });
    loop {
        let handed_out = match client.insist::<HandedOut>("GetActivityTask", &ask).await {
            Ok(handed_out) => handed_out,
            Err(Nothing::Refused(error)) => {
                ledger.violated(format!("{activity}: {error}"));
                sleep(THROTTLED_PAUSE).await;
                continue;
            }
            Err(Nothing::Stopped) => return,
        };
        let HandedOut {
            task_token: Some(token),
            input: Some(input),
        } = handed_out.answer
        else {
            continue;
        };
        let job: Job = match serde_json::from_str(&input) {
            Ok(job) => job,
            Err(error) => {
                ledger.violated(format!("{activity}: the input {input}: {error}"));
                continue;
            }
        };
        let number = job
            .task
            .key
            .rsplit('-')
            .next()
            .and_then(|number| number.parse().ok());
        ledger.handed_out(&job.task, number.unwrap_or(0), handed_out.life);
        sleep(Duration::from_millis(choices.within(0..WORK_MS_MAX))).await;
        let mut answers = Vec::new();
        // Where there is a callback, the task itself is that of an execution that has no name here.
        let own = job.token.is_none().then(|| job.task.key.clone());
        let callback = job.token.map(|callback| {
            let owner = Some(job.task.key.clone());
            (callback, json!({ "answered": true }), owner)
        });
        answers.extend(callback);
        let output = match job.task.item {
            Some(item) => json!({ "packed": item }),
            None => json!(true),
        };
        answers.push((token, output, own));
        for (token, output, owner) in answers {
            let answer = json!({ "taskToken": token, "output": output.to_string() });
            match client.insist::<Value>("SendTaskSuccess", &answer).await {
                Ok(Answered { request, .. }) => {
                    if let Some(name) = owner {
                        ledger.promised(request, Promise::Answered { name });
                    }
                }
                // It took too long, or an earlier answer was taken and the word of it lost.
                Err(Nothing::Refused(error))
                    if error.is("TaskTimedOut") || error.is("TaskDoesNotExist") => {}
                Err(Nothing::Refused(error)) => {
                    ledger.violated(format!("{}: {error}", job.task.key));
                }
                Err(Nothing::Stopped) => return,
            }
        }
    }
}

/// Looks at one open execution after the other.
async fn look(mut client: Client, ledger: Arc<Ledger>, mut choices: Choices) {
    loop {
        let Some(subject) = ledger.some_open(choices.place(1 << 20)) else {
            if client.place.stop.load(Ordering::Relaxed) {
                return;
            }
            sleep(LOOK_PAUSE).await;
            continue;
        };
        match look_at(&mut client, &subject).await {
            Ok(look) => {
                sleep(LOOK_PAUSE).await;
                if let Some(end) = &look.end {
                    let promise = Promise::Ended {
                        name: subject.name.clone(),
                        status: end.status.clone(),
                    };
                    ledger.promised(look.request, promise);
                }
                ledger.seen(&subject, look.end, &look.events);
            }
            Err(Nothing::Refused(error)) => {
                ledger.violated(format!("{}: {error}", subject.name));
                sleep(THROTTLED_PAUSE).await;
            }
            Err(Nothing::Stopped) => return,
        }
    }
}

#[derive(Deserialize)]
struct Described {
    status: String,
    output: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HistoryPage {
    events: Vec<Value>,
    next_token: Option<String>,
}

/// How an execution stands.
pub(crate) struct Look {
    pub(crate) end: Option<End>,
    pub(crate) events: Vec<Value>,
    /// The number of the request that was answered with the end.
    request: Option<String>,
}

/// Looks first whether an execution has ended, then at its history.
pub(crate) async fn look_at(client: &mut Client, subject: &Subject) -> Result<Look, Nothing> {
    let which = json!({ "executionArn": subject.arn });
    let described: Answered<Described> = client.insist("DescribeExecution", &which).await?;
    let Described { status, output } = described.answer;
    let end = (status != "RUNNING").then_some(End { status, output });
    let mut events = Vec::new();
    let mut page = json!({ "executionArn": subject.arn, "maxResults": 1000 });
    loop {
        let answered: Answered<HistoryPage> = client.insist("GetExecutionHistory", &page).await?;
        events.extend(answered.answer.events);
        match answered.answer.next_token {
            Some(token) => page["nextToken"] = json!(token),
            None => {
                return Ok(Look {
                    end,
                    events,
                    request: described.request,
                });
            }
        }
    }
}
