//! What the API says of executions.

use asl::{Number, Timestamp, Value};

use super::status::Status;
use super::{input, misunderstood, text};
use crate::asl::trace;
use crate::client::Client;
use crate::fault::Fault;

/// What ListExecutions says of an execution, and DescribeExecution too.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    pub(crate) arn: String,
    pub(crate) machine_arn: String,
    pub(crate) name: String,
    pub(crate) status: Status,
    pub(crate) started: Timestamp,
    pub(crate) stopped: Option<Timestamp>,
    pub(crate) redrives: u32,
    /// All of it, as it came.
    pub(crate) json: Value,
}

impl Summary {
    pub(crate) fn read(json: &Value) -> Result<Summary, Fault> {
        let status = text(json, "status")?;
        let redrives = json.get("redriveCount").and_then(Value::as_integral);
        Ok(Summary {
            arn: text(json, "executionArn")?,
            machine_arn: text(json, "stateMachineArn")?,
            name: text(json, "name")?,
            status: Status::parse(&status).ok_or_else(|| misunderstood("status"))?,
            started: instant(json, "startDate").ok_or_else(|| misunderstood("startDate"))?,
            stopped: instant(json, "stopDate"),
            redrives: redrives.and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
            json: json.clone(),
        })
    }

    /// Asks for one execution.
    pub(crate) fn of(client: &Client, arn: &str) -> Result<Summary, Fault> {
        let asked = input([("executionArn", Some(arn.into()))]);
        let described = client.states("DescribeExecution", asked)?;
        Summary::read(&described)
    }

    /// The machine's name, with the version or alias that was started.
    pub(crate) fn machine(&self) -> &str {
        let arn = &self.machine_arn;
        arn.splitn(7, ':').nth(6).unwrap_or(arn)
    }

    /// How long it took, or has taken so far.
    pub(crate) fn took(&self, now: Timestamp) -> String {
        trace::since(self.started, self.stopped.unwrap_or(now))
    }

    /// A field that is a text.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.json.get(field).and_then(Value::as_str)
    }
}

/// An instant in seconds since 1970, as the JSON protocols write it.
pub(super) fn instant(json: &Value, field: &str) -> Option<Timestamp> {
    let seconds = match json.get(field)?.as_number()? {
        Number::Integer(seconds) => {
            return Some(Timestamp::from_milliseconds(seconds.saturating_mul(1000)));
        }
        Number::Decimal(seconds) => *seconds,
        Number::Big(_) => return None,
    };
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a number too large becomes the largest"
    )]
    let milliseconds = (seconds * 1000.0).round() as i64;
    Some(Timestamp::from_milliseconds(milliseconds))
}
