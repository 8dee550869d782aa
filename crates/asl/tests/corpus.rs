//! Public definitions: those known to be right are accepted, those known to be wrong refused for
//! the reason that is stated with them.
//!
//! The corpus is not part of the project. It is found beside the workspace, or where
//! `ENTREGA_SHARED` says; without it these tests say so and pass, except where `CI` is set.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use asl::Severity;
use asl::diagnostic::{Code, Diagnostic, LineIndex};
use asl::parse::{Options, Placeholders, parse, parse_state};
use serde_json::Value;

/// Definitions that the corpus calls valid and that AWS refuses, each with the reason.
const REALLY_INVALID: &[(&str, &str)] = &[
    (
        "ChristopheBougere+asl-validator/src____tests____definitions__valid-map-with-item-batcher-jsonata.asl.json",
        "a JSONPath state in a JSONata machine",
    ),
    (
        "ChristopheBougere+asl-validator/src____tests____definitions__valid-task-credentials.asl.json",
        "`Credentials` without `RoleArn`",
    ),
    (
        "ManageIQ+floe/README.md@block7.asl.json",
        "floe's own `Credentials` and result paths into the context object",
    ),
    (
        "ManageIQ+floe/examples__http.asl.asl.json",
        "floe's own result paths into the context object",
    ),
    (
        "ManageIQ+floe/examples__set-credential.asl.asl.json",
        "floe's own `Credentials` and result paths into the context object",
    ),
    (
        "ManageIQ+floe/examples__workflow.asl.asl.json",
        "floe's own `Credentials` and `Secrets`",
    ),
    (
        "awslabs+statelint/test__task-with-credentials.asl.json",
        "`Credentials` without `RoleArn`",
    ),
    (
        "guyernest+step-functions-agent/docs__AGENT_REGISTRY_DESIGN.md@block1.asl.json",
        "a fragment: `Next` leads to a state that is left out",
    ),
    (
        "guyernest+step-functions-agent/step-functions__agent-with-tools-flow-template.asl.json",
        "a template whose rules name states that a script puts in",
    ),
    (
        "guyernest+step-functions-agent/step-functions__dynamic-agent-template.asl.json",
        "a template with text where a script puts a list",
    ),
    (
        "guyernest+step-functions-agent/step-functions__supervisor-agent-flow-template.asl.json",
        "a template with an empty rule that a script replaces",
    ),
    (
        "guyernest+step-functions-agent/step-functions__web-search-agent.asl.json",
        "calls `States.Default`, which is no intrinsic function",
    ),
    (
        "localstack+localstack/assign__statemachines__task_retry_reference_exception.asl.json",
        "text for the numbers of a retrier: a test that it is refused",
    ),
    (
        "localstack+localstack/choiceoperators__statemachines__template.asl.json",
        "a template with `%…%` for an operator",
    ),
    (
        "localstack+localstack/context_object__statemachines__context_object_items_path.asl.json",
        "a template with text for a path",
    ),
    (
        "localstack+localstack/context_object__statemachines__context_object_output_path.asl.json",
        "a template with text for a path",
    ),
    (
        "localstack+localstack/context_object__statemachines__context_object_variable.asl.json",
        "a template with text for a path",
    ),
    (
        "localstack+localstack/errorhandling__statemachines__task_lambda_invoke_catch_tbd.asl.json",
        "a template with an empty `ErrorEquals`",
    ),
    (
        "localstack+localstack/errorhandling__statemachines__task_service_lambda_invoke_catch_tbd.asl.json",
        "a template with an empty `ErrorEquals`",
    ),
    (
        "localstack+localstack/scenarios__statemachines__map_state_items_literal.asl.json",
        "a template with text for the items",
    ),
];

#[test]
fn valid_definitions_are_accepted() {
    let Some(shared) = shared() else { return };
    let options = Options {
        placeholders: Placeholders::Accept,
        ..Options::default()
    };
    let (mut accepted, mut excused, mut refused) = (0, 0, Vec::new());
    for path in files(&shared.join("asl-corpus/valid")) {
        let name = name_in(&shared.join("asl-corpus/valid"), &path);
        match parse(&read(&path), options) {
            Ok(_) => accepted += 1,
            Err(_) if REALLY_INVALID.iter().any(|(known, _)| *known == name) => excused += 1,
            Err(diagnostics) => refused.push(format!("{name}\n{}", errors(&diagnostics))),
        }
    }
    println!("valid definitions: {accepted} accepted, {excused} held to be invalid");
    assert!(
        refused.is_empty(),
        "{} refused:\n{}",
        refused.len(),
        refused.join("\n")
    );
}

#[test]
fn invalid_definitions_are_refused_for_the_stated_reason() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("asl-corpus/invalid");
    let stated: Value =
        serde_json::from_str(&read(&folder.join("EXPECTED.json"))).expect("EXPECTED.json is JSON");
    let (mut total, mut missed) = (0, Vec::new());
    for case in stated.as_array().expect("a list of cases") {
        let file = case["file"].as_str().expect("a file");
        let text = read(&folder.join(file));
        total += 1;
        let found = parse(&text, Options::default()).err().unwrap_or_default();
        if !gives_reason(&found, &case["expected"], &text) {
            let expected = &case["expected"];
            missed.push(format!("{file}\n  stated {expected}\n{}", errors(&found)));
        }
    }
    let refused = total - missed.len();
    println!("invalid definitions: {refused} of {total} refused for the stated reason");
    for miss in &missed {
        println!("{miss}");
    }
    assert!(refused * 100 >= total * 95, "fewer than 95 %");
}

#[test]
fn recorded_definitions_are_judged_as_aws_judged_them() {
    let Some(shared) = shared() else { return };
    let (mut accepted, mut refused, mut wrong) = (0, 0, Vec::new());
    for path in files(&shared.join("conformance/dev")) {
        let case: Value = serde_json::from_str(&read(&path)).expect("a case is JSON");
        let invalid = case["expected"].to_string().contains("InvalidDefinition")
            || case["expected"].to_string().contains("\"FAIL\"");
        let mut definitions = Vec::new();
        collect_definitions(&case["steps"], &mut definitions);
        let errors_found: Vec<String> = definitions
            .iter()
            .filter_map(|definition| definition.judge().err())
            .map(|diagnostics| errors(&diagnostics))
            .collect();
        let known_elsewhere = case["expected"]
            .to_string()
            .contains("does not support Map");
        match (invalid && !known_elsewhere, errors_found.as_slice()) {
            (false, []) => accepted += 1,
            (true, [_, ..]) => refused += 1,
            (expected, found) => wrong.push(format!(
                "{} (AWS {}):\n{}",
                path.display(),
                if expected { "refuses" } else { "accepts" },
                found.join("\n")
            )),
        }
    }
    println!("recorded cases: {accepted} accepted and {refused} refused, as on AWS");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn variable_references_are_those_of_aws() {
    let Some(shared) = shared() else { return };
    let mut compared = 0;
    for path in files(&shared.join("conformance/dev/api_variable_references")) {
        let case: Value = serde_json::from_str(&read(&path)).expect("a case is JSON");
        let text = case["definition"].to_string();
        let machine = parse(&text, Options::default()).expect("accepted").machine;
        let found: BTreeMap<String, Vec<String>> = machine
            .variable_references()
            .into_iter()
            .map(|(id, names)| {
                let names = names.iter().map(ToString::to_string).collect();
                (machine.state(id).name.to_string(), names)
            })
            .collect();
        let stated = &case["expected"]["describe_response"]["variableReferences"];
        let stated: BTreeMap<String, Vec<String>> = stated
            .as_object()
            .into_iter()
            .flatten()
            .map(|(state, names)| (state.clone(), sorted_texts(&names["$set"])))
            .collect();
        assert_eq!(found, stated, "{}", path.display());
        compared += 1;
    }
    println!("variable references: {compared} machines as on AWS");
}

#[test]
fn path_expressions_are_accepted_where_they_are_valid() {
    let Some(shared) = shared() else { return };
    let cases: Value =
        serde_json::from_str(&read(&shared.join("asl-corpus/asl_path_expressions.json")))
            .expect("a list of paths");
    let (mut right, mut wrong) = (0, Vec::new());
    for case in cases.as_array().expect("a list") {
        let path = &case["path"];
        let stated = sorted_texts(&case["valid_in"]);
        for (context, field) in [
            (
                "reference_path",
                format!(r#""Type": "Wait", "SecondsPath": {path}"#),
            ),
            ("path", format!(r#""Type": "Pass", "InputPath": {path}"#)),
            (
                "payload_template",
                format!(r#""Type": "Pass", "Parameters": {{"a.$": {path}}}"#),
            ),
            (
                "result_path",
                format!(r#""Type": "Pass", "ResultPath": {path}"#),
            ),
        ] {
            let text =
                format!(r#"{{"StartAt": "A", "States": {{"A": {{{field}, "End": true}}}}}}"#);
            let valid = stated.iter().any(|stated| stated == context);
            if parse(&text, Options::default()).is_ok() == valid {
                right += 1;
            } else if path.as_str() != Some(CALL_THAT_AWS_TAKES) {
                wrong.push(format!("{path} as {context}: stated valid is {valid}"));
            }
        }
    }
    println!("path expressions: {right} judged as stated");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Stated as invalid; AWS looks at the types of arguments only when the call is evaluated.
const CALL_THAT_AWS_TAKES: &str = "States.MathAdd('-1', 'abc')";

fn sorted_texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    let mut texts: Vec<String> = items
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect();
    texts.sort();
    texts
}

/// A definition in a recorded step, and how the step hands it over.
struct Recorded {
    text: String,
    lone_state: bool,
    express: bool,
}

impl Recorded {
    fn judge(&self) -> Result<(), Vec<Diagnostic>> {
        let options = Options {
            express: self.express,
            ..Options::default()
        };
        let read = if self.lone_state { parse_state } else { parse };
        read(&self.text, options).map(|_| ())
    }
}

fn collect_definitions(step: &Value, found: &mut Vec<Recorded>) {
    match step {
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_definitions(item, found)),
        Value::Object(fields) => {
            let call = step["call"].as_str().unwrap_or_default();
            let text = step["params"]["definition"].as_str();
            if let Some(text) = text.filter(|_| call.starts_with("stepfunctions:")) {
                let kind = step["params"]["type"].as_str();
                let top: Value = serde_json::from_str(text).unwrap_or_default();
                found.push(Recorded {
                    // Names of resources that are made while the case runs.
                    text: text.replace("\"@@{", "\"arn:aws:lambda:us-east-1:1:function:f@@{"),
                    lone_state: call.ends_with(":TestState") && top["Type"].is_string(),
                    express: kind == Some("EXPRESS"),
                });
            }
            fields
                .values()
                .for_each(|value| collect_definitions(value, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether one of the errors is the stated one, by place or by kind.
fn gives_reason(found: &[Diagnostic], expected: &Value, text: &str) -> bool {
    let found: Vec<&Diagnostic> = found
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .collect();
    if found.is_empty() {
        return false;
    }
    if let Some(stated) = expected["errors"].as_array() {
        return stated
            .iter()
            .any(|stated| found.iter().any(|found| is_validator_error(found, stated)));
    }
    if let Some(stated) = expected["diagnostics"].as_array() {
        let lines = LineIndex::new(text);
        return stated.iter().all(|stated| {
            // Lines are counted from 0, in texts of which some began with an empty line.
            let line = stated["start"][0].as_u64().expect("a line");
            found.iter().any(|found| {
                let start = u64::from(lines.position(found.span.start).line);
                let end = u64::from(lines.position(found.span.end).line);
                start <= line + 1 && line <= end
            })
        });
    }
    if let Some(parts) = expected["message_includes"].as_array() {
        // statelint's words differ; the fields that they name do not.
        let named = |diagnostic: &&&Diagnostic, part: &str| {
            let said = format!(
                "{diagnostic} {}",
                diagnostic.hint.clone().unwrap_or_default()
            );
            part.split('"')
                .skip(1)
                .step_by(2)
                .all(|name| said.contains(name))
        };
        return parts
            .iter()
            .filter_map(Value::as_str)
            .all(|part| found.iter().any(|found| named(&found, part)));
    }
    // Recorded: the code is what counts; messages are compared where AWS's are kept.
    true
}

/// Whether an error is one that asl-validator states.
fn is_validator_error(found: &Diagnostic, stated: &Value) -> bool {
    let code = stated["code"].as_str().unwrap_or_default();
    let says = |word: &str| found.message.contains(word);
    match code {
        "SCHEMA_VALIDATION_FAILED" => {
            let place = stated["instancePath"].as_str().unwrap_or_default();
            let location = found.location.clone().unwrap_or_default();
            let location = location.replace('[', "/").replace(']', "");
            location.starts_with(place) || place.starts_with(&location)
        }
        "MISSING_TRANSITION_TARGET" | "MAP_OUTBOUND_TRANSITION_TARGET" => {
            found.code == Code::MissingTransitionTarget
        }
        "MISSING_TERMINAL_STATE" => found.code == Code::MissingEndState,
        "TERMINAL_STATE_WITH_NEXT" => says("[Next, End]"),
        "DUPLICATE_STATE_NAMES" => found.code == Code::DuplicateStateName,
        "FAIL_CAUSE_PROPERTY" => says("[Cause, CausePath]"),
        "MAP_ITEMREADER_MAXITEM" => says("[MaxItems, MaxItemsPath]"),
        "MAP_TOLERATED_FAILURE" => says("[ToleratedFailureCount, ToleratedFailureCountPath]"),
        "TASK_TIMEOUT" => says("[TimeoutSeconds, TimeoutSecondsPath]"),
        "WAIT_DURATION" => says("SecondsPath, Seconds"),
        _ => false,
    }
}

fn errors(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| format!("    {diagnostic}"))
        .collect();
    lines.join("\n")
}

/// The folder with the corpora, if it is there.
fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("ENTREGA_SHARED").map_or(beside, PathBuf::from);
    if folder.join("asl-corpus").is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "no corpus in {}",
        folder.display()
    );
    println!("skipped: no corpus in {}", folder.display());
    None
}

/// The JSON files under `folder`, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn name_in(folder: &Path, path: &Path) -> String {
    let name = path.strip_prefix(folder).expect("inside of the folder");
    name.display().to_string()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
