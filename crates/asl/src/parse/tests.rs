use proptest::prelude::*;

use super::*;
use crate::expression::Expression;
use crate::state::{Resource, StateKind, Transition};

const NESTED: &str = r#"{
  "StartAt": "Both",
  "States": {
    "Both": {
      "Type": "Parallel",
      "Branches": [
        {"StartAt": "Left", "States": {
          "Left": {"Type": "Map", "End": true, "ItemProcessor": {
            "StartAt": "Each", "States": {"Each": {"Type": "Pass", "End": true}}}}}},
        {"StartAt": "Right", "States": {"Right": {"Type": "Succeed"}}}
      ],
      "Next": "After"
    },
    "After": {"Type": "Pass", "End": true}
  }
}"#;

fn accepted(text: &str) -> StateMachine {
    match parse(text, Options::default()) {
        Ok(definition) => definition.machine,
        Err(diagnostics) => panic!("refused: {}", messages(&diagnostics)),
    }
}

fn messages(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn states_are_numbered_in_the_order_of_the_text() {
    let machine = accepted(NESTED);
    let names: Vec<&str> = machine
        .states()
        .map(|(_, state)| state.name.as_str())
        .collect();
    assert_eq!(names, ["Both", "Left", "Each", "Right", "After"]);
    let each = machine.state_named("Each").expect("there");
    let scope = machine.scope(machine.state(each).scope);
    assert_eq!(scope.start_at, each);
    assert_eq!(scope.parent, machine.state_named("Left"));
    let both = machine.state(machine.scope(ScopeId::ROOT).start_at);
    assert_eq!(
        both.kind.transition(),
        machine.state_named("After").map(Transition::Next)
    );
}

#[test]
fn expressions_know_their_field_as_run_time_messages_spell_it() {
    let machine = accepted(
        r#"{"StartAt": "A", "States": {
          "A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"Payload": {"items": [{"id.$": "$.id"}]}},
            "TimeoutSecondsPath": "$.timeout", "Next": "B"},
          "B": {"Type": "Task", "QueryLanguage": "JSONata", "End": true,
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": {"Payload": {"items": ["{% $states.input.id %}"]}}}}}"#,
    );
    let fields = |name: &str| -> Vec<String> {
        let id = machine.state_named(name).expect("there");
        let state = machine.state(id);
        let template = match &state.flow {
            crate::data_flow::DataFlow::JsonPath(flow) => flow.parameters.as_ref(),
            crate::data_flow::DataFlow::Jsonata(flow) => flow.arguments.as_ref(),
        };
        let field = |expression: &&Expression| expression.field.to_string();
        template
            .expect("there")
            .expressions()
            .iter()
            .map(field)
            .collect()
    };
    assert_eq!(fields("A"), ["id.$"]);
    assert_eq!(fields("B"), ["Arguments/Payload/items[0]"]);
}

#[test]
fn a_lone_state_leads_to_states_that_are_made_up() {
    let text = r#"{"Type": "Choice", "Default": "Elsewhere", "Choices": [
        {"Variable": "$.a", "IsPresent": true, "Next": "There"}]}"#;
    let machine = parse_state(text, Options::default())
        .expect("accepted")
        .machine;
    let start = machine.state(machine.scope(ScopeId::ROOT).start_at);
    assert_eq!(start.name.as_str(), LONE_STATE_NAME);
    let targets: Vec<&str> = start
        .kind
        .targets()
        .into_iter()
        .map(|id| machine.state(id).name.as_str())
        .collect();
    assert_eq!(targets, ["There", "Elsewhere"]);
}

#[test]
fn placeholders_stand_for_anything() {
    let text = r#"{"StartAt": "Pay", "TimeoutSeconds": "${Timeout}", "States": {
        "Pay": {"Type": "Task", "Resource": {"Fn::GetAtt": ["PayFunction", "Arn"]},
          "Retry": [{"ErrorEquals": ["A"], "MaxAttempts": "${Attempts}"}],
          "Next": "Rest"},
        "Rest": {"Type": "Wait", "Seconds": "${Rest}", "Next": "Done"},
        "Done": {"Type": "Pass", "Result": [{"Fn::Join": [":", ["${}", "${-}", "${List[0].id}"]]}],
          "End": true}}}"#;
    let options = Options {
        placeholders: Placeholders::Accept,
        ..Options::default()
    };
    let definition = parse(text, options).expect("accepted");
    assert_eq!(
        definition.placeholders,
        [
            "Timeout",
            "PayFunction.Arn",
            "Attempts",
            "Rest",
            "List[0].id"
        ]
    );
    let id = definition.machine.state_named("Pay").expect("there");
    let StateKind::Task(task) = &definition.machine.state(id).kind else {
        panic!("a task");
    };
    assert_eq!(task.resource, Resource::Other("${PayFunction.Arn}".into()));
    assert!(
        parse(text, Options::default()).is_err(),
        "for AWS they are text"
    );
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let text = format!(r#"{{"StartAt": {deep}, "States": {{}}}}"#);
    let found = parse(&text, Options::default()).expect_err("refused");
    assert!(found[0].message.contains("nested"), "{}", found[0]);
    assert!(parse(&format!("a: {deep}"), Options::default()).is_err());
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,200}") {
        let _ = parse(&text, Options::default());
        let _ = parse_state(&text, Options::default());
    }

    #[test]
    fn no_change_to_a_definition_panics(
        at in 0..NESTED.len(),
        length in 0..40_usize,
        put in prop_oneof![
            "[{}\\[\\],:\"a$]{0,4}",
            Just("null".to_owned()),
            Just("\"{% $x %}\"".to_owned()),
            Just("\"Map\"".to_owned()),
            Just("\"Iterator\"".to_owned()),
        ],
    ) {
        let mut text = NESTED.to_owned();
        text.replace_range(at..(at + length).min(NESTED.len()), &put);
        for placeholders in [Placeholders::AsText, Placeholders::Accept] {
            let options = Options { placeholders, ..Options::default() };
            if let Err(diagnostics) = parse(&text, options) {
                prop_assert!(!diagnostics.is_empty());
                for diagnostic in diagnostics {
                    diagnostic.render("definition.json", &text);
                }
            }
        }
    }
}

#[test]
fn a_placeholder_does_not_stand_for_a_machine() {
    let options = Options {
        placeholders: Placeholders::Accept,
        ..Options::default()
    };
    for text in [
        "\"${Machine}\"",
        r#"{"StartAt":"A","States":{"A":"${State}"}}"#,
        r#"{"StartAt":"A","States":"${States}"}"#,
    ] {
        let diagnostics = parse(text, options).expect_err("there is no machine in it");
        assert_eq!(diagnostics[0].message, "Expected value of type Object");
    }
}
