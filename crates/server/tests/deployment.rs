//! `entrega deploy plan` and `export-machine`: what is typed, what is printed, what the exit code says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn entrega(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entrega"));
    command.args(arguments).stdin(Stdio::null());
    command.output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_shops_own_stack_is_planned_without_a_template() {
    let planned = entrega(&["deploy", "plan", "--check", "--orders", "20000"]);
    assert_eq!(planned.status.code(), Some(0), "{}", stderr(&planned));
    let text = stdout(&planned);
    for part in [
        "would have",
        "stays when the stack is deleted: Table",
        "OrderStateMachineRole allows this and nothing else",
        "Quotas",
        "Standard: state transitions",
        "function_milliseconds",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "nobody looks at it");
    let planned = entrega(&[
        "deploy",
        "plan",
        "--json",
        "--parameter",
        "KnowledgeBaseId=ABCDEFGHIJ",
    ]);
    let plan: Value = serde_json::from_str(&stdout(&planned)).unwrap();
    let machines = plan["machines"].as_array().unwrap();
    assert_eq!(machines.len(), 2);
    assert_eq!(machines[0]["review"]["missing"], Value::Array(Vec::new()));
    assert!(plan["cost"]["total"].as_f64().unwrap() > 0.0);
    let lines = plan["cost"]["lines"].as_array().unwrap();
    assert!(
        lines.iter().any(|line| line["service"] == "Bedrock"),
        "{lines:#?}"
    );
}

#[test]
fn a_role_that_lacks_something_is_told_by_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let template = folder.path().join("template.yaml");
    let text = r"
Transform: AWS::Serverless-2016-10-31
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: machine.asl.json
      DefinitionSubstitutions: {TopicArn: !Ref Topic}
      Role: !GetAtt Role.Arn
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
";
    let definition = r#"{"StartAt": "Tell", "States": {"Tell": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::sns:publish",
        "Parameters": {"TopicArn": "${TopicArn}", "Message": "m"}}}}"#;
    fs::write(&template, text).unwrap();
    let template = template.to_str().unwrap();
    let planned = entrega(&["deploy", "plan", template]);
    assert!(
        stdout(&planned).contains("cannot read"),
        "{}",
        stdout(&planned)
    );
    fs::write(folder.path().join("machine.asl.json"), definition).unwrap();
    let planned = entrega(&["deploy", "plan", template]);
    assert_eq!(planned.status.code(), Some(0), "{}", stderr(&planned));
    let checked = entrega(&["deploy", "plan", template, "--check"]);
    assert_eq!(checked.status.code(), Some(1));
    let text = stdout(&checked);
    assert!(
        text.contains("missing: sns:Publish on sns:${Topic}, for Tell"),
        "{text}"
    );
    let unknown = entrega(&["deploy", "plan", template, "--assume", "messages=1"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        stderr(&unknown).contains("messages_per_order"),
        "{}",
        stderr(&unknown)
    );
}

#[test]
fn a_machine_is_written_for_each_form_and_over_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let out = path.to_str().unwrap();
    let file = workspace().join("workflows/order.asl.json");
    let file = file.to_str().unwrap();
    for (form, main) in [
        ("sam", "template.yaml"),
        ("cdk", "order-stack.ts"),
        ("terraform", "main.tf"),
    ] {
        let arguments = ["deploy", "export-machine", file, out, "--form", form];
        let written = entrega(&arguments);
        assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
        assert!(path.join(main).is_file(), "{}", stdout(&written));
        assert_eq!(entrega(&arguments).status.code(), Some(0));
    }
    assert!(path.join("order.asl.json").is_file());
    fs::write(path.join("main.tf"), "# mine\n").unwrap();
    let refused = entrega(&["deploy", "export-machine", file, out, "--form", "terraform"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("says something else"),
        "{}",
        stderr(&refused)
    );
    assert_eq!(
        fs::read_to_string(path.join("main.tf")).unwrap(),
        "# mine\n"
    );
    let nameless = entrega(&["deploy", "export-machine", file, out, "--name", "a b"]);
    assert_eq!(nameless.status.code(), Some(2));
}
