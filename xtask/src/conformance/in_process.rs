//! The interpreter in this process as a target: virtual time, nothing beside the engine.

use std::collections::BTreeMap;

use asl::Timestamp;
use serde_json::{Map, Value, json};

use super::clock;
use super::corpus::{Call, Case};
use super::host::{self, ApiError, Host};
use super::target::{self, Answered, NoAnswer, Refused, Reply, Target, Ticket};

/// How long a case may take in virtual time, in seconds. A machine that waits longer than a day
/// waits for nothing that will come.
const CASE_SECONDS_MAX: f64 = 86_400.0;

/// How long `GetActivityTask` waits for a task, in seconds (Step Functions API reference).
const ACTIVITY_POLL_SECONDS: f64 = 60.0;

/// A host and the calls to it that have been begun.
pub(crate) struct InProcess {
    host: Host,
    begun: BTreeMap<Ticket, Begun>,
    next_ticket: u64,
}

enum Begun {
    /// The reply is there.
    Answered(Reply),
    /// A worker waits for a task, until this instant at the latest.
    Worker {
        params: Map<String, Value>,
        until: Timestamp,
    },
}

impl InProcess {
    /// An empty account. The same `seed` gives the same ids.
    pub(crate) fn new(seed: [u8; 32]) -> InProcess {
        InProcess {
            host: Host::new(seed),
            begun: BTreeMap::new(),
            next_ticket: 0,
        }
    }

    fn call(&mut self, call: &Call, params: &Map<String, Value>) -> Result<Reply, String> {
        let service = call.operation.service.as_str();
        let operation = call.operation.name.as_str();
        match (service, operation) {
            ("stepfunctions", _) => Ok(reply(self.host.call(operation, params))),
            ("lambda", "CreateFunction") => self
                .host
                .create_function(params, &call.behaviour)
                .map(|created| reply(Ok(created)))
                .ok_or_else(|| "needs Lambda to run code".to_owned()),
            _ => target::identity_answer(service, params)
                .map(Ok)
                .ok_or_else(|| format!("needs {service}:{operation}")),
        }
    }
}

impl Target for InProcess {
    fn now(&self) -> Timestamp {
        self.host.now()
    }

    fn patience_seconds(&self, _case: &Case) -> f64 {
        CASE_SECONDS_MAX
    }

    fn unique_id(&mut self, number: usize) -> String {
        format!("{number:08x}")
    }

    fn begin(&mut self, call: &Call, params: Map<String, Value>) -> Result<Ticket, String> {
        let waits =
            call.operation.name == "GetActivityTask" && self.host.lacks_activity_task(&params);
        let begun = if waits {
            let until = clock::later(self.host.now(), ACTIVITY_POLL_SECONDS);
            Begun::Worker { params, until }
        } else {
            Begun::Answered(self.call(call, &params)?)
        };
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        self.begun.insert(ticket, begun);
        Ok(ticket)
    }

    fn reply(&mut self, ticket: Ticket) -> Option<Reply> {
        match self.begun.remove(&ticket)? {
            Begun::Answered(reply) => Some(reply),
            Begun::Worker { params, until }
                if self.host.now() < until && self.host.lacks_activity_task(&params) =>
            {
                self.begun.insert(ticket, Begun::Worker { params, until });
                None
            }
            Begun::Worker { params, .. } => Some(reply(self.host.call("GetActivityTask", &params))),
        }
    }

    fn ask(&mut self, service: &str, operation: &str, params: &Map<String, Value>) -> Reply {
        if service == "stepfunctions" {
            reply(self.host.call(operation, params))
        } else {
            Err(NoAnswer::Broken(format!("there is no {service}")))
        }
    }

    fn let_time_pass(&mut self, until: Option<Timestamp>) -> bool {
        let workers = self.begun.values().filter_map(|begun| match begun {
            Begun::Worker { until, .. } => Some(*until),
            Begun::Answered(_) => None,
        });
        let until = workers.chain(until).min();
        self.host.let_time_pass(until)
    }
}

fn reply(answer: host::Answer) -> Reply {
    match answer {
        Ok(answer) => Ok(Answered::ok(answer)),
        Err(ApiError { code, message }) => Err(NoAnswer::Refused(Box::new(Refused {
            status: 400,
            code: code.to_owned(),
            fields: target::fields_of(json!({"message": message})),
            message,
        }))),
    }
}
