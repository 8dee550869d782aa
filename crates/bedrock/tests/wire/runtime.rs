//! The operations on models.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wire::Body;

use crate::service::{ask, fresh, get, said, scripted, send, stream, words};

#[tokio::test]
async fn converse_answers_in_one_form() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = json!([{"say": ["Ol", "á"], "usage": {"input": 3, "output": 2}}]);
    let bedrock = scripted(folder.path(), &script);
    let (status, answer) = ask(&bedrock, "/model/test.model/converse", &said("oi")).await;
    assert_eq!(status, 200);
    assert_eq!(
        answer["output"],
        json!({"message": {"role": "assistant", "content": [{"text": "Olá"}]}})
    );
    assert_eq!(answer["stopReason"], "end_turn");
    assert_eq!(
        answer["usage"],
        json!({"inputTokens": 3, "outputTokens": 2, "totalTokens": 5})
    );
    assert!(answer["metrics"]["latencyMs"].is_u64());
    let events = stream(&bedrock, "/model/test.model/converse-stream", &said("oi")).await;
    let kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "messageStart",
            "contentBlockDelta",
            "contentBlockDelta",
            "contentBlockStop",
            "messageStop",
            "metadata",
        ]
    );
    assert_eq!(words(&events), "Olá");
    assert_eq!(events[1].1["contentBlockIndex"], 0);
}

#[tokio::test]
async fn tools_are_asked_and_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = json!([
        {"when": {"result_of": "get_order"}, "say": ["On its way."]},
        {"say": ["Let me look."], "call": [{"name": "get_order", "input": {"n": 17}, "id": "t1"}]},
    ]);
    let bedrock = scripted(folder.path(), &script);
    let tools = json!({"tools": [{"toolSpec": {"name": "get_order", "description": "d",
        "inputSchema": {"json": {"type": "object"}}}}], "toolChoice": {"auto": {}}});
    let mut body = said("where is order 17?");
    body["toolConfig"] = tools.clone();
    let (_, answer) = ask(&bedrock, "/model/test.model/converse", &body).await;
    assert_eq!(answer["stopReason"], "tool_use");
    let call = json!({"toolUse": {"toolUseId": "t1", "name": "get_order", "input": {"n": 17}}});
    assert_eq!(answer["output"]["message"]["content"][1], call);
    let events = stream(&bedrock, "/model/test.model/converse-stream", &body).await;
    let start = events.iter().find(|(kind, _)| kind == "contentBlockStart");
    assert_eq!(
        start.expect("a start").1,
        json!({"start": {"toolUse": {"toolUseId": "t1", "name": "get_order"}},
               "contentBlockIndex": 1})
    );
    let input: String = events
        .iter()
        .filter_map(|(_, payload)| payload.pointer("/delta/toolUse/input")?.as_str())
        .collect();
    assert_eq!(input, r#"{"n":17}"#);

    let result = json!({"toolResult": {"toolUseId": "t1", "content": [{"json": {"s": 1}}],
        "status": "success"}});
    let messages = body["messages"].as_array_mut().expect("messages");
    messages.push(answer["output"]["message"].clone());
    messages.push(json!({"role": "user", "content": [result]}));
    let (_, answer) = ask(&bedrock, "/model/test.model/converse", &body).await;
    assert_eq!(
        answer["output"]["message"]["content"],
        json!([{"text": "On its way."}])
    );
    body.as_object_mut().expect("a body").remove("toolConfig");
    let (status, error) = ask(&bedrock, "/model/test.model/converse", &body).await;
    assert_eq!(status, 400);
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|text| text.starts_with("The toolConfig"))
    );
}

#[tokio::test]
async fn anthropics_chunks_are_anthropics() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = json!([{"say": ["a", "b"], "call": [{"name": "f", "input": {"x": 1}, "id": "t"}],
        "usage": {"input": 3, "output": 9}}]);
    let bedrock = scripted(folder.path(), &script);
    let body = json!({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 10,
        "messages": [{"role": "user", "content": "hi"}]});
    let path = "/model/test.model/invoke-with-response-stream";
    let events = stream(&bedrock, path, &body).await;
    let mut chunks: Vec<Value> = events.into_iter().map(|(_, chunk)| chunk).collect();
    let id = chunks[0]["message"]["id"].take();
    assert!(id.as_str().is_some_and(|id| id.starts_with("msg_bdrk_")));
    let metrics = chunks.last_mut().expect("a last")["amazon-bedrock-invocationMetrics"].take();
    assert_eq!(metrics["outputTokenCount"], 9);
    assert!(metrics["invocationLatency"].is_u64() && metrics["firstByteLatency"].is_u64());
    assert_eq!(
        Value::Array(chunks),
        json!([
            {"type": "message_start", "message": {"id": null, "type": "message",
                "role": "assistant", "model": "model", "content": [], "stop_reason": null,
                "stop_sequence": null, "usage": {"input_tokens": 1, "output_tokens": 1}}},
            {"type": "content_block_start", "index": 0,
                "content_block": {"type": "text", "text": ""}},
            {"type": "content_block_delta", "index": 0,
                "delta": {"type": "text_delta", "text": "a"}},
            {"type": "content_block_delta", "index": 0,
                "delta": {"type": "text_delta", "text": "b"}},
            {"type": "content_block_stop", "index": 0},
            {"type": "content_block_start", "index": 1,
                "content_block": {"type": "tool_use", "id": "t", "name": "f", "input": {}}},
            {"type": "content_block_delta", "index": 1,
                "delta": {"type": "input_json_delta", "partial_json": "{\"x\":1}"}},
            {"type": "content_block_stop", "index": 1},
            {"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": null},
                "usage": {"output_tokens": 9}},
            {"type": "message_stop", "amazon-bedrock-invocationMetrics": null},
        ])
    );
    let response = send(&bedrock, "POST", "/model/test.model/invoke", &body).await;
    assert_eq!(response.headers()["x-amzn-bedrock-output-token-count"], "9");
    let answer = response.into_body().collect().await;
    let answer: Value = serde_json::from_slice(&answer).expect("JSON");
    assert_eq!(
        answer["content"],
        json!([{"type": "text", "text": "ab"},
               {"type": "tool_use", "id": "t", "name": "f", "input": {"x": 1}}])
    );
    assert_eq!(
        answer["usage"],
        json!({"input_tokens": 3, "output_tokens": 9})
    );
}

#[tokio::test]
async fn llamas_answers_are_llamas() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = json!([{"say": ["a", "b"], "stop": "max_tokens",
        "usage": {"input": 3, "output": 9}}]);
    let bedrock = scripted(folder.path(), &script);
    let path = "/model/meta.llama3-70b-instruct-v1%3A0";
    let body = json!({"prompt": "hi", "max_gen_len": 5});
    let (_, answer) = ask(&bedrock, &format!("{path}/invoke"), &body).await;
    assert_eq!(
        answer,
        json!({"generation": "ab", "prompt_token_count": 3, "generation_token_count": 9,
               "stop_reason": "length"})
    );
    let events = stream(
        &bedrock,
        &format!("{path}/invoke-with-response-stream"),
        &body,
    )
    .await;
    let texts: String = events
        .iter()
        .filter_map(|(_, chunk)| chunk["generation"].as_str())
        .collect();
    assert_eq!(texts, "ab");
    assert_eq!(events.last().expect("a last").1["stop_reason"], "length");
}

#[tokio::test]
async fn what_fails_is_told_before_the_stream_or_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let fail = |error: &str| json!({"error": error, "message": "why"});
    let script = json!([
        {"when": {"said": "at once"}, "fail": fail("ThrottlingException")},
        {"when": {"said": "model"}, "say": ["a"], "fail": fail("ModelErrorException")},
        {"when": {"said": "busy"}, "say": ["a"], "fail": fail("ThrottlingException")},
    ]);
    let bedrock = scripted(folder.path(), &script);
    let path = "/model/test.model/converse-stream";
    let response = send(&bedrock, "POST", path, &said("at once")).await;
    assert_eq!(response.status(), 429);
    assert_eq!(
        response.headers()["x-amzn-errortype"],
        "ThrottlingException"
    );
    for (words, exception) in [
        ("model", "!modelStreamErrorException"),
        ("busy", "!throttlingException"),
    ] {
        let events = stream(&bedrock, path, &said(words)).await;
        let (kind, payload) = events.last().expect("a last");
        assert_eq!(
            (kind.as_str(), &payload["message"]),
            (exception, &json!("why"))
        );
        assert_eq!(crate::service::words(&events), "a");
    }
    let (status, _) = ask(&bedrock, "/model/test.model/converse", &said("model")).await;
    assert_eq!(status, 424);
    let (status, _) = ask(&bedrock, "/model/test.model/converse", &said("unscripted")).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn requests_are_refused_in_awss_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let bedrock = scripted(folder.path(), &json!([{"say": ["x"]}]));
    let user = |text: &str| json!({"role": "user", "content": [{"text": text}]});
    let assistant = json!({"role": "assistant", "content": [{"text": "x"}]});
    let too_many = json!({"messages": [user("x")], "inferenceConfig": {"maxTokens": 1001}});
    let without_version = json!({"max_tokens": 1, "messages": []});
    for (path, body, status, begin) in [
        (
            "test.model/converse",
            json!({"messages": []}),
            400,
            "A conversation must start with a",
        ),
        (
            "test.model/converse",
            json!({"messages": [assistant]}),
            400,
            "A conversation must start",
        ),
        (
            "test.model/converse",
            json!({"messages": [user("a"), user("b")]}),
            400,
            "A conversation must alternate",
        ),
        (
            "test.model/converse",
            said(" "),
            400,
            "The text field in the ContentBlock object at mes",
        ),
        (
            "test.model/converse",
            too_many,
            400,
            "The maximum tokens you requested exceeds",
        ),
        (
            "test.unknown/converse",
            said("x"),
            400,
            "The provided model identifier is invalid.",
        ),
        (
            "nonsense/converse",
            said("x"),
            400,
            "The provided model identifier is invalid.",
        ),
        (
            "test.disabled/converse",
            said("x"),
            403,
            "You don't have access to the model",
        ),
        (
            "anthropic.claude-3-5-sonnet-20240620-v1%3A0/converse",
            said("x"),
            403,
            "You don't have access to the model",
        ),
        (
            "test.model/invoke",
            without_version,
            400,
            "Malformed input request: #: required key",
        ),
        (
            "test.model/invoke",
            json!("x"),
            400,
            "Malformed input request: ",
        ),
        (
            "amazon.titan-embed-text-v2%3A0/converse",
            said("x"),
            400,
            "This action doesn't support",
        ),
        (
            "amazon.titan-embed-text-v2%3A0/invoke",
            json!({"inputText": "x"}),
            403,
            "You don't have access to the model",
        ),
    ] {
        let (found, error) = ask(&bedrock, &format!("/model/{path}"), &body).await;
        let message = error["message"].as_str().unwrap_or_default();
        assert!(
            found == status && message.starts_with(begin),
            "{path}: {found} {message}"
        );
    }
}

#[tokio::test]
async fn only_so_many_answers_are_given_at_once_and_a_reader_that_leaves_stops_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let endless = vec!["word "; 10_000];
    let script = json!([{"say": endless, "pause_milliseconds": 1}]);
    let bedrock = scripted(folder.path(), &script);
    let path = "/model/test.model/converse-stream";
    let one = send(&bedrock, "POST", path, &said("x")).await;
    let other = send(&bedrock, "POST", path, &said("x")).await;
    assert_eq!(bedrock.models().answering(), 2);
    let third = send(&bedrock, "POST", path, &said("x")).await;
    assert_eq!(third.status(), 429);
    drop((one, other));
    let begin = Instant::now();
    while bedrock.models().answering() > 0 {
        assert!(
            begin.elapsed() < Duration::from_secs(5),
            "the model goes on"
        );
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_first_byte_is_not_held_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let bedrock = scripted(folder.path(), &json!([{"say": ["x"]}]));
    let mut times = Vec::new();
    for _ in 0..200 {
        let begin = Instant::now();
        let path = "/model/test.model/converse-stream";
        let response = send(&bedrock, "POST", path, &said("x")).await;
        let Body::Stream(mut pieces) = response.into_body() else {
            panic!("no stream");
        };
        pieces.recv().await.expect("a piece");
        times.push(begin.elapsed());
        while pieces.recv().await.is_some() {}
    }
    times.sort();
    println!(
        "time to first byte: p50 {:?}, p99 {:?}",
        times[100], times[198]
    );
    assert!(times[100] < Duration::from_millis(1), "{:?}", times[100]);
}

#[tokio::test]
async fn a_fresh_machine_has_grounded_models_that_say_so() {
    let bedrock = fresh();
    let (status, list) = get(&bedrock, "/foundation-models?byOutputModality=TEXT").await;
    assert_eq!(status, 200);
    let named = |id: &str| {
        let models = list["modelSummaries"].as_array().expect("a list");
        let model = models.iter().find(|model| model["modelId"] == id);
        model.cloned().expect("a model")
    };
    let haiku = named("anthropic.claude-3-haiku-20240307-v1:0");
    assert_eq!(haiku["providerName"], "Entrega");
    assert_eq!(
        haiku["modelName"],
        "Entrega grounded responder (in place of Claude 3 Haiku)"
    );
    assert_eq!(
        haiku["modelArn"],
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
    );
    let (_, none) = get(&bedrock, "/foundation-models?byProvider=nobody").await;
    assert_eq!(none["modelSummaries"], json!([]));
    let (status, _) = get(&bedrock, "/foundation-models?byOutputModality=SMELL").await;
    assert_eq!(status, 400);
    let (_, one) = get(&bedrock, "/foundation-models/us.entrega.grounded-v1%3A0").await;
    assert_eq!(
        one["modelDetails"]["modelLifecycle"],
        json!({"status": "ACTIVE"})
    );
    assert_eq!(get(&bedrock, "/foundation-models/a.b").await.0, 404);
    let path = "/foundation-model-availability/anthropic.claude-3-5-sonnet-20240620-v1%3A0";
    let (_, availability) = get(&bedrock, path).await;
    assert_eq!(availability["authorizationStatus"], "NOT_AUTHORIZED");
    let path = "/foundation-model-availability/entrega.grounded-v1%3A0";
    assert_eq!(
        get(&bedrock, path).await.1["entitlementAvailability"],
        "AVAILABLE"
    );
}
