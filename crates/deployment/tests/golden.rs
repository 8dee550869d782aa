//! Templates of the project's own definitions, as they must come out.
//!
//! `golden/CASE/` has a definition and what it becomes: `template.yaml`, the definition's file that
//! goes beside it, and `unknown.txt` where something could not be derived.
//! `UPDATE_GOLDEN=1 cargo test -p deployment --test golden` writes them anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use asl::state::ExecutionType;
use deployment::sam::{Refusal, Subject, Template, template};

#[test]
fn definitions_become_templates() {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the folder of the cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        let template = made(&case);
        agrees(&case.join("template.yaml"), &template.text);
        agrees(
            &case.join(&template.definition.path),
            &template.definition.text,
        );
        let mut unknown = String::new();
        for it in &template.needs.unknown {
            writeln!(unknown, "{}: {}: {}", it.state, it.resource, it.reason).expect("a text");
        }
        if !unknown.is_empty() {
            agrees(&case.join("unknown.txt"), &unknown);
        }
    }
}

fn made(case: &Path) -> Template {
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
    template(subject).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"))
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

fn written(text: &str, name: &str, kind: ExecutionType) -> Result<Template, Refusal> {
    template(Subject {
        text,
        name,
        kind,
        substitutions: &BTreeMap::new(),
    })
}

#[test]
fn an_express_machine_leaves_everything_in_its_log() {
    let express = written(WAITS, "waits", ExecutionType::Express).expect("a template");
    assert!(express.text.contains("      Type: EXPRESS\n"));
    assert!(express.text.contains("        Level: ALL\n"));
    assert!(express.needs.needs.is_empty());
    let standard = written(WAITS, "waits", ExecutionType::Standard).expect("a template");
    assert!(standard.text.contains("        Level: ERROR\n"));
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
    assert!(accented.text.contains("      Name: 'preço'\n"));
    assert_eq!(accented.definition.path, "pre-o.asl.json");
}
