//! The limits of Step Functions end the execution that meets them, and say so.

use std::fmt::Write as _;
use std::sync::Arc;

use asl::parse::{Options, parse};
use asl::{ScopeId, Timestamp, Value, json};
use interpreter::effect::Outcome;
use interpreter::history::{Details, HISTORY_EVENTS_MAX};
use interpreter::payload::PAYLOAD_BYTES_MAX;
use interpreter::rehearsal::{Answer, Outside, Rehearsal, TaskRequest};
use interpreter::{ExecutionKind, Failure, Happening, Identity, Payload, Rejected, Start, Status};

const LOOP: &str = r#"{"StartAt":"Again","States":{
  "Again":{"Type":"Pass","Next":"Choose"},
  "Choose":{"Type":"Choice","Choices":[{"Variable":"$.stop","IsPresent":true,"Next":"Done"}],"Default":"Again"},
  "Done":{"Type":"Succeed"}}}"#;

/// Tasks that answer with as many bytes as they are asked for.
struct Large;

impl Outside for Large {
    fn task(&mut self, request: &TaskRequest<'_>) -> Answer {
        let bytes = request
            .task
            .arguments
            .value()
            .get("bytes")
            .and_then(Value::as_i64);
        let text = "x".repeat(usize::try_from(bytes.unwrap_or(0)).expect("not negative"));
        Answer::Done {
            after: 0,
            result: Ok(Value::from(text)),
        }
    }
}

fn rehearse(definition: &str, input: &str, kind: ExecutionKind) -> Rehearsal<Large> {
    let machine = match parse(definition, Options::default()) {
        Ok(definition) => Arc::new(definition.machine),
        Err(diagnostics) => panic!("{diagnostics:#?}"),
    };
    let mut rehearsal = Rehearsal::start(
        Start {
            machine,
            scope: ScopeId::ROOT,
            kind,
            identity: Arc::new(Identity {
                execution_arn: "arn:aws:states:sa-east-1:123456789012:execution:m:e".into(),
                name: "e".into(),
                role_arn: None,
                state_machine_arn: "arn:aws:states:sa-east-1:123456789012:stateMachine:m".into(),
                state_machine_name: "m".into(),
            }),
            input: Payload::new(json::from_text(input).expect("JSON")).expect("not too large"),
            seed: [9; 32],
            at: Timestamp::from_milliseconds(1_700_000_000_000),
            number: 0,
            keep_history: true,
            from: None,
        },
        Large,
    );
    rehearsal.run();
    rehearsal
}

fn failure(rehearsal: &Rehearsal<Large>) -> &Failure {
    match rehearsal.execution().status() {
        Status::Closed(Outcome::Failed(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_history_ends_with_its_25_000th_event() {
    let mut rehearsal = rehearse(LOOP, "{}", ExecutionKind::Standard);
    let events = rehearsal.take_history();
    assert_eq!(events.len() as u64, HISTORY_EVENTS_MAX);
    let last = events.last().expect("there are events");
    assert_eq!(last.id.0, HISTORY_EVENTS_MAX);
    assert!(matches!(last.details, Details::ExecutionFailed { .. }));
    assert_eq!(failure(&rehearsal).error.as_deref(), Some("States.Runtime"));
    assert_eq!(
        rehearsal.deliver(Happening::Redriven),
        Err(Rejected::NotRedrivable)
    );
}

#[test]
fn an_express_execution_that_never_waits_meets_its_deadline() {
    let definition = LOOP.replacen('{', r#"{"TimeoutSeconds":5,"#, 1);
    let rehearsal = rehearse(&definition, "{}", ExecutionKind::Express);
    assert!(matches!(
        rehearsal.execution().status(),
        Status::Closed(Outcome::TimedOut)
    ));
}

#[test]
fn a_result_may_be_as_large_as_a_payload_and_no_larger() {
    let definition = r#"{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:lambda:sa-east-1:123456789012:function:f","End":true}}}"#;
    let quotes = 2;
    let fits = format!(r#"{{"bytes":{}}}"#, PAYLOAD_BYTES_MAX - quotes);
    let rehearsal = rehearse(definition, &fits, ExecutionKind::Standard);
    assert!(matches!(
        rehearsal.execution().status(),
        Status::Closed(Outcome::Succeeded(_))
    ));

    let too_large = format!(r#"{{"bytes":{}}}"#, PAYLOAD_BYTES_MAX - quotes + 1);
    let rehearsal = rehearse(definition, &too_large, ExecutionKind::Standard);
    assert_eq!(
        failure(&rehearsal).error.as_deref(),
        Some("States.DataLimitExceeded")
    );
}

#[test]
fn what_a_state_makes_of_its_data_is_limited_too() {
    let doubled = r#"{"StartAt":"Double","States":{"Double":{"Type":"Pass","Parameters":{"a.$":"$","b.$":"$"},"End":true}}}"#;
    let half = format!(r#""{}""#, "x".repeat(PAYLOAD_BYTES_MAX / 2));
    let rehearsal = rehearse(doubled, &half, ExecutionKind::Standard);
    assert_eq!(
        failure(&rehearsal).cause.as_deref(),
        Some(
            "The state/task 'Double' returned a result with a size exceeding the maximum number of bytes service limit."
        )
    );
}

#[test]
fn variables_are_limited_all_together() {
    // Each round adds a variable of 200 KiB; the 52nd is one too many for 10 MiB.
    let large = "x".repeat(200 * 1024);
    let states: Vec<String> = (0..60)
        .map(|n| {
            let next = n + 1;
            format!(r#""S{n}":{{"Type":"Pass","Assign":{{"v{n}.$":"$"}},"Next":"S{next}"}},"#)
        })
        .collect();
    let states = states.concat();
    let definition =
        format!(r#"{{"StartAt":"S0","States":{{{states}"S60":{{"Type":"Succeed"}}}}}}"#);
    let rehearsal = rehearse(
        &definition,
        &format!("\"{large}\""),
        ExecutionKind::Standard,
    );
    let failure = failure(&rehearsal);
    assert_eq!(failure.error.as_deref(), Some("States.DataLimitExceeded"));
    assert!(
        failure
            .cause
            .as_deref()
            .is_some_and(|cause| cause.contains("'S51'")),
        "{failure:?}"
    );
}

#[test]
fn data_that_no_state_changes_is_shared_all_the_way() {
    let mut states = String::new();
    for n in 0..100 {
        let _ = write!(states, r#""S{n}":{{"Type":"Pass","Next":"S{}"}},"#, n + 1);
    }
    let definition =
        format!(r#"{{"StartAt":"S0","States":{{{states}"S100":{{"Type":"Succeed"}}}}}}"#);
    let input = format!(r#"{{"text":"{}"}}"#, "x".repeat(200 * 1024));
    let mut rehearsal = rehearse(&definition, &input, ExecutionKind::Standard);
    let started_with = rehearsal.execution().input().clone();
    for event in rehearsal.take_history() {
        if let Details::StateExited { output, .. } = event.details {
            assert!(output.is(started_with.value()), "event {}", event.id);
        }
    }
}
