//! The golden corpus: what executions do, written down.
//!
//! Each folder under `conformance/CATEGORY/` holds `definition.json`, `input.json`, the history
//! that must come out (`history.json`), where the expectation came from (`source.md`), and where
//! it takes them `tasks.json` (the answers to the tasks of each state, the last one again and
//! again) and `script.json` (what happens to the execution from outside, and when).
//! `UPDATE_GOLDEN=1` writes the histories anew.

#![allow(
    clippy::disallowed_methods,
    reason = "the interpreter does no I/O; a test that writes golden files does"
)]

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use asl::parse::{Options, parse};
use asl::{ScopeId, Timestamp, Value, json};
use interpreter::rehearsal::{Answer, Outside, Rehearsal, TaskRequest};
use interpreter::{ExecutionKind, Failure, Happening, Identity, Payload, Start};

#[test]
fn histories_are_as_written_down() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance");
    let mut cases = Vec::new();
    for category in folders(&corpus) {
        cases.extend(
            folders(&category)
                .into_iter()
                .filter(|case| case.join("input.json").exists()),
        );
    }
    assert!(
        cases.len() > 20,
        "the corpus is not where it should be: {}",
        corpus.display()
    );
    let wrong: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(
        wrong.is_empty(),
        "{} of {} cases:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

fn check(case: &Path) -> Result<(), String> {
    let name = case
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let history = run(case).map_err(|error| format!("{name}: {error}"))?;
    let golden = case.join("history.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, &history).map_err(|error| format!("{name}: {error}"))?;
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    match expected
        .lines()
        .zip(history.lines())
        .find(|(expected, actual)| expected != actual)
    {
        Some((expected, actual)) => Err(format!(
            "{name}:\n  expected {expected}\n  got      {actual}"
        )),
        None if expected == history => Ok(()),
        None => Err(format!("{name}: one history is longer than the other")),
    }
}

/// The history of a case, one event a line.
fn run(case: &Path) -> Result<String, String> {
    let text = |file: &str| {
        fs::read_to_string(case.join(file)).map_err(|error| format!("{file}: {error}"))
    };
    let value =
        |file: &str| json::from_text(&text(file)?).map_err(|error| format!("{file}: {error:?}"));
    let optional = |file: &str| {
        if case.join(file).exists() {
            value(file)
        } else {
            Ok(Value::empty_object())
        }
    };
    let machine = parse(&text("definition.json")?, Options::default())
        .map_err(|diagnostics| format!("{diagnostics:?}"))?
        .machine;
    let script = optional("script.json")?;
    let kind = match script.get("type").and_then(Value::as_str) {
        Some("EXPRESS") => ExecutionKind::Express,
        _ => ExecutionKind::Standard,
    };
    let identity = Identity {
        execution_arn: "arn:aws:states:sa-east-1:123456789012:execution:machine:one".into(),
        name: "one".into(),
        role_arn: Some("arn:aws:iam::123456789012:role/machine".into()),
        state_machine_arn: "arn:aws:states:sa-east-1:123456789012:stateMachine:machine".into(),
        state_machine_name: "machine".into(),
    };
    let begin = Timestamp::from_milliseconds(1_700_000_000_000);
    let mut rehearsal = Rehearsal::start(
        Start {
            machine: Arc::new(machine),
            scope: ScopeId::ROOT,
            kind,
            identity: Arc::new(identity),
            input: Payload::new(value("input.json")?).map_err(|_| "the input is too large")?,
            seed: [1; 32],
            at: begin,
            number: 0,
            keep_history: true,
            from: None,
        },
        Tasks::new(&optional("tasks.json")?)?,
    );
    for step in script
        .get("steps")
        .and_then(Value::as_array)
        .unwrap_or_default()
    {
        let seconds = step
            .get("at")
            .and_then(Value::as_i64)
            .ok_or("a step has no `at`")?;
        rehearsal.run_until(begin.plus_nanoseconds(seconds * 1_000_000_000));
        let said = |field| step.get("stop")?.get(field)?.as_str().map(Arc::from);
        let what = if step.get("redrive").is_some() {
            Happening::Redriven
        } else {
            Happening::Stopped {
                error: said("error"),
                cause: said("cause"),
            }
        };
        rehearsal
            .deliver(what)
            .map_err(|rejected| rejected.to_string())?;
    }
    rehearsal.run();
    let mut lines = String::new();
    let events = rehearsal.take_history();
    let execution = rehearsal.execution();
    for event in &events {
        let event = event.to_json(execution.machine(), execution.identity());
        let _ = writeln!(lines, "{}", json::to_text(&event));
    }
    Ok(lines)
}

/// The answers to tasks, by the name of their state.
struct Tasks(BTreeMap<String, VecDeque<Value>>);

impl Tasks {
    fn new(tasks: &Value) -> Result<Tasks, String> {
        let states = tasks.as_object().ok_or("tasks.json is not an object")?;
        let answers = states.iter().map(|(state, answers)| {
            let answers = answers
                .as_array()
                .ok_or("the answers of a state are not an array")?;
            Ok((state.to_string(), answers.iter().cloned().collect()))
        });
        answers
            .collect::<Result<_, &str>>()
            .map(Tasks)
            .map_err(str::to_owned)
    }
}

impl Outside for Tasks {
    fn task(&mut self, request: &TaskRequest<'_>) -> Answer {
        let Some(answers) = self.0.get_mut(request.state.name.as_str()) else {
            return Answer::Open;
        };
        let answer = match answers.len() {
            1 => answers.front().cloned(),
            _ => answers.pop_front(),
        };
        let Some(answer) = answer else {
            return Answer::Open;
        };
        let text = |field| answer.get(field).and_then(Value::as_str);
        let result = match answer.get("result") {
            Some(result) => Ok(result.clone()),
            None => Err(Failure::reported(text("error"), text("cause"))),
        };
        let seconds = answer.get("after").and_then(Value::as_i64).unwrap_or(0);
        Answer::Done {
            after: seconds * 1_000_000_000,
            result,
        }
    }
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}
