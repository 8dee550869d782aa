//! What is taken for a request, and what is said of what is not: `validation.json` holds requests,
//! made up for this test, with what the public sample at revision 2ed6d6e answered to them
//! (FastAPI 0.109.2, pydantic 2.6.1, CPython 3.11; 2026-11-26), and what it asked of the model.
//!
//! The sample takes a few things that this gateway does not: integers beyond 64 bits, `NaN`, half
//! surrogate pairs, and UTF-16. They are not in the file.

use serde_json::Value;

use crate::client::Served;

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_read_as_the_sample_reads_them() {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("validation.json")).expect("the file is JSON");
    let served = Served::start().await;
    let mut wrong = Vec::new();
    for case in &cases {
        let body = match &case["body"] {
            Value::String(text) => text.clone().into_bytes(),
            bytes => from_hex(bytes["hex"].as_str().expect("bytes")),
        };
        let kind = case["content_type"].as_str();
        let headers: Vec<(&str, &str)> = kind
            .map(|kind| ("content-type", kind))
            .into_iter()
            .collect();
        let path = "/bedrock_claude_messages_api";
        let heard = served.ask("POST", path, &headers, Some(&body)).await;
        let mut calls = served.script.calls();
        let (expected, actual) = if case["status"] == 200 {
            let mut asked = calls.pop().map_or(Value::Null, |call| call.body);
            if let Some(members) = asked.as_object_mut() {
                members.remove("system");
            }
            (&case["model"], asked)
        } else {
            (&case["answer"], heard.json())
        };
        if case["status"] != heard.status || *expected != actual {
            let body = String::from_utf8_lossy(&body);
            wrong.push(format!(
                "{kind:?} {body}\n  {actual}\n  instead of {expected}"
            ));
        }
    }
    assert!(cases.len() > 200, "{} cases", cases.len());
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn from_hex(text: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("a byte");
    (0..text.len()).step_by(2).map(byte).collect()
}
