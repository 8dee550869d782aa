//! Function URLs.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use wire::{Body, Caller};

use crate::support::{Answer, Server, has, read};

const PYTHON: &str = r#"
import base64, json
def echo(event, context):
    return {
        "statusCode": 201,
        "headers": {"Content-Type": "text/plain; charset=utf-8", "X-Count": 3},
        "cookies": ["a=1; Path=/", "b=2"],
        "body": json.dumps(event),
    }
def bare(event, context):
    return {"hello": "world"}
def binary(event, context):
    return {"statusCode": 200, "body": base64.b64encode(b"\xff\x00").decode(), "isBase64Encoded": True}
def wrong(event, context):
    return {"statusCode": "many"}
def fails(event, context):
    raise ValueError("no")
"#;

async fn start(runtime: &str, code: (&str, &str), names: &[&str], url: Value) -> Server {
    let server = Server::start();
    for name in names {
        let handler = format!("app.{name}");
        server
            .create(name, runtime, &handler, &[code], json!({}))
            .await;
        let path = format!("/2021-10-31/functions/{name}/url");
        let answer = server.post(&path, &url).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
    server
}

/// Asks a function's URL by the host it has.
async fn ask(
    server: &Server,
    name: &str,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &'static str,
) -> Answer {
    let shown = server
        .get(&format!("/2021-10-31/functions/{name}/url"))
        .await
        .json();
    let url: http::Uri = shown["FunctionUrl"]
        .as_str()
        .expect("a URL")
        .parse()
        .expect("a URI");
    let authority = url.authority().expect("a host").as_str();
    let mut all = vec![("host", authority)];
    all.extend_from_slice(headers);
    let request = Server::request(method, path, &all, body);
    let url = server
        .lambda
        .function_url(&request.head)
        .expect("it is a function's");
    read(url.answer(request).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_events_and_answers_responses() {
    if !has("python3") {
        return;
    }
    let names = ["echo", "bare", "binary", "wrong", "fails"];
    let server = start(
        "python3.12",
        ("app.py", PYTHON),
        &names,
        json!({"AuthType": "NONE"}),
    )
    .await;
    let headers = [
        ("cookie", "x=1; y=2"),
        ("content-type", "application/json"),
        ("x-many", "1"),
        ("x-many", "2"),
    ];
    let path = "/a%20b/c?q=1&q=2&e=%C3%A9";
    let answer = ask(&server, "echo", Method::POST, path, &headers, r#"{"a":1}"#).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(answer.header("x-count"), Some("3"));
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1; Path=/", "b=2"]);
    let event = answer.json();
    let id = event["requestContext"]["apiId"].as_str().expect("an id");
    assert_eq!(id.len(), 32);
    for (pointer, expected) in [
        ("/version", json!("2.0")),
        ("/routeKey", json!("$default")),
        ("/rawPath", json!("/a%20b/c")),
        ("/rawQueryString", json!("q=1&q=2&e=%C3%A9")),
        ("/queryStringParameters", json!({"e": "é", "q": "1,2"})),
        ("/cookies", json!(["x=1", "y=2"])),
        ("/headers/x-many", json!("1,2")),
        ("/body", json!("{\"a\":1}")),
        ("/isBase64Encoded", json!(false)),
        ("/requestContext/http/method", json!("POST")),
        (
            "/requestContext/domainName",
            json!(format!("{id}.lambda-url.us-east-1.localhost")),
        ),
        ("/requestContext/accountId", json!("anonymous")),
    ] {
        assert_eq!(event.pointer(pointer), Some(&expected), "{pointer}");
    }
    let answer = ask(&server, "bare", Method::GET, "/", &[], "").await;
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({"hello": "world"}))
    );
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(
        &ask(&server, "binary", Method::GET, "/", &[], "").await.body[..],
        b"\xff\x00"
    );
    for name in ["wrong", "fails"] {
        let answer = ask(&server, name, Method::GET, "/", &[], "").await;
        assert_eq!(
            (answer.status, answer.text()),
            (502, "Internal Server Error"),
            "{name}"
        );
    }
    // By path, where hosts do not resolve.
    let request = Server::request(Method::GET, "/lambda-url/bare/x", &[], "");
    let url = server
        .lambda
        .function_url(&request.head)
        .expect("it is a function's");
    assert_eq!(
        read(url.answer(request).await).await.json(),
        json!({"hello": "world"})
    );
    for path in ["/", "/lambda-url/nothing/", "/2015-03-31/functions"] {
        let request = Server::request(Method::GET, path, &[("host", "localhost:4566")], "");
        assert!(
            server.lambda.function_url(&request.head).is_none(),
            "{path}"
        );
    }
}

/// Whatever the client has written there.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_says_from_whom_it_comes() {
    if !has("python3") {
        return;
    }
    let url = json!({"AuthType": "NONE"});
    let server = start("python3.12", ("app.py", PYTHON), &["echo"], url).await;
    let lies = [
        ("x-forwarded-for", "10.0.0.1"),
        ("x-forwarded-proto", "http"),
    ];
    let mut request = Server::request(Method::GET, "/lambda-url/echo/", &lies, "");
    request.head.extensions.insert(wire::Sender {
        address: [203, 0, 113, 9].into(),
        is_https: true,
    });
    let url = server.lambda.function_url(&request.head);
    let url = url.expect("it is a function's");
    let event = read(url.answer(request).await).await.json();
    for (pointer, expected) in [
        ("/requestContext/http/sourceIp", "203.0.113.9"),
        ("/headers/x-forwarded-for", "203.0.113.9"),
        ("/headers/x-forwarded-proto", "https"),
    ] {
        assert_eq!(event.pointer(pointer), Some(&json!(expected)), "{pointer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_and_origins_are_checked() {
    let server = Server::start();
    server
        .lambda
        .register("shop", async |_| {
            let headers = json!({"access-control-allow-origin": "https://evil.example"});
            Ok(json!({"statusCode": 200, "headers": headers})
                .to_string()
                .into())
        })
        .expect("a name");
    let url = json!({
        "AuthType": "AWS_IAM",
        "Cors": {
            "AllowOrigins": ["https://shop.example"],
            "AllowMethods": ["GET"],
            "AllowCredentials": true,
            "MaxAge": 60,
        },
    });
    server.post("/2021-10-31/functions/shop/url", &url).await;
    let request = |method, origin| {
        let headers = [("origin", origin), ("access-control-request-method", "GET")];
        let mut request = Server::request(method, "/lambda-url/shop/", &headers, "");
        request.caller = Caller::Anonymous;
        request
    };
    let mut signed = request(Method::GET, "https://shop.example");
    let route = server
        .lambda
        .function_url(&signed.head)
        .expect("it is a function's");
    let permission = route.permission().expect("leave is needed");
    assert_eq!(permission.action, "lambda:InvokeFunctionUrl");
    assert_eq!(
        permission.resource,
        "arn:aws:lambda:us-east-1:000000000000:function:shop"
    );
    signed.caller = Caller::Owner;
    let answer = read(route.answer(signed).await).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.header("access-control-allow-origin"),
        Some("https://shop.example")
    );
    assert_eq!(
        answer.header("access-control-allow-credentials"),
        Some("true")
    );

    let unsigned = request(Method::GET, "https://evil.example");
    let route = server
        .lambda
        .function_url(&unsigned.head)
        .expect("it is a function's");
    let answer = read(route.answer(unsigned).await).await;
    assert_eq!(
        (answer.status, answer.text()),
        (403, r#"{"Message":"Forbidden"}"#)
    );
    assert_eq!(answer.header("access-control-allow-origin"), None);

    let preflight = request(Method::OPTIONS, "https://shop.example");
    let route = server
        .lambda
        .function_url(&preflight.head)
        .expect("it is a function's");
    let answer = read(route.answer(preflight).await).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-methods"), Some("GET"));
    assert_eq!(answer.header("access-control-max-age"), Some("60"));
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_are_passed_on_as_they_come() {
    if !has("node") {
        return;
    }
    let code = r"
exports.http = awslambda.streamifyResponse(async (event, stream) => {
  const head = { statusCode: 418, headers: { 'content-type': 'text/tea', 'x-pot': 'yes' }, cookies: ['c=1'] }
  stream = awslambda.HttpResponseStream.from(stream, head)
  stream.write('um ')
  await new Promise((resolve) => setTimeout(resolve, 200))
  stream.write('dois')
  stream.end()
})
exports.plain = awslambda.streamifyResponse(async (event, stream) => {
  stream.setContentType('text/plain')
  stream.end('plain')
})
exports.whole = async () => ({ statusCode: 202, body: 'whole' })
";
    let url = json!({"AuthType": "NONE", "InvokeMode": "RESPONSE_STREAM"});
    let names = ["http", "plain", "whole"];
    let server = start("nodejs20.x", ("app.js", code), &names, url).await;
    let request = Server::request(Method::GET, "/lambda-url/http/", &[], "");
    let route = server
        .lambda
        .function_url(&request.head)
        .expect("it is a function's");
    let response = route.answer(request).await;
    assert_eq!(response.status(), 418);
    assert_eq!(response.headers()["content-type"], "text/tea");
    assert_eq!(response.headers()["set-cookie"], "c=1");
    let Body::Fragile(mut pieces) = response.into_body() else {
        panic!("the body is streamed")
    };
    let first = pieces.recv().await.expect("a piece");
    assert_eq!(first.as_deref(), Ok(&b"um "[..]));
    let begun = std::time::Instant::now();
    let second = pieces.recv().await.expect("a piece");
    assert_eq!(second.as_deref(), Ok(&b"dois"[..]));
    assert!(
        begun.elapsed() > Duration::from_millis(50),
        "the first came before the second was made"
    );
    assert_eq!(pieces.recv().await, None);
    let answer = ask(&server, "plain", Method::GET, "/", &[], "").await;
    assert_eq!((answer.status, answer.text()), (200, "plain"));
    assert_eq!(answer.header("content-type"), Some("text/plain"));
    let answer = ask(&server, "whole", Method::GET, "/", &[], "").await;
    assert_eq!((answer.status, answer.text()), (202, "whole"));
    // The same function through a URL that does not stream.
    server
        .put(
            "/2021-10-31/functions/http/url",
            &json!({"InvokeMode": "BUFFERED"}),
        )
        .await;
    let answer = ask(&server, "http", Method::GET, "/", &[], "").await;
    assert_eq!((answer.status, answer.text()), (418, "um dois"));
}
