//! Web servers that know nothing of Lambda.

use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;
use wire::Body;

use crate::support::{Server, configuration, environment, read};

const APPLICATION: &str = r#"
import asyncio
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

app = FastAPI()

@app.get("/")
def ready():
    return {"ready": True}

@app.post("/chat/{customer}")
async def chat(customer: str, request: Request, q: str = ""):
    body = await request.json()
    async def words():
        for word in body["words"]:
            yield word
            await asyncio.sleep(0.1)
    return StreamingResponse(words(), media_type="text/plain", headers={"x-customer": customer, "x-q": q})

@app.post("/events")
async def events(request: Request):
    return {"event": await request.json(), "context": "request_id" in request.headers["x-amzn-lambda-context"]}
"#;
/// As a template for AWS has it.
const SCRIPT: &str =
    "#!/bin/bash\nexec python -m uvicorn --port=$PORT --log-level=warning main:app\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_unmodified_fastapi_application_streams() {
    let Some(python) = environment() else {
        return;
    };
    let mut configuration = configuration();
    configuration.interpreters.python = Some(python);
    let server = Server::with(configuration);
    for (name, mode) in [("streams", "response_stream"), ("buffers", "buffered")] {
        server
            .create(
                name,
                "python3.12",
                "run.sh",
                &[("main.py", APPLICATION), ("run.sh", SCRIPT)],
                json!({
                    "Timeout": 60,
                    "MemorySize": 512,
                    "Layers": ["arn:aws:lambda:us-east-1:753240598075:layer:LambdaAdapterLayerX86:20"],
                    "Environment": {"Variables": {
                        "AWS_LAMBDA_EXEC_WRAPPER": "/opt/bootstrap",
                        "AWS_LWA_INVOKE_MODE": mode,
                        "PORT": "8000",
                    }},
                }),
            )
            .await;
        let url = json!({"AuthType": "NONE", "InvokeMode": if name == "streams" { "RESPONSE_STREAM" } else { "BUFFERED" }});
        server
            .post(&format!("/2021-10-31/functions/{name}/url"), &url)
            .await;
    }
    let request = |name: &str| {
        let headers = [
            ("content-type", "application/json"),
            ("host", "localhost:4566"),
        ];
        let path = format!("/lambda-url/{name}/chat/ana?q=1%2B1");
        Server::request(
            Method::POST,
            &path,
            &headers,
            r#"{"words": ["Olá", ", ", "mundo"]}"#,
        )
    };
    let streams = async {
        let request = request("streams");
        let route = server
            .lambda
            .function_url(&request.head)
            .expect("it is a function's");
        let response = route.answer(request).await;
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.headers()["content-type"],
            "text/plain; charset=utf-8"
        );
        assert_eq!(response.headers()["x-customer"], "ana");
        assert_eq!(response.headers()["x-q"], "1+1");
        let Body::Fragile(mut pieces) = response.into_body() else {
            panic!("the body is streamed")
        };
        let first = pieces.recv().await.expect("a piece");
        assert_eq!(first.as_deref(), Ok("Olá".as_bytes()));
        let begun = Instant::now();
        let mut rest = Vec::new();
        while let Some(piece) = pieces.recv().await {
            rest.extend_from_slice(&piece.expect("it does not break off"));
        }
        assert_eq!(rest, b", mundo");
        assert!(
            begun.elapsed() > Duration::from_millis(50),
            "the first came before the last was made"
        );
    };
    let buffers = async {
        let request = request("buffers");
        let route = server
            .lambda
            .function_url(&request.head)
            .expect("it is a function's");
        let answer = read(route.answer(request).await).await;
        assert_eq!((answer.status, answer.text()), (200, "Olá, mundo"));
    };
    tokio::join!(streams, buffers);
    let answer = server.invoke("buffers", &json!({"not": "http"})).await;
    assert_eq!(
        answer.json(),
        json!({"event": {"not": "http"}, "context": true}),
        "{}",
        answer.text()
    );
    server.lambda.shutdown().await;
}
