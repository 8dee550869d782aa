//! Servers behind models: what they are sent, and what becomes of what they answer.

use std::time::Duration;

use bedrock::frame;
use serde_json::{Value, json};

use crate::service::{ask, decoded, said, send, stream, with, words};
use crate::upstream::{Answer, Upstream};

const SSE: &str = "text/event-stream; charset=utf-8";

/// An answer of Anthropic's, as its documentation shows streams.
const ANTHROPIC: [&[u8]; 4] = [
    b"event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\
      \"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: \
      {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\
      \"\"}}\n\nevent: ping\ndata: {\"type\": \"ping\"}\n\nevent: content_block_delta\ndata: {\"type\":\
      \"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"S\xc3",
    b"\xa3o\"}}\n\nevent: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n\
      event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\
      \"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{}}}\n\n",
    b"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":\
      {\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\": \"}}\n\nevent: \
      content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\
      \"input_json_delta\",\"partial_json\":\"1}\"}}\n\nevent: content_block_stop\ndata: {\"type\":\
      \"content_block_stop\",\"index\":1}\n\n",
    b"event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\
      \"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":15}}\n\nevent: message_stop\n\
      data: {\"type\":\"message_stop\"}\n\n",
];

/// An answer of a server with chat completions, as vLLM and OpenAI stream them.
const OPEN_AI: [&[u8]; 4] = [
    b"data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\
      \"\"},\"finish_reason\":null}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"S\xc3",
    b"\xa3o\"},\"finish_reason\":null}]}\n\n",
    b"data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"toolu_1\",\
      \"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}}]}\n\ndata: \
      {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\
      \"{\\\"a\\\": 1}\"}}]}}]}\n\n",
    b"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: \
      {\"choices\":[],\"usage\":{\"prompt_tokens\":25,\"completion_tokens\":15}}\n\ndata: [DONE]\n\n",
];

fn models(kind: &str, url: &str) -> String {
    format!(
        r#"
        [limits]
        first_byte_seconds = 1
        between_chunks_seconds = 1

        [backends.there]
        kind = "{kind}"
        base_url = "{url}/base"
        api_key = {{ file = "key" }}

        [[models]]
        id = "test.model"
        backend = "there"
        model = "the-model"
        "#
    )
}

async fn behind(kind: &str, answer: Answer) -> (tempfile::TempDir, bedrock::Bedrock, Upstream) {
    let folder = tempfile::tempdir().expect("a folder");
    let upstream = Upstream::open(answer).await;
    std::fs::write(folder.path().join("key"), "sk-secret\n").expect("a file");
    let bedrock = with(folder.path(), &models(kind, &upstream.url));
    (folder, bedrock, upstream)
}

/// A conversation with everything that has a form of its own.
fn everything() -> Value {
    json!({
        "system": [{"text": "be kind"}],
        "messages": [
            {"role": "user", "content": [{"text": "hi"}]},
            {"role": "assistant", "content": [
                {"toolUse": {"toolUseId": "t0", "name": "f", "input": {"a": 0}}}]},
            {"role": "user", "content": [
                {"toolResult": {"toolUseId": "t0", "content": [{"json": {"b": 2}}],
                    "status": "error"}}, {"text": "again"}]},
        ],
        "inferenceConfig": {"maxTokens": 9, "temperature": 0.5, "topP": 0.25,
            "stopSequences": ["END"]},
        "toolConfig": {"tools": [{"toolSpec": {"name": "f", "description": "d",
            "inputSchema": {"json": {"type": "object"}}}}], "toolChoice": {"tool": {"name": "f"}}},
        "additionalModelRequestFields": {"top_k": 7, "model": "another"},
    })
}

fn check_answer(events: &[(String, Value)]) {
    assert_eq!(words(events), "São");
    let input: String = events
        .iter()
        .filter_map(|(_, payload)| payload.pointer("/delta/toolUse/input")?.as_str())
        .collect();
    assert_eq!(
        serde_json::from_str::<Value>(&input).expect("JSON"),
        json!({"a": 1})
    );
    let find = |wanted: &str| {
        let found = events.iter().find(|(kind, _)| kind == wanted);
        found.map(|(_, payload)| payload.clone()).expect(wanted)
    };
    assert_eq!(find("messageStop"), json!({"stopReason": "tool_use"}));
    assert_eq!(
        find("metadata")["usage"],
        json!({"inputTokens": 25, "outputTokens": 15, "totalTokens": 40})
    );
    assert_eq!(
        find("contentBlockStart")["start"]["toolUse"],
        json!({"toolUseId": "toolu_1", "name": "f"})
    );
}

#[tokio::test]
async fn anthropic_is_asked_and_heard() {
    let (_folder, bedrock, upstream) =
        behind("anthropic", Answer::Stream(SSE, ANTHROPIC.to_vec())).await;
    let path = "/model/test.model/converse-stream";
    check_answer(&stream(&bedrock, path, &everything()).await);
    let sent = upstream.last();
    assert_eq!(sent.path, "/base/v1/messages");
    assert_eq!(sent.headers["x-api-key"], "sk-secret");
    assert_eq!(sent.headers["anthropic-version"], "2023-06-01");
    assert_eq!(
        sent.body,
        json!({
            "top_k": 7, "model": "the-model", "stream": true, "max_tokens": 9,
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "hi"}]},
                {"role": "assistant", "content": [
                    {"type": "tool_use", "id": "t0", "name": "f", "input": {"a": 0}}]},
                {"role": "user", "content": [
                    {"type": "tool_result", "tool_use_id": "t0", "is_error": true,
                        "content": [{"type": "text", "text": "{\"b\":2}"}]},
                    {"type": "text", "text": "again"}]},
            ],
            "system": "be kind", "temperature": 0.5, "top_p": 0.25, "stop_sequences": ["END"],
            "tools": [{"name": "f", "description": "d", "input_schema": {"type": "object"}}],
            "tool_choice": {"type": "tool", "name": "f"},
        })
    );
}

#[tokio::test]
async fn chat_completions_are_asked_and_heard() {
    let (_folder, bedrock, upstream) = behind(
        "openai",
        Answer::Stream("text/event-stream", OPEN_AI.to_vec()),
    )
    .await;
    let path = "/model/test.model/converse-stream";
    check_answer(&stream(&bedrock, path, &everything()).await);
    let sent = upstream.last();
    assert_eq!(sent.path, "/base/chat/completions");
    assert_eq!(sent.headers["authorization"], "Bearer sk-secret");
    assert_eq!(
        sent.body,
        json!({
            "top_k": 7, "model": "the-model", "stream": true,
            "stream_options": {"include_usage": true},
            "messages": [
                {"role": "system", "content": "be kind"},
                {"role": "user", "content": "hi"},
                {"role": "assistant", "content": null, "tool_calls": [
                    {"id": "t0", "type": "function",
                        "function": {"name": "f", "arguments": "{\"a\":0}"}}]},
                {"role": "tool", "tool_call_id": "t0", "content": "{\"b\":2}"},
                {"role": "user", "content": "again"},
            ],
            "max_tokens": 9, "temperature": 0.5, "top_p": 0.25, "stop": ["END"],
            "tools": [{"type": "function", "function":
                {"name": "f", "description": "d", "parameters": {"type": "object"}}}],
            "tool_choice": {"type": "function", "function": {"name": "f"}},
        })
    );
}

#[tokio::test]
async fn what_a_server_refuses_is_told_in_bedrocks_words() {
    for (status, body, found, code, message) in [
        (
            429,
            r#"{"error":{"message":"slow down"}}"#,
            429,
            "ThrottlingException",
            "slow down",
        ),
        (
            401,
            r#"{"error":{"message":"bad key sk-secret"}}"#,
            403,
            "AccessDeniedException",
            "key",
        ),
        (
            400,
            r#"{"error":"no such model"}"#,
            400,
            "ValidationException",
            "no such model",
        ),
        (500, "<html>", 424, "ModelErrorException", "<html>"),
        (
            529,
            r#"{"error":{"message":"overloaded"}}"#,
            503,
            "ServiceUnavailableException",
            "over",
        ),
    ] {
        for kind in ["anthropic", "openai"] {
            let (_folder, bedrock, _upstream) = behind(kind, Answer::Status(status, body)).await;
            for operation in ["converse", "converse-stream"] {
                let path = format!("/model/test.model/{operation}");
                let response = send(&bedrock, "POST", &path, &said("x")).await;
                assert_eq!(response.status(), found, "{kind} {status}");
                assert_eq!(response.headers()["x-amzn-errortype"], code);
                let body = response.into_body().collect().await;
                let body = String::from_utf8_lossy(&body);
                assert!(
                    body.contains(message) && !body.contains("sk-secret"),
                    "{body}"
                );
            }
        }
    }
}

#[tokio::test]
async fn what_breaks_off_or_makes_no_sense_is_told_in_the_stream() {
    let begun: &[u8] = b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    let says: &[u8] =
        b"data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\
        \"text\":\"a\"}}\n\n";
    let overloaded: &[u8] = b"data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\
        \"message\":\"Overloaded\"}}\n\n";
    let stream_error = "!modelStreamErrorException";
    for (kind, pieces, exception) in [
        ("openai", vec![begun], stream_error),
        ("openai", vec![begun, b"data: {\"cho"], stream_error),
        ("openai", vec![begun, b"data: nonsense\n\n"], stream_error),
        (
            "openai",
            vec![begun, b"data: {\"error\":{\"message\":\"oom\"}}\n\n"],
            stream_error,
        ),
        ("anthropic", vec![says], stream_error),
        ("anthropic", vec![says, b"data: [1,\n\n"], stream_error),
        (
            "anthropic",
            vec![says, overloaded],
            "!serviceUnavailableException",
        ),
    ] {
        let (_folder, bedrock, _upstream) = behind(kind, Answer::Stream(SSE, pieces)).await;
        let events = stream(&bedrock, "/model/test.model/converse-stream", &said("x")).await;
        assert_eq!(words(&events), "a");
        assert_eq!(events.last().expect("a last").0, exception);
        let (status, _) = ask(&bedrock, "/model/test.model/converse", &said("x")).await;
        assert!(matches!(status, 424 | 503), "{status}");
    }
}

#[tokio::test]
async fn silence_ends() {
    let begun: &[u8] = b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    let (_folder, bedrock, _upstream) = behind("openai", Answer::Silence).await;
    let (status, _) = ask(&bedrock, "/model/test.model/converse", &said("x")).await;
    assert_eq!(status, 408);
    let (_folder, bedrock, _upstream) = behind("openai", Answer::Endless(SSE, vec![begun])).await;
    let events = stream(&bedrock, "/model/test.model/converse-stream", &said("x")).await;
    assert_eq!(
        events.last().expect("a last").0,
        "!modelStreamErrorException"
    );
}

#[tokio::test]
async fn a_reader_that_leaves_stops_the_server_behind() {
    let begun: &[u8] = b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    let (_folder, bedrock, mut upstream) =
        behind("openai", Answer::Endless(SSE, vec![begun])).await;
    let path = "/model/test.model/converse-stream";
    drop(send(&bedrock, "POST", path, &said("x")).await);
    let left = tokio::time::timeout(Duration::from_secs(5), upstream.left.recv());
    left.await.expect("the server is told").expect("a server");
}

#[tokio::test]
async fn nobody_there_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("key"), "sk-secret").expect("a file");
    // A port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let bedrock = with(folder.path(), &models("openai", &url));
    let (status, _) = ask(&bedrock, "/model/test.model/converse", &said("x")).await;
    assert_eq!(status, 503);
}

#[tokio::test]
async fn bedrock_itself_is_passed_through_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    // A frame of a kind that nobody here knows, cut in the middle.
    let frames = frame::event("somethingNew", b"{\"p\":\"abc\"}");
    let frames: &'static [u8] = Box::leak(frames.to_vec().into_boxed_slice());
    let pieces = vec![&frames[..20], &frames[20..]];
    let mut upstream = Upstream::open(Answer::Stream(frame::CONTENT_TYPE, pieces)).await;
    std::fs::write(folder.path().join("id"), "AKIDEXAMPLE").expect("a file");
    std::fs::write(folder.path().join("secret"), "sk-secret").expect("a file");
    let toml = format!(
        r#"
        [backends.there]
        kind = "aws"
        base_url = "{}"
        region = "eu-west-1"
        access_key_id = {{ file = "id" }}
        secret_access_key = {{ file = "secret" }}

        [[models]]
        id = "anthropic.claude-3-haiku-20240307-v1:0"
        backend = "there"
        model = "eu.anthropic.claude-3-haiku-20240307-v1:0"
        "#,
        upstream.url
    );
    let bedrock = with(folder.path(), &toml);
    let id = "arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Fanthropic.claude-3-haiku-20240307-v1%3A0";
    let path = format!("/model/{id}/converse-stream");
    let body = json!({"messages": [], "unheardOf": 1});
    let response = send(&bedrock, "POST", &path, &body).await;
    assert_eq!(response.headers()["content-type"], frame::CONTENT_TYPE);
    let bytes = response.into_body().collect().await;
    assert_eq!(bytes, frames);
    assert_eq!(decoded(&bytes).len(), 1);
    let sent = upstream.last();
    assert_eq!(
        sent.path,
        "/model/eu.anthropic.claude-3-haiku-20240307-v1%3A0/converse-stream"
    );
    assert_eq!(sent.body, body);
    let authorization = sent.headers["authorization"].to_str().expect("text");
    assert!(authorization.contains("AKIDEXAMPLE") && authorization.contains("/eu-west-1/bedrock/"));
    assert!(upstream.left.try_recv().is_err());
    assert_eq!(bedrock.models().answering(), 0);
}
