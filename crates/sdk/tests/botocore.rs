//! What botocore does: the same parameters must make the same request, and the same answer be read
//! alike.
//!
//! botocore writes requests for made-up parameters of every operation of some services, of all
//! protocols; with `ENTREGA_BOTOCORE=all` of all services there are. moto writes made-up answers,
//! and botocore reads them. Where they are not installed there is nothing to compare with, and the
//! tests say so.

use std::collections::BTreeMap;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sdk::{Operation, Style};
use serde_json::Value as Json;

/// By their folders in botocore.
const SERVICES: &[&str] = &[
    "apigateway",
    "athena",
    "batch",
    "bedrock-runtime",
    "cloudfront",
    "cloudwatch",
    "dynamodb",
    "ec2",
    "ecs",
    "events",
    "iam",
    "kinesis",
    "kms",
    "lambda",
    "lex-runtime",
    "logs",
    "rds",
    "rds-data",
    "route53",
    "s3",
    "s3control",
    "sagemaker",
    "secretsmanager",
    "ses",
    "sesv2",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
    "sts",
    "xray",
];

#[test]
fn requests_are_those_of_botocore() {
    let all = std::env::var("ENTREGA_BOTOCORE").is_ok_and(|wanted| wanted == "all");
    let services = if all { &["all"][..] } else { SERVICES };
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/botocore/what_is_sent.py"
    );
    if let Some(lines) = run(script, services) {
        check(&lines, 3_000, compare_request);
    }
}

#[test]
fn answers_are_read_as_botocore_reads_them() {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/botocore/what_is_read.py"
    );
    if let Some(lines) = run(script, SERVICES) {
        check(&lines, 2_500, compare_answer);
    }
}

/// The lines a script prints; `None` where what it needs is not installed.
fn run(script: &str, services: &[&str]) -> Option<Vec<Json>> {
    let output = Command::new("python3").arg(script).args(services).output();
    let output = match output {
        Ok(output) if output.status.success() => output,
        Ok(output) => {
            let why = String::from_utf8_lossy(&output.stderr);
            assert!(why.contains("ModuleNotFoundError"), "{why}");
            eprintln!("skipped: {why}");
            return None;
        }
        Err(error) => {
            eprintln!("skipped: python3 does not run: {error}");
            return None;
        }
    };
    let text = String::from_utf8(output.stdout).expect("text");
    let line = |line| serde_json::from_str(line).expect("a line of JSON");
    Some(text.lines().map(line).collect())
}

/// Compares every line and shows the first few of each service that differ.
fn check(lines: &[Json], at_least: usize, compare: fn(&Json) -> Result<(), String>) {
    let mut wrong: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for expected in lines {
        if let Err(why) = compare(expected) {
            let of_service = wrong
                .entry(expected["id"].as_str().unwrap_or(""))
                .or_default();
            of_service.push(format!("{}: {why}", expected["operation"]));
        }
    }
    for (service, operations) in &wrong {
        eprintln!("{service}: {} wrong", operations.len());
        for operation in operations.iter().take(3) {
            eprintln!("    {operation}");
        }
    }
    assert!(lines.len() >= at_least, "{} operations", lines.len());
    let count: usize = wrong.values().map(Vec::len).sum();
    assert_eq!(count, 0, "of {} operations", lines.len());
}

fn operation(expected: &Json) -> Result<Operation, String> {
    let service = service_name(expected["id"].as_str().expect("an id"));
    let name = expected["operation"].as_str().expect("a name");
    Operation::find(&service, name).ok_or_else(|| format!("no operation of {service}"))
}

fn compare_answer(expected: &Json) -> Result<(), String> {
    let mut headers = http::HeaderMap::new();
    for (name, value) in expected["headers"].as_object().expect("headers") {
        let name = http::HeaderName::from_bytes(name.as_bytes()).expect("a name");
        let value = value.as_str().expect("text").parse().expect("a value");
        headers.insert(name, value);
    }
    let status = expected["status"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok());
    let status = http::StatusCode::from_u16(status.expect("a status")).expect("a status");
    let body = BASE64
        .decode(expected["body"].as_str().expect("base64"))
        .expect("base64");
    let read = operation(expected)?
        .answer(status, &headers, &body.into(), Style::Sdk)
        .map_err(|error| format!("{error:?}"))?;
    let ours: Json = serde_json::from_str(&asl::json::to_text(&read)).expect("JSON");
    let theirs = &expected["read"];
    if ours == *theirs {
        Ok(())
    } else {
        Err(format!("\n{ours}\n{theirs}"))
    }
}

fn compare_request(expected: &Json) -> Result<(), String> {
    let operation = operation(expected)?;
    let parameters = asl::json::from_text(&expected["parameters"].to_string())
        .map_err(|error| error.to_string())?;
    let request = operation
        .request(&parameters, Style::Sdk, None)
        .map_err(|error| error.to_string())?;
    equal("method", request.method().as_str(), &expected["method"])?;

    let (path, query) = (request.uri().path(), request.uri().query().unwrap_or(""));
    let expected_path = expected["path"].as_str().expect("a path");
    let (expected_path, fixed) = expected_path.split_once('?').unwrap_or((expected_path, ""));
    equal("path", path, &Json::from(expected_path))?;
    let mut expected_query = pairs(fixed);
    for pair in expected["query"].as_array().expect("pairs") {
        let part = |place: usize| pair[place].as_str().unwrap_or_default().to_owned();
        expected_query.push((part(0), part(1)));
    }
    expected_query.sort();
    equal_pairs("query", pairs(query), &expected_query)?;

    for (name, value) in expected["headers"].as_object().expect("headers") {
        let sent = request.headers().get(name.to_ascii_lowercase());
        let sent = sent.map(|sent| String::from_utf8_lossy(sent.as_bytes()).into_owned());
        equal(name, &sent.unwrap_or_default(), value)?;
    }
    let ours = [
        "content-type",
        "accept",
        "content-md5",
        "x-amz-checksum-crc32",
        "x-amz-sdk-checksum-algorithm",
    ];
    for name in request.headers().keys().map(http::HeaderName::as_str) {
        let theirs = expected["headers"].as_object().expect("headers").keys();
        if !ours.contains(&name) && !theirs.clone().any(|key| key.eq_ignore_ascii_case(name)) {
            return Err(format!("header {name} too many"));
        }
    }
    let host = request
        .extensions()
        .get::<sdk::request::Host>()
        .expect("a host");
    equal("host", &host.operation_prefix, &expected["host"])?;

    let body = std::str::from_utf8(request.body()).map_err(|error| error.to_string())?;
    match &expected["body"] {
        Json::Array(expected) => {
            let part = |pair: &Json, place: usize| pair[place].as_str().unwrap_or("").to_owned();
            let expected: Vec<_> = expected.iter().map(|p| (part(p, 0), part(p, 1))).collect();
            equal_pairs("body", pairs(body), &expected)
        }
        Json::String(expected) if expected.starts_with('{') && body.starts_with('{') => {
            let ours: Json = serde_json::from_str(body).map_err(|error| error.to_string())?;
            let theirs: Json = serde_json::from_str(expected).map_err(|error| error.to_string())?;
            if ours == theirs {
                Ok(())
            } else {
                Err(format!("body\n{ours}\n{theirs}"))
            }
        }
        Json::String(expected) if body.starts_with('<') => {
            let parse = |text| roxmltree::Document::parse(text).map_err(|e| format!("{e}: {text}"));
            let (ours, theirs) = (parse(body)?, parse(expected)?);
            let (ours, theirs) = (element(ours.root_element()), element(theirs.root_element()));
            if ours == theirs {
                Ok(())
            } else {
                Err(format!("body\n{ours}\n{theirs}"))
            }
        }
        expected => equal("body", body, expected),
    }
}

fn equal(what: &str, ours: &str, theirs: &Json) -> Result<(), String> {
    let theirs = match theirs {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    if ours == theirs {
        Ok(())
    } else {
        Err(format!("{what}\n{ours}\n{theirs}"))
    }
}

fn equal_pairs(
    what: &str,
    mut ours: Vec<(String, String)>,
    theirs: &[(String, String)],
) -> Result<(), String> {
    ours.sort();
    if ours == theirs {
        Ok(())
    } else {
        Err(format!("{what}\n{ours:?}\n{theirs:?}"))
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let [first, behind @ ..] = rest {
            rest = behind;
            if *first == b'%' {
                let hex = std::str::from_utf8(&behind[..2]).expect("two digits");
                bytes.push(u8::from_str_radix(hex, 16).expect("a byte"));
                rest = &behind[2..];
            } else {
                bytes.push(*first);
            }
        }
        String::from_utf8(bytes).expect("text")
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// An element with everything that counts, as text.
fn element(node: roxmltree::Node<'_, '_>) -> String {
    let mut attributes: Vec<String> = node
        .attributes()
        .map(|a| format!(" {}={:?}", a.name(), a.value()))
        .collect();
    attributes.sort();
    let inner: String = node
        .children()
        .map(|child| {
            if child.is_element() {
                element(child)
            } else {
                child.text().unwrap_or("").to_owned()
            }
        })
        .collect();
    format!(
        "<{} {:?}{}>{inner}</>",
        node.tag_name().name(),
        node.tag_name().namespace(),
        attributes.concat()
    )
}

/// As Step Functions calls the service with this id.
fn service_name(id: &str) -> String {
    let name: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    name.strip_suffix("service").unwrap_or(&name).to_owned()
}
