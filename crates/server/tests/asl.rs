//! `entrega asl` as a person has it: what is typed, what is printed, what the exit code says.
//!
//! Golden files hold all of it. `UPDATE_GOLDEN=1` writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What came of a command.
struct Printed {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.join("../..").canonicalize().unwrap()
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entrega"));
    command
        .args(arguments)
        .current_dir(workspace())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn entrega(arguments: &[&str]) -> Printed {
    Printed::from(command(arguments).output().unwrap())
}

/// With `input` on standard input.
fn entrega_reading(arguments: &[&str], input: &str) -> Printed {
    let mut child = command(arguments).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    Printed::from(child.wait_with_output().unwrap())
}

impl From<Output> for Printed {
    fn from(output: Output) -> Printed {
        Printed {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Compares what a command prints with `golden/NAME.txt`.
fn check_golden(name: &str, arguments: &[&str]) {
    let printed = entrega(arguments);
    let code = printed
        .code
        .map_or("none".to_owned(), |code| code.to_string());
    let mut actual = format!("$ entrega {}\nexit code {code}\n", arguments.join(" "));
    for (stream, text) in [("stdout", &printed.stdout), ("stderr", &printed.stderr)] {
        if !text.is_empty() {
            let _ = write!(actual, "--- {stream} ---\n{text}");
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.txt"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, &actual).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        actual == expected,
        "{} differs; UPDATE_GOLDEN=1 rewrites it. Now it is:\n{actual}",
        file.display()
    );
}

const DEFINITIONS: &str = "crates/server/tests/definitions";

#[test]
fn every_fault_is_shown_in_its_place() {
    let faulty = format!("{DEFINITIONS}/faulty.asl.json");
    check_golden("check-faulty", &["asl", "check", &faulty]);
    check_golden("check-faulty-json", &["asl", "check", "--json", &faulty]);
}

#[test]
fn a_directory_stands_for_the_definitions_in_it() {
    check_golden("check-directory", &["asl", "check", "--json", DEFINITIONS]);
    check_golden("check-examples", &["asl", "check", "examples"]);
}

#[test]
fn warnings_are_no_errors() {
    let warned = format!("{DEFINITIONS}/warned.asl.json");
    check_golden("check-warned", &["asl", "check", &warned]);
}

#[test]
fn templates_are_good() {
    let template = format!("{DEFINITIONS}/template.asl.yaml");
    check_golden("check-template", &["asl", "check", &template]);
}

#[test]
fn what_cannot_be_read_does_not_hide_the_rest() {
    let printed = entrega(&["asl", "check", "missing.json", "examples/order.asl.json"]);
    assert_eq!(printed.code, Some(2));
    assert!(printed.stdout.contains("no problems"), "{}", printed.stdout);
    assert!(
        printed.stderr.contains("cannot read `missing.json`"),
        "{}",
        printed.stderr
    );
}

#[test]
fn a_definition_may_come_by_standard_input() {
    let printed = entrega_reading(&["asl", "check", "-"], "\u{feff}{\"StartAt\": 1}");
    assert_eq!(printed.code, Some(1));
    assert!(printed.stdout.contains("<stdin>:1:"), "{}", printed.stdout);
}

#[test]
fn an_order_goes_its_way() {
    let input = ["--input", "@examples/order.input.json"];
    let rest = ["--mock", "examples/order.mocks.json", "--trace", "--fast"];
    for (name, file) in [
        ("run-order", "examples/order.asl.json"),
        ("run-order-jsonata", "examples/order-jsonata.asl.json"),
    ] {
        check_golden(name, &[&["asl", "run", file], &input[..], &rest].concat());
    }
}

#[test]
fn an_order_that_cannot_be_made_is_told_and_not_charged() {
    let input = fs::read_to_string(workspace().join("examples/order.input.json")).unwrap();
    for file in ["order.asl.json", "order-jsonata.asl.json"] {
        let file = format!("examples/{file}");
        let mocks = ["--mock", "examples/order.mocks.json", "--fast"];
        let printed = entrega_reading(
            &[&["asl", "run", &file, "--input", "-"], &mocks[..]].concat(),
            &input.replace("P-1042", "P-1043"),
        );
        assert_eq!(printed.code, Some(0), "{}", printed.stderr);
        assert!(
            printed.stdout.contains(r#""available":false"#),
            "{}",
            printed.stdout
        );
        assert!(!printed.stdout.contains("charge"), "{}", printed.stdout);
    }
}

#[test]
fn branches_and_iterations_are_told_apart() {
    let definition = format!("{DEFINITIONS}/nested.asl.json");
    let mocks = format!("{DEFINITIONS}/nested.mocks.yaml");
    check_golden(
        "run-nested",
        &[
            "asl",
            "run",
            &definition,
            "--mock",
            &mocks,
            "--trace",
            "--fast",
            "--seed",
            "2a",
        ],
    );
}

#[test]
fn a_failure_says_where_and_why() {
    check_golden(
        "run-without-mocks",
        &["asl", "run", "examples/order.asl.json", "--fast"],
    );
    let printed = entrega(&["asl", "run", "examples/order.asl.json", "--fast", "--json"]);
    assert_eq!(printed.code, Some(1));
    for expected in [
        r#""status":"FAILED""#,
        r#""error":"States.Runtime""#,
        r#""state":"CheckAvailability""#,
    ] {
        assert!(printed.stdout.contains(expected), "{}", printed.stdout);
    }
}

#[test]
fn what_cannot_be_run_is_refused() {
    let order = "examples/order.asl.json";
    let nested = format!("{DEFINITIONS}/nested.asl.json");
    let mocks = format!("{DEFINITIONS}/faulty.mocks.json");
    let faulty = format!("{DEFINITIONS}/faulty.asl.json");
    check_golden(
        "run-faulty-mocks",
        &["asl", "run", &nested, "--mock", &mocks],
    );
    check_golden(
        "run-faulty-input",
        &["asl", "run", order, "--input", "{'a': 1}"],
    );
    for arguments in [
        &["asl", "run", &faulty] as &[&str],
        &["asl", "run", order, "--input", "examples/order.input.json"],
        &["asl", "run", order, "--substitute", "Missing=1"],
        &["asl", "run", order, "--seed", "xyz"],
        &["asl", "run", "-", "--input", "-"],
        &["asl", "run", order, "--case", "Paid"],
        &["asl", "run", "missing.asl.json"],
        &["asl", "graph", &faulty],
        &["asl", "check"],
        &["asl"],
    ] {
        let printed = entrega(arguments);
        assert_eq!(printed.code, Some(2), "{arguments:?}: {}", printed.stderr);
        assert!(!printed.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn files_for_step_functions_local_are_taken() {
    let definition = format!("{DEFINITIONS}/template.asl.yaml");
    let mocks = format!("{DEFINITIONS}/MockConfigFile.json");
    let run = ["asl", "run", &definition, "--mock", &mocks, "--fast"];
    check_golden(
        "run-test-case",
        &[&run[..], &["--trace", "--case", "Order/Paid"]].concat(),
    );
    check_golden("run-no-test-case", &run);
    let printed = entrega(&[&run[..], &["--case", "Declined"]].concat());
    assert_eq!(printed.code, Some(1));
    assert!(printed.stderr.contains("Declined"), "{}", printed.stderr);
}

#[test]
fn placeholders_are_filled_in() {
    let definition = format!("{DEFINITIONS}/template.asl.yaml");
    let function = "ChargeFunctionArn=arn:aws:lambda:us-east-1:123456789012:function:charge";
    let topic = "OrderTopicArn=arn:aws:sns:us-east-1:123456789012:orders";
    let input = ["--input", r#"{"message": "oi"}"#];
    let run = ["asl", "run", &definition, "-s", function, "-s", topic];
    let printed = entrega(&[&run[..], &input, &["--fast"]].concat());
    assert_eq!(printed.code, Some(0), "{}", printed.stderr);
    assert!(
        !printed.stderr.contains("not filled in"),
        "{}",
        printed.stderr
    );
    assert_eq!(
        printed.stdout,
        "{\"TopicArn\":\"arn:aws:sns:us-east-1:123456789012:orders\",\"Message\":\"oi\"}\n"
    );
}

#[test]
fn the_history_is_written_as_aws_has_it() {
    let file = std::env::temp_dir().join(format!("entrega-history-{}.json", std::process::id()));
    let printed = entrega(&[
        "asl",
        "run",
        "examples/order.asl.json",
        "--fast",
        "--name",
        "pedido-1042",
        "--history",
        file.to_str().unwrap(),
    ]);
    assert_eq!(printed.code, Some(1));
    let history = asl::json::from_text(&fs::read_to_string(&file).unwrap()).unwrap();
    fs::remove_file(&file).unwrap();
    let events = history
        .get("events")
        .and_then(asl::Value::as_array)
        .unwrap();
    let types: Vec<&str> = events
        .iter()
        .filter_map(|event| event.get("type").and_then(asl::Value::as_str))
        .collect();
    assert_eq!(
        types,
        [
            "ExecutionStarted",
            "TaskStateEntered",
            "LambdaFunctionScheduled",
            "LambdaFunctionStarted",
            "LambdaFunctionSucceeded",
            "TaskStateExited",
            "TaskStateEntered",
            "ExecutionFailed",
        ]
    );
    let ids: Vec<Option<i64>> = events
        .iter()
        .map(|event| event.get("id").and_then(asl::Value::as_i64))
        .collect();
    assert_eq!(ids, (1..=8).map(Some).collect::<Vec<_>>());
}

#[test]
fn a_seed_and_a_name_make_a_run_the_same_again() {
    let definition = r#"{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{
        "id.$":"States.UUID()","name.$":"$$.Execution.Name","arn.$":"$$.Execution.Id"},"End":true}}}"#;
    let run = |seed| {
        let run = ["asl", "run", "-", "--fast", "--seed", seed];
        entrega_reading(&run, definition).stdout
    };
    assert_eq!(run("2a"), run("2a"));
    assert_ne!(run("2a"), run("2b"));
}

#[test]
fn a_drawing_goes_to_standard_output_or_a_file() {
    let printed = entrega(&["asl", "graph", "examples/order.asl.json"]);
    assert_eq!(printed.code, Some(0));
    assert!(printed.stdout.starts_with("<svg"), "{:.80}", printed.stdout);
    let file = std::env::temp_dir().join(format!("entrega-graph-{}.svg", std::process::id()));
    let output = ["--output", file.to_str().unwrap()];
    let printed_to_file =
        entrega(&[&["asl", "graph", "examples/order.asl.json"], &output[..]].concat());
    assert_eq!(printed_to_file.code, Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap(), printed.stdout);
    fs::remove_file(&file).unwrap();
}

#[test]
fn a_closed_pipe_is_no_trouble() {
    for arguments in [
        &["asl", "graph", "examples/order.asl.json"] as &[&str],
        &["asl", "check", "examples"],
        &["completions", "bash"],
    ] {
        let mut child = command(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let printed = Printed::from(child.wait_with_output().unwrap());
        assert_eq!(printed.code, Some(0), "{arguments:?}: {}", printed.stderr);
        assert_eq!(printed.stderr, "", "{arguments:?}");
    }
}

#[test]
fn there_is_help_for_everything() {
    for command in [
        &["--help"] as &[&str],
        &["asl", "check", "--help"],
        &["asl", "run", "--help"],
        &["asl", "graph", "--help"],
        &["executions", "list", "--help"],
        &["executions", "show", "--help"],
        &["executions", "tail", "--help"],
        &["executions", "redrive", "--help"],
        &["executions", "stop", "--help"],
        &["env", "--help"],
        &["doctor", "--help"],
        &["backup", "--help"],
        &["restore", "--help"],
    ] {
        let printed = entrega(command);
        assert_eq!(printed.code, Some(0));
        assert!(printed.stdout.contains("Exit codes:"), "{command:?}");
    }
    let version = entrega(&["--version"]).stdout;
    assert_eq!(version, format!("entrega {}\n", env!("CARGO_PKG_VERSION")));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(entrega(&["completions", shell]).stdout.contains("entrega"));
    }
}
