//! An execution that begins in the middle of its machine.

use std::sync::Arc;

use asl::parse::{Options, parse};
use asl::{Object, ScopeId, Timestamp, Value, json};
use interpreter::effect::Outcome;
use interpreter::{Beginning, Execution, ExecutionKind, Identity, Passage, Payload, Start, Status};

const DEFINITION: &str = r#"{
  "QueryLanguage": "JSONata",
  "StartAt": "First",
  "States": {
    "First": { "Type": "Pass", "Assign": { "n": 1 }, "Next": "Second" },
    "Second": {
      "Type": "Pass",
      "Output": "{% [$n, $states.input, $states.context.Execution.Input] %}",
      "Next": "Third"
    },
    "Third": { "Type": "Succeed" }
  }
}"#;

const BEGIN: Timestamp = Timestamp::from_milliseconds(1_700_000_000_000);

fn payload(text: &str) -> Payload {
    Payload::new(json::from_text(text).expect("JSON")).expect("small")
}

fn start(from: Option<(&str, &str, i64)>) -> (Execution, Vec<String>) {
    let machine = Arc::new(
        parse(DEFINITION, Options::default())
            .expect("a machine")
            .machine,
    );
    let from = from.map(|(state, input, n)| Beginning {
        state: machine.state_named(state).expect("a state"),
        input: payload(input),
        variables: Object::from_iter([("n".into(), Value::from(n))]),
    });
    let (mut execution, _) = Execution::start(Start {
        machine: machine.clone(),
        scope: ScopeId::ROOT,
        kind: ExecutionKind::Standard,
        identity: Arc::new(Identity {
            execution_arn: "arn:aws:states:sa-east-1:123456789012:execution:m:e".into(),
            name: "e".into(),
            role_arn: None,
            state_machine_arn: "arn:aws:states:sa-east-1:123456789012:stateMachine:m".into(),
            state_machine_name: "m".into(),
        }),
        input: payload("\"given\""),
        seed: [7; 32],
        number: 1,
        at: BEGIN,
        keep_history: true,
        from,
    });
    let history = execution.take_history();
    let types = history.iter().map(|event| event.type_name(&machine));
    (execution, types.collect())
}

fn output(execution: &Execution) -> &str {
    match execution.status() {
        Status::Closed(Outcome::Succeeded(output)) => output.text(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_finds_what_it_is_given_there() {
    let (execution, types) = start(Some(("Second", "\"edited\"", 5)));
    assert_eq!(output(&execution), r#"[5,"edited","given"]"#);
    let wanted = [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "SucceedStateEntered",
        "SucceedStateExited",
        "ExecutionSucceeded",
    ];
    assert_eq!(types, wanted);
}

#[test]
fn without_a_state_it_begins_at_the_beginning() {
    let (mut execution, _) = start(None);
    assert_eq!(output(&execution), r#"[1,"given","given"]"#);
    let passages = execution.take_passages();
    let states = execution.machine().states().map(|(state, _)| state);
    let wanted = states.map(|state| Passage {
        state,
        entered_at: BEGIN,
        left_at: BEGIN,
        failed: false,
    });
    assert_eq!(passages, wanted.collect::<Vec<_>>());
    assert_eq!(execution.take_passages(), []);
}
