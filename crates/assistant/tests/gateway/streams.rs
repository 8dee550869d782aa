//! What goes over the wire while a model speaks, and when something fails.

use serde_json::{Value, json};

use crate::client::Served;
use crate::script::{Act, conversed_text, found, said};

const CLAUDE: &str = "/bedrock_claude_messages_api";
const CONVERSE: &str = "/bedrock_converse_api";

fn question(scenario: &str) -> Value {
    json!({
        "bedrock_parameters": {"messages": [{"role": "user", "content": "Olá"}], "system": "S"},
        "assistant_parameters": {
            "content_tag": "document",
            "state_machine_custom_params": {"scenario": scenario},
        },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn each_delta_is_a_chunk_of_whole_characters() {
    let served = Served::start().await;
    let deltas: Vec<String> = (0..200).map(|number| format!("ção {number} 😀")).collect();
    served
        .script
        .model_does(deltas.iter().map(|delta| said(delta)).collect());
    let heard = served.post(CLAUDE, &question("nokb")).await;
    assert_eq!(heard.texts(), deltas);
    assert!(heard.complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_says_nothing_ends_well() {
    let served = Served::start().await;
    served
        .script
        .model_does(vec![said(""), Act::Event(json!({"type": "message_stop"}))]);
    let heard = served.post(CLAUDE, &question("nokb")).await;
    assert!(heard.complete && heard.chunks.is_empty(), "{heard:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_fails_on_the_way_cuts_the_connection() {
    let served = Served::start().await;
    let failures = [
        Act::Exception("modelStreamErrorException"),
        Act::Exception("throttlingException"),
        Act::Garbage,
        Act::Break,
        Act::Event(json!({"type": "content_block_delta", "delta": {}})),
    ];
    for failure in failures {
        let acts = vec![said("Olá"), said(", ção"), failure.clone(), said("never")];
        served.script.model_does(acts);
        let heard = served.post(CLAUDE, &question("nokb")).await;
        assert_eq!(heard.status, 200);
        assert_eq!(heard.texts(), ["Olá", ", ção"], "{failure:?}");
        assert!(!heard.complete, "{failure:?}");
    }
    served
        .script
        .model_does(vec![Act::Exception("throttlingException")]);
    let heard = served.post(CLAUDE, &question("nokb")).await;
    assert!(heard.status == 200 && !heard.complete && heard.chunks.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_cut_as_well() {
    let served = Served::start().await;
    let request = json!({
        "bedrock_converse_parameters": {
            "model_id": "m",
            "inference_config": {},
            "system_prompts": [{"text": "S"}],
            "messages": [{"role": "user", "content": [{"text": "Olá"}]}],
        },
        "assistant_parameters": {"workflow_params": {"workflow_id": "workflow#details#1"}},
    });
    let tool = json!({"contentBlockIndex": 0, "delta": {"toolUse": {"input": "{"}}});
    served.script.model_does(vec![
        conversed_text("Olá"),
        Act::Event(json!({"contentBlockDelta": tool})),
        Act::Exception("modelStreamErrorException"),
    ]);
    let headers = [
        ("content-type", "application/json"),
        ("x-access-token", r#"{"custom:account_id": "A1"}"#),
    ];
    let body = request.to_string();
    let heard = served
        .ask("POST", CONVERSE, &headers, Some(body.as_bytes()))
        .await;
    assert_eq!(heard.texts(), ["Olá"]);
    assert!(!heard.complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn context_goes_to_the_model_as_json() {
    let served = Served::start().await;
    let heard = served.post(CLAUDE, &question("kb")).await;
    assert!(heard.complete);
    let calls = served.script.calls();
    let system = calls[1].body["system"].as_str().expect("a system prompt");
    assert_eq!(system, format!("S\n\n<document>{}</document>", found()));
    served.post(CLAUDE, &question("replace_all")).await;
    let calls = served.script.calls();
    assert_eq!(
        calls[1].body["system"],
        "INSTEAD\n\n<document>[]</document>"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_said_without_internals() {
    let served = Served::start().await;
    let cases = [
        (
            "failed",
            "FAILED with the error `Bedrock.ValidationException`",
        ),
        ("failed_nocause", "FAILED with the error `E`"),
        ("timedout", "TIMED_OUT"),
        ("denied", "AccessDeniedException"),
        ("unreachable", "cannot be reached"),
        ("ctxnull", "`context_data` is no list"),
        ("replace_noconf", "`configuration.replace_tag`"),
    ];
    for (scenario, told) in cases {
        let heard = served.post(CLAUDE, &question(scenario)).await;
        let text = heard.text();
        assert!(text.contains(told), "{scenario}: {text}");
        assert!(heard.status == 200 && heard.complete && heard.chunks.len() == 1);
        for internal in ["bad things", "secret", "not authorized"] {
            assert!(!text.contains(internal), "{scenario}: {text}");
        }
        assert_eq!(served.script.calls().len(), 1, "{scenario}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_paths_and_methods_are_answered_as_well() {
    let served = Served::start().await;
    let cases = [
        ("GET", "/", 404, None),
        ("POST", "/other/", 404, None),
        ("PUT", CLAUDE, 405, Some(("allow", "POST"))),
        ("HEAD", CLAUDE, 405, Some(("allow", "POST"))),
        ("GET", CONVERSE, 405, Some(("allow", "POST"))),
        ("POST", "/docs", 405, Some(("allow", "GET, HEAD"))),
        (
            "GET",
            "/docs",
            200,
            Some(("content-type", "text/html; charset=utf-8")),
        ),
        (
            "GET",
            "/openapi.json",
            200,
            Some(("content-type", "application/json")),
        ),
        (
            "POST",
            "/bedrock_claude_messages_api/?a=1",
            307,
            Some(("location", "../bedrock_claude_messages_api?a=1")),
        ),
        (
            "GET",
            "/bedrock_converse_api//",
            307,
            Some(("location", "../../bedrock_converse_api")),
        ),
        ("GET", "/docs/", 307, Some(("location", "../docs"))),
    ];
    for (method, path, status, header) in cases {
        let heard = served.ask(method, path, &[], None).await;
        assert_eq!(heard.status, status, "{method} {path}");
        if let Some((name, value)) = header {
            assert_eq!(heard.header(name), Some(value), "{method} {path}");
        }
        if status == 404 {
            assert_eq!(heard.json(), json!({"detail": "Not Found"}));
        }
    }
    let headers = [("content-type", "application/json")];
    let heard = served
        .ask("POST", CLAUDE, &headers, Some(b"\"\xc3\""))
        .await;
    assert_eq!(heard.status, 400);
}
