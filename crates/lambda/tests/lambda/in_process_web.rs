//! Handlers of this program that answer HTTP, through the URLs of their functions.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::json;
use wire::Body;
use wire::response::BrokenOff;

use crate::support::Server;

/// A function that streams three pieces, or breaks off when it is asked to.
async fn start() -> Server {
    let server = Server::start();
    let registered = server.lambda.register_web("say", async |request| {
        let breaks = request.uri().query() == Some("breaks");
        let (sender, body) = Body::fragile();
        let asked: Bytes = request.into_body();
        tokio::spawn(async move {
            for piece in ["Olá, ", "mundo: "] {
                let _ = sender.send(Ok(piece.into())).await;
            }
            let last = if breaks {
                Err(BrokenOff("secret".to_owned()))
            } else {
                Ok(asked)
            };
            let _ = sender.send(last).await;
        });
        let response = Response::builder().status(201).header("x-said", "yes");
        response.body(body).expect("a response")
    });
    registered.expect("the name is free");
    let url = json!({"AuthType": "NONE", "InvokeMode": "RESPONSE_STREAM"});
    let made = server.post("/2021-10-31/functions/say/url", &url).await;
    assert_eq!(made.status, 201, "{}", made.text());
    server
}

/// Status, a header and the pieces of an answer, and whether it came to its end.
async fn ask(server: &Server, path: &str) -> (u16, Option<String>, Vec<Bytes>, bool) {
    let request = Server::request(Method::POST, path, &[], "?");
    let url = server.lambda.function_url(&request.head).expect("a URL");
    let response = url.answer(request).await;
    let said = response.headers().get("x-said");
    let said = said
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let status = response.status().as_u16();
    let Body::Fragile(mut body) = response.into_body() else {
        panic!("the body is streamed")
    };
    let mut pieces = Vec::new();
    while let Some(piece) = body.recv().await {
        match piece {
            Ok(piece) => pieces.push(piece),
            Err(_) => return (status, said, pieces, false),
        }
    }
    (status, said, pieces, true)
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_streamed_piece_by_piece() {
    let server = start().await;
    let (status, said, pieces, complete) = ask(&server, "/lambda-url/say/").await;
    assert_eq!((status, said.as_deref()), (201, Some("yes")));
    assert_eq!(pieces, ["Olá, ", "mundo: ", "?"]);
    assert!(complete);
    let (_, _, pieces, complete) = ask(&server, "/lambda-url/say/?breaks").await;
    assert_eq!(pieces, ["Olá, ", "mundo: "]);
    assert!(!complete, "what breaks off is not taken for whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_no_request_is_refused() {
    let server = start().await;
    let answer = server.invoke("say", &json!({"a": 1})).await;
    assert_eq!(answer.header("x-amz-function-error"), Some("Unhandled"));
    assert!(answer.text().contains("URL"), "{}", answer.text());
    let event = json!({
        "rawPath": "/", "rawQueryString": "", "body": "!", "isBase64Encoded": false,
        "requestContext": {"http": {"method": "POST", "path": "/"}},
    });
    let answer = server.invoke("say", &event).await;
    assert!(
        answer.text().ends_with("Olá, mundo: !"),
        "{}",
        answer.text()
    );
}
