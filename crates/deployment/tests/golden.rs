//! What deploys the project's own definitions, as it must come out.
//!
//! `golden/CASE/` has a definition and what it becomes: `template.yaml` for SAM, `CASE-stack.ts` for
//! the CDK, `main.tf` for Terraform, the definition's file that goes beside each, and `unknown.txt`
//! where something could not be derived.
//! `UPDATE_GOLDEN=1 cargo test -p deployment --test golden` writes them anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use asl::state::ExecutionType;
use deployment::Needs;
use deployment::export::{Export, Form, Refusal, Subject};

#[test]
fn definitions_become_what_deploys_them() {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the folder of the cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        let mut needs = Needs::default();
        for form in [Form::Sam, Form::Cdk, Form::Terraform] {
            let export = made(&case, form);
            for file in [&export.main, &export.definition] {
                agrees(&case.join(&file.path), &file.text);
            }
            needs = export.needs;
        }
        let mut unknown = String::new();
        for it in &needs.unknown {
            writeln!(unknown, "{}: {}: {}", it.state, it.resource, it.reason).expect("a text");
        }
        if !unknown.is_empty() {
            agrees(&case.join("unknown.txt"), &unknown);
        }
    }
}

fn made(case: &Path, form: Form) -> Export {
    let json = case.join("definition.asl.json");
    let source = if json.exists() {
        json
    } else {
        case.join("definition.asl.yaml")
    };
    let name = case.file_name().and_then(|name| name.to_str());
    let name = name.expect("a case has a name");
    let substitutions = BTreeMap::from([("Table".to_owned(), "orders".to_owned())]);
    let subject = Subject {
        text: &read(&source),
        name,
        kind: ExecutionType::Standard,
        substitutions: &substitutions,
    };
    let export = form.export(subject);
    export.unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"))
}

fn agrees(golden: &Path, actual: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(golden, actual).expect("the golden file is written");
    }
    let expected = fs::read_to_string(golden).unwrap_or_default();
    assert!(
        expected == actual,
        "{} differs; UPDATE_GOLDEN=1 rewrites it. Now it is:\n{actual}",
        golden.display()
    );
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

const WAITS: &str =
    r#"{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "End": true}}}"#;

fn written(text: &str, name: &str, kind: ExecutionType) -> Result<Export, Refusal> {
    Form::Sam.export(Subject {
        text,
        name,
        kind,
        substitutions: &BTreeMap::new(),
    })
}

#[test]
fn an_express_machine_leaves_everything_in_its_log() {
    let express = written(WAITS, "waits", ExecutionType::Express).expect("a template");
    assert!(express.main.text.contains("      Type: EXPRESS\n"));
    assert!(express.main.text.contains("        Level: ALL\n"));
    assert!(express.needs.needs.is_empty());
    let standard = written(WAITS, "waits", ExecutionType::Standard).expect("a template");
    assert!(standard.main.text.contains("        Level: ERROR\n"));
}

#[test]
fn what_aws_would_refuse_is_refused() {
    for name in ["", "an order", "a:b", &"n".repeat(81)] {
        let refusal = written(WAITS, name, ExecutionType::Standard);
        assert!(matches!(refusal, Err(Refusal::Name)), "{name}");
    }
    let dangling = WAITS.replace("\"End\": true", "\"Next\": \"B\"");
    for text in ["{", &dangling] {
        let refusal = written(text, "waits", ExecutionType::Standard);
        assert!(matches!(refusal, Err(Refusal::Definition(_))), "{text}");
    }
    let accented = written(WAITS, "preço", ExecutionType::Standard).expect("a template");
    assert!(accented.main.text.contains("      Name: 'preço'\n"));
    assert_eq!(accented.definition.path, "pre-o.asl.json");
}

#[test]
fn what_is_too_long_for_a_role_is_several_policies() {
    let states: Vec<String> = (1..=90)
        .map(|number| {
            let then = match number {
                90 => "\"End\": true".to_owned(),
                _ => format!("\"Next\": \"State {}\"", number + 1),
            };
            format!(
                r#""State {number}": {{"Type": "Task", "Resource": "${{Function{number}Arn}}", {then}}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"StartAt": "State 1", "States": {{{}}}}}"#,
        states.join(", ")
    );
    let export = |form: Form| {
        let subject = Subject {
            text: &text,
            name: "long",
            kind: ExecutionType::Standard,
            substitutions: &BTreeMap::new(),
        };
        form.export(subject).expect("an export")
    };
    let sam = export(Form::Sam);
    let policies = sam.main.text.matches("AWS::IAM::ManagedPolicy").count();
    assert_eq!(policies, 5);
    assert_eq!(sam.main.text.matches("!Ref StateMachinePolicy").count(), 5);
    assert_eq!(sam.notes.len(), 1, "{:?}", sam.notes);
    for number in 1..=90 {
        let resource = format!("!Sub '${{Function{number}Arn}}:*'");
        assert_eq!(sam.main.text.matches(&resource).count(), 1, "{number}");
    }
    let cdk = export(Form::Cdk);
    assert_eq!(cdk.main.text.matches("new iam.ManagedPolicy(").count(), 5);
    let terraform = export(Form::Terraform);
    assert!(terraform.main.text.contains("  count = 5\n"));
}
