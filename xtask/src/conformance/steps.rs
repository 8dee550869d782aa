//! Taking the steps of a case against a host, in virtual time.
//!
//! The steps of a case are one track; a `spawn` adds another. A track goes on until it has to wait.
//! When all tracks wait, the host lets time pass until the next thing happens, and every track
//! looks again whether its wait is over. Nothing runs beside anything else, so a case always goes
//! the same way.

use std::collections::BTreeMap;

use asl::Timestamp;
use serde_json::{Map, Value, json};

use super::clock;
use super::corpus::{Call, Case, ExpectError, Source, Step, Until};
use super::host::{ApiError, Host};
use super::matching::{Comparison, Level};
use super::resolver::{Resolver, Unresolved};

/// How long a case may take in virtual time, in seconds. A machine that waits longer than a day
/// waits for nothing that will come.
const CASE_SECONDS_MAX: f64 = 86_400.0;

/// How long `GetActivityTask` waits for a task, in seconds (Step Functions API reference).
const ACTIVITY_POLL_SECONDS: f64 = 60.0;

/// How long spawned steps may go on when the others are done, in seconds.
const SPAWNED_SECONDS_MAX: f64 = 5.0;

/// What came of a case.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Every value is AWS's.
    Passed(Level),
    /// Some are not; what differs, or why the steps could not be taken.
    Failed(Vec<String>),
    /// The case needs something that is not there.
    Skipped(String),
}

/// Takes the steps of a case and compares what they collected.
pub(crate) fn run(case: &Case, host: Host) -> Verdict {
    let mut steps = Steps::new(case, host);
    match steps.take_all() {
        Ok(()) => steps.verdict(),
        Err(Stop::Skip(reason)) => Verdict::Skipped(reason),
        Err(Stop::Fail(reason)) => Verdict::Failed(vec![reason]),
        Err(Stop::NotYet(unresolved)) => Verdict::Failed(vec![format!(
            "`{}` leads nowhere in what the steps collected",
            unresolved.reference
        )]),
    }
}

struct Steps<'c> {
    case: &'c Case,
    host: Host,
    resolver: Resolver,
    errors: BTreeMap<String, CallError>,
    collected: BTreeMap<String, Value>,
    spawned: Vec<Track<'c>>,
}

/// An error that a call answered with.
struct CallError {
    operation: String,
    error: ApiError,
}

/// Steps to be taken one after the other.
struct Track<'c> {
    steps: &'c [Step],
    next: usize,
    /// When the wait of the next step is over, if it has begun and time ends it.
    wait_until: Option<Timestamp>,
}

impl<'c> Track<'c> {
    fn new(steps: &'c [Step]) -> Track<'c> {
        Track {
            steps,
            next: 0,
            wait_until: None,
        }
    }
}

/// How a step or a track went.
enum Progress {
    Done,
    /// Look again when something happened, at this instant at the latest.
    Waiting(Option<Timestamp>),
}

/// Why steps cannot go on.
enum Stop {
    /// The case has failed.
    Fail(String),
    /// The case cannot be run.
    Skip(String),
    /// A value is missing that a spawned step may still bring.
    NotYet(Unresolved),
}

impl From<Unresolved> for Stop {
    fn from(unresolved: Unresolved) -> Self {
        Stop::NotYet(unresolved)
    }
}

impl<'c> Steps<'c> {
    fn new(case: &'c Case, host: Host) -> Steps<'c> {
        let mut resolver = Resolver::default();
        resolver.insert("account", Value::from(Host::ACCOUNT));
        resolver.insert("region", Value::from(Host::REGION));
        for number in 1..=case.uids {
            resolver.insert(format!("uid{number}"), Value::from(format!("{number:08x}")));
        }
        Steps {
            case,
            host,
            resolver,
            errors: BTreeMap::new(),
            collected: BTreeMap::new(),
            spawned: Vec::new(),
        }
    }

    fn take_all(&mut self) -> Result<(), Stop> {
        let begin = self.host.now();
        let mut main = Track::new(&self.case.steps);
        let last = clock::later(begin, CASE_SECONDS_MAX);
        while let Progress::Waiting(until) = self.advance(&mut main)? {
            let until = earlier(until, self.advance_spawned());
            if self.host.now() >= last || !self.host.let_time_pass(until) {
                return Err(Stop::Fail(format!(
                    "step {} waits for something that does not happen: {}",
                    main.next + 1,
                    described(&main.steps[main.next]),
                )));
            }
        }
        let last = clock::later(self.host.now(), SPAWNED_SECONDS_MAX);
        while !self.spawned.is_empty() && self.host.now() < last {
            let until = self.advance_spawned();
            self.host.let_time_pass(earlier(until, Some(last)));
        }
        Ok(())
    }

    /// Lets the spawned tracks go on. One that fails ends; what it should have brought is missed
    /// where it is needed.
    fn advance_spawned(&mut self) -> Option<Timestamp> {
        let mut until = None;
        for mut track in std::mem::take(&mut self.spawned) {
            if let Ok(Progress::Waiting(track_until)) = self.advance(&mut track) {
                until = earlier(until, track_until);
                self.spawned.push(track);
            }
        }
        until
    }

    fn advance(&mut self, track: &mut Track<'c>) -> Result<Progress, Stop> {
        while let Some(step) = track.steps.get(track.next) {
            match self.take(step, &mut track.wait_until)? {
                Progress::Done => {
                    track.next += 1;
                    track.wait_until = None;
                }
                waiting @ Progress::Waiting(_) => return Ok(waiting),
            }
        }
        Ok(Progress::Done)
    }

    fn take(
        &mut self,
        step: &'c Step,
        wait_until: &mut Option<Timestamp>,
    ) -> Result<Progress, Stop> {
        match step {
            Step::Call(call) => self.call(call, wait_until),
            Step::Await { what, args } => {
                let args = self.resolver.fields(args)?;
                Ok(if self.has_come(what, &args)? {
                    Progress::Done
                } else {
                    Progress::Waiting(None)
                })
            }
            Step::AwaitLogs { .. } => Err(Stop::Skip("needs logs".to_owned())),
            Step::Poll {
                poll,
                until,
                interval,
            } => match self.poll(poll, until) {
                Ok(true) => Ok(Progress::Done),
                Ok(false) | Err(Stop::Fail(_) | Stop::NotYet(_)) => Ok(Progress::Waiting(Some(
                    clock::later(self.host.now(), *interval),
                ))),
                Err(skip @ Stop::Skip(_)) => Err(skip),
            },
            Step::Spawn { spawn } => {
                self.spawned.push(Track::new(spawn));
                Ok(Progress::Done)
            }
            Step::Sleep { sleep } => Ok(self.wait(*sleep, wait_until)),
            Step::Match { name, value } => match self.source(value) {
                Ok(value) => {
                    self.collected.insert(name.clone(), value);
                    Ok(Progress::Done)
                }
                Err(Stop::NotYet(_)) if !self.spawned.is_empty() => Ok(Progress::Waiting(None)),
                Err(other) => Err(other),
            },
        }
    }

    /// Waits so many seconds from the first time it is asked.
    fn wait(&self, seconds: f64, wait_until: &mut Option<Timestamp>) -> Progress {
        let now = self.host.now();
        let until = *wait_until.get_or_insert_with(|| clock::later(now, seconds));
        if now < until {
            Progress::Waiting(Some(until))
        } else {
            Progress::Done
        }
    }

    fn poll(&mut self, steps: &'c [Step], until: &[Until]) -> Result<bool, Stop> {
        for step in steps {
            match self.take(step, &mut None)? {
                Progress::Done => {}
                Progress::Waiting(_) => return Ok(false),
            }
        }
        for condition in until {
            let holds = match condition {
                Until::Resolves(reference) => self.resolver.reference(reference).is_ok(),
                Until::Equals { reference, equals } => {
                    self.resolver.reference(reference)? == self.resolver.value(equals)?
                }
                Until::Length { reference, len } => match self.resolver.reference(reference)? {
                    Value::Array(items) => items.len() == *len,
                    Value::Object(fields) => fields.len() == *len,
                    _ => false,
                },
            };
            if !holds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn call(&mut self, call: &Call, wait_until: &mut Option<Timestamp>) -> Result<Progress, Stop> {
        self.resolver.now_is(self.host.now());
        let params = self.resolver.fields(&call.params)?;
        let answer = match (
            call.operation.service.as_str(),
            call.operation.name.as_str(),
        ) {
            ("iam", _) => Ok(role_and_policy(&params)),
            ("sts", _) => Ok(json!({
                "Account": Host::ACCOUNT,
                "Arn": format!("arn:aws:iam::{}:root", Host::ACCOUNT),
            })),
            ("lambda", "CreateFunction") => {
                let created = self.host.create_function(&params, &call.behaviour);
                Ok(created.ok_or_else(|| Stop::Skip("needs Lambda to run code".to_owned()))?)
            }
            ("stepfunctions", operation) => {
                if operation == "GetActivityTask"
                    && self.host.lacks_activity_task(&params)
                    && let waiting @ Progress::Waiting(_) =
                        self.wait(ACTIVITY_POLL_SECONDS, wait_until)
                {
                    return Ok(waiting);
                }
                self.host.call(operation, &params)
            }
            (service, operation) => {
                return Err(Stop::Skip(format!("needs {service}:{operation}")));
            }
        };
        match answer {
            Ok(_) if call.expect_error == ExpectError::Must => Err(Stop::Fail(format!(
                "step {} {}: expected an API error, got success",
                call.id, call.operation.name
            ))),
            Ok(answer) => {
                self.errors.remove(&call.id);
                self.resolver.insert(&call.id, with_metadata(answer, 200));
                Ok(Progress::Done)
            }
            Err(error) if call.expect_error == ExpectError::No => Err(Stop::Fail(format!(
                "step {} {}: unexpected error {}: {}",
                call.id, call.operation.name, error.code, error.message
            ))),
            Err(error) => {
                let answer = json!({
                    "Error": {"Code": error.code, "Message": error.message},
                    "message": error.message,
                });
                self.resolver.insert(&call.id, with_metadata(answer, 400));
                let operation = call.operation.name.clone();
                self.errors
                    .insert(call.id.clone(), CallError { operation, error });
                Ok(Progress::Done)
            }
        }
    }

    /// Whether the engine has come as far as an `await` wants.
    fn has_come(&mut self, what: &str, args: &Map<String, Value>) -> Result<bool, Stop> {
        let execution = json!({"executionArn": args.get("execution_arn")});
        let machine = json!({"stateMachineArn": args.get("state_machine_arn")});
        let wanted = |key: &str| args.get(key).cloned().unwrap_or_default();
        Ok(match what {
            "execution_terminated" | "on_execution_events" => {
                let status = self.ask("DescribeExecution", &execution, "status");
                !matches!(status.as_str(), None | Some("RUNNING" | "PENDING_REDRIVE"))
            }
            "execution_success" => {
                match self.ask("DescribeExecution", &execution, "status").as_str() {
                    Some("SUCCEEDED") => true,
                    None | Some("RUNNING") => false,
                    Some(status) => {
                        return Err(Stop::Fail(format!(
                            "awaiting success: execution is {status}"
                        )));
                    }
                }
            }
            "execution_aborted" => self.ask("DescribeExecution", &execution, "status") == "ABORTED",
            "execution_started" => {
                let events = self.ask("GetExecutionHistory", &execution, "events");
                !items(&events).is_empty()
            }
            "history_has_type" => {
                let events = self.ask("GetExecutionHistory", &execution, "events");
                items(&events)
                    .iter()
                    .any(|event| event["type"] == wanted("type"))
            }
            "list_execution_status" => {
                let executions = self.ask("ListExecutions", &machine, "executions");
                items(&executions).iter().any(|execution| {
                    execution["executionArn"] == wanted("execution_arn")
                        && execution["status"] == wanted("status")
                })
            }
            "execution_lists_terminated" => {
                let executions = self.ask("ListExecutions", &machine, "executions");
                items(&executions).iter().any(|execution| {
                    execution["executionArn"] == wanted("execution_arn")
                        && execution["status"] != "RUNNING"
                })
            }
            "state_machine_listed" | "state_machine_not_listed" => {
                let machines = self.ask("ListStateMachines", &json!({}), "stateMachines");
                let listed = items(&machines)
                    .iter()
                    .any(|machine| machine["stateMachineArn"] == wanted("state_machine_arn"));
                listed == (what == "state_machine_listed")
            }
            _ => return Err(Stop::Skip(format!("awaits {what}"))),
        })
    }

    /// A field of the answer to a call; null when the call answers with an error.
    fn ask(&mut self, operation: &str, params: &Value, field: &str) -> Value {
        let no_params = Map::new();
        let params = params.as_object().unwrap_or(&no_params);
        match self.host.call(operation, params) {
            Ok(mut answer) => answer[field].take(),
            Err(_) => Value::Null,
        }
    }

    fn source(&self, source: &Source) -> Result<Value, Stop> {
        Ok(match source {
            Source::Answer { step, path } => {
                let unresolved = || Unresolved {
                    reference: [std::slice::from_ref(step), path].concat().join("."),
                };
                let answer = self.resolver.get(step).ok_or_else(unresolved)?;
                let part = path
                    .iter()
                    .try_fold(answer, |value, part| child(value, part));
                part.cloned().ok_or_else(unresolved)?
            }
            Source::ErrorText(step) => {
                let CallError { operation, error } = self.error_of(step)?;
                Value::from(format!(
                    "An error occurred ({}) when calling the {operation} operation: {}",
                    error.code, error.message
                ))
            }
            Source::ErrorCode(step) => Value::from(self.error_of(step)?.error.code),
            Source::Constant(value) => value.clone(),
            Source::Json(source) => parsed(&self.source(source)?)?,
            Source::DeepJson(source) => deeply_parsed(parsed(&self.source(source)?)?),
            Source::Object(fields) => fields
                .iter()
                .map(|(key, source)| Ok((key.clone(), self.source(source)?)))
                .collect::<Result<Map<_, _>, Stop>>()?
                .into(),
            Source::Array(items) => items
                .iter()
                .map(|source| self.source(source))
                .collect::<Result<Vec<_>, _>>()?
                .into(),
            Source::Template(value) => self.resolver.value(value)?,
        })
    }

    fn error_of(&self, step: &str) -> Result<&CallError, Stop> {
        if self.resolver.get(step).is_none() {
            return Err(Stop::NotYet(Unresolved {
                reference: step.to_owned(),
            }));
        }
        self.errors
            .get(step)
            .ok_or_else(|| Stop::Fail(format!("step {step}: expected an API error, got success")))
    }

    fn verdict(self) -> Verdict {
        let mut comparison = match Comparison::new(self.case, &self.resolver) {
            Ok(comparison) => comparison,
            Err(error) => return Verdict::Failed(vec![format!("a token of the case: {error}")]),
        };
        let mut same = true;
        for (name, expected) in &self.case.expected {
            same &= comparison.compare(name, expected, self.collected.get(name));
        }
        if same {
            Verdict::Passed(comparison.level())
        } else {
            Verdict::Failed(comparison.into_differences())
        }
    }
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    a.into_iter().chain(b).min()
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The item or field `part`; a negative index counts from the end.
fn child<'v>(value: &'v Value, part: &str) -> Option<&'v Value> {
    match value {
        Value::Array(items) => match part.strip_prefix('-') {
            Some(from_end) => items.get(items.len().checked_sub(from_end.parse().ok()?)?),
            None => items.get(part.parse::<usize>().ok()?),
        },
        _ => value.get(part),
    }
}

fn parsed(text: &Value) -> Result<Value, Stop> {
    text.as_str()
        .and_then(|text| serde_json::from_str(text).ok())
        .ok_or_else(|| Stop::Fail(format!("expected a JSON text, got {text}")))
}

fn deeply_parsed(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (key, deeply_parsed(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(deeply_parsed).collect(),
        Value::String(text) if text.starts_with(['{', '[']) => match serde_json::from_str(&text) {
            Ok(value) => deeply_parsed(value),
            Err(_) => Value::String(text),
        },
        other => other,
    }
}

/// The answer to an IAM call: the engine takes any ARN of a role.
fn role_and_policy(params: &Map<String, Value>) -> Value {
    let name = ["RoleName", "PolicyName"]
        .iter()
        .find_map(|key| params.get(*key)?.as_str())
        .unwrap_or("x");
    let arn = |kind: &str| format!("arn:aws:iam::{}:{kind}/{name}", Host::ACCOUNT);
    json!({
        "Role": {"Arn": arn("role"), "RoleName": name},
        "Policy": {"Arn": arn("policy")},
    })
}

fn with_metadata(mut answer: Value, status: u16) -> Value {
    answer["ResponseMetadata"] = json!({"HTTPStatusCode": status});
    answer
}

fn described(step: &Step) -> String {
    match step {
        Step::Call(call) => format!("{}:{}", call.operation.service, call.operation.name),
        Step::Await { what, .. } => what.clone(),
        Step::AwaitLogs { .. } => "logs".to_owned(),
        Step::Poll { .. } => "what is polled".to_owned(),
        Step::Spawn { .. } => "spawned steps".to_owned(),
        Step::Sleep { .. } => "the end of a sleep".to_owned(),
        Step::Match { name, .. } => format!("a value for `{name}`"),
    }
}
