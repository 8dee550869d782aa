//! The assistant through its function URL: asked with a signature, answered piece by piece.

use std::collections::BTreeSet;
use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use iam::Scope;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::declared::statements;
use crate::shop::REGION;
use crate::stage::{ANSWER_MODEL, Stage, TEXT};

#[tokio::test(flavor = "multi_thread")]
async fn the_assistant_streams_to_who_may_ask_it() {
    let stage = Stage::with(&["AssistantGatewayFunction"]).await;

    let refused = ask(&stage, ANSWER_MODEL, false).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());

    let answered = ask(&stage, ANSWER_MODEL, true).await;
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    assert!(answered.pieces.len() > 1, "{:?}", answered.pieces);
    assert!(
        TEXT.contains("22h") && answered.text().contains("22h"),
        "{}",
        answered.text()
    );

    // Nobody may have the shop pay for another model than its own.
    let other = ask(&stage, "anthropic.claude-3-opus-20240229-v1:0", true).await;
    assert_eq!(other.status, StatusCode::OK);
    assert!(!other.text().contains("22h"), "{}", other.text());

    let actions = |role: &str, policy: &str| -> BTreeSet<String> {
        let statements = statements(&stage.shop, role, policy).into_iter();
        let actions =
            statements.flat_map(|it| it["Action"].as_array().cloned().unwrap_or_default());
        actions
            .map(|it| it.as_str().expect("a text").to_owned())
            .collect()
    };
    let asked = |role: &str| stage.asked.by(&stage.shop.id(role));
    assert_eq!(
        asked("AssistantGatewayRole"),
        actions("AssistantGatewayRole", "work")
    );
    let of_machine = actions("AssistantStateMachineRole", "definition").into_iter();
    let of_machine = of_machine.filter(|action| action.starts_with("bedrock:"));
    assert_eq!(asked("AssistantStateMachineRole"), of_machine.collect());
    stage.close().await;
}

struct Answer {
    status: StatusCode,
    pieces: Vec<Bytes>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8(self.pieces.concat()).expect("UTF-8")
    }
}

/// Asks the function's URL when the shop closes, with the owner's signature or with none.
async fn ask(stage: &Stage, model: &str, is_signed: bool) -> Answer {
    let question: Value = json!({
        "bedrock_parameters": {
            "messages": [{"role": "user", "content": "Até que horas vocês abrem no domingo?"}],
            "modelId": model,
        },
        "assistant_parameters": {},
    });
    let host = stage.address.trim_start_matches("http://");
    let path = format!(
        "/lambda-url/{}/bedrock_claude_messages_api",
        stage.shop.id("AssistantGatewayFunction")
    );
    let request = Request::post(path)
        .header("host", host)
        .header("content-type", "application/json")
        .body(Bytes::from(question.to_string()))
        .expect("a request");
    let scope = Scope {
        region: REGION,
        service: "lambda",
    };
    let request = if is_signed {
        iam::sign(request, &stage.keys, scope, SystemTime::now()).expect("signed")
    } else {
        request
    };
    let stream = TcpStream::connect(host).await.expect("a connection");
    let connected = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = connected.expect("a connection");
    tokio::spawn(connection);
    let answer = sender.send_request(request.map(Full::new)).await;
    let (head, mut body) = answer.expect("an answer").into_parts();
    let mut pieces = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.expect("it comes whole");
        pieces.extend(frame.into_data());
    }
    Answer {
        status: head.status,
        pieces,
    }
}
