//! Any machine runs on any input: tasks fail and succeed, timers fire, somebody stops and
//! redrives it, and it never panics.
#![no_main]

use std::sync::Arc;

use asl::json::from_text;
use asl::parse::{Options, parse};
use asl::{ScopeId, Timestamp, Value};
use interpreter::rehearsal::{Answer, Outside, Rehearsal, TaskRequest};
use interpreter::{ExecutionKind, Failure, Happening, Identity, Payload, Start, Status};
use libfuzzer_sys::fuzz_target;

struct Choices<'f>(std::slice::Iter<'f, u8>);

impl Outside for Choices<'_> {
    fn task(&mut self, request: &TaskRequest<'_>) -> Answer {
        let result = match self.0.next() {
            None | Some(0..=150) => Ok(request.task.arguments.value().clone()),
            Some(151..=200) => Err(Failure::reported(Some("Oops"), Some("it broke"))),
            Some(_) => return Answer::Open,
        };
        Answer::Done { after: 1_000_000_000, result }
    }
}

fuzz_target!(|input: (&str, &str, &[u8])| {
    let (definition, text, choices) = input;
    let Ok(definition) = parse(definition, Options::default()) else { return };
    let input = from_text(text).unwrap_or_else(|_| Value::empty_object());
    let Ok(input) = Payload::new(input) else { return };
    let mut rehearsal = Rehearsal::start(
        Start {
            machine: Arc::new(definition.machine),
            scope: ScopeId::ROOT,
            kind: ExecutionKind::Standard,
            identity: Arc::new(Identity {
                execution_arn: "arn:aws:states:sa-east-1:123456789012:execution:m:e".into(),
                name: "e".into(),
                role_arn: None,
                state_machine_arn: "arn:aws:states:sa-east-1:123456789012:stateMachine:m".into(),
                state_machine_name: "m".into(),
            }),
            input,
            seed: [0; 32],
            at: Timestamp::from_milliseconds(1_700_000_000_000),
            number: 0,
            keep_history: true,
            from: None,
        },
        Choices(choices.iter()),
    );
    for _ in 0..200 {
        if *rehearsal.execution().status() != Status::Running
            && rehearsal.deliver(Happening::Redriven).is_err()
            || !rehearsal.step()
        {
            break;
        }
    }
});
