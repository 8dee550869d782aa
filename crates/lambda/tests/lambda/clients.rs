//! Unmodified clients: boto3 over HTTP, and functions built with AWS's crate for Rust.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;

use http_body_util::BodyExt;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpListener;
use wire::{Caller, Request, RequestId, Service};

use crate::support::{Server, environment};

/// Serves the API on a loopback port; checks no signatures.
async fn serve(server: &Server) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let lambda = Arc::clone(&server.lambda);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let lambda = Arc::clone(&lambda);
            tokio::spawn(async move {
                let service = service_fn(|request: http::Request<hyper::body::Incoming>| {
                    let lambda = Arc::clone(&lambda);
                    async move {
                        let (head, body) = request.into_parts();
                        let body = body.collect().await.expect("a body").to_bytes();
                        let request = Request {
                            head,
                            body,
                            caller: Caller::Owner,
                            id: RequestId::random(),
                        };
                        Ok::<_, Infallible>(lambda.handle(request).await)
                    }
                });
                let connection = TokioIo::new(connection);
                let _ = http1::Builder::new()
                    .serve_connection(connection, service)
                    .await;
            });
        }
    });
    format!("http://{address}")
}

const BOTO3: &str = r#"
import base64, boto3, io, json, sys, zipfile
client = boto3.client("lambda", endpoint_url=sys.argv[1], region_name="us-east-1",
                      aws_access_key_id="x", aws_secret_access_key="y")
errors = client.exceptions

def archive(code):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("app.py", code)
    return buffer.getvalue()

def invoke(**arguments):
    answer = client.invoke(FunctionName="work", **arguments)
    return json.load(answer["Payload"]), answer

made = client.create_function(
    FunctionName="work", Runtime="python3.12", Handler="app.handler",
    Role="arn:aws:iam::000000000000:role/worker",
    Code={"ZipFile": archive("def handler(event, context):\n  print('hi')\n  return [event, context.client_context and context.client_context.custom]\n")},
    Environment={"Variables": {"A1": "b"}}, LoggingConfig={"LogFormat": "JSON"})
client.get_waiter("function_active_v2").wait(FunctionName="work")
client.get_waiter("function_exists").wait(FunctionName="work")
assert client.get_function(FunctionName=made["FunctionArn"])["Configuration"]["Handler"] == "app.handler"

body, answer = invoke(Payload=json.dumps({"a": "é"}), LogType="Tail",
                      ClientContext=base64.b64encode(b'{"custom": {"k": "v"}}').decode())
assert body == [{"a": "é"}, {"k": "v"}], body
assert answer["StatusCode"] == 200 and answer["ExecutedVersion"] == "$LATEST"
assert "FunctionError" not in answer
assert b"platform.report" in base64.b64decode(answer["LogResult"])
assert invoke()[0] == [{}, None]
assert client.invoke(FunctionName="work", InvocationType="DryRun")["StatusCode"] == 204
assert client.invoke(FunctionName="work", InvocationType="Event")["StatusCode"] == 202

client.update_function_code(FunctionName="work", ZipFile=archive("def handler(event, context):\n  raise KeyError('gone')\n"))
client.get_waiter("function_updated_v2").wait(FunctionName="work")
body, answer = invoke(Payload=b"1")
assert answer["FunctionError"] == "Unhandled" and body["errorType"] == "KeyError", body

stream = client.invoke_with_response_stream(FunctionName="work", Payload=b"1")["EventStream"]
last = list(stream)[-1]["InvokeComplete"]
assert last["ErrorCode"] == "KeyError", last

version = client.publish_version(FunctionName="work")["Version"]
client.create_alias(FunctionName="work", Name="live", FunctionVersion=version)
assert client.get_alias(FunctionName="work", Name="live")["FunctionVersion"] == "1"
assert [page["Versions"][-1]["Version"] for page in client.get_paginator("list_versions_by_function").paginate(FunctionName="work")] == ["1"]
assert len(list(client.get_paginator("list_functions").paginate().search("Functions"))) == 1
client.add_permission(FunctionName="work", StatementId="s", Action="lambda:InvokeFunction", Principal="sns.amazonaws.com")
json.loads(client.get_policy(FunctionName="work")["Policy"])
url = client.create_function_url_config(FunctionName="work", Qualifier="live", AuthType="NONE", Cors={"AllowOrigins": ["*"]})
assert url["FunctionUrl"].startswith("http://"), url
assert client.list_function_url_configs(FunctionName="work")["FunctionUrlConfigs"][0]["Cors"] == {"AllowOrigins": ["*"]}
client.tag_resource(Resource=made["FunctionArn"], Tags={"k": "v"})
assert client.list_tags(Resource=made["FunctionArn"])["Tags"] == {"k": "v"}
config = client.put_function_event_invoke_config(FunctionName="work", MaximumRetryAttempts=0)
assert config["LastModified"].year > 2000 and config["MaximumRetryAttempts"] == 0
client.put_function_concurrency(FunctionName="work", ReservedConcurrentExecutions=0)
for action, error in [
    (lambda: client.get_function(FunctionName="nothing"), errors.ResourceNotFoundException),
    (lambda: invoke(), errors.TooManyRequestsException),
    (lambda: client.invoke(FunctionName="work", Payload=b"{"), errors.InvalidRequestContentException),
    (lambda: client.create_alias(FunctionName="work", Name="live", FunctionVersion="1"), errors.ResourceConflictException),
]:
    try:
        action()
    except error as caught:
        assert caught.response["Error"]["Message"], caught.response
    else:
        raise AssertionError(error)
client.delete_function(FunctionName="work")
print("all done")
"#;

#[tokio::test(flavor = "multi_thread")]
async fn boto3_is_content() {
    let Some(python) = environment() else {
        return;
    };
    let server = Server::start();
    let url = serve(&server).await;
    let output = tokio::process::Command::new(python)
        .args(["-c", BOTO3, &url])
        .env("AWS_MAX_ATTEMPTS", "1")
        .output()
        .await
        .expect("Python runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("all done"), "{errors}");
}

/// An example of this crate, where `cargo test` builds them.
pub(crate) fn example(name: &str) -> Option<PathBuf> {
    let test = std::env::current_exe().expect("a path");
    let target = test
        .parent()
        .and_then(|deps| deps.parent())
        .expect("two folders");
    let path = target.join("examples").join(name);
    if !path.exists() {
        assert!(
            std::env::var_os("CI").is_none(),
            "example `{name}` is not built"
        );
        eprintln!("skipped: example `{name}` is not built: `cargo build --examples`");
        return None;
    }
    Some(path)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_of_aws_crate_for_rust_runs() {
    let Some(program) = example("provided-echo") else {
        return;
    };
    let server = Server::start();
    // A debug build is too large for an archive; what counts is that it becomes the process.
    let script = format!("#!/bin/sh\nexec {}\n", program.display());
    let files = [("bootstrap", &*script)];
    server
        .create("rust", "provided.al2023", "bootstrap", &files, json!({}))
        .await;
    let answer = server.invoke("rust", &json!({"a": 1})).await;
    assert_eq!(
        answer.json(),
        json!({
            "event": {"a": 1},
            "arn": "arn:aws:lambda:us-east-1:000000000000:function:rust",
        }),
        "{}",
        answer.text()
    );
    let answer = server.invoke("rust", &json!("fail")).await;
    assert_eq!(answer.header("x-amz-function-error"), Some("Unhandled"));
    assert_eq!(answer.json()["errorMessage"], "as asked");
    server
        .create(
            "empty",
            "provided.al2023",
            "x",
            &[("README", "")],
            json!({}),
        )
        .await;
    let answer = server.invoke("empty", &json!({})).await;
    assert_eq!(
        answer.json()["errorType"],
        "Runtime.InvalidEntrypoint",
        "{}",
        answer.text()
    );
}
