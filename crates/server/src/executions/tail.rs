//! `entrega executions tail`: the history of an execution as it grows, in the look of a trace.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use asl::parse::{self, Notation, Options};
use asl::{StateMachine, Value, json};
use interpreter::Payload;
use interpreter::effect::Outcome;
use interpreter::history::Details;
use interpreter::{Failure, HistoryEvent};

use super::history::{Reader, events_after, id};
use super::status::Status;
use super::summary::Summary;
use super::{TailArguments, execution_meant, input, text};
use crate::age::now;
use crate::asl::ending::Ending;
use crate::asl::trace::Trace;
use crate::client::Client;
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::terminal::{Stream, print, say};

/// New events are asked for so soon after the last ones came.
const POLL_SOON: Duration = Duration::from_millis(200);

/// And so seldom where nothing happens.
const POLL_SELDOM: Duration = Duration::from_secs(2);

pub(crate) fn tail(arguments: &TailArguments) -> Result<Verdict, Fault> {
    let client = Client::new(&arguments.server)?;
    let arn = execution_meant(&client, &arguments.execution)?;
    let started = Summary::of(&client, &arn)?.started;
    let machine = machine_of(&client, &arn)?;
    let mut reader = Reader::new(&machine);
    let palette = Stream::Stdout.palette();
    let mut trace = Trace::new(&machine, started, palette, Stream::Stdout.width());
    let mut last = 0;
    let mut failed_state = None;
    let mut pause = POLL_SOON;
    let summary = loop {
        // Asked first, so that no event is missed that came before the end.
        let summary = Summary::of(&client, &arn)?;
        let events = events_after(&client, &arn, last)?;
        let mut lines = String::new();
        for event in &events {
            last = id(event, "id").unwrap_or(last);
            let read = reader.read(event);
            if let Some(HistoryEvent {
                details: Details::ExecutionFailed { .. },
                ..
            }) = read
            {
                failed_state = read.as_ref().and_then(|event| trace.state_before(event));
            }
            if arguments.json {
                lines.push_str(&json::to_text(event));
                lines.push('\n');
            } else if let Some(event) = read {
                lines.push_str(&trace.line(&event));
            }
        }
        print(&lines)?;
        if !matches!(summary.status, Status::Running | Status::PendingRedrive) {
            break summary;
        }
        pause = if events.is_empty() {
            (pause * 2).min(POLL_SELDOM)
        } else {
            POLL_SOON
        };
        thread::sleep(pause);
    };
    let ending = Ending {
        outcome: outcome(&summary),
        state: failed_state.map(|state| machine.state(state).name.shared()),
        duration: summary.took(now()),
        events: usize::try_from(last).unwrap_or(usize::MAX),
    };
    let palette = Stream::Stderr.palette();
    if summary.status.is_bad() {
        say(&ending.obituary(&palette));
        Ok(Verdict::Bad)
    } else {
        say(&ending.applause(&palette));
        Ok(Verdict::Good)
    }
}

fn outcome(summary: &Summary) -> Outcome {
    let (error, cause) = (summary.text("error"), summary.text("cause"));
    match summary.status {
        Status::Failed => Outcome::Failed(Failure::reported(error, cause)),
        Status::TimedOut => Outcome::TimedOut,
        Status::Aborted => Outcome::Aborted {
            error: error.map(Arc::from),
            cause: cause.map(Arc::from),
        },
        Status::Succeeded | Status::Running | Status::PendingRedrive => {
            Outcome::Succeeded(Payload::empty_object())
        }
    }
}

/// The machine that an execution runs, as it was when it started.
pub(super) fn machine_of(client: &Client, arn: &str) -> Result<StateMachine, Fault> {
    let asked = input([("executionArn", Some(Value::from(arn)))]);
    let described = client.states("DescribeStateMachineForExecution", asked)?;
    let options = Options {
        notation: Notation::Json,
        ..Options::default()
    };
    let definition = text(&described, "definition")?;
    match parse::parse(&definition, options) {
        Ok(definition) => Ok(definition.machine),
        Err(diagnostics) => Err(Fault::Unserved {
            message: format!(
                "the server runs a definition that is not understood here: {}",
                diagnostics
                    .first()
                    .map_or("", |problem| problem.message.as_str())
            ),
            hint: Some("is this command older than the server?".to_owned()),
        }),
    }
}
