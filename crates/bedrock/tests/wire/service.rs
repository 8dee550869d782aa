//! Services with models of a test's own, and requests to them.

use std::path::Path;

use aws_smithy_eventstream::frame::{DecodedFrame, MessageFrameDecoder};
use aws_smithy_types::event_stream::Message;
use bedrock::{Bedrock, Configuration, Models};
use bytes::{Bytes, BytesMut};
use serde_json::Value;
use wire::{Caller, Region, Request, RequestId, Response, Service as _};

/// An event of a stream: its type and its payload.
pub(crate) type Event = (String, Value);

/// Services on a fresh machine.
pub(crate) fn fresh() -> Bedrock {
    Bedrock::new(Configuration::default())
}

/// Services with this models file; `FOLDER` in it is the folder of the file.
pub(crate) fn with(folder: &Path, toml: &str) -> Bedrock {
    let file = folder.join("models.toml");
    std::fs::write(&file, toml).expect("a file");
    let models = Models::read(&file, &Region::default()).expect("a models file");
    Bedrock::new(Configuration {
        models,
        ..Configuration::default()
    })
}

/// Services whose one model, `test.model`, gives the answers of a script.
pub(crate) fn scripted(folder: &Path, script: &Value) -> Bedrock {
    std::fs::write(folder.join("script.json"), script.to_string()).expect("a file");
    with(
        folder,
        r#"
        [limits]
        concurrent_answers = 2
        tokens_per_answer = 1000
        first_byte_seconds = 5
        between_chunks_seconds = 5

        [backends.script]
        kind = "scripted"
        file = "script.json"

        [[models]]
        id = "test.model"
        backend = "script"

        [[models]]
        id = "test.disabled"
        backend = "script"
        enabled = false

        [[models]]
        id = "meta.llama3-70b-instruct-v1:0"
        backend = "script"
        "#,
    )
}

pub(crate) async fn send(bedrock: &Bedrock, method: &str, path: &str, body: &Value) -> Response {
    let (head, ()) = http::Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .body(())
        .expect("a request")
        .into_parts();
    let request = Request {
        head,
        body: Bytes::from(body.to_string()),
        caller: Caller::Owner,
        id: RequestId::random(),
    };
    bedrock.handle(request).await
}

/// The status and the JSON of an answer.
pub(crate) async fn ask(bedrock: &Bedrock, path: &str, body: &Value) -> (u16, Value) {
    let response = send(bedrock, "POST", path, body).await;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await;
    (status, serde_json::from_slice(&body).expect("JSON"))
}

pub(crate) async fn get(bedrock: &Bedrock, path: &str) -> (u16, Value) {
    let response = send(bedrock, "GET", path, &Value::Null).await;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await;
    (status, serde_json::from_slice(&body).expect("JSON"))
}

/// The events of a streamed answer, as AWS's own decoder reads them.
pub(crate) async fn stream(bedrock: &Bedrock, path: &str, body: &Value) -> Vec<Event> {
    let response = send(bedrock, "POST", path, body).await;
    let status = response.status();
    let bytes = response.into_body().collect().await;
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&bytes));
    decoded(&bytes).iter().map(event).collect()
}

/// The messages of bytes that are whole frames.
pub(crate) fn decoded(bytes: &[u8]) -> Vec<Message> {
    let mut decoder = MessageFrameDecoder::new();
    let mut buffer = BytesMut::from(bytes);
    let mut messages = Vec::new();
    while let DecodedFrame::Complete(message) = decoder.decode_frame(&mut buffer).expect("a frame")
    {
        messages.push(message);
    }
    assert!(buffer.is_empty(), "{} bytes are no frame", buffer.len());
    messages
}

/// What a message says: an exception's type has `!` before it; a chunk's payload is decoded.
pub(crate) fn event(message: &Message) -> Event {
    use base64::Engine as _;
    let header = |name: &str| {
        let found = message
            .headers()
            .iter()
            .find(|header| header.name().as_str() == name);
        let value = found.and_then(|header| header.value().as_string().ok());
        value.map(|value| value.as_str().to_owned())
    };
    let payload: Value = serde_json::from_slice(message.payload()).expect("JSON");
    match header(":event-type") {
        Some(kind) if kind == "chunk" => {
            let bytes = payload["bytes"].as_str().expect("bytes");
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(bytes)
                .expect("base64");
            (kind, serde_json::from_slice(&bytes).expect("JSON"))
        }
        Some(kind) => (kind, payload),
        None => {
            let kind = header(":exception-type").expect("an exception");
            (format!("!{kind}"), payload)
        }
    }
}

/// The words of the events of a ConverseStream.
pub(crate) fn words(events: &[Event]) -> String {
    let texts = events
        .iter()
        .filter_map(|(_, payload)| payload.pointer("/delta/text")?.as_str());
    texts.collect()
}

pub(crate) fn said(text: &str) -> Value {
    serde_json::json!({ "messages": [{ "role": "user", "content": [{ "text": text }] }] })
}
