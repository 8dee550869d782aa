//! The workflow and the function that everything began with, by the AWS CLI, unmodified.

use std::fs;
use std::io::Write as _;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::server::{Server, shared};

const ROLE: &str = "arn:aws:iam::000000000000:role/delivery";
const FUNCTIONS: [&str; 7] = [
    "ReceiveOrderFunction",
    "CheckAvailabilityFunction",
    "CalculateDeliveryCostFunction",
    "ConfirmOrderFunction",
    "ProcessPaymentFunction",
    "NotifyCustomerFunction",
    "TrackDeliveryFunction",
];

/// An archive with one file, stored as it is.
fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .unix_permissions(0o644);
    archive.start_file(name, options).expect("a file");
    archive.write_all(content).expect("its content");
    archive.finish().expect("an archive").into_inner()
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one journey, from the keys to the history"
)]
fn the_seed_runs_unmodified() {
    let Some(seed) = shared("seed") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&folder.path().join("data"), &[]);
    let Some(identity) = server.aws(&["sts", "get-caller-identity"]) else {
        assert!(std::env::var_os("CI").is_none(), "the AWS CLI is not there");
        eprintln!("skipped: the AWS CLI is not there");
        return;
    };
    assert_eq!(identity.expect("an identity")["Account"], "000000000000");
    let aws = |server: &Server, arguments: &[&str]| -> Value {
        let answer = server.aws(arguments).expect("the AWS CLI");
        answer.unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
    };

    let handler = fs::read(seed.join("receive_order.py")).expect("the handler");
    let zip = folder.path().join("function.zip");
    fs::write(&zip, archive("receive_order.py", &handler)).expect("an archive");
    let zip = format!("fileb://{}", zip.display());
    for name in FUNCTIONS {
        let created = aws(
            &server,
            &[
                "lambda",
                "create-function",
                "--function-name",
                name,
                "--runtime",
                "python3.11",
                "--handler",
                "receive_order.lambda_handler",
                "--role",
                ROLE,
                "--zip-file",
                &zip,
            ],
        );
        assert_eq!(created["State"], "Active", "{created}");
    }

    let definition = fs::read_to_string(seed.join("delivery-workflow.asl.json"))
        .expect("the workflow")
        .replace("REGION", "us-east-1")
        .replace("ACCOUNT_ID", "000000000000");
    let machine = aws(
        &server,
        &[
            "stepfunctions",
            "create-state-machine",
            "--name",
            "delivery",
            "--definition",
            &definition,
            "--role-arn",
            ROLE,
        ],
    );
    let machine = machine["stateMachineArn"].as_str().expect("an ARN");
    let input = r#"{"orderId":"P-1"}"#;
    let start = [
        "stepfunctions",
        "start-execution",
        "--state-machine-arn",
        machine,
    ];
    let started = aws(
        &server,
        &[&start[..], &["--name", "P-1", "--input", input]].concat(),
    );
    let execution = started["executionArn"].as_str().expect("an ARN").to_owned();
    let describe = [
        "stepfunctions",
        "describe-execution",
        "--execution-arn",
        &execution,
    ];
    let ended = (0..120).find_map(|_| {
        let described = aws(&server, &describe);
        if described["status"] == "RUNNING" {
            thread::sleep(Duration::from_millis(250));
            return None;
        }
        Some(described)
    });
    // The handler says nothing of availability, which the third state asks for.
    let ended = ended.expect("it ends");
    assert_eq!(ended["status"], "FAILED");
    assert_eq!(ended["error"], "States.Runtime");
    let history = |server: &Server| {
        let arguments = [
            "stepfunctions",
            "get-execution-history",
            "--execution-arn",
            &execution,
        ];
        aws(server, &arguments)
    };
    let before = history(&server);
    let events = before["events"].as_array().expect("events");
    let types: Vec<&str> = events
        .iter()
        .filter_map(|event| event["type"].as_str())
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
            "LambdaFunctionScheduled",
            "LambdaFunctionStarted",
            "LambdaFunctionSucceeded",
            "TaskStateExited",
            "ChoiceStateEntered",
            "ExecutionFailed",
        ]
    );
    let answer = events[4]["lambdaFunctionSucceededEventDetails"]["output"].as_str();
    let answer: Value = serde_json::from_str(answer.expect("an output")).expect("JSON");
    assert_eq!(answer["body"], "\"Pedido recebido\"");

    let folder = server.kill();
    let server = Server::start(&folder, &[]);
    assert_eq!(history(&server), before);
}
