//! Functions in Node: with promises, callbacks and streams, in CommonJS and ES modules.

use http::Method;
use serde_json::json;

use crate::support::{Server, has};

async fn start(files: &[(&str, &str)], functions: &[(&str, &str)]) -> Server {
    let server = Server::start();
    for (name, handler) in functions {
        server
            .create(name, "nodejs20.x", handler, files, json!({"Timeout": 20}))
            .await;
    }
    server
}

const COMMON: &str = r"
exports.promise = async (event, context) => {
  console.log('in', context.functionName)
  console.error('two\nlines')
  return { event, left: context.getRemainingTimeInMillis() > 0, id: context.awsRequestId }
}
exports.callback = (event, context, callback) => {
  setTimeout(() => callback(null, { late: true }), 5)
}
exports.eager = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false
  setInterval(() => {}, 1000)
  callback(null, 'eager')
}
exports.silent = () => {}
exports.nested = { deep: async () => 'deep' }
exports.throws = async () => { class SoldOut extends Error { name = 'SoldOut' }; throw new SoldOut('none left') }
exports.rejects = (event, context, callback) => callback(new TypeError('callback says no'))
exports.forgets = async () => { Promise.reject(new Error('nobody listens')); await new Promise(() => setTimeout(() => {}, 5000)) }
";

#[tokio::test(flavor = "multi_thread")]
async fn handlers_of_every_kind_answer() {
    if !has("node") {
        return;
    }
    let module = "export const handler = async (event) => ({ module: event })\n";
    let server = start(
        &[("index.js", COMMON), ("app/module.mjs", module)],
        &[
            ("promise", "index.promise"),
            ("callback", "index.callback"),
            ("eager", "index.eager"),
            ("silent", "index.silent"),
            ("nested", "index.nested.deep"),
            ("module", "app/module.handler"),
        ],
    )
    .await;
    let event = json!({"a": "ç"});
    let answer = server.invoke("promise", &event).await;
    let body = answer.json();
    assert_eq!(
        (&body["event"], &body["left"]),
        (&event, &json!(true)),
        "{}",
        answer.text()
    );
    let log = answer.log();
    let id = body["id"].as_str().expect("an id");
    assert!(
        log.contains(&format!("\t{id}\tINFO\tin promise\n")),
        "{log}"
    );
    assert!(log.contains("\tERROR\ttwo\nlines\n"), "{log}");
    for (name, expected) in [
        ("callback", json!({"late": true})),
        ("eager", json!("eager")),
        ("silent", json!(null)),
        ("nested", json!("deep")),
        ("module", json!({"module": event})),
        // Once more, with the process that is there.
        ("callback", json!({"late": true})),
    ] {
        let answer = server.invoke(name, &event).await;
        assert_eq!(
            answer.header("x-amz-function-error"),
            None,
            "{name}: {}",
            answer.text()
        );
        assert_eq!(answer.json(), expected, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_of_every_kind_are_told() {
    if !has("node") {
        return;
    }
    let server = start(
        &[
            ("index.js", COMMON),
            ("broken.mjs", "export const handler = (\n"),
        ],
        &[
            ("throws", "index.throws"),
            ("rejects", "index.rejects"),
            ("forgets", "index.forgets"),
            ("missing", "index.missing"),
            ("absent", "absent.handler"),
            ("broken", "broken.handler"),
        ],
    )
    .await;
    let event = json!({});
    for (name, error_type, message) in [
        ("throws", "SoldOut", "none left"),
        ("rejects", "TypeError", "callback says no"),
        (
            "forgets",
            "Runtime.UnhandledPromiseRejection",
            "Error: nobody listens",
        ),
        (
            "missing",
            "Runtime.HandlerNotFound",
            "index.missing is undefined or not exported",
        ),
        (
            "absent",
            "Runtime.ImportModuleError",
            "Error: Cannot find module 'absent'",
        ),
        ("broken", "Runtime.UserCodeSyntaxError", "SyntaxError: "),
    ] {
        let answer = server.invoke(name, &event).await;
        assert_eq!(
            answer.header("x-amz-function-error"),
            Some("Unhandled"),
            "{name}"
        );
        let body = answer.json();
        assert_eq!(body["errorType"], error_type, "{name}: {}", answer.text());
        let said = body["errorMessage"].as_str().expect("a message");
        assert!(said.starts_with(message), "{name}: {said}");
    }
}

const STREAMS: &str = r"
exports.plain = awslambda.streamifyResponse(async (event, stream, context) => {
  stream.setContentType('text/plain')
  for (const word of event.words) {
    stream.write(word)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  stream.end()
})
exports.breaks = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('begun')
  await new Promise((resolve) => setTimeout(resolve, 20))
  throw new RangeError('in the middle')
})
exports.early = awslambda.streamifyResponse(async () => { throw new Error('too early') })
";

/// The events of an answer in frames: type and payload.
pub(crate) fn frames(mut bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let number =
        |bytes: &[u8]| u32::from_be_bytes(bytes[..4].try_into().expect("4 bytes")) as usize;
    let mut frames = Vec::new();
    while !bytes.is_empty() {
        let (total, headers) = (number(bytes), number(&bytes[4..]));
        let text = String::from_utf8_lossy(&bytes[12..12 + headers]).into_owned();
        let kind = ["PayloadChunk", "InvokeComplete"];
        let kind = kind
            .iter()
            .find(|kind| text.contains(*kind))
            .expect("a known event");
        frames.push(((*kind).to_owned(), bytes[12 + headers..total - 4].to_vec()));
        bytes = &bytes[total..];
    }
    frames
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_arrive_in_frames() {
    if !has("node") {
        return;
    }
    let server = start(
        &[("index.js", STREAMS)],
        &[
            ("plain", "index.plain"),
            ("breaks", "index.breaks"),
            ("early", "index.early"),
        ],
    )
    .await;
    let stream = async |name: &str, event: &serde_json::Value| {
        let path = format!("/2021-11-15/functions/{name}/response-streaming-invocations");
        let headers = [("x-amz-log-type", "Tail")];
        let answer = server
            .call(Method::POST, &path, &headers, event.to_string())
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(
            answer.header("content-type"),
            Some("application/vnd.amazon.eventstream")
        );
        frames(&answer.body)
    };
    let event = json!({"words": ["um", "dois", "três"]});
    let plain = stream("plain", &event).await;
    let (last, chunks) = plain.split_last().expect("a frame");
    let text: Vec<u8> = chunks
        .iter()
        .flat_map(|(_, payload)| payload.clone())
        .collect();
    assert_eq!(String::from_utf8(text).expect("text"), "umdoistrês");
    assert_eq!(chunks.len(), 3, "each piece comes by itself");
    assert_eq!(last.0, "InvokeComplete");
    let complete: serde_json::Value = serde_json::from_slice(&last.1).expect("JSON");
    assert!(complete.get("ErrorCode").is_none() && complete.get("LogResult").is_some());
    let broken = stream("breaks", &event).await;
    assert_eq!(broken[0].1, b"begun");
    let complete: serde_json::Value =
        serde_json::from_slice(&broken.last().expect("a frame").1).expect("JSON");
    assert_eq!(complete["ErrorCode"], "RangeError");
    let early = stream("early", &event).await;
    assert_eq!(early.len(), 1);
    // Without a stream it comes whole, from the same process as before.
    assert_eq!(server.invoke("plain", &event).await.text(), "umdoistrês");
    let answer = server.invoke("breaks", &event).await;
    assert_eq!(answer.header("x-amz-function-error"), Some("Unhandled"));
    assert_eq!(answer.json()["errorMessage"], "in the middle");
}

/// What the AWS SDK of version 2 has of what matters here: configuration that is everybody's.
const OLD_SDK: &str = "const config = { update(given) { Object.assign(this, given) } }
module.exports = { config, DynamoDB: class { constructor() { this.endpoint = config.endpoint } } }
";

#[tokio::test(flavor = "multi_thread")]
async fn the_old_sdk_of_aws_finds_this_server() {
    if !has("node") {
        return;
    }
    let common = "const AWS = require('aws-sdk')
const client = new AWS.DynamoDB()
exports.handler = async () => [client.endpoint, process.env.AWS_ENDPOINT_URL]
";
    let module = "import AWS from 'aws-sdk'
const client = new AWS.DynamoDB()
export const handler = async () => [client.endpoint, process.env.AWS_ENDPOINT_URL]
";
    let server = start(
        &[
            ("index.js", common),
            ("module.mjs", module),
            ("node_modules/aws-sdk/index.js", OLD_SDK),
            (
                "node_modules/aws-sdk/global.js",
                "module.exports = require('./index')",
            ),
        ],
        &[("common", "index.handler"), ("module", "module.handler")],
    )
    .await;
    for name in ["common", "module"] {
        let answer = server.invoke(name, &json!({})).await;
        let found = answer.json();
        assert!(found[1].is_string(), "{}", answer.text());
        assert_eq!(found[0], found[1], "{name}");
    }
}
