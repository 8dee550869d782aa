//! Requests that were recorded with the answers of the public sample and the calls that it made:
//! the same go to this gateway.
//!
//! What must be the same: status, headers, the text and its chunks, whether it came to its end,
//! bodies of 422 to the byte, and the calls in their order. Context is JSON here, and errors are said
//! in other words; that there is one, and that nothing more was called, is the same.

use std::path::PathBuf;

use serde_json::Value;

use crate::client::{Heard, Served};
use crate::script::{Call, STATE_MACHINE};

/// Requests for which this gateway does more on purpose: without `messages_to_sample` the sample
/// fails, since it compares its default `"5"` with a number.
const BETTER: [&str; 1] = ["defaults_empty_objects"];

/// Headers of the sample that this gateway has with the same values.
const HEADERS: [&str; 9] = [
    "content-type",
    "transfer-encoding",
    "allow",
    "vary",
    "access-control-allow-origin",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-allow-credentials",
    "access-control-max-age",
];

/// What of the recordings is no business of whoever reads an answer.
const INTERNAL: [&str; 4] = [
    "bad things",
    "User is not authorized",
    "Request content",
    "arn:aws",
];

/// The recordings; nothing where there are none, which only a machine of one's own may lack.
fn recordings(file: &str) -> Vec<Value> {
    let shared = std::env::var_os("ENTREGA_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = shared.join("assistant-contract").join(file);
    match std::fs::read(&path) {
        Ok(text) => serde_json::from_slice(&text).expect("recordings are JSON"),
        Err(error) => {
            let in_ci = std::env::var_os("CI").is_some();
            assert!(!in_ci, "{}: {error}", path.display());
            eprintln!("skipped: {}: {error}", path.display());
            Vec::new()
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_answers_as_recorded() {
    check_all("rag-recorded.json", "Olá, 世界!\n").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_web_applications_gateway_answers_as_recorded() {
    check_all("webapp-recorded.json", "Hi").await;
}

async fn check_all(file: &str, spoken: &str) {
    let served = Served::start().await;
    let mut wrong = Vec::new();
    for recording in recordings(file) {
        let heard = replay(&served, &recording["request"]).await;
        let calls = served.script.calls();
        if let Err(difference) = check(&recording, &heard, &calls, spoken) {
            wrong.push(format!("{}: {difference}", recording["name"]));
        }
    }
    assert!(wrong.is_empty(), "{file}:\n{}", wrong.join("\n"));
}

async fn replay(served: &Served, request: &Value) -> Heard {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let headers: Vec<(String, String)> = request["headers"]
        .as_object()
        .expect("headers")
        .iter()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect();
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let body = match &request["body"] {
        Value::Null => None,
        // What is no JSON is kept as text.
        Value::String(text) => Some(text.clone()),
        json => Some(json.to_string()),
    };
    let (method, path) = (text(&request["method"]), text(&request["path"]));
    let body = body.as_deref().map(str::as_bytes);
    served.ask(&method, &path, &headers, body).await
}

fn check(recording: &Value, heard: &Heard, calls: &[Call], spoken: &str) -> Result<(), String> {
    let recorded = &recording["response"];
    same("status", &recorded["status"], &heard.status.into())?;
    for name in HEADERS {
        let value = heard.header(name).map_or(Value::Null, Value::from);
        same(name, &recorded["headers"][name], &value)?;
    }
    let is_better = BETTER.iter().any(|name| recording["name"] == *name);
    let recorded_text = recorded["body"].as_str().unwrap_or_default();
    if is_better || recorded_text == spoken {
        if heard.text() != spoken {
            return Err(format!("the text is {:?}", heard.text()));
        }
        if !is_better {
            same("chunks", &recorded["chunks_head"], &heard.texts().into())?;
        }
    } else if recorded["headers"]["transfer-encoding"] == "chunked" {
        let text = heard.text();
        if text.is_empty() || text == spoken || heard.chunks.len() != 1 {
            return Err(format!("no error in one piece: {:?}", heard.texts()));
        }
        if let Some(internal) = INTERNAL.iter().find(|internal| text.contains(**internal)) {
            return Err(format!("{internal:?} is told: {text}"));
        }
    } else if heard.text() != recorded_text {
        return Err(format!("{}\n instead of {recorded_text}", heard.text()));
    }
    same(
        "complete",
        &recorded["stream_complete"],
        &heard.complete.into(),
    )?;
    if is_better {
        return Ok(());
    }
    let recorded_calls = recording["aws_calls"].as_array().expect("calls");
    if recorded_calls.len() != calls.len() {
        return Err(format!("{} calls: {calls:?}", calls.len()));
    }
    for (recorded, call) in recorded_calls.iter().zip(calls) {
        check_call(recorded, call)?;
    }
    Ok(())
}

fn check_call(recorded: &Value, call: &Call) -> Result<(), String> {
    same("path", &recorded["path"], &call.path.as_str().into())?;
    let target = call.target.as_deref().map_or(Value::Null, Value::from);
    same("target", &recorded["headers"]["x-amz-target"], &target)?;
    let (mut expected, mut body) = (recorded["body"].clone(), call.body.clone());
    if let Some(parsed) = expected.get("input_parsed").cloned() {
        same("machine", &STATE_MACHINE.into(), &body["stateMachineArn"])?;
        let input = body["input"].as_str().unwrap_or_default();
        let input = serde_json::from_str(input).map_err(|error| error.to_string())?;
        return same("input", &parsed, &input);
    }
    if expected.get("anthropic_version").is_some() {
        let names = |body: &Value| -> Vec<String> {
            let members = body.as_object().expect("a body is an object");
            members.keys().cloned().collect()
        };
        same("order", &names(&expected).into(), &names(&body).into())?;
        same(
            "system",
            &without_context(&mut expected)?.0,
            &without_context(&mut body)?.0,
        )?;
        if !call.text.contains("\"top_p\":")
            || call.text.contains(": ") && !call.text.contains("\\n")
        {
            return Err(format!("not compact: {}", call.text));
        }
    }
    same("body", &expected, &body)
}

/// Takes the context out of a system prompt, which is a Python literal in one and JSON in the other.
fn without_context(body: &mut Value) -> Result<(Value, String), String> {
    let system = body["system"].as_str().unwrap_or_default().to_owned();
    for tag in ["document", "DOCUMENT"] {
        let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
        if let (Some(begin), Some(end)) = (system.find(&open), system.rfind(&close)) {
            let context = system[begin + open.len()..end].to_owned();
            let rest = format!("{}{}", &system[..begin], &system[end..]);
            body["system"] = Value::Null;
            return Ok((rest.into(), context));
        }
    }
    Err(format!("no context in {system:?}"))
}

fn same(what: &str, expected: &Value, actual: &Value) -> Result<(), String> {
    if expected == actual {
        return Ok(());
    }
    Err(format!("{what} is {actual} instead of {expected}"))
}
