//! Public definitions: what each of their tasks needs is derived, or named as unknown, and what is
//! deployed is still the definition.
//!
//! The corpus is not part of the project. It is found beside the workspace, or where
//! `ENTREGA_SHARED` says; without it these tests say so and pass, except where `CI` is set.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use asl::StateMachine;
use asl::parse::{Options, Placeholders, parse};
use asl::state::{ExecutionType, StateKind};
use deployment::export::{Form, Subject};
use deployment::{Needs, Pattern};

/// Integrations of the corpus of which not everything can be told: services that have gone, what is
/// in no model of AWS, and what is said in SQL.
const UNKNOWN: &[&str] = &[
    "arn:aws:states:::athena:startQueryExecution",
    "arn:aws:states:::aws-sdk:appsync:graphql",
    "arn:aws:states:::aws-sdk:lookoutvision:describeModel",
    "arn:aws:states:::aws-sdk:lookoutvision:startModel",
];

#[test]
fn every_task_has_its_needs() {
    let Some(shared) = shared() else { return };
    let (mut definitions, mut tasks, mut unknown) = (0, 0, 0);
    for path in files(&shared.join("asl-corpus/valid")) {
        // Some are not valid on AWS; which ones is known where definitions are parsed.
        let Some(machine) = machine(&read(&path)) else {
            continue;
        };
        definitions += 1;
        let needs = Needs::of(&machine, "machine");
        for it in &needs.unknown {
            unknown += 1;
            let resource = it.resource.as_str();
            assert!(
                !resource.starts_with("arn:aws:states:::") || UNKNOWN.contains(&resource),
                "{}: {it:?}",
                path.display()
            );
        }
        let named: BTreeSet<&str> = needs
            .needs
            .iter()
            .filter_map(|need| need.state.as_deref())
            .chain(needs.unknown.iter().map(|unknown| unknown.state.as_str()))
            .chain(needs.unneeded.iter().map(|(state, _)| state.as_str()))
            .collect();
        for (_, state) in machine.states() {
            if matches!(state.kind, StateKind::Task(_)) {
                tasks += 1;
                let name = state.name.as_str();
                assert!(named.contains(name), "{}: {name}", path.display());
            }
        }
        for need in &needs.needs {
            let (prefix, action) = need.action.split_once(':').expect("a prefix");
            assert!(!prefix.is_empty() && !action.is_empty(), "{need:?}");
            assert!(is_resource(&need.resource), "{}: {need:?}", path.display());
            assert!(!need.reason.is_empty(), "{need:?}");
        }
        let statements = needs.statements();
        let allowed: usize = statements
            .iter()
            .map(|it| it.actions.len() * it.resources.len())
            .sum();
        assert!(allowed <= needs.needs.len(), "{}", path.display());
    }
    println!("{definitions} definitions, {tasks} tasks, {unknown} of them unknown");
    assert!(definitions > 600, "{definitions}");
}

#[test]
fn what_is_deployed_is_the_definition() {
    let Some(shared) = shared() else { return };
    for path in files(&shared.join("asl-corpus/valid")) {
        let text = read(&path);
        let Some(machine) = machine(&text) else {
            continue;
        };
        let subject = Subject {
            text: &text,
            name: "machine",
            kind: ExecutionType::Standard,
            substitutions: &BTreeMap::new(),
        };
        let export = Form::Sam.export(subject).expect("an accepted definition");
        let deployed = machine_of(&export.definition.text, &path);
        let names = |machine: &StateMachine| -> Vec<String> {
            let states = machine.states();
            states.map(|(_, state)| state.name.to_string()).collect()
        };
        assert_eq!(names(&deployed).len(), names(&machine).len());
        if !text.contains("${") {
            assert_eq!(names(&deployed), names(&machine), "{}", path.display());
        }
    }
}

/// An ARN, or anything.
fn is_resource(resource: &Pattern) -> bool {
    let text = resource.to_string();
    text == "*" || text.starts_with("arn:") || text.starts_with("${")
}

fn machine(text: &str) -> Option<StateMachine> {
    let options = Options {
        placeholders: Placeholders::Accept,
        ..Options::default()
    };
    parse(text, options)
        .ok()
        .map(|definition| definition.machine)
}

fn machine_of(text: &str, path: &Path) -> StateMachine {
    machine(text).unwrap_or_else(|| panic!("{}: no definition any more:\n{text}", path.display()))
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

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
