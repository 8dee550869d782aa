//! A server behind a URL as a target: real time, requests as the Python SDK makes them.
//!
//! Every call runs in a thread of its own and sends its reply through a channel, so that a call that
//! waits does not hold up the others. What a case has made is deleted when it is over.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use asl::Timestamp;
use serde_json::{Map, Value};

use super::clock;
use super::corpus::{Call, Case, Operation};
use super::sdk_client::Client;
use super::target::{self, Answered, NoAnswer, Reply, Target, Ticket};

/// How long a case may take at least, in seconds.
const CASE_SECONDS_MIN: f64 = 60.0;

/// How long a case may take beyond twice its estimate, in seconds.
const CASE_SECONDS_SPARE: f64 = 15.0;

/// How long to let pass before looking whether an execution has come further.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// How long a function may take to become active.
const FUNCTION_TRIES_MAX: u32 = 120;

/// How long to let pass before looking whether a function is active.
const FUNCTION_INTERVAL: Duration = Duration::from_millis(250);

/// The calls of one case to a server.
pub(crate) struct Endpoint {
    client: Client,
    replies: Receiver<(Ticket, Reply)>,
    sender: Sender<(Ticket, Reply)>,
    arrived: BTreeMap<Ticket, Reply>,
    begun: BTreeMap<Ticket, Operation>,
    next_ticket: u64,
    made: Vec<Made>,
}

/// Something a case has made: how to delete it.
struct Made {
    service: &'static str,
    operation: &'static str,
    params: Map<String, Value>,
}

impl Endpoint {
    pub(crate) fn new(client: Client) -> Endpoint {
        let (sender, replies) = mpsc::channel();
        Endpoint {
            client,
            replies,
            sender,
            arrived: BTreeMap::new(),
            begun: BTreeMap::new(),
            next_ticket: 0,
            made: Vec::new(),
        }
    }

    /// Deletes what the case has made. What is gone already is no matter.
    pub(crate) fn clean_up(self) {
        for Made {
            service,
            operation,
            params,
        } in self.made
        {
            let _ = self.client.call(service, operation, &params);
        }
    }

    fn keep(&mut self, ticket: Ticket, reply: Reply) {
        if let (Some(operation), Ok(answer)) = (self.begun.remove(&ticket), &reply) {
            self.made.extend(Made::by(&operation, answer));
        }
        self.arrived.insert(ticket, reply);
    }
}

impl Target for Endpoint {
    fn now(&self) -> Timestamp {
        clock::wall()
    }

    fn patience_seconds(&self, case: &Case) -> f64 {
        CASE_SECONDS_MIN.max(case.est_seconds * 2.0 + CASE_SECONDS_SPARE)
    }

    fn unique_id(&mut self, _number: usize) -> String {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        format!("{:08x}", u32::from_ne_bytes(bytes))
    }

    fn begin(&mut self, call: &Call, params: Map<String, Value>) -> Result<Ticket, String> {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        let Operation { service, name } = call.operation.clone();
        match (
            self.client.can_call(&service, &name),
            target::identity_answer(&service, &params),
        ) {
            (Err(_), Some(answer)) => self.keep(ticket, Ok(answer)),
            (Err(lacking), None) => return Err(lacking),
            (Ok(()), _) => {
                self.begun.insert(ticket, call.operation.clone());
                let client = self.client.clone();
                let sender = self.sender.clone();
                thread::spawn(move || {
                    let reply = called(&client, &service, &name, &params);
                    // A case that is over listens no more.
                    let _ = sender.send((ticket, reply));
                });
            }
        }
        Ok(ticket)
    }

    fn reply(&mut self, ticket: Ticket) -> Option<Reply> {
        while let Ok((ticket, reply)) = self.replies.try_recv() {
            self.keep(ticket, reply);
        }
        self.arrived.remove(&ticket)
    }

    fn ask(&mut self, service: &str, operation: &str, params: &Map<String, Value>) -> Reply {
        self.client.call(service, operation, params)
    }

    fn let_time_pass(&mut self, until: Option<Timestamp>) -> bool {
        let remaining = until.map_or(LOOK_AGAIN, |until| {
            let nanoseconds = until.nanoseconds() - self.now().nanoseconds();
            Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(0))
        });
        match self.replies.recv_timeout(remaining.min(LOOK_AGAIN)) {
            Ok((ticket, reply)) => self.keep(ticket, reply),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
        true
    }
}

/// Calls an operation. A function is there when it is active.
fn called(client: &Client, service: &str, operation: &str, params: &Map<String, Value>) -> Reply {
    let answer = client.call(service, operation, params)?;
    if (service, operation) != ("lambda", "CreateFunction") {
        return Ok(answer);
    }
    let mut named = Map::new();
    named.insert(
        "FunctionName".to_owned(),
        params.get("FunctionName").cloned().unwrap_or_default(),
    );
    for _ in 0..FUNCTION_TRIES_MAX {
        let function = client.call("lambda", "GetFunction", &named)?;
        match function.fields["Configuration"]["State"].as_str() {
            None | Some("Active") => return Ok(answer),
            Some("Failed") => break,
            Some(_) => thread::sleep(FUNCTION_INTERVAL),
        }
    }
    Err(NoAnswer::Broken(
        "the function does not become active".to_owned(),
    ))
}

impl Made {
    /// What a call has made.
    fn by(operation: &Operation, answer: &Answered) -> Option<Made> {
        let (service, delete, key) = match (operation.service.as_str(), operation.name.as_str()) {
            ("stepfunctions", "CreateStateMachine") => {
                ("stepfunctions", "DeleteStateMachine", "stateMachineArn")
            }
            ("stepfunctions", "CreateActivity") => {
                ("stepfunctions", "DeleteActivity", "activityArn")
            }
            ("lambda", "CreateFunction") => ("lambda", "DeleteFunction", "FunctionName"),
            _ => return None,
        };
        let value = answer.fields.get(key)?;
        Some(Made {
            service,
            operation: delete,
            params: [(key.to_owned(), value.clone())].into_iter().collect(),
        })
    }
}
