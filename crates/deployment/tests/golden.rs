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
use deployment::sam::{Subject, Template, template};

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
