//! What the steps of a case are taken against.
//!
//! A target answers calls and lets time pass. There are two: the interpreter in this process, whose
//! clock jumps ([`in_process`](super::in_process)), and a server behind a URL, whose clock is the
//! machine's ([`endpoint`](super::endpoint)). A call is begun and its reply fetched later, so that a
//! call which waits for a worker does not hold up the steps that are the worker.

use asl::Timestamp;
use serde_json::{Map, Value, json};

use super::corpus::{Call, Case};

/// The account number in ARNs.
pub(crate) const ACCOUNT: &str = "000000000000";

/// The region in ARNs.
pub(crate) const REGION: &str = "us-east-1";

/// Something that answers the calls of one case.
pub(crate) trait Target {
    /// What time it is.
    fn now(&self) -> Timestamp;

    /// How long a case may take, in seconds.
    fn patience_seconds(&self, case: &Case) -> f64;

    /// The random id `@@{uidN}` of the case.
    fn unique_id(&mut self, number: usize) -> String;

    /// Sends a call on its way. `Err` says what is not there, and the case is skipped.
    fn begin(&mut self, call: &Call, params: Map<String, Value>) -> Result<Ticket, String>;

    /// The reply to a call that has been begun, once: `None` until it is there.
    fn reply(&mut self, ticket: Ticket) -> Option<Reply>;

    /// Calls an operation that answers at once.
    fn ask(&mut self, service: &str, operation: &str, params: &Map<String, Value>) -> Reply;

    /// Lets time pass until something may have happened, but not past `until`. `false` when nothing
    /// will happen any more.
    fn let_time_pass(&mut self, until: Option<Timestamp>) -> bool;
}

/// Which call a reply belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(pub(crate) u64);

/// What came back from a call.
pub(crate) type Reply = Result<Answered, NoAnswer>;

/// The answer to a call, as the Python SDK gives it: field names of the wire, dates as texts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answered {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The answer.
    pub(crate) fields: Map<String, Value>,
}

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NoAnswer {
    /// The service refused it.
    Refused(Box<Refused>),
    /// The service did not answer, or nothing that could be read: what went wrong.
    Broken(String),
}

/// A service's error.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refused {
    /// The HTTP status.
    pub(crate) status: u16,
    /// `ExecutionDoesNotExist`.
    pub(crate) code: String,
    /// The service's message.
    pub(crate) message: String,
    /// The fields beside the code, the message among them.
    pub(crate) fields: Map<String, Value>,
}

impl Answered {
    /// The fields of an object, with the status 200.
    pub(crate) fn ok(answer: Value) -> Answered {
        Answered {
            status: 200,
            fields: fields_of(answer),
        }
    }

    /// The answer with what the SDK tells of its transport.
    pub(crate) fn into_value(self) -> Value {
        with_status(self.fields, self.status)
    }
}

impl Refused {
    /// The error as the SDK gives it.
    pub(crate) fn to_value(&self) -> Value {
        let mut fields = self.fields.clone();
        fields.insert(
            "Error".to_owned(),
            json!({"Code": self.code, "Message": self.message}),
        );
        with_status(fields, self.status)
    }
}

fn with_status(mut fields: Map<String, Value>, status: u16) -> Value {
    let metadata = json!({"HTTPStatusCode": status});
    fields.insert("ResponseMetadata".to_owned(), metadata);
    Value::Object(fields)
}

/// The fields of an object; none of any other value.
pub(crate) fn fields_of(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// The answer of IAM or STS where none is at hand: the engine takes any ARN of a role.
pub(crate) fn identity_answer(service: &str, params: &Map<String, Value>) -> Option<Answered> {
    let arn = |kind: &str| {
        let name = ["RoleName", "PolicyName"]
            .iter()
            .find_map(|key| params.get(*key)?.as_str())
            .unwrap_or("x");
        format!("arn:aws:iam::{ACCOUNT}:{kind}/{name}")
    };
    match service {
        "iam" => Some(Answered::ok(json!({
            "Role": {"Arn": arn("role"), "RoleName": params.get("RoleName")},
            "Policy": {"Arn": arn("policy")},
        }))),
        "sts" => Some(Answered::ok(json!({
            "Account": ACCOUNT,
            "Arn": format!("arn:aws:iam::{ACCOUNT}:root"),
        }))),
        _ => None,
    }
}
