//! Definitions that are refused, and what is said of each: `conformance/refused/`.
//!
//! A folder holds `definition.json` or `definition.yaml` (or `state.json`, a lone state),
//! `diagnostics.txt` as a terminal shows them, and `source.md`, which says where the expectation
//! comes from. Folders whose names begin with `express-` are read as Express machines.
//! `UPDATE_GOLDEN=1 cargo test -p asl --test refused` writes `diagnostics.txt` anew.

use std::fs;
use std::path::Path;

use asl::diagnostic::Diagnostic;
use asl::parse::{Options, parse, parse_state};

const NAMES: [&str; 3] = ["definition.json", "definition.yaml", "state.json"];

#[test]
fn refused_definitions_say_why() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/refused");
    let mut folders: Vec<_> = fs::read_dir(&root)
        .expect("conformance/refused is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let failures: Vec<String> = folders.iter().filter_map(|folder| check(folder)).collect();
    println!("{} refused definitions", folders.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is wrong with the diagnostics of one folder.
fn check(folder: &Path) -> Option<String> {
    let title = folder.file_name()?.to_string_lossy().into_owned();
    let name = NAMES
        .into_iter()
        .find(|name| folder.join(name).exists())
        .unwrap_or_else(|| panic!("{title} holds none of {NAMES:?}"));
    assert!(
        folder.join("source.md").exists(),
        "{title} has no source.md"
    );
    let text = fs::read_to_string(folder.join(name)).expect("readable");
    let options = Options {
        express: title.starts_with("express-"),
        ..Options::default()
    };
    let read = if name == "state.json" {
        parse_state
    } else {
        parse
    };
    let diagnostics = match read(&text, options) {
        Ok(_) => return Some(format!("{title}: accepted")),
        Err(diagnostics) => render(&diagnostics, name, &text),
    };
    let golden = folder.join("diagnostics.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, &diagnostics).expect("writable");
        return None;
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    (expected != diagnostics).then(|| format!("{title}:\n{diagnostics}\nexpected:\n{expected}"))
}

fn render(diagnostics: &[Diagnostic], name: &str, text: &str) -> String {
    let shown: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.render(name, text))
        .collect();
    shown.join("\n")
}
