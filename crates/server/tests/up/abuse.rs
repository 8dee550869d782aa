//! Requests that are wrong in every way: AWS's error each time, never a fault of ours, and the
//! server goes on.

use std::fmt::Write as _;

use crate::server::Server;

const OPERATIONS: [&str; 37] = [
    "CreateActivity",
    "CreateStateMachine",
    "CreateStateMachineAlias",
    "DeleteActivity",
    "DeleteStateMachine",
    "DeleteStateMachineAlias",
    "DeleteStateMachineVersion",
    "DescribeActivity",
    "DescribeExecution",
    "DescribeMapRun",
    "DescribeStateMachine",
    "DescribeStateMachineAlias",
    "DescribeStateMachineForExecution",
    "GetActivityTask",
    "GetExecutionHistory",
    "ListActivities",
    "ListExecutions",
    "ListMapRuns",
    "ListStateMachineAliases",
    "ListStateMachineVersions",
    "ListStateMachines",
    "ListTagsForResource",
    "PublishStateMachineVersion",
    "RedriveExecution",
    "SendTaskFailure",
    "SendTaskHeartbeat",
    "SendTaskSuccess",
    "StartExecution",
    "StartSyncExecution",
    "StopExecution",
    "TagResource",
    "TestState",
    "UntagResource",
    "UpdateMapRun",
    "UpdateStateMachine",
    "UpdateStateMachineAlias",
    "ValidateStateMachineDefinition",
];

const ARNS: [&str; 8] = [
    "",
    "arn",
    "arn:aws:states:us-east-1:000000000000:stateMachine:nobody",
    "arn:aws:states:us-east-1:000000000000:execution:nobody:nothing",
    "arn:aws:states:us-east-1:000000000000:express:a:b:c",
    "arn:aws:states:::::::::::",
    "arn:aws:states:us-east-1:000000000000:mapRun:a/b:c",
    "\u{0}\u{1f4a3}",
];

fn post(target: &str, body: &str) -> Vec<u8> {
    format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: {target}\r\n\
         content-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Bodies that say everything about one ARN, and some that say nothing.
fn bodies() -> Vec<String> {
    let mut bodies: Vec<String> = ARNS
        .iter()
        .map(|arn| {
            let arn = serde_json::Value::from(*arn);
            let mut body = String::from("{\"name\":\"x\",\"definition\":\"{}\",\"input\":\"{}\"");
            for member in [
                "activityArn",
                "executionArn",
                "mapRunArn",
                "resourceArn",
                "roleArn",
                "stateMachineAliasArn",
                "stateMachineArn",
                "stateMachineVersionArn",
                "taskToken",
                "nextToken",
            ] {
                // Writing to a `String` cannot fail.
                let _ = write!(body, ",\"{member}\":{arn}");
            }
            body + ",\"output\":\"1\",\"tags\":[],\"tagKeys\":[],\"maxConcurrency\":-1}"
        })
        .collect();
    bodies.extend(
        [
            "",
            "{",
            "[]",
            "null",
            "1e999",
            "\u{feff}{}",
            "{\"stateMachineArn\":{\"a\":1}}",
            "{\"maxResults\":1e400}",
            "{\"maxResults\":-1,\"nextToken\":\"x\"}",
        ]
        .map(str::to_owned),
    );
    bodies.push("[".repeat(100_000));
    bodies.push(format!("{{\"name\":\"{}\"}}", "x".repeat(300_000)));
    bodies
}

#[test]
fn no_request_is_a_fault_of_ours() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["--anonymous"]);
    for operation in OPERATIONS {
        for body in bodies() {
            let (status, answer) =
                server.send(&post(&format!("AWSStepFunctions.{operation}"), &body));
            let shown: String = body.chars().take(80).collect();
            assert!(
                (200..500).contains(&status),
                "{operation} {shown}: {status} {answer}"
            );
            if status >= 300 {
                let error: serde_json::Value = serde_json::from_str(&answer)
                    .unwrap_or_else(|_| panic!("{operation} {shown}: {answer}"));
                assert!(error["__type"].is_string(), "{operation} {shown}: {answer}");
            }
        }
    }
    for target in [
        "AWSStepFunctions.NoSuchOperation",
        "AWSStepFunctions.",
        ".",
        "Logs_20140328.Nothing",
        "DynamoDB_20120810.GetItem",
        "\u{e9}",
    ] {
        let (status, answer) = server.send(&post(target, "{}"));
        assert!((400..500).contains(&status), "{target}: {status} {answer}");
    }
}

#[test]
fn what_is_no_request_is_refused_or_closed() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["--anonymous"]);
    let long_header = format!(
        "GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n",
        "y".repeat(200_000)
    );
    let endless = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n{}";
    let requests: [&[u8]; 10] = [
        b"",
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nhost: x\r\n\r\n",
        b"POST /2015-03-31/functions/%ff%00/invocations HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\nconnection: close\r\n\r\n{",
        b"PUT /2015-03-31/functions/../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        long_header.as_bytes(),
        endless.as_bytes(),
    ];
    for request in requests {
        let (status, answer) = server.send_and_end(request);
        let shown = String::from_utf8_lossy(&request[..request.len().min(60)]).into_owned();
        assert!(status < 500, "{shown}: {status} {answer}");
    }
    let (status, _) = server.send(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert_eq!(status, 200);
}

#[test]
fn a_signature_is_needed_and_must_be_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
    let unsigned = post("AWSStepFunctions.ListStateMachines", "{}");
    let (status, answer) = server.send(&unsigned);
    assert_eq!(status, 400, "{answer}");
    assert!(answer.contains("MissingAuthenticationToken"), "{answer}");
    let (key, secret) = server.keys();
    for authorization in [
        "AWS4-HMAC-SHA256".to_owned(),
        "Bearer x".to_owned(),
        format!(
            "AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/states/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={}",
            "0".repeat(64)
        ),
        "AWS4-HMAC-SHA256 Credential=NOBODY/20260101/us-east-1/states/aws4_request, \
         SignedHeaders=host, Signature=0"
            .to_owned(),
    ] {
        let request = String::from_utf8(unsigned.clone()).expect("text").replace(
            "connection: close",
            &format!("authorization: {authorization}\r\nconnection: close"),
        );
        let (status, answer) = server.send(request.as_bytes());
        assert!(
            (400..404).contains(&status),
            "{authorization}: {status} {answer}"
        );
        assert!(!answer.contains(&secret), "{answer}");
    }
}
